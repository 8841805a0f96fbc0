"""What a sender typed onto a row of our letter: behind its words, before them, or a tick at its end."""

from __future__ import annotations

import re
import unicodedata

from mailflow.replies.alone import Decision
from mailflow.replies.beside import Match
from mailflow.replies.model import Whose
from mailflow.replies.our_words import Letter
from mailflow.replies.rows import Row

MIN_ROW = 3

_QUOTE = re.compile("[\"“”„«»‘’']")
_ARROW = re.compile(r"^[\s.:;,>=\-–—→⇒*|\[(#/]{0,20}")
_SET_APART = re.compile(r"^(?:\s{2,}|\t|\s?[-–—:=>→⇒*\[(#/|]|[.!?]\s|\s[A-ZÀ-Þ])")


def added(row: Row, match: Match, letter: Letter, above: Match | None = None) -> Decision | None:
    """Find what was written before or behind our words on the same row. `above`: how the row above lies."""
    goes_on = above is not None and above.whole and above.end == match.start and not match.head and letter.ends_at(match.end)
    if (match.matched < MIN_ROW and not (goes_on and match.matched)) or match.inner > 1:
        return None
    tail = row.bare[match.tail_at :]
    if _QUOTE.match(tail) and _QUOTE.search(row.bare[: match.tail_at]):
        return None  # our words between the sender's own quotation marks
    if match.tail and match.head <= 1 and (letter.ends_at(match.end) or _SET_APART.match(tail)):
        words = _ARROW.sub("", tail).rstrip()
        if words and (letter.ends_at(match.end) or match.matched * 2 >= match.total):
            return Decision(Whose.OWN, words, "behind our words on the same line")
    head = row.bare[: match.head_end].strip(" \t[](){}*-–—:>=|#")
    ends = row.bare[match.head_end : match.head_end + 1]
    head += ends if head and ends in (".", "!", "?", "%") else ""
    starts_unit = letter.ends_at(match.start) or match.start == 0
    if match.head and not match.tail and starts_unit and head and not re.fullmatch(r"[\d.() ]+", head):
        return Decision(Whose.OWN, head, "before our words on the same line")
    return None


def without_jumps(matches: tuple[Match, ...], letter: Letter) -> tuple[Match, ...]:
    """Give how rows lie with what stands behind a jump left to the sender ("... Siân Morgan. AVH 2627_06: done, see item 3.2").

    Words behind the end of one of our lines or sentences that the letter has, but elsewhere, were typed there.
    """
    found: list[Match] = []
    for n, match in enumerate(matches):
        if not match.run:
            found.append(match)
            continue
        above = matches[n - 1] if n else None
        goes_on = above is not None and above.whole and above.end == match.start
        told = match.run >= MIN_ROW or (goes_on and not match.head)
        told = told and (not match.whole or letter.set_in(match.jump))  # all of it ours: an example of how to answer is one
        if told and match.head <= 1 and letter.ends_at(match.start + match.run):
            end, tail = match.start + match.run, match.total - match.head - match.run
            match = match._replace(matched=match.run, end=end, tail=tail, inner=0, tail_at=match.run_at, run=0)
        found.append(match)
    return tuple(found)


def sign_behind(row: Row, match: Match, letter: Letter) -> Decision | None:
    """Find a tick or a thumb behind our words, which has no words of its own and is not in the letter's line."""
    if row.bare.isascii():
        return None  # `has_sign`: none of its signs is
    sign = row.bare.split()[-1] if match.end and row.bare.strip() else ""
    if not sign or any(map(str.isalnum, sign)) or not has_sign(sign) or sign in letter.lines[letter.line_of(match.end - 1)]:
        return None
    return Decision(Whose.OWN, sign, "a sign behind our words")


def in_quotes(text: str) -> bool:
    """Whether a row begins or ends with a quotation mark, so that it is quoted by the sender and no client."""
    bare = text.strip(" \t.,;:!?()")
    return bool(_QUOTE.match(bare) or _QUOTE.match(bare[-1:]))


def has_sign(text: str) -> bool:
    """Whether a row without words says something all the same: a thumb, a tick."""
    return any(unicodedata.category(letter) in ("So", "Sm") and letter not in "|<>=+~" for letter in text)
