"""Settling what waits for the clerk: taken as it stands, as the clerk says it was meant, or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mailflow.errors import BlockedError, UsageError
from mailflow.flows.speak import Board, Speaker, context_for, facts_of
from mailflow.journal import ReviewSettled
from mailflow.people import Person
from mailflow.records import Action, Dispatch, Taken
from mailflow.replies.model import Line, Reading, Whose, Words
from mailflow.replies.reading import read_words
from mailflow.store import Store
from mailflow.workspace import Workspace


def find_waiting(store: Store, entry: str) -> Taken:
    """Find what waits by the beginning of its id or by its Message-ID. Raises UsageError."""
    wanted = entry.strip().strip("<>")
    found = [t for t in store.all(Taken) if t.waits and (t.mail.startswith(wanted.lower()) or t.message_id == wanted)]
    if len(found) != 1:
        waiting = ", ".join(t.short for t in store.all(Taken) if t.waits) or "nothing"
        raise UsageError(f"“{entry}” is {'more than one thing' if found else 'nothing'} in the review tray. Waiting: {waiting}.")
    return found[0]


def settle(workspace: Workspace, store: Store, entry: str, words: str | None, person: str | None, now: dt.datetime) -> Reading:
    """Record what waits; the clerk's word takes the place of what made it doubtful. Gives what was recorded.

    Raises UsageError, and BlockedError where it still does not say which action, whose word or which meeting it is.
    """
    taken = find_waiting(store, entry)
    speaker = _speaker(store, taken, person)
    dispatch = store.get(Dispatch, taken.dispatch) if taken.dispatch else None
    board = Board(workspace.settings, workspace.key, store.roster, store, lambda _: None)
    reading = taken.reading or Reading()
    if words is not None:
        lines = tuple(Line(n, text, Whose.OWN) for n, text in enumerate(words.splitlines() or [""], 1))
        reading = read_words(Words(lines), context_for(board, speaker, dispatch, None, now))
    elif taken.trusted:
        # What was certain was recorded when the mail came in.
        reading = replace(
            reading,
            updates=tuple(u for u in reading.updates if u.doubt),
            corrections=tuple(c for c in reading.corrections if c.doubt),
            no_corrections=False,
        )
    ruled = _ruled(store, reading, said_by_clerk=words is not None)
    meeting, version = taken.meeting, taken.version
    if (ruled.corrections or ruled.no_corrections) and (meeting is None or version is None):
        raise BlockedError("nothing was recorded: the mail does not tell which meeting's minutes it speaks of.")
    facts = facts_of(ruled, board, Speaker(speaker, meeting or "", version or 0, taken.key), now) if speaker else ()
    if (ruled.updates or ruled.corrections or ruled.no_corrections) and speaker is None:
        raise BlockedError("nothing was recorded: it is not known who speaks. Say so with --by PERSON.")
    with store.transaction(now) as transaction:
        for fact in facts:
            transaction.record(fact, who="clerk", message=taken.key)
        transaction.record(ReviewSettled(taken.key, "taken as the clerk says" if words is not None else "taken as it stands"), who="clerk")
    return ruled


def dismiss(store: Store, entry: str, now: dt.datetime) -> None:
    """Settle what waits, recording nothing of it. Raises UsageError."""
    taken = find_waiting(store, entry)
    with store.transaction(now) as transaction:
        transaction.record(ReviewSettled(taken.key, "dismissed"), who="clerk")


def _speaker(store: Store, taken: Taken, person: str | None) -> Person | None:
    if person is None:
        return store.roster.by_number(taken.person) if taken.person else None
    return store.roster.one(person)


def _ruled(store: Store, reading: Reading, *, said_by_clerk: bool) -> Reading:
    """The clerk has ruled: doubts fall, but not those that leave open what would be recorded."""
    open_points = [f"which action is meant: “{u.note}”" for u in reading.updates if not u.ref or store.get(Action, u.ref) is None]
    open_points += [f"which passage is meant: “{c.text}”" for c in reading.corrections if len(c.choices) > 1]
    if said_by_clerk:
        open_points += [f"not understood: “{unread.text}”" for unread in reading.unread]
    if open_points:
        raise BlockedError('nothing was recorded; say it in words that are plain, with --as "TEXT":', tuple(open_points))
    return replace(
        reading,
        updates=tuple(replace(u, doubt="") for u in reading.updates),
        corrections=tuple(replace(c, doubt="") for c in reading.corrections),
    )
