"""What a sentence proposes to change in the minutes: which passage, where it stands, and its new wording.

The frames ("X should read Y") are data (phrases/<language>.toml, `corrections`). What stands between quotation marks is
blotted out before a frame is tried, so that the words of the minutes cannot be taken for the words of the frame. A sure
frame is a correction whatever it holds; a loose one ("X not Y") only where its words are quoted, placed, or stand in the
minutes. New wording for "this" replaces the part of the passage above it that is its near twin (`replies.twins`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from mailflow.likeness import squeeze
from mailflow.minutes.model import Item
from mailflow.replies import doubts
from mailflow.replies.attendance import ATTENDANCE, correct_name
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import (
    SURE,
    Pointed,
    Spot,
    around,
    is_this,
    locate,
    names_attendance,
    paragraph_of,
    passage_at,
    point,
    sentences_of,
    strip_place_after,
    strip_places,
)
from mailflow.replies.phrases import STATUS_SENSES, Frame, Sense, frames, lexicon
from mailflow.replies.sentences import QUOTATION, mask_quotations
from mailflow.replies.shapes import kind_of, narrowed, runs_on, same_shape, widened
from mailflow.replies.speech import Speech
from mailflow.replies.twins import find_twin

LONGEST_SENTENCE = 800  # characters; a frame costs time that grows with the square of it
_MARKS = " \t\"“”„«»'‘’"
_ASIDE = re.compile(r"\s*\([^()]{1,120}\)[\s.!]*$")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_ASKED = " \t?!"


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
    half_quoted: bool = False
    find_quoted: bool = False
    opens: bool = False


def read_correction(
    speech: Speech, context: Context, *, carried: Pointed | None = None, loosely: bool = True
) -> ProposedCorrection | None:
    """Read a sentence as a correction with wording; None where it is none.

    `carried`: the place that a line above named for what follows. `loosely`: words that merely stand in the minutes may be meant.
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
    loosely = loosely or place.item is not None or bool(place.missing) or masked != text
    for wording in _wordings(text, masked, speech.language):
        if wording.spelling:
            return correct_name(speech, wording.replace or "", context)
        if wording.sure and not _plain_progress(speech, wording, place):
            return _proposed(speech, wording, place, about, context)
        if not wording.sure and loosely and _loose_holds(speech, wording, place, about, context):
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
    about = about or _quoted_spot(speech, context)
    if place.item is None and about is None and not place.missing and not speech.has(Sense.IN_MINUTES):
        return None
    item = place.item or (about.item if about else None)
    doubt = doubts.NO_SUCH_PLACE if place.missing else ""
    listed = ATTENDANCE if names_attendance(speech.text) else None
    return ProposedCorrection(item.number if item else place.missing or listed, None, None, speech.text, speech.sentence.lines, doubt=doubt)


def _quoted_spot(speech: Speech, context: Context) -> Spot | None:
    """Find the one place of the minutes whose words the sentence quotes."""
    quoted = QUOTATION.search(mask_quotations(speech.text))
    found = locate(speech.text[quoted.start() + 1 : quoted.end() - 1], context.items, fuzzy=False) if quoted else ()
    return found[0] if len(found) == 1 else None


def _wordings(text: str, masked: str, language: str) -> Iterator[Wording]:
    said = _ASIDE.sub("", masked).rstrip(_ASKED)  # "... 221 not 212 (my typing, sorry)", "Could ... be ...?"
    spaced = said.replace(":", " ")  # "should read: ..."
    for frame in frames(language):
        match = frame.pattern.match(spaced)
        if match is not None:
            yield _wording(text, masked, frame, match)


