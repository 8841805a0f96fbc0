"""What reminders say: the actions that one lists, with what their owner reported last; and that corrections close."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from mailflow.flows.occasions import NEAR_MEETING, read_name
from mailflow.flows.remind import next_meeting
from mailflow.flows.served import refs_in
from mailflow.letters.compose import Desk
from mailflow.letters.envelope import Letter
from mailflow.letters.notice import answer_link, compose_notice
from mailflow.people import Person
from mailflow.records import Action, ActionUpdate, Dispatch, Meeting
from mailflow.register import Answer, Handing
from mailflow.store import Store
from mailflow.workspace import Workspace

SORT = "reminder"
MOST_NOTE = 280  # characters of what somebody reported: they know what they wrote
AFTER = dt.timedelta(days=14)  # an example of a new date, where no meeting is known


def reminder_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose a reminder; None where nothing of what it speaks of is open any more, or its reader is gone. Raises TemplateError."""
    to = store.roster.by_number(dispatch.person)
    if to is None:
        return None
    if dispatch.answers == "silent":
        return _silent_letter(desk, store, dispatch, to)
    today = workspace.today(dispatch.created_at)
    actions = [action for ref in refs_in(dispatch) if (action := store.get(Action, ref)) and action.is_open]
    if not actions:
        return None
    following = next_meeting(store, today)
    occasions = (read_name(cover.rpartition("|")[2]) for cover in dispatch.covers)
    near = following if any(found and found[0] in NEAR_MEETING for found in occasions) else None
    mine = [_entry(workspace, desk, store, dispatch, action, number, today) for number, action in enumerate(actions, 1)]
    facts = {
        "mine": mine,
        "overdue": sum(entry.overdue_days > 0 for entry in mine),
        "near": near,
        "meeting": SimpleNamespace(example_day=following or today + AFTER, final=True),
    }
    return compose_notice(desk, dispatch, to, "reminder", facts)


def _entry(
    workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch, action: Action, number: int, today: dt.date
) -> SimpleNamespace:
    due, reader = action.due_now, dispatch.person
    last = next((u for u in reversed(action.updates) if u.by == reader or (u.by and action.owners == (reader,))), None)
    asked = [h for h in store.all(Handing) if h.ref == action.ref and h.by == reader and h.state is Answer.ASKED]
    return SimpleNamespace(
        number=number,
        ref=action.ref,
        text=action.text,
        item=action.item,
        meeting=dt.date.fromisoformat(action.meeting) if action.meeting else None,
        due=due,
        due_text=action.due_text,
        overdue_days=max((today - due).days, 0) if due else 0,
        others=[store.roster.names([owner])[0] for owner in action.owners if owner != reader],
        asked=store.roster.names([asked[-1].to])[0] if asked else "",
        last=_reported(workspace, last, reader) if last else None,
        done=answer_link(desk, dispatch, SORT, action.ref, f"{action.ref}: done"),
        mailto=answer_link(desk, dispatch, SORT, action.ref, f"{action.ref}: "),
    )


def _reported(workspace: Workspace, update: ActionUpdate, reader: int) -> SimpleNamespace:
    note = " ".join(update.note.split())
    return SimpleNamespace(
        by="" if update.by == reader else update.by_name,
        on=workspace.today(update.at),
        status=str(update.status) if update.status else "",
        percent=update.percent,
        due=update.due,
        note=note if len(note) <= MOST_NOTE else f"{note[:MOST_NOTE].rstrip()} …",
    )


def _silent_letter(desk: Desk, store: Store, dispatch: Dispatch, to: Person) -> Letter | None:
    meeting = store.get(Meeting, dispatch.meeting)
    if meeting is None or meeting.corrections_until is None:
        return None
    facts = {
        "meeting": SimpleNamespace(date=meeting.date, title=meeting.title, version=dispatch.version),
        "until": meeting.corrections_until,
        "links": SimpleNamespace(
            no_corrections=answer_link(desk, dispatch, SORT, "No corrections", "No corrections"),
            correction=answer_link(desk, dispatch, SORT, "A correction", 'Item : "" should read ""'),
        ),
    }
    return compose_notice(desk, dispatch, to, "silent", facts)
