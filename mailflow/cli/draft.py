"""`mailflow draft`: the document of the next meeting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mailflow.cli.edge import note, now, say, workspace_of
from mailflow.errors import UsageError


@click.command(epilog="Example: mailflow draft --date 2027-01-21 --out january.docx")
@click.option("--date", "day", required=True, metavar="D", type=click.DateTime(["%Y-%m-%d"]), help="The day of the meeting, YYYY-MM-DD.")
@click.option("--out", metavar="FILE", help="Where to: a .docx or .md file, or - for the Markdown on standard output; else both, here.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_context
def draft(ctx: click.Context, day: dt.datetime, out: str | None, force: bool) -> None:
    """Make the next meeting's document: roster, standing items, corrections, the action log.

    It records nothing. Fill it in at the meeting; then take it: mailflow take FILE.
    """
    from mailflow.flows.draft import draft as make_draft

    if out not in (None, "-") and Path(out or "").suffix.lower() not in (".docx", ".md"):
        raise click.UsageError(f"--out takes a name that ends in .docx or .md, or -; found “{out}”.")
    workspace = workspace_of(ctx)
    made = make_draft(workspace, workspace.look(), day.date(), now())
    if out == "-":
        say(made.markdown.decode(), nl=False)
    else:
        paths = [Path(out)] if out else [Path(f"{made.stem}.docx"), Path(f"{made.stem}.md")]
        _write([(path, made.word if path.suffix.lower() == ".docx" else made.markdown) for path in paths], force=force)
    for remark in made.remarks:
        note(f"  to check: {remark}")
    if out != "-":
        note(f"Fill it in at the meeting, then: mailflow take {paths[0]}")


def _write(files: list[tuple[Path, bytes]], *, force: bool) -> None:
    """Write files, none of them over one that is there: a clerk may have typed into it. Raises UsageError."""
    for path, _ in files:
        if path.exists() and not force:
            raise UsageError(f"{path} is there already, and may have been filled in. Name another file, or use --force.")
    for path, content in files:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
        say(str(path))
