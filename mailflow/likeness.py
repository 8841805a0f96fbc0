"""How alike two texts are, and where a passage stands in a longer text; the one place where rapidfuzz is used.

Everything is compared *folded*: case, kind of quotation mark, kind of dash and width of space do not count. Folding
keeps one character for one character, so that a place in the folded text is the same place in the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

LONGEST_NEEDLE = 600  # characters compared fuzzily; a longer passage is looked for word by word only
LONGEST_HAYSTACK = 400_000
PIECES_TRIED = 6  # paragraphs that are laid against the passage, the most promising first
SHORTEST_FUZZY = 5
MOST_PAIRS = 200_000_000  # of words compared; the work takes a bit of memory for each

_FOLDS = str.maketrans(
    dict.fromkeys("’‘‚‛ʼ´`′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\xa0\u2007\u202f\u2009\t\n\r", " ")
    | {"İ": "i"}  # its lower case has two characters, and places would move
)
_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch [start, end) of a text, and how much it is like what was looked for (1.0: the same when folded)."""

    start: int
    end: int
    score: float


def fold(text: str) -> str:
    """Fold a text to what counts when texts are compared; the result has the same length."""
    if text.isascii():
        return text.lower().replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("`", "'")
    folded = text.translate(_FOLDS)
    lower = folded.lower()
    return lower if len(lower) == len(text) else "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


def squeeze(text: str) -> str:
    """Fold a text and narrow every run of spaces to one; the length changes."""
    return _SPACES.sub(" ", fold(text)).strip()


def likeness(a: str, b: str) -> float:
    """Tell how alike two texts are, from 0.0 to 1.0; words in another order count a little less than words in place."""
    left, right = squeeze(a)[:4000], squeeze(b)[:4000]
    if left == right:
        return 1.0
    return max(fuzz.ratio(left, right), 0.95 * fuzz.token_sort_ratio(left, right)) / 100


def differing(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[int, int, int, int], ...]:
    """Find where two sequences of words or lines differ, so that as many as can be stay: (start, end) of one, (start, end) of the other.

    Past MOST_PAIRS all between what they begin and end with in common counts as different.
    """
    if not before and not after:
        return ()
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if not old and not new:
        return ()
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return ((head, head + len(old), head, head + len(new)),)
    found: list[tuple[int, int, int, int]] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            continue
        one = (head + step.src_start, head + step.src_end, head + step.dest_start, head + step.dest_end)
        if found and found[-1][1] == one[0] and found[-1][3] == one[2]:
            one = (found[-1][0], one[1], found[-1][2], one[3])
            found.pop()
        found.append(one)
    return tuple(found)


def find_passage(needle: str, haystack: str, *, least: float = 0.8, most: int = 5, fuzzy: bool = True) -> tuple[Passage, ...]:
    """Find where a passage stands: every place where it stands word for word, else the places most like it.

    At most `most` places, in the order of the text; fuzzy ones score `least` or more, lie inside one paragraph and begin
    and end at words; `fuzzy=False` gives none of them. Work is bounded by the constants above, whatever the texts.
    """
    words = squeeze(needle)
    folded = _folded(haystack[:LONGEST_HAYSTACK])
    if not words or not folded:
        return ()
    exact = tuple(_exact(words, folded, most))
    if exact or not fuzzy or len(words) > LONGEST_NEEDLE or len(words) < SHORTEST_FUZZY:
        return exact
    found = [place for start, piece in _promising(words, haystack, folded) if (place := _closest(words, piece, start, least))]
    best = max((place.score for place in found), default=0.0)
    return tuple(sorted((p for p in found if p.score >= best - 0.05), key=lambda p: p.start)[:most])


@lru_cache(maxsize=1024)
def _folded(haystack: str) -> str:
    """Fold a text that is searched again and again: an item of minutes."""
    return fold(haystack)


def _exact(words: str, folded: str, most: int) -> Iterator[Passage]:
    if "  " in folded or "\n" in folded:
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split(" ")))
        spans: Iterator[tuple[int, int]] = (match.span() for match in pattern.finditer(folded))
    else:
        spans = _occurrences(words, folded)
    count = 0
    for start, end in spans:
        if _at_words(folded, start, end):
            yield Passage(start, end, 1.0)
            count += 1
            if count == most:
                return


def _occurrences(words: str, folded: str) -> Iterator[tuple[int, int]]:
    at = folded.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = folded.find(words, at + len(words))


def _at_words(text: str, start: int, end: int) -> bool:
    opens = start == 0 or not (text[start].isalnum() and text[start - 1].isalnum())
    closes = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return opens and closes


def _promising(words: str, haystack: str, folded: str) -> list[tuple[int, str]]:
    wanted = set(_stems(words))
    scored: list[tuple[int, int, str]] = []
    at = 0
    for line in haystack[:LONGEST_HAYSTACK].split("\n"):
        piece = folded[at : at + len(line)]
        shared = len(wanted.intersection(_stems(piece))) if piece.strip() else 0
        if (shared and 2 * shared >= len(wanted)) or (piece.strip() and len(wanted) <= 2):
            scored.append((-shared, at, piece))
        at += len(line) + 1
    scored.sort(key=lambda entry: entry[:2])
    return [(start, piece[:4000]) for _, start, piece in scored[: PIECES_TRIED if len(wanted) > 2 else 40]]


def _stems(text: str) -> Iterator[str]:
    """Give the beginnings of the words, so that a slip at the end of a word still counts as shared."""
    return (word[:4] for word in _WORD.findall(text))


def _closest(words: str, piece: str, start: int, least: float) -> Passage | None:
    if len(piece) <= len(words):
        score = fuzz.ratio(words, piece)
        return Passage(start, start + len(piece), score / 100) if score >= 100 * least else None
    found = fuzz.partial_ratio_alignment(words, piece, score_cutoff=100 * least - 8)
    if found is None:
        return None
    left, right = _to_words(piece, found.dest_start, found.dest_end)
    score = fuzz.ratio(words, piece[left:right])
    return Passage(start + left, start + right, score / 100) if score >= 100 * least else None


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end > start and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end
