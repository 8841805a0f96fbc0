"""`mailflow demo`: the whole job on an embedded post office."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from mailflow.cli.edge import now, say
from mailflow.errors import WorkspaceError


@click.command(epilog="Example: mailflow demo --keep demo-board")
@click.option("--keep", metavar="DIR", help="Leave the workspace there; else in a new temporary folder.")
def demo(keep: str | None) -> None:
    """Show the whole job with an invented board: minutes out, replies in, what is on record.

    Needs no account and no server; speaks real SMTP and IMAP on this machine's loopback. A transcript is printed.
    """
    from mailflow.demo.story import play

    folder = Path(keep) if keep else Path(tempfile.mkdtemp(prefix="mailflow-demo-")) / "board"
    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError(f"{folder} is there already and not empty; name another folder with --keep.")
    play(folder, say, now)
    say(f"\nThe workspace is in {folder}. Look into it:")
    for command in ("actions", "corrections", "circulation", "review"):
        say(f"   mailflow -C {folder} {command}")
