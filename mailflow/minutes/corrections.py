"""Corrections laid upon minutes: which fit, which contradict each other, and what the minutes say once they are taken in.

A correction gives a passage and its new wording; what it really changes, its core, is the stretch in which the two differ. Two
corrections contradict each other where their cores meet, not where both merely quote the same sentence. Corrections are laid
upon the text they were made against, all together, so that their order does not matter; one whose passage only arises
from another is laid upon what that gave.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from mailflow.likeness import squeeze
from mailflow.minutes.differences import core, with_breaks, words_of
from mailflow.minutes.echoes import echoed
from mailflow.minutes.lines import split_attendance
from mailflow.minutes.model import Minutes, StatedAction
from mailflow.minutes.places import ATTENDANCE, Part, Place, place, texts, with_text

_TELLING = 3  # words of new wording that do not stand anywhere by chance


@dataclass(frozen=True, slots=True)
class Change:
    """A correction as the minutes know it, with the number the register gave it.

    `item`, `find`, `replace`: as in `replies.model.ProposedCorrection`; an insertion replaces a passage by itself and what is new.
    `which`: of several places the one that is meant, counted from 1; 0 where there should be but one.
    """

    id: int
    item: str | None
    find: str | None
    replace: str | None
    which: int = 0


class Standing(StrEnum):
    """How a change stands to a text."""

    FITS = "fits"
    ALREADY_SO = "already so"
    CHANGED = "changed otherwise"
    GONE = "passage gone"
    SEVERAL = "several places"
    CONFLICT = "conflict"
    NO_WORDING = "no wording"
    UNFIT = "not a wording for this"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A change that was not taken in, and why. `places`: where it may be meant; `others`: the changes it contradicts."""

    change: Change
    why: Standing
    places: tuple[Place, ...] = ()
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What a change does: the words [start, end) of the `at`-th of a part become `new`."""

    change: int
    part: Part
    at: int
    start: int
    end: int
    new: str

    def meets(self, other: Edit) -> bool:
        """Tell whether both change the same words, or put something into the same spot."""
        if (self.part, self.at) != (other.part, other.at):
            return False
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end and not self._beside(other)
        return self.start < other.end and other.start < self.end

    def _beside(self, other: Edit) -> bool:
        """An insertion at the border of a stretch that changes leaves that stretch alone."""
        empty, full = (self, other) if self.start == self.end else (other, self)
        return full.start < full.end and empty.start in (full.start, full.end)


@dataclass(frozen=True, slots=True)
class Corrected:
    """Minutes with changes taken in. `taken`: the changes that are in it, a twin of another too; `stale`: as in `echoes.echoed`."""

    minutes: Minutes
    taken: tuple[int, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    stale: tuple[StatedAction, ...] = ()


def corrected(minutes: Minutes, changes: Iterable[Change]) -> Corrected:
    """Take changes into minutes; of two that contradict each other the lower number is taken, the other told of.

    Pass those on which there is a ruling; see `conflicts` for telling of contradictions beforehand.
    """
    waiting = sorted(changes, key=lambda change: change.id)
    done = Corrected(minutes)
    while waiting:
        edits: list[Edit] = []
        unplaced: list[Unplaced] = []
        for change in waiting:
            found = fit(done.minutes, change)
            met = [edit for edit in edits if isinstance(found, Edit) and edit.meets(found)]
            if isinstance(found, Unplaced):
                unplaced.append(found)
            elif not met or all(_same_result(found, edit) for edit in met):
                edits.append(found)
            else:
                unplaced.append(Unplaced(change, Standing.CONFLICT, others=tuple(edit.change for edit in met)))
        if not edits:
            return replace(done, unplaced=done.unplaced + tuple(unplaced))
        done, refused = _laid_upon(done, edits)
        final = [one for one in unplaced if one.why is not Standing.GONE]
        done = replace(done, unplaced=(*done.unplaced, *final, *(Unplaced(_by_id(waiting, n), Standing.UNFIT) for n in refused)))
        waiting = [one.change for one in unplaced if one.why is Standing.GONE]
    return done


def conflicts(minutes: Minutes, changes: Iterable[Change]) -> tuple[tuple[Change, Change], ...]:
    """Find the pairs of changes that contradict each other: they change the same words, and not to the same."""
    fitting = [(change, edit) for change in changes if isinstance(edit := fit(minutes, change), Edit)]
    return tuple((one, other) for (one, edit), (other, its) in combinations(fitting, 2) if edit.meets(its) and not _same_result(edit, its))


def same(a: Change, b: Change, minutes: Minutes | None = None) -> bool:
    """Tell whether two changes ask for the same: same passage and wording but for white space, quotation marks and case.

    With the minutes they were made against, also where one quotes more of the sentence than the other.
    """
    if a.item == b.item and _folded(a.find) == _folded(b.find) and _folded(a.replace) == _folded(b.replace):
        return True
    if minutes is None:
        return False
    one, other = fit(minutes, a), fit(minutes, b)
    return isinstance(one, Edit) and isinstance(other, Edit) and one.meets(other) and _same_result(one, other)


def put_in(find: str | None, replace: str | None) -> str | None:
    """Give what a correction puts in, folded; it is the same however much is quoted about it. None where it gives no wording."""
    return squeeze(core(find, replace).new) if find and replace is not None else None


def fit(minutes: Minutes, change: Change) -> Edit | Unplaced:
    """Find what a change does to minutes, or why it cannot be told."""
    if change.replace is None or (not change.find and change.item != ATTENDANCE):
        return Unplaced(change, Standing.NO_WORDING)
    if change.item == ATTENDANCE and (row := _row_named(minutes, change)) is not None:
        return row
    places = place(minutes, change.item, change.find or "")
    open_places = tuple(one for one in places if not _says_so(minutes, one, change.replace))
    if not open_places:
        so = bool(places) or _stands(minutes, change)
        return Unplaced(change, Standing.ALREADY_SO if so else Standing.GONE, places)
    if change.which:
        chosen = places[change.which - 1] if change.which <= len(places) else None
        if chosen is None or chosen not in open_places:
            return Unplaced(change, Standing.SEVERAL if chosen is None else Standing.ALREADY_SO, places)
        return _edit(minutes, change, chosen)
    return _edit(minutes, change, open_places[0]) if len(open_places) == 1 else Unplaced(change, Standing.SEVERAL, places)


# --- one change ------------------------------------------------------------------------------------------------------


def _edit(minutes: Minutes, change: Change, at: Place) -> Edit:
    old = texts(minutes, at.part)[at.at][at.start : at.end]
    changed = core(old, with_breaks(old, _plain(change.replace or "")))
    return Edit(change.id, at.part, at.at, at.start + changed.start, at.start + changed.end, changed.new)


def _row_named(minutes: Minutes, change: Change) -> Edit | Unplaced | None:
    """Place "NAME: STATUS": on the row of that name as it was, or as a new row where the list had none; None where it is none."""
    new = split_attendance(change.replace or "")
    old = split_attendance(change.find or "")
    if new is None or (change.find and old is None):
        return None
    lines = texts(minutes, Part.STATUS)
    rows = [n for n, line in enumerate(lines) if squeeze(line.rpartition(":")[0]) == squeeze((old or new)[0])]
    if len(rows) > 1:
        return Unplaced(change, Standing.SEVERAL, tuple(Place(Part.STATUS, n, 0, len(lines[n])) for n in rows))
    if not rows:
        return Unplaced(change, Standing.GONE) if old else Edit(change.id, Part.STATUS, len(lines), 0, 0, change.replace or "")
    line, at = lines[rows[0]], Place(Part.STATUS, rows[0], 0, len(lines[rows[0]]))
    if squeeze(line) == squeeze(change.replace or ""):
        return Unplaced(change, Standing.ALREADY_SO, (at,))
    if old is None or squeeze(line) != squeeze(change.find or ""):
        return Unplaced(change, Standing.CHANGED, (at,))
    return Edit(change.id, Part.STATUS, rows[0], 0, len(line), change.replace or "")


def _says_so(minutes: Minutes, at: Place, new: str) -> bool:
    """Tell whether the new wording stands about a passage already ("X and Y" about "X")."""
    text = texts(minutes, at.part)[at.at]
    if text[at.start : at.end] == new:
        return True
    here = place(minutes, at.item, new) if new else ()
    return any((p.part, p.at) == (at.part, at.at) and p.exact and p.start <= at.start and at.end <= p.end for p in here)


def _stands(minutes: Minutes, change: Change) -> bool:
    """Tell whether the new wording stands where the passage was looked for; a word or two may stand there for other reasons."""
    new = change.replace or ""
    return len(words_of(new)) >= _TELLING and bool(place(minutes, change.item, new))


def _same_result(one: Edit, other: Edit) -> bool:
    return (one.part, one.at, one.start, one.end) == (other.part, other.at, other.start, other.end) and squeeze(one.new) == squeeze(
        other.new
    )


def _folded(words: str | None) -> str | None:
    return None if words is None else squeeze(words).strip(" .,;:")


# --- all of them -----------------------------------------------------------------------------------------------------


def _laid_upon(done: Corrected, edits: Sequence[Edit]) -> tuple[Corrected, list[int]]:
    """Put edits that do not contradict each other into the minutes; gives also those whose words the part cannot hold."""
    parts: dict[tuple[Part, int], list[Edit]] = defaultdict(list)
    for edit in edits:
        parts[edit.part, edit.at].append(edit)
    after = done.minutes
    refused: list[int] = []
    for (part, at), of_part in sorted(parts.items(), key=lambda entry: entry[0]):
        known = texts(after, part)
        text = _spliced(known[at] if at < len(known) else "", of_part)
        changed = with_text(after, part, at, _canonical(text) if part is Part.ITEM_TEXT else " ".join(text.split()))
        after = changed or after
        refused += [edit.change for edit in of_part if changed is None]
    after, stale = echoed(done.minutes, after)
    taken = tuple(edit.change for edit in edits if edit.change not in refused)
    return Corrected(after, done.taken + taken, done.unplaced, done.stale + stale), refused


def _spliced(text: str, edits: Iterable[Edit]) -> str:
    """Put edits into one text, from its end to its beginning; what stands twice is put in once."""
    unique = {(edit.start, edit.end, squeeze(edit.new)): edit for edit in reversed(list(edits))}
    for edit in sorted(unique.values(), key=lambda edit: (edit.start, edit.end), reverse=True):
        before, after = text[: edit.start], text[edit.end :]
        if not edit.new:
            before, after = _closed_up(before, after)
        text = before + edit.new + after
    return text


def _closed_up(before: str, after: str) -> tuple[str, str]:
    """Leave no double space, and no space before a mark, where something was taken out."""
    if after[:1] in {" ", "\n", ""} or after[:1] in ",.;:!?)":
        return before.rstrip(" "), after if before.rstrip(" ") and not before.endswith("\n") else after.lstrip(" ")
    return before, after


def _canonical(text: str) -> str:
    """Bring a text back to the one form of `minutes.model`, without paragraphs and entries that have become empty."""
    blocks = []
    for block in re.split(r"\n{2,}", text):
        lines = [line.strip() for line in block.split("\n")]
        kept = [line for line in lines if line and line != "-"]
        if kept:
            blocks.append("\n".join(kept))
    return "\n\n".join(blocks)


def _plain(words: str) -> str:
    """Bring new wording to one line a paragraph."""
    paragraphs = (re.sub(r"\s*\n(?!- )\s*", " ", one.strip()) for one in re.split(r"\n\s*\n", words.replace("\r", "")))
    return "\n\n".join(paragraphs)


def _by_id(changes: Iterable[Change], number: int) -> Change:
    return next(change for change in changes if change.id == number)
