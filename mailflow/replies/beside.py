"""A reply laid beside the letter it answers: which of its rows say what the letter says, and where.

Runs of words are compared, not lines, so that wrapping, quote marks, indents, bullets and typographic signs do not matter. The
letter's runs of three words are kept by their places; the reply is walked once, each run taken where it continues the one before
it, else where it next stands. Linear in both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from mailflow.replies.rows import Row

RUN = 3
MAX_PLACES = 12
NEAR = 60
REACH = 4

_TOKEN = re.compile(r"\w+")
_LINK = re.compile(r"<?\b(?:https?://|mailto:|www\.)[^\s<>]{1,500}>?|\[(?:cid|image|logo)[^\]]{0,200}\]", re.IGNORECASE)
_ENTRY = re.compile(r"\s{0,8}(?:\d{1,3}[.)]|[-*•·‣◦])\s")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as words: `tokens`, the passage each belongs to, the places where a line, sentence or passage ends, and the runs."""

    tokens: tuple[str, ...]
    passage_of: tuple[int, ...]
    passages: tuple[str, ...]
    ends: frozenset[int]
    runs: dict[tuple[str, ...], list[int]]


@dataclass(frozen=True, slots=True)
class Match:
    """How one row lies in the letter. `matched` of its `total` words stand there, from `start` to `end` (places, end exclusive).

    `head` and `tail`: words of the row before the first and after the last that matched, an entry's number aside; `inner`:
    unmatched ones between.
    `tail_at`, `head_end`: where in the bare text they begin and end. A row of which nothing matched has start -1.
    """

    total: int
    matched: int = 0
    start: int = -1
    end: int = -1
    head: int = 0
    tail: int = 0
    inner: int = 0
    head_end: int = 0
    tail_at: int = 0

    @property
    def whole(self) -> bool:
        """Whether the row says nothing but what the letter says, a word that a client added or lost aside."""
        extra = self.total - self.matched
        changed = self.head or self.tail or self.inner > self.total // 6
        return self.matched > 0 and (extra == 0 or (extra <= self.total // 6 + 1 and not changed))


def read_letter(text: str) -> Letter:
    """Take a letter apart."""
    tokens: list[str] = []
    passage_of: list[int] = []
    passages: list[str] = []
    ends: set[int] = set()
    for passage in _passages(text):
        for line in passage:
            for sentence in re.split(r"(?<=[.;:!?])\s", line):
                words = words_of(sentence)
                tokens.extend(words)
                passage_of.extend([len(passages)] * len(words))
                ends.add(len(tokens))
        passages.append(" ".join(" ".join(passage).split()))
    runs: dict[tuple[str, ...], list[int]] = {}
    for keys in (zip(tokens, tokens[1:], tokens[2:], strict=False), pairwise(tokens)):
        for at, key in enumerate(keys):
            places = runs.get(key)
            if places is None:
                runs[key] = [at]
            elif len(places) < MAX_PLACES:
                places.append(at)
    return Letter(tuple(tokens), tuple(passage_of), tuple(passages), frozenset(ends), runs)


def words_of(text: str) -> list[str]:
    """Give the words of a text, links left out, folded so that typographic signs and width do not matter."""
    return _TOKEN.findall(_fold(_LINK.sub(" ", text) if "/" in text or "mailto" in text or "[" in text else text))


def _fold(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def _passages(text: str) -> list[list[str]]:
    """Cut a letter into its passages: paragraphs, and list entries with the lines that continue them."""
    found: list[list[str]] = []
    current: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        if (not line.strip() or _ENTRY.match(line)) and current:
            found.append(current)
            current = []
        if line.strip():
            current.append(line)
    return found


def lay(rows: tuple[Row, ...], letter: Letter) -> tuple[Match, ...]:
    """Lay every row beside the letter, in order; one Match a row."""
    found: list[Match] = []
    expected = 0
    for row in rows:
        match, expected = _lay_row(row, letter, expected)
        found.append(match)
    return tuple(found)


def also_in(matches: tuple[Match, ...], twin: tuple[Match, ...]) -> tuple[Match, ...]:
    """Count rows that only the letter's HTML twin has as ours, standing where the row before them ends."""
    found: list[Match] = []
    place, place_in_twin = -1, -1
    for match, other in zip(matches, twin, strict=True):
        in_order = other.total > 2 or (place_in_twin >= 0 and 0 <= other.start - place_in_twin <= REACH)
        if not match.whole and other.whole and in_order:
            match = Match(match.total, match.total, max(place, 0), max(place, 1))
        if match.whole:
            place = match.end
        if other.whole:
            place_in_twin = other.end
        found.append(match)
    return tuple(found)


def _lay_row(row: Row, letter: Letter, expected: int) -> tuple[Match, int]:
    words = words_of(row.bare) if row.bare.strip() else []
    total = len(words)
    places = [-1] * total
    tokens, size = letter.tokens, len(letter.tokens)
    at = 0
    while at < total:
        place = _place(words, at, letter, expected)
        if place < 0:
            at += 1
            continue
        while at < total and place < size and words[at] == tokens[place]:
            places[at] = place
            at, place = at + 1, place + 1
        expected = place
    hits = [n for n, place in enumerate(places) if place >= 0]
    if not hits:
        return Match(total), expected
    head, tail = hits[0], total - hits[-1] - 1
    head_end, tail_at = _edges(row.bare, head, total - tail) if head or tail else (0, len(row.bare))
    inner = total - len(hits) - head - tail
    said = sum(not word.isdecimal() for word in words[:head])
    return Match(total, len(hits), places[hits[0]], places[hits[-1]] + 1, said, tail, inner, head_end, tail_at), expected


def _place(words: list[str], at: int, letter: Letter, expected: int) -> int:
    """Give where in the letter the words from `at` on stand; the place that continues what came before is taken first."""
    tokens = letter.tokens
    if expected < len(tokens) and words[at] == tokens[expected] and (at + 1 == len(words) or _agrees(words, at, tokens, expected)):
        return expected
    places = letter.runs.get(tuple(words[at : at + RUN])) if at + RUN <= len(words) else None
    if places:
        return min(places, key=lambda place: place - expected if place >= expected else len(tokens) + expected - place)
    if len(words) == 2 and at == 0:
        near = [place for place in letter.runs.get((words[0], words[1]), ()) if -5 <= place - expected <= NEAR]
        return near[0] if near else -1
    return -1


def _agrees(words: list[str], at: int, tokens: tuple[str, ...], place: int) -> bool:
    return place + 1 >= len(tokens) or words[at + 1] == tokens[place + 1]


def _edges(bare: str, head: int, stop: int) -> tuple[int, int]:
    """Give where in a row its first `head` words end, and where the words from `stop` on begin. Links are blanked, not cut."""
    text = _LINK.sub(lambda found: " " * len(found[0]), bare)
    spans = [found.span() for found in _TOKEN.finditer(text)]
    head_end = spans[head - 1][1] if 0 < head <= len(spans) else 0
    tail_at = spans[stop - 1][1] if 0 < stop <= len(spans) else len(bare)
    return head_end, tail_at
