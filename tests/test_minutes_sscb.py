"""The real minutes of 18 October 2018, typed as text and as Word: both say the same, and what a clerk would say they do."""

from __future__ import annotations

import datetime as dt

import pytest

from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Group, Minutes, NextMeeting, Office, Presence, Problem
from mailflow.minutes.parse import parse_minutes
from shared import SHARED

PAIR = [SHARED / "minutes" / f"sscb-2018-10-18.{ending}" for ending in ("txt", "docx")]
pytestmark = pytest.mark.skipif(not all(path.exists() for path in PAIR), reason="the real minutes are not here")


@pytest.fixture(scope="module", params=PAIR, ids=lambda path: path.suffix)
def taken(request: pytest.FixtureRequest) -> tuple[Minutes, tuple[Problem, ...]]:
    return parse_minutes(read_document(request.param.name, request.param.read_bytes()))


def test_text_and_word_give_equal_minutes() -> None:
    text, word = (parse_minutes(read_document(path.name, path.read_bytes())) for path in PAIR)
    assert text == word


def test_the_frame_is_read(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    minutes, _ = taken
    assert (minutes.board, minutes.date) == ("Somerset Safeguarding Children Board", dt.date(2018, 10, 18))
    assert minutes.next_meetings == (NextMeeting(dt.date(2019, 1, 24), "09:30", "Bridgwater Room, Police Headquarters, Express Park"),)


def test_all_25_items_have_their_typed_numbers(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    numbers = "1 2 3 3.1 3.2 4 4.1 4.2 5 5.1 5.2 5.3 6 6.1 6.2 7 8 8.1 8.2 8.3 8.4 8.5 9 10 12"
    assert [item.number for item in taken[0].items] == numbers.split()


def test_text_stands_under_its_item_whole(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    texts = {item.number: item.text for item in taken[0].items}
    assert "agreed as an accurate record subject to a minor amendment on page 3 (MD)" in texts["2"]
    assert texts["4.2"].endswith("CE (NPS) left the meeting at this point")
    assert texts["5.1"].startswith("(a) Offender Management DCI Dickon Turner attended")
    assert "who will manage around 500 low risk offenders" in texts["5.1"]
    assert "It was also agreed that the conference should be open" in texts["5.1"]
    assert "\n\n- Neglect cases were identified appropriately\n- The multi-agency approach was good\n" in texts["6.1"]


def test_the_11_actions_stand_under_their_items_with_their_owners(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    actions = [(action.item, action.owners, action.delegate) for action in taken[0].actions]
    assert actions == [
        ("2", ("LADO",), None),
        ("2", ("PS", "SH"), None),
        ("3.1", ("MD",), None),
        ("3.1", ("PS",), None),
        ("3.1", ("NR",), None),
        ("3.2", ("CW",), "Becky Hopkins"),
        ("5.1", ("MP",), None),
        ("5.1", ("KG",), None),
        ("6.1", ("PS",), None),
        ("8.5", ("CW",), None),
        ("8.5", ("MD",), None),
    ]
    (dated,) = [action for action in taken[0].actions if action.due]
    assert (dated.owners, dated.due, dated.due_text) == (("NR",), dt.date(2019, 1, 31), "January 2019")


def test_an_owner_beside_no_marked_action_is_a_problem(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    assert [(problem.where, problem.owner) for problem in taken[1]] == [("item 5.1", "MP/Lee ?"), ("item 8.1", "Business Unit")]
    assert "The Annual Report has been completed in draft" in taken[1][1].text


def test_the_earlier_actions_have_what_was_decided(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    decided = [(action.ref, action.status) for action in taken[0].previous_actions]
    assert decided == [("SSCB 1819_08", "closed"), ("SSCB 1819_10", "in progress"), ("SSCB 1819_12", "open"), ("SSCB 1819_13", "open")]


def test_attendance_has_24_rows_and_4_substitutes(taken: tuple[Minutes, tuple[Problem, ...]]) -> None:
    rows = taken[0].attendance
    assert len(rows) == 24
    assert {row.name: row.substitute for row in rows if row.substitute} == {
        "Sandra Corry": "Tamsyn Nicole",
        "Shelagh Meldrum": "Bernice Cooke",
        "Hayley Peters": "Rich Painter",
        "Liz Spencer": "Clare Evans",
    }
    assert next(row.name for row in rows if row.group is Group.IN_ATTENDANCE) == "Louise Bath"
    assert {row.office: row.name for row in rows if row.office} == {Office.CHAIR: "Sally Halls", Office.NOTES: "Jennie Ross"}
    statuses = {row.name: row.status for row in rows}
    assert statuses["Dave Farrow"] is Presence.NOT_RECORDED
    assert statuses["Peter Brandt"] is Presence.ABSENT
    assert statuses["Gemma Vidak"] is Presence.APOLOGIES
