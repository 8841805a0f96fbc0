"""A reply laid beside the letter it answers: which of its rows say what the letter says, and where.

Runs of words are compared, not lines, so that wrapping, quote marks, indents, bullets and typographic signs do not matter. The
reply is walked once, each run of three words taken where it continues the one before it, else where it next stands in the letter
(`our_words`). Linear in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mailflow.replies.our_words import LINK, RUN, TOKEN, Letter, Search, words_of
from mailflow.replies.rows import Row

NEAR = 60
REACH = 4
TYPED = 40  # words


class Match(NamedTuple):
    """How one row lies in the letter. `matched` of its `total` words stand there, from `start` to `end` (places, end exclusive).

    `head` and `tail`: words of the row before the first and after the last that matched, an entry's number aside; `inner`:
    unmatched ones between.
    `tail_at`, `head_end`: where in the bare text they begin and end. A row of which nothing matched has start -1.
    `run`, `run_at`: where they do not go on one behind the other, how many do from the first on, and where in the bare text those
    end; `jump`: the place of the next one that matched.
    `rows`: how many rows with writing on them it stands for, where a run of them was folded into one.
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
    rows: int = 1
    run: int = 0
    run_at: int = 0
    jump: int = -1

    @property
    def whole(self) -> bool:
        """Whether the row says nothing but what the letter says, a word that a client added or lost aside."""
        if self.matched == self.total:
            return self.matched > 0
        extra, most = self.total - self.matched, self.total // 6
        return self.matched > 0 and extra <= most + 1 and not (self.head or self.tail or self.inner > most)


NOTHING = Match(0)


def lay(rows: Iterable[Row], letter: Letter, folded: Mapping[int, Match] | None = None) -> tuple[Match, ...] | None:
    """Lay every row beside the letter, in order; one Match a row.

    `folded`: the Match of each row, by number, that stands for a run of the letter's own lines. None where such a run does not go
    on where the row above it ends: then the rows folded away may lie elsewhere, and have to be looked at.
    """
    found: list[Match] = []
    search = Search(letter)
    expected = 0
    for row in rows:
        if folded and (known := folded.get(row.number)) is not None:
            if known.start != expected:
                return None
            match, expected = known, known.end
        elif row.blank:
            match = NOTHING
        else:
            match, expected = _lay_row(row, search, expected)
        found.append(match)
    return tuple(found)


def also_in(matches: tuple[Match, ...], twin: tuple[Match, ...]) -> tuple[Match, ...]:
    """Count rows that only the letter's HTML twin has as ours, standing where the row before them ends."""
    found: list[Match] = []
    place, place_in_twin = -1, -1
    for match, other in zip(matches, twin, strict=True):
        if not match.total:
            found.append(match)
            continue
        ours, theirs = match.whole, other.whole
        if theirs and not ours and (other.total > 2 or (place_in_twin >= 0 and 0 <= other.start - place_in_twin <= REACH)):
            match, ours = Match(match.total, match.total, max(place, 0), max(place, 1)), True
        if ours:
            place = match.end
        if theirs:
            place_in_twin = other.end
        found.append(match)
    return tuple(found)


def _lay_row(row: Row, search: Search, expected: int) -> tuple[Match, int]:
    words = words_of(row.bare)
    total = len(words)
    if not total:
        return NOTHING, expected
    tokens = search.tokens
    if tokens[expected : expected + total] == words:
        return Match(total, total, expected, expected + total, tail_at=len(row.bare)), expected + total
    if search.vocabulary.isdisjoint(words):
        return Match(total), expected
    size = len(tokens)
    standing = search.standing(words) if total >= RUN else None
    if standing is not None and True not in standing and (expected >= size or tokens[expected] not in words):
        return Match(total), expected
    places = [-1] * total
    at = 0
    while at < total:
        goes_on = expected < size and words[at] == tokens[expected]
        may_stand = standing is None or standing[at : at + 1] == [True]
        place = _place(words, at, search, expected) if goes_on or may_stand else -1
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
    run = _run(places, head, total - tail)
    run_at = _edges(row.bare, 0, head + run)[1] if run else 0
    jump = next((place for place in places[head + run :] if place >= 0), -1) if run else -1
    said = sum(not word.isdecimal() for word in words[:head])
    found = Match(total, len(hits), places[hits[0]], places[hits[-1]] + 1, said, tail, inner, head_end, tail_at, 1, run, run_at, jump)
    return found, expected


def _run(places: list[int], head: int, stop: int) -> int:
    """Count the words from `head` on that go on one behind the other in the letter, a few left out.

    0 where all of them do, or more follow than anybody types behind a line of ours.
    """
    for n in range(head + 1, stop):
        if places[n] < 0 or not 0 < places[n] - places[n - 1] <= REACH:
            return n - head if len(places) - n <= TYPED else 0
    return 0


def _place(words: tuple[str, ...], at: int, search: Search, expected: int) -> int:
    """Give where in the letter the words from `at` on stand; the place that continues what came before is taken first."""
    tokens, total = search.tokens, len(words)
    size = len(tokens)
    goes_on = at + 1 == total or expected + 1 >= size or words[at + 1] == tokens[expected + 1]
    if goes_on and expected < size and words[at] == tokens[expected]:
        return expected
    if at + RUN <= total:
        places = search.places(words[at : at + RUN])
        if len(places) > 1:  # "Report on QSB 2627_06" and "_07" begin alike: one where all that follows stands goes first
            rest = words[at:]
            places = [place for place in places if tokens[place : place + len(rest)] == rest] or places
        if places:
            return min(places, key=lambda place: place - expected if place >= expected else size + expected - place)
    if total == 2 and at == 0:
        return next((place for place in search.places(words) if -5 <= place - expected <= NEAR), -1)
    return -1


def _edges(bare: str, head: int, stop: int) -> tuple[int, int]:
    """Give where in a row its first `head` words end, and where the words from `stop` on begin. Links are blanked, not cut."""
    text = LINK.sub(lambda found: " " * len(found[0]), bare)
    spans = [found.span() for found in TOKEN.finditer(text)]
    head_end = spans[head - 1][1] if 0 < head <= len(spans) else 0
    tail_at = spans[stop - 1][1] if 0 < stop <= len(spans) else len(bare)
    return head_end, tail_at
