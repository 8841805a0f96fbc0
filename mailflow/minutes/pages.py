"""What is to be written into a document, as values: headings, paragraphs, list entries and tables, with changes marked.

The counterpart of `blocks`, which is what was read. `word_out` writes these to .docx. A change is shown to whoever opens
the document as a tracked one, to be accepted or rejected: on a run its characters, on a paragraph the paragraph as such,
on a row the whole row.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What a tracked change did."""

    ADDED = "added"
    REMOVED = "removed"


class Style(StrEnum):
    """How a paragraph looks. `note`: small and grey, what the document says of itself."""

    PLAIN = "plain"
    TITLE = "title"
    SUBTITLE = "subtitle"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one look; LF is a line break, TAB a tab."""

    text: str
    bold: bool = False
    italic: bool = False
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 to 6."""

    level: int
    runs: tuple[Run, ...]
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. A `change` here is of its end: a whole one that came or went has it on all its runs too."""

    runs: tuple[Run, ...]
    style: Style = Style.PLAIN
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Bullet:
    """An entry of a list; `depth` 0 to 2."""

    runs: tuple[Run, ...]
    depth: int = 0
    change: Change | None = None


Text = Heading | Paragraph | Bullet


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a cell is one paragraph or several."""

    cells: tuple[tuple[Text, ...], ...]
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; short rows are filled up. `header`: the first row heads the columns, on every page.

    `widths`: the columns' shares of the width, in any unit; none: all alike.
    """

    rows: tuple[Row, ...]
    header: bool = True
    widths: tuple[float, ...] = ()


Block = Heading | Paragraph | Bullet | Table


def runs(text: str, *, bold: bool = False, change: Change | None = None) -> tuple[Run, ...]:
    """Make the runs of a text of one look."""
    return (Run(text, bold=bold, change=change),) if text else ()


def cell(text: str, *, bold: bool = False, change: Change | None = None) -> tuple[Text, ...]:
    """Make a cell of one paragraph."""
    return (Paragraph(runs(text, bold=bold, change=change)),)


def whole(block: Text, change: Change) -> Text:
    """Mark a whole paragraph as one that came or went: its characters and its end."""
    marked = tuple(Run(run.text, run.bold, run.italic, change) for run in block.runs)
    if isinstance(block, Heading):
        return Heading(block.level, marked, change)
    if isinstance(block, Bullet):
        return Bullet(marked, block.depth, change)
    return Paragraph(marked, block.style, change)
