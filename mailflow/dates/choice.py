"""Which of several days is meant: the year of a day that has none, the last day of a month, months further on."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from functools import lru_cache

from mailflow.dates.model import Asked, Lean


def choose(month: int, day: int, asked: Asked, weekday: int | None) -> dt.date | None:
    """Choose the year of a day: by its weekday where that tells one year of three, else as `lean` says. Day 0: the month's last."""
    return _chosen(month, day, weekday, asked.anchor, asked.lean)


@lru_cache(maxsize=2048)
def _chosen(month: int, day: int, weekday: int | None, anchor: dt.date, side: Lean) -> dt.date | None:
    shifts = (0, 1, -1, 2, -2, 3, -3, 4, -4)  # as far as the next 29 February
    years = (anchor.year + shift for shift in shifts)
    days = [found for year in years if (found := date_or_none(year, month, day or _length(year, month)))]
    if weekday is not None:
        fitting = [found for found in days if abs(found.year - anchor.year) <= 1 and found.weekday() == weekday]
        if len(fitting) == 1:
            return fitting[0]
    return _on_side(days, anchor, side)


def lean(days: Sequence[dt.date], asked: Asked) -> dt.date | None:
    """Choose the day nearest to the anchor on the side that `lean` says."""
    return _on_side(days, asked.anchor, asked.lean)


def _on_side(days: Sequence[dt.date], anchor: dt.date, side: Lean) -> dt.date | None:
    if side is Lean.NEAREST:
        return min(days, key=lambda day: abs((day - anchor).days), default=None)
    if side is Lean.PAST:
        return max((day for day in days if day <= anchor), default=None)
    return min((day for day in days if day >= anchor), default=None)


def year_of(text: str) -> int:
    """Make a year of four digits, of two, or of two after an apostrophe."""
    digits = text.lstrip("'")
    return int(digits) if len(digits) == 4 else (2000 if int(digits) < 70 else 1900) + int(digits)


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    """Give a day, or None where the calendar has none such."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> dt.date:
    """Give the last day of a month."""
    return dt.date(year, month, _length(year, month))


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1] if 1 <= month <= 12 and 1 <= year <= 9999 else 0


def months_on(day: dt.date, count: int) -> dt.date:
    """Go some months on; the 31st becomes the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, _length(year, month + 1)))
