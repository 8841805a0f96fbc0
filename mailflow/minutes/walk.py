"""The walk through the entries of a document: each is sorted to the head, the attendance, an item, or the tables of actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailflow.minutes import action_terms, terms
from mailflow.minutes.actions import is_list_of_actions
from mailflow.minutes.attendance import Listed, Register, list_label, take_line, take_sheet
from mailflow.minutes.blocks import Paragraph
from mailflow.minutes.columns import Sort, alternatives, term
from mailflow.minutes.flow import Beside, Entry, Said, Sheet
from mailflow.minutes.frame import is_next_meeting
from mailflow.minutes.items import Draft, Openings, style_of
from mailflow.minutes.model import Group, Presence
from mailflow.minutes.people_lines import names_on_line
from mailflow.minutes.plain import cells_by_gaps

Label = tuple[Listed, str, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A table of actions and where it stands: the heading over it, the index of its item's draft, its place among the entries."""

    sheet: Sheet
    heading: str
    draft: int
    at: int


@dataclass(slots=True)
class Walk:
    """What the walk has gathered, and where it stands. `listed`: the list of people that lines may go on with."""

    openings: Openings
    head: list[str] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    drafts: list[Draft] = field(default_factory=list)
    sheets: list[Placed] = field(default_factory=list)
    listed: Listed | None = None
    heading: str = ""
    lists: int = 0
    furniture: list[str] = field(default_factory=list)

    @property
    def current(self) -> Draft | None:
        """The item that the walk is in."""
        return self.drafts[-1] if self.drafts else None

    def open(self, draft: Draft) -> None:
        """Begin an item."""
        self.drafts.append(draft)
        self.heading, self.listed = draft.title, None


_UNLISTED = Listed(Group.MEMBERS, Presence.NOT_RECORDED)
_ABOUT_ATTENDANCE = re.compile(rf"\b{alternatives(terms.ATTENDANCE_TITLES)}(?:e|en|es|s|nt|nts)?\b", re.IGNORECASE)
_MAX_LINE_OF_PEOPLE = 400
_WORDS_OF_A_SENTENCE = 14


def walk_entries(entries: Sequence[Entry]) -> Walk:
    """Sort all entries, in reading order."""
    walk = Walk(Openings(style_of(entries)))
    feet = _page_lines(entries)
    for at, entry in enumerate(entries):
        if isinstance(entry, Said) and entry.row < 0 and _without_numbers(entry.paragraph) in feet:
            walk.furniture.append(entry.paragraph.text)
            continue
        if isinstance(entry, Said) and _heads_table(entry, entries[at + 1] if at + 1 < len(entries) else None):
            walk.heading = entry.paragraph.text
            walk.furniture.append(walk.heading)
        elif isinstance(entry, Said):
            _take_said(walk, entry)
        elif isinstance(entry, Sheet):
            _take_sheet(walk, entry, at)
        else:
            _take_beside(walk, entry)
    return walk


_PAGE = re.compile(rf"\b{alternatives(terms.PAGES)}\s?\d{{1,3}}\b", re.IGNORECASE)
_ONLY_PAGE = re.compile(
    rf"^\W*{alternatives(terms.PAGES)}\s?#(?:\s?(?:/|{alternatives(terms.PAGES_OF)})\s?#)?\W*$", re.IGNORECASE
)
_MAX_WORDS_OF_FOOT = 8


def _page_lines(entries: Sequence[Entry]) -> frozenset[str]:
    """Find the feet of pages that a text was copied with: "Page 2 of 5" alone, or a short line with it that comes again."""
    lines = [
        entry.paragraph for entry in entries if isinstance(entry, Said) and entry.row < 0 and _PAGE.search(entry.paragraph.text)
    ]
    counts = Counter(_without_numbers(line) for line in lines if len(line.text.split()) <= _MAX_WORDS_OF_FOOT)
    return frozenset(line for line, count in counts.items() if count > 1 or _ONLY_PAGE.match(line))


def _without_numbers(paragraph: Paragraph) -> str:
    return re.sub(r"\d+", "#", paragraph.text)


def _heads_table(said: Said, following: Entry | None) -> bool:
    """Tell whether a paragraph is but the heading of the table of actions that follows it."""
    if not isinstance(following, Sheet) or following.sort is not Sort.ACTIONS or said.number:
        return False
    return term(said.paragraph.text) in action_terms.ACTION_LISTS + action_terms.PREVIOUS_LISTS


def _take_beside(walk: Walk, beside: Beside) -> None:
    if walk.current is None:
        walk.drafts.append(Draft("", ""))
    walk.drafts[-1].beside.append(beside)


def _take_sheet(walk: Walk, sheet: Sheet, at: int) -> None:
    if sheet.sort is Sort.ATTENDANCE:
        walk.lists += 1
        take_sheet(walk.register, sheet, walk.listed or _UNLISTED, walk.lists)
    else:
        walk.sheets.append(Placed(sheet, walk.heading, len(walk.drafts) - 1, at))


