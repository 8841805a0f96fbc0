"""A ledger in memory for what reminders are decided by: people, actions, minutes that went out, and the days going by."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field, replace

from mailflow.config import FollowUpSettings, Settings, read_settings
from mailflow.flows.remind import Round, decide, letters_of
from mailflow.journal import V
from mailflow.minutes.model import Minutes, NextMeeting
from mailflow.people import Person, Roster, Standing
from mailflow.records import (
    Action,
    ActionUpdate,
    Dispatch,
    DispatchState,
    Edition,
    Meeting,
    MinutesVersion,
    letter_key,
)
from mailflow.replies.model import Status

HELD = "2026-10-08"
OUT = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
ANNA = Person("Anna Reed", "anna.reed@quay.example", 1, initials="AR")
BRAM = Person("Bram Hale", "bram.hale@quay.example", 2, initials="BH")
CARYS = Person("Carys Wynn", "carys.wynn@quay.example", 3, initials="CW", standing=Standing.CLERK)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str, zone: str = "Europe/London") -> dt.datetime:
    """Give a time by the board's clock: "2026-12-01 10:00"; 10:00 where it says a day alone."""
    time = dt.datetime.fromisoformat(text if ":" in text else f"{text} 10:00")
    return time.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)


def settings(zone: str = "Europe/London", **follow_up: object) -> Settings:
    text = f'[board]\nname = "Quay"\nreference = "QSB"\ntimezone = "{zone}"\n[mail]\naddress = "minutes@quay.example"\n'
    return replace(read_settings(text), follow_up=FollowUpSettings(**follow_up))  # type: ignore[arg-type]


def an_action(number: int, due: str | None = None, owners: tuple[int, ...] = (1,), stated: Status = Status.OPEN) -> Action:
    due_day = day(due) if due else None
    return Action(f"QSB 2627_{number:02d}", HELD, 1, "3", f"Do the thing of number {number}", owners, due=due_day, stated=stated)


def said(when: str, by: int = 1, status: Status | None = Status.IN_PROGRESS, due: str | None = None) -> ActionUpdate:
    return ActionUpdate(at(when), by, f"person {by}", status, "so it stands", day(due) if due else None)


@dataclass
class Book:
    """What is on record, as `decide` looks at it; `remind` also puts there what went, and says who got what."""

    actions: list[Action] = field(default_factory=list)
    next_meetings: tuple[str, ...] = ()
    people: tuple[Person, ...] = (ANNA, BRAM, CARYS)
    rules: Settings = field(default_factory=settings)
    dispatches: list[Dispatch] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=lambda: [Meeting(HELD, "Quay", 1)])
    versions: int = 1

    def circulate(self, when: dt.datetime = OUT, version: int = 1, state: DispatchState = DispatchState.SENT) -> Book:
        for person in self.people:
            key = letter_key(HELD, version, person.number)
            letter = Dispatch(key, HELD, version, person.number, person.email, Edition.ATTENDEE, f"{key}@quay", "b", "s", when, state)
            self.dispatches.append(letter)
        return self

    def get(self, kind: type[V], key: str) -> V | None:
        return next((value for value in self.all(kind) if value.key == key), None)

    def all(self, kind: type[V]) -> list[V]:
        ahead = tuple(NextMeeting(day(text)) for text in self.next_meetings)
        minutes = Minutes("Quay", "Quay", day(HELD), next_meetings=ahead)
        versions = [MinutesVersion(HELD, n, minutes, "d", "d.md", OUT) for n in range(1, self.versions + 1)]
        values = [*self.actions, *self.dispatches, *self.meetings, *versions]
        return [value for value in values if isinstance(value, kind)]

    def decide(self, now: dt.datetime) -> Round:
        return decide(self, self.rules, Roster(self.people), now)

    def remind(self, now: dt.datetime | str) -> list[str]:
        """Remind at a time; give "person: REF occasion, REF occasion" for each mail that went."""
        moment = at(now) if isinstance(now, str) else now
        due = self.decide(moment).due
        for letter in letters_of(due, moment):
            assert all(known.key != letter.key for known in self.dispatches), "a letter of its own"
            self.dispatches.append(replace(letter, state=DispatchState.SENT, at=moment, message_id=letter.key, body="b"))
        return [f"{one.person.initials}: {', '.join(map(short, one.covers))}" for one in due]

    def say(self, number: int, update: ActionUpdate) -> None:
        ref = f"QSB 2627_{number:02d}"
        self.actions = [replace(a, updates=(*a.updates, update)) if a.ref == ref else a for a in self.actions]


def short(cover: str) -> str:
    """"QSB 2627_04|2026-12-01 overdue" is "4 overdue 12-01"."""
    ref, _, occasion = cover.rpartition("|")
    when, _, sort = occasion.partition(" ")
    number = ref.rpartition("_")[2].lstrip("0") or ref
    return " ".join(filter(None, (number, sort, when[5:] if sort else when)))
