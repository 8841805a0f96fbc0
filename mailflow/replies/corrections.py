"""What a sentence proposes to change in the minutes: which passage, where it stands, and its new wording.

The frames ("X should read Y") are data (phrases/<language>.toml, `corrections`). What stands between quotation marks is
blotted out before a frame is tried, so that the words of the minutes cannot be taken for the words of the frame. A sure
frame is a correction whatever it holds; a loose one ("X not Y") only where its words are quoted, placed, or stand in the
minutes. A change of the attendance list is item "attendance", with find and replace as "NAME: STATUS".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.likeness import likeness, squeeze
from mailflow.minutes.model import Item, Presence
from mailflow.replies import doubts
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import (
    SURE,
    Pointed,
    Spot,
    is_this,
    locate,
    paragraph_of,
    passage_at,
    point,
    strip_place_after,
    strip_places,
)
from mailflow.replies.phrases import STATUS_SENSES, Frame, Sense, frames
from mailflow.replies.sentences import mask_quotations
from mailflow.replies.speech import Speech

LONGEST_SENTENCE = 800  # characters; a frame costs time that grows with the square of it
ATTENDANCE = "attendance"
_BLOT = re.compile("\ue000+")
_MARKS = " \t\"“”„«»'‘’"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a frame found: the words to look for, the new words, and the words beside which they are to be put."""

    find: str | None
    replace: str | None
    after: str | None = None
    before: str | None = None
    sure: bool = True
    spelling: bool = False
    quoted: bool = False
    opens: bool = False


def read_correction(speech: Speech, context: Context, *, carried: Pointed | None = None) -> ProposedCorrection | None:
    """Read a sentence as a correction with wording; None where it is none.

    `carried`: the place that a line above named for what follows.
    """
    text = speech.text
    masked = mask_quotations(text)
    cued = speech.has(Sense.CORRECTION_CUE, Sense.ABOUT_MINUTES) or masked != text
    if len(text) > LONGEST_SENTENCE or not cued:
        return None
    place = point(masked, context.items)
    if place.item is None and not place.missing and carried is not None:
        place = replace(place, item=carried.item, paragraph=place.paragraph or carried.paragraph, missing=carried.missing)
    about = paragraph_of(speech.sentence.about, context.items) if speech.sentence.about else None
    of_action = any(ref.ref or ref.choices for _, ref in speech.refs)
    if of_action and about is None and place.item is None and not place.missing and masked == text:
        return None  # nothing points at the minutes, and an action is named
    for wording in _wordings(text, masked, speech.language):
        if wording.spelling:
            return _of_name(speech, wording.replace or "", context)
        if wording.sure and not _plain_progress(speech, wording, place):
            return _proposed(speech, wording, place, about, context)
        if not wording.sure and _loose_holds(speech, wording, place, about, context):
            return _proposed(speech, wording, place, about, context)
    return None


def read_fault(speech: Speech, context: Context, *, carried: Pointed | None = None) -> ProposedCorrection | None:
    """Read a sentence that finds fault with the minutes without giving new wording ("Item 4 does not reflect ...")."""
    if not speech.has(Sense.ABOUT_MINUTES):
        return None
    place = point(mask_quotations(speech.text), context.items)
    if place.item is None and carried is not None:
        place = carried
    about = paragraph_of(speech.sentence.about, context.items) if speech.sentence.about else None
    if place.item is None and about is None and not place.missing and not speech.has(Sense.IN_MINUTES):
        return None
    item = place.item or (about.item if about else None)
    doubt = doubts.NO_SUCH_PLACE if place.missing else ""
    return ProposedCorrection(item.number if item else place.missing or None, None, None, speech.text, speech.sentence.lines, doubt=doubt)


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


def _wordings(text: str, masked: str, language: str) -> Iterator[Wording]:
    spaced = masked.replace(":", " ")  # "should read: ..."
    for frame in frames(language):
        match = frame.pattern.match(spaced)
        if match is not None:
            yield _wording(text, masked, frame, match)


def _wording(text: str, masked: str, frame: Frame, match: re.Match[str]) -> Wording:
    parts = {name: (_inside(text, masked, *match.span(name)) if value is not None else None) for name, value in match.groupdict().items()}
    spans = [match.span(name) for name, value in match.groupdict().items() if value is not None]
    quoted = any(_BLOT.search(masked, *span) for span in spans)
    new = parts.get("replace")
    return Wording(
        parts.get("find"),
        _tidy(new) if new is not None else None,
        parts.get("after"),
        parts.get("before"),
        frame.sure,
        frame.spelling,
        quoted,
        frame.opens,
    )


