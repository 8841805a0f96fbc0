"""Blocks to Minutes: one reader for all layouts.

The entries of a document are walked once and sorted to the frame, the attendance and the items; then each part is read
by its own module. What finds no place in any of them becomes a Problem, so that nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.minutes import action_terms
from mailflow.minutes.action_tables import is_previous, merged, previous_in, stated_in
from mailflow.minutes.actions import Manner, Stated, has_marks, is_list_of_actions, state_actions
from mailflow.minutes.approval import find_approval
from mailflow.minutes.attendance import take_apologies
from mailflow.minutes.blocks import Document, plain
from mailflow.minutes.columns import term
from mailflow.minutes.confidential import mark_confidential
from mailflow.minutes.flow import Entry, Said, entries_of
from mailflow.minutes.frame import Frame, frame_of, is_next_meeting, meetings_in, opening_time
from mailflow.minutes.items import Draft
from mailflow.minutes.marks import known_as
from mailflow.minutes.model import Item, Minutes, NextMeeting, PreviousAction, Problem, StatedAction
from mailflow.minutes.owed import Calendar
from mailflow.minutes.previous import previous_in_text
from mailflow.minutes.walk import Walk, walk_entries


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says, the Problems met, and its furniture: heads of columns and labels, which say nothing themselves.

    `told_twice`: words of actions in a table that say nothing beyond those of the text.
    """

    minutes: Minutes
    problems: tuple[Problem, ...]
    furniture: tuple[str, ...] = ()
    told_twice: tuple[str, ...] = ()


_NEAR_THE_END = 0.9


def parse_minutes(document: Document) -> tuple[Minutes, tuple[Problem, ...]]:
    """Read the minutes that a document holds, and the Problems that the clerk should see. Never raises on odd layouts."""
    parsed = parse_document(document)
    return parsed.minutes, parsed.problems


def parse_document(document: Document) -> Parsed:
    """Read the minutes of a document, and tell also which of its words were taken for mere furniture."""
    entries, furniture = entries_of(document)
    walk = walk_entries(entries)
    frame = frame_of(walk.head, document.margins)
    return _assemble(walk, frame, entries, furniture)


# --- putting together ------------------------------------------------------------------------------------------------


def _assemble(walk: Walk, frame: Frame, entries: Sequence[Entry], furniture: Sequence[str]) -> Parsed:
    drafts = [Draft("", "", said=[Said(plain(text)) for text in frame.left]), *walk.drafts] if frame.left else walk.drafts
    meetings = _meetings(drafts, frame)
    for draft in drafts:
        for said in draft.said:
            if not said.aside:
                take_apologies(walk.register, said.paragraph.text)
    manner = _manner(walk, drafts, frame, meetings)
    stated = [
        state_actions(draft.number, draft.said, draft.beside, replace(manner, all_lines=_lists_actions(draft, walk)))
        for draft in drafts
    ]
    items = tuple(Item(draft.number, draft.title, one.text) for draft, one in zip(drafts, stated, strict=True))
    tables = _read_tables(walk, items, manner.calendar, len(drafts) - len(walk.drafts), len(entries))
    actions, twice = merged((action for one in stated for action in one.actions), tables.actions)
    own = _own_words(items, drafts)
    inline = previous_in_text(own, [action.ref for action in actions if action.ref])
    reviewed = {action.ref for action in tables.previous if action.ref}
    items = _without_empty_lists(items, walk)
    items = mark_confidential(items)
    minutes = Minutes(
        board=frame.board,
        title=frame.title,
        date=frame.date,
        time=frame.time or opening_time(item.text for item in own[:3]),
        venue=frame.venue,
        attendance=tuple(walk.register.rows),
        items=items,
        actions=_in_order(actions, items),
        previous_actions=(*tables.previous, *(action for action in inline if action.ref not in reviewed)),
        next_meetings=meetings,
        others=tuple(walk.register.others),
        approval=find_approval(own, frame.date, frame.board),
    )
    problems = (
        *frame.problems,
        *_problems(walk, minutes),
        *walk.register.problems,
        *(problem for one in stated for problem in _still(one, actions)),
        *tables.problems,
    )
    said_of_items = (word for one in stated for word in one.furniture)
    words = (*furniture, *frame.furniture, *walk.furniture, *walk.register.furniture, *tables.furniture, *said_of_items)
    return Parsed(minutes, problems, words, twice)


def _own_words(items: Sequence[Item], drafts: Sequence[Draft]) -> tuple[Item, ...]:
    """Give the items without what only tells of other minutes."""
    aside = {said.paragraph.text for draft in drafts for said in draft.said if said.aside}
    if not aside:
        return tuple(items)
    return tuple(replace(item, text="\n\n".join(one for one in item.text.split("\n\n") if one not in aside)) for item in items)


