"""What is known of the actions of a reply's context: their refs indexed, the words of their texts, and which action words speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mailflow.replies import doubts
from mailflow.replies.codes import blotted
from mailflow.replies.model import Context, KnownAction
from mailflow.replies.phrases import lexicon, split_tokens
from mailflow.replies.ref_index import CONTEXTS_KEPT, RefIndex, index_refs
from mailflow.replies.speech import SEPARATORS, Speech, count_words

TEXTS_KEPT = 4_000  # of actions, which many contexts share
_TELLING = 40  # actions, by which the language of all is told
STEM = 6  # characters of a word that count
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Subject:
    """The actions that are meant, by ref. `how` it was told: ref, set, about, title, before, only; empty where it was not."""

    refs: tuple[str, ...] = ()
    doubt: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The actions of a context, ready for questions: their refs indexed, the words of their texts counted."""

    index: RefIndex
    by_ref: Mapping[str, KnownAction]
    stems: Mapping[str, frozenset[str]]
    frequency: Mapping[str, int]
    titles: Mapping[str, Sequence[tuple[str, ...]]]  # by their first word
    language: str = "en"  # of the actions

    @property
    def own(self) -> tuple[str, ...]:
        """The sender's own actions, in the order of their letter."""
        return self.index.own


def know(context: Context) -> Known:
    """Prepare the actions of a context; the contexts of the last few people are remembered."""
    return _known(context.actions, context.reference)


@lru_cache(maxsize=CONTEXTS_KEPT)
def _known(actions: tuple[KnownAction, ...], reference: str) -> Known:
    by_ref: dict[str, KnownAction] = {}
    for action in actions:
        by_ref.setdefault(action.ref, action)
    stems = {ref: stems_of(action.text) for ref, action in by_ref.items()}
    frequency = Counter(stem for own in stems.values() for stem in own)
    titles: dict[str, list[tuple[str, ...]]] = {}
    for action in by_ref.values():
        words = _title(action.text)
        titles.setdefault(words[0] if words else "", []).append(words)
    return Known(index_refs(actions, reference), by_ref, stems, frequency, titles, _language(list(by_ref.values())[:_TELLING]))


def _language(actions: Sequence[KnownAction]) -> str:
    words = [token.word for action in actions for token in split_tokens(action.text[:200])]
    return max((counts := count_words(lexicon().find(words))), key=lambda name: (counts[name], name == "en"), default="en")


def by_title(text: str, known: Known) -> Subject:
    """Tell an action by the words of its text; a single rare word is a doubt, words of two actions alike are none."""
    said = stems_of(blotted(text))
    if not said:
        return Subject()
    scored = [(sum(1.0 / known.frequency[stem] for stem in said & stems), ref) for ref, stems in known.stems.items()]
    scored = sorted((entry for entry in scored if entry[0] > 0), key=lambda entry: -entry[0])
    own = [entry for entry in scored if entry[1] in known.own]
    for ranked in (own, scored):
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.75):
            continue
        score, ref = ranked[0]
        shared = len(said & known.stems[ref])
        if shared >= 2 and score >= 1.4:
            return Subject((ref,), how="title")
        if shared >= 1 and score >= 0.99 and ranked is own:
            return Subject((ref,), doubts.BY_ONE_WORD, "title")
    return Subject()


def belongs(ref: str, known: Known) -> str:
    """Give the doubt of an update whose action is not the sender's; empty where it is."""
    action = known.by_ref.get(ref)
    if action is None or action.mine:
        return ""
    return belongs_to(action.owners)


def belongs_to(owners: Sequence[str]) -> str:
    """Say that an action is another's."""
    return doubts.NOT_THEIRS.format(owners=", ".join(owners)) if owners else doubts.NOT_THEIRS_UNNAMED


def without_titles(speech: Speech, known: Known) -> Speech:
    """Take no phrase from an action's own text where the sentence repeats it ("QSB 1819_14 Circulate the revised protocol - done")."""
    masked: set[int] = set()
    starts = {at + 1 for at, _ in speech.refs} | {0}
    for start in starts:
        while start < len(speech.tokens) and speech.tokens[start].word in SEPARATORS:
            start += 1
        titles = known.titles.get(speech.tokens[start].word, ()) if start < len(speech.tokens) else ()
        length = max((_repeated(speech, start, title) for title in titles), default=0)
        masked.update(range(start, start + length))
    if not masked:
        return speech
    return replace(speech, sensed=tuple(hit for hit in speech.sensed if not masked.issuperset(range(hit.start, hit.end))))


def _repeated(speech: Speech, start: int, title: Sequence[str]) -> int:
    length = 0
    while length < len(title) and start + length < len(speech.tokens) and speech.tokens[start + length].word == title[length]:
        length += 1
    return length if length >= 3 or (length == len(title) and length >= 2) else 0


@lru_cache(maxsize=TEXTS_KEPT)
def _title(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in split_tokens(text[:600]))


@lru_cache(maxsize=TEXTS_KEPT)
def stems_of(text: str) -> frozenset[str]:
    plain = lexicon().plain_stems
    return frozenset(stem_of(word) for word in _WORD.findall(text[:3000].casefold()) if word[:STEM] not in plain) - plain


def stem_of(word: str) -> str:
    """Give the beginning of a word that counts, so that "quote" is of "quotes"."""
    return (word[:-1] if len(word) > STEM - 2 and word.endswith("s") and not word.endswith("ss") else word)[:STEM]
