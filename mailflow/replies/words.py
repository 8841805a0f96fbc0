"""Whose words a mail holds: every line the sender's own, quoted, furniture or a signature.

By shape alone (`alone`), or compared with the letter we sent (`compare`, `quoting`, `typed`); then what hangs on the sender's own words is
taken off (`closings`), and each own line below quoted ones is told what it speaks about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mailflow.replies.alone import BELOW_ANOTHER, Decision, sort_alone
from mailflow.replies.boundaries import find_boundaries, rows_within
from mailflow.replies.closings import MAX_BANNER, find_banners, find_furniture
from mailflow.replies.compare import compare
from mailflow.replies.hypertext import render
from mailflow.replies.model import NOT_CLOSELY, Line, Lines, Message, Overtyped, Run, Whose, Words
from mailflow.replies.our_words import Letter, read_letter, words_of
from mailflow.replies.quoting import OUR_LETTER, Beside, Sorted, addresses_of, sort_beside
from mailflow.replies.reach import close_rows
from mailflow.replies.rows import Row, rows_of
from mailflow.replies.typed import Change
from mailflow.replies.verbatim import Fold, find_folds

MAX_ABOUT, MAX_ABOUT_ROWS = 2_000, 60
MAX_SHOWN = 200
CONTEXT = 5  # words of ours on either side of what was typed over
MAX_STRETCHES = 40  # from the top and from the bottom; a mail of more was made to cost time

_ENTRY = re.compile(r"\s{0,8}(?:\d{1,3}[.)]|[-*•])\s")


def find_words(message: Message, letter: str | None, *, page: str | None = None, carried: str = "") -> Words:
    """Tell whose each line of a body is. `letter`: the text part of the letter this person was sent, where it is known.

    `page`: its HTML part, where there is one: the words that only it has (buttons, heads of tables) are ours too, and some
    of them would read as an answer. It is left aside where the mail repeats lines of the text part as they stand.
    `carried`: what else came with it, as text: header fields, title, attachments.
    Total and linear; every line of `message.text` is in the answer, in order, a line of ours into which the sender typed in several
    places once for each.
    """
    lines = message.text.split("\n") if message.text else []
    if not letter or not letter.strip():
        return _sorted_alone(message, lines)
    ours = read_letter(letter)
    folds = find_folds(lines, ours) if not message.from_html else ()
    others = (_other(carried),) if carried else ()
    words = _sorted_beside(message, lines, ours, others, folds) if folds else None
    return words or _sorted_closely(message, lines, ours, ((_page(page),) if page else ()) + others)


def shortened(words: Words, most: int) -> Words:
    """Give a body with no more than so many characters of its sender's own words; what follows is one piece, shown by its beginning."""
    kept: list[Line | Run] = []
    left = most
    for piece in words.lines.pieces if isinstance(words.lines, Lines) else words.lines:
        own = piece.whose is Whose.OWN
        texts = (piece.text,) if isinstance(piece, Line) else piece.raw
        left -= sum(map(len, texts)) + len(texts) if own else 0
        if left < 0:
            first = piece.number if isinstance(piece, Line) else piece.first
            kept.append(Run(first, (f"{texts[0][:MAX_SHOWN]} …",), 0, NOT_CLOSELY, NOT_CLOSELY, Whose.OWN))
            break
        kept.append(piece)
    return Words(Lines(tuple(kept)), words.letter_known) if left < 0 else words


def _sorted_alone(message: Message, lines: list[str]) -> Words:
    numbered = list(enumerate(lines, 1))
    rows = rows_of(numbered[: close_rows(numbered, None)], dict(message.marks))
    decided = sort_alone(rows, find_boundaries(rows), from_html=message.from_html)
    return Words(_with_rest(_hung_off(message, decided, rows, None, None), lines, len(rows)))


def _sorted_closely(message: Message, lines: list[str], ours: Letter, others: tuple[Letter, ...]) -> Words:
    words = _sorted_beside(message, lines, ours, others, ())
    assert words is not None, "only rows that stand for others can lie elsewhere"
    return words


@lru_cache(maxsize=16)
def _other(text: str) -> Letter:
    """Read what else came with a letter as a letter. Few are kept: a letter that is quoted as text does without."""
    return read_letter.__wrapped__(text)


@lru_cache(maxsize=16)
def _page(page: str) -> Letter:
    """Read the words of a letter's page as a letter. Only where a mail is looked at closely: it costs more than all else here."""
    return read_letter.__wrapped__(render(page).text)


