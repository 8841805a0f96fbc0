"""`mailflow report`: action log, corrections register, circulation and attendance, as a page and as CSV."""

from __future__ import annotations

from pathlib import Path

import click

from mailflow.cli.edge import json_option, now, print_json, say, workspace_of, write_file
from mailflow.errors import UsageError


@click.command(epilog="Example: mailflow report --out report · mailflow report --year 2526 --out last-year")
@click.option("--out", metavar="DIR", help="The folder to write into, or - for the page on standard output; else “report” here.")
@click.option("--year", metavar="YEAR", default="", help="A year as references write it (2627); else the present one.")
@click.option("--confidential", is_flag=True, help="With the words of confidential items; without it they are withheld.")
@json_option
@click.pass_context
def report(ctx: click.Context, out: str | None, year: str, confidential: bool, as_json: bool) -> None:
    """Write the action log, the corrections, who was sent what and heard of, and the attendance: report.html and four CSV files."""
    from mailflow.flows.overview import overview
    from mailflow.flows.overview_forms import page, tables
    from mailflow.report import overview_json

    workspace = workspace_of(ctx)
    store, settings = workspace.look(), workspace.settings
    found = overview(store, store.roster, settings, workspace.today(now()), year, confidential=confidential)
    if as_json:
        print_json(overview_json(found, store.roster))
        return
    if out == "-":
        say(page(workspace.templates, found, settings.zone), nl=False)
        return
    folder = Path(out or "report")
    # A spreadsheet program knows by the mark at its beginning that a CSV file is UTF-8.
    marked = {name: f"\ufeff{table}" for name, table in tables(found, settings.zone).items()}
    files = {"report.html": page(workspace.templates, found, settings.zone), **marked}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    for name, content in files.items():
        write_file(str(folder / name), content)
        say(str(folder / name))
