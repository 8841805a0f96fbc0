"""Actions named by their place in the letter's list: "the first one", "action two", "first one done, second not yet"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailflow.replies.phrases import lexicon
from mailflow.replies.ref_index import FoundRef, RefIndex, is_label

_WORD = re.compile(r"[^\W\d_]+")
_MARKS = frozenset(",;:.-–—(")


def by_ordinal_word(text: str, index: RefIndex) -> Iterator[FoundRef]:
    """Find every naming of an action by its place, where the letter asks for several."""
    words = lexicon()
    text = text[:2000]
    folded = text.casefold()
    if len(index.own) < 2:
        return
    ordinal = any(word in folded for word in words.ref_ordinals)
    cardinal_cue = any(word in folded for word in words.refs["cardinal_cues"]) and any(word in folded for word in words.ref_cardinals)
    tokens = list(_WORD.finditer(text)) if ordinal or cardinal_cue else []
    folds = [one.group().casefold() for one in tokens]
    counted_on = _counted_on(text, tokens, folds)
    for at, one in enumerate(tokens):
        following = folds[at + 1] if at + 1 < len(tokens) else ""
        cardinal = words.ref_cardinals.get(following) if folds[at] in words.refs["cardinal_cues"] else None
        number = cardinal or words.ref_ordinals.get(folds[at])
        noun = cardinal is not None or following in words.refs["ordinal_nouns"]
        if number is None or not (noun or at in counted_on) or number > len(index.own):
            continue
        ref = index.own[number - 1] if number > 0 else index.own[-1]
        end = tokens[at + 1].end() if noun else one.end()
        yield FoundRef(one.start(), end, ref, text[one.start() : end], label=is_label(text, one.start()), bare=not noun, placed=True)


def _counted_on(text: str, tokens: Sequence[re.Match[str]], folds: Sequence[str]) -> frozenset[int]:
    """Give the ordinals without a noun that count in the list all the same: several of them, or behind one with its noun."""
    known = lexicon()
    ordinals = [at for at in range(len(tokens)) if folds[at] in known.ref_ordinals]
    named = any(folds[at + 1] in known.refs["ordinal_nouns"] for at in ordinals if at + 1 < len(tokens))
    opening = {at for at in ordinals if _opens_part(text, tokens, folds, at)} if named else set()
    alone = {at for at in ordinals if 0 < at < len(tokens) - 1 and _stands_for_action(folds, at)}
    return frozenset(opening | alone) if named or len(alone) > 1 else frozenset()


def _opens_part(text: str, tokens: Sequence[re.Match[str]], folds: Sequence[str], at: int) -> bool:
    """Tell "..., second not yet" from "my second letter" and from "second, I wrote to them"."""
    if text[tokens[at].end() :].lstrip()[:1] == ",":
        return False
    before = text[tokens[at - 1].end() if at else 0 : tokens[at].start()]
    return at == 0 or bool(_MARKS.intersection(before)) or folds[at - 1] in lexicon().refs["joiners"]


def _stands_for_action(folds: Sequence[str], at: int) -> bool:
    """Tell "the second is ...", which may mean an action, from "the second paragraph"."""
    words = lexicon()
    following = any(folds[at + 1] in words.refs[kind] for kind in ("verbs", "after", "ordinal_nouns"))
    return following and folds[at - 1] in words.refs["articles"]
