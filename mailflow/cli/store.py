"""`mailflow store`: the store's health."""

from __future__ import annotations

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, say, workspace_of
from mailflow.flows import keeping
from mailflow.store import hold


@click.group(epilog="Example: mailflow store backup board-2026-11.tar.gz")
def store() -> None:
    """Check, back up, restore or rebuild the store."""


@store.command(epilog="Example: mailflow store check")
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Check the store: its checksum, its bodies, and that the journal adds up to the tables."""
    faults = keeping.check(workspace_of(ctx))
    if as_json:
        print_json({"faults": list(faults)})
    else:
        for fault in faults:
            say(fault)
        if not faults:
            say("The store is in order.")
    if faults:
        ctx.exit(1)


@store.command(epilog="Example: mailflow store backup board-2026-11.tar.gz")
@click.argument("file", metavar="FILE")
@click.pass_context
def backup(ctx: click.Context, file: str) -> None:
    """Write the whole workspace to FILE (tar, gzip), the store as it is at one moment."""
    workspace = workspace_of(ctx)
    with workspace.open("store backup", wait=WAIT, note=note):
        count = keeping.backup(workspace, file)
    say(f"{count} files are in {file}. It holds the key and every letter: keep it where the board's papers are kept.")


@store.command(epilog="Example: mailflow -C board store restore board-2026-11.tar.gz    or    mailflow store restore --previous")
@click.argument("file", metavar="FILE", required=False)
@click.option("--previous", is_flag=True, help="Put back the state before the last change, where the store's file is damaged.")
@click.pass_context
def restore(ctx: click.Context, file: str | None, previous: bool) -> None:
    """Put back the store from a backup; the store there is now is set aside beside it."""
    workspace = workspace_of(ctx)
    if (file is None) is not previous:
        raise click.UsageError("name the backup to restore, or say --previous.")
    with hold(workspace.store_folder, "store restore", WAIT, note):
        aside, since = keeping.restore(workspace, file, now()) if file else keeping.restore_previous(workspace, now())
    say(f"Restored from {file or 'the state before the last change'}. What was there before is in {aside}.")
    if since:
        say(f"{since} mail(s) that were kept may not be on record in it. Take them again: mailflow ingest --kept")


@store.command(epilog="Example: mailflow store rebuild")
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Make the tables anew from the journal."""
    workspace = workspace_of(ctx)
    with workspace.open("store rebuild", wait=WAIT, note=note) as opened:
        changed = keeping.rebuild(opened)
    say(f"The tables were made anew from the journal; {changed} row(s) differ from before.")
