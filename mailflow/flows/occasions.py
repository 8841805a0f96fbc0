"""When an owner is reminded of an action: the days are laid down here, each occasion by its own day. Pure.

    month, week   a month (the same day of the month before) and 7 days before the next meeting, for every open action
    due           7 days before the day it is due
    overdue       1, 8, 22, 50, 92, 148, 218 and 302 days after that day, then every 91 days

An occasion is named by its day, "2026-12-01 overdue", and serves once: neither a restart nor a clock that is set back makes it new, and a
clock that ran far ahead for an hour used up only the days it showed.
"""

from __future__ import annotations

import bisect
import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WEEK = dt.timedelta(days=7)
OVERDUE_DAYS = (1, 8, 22, 50, 92, 148, 218, 302)
THEN_EVERY = 91
# Whoever spoke of an action so shortly before an occasion need not be asked again.
ANSWER_HOLDS = dt.timedelta(days=14)
# What is on record for a day to come, no further off than this, is believed: our clock was set back. Beyond it, a clock had run ahead.
BELIEVED = dt.timedelta(days=31)


class Sort(StrEnum):
    """What an occasion is for."""

    MONTH = "month"
    WEEK = "week"
    DUE = "due"
    OVERDUE = "overdue"


NEAR_MEETING = frozenset({Sort.MONTH, Sort.WEEK})


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day on which an owner is to be reminded of an action, and why. `before`: the occasion before it in the same row."""

    sort: Sort
    day: dt.date
    before: dt.date | None = None

    @property
    def name(self) -> str:
        return f"{self.day} {self.sort}"

    @property
    def answered_from(self) -> dt.date:
        """The first day on which a word of the owner counts as an answer to this occasion.

        An owner has answered for an occasion who reported on that action less than 14 days before its day, or since the
        occasion before it in the same row: who spoke after the month's reminder is not asked again in the week before the meeting, and
        who spoke after the one on day 22 not on day 50, but on day 92. What co-owners said does not count; what a substitute
        or a delegate said counts for a sole owner.
        """
        shortly = self.day - ANSWER_HOLDS + dt.timedelta(days=1)
        return min(self.before, shortly) if self.before else shortly


def read_name(name: str) -> tuple[Sort, dt.date] | None:
    """Take the name of an occasion apart; None where it is of another make."""
    day, _, sort = name.partition(" ")
    try:
        return Sort(sort), dt.date.fromisoformat(day)
    except ValueError:
        return None


def latest_occasions(due: dt.date | None, meeting: dt.date | None, today: dt.date) -> tuple[Occasion, ...]:
    """Give the occasions of an action whose day has come last, all of the same day; those before them are passed over.

    `meeting`: the next one. What has lost its point is no occasion: a meeting that was held, a due day that went by unannounced.
    """
    found = [o for o in (*_before_meeting(meeting, today), *_by_due_day(due, today)) if o.day <= today]
    last = max((o.day for o in found), default=None)
    return tuple(o for o in found if o.day == last)


def _before_meeting(meeting: dt.date | None, today: dt.date) -> Iterator[Occasion]:
    if meeting is None or meeting <= today:
        return
    month = a_month_before(meeting)
    yield Occasion(Sort.MONTH, month)
    yield Occasion(Sort.WEEK, meeting - WEEK, month)


def _by_due_day(due: dt.date | None, today: dt.date) -> Iterator[Occasion]:
    if due is None:
        return
    ahead = due - WEEK
    if today <= due:
        yield Occasion(Sort.DUE, ahead)
        return
    days = last_step((today - due).days)
    before = last_step(days - 1) if days > OVERDUE_DAYS[0] else None
    yield Occasion(Sort.OVERDUE, due + dt.timedelta(days=days), due + dt.timedelta(days=before) if before else ahead)


def last_step(days: int) -> int:
    """Give the last of the days after a due day on which one is reminded, not later than `days` (1 or more) after it."""
    beyond = days - OVERDUE_DAYS[-1]
    if beyond >= 0:
        return days - beyond % THEN_EVERY
    return OVERDUE_DAYS[bisect.bisect_right(OVERDUE_DAYS, days) - 1]


def a_month_before(day: dt.date) -> dt.date:
    """Give the same day of the month before, or the last one that month has."""
    last = day.replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=min(day.day, calendar.monthrange(last.year, last.month)[1]))
