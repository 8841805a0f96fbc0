"""The cases in tests/readings: an invented board, what somebody there wrote, and what it is to be taken for, written briefly.

What a reply comes to is written as a list: "14 done", "15 in progress 50% by 2019-03-31 to Ann Marsh", "17 note ?" (an update;
"?" where it is doubtful, "note" where it has no status), '3.1: "forty" -> "fifty"' (a correction; None for words not
given), "no corrections", "unread", and the kinds of remarks in brackets, "(thanks)", which only count where the case names any.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mailflow.minutes.model import Item
from mailflow.replies.model import Context, KnownAction, Line, ProposedCorrection, Reading, Update, Whose, Words

FOLDER = Path(__file__).parent / "readings"

ACTIONS = (
    KnownAction("QSB 1819_14", "3.1", "Circulate the revised protocol to all members.", True, owners=("Jane Doe",)),
    KnownAction("QSB 1819_15", "5.2", "Write to the harbour authority about the lighting on the east pier.", True, owners=("Jane Doe",)),
    KnownAction("QSB 1819_17", "6", "Provide a quarterly report on missing children.", False, owners=("Becky Hopkins", "Paul Shore")),
)
ITEMS = (
    Item("3", "Matters arising", "The minutes of the last meeting were agreed on Monday."),
    Item(
        "3.1",
        "Revised protocol",
        "The revised protocol was presented by Tom Reed.\n\n"
        "The Board agreed that forty copies be printed. Members thanked the working group.\n\n"
        "- copies go to the schools\n- copies go to the surgeries",
    ),
    Item(
        "4",
        "Budget",
        "The treasurer reported a balance of 1,200 in the account.\n\n"
        "The next event takes place in November at the Old Customs House. Tickets will cost £5.",
    ),
    Item("5.2", "Lighting", "The harbour authority monitors the situation.\n\nThe Board monitors the situation on the east pier."),
    Item("6", "Missing children", "Superintendent Marsh said that numbers had fallen by a third."),
)
CONTEXT = Context(
    reference="QSB",
    actions=ACTIONS,
    items=ITEMS,
    attendance=(("Jane Doe", "absent"), ("Tom Reed", "present"), ("Paul Shore", "apologies")),
    person="Jane Doe",
    names=("Becky Hopkins", "Tom Reed", "Ann Marsh", "Paul Shore"),
    sent=dt.date(2018, 11, 1),
    meeting_date=dt.date(2018, 10, 18),
    next_meeting=dt.date(2019, 1, 24),
)
CONTEXTS = {
    "two": CONTEXT,
    "one": replace(CONTEXT, actions=(ACTIONS[0], ACTIONS[2])),
    "three": replace(CONTEXT, actions=tuple(replace(action, mine=True) for action in ACTIONS)),
    "none": replace(CONTEXT, actions=(ACTIONS[2],)),
    "low": replace(
        CONTEXT,
        actions=(replace(ACTIONS[0], ref="QSB 1819_02"), replace(ACTIONS[1], ref="QSB 1819_01")),
    ),
    "own": replace(CONTEXT, actions=(replace(ACTIONS[0], ref="A7"), replace(ACTIONS[1], ref="24/083"))),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What was written, under which quotation, by somebody with which actions, and what it comes to."""

    name: str
    say: str
    gives: tuple[str, ...]
    about: str | None = None
    context: str = "two"


def cases() -> Iterator[Case]:
    """Read every case of every file."""
    for path in sorted(FOLDER.glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for number, row in enumerate(rows, 1):
            yield Case(f"{path.stem}-{number:03}", row["say"], tuple(row["gives"]), row.get("about"), row.get("context", "two"))


def words(text: str, about: str | None = None) -> Words:
    """Make own words of a text, all of it under one quotation."""
    return Words(tuple(Line(n, line, Whose.OWN, "", about) for n, line in enumerate(text.split("\n"), 1)))


def told(reading: Reading) -> tuple[str, ...]:
    """Write briefly what a reading holds, as the cases do."""
    return (
        *(_update(update) for update in reading.updates),
        *(_correction(correction) for correction in reading.corrections),
        *(("no corrections",) if reading.no_corrections else ()),
        *(f"({remark.kind})" for remark in reading.remarks),
        *("unread" for _ in reading.unread),
    )


def _update(update: Update) -> str:
    ref = (update.ref or "?").removeprefix("QSB 1819_")
    parts = [ref, update.status.value if update.status else "note"]
    if update.percent is not None:
        parts.append(f"{update.percent}%")
    if update.due:
        parts.append(f"by {update.due.isoformat()}")
    if update.hand_to:
        parts.append(f"to {update.hand_to}")
    return " ".join((*parts, *(("?",) if update.doubt else ())))


def _correction(correction: ProposedCorrection) -> str:
    find = f'"{correction.find}"' if correction.find is not None else "None"
    new = f'"{correction.replace}"' if correction.replace is not None else "None"
    return f"{correction.item}: {find} -> {new}" + (" ?" if correction.doubt else "")
