"""`mailflow redline`: what changed between versions of minutes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mailflow.cli.edge import json_option, note, now, print_json, say, workspace_of, write_file
from mailflow.errors import UsageError


@click.command(
    epilog="Example: mailflow redline 2018-10-18 · mailflow redline 2018-10-18 --from 1 --to 3 --docx changes.docx · "
    "mailflow redline 2018-10-18 --html changes.html"
)
@click.argument("meeting", metavar="MEETING")
@click.option("--from", "old", type=click.IntRange(min=1), metavar="N", help="The earlier version.")
@click.option("--to", "new", type=click.IntRange(min=1), metavar="N", help="The later version; else the latest.")
@click.option("--html", "page", is_flag=False, flag_value="-", metavar="[FILE]", help="As a page: to FILE, else to standard output.")
@click.option("--docx", "word", metavar="FILE", help="As a Word document with tracked changes.")
@click.option("--confidential", is_flag=True, help="With the confidential items; without it their words are withheld.")
@json_option
@click.pass_context
def redline(
    ctx: click.Context,
    meeting: str,
    old: int | None,
    new: int | None,
    page: str | None,
    word: str | None,
    confidential: bool,
    as_json: bool,
) -> None:
    """Show what changed between two versions of minutes, in words as well as colour.

    Without numbers: what the corrections change that were accepted since the latest version; else the last two versions.
    """
    from mailflow.flows.redline import draw, redline_json
    from mailflow.letters.redline import redline_page, redline_text, redline_word

    workspace = workspace_of(ctx)
    store = workspace.look()
    found = draw(workspace, store, meeting, old, new, confidential=confidential)
    if found is None:
        if as_json:
            print_json(None)
        else:
            say(f"Nothing to compare: there is one version of the minutes of {meeting}, and no correction of it was accepted yet.")
        return
    templates = workspace.desk(store.roster).templates
    if as_json:
        print_json(redline_json(found))
    if word is not None:
        content = redline_word(found.drawn, found.minutes, at=now().replace(microsecond=0), author=workspace.settings.board.name)
        _write_bytes(word, content)
        note(f"Written to {word}.")
    if page == "-":
        say(redline_page(templates, found.drawn), nl=False)
    elif page is not None:
        write_file(page, redline_page(templates, found.drawn))
        note(f"Written to {page}.")
    if not as_json and word is None and page is None:
        say(redline_text(templates, found.drawn), nl=False)


def _write_bytes(path: str, content: bytes) -> None:
    if path == "-":
        if sys.stdout.isatty():
            raise UsageError("a Word file is nothing for a terminal to show: name a file with --docx FILE.")
        sys.stdout.buffer.write(content)
        return
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
