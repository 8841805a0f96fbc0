"""Plain text to blocks: paragraphs that were wrapped by hand, rows parted by tabs, columns aligned with blanks.

Plain minutes are seldom only plain: cells pasted from elsewhere hold HTML, headings have a "#" before or a line under
them, bold words stand in asterisks. Lines are joined where they were wrapped and kept apart where they were ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailflow.minutes.blocks import Block, Paragraph, Run, Table, fold
from mailflow.minutes.columns import PRESENCE_WORDS, is_label, looks_like_headings, term
from mailflow.minutes.html_blocks import BULLET, read_html

_TAGS = re.compile(
    r"</?(?:b|strong|i|em|u|s|sup|sub|p|br|ul|ol|li|span|a|div|h[1-6]|table|tr|td|th|font)\b[^<>]{0,300}>|&(?:amp|nbsp|lt|gt|#\d{1,5}|[rl]squo);",
    re.IGNORECASE,
)
_STARS = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_RULE = re.compile(r"^[\s\-=_*+|–—:]*$")
_HASHES = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_NUMBER = re.compile(
    r"^\(?(?:\d{1,4}(?:[./]\d{1,4}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):]\s|^\d{1,3}(?:\.\d{1,3}){1,3}\s|^\d{2,4}/\d{1,4}(?:\.\d+)?\s"
)
_LABEL = re.compile(r"^\**[A-Z][\w/&'’()]{0,24}(?: [\w/&'’()]{1,24}){0,5}\**\s?:")
_GAP = re.compile(r"\t+ *|(?<=\S) {2,}(?=\S)")
UNWRAPPED = 130


def read_plain(text: str) -> tuple[Block, ...]:
    """Read a plain text into blocks."""
    lines = [line.rstrip() for line in text.expandtabs(8).splitlines()] if not _has_rows(text) else text.splitlines()
    return tuple(_tabbed(lines) if _has_rows(text) else _untabbed(lines, wrap_width(lines)))


def _has_rows(text: str) -> bool:
    """Tell whether tabs part columns here: at least two lines with something before and after a tab, not just indents."""
    rows = [line for line in text.splitlines() if "\t" in line]
    return sum(1 for line in rows if "\t" in line.strip() or line.startswith("\t")) >= 2 and any(
        looks_like_headings(line.split("\t")) or line.count("\t") >= 2 for line in rows
    )


# --- rows parted by tabs ---------------------------------------------------------------------------------------------


def _tabbed(lines: Sequence[str]) -> Iterator[Block]:
    rows: list[str] = []
    loose: list[str] = []
    width = wrap_width([line for line in lines if "\t" not in line])
    for line in lines:
        if "\t" in line:
            if any(each.strip() for each in loose):
                yield from _rows(rows)
                yield from _untabbed(loose, width)
                rows = []
            loose = []
            rows.append(line)
        else:
            loose.append(line)
    yield from _rows(rows)
    yield from _untabbed(loose, width)


def _rows(lines: Sequence[str]) -> Iterator[Table]:
    rows = [[_cell(cell) for cell in line.split("\t")] for line in lines if not _RULE.match(line)]
    width = max((len(row) for row in rows), default=0)
    if width and any(any(row) for row in rows):
        yield Table(tuple(tuple(row) + ((),) * (width - len(row)) for row in rows))


def _cell(text: str) -> tuple[Block, ...]:
    text = text.strip()
    if not text:
        return ()
    return read_html(_starred(text)) if _TAGS.search(text) else tuple(_paragraphs([text], 0))


def _starred(text: str) -> str:
    return _STARS.sub(r"<b>\2</b>", text)


# --- lines -----------------------------------------------------------------------------------------------------------


def wrap_width(lines: Sequence[str]) -> int:
    """How wide the text was wrapped; 0 where it was not."""
    going_on = [
        len(one.rstrip())
        for one, other in pairwise(lines)
        if one.strip() and other.strip()[:1].islower() and not _NUMBER.match(other.strip())
    ]
    width = max(going_on, default=0)
    return width if width <= UNWRAPPED else 0


def _untabbed(lines: Sequence[str], width: int) -> Iterator[Block]:
    """Read lines, taking out aligned tables where there are some."""
    start = at = 0
    while at < len(lines):
        table, after = _aligned(lines, at)
        if table is None:
            at += 1
            continue
        yield from _paragraphs(lines[start:at], width)
        yield table
        start = at = after
    yield from _paragraphs(lines[start:], width)


def _paragraphs(lines: Sequence[str], width: int) -> Iterator[Block]:
    """Group lines to paragraphs at blank lines, headings, bullets and numbers, then join the wrapped ones."""
    group: list[str] = []
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if heading := _HASHES.match(line.strip()):
            yield from _paragraph(group, width)
            group = []
            yield Paragraph(inline(heading[2]), heading=len(heading[1]))
        elif _RULE.match(line):
            yield from _paragraph(group, width)
            group = []
        elif (
            not group
            and re.match(r"^(={3,}|-{3,}|~{3,})\s*$", below)
            and len(line.strip()) <= 100
            and not _GAP.search(line.strip())
        ):
            yield Paragraph(inline(line.strip()), heading=1 if below.startswith("=") else 2)
        elif BULLET.match(line) and group:
            yield from _paragraph(group, width)
            group = [line]
        else:
            group.append(line)
    yield from _paragraph(group, width)


def _paragraph(group: list[str], width: int) -> Iterator[Block]:
    if not group:
        return
    text = "\n".join(group)
    if _TAGS.search(text):
        yield from (line for block in read_html(_starred(text), keep_lines=True) for line in split_lines(block, width))
        return
    marker = ""
    if match := BULLET.match(text):
        text, marker = text[match.end() :], "-"
    yield from split_lines(Paragraph(inline(text), marker=marker), width)


def inline(text: str) -> tuple[Run, ...]:
    """Part a text into runs at its double asterisks."""
    if "*" not in text and "__" not in text:
        return (Run(text),)
    runs: list[Run] = []
    at = 0
    for match in _STARS.finditer(text):
        runs += [Run(text[at : match.start()]), Run(match[2], True)]
        at = match.end()
    return tuple(run for run in (*runs, Run(text[at:])) if run.text)


def split_lines(block: Block, width: int) -> Iterator[Block]:
    """Part a paragraph at the line ends that were meant, and join it at those that only wrap it at `width`."""
    if not isinstance(block, Paragraph) or all("\n" not in run.text for run in block.runs):
        yield block
        return
    lines: list[list[Run]] = [[]]
    for run in block.runs:
        for count, piece in enumerate(run.text.split("\n")):
            if count:
                lines.append([])
            lines[-1].append(Run(piece, run.bold))
    kept: list[list[Run]] = []
    previous = ""
    for line in lines:
        text = "".join(run.text for run in line)
        if not text.strip():
            continue
        if kept and not _starts_anew(line, text, previous, width):
            kept[-1] += [Run(" "), *line]
        else:
            kept.append(line)
        previous = text
    for count, line in enumerate(kept):
        # Two trailing blanks or a backslash are Markdown's line break; they are no words.
        yield Paragraph(tuple(line), block.heading, block.marker if not count else "", block.depth, bool(count) or block.goes_on)


def _starts_anew(line: Sequence[Run], text: str, previous: str, width: int) -> bool:
    bare = text.strip()
    if (
        _NUMBER.match(bare)
        or _LABEL.match(bare)
        or BULLET.match(bare)
        or (line[0].bold and bare[:1].isupper() and not _cut_off(previous))
    ):
        return True
    if not width:
        return True
    if bare[0].islower() and not previous.rstrip().endswith((":", ";")):
        return False
    first = bare.split(" ", 1)[0]
    if len(previous.rstrip()) > width:
        return True  # longer than any wrapped line: it was not wrapped
    return len(previous.rstrip()) + 1 + len(first) <= width - max(3, width // 12)


def _cut_off(previous: str) -> bool:
    """Tell whether a line plainly goes on: it ends without a stop, in a small word."""
    return bool(re.search(r"(?:,|\b[a-z]{1,12})$", previous.rstrip()))


# --- columns aligned with blanks -------------------------------------------------------------------------------------


def _cells_of(line: str) -> list[tuple[int, str]]:
    """The pieces of a line that wide gaps part, each with where it starts."""
    return [(match.start(), match[0]) for match in re.finditer(r"\S+(?: \S+)*", line)]


def _aligned(lines: Sequence[str], at: int) -> tuple[Table | None, int]:
    """Find a table that starts at a line: under a line of known headings, or three rows alike."""
    cells = _cells_of(lines[at])
    if not 2 <= len(cells) <= 7 or len(lines[at]) > 250:
        return None, at
    starts = [start for start, _ in cells]
    if all(_NUMBER.match(f"{line.strip()} ") for line in lines[at : at + 3]) or _lists_people(lines, at):
        return None, at
    if looks_like_headings([text for _, text in cells]):
        after = _end_of_columns(lines, at, starts)
        return _sliced(lines[at:after], starts), after
    after = at
    while after < len(lines) and _same_columns(lines[after], starts):
        after += 1
    if after - at < 3 or len(starts) < 2 or any(BULLET.match(line) or _LABEL.match(line.strip()) for line in lines[at:after]):
        return None, at
    rows = tuple(tuple(tuple(_paragraphs([text], 0)) for _, text in _cells_of(line)) for line in lines[at:after])
    return Table(rows), after


def _lists_people(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line stands under a label of a list of people ("Attendees"), with nothing blank between; not a table of presence."""
    if term(_cells_of(lines[at])[-1][1]) in PRESENCE_WORDS:
        return False
    for line in reversed(lines[max(0, at - 40) : at]):
        if not line.strip() or is_label(line):
            return bool(line.strip())
    return False


