"""Tables of actions: those these minutes state, with the board's own refs, and those of earlier meetings under review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mailflow.minutes import action_terms
from mailflow.minutes.blocks import text_of
from mailflow.minutes.columns import NUMBER_CELL, Column, Row, row_paragraphs, term
from mailflow.minutes.flow import Sheet
from mailflow.minutes.model import Item, PreviousAction, Problem, StatedAction
from mailflow.minutes.numbers import cell_number
from mailflow.minutes.owed import Calendar, terms_of
from mailflow.minutes.previous import decided


def stated_in(
    sheet: Sheet, item: str, items: Sequence[Item], calendar: Calendar
) -> tuple[tuple[StatedAction, ...], tuple[Problem, ...], tuple[str, ...]]:
    """Read the actions of a table: they, the Problems, and the furniture, which are numbers that only count the rows.

    `item`: where the table stands, for tables that do not say where an action belongs.
    """
    actions: list[StatedAction] = []
    problems: list[Problem] = []
    counts: list[str] = []
    belongs = item
    for at, row in enumerate(sheet.rows, 1):
        words = " ".join(row_paragraphs(row, sheet.columns, Column.ACTION) or row_paragraphs(row, sheet.columns, Column.TEXT))
        typed = " ".join(row_paragraphs(row, sheet.columns, Column.TITLE) or row_paragraphs(row, sheet.columns, Column.NUMBER))
        if Column.TITLE in sheet.columns or Column.NUMBER in sheet.columns:
            belongs = _item_of(typed, items) if typed else ""
        if not words:
            if any(text_of(cell) for cell in row):
                problems.append(Problem(f"table of actions, row {at}", f"a row without an action: “{_row_text(row)}”"))
            continue
        action = _action(row, sheet.columns, words, belongs, calendar)
        if action.ref == str(at) and not any("ref" in term(head) or term(head) == "id" for head in sheet.heads):
            counts.append(action.ref)
            action = replace(action, ref=None)
        actions.append(action)
        if not action.owners:
            problems.append(Problem(f"table of actions, row {at}", f"nobody stands against the action “{action.text}”"))
    return tuple(actions), tuple(problems), tuple(counts)


def _action(row: Row, columns: Sequence[Column], words: str, item: str, calendar: Calendar) -> StatedAction:
    owners = " / ".join(row_paragraphs(row, columns, Column.OWNER))
    due = " ".join(row_paragraphs(row, columns, Column.DUE))
    read = terms_of(words, calendar, owners_text=owners, due_text=due)
    status = "; ".join(row_paragraphs(row, columns, Column.STATUS) + row_paragraphs(row, columns, Column.UPDATE)) or read.status
    ref = " ".join(row_paragraphs(row, columns, Column.REF)) or None
    other = " ".join(row_paragraphs(row, columns, Column.OTHER) + row_paragraphs(row, columns, Column.REPORT))
    return StatedAction(
        item,
        f"{read.text} ({other})" if other else read.text,
        read.owners,
        read.delegate,
        read.due,
        read.due_text,
        ref,
        status or None,
    )


def _row_text(row: Row) -> str:
    return " | ".join(text for cell in row if (text := text_of(cell)))


def _item_of(typed: str, items: Sequence[Item]) -> str:
    """Find which item a row says it belongs to, by number or by title; what fits none is kept as typed."""
    number = cell_number(typed) if NUMBER_CELL.match(typed) else ""
    for item in items:
        if item.number and (item.number == number or term(item.title) == term(typed)):
            return item.number
    lead = re.match(r"^(?:item\s)?(\d{1,3}(?:\.\d{1,3})*)\b", typed, re.IGNORECASE)
    if lead and any(item.number == lead[1] for item in items):
        return lead[1]
    return number or typed


def previous_in(sheet: Sheet) -> tuple[PreviousAction, ...]:
    """Read the earlier actions of a table: what was said of each decides its status."""
    found: list[PreviousAction] = []
    for row in sheet.rows:
        ref = " ".join(row_paragraphs(row, sheet.columns, Column.REF) or row_paragraphs(row, sheet.columns, Column.NUMBER))
        said = [column for column in (Column.STATUS, Column.UPDATE) if column in sheet.columns]
        verdict = [text for column in said for text in row_paragraphs(row, sheet.columns, column)]
        others = [
            text
            for column in (Column.TITLE, Column.ACTION, Column.TEXT, Column.OWNER, Column.DUE, Column.OTHER, Column.REPORT)
            for text in row_paragraphs(row, sheet.columns, column)
        ]
        if ref or others or verdict:
            words = " – ".join([" ".join(others), " ".join(verdict)]).strip(" –")
            found.append(PreviousAction(ref, decided(". ".join(verdict) if verdict else words), words, ". ".join(verdict)))
    return tuple(found)


def is_previous(sheet: Sheet, heading: str, *, last: bool) -> bool:
    """Tell whether a table reviews earlier actions: its heading says so, or it reports progress before the last item."""
    word = term(re.sub(r"^[\d.\s]+", "", heading))
    in_both = word in action_terms.PREVIOUS_LISTS and word in action_terms.ACTION_LISTS
    if in_both:
        return not last
    if word in action_terms.PREVIOUS_LISTS or re.search(
        r"\b(?:previous|last|matters arising|review of action|vorige|précédente|anterior|diwethaf)\b", word
    ):
        return True
    return not last and Column.UPDATE in sheet.columns and word not in action_terms.ACTION_LISTS


def merged(inline: Iterable[StatedAction], tabled: Iterable[StatedAction]) -> tuple[tuple[StatedAction, ...], tuple[str, ...]]:
    """Put together actions that stand in the text and again in a table at the end; give them, and the words told twice.

    Each is one, with what either says. Its words are the table's where they say more, for those of the text stay in its item.
    """
    actions = list(inline)
    twice: list[str] = []
    free = set(range(len(actions)))
    for action in tabled:
        alike = [at for at in sorted(free) if _alike(actions[at], action)]
        twin = next((at for at in alike if actions[at].item == action.item), alike[0] if alike else None)
        if twin is None:
            actions.append(action)
            continue
        free.discard(twin)
        other = actions[twin]
        more = not _words(action) <= _words(other)
        if not more:
            twice.append(action.text)
        actions[twin] = replace(
            other,
            text=action.text if more else other.text,
            owners=action.owners or other.owners,
            delegate=action.delegate or other.delegate,
            due=action.due or other.due,
            due_text=action.due_text or other.due_text,
            ref=action.ref,
            status=action.status or other.status,
        )
    return tuple(actions), tuple(twice)


def _words(action: StatedAction) -> set[str]:
    return set(re.findall(r"[^\W_]{3,}", action.text.lower()))


def _alike(one: StatedAction, other: StatedAction) -> bool:
    """Tell whether two actions are one, told twice: nearly all of the shorter's words are the longer's."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    shared = len(first & second)
    return shared >= 0.8 * min(len(first), len(second)) and shared >= 0.5 * max(len(first), len(second))