def _wording(text: str, masked: str, frame: Frame, match: re.Match[str]) -> Wording:
    parts = {name: (_inside(text, masked, *match.span(name)) if value is not None else None) for name, value in match.groupdict().items()}
    spans = [match.span(name) for name, value in match.groupdict().items() if value is not None]
    quoted = [QUOTATION.search(masked, *span) is not None for span in spans]
    new = parts.get("replace")
    return Wording(
        parts.get("find"),
        _tidy(new) if new is not None else None,
        parts.get("after"),
        parts.get("before"),
        frame.sure,
        frame.spelling,
        any(quoted),
        any(quoted) and not all(quoted),
        any(QUOTATION.search(masked, *match.span(name)) for name in ("find", "after", "before") if match.groupdict().get(name)),
        frame.opens,
    )


def _inside(text: str, masked: str, start: int, end: int) -> str:
    """Give what a part of a frame holds: the quotation in it where it holds one, else its words."""
    blots = list(QUOTATION.finditer(masked, start, end))
    if len(blots) == 1:
        return text[blots[0].start() + 1 : blots[0].end() - 1].strip()
    return _trailing().sub("", text[start:end].strip(" \t:"))


@cache
def _trailing() -> re.Pattern[str]:
    """Match a word of courtesy behind the words of the minutes ("to £6,420 please")."""
    words = "|".join(re.escape(word) for word in sorted(lexicon().trailing, key=len, reverse=True))
    return re.compile(rf"(?:[\s,]+(?:{words})){{1,3}}[\s.!]*$", re.IGNORECASE)


def _tidy(words: str) -> str:
    return strip_place_after(words.strip()).strip(_MARKS).rstrip(" ,;")


def _plain_progress(speech: Speech, wording: Wording, place: Pointed) -> bool:
    """Tell a report of progress that merely looks like a frame ("14 will need to be changed to ...", "delete 14")."""
    if wording.quoted or place.item is not None or place.exact:
        return False
    return bool(speech.refs) and speech.has(*STATUS_SENSES)


def _loose_holds(speech: Speech, wording: Wording, place: Pointed, about: Spot | None, context: Context) -> bool:
    """Tell whether a loose frame is a correction after all, by its quotations, its place, or the minutes themselves."""
    placed = place.item is not None or bool(place.missing) or about is not None
    if wording.half_quoted and not wording.find_quoted and not placed and wording.find and not is_this(wording.find):
        return bool(locate(wording.find.strip(_MARKS + ".,:;"), context.items, fuzzy=False))
    if wording.quoted and (placed or not any(ref.ref for _, ref in speech.refs)):
        return True
    if any(ref.ref or ref.choices for _, ref in speech.refs):
        return False
    if speech.has(*(STATUS_SENSES - {Sense.PERCENT})) or (speech.has(Sense.PERCENT) and about is not None):
        # "The 71 per cent in item 4 should be 77 per cent" is of the minutes: it names the place, and the words stand there.
        return place.item is not None and wording.find is not None and bool(_stands(wording.find, place, context))
    if wording.find is None:
        return about is not None and Sense.CORRECTION_CUE in speech.sensed[0].senses and speech.sensed[0].start == 0
    if place.item is not None and wording.opens and not is_this(wording.find):
        return True
    find = wording.find.strip(_MARKS + ".,:;")
    if is_this(find) and about is not None:
        return True
    return any(locate(words, _scope(place, context), fuzzy=placed) for words in strip_places(find, context.items) if len(words) > 1)


def _stands(find: str, place: Pointed, context: Context) -> tuple[Spot, ...]:
    variants = [strip_place_after(words).strip(_MARKS + ".,:;") for words in strip_places(find.strip(_MARKS), context.items)]
    return next((spots for words in variants if len(words) > 1 and (spots := locate(words, _scope(place, context), fuzzy=False))), ())


def _scope(place: Pointed, context: Context) -> Sequence[Item]:
    return (place.item,) if place.item is not None else context.items


