"""What went to whom so far, as far as reminders ask for it: what was served, who was told, whose address bounces. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence

from mailflow import addresses
from mailflow.config import Settings
from mailflow.flows.occasions import BELIEVED, Occasion, read_name
from mailflow.people import Person
from mailflow.records import Dispatch, DispatchState, Edition

# A mailbox that does not exist (RFC 3463 3.2): refused at the door is as good as returned.
_NO_SUCH_MAILBOX = re.compile(r"\b5\.1\.\d{1,3}\b")


def refs_in(dispatch: Dispatch) -> tuple[str, ...]:
    """Give the actions that a letter lists which is about actions alone, in its order: a reminder, a handing on; none for other letters."""
    about_actions = dispatch.edition is Edition.HANDING or (dispatch.edition is Edition.REMINDER and dispatch.answers == "actions")
    if not about_actions:
        return ()
    return tuple(dict.fromkeys(cover.rpartition("|")[0] for cover in dispatch.covers))


class Post:
    """The dispatches, looked up by person, address and occasion."""

    def __init__(self, dispatches: Sequence[Dispatch], settings: Settings) -> None:
        self.settings = settings
        self._told: dict[str, dict[int, dt.date]] = defaultdict(dict)
        self._served: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._last: dict[str, Dispatch] = {}
        self._answered: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.covered: set[tuple[int, str]] = set()
        self.circulated: list[Dispatch] = []
        for dispatch in dispatches:
            if dispatch.circulated:
                self.circulated.append(dispatch)
                self._told[dispatch.meeting][dispatch.person] = dispatch.created_at.astimezone(settings.zone).date()
            if dispatch.edition is not Edition.RECEIPT and dispatch.state is not DispatchState.PENDING:
                self._last[addresses.fold(dispatch.email)] = dispatch
            if dispatch.answered:
                self._answered[dispatch.meeting, dispatch.version].add(dispatch.person)
            for cover in dispatch.covers:
                ref, _, occasion = cover.rpartition("|")
                self._served[dispatch.person, ref].add(occasion)
                self.covered.add((dispatch.person, cover))

    @property
    def last_circulated(self) -> tuple[str, int] | None:
        """The meeting and version whose minutes went out last."""
        return max(((d.meeting, d.version) for d in self.circulated), default=None)

    def told(self, meeting: str, person: int) -> dt.date | None:
        """Give the day on which a meeting's actions were sent to somebody; who owes one since goes by the first letter of all."""
        days = self._told.get(meeting)
        return days.get(person, min(days.values())) if days else None

    def answered(self, meeting: str, version: int) -> set[int]:
        """Give the numbers of those who answered a letter tied to a version; robots do not count."""
        return self._answered.get((meeting, version), set())

    def was_served(self, person: int, ref: str, occasions: tuple[Occasion, ...]) -> bool:
        """Tell whether occasions of one day were served, or a later one while the clock stood there, which it did not long before."""
        served = self._served.get((person, ref), set())
        if any(o.name in served for o in occasions):
            return True
        days = [found[1] for name in served if (found := read_name(name))]
        return any(dt.timedelta(0) < day - occasions[0].day <= BELIEVED for day in days)

    def bounces(self, person: Person) -> bool:
        """Tell whether the last letter to the address that somebody has now came back."""
        last = self._last.get(addresses.fold(person.email))
        if last is None:
            return False
        refused = last.state is DispatchState.FAILED and bool(_NO_SUCH_MAILBOX.search(last.last_error or ""))
        return refused or last.state is DispatchState.BOUNCED
