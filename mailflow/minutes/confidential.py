"""Confidential items: how a document marks them, and the minutes without them. Pure.

An item is marked in its title: "(Confidential)", "CONFIDENTIAL: Staffing", "Staffing - confidential"; or by a first line that says nothing
else. Its sub-items are confidential with it. A heading that is nothing but the mark ("Part II - Confidential") stands for all that follows,
until a heading says that the meeting is open again. What is read from a confidential item (actions, what became of earlier ones, meetings
to come) is so too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from mailflow.minutes.frame import is_next_meeting, meetings_in
from mailflow.minutes.model import Item, Minutes, NextMeeting

WITHHELD = "Confidential item"
_MARK = (
    r"(?:strictly\s+|private\s+(?:and|&)\s+)?(?:confidential|restricted|exempt|in\s+camera|closed\s+session|private\s+session|not\s+for\s+publication|"
    r"vertraulich|nicht\s*öffentlich\w*|nichtöffentlich\w*|confidentiel(?:le)?s?|huis\s+clos|confidencial(?:es)?|cyfrinachol)"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"[(\[][^()\[\]]{{0,40}}\b{_MARK}\b[^()\[\]]{{0,40}}[)\]]",
        rf"^\W*{_MARK}\s*[:–—-]",
        rf"[:–—-]\s*{_MARK}\W*$",
        rf"^\W*{_MARK}\W*$",
    )
)
_ALONE = re.compile(
    rf"^\W*(?:part\s+(?:ii|two|2|b)\s*[:–—-]?\s*)?[(\[]?{_MARK}[)\]]?(?:\s+(?:items?|business|matters|session|section|part|minutes|agenda))?\W*$"
    r"|^\W*part\s+(?:ii|two|2|b)\W*$",
    re.IGNORECASE,
)
_OPEN_AGAIN = re.compile(r"^\W*(?:part\s+(?:i|one|1|a)\b|open\s+(?:session|items?|part)|public\s+(?:session|items?|part))", re.IGNORECASE)
_FIRST_LINE = re.compile(rf"^\W*{_MARK}\W*$|^[(\[]{_MARK}[)\]]|^{_MARK}\s*:", re.IGNORECASE)


def mark_confidential(items: Sequence[Item]) -> tuple[Item, ...]:
    """Give the items, each marked where it is confidential."""
    marked: list[Item] = []
    inside, under = False, ""
    for item in items:
        title = " ".join(item.title.split())
        if _OPEN_AGAIN.match(title):
            inside = False
        if _ALONE.match(title) and not _is_sub(item.number, under):
            inside = True
        own = any(form.search(title) for form in _FORMS) or bool(_FIRST_LINE.match(item.text.partition("\n")[0]))
        if own and not (under and _is_sub(item.number, under)):
            under = item.number
        secret = inside or own or bool(under and _is_sub(item.number, under))
        marked.append(replace(item, confidential=True) if secret else item)
    return tuple(marked)


def _is_sub(number: str, of: str) -> bool:
    return bool(number and of) and number.rstrip(".").startswith(of.rstrip(".") + ".")


def has_confidential(minutes: Minutes) -> bool:
    """Tell whether anything in these minutes is confidential."""
    return any(item.confidential for item in minutes.items)


def is_confidential(minutes: Minutes, item: str, text: str) -> bool:
    """Tell whether something that stands under an item, in these words, is confidential."""
    secret = [one for one in minutes.items if one.confidential]
    if not secret:
        return False
    plain = [one.number for one in minutes.items if not one.confidential]
    numbered = bool(item) and item in {one.number for one in secret} and item not in plain
    words = _folded(text)
    return numbered or (len(words) > 3 and any(words in _folded(f"{one.title} {one.text}") for one in secret))


def withheld(minutes: Minutes) -> Minutes:
    """Give the minutes as they may be shown to those who are not entitled to what is confidential: its place is seen, its words are not."""
    if not has_confidential(minutes):
        return minutes
    approval = minutes.approval
    if approval and is_confidential(minutes, "", approval.sentence):
        approval = None
    return replace(
        minutes,
        items=tuple(Item(item.number, WITHHELD, "", True) if item.confidential else item for item in minutes.items),
        actions=tuple(action for action in minutes.actions if not is_confidential(minutes, action.item, action.text)),
        previous_actions=tuple(one for one in minutes.previous_actions if not is_confidential(minutes, "", one.said or one.text)),
        approval=approval,
        next_meetings=_announced_openly(minutes),
    )


def _announced_openly(minutes: Minutes) -> tuple[NextMeeting, ...]:
    """Give the meetings to come, without those that confidential items alone announce; where both do, as the open one says it."""
    secret = [f"{item.title}\n{item.text}" for item in minutes.items if item.confidential]
    hidden = {one.date for text in secret for one in meetings_in("next meeting", text, minutes.date)}
    if not any(one.date in hidden for one in minutes.next_meetings):
        return minutes.next_meetings
    under = tuple(f"{item.number}." for item in minutes.items if item.number and not item.confidential and is_next_meeting(item.title))
    opened: dict[dt.date | None, NextMeeting] = {}
    for item in minutes.items:
        if not item.confidential:
            title = "next meeting" if is_next_meeting(item.title) or (not item.title and item.number.startswith(under)) else item.title
            for one in (*meetings_in(title, item.text, minutes.date), *meetings_in(title, item.title, minutes.date)):
                opened.setdefault(one.date, one)
    kept = (one if one.date not in hidden else opened.get(one.date) for one in minutes.next_meetings)
    return tuple(one for one in kept if one)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
