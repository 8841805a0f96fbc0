"""`mailflow read`, `take`, `preview`, `circulate`: minutes out."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, read_file, say, workspace_of, write_private
from mailflow.cli.logged import logged
from mailflow.errors import BlockedError, UsageError
from mailflow.minutes.model import Minutes, Problem, Severity
from mailflow.records import Meeting, MinutesVersion
from mailflow.store import Store
from mailflow.workspace import Workspace


@click.command(epilog="Example: mailflow read minutes.docx")
@click.argument("file", metavar="FILE")
@json_option
@click.pass_context
def read(ctx: click.Context, file: str, as_json: bool) -> None:
    """Show what would be taken from minutes (.docx, .md, .html or .txt), and every problem; record nothing."""
    from mailflow.flows.take import read_minutes
    from mailflow.minutes.as_json import minutes_json

    minutes, problems = read_minutes(*read_file(file))
    if as_json:
        print_json(minutes_json(minutes, problems))
    else:
        _show(minutes)
        _show_problems(problems)
    if any(p.severity is Severity.BLOCKING for p in problems):
        note("mailflow: these minutes cannot be taken before the blocking problems are mended.")
        ctx.exit(1)


def _show(minutes: Minutes) -> None:
    say(f"{minutes.board}\n{minutes.title}")
    say(" ".join(filter(None, (minutes.date.isoformat() if minutes.date else "no date", minutes.time, minutes.venue))))
    say(f"\nAttendance ({len(minutes.attendance)})")
    for row in minutes.attendance:
        extra = f", {row.substitute} attended" if row.substitute else ""
        office = f" ({row.office})" if row.office else ""
        say(f"  {row.name}{office}: {row.status}{extra}")
    say(f"\nItems ({len(minutes.items)})")
    for item in minutes.items:
        say(f"  {item.number:<6} {item.title}")
    say(f"\nActions ({len(minutes.actions)})")
    for action in minutes.actions:
        owners = "/".join(action.owners) + (f" ({action.delegate})" if action.delegate else "")
        due = f", due {action.due or action.due_text}" if action.due or action.due_text else ""
        say(f"  item {action.item or '-'}: {owners or 'no owner'}{due}: {action.text}")
    if minutes.previous_actions:
        say("\nEarlier actions")
        for earlier in minutes.previous_actions:
            say(f"  {earlier.ref}: {earlier.status}: {earlier.text}")
    if minutes.approval:
        say(f"\nThe minutes before: {minutes.approval.verdict}: {minutes.approval.sentence}")
    for following in minutes.next_meetings:
        say(f"\nNext meeting: {' '.join(filter(None, (str(following.date or ''), following.time, following.venue)))}")


def _show_problems(problems: tuple[Problem, ...]) -> None:
    say(f"\nProblems ({len(problems)})")
    for problem in problems:
        say(f"  {problem.severity}: {problem.where}: {problem.text}")


@click.command(epilog='Example: mailflow take minutes.docx --owner "MP/Lee ?=Mike Prior"')
@click.argument("file", metavar="FILE")
@click.option(
    "--owner", "owners", multiple=True, metavar='"TYPED=NAME"', help="Who is meant by a name as typed in the minutes; may be repeated."
)
@json_option
@click.pass_context
def take(ctx: click.Context, file: str, owners: tuple[str, ...], as_json: bool) -> None:
    """Record minutes as the next version of their meeting; allot references; print the meeting's id."""
    from mailflow.flows.take import take as take_minutes
    from mailflow.report import action_json, meeting_json

    workspace = workspace_of(ctx)
    name, content = read_file(file)
    moment = now()
    with workspace.open("take", wait=WAIT, note=note) as store:
        result = take_minutes(store, workspace.settings.board, name, content, _settled(owners), moment)
        roster, today = store.roster, workspace.today(moment)
        meeting, version = _meeting_of(store, result.version.meeting), result.version
        actions = [action_json(action, roster, today) for action in result.actions]
    if as_json:
        print_json({**meeting_json(meeting, version, roster), "actions": actions, "dropped": list(result.dropped)})
        return
    say(version.meeting)
    if result.known:
        note(f"This very document is version {version.number} of the minutes already; nothing changed.")
    for action in actions:
        note(f"  {action['ref']}  {', '.join(action['owners'] + action['in_doubt']) or 'no owner'}: {action['text']}")
    for ref in result.dropped:
        note(f"  {ref} is no longer in these minutes and was dropped.")
    for problem in version.problems:
        note(f"  to check: {problem.where}: {problem.text}")
    for doubt in version.doubts:
        note(f"  in doubt: {doubt.sentence}")
    _note_confidential(workspace, version)
    note(f"Version {version.number} is recorded. Next: mailflow preview {version.meeting}")


def _meeting_of(store: Store, meeting_id: str) -> Meeting:
    from mailflow.flows.circulate import find_version

    return find_version(store, meeting_id)[0]


def _settled(owners: tuple[str, ...]) -> dict[str, str]:
    settled = {}
    for entry in owners:
        typed, sign, name = entry.rpartition("=")
        if not sign or not typed.strip() or not name.strip():
            raise click.UsageError(f'--owner takes "TYPED=NAME", as in "MP/Lee ?=Mike Prior"; found “{entry}”.')
        settled[typed.strip()] = name.strip()
    return settled


