"""Classify the rows of a reply with the letter beside them: what came with the letter is quoted, what was typed into it is the sender's.

`alone` has decided by shape; where the reply carries our letter (its *zone*, marked or not, announced or not) what the letter says decides
instead, word by word. That holds only where the sender quotes *us*: below a second boundary, or one that names somebody else, a colleague
may have written it, and it stays quoted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.replies import furniture
from mailflow.replies.alone import BROKEN_LINE, Decision, opens_rest
from mailflow.replies.announcing import label_of
from mailflow.replies.answering import may_answer
from mailflow.replies.boundaries import Boundary
from mailflow.replies.compare import REACH, SHORT, Compared, Word
from mailflow.replies.model import Whose
from mailflow.replies.our_words import Letter, words_of
from mailflow.replies.rows import Row, has_sign, in_quotes, is_rule
from mailflow.replies.typed import Typed, typed_into

MIN_ROW = 3  # words of ours on a row that tell that it is of our letter
LONG_ROW = 6
MIN_LENGTH = 12  # characters
NEAR = 60
MUCH = 40  # characters
ABOVE = 6  # rows above our letter where a client may list what is attached
BLOCK_WORDS, BLOCK_PASSAGES = 25, 2
MANY_WORDS = 60
OUR_LETTER = "our letter"
COPIED = "copied from our letter"
TYPED_INSIDE = "typed inside the quotation"
BETWEEN = "between rows of our letter, and not in it"
NO_WORDS = "no words"
BELOW = "below our letter"
CARRIED = "came with our letter"

# A file of ours as a client lists it: its name, its size.
_ATTACHED = re.compile(
    r"^\W{0,6}[\w.-]{1,80}\.(?:ics|docx?|pdf)\W{0,4}(?:\(?\d[\d.,]{0,8}\s?[kKmM]?(?:[bB]|ytes|iB)?\)?)?\W{0,4}$"
    r"|^\W{0,6}\d{1,5}[.,]?\d?\s?[kKM]B?\W{0,3}$"
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a reply is sorted by: its rows, where other mails begin, how it compares, the letter, and the addresses the reply went to.

    `announcing`: the rows of the boundaries. `others`: the page, and what else the letter carried. `stand_in`: rows that stand for lines
    of ours folded away (their first and last place, and how many lines). `sender`: the name the letter came under, folded to letters.
    """

    rows: tuple[Row, ...]
    boundaries: tuple[Boundary, ...]
    announcing: frozenset[int]
    compared: Compared
    letter: Letter
    ours: frozenset[str]
    others: tuple[Letter, ...] = ()
    stand_in: dict[int, tuple[int, int, int]] | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """How a row lies in the letter: `words` on it, how many `ours`, and the places [start, end) of those of the text, else -1.

    `rows`: lines that it stands for; `whole`: nothing on it is the sender's; `first`: its first word is ours; `length`: characters of
    ours; `page`: some of them are not of the text, `opens`: the first.
    """

    words: int = 0
    ours: int = 0
    start: int = -1
    end: int = -1
    rows: int = 1
    whole: bool = False
    first: bool = False
    length: int = 0
    page: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """Each row's decision, what was typed into rows of ours, and the place behind the last of our words on each row (0: none).

    `zone`: the rows that carry our letter. `intact`: every one of them that is marked is ours as it stands.
    """

    decided: list[Decision]
    typed: Typed
    ends: list[int]
    zone: range
    intact: bool


def sort_beside(decided: list[Decision], beside: Beside) -> Sorted:
    """Correct the decisions made by shape alone by what the letter says."""
    places = [_place(beside, n) for n in range(len(beside.rows))]
    zone = _zone(beside, places)
    found = list(decided)
    typed = typed_into(beside.compared, beside.letter, beside.others, zone) if zone else Typed()
    over = _end(places, zone)
    _sort_zone(found, beside, places, zone, over, typed)
    _wrapped_over(found, beside, places)
    _copied(found, beside, places, zone)
    if zone:
        _left_over(found, beside, places, zone, over)
    worded = [n for n in zone if places[n].whole]
    marked = [n for n in zone if beside.rows[n].depth and places[n].words]
    as_sent = all(places[n].whole or n in typed.pieces or found[n].whose is Whose.OWN for n in marked) and not typed.changes
    # Our receipts and digests quote with marks themselves: all that is ours has to have them.
    intact = bool(marked) and as_sent and all(beside.rows[n].depth for n in worded)
    return Sorted(found, typed, _ends(beside, places), zone, intact)


