"""Tables and journal as rows: which value lies in which table, events as rows and back, and the fold from one to the other. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from mailflow.codec import as_row, from_row
from mailflow.errors import StoreError
from mailflow.folding import apply_
from mailflow.journal import FACTS, Event, Fact, V, Value
from mailflow.people import Person
from mailflow.records import Action, Correction, Dispatch, Meeting, MinutesVersion, Taken, Trial
from mailflow.register import Handing, Offer

JOURNAL = "journal"
TABLES: dict[type[Value], str] = {
    Person: "people",
    Meeting: "meetings",
    MinutesVersion: "minutes",
    Action: "actions",
    Correction: "corrections",
    Dispatch: "dispatches",
    Taken: "messages",
    Trial: "trials",
    Handing: "handings",
    Offer: "offers",
}


class Fold:
    """The tables as what a journal adds up to."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Value]] = {name: {} for name in TABLES.values()}

    def get(self, kind: type[V], key: str) -> V | None:
        """Give a value as far as the fold has come."""
        found = self.tables[TABLES[kind]].get(key)
        return found if isinstance(found, kind) else None

    def add(self, events: Iterable[Event]) -> Fold:
        """Fold events, from the first to the last."""
        for event in events:
            for value in list(apply_(self, event)):
                self.tables[TABLES[type(value)]][value.key] = value
        return self

    def rows(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Give the rows of each table that has any, by key."""
        return {name: {key: as_row(value) for key, value in values.items()} for name, values in self.tables.items() if values}


def event_row(event: Event) -> dict[str, Any]:
    """Give the journal row of an event."""
    row: dict[str, Any] = {"at": event.at.isoformat(), "who": event.who, "what": type(event.fact).__name__, "facts": as_row(event.fact)}
    if event.message:
        row["message"] = event.message
    return row


def event_from_row(key: str, row: Mapping[str, Any]) -> Event:
    """Give back the event of a journal row. Raises StoreError where it is none."""
    try:
        fact: Fact = from_row(FACTS[row["what"]], row["facts"])
        return Event(int(key), dt.datetime.fromisoformat(row["at"]), row["who"], fact, row.get("message"))
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"journal, event {key}: {error}.") from error
