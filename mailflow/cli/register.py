"""`mailflow correction accept|decline|refer`, `mailflow approve`: rulings and approval."""

from __future__ import annotations

import datetime as dt

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, say, workspace_of
from mailflow.errors import UsageError
from mailflow.register import Ruling

_WHY = click.option("--why", metavar="TEXT", default="", help="The reason; whoever proposed it is told.")
_KIND = click.option("--kind", type=click.Choice(["slip", "substance", "not a correction"]), help="What sort of correction it is.")


@click.group(epilog='Example: mailflow correction accept 3    or    mailflow correction decline 4 --why "The chair remembers it so."')
def correction() -> None:
    """Rule on a correction: accept it, decline it with a reason, or refer it to the meeting."""


@correction.command(epilog="Example: mailflow correction accept 3")
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="ID...")
@_WHY
@_KIND
@click.pass_context
def accept(ctx: click.Context, numbers: tuple[int, ...], why: str, kind: str | None) -> None:
    """Accept corrections: the next version of the minutes takes them in; approved minutes have them noted beside them."""
    _rule(ctx, numbers, Ruling.ACCEPTED, why, kind)


@correction.command(epilog='Example: mailflow correction decline 4 --why "It was said otherwise."')
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="ID...")
@_WHY
@_KIND
@click.pass_context
def decline(ctx: click.Context, numbers: tuple[int, ...], why: str, kind: str | None) -> None:
    """Decline corrections; whoever proposed them is told the reason by mail."""
    _rule(ctx, numbers, Ruling.DECLINED, why, kind)


@correction.command(epilog="Example: mailflow correction refer 5")
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="ID...")
@_WHY
@_KIND
@click.pass_context
def refer(ctx: click.Context, numbers: tuple[int, ...], why: str, kind: str | None) -> None:
    """Refer corrections to the meeting; whoever proposed them is told by mail."""
    _rule(ctx, numbers, Ruling.FOR_THE_MEETING, why, kind)


def _rule(ctx: click.Context, numbers: tuple[int, ...], ruling: Ruling, why: str, kind: str | None) -> None:
    from mailflow.flows.rule import decide_ruling, kind_now
    from mailflow.flows.speak import board_of

    workspace, moment = workspace_of(ctx), now()
    with workspace.open("correction", wait=WAIT, note=note) as store:
        for number in numbers:
            board = board_of(workspace.settings, workspace.key, store.roster, store)
            ruled = decide_ruling(board, number, ruling, why, kind or "", moment)
            with store.transaction(moment) as transaction:
                for fact in ruled.facts:
                    transaction.record(fact, who="clerk")
            say(f"Correction {number}: {ruling}.")
            if ruled.told:
                note(f"  {ruled.told} proposer(s) will be told by mail; “mailflow serve” or “mailflow collect” sends it.")
            for remark in ruled.remarks:
                note(f"  {remark}")
            if ruling is Ruling.ACCEPTED:
                meeting = ruled.correction.meeting
                weight = kind_now(store, ruled.correction)
                if weight == "substance":
                    note("  It touches what was decided; many boards leave such a correction to the meeting (mailflow correction refer).")
                note(f"  See what changes: mailflow redline {meeting}    Send it round: mailflow circulate {meeting}")


@click.command(epilog="Example: mailflow approve 2018-07-12 --at 2018-10-18")
@click.argument("meeting", metavar="MEETING")
@click.option("--at", "day", metavar="DATE", help="The day of the meeting that approved them (YYYY-MM-DD).")
@json_option
@click.pass_context
def approve(ctx: click.Context, meeting: str, day: str | None, as_json: bool) -> None:
    """Make the minutes final, with the corrections accepted since; draft the sentence of approval."""
    from mailflow.flows.approve import decide_approval
    from mailflow.flows.circulate import find_version
    from mailflow.flows.speak import board_of
    from mailflow.report import meeting_json

    workspace, moment = workspace_of(ctx), now()
    try:
        at = dt.date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError(f"--at takes a day as YYYY-MM-DD; found “{day}”.") from None
    with workspace.open("approve", wait=WAIT, note=note) as store:
        found, _ = find_version(store, meeting)
        board = board_of(workspace.settings, workspace.key, store.roster, store)
        approved = decide_approval(board, found, at, moment)
        with store.transaction(moment) as transaction:
            for fact in approved.facts:
                transaction.record(fact, who="clerk")
        row = meeting_json(*find_version(store, meeting), store.roster)
    if as_json:
        print_json(row)
        return
    say(approved.approval.sentence)
    for left in approved.left_open:
        note(f"  correction {left.id} is {left.status}: nobody ruled on it; if it is accepted now, it is noted beside the final text.")
    note(f"The minutes of {meeting} are final (version {approved.approval.version}). Send them: mailflow circulate {meeting}")
