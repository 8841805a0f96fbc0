"""The entry for a calendar that rides along with a letter (RFC 5545, RFC 5546 3.2.1); the one place where icalendar is used.

One VCALENDAR with one VEVENT, METHOD:PUBLISH: it tells of a meeting and asks nobody for an answer. Times are UTC: a VTIMEZONE would tell no
more of one day, and clients show a time in the zone of whoever looks at it. Same facts, same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mailflow.dates import find_time
from mailflow.letters.headers import one_line
from mailflow.minutes.model import NextMeeting

FILE_NAME = "next-meeting.ics"
KIND = 'text/calendar; charset="utf-8"; method=PUBLISH'
LASTS = dt.timedelta(hours=2)  # where no end is stated
_PRODUCT = "-//mailflow//next meeting//EN"
_MOST_TEXT = 2_000
_TOO_FAR = dt.date(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Event:
    """What an entry says. `start` and `end`: two days (the second is not part of it) or two times.

    `uid` and `sequence`: an entry of the same uid and a higher sequence takes its place. `stamp`: when it was composed.
    """

    uid: str
    sequence: int
    stamp: dt.datetime
    start: dt.date
    end: dt.date
    summary: str
    description: str
    organizer: str
    location: str = ""


def upcoming(meetings: Iterable[NextMeeting], held: dt.date, today: dt.date) -> NextMeeting | None:
    """Give the first meeting still to come of those announced by one held on a day; its time as "HH:MM", none where it is not one."""
    later = [(one.date, n, one) for n, one in enumerate(meetings) if one.date and held < one.date < _TOO_FAR and one.date >= today]
    if not later:
        return None
    first = min(later)[2]
    return replace(first, time=find_time(first.time or ""))


def span(day: dt.date, begins: str | None, ends: str | None, zone: dt.tzinfo) -> tuple[dt.date, dt.date]:
    """Give when an entry begins and ends: in UTC where a time is known ("HH:MM" in that zone), else the whole day."""
    if begins is None:
        return day, day + dt.timedelta(days=1)
    start = _utc(day, begins, zone)
    end = _utc(day, ends, zone) if ends else start
    return start, end if end > start else start + LASTS


def _utc(day: dt.date, time: str, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), zone).astimezone(dt.UTC)


def write_calendar(event: Event) -> bytes:
    """Write an entry, CRLF line ends, folded at 75 octets. The library escapes all but control characters, which are left out."""
    # Imported here: it takes a tenth of a second, and most commands write no letter.
    import icalendar

    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.stamp.astimezone(dt.UTC).replace(microsecond=0))
    entry.add("dtstart", event.start)
    entry.add("dtend", event.end)
    entry.add("summary", one_line(event.summary)[:_MOST_TEXT])
    entry.add("organizer", f"mailto:{event.organizer}")
    if location := one_line(event.location)[:_MOST_TEXT]:
        entry.add("location", location)
    if description := "\n".join(one_line(line) for line in event.description.split("\n")).strip()[:_MOST_TEXT]:
        entry.add("description", description)
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content
