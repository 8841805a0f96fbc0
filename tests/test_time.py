"""How long a mail may take: no hostile mail much more than plain prose of its size, and what people send 10 ms on the average.

Time is of the process, the best of several runs, and a machine that is slow at the moment is given as much more as it needs for a
sum of known length: so what is tested is that time grows with the size alone, and not the load. Machines are slow in more ways than a sum
tells; on one that does not keep the 50 ms, no mail takes more than sixteen times what plain prose of its size takes there in the same run.
"""

from __future__ import annotations

import random

import pytest

import pace
from hostile_mails import SAID, hostile_mails, mail
from mailflow.replies.message import parse_message
from mailflow.replies.model import Whose, Words
from mailflow.replies.reading import read_words
from mailflow.replies.words import find_words
from reading_cases import CONTEXT, told
from shared import SHARED

MOST = 0.050
TIMES_PROSE = 16
TRIES = 24  # it takes the first that is good enough: more are only needed where others use the machine
MAILS = hostile_mails()
CORPUS = sorted((SHARED / "replies").glob("*/*.eml"))


def _read(raw: bytes, letter: str | None) -> Words:
    words = find_words(parse_message(raw), letter)
    read_words(words, CONTEXT)
    return words


@pytest.fixture(scope="module")
def most() -> float:
    """The seconds that a hostile mail may take on this machine."""
    return max(MOST, TIMES_PROSE * pace.seconds(lambda: _read(MAILS["prose"], None), tries=8))


def _seconds(raw: bytes, letter: str | None, good: float) -> float:
    return pace.seconds(lambda: _read(raw, letter), tries=TRIES, good=good)


@pytest.mark.parametrize("name", MAILS)
def test_a_hostile_mail_is_taken_apart_and_read_in_50_ms(name: str, most: float) -> None:
    assert _seconds(MAILS[name], None, most) < most
    assert _seconds(MAILS[name], f"{SAID}\n" * 60, most) < most


def test_there_are_at_least_25_hostile_kinds_and_each_is_256_kib() -> None:
    assert len(MAILS) >= 25
    assert sum(len(raw) > 200_000 for raw in MAILS.values()) >= 50


@pytest.mark.parametrize("name", ["prose", "quotes of every depth", "noise in a line", "statuses", "page: hyperlinks"])
def test_nothing_of_a_mail_that_is_too_long_vanishes(name: str) -> None:
    message = parse_message(MAILS[name])
    words = find_words(message, None)
    reading = read_words(words, CONTEXT)
    assert [line.text.strip(" >") for line in words.lines] == [line.strip(" >") for line in message.text.split("\n")]
    own = {line.number for line in words.lines if line.whose is Whose.OWN and line.text.strip()}
    taken = {n for one in reading.unread for n in range(one.line, max(one.line, one.last) + 1)}
    taken |= {n for update in reading.updates for n in update.lines} | {n for one in reading.corrections for n in one.lines}
    assert own <= taken | {one.line for one in reading.remarks}
    assert len(reading.unread) < 90


def _minutes(size: int) -> tuple[list[str], str]:
    """Give the paragraphs of long invented minutes, and a letter that carries them, `size` characters long at least."""
    dice = random.Random(14)
    things = "pier lamp gate harbour school copy ticket fence boat meadow sluice bridge roof ledger bell ferry".split()
    people = "Reed Marsh Shore Hopkins Doe Vane Kemp Talbot".split()
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < size:
        number = len(paragraphs) + 1
        said = [
            f"{dice.choice(people)} said that {dice.randint(20, 900)} of the {dice.choice(things)}s near the {dice.choice(things)} "
            f"want {dice.choice(['paint', 'mending', 'a new lock', 'a survey'])} before {dice.choice(['May', 'June', 'the winter'])}"
            for _ in range(4)
        ]
        paragraphs.append(f"{number}.{dice.randint(1, 9)} " + ". ".join(said) + ".")
    return paragraphs, "\n\n".join(_wrapped(one) for one in paragraphs)


def _wrapped(text: str) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def test_a_long_reply_of_a_person_is_read_to_its_end() -> None:
    """60 KB of the minutes pasted above, answers between the lines of the quoted letter of 80 KB below: every answer is found."""
    paragraphs, letter = _minutes(80_000)
    pasted = "\n\n".join(map(_wrapped, paragraphs[:190]))
    answers = {at: f'"{paragraphs[at].split()[3]}" should read "{900 + at}"' for at in range(6, len(paragraphs), 9)}
    marked: list[str] = []
    for at, paragraph in enumerate(letter.split("\n\n")):
        marked += [f"> {line}" for line in paragraph.split("\n")]
        marked += ["", answers[at], "", ">"] if at in answers else [">"]
    body = "Corrections below.\n\nOn Mon, 22 Oct 2018 at 09:12, QSB <minutes@board.example> wrote:\n" + "\n".join(marked)
    whole = parse_message(mail("Content-Type: text/plain", f"{body}\n\nWhat we had agreed:\n\n{pasted}"))
    words = find_words(whole, letter)
    said = [line.text for line in words.own if line.text.startswith('"')]
    assert len(whole.text) > 140_000
    assert len(answers) > 25
    assert said == list(answers.values())
    assert "Corrections below." in words.own_text
    assert all(line.about is not None for line in words.own if line.text.startswith('"'))


def test_an_answer_below_a_letter_quoted_to_its_end_is_found_however_long_it_is() -> None:
    _, letter = _minutes(80_000)
    quoted = "\n".join(f"> {line}".rstrip() for line in letter.split("\n"))
    for known in (letter, None):
        words = find_words(parse_message(mail("Content-Type: text/plain", f"QSB wrote:\n{quoted}\n\n14 - done\n")), known)
        assert told(read_words(words, CONTEXT)) == ("14 done",)


def test_below_the_beginning_of_another_mail_nothing_is_the_senders_however_long_it_is() -> None:
    _, other = _minutes(120_000)
    block = "From: Ann <ann@harbour.example>\nSent: 22 October 2018 09:12\nTo: Becky\nSubject: figures\n\n"
    words = find_words(parse_message(mail("Content-Type: text/plain", f"14 - done\n\n{block}{other}")), None)
    assert words.own_text == "14 - done"
    assert words.cut_short


@pytest.mark.skipif(not CORPUS, reason="no corpora")
def test_what_people_send_takes_10_ms_on_the_average() -> None:
    raws = [path.read_bytes() for path in CORPUS]
    most = 0.010 * len(raws)
    assert pace.seconds(lambda: [_read(raw, None) for raw in raws], tries=4, good=most) < most


