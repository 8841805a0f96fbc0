"""Receipts: owed when a mail is taken, composed by `composing` before the first of them is sent."""

from __future__ import annotations

import datetime as dt

from mailflow.flows.listing import Listing, list_of
from mailflow.flows.owing import owed_key
from mailflow.flows.wording import MISSING
from mailflow.letters.compose import Desk
from mailflow.letters.envelope import Letter
from mailflow.letters.receipt import Answered, Listed, compose_receipt, receipt_suffix
from mailflow.people import Person, Standing
from mailflow.records import Action, Correction, Dispatch, Edition, Outcome, Taken
from mailflow.replies.attachments import brought_along
from mailflow.replies.message import parse_message
from mailflow.replies.model import Line, Reading, Whose, Words
from mailflow.store import Store
from mailflow.tokens import Token
from mailflow.workspace import Workspace


def owed_receipt(message: str, digest: str, address: str, person: int, token: Token, now: dt.datetime, *, last_today: bool) -> Dispatch:
    """Give the receipt that is owed for a message (by its key and the digest of its bytes), to be composed later."""
    return Dispatch(
        key=owed_key(Edition.RECEIPT, receipt_suffix(digest)),
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


def receipt_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose the receipt for a mail; None where the mail or its sender is gone. Raises TemplateError."""
    taken = store.get(Taken, dispatch.answers)
    person = store.roster.by_number(dispatch.person)
    raw = store.mails.read(taken.mail) if taken else None
    if taken is None or person is None or raw is None:
        return None
    message = parse_message(raw)
    answered = Answered(
        message_id=message.message_id,
        references=message.references,
        subject=taken.subject,
        digest=message.digest,
        words=Words(tuple(Line(number, text, Whose.OWN) for number, text in taken.own_lines)),
        reading=taken.reading or Reading(),
        refused=taken.reason if taken.reason in MISSING or not (taken.trusted or taken.done) else "",
        unreadable=taken.reason if taken.outcome is Outcome.UNREADABLE else "",
        last_today=dispatch.last_today,
        attachments=() if any(d.listing.startswith("offer ") for d in taken.done) else brought_along(message.attachments),
        done=taken.done,
        listings=_listings(workspace, store, taken, dispatch, person),
        register=tuple(c for c in store.all(Correction) if taken.key in (c.message_id, *(p.message_id for p in c.also))),
    )
    token = Token(dt.date.fromisoformat(dispatch.meeting), dispatch.version, dispatch.person, "receipt")
    return compose_receipt(desk, person, dispatch.email, token, answered, lambda ref: store.get(Action, ref))


def _listings(workspace: Workspace, store: Store, taken: Taken, dispatch: Dispatch, person: Person) -> tuple[Listed, ...]:
    wanted = dict.fromkeys(done.listing for done in taken.done if done.listing)
    found = [list_of(workspace, store, listing, dispatch.created_at) for listing in wanted]
    return tuple(_listed(listing, person) for listing in found)


def _listed(listing: Listing, person: Person) -> Listed:
    """Give a list as a receipt holds it. A file is the clerk's alone: it holds the confidential items too."""
    return Listed(listing.title, listing.lines, listing.files if person.standing is Standing.CLERK else ())
