"""The lists that answer the clerk: "status", "actions", "overdue", "corrections", "review", "redline", "help", and a document sent.

A list is a title and lines of plain text; what a line begins with "> " stands indented in the letter. A file may belong to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailflow.errors import MailflowError
from mailflow.flows.offers import offered_lines
from mailflow.flows.pulse import status_json
from mailflow.flows.redline import draw
from mailflow.flows.rule import conflicting
from mailflow.letters.envelope import Attachment
from mailflow.letters.layout import day_words
from mailflow.letters.redline import redline_text, redline_word
from mailflow.minutes.places import where_words
from mailflow.records import Action, Correction, Meeting, Taken
from mailflow.register import Ruling
from mailflow.store import Store
from mailflow.workspace import Workspace

MOST_LINES = 2_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of an answer, and the files that say the same."""

    title: str
    lines: tuple[str, ...]
    files: tuple[Attachment, ...] = ()


def list_of(workspace: Workspace, store: Store, wanted: str, now: dt.datetime) -> Listing:
    """Give a list by its name and what follows it: "actions", "redline 2026-10-08"."""
    name, _, rest = wanted.partition(" ")
    title, entries = _LISTS[name]
    try:
        found = tuple(entries(workspace, store, rest, now))
    except MailflowError as error:
        return Listing(title, (str(error),))
    lines = tuple(entry for entry in found if isinstance(entry, str))
    return Listing(title, lines[:MOST_LINES], tuple(entry for entry in found if isinstance(entry, Attachment)))


def _status(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    found = status_json(workspace, now)
    for meeting in sorted(store.all(Meeting), key=lambda m: m.id):
        until = f", corrections until {day_words(meeting.corrections_until)}" if meeting.corrections_until else ""
        yield f"Minutes of {day_words(meeting.date)}: {meeting.stage}, version {meeting.version}{until}."
    actions = [a for a in store.all(Action) if a.is_open]
    overdue = sum(a.is_overdue(workspace.today(now)) for a in actions)
    yield f"Open actions: {len(actions)}, of which {overdue} overdue."
    yield f"Corrections to rule on: {sum(c.status is Ruling.PROPOSED for c in store.all(Correction))}."
    yield f"Waiting in the review tray: {found['tray']}."
    yield f"Letters waiting to be sent: {found['queue']}."
    if error := found["last_error"]:
        yield f"Last error: {error['error']}"


def _actions(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    return _action_lines(store, workspace.today(now), overdue=False)


def _overdue(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    return _action_lines(store, workspace.today(now), overdue=True)


def _action_lines(store: Store, today: dt.date, *, overdue: bool) -> Iterator[str]:
    chosen = sorted((a for a in store.all(Action) if a.is_open and (not overdue or a.is_overdue(today))), key=lambda a: a.ref)
    for action in chosen:
        late = " (overdue)" if action.is_overdue(today) else ""
        due = f", due {day_words(action.due_now)}" if action.due_now else ""
        owners = ", ".join(store.roster.names(action.owners)) or "nobody"
        yield f"{action.ref}, {owners}: {action.status}{late}{due}. {action.text}"
        if last := next((u for u in reversed(action.updates) if u.note), None):
            yield f"> {last.by_name}, {day_words(last.at.date())}: {last.note}"
    if not chosen:
        yield "None."


def _corrections(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    register = [c for c in store.all(Correction) if c.status in (Ruling.PROPOSED, Ruling.FOR_THE_MEETING) or c.awaits_version]
    clashes = {number: others for m in store.all(Meeting) for number, others in conflicting(store, m.id).items()}
    for correction in register:
        yield correction_line(correction, store.roster.names(correction.proposers), clashes.get(correction.id, ()))
    if not register:
        yield "None is open."


def correction_line(c: Correction, names: tuple[str, ...], clashes: tuple[int, ...]) -> str:
    """Say a correction on one line: its number, by whom, where, what, and what it conflicts with."""
    what = c.text
    if c.find and c.replace is not None:
        what = f"“{c.find}” to read “{c.replace}”" if c.replace else f"“{c.find}” to be deleted"
    where = f", {words}" if (words := where_words(c.item)) else ""
    clash = f". It changes the same words as correction {' and '.join(map(str, clashes))}." if clashes else ""
    return f"{c.id}. {', '.join(names)} ({c.meeting}{where}; {c.status}): {what}{clash}"


def _review(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    waiting = [t for t in store.all(Taken) if t.waits]
    for taken in waiting:
        yield f"{taken.number or taken.short}. {taken.sender}, {day_words(taken.at.date())}: {taken.why}"
        for line in taken.own_text.splitlines()[:12]:
            yield f"> {line}"
    if not waiting:
        yield "The review tray is empty."


def _redline(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str | Attachment]:
    meetings = sorted(m.id for m in store.all(Meeting))
    meeting = rest.strip() or (meetings[-1] if meetings else "")
    found = draw(workspace, store, meeting, None, None, confidential=True)
    if found is None:
        yield "There is one version of these minutes, and no correction of it was accepted yet."
        return
    yield from redline_text(workspace.desk(store.roster).templates, found.drawn).splitlines()
    word = redline_word(found.drawn, found.minutes, at=now.replace(microsecond=0), author=workspace.settings.board.name)
    yield Attachment(f"redline-{meeting}.docx", WORD, word)


def _help(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    yield from _HELP


def _offer(workspace: Workspace, store: Store, rest: str, now: dt.datetime) -> Iterator[str]:
    return offered_lines(workspace.desk(store.roster), workspace.settings, store, store.documents.read, rest, now)


_HELP = (
    "status; actions; overdue; corrections; review; redline; redline 2026-10-08",
    "accept 12; accept 3, 4 and 7",
    "decline 12 because REASON (its proposer is told)",
    "refer 12 (to the meeting)",
    "take 3; take 3 as done; take 3 as QSB 2627_01: done by 3 December; dismiss 3",
    "send (the next version, with what you accepted); approve; approve 2026-10-08 at 2026-12-03",
    "A document that you attach is read and shown to you; nothing goes out before you answer “send”.",
)
Entries = Callable[[Workspace, Store, str, dt.datetime], Iterator[str] | Iterator[str | Attachment]]
_LISTS: dict[str, tuple[str, Entries]] = {
    "status": ("How things stand", _status),
    "actions": ("Open actions", _actions),
    "overdue": ("Overdue actions", _overdue),
    "corrections": ("Corrections", _corrections),
    "review": ("What waits for you", _review),
    "redline": ("What changed", _redline),
    "help": ("What you can answer", _help),
    "offer": ("As it was read", _offer),
}
