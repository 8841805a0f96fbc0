"""A reply compared with what we sent: which of its words are ours, and where in the letter each stands.

Letters and figures are compared, not lines and not white space: the words of the reply are one stream, the letter's another, and runs of
the same characters are looked up by where one of our words begins (`our_words.seeds`). What is left between two runs that go on one
behind the other is compared by itself, since short words, glued cells and signs that were written out are found by their place alone.
Linear in both.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from urllib.parse import unquote

from mailflow.replies.answering import may_answer
from mailflow.replies.links import blank_links
from mailflow.replies.our_words import SEED, Letter, seeds, tokens_of
from mailflow.replies.rows import Row

LONG_RUN = 40  # characters; of several places where so much stands the nearest one counts
GAP = 40  # words that are compared one by one where two runs are apart
FAR_GAP = 400  # words of ours between two runs that still go on one behind the other
MAX_GAPS = 300
SKIPPED = 2  # words of ours that a client left out before a row: a number, a mark
MOST_LINK = 20_000
SHORT = 12  # words; a longer stretch of ours is never typed by chance
SHORT_ANSWER = 3  # words
MOST_SLID = 3
REACH = 4  # places between words that still stand beside one another
SURE_WORD = 8  # characters of a single word that is found again between two runs
_WORD = re.compile(r"[^\W\d_]|(?<!\[)\d|\d{4}")  # the number of a footnote aside
_NUMBERED = re.compile(r"(?:^|(?<=\s))\W{0,4}\d{1,3}[.):\]](?=\s|$)")  # an entry of a list of links
_NOTE = re.compile(r"\[\d{1,3}\]")
_STOP = "\x1e"  # in no word: no run goes over it


@dataclass(slots=True)
class Word:
    """A word of the reply, at [start, end) of the text of row `row`, links blanked; `text`: folded.

    `place`, `last`: the words of the letter's text that it is, [place, last); -1 where it is none. `beside`: it is a word of the page,
    or of what else the letter carried; `pages`: its places there. `folded`: the words [first, last) of lines of ours that were folded away
    before it, else None. `put_in`: it is of an answer among lines of ours, though our words are the same elsewhere.
    """

    row: int
    start: int
    end: int
    text: str
    place: int = -1
    last: int = -1
    beside: bool = False
    pages: tuple[int, ...] = ()
    folded: tuple[int, int] | None = None
    put_in: bool = False

    @property
    def ours(self) -> bool:
        """Whether it came with the letter."""
        return self.place >= 0 or self.beside


@dataclass(frozen=True, slots=True)
class Compared:
    """A reply beside a letter: its words in order, and the first and behind-the-last of each row.

    `shown`: the rows' texts without our own links; `linked`: rows on which a link stood, and nothing else; `our_links`: those with one
    of ours.
    """

    words: tuple[Word, ...]
    bounds: tuple[tuple[int, int], ...]
    shown: tuple[str, ...]
    linked: frozenset[int]
    our_links: frozenset[int]

    def of_row(self, row: int) -> tuple[Word, ...]:
        """Give the words of a row."""
        low, high = self.bounds[row]
        return self.words[low:high]


@dataclass(slots=True)
class _Stream:
    """The reply as one stream: `text`, and where in it each word begins. `shown`: the rows as typed. `cuts`: glued words may be parted."""

    words: list[Word]
    shown: Sequence[str]
    cuts: bool
    text: str = ""
    offsets: list[int] = field(default_factory=list)


def compare(
    rows: Sequence[Row],
    letter: Letter,
    *,
    skipped: frozenset[int] = frozenset(),
    others: Sequence[Letter] = (),
    folded: Mapping[int, tuple[int, int]] | None = None,
    addresses: frozenset[str] = frozenset(),
) -> Compared:
    """Compare every row with the letter's text, and what is left with what else it carried (`others`).

    `skipped`: rows that announce another mail. `addresses`: those that the reply went to, which our links hold. `folded`: rows that
    stand for lines of ours, and the words [first, last) of those.
    """
    shown = blank_links([row.bare for row in rows])
    words = list(_words(rows, shown, skipped, folded or {}, notes=not any(map(_NOTE.search, letter.lines))))
    stream = _streamed(words, shown, cuts=True)
    _lay(stream, letter)
    before = 0
    for other in others:
        if not all(word.place >= 0 for word in words):
            _mark_beside(stream, other, before)
        before += len(other.tokens) + 1
    _leave_examples(words, letter)
    bounds = _bounds(words, len(rows))
    gone = [n for n, row in enumerate(rows) if n not in skipped and shown[n] != row.bare]
    linked = (n for n in gone if not _WORD.search(_NUMBERED.sub("", shown[n])))
    mine = frozenset(_our_links(rows, shown, addresses))
    typed = tuple(text if n in mine else rows[n].bare for n, text in enumerate(shown))
    return Compared(tuple(words), bounds, typed, frozenset(linked), mine)


def _our_links(rows: Sequence[Row], shown: Sequence[str], addresses: frozenset[str]) -> Iterator[int]:
    """Give the rows with a link to an address of ours, however often it was encoded and over however many rows it was broken."""
    parts = [address.rpartition("@")[::2] for address in addresses]
    together: list[int] = []
    for n in range(len(rows) + 1):
        if n < len(rows) and shown[n] != rows[n].bare:
            together.append(n)
            continue
        plain = unquote(unquote(unquote("".join(rows[k].bare.strip() for k in together)[:MOST_LINK]))).lower() if together else ""
        if any(local in plain and domain in plain for local, domain in parts):
            yield from together
        together = []


def _words(
    rows: Sequence[Row], shown: Sequence[str], skipped: frozenset[int], folded: Mapping[int, tuple[int, int]], *, notes: bool
) -> Iterator[Word]:
    """Give the words of the rows. `notes`: a number in square brackets is that of a link's footnote, and none of anybody's."""
    waiting: tuple[int, int] | None = None
    for at, text in enumerate(shown):
        if at in folded:
            waiting = folded[at]
        elif at not in skipped and not rows[at].blank:
            for token in tokens_of(text):
                if notes and _NOTE.match(text, token.start - 1):
                    continue
                yield Word(at, token.start, token.end, token.word, folded=waiting)
                waiting = None


def _bounds(words: Sequence[Word], rows: int) -> tuple[tuple[int, int], ...]:
    bounds = []
    at = 0
    for row in range(rows):
        first = at
        while at < len(words) and words[at].row == row:
            at += 1
        bounds.append((first, at))
    return tuple(bounds)


def _streamed(words: list[Word], shown: Sequence[str], *, cuts: bool) -> _Stream:
    stream = _Stream(words, shown, cuts)
    at = 0
    pieces: list[str] = []
    for word in words:
        if word.folded is not None:
            pieces.append(_STOP)
            at += 1
        stream.offsets.append(at)
        pieces.append(word.text)
        at += len(word.text)
    stream.text = "".join(pieces)
    return stream


def _lay(stream: _Stream, letter: Letter) -> None:
    _lay_runs(stream, letter)
    _fill_gaps(stream, letter)
    _slide(stream.words)


def _slide(words: Sequence[Word]) -> None:
    """Have what was put in begin where a row begins, where its words end as the row's do ("No - not me." above "No date set.")."""
    for first, last in list(gaps(words)):
        row, back = words[first].row, 1
        while back <= MOST_SLID and first >= back and words[first - back].row == row:
            if words[last - back].text != words[first - back].text:
                break
            if first == back or words[first - back - 1].row != row:
                for n in range(1, back + 1):
                    one, other = words[first - n], words[last - n]
                    other.place, other.last, one.place, one.last = one.place, one.last, -1, -1
                break
            back += 1


