"""How a correction of one version of minutes stands to a later one: still to be made, made already, or overtaken."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailflow.likeness import find_passage, squeeze
from mailflow.minutes.corrections import Change, Edit, Standing, fit
from mailflow.minutes.differences import Mark, diff, pair_lines
from mailflow.minutes.model import Item, Minutes
from mailflow.minutes.pairing import paired_items
from mailflow.minutes.places import Part, texts

_ALIKE = 0.6
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\S+\s*$"), re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Placement:
    """How a change stands to a later version.

    `change`: as it is to be laid upon that version: with the item's number there. `now`: what stands there instead of the passage,
    where it was changed otherwise.
    """

    standing: Standing
    change: Change
    now: str = ""


def follow(change: Change, made_against: Minutes, later: Minutes) -> Placement:
    """Follow a change from the version it was made against to a later one.

    The passage is followed by what became of the words about it, so that the same words elsewhere are not taken for it.
    """
    first = fit(made_against, change)
    if not isinstance(first, Edit) or first.part is not Part.ITEM_TEXT:
        found = fit(later, change)
        return Placement(Standing.FITS if isinstance(found, Edit) else found.why, change)
    item = made_against.items[first.at]
    at = next((other for one, other in paired_items(made_against, later) if one == first.at), None)
    if at is None:
        return _elsewhere(change, later)
    twin = later.items[at]
    moved = replace(change, item=twin.number, which=0)
    spot = _spot(made_against.items[first.at].text, change, first)
    return _in_item(moved, item, twin, spot, first, later)


def _in_item(change: Change, item: Item, twin: Item, spot: tuple[int, int], edit: Edit, later: Minutes) -> Placement:
    start, end = follow_span(item.text, twin.text, *spot)
    passage, new = item.text[spot[0] : spot[1]], change.replace or ""
    now = twin.text[start:end]
    wider = item.text[spot[0] : edit.start] + edit.new + item.text[edit.end : spot[1]]
    if squeeze(now) == squeeze(passage):
        return _at(change, later, start)
    if now.strip() and squeeze(now) == squeeze(wider):
        return Placement(Standing.ALREADY_SO, change)
    found = fit(later, change)
    if not now.strip() and isinstance(found, Edit) and len(find_passage(passage, item.text, fuzzy=False)) == 1:
        return Placement(Standing.FITS, change)  # its paragraph was moved, or written anew about it
    if not now.strip() and not new:
        return Placement(Standing.ALREADY_SO, change)
    if not isinstance(found, Edit) and found.why is Standing.ALREADY_SO:
        return Placement(Standing.ALREADY_SO, change)
    if (rebased := _rebased(change, item, twin, spot, edit)) is not None:
        return _at(rebased, later, start)
    return Placement(Standing.CHANGED if now.strip() else Standing.GONE, change, now.strip())


def _rebased(change: Change, item: Item, twin: Item, spot: tuple[int, int], edit: Edit) -> Change | None:
    """Write a change anew where other words of the passage it quotes were changed, and none of its own; None where its own were."""
    low, high = edit.start, edit.end
    if low == high:  # an insertion keeps to the word before it, else to the one after it
        left, right = _WORD_BEFORE.search(item.text, spot[0], low), _WORD_AFTER.match(item.text, high, spot[1])
        low, high = left.span() if left else right.span() if right else (low, high)
    start, end = follow_span(item.text, twin.text, *spot)
    at, to = follow_span(item.text, twin.text, low, high)
    kept = item.text[low:high]
    if low == high or twin.text[at:to] != kept or not start <= at <= to <= end:
        return None
    own = kept[: edit.start - low] + edit.new + kept[edit.end - low :]
    return replace(change, find=twin.text[start:end], replace=twin.text[start:at] + own + twin.text[to:end])


def _spot(text: str, change: Change, edit: Edit) -> tuple[int, int]:
    """Give where the passage that a change quotes stands, wider than what it changes."""
    found = find_passage(change.find or "", text, fuzzy=False, most=50)
    return next(((one.start, one.end) for one in found if one.start <= edit.start and edit.end <= one.end), (edit.start, edit.end))


def _at(change: Change, later: Minutes, start: int) -> Placement:
    """Say which of several places is meant by where the passage came to stand."""
    found = fit(later, change)
    if isinstance(found, Edit):
        return Placement(Standing.FITS, change)
    for number, one in enumerate(found.places, 1):
        if one.part is Part.ITEM_TEXT and one.start == start and found.why is Standing.SEVERAL:
            return Placement(Standing.FITS, replace(change, which=number))
    return Placement(found.why, change)


def _elsewhere(change: Change, later: Minutes) -> Placement:
    """Look for a passage whose item is gone: in all of the minutes."""
    free = replace(change, item=None)
    found = fit(later, free)
    if isinstance(found, Edit):
        items = [later.items[found.at].number] if found.part in (Part.ITEM_TEXT, Part.ITEM_TITLE) else [None]
        return Placement(Standing.FITS, replace(change, item=items[0]))
    if found.why is not Standing.GONE:
        return Placement(found.why, free)
    like = [
        text[one.start : one.end]
        for text in texts(later, Part.ITEM_TEXT)
        for one in find_passage(change.find or "", text, least=_ALIKE, most=1)
    ]
    return Placement(Standing.CHANGED if like else Standing.GONE, change, like[0] if like else "")


def follow_span(before: str, after: str, start: int, end: int) -> tuple[int, int]:
    """Follow the stretch [start, end) of a text to where its words stand in a later wording of the text."""
    old, new = before.split("\n"), after.split("\n")
    old_at, new_at = _starts(old), _starts(new)
    low, high, last = len(after), -1, 0
    for one, other in pair_lines(old, new):
        if one is not None and old_at[one] <= end and start <= old_at[one] + len(old[one]) and old[one]:
            if other is None:
                low, high = min(low, last), max(high, last)
                continue
            inner = _in_line(old[one], new[other], max(0, start - old_at[one]), min(len(old[one]), end - old_at[one]))
            low, high = min(low, new_at[other] + inner[0]), max(high, new_at[other] + inner[1])
        if other is not None:
            last = new_at[other] + len(new[other])
    return (low, high) if high >= low else (last, last)


def _in_line(before: str, after: str, start: int, end: int) -> tuple[int, int]:
    """Follow a stretch through what changed in one line; a change that it takes in whole or in part goes with it."""
    at = to = 0
    low: int | None = None
    high = 0
    for run in diff(before, after):
        length = len(run.text)
        if run.mark is Mark.ADDED:
            if low is not None and at <= end and at > start:
                high = to + length
            elif at == start and at < end and low is None and before[at - 1 : at] != " ":
                low = to
            to += length
            continue
        overlaps = at < end and start < at + length
        if run.mark is Mark.REMOVED:
            if overlaps:
                low, high = (to if low is None else low), to
            at += length
            continue
        if overlaps:
            low = to + max(0, start - at) if low is None else low
            high = to + min(length, end - at)
        at, to = at + length, to + length
    return (low, max(low, high)) if low is not None else (to, to)


def _starts(lines: list[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return starts
