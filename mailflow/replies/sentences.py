"""From the lines of a mail to its sentences: wrapped lines joined, list entries and paragraphs kept apart.

A sentence knows the own lines it came from, what quoted passage it stands under, and its paragraph; sentences of one
paragraph hang together. What stands between quotation marks is never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.replies.model import Line, Whose, Words
from mailflow.replies.phrases import lexicon
from mailflow.replies.ref_index import RefIndex
from mailflow.replies.refs import find_in

WRAPPED_FROM = 45  # a line at least this long may have been broken by a mail program
COMMON_ROOM = 58  # no program in common use breaks lines that are shorter than this
LONGEST_ENTRY = 600  # characters of lines that are joined to one text
MASK = "\ue000"  # stands for each character between quotation marks; nobody types it
QUOTATION = re.compile("\ue000+")
_QUOTED = re.compile(
    r'"[^"\n]{1,800}"|“[^“”\n]{1,800}[”"]|«[^«»\n]{1,800}»|„[^“”"\n]{1,800}[“”"]'
    r"|(?<![^\W_])'[^'\n]{2,800}'(?![^\W_])|(?<![^\W_])‘[^‘\n]{2,800}?’(?![^\W_])"
)
_QUOTES = frozenset("\"“”«»„'‘’")
_BULLET = re.compile(r"^\s*(?:[-*•·–—‣◦▪►>+]+\s+|[•·▪►◦‣]\s*|\(?[a-z]\)\s+)")
_NUMBERED = re.compile(r"^\s*\(?(?:[^\W\d_]{1,12}\.?\s+){0,3}#?\d{1,4}(?:[._/]\d{1,4})*[a-z]?\s*[-:.)–—|]")
_STOP = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_LAST_WORD = re.compile(r"([^\W_]+(?:\.[^\W_]+)*)$")
_NEXT_WORD = re.compile(r"\s*([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the sender's, unaltered but for line breaks.

    `lines`: numbers of its own lines. `about`: the quoted passage it stands under. `paragraph`: its paragraph's number.
    `opens`: it begins a line. `alone`: nothing else stands on its lines.
    """

    text: str
    lines: tuple[int, ...]
    about: str | None = None
    paragraph: int = 0
    opens: bool = True


def mask_quotations(text: str) -> str:
    """Blot out what stands between quotation marks, marks included; the length stays."""
    if not _QUOTES.intersection(text):
        return text
    return _masked(text)


@lru_cache(maxsize=256)
def _masked(text: str) -> str:
    """Blot out quotations: the readers of a sentence ask for it one after the other."""
    return _QUOTED.sub(lambda match: MASK * len(match.group()), text)


def split_sentences(words: Words, index: RefIndex, joins: frozenset[str]) -> Iterator[Sentence]:
    """Split the own lines of a mail into sentences, in order; every own line that is not blank is in at least one.

    `joins`: words after which a line goes on in the next one, over a colon and a blank line ("should read:").
    """
    room = max(COMMON_ROOM, max((len(line.text.rstrip()) for line in words.lines if line.whose is Whose.OWN), default=0))
    for paragraph, lines in enumerate(_paragraphs(words.lines, joins)):
        for entry in _entries(lines, index, joins, room):
            yield from _sentences(entry, paragraph)


def _paragraphs(lines: Sequence[Line], joins: frozenset[str]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        parted = line.whose is not Whose.OWN or not line.text.strip()
        if parted and line.whose is Whose.OWN and paragraph and _goes_on(paragraph[-1].text, joins):
            continue
        if parted or (paragraph and line.about != paragraph[-1].about):
            if paragraph:
                yield paragraph
            paragraph = []
        if not parted:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _entries(lines: Sequence[Line], index: RefIndex, joins: frozenset[str], room: int) -> Iterator[list[Line]]:
    entry: list[Line] = []
    length = 0
    for line in lines:
        length += len(line.text)
        if entry and (length > LONGEST_ENTRY or not _continues(entry[-1].text.rstrip(), line.text.strip(), index, joins, room)):
            yield entry
            entry, length = [], len(line.text)
        entry.append(line)
    if entry:
        yield entry


def _continues(above: str, below: str, index: RefIndex, joins: frozenset[str], room: int) -> bool:
    """Tell whether a line goes on with the sentence of the line above it. `room`: as many characters have room on a line."""
    if _goes_on(above, joins):
        return True
    if above.endswith((".", "!", "?", ":", ";", "…")) or _opens_entry(below, index):
        return False
    if above.endswith((",", "-", "–")) and len(above) >= 12:
        return below[0].islower() or len(above) >= WRAPPED_FROM
    if not below[0].isupper():
        return len(above) >= WRAPPED_FROM or (len(above) >= 25 and below[0].islower())
    # A program breaks a line where the next word has no room. Where it had, the sender broke it, and began anew.
    return len(above) >= WRAPPED_FROM and len(above) + 1 + len(below.split(maxsplit=1)[0]) > room


def _goes_on(above: str, joins: frozenset[str]) -> bool:
    stripped = above.rstrip()
    if not stripped.endswith(":"):
        return False
    word = _LAST_WORD.search(stripped[:-1].rstrip()[-30:])
    return bool(word and word[1].casefold() in joins)


def _opens_entry(line: str, index: RefIndex) -> bool:
    if _BULLET.match(line) or _NUMBERED.match(line[:60]):
        return True
    head = line[:40]
    found = find_in(head, index) if any(char.isdigit() for char in head) else ()
    return bool(found and found[0].label)


def _sentences(entry: Sequence[Line], paragraph: int) -> Iterator[Sentence]:
    text, starts = _join(entry)
    bullet = _BULLET.match(text)
    at = bullet.end() if bullet and bullet.end() < len(text) else 0
    first = at
    for end in _stops(text, at):
        piece = text[at:end]
        if piece.strip():
            begin = at + len(piece) - len(piece.lstrip())
            lines = _lines_of(entry, starts, 0 if begin == first else begin, end)
            yield Sentence(piece.strip(), lines, entry[0].about, paragraph, begin in starts or begin == first)
        at = end


def _join(entry: Sequence[Line]) -> tuple[str, list[int]]:
    starts: list[int] = []
    text = ""
    parts: list[str] = []
    length = 0
    for line in entry:
        piece = line.text.strip()
        starts.append(length)
        parts.append(piece)
        length += len(piece) + 1
    text = " ".join(parts)
    return text, starts


def _lines_of(entry: Sequence[Line], starts: Sequence[int], begin: int, end: int) -> tuple[int, ...]:
    bounds = [*starts[1:], 1 << 60]
    return tuple(line.number for line, low, high in zip(entry, starts, bounds, strict=True) if low < end and begin < high)


def _stops(text: str, start: int) -> Iterator[int]:
    """Give where each sentence ends; the last is the end of the text."""
    masked = mask_quotations(text)
    for match in _STOP.finditer(masked, start):
        if match.end() >= len(text):
            break
        word = _LAST_WORD.search(masked, max(start, match.start() - 24), match.start())
        if match.group() == "." and word and _abbreviates(word[1], masked, match.end(), start == word.start()):
            continue
        yield match.end()
    yield len(text)


def _abbreviates(word: str, text: str, end: int, opens: bool) -> bool:
    """Tell whether a full stop belongs to its word: an abbreviation, an initial, a label, a German day ("3. März")."""
    known = lexicon()
    if word.isdigit():
        following = _NEXT_WORD.match(text, end)
        return opens or bool(following and following[1].casefold() in known.refs["months"])
    return word.casefold() in known.abbreviations or (len(word) == 1 and word.isupper())
