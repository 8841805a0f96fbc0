"""What a report of non-delivery does. Pure.

Anybody can write one, and a person whose letters are said to come back is not reminded any more. So it counts for a letter only where it
shows that its writer had that letter before them: by the signed token in the Message-ID of what was returned, or in the address the
report was sent to (the envelope sender of our letters). A report without either waits for the clerk, who may know better.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailflow.addresses import fold
from mailflow.flows.speak import Board
from mailflow.flows.tie import Tie
from mailflow.journal import DispatchBounced, Fact
from mailflow.records import Dispatch, DispatchState, Edition, Outcome, Returned
from mailflow.replies.model import Bounced, Message
from mailflow.tokens import in_message_id

OF_NO_LETTER = "A report of non-delivery for no letter of ours."
UNPROVED = "It says that letters to {names} come back, but names none of our letters: anybody could have written it."


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a report. `returned`: what it says without proof."""

    outcome: Outcome
    reason: str
    facts: tuple[Fact, ...] = ()
    returned: tuple[Returned, ...] = ()


def read_report(message: Message, bound: Tie, board: Board) -> Report:
    """Decide what a report of non-delivery does."""
    facts: list[Fact] = []
    returned: dict[str, Returned] = {}
    failed = [bounced for bounced in message.bounced if bounced.failed]
    for bounced in failed:
        reason = bounced.reason or "returned as undeliverable"
        if proved := _proved(bounced, bound, board):
            facts.append(DispatchBounced(proved.key, bounced.permanent, reason))
        elif supposed := _last_to(bounced.address, board):
            returned.setdefault(bounced.address, Returned(supposed.key, bounced.permanent, reason))
    if facts:
        return Report(Outcome.RECORDED, f"A letter could not be delivered: {', '.join(b.address for b in message.bounced)}.", tuple(facts))
    if returned:
        return Report(Outcome.REVIEW, UNPROVED.format(names=" and ".join(returned)), returned=tuple(returned.values()))
    return Report(Outcome.IGNORED, OF_NO_LETTER)


def _proved(bounced: Bounced, bound: Tie, board: Board) -> Dispatch | None:
    """Give the letter by the returned one's Message-ID, else by the token the report was sent to."""
    found = in_message_id(bounced.message_id) if bounced.message_id else None
    token = board.key.read(found[0]) if found else None
    if token and found and (dispatch := board.letter_under(token, found[1])):
        return dispatch
    return board.ledger.get(Dispatch, bound.dispatch) if bound.dispatch else None


def _last_to(address: str, board: Board) -> Dispatch | None:
    """Give the last letter to an address."""
    sent = [
        d
        for d in board.ledger.all(Dispatch)
        if d.state is DispatchState.SENT and d.edition is not Edition.RECEIPT and fold(d.email) == fold(address)
    ]
    return max(sent, key=lambda d: d.at or d.created_at, default=None)
