"""Which of several places a correction means: told by the place that its sender named, else by the sentence that they repeat.

The register keeps the passage and the sender's words, not where in the item the passage stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailflow.minutes.corrections import Change, Standing, Unplaced, fit
from mailflow.minutes.model import Minutes
from mailflow.minutes.places import Part, Place, texts
from mailflow.replies.passages import passage_at, point
from mailflow.replies.phrases import lexicon
from mailflow.replies.sentences import mask_quotations

_TELLING = re.compile(r"[^\W\d_]{4,}")
_SENTENCE_ENDS = (". ", "\n")
_LEAST = 2  # words that only one of the sentences shares with the sender's


def with_place(change: Change, minutes: Minutes, said: str) -> Change:
    """Give the change with the place its sender means, where its passage stands in several and their words `said` tell which."""
    found = fit(minutes, change)
    if change.which or not isinstance(found, Unplaced) or found.why is not Standing.SEVERAL:
        return change
    number = _named(found.places, minutes, said) or _repeated(found.places, minutes, said, change.find or "")
    return replace(change, which=number) if number else change


def _named(places: Sequence[Place], minutes: Minutes, said: str) -> int:
    """Count to the one place that lies in the paragraph, sentence or entry that was named; 0 where there is not exactly one."""
    pointed = point(mask_quotations(said), minutes.items)
    spot = passage_at(pointed, minutes.items) if pointed.exact else None
    if spot is None:
        return 0
    start = spot.item.text.find(spot.text)
    at = minutes.items.index(spot.item)
    within = [
        number
        for number, one in enumerate(places, 1)
        if one.part is Part.ITEM_TEXT and one.at == at and start <= one.start and one.end <= start + len(spot.text)
    ]
    return within[0] if len(within) == 1 else 0


def _repeated(places: Sequence[Place], minutes: Minutes, said: str, find: str) -> int:
    """Count to the place whose sentence the sender's own repeats, where no other comes near it; 0 where there is none."""
    wanted = _words(said) - _words(find)
    shared = sorted(((len(wanted & _words(_sentence(minutes, one))), -number) for number, one in enumerate(places, 1)), reverse=True)
    (best, number), (second, _) = shared[:2]
    return -number if best >= _LEAST and 2 * second < best else 0


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _TELLING.findall(text)) - lexicon().refs["months"]


def _sentence(minutes: Minutes, one: Place) -> str:
    text = texts(minutes, one.part)[one.at]
    low = max(text.rfind(end, 0, one.start) for end in _SENTENCE_ENDS) + 1
    ends = [at for end in _SENTENCE_ENDS if (at := text.find(end, one.end)) >= 0]
    return text[low : min(ends, default=len(text))]
