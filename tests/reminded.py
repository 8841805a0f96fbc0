"""A board on which one member owes three actions, whose minutes went out, and what it is reminded of in a time of one's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from boards import MEETING, NOW, SETTLED, make_board
from mailflow.demo.clients import Received
from mailflow.demo.story import sample
from mailflow.flows.circulate import queue
from mailflow.flows.composing import compose_owed
from mailflow.flows.standing import do_standing
from mailflow.flows.take import take
from mailflow.journal import ActionReported, DispatchTried, HandingProposed
from mailflow.records import ActionUpdate, Dispatch, DispatchState, Edition
from mailflow.register import Handing
from mailflow.replies.model import Status
from mailflow.workspace import Workspace, open_workspace

# "QSB 2627_04" (due 30 November 2026), "QSB 2627_05" (no day) and "QSB 2627_08" (due 31 January 2027) are Ben Holt's.
MINUTES = sample("minutes.md").replace(b"(Harbour Watch)", b"(BH)").replace(b"(EO, January 2027)", b"(BH/EO, January 2027)")
DUE_DAY = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
NEAR_MEETING = dt.datetime(2026, 12, 21, 10, 0, tzinfo=dt.UTC)


def make_reminded(folder: Path, now: dt.datetime = NOW, settings: str = "", **servers: dict[str, str | int]) -> Workspace:
    """Make the board and put its letters down as sent. `settings`: a line to put in the place of "remind_silent = 0"."""
    make_board(folder, **servers)
    path = folder / "mailflow.toml"
    text = path.read_text("utf-8").replace("reminders = false ", "reminders = true ")
    path.write_text(text.replace("remind_silent = 0 ", f"{settings or 'remind_silent = 0'} "), "utf-8")
    workspace = open_workspace(folder)
    with workspace.open("test") as store:
        take(store, workspace.settings.board, "minutes.md", MINUTES, SETTLED, now)
        queue(workspace, store, MEETING, now)
        with store.transaction(now) as transaction:
            for dispatch in store.all(Dispatch):
                transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
    return workspace


def report(workspace: Workspace) -> None:
    """Ben Holt reports on one action and would hand another on."""
    at = NOW + dt.timedelta(days=5)
    with workspace.open("test") as store, store.transaction(at) as transaction:
        said = ActionUpdate(at, 2, "Ben Holt", Status.IN_PROGRESS, "12 of 15 lamps are in; the rest wait for cable.", None, 80, "a@b")
        transaction.record(ActionReported("QSB 2627_04", said))
        transaction.record(HandingProposed(Handing("QSB 2627_05", 1, 2, 9, at, "That is Cora's.")))


def remind(workspace: Workspace, now: dt.datetime) -> dict[str, Received]:
    """Remind at a time; give what each person's mailbox would hold, the letters being put down as sent."""
    with workspace.open("test") as store:
        do_standing(workspace, store, now)
        compose_owed(workspace, store, now)
        fresh = [d for d in store.all(Dispatch) if d.edition is Edition.REMINDER and d.state is DispatchState.PENDING]
        with store.transaction(now) as transaction:
            for dispatch in fresh:
                transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
        raws = {store.roster.names([d.person])[0]: store.letters.read(d.body) for d in fresh}
    return {name: Received.read(raw) for name, raw in raws.items() if raw}