def _manner(walk: Walk, drafts: Sequence[Draft], frame: Frame, meetings: Sequence[NextMeeting]) -> Manner:
    rows = walk.register.rows
    known = known_as([name for row in rows for name in (row.name, row.substitute, row.initials) if name])
    next_meeting = min((meeting.date for meeting in meetings if meeting.date), default=None)
    return Manner(
        Calendar(frame.date, next_meeting, known),
        known,
        marked=any(has_marks(draft.said) for draft in drafts),
        columned=any(beside.owners for draft in drafts for beside in draft.beside),
    )


def _still(stated: Stated, actions: Sequence[StatedAction]) -> list[Problem]:
    """Drop the Problem of an action without owner where a table at the end named its owner."""
    owned = [action.text for action in actions if action.owners]
    return [
        one
        for one in stated.problems
        if not (one.text.startswith("nobody stands") and any(text[:100] in one.text for text in owned if text))
    ]


def _lists_actions(draft: Draft, walk: Walk) -> bool:
    """Tell whether all lines of an item are actions: it is the list of them, and stands after the items that were discussed."""
    if not is_list_of_actions(draft.title) or walk.sheets:
        return False
    after = walk.drafts[walk.drafts.index(draft) + 1 :] if draft in walk.drafts else []
    return not any(other.number and not is_next_meeting(other.title) for other in after)


def _meetings(drafts: Sequence[Draft], frame: Frame) -> tuple[NextMeeting, ...]:
    found: list[NextMeeting] = []
    numbers = tuple(f"{draft.number}." for draft in drafts if is_next_meeting(draft.title) and draft.number)
    titled = [draft for draft in drafts if is_next_meeting(draft.title) or (not draft.title and draft.number.startswith(numbers))]
    for draft in titled or drafts:
        text = "\n".join(said.paragraph.text for said in draft.said if not said.aside)
        found += meetings_in("next meeting" if draft in titled else "", text, frame.date)
    if titled and not found:
        found += [meeting for draft in titled for meeting in meetings_in("next meeting", draft.title, frame.date)]
    unique: list[NextMeeting] = []
    for meeting in found:
        if meeting.date not in [other.date for other in unique]:
            unique.append(meeting)
    return tuple(unique)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the tables of actions say together."""

    actions: tuple[StatedAction, ...] = ()
    previous: tuple[PreviousAction, ...] = ()
    problems: tuple[Problem, ...] = ()
    furniture: tuple[str, ...] = ()


def _read_tables(walk: Walk, items: Sequence[Item], calendar: Calendar, shift: int, length: int) -> _Tables:
    read = _Tables()
    for placed in walk.sheets:
        heading, index = placed.heading, placed.draft + shift
        item = items[index] if 0 <= index < len(items) else None
        later = any(other.number for other in items[index + 1 :]) if index >= 0 else bool(items)
        if is_previous(
            placed.sheet, heading or (item.title if item else ""), last=not later or placed.at > length * _NEAR_THE_END
        ):
            read = replace(read, previous=read.previous + previous_in(placed.sheet))
            continue
        own_list = is_list_of_actions(heading) and not later and item is not None and not is_list_of_actions(item.title)
        actions, problems, counts = stated_in(placed.sheet, item.number if item and not own_list else "", items, calendar)
        read = replace(read, actions=read.actions + actions, problems=read.problems + problems, furniture=read.furniture + counts)
    return read


def _without_empty_lists(items: tuple[Item, ...], walk: Walk) -> tuple[Item, ...]:
    """A heading over a table of actions is no item: its rows are actions already."""
    kept = []
    for item in items:
        if (
            not item.number
            and not item.text
            and (is_list_of_actions(item.title) or term(item.title) in action_terms.PREVIOUS_LISTS or not item.title)
        ):
            walk.furniture.append(item.title)
        else:
            kept.append(item)
    return tuple(kept)


def _in_order(actions: Sequence[StatedAction], items: Sequence[Item]) -> tuple[StatedAction, ...]:
    """Sort actions by the order of their items, those of none last, else as they were found."""
    places = {item.number: at for at, item in reversed(list(enumerate(items))) if item.number}
    return tuple(sorted(actions, key=lambda action: places.get(action.item, len(items))))


def _problems(walk: Walk, minutes: Minutes) -> list[Problem]:
    problems = [Problem(f"item {number}", f"two items have the number {number}") for number in dict.fromkeys(walk.openings.twice)]
    if not minutes.items:
        problems.append(Problem("the document", "no items were found: give them numbers or headings"))
    if not minutes.attendance:
        problems.append(Problem("attendance", "nobody was found who was present or sent apologies"))
    if not minutes.board:
        problems.append(Problem("head of the document", "the name of the board was not found"))
    return problems
