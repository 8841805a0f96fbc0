"""One mail of somebody who may speak, and what it came to be an occasion for. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mailflow.errors import MailflowError
from mailflow.flows.speak import Board
from mailflow.people import Person
from mailflow.records import Dispatch
from mailflow.register import Done
from mailflow.replies.model import Message


@dataclass(frozen=True)
class Occasion:
    """A mail, who speaks, the letter it answers (None where it answers none), and what is known. `key`: the message's.

    `guessed`: the letter is the last of several that it may answer.
    """

    message: Message
    person: Person
    dispatch: Dispatch | None
    board: Board
    now: dt.datetime
    key: str
    guessed: bool = False

    @property
    def asked(self) -> str:
        """What the letter that is answered asked, as in Dispatch.asks."""
        return self.dispatch.asks if self.dispatch else ""


def refused(line: int, error: MailflowError) -> Done:
    """Give an order that could not be carried out, with the reason."""
    text = str(error)
    # The name of a file stays as it is.
    named = "." in (text.split() or [""])[0]
    return Done(line, "refused", text if named else text[:1].upper() + text[1:])
