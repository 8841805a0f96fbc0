"""`mailflow review`: what waits for the clerk, and settling it."""

from __future__ import annotations

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, say, workspace_of
from mailflow.records import Taken
from mailflow.replies.model import Reading
from mailflow.report import review_json


@click.group(invoke_without_command=True, epilog="Example: mailflow review    then    mailflow review take 1a2b3c4d")
@json_option
@click.pass_context
def review(ctx: click.Context, as_json: bool) -> None:
    """List what waits for the clerk, with the reading proposed and the reason."""
    if ctx.invoked_subcommand:
        return
    store = workspace_of(ctx).look()
    waiting = [taken for taken in store.all(Taken) if taken.waits]
    if as_json:
        print_json([review_json(taken) for taken in waiting])
        return
    if not waiting:
        say("The review tray is empty.")
    for taken in waiting:
        _show(taken)


def _show(taken: Taken) -> None:
    from mailflow.cli.explained import lines_of

    say(f"{taken.short}  {taken.at:%d %B %Y}  from {taken.sender}  “{taken.subject}”")
    say(f"  why: {taken.why}")
    for line in taken.own_text.splitlines():
        say(f"  | {line}")
    for words in lines_of(taken.reading or Reading()):
        say(f"  = {words}")
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
        reading = settle(workspace, store, entry, words, person, now())
    for line in lines_of(reading):
        say(f"recorded: {line}")
    if not reading.updates and not reading.corrections and not reading.no_corrections:
        say("settled; nothing was recorded.")


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
