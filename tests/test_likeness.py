"""How alike texts are, and where a passage stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.likeness import find_passage, fold, likeness

TEXT = "The treasurer’s report was “noted”.\n\nThe hut is to be painted – before winter – by the crew.\nThe hut stays open."


def found(needle: str, text: str = TEXT, *, fuzzy: bool = True) -> list[str]:
    return [text[one.start : one.end] for one in find_passage(needle, text, fuzzy=fuzzy)]


@pytest.mark.parametrize(
    ("needle", "passage"),
    [
        ("the treasurer's report", "The treasurer’s report"),
        ('was "noted"', "was “noted”"),
        ("painted - before  winter", "painted – before winter"),
        ("TO BE PAINTED", "to be painted"),
    ],
)
def test_case_quotes_dashes_and_spaces_do_not_count(needle: str, passage: str) -> None:
    assert found(needle) == [passage]


def test_a_passage_that_stands_twice_is_found_twice() -> None:
    assert found("the hut") == ["The hut", "The hut"]


def test_a_passage_over_a_line_end_is_found() -> None:
    assert found("by the crew. The hut stays") == ["by the crew.\nThe hut stays"]


def test_a_part_of_a_word_is_no_passage() -> None:
    assert found("noted", "It was unnoted and denoted", fuzzy=False) == []


def test_a_slip_is_forgiven_and_the_exact_passage_given() -> None:
    assert found("The hut is to be paynted before winter") == ["The hut is to be painted – before winter"]


def test_nothing_alike_is_found_nowhere() -> None:
    assert found("the mayor resigned on Tuesday") == []


def test_without_fuzziness_a_slip_is_found_nowhere() -> None:
    assert found("to be paynted", fuzzy=False) == []


def test_an_action_is_recognised_after_small_changes_and_another_is_not() -> None:
    old = "Circulate the revised protocol to all members."
    assert likeness(old, "Circulate the revised protocol to all board members") > 0.9
    assert likeness(old, "Write to the harbour authority about the lighting.") < 0.6


def test_likeness_of_the_same_text_is_one() -> None:
    assert likeness("“The hut”  stays", '"the hut" stays') == 1.0


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200))
def test_folding_keeps_every_place_and_passages_lie_in_the_text(needle: str, text: str) -> None:
    assert len(fold(text)) == len(text)
    for one in find_passage(needle, text):
        assert 0 <= one.start < one.end <= len(text) and 0 < one.score <= 1


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abc def’“–", min_size=1, max_size=40))
def test_what_stands_in_a_text_is_found_in_it(needle: str) -> None:
    if needle.strip():
        assert find_passage(needle, f"Before. {needle} . After")
