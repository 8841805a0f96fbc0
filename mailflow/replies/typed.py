"""What a sender typed into our letter: words behind, before or inside a line of ours, and words over words of ours.

Words that were put in are the sender's own, and nothing else of the line is. Words that stand in the place of others are no line of
theirs: they are a change of what we wrote, which somebody has to look at.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailflow.replies.compare import Compared, Word
from mailflow.replies.our_words import Letter

MOST_OVER = 8  # words that are typed over others
MOST_CHANGES = 6  # a quotation that differs in more places was changed by a program
ROUND = 2  # words of ours on either side by which a difference between our text and our page is known

_ARROW = re.compile(r"^[\s.:;,>=\-–—→⇒*|()\]#/]{0,20}")
_QUOTE = re.compile("[\"“”„«»]")
_BRACKETED = re.compile(r"^[\s.:;,]{0,6}\[([^\[\]]{1,600})\][\s.:;,]{0,6}$")
_FOOTNOTE = re.compile(r"[\s]{0,4}\[\d{1,3}\][\s.,;]{0,4}$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the sender's on a row of ours. `place`: of the word of ours that they stand behind, or before where none stands there."""

    text: str
    why: str
    place: int


@dataclass(frozen=True, slots=True)
class Change:
    """Words of ours [start, end) in whose place others came back, on row `row`; `new` is empty where none did."""

    row: int
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, by row; `taken`: rows of ours of which a part was typed and is told elsewhere; `theirs`: rows that are the sender's
    as a whole, though words of ours stand in them; `changes`: in the order of the rows.
    """

    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    theirs: frozenset[int] = frozenset()
    changes: tuple[Change, ...] = ()


def typed_into(compared: Compared, letter: Letter, others: Sequence[Letter], zone: range) -> Typed:
    """Find what was typed into the rows of the zone that are partly ours."""
    words = [word for word in compared.words if word.row in zone]
    texts = compared.shown
    pieces: dict[int, list[Piece]] = {}
    taken: set[int] = set()
    changes: list[Change] = []
    partly = {word.row for word in words if word.ours}
    theirs = {row for row in partly if not _goes_over(compared, row) and _is_theirs(texts[row], compared.of_row(row), letter)}
    for first, last in _groups(words):
        group = words[first:last]
        before, after = words[first - 1] if first else None, words[last] if last < len(words) else None
        if (group[0].row not in partly and group[-1].row not in partly) or group[0].row in compared.linked:
            continue  # rows of their own, and links
        if _is_footnote(texts, group, before, after):
            taken.update(word.row for word in group)
        elif (change := _over(texts, group, before, after, letter, others)) is not None:
            changes.append(change)
            taken.update(word.row for word in group)
        else:
            for row, piece in _pieces(texts, group, before, after):
                if row not in theirs:
                    pieces.setdefault(row, []).append(piece)
            taken.update(word.row for word in group if word.row not in theirs)
    changes += _left_out(words, letter, others)
    changes = sorted((change for change in changes if change.row not in theirs), key=lambda change: change.row)
    return Typed(pieces, frozenset(taken), frozenset(theirs), tuple(changes) if len(changes) <= MOST_CHANGES else ())


def _goes_over(compared: Compared, row: int) -> bool:
    """Whether the words of ours at an end of a row go on with those of the row beside it: then the row is ours, wrapped anew."""
    low, high = compared.bounds[row]
    words = compared.words
    above = 0 < low < high and words[low].place >= 0 and words[low].place == words[low - 1].last
    return above or (low < high < len(words) and words[high - 1].place >= 0 and words[high - 1].last == words[high].place)


def _is_theirs(bare: str, words: Sequence[Word], letter: Letter) -> bool:
    """Whether a row is the sender's as a whole: a few of our words stand in it by chance, or in the sender's quotation marks.

    Or it begins like one of the examples of how to answer, and goes on otherwise.
    """
    ours = [word for word in words if word.ours]
    if len(ours) == len(words):
        return False
    if ours[0] is words[0] and ours[0].place >= 0 and letter.set_in(ours[0].place) and not words[-1].ours:
        return True
    runs = 1 + sum(1 for one, other in itertools.pairwise(ours) if other.place != one.last)
    if len(ours) * 2 < len(words) and (len(ours) < 3 or len(ours) < 2 * runs):
        return True
    before, after = bare[: ours[0].start].rstrip()[-1:], bare[ours[-1].end :].lstrip(" .,;!?")[:1]
    return bool(_QUOTE.match(before) and _QUOTE.match(after))


def _groups(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Give the stretches of words that are not ours; what begins and ends in the middle of rows is one, whole rows are their own."""
    at = 0
    while at < len(words):
        if words[at].ours:
            at += 1
            continue
        first = at
        while at < len(words) and not words[at].ours:
            at += 1
        yield from _by_rows(words, first, at)


