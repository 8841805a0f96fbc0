"""Who was sent minutes and is silent while corrections are still taken. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.config import Settings
from mailflow.flows.served import Post
from mailflow.journal import Ledger
from mailflow.people import Person, Roster, Standing
from mailflow.records import Correction, DispatchState, Edition, Meeting, Stage, version_key


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody of whom nothing was heard on a version of minutes. `until`: the last day for corrections."""

    person: Person
    meeting: str
    version: int
    until: dt.date


def silent_cover(meeting: str, version: int) -> str:
    """Give the occasion of a reminder that corrections of a version close."""
    return f"silent|{version_key(meeting, version)}"


def find_silent(ledger: Ledger, settings: Settings, roster: Roster, post: Post, today: dt.date) -> Iterator[Silent]:
    """Find who is to be reminded that corrections close: in the days before they do, once for each version.

    An automatic answer is none: who was away when the minutes came is silent too. The clerk, to whom the corrections go, is not asked.
    """
    ahead = dt.timedelta(days=settings.follow_up.remind_silent)
    if not ahead:
        return
    for meeting in ledger.all(Meeting):
        until = meeting.corrections_until
        if meeting.stage is not Stage.DRAFT or until is None or not until - ahead <= today <= until:
            continue
        letters = [d for d in post.circulated if d.meeting == meeting.id]
        version = max((d.version for d in letters), default=0)
        heard = {*meeting.confirmed, *post.answered(meeting.id, version), *_proposers(ledger, meeting.id, version)}
        for letter in letters:
            person = roster.by_number(letter.person)
            if person is None or person.number in heard or person.standing is Standing.CLERK or letter.version != version:
                continue
            fresh = letter.created_at.astimezone(settings.zone).date() >= until - ahead
            served = (person.number, silent_cover(meeting.id, version)) in post.covered
            arrived = letter.state is DispatchState.SENT and letter.edition is not Edition.OWNER and not post.bounces(person)
            if arrived and not fresh and not served:
                yield Silent(person, meeting.id, version, until)


def _proposers(ledger: Ledger, meeting: str, version: int) -> Iterator[int]:
    for correction in ledger.all(Correction):
        if correction.meeting == meeting and correction.version == version:
            yield from correction.proposers
