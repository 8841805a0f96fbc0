"""Who is meant by what clerks type."""

from __future__ import annotations

import pytest

from mailflow.people import Person, Roster, Standing
from mailflow.people_file import read_people
from shared import SHARED

ROSTER = Roster(
    (
        Person("Ada Fenn", "ada@quay.example", 1, "AF", "Independent Chair", standing=Standing.CHAIR),
        Person("Richard Lamb", "richard@quay.example", 2, "RL", "Treasurer"),
        Person("Rhiannon Lowe", "rhiannon@quay.example", 3, "RL", "Lead Nurse"),
        Person("Kevin O'Dowd", "kevin@quay.example", 4, "KO"),
        Person("Duty Officer", "duty@quay.example", 5, "DO", standing=Standing.CONTACT),
        Person("Business Unit", "unit@quay.example", 6, standing=Standing.CONTACT),
        Person("Iris Tate", "iris@quay.example", 7, "IT", standing=Standing.CLERK, known_as=("The Office",)),
        Person("Michael Lamb", "mike@quay.example", 8, "ML"),
    )
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("AF", "Ada Fenn"),
        ("A.F.", "Ada Fenn"),
        ("af", "Ada Fenn"),
        ("Rich Lamb", "Richard Lamb"),
        ("Mr R Lamb", "Richard Lamb"),
        ("Lamb, Richard", "Richard Lamb"),
        ("Mike", "Michael Lamb"),
        ("Treasurer", "Richard Lamb"),
        ("the Treasurer", "Richard Lamb"),
        ("Chair", "Ada Fenn"),
        ("Clerk", "Iris Tate"),
        ("the office", "Iris Tate"),
        ("Business Unit", "Business Unit"),
        ("business unit", "Business Unit"),
        ("Kevin O’Dowd", "Kevin O'Dowd"),
        ("Cllr O'Dowd", "Kevin O'Dowd"),
        ("A.F. (Chair)", "Ada Fenn"),
        ("AF (Treasurer)", "Ada Fenn"),
        ("RL (Treasurer)", "Richard Lamb"),
        ("R.L. (Lead Nurse)", "Rhiannon Lowe"),
        ("Lamb [Treasurer]", "Richard Lamb"),
        ("Treasurer (R.L.)", "Richard Lamb"),
        ("Clerk (IT)", "Iris Tate"),
        ("Events Officer (KO)", "Kevin O'Dowd"),
        ("ML (part time)", "Michael Lamb"),
    ],
)
def test_one_person_is_meant(typed: str, name: str) -> None:
    assert [p.name for p in ROSTER.who(typed).persons] == [name]


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("RL", {"Richard Lamb", "Rhiannon Lowe"}),
        ("Lamb", {"Richard Lamb", "Michael Lamb"}),
        ("R Lamb ?", {"Richard Lamb"}),
        ("Ada or Iris", {"Ada Fenn", "Iris Tate"}),
        ("ZZ", set()),
        ("ZZ (part time)", set()),
        ("RL (Chair)", {"Richard Lamb", "Rhiannon Lowe"}),
        ("Treasurer (KO)", {"Richard Lamb", "Kevin O'Dowd"}),
        ("AF (?)", {"Ada Fenn"}),
        ("Rick Lowe", {"Richard Lamb", "Rhiannon Lowe"}),
    ],
)
def test_in_doubt_nobody_is_meant_and_the_candidates_are_named(typed: str, candidates: set[str]) -> None:
    meant = ROSTER.who(typed)
    assert not meant.persons
    assert {p.name for p in meant.candidates} == candidates
    assert all(name in meant.doubt for name in candidates)


def test_all_means_the_members_and_the_chair_not_the_contacts() -> None:
    assert {p.number for p in ROSTER.who("All members").persons} == {1, 2, 3, 4, 8}


def test_an_address_is_found_whatever_its_case() -> None:
    roster = Roster((Person("Ada Fenn", "Ada@Quay.Example", 1, other_emails=("ada@home.example",)),))
    assert roster.by_address("ada@quay.example") is roster.people[0]
    assert roster.by_address("ADA@home.example") is roster.people[0]
    assert roster.by_address("ada@elsewhere.example") is None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real board's people are not here")
def test_the_owners_of_the_real_minutes_are_known_and_the_doubtful_one_is_not() -> None:
    roster = Roster(read_people("people", (SHARED / "minutes/sscb-people.csv").read_bytes()))
    known = {
        "LADO": "Local Authority Designated Officer",
        "PS": "Paul Shallcross",
        "SH": "Sally Halls",
        "Rich Painter": "Richard Painter",
        "Becky Hopkins": "Becky Hopkins",
        "Business Unit": "Business Unit",
    }
    assert {typed: roster.who(typed).persons[0].name for typed in known} == known
    doubtful = roster.who("MP/Lee ?")
    assert not doubtful.persons
    assert "Mike Prior" in doubtful.doubt
