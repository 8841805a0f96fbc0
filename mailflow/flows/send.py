"""Sending what is pending: dispatches whose time has come go to the courier, and what became of each is written down.

Permanent and transient failures are kept apart: a 5xx is never tried again, a 4xx again later, by times that are kept on disk.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mailflow.errors import PostError, StoreError
from mailflow.flows.circulate import release_ordered
from mailflow.flows.composing import compose_owed
from mailflow.flows.hours import may_go
from mailflow.flows.pulse import note_beat
from mailflow.journal import DispatchTried
from mailflow.outbox import Try
from mailflow.post import retry
from mailflow.post.courier import deliver
from mailflow.post.model import Account, Delivery, Parcel
from mailflow.post.model import Outcome as Fate
from mailflow.records import Dispatch, DispatchState, Edition
from mailflow.store import Store
from mailflow.tokens import in_message_id
from mailflow.workspace import Workspace

# What came of letters is written down as soon as it is known, but no more often than this: each write is one of the whole store.
WRITE_EVERY = 0.1  # seconds
NOT_HEARD = "the server's answer after the whole letter was sent is not recorded: it may have arrived"


@dataclass(frozen=True, slots=True)
class SendSummary:
    """What became of the letters of one run."""

    sent: int = 0
    failed: int = 0
    pending: int = 0
    uncertain: int = 0

    @property
    def told(self) -> int:
        """How many letters it is known of what became of them."""
        return self.sent + self.failed + self.pending


def due_dispatches(
    workspace: Workspace, store: Store, now: dt.datetime, *, meeting: str | None = None, at_once: bool = False, chair: bool = False
) -> list[Dispatch]:
    """Give the pending dispatches whose time has come (`at_once`: all), of one meeting's circulation or of everything.

    `chair`: of the meeting's letters only the chair's own, who sees a draft first.

    Circulations that were ordered are queued and letters that are owed composed first. Raises TemplateError.
    """
    if meeting is None:
        release_ordered(workspace, store, now)
        compose_owed(workspace, store, now)
    return [
        d
        for d in store.all(Dispatch)
        if (at_once and d.state is DispatchState.PENDING) or is_due(workspace, d, now)
        if d.body
        and (meeting is None or (d.meeting == meeting and (d.edition is Edition.CHAIR if chair else d.circulated)))
    ]


def is_due(workspace: Workspace, dispatch: Dispatch, now: dt.datetime) -> bool:
    """Tell whether a letter waits to be sent and its time has come; what chases somebody waits for working hours."""
    waits = dispatch.state is DispatchState.PENDING and retry.is_due(dispatch.next_try, now)
    return waits and may_go(dispatch.edition, workspace.settings, now)


def send(
    workspace: Workspace,
    store: Store,
    account: Account,
    dispatches: Sequence[Dispatch],
    clock: Callable[[], dt.datetime],
    progress: Callable[[Dispatch, Fate], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> SendSummary:
    """Send dispatches; each one's fate is on disk before this returns. Raises PostError where the server cannot be used at all.

    Once `stop()` is true no letter is begun; those not begun stay pending as they were.
    """
    if not dispatches:
        return SendSummary()
    by_key = {d.key: d for d in dispatches}
    log = _Log(store, by_key, clock)
    missing = [d for d in dispatches if not store.letters.path(d.body).is_file()]
    for dispatch in missing:
        where = store.letters.path(dispatch.body)
        log.add(Delivery(dispatch.key, Fate.PERMANENT, None, f"its text is missing: {where}. Restore it from a backup"))
    dispatches = [d for d in dispatches if d not in missing]

    def on_delivery(delivery: Delivery) -> None:
        log.add(delivery)
        if progress:
            progress(by_key[delivery.key], delivery.outcome)

    connections = workspace.settings.smtp.connections
    try:
        asyncio.run(
            deliver(
                account,
                _parcels(workspace, store, dispatches),
                connections=connections,
                on_delivery=on_delivery,
                on_dot=log.about_to_go,
                stop=stop,
            )
        )
    except PostError as error:
        note_beat(workspace, "send", clock(), str(error))
        raise
    finally:
        log.end()
    note_beat(workspace, "send", clock())
    return log.summary


def _parcels(workspace: Workspace, store: Store, dispatches: Sequence[Dispatch]) -> Iterator[Parcel]:
    """A receipt has a null envelope sender (RFC 3834 3.3); a letter the address its answers go to, so that a bounce names it."""
    base = workspace.settings.mail.address
    desk = workspace.desk(store.roster)
    for dispatch in dispatches:
        content = store.letters.read(dispatch.body) or b""
        if dispatch.edition is Edition.RECEIPT:
            sender = ""
        else:
            token, _ = in_message_id(dispatch.message_id) or ("", "")
            sender = desk.reply_to(token) if workspace.settings.mail.subaddress else base
        yield Parcel(dispatch.key, sender, dispatch.email, content)


class _Log:
    """Notes what becomes of letters in the outbox log at once, and writes it into the store in short steps."""

    def __init__(self, store: Store, dispatches: dict[str, Dispatch], clock: Callable[[], dt.datetime]) -> None:
        self._store, self._dispatches, self._clock = store, dispatches, clock
        self._in_hand: dict[str, DispatchTried] = {}
        self._waiting: list[DispatchTried] = []
        self._written = time.monotonic()
        self.summary = SendSummary()

    def about_to_go(self, key: str) -> None:
        """Note that a letter may have arrived from now on. Raises StoreError; the letter must not go then."""
        self._store.prove_lock()
        now = self._clock()
        fact = self._fact(Delivery(key, Fate.UNCERTAIN, None, NOT_HEARD), now)
        self._store.outbox.note(self._try(fact, now), flush=True)
        self._in_hand[key] = fact

    def add(self, delivery: Delivery) -> None:
        """Note what became of a letter."""
        now = self._clock()
        fact = self._fact(delivery, now)
        self._in_hand.pop(delivery.key, None)
        self._waiting.append(fact)
        with suppress(StoreError):  # a full disk: the store itself will say so, and the log has the letter as one in doubt
            self._store.outbox.note(self._try(fact, now), flush=False)
        if time.monotonic() - self._written >= WRITE_EVERY:
            self.write()

    def write(self) -> None:
        """Put what is known into the store."""
        if not self._waiting:
            return
        with self._store.transaction(self._clock()) as transaction:
            for fact in self._waiting:
                transaction.record(fact)
                self._count(fact)
        self._waiting.clear()
        self._written = time.monotonic()

    def end(self) -> None:
        """Put everything into the store, letters that nobody told us of as in doubt, and empty the outbox log."""
        self._waiting += self._in_hand.values()
        self._in_hand.clear()
        self.write()
        self._store.outbox.clear()

    def _try(self, fact: DispatchTried, now: dt.datetime) -> Try:
        return Try(self._dispatches[fact.key].attempts + 1, now, fact)

    def _fact(self, delivery: Delivery, now: dt.datetime) -> DispatchTried:
        dispatch = self._dispatches[delivery.key]
        if delivery.outcome is Fate.SENT:
            return DispatchTried(dispatch.key, DispatchState.SENT)
        error = f"{delivery.code} {delivery.text}" if delivery.code else delivery.text
        if delivery.outcome is Fate.PERMANENT:
            return DispatchTried(dispatch.key, DispatchState.FAILED, error)
        again = retry.next_try(dispatch.created_at, dispatch.attempts + 1, now)
        state = DispatchState.PENDING if again else DispatchState.FAILED
        return DispatchTried(dispatch.key, state, error, again, delivery.outcome is Fate.UNCERTAIN)

    def _count(self, fact: DispatchTried) -> None:
        s = self.summary
        self.summary = SendSummary(
            s.sent + (fact.state is DispatchState.SENT),
            s.failed + (fact.state is DispatchState.FAILED),
            s.pending + (fact.state is DispatchState.PENDING),
            s.uncertain + fact.uncertain,
        )
