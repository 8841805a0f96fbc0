"""What changed between two versions of minutes, in reading order: each paragraph, row and action with its words removed and added.

The passages that are not added make up the one version, those that are not removed the other. Either may be a part of the
minutes only: what is left out of the Minutes that are compared is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from mailflow.likeness import find_passage
from mailflow.minutes.differences import Mark, Run, diff, pair_lines
from mailflow.minutes.lines import action_line, frame_line, meeting_line, previous_line, row_line
from mailflow.minutes.model import Group, Item, Minutes, PreviousAction
from mailflow.minutes.pairing import Pair, in_order, paired, paired_actions, paired_attendance, paired_items
from mailflow.minutes.places import Part

T = TypeVar("T")
ELLIPSIS = "..."
_ENTRY = "- "


class Topic(StrEnum):
    """What a section of a redline is about."""

    HEAD = "head"
    ATTENDANCE = "attendance"
    ITEM = "item"
    PREVIOUS = "previous actions"
    ACTIONS = "actions"
    NEXT_MEETINGS = "next meetings"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a passage stands in one version: from `start` on in the words of the `at`-th of its part."""

    at: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an entry of a list, or a row. `before`, `after`: where it stands, None where it was not there or is no more.

    `corrections`: the numbers of those it came from, as far as is known.
    """

    part: Part
    runs: tuple[Run, ...]
    before: Stretch | None
    after: Stretch | None
    entry: bool = False
    corrections: tuple[int, ...] = ()

    @property
    def mark(self) -> Mark:
        """What became of the passage as a whole."""
        if self.before is None:
            return Mark.ADDED
        return Mark.REMOVED if self.after is None else Mark.SAME

    @property
    def changed(self) -> bool:
        return any(run.mark is not Mark.SAME for run in self.runs)


@dataclass(frozen=True, slots=True)
class Section:
    """An item with its heading, or another part of the minutes. `group`: of the attendance list.

    `heading` is empty but for items. `moved`: it stands elsewhere among the items than before.
    """

    topic: Topic
    passages: tuple[Passage, ...] = ()
    heading: tuple[Passage, ...] = ()
    level: int = 1
    group: Group | None = None
    moved: bool = False

    @property
    def mark(self) -> Mark:
        """What became of an item as a whole."""
        return self.heading[0].mark if self.heading else Mark.SAME

    @property
    def changed(self) -> bool:
        return self.moved or any(passage.changed for passage in (*self.heading, *self.passages))


@dataclass(frozen=True, slots=True)
class Redline:
    """Two versions laid beside each other, section by section."""

    sections: tuple[Section, ...]

    @property
    def changed(self) -> tuple[Section, ...]:
        """The sections in which something changed."""
        return tuple(section for section in self.sections if section.changed)

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, headings too, in reading order."""
        return tuple(passage for section in self.sections for passage in (*section.heading, *section.passages))


def compare(before: Minutes, after: Minutes) -> Redline:
    """Lay two versions beside each other."""
    meetings, later = before.next_meetings, after.next_meetings
    sections = [
        _head(before, after),
        *_attendance(before, after),
        *_items(before, after),
        _previous(before, after),
        _rows(Topic.ACTIONS, Part.ACTION, before.actions, after.actions, paired_actions(before, after), action_line),
        _rows(Topic.NEXT_MEETINGS, Part.NEXT_MEETING, meetings, later, paired(meetings, later, meeting_line), meeting_line),
    ]
    return Redline(tuple(section for section in sections if section.passages or section.heading))


def shortened(runs: Sequence[Run], keep: int = 60) -> tuple[Run, ...]:
    """Take the middle out of long stretches that are the same: some `keep` characters stay beside what changed, whole words."""
    return tuple(_short(run, keep, first=n == 0, last=n == len(runs) - 1) if run.mark is Mark.SAME else run for n, run in enumerate(runs))


def _short(run: Run, keep: int, *, first: bool, last: bool) -> Run:
    text = run.text
    if len(text) <= 2 * keep or (first and last):
        return run
    head = "" if first else text[:keep].rsplit(None, 1)[0] + " "
    tail = "" if last else " " + text[-keep:].split(None, 1)[-1]
    return replace(run, text=f"{head}{ELLIPSIS}{tail}")


# --- sections --------------------------------------------------------------------------------------------------------


