"""Who gets which letter of a circulation, and what falls to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailflow.minutes.model import Presence
from mailflow.people import OF_THE_BOARD, Person, Roster
from mailflow.records import Action, Edition, MinutesVersion


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a letter. `mine`: actions they owe; `told`: actions of others they are told of.

    `stood_in`: who stood in for them; `stood_in_for`: for whom they stood in; `status`: how the attendance list shows them.
    """

    person: Person
    edition: Edition
    mine: tuple[Action, ...] = ()
    told: tuple[Action, ...] = ()
    stood_in: str = ""
    stood_in_for: str = ""
    status: str = ""


def recipients(version: MinutesVersion, roster: Roster, actions: Iterable[Action]) -> tuple[Recipient, ...]:
    """Tell who gets a letter of this version: those who were there and those who stood in, the absent, and owners elsewhere.

    Somebody who was there in their own right and for another gets one letter, the attendee's. Whoever belongs to the board and
    is not in the attendance list counts as absent, "not in the attendance list".
    """
    actions = tuple(actions)
    editions: dict[int, Edition] = {}
    status: dict[int, str] = {}
    stood_in: dict[int, str] = {}
    stood_in_for: dict[int, str] = {}
    stands_for: dict[int, int] = {}
    for row, attended in zip(version.minutes.attendance, version.attended, strict=False):
        if attended.person is not None:
            there = row.status is Presence.PRESENT
            _at_least(editions, attended.person, Edition.ATTENDEE if there else Edition.ABSENTEE)
            status[attended.person] = str(row.status)
        if attended.substitute is not None:
            _at_least(editions, attended.substitute, Edition.ATTENDEE)
            stood_in_for[attended.substitute] = row.name
            if attended.person is not None:
                stands_for[attended.substitute] = attended.person
                stood_in[attended.person] = (p.name if (p := roster.by_number(attended.substitute)) else row.substitute) or ""
    for person in roster:
        if person.number not in editions and person.standing in OF_THE_BOARD:
            editions[person.number] = Edition.ABSENTEE
            status[person.number] = "not in the attendance list"
    for action in actions:
        for number in (*action.owners, *action.told):
            editions.setdefault(number, Edition.OWNER)
    return tuple(
        Recipient(
            person=person,
            edition=editions[person.number],
            mine=tuple(a for a in actions if person.number in a.owners),
            told=tuple(a for a in actions if person.number not in a.owners and _is_told(a, person.number, stands_for)),
            stood_in=stood_in.get(person.number, ""),
            stood_in_for=stood_in_for.get(person.number, ""),
            status=status.get(person.number, ""),
        )
        for person in roster
        if person.number in editions
    )


def _is_told(action: Action, number: int, stands_for: dict[int, int]) -> bool:
    """A delegate is told; so is whoever stood in for the owner, who may report on it too."""
    return number in action.told or stands_for.get(number) in action.owners


def _at_least(editions: dict[int, Edition], number: int, edition: Edition) -> None:
    """An attendee stays one, whatever another row says of them."""
    if editions.get(number) is not Edition.ATTENDEE:
        editions[number] = edition
