"""Blocks to Minutes: one reader for all layouts.

The entries of a document are walked once and sorted to the frame, the attendance and the items; then each part is read
by its own module. What finds no place in any of them becomes a Problem, so that nothing typed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailflow.minutes import terms
from mailflow.minutes.action_tables import is_previous, merged, previous_in, stated_in
from mailflow.minutes.actions import Manner, Stated, has_marks, is_list_of_actions, state_actions
from mailflow.minutes.attendance import Listed, Register, list_label, take_apologies, take_line, take_sheet
from mailflow.minutes.blocks import Document, plain
from mailflow.minutes.columns import Sort, term
from mailflow.minutes.flow import Beside, Entry, Said, Sheet, entries_of
from mailflow.minutes.frame import Frame, frame_of, is_next_meeting, meetings_in, opening_time
from mailflow.minutes.items import Draft, Openings, style_of
from mailflow.minutes.marks import known_as
from mailflow.minutes.model import Group, Item, Minutes, NextMeeting, Presence, PreviousAction, Problem, StatedAction
from mailflow.minutes.owed import Calendar
from mailflow.minutes.people_lines import names_on_line
from mailflow.minutes.plain import cells_by_gaps
from mailflow.minutes.previous import previous_in_text


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says, the Problems met, and its furniture: heads of columns and labels, which say nothing themselves."""

    minutes: Minutes
    problems: tuple[Problem, ...]
    furniture: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """Where the walk through the entries stands."""

    openings: Openings
    head: list[str] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    drafts: list[Draft] = field(default_factory=list)
    sheets: list[tuple[Sheet, str, int, int]] = field(default_factory=list)
    listed: Listed | None = None
    heading: str = ""
    lists: int = 0
    furniture: list[str] = field(default_factory=list)


_ATTENDANCE_TITLE = re.compile(
    r"\b(?:present|attendance|apologies|attendees|welcome|introductions|anwesen\w*|présen\w*|asisten\w*|ymddiheuriadau)\b", re.IGNORECASE
)
_UNLISTED = Listed(Group.MEMBERS, Presence.NOT_RECORDED)


def parse_minutes(document: Document) -> tuple[Minutes, tuple[Problem, ...]]:
    """Read the minutes that a document holds, and the Problems that the clerk should see. Never raises on odd layouts."""
    parsed = parse_document(document)
    return parsed.minutes, parsed.problems


def parse_document(document: Document) -> Parsed:
    """Read the minutes of a document, and tell also which of its words were taken for mere furniture."""
    entries, furniture = entries_of(document)
    walk = _Walk(Openings(style_of(entries)))
    for at, entry in enumerate(entries):
        if _heads_table(entry, entries[at + 1] if at + 1 < len(entries) else None):
            walk.heading = entry.paragraph.text if isinstance(entry, Said) else ""
            walk.furniture.append(walk.heading)
        else:
            _take(walk, entry, at)
    frame = frame_of(walk.head, document.margins)
    return _assemble(walk, frame, entries, furniture)


def _heads_table(entry: Entry, following: Entry | None) -> bool:
    """Tell whether a paragraph is but the heading of the table of actions that follows it."""
    if not isinstance(entry, Said) or not isinstance(following, Sheet) or following.sort is not Sort.ACTIONS or entry.number:
        return False
    return term(entry.paragraph.text) in terms.ACTION_LISTS + terms.PREVIOUS_LISTS


# --- the walk --------------------------------------------------------------------------------------------------------


def _take(walk: _Walk, entry: Entry, at: int) -> None:
    if isinstance(entry, Sheet):
        _take_sheet(walk, entry, at)
    elif isinstance(entry, Beside):
        if walk.drafts:
            walk.drafts[-1].beside.append(entry)
        else:
            walk.drafts.append(Draft("", "", beside=[entry]))
    else:
        _take_said(walk, entry)


def _take_sheet(walk: _Walk, sheet: Sheet, at: int) -> None:
    if sheet.sort is Sort.ATTENDANCE:
        walk.lists += 1
        take_sheet(walk.register, sheet, walk.listed or _UNLISTED, walk.lists)
    else:
        walk.sheets.append((sheet, walk.heading, len(walk.drafts) - 1, at))


def _take_said(walk: _Walk, said: Said) -> None:
    current = walk.drafts[-1] if walk.drafts else None
    label = list_label(said.paragraph)
    opening = walk.openings.opening(said, current)
    if opening and not (label and not said.number and _only_lists(said, label)):
        walk.drafts.append(Draft(opening.number, opening.title))
        walk.heading, walk.listed = opening.title, None
        if opening.rest is not None:
            walk.drafts[-1].said.append(Said(opening.rest, "", said.row))
        if label and label[2]:
            take_line(walk.register, label[2], label[0], "attendance")
        return
    if current is None or said.row < 0:
        if _take_attendance(walk, said, label, current):
            return
        if _take_heading(walk, said, current):
            return
    if current is None:
        walk.head += cells_by_gaps(said.paragraph.typed)
    else:
        if label and label[2] and _ATTENDANCE_TITLE.search(current.title):
            take_line(walk.register, label[2], label[0], f"item {current.number}")
        current.said.append(said)


