"""An invented board for tests: the demo's own, its minutes taken, in a workspace of a test's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from mailflow.demo.story import ADDRESS, BOARD, REFERENCE, sample
from mailflow.flows.roster import import_roster
from mailflow.flows.take import take
from mailflow.new_settings import write_settings
from mailflow.people_file import read_people
from mailflow.workspace import Workspace, make_workspace

NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
MEETING = "2026-10-08"
SETTLED = {"HV/Hanna ?": "Hanna Vogel"}


def make_board(folder: Path, **servers: dict[str, str | int]) -> Workspace:
    """Make the workspace with its roster. It reminds nobody: what a test sees hangs on no day on which it is run (see `reminded`)."""
    settings = write_settings(name=BOARD, reference=REFERENCE, address=ADDRESS, **servers)  # type: ignore[arg-type]
    workspace = make_workspace(folder, settings.replace("reminders = true ", "reminders = false "))
    with workspace.open("test") as store:
        import_roster(store, read_people("people.csv", sample("people.csv")), "people.csv", NOW)
    return workspace


def make_board_with_minutes(folder: Path, **servers: dict[str, str | int]) -> Workspace:
    """Make the workspace and take the minutes, with every owner settled."""
    workspace = make_board(folder, **servers)
    with workspace.open("test") as store:
        take(store, workspace.settings.board, "minutes.md", sample("minutes.md"), SETTLED, NOW)
    return workspace
