"""What the columns of a table hold, told by their heads and, where there are none, by their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from mailflow.minutes import people_terms, terms
from mailflow.minutes.blocks import Block, Table, paragraphs_in, text_of


class Column(StrEnum):
    """What a column holds."""

    ITEM = "item"
    NUMBER = "number"
    TITLE = "title"
    TEXT = "text"
    ACTION = "action"
    OWNER = "owner"
    DUE = "due"
    STATUS = "status"
    UPDATE = "update"
    REF = "ref"
    NAME = "name"
    ROLE = "role"
    AGENCY = "agency"
    PRESENCE = "presence"
    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    SUBSTITUTE = "substitute"
    INITIALS = "initials"
    CORRECTION = "correction"
    REPORT = "report"
    OTHER = "other"


class Sort(StrEnum):
    """What a table is."""

    DISCUSSION = "discussion"
    ACTIONS = "actions"
    ATTENDANCE = "attendance"
    CORRECTIONS = "corrections"
    LABELS = "labels"
    LAYOUT = "layout"
    OTHER = "other"


Row = tuple[tuple[Block, ...], ...]
NUMBER_CELL = re.compile(
    r"^(?:item|agenda item|minute|min)?\s?(?:[A-Z]{1,4}[ /.-]?)?\(?(?:\d{1,4}(?:[./-]\d{1,4}){0,3}[a-z]?|[a-zA-Z]|[ivxIVX]{1,5})\)?[.:)]?$",
    re.IGNORECASE,
)
_HEADS = {word: Column(column) for column, names in terms.COLUMNS.items() for word in names}


def term(text: str) -> str:
    """Fold a text for looking it up in the tables of words."""
    return re.sub(r"\s+", " ", text.replace("’", "'").lower()).strip(" \t\n:.*–—-|")


def alternatives(phrases: Iterable[str]) -> str:
    """Give a pattern of phrases, the longest first, for building into another."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s").replace("'", "['’]") for phrase in ordered) + ")"


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Tell whether texts are the heads of columns: at least two words that are, and nothing else but one."""
    worded = [term(cell) for cell in cells if term(cell)]
    known = [word for word in worded if word in _HEADS or _compound(word)]
    return len(known) >= 2 and len(worded) - len(known) <= len(known) // 2 and len(set(worded)) == len(worded)


def _compound(word: str) -> Column | None:
    """Find the column of "action and owner", "lead / initials", "due date (month)": the first part that is known."""
    if len(word) > 60:
        return None
    bare = re.sub(r"\s?\([^()]{0,40}\)", "", word).strip()
    if bare in _HEADS:
        return _HEADS[bare]
    parts = [part.strip() for part in re.split(r"/|&|,|\band\b|\bund\b|\bet\b|\by\b", bare)]
    if len(parts) == 1 and len(bare.split()) <= 6:
        return next((column for column, pattern in _KEYWORDS if pattern.search(bare)), None)
    if len(parts) > 1 and all(part in _HEADS for part in parts):
        found = [_HEADS[part] for part in parts]
        return next((column for column in (Column.TEXT, Column.ACTION, Column.NAME) if column in found), found[0])
    return None


_KEYWORDS = (
    (Column.DUE, re.compile(r"\b(?:by when|deadline|due|timescale|target date|completion)\b")),
    (Column.OWNER, re.compile(r"\b(?:by whom|owner|owners|responsible|responsibility|assigned|action by|lead)\b")),
    (Column.ACTION, re.compile(r"^(?:agreed |key )?(?:actions?|tasks?)\b")),
    (Column.TEXT, re.compile(r"\b(?:discussion|discussed|notes|narrative)\b")),
)


def columns_of(heads: Sequence[str]) -> tuple[Column, ...]:
    """Give what each column holds by its head; an empty head is decided later, by the cells."""
    found = []
    for head in heads:
        word = term(head)
        found.append(_HEADS.get(word) or _compound(word) or Column.OTHER)
    return tuple(found)


def sort_of(table: Table) -> tuple[Sort, tuple[Column, ...], int]:
    """Tell what a table is, what its columns hold, and how many of its rows are heads (0 or 1; a title row above counts too)."""
    for skipped, row in enumerate(table.rows[:3]):
        heads = [text_of(cell) for cell in row]
        if looks_like_headings(heads):
            columns = _by_cells(columns_of(heads), table.rows[skipped + 1 :], heads)
            sort = _sort_by(set(columns))
            if sort is not Sort.OTHER:
                return sort, _settled(columns, sort, heads), skipped + 1
        if sum(1 for head in heads if head) > 1:
            break
    return _headless(table)


def _sort_by(columns: set[Column]) -> Sort:
    if Column.CORRECTION in columns and not columns & {Column.ACTION, Column.TEXT, Column.NAME}:
        return Sort.CORRECTIONS
    presence = columns & {
        Column.PRESENCE,
        Column.PRESENT,
        Column.APOLOGIES,
        Column.ABSENT,
        Column.ROLE,
        Column.AGENCY,
        Column.SUBSTITUTE,
    }
    if Column.NAME in columns and not columns & {Column.ACTION, Column.TEXT, Column.DUE}:
        return Sort.ATTENDANCE
    if len(presence) >= 2 and not columns & {Column.ACTION, Column.TEXT, Column.OWNER}:
        return Sort.ATTENDANCE
    if Column.TEXT in columns and columns & {Column.ACTION, Column.OWNER, Column.NUMBER, Column.TITLE, Column.ITEM}:
        return Sort.DISCUSSION
    if Column.ACTION in columns and columns & {Column.OWNER, Column.DUE, Column.STATUS, Column.UPDATE, Column.REF}:
        return Sort.ACTIONS
    if Column.TITLE in columns and columns & {Column.ACTION, Column.OWNER}:
        return Sort.DISCUSSION
    return Sort.OTHER


def _by_cells(columns: tuple[Column, ...], rows: Sequence[Row], heads: Sequence[str]) -> tuple[Column, ...]:
    """Settle the heads that may mean two things: an "item" is a number or a title, a "minute" a number or the text."""
    settled = list(columns)
    for at, column in enumerate(columns):
        texts = [text for row in rows if at < len(row) and (text := text_of(row[at]))]
        numbers = sum(1 for text in texts if NUMBER_CELL.match(text))
        if column is Column.ITEM and texts:
            settled[at] = Column.NUMBER if numbers * 2 >= len(texts) else Column.TITLE
        elif column is Column.ITEM or (column is Column.OTHER and not term(heads[at]) and texts and numbers * 2 >= len(texts)):
            settled[at] = Column.NUMBER
    if Column.TEXT not in settled and (Column.ACTION in settled or Column.OWNER in settled):
        # "Minute no | Minute | Action": the long one of the unsure columns is what was said.
        unsure = [
            at
            for at, column in enumerate(columns)
            if column in (Column.ITEM, Column.OTHER, Column.UPDATE) and settled[at] is not Column.NUMBER
        ]
        lengths = {at: sum(len(text_of(row[at])) for row in rows) / max(len(rows), 1) for at in unsure}
        longest = max(unsure, key=lambda at: lengths[at], default=None)
        if longest is not None and lengths[longest] > 60 and Column.REF not in settled:
            settled[longest] = Column.TEXT
    return tuple(settled)


def _settled(columns: tuple[Column, ...], sort: Sort, heads: Sequence[str]) -> tuple[Column, ...]:
    """Settle what depends on the sort: in a table of actions a number is the action's, an "item" is where it belongs."""
    settled = list(columns)
    if sort is Sort.ACTIONS:
        for at, column in enumerate(settled):
            own = "ref" in term(heads[at]) or _HEADS.get(term(heads[at])) is Column.NUMBER
            if column in (Column.NUMBER, Column.TITLE) and own and Column.REF not in settled:
                settled[at] = Column.REF
        return tuple(settled)
    if sort is Sort.ATTENDANCE:
        for at, column in enumerate(settled):
            if term(heads[at]) in people_terms.INITIALS_HEADS:
                settled[at] = Column.INITIALS
            elif term(heads[at]) in people_terms.ROLE_HEADS and Column.ROLE not in settled:
                settled[at] = Column.ROLE
            elif column in (Column.STATUS, Column.TITLE):
                settled[at] = Column.PRESENCE if column is Column.STATUS else Column.ROLE
        return tuple(settled)
    if sort is Sort.DISCUSSION:
        return tuple(Column.NUMBER if each is Column.REF and Column.NUMBER not in settled else each for each in settled)
    return tuple(settled)