def _sorted_beside(message: Message, lines: list[str], ours: Letter, others: tuple[Letter, ...], folds: tuple[Fold, ...]) -> Words | None:
    """Sort the lines with the letter beside them. None where one of the folds turns out to be other than quoted."""
    numbered = _without(lines, folds)
    close = close_rows(numbered, ours)
    end = numbered[close][0] - 1 if close < len(numbered) else len(lines)
    folds = tuple(fold for fold in folds if fold.start < end)
    rows = rows_of(numbered[:close], dict(message.marks))
    boundaries = find_boundaries(rows)
    at = {row.number: n for n, row in enumerate(rows)}
    stand_in = {at[fold.start + 1]: (fold.first, fold.last, fold.rows) for fold in folds}
    announcing = rows_within(boundaries)
    folded = {n: (first, last) for n, (first, last, _) in stand_in.items()}
    addresses = addresses_of(message.recipients)
    compared = compare(rows, ours, skipped=announcing, others=others, folded=folded, addresses=addresses)
    decided = sort_alone(rows, boundaries, from_html=message.from_html)
    beside = Beside(rows, boundaries, announcing, compared, ours, addresses, others, stand_in, _sender_of(others))
    found = sort_beside(decided, beside)
    if any(found.decided[n].whose is not Whose.QUOTED for n in stand_in):
        return None
    first = next((rows[n].number for n, one in enumerate(found.decided) if one.whose is not Whose.OWN and not rows[n].blank), 0)
    sorted_lines = _hung_off(message, found.decided, rows, found, ours)
    whole = _with_rest(_unfolded(sorted_lines, lines, folds) if folds else sorted_lines, lines, end)
    return Words(whole, True, tuple(_overtyped(one, rows[one.row].number, ours) for one in found.typed.changes), first, found.intact)


def _sender_of(others: tuple[Letter, ...]) -> str:
    """Give the name in the From field among what the letter carried, folded to letters."""
    field = next((line for other in others[-1:] for line in other.lines if line.startswith("From: ")), "")
    return "".join(words_of(field.removeprefix("From: ").partition("<")[0]))


def _overtyped(change: Change, number: int, ours: Letter) -> Overtyped:
    """Give a change with the words of its sentence round it."""
    low, high = change.start, change.end
    while low > change.start - CONTEXT and not ours.closes_at(low):
        low -= 1
    while high < min(change.end + CONTEXT, len(ours.tokens)) and not ours.closes_at(high):
        high += 1
    before = ours.words_between(low, change.start) if low < change.start else ""
    after = ours.words_between(change.end, high) if change.end < high else ""
    return Overtyped(number, ours.passage_at(change.start), ours.words_between(change.start, change.end), change.new, before, after)


def _with_rest(found: Sequence[Line], lines: list[str], end: int) -> Sequence[Line]:
    """Add the lines from `end` on, which were not looked at, as one piece: below another mail's beginning they are that mail's."""
    if end >= len(lines):
        return found
    rest = tuple(lines[end:])
    last = next((line for line in reversed(found) if line.text.strip()), None)
    marked = all(not line or line[0] == ">" for line in rest)
    quoted = last is not None and last.whose is Whose.QUOTED and (marked or last.why == BELOW_ANOTHER)
    pieces = found.pieces if isinstance(found, Lines) else tuple(found)
    return Lines((*pieces, Run(end + 1, rest, 0, NOT_CLOSELY, NOT_CLOSELY, Whose.QUOTED if quoted else Whose.OWN)))


def _without(lines: list[str], folds: tuple[Fold, ...]) -> list[tuple[int, str]]:
    """Number the lines and leave out what is folded, the first line of each fold aside: it stands for the rest."""
    found: list[tuple[int, str]] = []
    at = 0
    for fold in folds:
        found.extend(enumerate(lines[at : fold.start + 1], at + 1))
        at = fold.end
    found.extend(enumerate(lines[at:], at + 1))
    return found


def _unfolded(found: tuple[Line, ...], lines: list[str], folds: tuple[Fold, ...]) -> Lines:
    starts = {fold.start + 1: fold for fold in folds}
    pieces: list[Line | Run] = []
    for line in found:
        pieces.append(line)
        if (fold := starts.get(line.number)) is not None:
            rest = tuple(lines[fold.start + 1 : fold.end])
            pieces.append(Run(line.number + 1, rest, fold.cut, line.why, "no words" if line.why == OUR_LETTER else line.why))
    return Lines(tuple(pieces))


def _hung_off(
    message: Message, decided: list[Decision], rows: tuple[Row, ...], beside: Sorted | None, ours: Letter | None
) -> tuple[Line, ...]:
    """Take off what hangs on own words, give blank rows to their neighbours, and tell own rows what they are about."""
    _take_furniture_off(decided, rows, _names(message), beside.zone if beside else range(0))
    _settle_blanks(decided, rows)
    about = _about(decided, rows, beside, ours)
    found: list[Line] = []
    for n, (row, decision) in enumerate(zip(rows, decided, strict=True)):
        pieces = beside.typed.pieces.get(n, ()) if beside is not None and decision.whose is Whose.OWN else ()
        if len(pieces) > 1 and ours is not None:
            found.extend(Line(row.number, one.text, Whose.OWN, one.why, _passage(one.place, ours)) for one in pieces)
        else:
            found.append(Line(row.number, decision.text.rstrip(), decision.whose, decision.why, about[n]))
    return tuple(found)


