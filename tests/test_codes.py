"""What is no language (links, addresses, files, numbers of telephones and orders, codes) holds no ref, no phrase, no date and no place."""

from __future__ import annotations

import datetime as dt
import random
import string
from collections.abc import Callable

import pytest

from mailflow.minutes.model import Item
from mailflow.replies.codes import BLOT, blotted
from mailflow.replies.model import Context, KnownAction, Line, Reading, Whose, Words
from mailflow.replies.reading import read_words
from mailflow.replies.refs import find_refs

OWN = tuple(KnownAction(f"QSB 1819_{n:02}", "3", f"Look into matter {sign * 6}.", mine=True) for n, sign in enumerate("abcdefghi", 1))
OTHERS = tuple(KnownAction(f"QSB 1819_{n}", "4", f"Look after subject {sign * 6}.", mine=False) for n, sign in enumerate("klmnopqrst", 10))
CONTEXT = Context("QSB", (*OWN, *OTHERS), (Item("4", "Budget", "The budget stood at 14,300."),), sent=dt.date(2026, 11, 28))
LETTERS = string.ascii_letters + string.digits


def _some(chance: random.Random, signs: str, count: int) -> str:
    return "".join(chance.choice(signs) for _ in range(count))


def _word(chance: random.Random, count: int) -> str:
    return _some(chance, LETTERS, count)


def _hex(chance: random.Random, count: int) -> str:
    return _some(chance, "0123456789abcdef", count)


def _digits(chance: random.Random, count: int) -> str:
    return _some(chance, string.digits, count)


SHAPES: dict[str, Callable[[random.Random], str]] = {
    "SharePoint": lambda c: f"https://quay.sharepoint.example/:w:/s/board/E{_word(c, 44)}?e={_word(c, 6)}",
    "OneDrive": lambda c: f"https://1drv.example/x/s!A{_word(c, 18)}?e={_word(c, 6)}",
    "OneDrive, short": lambda c: f"1drv.ms/w/s!A{_word(c, 18)}",
    "Google Docs": lambda c: f"https://docs.google.example/document/d/{_word(c, 33)}-{_word(c, 10)}/edit#heading=h.{_word(c, 12)}",
    "Dropbox": lambda c: f"https://www.dropbox.example/scl/fi/{_word(c, 21)}/done-{_digits(c, 2)}.docx?rlkey={_word(c, 25)}&dl=0",
    "WeTransfer": lambda c: f"https://we.tl.example/t-{_word(c, 10)}",
    "Teams": lambda c: f"https://teams.example/l/meetup-join/19%3ameeting_{_word(c, 48)}%40thread.v2/0?c=%7b%22Tid%22%3a%22{_hex(c, 9)}",
    "Zoom": lambda c: f"https://us02web.zoom.example/j/{_digits(c, 11)}?pwd={_word(c, 32)}.1",
    "YouTube": lambda c: f"https://youtu.example/{_word(c, 11)}?t={_digits(c, 2)}",
    "a form": lambda c: f"forms.gle/{_word(c, 17)}",
    "a date and words in it": lambda c: f"https://news.example/2026/11/{_digits(c, 2)}/all-actions-completed-{_digits(c, 2)}",
    "a link rewritten": lambda c: (
        f"https://eur02.safelinks.example/?url=https%3A%2F%2Fquay.example%2F{_digits(c, 2)}&d=05%7C{_hex(c, 9)}%7C0"
    ),
    "no scheme": lambda c: f"www.quay.example/{_digits(c, 2)}/item/{_digits(c, 1)}",
    "in brackets": lambda c: f"<https://files.example/s/{_word(c, 8)}>",
    "an address": lambda c: f"pat.dunne{_digits(c, 2)}@council{_digits(c, 1)}.example",
    "an address with words": lambda c: f"action{_digits(c, 2)}.done+{_word(c, 5)}@council.example",
    "a file": lambda c: f"returns_{_digits(c, 2)}_done_v{_digits(c, 1)}.xlsx",
    "a path": lambda c: f"S:\\Board\\{_digits(c, 2)}\\completed\\{_digits(c, 2)}.doc",
    "a path on a server": lambda c: f"\\\\srv{_digits(c, 2)}\\board\\{_digits(c, 2)}",
    "a telephone": lambda c: f"01{_digits(c, 3)} {_digits(c, 3)} {_digits(c, 3)}",
    "a telephone in town": lambda c: f"020 7{_digits(c, 3)} {_digits(c, 4)}",
    "a mobile": lambda c: f"07{_digits(c, 3)} {_digits(c, 6)}",
    "a telephone abroad": lambda c: f"+49 {_digits(c, 3)} {_digits(c, 2)} {_digits(c, 2)} {_digits(c, 2)}",
    "a telephone in brackets": lambda c: f"(0117) {_digits(c, 3)} {_digits(c, 4)}",
    "said to be one": lambda c: f"tel. {_digits(c, 2)} {_digits(c, 2)} {_digits(c, 2)} {_digits(c, 2)} {_digits(c, 2)}",
    "an extension": lambda c: f"ext. {_digits(c, 2)}",
    "an order": lambda c: f"order no. {_digits(c, 10)}",
    "a short order": lambda c: f"invoice no. {_digits(c, 2)}",
    "a purchase order": lambda c: f"PO-{_digits(c, 2)}-{_digits(c, 2)}",
    "a ticket": lambda c: f"ticket #{_digits(c, 2)}",
    "a passcode": lambda c: f"passcode {_word(c, 3)}{_digits(c, 1)}{_word(c, 2)}",
    "a long number": lambda c: _digits(c, 12),
    "a file's id": lambda c: f"{_hex(c, 7)}a1b-{_hex(c, 4)}-4{_hex(c, 3)}-8{_hex(c, 3)}-{_hex(c, 12)}",
    "a code": lambda c: f"k{_digits(c, 1)}n{_digits(c, 1)}x",
    "a short code": lambda c: f"B{_digits(c, 1)}",
    "a code with a hyphen": lambda c: f"COVID-{_digits(c, 2)}",
    "a postcode": lambda c: f"B{_digits(c, 2)} {_digits(c, 1)}TT",
    "an account": lambda c: f"DE{_digits(c, 2)} {_digits(c, 4)} {_digits(c, 4)} {_digits(c, 4)} {_digits(c, 4)} {_digits(c, 2)}",
}
SENTENCES = (
    "{} done, all six are in, the list is at {}",
    "{} done. The list is at {}.",
    "{} in progress. See {}",
    "Action {} is done ({})",
)


