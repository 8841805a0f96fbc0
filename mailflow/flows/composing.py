"""Composing the letters that are owed: receipts, notices, reminders, digests; then they are letters like any other.

They are composed apart from what owes them, so that a mistake in a template stops nothing from being recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import islice

from mailflow.flows.digest import digest_letter
from mailflow.flows.owing import GONE
from mailflow.flows.receipts import receipt_letter
from mailflow.flows.reminding import reminder_letter
from mailflow.flows.telling import handing_letter, notice_letter
from mailflow.journal import LetterComposed, LetterWithdrawn
from mailflow.letters.compose import Desk
from mailflow.letters.envelope import Letter, compose_bytes
from mailflow.records import Dispatch, DispatchState, Edition
from mailflow.store import Store
from mailflow.workspace import Workspace

AT_ONCE = 50  # letters that lie in memory together
# Who composes which; None where what a letter speaks of is gone.
Composer = Callable[[Workspace, Desk, Store, Dispatch], Letter | None]
COMPOSERS: dict[Edition, Composer] = {
    Edition.RECEIPT: receipt_letter,
    Edition.NOTICE: notice_letter,
    Edition.HANDING: handing_letter,
    Edition.DIGEST: digest_letter,
    Edition.REMINDER: reminder_letter,
}


def compose_owed(workspace: Workspace, store: Store, now: dt.datetime) -> int:
    """Compose the letters that are owed and put their bytes on disk, some at a time; give how many. Raises TemplateError."""
    owed = iter([d for d in store.all(Dispatch) if d.state is DispatchState.PENDING and not d.body and d.edition in COMPOSERS])
    desk = workspace.desk(store.roster)
    composed = 0
    while some := list(islice(owed, AT_ONCE)):
        tried = [(d, COMPOSERS[d.edition](workspace, desk, store, d)) for d in some]
        letters = [(d, letter) for d, letter in tried if letter]
        contents = [compose_bytes(letter, desk.sender, d.created_at.astimezone(workspace.settings.zone)) for d, letter in letters]
        digests = store.letters.keep(contents)
        with store.transaction(now) as transaction:
            for dispatch in (d for d, letter in tried if letter is None):
                transaction.record(LetterWithdrawn(dispatch.key, GONE))
            for (dispatch, letter), digest in zip(letters, digests, strict=True):
                transaction.record(LetterComposed(dispatch.key, letter.message_id, digest, letter.subject))
        composed += len(letters)
    return composed
