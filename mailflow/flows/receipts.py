"""Receipts: owed when a mail is taken, composed before the first of them is sent, then letters like any other.

They are composed apart from taking mails, so that a mistake in their template stops no reply from being recorded.
"""

from __future__ import annotations

import datetime as dt
from itertools import islice

from mailflow.flows.tie import receipt_key
from mailflow.journal import LetterComposed
from mailflow.letters.compose import Desk
from mailflow.letters.envelope import Letter, compose_bytes
from mailflow.letters.receipt import Answered, compose_receipt, receipt_suffix
from mailflow.records import Action, Dispatch, DispatchState, Edition, Outcome, Taken
from mailflow.replies.message import parse_message
from mailflow.replies.model import Line, Reading, Whose, Words
from mailflow.store import Store
from mailflow.tokens import Token
from mailflow.workspace import Workspace

AT_ONCE = 50  # receipts that lie in memory together


def owed_receipt(message: str, digest: str, address: str, person: int, token: Token, now: dt.datetime, *, last_today: bool) -> Dispatch:
    """Give the receipt that is owed for a message (by its key and the digest of its bytes), to be composed later."""
    return Dispatch(
        key=receipt_key(receipt_suffix(digest)),
        meeting=token.meeting.isoformat(),
        version=token.version,
        person=person,
        email=address,
        edition=Edition.RECEIPT,
        message_id="",
        body="",
        subject="",
        created_at=now,
        answers=message,
        last_today=last_today,
    )


def compose_owed(workspace: Workspace, store: Store, now: dt.datetime) -> int:
    """Compose the receipts that are owed and put their bytes on disk, some at a time; give how many. Raises TemplateError."""
    owed = iter([d for d in store.all(Dispatch) if d.state is DispatchState.PENDING and not d.body])
    desk = workspace.desk(store.roster)
    composed = 0
    while some := list(islice(owed, AT_ONCE)):
        letters = [(dispatch, letter) for dispatch in some if (letter := _letter(desk, store, dispatch))]
        contents = [compose_bytes(letter, desk.sender, d.created_at.astimezone(workspace.settings.zone)) for d, letter in letters]
        digests = store.letters.keep(contents)
        with store.transaction(now) as transaction:
            for (dispatch, letter), digest in zip(letters, digests, strict=True):
                transaction.record(LetterComposed(dispatch.key, letter.message_id, digest, letter.subject))
        composed += len(letters)
    return composed


def _letter(desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    taken = store.get(Taken, dispatch.answers)
    person = store.roster.by_number(dispatch.person)
    raw = store.mails.read(taken.mail) if taken else None
    if taken is None or person is None or raw is None:
        return None
    message = parse_message(raw)
    answered = Answered(
        message_id=message.message_id,
        references=message.references,
        subject=message.subject,
        digest=message.digest,
        words=Words(tuple(Line(number, text, Whose.OWN) for number, text in taken.own_lines)),
        reading=taken.reading or Reading(),
        refused="" if taken.trusted else taken.reason,
        unreadable=taken.reason if taken.outcome is Outcome.UNREADABLE else "",
        last_today=dispatch.last_today,
    )
    token = Token(dt.date.fromisoformat(dispatch.meeting), dispatch.version, dispatch.person, "receipt")
    return compose_receipt(desk, person, dispatch.email, token, answered, lambda ref: store.get(Action, ref))
