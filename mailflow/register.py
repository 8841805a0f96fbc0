"""A meeting and its approval, and what goes with the register of corrections and the log of actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Ruling(StrEnum):
    """What became of a proposed correction."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    FOR_THE_MEETING = "for the meeting"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One more person who proposed the same correction. `by`: a person's number; `message_id`: the mail it came by."""

    by: int
    at: dt.datetime
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """That the board approved a meeting's minutes: which version, at the meeting of which day, in which sentence.

    `at` is None where the clerk named no meeting. `subject_to`: the corrections that the sentence names, by their ids.
    """

    version: int
    on: dt.datetime
    at: dt.date | None
    sentence: str
    subject_to: tuple[int, ...] = ()


class Stage(StrEnum):
    """How far a meeting's minutes have come."""

    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That somebody has no corrections to a version of minutes. `message_id`: the mail they said so by."""

    person: int
    version: int
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the board; `id` is its date. `version`: the latest version of its minutes.

    `ordered`: the version that is to go out as soon as its letters are composed; `released`: the one that need not go to the chair first.
    """

    id: str
    title: str
    version: int
    stage: Stage = Stage.DRAFT
    corrections_until: dt.date | None = None
    confirmations: tuple[Confirmation, ...] = ()
    approval: Approval | None = None
    ordered: int = 0
    released: int = 0

    @property
    def key(self) -> str:
        return self.id

    @property
    def date(self) -> dt.date:
        return dt.date.fromisoformat(self.id)

    @property
    def confirmed(self) -> tuple[int, ...]:
        """Who has no corrections to some version of the minutes."""
        return tuple(dict.fromkeys(one.person for one in self.confirmations))


class Answer(StrEnum):
    """What became of something that somebody was asked."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Handing:
    """An action that one of its owners would hand on: it is the new owner's once they accept. `by`, `to`: persons' numbers."""

    ref: str
    number: int
    by: int
    to: int
    at: dt.datetime
    words: str
    message_id: str | None = None
    state: Answer = Answer.ASKED

    @property
    def key(self) -> str:
        return handing_key(self.ref, self.number)


def handing_key(ref: str, number: int) -> str:
    """Give the key of a handing on: "QSB 1819_14/1"."""
    return f"{ref}/{number}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that the clerk sent by mail, not yet taken. `settled` as in MinutesVersion; `meeting` as the document dates it.

    `key`: of the message it came by; a later mail of the same thread settles who is meant, under its own key.
    """

    key: str
    document: str
    name: str
    at: dt.datetime
    meeting: str | None = None
    settled: tuple[tuple[str, str], ...] = ()
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one line of the clerk's that was a command. `listing`: a list that the answer is to hold.

    `state`: recorded, asked (it waits for a yes), refused.
    """

    line: int
    state: str
    sentence: str
    listing: str = ""
