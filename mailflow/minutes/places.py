"""Where a passage stands in minutes: the parts that have words of their own, and how the words of each are read and changed.

What a passage may stand in is prose (items, the title, the attendance list) and what was read from it (actions, meetings
to come). Prose is searched first: what was read from it follows it (`minutes.echoes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from mailflow.likeness import find_passage, squeeze
from mailflow.minutes.lines import (
    attendance_line,
    meeting_line,
    meeting_of,
    owners_line,
    row_with_status,
    split_attendance,
    with_owners,
)
from mailflow.minutes.model import Attendance, Group, Minutes, Presence
from mailflow.minutes.owed import Calendar, due_of

# The "item" of a correction of the attendance list, and of the minutes' own title with their day, time and place.
ATTENDANCE, TITLE = "attendance", "title"
_MOST = 50
T = TypeVar("T")


class Part(StrEnum):
    """A part of minutes that has words of its own; `Place.at` counts within it."""

    BOARD = "board"
    TITLE = "title"
    VENUE = "venue"
    ITEM_TITLE = "item title"
    ITEM_TEXT = "item text"
    STATUS = "attendance status"
    NAME = "attendance name"
    INITIALS = "attendance initials"
    ROLE = "attendance role"
    AGENCY = "attendance agency"
    SUBSTITUTE = "attendance substitute"
    NOTE = "attendance note"
    OTHERS = "others"
    ACTION = "action"
    OWNERS = "action owners"
    DUE = "action due"
    PREVIOUS = "previous action"
    SAID = "said of a previous action"
    NEXT_MEETING = "next meeting"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: characters [start, end) of the words of the `at`-th of a part.

    `item`: number of the item it lies in, if in one. `exact`: it stands there to the letter, not only when white space,
    quotation marks, dashes and case are passed over.
    """

    part: Part
    at: int
    start: int
    end: int
    exact: bool = True
    item: str | None = None


_ITEM_PARTS = (Part.ITEM_TEXT, Part.ITEM_TITLE)
_ROW_PARTS = (Part.NAME, Part.INITIALS, Part.ROLE, Part.AGENCY, Part.SUBSTITUTE, Part.NOTE)
_ACTION_PARTS = (Part.ACTION, Part.OWNERS, Part.DUE)
_PROSE = (*_ITEM_PARTS, Part.TITLE, Part.STATUS, *_ROW_PARTS, Part.OTHERS, Part.BOARD)
_READ = (*_ACTION_PARTS, Part.NEXT_MEETING, Part.PREVIOUS, Part.SAID, Part.VENUE)


def where_words(item: str | None) -> str:
    """Say where a correction lies: "attendance", "title", "item 3.1"; "" for nowhere that is known."""
    if not item:
        return ""
    return item if item in (ATTENDANCE, TITLE) else f"item {item}"


def place(minutes: Minutes, item: str | None, find: str) -> tuple[Place, ...]:
    """Find every place where a passage stands; () where it stands nowhere.

    `item`: an item's number, "attendance", "title", or None for anywhere; in an item that there is, the passage is looked for there alone.
    To the letter first; only where that finds nothing, white space, quotation marks, dashes and case are passed over.
    """
    if not find.strip():
        return ()
    for parts, within in _scopes(minutes, item):
        found = [one for part in parts for one in _in_part(minutes, part, within, find)]
        if found:
            return tuple(one for one in found if one.exact) or tuple(found)
    return ()


def texts(minutes: Minutes, part: Part) -> tuple[str, ...]:
    """Give the words of a part, one text for each place it has."""
    return _READERS[part](minutes)


def item_of(minutes: Minutes, part: Part, at: int) -> str | None:
    """Give the number of the item that the `at`-th of a part lies in; None where it lies in none."""
    if part in _ITEM_PARTS:
        return minutes.items[at].number
    return minutes.actions[at].item if part in _ACTION_PARTS else None


