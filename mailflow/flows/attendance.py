"""Who was there over the board's year, agency by agency, and who was absent twice in a row without a word. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailflow.letters.layout import day_words
from mailflow.minutes.model import Attendance, Presence
from mailflow.people import Person, Roster
from mailflow.records import MinutesVersion
from mailflow.references import year_code

IN_A_ROW = 2
# Where somebody stands in the list twice, in their own right and as another's substitute, the first of these is how they were there.
_WEIGHT = (Presence.PRESENT, Presence.SUBSTITUTED, Presence.APOLOGIES, Presence.ABSENT, Presence.NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody absent without apology at the last meetings of which it is recorded how they stood; `meetings`: these, first to last."""

    person: Person
    meetings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """How one person stood at each meeting of a year: None where the list does not name them.

    `person`: their number, None for somebody of whom it is in doubt who is meant, whose name is as typed.
    """

    person: int | None
    name: str
    statuses: tuple[Presence | None, ...]

    def count(self, *presences: Presence) -> int:
        """Tell at how many meetings they stood so."""
        return sum(status in presences for status in self.statuses)


@dataclass(frozen=True, slots=True)
class GridAgency:
    """The people of one agency; `name` is "" for those of none."""

    name: str
    rows: tuple[GridRow, ...]

    @property
    def represented(self) -> tuple[bool, ...]:
        """At which meetings somebody of the agency was there, or somebody in their place."""
        return tuple(Presence.PRESENT in at or Presence.SUBSTITUTED in at for at in zip(*(row.statuses for row in self.rows), strict=True))


@dataclass(frozen=True, slots=True)
class Grid:
    """Attendance over a year of the board. `year`: as references write it, "2627"; `meetings`: their ids, first to last."""

    year: str
    meetings: tuple[str, ...]
    agencies: tuple[GridAgency, ...]


def find_absences(versions: Iterable[MinutesVersion], roster: Roster) -> tuple[Absence, ...]:
    """Find who was absent at least twice in a row, up to the last meeting that says how they stood.

    Apologies, or somebody who came instead, are no absence. A meeting that does not say how somebody stood counts as nothing: it neither
    ends a row nor is part of one.
    """
    stood: dict[int, list[tuple[str, Presence]]] = defaultdict(list)
    for version in latest_versions(versions):
        for (number, _), status in _statuses(version).items():
            if number is not None and status is not Presence.NOT_RECORDED:
                stood[number].append((version.meeting, status))
    found = []
    for person in roster:
        row: list[str] = []
        for meeting, status in stood[person.number]:
            row = [*row, meeting] if status is Presence.ABSENT else []
        if len(row) >= IN_A_ROW:
            found.append(Absence(person, tuple(row)))
    return tuple(found)


def absence_line(absence: Absence) -> str:
    """Say an absence to the clerk in one sentence."""
    days = [day_words(dt.date.fromisoformat(meeting)) for meeting in absence.meetings]
    return f"{absence.person.name} was absent without apology at {len(days)} meetings in a row: {', '.join(days)}."


def attendance_grid(versions: Iterable[MinutesVersion], roster: Roster, year_starts: tuple[int, int], day: dt.date) -> Grid:
    """Give the attendance over the year of the board that `day` lies in. Agencies and people stand as in the roster, others behind them."""
    year = year_code(day, year_starts)
    chosen = [v for v in latest_versions(versions) if year_code(dt.date.fromisoformat(v.meeting), year_starts) == year]
    stood = [_statuses(version) for version in chosen]
    met = dict.fromkeys(who for statuses in stood for who in statuses)
    places = {person.number: place for place, person in enumerate(roster)}
    agencies: dict[str, list[GridRow]] = defaultdict(list)
    for number, typed in sorted(met, key=lambda who: places.get(who[0] or 0, len(places))):
        person = roster.by_number(number) if number is not None else None
        agency = person.agency if person else _agency_typed(chosen, typed)
        row = GridRow(number, person.name if person else typed, tuple(statuses.get((number, typed)) for statuses in stood))
        agencies[agency].append(row)
    return Grid(year, tuple(v.meeting for v in chosen), tuple(GridAgency(name, tuple(rows)) for name, rows in agencies.items()))


def latest_versions(versions: Iterable[MinutesVersion]) -> list[MinutesVersion]:
    """Give the latest version of each meeting's minutes, by the day of the meeting."""
    latest: dict[str, MinutesVersion] = {}
    for version in versions:
        if version.meeting not in latest or latest[version.meeting].number < version.number:
            latest[version.meeting] = version
    return [latest[meeting] for meeting in sorted(latest)]


def _statuses(version: MinutesVersion) -> dict[tuple[int | None, str], Presence]:
    """Give how each stood, by (number, "") for somebody known, (None, name as typed) for others."""
    found: dict[tuple[int | None, str], Presence] = {}
    for who, status in _named(version):
        if who not in found or _WEIGHT.index(status) < _WEIGHT.index(found[who]):
            found[who] = status
    return found


def _named(version: MinutesVersion) -> Iterator[tuple[tuple[int | None, str], Presence]]:
    for row, attended in zip(version.minutes.attendance, version.attended, strict=False):
        yield (attended.person, "" if attended.person is not None else row.name), _status(row)
        if attended.substitute is not None:
            yield (attended.substitute, ""), Presence.PRESENT


def _status(row: Attendance) -> Presence:
    """However the list puts it, for somebody whose substitute came there was a substitute."""
    return Presence.SUBSTITUTED if row.substitute and row.status is not Presence.PRESENT else row.status


def _agency_typed(versions: Iterable[MinutesVersion], name: str) -> str:
    rows = (row for version in versions for row in version.minutes.attendance if row.name == name and row.agency)
    return next((row.agency for row in rows), "")