def _place(beside: Beside, n: int) -> Place:
    stand_in = (beside.stand_in or {}).get(n)
    if stand_in is not None:
        start, end, rows = stand_in
        return Place(end - start, end - start, start, end, rows, whole=True, first=True, length=end - start)
    words = beside.compared.of_row(n)
    if not words:
        return Place()
    ours = [word for word in words if word.ours]
    placed = [word for word in ours if word.place >= 0]
    start, end = (placed[0].place, placed[-1].last) if placed else (-1, -1)
    whole = len(ours) > 0 and not strange(words)
    length = sum(len(word.text) for word in ours)
    on_page = words[0].beside and words[0].place < 0
    return Place(len(words), len(ours), start, end, 1, whole, words[0].ours, length, len(placed) < len(ours), on_page)


def strange(words: Sequence[Word]) -> list[Word]:
    """Give the words of a row that did not come with the letter, a list's number before words that did aside."""
    found = [word for word in words if not word.ours]
    if found and found[0] is words[0] and words[0].text.isdecimal() and len(words[0].text) <= 3 and len(words) > 1 and words[1].ours:
        return found[1:]
    return found


# --- the zone -------------------------------------------------------------------------------------------------------------


def _zone(beside: Beside, places: Sequence[Place]) -> range:
    """Find the rows that carry our letter: from the first to the last that is surely of it, up to where somebody else's mail begins."""
    rows = beside.rows
    opening = next((one for one in beside.boundaries if rows[one.start].depth == 0), None)
    if opening is not None:
        start = _announced(beside, places, opening) if _from_us(opening, beside.ours) else None
        if start is not None and opens_rest(rows, opening):
            return range(start, _limit(beside, start))
    else:
        starts = [n for n in (_marked(beside, places), _block(beside, places)) if n is not None]
        start = min(starts, default=None)
    if start is None:
        return range(0)
    return _upwards(beside, places, range(start, _last(beside, places, start) + 1))


def _announced(beside: Beside, places: Sequence[Place], opening: Boundary) -> int | None:
    """Find the first row that is surely of our letter below a boundary that may announce it."""
    rows = beside.rows
    rest = opens_rest(rows, opening)
    start = next((n for n in range(opening.end, len(rows)) if not (rest and rows[n].depth) and _surely(places[n])), None)
    if start is None or any(opening.end <= one.start <= start for one in beside.boundaries):
        return None
    named = opening.authors or (beside.sender and beside.sender in _said(beside, opening))
    if rows[start].depth and not named and not _several(beside, places, start):
        return None  # "Ann wrote:" above two lines that the letter has as well
    return start


def _said(beside: Beside, boundary: Boundary) -> str:
    return "".join("".join(words_of(row.bare)) for row in beside.rows[boundary.start : boundary.end])


def _several(beside: Beside, places: Sequence[Place], start: int) -> bool:
    return sum(1 for n in range(start, _limit(beside, start)) if _surely(places[n])) >= MIN_ROW


def _marked(beside: Beside, places: Sequence[Place]) -> int | None:
    """Find the first row of a quotation that only its marks tell."""
    filled = (n for n, row in enumerate(beside.rows) if row.depth and places[n].ours >= MIN_ROW)
    start = next((n for n in filled if n not in beside.announcing), None)
    return None if start is None or any(one.start < start for one in beside.boundaries) else start


def _last(beside: Beside, places: Sequence[Place], start: int) -> int:
    """Find the last row of the zone: one with marks, or one that goes on in the letter though it lost them."""
    rows, last, reached, base = beside.rows, start, places[start].end, max(beside.rows[start].depth, 1)
    for n in range(start, _limit(beside, start)):
        place = places[n]
        if rows[n].depth > base and not place.whole:  # our receipts quote with marks themselves
            break
        on_page = place.start < 0 or reached < 0
        follows = place.whole and (last == n - 1 if on_page else -REACH <= place.start - reached <= NEAR)
        surely = _surely(place) and _in_order(place, reached)
        if (rows[n].depth and not rows[n].blank) or surely or follows or (n in beside.compared.linked and last == n - 1):
            last = n
            reached = place.end if place.end > 0 else reached
    return last


