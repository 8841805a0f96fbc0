"""A document as a stream of entries in reading order: what was said, what stands beside it, and tables of their own.

Tables of discussion are taken apart here, row by row, also where they go on over a page without their heads; rows of
labels ("Date | 18 October") become labelled lines; tables that only lay out the page vanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mailflow.minutes.blocks import Block, Document, Paragraph, Table, fold, paragraphs_in, plain, text_of
from mailflow.minutes.columns import NUMBER_CELL, Column, Row, Sort, looks_like_headings, row_paragraphs, sort_of, term
from mailflow.minutes.numbers import cell_number
from mailflow.minutes.owners import looks_like_owners

_SAID = (
    Column.TEXT, Column.OTHER, Column.UPDATE, Column.REPORT, Column.CORRECTION, Column.NAME, Column.ROLE, Column.AGENCY,
)  # fmt: skip
_OWNER_ACTS = re.compile(r"\S\s(?:to|will|should)\s[a-z]")


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of the text. `number`: of the cell its row begins with. `row`: its row in a table, -1 outside.

    `aside`: it tells of another meeting's minutes, as a table of corrections does: it states no action and decides nothing.
    """

    paragraph: Paragraph
    number: str = ""
    row: int = -1
    titled: bool = False
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in the right-hand columns of a row: actions written out, owners, days, each a paragraph."""

    row: int
    actions: tuple[Paragraph, ...] = ()
    owners: tuple[str, ...] = ()
    dues: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of actions or of attendance, without its heads."""

    sort: Sort
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heads: tuple[str, ...] = ()


Entry = Said | Beside | Sheet


@dataclass(slots=True)
class _Flow:
    entries: list[Entry] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    row: int = 0
    before: tuple[Column, ...] = ()


def entries_of(document: Document) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Give a document's entries, and its furniture: heads of columns, which say nothing of the meeting."""
    flow = _Flow()
    _take_blocks(flow, document.blocks, depth=0)
    return tuple(flow.entries), tuple(flow.furniture)


def _take_blocks(flow: _Flow, blocks: Iterable[Block], *, depth: int) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            flow.entries.append(Said(block))
        else:
            _take_table(flow, block, depth)


def _take_table(flow: _Flow, table: Table, depth: int) -> None:
    sort, columns, heads = sort_of(table)
    if not heads and flow.before and len(columns) == len(flow.before) and _goes_on(table, sort):
        sort, columns = Sort.DISCUSSION, flow.before
    flow.furniture += [text_of(cell) for row in table.rows[:heads] for cell in row if cell]
    rows = table.rows[heads:]
    if sort is Sort.LAYOUT and depth < 6:
        for row in rows:
            _take_blocks(flow, row[0], depth=depth + 1)
    elif sort is Sort.DISCUSSION:
        flow.before = columns
        _take_discussion(flow, rows, columns, depth)
    elif sort in (Sort.ACTIONS, Sort.ATTENDANCE):
        flow.entries.append(Sheet(sort, columns, rows, tuple(text_of(cell) for cell in table.rows[heads - 1]) if heads else ()))
    elif sort is Sort.CORRECTIONS:
        flow.entries += [Said(plain(_joined(row)), aside=True) for row in rows if any(row)]
    elif sort is Sort.LABELS:
        _take_labels(flow, rows)
    else:
        _take_cells(flow, rows, depth)


def _goes_on(table: Table, sort: Sort) -> bool:
    """Tell whether a table without heads goes on with the discussion before it: its first column is empty or numbers."""
    firsts = [text_of(row[0]) for row in table.rows]
    return sort in (Sort.DISCUSSION, Sort.OTHER) and all(not first or NUMBER_CELL.match(first) for first in firsts)


def _take_labels(flow: _Flow, rows: Sequence[Row]) -> None:
    """Make "Label: text" of rows of labels; a row without label goes on with the one above."""
    lines: list[str] = []
    for row in rows:
        label = text_of(row[0]).rstrip(" :")
        for cell in row[1:]:
            pieces = [paragraph.text for paragraph in paragraphs_in(cell) if paragraph.text]
            text = "; ".join(piece.rstrip(",;") for piece in pieces)
            if not label and lines:
                lines[-1] += f"; {text}" if text else ""
            elif text or label:
                lines.append(f"{label}: {text}".strip() if label else text)
                label = ""
    flow.entries += [Said(plain(line)) for line in lines]


