"""Which spellings name an action, and which numbers do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.replies.model import KnownAction
from mailflow.replies.refs import find_refs

KNOWN = (
    KnownAction("QSB 1819_14", "3.1", "Circulate the protocol.", True),
    KnownAction("QSB 1819_15", "5.2", "Write to the harbour authority.", True),
    KnownAction("QSB 1819_17", "6", "Provide a report.", False),
    KnownAction("A7", "6", "Order flags.", False),
    KnownAction("24/083", "6", "Paint the hut.", False),
)


def named(text: str, known: tuple[KnownAction, ...] = KNOWN) -> list[str | None]:
    return [one.ref for one in find_refs(text, known, "QSB")]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "QSB 1819_14",
            "qsb1819-14 done",
            "Qsb 1819/14",
            "1819/14",
            "1819_14",
            "1819.14: ready",
            "1819-14",
            "1819 14 done",
            "18/19-14",
            "2018/19_14",
        ),
        *(
            "action 14",
            "Action no. 14 is done",
            "action number 14",
            "#14",
            "# 14 done",
            "14 - done",
            "14: done",
            "14) done",
            "14. done",
            "(14) done",
        ),
        *(
            "no 14",
            "No. 14 is done",
            "QSB 14",
            "Re 14: done",
            "I have finished 14",
            "still working on 14",
            "done with 14.",
            "- 14: done",
            "14\tdone",
        ),
        *(
            "1 - done",
            "1. done",
            "the first one is done",
            "my first action",
            "AP 14",
            "Aufgabe 14 ist erledigt",
            "l'action 14 est faite",
            "14 | done",
        ),
    ],
)
def test_every_usual_spelling_names_the_action(text: str) -> None:
    assert named(text) == ["QSB 1819_14"]


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("actions 14 and 15", ["QSB 1819_14", "QSB 1819_15"]),
        ("14, 15 and 17 done", ["QSB 1819_14", "QSB 1819_15", "QSB 1819_17"]),
        ("14 & 15", ["QSB 1819_14", "QSB 1819_15"]),
        ("14/15 done", ["QSB 1819_14", "QSB 1819_15"]),
        ("14-17 done", ["QSB 1819_14", "QSB 1819_15", "QSB 1819_17"]),
        ("I have completed 14 and am half way through 15", ["QSB 1819_14", "QSB 1819_15"]),
        ("A7 done", ["A7"]),
        ("a-7 is done", ["A7"]),
        ("24/083: done", ["24/083"]),
        ("24/83 done", ["24/083"]),
        ("2) done", ["QSB 1819_15"]),
    ],
)
def test_several_refs_and_refs_of_other_boards_are_found(text: str, refs: list[str]) -> None:
    assert named(text) == refs


@pytest.mark.parametrize(
    "text",
    [
        *(
            "14 March is fine",
            "on 14 March",
            "14 - 16 March works",
            "14 or 15 November",
            "14/03/2019",
            "2019-03-14",
            "14.3.2019",
            "March 14",
        ),
        *("at 14:00", "14.30", "14% done", "14 % done", "14 per cent", "item 14", "page 14", "para 14", "section 14.2", "£14", "tier 14"),
        *(
            "aged 14",
            "the 14th",
            "14th of May",
            "14 days left",
            "14 members came",
            "3.1 should read",
            "+44 1415 141514",
            "room 14",
            "line 14",
        ),
    ],
)
def test_a_number_of_something_else_is_no_ref(text: str) -> None:
    assert not [one for one in find_refs(text, KNOWN, "QSB") if one.ref and not (one.bare and one.weak)]


@pytest.mark.parametrize("text", ["QSB 1819_41", "1819_41 done", "41 - done", "action 41 is done", "#41"])
def test_a_ref_that_is_not_known_offers_the_nearest(text: str) -> None:
    (found,) = find_refs(text, KNOWN, "QSB")
    assert found.ref is None and found.nearest in {"QSB 1819_14", "QSB 1819_15"}


def test_a_number_with_two_readings_gives_both() -> None:
    low = (KnownAction("QSB 1819_02", "1", "Paint.", True), KnownAction("QSB 1819_01", "2", "Sing.", True))
    (found,) = find_refs("1 - done", low, "QSB")
    assert found.ref is None and set(found.choices) == {"QSB 1819_01", "QSB 1819_02"}


def test_the_same_number_of_two_years_is_the_senders_own() -> None:
    years = (KnownAction("QSB 1819_14", "1", "Paint.", True), KnownAction("QSB 1718_14", "2", "Sing.", False))
    assert named("14 done", years) == ["QSB 1819_14"]


def test_the_same_number_of_two_years_both_ones_own_is_a_choice() -> None:
    years = (KnownAction("QSB 1819_14", "1", "Paint.", True), KnownAction("QSB 1718_14", "2", "Sing.", True))
    (found,) = find_refs("action 14 done", years, "QSB")
    assert found.ref is None and len(found.choices) == 2


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="QSB qsb0123456789_/.-–#:()no action,and\n%£", max_size=120))
def test_found_refs_lie_in_the_text_in_order(text: str) -> None:
    found = find_refs(text, KNOWN, "QSB")
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