def _upwards(beside: Beside, places: Sequence[Place], zone: range) -> range:
    """Take in what stands right above the zone and is ours as a whole, unless somebody may have answered so."""
    top = max((one.end for one in beside.boundaries if one.end <= zone.start), default=0)
    start = zone.start
    for n in range(zone.start - 1, top - 1, -1):
        row, place = beside.rows[n], places[n]
        example = place.start >= 0 and beside.letter.set_in(place.start)
        long = place.words > MIN_ROW or (place.words == MIN_ROW and not may_answer(row.bare)) or place.page or row.depth
        if place.whole and long and not example:
            start = n
        elif not row.blank and n not in beside.compared.linked:
            break
    return range(start, zone.stop)


def _end(places: Sequence[Place], zone: range) -> int:
    """Give the row behind the last one that is surely of our letter, or goes on in it: below it a quotation without marks is over."""
    end, reached = zone.start, -1
    for n in zone:
        place = places[n]
        goes_on = place.whole and place.start >= 0 and 0 <= place.start - reached <= 1
        if goes_on or (_surely(place) and _in_order(place, reached)):
            end, reached = n + 1, place.end if place.end > 0 else reached
    return end


def _in_order(place: Place, reached: int) -> bool:
    """Whether a row stands where the letter has it, behind what came before; people sign with words that stand in the letter."""
    return place.start < 0 or place.start >= reached - REACH or place.ours > SHORT


def _surely(place: Place) -> bool:
    return (place.whole and place.ours >= MIN_ROW) or (place.first and place.ours >= LONG_ROW and place.ours * 2 >= place.words)


def _limit(beside: Beside, start: int) -> int:
    return next((one.start for one in beside.boundaries if one.start > start), len(beside.rows))


def _from_us(boundary: Boundary, ours: frozenset[str]) -> bool:
    """Whether a boundary may announce our letter: it names no address, or one of ours."""
    return not boundary.authors or not ours or any(untagged(address) in ours for address in boundary.authors)


def untagged(address: str) -> str:
    """Give an address without its subaddress tag, in lower case."""
    local, at, domain = address.lower().rpartition("@")
    return local.partition("+")[0] + at + domain


def addresses_of(recipients: tuple[str, ...]) -> frozenset[str]:
    """Give the addresses a mail went to, without subaddress tags, lower case."""
    return frozenset(untagged(address) for address in recipients)


def _block(beside: Beside, places: Sequence[Place]) -> int | None:
    """Find the first row of a quotation that nothing announces: several passages of the letter, in its order."""
    start, words, opened, end = None, 0, 0, -1
    letter = beside.letter
    for n in range(len(places)):
        place = places[n]
        if not place.words or place.start < 0 or (beside.rows[n].blank and place.rows == 1):
            continue
        goes_on = start is not None and -REACH <= place.start - end <= 4 * NEAR
        if not goes_on:
            if not _opens(beside, n, place):
                continue
            start, words, opened = n, 0, place.start
        words, end = words + place.ours, place.end
        passages = letter.passage_of(end - 1) - letter.passage_of(opened) + 1
        if (words >= BLOCK_WORDS and passages >= BLOCK_PASSAGES) or words >= MANY_WORDS:
            return start
    return None


def _opens(beside: Beside, n: int, place: Place) -> bool:
    """Whether a row may be the first of a quotation without marks: one of our lines or sentences begins with it, in no quotation marks."""
    letter = beside.letter
    begins = place.first and (place.opens or place.start == 0 or letter.ends_at(place.start) or letter.closes_at(place.start))
    return begins and (place.whole or place.ours >= LONG_ROW) and not in_quotes(beside.rows[n].bare)


# --- the rows of the zone -------------------------------------------------------------------------------------------------


