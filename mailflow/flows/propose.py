"""Corrections proposed: a new one gets a number, the same from another person is joined to it, a late one goes to the meeting. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.flows.placing import followed
from mailflow.journal import CorrectionProposed, CorrectionSeconded, Fact, Ledger
from mailflow.minutes.corrections import Change, Standing, put_in, same
from mailflow.people import Person
from mailflow.records import Correction, Meeting, MinutesVersion, Stage, version_key
from mailflow.register import Proposal, Ruling
from mailflow.replies.model import ProposedCorrection
from mailflow.replies.which import with_place


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who proposes, on which version of which meeting's minutes, by which message, when, and on which day that is for the board."""

    person: Person
    meeting: str
    version: int
    message: str
    at: dt.datetime
    today: dt.date


def propose(corrections: Sequence[ProposedCorrection], ledger: Ledger, by: Proposed) -> list[Fact]:
    """Give what proposing corrections does; those in doubt are left to the tray."""
    facts: list[Fact] = []
    register, meeting = ledger.all(Correction), ledger.get(Meeting, by.meeting)
    version = ledger.get(MinutesVersion, version_key(by.meeting, by.version))
    alive = [c for c in register if c.meeting == by.meeting and c.status is not Ruling.DECLINED]
    following = max((c.id for c in register), default=0) + 1
    for said in corrections:
        if said.doubt:
            continue
        before = next((c for c in alive if _is_same(c, said) or (version and _asks_the_same(ledger, c, said, version))), None)
        if before is not None:
            if by.person.number not in before.proposers:
                facts.append(CorrectionSeconded(before.id, Proposal(by.person.number, by.at, by.message)))
            continue
        facts.append(CorrectionProposed(_correction(following, said, meeting, by)))
        following += 1
    return facts


def _correction(number: int, said: ProposedCorrection, meeting: Meeting | None, by: Proposed) -> Correction:
    why = _late(meeting, by.today)
    return Correction(
        id=number,
        meeting=by.meeting,
        version=by.version,
        by=by.person.number,
        at=by.at,
        text=said.text,
        item=said.item,
        find=said.find,
        replace=said.replace,
        message_id=by.message,
        late=bool(why),
        status=Ruling.FOR_THE_MEETING if why else Ruling.PROPOSED,
        why=why or None,
    )


def _late(meeting: Meeting | None, today: dt.date) -> str:
    """Say why a correction comes too late to be made before the meeting; "" where it does not."""
    if meeting is None:
        return ""
    if meeting.stage is Stage.APPROVED:
        return "It came after the minutes were approved."
    if meeting.corrections_until and today > meeting.corrections_until:
        return f"It came after {meeting.corrections_until.isoformat()}, the last day for corrections."
    return ""


def _is_same(known: Correction, said: ProposedCorrection) -> bool:
    """Only what says where and how it is to read can be told to be the same."""
    if not known.find or known.replace is None or said.find is None or said.replace is None or known.item != said.item:
        return False
    return _folded(known.find) == _folded(said.find) and _folded(known.replace) == _folded(said.replace)


def _asks_the_same(ledger: Ledger, known: Correction, said: ProposedCorrection, version: MinutesVersion) -> bool:
    """Tell whether one quotes more of the sentence than the other, and both make the same of it."""
    # That is soon told, and nearly all others fall away.
    if put_in(known.find, known.replace) != put_in(said.find, said.replace):
        return False
    placed = followed(ledger, known, version)
    change = with_place(Change(0, said.item, said.find, said.replace), version.minutes, said.text)
    return placed.standing is Standing.FITS and same(placed.change, change, version.minutes)


def _folded(words: str) -> str:
    return " ".join(words.translate(_PLAIN).split()).casefold()


_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
