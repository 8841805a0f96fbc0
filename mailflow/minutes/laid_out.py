"""Blocks that were read to pages to be written: the way from a document's Markdown to the Word file of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mailflow.minutes import blocks, pages
from mailflow.minutes.blocks import text_of
from mailflow.minutes.columns import Row

# The shares of columns: at least a short word, at most a line of some forty letters beside the others.
_NARROWEST, _WIDEST = 7, 42


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
    """Give each column a share by its longest word and by how much stands in it."""
    shares = []
    for column in zip(*rows, strict=False):
        texts = [text for cell in column if (text := text_of(cell))]
        longest = max((len(word) for text in texts for word in text.split()), default=0)
        mean = sum(map(len, texts)) / max(len(texts), 1)
        shares.append(float(min(max(longest + 1, min(mean, _WIDEST), _NARROWEST), _WIDEST)))
    return tuple(shares)
