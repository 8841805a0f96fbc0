"""HTML to blocks: one pass over the events of `mailflow.markup`, without recursion.

Mammoth's output, rendered Markdown, web pages and the HTML inside a plain text's cells all come through here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailflow.markup import End, Event, Start, Text, events
from mailflow.minutes.blocks import Block, Paragraph, Run, Table, fold

BOLD = frozenset({"b", "strong", "u"})
INLINE = frozenset({
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "o:p", "wbr", "input",
})  # fmt: skip
HEADING = re.compile(r"h([1-6])$")
BULLET = re.compile(r"^\s*[•▪●◦‣∙■□➢❖·\uf0b7\uf0a7]\s*|^\s*[-–*]\s+(?=\S)")
_BOLD_STYLE = re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)", re.IGNORECASE)
# Two blanks between two bold runs are a Markdown line break that has lost its line end.
_LOST_BREAK = re.compile(r"^[ \xa0]{2,8}$")
MAX_SPAN = 60


@dataclass(slots=True)
class _List:
    """A list that is open. `number`: of its next entry; 0 for bullets."""

    number: int


@dataclass(slots=True)
class _Cells:
    """A table that is open: its finished rows, and cells that reach down into rows to come, by column."""

    rows: list[list[tuple[Block, ...]]] = field(default_factory=list)
    reaching: dict[int, int] = field(default_factory=dict)
    span: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class _Builder:
    """What stands open while the events go by."""

    keep_lines: bool
    outputs: list[list[Block]] = field(default_factory=lambda: [[]])
    tables: list[_Cells] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    weights: list[bool] = field(default_factory=list)
    heading: int = 0
    marker: str = ""
    goes_on: bool = False
    pre: int = 0


def read_html(source: str, *, keep_lines: bool = False) -> tuple[Block, ...]:
    """Read HTML into blocks. `keep_lines`: line ends in the source stay in the runs as "\\n", for Markdown."""
    building = _Builder(keep_lines)
    for event in events(source):
        _take(building, event)
    _flush(building)
    return tuple(block for output in building.outputs for block in output)


def _take(building: _Builder, event: Event) -> None:
    if isinstance(event, Text):
        _take_text(building, event.text)
    elif isinstance(event, Start):
        _take_start(building, event)
    else:
        _take_end(building, event)


def _take_text(building: _Builder, text: str) -> None:
    if building.pre:
        for count, line in enumerate(text.split("\n")):
            if count:
                _flush(building)
            building.runs.append(Run(line, building.weights.count(True) > 0))
        return
    if not building.keep_lines:
        text = text.replace("\n", " ") if text.strip() or "\n" not in text else " "
    elif not text.strip() and not building.runs:
        return
    building.runs.append(Run(text, building.weights.count(True) > 0))


def _take_start(building: _Builder, event: Start) -> None:
    tag = event.tag
    if tag == "br":
        _flush(building)
        building.goes_on = True
        return
    if tag == "img":
        building.runs.append(Run(event.attributes.get("alt", ""), building.weights.count(True) > 0))
        return
    if tag in INLINE:
        bold = tag in BOLD or _BOLD_STYLE.search(event.attributes.get("style", "")) is not None
        if bold:
            _lost_break(building)
        building.weights.append(bold)
        return
    if not (tag == "p" and building.marker and not _has_words(building)):
        _flush(building)
    if match := HEADING.match(tag):
        building.heading = int(match[1])
    elif tag in ("ul", "ol"):
        start = event.attributes.get("start", "1")
        building.lists.append(_List(int(start) if tag == "ol" and start.isdigit() and len(start) < 5 else int(tag == "ol")))
    elif tag == "li":
        building.marker = _next_marker(building, event)
    elif tag == "table":
        building.tables.append(_Cells())
        building.outputs.append([])
    elif tag == "tr" and building.tables:
        building.tables[-1].rows.append([])
    elif tag in ("td", "th") and building.tables:
        building.tables[-1].span = (_span(event, "colspan"), _span(event, "rowspan"))
        building.outputs.append([])
    elif tag == "pre":
        building.pre += 1


def _take_end(building: _Builder, event: End) -> None:
    tag = event.tag
    if tag in INLINE:
        del building.weights[-1:]
    if tag in INLINE or tag in ("br", "img"):
        return
    _flush(building)
    building.goes_on = False
    if HEADING.match(tag):
        building.heading = 0
    elif tag in ("ul", "ol") and building.lists:
        building.lists.pop()
        building.marker = ""
    elif tag == "li":
        building.marker = ""
    elif tag in ("td", "th") and building.tables:
        _close_cell(building)
    elif tag == "tr" and building.tables and building.tables[-1].rows:
        _skip_reached(building.tables[-1])
    elif tag == "table" and building.tables:
        _close_table(building)
    elif tag == "pre":
        building.pre = max(0, building.pre - 1)


def _span(event: Start, name: str) -> int:
    value = event.attributes.get(name, "1").strip()
    return min(int(value), MAX_SPAN) if value.isdecimal() and len(value) < 6 and int(value) > 0 else 1


def _next_marker(building: _Builder, event: Start) -> str:
    if not building.lists or not building.lists[-1].number:
        return "-"
    here = building.lists[-1]
    value = event.attributes.get("value", "")
    if value.isdecimal() and len(value) < 5:
        here.number = int(value)
    here.number += 1
    return f"{here.number - 1}."


def _has_words(building: _Builder) -> bool:
    return any(run.text.strip() for run in building.runs)


def _lost_break(building: _Builder) -> None:
    """Break the line between two bold runs that only two blanks part."""
    if (
        len(building.runs) > 1
        and _LOST_BREAK.match(building.runs[-1].text)
        and not building.runs[-1].bold
        and building.runs[-2].bold
    ):
        _flush(building)
        building.goes_on = True


def _flush(building: _Builder) -> None:
    """End the paragraph that stands open, if it has words."""
    runs, building.runs = building.runs, []
    text = fold("".join(run.text for run in runs))
    if not text:
        return
    marker, building.marker = building.marker, ""
    if not building.heading:
        match = BULLET.match(runs_text := "".join(run.text for run in runs).lstrip())
        if match and marker in ("", "-") and len(runs_text) > match.end():
            runs, marker = _drop(runs, match.end()), "-"
    depth = max(0, len(building.lists) - 1)
    building.outputs[-1].append(Paragraph(tuple(_merged(runs)), building.heading, marker, depth, building.goes_on))
    building.goes_on = False


def _drop(runs: list[Run], length: int) -> list[Run]:
    """Take characters away at the start, after leading white space."""
    rest: list[Run] = []
    leading = True
    for run in runs:
        text = run.text.lstrip() if leading else run.text
        leading = leading and not text
        cut = min(length, len(text))
        length -= cut
        if text[cut:]:
            rest.append(Run(text[cut:], run.bold))
    return rest


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        if merged and (merged[-1].bold == run.bold or not run.text.strip()):
            merged[-1] = Run(merged[-1].text + run.text, merged[-1].bold)
        elif run.text:
            merged.append(run)
    return merged


def _close_cell(building: _Builder) -> None:
    blocks = tuple(building.outputs.pop())
    table = building.tables[-1]
    if not table.rows:
        table.rows.append([])
    row = table.rows[-1]
    _skip_reached(table)
    columns, rows = table.span
    for extra in range(columns):
        if rows > 1:
            table.reaching[len(row)] = rows - 1
        row.append(blocks if not extra else ())


def _skip_reached(table: _Cells) -> None:
    """Leave a column empty where a cell of a row above reaches into this row."""
    row = table.rows[-1]
    while table.reaching.get(len(row), 0) > 0:
        table.reaching[len(row)] -= 1
        row.append(())


def _close_table(building: _Builder) -> None:
    table = building.tables.pop()
    loose = building.outputs.pop()
    building.outputs[-1].extend(loose)
    rows = [row for row in table.rows if row]
    width = max((len(row) for row in rows), default=0)
    if width and any(any(row) for row in rows):
        building.outputs[-1].append(Table(tuple(tuple(row) + ((),) * (width - len(row)) for row in rows)))
