"""Ruling on corrections: accepted, declined with a reason, or referred to the meeting; accepted ones make the next version.

Decides; whoever calls records the facts in one transaction. Proposers are told by a letter that is owed from then on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailflow.errors import BlockedError, UsageError
from mailflow.flows.owing import owed_key, owed_letter, suffix_of
from mailflow.flows.placing import change_of, followed, make
from mailflow.flows.speak import Board
from mailflow.flows.take import allot, latest_version
from mailflow.journal import CorrectionRuled, Fact, Ledger, LetterQueued, MinutesTaken
from mailflow.minutes.corrections import Standing, Unplaced, conflicts
from mailflow.minutes.model import StatedAction
from mailflow.minutes.substance import kind_of
from mailflow.people import Roster
from mailflow.records import Correction, Dispatch, Edition, Meeting, MinutesVersion, Stage, version_key
from mailflow.register import Ruling
from mailflow.store import Store

KINDS = ("slip", "substance", "not a correction")


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a ruling does: the correction as it stood, the facts, and how many people are told of it by letter.

    `remarks`: sentences for the clerk, on what the correction leaves as it was.
    """

    correction: Correction
    facts: tuple[Fact, ...]
    told: int
    remarks: tuple[str, ...] = ()


def find_correction(ledger: Ledger, number: int) -> Correction:
    """Give a correction by its number. Raises UsageError that says which there are."""
    found = ledger.get(Correction, str(number))
    if found is None:
        waiting = ", ".join(str(c.id) for c in ledger.all(Correction) if c.status is Ruling.PROPOSED) or "none"
        raise UsageError(f"there is no correction {number}. Not ruled on yet: {waiting}.")
    return found


def decide_ruling(board: Board, number: int, ruling: Ruling, why: str, kind: str, now: dt.datetime) -> Ruled:
    """Decide a ruling. Raises UsageError; BlockedError where it cannot be: no reason, no wording, a conflict, in a version already."""
    ledger, roster = board.ledger, board.roster
    correction = find_correction(ledger, number)
    if correction.taken_in or correction.noted:
        where = f"stands in version {correction.taken_in}" if correction.taken_in else "is noted beside the approved minutes"
        raise BlockedError(f"correction {number} {where}; what went out is not taken back. Propose a correction of it instead.")
    meeting = ledger.get(Meeting, correction.meeting)
    approved = meeting is not None and meeting.stage is Stage.APPROVED
    if ruling is Ruling.DECLINED and not why.strip():
        raise BlockedError(f"correction {number} was not declined: its proposer is told why, so give a reason.")
    remarks = _remarks(ledger, correction) if ruling is Ruling.ACCEPTED and not approved else ()
    noted = ruling is Ruling.ACCEPTED and approved
    facts: list[Fact] = [CorrectionRuled(number, ruling, " ".join(why.split()), kind, noted)]
    told = list(_told(ledger, roster, correction, ruling, now))
    return Ruled(correction, (*facts, *told), len(told), remarks)


_WHY = {
    Standing.ALREADY_SO: "the minutes say so already",
    Standing.CHANGED: "its passage reads otherwise by now",
    Standing.GONE: "its passage is not found in the minutes",
    Standing.SEVERAL: "its passage stands in more than one place",
    Standing.CONFLICT: "another correction that is accepted changes the same words",
    Standing.NO_WORDING: "it gives no new wording",
    Standing.UNFIT: "its wording is not one for that place",
}


def _remarks(ledger: Ledger, correction: Correction) -> tuple[str, ...]:
    """Say what the next version, with this correction in it, leaves as it was. Raises BlockedError where it cannot take it."""
    latest = latest_version(ledger, correction.meeting)
    if latest is None:
        return ()
    others = [c for c in _awaiting(ledger, correction.meeting) if c.id != correction.id]
    made = make(ledger, (*others, correction), latest)
    left = [unplaced for unplaced, _ in made.left]
    unplaced = next((u for u in left if correction.id in (u.change.id, *u.others)), None)
    if unplaced is not None:
        _refuse(correction, unplaced)
    before = make(ledger, others, latest).stale if made.stale else ()
    return tuple(_stays(action) for action in made.stale if action not in before)


