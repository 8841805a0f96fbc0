"""What is remembered, as values: Meeting, MinutesVersion, Action, Correction, Dispatch, Taken (a message), Tray.

Each knows its own key in its table. People are remembered by their number, so that a name may change.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from mailflow.minutes.model import Minutes, Problem
from mailflow.register import Done, Proposal, Ruling
from mailflow.register import Meeting as Meeting
from mailflow.register import Stage as Stage
from mailflow.replies.model import Kind, Reading, Status


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody named in the minutes of whom it is not certain who is meant. `what`: owner, attendee or substitute."""

    what: str
    text: str
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Attended:
    """One attendance row resolved: the person and the substitute, by number; None where in doubt or nobody."""

    person: int | None
    substitute: int | None = None


@dataclass(frozen=True, slots=True)
class MinutesVersion:
    """One version of a meeting's minutes: immutable but for when it went out.

    `document`: digest of the file as typed. `attended`: one for each row of `minutes.attendance`, in order.
    `settled`: ("as typed", "name") pairs that the clerk settled. `composed_at`: the time its letters bear.
    `corrections`: ids of the accepted corrections that it takes in; `base`: the version it was made from by them, 0 where it was typed.
    """

    meeting: str
    number: int
    minutes: Minutes
    document: str
    document_name: str
    taken_at: dt.datetime
    attended: tuple[Attended, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()
    composed_at: dt.datetime | None = None
    circulated_at: dt.datetime | None = None
    corrections: tuple[int, ...] = ()
    base: int = 0

    @property
    def key(self) -> str:
        return version_key(self.meeting, self.number)


def version_key(meeting: str, number: int) -> str:
    """Give the key of a version: "2018-10-18/1"."""
    return f"{meeting}/{number}"


@dataclass(frozen=True, slots=True)
class ActionUpdate:
    """What somebody said of an action. `by`: a person's number, 0 for the minutes or the clerk; `message_id`: the mail it came by."""

    at: dt.datetime
    by: int
    by_name: str
    status: Status | None = None
    note: str = ""
    due: dt.date | None = None
    percent: int | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action: what the minutes state of it, and what has been reported since.

    `owners` and `told` (who is told too: the delegate) by number; `typed`: owners as typed that are in doubt.
    `stated`: the status the minutes themselves give. `due` is the stated day; one reported stands in `updates`.
    """

    ref: str
    meeting: str
    version: int
    item: str
    text: str
    owners: tuple[int, ...] = ()
    told: tuple[int, ...] = ()
    typed: tuple[str, ...] = ()
    due: dt.date | None = None
    due_text: str | None = None
    stated: Status = Status.OPEN
    confidential: bool = False
    updates: tuple[ActionUpdate, ...] = ()

    @property
    def key(self) -> str:
        return self.ref

    @property
    def status(self) -> Status:
        """How it stands now. The minutes and the clerk speak for the board; joint owners each for themselves: done when all have.

        What the board has closed or dropped, a report does not open again.
        """
        status = self.stated
        done_by: set[int] = set()
        for update in self.updates:
            if update.status is None or (update.by and status in (Status.CLOSED, Status.DROPPED)):
                continue
            if update.by == 0:
                status = update.status
                done_by.clear()
                continue
            if update.status is Status.DONE:
                done_by.add(update.by)
                others = set(self.owners) - done_by
                waiting = len(self.owners) > 1 and update.by in self.owners and bool(others)
                status = Status.IN_PROGRESS if waiting else Status.DONE
            else:
                done_by.discard(update.by)
                status = update.status
        return status

    @property
    def due_now(self) -> dt.date | None:
        """The day it is due: the last one reported, else the stated one."""
        return next((u.due for u in reversed(self.updates) if u.due), self.due)

    @property
    def is_open(self) -> bool:
        return self.status in (Status.OPEN, Status.IN_PROGRESS)

    def handed_on(self, by: int, to: int) -> Action:
        """Give it as it stands once somebody who owed it has handed it on: who took it on owes it, and the giver is told of it."""
        owners = tuple(number for number in self.owners if number not in (by, to))
        told = tuple(dict.fromkeys((*(number for number in self.told if number != to), by)))
        return replace(self, owners=(*owners, to), told=told)

    def is_overdue(self, today: dt.date) -> bool:
        """Computed, never stored."""
        due = self.due_now
        return due is not None and due < today and self.is_open


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of a meeting's minutes that somebody proposed. `version`: the one they had before them.

    `also`: others who proposed the same. `kind`: slip, substance, or not a correction. `late`: it came after the last day for it;
    `taken_in`: the version that took it, 0 for none; one accepted after the approval is `noted` beside the text, which stays.
    """

    id: int
    meeting: str
    version: int
    by: int
    at: dt.datetime
    text: str
    item: str | None = None
    find: str | None = None
    replace: str | None = None
    status: Ruling = Ruling.PROPOSED
    why: str | None = None
    message_id: str | None = None
    also: tuple[Proposal, ...] = ()
    kind: str = ""
    late: bool = False
    ruled_by: str = ""
    ruled_at: dt.datetime | None = None
    taken_in: int = 0
    noted: bool = False

    @property
    def key(self) -> str:
        return str(self.id)

    @property
    def proposers(self) -> tuple[int, ...]:
        """Everybody who proposed it, the first one first."""
        return tuple(dict.fromkeys((self.by, *(proposal.by for proposal in self.also))))

    @property
    def awaits_version(self) -> bool:
        """Accepted, and in no version of the minutes yet."""
        return self.status is Ruling.ACCEPTED and not self.taken_in and not self.noted


class Edition(StrEnum):
    """Who a letter is written for, or what it is for; a receipt answers one mail."""

    ATTENDEE = "attendee"
    ABSENTEE = "absentee"
    OWNER = "owner"
    RECEIPT = "receipt"
    CHAIR = "chair"
    REMINDER = "reminder"
    DIGEST = "digest"
    HANDING = "handing"
    NOTICE = "notice"


CIRCULATED = frozenset({Edition.ATTENDEE, Edition.ABSENTEE, Edition.OWNER})


class DispatchState(StrEnum):
    """How far a letter has come on its way to one recipient."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One letter to one recipient, on disk before it is on the wire.

    `body`: digest of the bytes to be sent. `subject`: shown in lists. `uncertain`: on some try the answer after the last dot was
    lost; where it was sent later, it is there perhaps twice. `next_try`: not before then. `message_id` is the same on every try.
    A receipt `answers` a message; until it is composed it has no body; `last_today`: no more follow that day. `asks`: what a yes
    in answer to it does, as "send 2018-10-18/1"; `covers`: the occasions that a reminder serves; `seen`: its reader's mail client
    told that it was shown.
    """

    key: str
    meeting: str
    version: int
    person: int
    email: str
    edition: Edition
    message_id: str
    body: str
    subject: str
    created_at: dt.datetime
    state: DispatchState = DispatchState.PENDING
    at: dt.datetime | None = None
    attempts: int = 0
    next_try: dt.datetime | None = None
    last_error: str | None = None
    uncertain: bool = False
    answered: bool = False
    answered_by_machine: bool = False
    seen: bool = False
    answers: str = ""
    last_today: bool = False
    asks: str = ""
    covers: tuple[str, ...] = ()

    @property
    def circulated(self) -> bool:
        """Whether it is a letter of a circulation."""
        return self.edition in CIRCULATED


def letter_key(meeting: str, version: int, person: int) -> str:
    """Give the key of a circulated letter: a person gets one for each version."""
    return f"{meeting}/{version}/{person}"


class Outcome(StrEnum):
    """What became of a message."""

    RECORDED = "recorded"
    REVIEW = "review"
    IGNORED = "ignored"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter (by its dispatch's key) that a report says came back, where the report proves nothing: anybody could have written it."""

    dispatch: str
    permanent: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was taken in. `key`: its Message-ID, else the digest of its bytes. `mail`: that digest.

    `dispatch`: the letter it answers; `person`: who speaks; `own_lines`: the sender's lines that are not blank,
    with their numbers; `reading`: what they were understood to say; `why`: the reason for which it waits; `number`: in the tray,
    0 for what never waited; `done`: what came of the clerk's commands in it; `undone`: its sender took it back;
    `returned`: the letters that came back if the clerk says so; `written`: its own date, as it gives it.
    """

    key: str
    mail: str
    message_id: str | None
    sender: str
    subject: str
    at: dt.datetime
    kind: Kind
    outcome: Outcome
    reason: str
    person: int | None = None
    meeting: str | None = None
    version: int | None = None
    dispatch: str | None = None
    trusted: bool = False
    own_text: str = ""
    own_lines: tuple[tuple[int, str], ...] = ()
    reading: Reading | None = None
    waits: bool = False
    why: str = ""
    settled: str | None = None
    number: int = 0
    done: tuple[Done, ...] = ()
    undone: bool = False
    returned: tuple[Returned, ...] = ()
    written: dt.datetime | None = None

    @property
    def short(self) -> str:
        """The short name of what waits: the beginning of the mail's digest, as `review take` wants it."""
        return self.mail[:8]


@dataclass(frozen=True, slots=True)
class Trial:
    """A mail that could not be taken: how often it was tried and what went wrong. `key` is the digest of its bytes."""

    key: str
    tries: int
    error: str
    at: dt.datetime
