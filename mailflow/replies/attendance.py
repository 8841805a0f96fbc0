"""Who was there: corrections of the attendance list, and of the spelling of the sender's own name.

A change of the list is item "attendance", with find and replace as "NAME: STATUS".
"""

from __future__ import annotations

from dataclasses import replace

from mailflow.likeness import likeness, squeeze
from mailflow.minutes.model import Presence
from mailflow.replies import doubts
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import around, locate
from mailflow.replies.phrases import Sense
from mailflow.replies.speech import Speech

ATTENDANCE = "attendance"


def read_attendance(speech: Speech, context: Context) -> ProposedCorrection | None:
    """Read a sentence that corrects the attendance list ("I sent apologies but am shown absent")."""
    said = (Sense.APOLOGISED, Presence.APOLOGIES), (Sense.ATTENDED, Presence.PRESENT), (Sense.NOT_THERE, Presence.ABSENT)
    order = [(hit.start, presence) for sense, presence in said if (hit := speech.first(sense)) is not None]
    if not order:
        return None
    wanted = min(order)[1]
    name, other, named = _whom(speech, context)
    if not (named or speech.has(Sense.ATTENDANCE_CUE)):
        return None
    shown = next((status for listed, status in context.attendance if listed == name), None)
    if shown == wanted and not speech.has(Sense.HEARSAY, Sense.ABOUT_MINUTES):
        return None
    doubt = doubts.ALREADY_SO if shown == wanted else doubts.NOT_ON_LIST if shown is None else doubts.OTHER_PERSON if other else ""
    find = f"{name}: {shown}" if shown is not None else None
    return ProposedCorrection(ATTENDANCE, find, f"{name}: {wanted.value}", speech.text, speech.sentence.lines, doubt=doubt)


def correct_name(speech: Speech, name: str, context: Context) -> ProposedCorrection:
    """Propose another spelling of the sender's own name, wherever the minutes have one much like it."""
    new = name.partition(",")[0].rstrip(" .!")  # "..., with an h at the end"
    listed = max((row for row, _ in context.attendance), key=lambda row: likeness(row, new), default="")
    old = listed if likeness(listed, new) >= 0.6 else _like_part(context.person, new)
    spots = [spot for spot in locate(old, context.items, fuzzy=False) if spot.text != new] if old else []
    base = ProposedCorrection(ATTENDANCE, old or None, new, speech.text, speech.sentence.lines)
    if listed and old == listed and old != new:
        return base
    if len(spots) == 1:
        return replace(base, item=spots[0].item.number, find=spots[0].text)
    choices = tuple(f"{spot.item.number}: {around(spot)}" for spot in spots)
    doubt = doubts.PASSAGE_TWICE.format(count=len(spots)) if spots else doubts.PASSAGE_NOWHERE
    return replace(base, item=None, choices=choices, doubt=doubts.ALREADY_SO if old == new else doubt)


def _like_part(person: str, new: str) -> str:
    parts = [part for part in (person, *person.split()) if likeness(part, new) >= 0.6]
    return max(parts, key=lambda part: likeness(part, new), default="")


def _whom(speech: Speech, context: Context) -> tuple[str, bool, bool]:
    """Tell whose attendance a sentence speaks of, as the list spells it; whether it is not the sender's; whether it names them."""
    folded = squeeze(speech.text)
    named = [name for name, _ in context.attendance if squeeze(name) in folded and squeeze(name) != squeeze(context.person)]
    if len(named) == 1:
        return named[0], True, True
    best = max((name for name, _ in context.attendance), key=lambda name: likeness(name, context.person), default="")
    own = best if best and likeness(best, context.person) >= 0.85 else context.person
    return own, False, bool(own) and squeeze(own) in folded
