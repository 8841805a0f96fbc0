"""What we sent is ours, in whatever form a client or a gateway gives it back: 300 compositions, the letters' kinds in turn.

Each is a letter of ours below a sentence that says nothing to record. `python -m tests.reflow` gives figures, and looks into one.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mailflow.flows.understand import understand
from mailflow.records import Edition
from reflow import STEPS, check, describe, draw, faults_of, make, shrink
from reflow_lines import Place
from reflow_mails import SAYINGS, announced, mail_of
from reflow_pages import source
from sent_back import Boards, fresh, sent_letters

COUNT = 300
SHRUNK: list[int] = []
MOST_SHRUNK = 5  # takes time; `python -m tests.reflow --only SEED` shrinks any


@pytest.fixture(scope="session")
def boards() -> Boards:
    return sent_letters()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reflow")


@pytest.mark.parametrize("seed", range(COUNT))
def test_nothing_of_a_letter_that_comes_back_is_taken_for_the_senders_words(boards: Boards, kept: Path, seed: int) -> None:
    failure = check(draw(seed, boards.kinds), boards)
    if failure:
        if len(SHRUNK) < MOST_SHRUNK:
            SHRUNK.append(seed)
            failure = shrink(failure, boards)
        pytest.fail(describe(failure, kept), pytrace=False)


def test_every_kind_of_mail_that_is_sent_is_among_the_letters(boards: Boards) -> None:
    editions = {kind.partition("/")[2].partition(" ")[0] for kind in boards.kinds}
    assert editions == {str(edition) for edition in Edition}
    for piece in ("[removed:", "approved minutes", "Understood would be:", "Answer: accept", "Answer “send”, and", "Please check:",
                  "Answer “yes”", "has taken on the action", "has not taken on the action", "will you take this action on",
                  "your correction was not made", "No corrections", "Not done."):  # fmt: skip
        assert any(piece in " ".join(f"{one.letter.subject} {one.letter.text}".split()) for one in boards.letters), piece


def test_a_seed_gives_the_same_mail_each_time(boards: Boards) -> None:
    one = draw(17, boards.kinds)
    assert one == draw(17, boards.kinds)
    assert make(one, boards).split(b"\r\n\r\n")[0].split(b"boundary")[0] == make(one, boards).split(b"\r\n\r\n")[0].split(b"boundary")[0]


@pytest.mark.parametrize("name", STEPS)
def test_each_form_of_a_step_changes_some_letter_and_gives_lines(boards: Boards, name: str) -> None:
    step, arguments = STEPS[name]
    some = [boards.kinds[kind][0].letter for kind in ("open/attendee", "open/digest", "open/receipt unread")]
    quoted = [(letter, source(letter, way)) for letter in some for way in ("text", "w3m+angle", "innertext+angle")]
    for argument in arguments:
        changed = 0
        for letter, lines in quoted:
            before = [f"> {line}" for line in lines] if name == "comb" else lines
            made = step(before, Place(argument, random.Random(1), letter, "BEGIN:VCALENDAR\nEND:VCALENDAR"))
            assert all("\n" not in line for line in made)
            changed += made != before
        # Where cells were set apart by blanks these are squeezed out; letters without tables have none, a board's own may.
        assert changed or name == "squeeze", argument


@pytest.mark.parametrize("words", ["No corrections.", "QSB 2627_08: done", "accept 1", "The gulls were purple sideways."])
def test_words_that_say_something_above_the_letter_are_seen(boards: Boards, words: str) -> None:
    sent = boards.kinds["open/digest" if words.startswith("accept") else "open/attendee"][0]
    quoted = "\n".join(f"> {line}".rstrip() for line in sent.letter.text.split("\n"))
    text = "\n".join([words, "", *announced(sent.letter, sent.person, "gmail"), *quoted.split("\n")])
    raw = mail_of(sent.letter, sent.person, boards.now[sent.board], "said", text, None)
    assert faults_of(understand(raw, fresh(boards.boards[sent.board]), boards.now[sent.board]))


@pytest.mark.parametrize("saying", SAYINGS)
def test_the_sentences_above_the_letters_say_nothing_by_themselves(boards: Boards, saying: str) -> None:
    for some in boards.kinds.values():
        sent = some[0]
        raw = mail_of(sent.letter, sent.person, boards.now[sent.board], "bare", f"{saying}\n", None)
        assert faults_of(understand(raw, fresh(boards.boards[sent.board]), boards.now[sent.board])) == ()
