"""The report of a board's year: action log, corrections register, who was sent what and heard of, attendance. Values; decides nothing.

What is confidential is in it by number and state alone, unless it is asked for.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailflow.config import Settings
from mailflow.errors import UsageError
from mailflow.flows.attendance import Absence, Grid, attendance_grid, find_absences
from mailflow.flows.heard import Circulation, find_circulations
from mailflow.flows.rule import conflicting, kind_now
from mailflow.journal import Ledger
from mailflow.minutes.confidential import is_confidential
from mailflow.people import Roster
from mailflow.records import Action, ActionUpdate, Correction, Meeting, MinutesVersion, version_key
from mailflow.references import year_code
from mailflow.register import Ruling
from mailflow.replies.model import Status

# Open actions are counted by how long ago they were given: up to so many days, and longer.
AGES = (31, 92, 183, 366)


@dataclass(frozen=True, slots=True)
class LoggedAction:
    """One action of the log. `age`: days since the meeting that gave it, None where that is not known; `late`: days overdue, else 0.

    `owners`: names; `withheld`: it is confidential, and its words are not shown.
    """

    action: Action
    owners: tuple[str, ...]
    age: int | None
    late: int
    withheld: bool = False

    @property
    def last(self) -> ActionUpdate | None:
        """What was said of it last, where that may be shown."""
        return self.action.updates[-1] if self.action.updates and not self.withheld else None


@dataclass(frozen=True, slots=True)
class Load:
    """What one owner owes: how many actions are overdue, open, in progress, and done but not closed by the board."""

    name: str
    overdue: int = 0
    open: int = 0
    in_progress: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        return self.overdue + self.open + self.in_progress + self.done


@dataclass(frozen=True, slots=True)
class Registered:
    """One correction of the register. `withheld`: it speaks of a confidential item."""

    correction: Correction
    proposers: tuple[str, ...]
    kind: str
    conflicts: tuple[int, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """The report. `year`: as references write it; `actions`: all that are not settled, and those of the year that are.

    `ages`: how many open actions there are of each of `AGES`, and of more.
    """

    board: str
    day: dt.date
    year: str
    actions: tuple[LoggedAction, ...]
    loads: tuple[Load, ...]
    ages: tuple[int, ...]
    corrections: tuple[Registered, ...]
    circulations: tuple[Circulation, ...]
    grid: Grid
    absences: tuple[Absence, ...]


def overview(ledger: Ledger, roster: Roster, settings: Settings, today: dt.date, year: str = "", *, confidential: bool = False) -> Overview:
    """Put the report together. `year`: "2627", else the one that `today` lies in. Raises UsageError for one without a meeting."""
    starts = settings.board.year_starts
    meetings = sorted(ledger.all(Meeting), key=lambda meeting: meeting.id, reverse=True)
    wanted, day = _year(year, meetings, starts, today)
    of_year = [meeting for meeting in meetings if year_code(meeting.date, starts) == wanted]
    versions = ledger.all(MinutesVersion)
    actions = tuple(_log(ledger, roster, {meeting.id for meeting in of_year}, today, confidential=confidential))
    return Overview(
        board=settings.board.name,
        day=today,
        year=wanted,
        actions=actions,
        loads=tuple(_loads(actions)),
        ages=_ages(actions),
        corrections=tuple(_register(ledger, roster, of_year, confidential=confidential)),
        circulations=tuple(find_circulations(ledger, roster, of_year)),
        grid=attendance_grid(versions, roster, starts, day),
        absences=find_absences(versions, roster),
    )


def _year(year: str, meetings: Iterable[Meeting], starts: tuple[int, int], today: dt.date) -> tuple[str, dt.date]:
    """Give the year and a day that lies in it."""
    if not year:
        return year_code(today, starts), today
    days = {year_code(meeting.date, starts): meeting.date for meeting in meetings}
    if year not in days:
        known = ", ".join(sorted(days)) or "none"
        raise UsageError(f"there is no meeting of a year “{year}” on record. Years there are: {known}.")
    return year, days[year]


def _log(ledger: Ledger, roster: Roster, of_year: set[str], today: dt.date, *, confidential: bool) -> Iterator[LoggedAction]:
    """The overdue first, then what is open, the oldest first, then what is settled."""
    chosen = [a for a in ledger.all(Action) if a.is_open or a.status is Status.DONE or a.meeting in of_year]
    for action in sorted(chosen, key=lambda a: (not a.is_overdue(today), _ORDER[a.status], a.meeting or "9", a.ref)):
        due = action.due_now
        yield LoggedAction(
            action=action,
            owners=(*roster.names(action.owners), *action.typed),
            age=(today - dt.date.fromisoformat(action.meeting)).days if action.meeting else None,
            late=(today - due).days if due and action.is_overdue(today) else 0,
            withheld=action.confidential and not confidential,
        )


_ORDER = {Status.OPEN: 0, Status.IN_PROGRESS: 0, Status.DONE: 1, Status.CLOSED: 2, Status.DROPPED: 3}


def _loads(actions: Iterable[LoggedAction]) -> Iterator[Load]:
    """Each owner with anything the board has not closed; who owes most that is overdue, then most that is not done, comes first."""
    counts: dict[str, dict[str, int]] = {}
    for logged in actions:
        sort = _sort(logged)
        for name in (logged.owners or ("nobody",)) if sort else ():
            theirs = counts.setdefault(name, {})
            theirs[sort] = theirs.get(sort, 0) + 1
    loads = [Load(name, **theirs) for name, theirs in counts.items()]
    yield from sorted(loads, key=lambda load: (-load.overdue, load.done - load.total, -load.done, load.name))


def _sort(logged: LoggedAction) -> str:
    if logged.late:
        return "overdue"
    return {Status.OPEN: "open", Status.IN_PROGRESS: "in_progress", Status.DONE: "done"}.get(logged.action.status, "")


def _ages(actions: Iterable[LoggedAction]) -> tuple[int, ...]:
    found = Counter(bisect.bisect_left(AGES, logged.age) for logged in actions if logged.action.is_open and logged.age is not None)
    return tuple(found[place] for place in range(len(AGES) + 1))


def _register(ledger: Ledger, roster: Roster, of_year: Iterable[Meeting], *, confidential: bool) -> Iterator[Registered]:
    """The corrections of the year's meetings, and what still waits of others."""
    ids = {meeting.id for meeting in of_year}
    open_ones = (Ruling.PROPOSED, Ruling.FOR_THE_MEETING)
    chosen = [c for c in ledger.all(Correction) if c.meeting in ids or c.status in open_ones]
    clashes = {number: others for meeting in {c.meeting for c in chosen} for number, others in conflicting(ledger, meeting).items()}
    for correction in sorted(chosen, key=lambda c: (c.meeting, c.id)):
        secret = is_secret(ledger, correction)
        yield Registered(
            correction=correction,
            proposers=roster.names(correction.proposers),
            kind=kind_now(ledger, correction),
            conflicts=clashes.get(correction.id, ()),
            withheld=secret and not confidential,
        )


def is_secret(ledger: Ledger, correction: Correction) -> bool:
    """Tell whether a correction speaks of a confidential item, in the version its proposer had or in the latest."""
    meeting = ledger.get(Meeting, correction.meeting)
    numbers = {correction.version, meeting.version if meeting else correction.version}
    versions = [ledger.get(MinutesVersion, version_key(correction.meeting, number)) for number in numbers]
    words = (correction.find or "", correction.replace or "", correction.text)
    return any(v and is_confidential(v.minutes, correction.item or "", text) for v in versions for text in words)