def _sort_zone(found: list[Decision], beside: Beside, places: Sequence[Place], zone: range, over: int, typed: Typed) -> None:
    """Decide the rows of the zone. `over`: the row from which on a quotation without marks is over."""
    rows = beside.rows
    few = _few(beside, places, zone)
    marked = sum(1 for n in zone if rows[n].depth and places[n].words) * 2 > sum(1 for n in zone if places[n].words)
    for n in zone:
        row, place = rows[n], places[n]
        if n in beside.announcing:
            continue
        if n >= over and not row.depth and n not in beside.compared.linked:
            found[n] = Decision(Whose.OWN, row.bare, BELOW)
        elif n in typed.pieces and n < over:
            piece = typed.pieces[n][0]
            found[n] = Decision(Whose.OWN, piece.text, piece.why)
        elif row.blank and not has_sign(row.bare):
            found[n] = Decision(Whose.QUOTED, row.bare, "between rows of our letter")
        elif place.whole:
            found[n] = _sign_behind(beside, n, place) or Decision(Whose.QUOTED, row.bare, OUR_LETTER)
        elif n in typed.theirs:
            found[n] = Decision(Whose.OWN, row.bare, TYPED_INSIDE if row.depth else BETWEEN)
        elif n in beside.compared.linked and (row.depth or not marked or n in beside.compared.our_links):
            found[n] = Decision(Whose.QUOTED, row.bare, "a link")
        elif n in typed.taken:
            found[n] = Decision(Whose.QUOTED, row.bare, "our letter, with words of the sender's in it")
        elif row.depth > 1:
            found[n] = Decision(Whose.QUOTED, row.bare, "quote marks")
        elif row.depth:
            sign = not place.words and has_sign(row.bare)
            if few and (sign or place.ours * 2 < place.words):
                found[n] = Decision(Whose.OWN, row.bare, TYPED_INSIDE)
            else:
                found[n] = Decision(Whose.QUOTED, row.bare, "quote marks" if place.words else NO_WORDS)
        elif not place.words and not has_sign(row.bare):
            found[n] = Decision(Whose.QUOTED, row.bare, NO_WORDS) if n not in beside.compared.linked else found[n]
        elif place.words >= 4 and place.ours * 10 >= place.words * 7:
            found[n] = Decision(Whose.QUOTED, row.bare, "our letter, changed on its way")
        elif found[n].why != BROKEN_LINE or place.words:
            found[n] = Decision(Whose.OWN, row.bare, BETWEEN)


def _few(beside: Beside, places: Sequence[Place], zone: range) -> bool:
    """Whether rows that are not ours are few among the marked ones: an editor keeps its mark before what is typed among quoted lines."""
    filled = [n for n in zone if beside.rows[n].depth == 1 and places[n].words]
    other = sum(1 for n in filled if places[n].ours * 2 < places[n].words)
    return other * 5 <= 2 * sum(places[n].rows for n in filled)


def _sign_behind(beside: Beside, n: int, place: Place) -> Decision | None:
    """Find a tick or a thumb behind our words, which has no words of its own and is not in the letter's line."""
    bare = beside.rows[n].bare
    if bare.isascii() or place.end <= 0:
        return None  # `has_sign`: none of its signs is
    sign = bare.split()[-1]
    if any(map(str.isalnum, sign)) or not has_sign(sign) or sign in beside.letter.lines[beside.letter.line_of(place.end - 1)]:
        return None
    return Decision(Whose.OWN, sign, "a sign behind our words")


# --- beyond the zone ------------------------------------------------------------------------------------------------------


def _wrapped_over(found: list[Decision], beside: Beside, places: Sequence[Place]) -> None:
    """A row of ours that lost its mark when a client broke the marked row above it goes on where that one ends."""
    rows = beside.rows
    for n in range(1, len(rows)):
        place, above = places[n], places[n - 1]
        if found[n].why == BROKEN_LINE and above.whole and not place.whole:
            found[n] = Decision(Whose.OWN, rows[n].bare, BETWEEN)
        if rows[n].depth or not rows[n - 1].depth or not place.whole or found[n].whose is not Whose.OWN:
            continue
        if above.ours and place.start == above.end and above.whole:
            found[n] = Decision(Whose.QUOTED, rows[n].bare, "our letter, broken over lines")