def _proposed(speech: Speech, wording: Wording, place: Pointed, about: Spot | None, context: Context) -> ProposedCorrection:
    beside = wording.after or wording.before
    spots, doubt = _spots(wording.find if beside is None else beside, place, about, context, quoted=wording.find_quoted)
    base = ProposedCorrection(None, None, None, speech.text, speech.sentence.lines)
    item = place.item.number if place.item else place.missing or None
    if not spots:
        said = (beside or wording.find or "").strip(_MARKS)
        return replace(base, item=item, find=said or None, replace=_new_wording(wording, said), doubt=doubt or doubts.PASSAGE_NOWHERE)
    spots = _likeliest(spots, speech) if len(spots) > 1 else spots
    if len(spots) > 1:
        choices = tuple(dict.fromkeys(f"{spot.item.number}: {around(spot)}" for spot in spots))
        where = {spot.item.number for spot in spots}
        twice = doubts.PASSAGE_TWICE.format(count=len(spots))
        item = spots[0].item.number if len(where) == 1 else item
        return replace(base, item=item, find=spots[0].text, replace=_new_wording(wording, spots[0].text), choices=choices, doubt=twice)
    spot, unsure = _part_of(spots[0], wording)
    doubt = doubt or unsure
    if wording.replace is not None and not wording.sure and not wording.quoted and not wording.opens:
        shaped = same_shape(wording.replace, spot)
        doubt = doubt or ("" if shaped is not None else doubts.WHICH_WORDS)
        wording = replace(wording, replace=shaped if shaped is not None else wording.replace)
    new = _new_wording(wording, spot.text)
    if wording.opens and not wording.quoted and new and kind_of(new) != kind_of(spot.text) and not is_this(wording.find or ""):
        doubt = doubt or doubts.WHICH_WORDS  # "the balance should be 1,500" does not mean the word "balance"
    if not wording.quoted and wording.sure and new and kind_of(new)[0] and not kind_of(spot.text)[0] and not is_this(wording.find or ""):
        doubt = doubt or doubts.WHICH_WORDS  # "amend income to £6,420" does not mean the word "income"
    if wording.half_quoted and not wording.sure and not is_this(wording.find or ""):
        doubt = doubt or doubts.WHICH_WORDS  # "says “X” - two cheques were not presented" turns nothing round
    if not wording.quoted and new and runs_on(spot.text, new):
        doubt = doubt or doubts.WHICH_WORDS  # "41 -> 14, and in 12 ..."
    doubt = doubt or (doubts.PASSAGE_LIKE if spot.score < SURE else "") or _doubt_of(spot, new, wording)
    if new and beside is None:
        spot = widened(spot if wording.quoted else narrowed(spot, new), new)
    return replace(base, item=spot.item.number, find=spot.text, replace=new, doubt=doubt)


def _part_of(spot: Spot, wording: Wording) -> tuple[Spot, str]:
    """Give the part of the passage above that a wording for "this" is meant for, and why that is uncertain."""
    if wording.find is not None and not is_this(wording.find):
        return spot, ""
    if not wording.replace:
        several = len(sentences_of(spot.text)) > 1 and not is_this(wording.find or "", whole=True)
        return spot, doubts.WHICH_SENTENCE if several else ""
    twin = find_twin(spot.text, wording.replace)
    if twin is None or (twin.start == 0 and twin.end >= len(spot.text.rstrip(" .!?"))):
        return spot, ""
    at = spot.at + twin.start if spot.at is not None else None
    return replace(spot, text=spot.text[twin.start : twin.end], at=at), "" if twin.sure else doubts.PART_OF_PASSAGE


def _doubt_of(spot: Spot, new: str | None, wording: Wording) -> str:
    if new is not None and squeeze(new) == squeeze(spot.text) and new == spot.text:
        return doubts.ALREADY_SO
    beside = wording.after is not None or wording.before is not None
    if not beside and (wording.find is None or is_this(wording.find)) and new and not 0.5 <= len(new) / max(1, len(spot.text)) <= 2.5:
        return doubts.PART_OF_PASSAGE
    return ""