def _lay_runs(stream: _Stream, letter: Letter) -> None:
    """Find the runs, each where it goes on from the one before it, else where most of what follows stands."""
    known = seeds(letter)
    words, text, ours = stream.words, stream.text, letter.stream
    at = expected = 0
    while at < len(words):
        if (folded := words[at].folded) is not None:
            behind = folded[1]
            expected = letter.offsets[behind] if behind < len(letter.offsets) else len(ours)
        offset = stream.offsets[at]
        places = known.get(text[offset : offset + SEED])
        if not places:
            at += 1
            continue
        place, length = _best(text, offset, ours, places, expected)
        if place != expected and length < LONG_RUN and (below := _goes_on_below(stream, known, at, expected)):
            # What stands between is put in, though the letter has such words elsewhere.
            answers = letter.set_in(letter.place_of(place)) or may_answer(" ".join(word.text for word in words[at:below]))
            for word in words[at:below]:
                word.put_in = answers
            at = below
            continue
        last, end = _snapped(stream, letter, at, place, length)
        if last == at:
            at += 1
            continue
        _mark(stream, letter, at, last, place)
        at, expected = last, end


def _goes_on_below(stream: _Stream, known: Mapping[str, Sequence[int]], at: int, expected: int) -> int:
    """Give the word that opens the row below and goes on in the letter where it was left; 0 where it does not."""
    words = stream.words
    below = at
    while below < len(words) and words[below].row == words[at].row:
        below += 1
    if below == len(words) or words[below].folded is not None or (at and words[at - 1].row == words[at].row):
        return 0
    offset = stream.offsets[below]
    return below if expected in known.get(stream.text[offset : offset + SEED], ()) else 0


