"""Sentences that only point at a place of the minutes: for the lines below ("Item 3.1:"), or by words that the next one speaks of."""

from __future__ import annotations

from mailflow.minutes.model import Item
from mailflow.replies import doubts
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import Pointed, locate, point, strip_places
from mailflow.replies.phrases import lexicon
from mailflow.replies.sentences import QUOTATION, mask_quotations
from mailflow.replies.speech import Speech


def without_wording(speech: Speech, item: Item) -> ProposedCorrection:
    """Make a correction of a sentence that finds fault with an item in words of which none is its new wording."""
    return ProposedCorrection(item.number, None, None, speech.text, speech.sentence.lines, doubt=doubts.NO_WORDING_FOUND)


def place_alone(speech: Speech, context: Context) -> Pointed | None:
    """Find that a line only names a place of the minutes, for the lines below it ("Item 3.1:", "Matters arising")."""
    if not speech.sentence.opens or len(speech.text) > 80 or speech.refs:
        return None
    place = point(speech.text, context.items)
    if place.item is None:
        return None
    rest = speech.text.casefold().replace(place.item.title.casefold(), " ") if place.item.title else speech.text.casefold()
    words = [word for word in rest.replace(place.item.number.casefold().strip("."), " ").split() if word.strip(" .,:;-–—()")]
    known = lexicon().places
    plain = known["item"] | known["prefixes"] | known["paragraph"] | known["item_lead"] | frozenset(lexicon().place_ordinals)
    return place if all(word.strip(".,:;-–—()") in plain for word in words) else None


def pointed_out(speech: Speech, context: Context) -> str | None:
    """Find that a sentence only quotes words of the minutes, which the next one speaks of ("In item 4 it says “...”.")."""
    masked = mask_quotations(speech.text)
    blots = QUOTATION.findall(masked)
    if len(blots) != 1 or speech.refs or len(speech.text) > 400:
        return None
    at = masked.index(blots[0])
    *_, rest = strip_places(masked[:at], context.items)
    if rest.strip(" ,:;-–—") or masked[at + len(blots[0]) :].strip(" .,;:-–—"):
        return None
    words = speech.text[at + 1 : at + len(blots[0]) - 1]
    place = point(masked, context.items)
    found = locate(words, (place.item,) if place.item else context.items, fuzzy=False)
    return found[0].text if len(found) == 1 and len(words) > 7 else None
