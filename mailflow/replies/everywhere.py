"""Corrections of the same words wherever they stand ("replace X with Y throughout"): one for each sentence that has them.

Words that stand once in their item are corrected by themselves; where an item has them several times the correction is of the whole
sentence, so that each says which place it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from mailflow.minutes.model import Item
from mailflow.replies.corrections import read_correction, sentence_about
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import Pointed, Spot, everywhere_in
from mailflow.replies.phrases import lexicon
from mailflow.replies.sentences import mask_quotations
from mailflow.replies.speech import Speech


def read_everywhere(speech: Speech, context: Context, *, carried: Pointed | None = None) -> tuple[ProposedCorrection, ...]:
    """Read a sentence that corrects the same words in all places; empty where it is none."""
    found = _throughout().search(mask_quotations(speech.text))
    if found is None:
        return ()
    # Blanks of the same length, so that the places of words hold.
    text = speech.text[: found.start()] + " " * len(found[0]) + speech.text[found.end() :]
    one = read_correction(replace(speech, sentence=replace(speech.sentence, text=text)), context, carried=carried)
    if one is None:
        return ()
    one = replace(one, text=speech.text)
    if not one.choices or one.find is None or one.replace is None:
        return (one,)
    scope = [item for item in context.items if one.item is None or item.number == one.item]
    return tuple(correction for item in scope for correction in _in_item(one, item))


def _in_item(one: ProposedCorrection, item: Item) -> Iterator[ProposedCorrection]:
    find, new = one.find or "", one.replace or ""
    spots = everywhere_in(find, item)
    if len(spots) == 1:
        yield replace(one, item=item.number, find=spots[0].text, replace=_capital_as(spots[0].text, new), choices=(), doubt="")
        return
    for sentence in dict.fromkeys(sentence_about(spot).strip() for spot in spots):
        inside = everywhere_in(find, Item(item.number, "", sentence))
        yield replace(one, item=item.number, find=sentence, replace=_replaced(sentence, inside, new), choices=(), doubt="")


def _capital_as(old: str, new: str) -> str:
    """Keep the capital that words have because a sentence begins with them."""
    return new[:1].upper() + new[1:] if old[:1].isupper() and old[1:2].islower() else new


def _replaced(sentence: str, spots: tuple[Spot, ...], new: str) -> str:
    for spot in sorted(spots, key=lambda spot: -(spot.at or 0)):
        at = spot.at or 0
        sentence = sentence[:at] + (_capital_as(spot.text, new) if at == 0 else new) + sentence[at + len(spot.text) :]
    return sentence


@cache
def _throughout() -> re.Pattern[str]:
    words = sorted(lexicon().everywhere, key=len, reverse=True)
    return re.compile(rf"[\s,]+(?:{'|'.join(re.escape(word).replace(chr(92) + ' ', chr(92) + 's+') for word in words)})\b", re.IGNORECASE)