def _best(text: str, offset: int, ours: str, places: Sequence[int], expected: int) -> tuple[int, int]:
    size = len(ours)
    near = min(places, key=lambda place: place - expected if place >= expected else size + expected - place)
    length = _common(text, offset, ours, near)
    if length >= LONG_RUN or len(places) == 1:
        return near, length
    for place in places:
        other = _common(text, offset, ours, place)
        if other > length + SEED:
            near, length = place, other
    return near, length


def _common(one: str, at: int, other: str, place: int) -> int:
    """Give how many characters from two places on are the same; halves are compared, so that strings do the work."""
    most = min(len(one) - at, len(other) - place)
    low, step = 0, SEED
    while low < most:
        step = min(step, most - low)
        if one[at + low : at + low + step] == other[place + low : place + low + step]:
            low, step = low + step, 2 * step
            continue
        high, inside = step, 0
        while high - inside > 1:
            middle = (inside + high) // 2
            if one[at + low + inside : at + low + middle] == other[place + low + inside : place + low + middle]:
                inside = middle
            else:
                high = middle
        return low + inside
    return low


def _snapped(stream: _Stream, letter: Letter, at: int, place: int, length: int) -> tuple[int, int]:
    """Give where a run ends: behind a word of the reply, or inside one, which is then cut, where one of ours ends at a seam.

    The place in the letter's stream is the one behind its last character.
    """
    words, offsets = stream.words, stream.offsets
    end = offsets[at] + length
    last = bisect_right(offsets, end - 1, at) - 1
    inside = end - offsets[last]
    if inside >= len(words[last].text):
        last += 1
    elif stream.cuts:
        for cut in range(inside, 0, -1):
            if _begins(letter, place + length - inside + cut) and _seam(stream, words[last], cut):
                _cut(stream, last, cut)
                return last + 1, place + length - inside + cut
    while last > at:
        there = place + offsets[last - 1] + len(words[last - 1].text) - offsets[at]
        # "30" is not the beginning of our "300", nor "park" that of "parking"; a word that was broken in two is found between the runs.
        if _begins(letter, there):
            return last, there
        last -= 1
    return at, place


def _begins(letter: Letter, offset: int) -> bool:
    """Whether a word of ours begins at a character of the stream, or the stream ends there."""
    at = bisect_left(letter.offsets, offset)
    return offset == len(letter.stream) if at == len(letter.offsets) else letter.offsets[at] == offset


