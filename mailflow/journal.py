"""The journal: what happened, as facts that are only ever added to, and what each does to the tables.

An Event is a fact with its time, who it is put down to, and the message it came by. `apply_` is pure: it looks at what
there is and gives the values that take its place. Folding it over the journal gives the tables again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Protocol, TypeVar

from mailflow.people import Person
from mailflow.records import (
    Action,
    ActionUpdate,
    Correction,
    Dispatch,
    DispatchState,
    Edition,
    Meeting,
    MinutesVersion,
    Taken,
    Trial,
    version_key,
)
from mailflow.replies.model import Status


class Value(Protocol):
    """A value that is kept in a table, under its key."""

    @property
    def key(self) -> str: ...


V = TypeVar("V", bound=Value)


class View(Protocol):
    """What `apply_` may look at."""

    def get(self, kind: type[V], key: str) -> V | None:
        """Give one value of a table, or None."""


@dataclass(frozen=True, slots=True)
class PeopleImported:
    """The roster was imported; `people` are those that are new or changed, with their numbers."""

    people: tuple[Person, ...]
    file: str


@dataclass(frozen=True, slots=True)
class MinutesTaken:
    """A document was taken as the next version of a meeting's minutes.

    `actions`: as this version states them (what was reported before stays with them); `dropped`: refs no longer in it;
    `decided`: earlier actions these minutes speak of, (ref, status or None, sentence).
    """

    version: MinutesVersion
    title: str
    actions: tuple[Action, ...]
    dropped: tuple[str, ...] = ()
    decided: tuple[tuple[str, Status | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LettersDated:
    """The letters of a version were looked at; they bear this time from now on."""

    meeting: str
    version: int
    composed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Circulated:
    """A version went out: its dispatches are pending, and corrections are taken until a day."""

    meeting: str
    version: int
    corrections_until: dt.date
    dispatches: tuple[Dispatch, ...]


@dataclass(frozen=True, slots=True)
class LetterQueued:
    """A letter of another kind (a receipt) is pending."""

    dispatch: Dispatch


@dataclass(frozen=True, slots=True)
class LetterComposed:
    """A letter that was owed is composed: its bytes are on disk."""

    key: str
    message_id: str
    body: str
    subject: str


@dataclass(frozen=True, slots=True)
class DispatchTried:
    """One attempt to send a dispatch came out so."""

    key: str
    state: DispatchState
    error: str | None = None
    next_try: dt.datetime | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class DispatchBounced:
    """A report of non-delivery came in for a dispatch."""

    key: str
    permanent: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MessageTaken:
    """A message was understood and handled, once."""

    taken: Taken


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """A message could not be handled; it is tried again, three times in all."""

    key: str
    error: str


@dataclass(frozen=True, slots=True)
class ActionReported:
    """Progress was reported on an action."""

    ref: str
    update: ActionUpdate


@dataclass(frozen=True, slots=True)
class CorrectionProposed:
    """Somebody proposed a correction."""

    correction: Correction


@dataclass(frozen=True, slots=True)
class MinutesConfirmed:
    """Somebody has no corrections."""

    meeting: str
    person: int


@dataclass(frozen=True, slots=True)
class ReviewSettled:
    """The clerk settled what waited in the review tray."""

    key: str
    ruling: str


Fact = (
    PeopleImported | MinutesTaken | LettersDated | Circulated | LetterQueued | LetterComposed | DispatchTried | DispatchBounced
    | MessageTaken | MessageFailed | ActionReported | CorrectionProposed | MinutesConfirmed | ReviewSettled
)  # fmt: skip
FACTS: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the journal: who, when, what, by which message."""

    number: int
    at: dt.datetime
    who: str
    fact: Fact
    message: str | None = None


def apply_(view: View, event: Event) -> Iterator[Value]:
    """Give the values that an event puts in the place of those with their keys. Pure."""
    return _apply(event.fact, view, event)


@singledispatch
def _apply(fact: Fact, view: View, event: Event) -> Iterator[Value]:
    raise TypeError(f"no rule for {type(fact).__name__}")


