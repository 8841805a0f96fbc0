"""Values to CSV that a spreadsheet shows and never runs; pure. For whatever lists are handed out as CSV."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

# A cell that begins with one of these is a formula to Excel, LibreOffice or Google Sheets, full-width forms among them.
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")


def safe_cell(value: object) -> str:
    """Give a value as the text of a cell: a number as it is, "" for None, a text with "'" before it where it would be a formula.

    Control characters become spaces, line ends stay LF: both a tab and a return can bring what follows them to the front of a cell.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join("".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in line) for line in lines)
    # Some programs pass over what is blank, or not seen at all, before they look.
    begins = next((c for c in text if not c.isspace() and unicodedata.category(c) != "Cf"), "")
    return f"'{text}" if begins in _FORMULA and begins else text


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a table as CSV (RFC 4180): CRLF line ends, every cell safe, every text in quotation marks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([safe_cell(value) for value in row])
    return out.getvalue()