def with_text(minutes: Minutes, part: Part, at: int, text: str) -> Minutes | None:
    """Give the minutes with other words there; None where the words cannot be what the part holds (a status, a day)."""
    if part in (Part.BOARD, Part.TITLE, Part.VENUE):
        return replace(minutes, **{part.value: text})  # type: ignore[arg-type]
    if part in _ITEM_PARTS:
        item = minutes.items[at]
        changed = replace(item, title=text) if part is Part.ITEM_TITLE else replace(item, text=text)
        return replace(minutes, items=_put(minutes.items, at, changed))
    if part is Part.STATUS:
        return _with_status(minutes, at, text)
    if part in _ROW_PARTS:
        row = replace(minutes.attendance[at], **{part.value.removeprefix("attendance "): text})  # type: ignore[arg-type]
        return replace(minutes, attendance=_put(minutes.attendance, at, row))
    if part is Part.OTHERS:
        return replace(minutes, others=_put(minutes.others, at, text))
    if part in (Part.PREVIOUS, Part.SAID):
        known = minutes.previous_actions[at]
        earlier = replace(known, text=text) if part is Part.PREVIOUS else replace(known, said=text)
        return replace(minutes, previous_actions=_put(minutes.previous_actions, at, earlier))
    if part is Part.NEXT_MEETING:
        meeting = meeting_of(text, minutes.date)
        return replace(minutes, next_meetings=_put(minutes.next_meetings, at, meeting)) if meeting else None
    action = minutes.actions[at]
    if part is Part.DUE:
        due, due_text = due_of("", text, Calendar(minutes.date, next((one.date for one in minutes.next_meetings if one.date), None)))
        stated = replace(action, due=due, due_text=due_text)
    else:
        stated = with_owners(action, text) if part is Part.OWNERS else replace(action, text=text)
    return replace(minutes, actions=_put(minutes.actions, at, stated))


def _scopes(minutes: Minutes, item: str | None) -> Iterator[tuple[Sequence[Part], str | None]]:
    if item == ATTENDANCE:
        yield (Part.STATUS,), None
        yield _ROW_PARTS, None
        yield (Part.OTHERS,), None
        return
    if item == TITLE:
        yield (Part.TITLE, Part.BOARD), None
        yield (Part.VENUE,), None
        return
    if item is not None and any(one.number == item for one in minutes.items):
        yield _ITEM_PARTS, item
        yield _ACTION_PARTS, item
        return
    yield _PROSE, None
    yield _READ, None


def _in_part(minutes: Minutes, part: Part, within: str | None, find: str) -> Iterator[Place]:
    for at, text in enumerate(texts(minutes, part)):
        item = item_of(minutes, part, at)
        if within is not None and item != within:
            continue
        if part is Part.STATUS:
            if squeeze(find) == squeeze(text):
                yield Place(part, at, 0, len(text), find == text, item)
            continue
        for one in find_passage(find, text, most=_MOST, fuzzy=False):
            yield Place(part, at, one.start, one.end, text[one.start : one.end] == find, item)


def _with_status(minutes: Minutes, at: int, line: str) -> Minutes | None:
    """Put a row's status; past the last row, add one: among those in attendance, since the list of members did not have them."""
    split = split_attendance(line)
    if split is None:
        return None
    name, status = split
    new = at == len(minutes.attendance)
    row = Attendance(name, group=Group.IN_ATTENDANCE, status=Presence.NOT_RECORDED) if new else minutes.attendance[at]
    changed = row_with_status(row, status)
    if changed is None:
        return None
    rows = (*minutes.attendance, changed) if new else _put(minutes.attendance, at, changed)
    return replace(minutes, attendance=rows)


def _put(values: tuple[T, ...], at: int, value: T) -> tuple[T, ...]:
    return (*values[:at], value, *values[at + 1 :])


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


_READERS: dict[Part, Callable[[Minutes], tuple[str, ...]]] = {
    Part.BOARD: lambda m: _one(m.board),
    Part.TITLE: lambda m: _one(m.title),
    Part.VENUE: lambda m: _one(m.venue),
    Part.ITEM_TITLE: lambda m: tuple(item.title for item in m.items),
    Part.ITEM_TEXT: lambda m: tuple(item.text for item in m.items),
    Part.STATUS: lambda m: tuple(map(attendance_line, m.attendance)),
    Part.NAME: lambda m: tuple(row.name for row in m.attendance),
    Part.INITIALS: lambda m: tuple(row.initials for row in m.attendance),
    Part.ROLE: lambda m: tuple(row.role for row in m.attendance),
    Part.AGENCY: lambda m: tuple(row.agency for row in m.attendance),
    Part.SUBSTITUTE: lambda m: tuple(row.substitute or "" for row in m.attendance),
    Part.NOTE: lambda m: tuple(row.note for row in m.attendance),
    Part.OTHERS: lambda m: m.others,
    Part.ACTION: lambda m: tuple(action.text for action in m.actions),
    Part.OWNERS: lambda m: tuple(map(owners_line, m.actions)),
    Part.DUE: lambda m: tuple(action.due_text or "" for action in m.actions),
    Part.PREVIOUS: lambda m: tuple(action.text for action in m.previous_actions),
    Part.SAID: lambda m: tuple(action.said for action in m.previous_actions),
    Part.NEXT_MEETING: lambda m: tuple(map(meeting_line, m.next_meetings)),
}
