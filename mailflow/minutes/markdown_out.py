"""Text into Markdown (CommonMark with the tables of GFM), so that it is read as the very words it is."""

from __future__ import annotations

import re

from mailflow.minutes.blocks import fold

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SIGNS = re.compile(
    r"[\\`*\[\]<|]"  # wherever they stand
    r"|&(?=#?\w{1,40};)|~(?=~)|(?<=~)~"
    r"|(?<![^\W_])_|_(?![^\W_])"  # not inside a word: the references of actions have them there
    r"|(?:^|(?<=\s))#"
)
_START = re.compile(r"^(?:[-+=>]|\d{1,9}(?=[.)](?:\s|$)))")


def one_line(text: str) -> str:
    """Escape a text for a place inside a line; white space is folded."""
    return _SIGNS.sub(r"\\\g<0>", fold(_CONTROL.sub("", text)))


def in_markdown(text: str) -> str:
    """Escape a text that may begin a line: a heading's, a paragraph's."""
    line = one_line(text)
    found = _START.match(line)
    if not found:
        return line
    return f"{found[0]}\\{line[found.end() :]}" if found[0].isdigit() else f"\\{line}"


def in_cell(text: str) -> str:
    """Escape a text for the cell of a table; its line ends are kept as breaks."""
    lines = [one_line(line) for line in text.splitlines()]
    return "<br>".join(line for line in lines if line)
