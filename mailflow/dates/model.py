"""The values of dates: what is asked, and what is found."""

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller knows, and the text: as typed, and lowered to the same length, which is what patterns see."""

    text: str
    lowered: str
    anchor: dt.date
    lean: Lean
    next_meeting: dt.date | None