def _headless(table: Table) -> tuple[Sort, tuple[Column, ...], int]:
    width = len(table.rows[0])
    if width == 1:
        return Sort.LAYOUT, (Column.TEXT,), 0
    firsts = [text_of(row[0]) for row in table.rows]
    filled = [text for text in firsts if text]
    numbers = sum(1 for text in filled if NUMBER_CELL.match(text))
    if filled and numbers * 2 > len(filled) and width <= 4:
        rest = {2: (Column.TEXT,), 3: (Column.TEXT, Column.ACTION), 4: (Column.TEXT, Column.OWNER, Column.DUE)}[width]
        longest = max(range(1, width), key=lambda at: sum(len(text_of(row[at])) for row in table.rows))
        if width == 4 and longest == 2:
            rest = (Column.TITLE, Column.TEXT, Column.ACTION)
        return Sort.DISCUSSION, (Column.NUMBER, *rest), 0
    labels = sum(1 for text in filled if is_label(text))
    if width <= 4 and labels and labels * 2 >= len(filled):
        return Sort.LABELS, (Column.TITLE,) + (Column.TEXT,) * (width - 1), 0
    lasts = [term(text_of(row[-1])) for row in table.rows]
    known = sum(
        1
        for text in lasts
        if text in PRESENCE_WORDS or text.startswith(("apolog", "present", "absent")) or text.endswith("attended")
    )
    if 2 <= width <= 4 and known * 2 > len(lasts) and any(lasts):
        return Sort.ATTENDANCE, (Column.NAME, *((Column.ROLE, Column.AGENCY)[: width - 2]), Column.PRESENCE), 0
    return Sort.OTHER, (Column.OTHER,) * width, 0


PRESENCE_WORDS = {word: status for status, names in people_terms.PRESENCE.items() for word in names}
_LABELS = {
    **{word: name for name, table in terms.LISTS.items() for word in table},
    **{word: name for name, table in terms.FRAME.items() for word in table},
    **dict.fromkeys(terms.NEXT_MEETING, "next"),
}


def is_label(text: str) -> bool:
    """Tell whether a text is a label of the frame or of a list of people."""
    return term(text) in _LABELS


def row_paragraphs(row: Row, columns: Sequence[Column], column: Column) -> list[str]:
    """The paragraphs, as texts, of all cells of a row that hold `column`."""
    return [
        paragraph.text
        for cell, held in zip(row, columns, strict=False)
        if held is column
        for paragraph in paragraphs_in(cell)
        if paragraph.text
    ]
