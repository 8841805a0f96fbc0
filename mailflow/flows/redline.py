"""What changed between two versions of a meeting's minutes, or from the latest one to the text with the corrections accepted since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mailflow.errors import UsageError
from mailflow.flows.circulate import find_version
from mailflow.letters.redline import Drawn, Side
from mailflow.minutes.corrections import Change, Standing, Unplaced, corrected
from mailflow.minutes.model import Minutes
from mailflow.minutes.redline import Passage
from mailflow.minutes.sources import compare_corrected
from mailflow.minutes.standing import Placement, follow
from mailflow.records import Correction, Meeting, MinutesVersion, Stage, version_key
from mailflow.store import Store
from mailflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Redlined:
    """What was drawn, and the later text."""

    drawn: Drawn
    minutes: Minutes


def change_of(correction: Correction) -> Change:
    """Give a correction of the register as the minutes know it."""
    return Change(correction.id, correction.item, correction.find, correction.replace)


def followed(store: Store, correction: Correction, version: MinutesVersion) -> Placement:
    """Tell how a correction stands to a version, followed from the one that its proposer had before them."""
    change = change_of(correction)
    first = store.get(MinutesVersion, version_key(correction.meeting, correction.version))
    if first is None or first.number >= version.number:
        return Placement(Standing.FITS, change)
    return follow(change, first.minutes, version.minutes)


def draw(workspace: Workspace, store: Store, meeting_id: str, old: int | None, new: int | None) -> Redlined | None:
    """Lay two versions of a meeting's minutes beside each other; None where there is but one and nothing was accepted.

    Without numbers: from the latest version to the text with the corrections accepted since, else the last two versions.
    Raises UsageError where there is no such version.
    """
    meeting, latest = find_version(store, meeting_id)
    accepted = [one for one in store.all(Correction) if one.meeting == meeting_id and one.awaits_version]
    if old is None and new is None and accepted:
        return _with_accepted(workspace, store, meeting, latest, accepted)
    if old is None and new is None and latest.number == 1:
        return None
    later = _version(store, meeting, new if new is not None else latest.number)
    if old is None and later.number == 1:
        raise UsageError(f"there is no version before version 1 of the minutes of {meeting.id}.")
    earlier = _version(store, meeting, old if old is not None else later.number - 1)
    if earlier.number == later.number:
        if new is None and accepted:
            return _with_accepted(workspace, store, meeting, latest, accepted)
        raise UsageError(f"there is nothing to compare: both are version {later.number}. Name two versions with --from and --to.")
    low, high = sorted((earlier.number, later.number))
    taken = [one for one in store.all(Correction) if one.meeting == meeting_id and low < one.taken_in <= high]
    changes = [followed(store, one, earlier).change for one in taken] if earlier.number < later.number else []
    redline = compare_corrected(earlier.minutes, later.minutes, changes)
    sides = [Side(one.number, approved=_approved(meeting, one)) for one in (earlier, later)]
    return Redlined(
        Drawn(workspace.settings.board.name, meeting.date, sides[0], sides[1], redline, _names(store, taken)),
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
    workspace: Workspace, store: Store, meeting: Meeting, latest: MinutesVersion, accepted: Iterable[Correction]
) -> Redlined:
    placed = [(one, followed(store, one, latest)) for one in accepted]
    fitting = [placement.change for _, placement in placed if placement.standing is Standing.FITS]
    done = corrected(latest.minutes, fitting)
    left = [(Unplaced(place.change, place.standing), place.now) for _, place in placed if place.standing is not Standing.FITS]
    left += [(one, "") for one in done.unplaced]
    redline = compare_corrected(latest.minutes, done.minutes, [change for change in fitting if change.id in done.taken])
    approved = _approved(meeting, latest)
    drawn = Drawn(
        workspace.settings.board.name,
        meeting.date,
        Side(latest.number, approved),
        Side(latest.number, approved, corrected=True),
        redline,
        _names(store, [one for one, _ in placed]),
        tuple(left),
    )
    return Redlined(drawn, done.minutes)


def _version(store: Store, meeting: Meeting, number: int) -> MinutesVersion:
    version = store.get(MinutesVersion, version_key(meeting.id, number))
    if version is None:
        known = f"there are versions 1 to {meeting.version}" if meeting.version > 1 else "there is only version 1"
        raise UsageError(f"there is no version {number} of the minutes of {meeting.id}; {known}.")
    return version


def _approved(meeting: Meeting, version: MinutesVersion) -> bool:
    if meeting.stage is not Stage.APPROVED:
        return False
    return version.number == (meeting.approval.version if meeting.approval else meeting.version)


def _names(store: Store, corrections: Iterable[Correction]) -> dict[int, tuple[str, ...]]:
    return {one.id: tuple(store.roster.names(one.proposers)) for one in corrections}