@click.command(epilog="Example: mailflow preview 2018-10-18 --for PS --out letters")
@click.argument("meeting", metavar="MEETING")
@click.option("--for", "person", metavar="PERSON", help="Only the letter to this person (name, initials or address).")
@click.option("--out", metavar="DIR", help="Write the letters there, as .eml and .html.")
@click.pass_context
def preview(ctx: click.Context, meeting: str, person: str | None, out: str | None) -> None:
    """Show the very letters that would go; send nothing."""
    from mailflow.flows.circulate import find_version, prepare

    workspace = workspace_of(ctx)
    with workspace.open("preview", wait=WAIT, note=note) as store:
        composed = tuple(prepare(workspace, store, meeting, now()))
        _, version = find_version(store, meeting)
        wanted = store.roster.one(person).number if person else None
    if wanted is not None:
        composed = tuple(c for c in composed if c.recipient.person.number == wanted)
        if not composed:
            raise UsageError(f"{person} gets no letter of this meeting.")
    if out is not None:
        folder = _folder(out)
        for c in composed:
            stem = folder / _file_stem(c.recipient.person.name, c.recipient.person.number)
            write_private(stem.with_suffix(".eml"), c.content)
            write_private(stem.with_suffix(".html"), c.letter.html.encode())
    elif person:
        say(f"Subject: {composed[0].letter.subject}\n\n{composed[0].letter.text}")
        for attachment in composed[0].letter.attachments:
            say(f"Attached: {attachment.name}")
    for c in composed if out is not None or not person else ():
        say(f"{c.recipient.edition:<9} {c.recipient.person.name} <{c.letter.to_address}>: {len(c.recipient.mine)} action(s)")
    for doubt in version.doubts:
        note(f"in doubt: {doubt.sentence}")
    _note_confidential(workspace, version)


def _note_confidential(workspace: Workspace, version: MinutesVersion) -> None:
    """Say which items are confidential, and who gets them."""
    secret = [item.number or item.title for item in version.minutes.items if item.confidential]
    if secret:
        whom = ", ".join(workspace.settings.follow_up.confidential_to)
        note(f"  confidential: item {', '.join(secret)}; its words go only to: {whom} ([follow_up] confidential_to)")


def _folder(out: str) -> Path:
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}.") from error
    return folder


def _file_stem(name: str, number: int) -> str:
    return f"{number:03d}-{re.sub(r'[^a-z0-9]+', '-', name.casefold()).strip('-')[:60] or 'letter'}"


@click.command(epilog="Example: mailflow circulate 2018-10-18")
@click.argument("meeting", metavar="MEETING")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--without-chair", is_flag=True, help="Do not wait for the chair to see it first.")
@click.option("--skip-doubtful", is_flag=True, help="Go ahead though it is in doubt who is meant somewhere; those get nothing.")
@json_option
@click.pass_context
@logged
def circulate(ctx: click.Context, meeting: str, yes: bool, without_chair: bool, skip_doubtful: bool, as_json: bool) -> None:
    """Send everyone their letter. Run again, it sends only what is pending.

    Corrections that were accepted since make the next version, which goes out with its changes marked.
    """
    from mailflow.flows.accounts import account
    from mailflow.flows.circulate import dispatches_of, find_version, queue, queue_chair, recipients_of, refuse_doubts, with_chair
    from mailflow.flows.rule import decide_next_version, make_version
    from mailflow.flows.send import due_dispatches, send
    from mailflow.flows.speak import board_of

    workspace = workspace_of(ctx)
    with workspace.open("circulate", wait=WAIT, note=note) as store:
        found, version = find_version(store, meeting)
        made = decide_next_version(board_of(workspace.settings, workspace.key, store.roster, store), meeting, now())
        version = made.version if made else version
        chair = None if without_chair else with_chair(workspace, store, found, version)
        if version.circulated_at is None:
            if not skip_doubtful:
                refuse_doubts(version)
            _confirm(yes, 1 if chair else len(recipients_of(store, version)), meeting, version.number)
        if made:
            make_version(store, made, now())
        if chair:
            fresh = queue_chair(workspace, store, meeting, now())
            said = "is sent the draft first" if fresh else "has the draft and has not answered “send”"
            note(f"{chair.name} (chair) {said}. It goes to the others when they answer “send”; or now with --without-chair.")
        else:
            queue(workspace, store, meeting, now(), skip_doubtful=skip_doubtful)
        due = due_dispatches(workspace, store, now(), meeting=meeting, at_once=True, chair=chair is not None)
        with _Progress(len(due), quiet=as_json) as progress:
            summary = send(workspace, store, account(workspace.settings.smtp, os.environ), due, now, progress)
        letters = dispatches_of(store, meeting)
    totals = {state: sum(str(d.state) == state for d in letters) for state in ("sent", "pending", "failed", "bounced")}
    if as_json:
        print_json({"meeting": meeting, "sent_now": summary.sent, **totals})
    else:
        say(f"{summary.sent} sent now; of {len(letters)} letters {', '.join(f'{n} {state}' for state, n in totals.items() if n)}.")
    faulty = [d for d in letters if d.last_error and str(d.state) in ("pending", "failed")]
    for dispatch in faulty:
        doubt = " It may have arrived; the next try goes under the same Message-ID." if dispatch.uncertain else ""
        note(f"  {dispatch.email}: {dispatch.state}: {dispatch.last_error}{doubt}")
    if summary.failed or summary.pending:
        raise BlockedError(f"{summary.failed + summary.pending} letter(s) did not go; see above. Run this again to send what is pending.")


def _confirm(yes: bool, letters: int, meeting: str, version: int) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("nobody is here to be asked; say --yes to send.")
    many = "1 letter" if letters == 1 else f"{letters} letters"
    click.confirm(f"Send {many} for the meeting of {meeting} (version {version} of its minutes)?", abort=True)


class _Progress:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, length: int, *, quiet: bool) -> None:
        show = sys.stderr.isatty() and not quiet and length > 0
        self._bar = click.progressbar(length=length, label="Sending", file=sys.stderr) if show else None

    def __enter__(self) -> _Progress:
        if self._bar is not None:
            self._bar.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def __call__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.update(1)
