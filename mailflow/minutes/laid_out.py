"""Blocks that were read to pages to be written: the way from a document's Markdown to the Word file of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mailflow.minutes import blocks, pages
from mailflow.minutes.blocks import text_of
from mailflow.minutes.columns import Row

# Letters on a line of a page, the most that one word makes its column wide, and what an empty column, to be filled in, is given.
_LINE, _WIDEST, _EMPTY = 88, 24, 16


def lay_out(document: Sequence[blocks.Block]) -> tuple[pages.Block, ...]:
    """Lay a document out: its first heading as the title, those below it one level up, and room to type under bare ones.

    Lines that go on after a break stand in one paragraph.
    """
    made: list[pages.Block] = []
    top = min((block.heading for block in document if isinstance(block, blocks.Paragraph) and block.heading), default=0)
    titled = sum(1 for block in document if isinstance(block, blocks.Paragraph) and block.heading == top) == 1
    for block, following in pairwise((*document, None)):
        if isinstance(block, blocks.Table):
            made.append(_table(block))
        elif isinstance(block, blocks.Paragraph):
            _take(made, block, top, titled=titled)
            if block.heading and not (titled and block.heading == top) and _opens_another(following):
                made.append(pages.Paragraph(()))
    return tuple(made)


def _opens_another(block: blocks.Block | None) -> bool:
    return block is None or (isinstance(block, blocks.Paragraph) and block.heading > 0)


def _take(made: list[pages.Block], paragraph: blocks.Paragraph, top: int, *, titled: bool) -> None:
    runs = _runs(paragraph)
    if paragraph.heading:
        is_title = titled and paragraph.heading == top
        level = paragraph.heading - (1 if titled else 0)
        made.append(pages.Paragraph(runs, pages.Style.TITLE) if is_title else pages.Heading(level, runs))
    elif paragraph.marker == "-":
        made.append(pages.Bullet(runs, paragraph.depth))
    elif paragraph.goes_on and made and isinstance(before := made[-1], pages.Paragraph):
        made[-1] = pages.Paragraph((*before.runs, pages.Run("\n"), *runs), before.style)
    else:
        marker = (pages.Run(f"{paragraph.marker} "),) if paragraph.marker else ()
        made.append(pages.Paragraph((*marker, *runs)))


def _runs(paragraph: blocks.Paragraph) -> tuple[pages.Run, ...]:
    return tuple(pages.Run(run.text, bold=run.bold and not paragraph.heading) for run in blocks.folded_runs(paragraph.runs))


def _table(table: blocks.Table) -> pages.Table:
    rows = tuple(pages.Row(tuple(_cell(cell) for cell in row)) for row in table.rows)
    return pages.Table(rows, widths=_widths(table.rows))


def _cell(cell: Sequence[blocks.Block]) -> tuple[pages.Text, ...]:
    made: list[pages.Text] = []
    for paragraph in blocks.paragraphs_in(cell):
        runs = _runs(paragraph)
        made.append(pages.Bullet(runs) if paragraph.marker == "-" else pages.Paragraph(runs))
    return tuple(made)


def _widths(rows: Sequence[Row]) -> tuple[float, ...]:
    """Give each column its longest word, and a share of the rest of the line by how much stands in it."""
    least, wanted = [], []
    for column in zip(*rows, strict=False):
        head, *texts = [text_of(cell) for cell in column]
        filled = [text for text in texts if text]
        longest = max((len(word) for text in (head, *filled) for word in text.split()), default=0)
        mean = sum(map(len, filled)) / len(filled) if filled else _EMPTY
        least.append(min(longest, _WIDEST) + 3.0)
        wanted.append(max(min(mean, _LINE) - least[-1], 0.0))
    room = max(_LINE - sum(least), 0.0) / (sum(wanted) or 1.0)
    return tuple(word + room * more for word, more in zip(least, wanted, strict=True))
