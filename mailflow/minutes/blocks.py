"""The one form all documents are brought to: a Document of blocks, which are paragraphs and tables.

A paragraph is one line of text in runs of which it is known whether they are bold. Headings and list entries are
paragraphs too, with a level or a marker. A table is rows of cells, a cell is blocks again; spans are resolved: a cell
that spans columns stands in the first of them, the others are empty, and likewise down the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or list entry.

    `heading`: 1 to 6, 0 for none. `marker`: of a list entry, "-" or its number as displayed ("3."); else "".
    `depth`: how deep the list is nested. `goes_on`: it follows a line break inside the same typed paragraph.
    """

    runs: tuple[Run, ...]
    heading: int = 0
    marker: str = ""
    depth: int = 0
    goes_on: bool = False

    @property
    def text(self) -> str:
        """The words on one line, white space folded."""
        return fold("".join(run.text for run in self.runs))

    @property
    def typed(self) -> str:
        """The words on one line with the tabs and wide gaps that part columns."""
        return "".join(run.text for run in self.runs).replace("\n", " ").replace("\xa0", " ").strip()

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return any(run.text.strip() for run in self.runs) and all(
            run.bold for run in self.runs if run.text.strip(" \t\n\xa0:.–-")
        )

    @property
    def lead(self) -> str:
        """The bold words it begins with; empty where it begins otherwise."""
        words = []
        for run in self.runs:
            if run.text.strip() and not run.bold:
                break
            words.append(run.text)
        return fold("".join(words))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each cell a tuple of blocks; every row has as many cells as the widest."""

    rows: tuple[tuple[tuple[Block, ...], ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds. `margins`: paragraphs of page headers and footers, which are not part of the text."""

    name: str
    blocks: tuple[Block, ...]
    margins: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Fold white space of every kind to single blanks."""
    return _SPACE.sub(" ", text.replace("\u200b", "").replace("\ufeff", "")).strip()


def paragraphs_in(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Go through all paragraphs in reading order, those in tables too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from paragraphs_in(cell)


def text_of(blocks: Iterable[Block]) -> str:
    """The words of some blocks on one line."""
    return fold(" ".join(paragraph.text for paragraph in paragraphs_in(blocks)))


def plain(text: str, *, bold: bool = False) -> Paragraph:
    """Make a paragraph of one run."""
    return Paragraph((Run(text, bold),))


def without_start(paragraph: Paragraph, length: int) -> Paragraph:
    """Take the first `length` characters of `paragraph.text` away, keeping the weights of the rest."""
    runs = folded_runs(paragraph.runs)
    kept: list[Run] = []
    for run in runs:
        if length >= len(run.text):
            length -= len(run.text)
        else:
            kept.append(Run(run.text[length:], run.bold))
            length = 0
    return Paragraph(folded_runs(tuple(kept)), paragraph.heading, paragraph.marker, paragraph.depth, paragraph.goes_on)


def folded_runs(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Fold white space across runs, so that together they are exactly the paragraph's text."""
    folded: list[Run] = []
    space = True
    for run in runs:
        text = _SPACE.sub(" ", run.text.replace("\u200b", "").replace("\ufeff", ""))
        if space:
            text = text.lstrip()
        if text:
            space = text.endswith(" ")
            folded.append(Run(text, run.bold))
    while folded and not folded[-1].text.strip():
        folded.pop()
    if folded:
        folded[-1] = Run(folded[-1].text.rstrip(), folded[-1].bold)
    return tuple(folded)