def _same_columns(line: str, starts: Sequence[int]) -> bool:
    cells = _cells_of(line)
    return len(cells) == len(starts) and all(abs(start - other) <= 1 for (start, _), other in zip(cells, starts, strict=True))


def _end_of_columns(lines: Sequence[str], at: int, starts: Sequence[int]) -> int:
    """Go down until a line runs across a gutter, or a heading begins."""
    end = at + 1
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        if _RULE.match(line):
            end = number + 1
            continue
        crosses = any(len(line) > start and start > 1 and line[start - 1] != " " for start in starts[1:])
        if crosses or _HASHES.match(line) or (number + 1 < len(lines) and re.match(r"^={3,}$", lines[number + 1])):
            break
        end = number + 1
    return end


def _sliced(lines: Sequence[str], starts: Sequence[int]) -> Table:
    edges = [0, *starts[1:], 10_000]
    rows: list[list[list[str]]] = []
    for line in lines:
        if line.strip() and _RULE.match(line):
            continue
        cells = [line[left:right].strip() for left, right in pairwise(edges)]
        # A line that is indented under the first column goes on with its row.
        if not rows or (cells[0] and line[: starts[0] + 1].strip()):
            rows.append([[] for _ in starts])
        for column, cell in zip(rows[-1], cells, strict=True):
            column.append(cell)
    widths = [max((len(line) for row in rows for line in row[column]), default=0) for column in range(len(starts))]
    return Table(tuple(tuple(tuple(_paragraphs(cell, _narrow(widths[at]))) for at, cell in enumerate(row)) for row in rows))


def _narrow(width: int) -> int:
    """A column of short words is not wrapped: each of its lines is one entry."""
    return width if width > 24 else 0


def cells_by_gaps(text: str) -> list[str]:
    """Part one line at its tabs and wide gaps."""
    return [fold(piece) for piece in _GAP.split(text.strip()) if piece.strip()]
