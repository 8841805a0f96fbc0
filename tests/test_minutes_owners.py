"""Owners as typed, the terms of an action, marks, earlier actions: the small readers that minutes are read with."""

from __future__ import annotations

import datetime as dt

import pytest

import pace
from mailflow.minutes.blocks import Document, plain
from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Group, Minutes, Presence, Problem, Severity
from mailflow.minutes.numbers import Scheme, number_at_start
from mailflow.minutes.owed import Calendar, terms_of
from mailflow.minutes.owners import is_person, looks_like_owners, split_owners
from mailflow.minutes.parse import parse_minutes
from mailflow.minutes.people_lines import names_on_line, person_of
from mailflow.minutes.previous import decided

CALENDAR = Calendar(dt.date(2024, 11, 12), dt.date(2025, 1, 14))


def minutes_of(body: str) -> tuple[Minutes, tuple[Problem, ...]]:
    """Minutes of 12 November 2024 whose text form is `body`."""
    head = "Fernhollow Trust Board\nMinutes of the meeting held on 12 November 2024\nPresent: Asha Brandt (Chair), Percy Stride\n\n"
    return parse_minutes(read_document("a.txt", (head + body).encode()))


@pytest.mark.parametrize(
    ("typed", "owners", "delegate"),
    [
        ("PS/SH", ("PS", "SH"), None),
        ("PS & SH", ("PS", "SH"), None),
        ("PS, SH", ("PS", "SH"), None),
        ("PS and SH", ("PS", "SH"), None),
        ("CW (Becky Hopkins)", ("CW",), "Becky Hopkins"),
        ("CW (via Becky Hopkins)", ("CW",), "Becky Hopkins"),
        ("J.B. (Treasurer)", ("J.B. (Treasurer)",), None),
        ("MP/Lee ?", ("MP", "Lee ?"), None),
        ("Business Unit", ("Business Unit",), None),
        ("Planning and Finance Officer", ("Planning and Finance Officer",), None),
        ("Jane Roe and Tom Poe", ("Jane Roe", "Tom Poe"), None),
        ("PS.", ("PS.",), None),
        ("", (), None),
    ],
)
def test_owners_are_split_as_they_were_typed(typed: str, owners: tuple[str, ...], delegate: str | None) -> None:
    assert split_owners(typed) == (owners, delegate)


@pytest.mark.parametrize(
    "text", ["Write to AILC", "Circulate the report", "PS to write to the council", "12 March", "", "All of the above was agreed by us"]
)
def test_words_that_are_no_owners_are_told_apart(text: str) -> None:
    assert not looks_like_owners(text)


@pytest.mark.parametrize(
    ("text", "person"), [("Becky Hopkins", True), ("Dr A. N. Other", True), ("Treasurer", False), ("Head of Finance", False), ("PS", False)]
)
def test_a_full_name_has_the_shape_of_one(text: str, person: bool) -> None:
    assert is_person(text) is person


@pytest.mark.parametrize(
    ("typed", "text", "owners", "due", "due_text"),
    [
        ("Chase the quotes (PS, by 30 Nov)", "Chase the quotes", ("PS",), "2024-11-30", "by 30 Nov"),
        ("Chase the quotes – PS/SH", "Chase the quotes", ("PS", "SH"), None, None),
        ("Budget – PS to draft by March", "Budget – PS to draft by March", ("PS",), "2025-03-31", "by March"),
        ("PS to chase the quotes before the next meeting", None, ("PS",), "2025-01-14", "before the next meeting"),
        ("PS: chase the quotes", "chase the quotes", ("PS",), None, None),
        ("Clerk to write to the council", None, ("Clerk",), None, None),
        ("Chase them. Owner: PS Due: 30/11/24", "Chase them", ("PS",), "2024-11-30", "30/11/24"),
        ("Report on the summit (January 2025).", None, (), "2025-01-31", "January 2025"),
        ("Provide a quarterly report", None, (), None, "quarterly"),
        ("Attend the event on 3 March", None, (), None, None),
        ("Send it to the Chair (by email)", None, (), None, None),
    ],
)
def test_the_terms_of_an_action_are_read_from_its_words(
    typed: str, text: str | None, owners: tuple[str, ...], due: str | None, due_text: str | None
) -> None:
    read = terms_of(typed, CALENDAR)
    assert (read.text, read.owners, read.due.isoformat() if read.due else None, read.due_text) == (text or typed, owners, due, due_text)


