"""Plain list mail, answered between the quoted lines: every own line kept, no quoted one let through; measured over a corpus.

A case is a file in `tests/between`: the head as it is, then each line behind a sign and a space that the mail does not have:
"+" it is the sender's, "|" it is quoted or announces what is, "~" it is a signature or the footer of a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailflow.replies.message import parse_message
from mailflow.replies.model import Whose, Words
from mailflow.replies.words import find_words

MAILS = sorted((Path(__file__).parent / "between").glob("*.txt"))


@dataclass(frozen=True)
class Judged:
    """One line with words on it: whose it is, and whose it was taken for."""

    mail: str
    sign: str
    text: str
    taken: Whose


def _read(path: Path) -> tuple[list[str], Words]:
    """Give the marked lines of a case, and the words of the mail that it is."""
    head, _, marked = path.read_text(encoding="utf-8").partition("\n\n")
    lines = marked.rstrip("|\n").split("\n")
    raw = f"{head}\nTo: board@lists.partnership.example\n\n" + "\n".join(line[2:] for line in lines)
    return lines, find_words(parse_message(raw.encode()), None)


def _judged(path: Path) -> Iterator[Judged]:
    lines, words = _read(path)
    if "flowed" in path.stem:  # joined paragraphs: each marked line is looked for in the lines there are
        for line in (one for one in lines if one[2:].strip()):
            said = line[2:].strip().lstrip("> ")
            yield Judged(path.stem, line[0], line[2:], next(one.whose for one in words.lines if said in one.text))
        return
    for line, found in zip(lines, words.lines, strict=False):
        if line[2:].strip(" >|}"):
            yield Judged(path.stem, line[0], line[2:], found.whose)


JUDGED = [one for path in MAILS for one in _judged(path)]


def test_there_are_at_least_40_list_mails() -> None:
    assert len(MAILS) >= 40
    assert sum(one.sign == "+" for one in JUDGED) >= 100


def test_every_own_line_between_quoted_ones_is_kept() -> None:
    own = [one for one in JUDGED if one.sign == "+"]
    lost = [one for one in own if one.taken is not Whose.OWN]
    assert len(lost) <= 0.01 * len(own), lost


def test_no_quoted_line_is_let_through() -> None:
    quoted = [one for one in JUDGED if one.sign == "|"]
    leaked = [one for one in quoted if one.taken is Whose.OWN]
    assert len(leaked) < 0.01 * len(quoted), leaked


def test_no_footer_or_signature_is_let_through() -> None:
    hung = [one for one in JUDGED if one.sign == "~"]
    assert [one for one in hung if one.taken is Whose.OWN] == []


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_an_answer_knows_the_line_it_stands_under(path: Path) -> None:
    lines, words = _read(path)
    quoted = ""
    for line, found in zip(lines, words.lines, strict=False):
        text = line[2:].strip(" >\t")
        if line[0] == "|" and text:
            quoted = text if line[2:].lstrip()[0] in ">|}" else ""
        elif line[0] == "+" and text and quoted and found.whose is Whose.OWN and "flowed" not in path.stem:
            assert found.about is not None
            assert quoted.strip("|} ") in found.about
