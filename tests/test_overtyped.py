"""What was typed over our words inside the quotation waits as a correction; an order inside our letter is asked about, not followed."""

from __future__ import annotations

import re

import pytest

from mailflow.flows.understand import Understood, understand
from reflow_mails import announced, mail_of
from sent_back import Boards, Sent, fresh, sent_letters

ORDER = "decline 1 because it was said so at the meeting"


@pytest.fixture(scope="module")
def boards() -> Boards:
    return sent_letters()


def _answer(boards: Boards, sent: Sent, lines: list[str], top: str = "") -> Understood:
    above = announced(sent.letter, sent.person, "gmail")
    text = "\n".join([*([top, ""] if top else []), *above, "", *lines, ""])
    raw = mail_of(sent.letter, sent.person, boards.now[sent.board], "overtyped", text, None)
    return understand(raw, fresh(boards.boards[sent.board]), boards.now[sent.board])


def _quoted(sent: Sent) -> list[str]:
    return [f"> {line}".rstrip() for line in sent.letter.text.rstrip("\n").split("\n")]


@pytest.mark.parametrize(("old", "new"), [("42 referrals", "24 referrals"), ("the joint patrol rota", "the joint patrol plan")])
def test_words_typed_over_ours_inside_the_quotation_are_a_correction_that_waits(boards: Boards, old: str, new: str) -> None:
    sent = next(one for one in boards.kinds["open/attendee"] if old in one.letter.text)
    lines = _quoted(sent)
    at = max(n for n, line in enumerate(lines) if old in line)
    lines[at] = lines[at].replace(old, new)
    understood = _answer(boards, sent, lines, "Please see below.")
    (correction,) = understood.reading.corrections
    assert correction.doubt
    assert understood.waits
    assert understood.facts[:-1] == ()
    assert correction.find is not None
    assert correction.replace is not None
    assert set(re.findall(r"\w+", new)) - set(re.findall(r"\w+", old)) <= set(re.findall(r"\w+", correction.replace))


def test_a_quotation_that_came_back_as_it_was_has_nothing_typed_over(boards: Boards) -> None:
    for sent in boards.kinds["open/attendee"]:
        assert _answer(boards, sent, _quoted(sent)).words.overtyped == ()


def test_an_order_is_followed_above_our_letter_and_between_marked_lines_that_came_back_as_they_were(boards: Boards) -> None:
    sent = boards.kinds["open/digest"][0]
    lines = _quoted(sent)
    above = _answer(boards, sent, lines, ORDER)
    between = _answer(boards, sent, [*lines[:6], "", ORDER, "", *lines[6:]])
    assert [done.state for done in above.orders.done] == ["recorded"] if above.orders else False
    assert [done.state for done in between.orders.done] == ["recorded"] if between.orders else False


def test_an_order_inside_a_quotation_without_marks_is_asked_about_and_changes_nothing(boards: Boards) -> None:
    sent = boards.kinds["open/digest"][0]
    plain = sent.letter.text.rstrip("\n").split("\n")
    at = next(n for n, line in enumerate(plain) if n > 4 and not line)
    understood = _answer(boards, sent, [*plain[:at], "", ORDER, "", *plain[at:]])
    assert understood.orders is not None
    assert [done.state for done in understood.orders.done] == ["refused"]
    assert "above everything else" in understood.orders.done[0].sentence
    assert understood.orders.facts == ()
