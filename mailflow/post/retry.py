"""When a delivery that failed for now is tried again (RFC 5321 section 4.5.4.1: growing gaps, given up after days)."""

from __future__ import annotations

import datetime as dt

FIRST_GAPS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
LATER_GAP = dt.timedelta(hours=1)
GIVE_UP_AFTER = dt.timedelta(hours=48)
# Whatever the clock says: it may have jumped ahead between two tries, or have been ahead when the letter was made.
FEWEST, MOST = 6, 60


def next_try(first_at: dt.datetime, attempts: int, now: dt.datetime) -> dt.datetime | None:
    """Give the time of the next try after `attempts` tries, the last of which has just failed; None: given up.

    The gaps are 1, 5, 15, 30 and 60 minutes, then hourly, until 48 hours after `first_at`. The last try falls on that very
    hour rather than being dropped because the gap would overshoot it. At least 6 tries are made and at most 60, however late or
    early the clock says it is.
    """
    if attempts >= MOST:
        return None
    gap = FIRST_GAPS[attempts - 1] if 0 < attempts <= len(FIRST_GAPS) else LATER_GAP
    end = first_at + GIVE_UP_AFTER
    if now >= end:
        return now + gap if attempts < FEWEST else None
    return min(now + gap, end)


def is_due(at: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether the time of a next try has come; so has one further off than any gap: it was set by a clock that was ahead."""
    return at is None or at <= now or at > now + LATER_GAP
