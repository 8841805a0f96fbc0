"""Whose each row is where the letter is not known: quote marks, boundaries, and what must follow from them.

A boundary followed by quote marks leaves the rows without marks to the sender; one followed by none gives all the rest away.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from mailflow.replies.answering import may_answer
from mailflow.replies.boundaries import Boundary
from mailflow.replies.model import Whose
from mailflow.replies.rows import Row

BELOW_ANOTHER = "below the beginning of another mail"
OUTSIDE = "outside any quotation"
BROKEN_LINE = "a quoted line broken over lines"
FULL, NEARLY_FULL = 71, 62  # characters, the quote mark among them, of a line that a client thinks too long
CUT_OFF = 4  # words

_SENTENCE_ENDS = re.compile(r"[.!?:;…][\"'”’)]*$")
_BROKEN_LINK = re.compile(r"(?:https?://|www\.)[^\s<>]{20,800}[-/_=&?%.]$")
_LINK_END = re.compile(r"[\w.%/?=&#~+-]*(?:[./?=&#%]|\d)[\w.%/?=&#~+-]*")
_LINK_ALONE = re.compile(r"[\s(<\[]{0,4}(?:https?://|www\.|mailto:)[^\s]{1,800}[\s)>\]]{0,6}$")


class Decision(NamedTuple):
    """Whose a row is, the words on it that are its writer's, and the rule that decided."""

    whose: Whose
    text: str
    why: str


def _set_in(rows: tuple[Row, ...], opening: int) -> range:
    """Give the rows above the first boundary, where a mail begins with the sender's words: no client quotes above its own boundary."""
    begins = next((row for row in rows if not row.blank), None)
    own = begins is not None and begins.depth == 0 and not any(row.depth > 1 for row in rows[:opening])
    return range(opening) if own else range(0)


def opens_rest(rows: tuple[Row, ...], boundary: Boundary) -> bool:
    """Whether everything below a boundary is the other mail: it is, unless quote marks say which part is."""
    following = next((row for row in rows[boundary.end :] if not (row.blank and row.depth == 0)), None)
    return following is not None and following.depth <= rows[boundary.start].depth


def sort_alone(rows: tuple[Row, ...], boundaries: tuple[Boundary, ...], *, from_html: bool = False) -> list[Decision]:
    """Decide every row by its shape. `from_html`: the marks were blockquotes, which people also write their own words in."""
    outer = {boundary.start: boundary for boundary in boundaries if rows[boundary.start].depth == 0}
    set_in = _set_in(rows, min(outer, default=0)) if from_html else range(0)
    found: list[Decision] = []
    rest = False
    at = width = 0
    while at < len(rows):
        row = rows[at]
        boundary = outer.get(at) if outer and not rest else None
        if boundary is not None:
            found.extend(announce(rows, boundary))
            at = boundary.end
            rest = opens_rest(rows, boundary)
            continue
        if rest:
            found.append(Decision(Whose.QUOTED, row.bare, BELOW_ANOTHER))
        elif at in set_in and row.depth == 1:
            found.append(Decision(Whose.OWN, row.bare, "set in by the sender, above the quotation"))
        elif row.depth:
            found.append(Decision(Whose.QUOTED, row.bare, "quote marks"))
        elif at and rows[at - 1].depth and _hangs_over(rows, at):
            found.append(Decision(Whose.QUOTED, row.bare, "a quoted link broken over lines"))
        elif at and rows[at - 1].depth and _wrapped(rows, at, width := width or _width(rows)):
            found.append(Decision(Whose.QUOTED, row.bare, BROKEN_LINE))
        else:
            found.append(Decision(Whose.OWN, row.bare, OUTSIDE))
        at += 1
    return found


def announce(rows: tuple[Row, ...], boundary: Boundary) -> list[Decision]:
    """Give the rows of a boundary; words of the sender's before it on its first row stay theirs."""
    found = [Decision(Whose.FURNITURE, rows[n].bare, boundary.kind) for n in range(boundary.start, boundary.end)]
    before = rows[boundary.start].raw[: boundary.own_end].rstrip(" \t-_")
    if before.strip():
        found[0] = Decision(Whose.OWN, before, "before an attribution on the same line")
    return found


def _width(rows: tuple[Row, ...]) -> int:
    """Give the length of the longest quoted row: the client that quoted let lines be so long."""
    return max((len(row.raw.rstrip()) for row in rows if row.depth), default=0)


def _wrapped(rows: tuple[Row, ...], at: int, width: int) -> bool:
    """Whether a row is what a client cut off the end of a quoted line that was too long: the sentence goes on over it on both sides.

    With its first word the line would have been longer than any quoted one. Words that could be an answer are never cut off.
    """
    row, above = rows[at], rows[at - 1]
    below = rows[at + 1] if at + 1 < len(rows) else None
    words = row.bare.split()
    if below is None or below.depth != above.depth or not words or len(words) > CUT_OFF or not below.bare[:1].islower():
        return False
    line = above.raw.rstrip()
    if len(line) < NEARLY_FULL or len(line) + 1 + len(words[0]) <= max(FULL, width):
        return False
    return not (_SENTENCE_ENDS.search(line) or _SENTENCE_ENDS.search(row.bare.rstrip()) or may_answer(row.bare))


def _hangs_over(rows: tuple[Row, ...], at: int) -> bool:
    """Whether a row is the broken end of a quoted link: a bracket opened above closes here, or it is a link and nothing else."""
    row = rows[at]
    if row.blank:
        return False
    above, text = rows[at - 1].bare, row.bare.strip()
    if " " not in text and _BROKEN_LINK.search(above) and _LINK_END.fullmatch(text):
        return True
    if " " not in text and ("(http" in above or "<http" in above or "<mailto" in above):
        opened = max(above.rfind("("), above.rfind("<"))
        if max(above.rfind(")"), above.rfind(">")) < opened and text.rstrip(".,").endswith((")", ">")):
            return True
    below = rows[at + 1] if at + 1 < len(rows) else None
    return below is not None and below.depth > 0 and _LINK_ALONE.match(row.bare) is not None