def _only_lists(said: Said, label: tuple[Listed, str, str]) -> bool:
    """A heading "Present" of a document without numbers opens a list, not an item."""
    return not re.match(r"[\d(]", said.paragraph.text) and not said.paragraph.marker.rstrip(".").isdigit()


def _take_attendance(walk: _Walk, said: Said, label: tuple[Listed, str, str] | None, current: Draft | None) -> bool:
    """Take a label of people, or a line under one. Inside an item such lines stay in its text too."""
    paragraph = said.paragraph
    inside = current is not None and not paragraph.heading
    if label and not (
        inside and current is not None and not (_ATTENDANCE_TITLE.search(current.title) or walk.listed or _sets_off(said, label))
    ):
        listed, typed, rest = label
        if rest and not take_line(walk.register, rest, listed, "attendance", labelled=current is None and listed.office is None):
            return False
        walk.listed = listed
        walk.heading = typed
        if inside and current is not None and _ATTENDANCE_TITLE.search(current.title):
            current.said.append(said)
        else:
            walk.furniture.append(typed)
            if listed.status is not Presence.NOT_RECORDED and not walk.register.rows:
                walk.furniture.append(rest if not rest else "")
        return True
    if (
        walk.listed is None
        or paragraph.heading
        or (
            inside
            and current is not None
            and not paragraph.goes_on
            and not _ATTENDANCE_TITLE.search(current.title)
            and walk.heading == current.title
        )
    ):
        return False
    if _is_people(paragraph.typed) and take_line(walk.register, _as_list(paragraph.typed), walk.listed, "attendance"):
        if inside and current is not None and _ATTENDANCE_TITLE.search(current.title):
            current.said.append(said)
        return True
    walk.listed = None
    return False


def _sets_off(said: Said, label: tuple[Listed, str, str]) -> bool:
    """Tell whether a label among the items opens a list of people after all: in bold or by itself, and after the minutes."""
    if label[0].office is not None:
        return False
    return said.paragraph.bold or bool(said.paragraph.lead) or len(names_on_line(label[2])[0]) > 1


def _is_people(text: str) -> bool:
    return len(text) <= 400 and not (text.endswith(".") and len(text.split()) > 14 and "," not in text)


def _as_list(text: str) -> str:
    """A line that begins with a name and gives their role after a comma is one person; gaps part columns."""
    return text


def _take_heading(walk: _Walk, said: Said, current: Draft | None) -> bool:
    """Take a heading without number: a list of actions, the next meeting, or an item of its own."""
    paragraph, text = said.paragraph, said.paragraph.text
    label, _, rest = text.partition(":")
    if (
        current is not None
        and is_next_meeting(label)
        and (rest.strip() or paragraph.bold or paragraph.heading)
        and not is_next_meeting(current.title)
    ):
        walk.drafts.append(Draft("", label.strip()))
        walk.heading, walk.listed = label.strip(), None
        if rest.strip():
            walk.drafts[-1].said.append(
                Said(replace(paragraph, runs=(replace(paragraph.runs[0], text=rest.strip(), bold=False),), heading=0))
            )
        return True
    if current is None and not is_list_of_actions(text):
        if is_next_meeting(label) and rest.strip():
            walk.drafts.append(
                Draft(
                    "",
                    label.strip(),
                    said=[Said(replace(paragraph, runs=(replace(paragraph.runs[0], text=rest.strip(), bold=False),), heading=0))],
                )
            )
            return True
        return False
    style = walk.openings.style
    named = (
        is_list_of_actions(text)
        and (paragraph.heading or paragraph.bold or text.isupper())
        and current is not None
        and _is_over_actions(paragraph.text)
    )
    if (paragraph.heading and (current is None or paragraph.heading <= (style.level or 9) or named)) or (
        named and paragraph.bold and text.rstrip(":") != text and False
    ):
        walk.drafts.append(Draft("", text.rstrip(" :")))
        walk.heading, walk.listed = text, None
        return True
    if paragraph.heading or (paragraph.bold and is_list_of_actions(text)):
        walk.heading = text
    return False


def _is_over_actions(text: str) -> bool:
    return term(text) not in terms.ACTION_MARKS or term(text) in ("actions", "action points", "action items")


# --- putting together ------------------------------------------------------------------------------------------------


