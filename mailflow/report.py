"""Lists: JSON for programs (the contract) and rows for people, from the same values. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from mailflow.flows.overview import LoggedAction, Overview, Registered
from mailflow.flows.understand import Understood
from mailflow.people import Roster
from mailflow.records import Action, Correction, Dispatch, DispatchState, Meeting, MinutesVersion, Taken
from mailflow.replies.as_json import reading_json
from mailflow.replies.attachments import Brought, brought_along
from mailflow.replies.model import Reading


def explain_json(file: str, understood: Understood) -> dict[str, Any]:
    """Give the line of `explain` and `ingest` for one mail."""
    message, bound = understood.message, understood.tie
    return {
        "file": file,
        "message_id": message.message_id,
        "kind": str(message.kind),
        "from": message.sender or (message.senders[0].address if message.senders else None),
        "own_text": understood.words.own_text,
        "person": understood.person.name if understood.person else None,
        "trusted": bool(bound and bound.trusted),
        "meeting": bound.meeting if bound else None,
        **reading_json(understood.reading),
        "outcome": str(understood.outcome),
        "reason": understood.reason or None,
        "bounced": [{"address": b.address, "permanent": b.permanent} for b in message.bounced],
        "attachments": attachments_json(brought_along(message.attachments)),
    }


def action_json(action: Action, roster: Roster, today: dt.date) -> dict[str, Any]:
    """Give one action of `actions`."""
    return {
        "ref": action.ref,
        "meeting": action.meeting or None,
        "item": action.item or None,
        "text": action.text,
        "owners": list(roster.names(action.owners)),
        "told": list(roster.names(action.told)),
        "in_doubt": list(action.typed),
        "status": str(action.status),
        "due": _day(action.due_now),
        "due_text": action.due_text,
        "overdue": action.is_overdue(today),
        "updates": [
            {
                "at": u.at.isoformat(),
                "by": u.by_name,
                "status": str(u.status) if u.status else None,
                "note": u.note or None,
                "due": _day(u.due),
                "percent": u.percent,
                "message_id": u.message_id,
            }
            for u in action.updates
        ],
    }


def correction_json(correction: Correction, roster: Roster, kind: str = "", conflicts: Sequence[int] = ()) -> dict[str, Any]:
    """Give one correction of `corrections`. `version`: the one it was proposed on; `taken_in`: the one that took it, or None."""
    return {
        "id": correction.id,
        "meeting": correction.meeting,
        "item": correction.item,
        "by": roster.names([correction.by])[0],
        "at": correction.at.isoformat(),
        "find": correction.find,
        "replace": correction.replace,
        "text": correction.text,
        "status": str(correction.status),
        "why": correction.why,
        "version": correction.version,
        "message_id": correction.message_id,
        "proposers": list(roster.names(correction.proposers)),
        "kind": kind or correction.kind or None,
        "conflicts": list(conflicts),
        "late": correction.late,
        "ruled_by": correction.ruled_by or None,
        "ruled_at": correction.ruled_at.isoformat() if correction.ruled_at else None,
        "taken_in": correction.taken_in or None,
        "noted": correction.noted,
    }


def dispatch_json(dispatch: Dispatch, roster: Roster, heard: str = "") -> dict[str, Any]:
    """Give one letter of `circulation`. `heard`: see `flows.heard`."""
    return {
        "meeting": dispatch.meeting,
        "version": dispatch.version,
        "person": roster.names([dispatch.person])[0],
        "email": dispatch.email,
        "edition": str(dispatch.edition),
        "state": str(dispatch.state),
        "at": dispatch.at.isoformat() if dispatch.at else None,
        "attempts": dispatch.attempts,
        "next_try": dispatch.next_try.isoformat() if dispatch.next_try else None,
        "last_error": dispatch.last_error,
        "uncertain": dispatch.uncertain,
        "message_id": dispatch.message_id,
        "answered": dispatch.answered,
        "answered_by_machine": dispatch.answered_by_machine,
        "seen": dispatch.seen,
        "heard": heard or None,
    }


def meeting_json(meeting: Meeting, version: MinutesVersion | None, roster: Roster) -> dict[str, Any]:
    """Give one meeting of `meetings`."""
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "version": meeting.version,
        "stage": str(meeting.stage),
        "document": version.document_name if version else None,
        "taken_at": version.taken_at.isoformat() if version else None,
        "circulated_at": version.circulated_at.isoformat() if version and version.circulated_at else None,
        "corrections_until": _day(meeting.corrections_until),
        "no_corrections": list(roster.names(meeting.confirmed)),
        "approved_at": _day(meeting.approval.at) if meeting.approval else None,
        "approval": meeting.approval.sentence if meeting.approval else None,
        "in_doubt": [doubt.sentence for doubt in version.doubts] if version else [],
    }


def version_json(version: MinutesVersion, letters: Sequence[Dispatch], roster: Roster) -> dict[str, Any]:
    """Give one version of a meeting's minutes: what it was made of, when it went out, and to whom."""
    sent = [d for d in letters if d.version == version.number and d.state is DispatchState.SENT]
    return {
        "version": version.number,
        "taken_at": version.taken_at.isoformat(),
        "document": None if version.base else version.document_name,
        "made_from": version.base or None,
        "corrections": list(version.corrections),
        "circulated_at": version.circulated_at.isoformat() if version.circulated_at else None,
        "sent_to": list(roster.names(d.person for d in sent)),
    }


