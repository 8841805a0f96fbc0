"""Who is reminded of what: owners of their actions, one mail a person, and those who were sent minutes and are silent. `decide` is pure.

What was served stands in `Dispatch.covers`, in the order of the letter: "REF|2026-12-01 overdue" for an occasion, "REF|" for an action that
is listed beside others, and "silent|2026-10-08/1" for the reminder that corrections of a version close.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailflow.config import Settings
from mailflow.flows.hours import next_hours
from mailflow.flows.occasions import BELIEVED, NEAR_MEETING, Occasion, latest_occasions
from mailflow.flows.owing import owed_letter, suffix_of
from mailflow.flows.served import Post
from mailflow.flows.silence import find_silent, silent_cover
from mailflow.journal import Ledger
from mailflow.people import Person, Roster
from mailflow.records import Action, Dispatch, Edition, Meeting, MinutesVersion, version_key
from mailflow.replies.model import Status


class Why(StrEnum):
    """Why an owner is not reminded of an action now."""

    NO_OCCASION = "no occasion"
    TOLD = "told since"
    SERVED = "reminded"
    ANSWERED = "answered"
    DID_THEIRS = "did their part"
    BOUNCES = "address bounces"
    UNSENT = "not circulated"


@dataclass(frozen=True, slots=True)
class Passed:
    """An open action of which an owner is not reminded now. `day`: of the occasion in question, where there is one."""

    person: Person
    ref: str
    why: Why
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One mail to one person. `meeting`, `version`: the minutes it is tied to; `covers`: as in the dispatch; `until`: of a silent one."""

    person: Person
    meeting: str
    version: int
    covers: tuple[str, ...]
    until: dt.date | None = None

    @property
    def is_silent(self) -> bool:
        return self.until is not None


@dataclass(frozen=True, slots=True)
class Round:
    """What is to go, and to whom nothing goes. `waits_until`: outside the hours, when they begin (UTC); nothing goes before."""

    reminders: tuple[Reminder, ...] = ()
    passed: tuple[Passed, ...] = ()
    waits_until: dt.datetime | None = None

    @property
    def due(self) -> tuple[Reminder, ...]:
        """Those that go now."""
        return () if self.waits_until else self.reminders


def decide(ledger: Ledger, settings: Settings, roster: Roster, now: dt.datetime) -> Round:
    """Decide who is reminded at an aware time. Outside the hours: what would go when they begin, if nothing happens until then."""
    opens = next_hours(settings, now)
    today = opens.astimezone(settings.zone).date()
    post = Post(ledger.all(Dispatch), settings)
    reminders: list[Reminder] = []
    passed: list[Passed] = []
    if settings.follow_up.reminders and (last := post.last_circulated):
        owned = _owned(ledger.all(Action), roster)
        meeting = next_meeting(ledger, today)
        for person, actions in owned:
            covers, beside = _for_person(person, actions, post, meeting, today)
            passed += beside
            if covers:
                reminders.append(Reminder(person, *last, covers))
    for one in find_silent(ledger, settings, roster, post, today):
        covers = (silent_cover(one.meeting, one.version),)
        reminders.append(Reminder(one.person, one.meeting, one.version, covers, one.until))
    return Round(tuple(reminders), tuple(passed), None if opens == now else opens)


def letters_of(due: Iterable[Reminder], now: dt.datetime) -> Iterator[Dispatch]:
    """Give the letters that are owed to those who are reminded."""
    for one in due:
        suffix = suffix_of("reminder", one.person.number, *one.covers)
        about = "silent" if one.is_silent else "actions"
        yield owed_letter(Edition.REMINDER, suffix, one.person, one.meeting, one.version, now, about=about, covers=one.covers)


def next_meeting(ledger: Ledger, today: dt.date) -> dt.date | None:
    """Give the nearest meeting ahead that the latest minutes announce."""
    latest = max(ledger.all(Meeting), key=lambda meeting: meeting.id, default=None)
    version = ledger.get(MinutesVersion, version_key(latest.id, latest.version)) if latest else None
    ahead = [n.date for n in version.minutes.next_meetings if n.date and n.date > today] if version else []
    return min(ahead, default=None)


def _owned(actions: Iterable[Action], roster: Roster) -> list[tuple[Person, list[Action]]]:
    by_owner: dict[int, list[Action]] = defaultdict(list)
    for action in actions:
        if action.is_open:
            for number in action.owners:
                by_owner[number].append(action)
    return [(person, by_owner[person.number]) for person in roster if person.number in by_owner]


def _for_person(
    person: Person, actions: Sequence[Action], post: Post, meeting: dt.date | None, today: dt.date
) -> tuple[tuple[str, ...], list[Passed]]:
    """Give what a person's one mail covers, in its order (none: no mail), and the actions that are passed over."""
    found: dict[str, tuple[Occasion, ...]] = {}
    passed: list[Passed] = []
    beside: set[str] = set()
    for action in actions:
        occasions = latest_occasions(action.due_now, meeting, today)
        if why := _why_not(person, action, occasions, post, today):
            passed.append(Passed(person, action.ref, why, occasions[0].day if occasions else None))
            if why not in (Why.UNSENT, Why.DID_THEIRS):
                beside.add(action.ref)
        else:
            found[action.ref] = occasions
    if not found:
        return (), passed
    near_meeting = any(o.sort in NEAR_MEETING for occasions in found.values() for o in occasions)
    covers: list[str] = []
    for action in sorted(actions, key=lambda action: (action.due_now or dt.date.max, action.ref)):
        if action.ref in found:
            covers += [f"{action.ref}|{o.name}" for o in found[action.ref]]
        elif action.ref in beside and (near_meeting or action.is_overdue(today)):
            covers.append(f"{action.ref}|")
    listed = {cover.rpartition("|")[0] for cover in covers}
    return tuple(covers), [p for p in passed if p.ref not in listed]


def _why_not(person: Person, action: Action, occasions: tuple[Occasion, ...], post: Post, today: dt.date) -> Why | None:
    told = post.told(action.meeting, person.number)
    if told is None:
        return Why.UNSENT
    if _did_theirs(action, person.number):
        return Why.DID_THEIRS
    if not occasions:
        return Why.NO_OCCASION
    day = occasions[0].day
    if day <= told <= today + BELIEVED:
        return Why.TOLD
    if post.was_served(person.number, action.ref, occasions):
        return Why.SERVED
    if post.bounces(person):
        return Why.BOUNCES
    days = _days_answered(action, person.number, post.settings)
    if any(o.answered_from <= answered <= today + BELIEVED for o in occasions for answered in days):
        return Why.ANSWERED
    return None


def _days_answered(action: Action, owner: int, settings: Settings) -> list[dt.date]:
    sole = action.owners == (owner,)
    return [u.at.astimezone(settings.zone).date() for u in action.updates if u.by == owner or (sole and u.by)]


def _did_theirs(action: Action, owner: int) -> bool:
    """Tell whether a joint owner has said done, and neither they nor the board have said otherwise since."""
    did = False
    for update in action.updates:
        if update.status and update.by in (0, owner):
            did = bool(update.by) and update.status is Status.DONE
    return did
