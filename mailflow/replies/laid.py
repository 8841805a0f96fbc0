"""Whose each row is where the letter is known: what `alone` decided, put right by the letter laid beside it.

Rows of ours are quoted, whatever a client did to them. Between rows of ours, what is not ours is the sender's: under a header block
without quote marks, inside the marks, or behind our words on the same row. That holds only where the sender quotes *us*: below a
second boundary, or one that names somebody else, a colleague may have written it, and it stays quoted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from mailflow.replies.alone import BROKEN_LINE, Decision, opens_rest
from mailflow.replies.beside import REACH, Match
from mailflow.replies.boundaries import Boundary
from mailflow.replies.model import Whose
from mailflow.replies.our_words import Letter
from mailflow.replies.rows import Row
from mailflow.replies.typed import MIN_ROW, added, has_sign, in_quotes, sign_behind

SHORT = 12
BLOCK_WORDS = 60
BLOCK_PASSAGES = 3
OUR_LETTER = "our letter"
COPIED = "copied from our letter"



def put_right(
    decided: list[Decision],
    rows: tuple[Row, ...],
    boundaries: tuple[Boundary, ...],
    matches: tuple[Match, ...],
    letter: Letter,
    ours: frozenset[str],
) -> list[Decision]:
    """Correct the decisions made by shape alone. `ours`: the addresses the reply went to, tags taken off."""
    found = list(decided)
    opening = next((boundary for boundary in boundaries if rows[boundary.start].depth == 0), None)
    if opening is None:
        block = None if any(row.depth for row in rows) else _block(rows, matches, letter)
        if block is not None:
            _inside_unmarked(found, rows, matches, letter, block, _limit(rows, boundaries, block))
    elif opens_rest(rows, opening) and _from_us(opening, ours):
        first = _first_of_ours(rows, matches, opening.end, depth=0)
        if first is not None and not any(opening.end <= boundary.start < first for boundary in boundaries):
            _inside_unmarked(found, rows, matches, letter, first, _limit(rows, boundaries, first))
    _inside_marks(found, rows, boundaries, matches, letter, ours)
    _wrapped_over(found, rows, matches)
    _copied(found, rows, matches, letter)
    return found


def _from_us(boundary: Boundary, ours: frozenset[str]) -> bool:
    """Whether a boundary may announce our letter: it names no address, or one of ours."""
    return not boundary.authors or not ours or any(_untagged(address) in ours for address in boundary.authors)


def _untagged(address: str) -> str:
    local, at, domain = address.lower().rpartition("@")
    return local.partition("+")[0] + at + domain


def addresses_of(recipients: tuple[str, ...]) -> frozenset[str]:
    """Give the addresses a mail went to, without subaddress tags, lower case."""
    return frozenset(_untagged(address) for address in recipients)


def _first_of_ours(rows: tuple[Row, ...], matches: tuple[Match, ...], start: int, *, depth: int) -> int | None:
    return next((n for n in range(start, len(rows)) if rows[n].depth == depth and matches[n].whole and matches[n].total >= MIN_ROW), None)


def _limit(rows: tuple[Row, ...], boundaries: tuple[Boundary, ...], start: int) -> int:
    return next((boundary.start for boundary in boundaries if boundary.start > start), len(rows))


def _block(rows: tuple[Row, ...], matches: tuple[Match, ...], letter: Letter) -> int | None:
    """Find the first row of a quotation that nothing announces: much of the letter, in its order. A passage repeated is none."""
    start, words, passages = 0, 0, 0
    end = -1
    for n, match in enumerate(matches):
        if not match.total:
            continue
        goes_on = match.whole and end >= 0 and 0 <= match.start - end <= REACH
        if not match.whole or match.start < 0:
            start, words, end = n + 1, 0, -1
            continue
        if not goes_on:
            start, words = n, 0
            passages = match.start
        words, end = words + match.matched, match.end
        spanned = letter.passage_of(end - 1) - letter.passage_of(passages) + 1
        if (words >= BLOCK_WORDS and spanned >= BLOCK_PASSAGES) or (words >= 25 and words * 5 >= 2 * len(letter.tokens)):
            return start
    return None


def _inside_unmarked(
    found: list[Decision], rows: tuple[Row, ...], matches: tuple[Match, ...], letter: Letter, start: int, stop: int
) -> None:
    """Sort rows [start, stop), which carry our letter without quote marks."""
    whole = [n for n in range(start, stop) if matches[n].whole]
    for n in range(start, stop):
        row, match = rows[n], matches[n]
        if row.blank and not has_sign(row.bare):
            found[n] = Decision(Whose.QUOTED, row.bare, "between rows of our letter")
        elif match.whole:
            apart = _stands_apart(matches, n, *_nearest(whole, n))
            ours = Decision(Whose.OWN if apart else Whose.QUOTED, row.bare, "repeats our letter" if apart else OUR_LETTER)
            found[n] = sign_behind(row, match, letter) or ours
        elif row.depth:
            found[n] = Decision(Whose.QUOTED, row.bare, "quote marks")
        elif _like_example(matches, n, letter, *_nearest(whole, n)):
            found[n] = Decision(Whose.OWN, row.bare, "repeats our letter")
        else:
            found[n] = added(row, match, letter, matches[n - 1] if n else None) or _not_ours(row, match)


def _nearest(whole: list[int], n: int) -> tuple[int | None, int | None]:
    """Give the rows before and after a row that say only what the letter says."""
    low, high = bisect_left(whole, n), bisect_right(whole, n)
    return (whole[low - 1] if low else None), (whole[high] if high < len(whole) else None)


def _like_example(matches: tuple[Match, ...], n: int, letter: Letter, before: int | None, after: int | None) -> bool:
    """Whether a row begins like an example of how to answer, and stands elsewhere than the letter has it: it is an answer."""
    match = matches[n]
    return match.matched > 1 and match.tail > 0 and letter.set_in(match.start) and not _in_order(matches, n, before, after)


def _in_order(matches: tuple[Match, ...], n: int, before: int | None, after: int | None) -> bool:
    """Whether a row goes on where the one before it ends, or ends where the one after it begins."""
    match = matches[n]
    goes_on = before is not None and abs(match.start - matches[before].end) <= REACH
    return goes_on or (after is not None and abs(matches[after].start - match.end) <= REACH)


def _stands_apart(matches: tuple[Match, ...], n: int, before: int | None, after: int | None) -> bool:
    """Whether a row that equals one of ours is out of the letter's order, or alone behind it: then somebody typed it."""
    match = matches[n]
    if match.total > SHORT or before is None:
        return False
    if _said_above(matches, n):
        return True
    if _in_order(matches, n, before, after):
        return False
    if after is None:
        return True
    return match.start < matches[before].start or matches[after].start < match.start


