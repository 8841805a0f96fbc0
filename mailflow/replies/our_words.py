"""A letter of ours as words, each with its place, and as one stream of letters and figures: what a reply is compared with.

Clients and gateways change white space, marks, bullets, entities and signs at will; letters and figures they leave. So what is compared
are words folded to those, and a place is found again by the run of characters that begins there (`Letter.seeds`). Letters of one
meeting share nearly all their lines, and a letter is answered by people who quote the whole of it: lines are taken apart once.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

SEED = 12  # characters: so many in a row are enough to look a place up by
MAX_PLACES = 12
SHORT_TEXT = 120
SET_IN = " " * 4

TOKEN = re.compile(r"\w+")
LINK = re.compile(r"<?\b(?:https?://|mailto:|www\.)[^\s<>]{1,500}>?|\[(?:cid|image|logo)[^\]]{0,200}\]", re.IGNORECASE)
_ENTITIES = (
    r"nbsp|amp|quot|apos|lt|gt|[lr][ds]quo|[bs]bquo|[nm]dash|hellip|pound|euro|cent|yen|bull|middot|copy|reg|trade|deg|times|frac\d\d"
    r"|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)|szlig|[ao]elig|ensp|emsp|thinsp|zwnj|shy|laquo|raquo|sect|para|#\d{2,5}|#x[0-9a-fA-F]{2,4}"
)
# Left as text, encoded twice, or broken over lines between its sign and its end.
ENTITY = re.compile(rf"&(?:amp;){{0,4}}(?:{_ENTITIES})?;?(?![a-zA-Z])|\b(?:{_ENTITIES});", re.IGNORECASE)
# A pound sign that was written out on the way, alone or before its figures.
_CURRENCY = re.compile(r"(?:gbp|eur|usd)(?=\d|$)")
_ENTRY = re.compile(r"\s{0,8}(?:\d{1,3}[.)]|[-*•·‣◦])\s")
_SENTENCE = re.compile(r"[.;:!?][\"'”’)\]]{0,3}(?=\s)")


class Token(NamedTuple):
    """A word at [start, end) of a line, folded to its letters and figures."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class OurLine:
    """A line of a letter: its words, how many of them stand before the end of each of its sentences, and whether it opens an entry."""

    words: tuple[Token, ...]
    ends: tuple[int, ...]
    opens: bool


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A letter as words: `tokens`; `starts`, the place of each line's first one; `opens`, the lines that open a passage.

    `lines`: the lines as they stand, white space at their ends aside. `stream`: all words without a space; `offsets`: where in it each
    begins. `closing`: the places before which a sentence or a passage ends, lines that are merely wrapped aside.
    """

    tokens: tuple[str, ...]
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    opens: tuple[int, ...]
    stream: str
    offsets: tuple[int, ...]
    closing: frozenset[int]

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

    def closes_at(self, place: int) -> bool:
        """Whether a sentence or a passage ends before a place."""
        return place <= 0 or place in self.closing

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

    def place_of(self, offset: int) -> int:
        """Give the word that holds a character of the stream."""
        return bisect_right(self.offsets, offset) - 1

    def words_between(self, start: int, end: int) -> str:
        """Give the words from one place to another as they stand, lines joined, without the marks before the first and behind the last."""
        found: list[str] = []
        for line in range(self.line_of(start), self.line_of(end - 1) + 1):
            words = _line(self.lines[line]).words
            low, high = max(start - self.starts[line], 0), min(end - self.starts[line], len(words))
            if low < high:
                found.append(self.lines[line][words[low].start : words[high - 1].end])
        return " ".join(found)


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
    closing: set[int] = set()
    blank = True
    for number, line in enumerate(lines):
        starts.append(len(tokens))
        if not line:
            blank = True
            continue
        ours = _line(line)
        if blank or ours.opens:
            opens.append(number)
            closing.add(len(tokens))
            blank = False
        closing.update(len(tokens) + end for end in ours.ends[:-1])
        tokens += [token.word for token in ours.words]
        if _SENTENCE.search(f"{line[-4:]} "):
            closing.add(len(tokens))
    closing.add(len(tokens))
    offsets: list[int] = []
    at = 0
    for word in tokens:
        offsets.append(at)
        at += len(word)
    return Letter(tuple(tokens), lines, tuple(starts), tuple(opens) or (0,), "".join(tokens), tuple(offsets), frozenset(closing))


@lru_cache(maxsize=4_096)
def _line(line: str) -> OurLine:
    words = tuple(_tokens(line))
    stops = [found.start() for found in _SENTENCE.finditer(line)]
    ends = (*(sum(word.start < stop for word in words) for stop in stops), len(words)) if stops else (len(words),)
    return OurLine(words, ends, _ENTRY.match(line) is not None)


@lru_cache(maxsize=8)
def seeds(letter: Letter) -> Mapping[str, Sequence[int]]:
    """Give where in the stream each run of SEED characters stands that begins with a word: the first MAX_PLACES places of each."""
    found: dict[str, list[int]] = {}
    stream = letter.stream
    for offset in letter.offsets:
        places = found.setdefault(stream[offset : offset + SEED], [])
        if len(places) < MAX_PLACES:
            places.append(offset)
    return found


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text, links left out, folded so that typographic signs and width do not matter."""
    return tuple(token.word for token in tokens_of(text))


def tokens_of(text: str) -> tuple[Token, ...]:
    """Give the words of a text with their places, links and entities left out, folded so that typographic signs and width do not matter."""
    return _tokens_of_row(text) if len(text) <= SHORT_TEXT else tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    if "/" in text or "[" in text or "mailto" in text.lower():
        text = LINK.sub(_blank, text)
    if "&" in text or ";" in text:
        text = ENTITY.sub(_blank, text)
    plain = text.isascii()
    for found in TOKEN.finditer(text):
        word = found[0].lower().replace("_", "") if plain else fold(found[0])
        if word[:3] in ("gbp", "eur", "usd"):
            word = _CURRENCY.sub("", word)
        if word:
            yield Token(found.start(), found.end(), word)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def fold(word: str) -> str:
    """Fold a word to its letters and figures in lower case, accents and joined letters taken apart."""
    if word.isascii():
        return word.lower().replace("_", "")
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", word).casefold()))


# The edges of a letter come back in every reply, and a long mail (`reach`) is laid beside the letter and its HTML twin.
@lru_cache(maxsize=4_096)
def _tokens_of_row(text: str) -> tuple[Token, ...]:
    return tuple(_tokens(text))