def _inside(text: str, masked: str, start: int, end: int) -> str:
    """Give what a part of a frame holds: the quotation in it where it holds one, else its words."""
    blots = list(_BLOT.finditer(masked, start, end))
    if len(blots) == 1:
        return text[blots[0].start() + 1 : blots[0].end() - 1].strip()
    return text[start:end].strip(" \t:")


def _tidy(words: str) -> str:
    return strip_place_after(words.strip()).strip(_MARKS)


def _plain_progress(speech: Speech, wording: Wording, place: Pointed) -> bool:
    """Tell a report of progress that merely looks like a frame ("14 will need to be changed to ...", "delete 14")."""
    if wording.quoted or place.item is not None or place.exact:
        return False
    return bool(speech.refs) and speech.has(*STATUS_SENSES)


def _loose_holds(speech: Speech, wording: Wording, place: Pointed, about: Spot | None, context: Context) -> bool:
    """Tell whether a loose frame is a correction after all, by its quotations, its place, or the minutes themselves."""
    placed = place.item is not None or bool(place.missing) or about is not None
    if wording.quoted and (placed or not any(ref.ref for _, ref in speech.refs)):
        return True
    if any(ref.ref or ref.choices for _, ref in speech.refs) or speech.has(*STATUS_SENSES):
        return False
    if wording.find is None:
        return about is not None and Sense.CORRECTION_CUE in speech.sensed[0].senses and speech.sensed[0].start == 0
    if place.item is not None and wording.opens and not is_this(wording.find):
        return True
    find = wording.find.strip(_MARKS + ".,:;")
    if is_this(find) and about is not None:
        return True
    return any(locate(words, _scope(place, context), fuzzy=placed) for words in strip_places(find, context.items) if len(words) > 1)


def _scope(place: Pointed, context: Context) -> Sequence[Item]:
    return (place.item,) if place.item is not None else context.items


def _proposed(speech: Speech, wording: Wording, place: Pointed, about: Spot | None, context: Context) -> ProposedCorrection:
    beside = wording.after or wording.before
    spots, doubt = _spots(wording.find if beside is None else beside, place, about, context)
    base = ProposedCorrection(None, None, None, speech.text, speech.sentence.lines)
    item = place.item.number if place.item else place.missing or None
    if not spots:
        said = (beside or wording.find or "").strip(_MARKS)
        return replace(base, item=item, find=said or None, replace=_new_wording(wording, said), doubt=doubt or doubts.PASSAGE_NOWHERE)
    if len(spots) > 1:
        choices = tuple(dict.fromkeys(f"{spot.item.number}: {_around(spot)}" for spot in spots))
        where = {spot.item.number for spot in spots}
        twice = doubts.PASSAGE_TWICE.format(count=len(spots))
        item = spots[0].item.number if len(where) == 1 else item
        return replace(base, item=item, find=spots[0].text, replace=_new_wording(wording, spots[0].text), choices=choices, doubt=twice)
    spot = spots[0]
    if wording.replace is not None and not wording.sure and not wording.quoted and not wording.opens:
        shaped = _same_shape(wording.replace, spot)
        doubt = doubt or ("" if shaped is not None else doubts.WHICH_WORDS)
        wording = replace(wording, replace=shaped if shaped is not None else wording.replace)
    new = _new_wording(wording, spot.text)
    if wording.opens and not wording.quoted and new and _kind(new) != _kind(spot.text) and not is_this(wording.find or ""):
        doubt = doubt or doubts.WHICH_WORDS  # "the balance should be 1,500" does not mean the word "balance"
    doubt = doubt or (doubts.PASSAGE_LIKE if spot.score < SURE else "") or _doubt_of(spot, new, wording)
    return replace(base, item=spot.item.number, find=spot.text, replace=new, doubt=doubt)


def _doubt_of(spot: Spot, new: str | None, wording: Wording) -> str:
    if new is not None and squeeze(new) == squeeze(spot.text) and new == spot.text:
        return doubts.ALREADY_SO
    if (wording.find is None or is_this(wording.find)) and new and not 0.5 <= len(new) / max(1, len(spot.text)) <= 2.5:
        return doubts.PART_OF_PASSAGE
    return ""


