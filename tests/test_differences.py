"""What differs between two texts: nothing is lost, changes are whole words, and a reader is spared confetti."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.likeness import differing
from mailflow.minutes.differences import Mark, core, diff, pair_lines

PIECES = st.lists(
    st.sampled_from(["a", "the", "x,", ".", " ", "  ", "\n\n", "- b", "1,500", "1,600", "“q”", "é", "O'Neill"]), max_size=9
).map("".join)


def shown(before: str, after: str) -> str:
    brackets = {Mark.SAME: "{}", Mark.REMOVED: "[-{}]", Mark.ADDED: "[+{}]"}
    return "".join(brackets[run.mark].format(run.text) for run in diff(before, after))


@settings(max_examples=200, deadline=None)
@given(PIECES, PIECES)
def test_the_runs_make_up_both_texts_to_the_letter(before: str, after: str) -> None:
    runs = diff(before, after)
    assert "".join(run.text for run in runs if run.mark is not Mark.ADDED) == before
    assert "".join(run.text for run in runs if run.mark is not Mark.REMOVED) == after
    assert all(run.text for run in runs)


@settings(max_examples=200, deadline=None)
@given(PIECES, PIECES)
def test_the_core_put_into_the_one_text_gives_the_other(before: str, after: str) -> None:
    found = core(before, after)
    assert before[: found.start] + found.new + before[found.end :] == after


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_what_lies_between_the_stretches_that_differ_is_the_same(before: list[str], after: list[str]) -> None:
    at = to = 0
    for old_start, old_end, new_start, new_end in (*differing(before, after), (len(before), len(before), len(after), len(after))):
        assert before[at:old_start] == after[to:new_start]
        at, to = old_end, new_end
    pairs = pair_lines(before, after)
    assert [one for one, _ in pairs if one is not None] == list(range(len(before)))
    assert [other for _, other in pairs if other is not None] == list(range(len(after)))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("fifteen lamps are out", "sixteen lamps are out", "[-fifteen][+sixteen] lamps are out"),
        ("a budget of 1,500 pounds", "a budget of 1,600 pounds", "a budget of [-1,500][+1,600] pounds"),
        ("It was agreed to close.", "It was agreed, at last, to close.", "It was agreed[+, at last,] to close."),
        ("one two three", "one three", "one[- two] three"),
        ("The cat sat.", "A big The cat sat.", "[+A big ]The cat sat."),
        ("the quick brown fox ran", "the slow grey fox ran", "the [-quick brown][+slow grey] fox ran"),
        ("he saw old grey cats here", "he saw two young dogs here", "he saw [-old grey cats][+two young dogs] here"),
        ("nothing alike here", "quite other words", "[-nothing alike here][+quite other words]"),
        ("we met old Ben Holt in the dark hall", "we met young Ada Fenn in the wide hall",
         "we met [-old Ben Holt][+young Ada Fenn] in the [-dark][+wide] hall"),
        ("all saw old grey Ben in cold wet rain there", "all saw young brave Ada in warm dry sun there",
         "all saw [-old grey Ben in cold wet rain][+young brave Ada in warm dry sun] there"),
    ],
)  # fmt: skip
def test_changes_are_whole_words_and_none_is_cut_up_by_a_word_that_happens_to_stay(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


def test_a_core_is_whole_words() -> None:
    found = core("costs 1,500 pounds", "costs 1,600 pounds")
    assert (found.start, found.end, found.new) == (6, 11, "1,600")


def test_lines_are_paired_with_their_own_new_wording() -> None:
    before = ["The lamps are out.", "The slipway is closed at night.", "Nobody came."]
    after = ["A new line.", "The slipway is closed at night and at noon.", "The lamps are out.", "Somebody left early for once."]
    assert pair_lines(before, after) in (
        ((None, 0), (None, 1), (0, 2), (1, None), (2, None), (None, 3)),
        ((None, 0), (None, 1), (0, 2), (1, None), (2, 3)),
    )
    assert pair_lines(before[1:], after[1:2]) == ((0, 0), (1, None))
