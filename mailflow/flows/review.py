"""Settling what waits for the clerk: taken as it stands, as the clerk says it was meant, or not at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from mailflow.errors import BlockedError, UsageError
from mailflow.flows.speak import Board, Speaker, board_of, context_for, facts_of
from mailflow.journal import DispatchBounced, Fact, Ledger, ReviewSettled
from mailflow.people import Person, Roster
from mailflow.records import Action, Dispatch, Taken
from mailflow.replies.masking import mask_tokens
from mailflow.replies.model import Context, Line, Reading, Whose, Words
from mailflow.replies.reading import read_words
from mailflow.store import Store
from mailflow.workspace import Workspace

AS_IT_STANDS = "taken as it stands"


def find_waiting(ledger: Ledger, entry: str) -> Taken:
    """Find what waits by its number in the tray, the beginning of its id or its Message-ID. Raises UsageError."""
    wanted = entry.strip().strip("<>")
    tray = [t for t in ledger.all(Taken) if t.waits]
    found = [t for t in tray if str(t.number) == wanted] or [t for t in tray if t.mail.startswith(wanted.lower()) or t.message_id == wanted]
    if len(found) != 1:
        waiting = ", ".join(f"{t.number} ({t.short})" if t.number else t.short for t in tray) or "nothing"
        raise UsageError(f"“{entry}” is {'more than one thing' if found else 'nothing'} in the review tray. Waiting: {waiting}.")
    return found[0]


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling something in the tray does: what is recorded, and the facts. `came_back`: whose letters are marked as returned."""

    reading: Reading
    facts: tuple[Fact, ...]
    came_back: tuple[str, ...] = ()


def settle(workspace: Workspace, store: Store, entry: str, words: str | None, person: str | None, now: dt.datetime) -> Settled:
    """Record what waits; the clerk's word takes the place of what made it doubtful. Gives what was recorded.

    Raises UsageError, and BlockedError where it still does not say which action, whose word or which meeting it is.
    """
    taken = find_waiting(store, entry)
    board = board_of(workspace.settings, workspace.key, store.roster, store)
    settled = decide_settling(board, taken, words, person, now)
    with store.transaction(now) as transaction:
        for fact in settled.facts:
            transaction.record(fact, who="clerk", message=taken.key)
    return settled


def decide_settling(board: Board, taken: Taken, words: str | None, person: str | None, now: dt.datetime) -> Settled:
    """Decide what settling does. `words`: what the clerk says was meant; "done" alone speaks of the action that is proposed.

    Raises UsageError, BlockedError as `settle`.
    """
    ledger = board.ledger
    words = mask_tokens(words, board.key) if words else words
    speaker = _speaker(board.roster, taken, person)
    dispatch = ledger.get(Dispatch, taken.dispatch) if taken.dispatch else None
    reading = taken.reading or Reading()
    if words is not None:
        reading = _said(board, speaker, dispatch, reading, words, now)
    elif taken.trusted:
        # What was certain was recorded when the mail came in.
        reading = replace(
            reading,
            updates=tuple(u for u in reading.updates if u.doubt),
            corrections=tuple(c for c in reading.corrections if c.doubt),
            no_corrections=False,
        )
    elif taken.returned:
        return _came_back(ledger, taken)
    ruled = _ruled(ledger, reading, said_by_clerk=words is not None)
    meeting, version = taken.meeting, taken.version
    if (ruled.corrections or ruled.no_corrections) and (meeting is None or version is None):
        raise BlockedError("nothing was recorded: the mail does not tell which meeting's minutes it speaks of.")
    facts = facts_of(ruled, board, Speaker(speaker, meeting or "", version or 0, taken.key), now) if speaker else ()
    if (ruled.updates or ruled.corrections or ruled.no_corrections) and speaker is None:
        raise BlockedError("nothing was recorded: it is not known who speaks. Say so with --by PERSON.")
    ruling = "taken as the clerk says" if words is not None else AS_IT_STANDS
    return Settled(ruled, (*facts, ReviewSettled(taken.key, ruling)))


def _came_back(ledger: Ledger, taken: Taken) -> Settled:
    facts = tuple(DispatchBounced(one.dispatch, one.permanent, one.reason) for one in taken.returned)
    letters = (ledger.get(Dispatch, one.dispatch) for one in taken.returned)
    return Settled(Reading(), (*facts, ReviewSettled(taken.key, AS_IT_STANDS)), tuple(letter.email for letter in letters if letter))


def _said(board: Board, speaker: Person | None, dispatch: Dispatch | None, proposed: Reading, words: str, now: dt.datetime) -> Reading:
    context = context_for(board, speaker, dispatch, None, now)
    refs = {update.ref for update in proposed.updates if update.ref}
    said = _read(words, context)
    if len(refs) == 1 and not any(update.ref for update in said.updates) and not said.corrections:
        about = _read(f"{refs.pop()}: {words}", context)
        said = about if about.updates and not about.unread else said
    return said


def _read(words: str, context: Context) -> Reading:
    lines = tuple(Line(n, text, Whose.OWN) for n, text in enumerate(words.splitlines() or [""], 1))
    return read_words(Words(lines), context)


def dismiss(store: Store, entry: str, now: dt.datetime) -> None:
    """Settle what waits, recording nothing of it. Raises UsageError."""
    taken = find_waiting(store, entry)
    with store.transaction(now) as transaction:
        transaction.record(ReviewSettled(taken.key, "dismissed"), who="clerk")


def _speaker(roster: Roster, taken: Taken, person: str | None) -> Person | None:
    if person is None:
        return roster.by_number(taken.person) if taken.person else None
    return roster.one(person)


def _ruled(ledger: Ledger, reading: Reading, *, said_by_clerk: bool) -> Reading:
    """The clerk has ruled: doubts fall, but not those that leave open what would be recorded."""
    open_points = [f"which action is meant: “{u.note}”" for u in reading.updates if not u.ref or ledger.get(Action, u.ref) is None]
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