def _head(before: Minutes, after: Minutes) -> Section:
    parts = (
        (Part.BOARD, before.board, after.board),
        (Part.TITLE, before.title, after.title),
        (Part.VENUE, frame_line(before), frame_line(after)),
    )
    return Section(Topic.HEAD, tuple(_passage(part, (old,), (new,), (0, 0), str) for part, old, new in parts if old or new))


def _attendance(before: Minutes, after: Minutes) -> Iterator[Section]:
    old, new = before.attendance, after.attendance
    pairs = paired_attendance(before, after)
    for group in Group:
        rows_old, rows_new = ({n for n, row in enumerate(rows) if row.group is group} for rows in (old, new))
        of_group = [(one if one in rows_old else None, other if other in rows_new else None) for one, other in pairs]
        passages = [_passage(Part.STATUS, old, new, pair, row_line) for pair in of_group if pair != (None, None)]
        if group is Group.IN_ATTENDANCE:
            passages += [_passage(Part.OTHERS, before.others, after.others, p, str) for p in paired(before.others, after.others, str)]
        if passages:
            yield Section(Topic.ATTENDANCE, tuple(passages), group=group)


def _items(before: Minutes, after: Minutes) -> Iterator[Section]:
    pairs = paired_items(before, after)
    steady = in_order(pairs)
    for pair in pairs:
        was, now = pair
        moved = was is not None and now is not None and was not in steady
        heading = _passage(Part.ITEM_TITLE, before.items, after.items, pair, _heading)
        item = after.items[now] if now is not None else before.items[was or 0]
        level = 2 if "." in item.number.rstrip(".") else 1
        yield Section(Topic.ITEM, tuple(_lines(before, after, pair)), (heading,), level, moved=moved)


def _lines(before: Minutes, after: Minutes, pair: Pair) -> Iterator[Passage]:
    was, now = pair
    old = _spread(before.items[was].text) if was is not None else []
    new = _spread(after.items[now].text) if now is not None else []
    for one, other in pair_lines([line for _, line in old], [line for _, line in new]):
        start, there = old[one] if one is not None else (0, "")
        begin, here = new[other] if other is not None else (0, "")
        yield Passage(
            Part.ITEM_TEXT,
            diff(there.removeprefix(_ENTRY), here.removeprefix(_ENTRY)),
            Stretch(was, start + _lead(there)) if one is not None and was is not None else None,
            Stretch(now, begin + _lead(here)) if other is not None and now is not None else None,
            (here or there).startswith(_ENTRY),
        )


def _previous(before: Minutes, after: Minutes) -> Section:
    """Earlier actions that stand in a table of their own; what the items say of others is shown there."""
    old, new = before.previous_actions, after.previous_actions
    loose_old, loose_new = (tuple(not _stands(of, one) for one in of.previous_actions) for of in (before, after))
    return Section(
        Topic.PREVIOUS,
        tuple(
            _passage(Part.PREVIOUS, old, new, (one, other), previous_line)
            for one, other in paired(old, new, previous_line)
            if (one is not None and loose_old[one]) or (other is not None and loose_new[other])
        ),
    )


def _stands(minutes: Minutes, action: PreviousAction) -> bool:
    return any(find_passage(action.text, item.text, most=1, fuzzy=False) for item in minutes.items)


def _rows(topic: Topic, part: Part, old: Sequence[T], new: Sequence[T], pairs: Sequence[Pair], words: Callable[[T], str]) -> Section:
    return Section(topic, tuple(_passage(part, old, new, pair, words) for pair in pairs))


def _passage(part: Part, old: Sequence[T], new: Sequence[T], pair: Pair, words: Callable[[T], str]) -> Passage:
    was, now = pair
    runs = diff(words(old[was]) if was is not None else "", words(new[now]) if now is not None else "")
    return Passage(part, runs, Stretch(was) if was is not None else None, Stretch(now) if now is not None else None)


def _heading(item: Item) -> str:
    return " ".join(filter(None, (item.number, item.title)))


def _spread(text: str) -> list[tuple[int, str]]:
    """Give the lines of a text that hold words, each with where it begins."""
    found: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        if line:
            found.append((at, line))
        at += len(line) + 1
    return found


def _lead(line: str) -> int:
    return len(_ENTRY) if line.startswith(_ENTRY) else 0