def attachments_json(brought: Sequence[Brought]) -> list[dict[str, Any]]:
    """Give what a mail brought along for the clerk."""
    return [
        {"name": one.name, "type": one.media_type, "size": one.size, "kept": not one.refused, "why": one.refused or None}
        for one in brought
    ]


def review_json(taken: Taken, brought: Sequence[Brought] = ()) -> dict[str, Any]:
    """Give one entry of `review`: what waits for the clerk, what came along with it, and the reading proposed."""
    return {
        "id": taken.short,
        "number": taken.number or None,
        "message_id": taken.message_id,
        "from": taken.sender,
        "at": taken.at.isoformat(),
        "subject": taken.subject,
        "why": taken.why,
        "own_text": taken.own_text,
        "meeting": taken.meeting,
        "attachments": attachments_json(brought),
        "proposal": reading_json(taken.reading or Reading()),
    }


def overview_json(found: Overview, roster: Roster) -> dict[str, Any]:
    """Give the report for programs; what is withheld is None."""
    days = found.grid.meetings
    return {
        "board": found.board,
        "day": found.day.isoformat(),
        "year": found.year,
        "actions": [_logged_json(one, roster, found.day) for one in found.actions],
        "corrections": [_registered_json(one, roster) for one in found.corrections],
        "circulation": [
            dispatch_json(reader.letter, roster, str(reader.heard)) for one in found.circulations for reader in one.readers
        ],
        "attendance": [
            {"agency": agency.name or None, "person": row.name, "stood": dict(zip(days, map(_text, row.statuses), strict=True))}
            for agency in found.grid.agencies
            for row in agency.rows
        ],
        "absences": [{"person": one.person.name, "meetings": list(one.meetings)} for one in found.absences],
    }


def _logged_json(one: LoggedAction, roster: Roster, today: dt.date) -> dict[str, Any]:
    row = {**action_json(one.action, roster, today), "age": one.age, "overdue_days": one.late}
    return {**row, "item": None, "text": None, "updates": []} if one.withheld else row


def _registered_json(one: Registered, roster: Roster) -> dict[str, Any]:
    row = correction_json(one.correction, roster, one.kind, one.conflicts)
    return {**row, **dict.fromkeys(("item", "find", "replace", "text", "why"))} if one.withheld else row


def _text(value: object) -> str | None:
    return str(value) if value else None


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
