"""The clerk's digest: at most one mail a day, and only if something came in since the last; it holds all that is open, ready to answer.

`decide_digest` is pure. What the digest says is put together when it is composed, from what is on record then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from mailflow.config import Settings
from mailflow.flows.attendance import absence_line, find_absences
from mailflow.flows.hours import in_hours
from mailflow.flows.listing import correction_line
from mailflow.flows.owing import WITHDRAWN, owed_key, owed_letter
from mailflow.flows.rule import conflicting, kind_now
from mailflow.journal import Ledger
from mailflow.letters.compose import Desk
from mailflow.letters.envelope import Letter
from mailflow.letters.layout import day_words
from mailflow.letters.notice import answer_link, compose_notice
from mailflow.people import Person, Roster
from mailflow.records import Correction, Dispatch, DispatchState, Edition, Meeting, MinutesVersion, Outcome, Taken
from mailflow.register import Ruling
from mailflow.replies.model import Kind
from mailflow.store import Store
from mailflow.workspace import Workspace


def decide_digest(ledger: Ledger, settings: Settings, roster: Roster, now: dt.datetime) -> Dispatch | None:
    """Give the digest that is due now, None where none is. `now` is aware."""
    clerk = roster.clerk()
    if not settings.follow_up.digest or clerk is None or not in_hours(settings, now):
        return None
    today = now.astimezone(settings.zone).date()
    suffix = today.strftime("%Y%m%d")
    if ledger.get(Dispatch, owed_key(Edition.DIGEST, suffix)) or not any(news(ledger, settings, last_digest(ledger, now), now)):
        return None
    latest = max((m.id for m in ledger.all(Meeting)), default=today.isoformat())
    version = meeting.version if (meeting := ledger.get(Meeting, latest)) else 0
    return owed_letter(Edition.DIGEST, suffix, clerk, latest, version, now)


def last_digest(ledger: Ledger, now: dt.datetime) -> dt.datetime:
    """Give when the last digest was decided, before `now`; the beginning of time where there was none."""
    times = [d.created_at for d in ledger.all(Dispatch) if d.edition is Edition.DIGEST and d.created_at < now]
    return max(times, default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


def news(ledger: Ledger, settings: Settings, since: dt.datetime, now: dt.datetime) -> Iterator[str]:
    """Give what came in since a time, a line each."""
    for taken in ledger.all(Taken):
        if since < taken.at <= now and (line := _came_in(taken)):
            yield line
    for dispatch in ledger.all(Dispatch):
        lost = dispatch.state in (DispatchState.FAILED, DispatchState.BOUNCED) and dispatch.last_error not in WITHDRAWN
        if lost and dispatch.at and since < dispatch.at <= now:
            yield f"A letter to {dispatch.email} could not be delivered: {dispatch.last_error or dispatch.state}"
    yield from _silent_chair(ledger, settings, since, now)
    yield from _absences(ledger, since, now)


def _absences(ledger: Ledger, since: dt.datetime, now: dt.datetime) -> Iterator[str]:
    """Who was absent twice in a row, or once more, by minutes that were taken since; each is said once."""
    roster, versions = Roster(tuple(ledger.all(Person))), ledger.all(MinutesVersion)
    known = find_absences((v for v in versions if v.taken_at <= since), roster)
    for absence in find_absences((v for v in versions if v.taken_at <= now), roster):
        if absence not in known:
            yield absence_line(absence)


def _came_in(taken: Taken) -> str:
    if taken.outcome in (Outcome.IGNORED, Outcome.DUPLICATE) or (taken.kind is Kind.BOUNCE and not taken.waits) or taken.done:
        return ""
    reading = taken.reading
    if taken.undone or reading is None:
        return f"{taken.sender}: {'taken back' if taken.undone else taken.reason or taken.outcome}"
    said = [f"{u.ref} {u.status or 'a note'}" for u in reading.updates if u.ref and not u.doubt]
    said += [f"{n} correction{'s' if n > 1 else ''}"] if (n := sum(not c.doubt for c in reading.corrections)) else []
    said += ["no corrections"] if reading.no_corrections else []
    said += ["something waits for you"] if taken.waits else []
    return f"{taken.sender}: {', '.join(said)}" if said else ""


def _silent_chair(ledger: Ledger, settings: Settings, since: dt.datetime, now: dt.datetime) -> Iterator[str]:
    """A chair who has had a draft for so many days; said once, in the first digest after they are over."""
    for dispatch in ledger.all(Dispatch):
        meeting = ledger.get(Meeting, dispatch.meeting) if dispatch.edition is Edition.CHAIR else None
        over = (dispatch.at or dispatch.created_at) + dt.timedelta(days=settings.follow_up.chair_days)
        if meeting and dispatch.version == meeting.version and meeting.released < dispatch.version and since < over <= now:
            days = settings.follow_up.chair_days
            yield f"The chair has had the draft minutes of {day_words(meeting.date)} for {days} days and has not answered."


def digest_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose the digest. Raises TemplateError."""
    clerk = store.roster.by_number(dispatch.person)
    if clerk is None:
        return None
    at = dispatch.created_at

    def link(body: str) -> str:
        return answer_link(desk, dispatch, "digest", "mailflow", body)

    facts: dict[str, Any] = {
        "news": list(news(store, workspace.settings, last_digest(store, at), at)),
        "tray": [_tray_entry(taken, link) for taken in store.all(Taken) if taken.waits],
        "corrections": list(_open_corrections(store, link)),
        "day": at.astimezone(workspace.settings.zone).date(),
        "help": link("help"),
    }
    return compose_notice(desk, dispatch, clerk, "digest", facts, thread=False)


def _tray_entry(taken: Taken, link: Any) -> SimpleNamespace:
    name = str(taken.number or taken.short)
    return SimpleNamespace(
        name=name,
        sender=taken.sender,
        day=taken.at.date(),
        why=taken.why,
        words=taken.own_text.splitlines()[:12],
        take=link(f"take {name}"),
        take_as=link(f"take {name} as "),
        dismiss=link(f"dismiss {name}"),
    )


def _open_corrections(store: Store, link: Any) -> Iterator[SimpleNamespace]:
    clashes = {number: others for m in store.all(Meeting) for number, others in conflicting(store, m.id).items()}
    for correction in store.all(Correction):
        if correction.status not in (Ruling.PROPOSED, Ruling.FOR_THE_MEETING):
            continue
        names = store.roster.names(correction.proposers)
        yield SimpleNamespace(
            name=str(correction.id),
            words=correction_line(correction, names, clashes.get(correction.id, ())).partition(". ")[2],
            kind=kind_now(store, correction),
            accept=link(f"accept {correction.id}"),
            decline=link(f"decline {correction.id} because "),
            refer=link(f"refer {correction.id}") if correction.status is Ruling.PROPOSED else "",
        )