def _spots(said: str | None, place: Pointed, about: Spot | None, context: Context) -> tuple[tuple[Spot, ...], str]:
    """Find the passage: by its words in the place named, else elsewhere; by the place alone; or as what stands above."""
    said = (said or "").strip(_MARKS)
    stripped = list(strip_places(said, context.items))
    variants = [words for words in stripped if words.strip(_MARKS + ".,:;")]
    pointing = not stripped[-1].strip(_MARKS + ".,:;") or is_this(variants[-1]) or _only_place(variants[-1], place)
    if pointing and place.exact:
        spot = passage_at(place, context.items)
        return ((spot,), "") if spot else ((), doubts.NO_SUCH_PLACE)
    if pointing:
        return ((about,), "") if about is not None else ((), doubts.NO_WORDING_FOUND)
    if about is not None and place.item is None:
        near = _first_found(variants, [replace_text(about)], fuzzy=True)
        if near:
            return near, ""
    found = _first_found(variants, _scope(place, context), fuzzy=True)
    if found and place.item is None:
        return found, doubts.NO_SUCH_PLACE if place.missing else ""
    if found:
        exact = passage_at(place, context.items) if place.paragraph else None
        inside = tuple(spot for spot in found if exact is not None and spot.text in exact.text)
        return (inside[:1] if inside else found), ""
    elsewhere = _first_found(variants, context.items, fuzzy=False)
    if place.item is not None and len(elsewhere) == 1:
        return elsewhere, doubts.PASSAGE_ELSEWHERE.format(named=place.item.number, found=elsewhere[0].item.number)
    return (), doubts.PASSAGE_NOWHERE


def replace_text(spot: Spot) -> Item:
    """Give a passage as an item of its own, so that other words can be looked for in it alone."""
    return Item(spot.item.number, "", spot.text)


def _first_found(variants: Sequence[str], items: Sequence[Item], *, fuzzy: bool) -> tuple[Spot, ...]:
    for words in variants:
        for form in dict.fromkeys((words, words.strip(_MARKS), words.strip(_MARKS + ".,:;"))):
            found = locate(form, items, fuzzy=False) if form else ()
            if found:
                return found
    return locate(variants[-1].strip(_MARKS), items) if fuzzy and variants else ()


def _only_place(words: str, place: Pointed) -> bool:
    return (place.exact or place.item is not None) and not any(len(word) > 3 for word in words.split())


def _new_wording(wording: Wording, passage: str) -> str | None:
    """Give the new wording of the passage: for something inserted, the passage with it; for a deletion, nothing."""
    new = wording.replace
    if wording.after is not None and new is not None:
        return f"{passage}{'' if new[:1] in ',.;:' else ' '}{new}"
    if wording.before is not None and new is not None:
        return f"{new} {passage}"
    if new is None:
        return "" if wording.find is not None else None
    return new if passage.endswith((".", "!", "?")) or new.count(".") > 1 else new.rstrip(".!")


def _same_shape(new: str, spot: Spot) -> str | None:
    """Cut the words around a new wording: of "the event is in December, not November" only "December" is new.

    The words beside the passage in the minutes show where it begins or ends; else figures and capitals do. None where
    nothing does.
    """
    words, old = new.rstrip(" .,;-–—").split(), spot.text.split()
    count = len(old)
    if len(words) <= count:
        return " ".join(words)
    folded = [squeeze(word).strip(" .,;:") for word in words]
    before, after = _neighbours(spot)
    if after and after in folded[count:]:
        at = folded.index(after, count)
        return " ".join(words[at - count : at])
    tail = words[-count:]
    if before and folded[-count - 1] == before:
        return " ".join(tail)
    telling = any(any(_kind(word)) for word in old)
    return " ".join(tail) if telling and all(_kind(a) == _kind(b) for a, b in zip(tail, old, strict=True)) else None


def _neighbours(spot: Spot) -> tuple[str, str]:
    """Give the words before and after a passage in the minutes, folded."""
    if spot.at is None:
        return "", ""
    before = squeeze(spot.item.text[max(0, spot.at - 40) : spot.at]).split()
    after = squeeze(spot.item.text[spot.at + len(spot.text) :][:40]).split()
    return (before[-1].strip(".,;:") if before else ""), (after[0].strip(".,;:") if after else "")


def _kind(word: str) -> tuple[bool, bool]:
    return any(char.isdigit() for char in word), word[:1].isupper()


def _around(spot: Spot) -> str:
    if spot.at is None:
        return spot.text
    low, high = max(0, spot.at - 30), spot.at + len(spot.text) + 30
    return spot.item.text[low:high].replace("\n", " ").strip()


def _of_name(speech: Speech, name: str, context: Context) -> ProposedCorrection:
    """Propose another spelling of the sender's own name, wherever the minutes have one much like it."""
    new = name.rstrip(" .!")
    listed = max((row for row, _ in context.attendance), key=lambda row: likeness(row, new), default="")
    old = listed if likeness(listed, new) >= 0.6 else _like_part(context.person, new)
    spots = [spot for spot in locate(old, context.items, fuzzy=False) if spot.text != new] if old else []
    base = ProposedCorrection(ATTENDANCE, old or None, new, speech.text, speech.sentence.lines)
    if listed and old == listed and old != new:
        return base
    if len(spots) == 1:
        return replace(base, item=spots[0].item.number, find=spots[0].text)
    choices = tuple(f"{spot.item.number}: {_around(spot)}" for spot in spots)
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
