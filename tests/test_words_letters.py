"""Our own letters answered: every edition, quoted by marks or under a header block, as text or as a page, at the top or between."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.flows.circulate import prepare
from mailflow.replies.message import parse_message
from mailflow.replies.words import find_words

ATTRIBUTION = "On Fri, 9 Oct 2026 at 09:00, The board wrote:\n"
BLOCK = "From: The board\nSent: 9 October 2026 09:00\nTo: me\nSubject: minutes\n\n"
PAGE_BLOCK = '<hr><div id="divRplyFwdMsg"><b>From:</b> The board<br><b>Sent:</b> 9 October<br></div>'
GMAIL = '<div class="gmail_quote"><div class="gmail_attr">On Friday, the board wrote:</div><blockquote class="gmail_quote">'
ANSWERS = ("Done.", "done", "This is done as of Friday, thanks", "QSB 2627_08: in progress, by 12 December")


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    board = make_board_with_minutes(tmp_path_factory.mktemp("words") / "board")
    with board.open("test") as store:
        return [(composed.letter.text, str(composed.letter.html)) for composed in prepare(board, store, MEETING, NOW)]


def _said(body: str, letter: tuple[str, str], kind: str = "plain") -> list[str]:
    head = f"From: x@y.example\nTo: minutes+tok@board.example\nSubject: Re: minutes\nContent-Type: text/{kind}; charset=utf-8\n\n"
    words = find_words(parse_message((head + body).encode()), letter[0], page=letter[1])
    return [line.text.strip() for line in words.own if line.text.strip()]


def _inside(page: str) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    return found[1] if found else page


def _after_paragraphs(text: str, answer: str, mark: str) -> Iterator[str]:
    """Give the letter with an answer below each of its paragraphs in turn."""
    lines = text.split("\n")
    for at, line in enumerate(lines[:-1]):
        if line.strip() and not lines[at + 1].strip() and "-- " not in lines[:at]:
            marked = [(mark + one).rstrip() for one in lines]
            yield "\n".join([*marked[: at + 1], "", answer, "", *marked[at + 1 :]])


def test_an_answer_above_the_whole_letter_is_all_that_was_said(letters: list[tuple[str, str]]) -> None:
    for letter in letters:
        text, page = letter
        assert _said("All done.\n\n" + ATTRIBUTION + "\n".join("> " + line for line in text.split("\n")), letter) == ["All done."]
        assert _said("All done.\n\n" + BLOCK + text, letter) == ["All done."]
        assert _said(f"<div>All done.</div>{GMAIL}{_inside(page)}</blockquote></div>", letter, "html") == ["All done."]
        assert _said(f"<div>All done.</div>{PAGE_BLOCK}{_inside(page)}", letter, "html") == ["All done."]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_an_answer_below_any_paragraph_is_kept_and_no_line_of_ours_with_it(letters: list[tuple[str, str]], answer: str, mark: str) -> None:
    said = [
        _said((ATTRIBUTION if mark else BLOCK) + body, letter)
        for letter in letters
        for number, body in enumerate(_after_paragraphs(letter[0], answer, mark))
        if number % 5 == 0
    ]
    right = sum(one == [answer] for one in said)
    assert len(said) > 30
    assert right >= 0.99 * len(said)


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_between_the_paragraphs_of_our_page_is_kept(letters: list[tuple[str, str]], answer: str) -> None:
    for letter in letters[:6]:
        page = _inside(letter[1])
        cuts = [found.end() for found in re.finditer(r"</p>|</li>", page)]
        for cut in (cuts[len(cuts) // 4], cuts[len(cuts) // 2], cuts[len(cuts) * 3 // 4]):
            assert _said(f"{PAGE_BLOCK}{page[:cut]}<p>{answer}</p>{page[cut:]}", letter, "html") == [answer]


def test_the_buttons_of_our_page_are_never_an_answer(letters: list[tuple[str, str]]) -> None:
    letter = next(letter for letter in letters if "No corrections" in letter[1])
    assert _said(f"<p>Thank you.</p>{PAGE_BLOCK}{_inside(letter[1])}", letter, "html") == ["Thank you."]
