"""`mailflow status`: how the service does, for people, for programs, and as an exit status for what watches it."""

from __future__ import annotations

import click

from mailflow.cli.edge import json_option, note, now, print_json, say, workspace_of
from mailflow.flows.pulse import concerns, status_json


@click.command(epilog="Example: mailflow status --check --older-than 30")
@click.option("--check", is_flag=True, help="Exit status 1 where the mailbox was not read, or the queue does not move, for too long.")
@click.option("--older-than", "minutes", type=click.IntRange(1, 100_000), default=15, show_default=True, metavar="MINUTES")
@json_option
@click.pass_context
def status(ctx: click.Context, check: bool, minutes: int, as_json: bool) -> None:
    """Show when mail was last read and sent, the queue, the tray and the last error."""
    found = status_json(workspace_of(ctx), now())
    found["concerns"] = list(concerns(found, minutes * 60))
    if as_json:
        print_json(found)
    else:
        for kind, words in (("collect", "Mailbox read"), ("send", "Letters sent")):
            age = found[f"last_good_{kind}_age"]
            say(f"{words}: {'never' if age is None else f'{_ago(age)} ago'}")
        say(f"Waiting to be sent: {found['queue']}{', next try ' + found['next_try'] if found['next_try'] else ''}")
        say(f"Waiting for the clerk: {found['tray']}")
        error = found["last_error"]
        say(f"Last error: {error['at']} ({error['where']}): {error['error']}" if error else "Last error: none")
    if check and found["concerns"]:
        for concern in found["concerns"]:
            note(f"mailflow: {concern}")
        ctx.exit(1)


def _ago(seconds: int) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}s"
    return f"{max(seconds, 0)} seconds"