def _read(text: str) -> Reading:
    return read_words(Words(tuple(Line(n, line, Whose.OWN) for n, line in enumerate(text.split("\n"), 1))), CONTEXT)


def _gist(reading: Reading) -> tuple[object, ...]:
    updates = [(u.ref, u.status, u.due, u.percent, u.hand_to, u.doubt) for u in reading.updates]
    return updates, len(reading.corrections), reading.no_corrections, len(reading.unread)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_is_no_language_changes_nothing_of_what_is_read(sentence: str, shape: str) -> None:
    chance = random.Random(f"{shape} {sentence}")
    plain = _gist(_read(sentence.format("QSB 1819_05", "Harbourside")))
    for _ in range(12):
        code = SHAPES[shape](chance)
        text = sentence.format("QSB 1819_05", code)
        reading = _read(text)
        assert _gist(reading) == plain, text
        assert [ref.ref for ref in find_refs(text, CONTEXT.actions, "QSB")] == ["QSB 1819_05"], text
        assert code in " ".join(update.note for update in reading.updates), "the note keeps the words"


@pytest.mark.parametrize(
    "text",
    [
        *("QSB 1819_05 done", "QSB1819_05 done", "1819/05 done", "AP05 done", "#5 done", "QSB-5 done", "action-05: done", "done-05"),
        *("05 14 15 16 17 done", "05, 14 and 15 done", "05/14 done", "5a done", "14 done on 30Nov2026", "14 done at 10am-2pm"),
        *("AP14 DONE ALSO", "14.done", "done/14", "083/084", "and/or 14", "contract 1819_05", "policy QSB1819_05", "05:done"),
        *(
            "I will call on 14/12/2026",
            "extension 14 December",
            "contract 30.11.2026",
            "call 1819/05",
            "order 2026-11-30",
            "ring on 14 12 2026",
        ),
    ],
)
def test_refs_days_and_hours_are_language(text: str) -> None:
    assert BLOT not in blotted(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("See https://a.example/x1, and 14.", "See #, and 14."),
        ("(https://a.example/x1)", "(#)"),
        ("mail pat@a.example.", "mail #."),
        ("call me on 06 12 34 56 78, 14 done", "call me on #, 14 done"),
        ("my mobile number is 07700 900123", "my mobile number is #"),
    ],
)
def test_the_sentence_round_a_stretch_stays(text: str, rest: str) -> None:
    assert len(blotted(text)) == len(text)
    assert _squeezed(blotted(text)) == rest


def _squeezed(text: str) -> str:
    while BLOT * 2 in text:
        text = text.replace(BLOT * 2, BLOT)
    return text.replace(BLOT, "#")


HOSTILE = (
    *("a" * 20_000, "1" * 20_000, "a1" * 10_000, "0 1" * 6_000, "tel " * 5_000, "order no " * 2_000, "x." * 9_000, "/" * 20_000),
    *("@" * 20_000, "a@" * 9_000, "\\" * 20_000, "+1 " * 6_000, "AB12 " * 4_000, "http://" * 3_000, "a-" * 10_000, "(0" * 9_000),
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:9])
def test_hostile_text_is_blotted_in_linear_time(hostile: str) -> None:
    from time import perf_counter

    began = perf_counter()
    assert len(blotted(hostile + " 1")) == len(hostile) + 2
    assert perf_counter() - began < 2