def _seam(stream: _Stream, word: Word, cut: int) -> bool:
    """Whether a word looks as if two were glued there: a capital or a figure begins, or figures end."""
    raw = stream.shown[word.row][word.start : word.end]
    if len(raw) != len(word.text):
        return False
    one, other = raw[cut - 1], raw[cut]
    return one.isdigit() != other.isdigit() or (one.islower() and other.isupper())


def _cut(stream: _Stream, at: int, cut: int) -> None:
    """Take a word for two, parted at a character."""
    word = stream.words[at]
    tail = Word(word.row, word.start + cut, word.end, word.text[cut:])
    word.end, word.text = word.start + cut, word.text[:cut]
    stream.words.insert(at + 1, tail)
    stream.offsets.insert(at + 1, stream.offsets[at] + cut)


def _mark(stream: _Stream, letter: Letter, first: int, last: int, place: int) -> None:
    """Note where each word of a run stands; a glued one is several of ours, one of several that were broken is a part of one."""
    begin = stream.offsets[first]
    at = letter.place_of(place)
    for n in range(first, last):
        word = stream.words[n]
        low = place + stream.offsets[n] - begin
        high = low + len(word.text)
        while at + 1 < len(letter.offsets) and letter.offsets[at + 1] <= low:
            at += 1
        word.place = at
        end = at
        while end < len(letter.offsets) and letter.offsets[end] < high:
            end += 1
        word.last = end


