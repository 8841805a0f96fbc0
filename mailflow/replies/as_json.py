"""A Reading as JSON: the keys that `explain` and `ingest` promise, and a lossless row for the review tray."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mailflow.replies.model import ProposedCorrection, Reading, Remark, Status, Unread, Update


def reading_json(reading: Reading) -> dict[str, Any]:
    """Give the part of a reply's JSON that its reading fills: updates, corrections, no_corrections, unread, remarks.

    Doubts go along with what they are of; "unread" has the text of each line once, in order.
    """
    return {
        "updates": [_update_json(update) for update in reading.updates],
        "corrections": [_correction_json(correction) for correction in reading.corrections],
        "no_corrections": reading.no_corrections,
        "unread": list(dict.fromkeys(line.text for line in reading.unread)),
        "remarks": [{"kind": remark.kind, "text": remark.text} for remark in reading.remarks],
    }


def reading_row(reading: Reading) -> dict[str, Any]:
    """Give a reading as plain values that JSON can hold; `reading_from_row` gives it back unchanged."""
    return {
        "updates": [_update_json(one) | {"lines": list(one.lines)} for one in reading.updates],
        "corrections": [_correction_json(one) | {"lines": list(one.lines)} for one in reading.corrections],
        "no_corrections": reading.no_corrections,
        "no_corrections_lines": list(reading.no_corrections_lines),
        "remarks": [{"line": one.line, "text": one.text, "kind": one.kind} for one in reading.remarks],
        "unread": [_unread_row(one) for one in reading.unread],
        "languages": list(reading.languages),
    }


def reading_from_row(row: dict[str, Any]) -> Reading:
    """Read what `reading_row` gave. Raises KeyError or ValueError on anything else."""
    return Reading(
        tuple(_update(one) for one in row["updates"]),
        tuple(_correction(one) for one in row["corrections"]),
        bool(row["no_corrections"]),
        tuple(row["no_corrections_lines"]),
        tuple(Remark(one["line"], one["text"], one["kind"]) for one in row["remarks"]),
        tuple(Unread(one["line"], one["text"], one["why"], one["nearest"], one.get("last", 0)) for one in row["unread"]),
        tuple(row["languages"]),
    )


def _unread_row(one: Unread) -> dict[str, Any]:
    return {"line": one.line, "text": one.text, "why": one.why, "nearest": one.nearest, "last": one.last}


def _update_json(update: Update) -> dict[str, Any]:
    return {
        "ref": update.ref,
        "status": update.status.value if update.status else None,
        "note": update.note,
        "due": update.due.isoformat() if update.due else None,
        "percent": update.percent,
        "hand_to": update.hand_to,
        "doubt": update.doubt,
    }


def _correction_json(correction: ProposedCorrection) -> dict[str, Any]:
    return {
        "item": correction.item,
        "find": correction.find,
        "replace": correction.replace,
        "text": correction.text,
        "choices": list(correction.choices),
        "doubt": correction.doubt,
    }


def _update(row: dict[str, Any]) -> Update:
    status = Status(row["status"]) if row["status"] is not None else None
    due = dt.date.fromisoformat(row["due"]) if row["due"] is not None else None
    return Update(row["ref"], status, row["note"], due, row["percent"], row["hand_to"], tuple(row["lines"]), row["doubt"])


def _correction(row: dict[str, Any]) -> ProposedCorrection:
    return ProposedCorrection(
        row["item"], row["find"], row["replace"], row["text"], tuple(row["lines"]), tuple(row["choices"]), row["doubt"]
    )
