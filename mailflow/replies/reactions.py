"""Reactions: the thumb or the heart that a mail client sends for a touch. It shows that a letter was seen, and says no more.

Gmail's carries a part of its own (text/vnd.google.email-reaction+json); Outlook's is known by its sentence alone, in its sender's language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from mailflow.replies import robots
from mailflow.replies.mime import Part
from mailflow.replies.model import Words

MEDIA_TYPE = "text/vnd.google.email-reaction+json"
_REACTED = tuple(sorted((phrase for phrases in robots.REACTED.values() for phrase in phrases), key=len, reverse=True))
_PROGRAMS = frozenset({"gmail", "outlook", "google", "microsoft", "apple", "mail", "teams"})
_LINK = re.compile(r"[<(\[]?\bhttps?://[^\s<>]{1,500}[>)\]]?")
_LONGEST, _OPENING, _NAME = 200, 3, 6
_SIGNS = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Cs", "Co", "Sm"})


def has_reaction(root: Part) -> bool:
    """Tell whether a mail carries a reaction as a part of its own."""
    return any(part.media_type == MEDIA_TYPE for part in root.walk())


def is_reaction(text: str, words: Words) -> bool:
    """Tell whether a mail is a program's report of a reaction, and its sender wrote nothing beside it."""
    opening = [line.strip() for line in text[:4_000].split("\n") if line.strip()][:_OPENING]
    return any(map(_tells, opening)) and all(_tells(line) or _is_sign(line) for line in _own(words))


def _own(words: Words) -> Sequence[str]:
    return [line.text.strip() for line in words.own if line.text.strip()]


def _is_sign(line: str) -> bool:
    """Tell a line without a word in it."""
    return not any(map(str.isalnum, line)) or all(unicodedata.category(sign) in _SIGNS for sign in line)


def _tells(line: str) -> bool:
    """Tell the sentence of such a report: a name, then what it is about."""
    if len(line) > _LONGEST + 600:
        return False
    said = " ".join(_LINK.sub(" ", line).casefold().replace("’", "'").split())
    found = next(((said.index(phrase), phrase) for phrase in _REACTED if phrase in said), None)
    if found is None or len(said) > _LONGEST:
        return False
    before, after = said[: found[0]].split(), said[found[0] + len(found[1]) :]
    rest = [word for word in re.findall(r"\w+", after) if word not in _PROGRAMS]
    return 0 < len([word for word in before if any(map(str.isalnum, word))]) <= _NAME and not rest and not re.search(r"\d", said)
