"""Approval: the board agrees a meeting's minutes, as presented or subject to the corrections accepted since; they are final then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from mailflow.errors import BlockedError
from mailflow.flows.rule import decide_next_version
from mailflow.flows.speak import Board
from mailflow.flows.take import allot, latest_version
from mailflow.journal import CirculationOrdered, Fact, Ledger, MinutesApproved, MinutesTaken
from mailflow.letters.layout import day_words
from mailflow.minutes.model import Verdict
from mailflow.minutes.places import where_words
from mailflow.people import Roster
from mailflow.records import Correction, Meeting, MinutesVersion, Stage, version_key
from mailflow.register import Approval, Ruling


@dataclass(frozen=True, slots=True)
class Approved:
    """What approving does. `left_open`: corrections that nobody has ruled on; they stay in the register."""

    approval: Approval
    facts: tuple[Fact, ...]
    left_open: tuple[Correction, ...]


def decide_approval(board: Board, meeting: Meeting, at: dt.date | None, now: dt.datetime, *, order: bool = False) -> Approved:
    """Decide what approving does. `at`: the day of the meeting that approved; `order`: the final minutes go out at once.

    Raises BlockedError where the minutes are approved already or were approved before they were made.
    """
    if meeting.stage is Stage.APPROVED and meeting.approval:
        when = f" on {day_words(meeting.approval.at)}" if meeting.approval.at else ""
        raise BlockedError(f"the minutes of {meeting.id} are approved already{when}: “{meeting.approval.sentence}”")
    if at is None:
        at = stated_in(board.ledger, meeting)
    if at is not None and at <= meeting.date:
        raise BlockedError(f"minutes of {meeting.id} cannot be approved on {at}: that is not after the meeting itself.")
    ledger = board.ledger
    register = [c for c in ledger.all(Correction) if c.meeting == meeting.id]
    made = decide_next_version(board, meeting.id, now) or _as_presented(board, meeting.id, now)
    number = made.version.number if made else meeting.version
    subject_to = tuple(c for c in register if made and c.id in made.version.corrections)
    approval = Approval(number, now, at, sentence_of(ledger, meeting, subject_to, board.roster, at), tuple(c.id for c in subject_to))
    facts: list[Fact] = [made] if made else []
    facts.append(MinutesApproved(meeting.id, approval))
    if order:
        facts.append(CirculationOrdered(meeting.id, number, past_chair=True))
    left_open = tuple(c for c in register if c.status in (Ruling.PROPOSED, Ruling.FOR_THE_MEETING))
    return Approved(approval, tuple(facts), left_open)


def _as_presented(board: Board, meeting_id: str, now: dt.datetime) -> MinutesTaken | None:
    """The approved minutes are a version of their own, so that they go out as such; a draft that never went out becomes it."""
    latest = latest_version(board.ledger, meeting_id)
    if latest is None or latest.circulated_at is None:
        return None
    number = latest.number + 1
    final = replace(latest, number=number, taken_at=now, composed_at=None, circulated_at=None, corrections=(), base=latest.number)
    return replace(allot(board.ledger, board.roster, board.settings.board, final), decided=())


def due_for_approval(ledger: Ledger) -> Meeting:
    """Give the earliest meeting whose minutes went out and are not approved. Raises BlockedError where there is none."""
    drafts = sorted((m for m in ledger.all(Meeting) if m.stage is Stage.DRAFT and m.corrections_until), key=lambda m: m.id)
    if not drafts:
        raise BlockedError("there are no minutes that went out and wait for approval.")
    return drafts[0]


def stated_in(ledger: Ledger, meeting: Meeting) -> dt.date | None:
    """Give the day of the later meeting whose minutes say that these were approved; None where none do."""
    later = sorted((m for m in ledger.all(Meeting) if m.id > meeting.id), key=lambda m: m.id)
    for other in later:
        version = ledger.get(MinutesVersion, version_key(other.id, other.version))
        if version and speaks_of(version, meeting, ledger):
            return other.date
    return None


def speaks_of(version: MinutesVersion, meeting: Meeting, ledger: Ledger) -> bool:
    """Tell whether minutes say that a meeting's minutes were approved: by its day, or by being of the next meeting."""
    stated = version.minutes.approval
    if stated is None or stated.verdict is Verdict.NOT_APPROVED:
        return False
    if stated.of:
        return stated.of == meeting.date
    before = [m.id for m in ledger.all(Meeting) if m.id < version.meeting]
    return bool(before) and max(before) == meeting.id


def sentence_of(ledger: Ledger, meeting: Meeting, subject_to: tuple[Correction, ...], roster: Roster, at: dt.date | None) -> str:
    """Give the sentence of approval: as the later minutes state it, else drafted from the register."""
    if at is not None:
        later = ledger.get(Meeting, at.isoformat())
        version = ledger.get(MinutesVersion, version_key(later.id, later.version)) if later else None
        if version and speaks_of(version, meeting, ledger) and version.minutes.approval:
            return version.minutes.approval.sentence
    start = f"The minutes of the meeting held on {day_words(meeting.date)} were agreed as an accurate record"
    if not subject_to:
        return f"{start}."
    what = "this amendment" if len(subject_to) == 1 else "these amendments"
    return f"{start}, subject to {what}: {'; '.join(amendment(c, roster) for c in subject_to)}."


def amendment(correction: Correction, roster: Roster) -> str:
    """Say a correction in the words of an approval: where, what, and by whom it was proposed."""
    where = where_words(correction.item)
    if correction.find and correction.replace:
        what = f"“{correction.find}” to read “{correction.replace}”"
    elif correction.find:
        what = f"“{correction.find}” to be deleted"
    else:
        what = correction.text
    people = [roster.by_number(number) for number in correction.proposers]
    who = ", ".join(p.initials or p.name for p in people if p)
    return f"{where}{', ' if where else ''}{what}{f' ({who})' if who else ''}"
