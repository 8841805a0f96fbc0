"""Dates and times as clerks and members write them.

Our own grammar: dateparser takes "may" for a date and does not know "end of March" (see CONTRIBUTING). The words are
data in `words`, the patterns in `patterns`, what day a match means in `days`, Easter and its like in `feasts`, times of
day in `times`. Numeric dates are day first. Where a text names no day there is none in the answer.

A text is walked once from left to right. The word that stands at a place decides which few patterns are tried there, so
that the time grows with the length of a text and not with the number of patterns.
"""

from __future__ import annotations

import datetime as dt

from mailflow.dates.days import RESOLVERS
from mailflow.dates.model import Asked, FoundDate, Lean
from mailflow.dates.patterns import WORD, kinds_at, pattern
from mailflow.dates.times import find_end, find_time

__all__ = ["FoundDate", "Lean", "find_dates", "find_end", "find_time"]


def find_dates(text: str, *, anchor: dt.date, lean: Lean = Lean.FUTURE, next_meeting: dt.date | None = None) -> tuple[FoundDate, ...]:
    """Find every day that a text names, in order, not overlapping; at one place the longest.

    A month alone is its last day, "next meeting" is `next_meeting` (and nothing where that is None). A weekday or a date
    without year is taken on the side of the anchor that `lean` says; a weekday beside it decides the year where it can.
    """
    lowered = _lowered(text)
    asked = Asked(text, lowered, anchor, lean, next_meeting)
    found: list[FoundDate] = []
    end = 0
    for word in WORD.finditer(lowered):
        start = word.start()
        if start >= end and (kinds := kinds_at(word[0], lowered, start)) and (one := _longest(kinds, asked, start)):
            found.append(one)
            end = one.end
    return tuple(found)


def _longest(kinds: tuple[str, ...], asked: Asked, start: int) -> FoundDate | None:
    longest: FoundDate | None = None
    for kind in kinds:
        match = pattern(kind).match(asked.lowered, start)
        if match is None or (longest and match.end("date") <= longest.end):
            continue
        if made := RESOLVERS[kind](match, asked):
            end = match.end("date")
            longest = FoundDate(made[0], start, end, asked.text[start:end], made[1])
    return longest


def _lowered(text: str) -> str:
    """Lower a text without changing its length, so that places in it stay; typographic apostrophes become plain ones."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(each if len(low := each.lower()) != 1 else low for each in text)
    return lowered.replace("’", "'")