@pytest.mark.parametrize(
    ("typed", "texts", "owners"),
    [
        ("Action: Mend the gate (PS)", ["Mend the gate"], [("PS",)]),
        ("ACTION – Mend the gate – PS", ["Mend the gate"], [("PS",)]),
        ("Action PS: mend the gate", ["mend the gate"], [("PS",)]),
        ("ACTION (PS): mend the gate", ["mend the gate"], [("PS",)]),
        ("Action 3: Mend the gate. Owner: PS", ["Mend the gate"], [("PS",)]),
        ("The gate hangs. It must be mended. [Action: PS]", ["It must be mended."], [("PS",)]),
        ("The gate hangs. ACTION: PS to mend it.", ["PS to mend it."], [("PS",)]),
        ("The gate hangs. PS to mend it.", ["PS to mend it."], [("PS",)]),
        ("It was RESOLVED that the Clerk write to the Council.", ["It was RESOLVED that the Clerk write to the Council."], [("Clerk",)]),
        ("Actions:\n- Mend the gate (PS)\n- Paint the fence (AB)", ["Mend the gate", "Paint the fence"], [("PS",), ("AB",)]),
    ],
)
def test_an_action_is_found_however_it_is_marked(typed: str, texts: list[str], owners: list[tuple[str, ...]]) -> None:
    minutes, problems = minutes_of(f"1. Grounds\n{typed}\n\n2. Close\nThe meeting closed.\n")
    assert [action.text for action in minutes.actions] == texts
    assert [action.owners for action in minutes.actions] == owners
    assert {action.item for action in minutes.actions} == {"1"}
    assert problems == ()


@pytest.mark.parametrize(
    "typed",
    [
        "Action to remain open.",
        "The action plan was noted.",
        "It was RESOLVED that the minutes be approved.",
        "It was agreed to note the report.",
        "The Council resolved that the budget be adopted.",
        "PS reported that the gate hangs.",
        "The task group met.",
    ],
)
def test_what_is_no_action_is_none(typed: str) -> None:
    minutes, _ = minutes_of(f"1. Grounds\n{typed}\n")
    assert minutes.actions == ()
    assert typed in minutes.items[0].text


def test_an_action_without_owner_is_a_problem_that_names_it() -> None:
    _, problems = minutes_of("1. Grounds\nAction: Mend the gate\n")
    assert [(problem.where, problem.severity) for problem in problems] == [("item 1", Severity.CHECK)]
    assert "Mend the gate" in problems[0].text


def test_minutes_without_a_date_are_blocked() -> None:
    _, problems = parse_minutes(Document("a.txt", (plain("Fernhollow Trust Board"), plain("Present: Asha Brandt"), plain("1. Welcome"))))
    assert [problem.where for problem in problems if problem.severity is Severity.BLOCKING] == ["head of the document"]


def test_two_days_in_the_head_are_a_problem() -> None:
    _, problems = parse_minutes(
        read_document(
            "a.txt", b"Trust Board minutes 12 November 2024\nheld on 13 November 2024\nPresent: Asha Brandt\n\n1. Welcome\nHello.\n"
        )
    )
    assert any("more than one day" in problem.text for problem in problems)


def test_a_number_used_twice_is_a_problem() -> None:
    _, problems = parse_minutes(
        read_document(
            "a.md", b"# Trust Board\n\n12 November 2024\n\nPresent: Asha Brandt\n\n## 1. One\n\na\n\n## 2. Two\n\nb\n\n## 2. Three\n\nc\n"
        )
    )
    assert [problem.where for problem in problems] == ["item 2"]


