"""`mailflow meetings`, `circulation`, `actions`, `corrections`: what is on record."""

from __future__ import annotations

from dataclasses import replace

import click

from mailflow.cli.edge import json_option, now, print_json, print_table, say, workspace_of
from mailflow.flows.circulate import dispatches_of, find_one, find_version
from mailflow.records import Action, Correction, Dispatch, Meeting, MinutesVersion, version_key
from mailflow.report import action_json, correction_json, dispatch_json, meeting_json, version_json

# The server's answer to a letter was lost on some try; the next went under the same Message-ID.
IN_DOUBT = {"pending": "pending, may have arrived", "sent": "sent, perhaps twice", "failed": "failed, may have arrived"}


@click.command(epilog="Example: mailflow meetings --json · mailflow meetings 2018-10-18 · mailflow meetings 2018-10-18 --text 1")
@click.argument("meeting", required=False, metavar="[MEETING]")
@click.option("--text", "number", type=click.IntRange(min=1), metavar="N", help="Print version N of the minutes of MEETING.")
@click.option("--confidential", is_flag=True, help="With the confidential items; without it their words are withheld.")
@json_option
@click.pass_context
def meetings(ctx: click.Context, meeting: str | None, number: int | None, confidential: bool, as_json: bool) -> None:
    """List the meetings and how far their minutes have come; of one, the versions: what each was made of, when and to whom it went."""
    if meeting is not None:
        _versions(ctx, meeting, number, confidential=confidential, as_json=as_json)
        return
    if number is not None:
        raise click.UsageError("--text wants the meeting: mailflow meetings MEETING --text N")
    store = workspace_of(ctx).look()
    found = [meeting_json(m, store.get(MinutesVersion, version_key(m.id, m.version)), store.roster) for m in store.all(Meeting)]
    if as_json:
        print_json(found)
        return
    rows = [
        (m["meeting"], f"{m['stage']} {m['version']}", (m["circulated_at"] or "not yet")[:10], m["corrections_until"] or "", m["title"])
        for m in found
    ]
    print_table(
        ("Meeting", "Minutes", "Circulated", "Corrections until", "Title"), rows, "No minutes were taken yet. Take some: mailflow take FILE"
    )


def _versions(ctx: click.Context, meeting_id: str, number: int | None, *, confidential: bool, as_json: bool) -> None:
    from mailflow.letters.compose import minutes_text
    from mailflow.minutes.confidential import withheld

    workspace = workspace_of(ctx)
    store = workspace.look()
    meeting, _ = find_version(store, meeting_id)
    if number is not None:
        version = find_one(store, meeting, number)
        shown = version if confidential else replace(version, minutes=withheld(version.minutes))
        say(minutes_text(workspace.desk(store.roster), meeting, shown), nl=False)
        return
    letters = dispatches_of(store, meeting_id)
    found = [version_json(find_one(store, meeting, n), letters, store.roster) for n in range(1, meeting.version + 1)]
    if as_json:
        print_json(found)
        return
    rows = []
    for v in found:
        of = v["document"] or f"version {v['made_from']}, with corrections {', '.join(map(str, v['corrections'])) or 'none'}"
        went = f"{v['circulated_at'][:10]}, to {len(v['sent_to'])}" if v["circulated_at"] else "not yet"
        rows.append((str(v["version"]), v["taken_at"][:10], went, of))
    print_table(("Version", "Taken", "Circulated", "Made of"), rows, "")


@click.command(epilog="Example: mailflow circulation 2018-10-18")
@click.argument("meeting", required=False, metavar="[MEETING]")
@json_option
@click.pass_context
def circulation(ctx: click.Context, meeting: str | None, as_json: bool) -> None:
    """List who was sent what, what became of it, and what was heard: silence is shown as silence."""
    from mailflow.flows.heard import UNDELIVERED, find_heard

    store = workspace_of(ctx).look()
    if meeting is not None:
        find_version(store, meeting)
        letters = list(dispatches_of(store, meeting))
    else:
        letters = [d for d in store.all(Dispatch) if d.circulated]
    heard = find_heard(store)
    found = [dispatch_json(d, store.roster, heard[d.key]) for d in letters]
    if as_json:
        print_json(found)
        return
    rows = []
    for d in found:
        answer = "" if d["heard"] in UNDELIVERED else d["heard"]
        state = IN_DOUBT.get(d["state"], d["state"]) if d["uncertain"] else d["state"]
        rows.append((d["meeting"], str(d["version"]), d["person"], d["edition"], state, answer, d["last_error"] or ""))
    print_table(("Meeting", "Version", "Person", "Edition", "State", "Answer", "Last error"), rows, "Nothing was circulated yet.")


@click.command(epilog="Example: mailflow actions --open")
@click.option("--open", "only_open", is_flag=True, help="Only those that are open or in progress.")
@click.option("--overdue", is_flag=True, help="Only those that are overdue.")
@json_option
@click.pass_context
def actions(ctx: click.Context, only_open: bool, overdue: bool, as_json: bool) -> None:
    """List the actions and what was reported of them."""
    workspace = workspace_of(ctx)
    store, today = workspace.look(), workspace.today(now())
    chosen = [a for a in store.all(Action) if (not only_open or a.is_open) and (not overdue or a.is_overdue(today))]
    found = [action_json(a, store.roster, today) for a in sorted(chosen, key=lambda a: a.ref)]
    if as_json:
        print_json(found)
        return
    rows = []
    for a in found:
        status = f"{a['status']} (overdue)" if a["overdue"] else a["status"]
        last = next((f" [{u['by']}: {u['note']}]" for u in reversed(a["updates"]) if u["note"]), "")
        rows.append((a["ref"], ", ".join(a["owners"] + a["in_doubt"]), status, a["due"] or a["due_text"] or "", a["text"] + last))
    print_table(("Ref", "Owners", "Status", "Due", "Action"), rows, "There are no such actions.")


@click.command(epilog="Example: mailflow corrections --json")
@json_option
@click.pass_context
def corrections(ctx: click.Context, as_json: bool) -> None:
    """List the corrections that were proposed."""
    from mailflow.flows.rule import conflicting, kind_now

    store = workspace_of(ctx).look()
    clashes = {number: others for m in store.all(Meeting) for number, others in conflicting(store, m.id).items()}
    found = [correction_json(c, store.roster, kind_now(store, c), clashes.get(c.id, ())) for c in store.all(Correction)]
    if as_json:
        print_json(found)
        return
    rows = []
    for c in found:
        change = f"“{c['find']}” → “{c['replace']}”" if c["find"] and c["replace"] is not None else c["text"]
        status = f"{c['status']} (version {c['taken_in']})" if c["taken_in"] else f"{c['status']} (noted)" if c["noted"] else c["status"]
        change += f" (conflicts with {', '.join(map(str, c['conflicts']))})" if c["conflicts"] else ""
        rows.append((str(c["id"]), c["meeting"], c["item"] or "", ", ".join(c["proposers"]), c["kind"] or "", status, change))
    print_table(("Id", "Meeting", "Item", "By", "Kind", "Status", "Correction"), rows, "No corrections were proposed yet.")
