"""What is due by itself, without anybody's asking: for now, reminders. `serve` looks each round and acts only where there is something."""

from __future__ import annotations

import datetime as dt

from mailflow.flows.hours import in_hours
from mailflow.flows.remind import decide, letters_of
from mailflow.journal import LetterQueued
from mailflow.store import Store
from mailflow.workspace import Workspace


def standing_due(workspace: Workspace, store: Store, now: dt.datetime) -> bool:
    """Tell whether something is due; the store may be one that was opened for reading. Raises StoreError."""
    follow_up = workspace.settings.follow_up
    wanted = follow_up.reminders or follow_up.remind_silent
    return bool(wanted) and in_hours(workspace.settings, now) and bool(decide(store, workspace.settings, store.roster, now).due)


def do_standing(workspace: Workspace, store: Store, now: dt.datetime) -> int:
    """Put on record what is due, in one transaction, as letters that are owed; give how many. Raises StoreError."""
    with store.transaction(now) as transaction:
        due = decide(transaction, workspace.settings, store.roster, now).due
        for dispatch in letters_of(due, now):
            transaction.record(LetterQueued(dispatch))
    return len(due)
