"""How text is laid out in the plain part of a letter: 72 columns, headings, numbered entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import zip_longest

WIDTH = 72
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def wrap(text: str, indent: int = 0, hanging: int | None = None) -> str:
    """Wrap canonical text (see `minutes.model`) to 72 columns; `hanging` indents all lines of a paragraph but its first.

    A word longer than a line (an address of a page) stays whole.
    """
    rest = indent if hanging is None else hanging
    blocks = []
    for block in text.split("\n\n"):
        lines: list[str] = []
        for line in block.split("\n"):
            is_entry = line.startswith("- ")
            lines += _fill(line, indent, rest + 2 if is_entry else rest)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _fill(text: str, first: int, rest: int) -> list[str]:
    lines, current, room = [], " " * first, WIDTH - first
    used = 0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            lines.append(current)
            current, used, room = " " * rest + word, len(word), WIDTH - rest
            continue
        current += word if not used else f" {word}"
        used += len(word) + (1 if used else 0)
    lines.append(current)
    return lines


def heading(text: str, underline: str = "=") -> str:
    """Give a heading with its underline."""
    text = " ".join(text.split())
    return f"{text}\n{underline * min(len(text), WIDTH)}"


def entry(text: str, label: str) -> str:
    """Give a numbered entry: the label, then the text hanging behind it."""
    indent = len(label)
    lines = _fill(text, indent, indent)
    lines[0] = label + lines[0][indent:]
    return "\n".join(lines)


def bullet_blocks(text: str) -> list[dict[str, object]]:
    """Give canonical text as blocks for HTML: {"paragraph": text} or {"list": [text, ...]}."""
    blocks: list[dict[str, object]] = []
    for part in text.split("\n\n"):
        entries: list[str] = []
        for line in part.split("\n"):
            if line.startswith("- "):
                entries.append(line[2:])
                continue
            if entries:
                blocks.append({"list": entries})
                entries = []
            if line.strip():
                blocks.append({"paragraph": line})
        if entries:
            blocks.append({"list": entries})
    return blocks


def line_blocks(lines: Sequence[str]) -> list[dict[str, str]]:
    """Give the lines of a list as blocks for HTML: {"heading": text}, {"quoted": text} ("> " before it) or {"paragraph": text}.

    Each line is a block; but where headings are underlined, the lines are a text of so many columns, and those of a paragraph are one.
    """
    if not any(map(_is_underline, lines)):
        return [{"quoted": line[2:]} if line.startswith("> ") else {"paragraph": line} for line in lines if line.strip()]
    blocks: list[dict[str, str]] = []
    indent = None  # of the paragraph that is going on
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        depth = len(line) - len(line.lstrip())
        if not line.strip() or _is_underline(line):
            indent = None
        elif _is_underline(below):
            blocks.append({"heading": line.strip()})
        elif indent is None or line.startswith("- ") or (depth >= _SET_IN and indent < _SET_IN):
            blocks.append({"paragraph": line.strip()})
            indent = depth
        else:
            blocks[-1]["paragraph"] += f" {line.strip()}"
    return blocks


_SET_IN = 4  # what a note below a paragraph is indented by


def _is_underline(line: str) -> bool:
    return len(line) > 2 and not line.strip(line[0]) and line[0] in "=-"


def day_words(day: dt.date | None, weekday: bool = False) -> str:
    """Give a day in words: "18 October 2018", with `weekday` "Thursday 18 October 2018"; "" for none."""
    if day is None:
        return ""
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {words}" if weekday else words
