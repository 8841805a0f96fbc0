"""How much of a body is looked at closely: all that a person could have written, and the first lines of what nobody did.

A mail of a person is short, or it is long by what it quotes: so of a long one all is looked at down to the last line that is quoted,
by its marks or because our letter says the same, and a stretch below it. The rest of a long text is no answer to anything; it
ends as unread, in one piece. What is folded (`verbatim`) costs nothing and does not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailflow.replies.our_words import Letter, words_of

PLAIN_LINES, PLAIN_TEXT = 800, 48_000  # up to here nothing is weighed
FIRST_LINES, FIRST_TEXT = 200, 12_000
MOST_LINES, MOST_TEXT = 1_800, 130_000  # lines with writing on them
BELOW = 40  # lines below the last quoted one: an answer at the bottom, a signature, a disclaimer
PROBES = 100
RUN = 4
LINE_ENOUGH = 12  # characters; shorter lines are the same in many letters


def close_rows(rows: Sequence[tuple[int, str]], letter: Letter | None) -> int:
    """Give how many of the numbered lines are to be looked at closely, from the first on. Linear, and much cheaper than looking."""
    if len(rows) <= PLAIN_LINES and sum(len(text) for _, text in rows) <= PLAIN_TEXT:
        return len(rows)
    first = _within(rows, FIRST_LINES, FIRST_TEXT)
    last = _last_quoted(rows, first, letter)
    return min(last + BELOW, _within(rows, MOST_LINES, MOST_TEXT), len(rows)) if last > first else first


def _within(rows: Sequence[tuple[int, str]], most: int, characters: int) -> int:
    """Give how many lines are within so many lines with writing on them (blank ones cost a third) and so many characters; at least one."""
    length = weight = 0
    for count, (_, text) in enumerate(rows):
        length += len(text)
        weight += 3 if text.strip("> ") else 1
        if length > characters or weight > 3 * most:
            return max(1, count)
    return len(rows)


def _last_quoted(rows: Sequence[tuple[int, str]], first: int, letter: Letter | None) -> int:
    """Find the last line with a quote mark, or that our letter has: as it stands, or (looked for here and there) wrapped anew."""
    ours = frozenset(line.strip() for line in letter.lines if len(line) >= LINE_ENOUGH) if letter is not None else frozenset()
    joined = f" {' '.join(letter.tokens)} " if letter is not None else ""
    every = max(1, (len(rows) - first) // PROBES)
    for at in range(len(rows) - 1, first - 1, -1):
        text = rows[at][1]
        if text[:1] == ">" or text.strip() in ours or (joined and at % every == 0 and _stands_in(joined, text)):
            return at
    return first


def _stands_in(joined: str, text: str) -> bool:
    words = words_of(text[:200])[:RUN]
    return len(words) == RUN and f" {' '.join(words)} " in joined
