"""`mailflow collect`, `serve`, `ingest`, `explain`: replies in."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, print_json_line, read_file, say, workspace_of
from mailflow.cli.logged import always_logged, logged
from mailflow.errors import MailflowError, PostError, StoreError, StoreLockedError, WorkspaceError
from mailflow.flows.understand import Understood
from mailflow.logs import log_fault
from mailflow.workspace import Workspace

INGEST_WAIT = 10.0  # seconds; then the mail is handed over


@click.command(epilog="Example: mailflow collect")
@json_option
@click.pass_context
@logged
def collect(ctx: click.Context, as_json: bool) -> None:
    """Read the mailbox once: record what replies say, file each mail, answer it."""
    from mailflow.flows.accounts import account
    from mailflow.flows.collect import Collector
    from mailflow.flows.mailbox import collect as collect_mails
    from mailflow.flows.pulse import note_beat
    from mailflow.flows.send import due_dispatches, send
    from mailflow.post.inbox import Inbox

    workspace = workspace_of(ctx)
    settings = workspace.settings
    told = None if as_json else lambda understood: say(_one_line(understood))
    with workspace.open("collect", wait=WAIT, note=note) as store:
        try:
            with Inbox(account(settings.imap, os.environ), settings.inbox.folder, most_octets=settings.inbox.largest) as inbox:
                result = collect_mails(workspace, Collector(workspace, store), inbox, now, told)
        except PostError as error:
            note_beat(workspace, "collect", now(), str(error))
            log_fault("mailbox", error)
            raise
        unsent = ""
        try:
            send(workspace, store, account(settings.smtp, os.environ), due_dispatches(workspace, store, now()), now)
        except PostError as error:
            log_fault("sending", error)
            unsent = f"The receipts could not be sent now: {error}"
    if as_json:
        print_json({"mails": result.mails, "outcomes": result.outcomes, "waiting": result.waiting})
    else:
        words = ", ".join(f"{n} {outcome}" for outcome, n in sorted(result.outcomes.items())) or "none"
        say(f"{result.mails} new mails: {words}; {result.waiting} wait in the review tray.")
    for reason in result.again:
        note(f"not done with: {reason}")
    if unsent:
        raise PostError(unsent, transient=True)


def _one_line(understood: Understood) -> str:
    who = understood.person.name if understood.person else (understood.message.sender or "somebody")
    return f"{who}: {understood.outcome}{': ' + understood.reason if understood.reason else ''}"


@click.command(epilog="Example: mailflow serve --log-format json")
@click.pass_context
@always_logged
def serve(ctx: click.Context) -> None:
    """Collect and send until stopped (SIGTERM or Ctrl-C); the mail in hand is finished first.

    SIGHUP reads the settings anew. Under systemd it says when it is ready and that it is alive; deploy/README.md has a unit.
    """
    from mailflow.flows.serve import Stopped, Surroundings
    from mailflow.flows.serve import serve as serve_board

    workspace = workspace_of(ctx)
    world = Surroundings(os.environ, now, threading.Event())

    def stop(*_: object) -> None:
        world.stop.set()
        if world.leisure.is_set():
            raise Stopped

    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, stop)
    signal.signal(signal.SIGHUP, lambda *_: world.reload.set())
    serve_board(workspace, world)


@click.command(epilog="Example: mailflow ingest reply.eml    or, from an MTA alias:    mailflow -C board ingest -")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--kept", is_flag=True, help="Take the mails that are kept in the store and not on record, after a restore.")
@json_option
@click.pass_context
@logged
def ingest(ctx: click.Context, files: tuple[str, ...], kept: bool, as_json: bool) -> None:
    """Take replies from .eml files, or one message on standard input ("-", or no file)."""
    from mailflow.flows.accounts import account
    from mailflow.flows.collect import Collector
    from mailflow.flows.keeping import unknown_mails
    from mailflow.flows.send import due_dispatches, send
    from mailflow.flows.spool import take_kept
    from mailflow.report import explain_json

    workspace = workspace_of(ctx)
    if kept:
        files += tuple(str(path) for path in unknown_mails(workspace.look(), workspace.store_folder / "mails"))
    mails = list(_mails(files or (() if kept else ("-",))))
    try:
        store = workspace.open("ingest", wait=INGEST_WAIT, note=note)
    except StoreError as error:
        _hand_over(workspace, mails, error, as_json=as_json)
        return
    with store:
        collector = Collector(workspace, store)
        take_kept(workspace, collector, now)
        for file, raw in mails:
            for understood in collector.take_mails([raw], now()):
                if as_json:
                    print_json_line({**explain_json(file, understood), "handed_over": False})
                else:
                    say(f"{file}: {_one_line(understood)}")
        try:
            send(workspace, store, account(workspace.settings.smtp, os.environ), due_dispatches(workspace, store, now()), now)
        except PostError as error:
            log_fault("sending", error)
            # What was said is on record; the receipts go with the next run.
            note(f"mailflow: recorded; the receipts wait: {error}")


def _hand_over(workspace: Workspace, mails: list[tuple[str, bytes]], error: StoreError, *, as_json: bool) -> None:
    """Keep mails for whoever holds the store: an MTA that is told of a fault sends the mail back to the member."""
    from mailflow.flows.explain import explainer
    from mailflow.flows.spool import keep
    from mailflow.report import explain_json

    for _, raw in mails:
        keep(workspace, raw)
    if not isinstance(error, StoreLockedError):
        kept = "The mail is kept in the folder “spool” of the workspace, and taken once the store can be opened."
        raise StoreError(f"{error}\n{kept}") from error
    note(f"mailflow: the store is in use by {error.holder}; {len(mails)} mail(s) handed over, to be taken with its next pass.")
    if not as_json:
        return
    understand = explainer(workspace, now())
    for file, raw in mails:
        try:
            explained = explain_json(file, understand(raw))
        except Exception as fault:  # whatever a mail does to us, it is kept: whoever takes it counts the tries
            explained = {"file": file, "outcome": None, "reason": f"{type(fault).__name__}: {fault}"[:200]}
        print_json_line({**explained, "handed_over": True})


@click.command(epilog="Example: mailflow explain reply.eml")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@json_option
@click.pass_context
def explain(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Show how a message is understood, line by line; record nothing. Works without a workspace, too."""
    from mailflow.cli.explained import show
    from mailflow.flows.explain import explainer
    from mailflow.report import explain_json

    try:
        workspace = workspace_of(ctx)
    except WorkspaceError:
        if ctx.find_root().obj or os.environ.get("MAILFLOW_WORKSPACE"):
            raise
        workspace = None
    understand = explainer(workspace, now())
    for file, raw in _mails(files):
        understood = understand(raw)
        if as_json:
            print_json_line(explain_json(file, understood))
        else:
            show(file, understood)


def _mails(files: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        if file != "-" and Path(file).is_dir():
            raise MailflowError(f"{file} is a folder; name the mails in it ({file}/*.eml).")
        yield file, read_file(file)[1]
