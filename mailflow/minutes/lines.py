"""Rows of minutes as lines of words, and back: who attended, an action's owners, a meeting to come.

An attendance line is "NAME: STATUS", as corrections give it (`replies.attendance`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mailflow.likeness import squeeze
from mailflow.minutes.frame import meetings_in
from mailflow.minutes.model import Attendance, Minutes, NextMeeting, Office, Presence, PreviousAction, StatedAction
from mailflow.minutes.owners import split_owners
from mailflow.minutes.people_lines import presence_of

_MONTHS = "January February March April May June July August September October November December".split()
_OWNERS, _DELEGATE = "/", "{owners} ({delegate})"
_CAME, _NOT_CAME = "{status}, {who} attended", "{who} attended"
_OFFICES = {Office.CHAIR: " (chair)", Office.NOTES: " (notes)", None: ""}


def day_line(day: dt.date) -> str:
    """Give a day in words: "18 October 2018"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def status_line(row: Attendance) -> str:
    """Give how somebody stands in the list: "present", "apologies, Cora Lind attended"."""
    if not row.substitute:
        return str(row.status)
    substituted = row.status is Presence.SUBSTITUTED
    return _NOT_CAME.format(who=row.substitute) if substituted else _CAME.format(status=row.status, who=row.substitute)


def row_line(row: Attendance) -> str:
    """Give all that a row says: "Ada Fenn (chair), Independent Chair, Quayside Safeguarding Board: present; left at 11"."""
    who = ", ".join(filter(None, (row.name + _OFFICES[row.office], row.initials, row.role, row.agency)))
    return f"{who}: {status_line(row)}{'; ' + row.note if row.note else ''}"


def attendance_line(row: Attendance) -> str:
    """Give a row as a correction names it: "Ada Fenn: present"."""
    return f"{row.name}: {row.status}"


def split_attendance(line: str) -> tuple[str, str] | None:
    """Take "NAME: STATUS" apart; None where it is no such line."""
    name, colon, status = line.rpartition(":")
    return (name.strip(), status.strip()) if colon and name.strip() and status.strip() else None


def row_with_status(row: Attendance, words: str) -> Attendance | None:
    """Give the row with another status: one of the model's own words, or as minutes write it; None where the words are neither.

    Who is present in person was not substituted; otherwise whoever came instead still came.
    """
    own = next((one for one in Presence if one.value == squeeze(words)), None)
    found = (own, None) if own is not None else presence_of(words)
    if found is None:
        return None
    status, substitute = found
    kept = None if status is Presence.PRESENT else substitute or row.substitute
    return replace(row, status=status, substitute=kept)


def owners_line(action: StatedAction) -> str:
    """Give who owes an action, as minutes write it: "PS/SH", "CW (Becky Hopkins)"."""
    owners = _OWNERS.join(action.owners)
    return _DELEGATE.format(owners=owners, delegate=action.delegate) if action.delegate else owners


def action_line(action: StatedAction) -> str:
    """Give all that the minutes state of an action: "3.1: Replace the lamps. (BH, 30 November 2026)"."""
    due = day_line(action.due) if action.due else action.due_text
    owed = ", ".join(filter(None, (owners_line(action), due)))
    lead = ", ".join(filter(None, (action.ref, action.item)))
    return f"{lead + ': ' if lead else ''}{action.text}{f' ({owed})' if owed else ''}"


def previous_line(action: PreviousAction) -> str:
    """Give what the minutes say of an earlier action: "QSB 2627_03, closed: the rota is in place."."""
    return f"{action.ref}, {action.status}: {action.text}{' – ' + action.said if action.said else ''}"


def frame_line(minutes: Minutes) -> str:
    """Give when and where the meeting was: "8 October 2026, 09:30, Harbour Room"."""
    return meeting_line(NextMeeting(minutes.date, minutes.time, minutes.venue))


def with_owners(action: StatedAction, line: str) -> StatedAction:
    """Give the action with the owners that such a line names."""
    owners, delegate = split_owners(line)
    return replace(action, owners=owners, delegate=delegate)


def meeting_line(meeting: NextMeeting) -> str:
    """Give a meeting to come: "21 January 2027, 09:30, Harbour Room"."""
    day = day_line(meeting.date) if meeting.date else None
    return ", ".join(filter(None, (day, meeting.time, meeting.venue)))


def meeting_of(line: str, held: dt.date | None) -> NextMeeting | None:
    """Read such a line in the minutes of the meeting held on a day; None where it names not exactly one day to come."""
    found = meetings_in("next meeting", line, held)
    return found[0] if len(found) == 1 else None
