"""Importing the roster: who is new, who has changed, who is the same; numbers are given once and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow import names
from mailflow.errors import PeopleError
from mailflow.journal import PeopleImported
from mailflow.people import Person
from mailflow.store import Store

MOST = 65535  # what a token can hold


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import came to; `absent`: those on record whom the file does not name, who stay."""

    new: int
    changed: int
    same: int
    absent: int


def import_roster(store: Store, people: Sequence[Person], file: str, now: dt.datetime) -> ImportCounts:
    """Bring the roster up to date. Somebody is known again by an address, else by the name. Raises PeopleError."""
    roster = store.roster
    by_name = {names.fold(p.name): p for p in roster}
    following = max((p.number for p in roster), default=0)
    met: set[int] = set()
    changed: list[Person] = []
    new = same = 0
    for person in people:
        known = next((p for a in person.addresses if (p := roster.by_address(a))), None) or by_name.get(names.fold(person.name))
        if known is None or known.number in met:
            following += 1
            new += 1
            changed.append(replace(person, number=following))
            continue
        met.add(known.number)
        person = replace(person, number=known.number)
        if person == known:
            same += 1
        else:
            changed.append(person)
    if following > MOST:
        raise PeopleError(file, (f"a board cannot have more than {MOST} people over its life.",))
    if changed:
        with store.transaction(now) as transaction:
            transaction.record(PeopleImported(tuple(changed), file), who="clerk")
    return ImportCounts(new, len(changed) - new, same, len(roster.people) - len(met))
