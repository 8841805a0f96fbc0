"""What follows when the words of an item or the title change: actions, days, meetings to come that were read from those words.

A thing is read again only where reading the old words gives the very thing that stood there: then the new words may speak
for it. Owners that stood in a column beside the words are no part of them, and stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailflow.likeness import find_passage
from mailflow.minutes.differences import pair_lines
from mailflow.minutes.frame import frame_of, is_next_meeting, meetings_in
from mailflow.minutes.marks import known_as
from mailflow.minutes.model import Minutes, NextMeeting, StatedAction
from mailflow.minutes.owed import Calendar, Terms, due_of, terms_of
from mailflow.minutes.previous import previous_in_text

_JOINED = 0.7  # as like an action's words as this, a passage is still about it


def echoed(before: Minutes, after: Minutes) -> tuple[Minutes, tuple[StatedAction, ...]]:
    """Give `after` with what was read from words that changed read again, and the actions that may no longer say what their item says.

    Whoever owed an action still owes it where the new words name nobody. `before` and `after` differ in what items, titles and
    the attendance list say, item for item.
    """
    if _meetings(before) == before.next_meetings:
        after = replace(after, next_meetings=_meetings(after))
    refs = [action.ref for action in before.actions if action.ref]
    if previous_in_text(before.items, refs) == before.previous_actions:
        after = replace(after, previous_actions=previous_in_text(after.items, refs))
    after = _with_frame(before, after)
    old, new = _calendar(before), _calendar(after)
    texts = [(item.number, item.text, other.text) for item, other in zip(before.items, after.items, strict=True) if item.text != other.text]
    kept: list[StatedAction] = []
    stale: list[StatedAction] = []
    for was, action in zip(before.actions, after.actions, strict=True):
        if was != action:
            kept.append(action)  # it was itself corrected
            continue
        pairs = [(one, other) for number, one, other in texts if number == action.item]
        found, sure = _followed(action, pairs, old, new)
        kept += [found] if found else []
        stale += [found] if found and not sure else []
    return replace(after, actions=tuple(kept)), tuple(stale)


def _followed(action: StatedAction, texts: Iterable[tuple[str, str]], old: Calendar, new: Calendar) -> tuple[StatedAction | None, bool]:
    """Give an action as its item's new words state it, and whether that is certain; None where they state it no more."""
    moved = _on_new_day(action, old, new)
    for before, after in texts:
        lines = _line_of(action, before, after)
        if lines is None:
            continue
        line, changed = lines
        if changed is None:  # its line was deleted, or joined to another
            joined = find_passage(action.text, after, least=_JOINED, most=1)
            return (moved, joined[0].score == 1) if joined else (None, True)
        again = _read_again(action, line, changed, old, new)
        if again is None:
            return moved, False
        if action.owners and not again.owners:
            return replace(again, owners=action.owners, delegate=action.delegate), False
        return again, True
    return moved, True


def _meetings(minutes: Minutes) -> tuple[NextMeeting, ...]:
    titled = [item for item in minutes.items if is_next_meeting(item.title)]
    found: dict[object, NextMeeting] = {}
    for item in titled or minutes.items:
        for meeting in meetings_in("next meeting" if titled else "", item.text, minutes.date):
            found.setdefault(meeting.date, meeting)
    return tuple(found.values())


def _with_frame(before: Minutes, after: Minutes) -> Minutes:
    """Read time and venue from the title again. The day stays: it is the meeting's name."""
    if before.title == after.title:
        return after
    old, new = frame_of([before.title]), frame_of([after.title])
    if old.time == before.time == after.time:
        after = replace(after, time=new.time)
    return replace(after, venue=new.venue) if old.venue == before.venue == after.venue else after


def _calendar(minutes: Minutes) -> Calendar:
    known = known_as([row.name for row in minutes.attendance] + [row.substitute for row in minutes.attendance if row.substitute])
    return Calendar(minutes.date, min((one.date for one in minutes.next_meetings if one.date), default=None), known)


def _on_new_day(action: StatedAction, old: Calendar, new: Calendar) -> StatedAction:
    """Move what is due by the next meeting with it."""
    if old.next_meeting == new.next_meeting or not action.due_text:
        return action
    was = due_of(action.text, action.due_text, old)[0]
    return replace(action, due=due_of(action.text, action.due_text, new)[0]) if was == action.due else action


def _line_of(action: StatedAction, before: str, after: str) -> tuple[str, str | None] | None:
    """Find the line that states an action, and what became of it; None where it does not stand there, or did not change."""
    old, new = before.split("\n"), after.split("\n")
    pairs = pair_lines(old, new)
    for at, (one, other) in enumerate(pairs):
        if one is None or (other is not None and old[one] == new[other]) or not find_passage(action.text, old[one], fuzzy=False):
            continue
        if other is None:  # written anew, where another line came in its place
            other = next((n for gone, n in pairs[max(0, at - 1) : at + 2] if gone is None), None)
        return old[one], None if other is None else new[other]
    return None


def _read_again(action: StatedAction, line: str, changed: str, old: Calendar, new: Calendar) -> StatedAction | None:
    """Read an action's line again; None where its words cannot be told there any more."""
    place = find_passage(action.text, line, fuzzy=False)[0]
    lead, rest = line[: place.start], line[place.end :]
    if not changed.startswith(lead):
        lead = next((changed[: len(changed) - len(tail)] for tail in (line[place.start :],) if changed.endswith(tail)), "")
        if not lead:
            return None
    was, now = terms_of(line[place.start :], old), terms_of(changed[len(lead) :], new)
    if was.text == action.text:
        return _from_terms(action, was, now)
    if changed.endswith(rest) and len(lead) + len(rest) < len(changed):
        return replace(action, text=changed[len(lead) : len(changed) - len(rest)])
    return None


def _from_terms(action: StatedAction, was: Terms, now: Terms) -> StatedAction:
    owned = (was.owners, was.delegate) == (action.owners, action.delegate)
    dated = (was.due, was.due_text) == (action.due, action.due_text)
    return replace(
        action,
        text=now.text,
        owners=now.owners if owned else action.owners,
        delegate=now.delegate if owned else action.delegate,
        due=now.due if dated else action.due,
        due_text=now.due_text if dated else action.due_text,
    )
