"""Working hours in the board's time zone: letters that the service starts by itself to chase somebody go then and not at night. Pure."""

from __future__ import annotations

import datetime as dt

from mailflow.config import Settings
from mailflow.records import Edition

# Monday to Friday, as `date.weekday` numbers them.
WORKING_DAYS = frozenset(range(5))
WITHIN_HOURS = frozenset({Edition.REMINDER})


def in_hours(settings: Settings, now: dt.datetime) -> bool:
    """Tell whether an aware time lies within the hours of a working day, by the board's clock: the first included, the last not."""
    local = now.astimezone(settings.zone)
    first, last = settings.follow_up.hours
    return local.weekday() in WORKING_DAYS and first <= local.time() < last


def next_hours(settings: Settings, now: dt.datetime) -> dt.datetime:
    """Give `now` where it lies within the hours, else the time (UTC) at which the next ones begin."""
    if in_hours(settings, now):
        return now
    today = now.astimezone(settings.zone).date()
    for days in range(8):
        begin = dt.datetime.combine(today + dt.timedelta(days=days), settings.follow_up.hours[0], settings.zone).astimezone(dt.UTC)
        # An hour that the clocks skip is one that does not begin: the first instant behind the gap does.
        if begin > now and begin.astimezone(settings.zone).weekday() in WORKING_DAYS:
            return begin
    raise AssertionError("a week has working days")


def may_go(edition: Edition, settings: Settings, now: dt.datetime) -> bool:
    """Tell whether a letter of this kind may go now."""
    return edition not in WITHIN_HOURS or in_hours(settings, now)