def _stays(action: StatedAction) -> str:
    owners = f", owed by {' and '.join(action.owners)}" if action.owners else ""
    return (
        f"It changes the words from which the action “{action.text}” was read; that stays as it is{owners}. If it should not, change the "
        "document and take it again."
    )


def _refuse(correction: Correction, unplaced: Unplaced) -> None:
    why = _WHY.get(unplaced.why, str(unplaced.why))
    if unplaced.why is Standing.CONFLICT:
        numbers = sorted({unplaced.change.id, *unplaced.others} - {correction.id})
        why = f"correction {' and '.join(map(str, numbers))}, which is accepted, changes the same words"
    raise BlockedError(
        f"correction {correction.id} cannot be made: {why}. Decline it with a reason, refer it to the meeting, or change the document "
        "and take it again."
    )


def _told(ledger: Ledger, roster: Roster, correction: Correction, ruling: Ruling, now: dt.datetime) -> Iterator[LetterQueued]:
    """Who proposed what is declined or referred hears of it; who proposed what is accepted finds it marked in the next version."""
    if ruling not in (Ruling.DECLINED, Ruling.FOR_THE_MEETING):
        return
    for number in correction.proposers:
        person = roster.by_number(number)
        suffix = suffix_of("ruling", correction.id, ruling, number)
        if person and ledger.get(Dispatch, owed_key(Edition.NOTICE, suffix)) is None:
            about = f"correction {correction.id}"
            yield LetterQueued(owed_letter(Edition.NOTICE, suffix, person, correction.meeting, correction.version, now, about=about))


def decide_next_version(board: Board, meeting_id: str, now: dt.datetime) -> MinutesTaken | None:
    """Give the next version of a meeting's minutes, made by the accepted corrections that are in none yet; None where there are none."""
    latest = latest_version(board.ledger, meeting_id)
    awaiting = _awaiting(board.ledger, meeting_id)
    made = make(board.ledger, awaiting, latest) if latest and awaiting else None
    if latest is None or made is None or not made.changes:
        return None
    version = replace(
        latest,
        number=latest.number + 1,
        minutes=made.minutes,
        taken_at=now,
        composed_at=None,
        circulated_at=None,
        corrections=tuple(sorted(change.id for change in made.changes)),
        base=latest.number,
    )
    return replace(allot(board.ledger, board.roster, board.settings.board, version), decided=())


def make_version(store: Store, made: MinutesTaken, now: dt.datetime) -> None:
    """Record the next version."""
    with store.transaction(now) as transaction:
        transaction.record(made, who="clerk")


def as_it_stands(board: Board, meeting_id: str, now: dt.datetime) -> MinutesVersion | None:
    """Give the latest version with what was accepted since: what the next version would be."""
    made = decide_next_version(board, meeting_id, now)
    return made.version if made else latest_version(board.ledger, meeting_id)


def kind_now(ledger: Ledger, correction: Correction) -> str:
    """Give the kind of a correction: as the clerk ruled, else as it is proposed from what it changes."""
    if correction.kind:
        return correction.kind
    version = ledger.get(MinutesVersion, version_key(correction.meeting, correction.version))
    return str(kind_of(version.minutes, change_of(correction, version.minutes))) if version else ""


def conflicting(ledger: Ledger, meeting_id: str) -> dict[int, tuple[int, ...]]:
    """Give, for each correction of a meeting that may still be made, those that change the same words to something else."""
    latest = latest_version(ledger, meeting_id)
    if latest is None:
        return {}
    ruled_out = (Ruling.DECLINED,)
    live = [c for c in ledger.all(Correction) if c.meeting == meeting_id and c.status not in ruled_out and not c.taken_in and not c.noted]
    found: dict[int, list[int]] = {}
    placed = [followed(ledger, c, latest) for c in live]
    for one, other in conflicts(latest.minutes, [p.change for p in placed if p.standing is Standing.FITS]):
        found.setdefault(one.id, []).append(other.id)
        found.setdefault(other.id, []).append(one.id)
    return {number: tuple(sorted(others)) for number, others in found.items()}


def _awaiting(ledger: Ledger, meeting_id: str) -> list[Correction]:
    return sorted((c for c in ledger.all(Correction) if c.meeting == meeting_id and c.awaits_version), key=lambda c: c.id)
