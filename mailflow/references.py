"""References of actions: "QSB 1819_14", the fourteenth of the year that began in 2018."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable


def year_code(day: dt.date, year_starts: tuple[int, int]) -> str:
    """Give the year a day lies in: "1819" where years start in April; "2018" where they start on 1 January."""
    if year_starts == (1, 1):
        return f"{day.year}"
    first = day.year if (day.month, day.day) >= year_starts else day.year - 1
    return f"{first % 100:02d}{(first + 1) % 100:02d}"


def make_ref(reference: str, code: str, number: int) -> str:
    """Write a reference: make_ref("QSB", "1819", 4) is "QSB 1819_04"."""
    return f"{reference} {code}_{number:02d}"


def number_in(ref: str, reference: str, code: str) -> int | None:
    """Give the number of a reference of that board and year; None where it is another's."""
    found = re.fullmatch(rf"\s*{re.escape(reference)}\s+{re.escape(code)}[_/\-. ](\d{{1,4}})\s*", ref, re.IGNORECASE)
    return int(found[1]) if found else None


def highest(refs: Iterable[str], reference: str, code: str) -> int:
    """Give the highest number used in a year, 0 where there is none."""
    return max((n for ref in refs if (n := number_in(ref, reference, code)) is not None), default=0)


def mentioned(text: str, reference: str) -> tuple[str, ...]:
    """Give the references of this board that a text mentions, in their usual spelling."""
    pattern = rf"\b{re.escape(reference)}\s?(\d{{4}})\s?[_/\-]\s?(\d{{1,4}})\b"
    return tuple(make_ref(reference, code, int(number)) for code, number in re.findall(pattern, text, re.IGNORECASE))
