"""The real edges of the commands: the workspace, the clock, the terminal."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from mailflow.cli.terminal import escaped, shown
from mailflow.errors import UsageError
from mailflow.workspace import Workspace, find_workspace

# How long a command waits for another one (or a pass of `serve`) to give the store back.
WAIT = 15.0


def workspace_of(ctx: click.Context) -> Workspace:
    """Find the workspace that this call means. Raises WorkspaceError, SettingError."""
    return find_workspace(ctx.find_root().obj, os.environ, Path.cwd())


def now() -> dt.datetime:
    """Give the time, UTC; $MAILFLOW_NOW (RFC 3339) takes its place where a story is tried out."""
    if fixed := os.environ.get("MAILFLOW_NOW"):
        try:
            return dt.datetime.fromisoformat(fixed).astimezone(dt.UTC)
        except ValueError as error:
            raise UsageError(f"$MAILFLOW_NOW is no time as RFC 3339 writes it: “{fixed}”.") from error
    return dt.datetime.now(dt.UTC)


def say(text: str = "", *, err: bool = False, nl: bool = True, bold: bool = False) -> None:
    """Print text, with nothing in it that could steer a terminal."""
    click.echo(click.style(shown(text), bold=True) if bold else shown(text), err=err, nl=nl)


def note(text: str) -> None:
    """Say something by the way, on standard error."""
    say(text, err=True)


def print_json(value: object) -> None:
    """Print one JSON document."""
    click.echo(_json(value, indent=2))


def print_json_line(value: object) -> None:
    """Print one JSON object on one line."""
    click.echo(_json(value))


def _json(value: object, indent: int | None = None) -> str:
    beyond = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return escaped(json.dumps(value, ensure_ascii=not beyond, indent=indent))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    """Print rows as columns; the last column is wrapped to the terminal's width, `empty` said where there are none."""
    cells = [[_cell(cell) for cell in row] for row in rows]
    if not cells:
        say(empty)
        return
    width = shutil.get_terminal_size((100, 24)).columns
    columns = [max(len(row[i]) for row in [list(headings), *cells]) for i in range(len(headings))]
    before = sum(columns[:-1]) + 2 * (len(columns) - 1)
    room = max(24, width - before)
    say(_line(headings, columns), bold=sys.stdout.isatty() and colour())
    for row in cells:
        for part in _broken(row[-1], room):
            say(_line([*row[:-1], part], columns))
            row = [""] * len(row)


def colour() -> bool:
    """Tell whether colour may be used: on a terminal, unless $NO_COLOR is set."""
    return "NO_COLOR" not in os.environ


def _cell(text: str) -> str:
    return " ".join(shown(text).split())


def _line(cells: Sequence[str], columns: Sequence[int]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, columns, strict=True)).rstrip()


def _broken(text: str, room: int) -> list[str]:
    lines, current = [], ""
    for word in text.split(" "):
        if current and len(current) + 1 + len(word) > room:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*lines, current]


def read_file(path: str) -> tuple[str, bytes]:
    """Read a file, or standard input for "-"; give its name for messages and its bytes. Raises UsageError."""
    if path == "-":
        return "standard input", sys.stdin.buffer.read()
    try:
        return Path(path).name, Path(path).read_bytes()
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder; name a file in it.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def write_file(path: str, content: str) -> None:
    """Write a file, or standard output for "-". Raises UsageError."""
    if path == "-":
        click.echo(content, nl=False)
        return
    try:
        Path(path).write_text(content, "utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file that nobody but us may read: a letter bears the token that lets its reader answer. Raises UsageError."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


json_option: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
