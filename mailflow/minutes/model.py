"""What minutes say, as values: Minutes, Item, Attendance, StatedAction, PreviousAction, StatedApproval, NextMeeting, Problem.

These are what a document *says*, before anybody is looked up: owners stand as they were typed.
`Item.text` is plain text in one canonical form: paragraphs parted by a blank line, each paragraph one line;
a list entry is a paragraph that begins with "- ", entries of one list following each other without blank lines.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """How somebody stands in the attendance list."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    SUBSTITUTED = "substituted"
    NOT_RECORDED = "not recorded"


class Group(StrEnum):
    """Which of the two attendance lists somebody stands in."""

    MEMBERS = "members"
    IN_ATTENDANCE = "in attendance"


class Office(StrEnum):
    """What somebody did at the meeting besides attending."""

    CHAIR = "chair"
    NOTES = "notes"


class Severity(StrEnum):
    """`check`: look at it; `blocking`: nothing is sent until it is settled."""

    CHECK = "check"
    BLOCKING = "blocking"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault found in a document. `where` is a place the clerk can find ("item 5.1", "attendance, row 7").

    `owner`: the owner as typed, where the fault is one who stands against no action.
    """

    where: str
    text: str
    severity: Severity = Severity.CHECK
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """One row of the attendance list. `substitute`: who came instead, as typed. `note`: anything else said of them.

    `initials`: where the list has a column of them.
    """

    name: str
    role: str = ""
    agency: str = ""
    group: Group = Group.MEMBERS
    status: Presence = Presence.NOT_RECORDED
    substitute: str | None = None
    office: Office | None = None
    note: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item: "3.1", its title, and all that was minuted under it except its own sub-items; `confidential` as it is marked."""

    number: str
    title: str
    text: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class StatedAction:
    """An action as the minutes state it. `item` is the number of the item it stands under.

    `owners`: as typed, one each ("PS/SH" gives PS and SH); empty where nobody stands against it.
    `delegate`: the name in "CW (Becky Hopkins)". `due`: the day, where the words give one; `due_text`: the words.
    `ref`, `status`: the board's own, where the document gives them.
    """

    item: str
    text: str
    owners: tuple[str, ...] = ()
    delegate: str | None = None
    due: dt.date | None = None
    due_text: str | None = None
    ref: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class PreviousAction:
    """An earlier action that these minutes speak of; `status` is what was decided: closed, open, or in progress.

    It is done where an owner says so and the board has decided nothing yet. `said`: what was said of it at this meeting,
    where a table parts that from the action's own words.
    """

    ref: str
    status: str
    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """A future meeting that the minutes announce. `time` is "HH:MM"."""

    date: dt.date | None
    time: str | None = None
    venue: str | None = None


class Verdict(StrEnum):
    """What minutes say became of the minutes before them."""

    APPROVED = "approved"
    SUBJECT_TO = "approved subject to"
    NOT_APPROVED = "not approved"


@dataclass(frozen=True, slots=True)
class StatedApproval:
    """What minutes say of the minutes before them, and the sentence that says it, as typed.

    `subject_to`: what the approval depends on. `proposed`: who proposed that, or the approval, names or initials as typed.
    `of`: the day of the meeting whose minutes are meant, where it is said.
    """

    verdict: Verdict
    sentence: str
    subject_to: str | None = None
    proposed: tuple[str, ...] = ()
    of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """All that one document says. `date` is None only where the document gives none (a blocking Problem).

    `others`: who was there without being named, as typed: "3 members of the public".
    """

    board: str
    title: str
    date: dt.date | None
    time: str | None = None
    venue: str | None = None
    attendance: tuple[Attendance, ...] = ()
    items: tuple[Item, ...] = ()
    actions: tuple[StatedAction, ...] = ()
    previous_actions: tuple[PreviousAction, ...] = ()
    next_meetings: tuple[NextMeeting, ...] = ()
    others: tuple[str, ...] = ()
    approval: StatedApproval | None = None
