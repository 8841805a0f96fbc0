"""Whose words a mail holds: every line the sender's own, quoted, furniture or a signature.

By shape alone (`alone`), or with the letter we sent laid beside it (`beside`, `laid`); then what hangs on the sender's own words is
taken off (`closings`), and each own line below quoted ones is told what it speaks about.
"""

from __future__ import annotations

import re

from mailflow.replies.alone import Decision, sort_alone
from mailflow.replies.beside import Letter, Match, also_in, lay, read_letter
from mailflow.replies.boundaries import find_boundaries
from mailflow.replies.closings import find_furniture
from mailflow.replies.hypertext import render
from mailflow.replies.laid import addresses_of, put_right
from mailflow.replies.model import Line, Message, Whose, Words
from mailflow.replies.rows import Row, rows_of

MAX_ABOUT = 2_000

_ENTRY = re.compile(r"\s{0,8}(?:\d{1,3}[.)]|[-*•])\s")


def find_words(message: Message, letter: str | None, *, page: str | None = None) -> Words:
    """Tell whose each line of a body is. `letter`: the text part of the letter this person was sent, where it is known.

    `page`: its HTML part, where there is one: the words that only it has (buttons, heads of tables) are ours too, and some
    of them would read as an answer. Total and linear; every line of `message.text` is in the answer once, in order.
    """
    rows = rows_of(message)
    boundaries = find_boundaries(rows)
    decided = sort_alone(rows, boundaries, from_html=message.from_html)
    ours = read_letter(letter) if letter and letter.strip() else None
    matches = lay(rows, ours) if ours is not None else ()
    if page and ours is not None:
        matches = also_in(matches, lay(rows, read_letter(render(page).text)))
    if ours is not None:
        decided = put_right(decided, rows, boundaries, matches, ours, addresses_of(message.recipients))
    _take_furniture_off(decided, rows, _names(message))
    _settle_blanks(decided, rows)
    about = _about(decided, rows, matches, ours)
    lines = tuple(
        Line(row.number, decision.text.rstrip(), decision.whose, decision.why, about[n])
        for n, (row, decision) in enumerate(zip(rows, decided, strict=True))
    )
    return Words(lines, ours is not None)


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


def _take_furniture_off(decided: list[Decision], rows: tuple[Row, ...], names: frozenset[str]) -> None:
    """Look through each stretch of own rows for what is not words after all."""
    stretch: list[int] = []
    first = True
    for n in range(len(rows) + 1):
        if n < len(rows) and decided[n].whose is Whose.OWN:
            stretch.append(n)
            continue
        if any(not rows[k].blank for k in stretch):
            whole = [k for k in stretch if decided[k].text == rows[k].bare and not rows[k].depth]
            verdicts = find_furniture([rows[k] for k in whole], names, first=first)
            for k in whole:
                if rows[k].number in verdicts:
                    whose, why = verdicts[rows[k].number]
                    decided[k] = Decision(whose, rows[k].bare, why)
            first = False
        stretch = []


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


def _about(decided: list[Decision], rows: tuple[Row, ...], matches: tuple[Match, ...], letter: Letter | None) -> list[str | None]:
    """Give for each own row the quoted passage nearest above it: the letter's own passage where it is known."""
    found: list[str | None] = [None] * len(rows)
    passage: list[str] = []
    told: str | None = None
    for n, decision in enumerate(decided):
        match = matches[n] if matches else None
        if decision.whose is Whose.QUOTED:
            if told is not None or not rows[n].bare.strip() or _ENTRY.match(rows[n].bare):
                passage = [] if rows[n].bare.strip() else passage
                told = None
            if rows[n].bare.strip():
                passage.append(rows[n].bare.strip())
                if letter is not None and match is not None and match.matched and match.end > 0:
                    passage = [letter.passages[letter.passage_of[match.end - 1]]]
                    told = passage[0]
        elif decision.whose is Whose.OWN and decision.text.strip():
            if letter is not None and match is not None and match.matched and decision.text != rows[n].bare:
                told = letter.passages[letter.passage_of[match.end - 1]]
            elif told is None and passage:
                told = " ".join(passage)[:MAX_ABOUT]
            found[n] = told
    return found
