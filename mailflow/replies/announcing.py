"""The words that announce another mail, by which a line is known that could be part of a boundary: verbs of writing, labels, separators.

What stands round such a line decides (`boundaries`); a line that holds none of them announces nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mailflow.replies import furniture
from mailflow.replies.rows import undecorated

STRAY = " \u200e\u200f\ufeff"


def any_of(words: tuple[str, ...]) -> str:
    """Give a pattern of several words, the longest first."""
    return "|".join(sorted(map(re.escape, set(words)), key=len, reverse=True))


_VERBS = tuple(dict.fromkeys(verb for verbs in furniture.WROTE.values() for verb in verbs))
_BY_LAST = {last: tuple(verb for verb in _VERBS if verb[-1] == last) for last in {verb[-1] for verb in _VERBS}}
_VERB_WORDS = frozenset(verb.split()[-1] for verb in _VERBS)
_PIECE = re.compile(r"[^\s<>,:;\"]+")
SEPARATOR_WORDS = frozenset(words for several in furniture.SEPARATORS.values() for words in several)
SEPARATOR = re.compile(rf"(?:{any_of(tuple(SEPARATOR_WORDS))})(?!\w)", re.IGNORECASE)
LABEL = re.compile(r"[\s*_>|]{0,12}([^\W\d_][^:：*\n]{0,28}?)\s{0,6}\*{0,2}\s{0,3}[:：]\s{0,3}\*{0,2}(?!//)(.{0,1000})$", re.DOTALL)
_ROUND_LABEL = " \t\r\f\v*_>|"
_LABELS = {word: name for name, words in furniture.LABELS.items() for word in words}


def may_announce(line: str) -> bool:
    """Whether a line could be one of a boundary's, whatever stands round it. A day or an address alone announces nothing."""
    text = line.strip()
    inner = undecorated(text).rstrip(":： ").strip(STRAY)
    low = inner.lower()
    if not inner:
        return False
    return bool(label_of(line)[0]) or may_end(text) or ends_in_verb(inner) or low in SEPARATOR_WORDS or SEPARATOR.match(low) is not None


@lru_cache(maxsize=1_024)
def label_of(line: str) -> tuple[str, str]:
    """Give (kind of label, value) of a line that is one of a header block, or ("", "")."""
    at = line.find(":") if ":" in line else line.find("：")
    if at < 0 or " ".join(line[:at].partition("：")[0].strip(_ROUND_LABEL).lower().split()) not in _LABELS:
        return "", ""
    found = LABEL.match(line)
    return (_LABELS.get(" ".join(found[1].lower().split()), ""), found[2]) if found is not None else ("", "")


@lru_cache(maxsize=1_024)
def may_end(text: str) -> bool:
    """Tell quickly whether an attribution can end so: in a verb, or with an address or a verb before its last sign."""
    if ends_in_verb(text):
        return True
    if not text.endswith((":", "：", ">", "-", "*", "_")):
        return False
    return "@" in text or ">" in text or has_verb(text)


def ends_in_verb(text: str) -> bool:
    """Whether the last word is a verb of writing, the colon aside. It need not be parted from an address: "<a@b>wrote:"."""
    tail = text[-60:].rstrip(" :：*_-=\t").lower()
    if not tail.endswith(_VERBS):
        tail = tail.rstrip(")")
        if not tail.endswith(_VERBS):
            return False
    # Languages written without spaces need none before the verb.
    ends = [verb for verb in _BY_LAST[tail[-1]] if tail.endswith(verb)]
    return any(verb[0] > "\u2e7f" or not tail[-len(verb) - 1 : -len(verb)].isalpha() for verb in ends)


def has_verb(text: str) -> bool:
    """Whether a verb of writing stands anywhere in the text."""
    return not _VERB_WORDS.isdisjoint(_PIECE.findall(text[:500].lower()))
