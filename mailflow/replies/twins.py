"""Which part of a passage a new wording is meant for: the stretch of about its length that is most like it.

Under "... fifteen lamps are affected and two boats were damaged" the words "sixteen lamps are affected" replace four words,
not the passage. A wording of one word has only its shape to tell by: an amount replaces an amount, a year a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.likeness import likeness, squeeze

LONGEST_PASSAGE = 4000
LONGEST_WORDING = 60  # words; a longer wording is a passage of its own
LEAST = 0.6
AS_GOOD = 0.15
CLEARLY = 0.12  # so much less like must be whatever else it may mean
_WORD = re.compile(r"\S+")
_EDGES = " .,;:!?\"'“”„«»‘’()"


@dataclass(frozen=True, slots=True)
class Twin:
    """The stretch [start, end) of a passage that a wording is like. `sure`: nothing else in the passage comes near it."""

    start: int
    end: int
    score: float
    sure: bool


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int


def find_twin(passage: str, wording: str) -> Twin | None:
    """Find the part of a passage that a new wording is to replace; None where no part is like it."""
    old, new = _words(passage[:LONGEST_PASSAGE]), _words(wording[:LONGEST_PASSAGE])
    if not new or len(new) > LONGEST_WORDING or len(old) < len(new):
        return None
    scored = list(_single(old, new[0]) if len(new) == 1 else _stretches(old, new))
    if not scored:
        return None
    best = max(scored, key=lambda one: one[0])
    if likeness(passage[:LONGEST_PASSAGE], wording) >= min(best[0], 0.95) - AS_GOOD:
        return None  # the whole passage, written anew
    others = (score for score, low, high in scored if high <= best[1] or low >= best[2])
    sure = best[0] - max(others, default=0.0) >= CLEARLY
    return Twin(old[best[1]].start, old[best[2] - 1].end, best[0], sure) if best[0] >= LEAST else None


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        bare = match.group().strip(_EDGES)
        if bare:
            start = match.start() + match.group().index(bare)
            found.append(_Word(squeeze(bare), start, start + len(bare)))
    return found


def _single(old: Sequence[_Word], new: _Word) -> Iterator[tuple[float, int, int]]:
    """Weigh single words: those of the same shape, an amount for an amount; a plain word must be nearly the same."""
    shape = _shape(new.folded)
    for at, word in enumerate(old):
        if _shape(word.folded) != shape or word.folded == new.folded:
            continue
        figures = any(char.isdigit() for char in shape)
        score = likeness(word.folded, new.folded)
        if figures or score >= 0.8:
            yield max(score, LEAST) if figures else score, at, at + 1


def _shape(word: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"[^\W\d_]+", "a", word))


def _stretches(old: Sequence[_Word], new: Sequence[_Word]) -> Iterator[tuple[float, int, int]]:
    """Weigh the stretches that share half their words with the new ones: in place, or between the same first and last word."""
    wanted = {word.folded for word in new}
    text = " ".join(word.folded for word in new)
    for length in range(max(2, len(new) - 3), min(len(old), len(new) + 3) + 1):
        shared = sum(word.folded in wanted for word in old[:length])
        for low in range(len(old) - length + 1):
            if low:
                shared += (old[low + length - 1].folded in wanted) - (old[low - 1].folded in wanted)
            window = old[low : low + length]
            if 2 * shared >= len(new) and (_same_ends(window, new) or _in_place(window, new)):
                yield likeness(" ".join(word.folded for word in window), text), low, low + length


def _same_ends(window: Sequence[_Word], new: Sequence[_Word]) -> bool:
    return window[0].folded == new[0].folded and window[-1].folded == new[-1].folded


def _in_place(window: Sequence[_Word], new: Sequence[_Word]) -> bool:
    return len(window) == len(new) and 2 * sum(a.folded == b.folded for a, b in zip(window, new, strict=True)) >= len(new)