def _said_above(matches: tuple[Match, ...], n: int) -> bool:
    """Whether a row right above has said the very words of this one already: who typed them repeats the letter by chance."""
    match = matches[n]
    above = (matches[k] for k in range(max(0, n - REACH), n) if matches[k].whole)
    return any(one.start <= match.start < match.end <= one.end for one in above)


def _copied(found: list[Decision], rows: tuple[Row, ...], matches: tuple[Match, ...], letter: Letter) -> None:
    """Find passages of ours that somebody copied above the quotation to answer under each: from their beginning, not in quotation marks.

    What is set in are the examples of an answer, which people repeat as their own.
    """
    for n, (row, match) in enumerate(zip(rows, matches, strict=True)):
        if found[n].whose is not Whose.OWN or row.depth or match.matched != match.total or match.start < 0 or match.rows > 1:
            continue
        goes_on = n > 0 and found[n - 1].why == COPIED and match.start == matches[n - 1].end
        begins = match.total > SHORT // 2 and letter.begins_at(match.start) and not in_quotes(row.bare)
        if goes_on or (begins and not letter.set_in(match.start)):
            found[n] = Decision(Whose.QUOTED, row.bare, COPIED)


def _not_ours(row: Row, match: Match) -> Decision:
    if match.matched * 10 >= match.total * 7 and match.total >= 4:
        return Decision(Whose.QUOTED, row.bare, "our letter, changed on its way")
    if not match.total and not has_sign(row.bare):
        return Decision(Whose.QUOTED, row.bare, "no words")
    return Decision(Whose.OWN, row.bare, "between rows of our letter, and not in it")


