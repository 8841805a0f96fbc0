"""What `make clients` does without a client: wishes carried out in plain text, and the board whose letters are answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from clients.board import PEOPLE
from clients.cases import CASES, CLIENTS, name_of
from clients.desk import as_mbox, lost_of, writer_of
from clients.wishes import Place, Typed, Wish, edited

REPLY = """On Monday the board wrote:
> Dear Ada,
>
>   1. QSB 2627_01 Count the chairs in the hall and in the
>      room above
>      No date set.
>
> In all 41 people came.
"""
REPLY += "\n-- \nAda"


def test_words_are_typed_above_and_below_but_before_the_signature() -> None:
    wish = Wish((Typed("First."), Typed("Last.", Place.BOTTOM)))
    assert edited(REPLY, wish).startswith("First.\n\nOn Monday")
    assert edited(REPLY, wish).endswith("came.\n\n\nLast.\n\n-- \nAda")


def test_an_answer_goes_under_the_line_in_which_our_words_end() -> None:
    lines = edited(REPLY, Wish((Typed("Done.", Place.AFTER, "Count the chairs in the hall and in the room above"),))).split("\n")
    assert lines[4:8] == [">      room above", "", "Done.", ""]


def test_an_answer_goes_to_the_end_of_that_line() -> None:
    text = edited(REPLY, Wish((Typed(" - done", Place.BESIDE, "in the room above"),)))
    assert ">      room above - done\n>      No date set." in text


def test_words_are_typed_over_ours_in_their_place() -> None:
    text = edited(REPLY, Wish((Typed("43", Place.OVER, "In all 41 people", "41"),)))
    assert text == REPLY.replace("41", "43")


def test_a_trimmed_quotation_keeps_what_was_wished_and_all_that_was_typed() -> None:
    wish = Wish((Typed("Done.", Place.AFTER, "the room above"),), kept=("QSB 2627_01 Count the chairs in the hall and in the room above",))
    text = edited(REPLY, wish)
    assert [line for line in text.split("\n") if line.startswith(">")] == REPLY.split("\n")[3:5]
    assert "Done." in text and text.startswith("On Monday")


def test_words_that_are_not_ours_are_no_place() -> None:
    with pytest.raises(LookupError):
        edited(REPLY, Wish((Typed("Done.", Place.AFTER, "Count the spoons"),)))


def test_a_wish_comes_back_from_its_text() -> None:
    for case in CASES:
        assert Wish.from_json(case.wish.as_json()) == case.wish


def test_the_editor_edits_once_and_keeps_what_it_was_given(tmp_path: Path) -> None:
    wish, reply = tmp_path / "wish.json", tmp_path / "reply"
    wish.write_text(Wish((Typed("Done."),)).as_json(), "utf-8")
    reply.write_text("# a remark of the client\n" + REPLY, "utf-8")
    for _ in range(2):
        command = [sys.executable, "-m", "clients.editor", str(wish), str(reply)]
        subprocess.run(command, check=True, cwd=Path(__file__).parent)
    assert reply.read_text("utf-8") == f"Done.\n\n{REPLY}"
    assert (tmp_path / "wish.before").read_text("utf-8").endswith(REPLY)


def test_who_answers_is_whom_the_letter_was_sent_to() -> None:
    assert writer_of(b"From: Board <b@x.example>\nTo: Ada Fenn <ada@x.example>\n\nwords\n").email == "ada@x.example"


def test_a_mailbox_marks_lines_that_would_begin_another_mail() -> None:
    assert b"\n>From here\n" in as_mbox(b"Subject: x\r\n\r\nFrom here\r\n")


def test_each_client_has_a_name_of_its_own_and_each_case_a_letter_of_somebody_on_the_board() -> None:
    assert len({name_of(client) for client in CLIENTS}) == len(CLIENTS)
    for case in CASES:
        assert f"{case.letter.partition('-')[2]}@" in PEOPLE


def test_a_reply_that_lost_what_was_typed_is_told_from_one_that_a_client_wrapped_and_quoted() -> None:
    wish = Wish((Typed("It was £13,400, not £14,300.", Place.AFTER, "in spring"),))
    head = b"Content-Type: text/plain; charset=utf-8\n\n"
    assert not lost_of(wish, head + "> It was £13,400,\n> not £14,300.\n".encode())
    assert lost_of(wish, head + "It was £13,400, not 14,300.\n".encode()) == wish.words