def test_a_numbered_list_inside_an_item_is_no_item() -> None:
    minutes, _ = minutes_of(
        "1. Fence\nThree things were done:\n1. It was mended.\n2. It was painted.\n3. It was oiled.\n\n2. Gate\nNothing.\n"
    )
    assert [item.number for item in minutes.items] == ["1", "2"]
    assert "3. It was oiled." in minutes.items[0].text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3. Matters arising", "3"),
        ("3.1 Premises", "3.1"), ("Item 4 – Finance", "4"), ("24/083 Highways", "24/083"), ("2024/07.3 Trees", "2024/07.3"),
        ("FC24/12 Rent", "FC24/12"), ("4/18 Rent", "4/18"),
        ("18 October 2018", None), ("24 people came", None), ("2018-19 budget", None), ("3rd May", None),
    ],
)  # fmt: skip
def test_a_number_at_the_start_is_an_items_or_it_is_none(text: str, number: str | None) -> None:
    found = number_at_start(text)
    assert (found.text if found else None) == number
    assert found is None or found.scheme in (Scheme.DECIMAL, Scheme.YEAR)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("action closed", "closed"),
        ("Done.", "closed"),
        ("PS has circulated the map. Complete.", "closed"),
        ("PS reported progress. Action to remain open.", "open"),
        ("there had been no progress", "open"),
        ("Carried forward.", "open"),
        ("Not yet complete.", "open"),
        ("In progress, awaiting a reply", "in progress"),
        ("CW reported that the work had been done by another team rather than ours", "in progress"),
        ("the lease", "open"),
    ],
)
def test_what_was_decided_of_an_earlier_action(said: str, status: str) -> None:
    assert decided(said) == status


def test_a_line_of_people_is_parted_into_persons() -> None:
    people, nobody = names_on_line("Cllr Hugh Marlow (Chair), Cllrs B. Tandy, S. Okafor and J. Pell, and 3 members of the public")
    assert people == ("Cllr Hugh Marlow (Chair)", "B. Tandy", "S. Okafor", "J. Pell")
    assert nobody == ("3 members of the public",)


@pytest.mark.parametrize(
    ("typed", "name", "substitute"),
    [
        ("Sam Lowe (represented by Kit Lowe)", "Sam Lowe", "Kit Lowe"),
        ("Vic Nunn – Fire Service (Kit Rowe deputising)", "Vic Nunn", "Kit Rowe"),
        ("Kit Rowe (for Vic Nunn)", "Vic Nunn", "Kit Rowe"),
        ("Kit Rowe on behalf of Vic Nunn", "Vic Nunn", "Kit Rowe"),
    ],
)
def test_a_substitute_is_read_with_whom_they_stood_in_for(typed: str, name: str, substitute: str) -> None:
    person = person_of(typed, Group.MEMBERS, Presence.PRESENT)
    assert (person.name, person.substitute, person.status) == (name, substitute, Presence.SUBSTITUTED)


HOSTILE = [
    "A. ",
    "PS/",
    "PS",
    "Action: PS (\n",
    "[Action: ",
    "Owner: ",
    "and ",
    "A Roe for ",
    "SSCB 1819_08 ",
    "resolved that the ",
    "|",
    "**",
    "\t",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_minutes_are_read_in_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = "1. One\n" + unit * (length // len(unit)) + "\n"
        return pace.seconds(lambda: minutes_of(text), tries=3)

    seconds(1_000)
    assert seconds(32_000) < 12 * max(seconds(8_000), 0.05)


def test_the_feet_of_pages_are_no_part_of_an_item() -> None:
    minutes, _ = minutes_of("1. Grounds\nThe gate hangs.\n\nPage 1 of 2\n\n2. Close\nAll said.\n\nPage 2 of 2\n")
    assert [item.text for item in minutes.items] == ["The gate hangs.", "All said."]


def test_what_a_table_of_actions_says_beyond_the_text_is_kept() -> None:
    minutes, _ = parse_minutes(
        read_document(
            "a.md",
            b"# Trust Board\n\n12 November 2024\n\nPresent: Asha Brandt\n\n## 1. Gate\n\n**Action:** mend the old gate (AB)\n\n"
            b"## 2. Actions\n\n| Item | Action | Who |\n|---|---|---|\n| 1 | Mend the old gate before frost | AB |\n",
        )
    )
    assert [(action.text, action.owners) for action in minutes.actions] == [("Mend the old gate before frost", ("AB",))]


@pytest.mark.parametrize(
    ("typed", "others", "told"),
    [
        ("3 members of the public", ("3 members of the public",), 0),
        ("two residents and a member of the press", ("two residents", "a member of the press"), 0),
        ("approx. 12 residents", ("approx. 12 residents",), 0),
        ("17 elephants", (), 1),
    ],
)
def test_who_was_there_without_a_name_is_one_of_the_others(typed: str, others: tuple[str, ...], told: int) -> None:
    minutes, problems = parse_minutes(
        read_document("a.txt", f"Trust Board\n12 November 2024\nPresent: Asha Brandt, {typed}\n\n1. Gate\nNothing.\n".encode())
    )
    assert [row.name for row in minutes.attendance] == ["Asha Brandt"]
    assert minutes.others == others
    assert len(problems) == told
