"""The pieces of a reply put together to a Reading: one update an action, and every own line in one of its parts."""

from __future__ import annotations

from collections.abc import Sequence

from mailflow.replies import doubts
from mailflow.replies.attendance import ATTENDANCE
from mailflow.replies.model import ProposedCorrection, Reading, Remark, Unread, Update, Words
from mailflow.replies.pieces import Agreement, Instead, Piece
from mailflow.replies.turns import settle_turns
from mailflow.replies.updates import empty, merge_updates


def assemble(pieces: Sequence[Piece], words: Words, languages: tuple[str, ...], *, objects: bool) -> Reading:
    """Put the pieces together: one update an action, and no own line that is in none of the parts.

    `objects`: something that was not understood asks for a change, so that the minutes are not agreed to as they stand.
    """
    pieces = settle_turns(pieces, words)
    merged = merge_updates(piece for piece in pieces if isinstance(piece, (Update, Instead)))
    unread = [piece for piece in pieces if isinstance(piece, Unread)]
    for update in (one for one in merged if empty(one)):
        texts = {line.number: line.text.strip() for line in words.own}
        unread.extend(Unread(n, texts.get(n, ""), doubts.NOT_UNDERSTOOD, f"{update.ref}: done") for n in update.lines)
    corrections, repeated = _worded(tuple(piece for piece in pieces if isinstance(piece, ProposedCorrection)))
    remarks = [*(piece for piece in pieces if isinstance(piece, Remark)), *repeated]
    agreed = tuple(dict.fromkeys(line for piece in pieces if isinstance(piece, Agreement) for line in piece.lines))
    if corrections:  # "otherwise fine" agrees to no minutes as they stand
        remarks.extend(Remark(line.number, line.text.strip(), "agreement") for line in words.own if line.number in agreed)
        agreed = ()
    if objects and agreed:
        unread.extend(Unread(line.number, line.text.strip(), doubts.EXCEPTION) for line in words.own if line.number in agreed)
        agreed = ()
    return Reading(
        tuple(update for update in merged if not empty(update)),
        corrections,
        bool(agreed),
        agreed,
        tuple(dict.fromkeys(remarks)),
        tuple(sorted(dict.fromkeys(unread), key=lambda one: one.line)),
        languages,
    )


def _worded(corrections: tuple[ProposedCorrection, ...]) -> tuple[tuple[ProposedCorrection, ...], list[Remark]]:
    """Set apart what only asks for what another correction has in words ("I was there. Please correct the attendance.")."""
    worded = {one.item for one in corrections if one.item == ATTENDANCE and one.replace is not None}
    idle = [one for one in corrections if one.item in worded and one.find is None and one.replace is None]
    return tuple(one for one in corrections if one not in idle), [Remark(line, one.text, "lead-in") for one in idle for line in one.lines]
