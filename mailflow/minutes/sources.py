"""Which correction each change of a redline came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailflow.minutes.corrections import Change, Edit, corrected, fit
from mailflow.minutes.differences import Mark
from mailflow.minutes.model import Minutes
from mailflow.minutes.places import Part, place
from mailflow.minutes.redline import Passage, Redline, Stretch, compare

_ATTENDED = (Part.STATUS, Part.NAME, Part.INITIALS, Part.ROLE, Part.AGENCY, Part.SUBSTITUTE, Part.NOTE)
_SHOWN_AS = dict.fromkeys(_ATTENDED, Part.STATUS) | {Part.OWNERS: Part.ACTION, Part.DUE: Part.ACTION, Part.SAID: Part.PREVIOUS}
Span = tuple[Part, int, int, int, bool]  # part, at, start, end; whether the place is one of the later version


def compare_corrected(before: Minutes, after: Minutes, changes: Sequence[Change]) -> Redline:
    """Lay two versions beside each other, each changed passage with the corrections it came from.

    A correction is known by where it lies in the earlier version, else by where its new wording stands in the later one; what
    changed along with an item's words is put down to the correction that changes it when it is taken in alone.
    """
    redline = compare(before, after)
    spans = {change.id: tuple(_spans(before, after, change)) for change in changes}
    followed = {id(passage) for passage in redline.passages if passage.changed and not _sources(passage, spans)}
    alone = {change.id: corrected(before, [change]).minutes for change in changes} if followed else {}

    def with_sources(passage: Passage) -> Passage:
        if not passage.changed:
            return passage
        found = _sources(passage, spans)
        return replace(passage, corrections=found or tuple(n for n, minutes in alone.items() if _changes(before, minutes, passage)))

    return Redline(
        tuple(
            replace(section, heading=tuple(map(with_sources, section.heading)), passages=tuple(map(with_sources, section.passages)))
            for section in redline.sections
        )
    )


def _spans(before: Minutes, after: Minutes, change: Change) -> Iterator[Span]:
    edit = fit(before, change)
    if isinstance(edit, Edit):
        new_row = edit.part is Part.STATUS and edit.at == len(before.attendance)
        yield _SHOWN_AS.get(edit.part, edit.part), edit.at, edit.start, edit.end, new_row
    elif change.replace:
        for one in place(after, change.item, change.replace):
            yield _SHOWN_AS.get(one.part, one.part), one.at, one.start, one.end, True


def _sources(passage: Passage, spans: dict[int, tuple[Span, ...]]) -> tuple[int, ...]:
    return tuple(number for number, of in spans.items() if any(_touches(passage, span) for span in of))


def _touches(passage: Passage, span: Span) -> bool:
    """Tell whether a correction lies where a passage changed; a row is one place, of a paragraph the words count."""
    part, at, start, end, later = span
    stretch = passage.after if later else passage.before
    if part is not passage.part or stretch is None or stretch.at != at:
        return False
    return part is not Part.ITEM_TEXT or any(low <= end and start <= high for low, high in _changed(passage, stretch, later=later))


def _changed(passage: Passage, stretch: Stretch, *, later: bool) -> Iterator[tuple[int, int]]:
    """Give where a passage changed, in the words of one of the versions."""
    at = stretch.start
    for run in passage.runs:
        counts = run.mark is not (Mark.REMOVED if later else Mark.ADDED)
        if run.mark is not Mark.SAME:
            yield at, at + len(run.text) if counts else at
        at += len(run.text) if counts else 0


def _changes(before: Minutes, after: Minutes, passage: Passage) -> bool:
    """Tell whether one correction alone changes what a passage shows: an action, a day, the time."""
    if passage.part is Part.ACTION and passage.before is not None:
        gone = before.actions[passage.before.at]
        return gone not in after.actions
    if passage.part is Part.NEXT_MEETING:
        return before.next_meetings != after.next_meetings
    return passage.part is Part.VENUE and (before.time, before.venue) != (after.time, after.venue)