@_apply.register
def _(fact: PeopleImported, view: View, event: Event) -> Iterator[Value]:
    yield from fact.people


@_apply.register
def _(fact: MinutesTaken, view: View, event: Event) -> Iterator[Value]:
    version = fact.version
    known = view.get(Meeting, version.meeting)
    yield replace(known, title=fact.title, version=version.number) if known else Meeting(version.meeting, fact.title, version.number)
    yield version
    changed: dict[str, Action] = {}
    for action in fact.actions:
        before = view.get(Action, action.ref)
        changed[action.ref] = replace(action, updates=before.updates) if before else action
    for ref in fact.dropped:
        if before := view.get(Action, ref):
            note = f"No longer in version {version.number} of the minutes."
            changed[ref] = _updated(before, ActionUpdate(event.at, 0, event.who, Status.DROPPED, note))
    for ref, status, sentence in fact.decided:
        if before := changed.get(ref) or view.get(Action, ref):
            changed[ref] = _updated(before, ActionUpdate(event.at, 0, "the minutes", status, sentence))
    yield from changed.values()


@_apply.register
def _(fact: LettersDated, view: View, event: Event) -> Iterator[Value]:
    if version := view.get(MinutesVersion, version_key(fact.meeting, fact.version)):
        yield replace(version, composed_at=fact.composed_at)


@_apply.register
def _(fact: Circulated, view: View, event: Event) -> Iterator[Value]:
    if version := view.get(MinutesVersion, version_key(fact.meeting, fact.version)):
        yield replace(version, circulated_at=event.at)
    if meeting := view.get(Meeting, fact.meeting):
        yield replace(meeting, corrections_until=fact.corrections_until)
    yield from fact.dispatches


@_apply.register
def _(fact: LetterQueued, view: View, event: Event) -> Iterator[Value]:
    yield fact.dispatch


@_apply.register
def _(fact: LetterComposed, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        yield replace(dispatch, message_id=fact.message_id, body=fact.body, subject=fact.subject)


@_apply.register
def _(fact: DispatchTried, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        yield replace(
            dispatch,
            state=fact.state,
            at=event.at,
            attempts=dispatch.attempts + 1,
            next_try=fact.next_try,
            last_error=fact.error,
            uncertain=fact.uncertain,
        )


@_apply.register
def _(fact: DispatchBounced, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        state = DispatchState.BOUNCED if fact.permanent else dispatch.state
        yield replace(dispatch, state=state, at=event.at, last_error=fact.reason)


@_apply.register
def _(fact: MessageTaken, view: View, event: Event) -> Iterator[Value]:
    taken = fact.taken
    yield taken
    if taken.dispatch is None or not (dispatch := view.get(Dispatch, taken.dispatch)) or dispatch.edition is Edition.RECEIPT:
        return
    if taken.kind == "auto-reply":
        yield replace(dispatch, answered_by_machine=True)
    elif taken.kind == "reply" and taken.trusted:
        yield replace(dispatch, answered=True)


@_apply.register
def _(fact: MessageFailed, view: View, event: Event) -> Iterator[Value]:
    before = view.get(Trial, fact.key)
    yield Trial(fact.key, (before.tries if before else 0) + 1, fact.error, event.at)


@_apply.register
def _(fact: ActionReported, view: View, event: Event) -> Iterator[Value]:
    if action := view.get(Action, fact.ref):
        yield _updated(action, fact.update)


@_apply.register
def _(fact: CorrectionProposed, view: View, event: Event) -> Iterator[Value]:
    yield fact.correction


@_apply.register
def _(fact: MinutesConfirmed, view: View, event: Event) -> Iterator[Value]:
    meeting = view.get(Meeting, fact.meeting)
    if meeting and fact.person not in meeting.confirmed:
        yield replace(meeting, confirmed=(*meeting.confirmed, fact.person))


@_apply.register
def _(fact: ReviewSettled, view: View, event: Event) -> Iterator[Value]:
    if taken := view.get(Taken, fact.key):
        yield replace(taken, waits=False, settled=fact.ruling)


def _updated(action: Action, update: ActionUpdate) -> Action:
    return replace(action, updates=(*action.updates, update))
