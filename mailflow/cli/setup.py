"""`mailflow init`, `people`, `doctor`: what the person who installs it needs."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from mailflow.cli.edge import WAIT, json_option, note, now, print_json, print_table, read_file, say, workspace_of
from mailflow.new_settings import write_settings
from mailflow.people_file import read_people
from mailflow.workspace import make_workspace


@click.command(epilog='Example: mailflow init board --name "Quayside Safeguarding Board" --reference QSB --address minutes@board.example')
@click.argument("folder", metavar="DIR")
@click.option("--name", help="The board's name.")
@click.option("--reference", help='What its actions are called by: "QSB" gives QSB 1819_14.')
@click.option("--address", help="The address the letters come from and the answers go to.")
@click.option("--timezone", default="Europe/London", show_default=True)
@click.option("--year-starts", default="04-01", show_default=True, help="The day (MM-DD) on which the year of a reference begins.")
@click.option("--corrections-days", default=10, show_default=True, help="How long corrections are collected.")
@click.option("--smtp-host", default="127.0.0.1", show_default=True)
@click.option("--smtp-port", default=2525, show_default=True)
@click.option("--smtp-security", type=click.Choice(["none", "starttls", "tls"]), default="none", show_default=True)
@click.option("--smtp-username", default="")
@click.option("--imap-host", default="127.0.0.1", show_default=True)
@click.option("--imap-port", default=1143, show_default=True)
@click.option("--imap-security", type=click.Choice(["none", "starttls", "tls"]), default="none", show_default=True)
@click.option("--imap-username", default="minutes", show_default=True)
def init(
    folder: str,
    name: str | None,
    reference: str | None,
    address: str | None,
    timezone: str,
    year_starts: str,
    corrections_days: int,
    smtp_host: str,
    smtp_port: int,
    smtp_security: str,
    smtp_username: str,
    imap_host: str,
    imap_port: int,
    imap_security: str,
    imap_username: str,
) -> None:
    """Make a new workspace in DIR: settings, an empty store, a key.

    What is not given as an option is asked for, when there is somebody to ask.
    """
    name = _asked(name, "--name", "The board's name")
    reference = _asked(reference, "--reference", "What its actions are called by (QSB)")
    address = _asked(address, "--address", "The address its letters come from")
    settings = write_settings(
        name=name,
        reference=reference,
        address=address,
        timezone=timezone,
        year_starts=year_starts,
        corrections_days=corrections_days,
        smtp={"host": smtp_host, "port": smtp_port, "security": smtp_security, "username": smtp_username},
        imap={"host": imap_host, "port": imap_port, "security": imap_security, "username": imap_username},
    )
    workspace = make_workspace(Path(folder), settings)
    say(f"The workspace of {workspace.settings.board.name} is in {workspace.folder}.")
    say(f"Next: mailflow -C {folder} people import people.csv, then mailflow -C {folder} doctor.")


def _asked(value: str | None, option: str, question: str) -> str:
    if value is not None:
        return value
    if not sys.stdin.isatty():
        raise click.UsageError(f"{option} is missing, and there is nobody to ask.")
    answer: str = click.prompt(question)
    return answer


@click.group(epilog="Example: mailflow people import people.csv")
def people() -> None:
    """Import or list the roster."""


@people.command("import", epilog="Example: mailflow people import people.csv")
@click.argument("file", metavar="FILE")
@click.pass_context
def import_people(ctx: click.Context, file: str) -> None:
    """Import the roster from a CSV file; importing again updates.

    The first line names the columns: name, initials, role, agency, email, standing, deputy, other_emails, known_as.
    """
    from mailflow.flows.roster import import_roster

    workspace = workspace_of(ctx)
    name, content = read_file(file)
    found = read_people(name, content)
    with workspace.open("people import", wait=WAIT, note=note) as store:
        counts = import_roster(store, found, name, now())
    say(f"{counts.new} new, {counts.changed} changed, {counts.same} as before; {counts.absent} on record are not in {name} and stay.")


@people.command("list", epilog="Example: mailflow people list --json")
@json_option
@click.pass_context
def list_people(ctx: click.Context, as_json: bool) -> None:
    """List the roster."""
    roster = workspace_of(ctx).look().roster
    if as_json:
        print_json([asdict(person) for person in roster])
        return
    rows = [(p.name, p.initials, str(p.standing), p.email, ", ".join(filter(None, (p.role, p.agency)))) for p in roster]
    print_table(
        ("Name", "Initials", "Standing", "E-mail", "Role and agency"),
        rows,
        "The roster is empty. Import one: mailflow people import people.csv",
    )


@click.command(epilog="Example: mailflow doctor")
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check settings, servers, folders, templates and store, and say what to do."""
    from mailflow.flows.examine import examine

    findings = list(examine(workspace_of(ctx), os.environ, now()))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            say(f"{'ok   ' if finding.good else 'FAULT'}  {finding.what}: {finding.sentence}")
    if not all(finding.good for finding in findings):
        ctx.exit(1)
