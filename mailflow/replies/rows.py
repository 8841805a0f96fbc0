"""The lines of a body as rows: how deep each is quoted, and what it says without its marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailflow.replies.model import Message

_QUOTE = re.compile(r"\s{0,3}>(?:[ \t]{0,3}>){0,200}")
_BAR = re.compile(r"[ \t]{0,3}(?:\|[ \t]{0,2}){1,8}(?!.*\|)")
_INITIALS = re.compile(r"[ \t]{0,2}[A-Z]{2,3}>\s?")
_DECORATION = " \t-_=*~#"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `depth`: how many quote marks stand before it; `bare`: the line without them; `mark`: what its markup says.

    `blank`: nothing is written on it but marks.
    """

    number: int
    raw: str
    depth: int
    bare: str
    mark: str = ""
    blank: bool = False


def rows_of(message: Message) -> tuple[Row, ...]:
    """Take a body apart. A bar or a person's initials count as a quote mark only where neighbouring lines have them too."""
    lines = message.text.split("\n") if message.text else []
    marks = dict(message.marks)
    barred = _runs(lines, _BAR) if "|" in message.text else set()
    initialled = _runs(lines, _INITIALS) if ">" in message.text else set()
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        mark = marks.get(number, "")
        found = _QUOTE.match(line) if ">" in line else None
        if found is None and number in barred:
            found = _BAR.match(line)
        elif found is None and number in initialled:
            found = _INITIALS.match(line)
        # ">>> look here <<<" is an ornament of the sender's own.
        if found is None or (line.rstrip().endswith("<<") and not line.rstrip().endswith("<<<>>")):
            depth, bare = 0, line
        else:
            depth, bare = max(1, found[0].count(">") or found[0].count("|")), line[found.end() :].removeprefix(" ")
        rows.append(Row(number, line, depth, bare, mark, not bare.strip(" \t>*|")))
    return tuple(rows)


def _runs(lines: list[str], pattern: re.Pattern[str]) -> set[int]:
    """Give the numbers of the lines that match and stand in a run of at least three that do."""
    found: set[int] = set()
    run: list[int] = []
    for number, line in enumerate([*lines, ""], 1):
        if line and line[0] != ">" and pattern.match(line):
            run.append(number)
        else:
            if len(run) >= 3:
                found.update(run)
            run = []
    return found


def undecorated(text: str) -> str:
    """Take dashes, stars and rules off both ends."""
    return text.strip(_DECORATION)


def is_rule(text: str) -> bool:
    """Whether a line is nothing but a drawn rule."""
    stripped = text.strip()
    return (len(stripped) >= 5 and not stripped.strip("-_=*~ ")) or (len(stripped) >= 3 and not stripped.strip("_—"))
