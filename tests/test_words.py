"""Whose words a mail holds: every case is a mail and what of it is its writer's, with the letter it answers or without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailflow.replies.message import parse_message
from mailflow.replies.model import Whose, Words
from mailflow.replies.words import find_words

CASES = Path(__file__).parent / "replies"
LETTER = (CASES / "letter.txt").read_text(encoding="utf-8")
MAILS = sorted(CASES.glob("*.eml"))


def _mail(body: str, *, kind: str = "plain", recipients: str = "minutes+abc@board.example") -> bytes:
    head = (
        f"From: Becky Hopkins <becky@harbour.example>\nTo: {recipients}\nSubject: Re: minutes\nContent-Type: text/{kind}; charset=utf-8\n\n"
    )
    return (head + body).encode()


def _words(body: str, letter: str | None = LETTER) -> Words:
    return find_words(parse_message(_mail(body)), letter)


def _said(words: Words) -> list[str]:
    return [line.text.strip() for line in words.own if line.text.strip()]


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_words_of_a_mail_are_its_writers_and_no_others(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    message = parse_message(path.read_bytes())
    letter = (CASES / expected["letter"]).read_text(encoding="utf-8") if "letter" in expected else None
    assert (message.kind.value, _said(find_words(message, letter))) == (expected["kind"], expected["own"])


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_every_line_of_a_body_is_in_the_answer_once(path: Path) -> None:
    message = parse_message(path.read_bytes())
    for letter in (None, LETTER):
        words = find_words(message, letter)
        assert [line.number for line in words.lines] == list(range(1, message.text.count("\n") + 2))


def test_an_answer_between_the_lines_knows_the_whole_action_above_it() -> None:
    before, after = LETTER.split("     From item 5.")
    words = _words(f"On Mon, 22 Oct 2018 at 09:12, QSB <minutes@board.example> wrote:\n{_quoted(before)}\n\nBy Friday.\n\n{_quoted(after)}")
    (own,) = [line for line in words.own if line.text]
    assert own.about is not None
    assert own.about.startswith("2. QSB 1819_15 Ask the harbour office for the figures of last year and report")


def test_an_answer_under_an_unknown_letter_knows_the_paragraph_above_it() -> None:
    words = _words("> 1. QSB 1819_14 Circulate the\n> revised protocol.\n>\n> 2. QSB 1819_15 Ask the\n> office.\nDone.\n", None)
    (own,) = [line for line in words.own if line.text]
    assert own.about == "2. QSB 1819_15 Ask the office."


def test_words_above_any_quotation_are_about_nothing() -> None:
    words = _words(f"QSB 1819_14: done\n\nOn Mon, 22 Oct 2018 at 09:12, QSB <minutes@board.example> wrote:\n{_quoted(LETTER)}")
    assert [line.about for line in words.own if line.text] == [None]


def test_words_typed_into_our_letter_below_a_colleagues_header_stay_quoted() -> None:
    block = "From: {}\nSent: 22 October 2018 09:12\nTo: Becky\nSubject: minutes\n\n"
    inline = LETTER.replace("From item 3.1.\n", "From item 3.1.\nDONE BY ANN\n")
    ours = _words("Fine.\n\n" + block.format("QSB <minutes@board.example>") + inline)
    anns = _words("Fine.\n\n" + block.format("Ann <ann@harbour.example>") + inline)
    assert (_said(ours), _said(anns)) == (["Fine.", "DONE BY ANN"], ["Fine."])


def test_words_behind_ours_on_a_line_count_only_where_we_are_quoted() -> None:
    line = "> 1. QSB 1819_14  Circulate the revised protocol to all members.  DONE\n"
    ours = _words("On Mon, 22 Oct 2018 at 09:12, QSB <minutes@board.example> wrote:\n" + line)
    anns = _words("On Mon, 22 Oct 2018 at 09:12, Ann <ann@harbour.example> wrote:\n" + line)
    assert (_said(ours), _said(anns)) == (["DONE"], [])


def test_a_letter_that_was_not_quoted_changes_nothing() -> None:
    body = "QSB 1819_14: done\n\n-- \nBecky\n"
    assert _said(_words(body)) == _said(_words(body, None)) == ["QSB 1819_14: done"]


def test_the_senders_own_name_at_the_end_is_a_signature_and_a_strangers_is_not() -> None:
    words = _words("Agreed.\n\nBecky Hopkins\n", None)
    other = _words("Agreed.\n\nTom Marsh\n", None)
    assert [line.whose for line in words.lines if line.text] == [Whose.OWN, Whose.SIGNATURE]
    assert [line.whose for line in other.lines if line.text] == [Whose.OWN, Whose.OWN]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Von meinem Handy gesendet",
        "Envoyé de mon iPad",
        "Enviado desde mi Xiaomi",
        "Sent from my iPad, please excuse typos",
        "Verstuurd vanaf mijn mobiele telefoon",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Anfonwyd o fy iPhone",
        "Inviato da iPad",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Sent from Yahoo Mail on Android",
    ],
)
def test_what_a_phone_adds_is_no_word_of_the_senders(line: str) -> None:
    assert _said(_words(f"Done.\n\n{line}\n", None)) == ["Done."]


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my desk, which is quieter than my phone.",
        "Sent to the office on Friday.",
        "Gesendet habe ich es am Freitag.",
        "Regards the protocol, I agree.",
        "From: the next meeting on we should vote by hand.",
        "On Monday the chair wrote to the harbour office:",
        "Best to wait.",
        "-- or so I hope --",
        "> 50 % done"[2:],
        "To: be decided",
    ],
)
def test_a_sentence_that_looks_like_furniture_stays_the_senders(line: str) -> None:
    assert _said(_words(f"{line}\nand more of the same.\n", None)) == [line, "and more of the same."]


BLOCK = "From: QSB\nSent: 22 October 2018 09:12\nTo: Becky Hopkins\nSubject: minutes\n\n"


@pytest.mark.parametrize(
    "first",
    [
        "Re: policy. The draft is fine with me.",
        "Re: 1819_14, that is done.",
        "To: be decided at the next meeting, I think.",
        "Date: fine with me.",
        "From: the next meeting on we should vote by hand.",
    ],
)
@pytest.mark.parametrize("between", ["Sent from my Galaxy\n-------- Original message --------\n", "Becky\n\n", "Thanks\n\n\n"])
def test_a_first_line_that_begins_like_a_label_is_kept_above_a_header_block(first: str, between: str) -> None:
    for letter in (LETTER, None):
        assert _said(_words(f"{first}\n\n{between}{BLOCK}{LETTER}", letter))[0] == first


def test_a_header_block_that_begins_with_its_subject_is_none_of_the_senders_words() -> None:
    block = "Subject: minutes\nDate: 22 October 2018 09:12\nFrom: QSB <minutes@board.example>\nTo: Becky\n\n"
    assert _said(_words(f"Fine.\n\n{block}{LETTER}", None)) == ["Fine."]


@pytest.mark.parametrize("sender", ["QSB", "QSB &lt;minutes@board.example&gt;"])
def test_whom_a_header_block_was_sent_to_did_not_write_it(sender: str) -> None:
    to = "<b>To:</b> Becky Hopkins &lt;becky@harbour.example&gt;<br>"
    head = f"<b>From:</b> {sender}<br><b>Sent:</b> 22 October 2018<br>{to}<b>Subject:</b> minutes"
    inline = LETTER.replace("From item 3.1.\n", "From item 3.1.\n\nDone on Friday.\n\n")
    paragraphs = "".join(f"<p>{part}</p>" for part in inline.split("\n\n"))
    page = f'<p>See below.</p><div id="divRplyFwdMsg">{head}</div>{paragraphs}'
    words = find_words(parse_message(_mail(page, kind="html")), LETTER)
    assert _said(words) == ["See below.", "Done on Friday."]


def test_an_office_under_the_senders_name_is_a_signature_without_a_closing_above_it() -> None:
    for office in ("Head of Service | County Works", "Outreach Worker\nHarbour House, Fen Lane", "Lower Fen"):
        for letter in (LETTER, None):
            assert _said(_words(f"All done.\n\nBecky Hopkins\n{office}\n\n{BLOCK}{LETTER}", letter)) == ["All done."]


@pytest.mark.parametrize("under", ["14 - done", "Done", "No corrections", "Nothing to report yet", "has left the board, please tell Ann."])
def test_an_answer_under_the_senders_name_is_no_office(under: str) -> None:
    assert under in _said(_words(f"See my part.\n\nBecky Hopkins\n{under}\n", None))
