"""Minutes as JSON and back: the form of `mailflow read --json`, in which the store keeps them too.

Keys are those of CONTRACT.md; absent is null, dates are YYYY-MM-DD. Attendance has `note` and `initials`, actions have `ref` and
`status`, and there are `others` and the `approval` besides. `minutes_from_json` undoes `minutes_json` exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from mailflow.minutes.model import (
    Attendance,
    Group,
    Item,
    Minutes,
    NextMeeting,
    Office,
    Presence,
    PreviousAction,
    Problem,
    Severity,
    StatedAction,
    StatedApproval,
    Verdict,
)


def minutes_json(minutes: Minutes, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """Give Minutes and Problems as one object of the contract's `read`."""
    return {
        "board": minutes.board,
        "title": minutes.title,
        "date": _day(minutes.date),
        "time": minutes.time,
        "venue": minutes.venue,
        "attendance": [_attendance(row) for row in minutes.attendance],
        "others": list(minutes.others),
        "items": [
            {"number": item.number, "title": item.title, "text": item.text, "confidential": item.confidential} for item in minutes.items
        ],
        "actions": [_action(action) for action in minutes.actions],
        "previous_actions": [
            {"ref": action.ref, "status": action.status, "text": action.text, "said": action.said}
            for action in minutes.previous_actions
        ],
        "next_meetings": [{"date": _day(one.date), "time": one.time, "venue": one.venue} for one in minutes.next_meetings],
        "approval": _approval(minutes.approval) if minutes.approval else None,
        "problems": [{"where": one.where, "text": one.text, "severity": one.severity.value} for one in problems],
    }


def minutes_from_json(record: Mapping[str, Any]) -> Minutes:
    """Give the Minutes of such an object. Raises KeyError or ValueError where it is none."""
    return Minutes(
        board=record["board"],
        title=record["title"],
        date=_date(record["date"]),
        time=record["time"],
        venue=record["venue"],
        attendance=tuple(_attendance_of(row) for row in record["attendance"]),
        items=tuple(Item(item["number"], item["title"], item["text"], item.get("confidential", False)) for item in record["items"]),
        actions=tuple(_action_of(action) for action in record["actions"]),
        previous_actions=tuple(
            PreviousAction(action["ref"], action["status"], action["text"], action.get("said", ""))
            for action in record["previous_actions"]
        ),
        next_meetings=tuple(NextMeeting(_date(one["date"]), one["time"], one["venue"]) for one in record["next_meetings"]),
        others=tuple(record.get("others", ())),
        approval=_approval_of(approval) if (approval := record.get("approval")) else None,
    )


def problems_from_json(record: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Give the Problems of such an object."""
    return tuple(Problem(one["where"], one["text"], Severity(one["severity"])) for one in record["problems"])


def _attendance(row: Attendance) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role,
        "agency": row.agency,
        "group": row.group.value,
        "status": row.status.value,
        "substitute": row.substitute,
        "office": row.office.value if row.office else None,
        "note": row.note,
        "initials": row.initials,
    }


def _attendance_of(row: Mapping[str, Any]) -> Attendance:
    office = Office(row["office"]) if row["office"] else None
    return Attendance(
        row["name"],
        row["role"],
        row["agency"],
        Group(row["group"]),
        Presence(row["status"]),
        row["substitute"],
        office,
        row.get("note", ""),
        row.get("initials", ""),
    )


def _action(action: StatedAction) -> dict[str, Any]:
    return {
        "item": action.item,
        "text": action.text,
        "owners": list(action.owners),
        "delegate": action.delegate,
        "due": _day(action.due),
        "due_text": action.due_text,
        "ref": action.ref,
        "status": action.status,
    }


def _action_of(action: Mapping[str, Any]) -> StatedAction:
    return StatedAction(
        action["item"],
        action["text"],
        tuple(action["owners"]),
        action["delegate"],
        _date(action["due"]),
        action["due_text"],
        action.get("ref"),
        action.get("status"),
    )


def _approval(approval: StatedApproval) -> dict[str, Any]:
    return {
        "verdict": approval.verdict.value,
        "sentence": approval.sentence,
        "subject_to": approval.subject_to,
        "proposed": list(approval.proposed),
        "of": _day(approval.of),
    }


def _approval_of(approval: Mapping[str, Any]) -> StatedApproval:
    return StatedApproval(
        Verdict(approval["verdict"]),
        approval["sentence"],
        approval["subject_to"],
        tuple(approval["proposed"]),
        _date(approval["of"]),
    )


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