def _inside_marks(
    found: list[Decision],
    rows: tuple[Row, ...],
    boundaries: tuple[Boundary, ...],
    matches: tuple[Match, ...],
    letter: Letter,
    ours: frozenset[str],
) -> None:
    """Find what the sender typed inside the marks of our letter. Only the first level of marks can be theirs."""
    announcing = {n for boundary in boundaries for n in range(boundary.start, boundary.end)}  # with its names, much like our letter
    span = [n for n, row in enumerate(rows) if row.depth == 1 and matches[n].matched >= MIN_ROW and n not in announcing]
    if not span:
        return
    first, last = span[0], span[-1]
    above = [boundary for boundary in boundaries if boundary.start < first]
    if len(above) > 1 or not all(_from_us(boundary, ours) for boundary in above):
        return
    if any(first <= boundary.start <= last for boundary in boundaries) or any(rows[n].depth > 1 for n in range(first, last + 1)):
        return
    surely = len(span) >= 3 or not above or bool(above[0].authors and ours)
    whole = [n for n in range(first, last + 1) if rows[n].depth == 1 and matches[n].whole]
    for n in range(first, last + 1):
        if not surely or rows[n].depth != 1 or n in announcing:
            continue
        if matches[n].whole:
            found[n] = sign_behind(rows[n], matches[n], letter) or found[n]
        elif _like_example(matches, n, letter, *_nearest(whole, n)):
            found[n] = Decision(Whose.OWN, rows[n].bare, "typed inside the quotation")
        else:
            found[n] = added(rows[n], matches[n], letter, matches[n - 1] if n else None) or found[n]
    _typed_between(found, rows, matches, range(first, last + 1), letter)


def _typed_between(found: list[Decision], rows: tuple[Row, ...], matches: tuple[Match, ...], span: range, letter: Letter) -> None:
    """Some editors keep their mark before what is typed among quoted lines: rows not ours between rows of ours, few among many."""
    filled = [n for n in span if rows[n].depth == 1 and not rows[n].blank]
    whole = [n for n in filled if matches[n].whole]
    short = [n for n in whole if matches[n].total <= SHORT]
    by_chance = {n for n in short if _said_above(matches, n)}
    by_chance |= {n for n in short if letter.set_in(matches[n].start) and _stands_apart(matches, n, *_nearest(whole, n))}
    signs = {n for n in span if rows[n].depth == 1 and not matches[n].total and has_sign(rows[n].bare)}
    strange = sorted({n for n in filled if n in by_chance or matches[n].matched * 2 < matches[n].total} | signs)
    if not strange or len(strange) * 5 > 2 * sum(matches[n].rows for n in filled):
        return
    for n in strange:
        if found[n].whose is Whose.QUOTED:
            found[n] = Decision(Whose.OWN, rows[n].bare, "typed inside the quotation")


def _wrapped_over(found: list[Decision], rows: tuple[Row, ...], matches: tuple[Match, ...]) -> None:
    """A row of ours that lost its mark when a client broke the marked row above it goes on where that one ends."""
    for n in range(1, len(rows)):
        match, above = matches[n], matches[n - 1]
        if found[n].why == BROKEN_LINE and above.whole and not match.whole:
            found[n] = Decision(Whose.OWN, rows[n].bare, "between rows of our letter, and not in it")
        if rows[n].depth or not rows[n - 1].depth or not match.whole or found[n].whose is not Whose.OWN:
            continue
        if above.matched and match.start == above.end and not above.tail:
            found[n] = Decision(Whose.QUOTED, rows[n].bare, "our letter, broken over lines")
