"""Out-of-office messages that nothing in their header gives away: a mailbox rule wrote them, with "Re:" before the subject.

What is said by it is weighed: that its writer is away, and what such messages say beside that (thanks for the mail, whom to ask, when
it will be read). A person who is away and reports says the first, and hardly ever the others.
"""

from __future__ import annotations

import re
from functools import cache

from mailflow.replies import robots

_LONGEST = 4_000  # characters that are looked at
_BEFORE = 3  # words
_NO_WORD = re.compile(r"[^\w'-]+")

FEW, MANY = 1, 2  # of the rows: it may be such a message, it is one


def weigh_absence(text: str) -> int:
    """Give how much of an out-of-office message a text has beside its writer's being away: the number of rows, 0 where they are not.

    Thanks are said by everybody; they count beside another of the rows.
    """
    said = _folded(text[:_LONGEST])
    if not any(robots.PAST.isdisjoint(said[: found.start()].split()[-_BEFORE:]) for found in _any_of(_away()).finditer(said)):
        return 0
    thanks, *others = (_any_of(row).search(said) is not None for row in robots.BESIDE_AWAY)
    return sum(others) + (thanks and any(others))


@cache
def _away() -> tuple[str, ...]:
    return tuple(phrase for phrases in robots.AWAY.values() for phrase in phrases)


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(_folded(phrase)) for phrase in phrases))


def _folded(text: str) -> str:
    """Give the words of a text in lower case, each between blanks, so that phrases meet whole words."""
    return f" {' '.join(_NO_WORD.sub(' ', text.casefold().replace('’', chr(39))).split())} "
