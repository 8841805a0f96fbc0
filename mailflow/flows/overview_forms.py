"""The report in its forms: a page of one file, through a template, and tables as CSV. Pure but for reading templates."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from types import SimpleNamespace

from mailflow.csv_cells import write_csv
from mailflow.flows.attendance import Grid, absence_line
from mailflow.flows.heard import UNDELIVERED, Circulation, Heard, Reader, owes_only
from mailflow.flows.overview import AGES, Load, LoggedAction, Overview, Registered
from mailflow.flows.owing import WITHDRAWN
from mailflow.letters.templates import Templates
from mailflow.minutes.model import Presence
from mailflow.minutes.places import where_words
from mailflow.records import ActionUpdate, Stage
from mailflow.register import Ruling
from mailflow.replies.model import Status

TEMPLATE = "report.html.j2"
ATTENDED = (Presence.PRESENT, Presence.SUBSTITUTED)
CONFIDENTIAL = "(confidential)"


def page(templates: Templates, found: Overview, zone: zoneinfo.ZoneInfo) -> str:
    """Give the report as a page: one file, no script, nothing fetched. Raises TemplateError."""
    oldest = max((one.age or 0 for one in found.actions), default=0)
    facts = {
        "board": SimpleNamespace(name=found.board),
        "day": found.day,
        "year": found.year,
        "counts": _counts(found),
        "loads": [_load(load, max(one.total for one in found.loads)) for load in found.loads],
        "ages": [SimpleNamespace(until=u, count=n, share=_share(n, max(found.ages))) for u, n in zip((*AGES, 0), found.ages, strict=True)],
        "actions": [_action(one, oldest, zone) for one in found.actions],
        "corrections": [_correction(one) for one in found.corrections],
        "circulations": [_circulation(one, zone) for one in found.circulations],
        "grid": _grid(found.grid),
        "absences": [absence_line(absence) for absence in found.absences],
    }
    return templates.render(TEMPLATE, facts).lstrip()


def tables(found: Overview, zone: zoneinfo.ZoneInfo) -> dict[str, str]:
    """Give the tables of the report as CSV, by the names of their files."""
    return {
        "actions.csv": _actions_csv(found, zone),
        "corrections.csv": _corrections_csv(found),
        "circulation.csv": _circulation_csv(found, zone),
        "attendance.csv": _attendance_csv(found.grid),
    }


# --- the page --------------------------------------------------------------------------------------------------------


def _counts(found: Overview) -> SimpleNamespace:
    states = [one.action.status for one in found.actions]
    return SimpleNamespace(
        open=sum(one.action.is_open for one in found.actions),
        overdue=sum(one.late > 0 for one in found.actions),
        done=states.count(Status.DONE),
        corrections=sum(one.correction.status is Ruling.PROPOSED for one in found.corrections),
        undelivered=sum(_is_lost(reader) for one in found.circulations for reader in one.readers),
    )


def _is_lost(reader: Reader) -> bool:
    return reader.heard in (Heard.FAILED, Heard.BOUNCED) and reader.letter.last_error not in WITHDRAWN


def _share(part: int, whole: int) -> float:
    """Give a part of a whole in per cent, for the width of a bar."""
    return round(100 * part / whole, 1) if whole else 0.0


def _load(load: Load, most: int) -> SimpleNamespace:
    counts = {"overdue": load.overdue, "open": load.open, "in progress": load.in_progress, "done": load.done}
    parts = [SimpleNamespace(sort=sort, count=count, share=_share(count, most)) for sort, count in counts.items() if count]
    return SimpleNamespace(name=load.name, total=load.total, parts=parts)


def _action(one: LoggedAction, oldest: int, zone: zoneinfo.ZoneInfo) -> SimpleNamespace:
    action = one.action
    return SimpleNamespace(
        ref=action.ref,
        text="" if one.withheld else action.text,
        withheld=one.withheld,
        owners=list(one.owners),
        status=str(action.status),
        late=one.late,
        due=action.due_now,
        due_text=action.due_text,
        given=dt.date.fromisoformat(action.meeting) if action.meeting else None,
        age=one.age,
        share=_share(max(one.age or 0, 0), oldest),
        is_open=action.is_open,
        last=_said(one.last, zone) if one.last else None,
    )


def _said(update: ActionUpdate, zone: zoneinfo.ZoneInfo) -> SimpleNamespace:
    return SimpleNamespace(
        by=update.by_name,
        on=update.at.astimezone(zone).date(),
        status=str(update.status) if update.status else "",
        percent=update.percent,
        note=update.note,
    )


def _correction(one: Registered) -> SimpleNamespace:
    correction = one.correction
    return SimpleNamespace(
        id=correction.id,
        meeting=dt.date.fromisoformat(correction.meeting),
        withheld=one.withheld,
        where="" if one.withheld else where_words(correction.item),
        find="" if one.withheld else correction.find or "",
        replace=None if one.withheld else correction.replace,
        text="" if one.withheld else correction.text,
        by=list(one.proposers),
        kind=one.kind,
        status=str(correction.status),
        why="" if one.withheld else correction.why or "",
        late=correction.late,
        taken_in=correction.taken_in,
        noted=correction.noted,
        conflicts=list(one.conflicts),
    )


def _circulation(one: Circulation, zone: zoneinfo.ZoneInfo) -> SimpleNamespace:
    meeting = one.meeting
    counts = [SimpleNamespace(heard=str(heard), count=n, share=_share(n, len(one.readers))) for heard, n in one.counts.items()]
    return SimpleNamespace(
        date=meeting.date,
        version=one.version,
        final=meeting.approval.version if meeting.approval else 0,
        until=meeting.corrections_until if meeting.stage is Stage.DRAFT else None,
        sentence=meeting.approval.sentence if meeting.approval else "",
        counts=counts,
        readers=[_reader(reader, zone) for reader in one.readers],
    )


def _reader(reader: Reader, zone: zoneinfo.ZoneInfo) -> SimpleNamespace:
    letter = reader.letter
    return SimpleNamespace(
        name=reader.name,
        version=letter.version,
        on=letter.at.astimezone(zone).date() if letter.at else None,
        uncertain=letter.uncertain,
        owes_only=owes_only(letter),
        heard=str(reader.heard),
        lost=_is_lost(reader),
        error=(letter.last_error or "") if reader.heard in UNDELIVERED else "",
        before=[SimpleNamespace(version=version, heard=str(heard)) for version, heard in reader.before],
    )


def _grid(grid: Grid) -> SimpleNamespace:
    return SimpleNamespace(
        meetings=[dt.date.fromisoformat(meeting) for meeting in grid.meetings],
        agencies=[
            SimpleNamespace(
                name=agency.name,
                represented=sum(agency.represented),
                rows=[
                    SimpleNamespace(
                        name=row.name,
                        stood=[str(status) if status else "" for status in row.statuses],
                        attended=row.count(*ATTENDED),
                        of=sum(status not in (None, Presence.NOT_RECORDED) for status in row.statuses),
                    )
                    for row in agency.rows
                ],
            )
            for agency in grid.agencies
        ],
    )


# --- CSV -------------------------------------------------------------------------------------------------------------


def _actions_csv(found: Overview, zone: zoneinfo.ZoneInfo) -> str:
    headings = ("ref", "meeting", "item", "action", "owners", "status", "due", "days overdue", "age in days", "last report by", "on",
                "note")  # fmt: skip

    def row(one: LoggedAction) -> Iterable[object]:
        action, last = one.action, one.last
        text, item = (CONFIDENTIAL, "") if one.withheld else (action.text, action.item)
        said = (last.by_name, last.at.astimezone(zone).date(), last.note) if last else ("", "", "")
        due = action.due_now or action.due_text
        yield from (action.ref, action.meeting, item, text, ", ".join(one.owners), action.status, due, one.late or "", one.age, *said)

    return write_csv(headings, [tuple(row(one)) for one in found.actions])


def _corrections_csv(found: Overview) -> str:
    headings = ("number", "meeting", "item", "proposed by", "on version", "find", "replace", "words", "kind", "ruling", "why", "in version",
                "conflicts with")  # fmt: skip

    def row(one: Registered) -> Iterable[object]:
        c = one.correction
        words = ("", "", "", CONFIDENTIAL, "") if one.withheld else (c.item, c.find, c.replace, c.text, c.why)
        item, find, replace, text, why = words
        clashes = ", ".join(map(str, one.conflicts))
        by = ", ".join(one.proposers)
        yield from (c.id, c.meeting, item, by, c.version, find, replace, text, one.kind, c.status, why, c.taken_in or "", clashes)

    return write_csv(headings, [tuple(row(one)) for one in found.corrections])


def _circulation_csv(found: Overview, zone: zoneinfo.ZoneInfo) -> str:
    headings = ("meeting", "version", "person", "e-mail", "edition", "state", "on", "heard", "error")
    rows: list[tuple[object, ...]] = []
    for one in found.circulations:
        for reader in one.readers:
            d = reader.letter
            on = d.at.astimezone(zone).date() if d.at else ""
            rows.append((d.meeting, d.version, reader.name, d.email, d.edition, d.state, on, reader.heard, d.last_error))
    return write_csv(headings, rows)


def _attendance_csv(grid: Grid) -> str:
    rows = [
        (agency.name, row.name, *(status or "" for status in row.statuses), row.count(*ATTENDED))
        for agency in grid.agencies
        for row in agency.rows
    ]
    return write_csv(("agency", "person", *grid.meetings, "attended"), rows)
