"""The lines of a body as rows: how deep each is quoted, and what it says without its marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_QUOTE = re.compile(r"\s{0,3}>(?:[ \t]{0,3}>){0,200}")
_BAR = re.compile(r"[ \t]{0,3}(?:\|[ \t]{0,2}){1,8}(?!.*\|)")
_BRACE = re.compile(r"[ \t]{0,3}(?:\}[ \t]{0,2}){1,8}(?!.*[{}])")
_INITIALS = re.compile(r"[ \t]{0,2}[A-Z]{2,3}>\s?")
_RARE = ((_BAR, "|"), (_BRACE, "}"), (_INITIALS, ">"))
_DECORATION = " \t-_=*~#"
_QUOTATION = re.compile("[\"“”„«»‘’']")


class Row(NamedTuple):
    """One line. `depth`: how many quote marks stand before it; `bare`: the line without them; `mark`: what its markup says.

    `blank`: nothing is written on it but marks.
    """

    number: int
    raw: str
    depth: int
    bare: str
    mark: str = ""
    blank: bool = False


def rows_of(lines: Sequence[tuple[int, str]], marks: Mapping[int, str]) -> tuple[Row, ...]:
    """Take numbered lines apart. A bar, a brace or a person's initials are a quote mark only where neighbouring lines have them too."""
    rare = {number: mark for mark, sign in _RARE for number in _runs(lines, mark, sign)}
    return tuple(_row(number, line, marks.get(number, ""), rare.get(number)) for number, line in lines)


def _row(number: int, line: str, mark: str, rare: re.Pattern[str] | None) -> Row:
    found = _QUOTE.match(line) if ">" in line else None
    if found is None and rare is not None:
        found = rare.match(line)
    # ">>> look here <<<" is an ornament of the sender's own.
    if found is None or ("<<" in line and line.rstrip().endswith("<<") and not line.rstrip().endswith("<<<>>")):
        return Row(number, line, 0, line, mark, not line.strip(" \t>*|"))
    bare = line[found.end() :].removeprefix(" ")
    depth = max(1, *map(found[0].count, ">|}"))
    return Row(number, line, depth, bare, mark, not bare.strip(" \t>*|"))


def _runs(lines: Sequence[tuple[int, str]], pattern: re.Pattern[str], sign: str) -> set[int]:
    """Give the numbers of the lines that match and stand in a run of at least three that do. `sign`: what all of them hold."""
    found: set[int] = set()
    run: list[int] = []
    for number, line in lines:
        if sign in line and line[0] != ">" and pattern.match(line):
            run.append(number)
        elif run:
            if len(run) >= 3:
                found.update(run)
            run = []
    return found.union(run) if len(run) >= 3 else found


def undecorated(text: str) -> str:
    """Take dashes, stars and rules off both ends."""
    return text.strip(_DECORATION)


def is_rule(text: str) -> bool:
    """Whether a line is nothing but a drawn rule."""
    stripped = text.strip()
    return (len(stripped) >= 5 and not stripped.strip("-_=*~ ")) or (len(stripped) >= 3 and not stripped.strip("_—"))


def in_quotes(text: str) -> bool:
    """Whether a row begins or ends with a quotation mark, so that it is quoted by the sender and no client."""
    bare = text.strip(" \t.,;:!?()")
    return bool(_QUOTATION.match(bare) or _QUOTATION.match(bare[-1:]))


def has_sign(text: str) -> bool:
    """Whether a row without words says something all the same: a thumb, a tick."""
    return any(unicodedata.category(letter) in ("So", "Sm") and letter not in "|<>=+~" for letter in text)
