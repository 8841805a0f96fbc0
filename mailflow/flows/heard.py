"""What was heard of each reader of a circulated letter: bounced, an automatic answer, seen, no corrections, corrected, or silence. Pure.

Silence is shown as silence: nothing that was said of one version stands for another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailflow.folding import WITHDRAWN
from mailflow.journal import Ledger
from mailflow.people import Roster
from mailflow.records import Correction, Dispatch, DispatchState, Edition, Meeting, Taken


class Heard(StrEnum):
    """What was heard of the reader of a letter; of several things the last of these."""

    WAITING = "waiting to be sent"
    FAILED = "not sent"
    BOUNCED = "bounced"
    SILENT = "silent"
    AUTOMATIC = "automatic answer"
    SEEN = "seen"
    NO_CORRECTIONS = "no corrections"
    CORRECTED = "corrected"


_STATES = {
    DispatchState.PENDING: Heard.WAITING,
    DispatchState.FAILED: Heard.FAILED,
    DispatchState.BOUNCED: Heard.BOUNCED,
}
UNDELIVERED = frozenset(_STATES.values())


@dataclass(frozen=True, slots=True)
class Reader:
    """One person and the minutes of one meeting: the last letter they were sent, what was heard on that version, and on those before.

    `before`: (version, what was heard), newest first; versions on which they were silent are not among them.
    """

    name: str
    letter: Dispatch
    heard: Heard
    before: tuple[tuple[int, Heard], ...] = ()


@dataclass(frozen=True, slots=True)
class Circulation:
    """A meeting's minutes on their way: who was sent the latest version that went out, and what was heard of whom."""

    meeting: Meeting
    version: int
    readers: tuple[Reader, ...]

    @property
    def counts(self) -> dict[Heard, int]:
        """How many readers there are of each kind, in the order of `Heard`."""
        found = Counter(reader.heard for reader in self.readers)
        return {heard: found[heard] for heard in Heard if found[heard]}


def find_heard(ledger: Ledger) -> dict[str, Heard]:
    """Give what was heard of the reader of each letter of a circulation, by the letter's key."""
    corrected, confirmed = _spoken(ledger)
    found: dict[str, Heard] = {}
    for letter in ledger.all(Dispatch):
        if letter.circulated:
            said = (letter.meeting, letter.version, letter.person)
            found[letter.key] = _heard(letter, corrected=said in corrected, confirmed=said in confirmed)
    return found


def find_circulations(ledger: Ledger, roster: Roster, meetings: Iterable[Meeting]) -> Iterator[Circulation]:
    """Give how each meeting's minutes went round, those left out of which nothing was sent; people stand as in the roster."""
    heard = find_heard(ledger)
    letters: dict[str, dict[int, list[Dispatch]]] = defaultdict(lambda: defaultdict(list))
    for letter in ledger.all(Dispatch):
        if letter.circulated:
            letters[letter.meeting][letter.person].append(letter)
    places = {person.number: place for place, person in enumerate(roster)}
    for meeting in meetings:
        theirs = letters.get(meeting.id, {})
        if theirs:
            people = sorted(theirs, key=lambda number: places.get(number, len(places)))
            readers = tuple(_reader(roster, theirs[number], heard) for number in people)
            yield Circulation(meeting, max(reader.letter.version for reader in readers), readers)


def _reader(roster: Roster, letters: Iterable[Dispatch], heard: dict[str, Heard]) -> Reader:
    last, *before = sorted(letters, key=lambda letter: letter.version, reverse=True)
    said = tuple((letter.version, heard[letter.key]) for letter in before if heard[letter.key] is not Heard.SILENT)
    return Reader(roster.names([last.person])[0], last, heard[last.key], said)


def _heard(letter: Dispatch, *, corrected: bool, confirmed: bool) -> Heard:
    # Who answered has the letter, whatever a mail system reported of it.
    if corrected:
        return Heard.CORRECTED
    if confirmed:
        return Heard.NO_CORRECTIONS
    if letter.answered or letter.seen:
        return Heard.SEEN
    if letter.state is not DispatchState.SENT:
        return _STATES[letter.state]
    return Heard.AUTOMATIC if letter.answered_by_machine else Heard.SILENT


Said = set[tuple[str, int, int]]  # meeting, version, person


def _spoken(ledger: Ledger) -> tuple[Said, Said]:
    """Give who proposed corrections, and who said that they have none, on which version."""
    corrected: Said = set()
    for one in ledger.all(Correction):
        if one.why != WITHDRAWN:
            corrected.add((one.meeting, one.version, one.by))
            corrected.update((one.meeting, _version(ledger, p.message_id) or one.version, p.by) for p in one.also)
    return corrected, {(meeting.id, one.version, one.person) for meeting in ledger.all(Meeting) for one in meeting.confirmations}


def _version(ledger: Ledger, message_id: str | None) -> int:
    taken = ledger.get(Taken, message_id) if message_id else None
    return (taken.version if taken else None) or 0


def owes_only(letter: Dispatch) -> bool:
    """Tell whether a letter went to somebody who only owes an action: of the minutes themselves they were not asked."""
    return letter.edition is Edition.OWNER