def _take_cells(flow: _Flow, rows: Sequence[Row], depth: int) -> None:
    """Keep a table that is none of ours as lines of text, a row each; a table with long cells only lays out the page."""
    for row in rows:
        cells = [cell for cell in row if cell]
        if any(len(cell) > 2 or any(isinstance(block, Table) for block in cell) for cell in cells) and depth < 6:
            for cell in cells:
                _take_blocks(flow, cell, depth=depth + 1)
        elif cells:
            flow.entries.append(Said(plain(_joined(cells))))


def _joined(row: Iterable[Sequence[Block]]) -> str:
    return " | ".join(text for cell in row if (text := text_of(cell)))


# --- the discussion --------------------------------------------------------------------------------------------------


def _take_discussion(flow: _Flow, rows: Sequence[Row], columns: Sequence[Column], depth: int) -> None:
    for row in rows:
        texts = [text_of(cell) for cell in row]
        if not any(texts):
            continue
        if looks_like_headings(texts):
            flow.furniture += texts
            continue
        flow.row += 1
        said = _said_in(flow, row, columns, depth)
        flow.entries += said
        beside = _beside(flow.row, row, columns)
        if beside:
            flow.entries.append(beside)


def _said_in(flow: _Flow, row: Row, columns: Sequence[Column], depth: int) -> list[Entry]:
    number = ""
    entries: list[Entry] = []
    for cell, column in zip(row, columns, strict=False):
        text = text_of(cell)
        if column is Column.NUMBER and not number and (NUMBER_CELL.match(text) or not text):
            number = cell_number(text) if text else ""
        elif column in (Column.NUMBER, Column.TITLE, Column.ITEM):
            entries += [Said(paragraph, row=flow.row, titled=True) for paragraph in paragraphs_in(cell)]
        elif column in _SAID:
            entries += _said_in_cell(flow, cell, depth)
    if number and entries and isinstance(entries[0], Said):
        entries[0] = Said(entries[0].paragraph, number, flow.row, entries[0].titled)
    elif number:
        entries.insert(0, Said(plain(""), number, flow.row))
    return entries


def _said_in_cell(flow: _Flow, cell: Iterable[Block], depth: int) -> list[Entry]:
    found: list[Entry] = []
    for block in cell:
        if isinstance(block, Paragraph):
            found.append(Said(block, row=flow.row))
            continue
        inner = _Flow(row=flow.row + 10_000)
        _take_table(inner, block, depth + 1)
        flow.furniture += inner.furniture
        found += [Said(each.paragraph, each.number, flow.row) if isinstance(each, Said) else each for each in inner.entries]
    return found


def _beside(number: int, row: Row, columns: Sequence[Column]) -> Beside | None:
    owners = row_paragraphs(row, columns, Column.OWNER)
    dues = row_paragraphs(row, columns, Column.DUE)
    others = row_paragraphs(row, columns, Column.STATUS) + row_paragraphs(row, columns, Column.PRESENCE)
    # "PS to draft by March" in a column of owners is an action with its owner.
    actions = [plain(owner) for owner in owners if _OWNER_ACTS.search(owner) and not looks_like_owners(owner)]
    owners = [owner for owner in owners if owner not in [action.text for action in actions]]
    for cell, column in zip(row, columns, strict=False):
        if column is Column.ACTION:
            shaped = [paragraph for paragraph in paragraphs_in(cell) if paragraph.text]
            if Column.OWNER not in columns and all(looks_like_owners(paragraph.text) for paragraph in shaped):
                owners += [paragraph.text for paragraph in shaped]
            else:
                actions += shaped
    if not (owners or dues or others or actions):
        return None
    return Beside(number, tuple(actions), tuple(fold(owner) for owner in owners if term(owner)), tuple(dues), tuple(others))
