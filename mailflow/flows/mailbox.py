"""One pass over the mailbox: everything new is taken, in chunks, and filed in the folder that shows what happened to it."""

from __future__ import annotations

import datetime as dt
import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mailflow.flows.collect import Collector
from mailflow.flows.pulse import note_beat
from mailflow.flows.spool import take_kept
from mailflow.flows.trials import is_settled
from mailflow.flows.understand import Understood
from mailflow.logs import log, short
from mailflow.post.inbox import Inbox
from mailflow.post.model import Fetched
from mailflow.records import Outcome, Taken
from mailflow.replies.model import Kind
from mailflow.workspace import Workspace

CHUNK, CHUNK_OCTETS = 100, 8_000_000  # what lies in memory, and is recorded, at once
FOLDERS = {"handled": "handled", "review": "to review", "unreadable": "not understood", "automatic": "automatic"}


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass brought: how many mails of each outcome, how many wait for the clerk, and why some are to be tried again.

    `cut_short`: it was stopped, and there may be more."""

    outcomes: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    again: tuple[str, ...] = ()
    cut_short: bool = False

    @property
    def mails(self) -> int:
        return sum(self.outcomes.values())


def folder_names(workspace: Workspace) -> dict[str, str]:
    """Give the folders that mails are filed in, by what happened to them."""
    return {what: f"{workspace.settings.inbox.filed_under}/{name}" for what, name in FOLDERS.items()}


def folder_for(understood: Understood, known: Taken | None = None) -> str:
    """Tell which of the folders shows what happened to a mail. `known`: what is on record of it, where it was handled before.

    A mail that was handled before goes where the first one is: perhaps it is the first one, and we were stopped before it was filed.
    """
    if understood.outcome is Outcome.DUPLICATE and known:
        return _folder(known.outcome, known.kind, waits=known.waits, unread=bool(known.reading and known.reading.unread))
    return _folder(understood.outcome, understood.message.kind, waits=understood.waits, unread=bool(understood.reading.unread))


def _folder(outcome: Outcome, kind: Kind, *, waits: bool, unread: bool) -> str:
    if outcome is Outcome.UNREADABLE:
        return "unreadable"
    if kind is not Kind.REPLY:
        return "review" if waits else "automatic"
    if not waits:
        return "handled"
    return "review" if outcome is Outcome.REVIEW or not unread else "unreadable"


def collect(
    workspace: Workspace,
    collector: Collector,
    inbox: Inbox,
    clock: Callable[[], dt.datetime],
    told: Callable[[Understood], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Pass:
    """Take what was handed over and all that is new in the mailbox; stops between two chunks.

    Raises PostError, StoreError; what was recorded stays so.
    """
    tally = _Tally(told)
    for understood in take_kept(workspace, collector, clock):
        tally.add(understood)
    folders = folder_names(workspace)
    inbox.make_folders(folders.values())
    cut_short = False
    with _few_garbage_collections():
        for chunk in _chunks(inbox.new_mails()):
            if stop():
                cut_short = True
                break
            too_large = {place for place, mail in enumerate(chunk) if mail.oversize}
            taken = collector.take_mails([mail.raw for mail in chunk], clock(), too_large=too_large)
            filed: dict[str, list[int]] = defaultdict(list)
            for mail, understood in zip(chunk, taken, strict=True):
                tally.add(understood)
                if is_settled(understood):
                    what = folder_for(understood, collector.known(understood))
                    log("filing", mail=short(understood.message.digest), uid=mail.uid, folder=what)
                    filed[folders[what]].append(mail.uid)
            # Recorded first, filed afterwards: whoever is killed here finds the mail again, and that it was handled.
            for folder, uids in filed.items():
                inbox.file(uids, folder)
    note_beat(workspace, "collect", clock())
    return Pass(dict(tally.outcomes), tally.waiting, tuple(tally.again), cut_short)


class _Tally:
    """Counts what mails came to, and tells of each."""

    def __init__(self, told: Callable[[Understood], None] | None) -> None:
        self._told = told
        self.outcomes: Counter[str] = Counter()
        self.waiting = 0
        self.again: list[str] = []

    def add(self, understood: Understood) -> None:
        self.outcomes[str(understood.outcome)] += 1
        self.waiting += understood.waits
        if not is_settled(understood):
            self.again.append(understood.reason)
        if self._told:
            self._told(understood)


@contextmanager
def _few_garbage_collections() -> Iterator[None]:
    """A pass makes many small values and hardly a cycle; looking for cycles at the usual pace takes a fifth of its time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _chunks(mails: Iterator[Fetched]) -> Iterator[list[Fetched]]:
    chunk: list[Fetched] = []
    octets = 0
    for mail in mails:
        chunk.append(mail)
        octets += len(mail.raw)
        if len(chunk) >= CHUNK or octets >= CHUNK_OCTETS:
            yield chunk
            chunk, octets = [], 0
    if chunk:
        yield chunk