def _take_said(walk: Walk, said: Said) -> None:
    label = list_label(said.paragraph)
    if _take_opening(walk, said, label):
        return
    outside = walk.current is None or said.row < 0
    if outside and (_take_people(walk, said, label) or _take_next_meeting(walk, said) or _take_heading(walk, said)):
        return
    if walk.current is None:
        walk.head += cells_by_gaps(said.paragraph.typed)
        return
    if label and label[2] and _is_about_attendance(walk.current):
        take_line(walk.register, label[2], label[0], f"item {walk.current.number}")
    walk.current.said.append(said)


def _take_opening(walk: Walk, said: Said, label: Label | None) -> bool:
    """Take an entry that opens an item by its number or its looks."""
    opening = walk.openings.opening(said, walk.current)
    if opening is None or (label and not said.number and _only_lists(said)):
        return False
    walk.open(Draft(opening.number, opening.title))
    if opening.rest is not None:
        walk.drafts[-1].said.append(Said(opening.rest, "", said.row))
    if label and label[2]:
        take_line(walk.register, label[2], label[0], "attendance")
    return True


def _only_lists(said: Said) -> bool:
    """A heading "Present" of a document without numbers opens a list, not an item."""
    return not re.match(r"[\d(]", said.paragraph.text) and not said.paragraph.marker.rstrip(".").isdigit()


# --- people ----------------------------------------------------------------------------------------------------------


def _take_people(walk: Walk, said: Said, label: Label | None) -> bool:
    """Take a label of people, or a line under one. Inside the item on attendance such lines stay in its text too."""
    current = None if said.paragraph.heading else walk.current
    if label and _opens_list(walk, said, label, current):
        taken = _open_list(walk, label)
    elif walk.listed is not None and not said.paragraph.heading:
        line = said.paragraph.typed.replace(" | ", "   ")
        taken = _is_people(line) and take_line(walk.register, line, walk.listed, "attendance")
        walk.listed = walk.listed if taken else None
    else:
        taken = False
    if taken and current is not None and _is_about_attendance(current):
        current.said.append(said)
    elif taken and label:
        walk.furniture.append(label[1])
    return taken


def _opens_list(walk: Walk, said: Said, label: Label, current: Draft | None) -> bool:
    """Tell whether a label opens a list: before the items always, among them where the talk is of attendance or it is set off."""
    return current is None or walk.listed is not None or _is_about_attendance(current) or _sets_off(said, label)


def _open_list(walk: Walk, label: Label) -> bool:
    listed, typed, rest = label
    if rest and not take_line(
        walk.register, rest, listed, "attendance", label=typed if walk.current is None and listed.office is None else ""
    ):
        return False
    walk.listed, walk.heading = listed, typed
    return True


def _sets_off(said: Said, label: Label) -> bool:
    """Tell whether a label among the items opens a list of people after all: in bold or by itself, and after the minutes."""
    if label[0].office is not None:
        return False
    return said.paragraph.bold or bool(said.paragraph.lead) or len(names_on_line(label[2])[0]) > 1


def _is_about_attendance(draft: Draft) -> bool:
    return _ABOUT_ATTENDANCE.search(draft.title) is not None


def _is_people(text: str) -> bool:
    """Tell whether a line may hold people: it is no sentence."""
    return len(text) <= _MAX_LINE_OF_PEOPLE and not (
        text.endswith(".") and len(text.split()) > _WORDS_OF_A_SENTENCE and "," not in text
    )


# --- headings without a number ---------------------------------------------------------------------------------------


def _take_next_meeting(walk: Walk, said: Said) -> bool:
    """Take "Next meeting: ..." as an item of its own, unless the item it stands in announces meetings already."""
    paragraph, current = said.paragraph, walk.current
    label, _, rest = paragraph.text.partition(":")
    label, rest = label.strip(), rest.strip()
    set_off = current is not None and (paragraph.bold or paragraph.heading > 0)
    if not is_next_meeting(label) or not (rest or set_off) or (current is not None and is_next_meeting(current.title)):
        return False
    walk.open(Draft("", label, said=[Said(_only(paragraph, rest))] if rest else []))
    return True


def _only(paragraph: Paragraph, words: str) -> Paragraph:
    """Give some of a paragraph's words, in plain type."""
    return replace(paragraph, runs=(replace(paragraph.runs[0], text=words, bold=False),), heading=0)


def _take_heading(walk: Walk, said: Said) -> bool:
    """Take a heading that opens an item by its level, or a list of actions; else remember it for what follows."""
    paragraph, text, current = said.paragraph, said.paragraph.text, walk.current
    lists_actions = is_list_of_actions(text)
    if not paragraph.heading and not (paragraph.bold and lists_actions):
        return False
    if current is None and not lists_actions:
        return False
    own_list = lists_actions and current is not None and _is_over_actions(text)
    if paragraph.heading and (current is None or own_list or paragraph.heading <= (walk.openings.style.level or 9)):
        walk.open(Draft("", text.rstrip(" :")))
        return True
    walk.heading = text
    return False


def _is_over_actions(text: str) -> bool:
    """Tell whether a heading stands over actions of its own, and does not merely mark the next one."""
    return term(text) not in action_terms.ACTION_MARKS or term(text) in action_terms.PLURAL_HEADINGS
