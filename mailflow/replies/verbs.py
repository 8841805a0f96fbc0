"""Whether a participle ("circulated", "sent") says that what an action asks for ("Circulate ...") was done."""

from __future__ import annotations

import re

from mailflow.replies.phrases import lexicon

_WORD = re.compile(r"[^\W\d_]+")


def verbs_of(action_text: str) -> list[str]:
    """Give the words of an action that may be its verb: those it begins with."""
    return [word.casefold() for word in _WORD.findall(action_text[:200])[:8] if len(word) > 2]


def last_verb(action_text: str) -> str:
    """Give the verb of the second thing that an action asks ("Print the plan and send it to ..."): empty where it asks one.

    That the board is told of it does not count: a reply does that.
    """
    words = [word.casefold() for word in _WORD.findall(action_text[:400])]
    known = lexicon()
    joined = [i for i in range(1, len(words) - 2) if words[i] in known.refs["joiners"] and words[i + 2] in known.objects]
    verb = words[joined[-1] + 1] if joined else ""
    return "" if verb in known.reporting else verb


def same_verb(participle: str, verb: str) -> bool:
    """Tell whether a participle reports what a verb asks: its own, or one that means as much ("send", "circulate")."""
    known = lexicon()
    base = known.base_verbs.get(participle, participle)
    if base == verb or any(verb in group and (base in group or any(_alike(base, one) for one in group)) for group in known.verbs_alike):
        return True
    return _alike(base, verb)


def is_verb(participle: str, verb: str) -> bool:
    """Tell whether a participle is of a verb itself, and not of one that means as much."""
    base = lexicon().base_verbs.get(participle, participle)
    return base == verb or _alike(base, verb)


def _alike(left: str, right: str) -> bool:
    shared = min(len(left), len(right), 5)
    return shared >= 4 and left[:shared] == right[:shared] and abs(len(left) - len(right)) <= 4
