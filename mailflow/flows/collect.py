"""Replies in: mails are kept as they came, understood, recorded in one transaction, and answered by a receipt that is pending.

`Collector.take_mails` is the whole of it for mails in hand (`ingest`); `flows.mailbox` brings them from IMAP and files them.
A crash after any step repeats safely: a message is handled once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from mailflow.flows.receipts import owed_receipt
from mailflow.flows.speak import Board
from mailflow.flows.trials import Trials, is_settled
from mailflow.flows.understand import Understood, letters_of
from mailflow.journal import LetterQueued, MessageTaken
from mailflow.logs import log, short
from mailflow.records import Dispatch, Edition, Taken
from mailflow.store import Store, Transaction
from mailflow.tokens import Token
from mailflow.workspace import Workspace


class Collector:
    """Takes mails for one board; remembers the letters that were answered last."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self._workspace, self._store = workspace, store
        self._receipts: Counter[tuple[int, dt.date]] | None = None
        self._letter = letters_of(store.letters.read)
        self._trials = Trials(store.folder)

    def take_mails(self, raws: Sequence[bytes], now: dt.datetime, *, too_large: Collection[int] = ()) -> list[Understood]:
        """Take mails, in order: kept, understood, recorded, receipts pending; one transaction for all of them.

        `too_large`: the places of those of which only the header section was loaded. Raises StoreError, with nothing recorded.
        """
        digests = self._store.mails.keep(raws)
        taken: list[Understood] = []
        with self._store.transaction(now) as transaction:
            settings, store = self._workspace.settings, self._store
            board = Board(settings, self._workspace.key, store.roster, transaction, self._letter, store.documents.read)
            with self._trials.hold(raws, digests, board) as trying:
                for place, (raw, digest) in enumerate(zip(raws, digests, strict=True)):
                    understood = trying.understand(raw, digest, now, too_large=place in too_large)
                    taken.append(understood)
                    self._record(understood, board, transaction, now)
        for understood in taken:
            _log(understood)
        return taken

    def known(self, understood: Understood) -> Taken | None:
        """Give what is on record of a mail."""
        return self._store.get(Taken, understood.key)

    def _record(self, understood: Understood, board: Board, transaction: Transaction, now: dt.datetime) -> None:
        """Record what a mail does, and the receipt that is owed for it; documents that came with it are on disk before."""
        if understood.orders and understood.orders.documents:
            self._store.documents.keep(understood.orders.documents)
        who = understood.person.name if understood.person else "mailbox"
        for fact in understood.facts:
            if isinstance(fact, MessageTaken) and fact.taken.waits:
                fact = MessageTaken(replace(fact.taken, number=board.tray_number()))
            if isinstance(fact, MessageTaken):
                board.hear(fact.taken)
            transaction.record(fact, who=who, message=understood.key)
        if understood.answer and (receipt := self._receipt(understood, now)):
            transaction.record(LetterQueued(receipt), message=understood.key)

    def _receipt(self, understood: Understood, now: dt.datetime) -> Dispatch | None:
        """Give the receipt that is owed for a mail, yet to be composed; None where its sender has had as many today as one gets."""
        message, bound, person = understood.message, understood.tie, understood.person
        if bound is None or person is None or message.sender is None:
            return None
        # The clerk may write without answering a letter; the answer then bears the day.
        token = bound.token or Token(self._workspace.today(now), 0, person.number)
        most = self._workspace.settings.mail.receipts_per_day
        counts, day = self._receipts_by_day(), (person.number, self._workspace.today(now))
        # Anybody can write under the clerk's name what answers no letter; half of a day's answers are for mails that do.
        if counts[day] >= (most if bound.token else max(1, most // 2)):
            return None
        counts[day] += 1
        asks = understood.orders.asks if understood.orders else ""
        receipt = owed_receipt(understood.key, message.digest, message.sender, person.number, token, now, last_today=counts[day] == most)
        return replace(receipt, asks=asks)

    def _receipts_by_day(self) -> Counter[tuple[int, dt.date]]:
        """Count the receipts that each person had on each day."""
        if self._receipts is None:
            receipts = (d for d in self._store.all(Dispatch) if d.edition is Edition.RECEIPT)
            self._receipts = Counter((d.person, self._workspace.today(d.created_at)) for d in receipts)
        return self._receipts


def _log(understood: Understood) -> None:
    log(
        "mail",
        fault=not is_settled(understood),
        mail=short(understood.message.digest),
        kind=understood.message.kind,
        outcome=understood.outcome,
        person=understood.person.number if understood.person else None,
        letter=understood.tie.dispatch if understood.tie else None,
        waits=understood.waits or None,
        facts=len(understood.facts),
    )
