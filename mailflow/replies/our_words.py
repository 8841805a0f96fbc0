"""A letter of ours as words, each with its place: what a reply is laid beside.

Letters of one meeting share nearly all their lines, and a letter is answered by people who quote the whole of it: so lines are
taken apart once (`_line`), letters are kept for the next reply, and a run of words is looked for in the text of the letter until so
many have been asked for that an index of all runs costs less.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

RUN = 3
MAX_PLACES = 12
MANY_SEARCHES = 60
MANY_ROWS = 200
SHORT_TEXT = 120
SET_IN = " " * 4

TOKEN = re.compile(r"\w+")
LINK = re.compile(r"<?\b(?:https?://|mailto:|www\.)[^\s<>]{1,500}>?|\[(?:cid|image|logo)[^\]]{0,200}\]", re.IGNORECASE)
# What TOKEN and folding make of ASCII, in one step.
_ASCII = "".join(sign.lower() if TOKEN.match(sign) else " " for sign in map(chr, range(128)))
_ENTRY = re.compile(r"\s{0,8}(?:\d{1,3}[.)]|[-*•·‣◦])\s")
_SENTENCE = re.compile(r"(?<=[.;:!?])\s")


@dataclass(frozen=True, slots=True)
class OurLine:
    """A line of a letter: its words, how many of them stand before the end of each of its sentences, and whether it opens an entry."""

    words: tuple[str, ...]
    ends: tuple[int, ...]
    opens: bool


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A letter as words: `tokens`; `starts`, the place of each line's first one; `opens`, the lines that open a passage.

    `lines`: the lines as they stand, white space at their ends aside. `vocabulary`: each word once.
    """

    tokens: tuple[str, ...]
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    opens: tuple[int, ...]
    vocabulary: frozenset[str]

    def passage_of(self, place: int) -> int:
        """Give the number of the passage that a word belongs to."""
        return bisect_right(self.opens, self.line_of(place)) - 1

    def passage_at(self, place: int) -> str:
        """Give the passage that a word belongs to, unwrapped: a paragraph, or an entry of a list with the lines that continue it."""
        return _passage(self, self.passage_of(place))

    def ends_at(self, place: int) -> bool:
        """Whether a line, sentence or passage ends before a place."""
        if place <= 0:
            return False
        line = self.line_of(place - 1)
        return place - self.starts[line] in _line(self.lines[line]).ends

    def begins_at(self, place: int) -> bool:
        """Whether a passage begins at a place, the number of an entry aside."""
        first = self.opens[self.passage_of(place)]
        return place - self.starts[first] <= (1 if _line(self.lines[first]).opens else 0)

    def set_in(self, place: int) -> bool:
        """Whether the passage that a word belongs to is set in, as examples are, and no entry of a list."""
        first = self.lines[self.opens[self.passage_of(place)]]
        return first.startswith(SET_IN) and not _line(first).opens

    def line_of(self, place: int) -> int:
        """Give the line a word stands on."""
        return bisect_right(self.starts, place) - 1


@lru_cache(maxsize=256)
def _passage(letter: Letter, number: int) -> str:
    stop = letter.opens[number + 1] if number + 1 < len(letter.opens) else len(letter.lines)
    return " ".join(" ".join(letter.lines[letter.opens[number] : stop]).split())


@lru_cache(maxsize=400)
def read_letter(text: str) -> Letter:
    """Take a letter apart. Kept for the next reply to it."""
    lines = tuple(map(str.rstrip, text.replace("\r\n", "\n").split("\n")))
    tokens: list[str] = []
    starts: list[int] = []
    opens: list[int] = []
    blank = True
    for number, line in enumerate(lines):
        starts.append(len(tokens))
        if not line:
            blank = True
            continue
        ours = _line(line)
        if blank or ours.opens:
            opens.append(number)
            blank = False
        tokens += ours.words
    return Letter(tuple(tokens), lines, tuple(starts), tuple(opens), frozenset(tokens))


@lru_cache(maxsize=4_096)
def _line(line: str) -> OurLine:
    words: list[str] = []
    ends: list[int] = []
    for sentence in _SENTENCE.split(line):
        words += map(sys.intern, _words(sentence))
        ends.append(len(words))
    return OurLine(tuple(words), tuple(ends), _ENTRY.match(line) is not None)


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text, links left out, folded so that typographic signs and width do not matter."""
    return _words_of_row(text) if len(text) <= SHORT_TEXT else _words(text)


def _words(text: str) -> tuple[str, ...]:
    if "/" in text or "[" in text or "mailto" in text:
        text = LINK.sub(" ", text)
    if text.isascii():
        return tuple(text.translate(_ASCII).split())
    return tuple(TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


# The edges of a letter come back in every reply, and a long mail (`reach`) is laid beside the letter and its HTML twin.
_words_of_row = lru_cache(maxsize=2_560)(_words)


class Search:
    """Where runs of two or three words stand in a letter: the first MAX_PLACES places of each."""

    __slots__ = ("_asked", "_index", "_joined", "_letter", "_rows", "tokens", "vocabulary")

    def __init__(self, letter: Letter) -> None:
        self.tokens = letter.tokens
        self.vocabulary = letter.vocabulary
        self._letter = letter
        self._joined = ""
        self._asked = 0
        self._rows = 0
        self._index: dict[tuple[str, ...], list[int]] | None = None

    def places(self, run: tuple[str, ...]) -> Sequence[int]:
        """Give the places where a run begins, in order."""
        if self._index is not None:
            return self._index.get(run, ())
        if not self.vocabulary.issuperset(run):
            return ()
        self._asked += 1
        if self._asked > MANY_SEARCHES:
            self._index = _index(self._letter)
            return self._index.get(run, ())
        if not self._joined:
            self._joined = f" {' '.join(self.tokens)} "
        return _places_in(self._joined, f" {' '.join(run)} ")


    def standing(self, words: tuple[str, ...]) -> list[bool] | None:
        """Tell of each run of three among many words whether it stands in the letter; None while that is dear to tell."""
        self._rows += 1
        if self._index is None:
            if self._rows <= MANY_ROWS:
                return None
            self._index = _index(self._letter)
        return list(map(self._index.__contains__, zip(words, words[1:], words[2:], strict=False)))


def _places_in(joined: str, wanted: str) -> list[int]:
    found: list[int] = []
    at, counted, place = joined.find(wanted), 0, 0
    while at >= 0 and len(found) < MAX_PLACES:
        place += joined.count(" ", counted, at)
        counted = at
        found.append(place)
        at = joined.find(wanted, at + 1)
    return found


@lru_cache(maxsize=4)
def _index(letter: Letter) -> dict[tuple[str, ...], list[int]]:
    tokens = letter.tokens
    runs: dict[tuple[str, ...], list[int]] = {}
    for keys in (zip(tokens, tokens[1:], tokens[2:], strict=False), pairwise(tokens)):
        for at, key in enumerate(keys):
            places = runs.get(key)
            if places is None:
                runs[key] = [at]
            elif len(places) < MAX_PLACES:
                places.append(at)
    return runs
