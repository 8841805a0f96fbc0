"""The service: collect, send, wait for more (IDLE), until told to stop; the mail in hand is finished first.

The store is held only while there is something to do, so that the clerk's commands work meanwhile. A server that cannot be
reached is tried again, after growing pauses.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mailflow.errors import PostError, SecretError, StoreLockedError, TemplateError
from mailflow.flows.accounts import account
from mailflow.flows.collect import Collector
from mailflow.flows.mailbox import Pass, collect
from mailflow.flows.pulse import note_beat
from mailflow.flows.send import due_dispatches, send
from mailflow.flows.understand import Understood
from mailflow.post.inbox import Inbox
from mailflow.records import Dispatch, DispatchState
from mailflow.workspace import Workspace

ROUND = 60.0  # seconds between two looks at what is due to be sent, when no mail comes in
PAUSES = (1.0, 5.0, 15.0, 30.0, 60.0)


@dataclass(frozen=True)
class Surroundings:
    """What the service needs of the world: the environment, a clock, a place for log lines, and whether to stop."""

    environ: Mapping[str, str]
    clock: Callable[[], dt.datetime]
    log: Callable[[str], None]
    stop: threading.Event


def serve(workspace: Workspace, world: Surroundings) -> None:
    """Serve until `world.stop` is set. Raises StoreError and what else no waiting will mend."""
    failures = 0
    world.log(f"serving {workspace.settings.board.name}")
    while not world.stop.is_set():
        try:
            with Inbox(
                account(workspace.settings.imap, world.environ),
                workspace.settings.inbox.folder,
                most_octets=workspace.settings.inbox.largest,
            ) as inbox:
                failures = 0
                world.log("mailbox open")
                while not world.stop.is_set():
                    run_once(workspace, inbox, world)
                    inbox.wait(ROUND, world.stop.is_set)
        except PostError as error:
            # A wrong password does not mend itself, but a changed one does, and a service that dies at night helps nobody.
            pause = PAUSES[min(failures, len(PAUSES) - 1)] if not isinstance(error, SecretError) else PAUSES[-1]
            failures += 1
            note_beat(workspace, "collect", world.clock(), str(error))
            world.log(f"mailbox: {error} Trying again in {pause:.0f} s.")
            send_due(workspace, world)
            world.stop.wait(pause)
    world.log("stopped")


def run_once(workspace: Workspace, inbox: Inbox, world: Surroundings) -> Pass:
    """Collect what is new and send what is due; hold the store for no longer than that."""
    try:
        with workspace.open("serve", wait=30.0) as store:
            result = collect(
                workspace, Collector(workspace, store), inbox, world.clock, lambda u: world.log(log_line(u)), world.stop.is_set
            )
    except StoreLockedError as error:
        world.log(f"{error}")
        return Pass()
    send_due(workspace, world)
    return result


def send_due(workspace: Workspace, world: Surroundings) -> None:
    """Send what is due; a server that fails is said so, and what was to go stays pending."""
    now = world.clock()
    pending = (d for d in workspace.look().all(Dispatch) if d.state is DispatchState.PENDING)
    if not any(d.next_try is None or d.next_try <= now for d in pending):
        return
    try:
        with workspace.open("serve", wait=30.0) as store:
            summary = send(
                workspace,
                store,
                account(workspace.settings.smtp, world.environ),
                due_dispatches(workspace, store, world.clock()),
                world.clock,
            )
            world.log(f"sent {summary.sent}, failed {summary.failed}, to be tried again {summary.pending}")
    except (PostError, StoreLockedError, TemplateError) as error:
        world.log(f"sending: {error}")


def log_line(understood: Understood) -> str:
    """Give one line on a mail: what it was and what became of it; ids, no contents."""
    message = understood.message
    who = f" person={understood.person.number}" if understood.person else ""
    name = message.message_id or message.digest[:16]
    return f"mail id={name} kind={message.kind} outcome={understood.outcome}{who} facts={len(understood.facts)}"