def _names(message: Message) -> frozenset[str]:
    """Give the names the sender may sign with: the whole, its parts, and the parts of the address."""
    if not message.senders:
        return frozenset()
    sender = message.senders[0]
    whole = " ".join(re.findall(r"[\w'’.-]+", sender.name.lower()))
    parts = [part.strip(".") for part in whole.split() if len(part) > 2]
    local = [part for part in re.split(r"[._+\d-]+", sender.address.partition("@")[0].lower()) if len(part) > 2]
    turned = " ".join(reversed(whole.split(" ", 1))) if "," in sender.name else whole
    return frozenset(name for name in (whole, turned, *parts, *local) if name)


def _take_furniture_off(decided: list[Decision], rows: tuple[Row, ...], names: frozenset[str], zone: range) -> None:
    """Look through each stretch of own rows for what is not words after all. `zone`: the rows that carry our letter."""
    if zone:
        _take_banners_off(decided, rows, zone)
    stretches = _stretches(decided, rows)
    if len(stretches) > 2 * MAX_STRETCHES:
        stretches = stretches[:MAX_STRETCHES] + stretches[-MAX_STRETCHES:]
    for number, stretch in enumerate(stretches):
        whole = [k for k in stretch if decided[k].text == rows[k].bare and not rows[k].depth]
        verdicts = find_furniture([rows[k] for k in whole], names, first=number == 0, inside=bool(whole) and whole[-1] in zone)
        for k in stretch:
            if rows[k].number in verdicts and decided[k].text == rows[k].bare:
                whose, why = verdicts[rows[k].number]
                decided[k] = Decision(whose, rows[k].bare, why)


def _take_banners_off(decided: list[Decision], rows: tuple[Row, ...], zone: range) -> None:
    """Look for what a gateway put among the lines of our letter, or among marked ones right above."""
    at = {rows[n].number: n for n in range(zone.stop) if decided[n].why != OUR_LETTER}
    for number, (whose, why) in find_banners([rows[n] for n in at.values()]).items():
        n = at[number]
        if n in zone or any(rows[k].depth for k in range(max(0, n - MAX_BANNER), n + 1)):
            decided[n] = Decision(whose, rows[n].bare, why)


def _stretches(decided: list[Decision], rows: tuple[Row, ...]) -> list[list[int]]:
    """Give the places of own rows that stand together, where anything is written on them."""
    found: list[list[int]] = [[]]
    for n, decision in enumerate(decided):
        if decision.whose is Whose.OWN:
            found[-1].append(n)
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if not all(rows[k].blank for k in stretch)]


def _settle_blanks(decided: list[Decision], rows: tuple[Row, ...]) -> None:
    """A blank row belongs to the sender between two of their rows, else to what stands above it."""
    above: Whose | None = None
    waiting: list[int] = []
    for n in range(len(rows) + 1):
        if n < len(rows) and not rows[n].bare.strip():
            waiting.append(n)
            continue
        below = decided[n].whose if n < len(rows) else above
        for k in waiting:
            whose = above if above is not None and (above is below or above is not Whose.OWN) else below
            if above is Whose.OWN and below is not Whose.OWN and below is not None:
                whose = below
            decided[k] = Decision(whose or Whose.FURNITURE, "", "blank")
        waiting = []
        above = below


def _about(decided: list[Decision], rows: tuple[Row, ...], beside: Sorted | None, letter: Letter | None) -> list[str | None]:
    """Give for each own row the quoted passage nearest above it: the letter's own passage where it is known."""
    found: list[str | None] = [None] * len(rows)
    # A passage of the letter is held by the place of a word of it: most are never asked for.
    passage: list[str | int] = []
    told: str | int | None = None
    ended = False
    for n, (decision, row) in enumerate(zip(decided, rows, strict=True)):
        end = beside.ends[n] if beside else 0
        if decision.whose is Whose.QUOTED:
            text = row.bare.strip()
            if text and end > 0:
                told, passage, ended = end - 1, [end - 1], False
                continue
            if not text:
                told, ended = None, True
                continue
            if told is not None or ended or _ENTRY.match(row.bare):
                passage, told, ended = [], None, False
            if len(passage) < MAX_ABOUT_ROWS:
                passage.append(text)
        elif decision.whose is Whose.OWN and decision.text.strip():
            pieces = beside.typed.pieces.get(n) if beside else None
            if pieces and pieces[0].place >= 0:
                found[n] = _passage(pieces[0].place, letter)
                told = end - 1 if end > 0 else pieces[0].place
                continue
            if told is None and passage:
                told = " ".join(_passage(one, letter) for one in passage)[:MAX_ABOUT]
            found[n] = None if told is None else _passage(told, letter)
    return found


def _passage(held: str | int, letter: Letter | None) -> str:
    return held if isinstance(held, str) else letter.passage_at(held) if letter is not None else ""
