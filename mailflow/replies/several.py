"""Several corrections in one sentence ("45 should be 54 and it is July not June"): each is read, or the one that was found waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailflow.replies import doubts
from mailflow.replies.corrections import read_correction
from mailflow.replies.known import Known
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import Pointed, point
from mailflow.replies.sentences import MASK, mask_quotations
from mailflow.replies.speech import Speech, hear, tell_languages, understand
from mailflow.replies.turns import asks_for_change

MOST_CUTS = 6  # of one sentence; each half is tried with every frame


def read_several(
    one: ProposedCorrection, speech: Speech, context: Context, known: Known, *, carried: Pointed | None
) -> tuple[ProposedCorrection, ...]:
    """Give the corrections of a sentence that was read as `one`: two where both its halves are, with a doubt where a half is another."""
    for left, right in _halves(speech):
        first = _read(left, speech, context, known, carried)
        second = _read(right, speech, context, known, _place_of(first, context) or carried)
        if second is None or second.doubt:  # the place of the first is not that of the second
            second = _read(right, speech, context, known, carried) or second
        both = [found for found in (first, second) if found is not None and found.find and found.replace is not None]
        sure = [found for found in both if not found.doubt]
        if len(both) == 2 and sure and both[0].find != both[1].find:
            return tuple(replace(found, text=speech.text) for found in both)
        if sure and not one.doubt and not _same_place(one, sure[0]):
            one = replace(one, doubt=doubts.WHICH_WORDS)
    return (one,)


def _same_place(one: ProposedCorrection, other: ProposedCorrection) -> bool:
    """Whether two readings change the same words, the one more of them than the other."""
    left, right = one.find or "", other.find or ""
    return one.item == other.item and (left in right or right in left)


def _halves(speech: Speech) -> Iterator[tuple[str, str]]:
    """Give a sentence in two, at each place where a new part of it begins that is not quoted."""
    masked = mask_quotations(speech.text)
    cuts = [i for i in range(1, len(speech.parts)) if speech.parts[i] != speech.parts[i - 1]]
    for i in cuts[:MOST_CUTS]:
        at = speech.tokens[i].start
        if masked[at] != MASK:
            yield speech.text[:at].rstrip(" ,;"), speech.text[speech.tokens[i].end :].lstrip(" ,;")


def _read(text: str, speech: Speech, context: Context, known: Known, carried: Pointed | None) -> ProposedCorrection | None:
    if not text.strip():
        return None
    heard = hear(replace(speech.sentence, text=text), known.index)
    half = understand(heard, tell_languages([heard]))
    found = read_correction(half, context, carried=carried)
    return found if found is None or not found.doubt or asks_for_change(half) else None  # "two cheques not presented" changes nothing


def _place_of(found: ProposedCorrection | None, context: Context) -> Pointed | None:
    return point(f"item {found.item}", context.items) if found is not None and found.item else None