def _by_rows(words: Sequence[Word], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Part a stretch at the ends of rows, unless it ends in the middle of one: then it goes on over the ends of rows."""
    ends_inside = last < len(words) and words[last].row == words[last - 1].row
    begins_inside = first > 0 and words[first - 1].row == words[first].row
    if ends_inside and begins_inside:
        yield first, last
        return
    low = first
    for n in range(first + 1, last + 1):
        if n == last or words[n].row != words[n - 1].row:
            yield low, n
            low = n


def _is_footnote(texts: Sequence[str], group: Sequence[Word], before: Word | None, after: Word | None) -> bool:
    """Whether a group is a number that a program put there: of a list before our words, of a link behind them."""
    if len(group) != 1 or not group[0].text.isdecimal() or len(group[0].text) > 3:
        return False
    word = group[0]
    opens = (before is None or before.row != word.row) and after is not None and after.row == word.row
    bare = texts[word.row]
    bracketed = bare[max(0, word.start - 1) : word.start] == "[" and bare[word.end : word.end + 1] == "]"
    return opens or bracketed


def _over(
    texts: Sequence[str], group: Sequence[Word], before: Word | None, after: Word | None, letter: Letter, others: Sequence[Letter]
) -> Change | None:
    """Find that a group stands in the place of a few words of ours inside one sentence."""
    if before is None or after is None or before.place < 0 or after.place < 0 or len(group) > MOST_OVER:
        return None
    low, high = before.last, after.place
    if not _inside_sentence(letter, low, high) or not (before.row == group[0].row or after.row == group[-1].row):
        return None
    if _is_elsewhere(before, group, after, letter, others):
        return None
    return Change(group[0].row, low, high, _between(texts, group[0].row, group[0].start, group[-1].row, group[-1].end))


def _inside_sentence(letter: Letter, low: int, high: int) -> bool:
    return 0 < high - low <= MOST_OVER and not any(letter.closes_at(place) for place in range(low, high))


def _is_elsewhere(before: Word, group: Sequence[Word], after: Word, letter: Letter, others: Sequence[Letter]) -> bool:
    """Whether the page has these words where the text has others."""
    lead = "".join(letter.tokens[max(0, before.last - ROUND) : before.last])
    context = lead + "".join(word.text for word in group) + "".join(letter.tokens[after.place : after.place + ROUND])
    return any(context in other.stream for other in others)


def _left_out(words: Sequence[Word], letter: Letter, others: Sequence[Letter]) -> Iterator[Change]:
    """Find words of ours that were taken out of a sentence that otherwise came back on one row."""
    for before, after in itertools.pairwise(words):
        if before.row != after.row or before.place < 0 or after.place <= before.last:
            continue
        if _inside_sentence(letter, before.last, after.place) and not _is_elsewhere(before, (), after, letter, others):
            yield Change(before.row, before.last, after.place, "")


def _pieces(texts: Sequence[str], group: Sequence[Word], before: Word | None, after: Word | None) -> Iterator[tuple[int, Piece]]:
    """Give a group as words of the sender's, marks that lead to them or close them aside."""
    row, last = group[0].row, group[-1].row
    inline = before is not None and before.row == row
    goes_on = after is not None and after.row == last
    place = before.last - 1 if before is not None and before.place >= 0 and (inline or not goes_on) else -1
    if place < 0 and goes_on and after is not None and after.place >= 0:
        place = after.place
    start = before.end if inline and before is not None else 0
    end = after.start if goes_on and after is not None else len(texts[last])
    text = _between(texts, row, start, last, end)
    if (bracketed := _BRACKETED.match(text)) is not None:
        text = bracketed[1].strip()
    elif inline:
        text = _ARROW.sub("", text).strip(" \t-–—" if goes_on else " \t")
    else:
        text = _head(text)
    if any(map(str.isalnum, text)):
        yield row, Piece(text, "behind our words on the same line" if inline else "before our words on the same line", place)


def _head(text: str) -> str:
    """Give what stands before our words, without the marks that lead on to them; what ends a sentence stays."""
    return text.strip(" \t[](){}*-–—:>=|#")


def _between(texts: Sequence[str], first: int, start: int, last: int, end: int) -> str:
    if first == last:
        return texts[first][start:end]
    middle = [texts[n].strip() for n in range(first + 1, last)]
    return " ".join([texts[first][start:].strip(), *middle, texts[last][:end].strip()])
