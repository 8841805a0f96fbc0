"""Runs of our own lines in a reply are folded before anything is read closely: the outcome is the same as without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.circulate import prepare
from mailflow.replies import words as words_module
from mailflow.replies.message import parse_message
from mailflow.replies.model import Line, Lines, Message, Run, Whose, Words
from mailflow.replies.our_words import read_letter
from mailflow.replies.verbatim import find_folds
from mailflow.replies.words import find_words

SMALL = (Path(__file__).parent / "replies" / "letter.txt").read_text(encoding="utf-8")
TITLES = ("Lamps", "Moorings: the plan", "Who wrote", "Sent", "From: the harbour", "Boats", "Ropes", "Any other", "Next")
PARAGRAPHS = "\n\n".join(
    f"{n}. The board spoke of part {n} of the quay, heard what members\nhad seen of it, and noted {n * 7} cases.\n\n{title}\n-------"
    for n, title in enumerate(TITLES * 4)
)
LONG = f"Dear Ada Fenn,\n\n{PARAGRAPHS}\n\n{SMALL}"
LAYOUTS = (clients.gmail, clients.outlook, clients.apple_mail, clients.thunderbird, clients.phone)
SAID = ("Done, on Monday.", "No corrections", "QSB 1819_14: in progress\n\nand the rest by Friday.", "Kind regards\nAda")


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Received, str]]:
    board = make_board_with_minutes(tmp_path_factory.mktemp("folds") / "board")
    with board.open("test") as store:
        return [(Received.read(composed.content), composed.letter.text) for composed in prepare(board, store, MEETING, NOW)]


def _closely(message: Message, letter: str, monkeypatch: pytest.MonkeyPatch) -> Words:
    with monkeypatch.context() as patch:
        patch.setattr(words_module, "find_folds", lambda lines, ours: ())
        return find_words(message, letter)


def _mail(body: str) -> Message:
    return parse_message(f"From: ada@quay.example\nTo: minutes+a@board.example\nSubject: Re: minutes\n\n{body}".encode())


def test_replies_of_five_clients_are_sorted_as_if_every_line_was_looked_at(
    letters: list[tuple[Received, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folded = 0
    for number, (received, letter) in enumerate(letters):
        for layout in LAYOUTS:
            writer = Writer("Ada Fenn", "ada@quay.example", NOW, f"n{number}")
            message = parse_message(layout(replace(received, html=""), writer, SAID[number % len(SAID)]))
            found = find_words(message, letter)
            folded += isinstance(found.lines, Lines)
            assert tuple(found.lines) == tuple(_closely(message, letter, monkeypatch).lines)
    assert folded >= len(letters)


INSERTED = st.sampled_from(
    [
        *("", "Done.", "> Done.", "Regards", "Ada", "-- ", "_____", "> > deeper", "| barred", "AF> initialled", "Lamps", "> Lamps", "👍"),
        *("On Mon, 3 May 2018 at 10:00, Ann <ann@quay.example> wrote:", "From: Ann <ann@quay.example>", "Date: 3 May 2018"),
        *("To: Ada <ada@quay.example>", "-----Original Message-----", "which is what the minutes say, I think"),
        "> 1. The board spoke of part 1 of the quay, heard what members",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mark=st.sampled_from(["> ", "", ">", "> > "]),
    head=st.lists(INSERTED, max_size=5),
    answers=st.lists(st.tuples(st.integers(0, LONG.count("\n")), INSERTED), max_size=4),
    tail=st.lists(INSERTED, max_size=3),
    dropped=st.booleans(),
)
def test_a_letter_quoted_in_any_way_is_sorted_as_if_every_line_was_looked_at(
    mark: str, head: list[str], answers: list[tuple[int, str]], tail: list[str], dropped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [(mark + line).rstrip() for line in LONG.split("\n")]
    for at, answer in sorted(answers, reverse=True):
        lines.insert(at, answer)
    lines = [line for line in lines if line.strip("> ") or not dropped]
    message = _mail("\n".join([*head, *lines, *tail]))
    assert tuple(find_words(message, LONG).lines) == tuple(_closely(message, LONG, monkeypatch).lines)


def test_a_letter_quoted_whole_leaves_few_lines_to_look_at() -> None:
    plain = "\n".join(f"{n}. The board spoke of part {n} of the quay and noted {n * 7} cases." for n in range(300))
    quoted = "\n".join(f"> {line}" for line in plain.split("\n"))
    found = find_words(_mail(f"Done.\n\nOn Mon, 22 Oct 2018 at 09:12, QSB <minutes@board.example> wrote:\n{quoted}\n"), plain)
    assert len(found.near) < 50
    assert len(found.lines) == 303
    assert found.own_text == "Done."
    assert find_folds(quoted.split("\n"), read_letter(plain))[0].cut == 2


def test_a_line_that_could_announce_another_mail_is_never_folded_away() -> None:
    lines = [f"> {line}".rstrip() for line in LONG.split("\n")]
    folds = find_folds(lines, read_letter(LONG))
    hidden = {lines[n] for fold in folds for n in range(fold.start, fold.end)}
    assert folds
    assert not hidden & {"> From: the harbour", "> Who wrote", "> Sent"}


def test_lines_made_when_asked_for_are_a_sequence_like_any_other() -> None:
    first, last = Line(1, "Done.", Whose.OWN), Line(5, "end", Whose.QUOTED, "quote marks")
    lines = Lines((first, Run(2, ("> a", ">", "> ---"), 2, "our letter", "no words"), last))
    made = (
        first,
        Line(2, "a", Whose.QUOTED, "our letter"),
        Line(3, "", Whose.QUOTED, "blank"),
        Line(4, "---", Whose.QUOTED, "no words"),
        last,
    )
    assert (tuple(lines), len(lines), lines[3], lines[-1], lines[1:3]) == (made, 5, made[3], last, made[1:3])
    assert lines == made
    assert Words(lines).own == (first,)
    assert Words(lines).near == (first, last)
