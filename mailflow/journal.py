"""The journal: what happened, as facts that are only ever added to.

An Event is a fact with its time, who it is put down to, and the message it came by. What each does to the tables is in `folding`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol, TypeVar

from mailflow.people import Person
from mailflow.records import Action, ActionUpdate, Correction, Dispatch, DispatchState, MinutesVersion, Taken
from mailflow.register import Answer, Approval, Handing, Offer, Proposal, Ruling
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


class Ledger(View, Protocol):
    """What there is, as a store or a transaction gives it."""

    def all(self, kind: type[V]) -> list[V]:
        """Give all values of a table."""


@dataclass(frozen=True, slots=True)
class PeopleImported:
    """The roster was imported; `people` are those that are new or changed, with their numbers."""

    people: tuple[Person, ...]
    file: str


@dataclass(frozen=True, slots=True)
class MinutesTaken:
    """A document was taken as the next version of a meeting's minutes, or one was made by the corrections it names.

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
class LetterWithdrawn:
    """A letter that was pending is not sent any more."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class DispatchBounced:
    """A report of non-delivery came in for a dispatch."""

    key: str
    permanent: bool
    reason: str


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """Somebody's mail client reports that a letter was shown to them (RFC 8098 3.2.6)."""

    key: str


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
    """Somebody has no corrections to a version; 0: to the one of the day, as earlier schemas have it."""

    meeting: str
    person: int
    version: int = 0


@dataclass(frozen=True, slots=True)
class ReviewSettled:
    """The clerk settled what waited in the review tray."""

    key: str
    ruling: str


@dataclass(frozen=True, slots=True)
class CorrectionSeconded:
    """Somebody proposed a correction that another had proposed."""

    id: int
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class CorrectionRuled:
    """A correction was ruled on. `kind`: slip, substance or not a correction; `noted`: the minutes had been approved before."""

    id: int
    ruling: Ruling
    why: str = ""
    kind: str = ""
    noted: bool = False


@dataclass(frozen=True, slots=True)
class CirculationOrdered:
    """A version is to go out as soon as its letters are composed. `past_chair`: the chair has seen it, or need not."""

    meeting: str
    version: int
    past_chair: bool = False


@dataclass(frozen=True, slots=True)
class MinutesApproved:
    """The board approved a meeting's minutes: they are final."""

    meeting: str
    approval: Approval


@dataclass(frozen=True, slots=True)
class HandingProposed:
    """An owner would hand an action on."""

    handing: Handing


@dataclass(frozen=True, slots=True)
class HandingAnswered:
    """Whoever an action was to be handed on to has answered."""

    key: str
    answer: Answer
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class DocumentOffered:
    """The clerk sent a document by mail, or said more of one; it is not taken yet."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class MessageUndone:
    """Somebody took back what a message of theirs did.

    `refs`: actions it reported on; `corrections`: those it proposed or seconded; `confirmed`: the meeting it had no corrections to, or "".
    """

    key: str
    person: int
    refs: tuple[str, ...] = ()
    corrections: tuple[int, ...] = ()
    confirmed: str = ""


Fact = (
    PeopleImported | MinutesTaken | LettersDated | Circulated | LetterQueued | LetterComposed | DispatchTried | DispatchBounced
    | MessageTaken | MessageFailed | ActionReported | CorrectionProposed | MinutesConfirmed | ReviewSettled | CorrectionSeconded
    | CorrectionRuled | CirculationOrdered | MinutesApproved | HandingProposed | HandingAnswered
    | DocumentOffered | MessageUndone | LetterSeen | LetterWithdrawn
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