def gaps(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Give the stretches [first, last) of words that are not ours, folded lines of ours between them aside."""
    at = 0
    while at < len(words):
        if words[at].place >= 0:
            at += 1
            continue
        first = at
        at += 1
        while at < len(words) and words[at].place < 0 and words[at].folded is None:
            at += 1
        yield first, at


def _fill_gaps(stream: _Stream, letter: Letter) -> None:
    """Compare what stands between two runs with what stands between them in the letter. From the last on, since words may be cut."""
    words = stream.words
    for first, last in reversed(list(gaps(words))[:MAX_GAPS]):
        folded = words[first].folded
        low = folded[1] if folded else words[first - 1].last if first else -1
        high = words[last].place if last < len(words) and words[last].folded is None else -1
        if low < 0 < high <= SHORT:
            low, first = 0, max(first, last - GAP)  # what the letter begins with, too short to be looked up
        if low >= 0 and high >= 0 and 0 < high - low <= FAR_GAP:
            _fill(stream, letter, first, last, low, high)
        else:
            if high > 0:
                _extend_back(words, letter, first, last, high)
            if low >= 0:
                _extend_row(words, letter, first, last, low)


def _extend_back(words: Sequence[Word], letter: Letter, first: int, last: int, high: int) -> None:
    """Find the words of ours right before a run on the same row, behind something that is not ours."""
    row = words[last].row
    while last > first and words[last - 1].row == row and high > 0 and words[last - 1].text == letter.tokens[high - 1]:
        last, high = last - 1, high - 1
        words[last].place, words[last].last = high, high + 1


def _extend_row(words: Sequence[Word], letter: Letter, first: int, last: int, low: int) -> None:
    """Find that the row behind a run goes on in the letter, the number of an entry left out, though it is too short to be looked up."""
    end = first
    while end < last and words[end].row == words[first].row:
        end += 1
    said = tuple(word.text for word in words[first:end])
    if end < len(words) and words[end].row == words[first].row:
        return
    cut_off = end == len(words)  # the mail ends in the middle of a word
    for place in range(low, low + SKIPPED + 1):
        ours = letter.tokens[place : place + len(said)]
        if cut_off and len(ours) == len(said) and ours[-1].startswith(said[-1]):
            ours = (*ours[:-1], said[-1])
        if ours == said and not letter.set_in(min(place, len(letter.tokens) - 1)):
            for n in range(first, end):
                words[n].place, words[n].last = place + n - first, place + n - first + 1
            return


def _fill(stream: _Stream, letter: Letter, first: int, last: int, low: int, high: int) -> None:
    words = stream.words
    if _filled_whole(words[first:last], letter, low, high):
        return
    said, ours = [word.text for word in words[first:last]], letter.tokens[low:high]
    if len(said) > GAP or len(ours) > 4 * GAP:
        return
    found = _blocks(said, ours, words[first:last])
    for at, place, size in found:
        for n in range(size):
            words[first + at + n].place, words[first + at + n].last = low + place + n, low + place + n + 1
    edges = [(0, 0, 0), *found, (len(said), len(ours), 0)]
    for (at, place, size), (then, there, _) in reversed(list(itertools.pairwise(edges))):
        _fill_rest(stream, letter, first + at + size, first + then, low + place + size, low + there)


def _fill_rest(stream: _Stream, letter: Letter, first: int, last: int, low: int, high: int) -> None:
    """Find what is ours in other spelling, and words of ours to which others are glued."""
    words = stream.words
    if first >= last or low >= high:
        return
    if _filled_whole(words[first:last], letter, low, high) or not stream.cuts:
        return
    ours, word = letter.tokens[high - 1], words[last - 1]
    if len(ours) > 2 and word.text.endswith(ours) and len(word.text) > len(ours) and _seam(stream, word, len(word.text) - len(ours)):
        _cut(stream, last - 1, len(word.text) - len(ours))
        words[last].place, words[last].last = high - 1, high
    ours, word = letter.tokens[low], words[first]
    if len(ours) > 2 and word.text.startswith(ours) and len(word.text) > len(ours) and _seam(stream, word, len(ours)):
        _cut(stream, first, len(ours))
        word.place, word.last = low, low + 1


def _blocks(said: Sequence[str], ours: Sequence[str], words: Sequence[Word]) -> list[tuple[int, int, int]]:
    """Give the runs of the same words in two gaps; a short word alone counts at an edge of the gap or of its row."""
    matcher = SequenceMatcher(None, said, ours, autojunk=False)
    rows = [word.row for word in words]
    found = []
    for at, place, size in matcher.get_matching_blocks():
        if not size:
            continue
        opens, ends = at == 0 and place == 0, at + size == len(said) and place + size == len(ours)
        alone = rows.count(rows[at]) == size and rows[at] == rows[at + size - 1]
        begins = (at == 0 or rows[at - 1] != rows[at]) and len(said[at]) > 3
        if opens or ends or alone or begins or size > 1 or len(said[at]) >= SURE_WORD:
            found.append((at, place, size))
    return found


def _filled_whole(words: Sequence[Word], letter: Letter, low: int, high: int) -> bool:
    """Mark words that are a whole stretch of ours, in other spelling perhaps; whether they are."""
    if not _alike("".join(word.text for word in words), "".join(letter.tokens[low:high]), letter, low, high):
        return False
    for word in words:
        word.place, word.last = low, high
    return True


def _alike(said: str, ours: str, letter: Letter, low: int, high: int) -> bool:
    """Whether two stretches have the same letters and figures, those aside that are not ASCII in ours and were lost or written out."""
    if said == ours:
        return True
    if not said or abs(len(said) - len(ours)) > 12:
        return False
    lost = sum(not sign.isascii() and sign.isalnum() for sign in letter.words_between(low, high))
    short, long = sorted(("".join(filter(str.isascii, said)), "".join(filter(str.isascii, ours))), key=len)
    if not lost or len(long) - len(short) > 2 * lost:
        return False
    rest = iter(long)
    return all(sign in rest for sign in short)


def _mark_beside(stream: _Stream, other: Letter, before_words: int) -> None:
    """Mark what stands in something else that the letter carried: its page, its header, its attachments. `before_words`: of others."""
    copied = [Word(word.row, word.start, word.end, word.text) for word in stream.words]
    beside = _streamed(copied, stream.shown, cuts=False)
    _lay(beside, other)
    for first, last in _runs(copied):
        low, high = copied[first], copied[last - 1]
        if all(word.put_in for word in stream.words[first:last]):
            continue
        if all(word.place < 0 for word in stream.words[first:last]) and sum(len(word.text) for word in copied[first:last]) < SEED:
            # "Done" beneath an action is no part of 'Answer "done"' on the page: a few words count only right beside others.
            before = first > 0 and copied[first - 1].last == low.place
            if not before and not (last < len(copied) and copied[last].place == high.last):
                continue
        for word, found in zip(stream.words[first:last], copied[first:last], strict=True):
            word.beside, word.pages = True, (*word.pages, before_words + found.place)


def _leave_examples(words: Sequence[Word], letter: Letter) -> None:
    """Take for an answer what repeats an example of how to answer, or a few words of ours, elsewhere than the letter has them."""
    runs = list(_runs(words))
    strange = {word.row for word in words if not word.ours}
    for n, (first, last) in enumerate(runs):
        start, end = words[first].place, words[last - 1].last
        folded = words[first].folded
        before = folded or ((words[runs[n - 1][0]].place, words[runs[n - 1][1] - 1].last) if n else None)
        if before is None:
            continue
        # Of words that stand twice those are the sender's beside which more of theirs stands.
        twice = [word for word in words[runs[n - 1][0] : first] if start <= word.place < end] if n and before[1] == end else []
        if twice and all(word.row in strange for word in twice) and words[first].row not in strange:
            _leave(words, runs[n - 1][1] - len(twice), runs[n - 1][1])
            continue
        partly = words[first].row in strange or words[last - 1].row in strange
        answers = last - first <= SHORT_ANSWER and may_answer(" ".join(word.text for word in words[first:last]))
        if last - first > SHORT or not (partly or answers or letter.set_in(start)):
            continue
        following = words[runs[n + 1][0]] if n + 1 < len(runs) else None
        after = (following.folded or (following.place, following.last)) if following is not None else None
        if _apart(start, end, before, after):
            _leave(words, first, last)


def _leave(words: Sequence[Word], first: int, last: int) -> None:
    on_page = _goes_on_page(words, first, last)
    for word in words[first:last]:
        word.place, word.last, word.beside = -1, -1, word.beside and on_page


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Give the stretches [first, last) of words that stand one behind the other in the letter.

    One that begins before the end of the last one and goes on behind it is two: what was said already, and what follows.
    """
    first, reached = 0, -1
    for n, word in enumerate(words):
        before = words[n - 1]
        part = (word.place, word.last) == (before.place, before.last) and word.text != before.text  # of a word that was broken in two
        goes_on = n > first and word.folded is None and before.place >= 0 and (part or word.place == before.last)
        if not goes_on or (word.place == reached and words[first].place < reached):
            if n > first and words[first].place >= 0:
                yield first, n
                reached = words[n - 1].last
            first = n
    if words and words[first].place >= 0:
        yield first, len(words)


def _goes_on_page(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether words before or behind a run stand beside it on the page and not in the text: "Answer “No corrections”"."""
    before = first > 0 and words[first - 1].place < 0 and _beside(words[first - 1], words[first])
    return before or (last < len(words) and words[last].place < 0 and _beside(words[last - 1], words[last]))


def _beside(one: Word, other: Word) -> bool:
    return any(page + 1 in other.pages for page in one.pages)


def _apart(start: int, end: int, before: tuple[int, int], after: tuple[int, int] | None) -> bool:
    """Whether words of ours stand out of the letter's order, or right behind themselves."""
    if before[0] <= start < end <= before[1]:
        return True
    if abs(start - before[1]) <= REACH or (after is not None and abs(after[0] - end) <= REACH):
        return False
    return after is None or start < before[0] or after[0] < start