def _spots(said: str | None, place: Pointed, about: Spot | None, context: Context, *, quoted: bool) -> tuple[tuple[Spot, ...], str]:
    """Find the passage: by its words in the place named, else elsewhere; by the place alone; or as what stands above."""
    said = strip_place_after((said or "").strip(_MARKS)) if not quoted else (said or "").strip(_MARKS)
    stripped = list(strip_places(said, context.items))
    variants = [words for words in stripped if words.strip(_MARKS + ".,:;")]
    # Quoted words that stand in the minutes are never a place, even if they are a heading.
    stands = quoted and any(locate(said, [Item(item.number, "", item.text)], fuzzy=False) for item in context.items)
    pointing = not stands and (
        not stripped[-1].strip(_MARKS + ".,:;") or is_this(variants[-1]) or (not quoted and _only_place(variants[-1], place))
    )
    if pointing and place.exact:
        spot = passage_at(place, context.items)
        return ((spot,), "") if spot else ((), doubts.NO_SUCH_PLACE)
    if pointing:
        return ((about,), "") if about is not None else ((), doubts.NO_WORDING_FOUND)
    if about is not None and place.item is None:
        near = _first_found(variants, [replace_text(about)], fuzzy=True, quoted=quoted)
        if near:
            return near, ""
    found = _first_found(variants, _scope(place, context), fuzzy=True, quoted=quoted)
    if found and place.item is None:
        return found, doubts.NO_SUCH_PLACE if place.missing else ""
    if found:
        exact = passage_at(place, context.items) if place.paragraph else None
        inside = tuple(spot for spot in found if exact is not None and spot.text in exact.text)
        return (inside[:1] if inside else found), ""
    elsewhere = _first_found(variants, context.items, fuzzy=False, quoted=quoted)
    if place.item is not None and len(elsewhere) == 1:
        return elsewhere, doubts.PASSAGE_ELSEWHERE.format(named=place.item.number, found=elsewhere[0].item.number)
    return (), doubts.PASSAGE_NOWHERE


def _likeliest(spots: tuple[Spot, ...], speech: Speech) -> tuple[Spot, ...]:
    """Choose among several places the one whose sentence the sender's own sentence repeats, where no other comes near it."""
    said = _telling(speech.text) - _telling(spots[0].text)
    shared = sorted(((len(said & _telling(sentence_about(spot))), n) for n, spot in enumerate(spots)), reverse=True)
    (best, at), (second, _) = shared[:2]
    return (spots[at],) if best >= 2 and second * 2 < best else spots


def _telling(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _LONG_WORD.findall(text)) - lexicon().refs["months"]


def sentence_about(spot: Spot) -> str:
    """Give the sentence of the minutes that a passage stands in; empty where its place is not known."""
    if spot.at is None:
        return ""
    text = spot.item.text
    low = max(text.rfind(". ", 0, spot.at), text.rfind("\n", 0, spot.at)) + 1
    ends = [end for end in (text.find(". ", spot.at), text.find("\n", spot.at)) if end >= 0]
    return text[low : min(ends, default=len(text))]


def replace_text(spot: Spot) -> Item:
    """Give a passage as an item of its own, so that other words can be looked for in it alone."""
    return Item(spot.item.number, "", spot.text)


def _first_found(variants: Sequence[str], items: Sequence[Item], *, fuzzy: bool, quoted: bool) -> tuple[Spot, ...]:
    for words in variants:
        bare = words.strip(_MARKS + ".,:;")
        for form in dict.fromkeys((words, words.strip(_MARKS), bare) if quoted else (bare, words, words.strip(_MARKS))):
            found = locate(form, items, fuzzy=False) if form else ()
            if found:
                return found
    return locate(variants[-1].strip(_MARKS), items) if fuzzy and variants else ()


def _only_place(words: str, place: Pointed) -> bool:
    """Tell whether nothing but small words is left beside the place that was named."""
    named = place.item.number if place.item is not None else ""
    small = (len(word) <= 3 and (not any(map(str.isdigit, word)) or word.strip(".,:;") == named) for word in words.split())
    return (place.exact or place.item is not None) and all(small)


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
