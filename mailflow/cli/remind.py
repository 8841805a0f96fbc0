"""`mailflow remind`: who is reminded of what, and why not the others."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, say, workspace_of
from mailflow.errors import BlockedError
from mailflow.letters.layout import day_words

if TYPE_CHECKING:
    from mailflow.flows.remind import Passed, Reminder, Round
    from mailflow.workspace import Workspace

OCCASIONS = {
    "month": "a month before the meeting",
    "week": "a week before the meeting",
    "due": "due in a week",
    "overdue": "overdue",
    "": "listed beside them",
}
WHY_NOT = {
    "no occasion": "it is not the time for it",
    "told since": "told of it by letter on that day or later",
    "reminded": "reminded already",
    "answered": "has answered",
    "did their part": "has done their part; others owe it too",
    "address bounces": "their address bounces; mend it in people.csv and import it",
    "not circulated": "the minutes with it have not gone out",
}


@click.command(epilog="Example: mailflow remind --dry-run --why")
@click.option("--dry-run", is_flag=True, help="Show who would get what; send nothing, record nothing.")
@click.option("--why", is_flag=True, help="Show, too, who is not reminded of an open action, and why.")
@json_option
@click.pass_context
def remind(ctx: click.Context, dry_run: bool, why: bool, as_json: bool) -> None:
    """Remind owners of their actions, and the silent that corrections close; each occasion once, within the board's hours."""
    from mailflow.flows.remind import decide

    workspace, at = workspace_of(ctx), now()
    store = workspace.look()
    found = decide(store, workspace.settings, store.roster, at)
    sent = pending = 0
    if not dry_run:
        sent, pending, found = _go(workspace, at)
    if as_json:
        print_json({**_round_json(found), "sent": sent, "pending": pending})
    else:
        _show(workspace, found, why=why)
        if not dry_run and not found.waits_until:
            say(f"{sent} sent now.")
    if pending:
        raise BlockedError(f"{pending} reminder(s) did not go; see above. Those that are pending go with the next run.")


def _go(workspace: Workspace, at: dt.datetime) -> tuple[int, int, Round]:
    """Queue and send what is due now; give how many went, how many still wait, and what was decided."""
    from mailflow.flows.accounts import account
    from mailflow.flows.remind import decide
    from mailflow.flows.send import due_dispatches, send
    from mailflow.flows.standing import do_standing
    from mailflow.records import Dispatch, DispatchState, Edition

    with workspace.open("remind", wait=WAIT, note=note) as store:
        found = decide(store, workspace.settings, store.roster, at)
        do_standing(workspace, store, at)
        due = [d for d in due_dispatches(workspace, store, at) if d.edition is Edition.REMINDER]
        send(workspace, store, account(workspace.settings.smtp, os.environ), due, now)
        after = [dispatch for d in due if (dispatch := store.get(Dispatch, d.key))]
    failed = [d for d in after if d.state is not DispatchState.SENT]
    for dispatch in failed:
        note(f"  {dispatch.email}: {dispatch.state}: {dispatch.last_error}")
    return len(after) - len(failed), len(failed), found


def _show(workspace: Workspace, found: Round, *, why: bool) -> None:
    follow_up = workspace.settings.follow_up
    if found.waits_until and found.reminders:
        local = found.waits_until.astimezone(workspace.settings.zone)
        say(f"Nothing goes now: it is outside the board's hours. From {day_words(local.date(), weekday=True)}, {local:%H:%M}:")
    if not follow_up.reminders:
        say("Owners are not reminded: [follow_up] reminders is false.")
    for reminder in found.reminders:
        say(f"{reminder.person.name} <{reminder.person.email}>: {_words(reminder)}")
    if not found.reminders:
        say("Nobody is to be reminded.")
    for line in _why_lines(found.passed) if why else ():
        say(line)


def _words(reminder: Reminder) -> str:
    if reminder.until:
        return f"no answer yet to the minutes of {reminder.meeting}; corrections close on {day_words(reminder.until)}"
    return ", ".join(f"{entry['ref']} ({OCCASIONS[entry['occasion']]})" for entry in _covers(reminder))


def _why_lines(passed: Sequence[Passed]) -> list[str]:
    if not passed:
        return []
    lines = ["", "Not reminded:"]
    for one in passed:
        since = f" ({day_words(one.day)})" if one.day else ""
        lines.append(f"  {one.person.name}, {one.ref}: {WHY_NOT[str(one.why)]}{since}")
    return lines


def _covers(reminder: Reminder) -> list[dict[str, str]]:
    entries = []
    for cover in reminder.covers:
        ref, _, occasion = cover.rpartition("|")
        day, _, sort = occasion.partition(" ")
        entries.append({"ref": ref, "occasion": sort, "day": day})
    return entries


def _round_json(found: Round) -> dict[str, Any]:
    return {
        "waits_until": found.waits_until.isoformat() if found.waits_until else None,
        "reminders": [
            {
                "person": one.person.name,
                "email": one.person.email,
                "kind": "silent" if one.until else "actions",
                "meeting": one.meeting,
                "actions": [{**entry, "day": entry["day"] or None} for entry in _covers(one)] if not one.until else [],
                "until": one.until.isoformat() if one.until else None,
            }
            for one in found.reminders
        ],
        "passed": [
            {"person": one.person.name, "ref": one.ref, "why": str(one.why), "day": one.day.isoformat() if one.day else None}
            for one in found.passed
        ],
    }
