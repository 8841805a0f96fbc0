"""Runs of lines in a reply that repeat our letter as it stands: found by comparing whole lines, and folded into one row each.

Most replies carry the whole letter below a few words. Of such a run only the edges are looked at closely, enough of them that an
attribution, a header block or words behind ours see what stands round them; the middle is ours whatever they say. A line that
could itself be taken for the beginning of another mail ends a run, and so does any line that is not the letter's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.replies.announcing import may_announce
from mailflow.replies.compare import SHORT
from mailflow.replies.our_words import Letter, words_of
from mailflow.replies.quoting import MIN_ROW
from mailflow.replies.rows import has_sign

MARKS = ("> ", "")
LEAST = 12  # rows that are worth folding
EDGE_FILLED, EDGE_WORDED = 7, 3
EDGE_WEIGHT = 11  # a search for a header block has given up behind that many lines, blank ones counted thrice
TRIES = 6
SHORTEST_ANCHOR = 12
MAX_MISSED = 24  # a reply that wrapped our lines anew, or was made to cost time

_UNPLAIN = re.compile(r"\s*[>|]|[ \t]{0,2}[A-Z]{2,3}>|.*<<$")


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines [start, end) of a body, counted from 0, that repeat our letter; `cut`: the length of their mark.

    `first`, `last`: the words of ours on them, [first, last); `rows`: how many lines have any.
    """

    start: int
    end: int
    cut: int
    first: int
    last: int
    rows: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a letter has lines that are not blank, and lines that end a run."""

    filled: tuple[int, ...]
    breaks: tuple[int, ...]


@lru_cache(maxsize=400)
def _shape(letter: Letter) -> _Shape:
    filled = tuple(at for at, line in enumerate(letter.lines) if line)
    return _Shape(filled, tuple(at for at in filled if not _is_inert(letter.lines[at])))


def find_folds(lines: list[str], letter: Letter) -> tuple[Fold, ...]:
    """Find what may be folded, in order, by the way of quoting that folds most: with marks or without, blank lines kept or dropped."""
    if len(lines) < LEAST + 2 * EDGE_FILLED:
        return ()
    said = list(map(str.rstrip, lines))
    every, filled = range(len(letter.lines)), _shape(letter).filled
    best: tuple[Fold, ...] = ()
    folded = 0
    for mark in MARKS:
        dropped = 2 * said.count(mark.rstrip()) < len(every) - len(filled)
        for kept in (filled, every) if dropped else (every, filled):
            folds = tuple(fold for run in _runs(said, _marked(letter, kept, mark)) for fold in _folds(run, kept, letter, len(mark)))
            count = sum(fold.end - fold.start for fold in folds)
            if count > folded:
                best, folded = folds, count
            if 2 * folded > len(said):
                return best
    return best


def _marked(letter: Letter, kept: Sequence[int], mark: str) -> list[str]:
    """Give the letter's lines as a client quotes them, cut off white space at their ends."""
    ours = list(letter.lines) if isinstance(kept, range) else [line for line in letter.lines if line]
    if not mark:
        return ours
    text = mark + ("\n" + mark).join(ours)
    blank = mark.rstrip()
    # Twice: the end of one blank line is the beginning of the next.
    return (text + "\n").replace(f"\n{mark}\n", f"\n{blank}\n").replace(f"\n{mark}\n", f"\n{blank}\n")[:-1].split("\n")


def _runs(said: list[str], ours: list[str]) -> Iterator[tuple[int, int, int]]:
    """Give (place in the reply, place in the letter, length) of each run of the same lines, in the order of both."""
    at = place = missed = 0
    known: frozenset[str] | None = None
    while at < len(said) and missed < MAX_MISSED:
        for here in [n for n in range(place, min(place + 4 * TRIES, len(ours))) if len(ours[n]) >= SHORTEST_ANCHOR][:TRIES]:
            if known is not None and ours[here] not in known:
                continue
            try:
                found = said.index(ours[here], at)
            except ValueError:
                missed += 1
                known = frozenset(said) if known is None else known
                continue
            length = _alike(said, found, ours, here)
            yield found, here, length
            at, place = found + length, here + length
            break
        else:
            return


def _alike(said: list[str], at: int, ours: list[str], place: int) -> int:
    """Give how many lines from two places on are the same; halves are compared, so that lists do the work."""
    low, high = 1, min(len(said) - at, len(ours) - place)
    if said[at : at + high] == ours[place : place + high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if said[at + low : at + middle] == ours[place + low : place + middle]:
            low = middle
        else:
            high = middle
    return low


def _folds(run: tuple[int, int, int], kept: Sequence[int], letter: Letter, cut: int) -> Iterator[Fold]:
    """Cut a run at the lines that may announce something, and each piece down to its middle."""
    at, place, length = run
    if length < LEAST:
        return
    start = place
    broken = [bisect_left(kept, n) for n in _shape(letter).breaks]
    for stop in [*(n for n in broken if place <= n < place + length), place + length]:
        if stop - start >= LEAST:
            first = start + _edge(letter, kept[start : stop])
            last = stop - _edge(letter, kept[start : stop][::-1])
            if last - first >= LEAST:
                begin, end = letter.starts[kept[first]], letter.starts[kept[last]]
                if end - begin > SHORT:
                    filled = _shape(letter).filled
                    rows = bisect_left(filled, kept[last]) - bisect_left(filled, kept[first])
                    yield Fold(first + at - place, last + at - place, cut, begin, end, rows)
        start = stop + 1


def _edge(letter: Letter, places: Sequence[int]) -> int:
    """Give how many lines have to stay at an edge, all where there are not enough; the line behind them has words."""
    filled = worded = weight = 0
    for count, place in enumerate(places):
        words = _count(letter, place)
        if filled >= EDGE_FILLED and worded >= EDGE_WORDED and weight >= EDGE_WEIGHT and words >= MIN_ROW:
            return count
        blank = not letter.lines[place]
        filled += not blank
        worded += words >= MIN_ROW
        weight += 1 + 2 * blank
    return len(places)


def _count(letter: Letter, place: int) -> int:
    end = letter.starts[place + 1] if place + 1 < len(letter.starts) else len(letter.tokens)
    return end - letter.starts[place]


@lru_cache(maxsize=4_096)
def _is_inert(line: str) -> bool:
    """Whether a line of ours, quoted, can be nothing but a line of ours."""
    if _UNPLAIN.match(line) or may_announce(line):
        return False
    if any(map(str.isalnum, line)):
        return bool(words_of(line)) and "[" not in line
    return not line or bool(line.strip(" \t>*|") and not words_of(line) and not has_sign(line))
