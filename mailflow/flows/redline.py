"""What changed between two versions of a meeting's minutes, or from the latest one to the text with the corrections accepted since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from mailflow.errors import UsageError
from mailflow.flows.circulate import find_one, find_version
from mailflow.flows.placing import make, redline_between
from mailflow.letters.redline import Drawn, Side
from mailflow.minutes.confidential import withheld
from mailflow.minutes.model import Minutes
from mailflow.minutes.redline import Passage
from mailflow.minutes.sources import compare_corrected
from mailflow.records import Correction, Meeting, MinutesVersion, Stage
from mailflow.store import Store
from mailflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Redlined:
    """What was drawn, and the later text."""

    drawn: Drawn
    minutes: Minutes


def draw(
    workspace: Workspace, store: Store, meeting_id: str, old: int | None, new: int | None, *, confidential: bool = False
) -> Redlined | None:
    """Lay two versions of a meeting's minutes beside each other; None where there is but one and nothing was accepted.

    Without numbers: from the latest version to the text with the corrections accepted since, else the last two versions.
    `confidential`: with the confidential items. Raises UsageError where there is no such version.
    """
    meeting, latest = find_version(store, meeting_id)
    accepted = [one for one in store.all(Correction) if one.meeting == meeting_id and one.awaits_version]
    if old is None and new is None and accepted:
        return _with_accepted(workspace, store, meeting, latest, accepted, confidential=confidential)
    if old is None and new is None and latest.number == 1:
        return None
    later = find_one(store, meeting, new if new is not None else latest.number)
    if old is None and later.number == 1:
        raise UsageError(f"there is no version before version 1 of the minutes of {meeting.id}.")
    earlier = find_one(store, meeting, old if old is not None else later.number - 1)
    if earlier.number == later.number:
        if new is None and accepted:
            return _with_accepted(workspace, store, meeting, latest, accepted, confidential=confidential)
        raise UsageError(f"there is nothing to compare: both are version {later.number}. Name two versions with --from and --to.")
    if not confidential:
        earlier, later = (replace(one, minutes=withheld(one.minutes)) for one in (earlier, later))
    redline, names = redline_between(store, store.roster, earlier, later)
    sides = [Side(one.number, approved=_approved(meeting, one)) for one in (earlier, later)]
    return Redlined(
        Drawn(workspace.settings.board.name, meeting.date, sides[0], sides[1], redline, names),
        later.minutes,
    )


def redline_json(found: Redlined) -> dict[str, Any]:
    """Give a redline for programs: what changed alone, and the corrections that are not in the later text."""
    drawn = found.drawn
    return {
        "meeting": drawn.date.isoformat(),
        "from": {"version": drawn.old.number, "accepted": drawn.old.corrected},
        "to": {"version": drawn.new.number, "accepted": drawn.new.corrected},
        "sections": [
            {
                "topic": str(section.topic),
                "group": str(section.group) if section.group else None,
                "heading": [_run_json(run.text, run.mark) for passage in section.heading for run in passage.runs],
                "moved": section.moved,
                "passages": [_passage_json(one, found) for one in (*section.heading, *section.passages) if one.changed],
            }
            for section in drawn.redline.changed
        ],
        "left": [
            {
                "correction": one.change.id,
                "by": list(drawn.names.get(one.change.id, ())),
                "why": str(one.why),
                "others": list(one.others),
                "now": now or None,
            }
            for one, now in drawn.left
        ],
    }


def _passage_json(passage: Passage, found: Redlined) -> dict[str, Any]:
    names = found.drawn.names
    return {
        "part": str(passage.part),
        "change": str(passage.mark) if passage.mark != "same" else "changed",
        "runs": [_run_json(run.text, run.mark) for run in passage.runs],
        "corrections": [{"id": number, "by": list(names.get(number, ()))} for number in passage.corrections],
    }


def _run_json(text: str, mark: str) -> dict[str, str]:
    return {"text": text, "change": str(mark)}


def _with_accepted(
    workspace: Workspace, store: Store, meeting: Meeting, latest: MinutesVersion, accepted: Iterable[Correction], *, confidential: bool
) -> Redlined:
    accepted = tuple(accepted)
    made = make(store, accepted, latest)
    before = latest.minutes
    if not confidential:
        secret = {item.number for item in before.items if item.confidential}
        left = tuple((one, now) for one, now in made.left if one.change.item not in secret)
        before, made = withheld(before), replace(made, minutes=withheld(made.minutes), left=left)
    redline = compare_corrected(before, made.minutes, made.changes)
    approved = _approved(meeting, latest)
    drawn = Drawn(
        workspace.settings.board.name,
        meeting.date,
        Side(latest.number, approved),
        Side(latest.number, approved, corrected=True),
        redline,
        _names(store, accepted),
        made.left,
    )
    return Redlined(drawn, made.minutes)


def _approved(meeting: Meeting, version: MinutesVersion) -> bool:
    if meeting.stage is not Stage.APPROVED:
        return False
    return version.number == (meeting.approval.version if meeting.approval else meeting.version)


def _names(store: Store, corrections: Iterable[Correction]) -> dict[int, tuple[str, ...]]:
    return {one.id: tuple(store.roster.names(one.proposers)) for one in corrections}
