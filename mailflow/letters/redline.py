"""A redline for people: as text, as a page, and as the pages of a Word document with tracked changes. Pure but for reading templates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from mailflow.letters.layout import day_words
from mailflow.letters.templates import Templates
from mailflow.minutes import pages
from mailflow.minutes.corrections import Unplaced
from mailflow.minutes.differences import Mark, Run
from mailflow.minutes.model import Minutes
from mailflow.minutes.places import Part
from mailflow.minutes.redline import Passage, Redline, Section, Topic, shortened
from mailflow.minutes.word_out import write_word

Names = Mapping[int, Sequence[str]]  # who proposed each correction
_CHANGES = {Mark.ADDED: pages.Change.ADDED, Mark.REMOVED: pages.Change.REMOVED, Mark.SAME: None}
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts: the number of the version, whether it is the approved one, and with corrections accepted since."""

    number: int
    approved: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A redline with what is said about it. `left`: accepted corrections that are not in the later text; `now` what stands there."""

    board: str
    date: dt.date
    old: Side
    new: Side
    redline: Redline
    names: Names
    left: tuple[tuple[Unplaced, str], ...] = ()


def redline_text(templates: Templates, drawn: Drawn) -> str:
    """Give a redline as text, 72 columns; what did not change is left out. Raises TemplateError."""
    said = templates.render("redline.txt.j2", _facts(drawn))
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in said.split("\n"))).strip("\n") + "\n"


def redline_page(templates: Templates, drawn: Drawn) -> str:
    """Give a redline as a page of one file; what did not change is folded away. Raises TemplateError."""
    return templates.render("redline.html.j2", _facts(drawn)).lstrip()


def redline_facts(redline: Redline, names: Names) -> SimpleNamespace:
    """Give what the templates `changes.txt.j2` and `changes.html.j2` need; letters may include them."""
    return SimpleNamespace(
        changed=[_section(section, names) for section in redline.changed],
        unchanged=[
            " ".join("".join(run.text for run in section.heading[0].runs).split())
            for section in redline.sections
            if section.topic is Topic.ITEM and not section.changed
        ],
    )


def redline_word(drawn: Drawn, minutes: Minutes, *, at: dt.datetime, author: str, header: str = "") -> bytes:
    """Give a redline as a .docx with tracked changes: accepted, they give the later text; rejected, the earlier one.

    `minutes`: the later text; `author`: who the changes are put down to.
    """
    blocks = [block for section in drawn.redline.sections for block in _blocks(section)]
    return write_word(blocks, title=minutes.title, at=at, author=author, header=header, footer=f"{drawn.board}, {day_words(drawn.date)}")


# --- text and page ---------------------------------------------------------------------------------------------------


def _facts(drawn: Drawn) -> dict[str, Any]:
    left = [
        SimpleNamespace(id=one.change.id, names=drawn.names.get(one.change.id, ()), why=str(one.why), others=one.others, now=now)
        for one, now in drawn.left
    ]
    return {
        "board": SimpleNamespace(name=drawn.board),
        "meeting": SimpleNamespace(date=drawn.date),
        "old": drawn.old,
        "new": drawn.new,
        "redline": redline_facts(drawn.redline, drawn.names),
        "left": left,
    }


def _section(section: Section, names: Names) -> SimpleNamespace:
    blocks: list[SimpleNamespace] = []
    for passage in section.passages:
        facts = _passage(passage, names)
        if passage.changed:
            blocks.append(SimpleNamespace(changed=facts, unchanged=[]))
        elif blocks and blocks[-1].unchanged:
            blocks[-1].unchanged.append(facts)
        else:
            blocks.append(SimpleNamespace(changed=None, unchanged=[facts]))
    return SimpleNamespace(
        topic=str(section.topic),
        group=str(section.group or ""),
        moved=section.moved,
        heading=_passage(section.heading[0], names) if section.heading else None,
        blocks=blocks,
    )


def _passage(passage: Passage, names: Names) -> SimpleNamespace:
    return SimpleNamespace(
        entry=passage.entry,
        mark=str(passage.mark),
        runs=[_run(run) for run in passage.runs],
        short=[_run(run) for run in shortened(passage.runs)],
        sources=[SimpleNamespace(id=number, names=list(names.get(number, ()))) for number in passage.corrections],
    )


def _run(run: Run) -> SimpleNamespace:
    """Keep the spaces at either end out of what is marked."""
    text = run.text.strip()
    if not text or run.mark is Mark.SAME:
        return SimpleNamespace(mark=str(run.mark), lead="", text=run.text, trail="")
    start = run.text.index(text)
    return SimpleNamespace(mark=str(run.mark), lead=run.text[:start], text=text, trail=run.text[start + len(text) :])


# --- Word ------------------------------------------------------------------------------------------------------------


def _blocks(section: Section) -> list[pages.Block]:
    blocks: list[pages.Block] = []
    for heading in section.heading:
        blocks.append(_marked(pages.Heading(section.level, _word_runs(heading)), heading))
    for passage in section.passages:
        runs = _word_runs(passage)
        if passage.entry or passage.part in (Part.STATUS, Part.OTHERS, Part.ACTION, Part.PREVIOUS):
            blocks.append(_marked(pages.Bullet(runs), passage))
        else:
            style = {Part.BOARD: pages.Style.TITLE, Part.TITLE: pages.Style.SUBTITLE}.get(passage.part, pages.Style.PLAIN)
            blocks.append(_marked(pages.Paragraph(runs, style), passage))
    return blocks


def _marked(block: pages.Text, passage: Passage) -> pages.Text:
    change = _CHANGES[passage.mark]
    return pages.whole(block, change) if change else block


def _word_runs(passage: Passage) -> tuple[pages.Run, ...]:
    return tuple(pages.Run(run.text, change=_CHANGES[run.mark]) for run in passage.runs)