def _assemble(walk: _Walk, frame: Frame, entries: Sequence[Entry], furniture: Sequence[str]) -> Parsed:
    drafts = [Draft("", "", said=[Said(plain(text)) for text in frame.left]), *walk.drafts] if frame.left else walk.drafts
    shift = len(drafts) - len(walk.drafts)
    meetings = _meetings(drafts, frame)
    next_days = [meeting.date for meeting in meetings if meeting.date]
    for draft in drafts:
        for said in draft.said:
            take_apologies(walk.register, said.paragraph.text)
    known = known_as([row.name for row in walk.register.rows] + [row.substitute for row in walk.register.rows if row.substitute])
    manner = Manner(
        Calendar(frame.date, min(next_days, default=None), known),
        known,
        any(has_marks(draft.said) for draft in drafts),
        any(beside.owners for draft in drafts for beside in draft.beside),
    )
    stated = [
        state_actions(draft.number, draft.said, draft.beside, replace(manner, all_lines=_lists_actions(draft, walk))) for draft in drafts
    ]
    items = tuple(Item(draft.number, draft.title, one.text) for draft, one in zip(drafts, stated, strict=True))
    tabled, previous, sheet_problems, sheet_furniture = _read_sheets(walk, items, manner.calendar, shift, len(entries))
    actions = merged((action for one in stated for action in one.actions), tabled)
    inline = previous_in_text(items, [action.ref for action in actions if action.ref])
    reviewed = {action.ref for action in previous if action.ref}
    items = _without_empty_lists(items, walk)
    minutes = Minutes(
        board=frame.board,
        title=frame.title,
        date=frame.date,
        time=frame.time or opening_time(item.text for item in items[:3]),
        venue=frame.venue,
        attendance=tuple(walk.register.rows),
        items=items,
        actions=_in_order(actions, items),
        previous_actions=(*previous, *(action for action in inline if action.ref not in reviewed)),
        next_meetings=meetings,
    )
    problems = (
        *frame.problems,
        *_problems(walk, minutes),
        *walk.register.problems,
        *(p for one in stated for p in _still(one, actions)),
        *sheet_problems,
    )
    words = (
        *furniture,
        *frame.furniture,
        *walk.furniture,
        *walk.register.furniture,
        *sheet_furniture,
        *(word for one in stated for word in one.furniture),
    )
    return Parsed(minutes, tuple(problems), words)


def _still(stated: Stated, actions: Sequence[StatedAction]) -> list[Problem]:
    """Drop the Problem of an action without owner where a table at the end named its owner."""
    owned = [action.text for action in actions if action.owners]
    return [
        one
        for one in stated.problems
        if not (one.text.startswith("nobody stands") and any(text[:100] in one.text for text in owned if text))
    ]


def _lists_actions(draft: Draft, walk: _Walk) -> bool:
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
        text = "\n".join(said.paragraph.text for said in draft.said)
        found += meetings_in("next meeting" if draft in titled else "", text, frame.date)
    if titled and not found:
        found += [meeting for draft in titled for meeting in meetings_in("next meeting", draft.title, frame.date)]
    unique: list[NextMeeting] = []
    for meeting in found:
        if meeting.date not in [other.date for other in unique]:
            unique.append(meeting)
    return tuple(unique)


def _read_sheets(
    walk: _Walk, items: Sequence[Item], calendar: Calendar, shift: int, length: int
) -> tuple[list[StatedAction], list[PreviousAction], list[Problem], list[str]]:
    tabled: list[StatedAction] = []
    previous: list[PreviousAction] = []
    problems: list[Problem] = []
    furniture: list[str] = []
    for sheet, heading, draft, at in walk.sheets:
        index = draft + shift
        item = items[index] if 0 <= index < len(items) else None
        later = any(other.number for other in items[index + 1 :]) if index >= 0 else bool(items)
        if is_previous(sheet, heading or (item.title if item else ""), last=not later or at > length * 0.9):
            previous += previous_in(sheet)
            continue
        number = item.number if item and not (is_list_of_actions(heading) and not later and not is_list_of_actions(item.title)) else ""
        actions, found, counts = stated_in(sheet, number, items, calendar)
        tabled += actions
        problems += found
        furniture += counts
    return tabled, previous, problems, furniture


def _without_empty_lists(items: tuple[Item, ...], walk: _Walk) -> tuple[Item, ...]:
    """A heading over a table of actions is no item: its rows are actions already."""
    kept = []
    for item in items:
        if (
            not item.number
            and not item.text
            and (is_list_of_actions(item.title) or term(item.title) in terms.PREVIOUS_LISTS or not item.title)
        ):
            walk.furniture.append(item.title)
        else:
            kept.append(item)
    return tuple(kept)


def _in_order(actions: Sequence[StatedAction], items: Sequence[Item]) -> tuple[StatedAction, ...]:
    """Sort actions by the order of their items, those of none last, else as they were found."""
    places = {item.number: at for at, item in reversed(list(enumerate(items))) if item.number}
    return tuple(sorted(actions, key=lambda action: places.get(action.item, len(items))))


def _problems(walk: _Walk, minutes: Minutes) -> list[Problem]:
    problems = [Problem(f"item {number}", f"two items have the number {number}") for number in dict.fromkeys(walk.openings.twice)]
    if not minutes.items:
        problems.append(Problem("the document", "no items were found: give them numbers or headings"))
    if not minutes.attendance:
        problems.append(Problem("attendance", "nobody was found who was present or sent apologies"))
    if not minutes.board:
        problems.append(Problem("head of the document", "the name of the board was not found"))
    return problems
