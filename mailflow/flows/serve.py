"""The service: collect, send, wait for more (IDLE), until told to stop; the mail in hand is finished first.

The store is held only while there is something to do, so that the clerk's commands work meanwhile. A server that cannot be
reached is tried again, after growing pauses. Each step that was got through is a sign of life to the service manager.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from mailflow import __version__
from mailflow.errors import MailflowError, PostError, SecretError, StoreLockedError, TemplateError
from mailflow.flows.accounts import account
from mailflow.flows.collect import Collector
from mailflow.flows.mailbox import collect
from mailflow.flows.notify import Notifier
from mailflow.flows.pulse import note_beat
from mailflow.flows.send import due_dispatches, is_due, send
from mailflow.flows.spool import kept_mails, take_kept
from mailflow.flows.standing import do_standing, standing_due
from mailflow.logs import log, log_fault
from mailflow.post.inbox import Inbox
from mailflow.records import Dispatch
from mailflow.workspace import Workspace, open_workspace

ROUND = 60.0  # seconds between two looks at what is due to be sent, when no mail comes in
PAUSES = (1.0, 5.0, 15.0, 30.0, 60.0)
HOLD = 5.0  # seconds after which the store is given back, between two chunks of mail or two letters, for whoever waits for it
GIVE_WAY = 0.3  # seconds: three times as long as those who wait sleep between two looks at it


class Stopped(BaseException):
    """Whoever stops the service raises this in its thread while `leisure` is set, after setting `stop`."""


@dataclass(frozen=True)
class Surroundings:
    """What the service needs of the world: the environment, a clock, whether to stop, and whether to read the settings anew."""

    environ: Mapping[str, str]
    clock: Callable[[], dt.datetime]
    stop: threading.Event
    reload: threading.Event = field(default_factory=threading.Event)
    leisure: threading.Event = field(default_factory=threading.Event)

    @property
    def interrupted(self) -> bool:
        return self.stop.is_set() or self.reload.is_set()

    @contextlib.contextmanager
    def at_leisure(self) -> Iterator[None]:
        """Mark what may be broken off at any point: nothing is in hand, and a server that says nothing must not keep us from stopping."""
        self.leisure.set()
        try:
            if self.stop.is_set():
                raise Stopped
            yield
        finally:
            self.leisure.clear()


def serve(workspace: Workspace, world: Surroundings) -> None:
    """Serve until `world.stop` is set. Raises StoreError and what else no waiting will mend."""
    manager = Notifier(world.environ)
    store = workspace.look()
    _ = workspace.key
    log("serving", board=workspace.settings.board.reference, version=__version__, process=os.getpid(), entry=store.last_event)
    # Ready is who can do the job as soon as there is one: a mail server that starts after us must not keep the whole machine waiting.
    manager.ready()
    manager.status("Looking for the mailbox.")
    while not world.stop.is_set():
        with contextlib.suppress(Stopped):
            _serve_until_interrupted(workspace, world, manager)
        if world.reload.is_set():
            world.reload.clear()
            workspace = _reread(workspace, manager)
    manager.stopping()
    log("stopped")


def _serve_until_interrupted(workspace: Workspace, world: Surroundings, manager: Notifier) -> None:
    failures = 0
    while not world.interrupted:
        try:
            settings = workspace.settings
            inbox = Inbox(account(settings.imap, world.environ), settings.inbox.folder, most_octets=settings.inbox.largest)
            with contextlib.ExitStack() as open_inbox:
                with world.at_leisure():  # waiting looks up by itself twice a second, and takes its leave of the server
                    open_inbox.enter_context(inbox)
                failures = 0
                log("mailbox-open")
                while not world.interrupted:
                    more = run_once(workspace, inbox, world, manager)
                    manager.status(f"Mailbox last read at {world.clock():%Y-%m-%d %H:%M:%S} UTC.")
                    if more:
                        world.stop.wait(GIVE_WAY)
                        continue
                    inbox.wait(ROUND, lambda: _lives(world, manager) or bool(kept_mails(workspace)))
        except PostError as error:
            # A wrong password does not mend itself, but a changed one does, and a service that dies at night helps nobody.
            pause = PAUSES[min(failures, len(PAUSES) - 1)] if not isinstance(error, SecretError) else PAUSES[-1]
            failures += 1
            note_beat(workspace, "collect", world.clock(), str(error))
            log_fault("mailbox", error, again_in=pause)
            manager.status(f"The mailbox cannot be read; “mailflow status” says why. Next try in {pause:.0f} s.")
            take_handed_over(workspace, world)
            send_due(workspace, world, manager)
            _rest(pause, world, manager)


def _reread(workspace: Workspace, manager: Notifier) -> Workspace:
    """Read the settings anew; where they have a fault the old ones stay."""
    manager.reloading()
    try:
        workspace = open_workspace(workspace.folder)
        log("settings-read")
    except MailflowError as error:
        log_fault("settings-refused", error)
    manager.ready()
    return workspace


def run_once(workspace: Workspace, inbox: Inbox, world: Surroundings, manager: Notifier) -> bool:
    """Collect what is new and send what is due, holding the store for a few seconds at a time. True: there is more to do at once."""
    try:
        with workspace.open("serve", wait=30.0) as store:
            collector, over = Collector(workspace, store), _after(HOLD)
            result = collect(workspace, collector, inbox, world.clock, lambda _: manager.alive(), lambda: world.interrupted or over())
    except StoreLockedError as error:
        log_fault("store", error)
        return False
    if result.mails:
        log("pass", mails=result.mails, waiting=result.waiting, again=len(result.again))
    manager.alive()
    return send_due(workspace, world, manager) or result.cut_short


def take_handed_over(workspace: Workspace, world: Surroundings) -> None:
    """Take what `ingest` has left for us, while there is no mailbox to read."""
    if not kept_mails(workspace):
        return
    try:
        with workspace.open("serve", wait=30.0) as store:
            take_kept(workspace, Collector(workspace, store), world.clock)
    except StoreLockedError as error:
        log_fault("store", error)


def send_due(workspace: Workspace, world: Surroundings, manager: Notifier) -> bool:
    """Put on record what is due by itself, and send what is due, for a few seconds; True where there is more to send.

    A server that fails is said so, and what was to go stays pending.
    """
    now = world.clock()
    seen = workspace.look()
    if not any(is_due(workspace, dispatch, now) for dispatch in seen.all(Dispatch)) and not standing_due(workspace, seen, now):
        return False
    try:
        with workspace.open("serve", wait=30.0) as store:
            do_standing(workspace, store, now)
            due = due_dispatches(workspace, store, world.clock())
            smtp = account(workspace.settings.smtp, world.environ)
            over = _after(HOLD)
            summary = send(
                workspace, store, smtp, due, world.clock, lambda *_: manager.alive(), lambda: world.stop.is_set() or over()
            )  # fmt: skip
        log("sending", sent=summary.sent, failed=summary.failed, pending=summary.pending, uncertain=summary.uncertain)
    except (PostError, StoreLockedError, TemplateError) as error:
        log_fault("sending", error)
        return False
    return summary.told < len(due)


def _after(seconds: float) -> Callable[[], bool]:
    """Give a function that is true once so many seconds have passed since it was first asked.

    Not since it was made: where the server is slow, something is to be done in each round all the same.
    """
    clock = time.monotonic
    ends: list[float] = []

    def over() -> bool:
        if not ends:
            ends.append(clock() + seconds)
            return False
        return clock() >= ends[0]

    return over


def _lives(world: Surroundings, manager: Notifier) -> bool:
    """Whether to leave off waiting; asked every half second, it shows that we are there to be asked."""
    manager.alive()
    return world.interrupted


def _rest(seconds: float, world: Surroundings, manager: Notifier) -> None:
    until = time.monotonic() + seconds
    while not _lives(world, manager) and (left := until - time.monotonic()) > 0:
        world.stop.wait(min(left, 0.5))