def _left_over(found: list[Decision], beside: Beside, places: Sequence[Place], zone: range, end: int) -> None:
    """Take rows below the zone that the page has, or that came with the letter otherwise (its attachments), for ours, and our links."""
    linked = beside.compared.linked
    above = max([one.end for one in beside.boundaries if one.end <= zone.start] or [zone.start - ABOVE])
    together: list[int] = []
    length = MUCH if end and places[end - 1].page else 0
    for n in range(max(above, 0), len(beside.rows) + 1):
        if n < len(beside.rows) and found[n].whose is Whose.OWN and (n >= end or found[n].text == beside.rows[n].bare):
            row, place = beside.rows[n], places[n]
            number = place.words <= 1 and not row.blank and not has_sign(row.bare) and not any(map(str.isalpha, row.bare))
            near = any(k in linked or found[k].why == CARRIED for k in (n - 1, n + 1) if 0 <= k < len(found))
            ours = n in beside.compared.our_links and place.words <= MIN_ROW
            link = n >= end and (n in linked or ours or (number and near))
            if link or _heads_list(beside, n) or _ATTACHED.match(html.unescape(row.bare)):
                found[n] = Decision(Whose.QUOTED, row.bare, CARRIED)
                continue
            if n >= end and (row.blank or (place.whole and place.page)):
                together, length = [*together, n], length + place.length
                continue
        if n >= end and length >= MUCH:  # the sender's name alone is in the header, too
            for k in together:
                found[k] = Decision(Whose.QUOTED, beside.rows[k].bare, CARRIED)
        if n >= end:
            together, length = [], 0


def _heads_list(beside: Beside, n: int) -> bool:
    """Whether a row is what a client writes above the links or the attachments that it lists."""
    rows, linked = beside.rows, beside.compared.linked
    head, colon, rest = rows[n].bare.lower().strip(" \t-=*_#|>").partition(":")
    if head.strip() not in furniture.LISTS:
        return False
    if any(map(str.isalpha, rest)):
        return _ATTACHED.match(rest) is not None
    below = (k for k in range(n + 1, min(n + 6, len(rows))) if any(map(str.isalpha, rows[k].bare)))
    following = next(below, None)
    listed = following is not None and (following in linked or _ATTACHED.match(rows[following].bare) is not None)
    return listed or (bool(colon) and label_of(rows[n].bare)[0] == "other")


def _copied(found: list[Decision], beside: Beside, places: Sequence[Place], zone: range) -> None:
    """Find passages of ours that stand outside the zone: copied to be answered under, or left over where the rest was cut off.

    What is set in are the examples of an answer, which people repeat as their own.
    """
    above = -1
    for n, (row, place) in enumerate(zip(beside.rows, places, strict=True)):
        above = n - 1 if n and not beside.rows[n - 1].blank else above
        if n in zone or found[n].whose is not Whose.OWN or row.depth or not place.whole or place.rows > 1:
            continue
        if place.start < 0 and not place.page:
            continue
        goes_on = above >= 0 and found[above].why == COPIED and place.start >= 0 and place.start == places[above].end
        ruled = n + 1 < len(found) and is_rule(beside.rows[n + 1].bare)
        if goes_on or (_begins(beside, n, place) and (place.ours > SHORT // 2 or _is_heading(beside, place, ruled=ruled))):
            found[n] = Decision(Whose.QUOTED, row.bare, COPIED)


def _begins(beside: Beside, n: int, place: Place) -> bool:
    """Whether a passage of ours begins on a row, no example of how to answer, and no quotation of the sender's own."""
    if in_quotes(beside.rows[n].bare):
        return False
    return place.start < 0 or (beside.letter.begins_at(place.start) and not beside.letter.set_in(place.start))


def _is_heading(beside: Beside, place: Place, *, ruled: bool) -> bool:
    """Whether a short row is a whole line of ours. `ruled`: a line is drawn under it."""
    if place.page:
        return place.ours > MIN_ROW or (ruled and place.length >= MIN_LENGTH)
    closes, ends = beside.letter.closes_at(place.end), beside.letter.ends_at(place.end)
    return (place.ours > MIN_ROW and place.length >= MIN_LENGTH and closes) or (ruled and ends)


def _ends(beside: Beside, places: Sequence[Place]) -> list[int]:
    """Give the place behind our last word on each row; a row of which only the page has the words stands where the one before ends."""
    ends = []
    before = 0
    for place in places:
        end = place.end if place.end > 0 else before if place.ours else 0
        ends.append(end)
        before = end or before
    return ends
