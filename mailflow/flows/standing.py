"""What is due by itself: circulations ordered by mail, reminders, the clerk's digest. `serve` looks each round."""

from __future__ import annotations

import datetime as dt

from mailflow.flows.digest import decide_digest
from mailflow.flows.hours import in_hours
from mailflow.flows.remind import decide, letters_of
from mailflow.journal import LetterQueued
from mailflow.logs import log
from mailflow.records import Meeting
from mailflow.store import Store
from mailflow.workspace import Workspace


def standing_due(workspace: Workspace, store: Store, now: dt.datetime) -> bool:
    """Tell whether something is due; the store may be one that was opened for reading. Raises StoreError."""
    if any(meeting.ordered for meeting in store.all(Meeting)):
        return True
    if decide_digest(store, workspace.settings, store.roster, now):
        return True
    follow_up = workspace.settings.follow_up
    wanted = follow_up.reminders or follow_up.remind_silent
    return bool(wanted) and in_hours(workspace.settings, now) and bool(decide(store, workspace.settings, store.roster, now).due)


def do_standing(workspace: Workspace, store: Store, now: dt.datetime) -> int:
    """Put on record what is due as letters; give how many. Raises StoreError, TemplateError."""
    queued = 0
    with store.transaction(now) as transaction:
        if digest := decide_digest(transaction, workspace.settings, store.roster, now):
            transaction.record(LetterQueued(digest))
            queued += 1
        due = decide(transaction, workspace.settings, store.roster, now).due
        for dispatch in letters_of(due, now):
            transaction.record(LetterQueued(dispatch))
    if due or queued:
        log("standing", reminders=len(due), digests=queued)
    return len(due) + queued
