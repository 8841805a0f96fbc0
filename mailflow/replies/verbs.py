"""Whether a participle ("circulated", "sent") says that what an action asks for ("Circulate ...") was done."""

from __future__ import annotations

import re

from mailflow.replies.phrases import lexicon

_WORD = re.compile(r"[^\W\d_]+")


def verbs_of(action_text: str) -> list[str]:
    """Give the words of an action that may be its verb: those it begins with."""
    return [word.casefold() for word in _WORD.findall(action_text[:200])[:8] if len(word) > 2]


def same_verb(participle: str, verb: str) -> bool:
    """Tell whether a participle reports what a verb asks: its own, or one that means as much ("send", "circulate")."""
    known = lexicon()
    base = known.base_verbs.get(participle, participle)
    if base == verb or any(verb in group and (base in group or any(_alike(base, one) for one in group)) for group in known.verbs_alike):
        return True
    return _alike(base, verb)


def _alike(left: str, right: str) -> bool:
    shared = min(len(left), len(right), 5)
    return shared >= 4 and left[:shared] == right[:shared] and abs(len(left) - len(right)) <= 4
