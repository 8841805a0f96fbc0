"""`mailflow review`: what waits for the clerk, and settling it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, say, workspace_of
from mailflow.records import Taken
from mailflow.replies.attachments import Brought
from mailflow.replies.model import Reading
from mailflow.report import review_json


@click.group(invoke_without_command=True, epilog="Example: mailflow review    then    mailflow review take 1a2b3c4d")
@json_option
@click.pass_context
def review(ctx: click.Context, as_json: bool) -> None:
    """List what waits for the clerk, with the reading proposed and the reason."""
    if ctx.invoked_subcommand:
        return
    from mailflow.flows.attached import attachments_of

    store = workspace_of(ctx).look()
    waiting = [taken for taken in store.all(Taken) if taken.waits]
    if as_json:
        print_json([review_json(taken, attachments_of(store, taken)) for taken in waiting])
        return
    if not waiting:
        say("The review tray is empty.")
    for taken in waiting:
        _show(taken, attachments_of(store, taken))


def _show(taken: Taken, brought: Sequence[Brought]) -> None:
    from mailflow.cli.explained import lines_of

    say(f"{f'{taken.number}. ' if taken.number else ''}{taken.short}  {taken.at:%d %B %Y}  from {taken.sender}  “{taken.subject}”")
    say(f"  why: {taken.why}")
    for line in taken.own_text.splitlines():
        say(f"  | {line}")
    for words in lines_of(taken.reading or Reading()):
        say(f"  = {words}")
    for one in brought:
        say(f"  + {one.shown}{': not passed on, ' + one.refused if one.refused else ''}")
    if any(not one.refused for one in brought):
        say(f"    (mailflow review attachments {taken.short} --out DIR)")
    say()


@review.command("take", epilog='Example: mailflow review take 1a2b3c4d --as "QSB 1819_14: done"')
@click.argument("entry", metavar="ID")
@click.option("--as", "words", metavar="TEXT", help="What the sender meant, in words that are read as if they had written them.")
@click.option("--by", "person", metavar="PERSON", help="Who speaks, where the mail does not tell.")
@click.pass_context
def take_entry(ctx: click.Context, entry: str, words: str | None, person: str | None) -> None:
    """Record what waits, as it stands or as you say it was meant."""
    from mailflow.cli.explained import lines_of
    from mailflow.flows.review import settle

    workspace = workspace_of(ctx)
    with workspace.open("review take", wait=WAIT, note=note) as store:
        settled = settle(workspace, store, entry, words, person, now())
    reading = settled.reading
    for line in lines_of(reading):
        say(f"recorded: {line}")
    for address in settled.came_back:
        say(f"recorded: the last letter to {address} came back")
    if settled.came_back:
        return
    if not reading.updates and not reading.corrections and not reading.no_corrections:
        say("settled; nothing was recorded.")


@review.command("attachments", epilog="Example: mailflow review attachments 1a2b3c4d --out from-emeka")
@click.argument("entry", metavar="ID")
@click.option("--out", "folder", metavar="DIR", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to put them.")
@click.pass_context
def write_out(ctx: click.Context, entry: str, folder: Path) -> None:
    """Write what a mail brought along into a folder; nothing there is replaced. Look at them with care: anybody may have made them."""
    from mailflow.flows.attached import write_attachments

    written = write_attachments(workspace_of(ctx).look(), entry, folder)
    for one, path in written:
        say(str(path) if path else f"not written: {one.shown}: {one.refused}")
    if not written:
        say("It brought nothing along.")


@review.command("dismiss", epilog="Example: mailflow review dismiss 1a2b3c4d")
@click.argument("entry", metavar="ID")
@click.pass_context
def dismiss_entry(ctx: click.Context, entry: str) -> None:
    """Settle what waits without recording any of it; the mail is kept."""
    from mailflow.flows.review import dismiss

    workspace = workspace_of(ctx)
    with workspace.open("review dismiss", wait=WAIT, note=note) as store:
        dismiss(store, entry, now())
    say("dismissed; the mail is kept.")
