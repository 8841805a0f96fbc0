"""Dates and times as clerks and members write them.

Our own grammar: dateparser takes "may" for a date and does not know "end of March" (see CONTRIBUTING).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Lean(StrEnum):
    """Which year or week is meant where none is given: the next one after the anchor, the last before it, or the nearer."""

    FUTURE = "future"
    PAST = "past"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day found in a text at [start, end). `precision`: day, month (its last day is given) or meeting."""

    date: dt.date
    start: int
    end: int
    text: str
    precision: str = "day"


def find_dates(text: str, *, anchor: dt.date, lean: Lean = Lean.FUTURE, next_meeting: dt.date | None = None) -> tuple[FoundDate, ...]:
    """Find every day that a text names, in order, not overlapping."""
    raise NotImplementedError


def find_time(text: str) -> str | None:
    """Find a time of day ("9.30am", "14:00", "2 pm") and give it as "HH:MM"."""
    raise NotImplementedError
