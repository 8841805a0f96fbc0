"""Attendance over the year: the grid by agency, and who was absent twice in a row without apology."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from boards import MEETING, make_board_with_minutes
from mailflow.flows.attendance import Absence, attendance_grid, find_absences
from mailflow.minutes.model import Attendance, Minutes, Presence
from mailflow.people import Person, Roster
from mailflow.records import Attended, MinutesVersion

ROSTER = Roster(
    (
        Person("Anna Reed", "a@quay.example", 1, agency="Schools"),
        Person("Bram Hale", "b@quay.example", 2, agency="Police"),
        Person("Carys Wynn", "c@quay.example", 3, agency="Schools"),
        Person("Dov Levi", "d@quay.example", 4),
    )
)
SIGNS = {"P": Presence.PRESENT, "A": Presence.ABSENT, "a": Presence.APOLOGIES, "n": Presence.NOT_RECORDED, "S": Presence.SUBSTITUTED}
APRIL = (4, 1)


def held(day: str, *rows: tuple[str, str] | tuple[str, str, str], number: int = 1) -> MinutesVersion:
    """Make minutes of a meeting; rows: ("AR", "P"), with a substitute ("AR", "a", "CW"); "?" before a name: in doubt who that is."""
    by_initials = {"".join(word[0] for word in p.name.split()): p for p in ROSTER}
    attendance: list[Attendance] = []
    attended: list[Attended] = []
    for who, sign, *instead in rows:
        person = by_initials.get(who)
        substitute = by_initials[instead[0]] if instead else None
        name = person.name if person else who.lstrip("?")
        attendance.append(
            Attendance(name, agency="" if person else "Council", status=SIGNS[sign], substitute=substitute.name if substitute else None)
        )
        attended.append(Attended(person.number if person else None, substitute.number if substitute else None))
    minutes = Minutes("Quay", "Quay", dt.date.fromisoformat(day), attendance=tuple(attendance))
    return MinutesVersion(day, number, minutes, "d", "d.md", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), tuple(attended))


def months(signs: str, who: str = "AR") -> list[MinutesVersion]:
    """Make a meeting a month with these signs for one person; "-": the list does not name them."""
    return [held(f"2026-{month:02d}-08", *([(who, sign)] if sign != "-" else [])) for month, sign in enumerate(signs, 4)]


@pytest.mark.parametrize(
    ("signs", "noticed"),
    [
        ("PA", 0),
        ("AA", 2),
        ("PAAA", 3),
        ("AAP", 0),  # it was noticed then; they are back
        ("AaA", 0),  # apologies end the row
        ("ASA", 0),  # so does a substitute
        ("AnA", 2),  # a list that does not say is nothing
        ("A-A", 2),
        ("AAn", 2),
        ("nn", 0),
        ("aa", 0),
    ],
)
def test_absent_twice_in_a_row_without_apology_is_noticed(signs: str, noticed: int) -> None:
    found = find_absences(months(signs), ROSTER)
    absent = tuple(f"2026-{month:02d}-08" for month, sign in enumerate(signs, 4) if sign == "A")
    assert found == ((Absence(ROSTER.people[0], absent[-noticed:]),) if noticed else ())


def test_absent_with_somebody_in_ones_place_or_there_in_anothers_is_no_absence() -> None:
    first = held("2026-04-08", ("AR", "A"), ("BH", "A"))
    assert find_absences([first, held("2026-05-08", ("AR", "A", "CW"), ("BH", "A"))], ROSTER) == (
        Absence(ROSTER.people[1], ("2026-04-08", "2026-05-08")),
    )
    assert find_absences([first, held("2026-05-08", ("BH", "A"), ("AR", "A"), ("CW", "a", "BH"))], ROSTER) == (
        Absence(ROSTER.people[0], ("2026-04-08", "2026-05-08")),
    ), "Bram Hale stood in for another"


def test_the_latest_version_of_minutes_counts_in_whatever_order_they_come() -> None:
    versions = [held("2026-05-08", ("AR", "A")), held("2026-04-08", ("AR", "A"))]
    assert len(find_absences(versions, ROSTER)) == 1
    assert find_absences([held("2026-05-08", ("AR", "a"), number=2), *versions], ROSTER) == ()


def test_the_grid_shows_each_meeting_of_the_boards_year_by_agency_and_person() -> None:
    versions = [
        held("2026-03-26", ("AR", "A")),  # the year before
        held("2026-04-08", ("AR", "P"), ("BH", "a"), ("CW", "A"), ("DL", "P")),
        held("2026-11-12", ("AR", "a", "CW"), ("BH", "A"), ("?Lee", "P")),
        held("2027-03-31", ("AR", "P"), ("BH", "P"), ("?Lee", "a")),
        held("2027-04-01", ("AR", "P")),  # the year after
    ]
    grid = attendance_grid(versions, ROSTER, APRIL, dt.date(2026, 12, 1))
    assert (grid.year, grid.meetings) == ("2627", ("2026-04-08", "2026-11-12", "2027-03-31"))
    signs = {presence: sign for sign, presence in SIGNS.items()}
    shown = {a.name: {row.name: "".join(signs[s] if s else "-" for s in row.statuses) for row in a.rows} for a in grid.agencies}
    assert shown == {
        "Schools": {"Anna Reed": "PSP", "Carys Wynn": "AP-"},
        "Police": {"Bram Hale": "aAP"},
        "": {"Dov Levi": "P--"},
        "Council": {"Lee": "-Pa"},
    }
    assert list(shown) == ["Schools", "Police", "", "Council"]
    schools, police = grid.agencies[0], grid.agencies[1]
    assert (schools.represented, police.represented) == ((True, True, True), (False, False, True))
    anna = schools.rows[0]
    assert (anna.count(Presence.PRESENT), anna.count(Presence.PRESENT, Presence.SUBSTITUTED), anna.count(Presence.ABSENT)) == (2, 3, 0)
    assert grid.agencies[3].rows[0].person is None


def test_a_year_without_meetings_is_an_empty_grid() -> None:
    grid = attendance_grid([held("2026-04-08", ("AR", "P"))], ROSTER, (1, 1), dt.date(2025, 6, 1))
    assert (grid.year, grid.meetings, grid.agencies) == ("2025", (), ())


def test_minutes_as_they_are_taken_fill_the_grid(tmp_path: Path) -> None:
    store = make_board_with_minutes(tmp_path / "board").look()
    [version] = store.all(MinutesVersion)
    grid = attendance_grid([version], store.roster, APRIL, dt.date.fromisoformat(MEETING))
    stood = {row.name: row.statuses[0] for agency in grid.agencies for row in agency.rows}
    assert stood["Ben Holt"] is Presence.SUBSTITUTED and stood["Cora Lind"] is Presence.PRESENT
    assert stood["Gregory Marsh"] is Presence.APOLOGIES and stood["Ada Fenn"] is Presence.PRESENT
    assert [a.name for a in grid.agencies][1] == "Port Authority" and len(grid.agencies[1].rows) == 2
    again = replace(version, meeting="2026-11-12")
    assert find_absences([version, again], store.roster) == ()
