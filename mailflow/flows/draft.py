"""The document of the next meeting, drafted: what is on record, through a template, as Markdown and as a Word file.

In the very layout that `take` reads: it is read back at once, and what would be taken otherwise than it was meant is a remark.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from mailflow.errors import DocumentError, TemplateError, UsageError
from mailflow.flows.take import read_minutes
from mailflow.minutes.blocks import fold
from mailflow.minutes.confidential import is_confidential, withheld
from mailflow.minutes.documents import read_document
from mailflow.minutes.laid_out import lay_out
from mailflow.minutes.model import Minutes, NextMeeting, Severity
from mailflow.minutes.word_out import write_word
from mailflow.people import Person, Standing
from mailflow.records import Action, Correction, Meeting, MinutesVersion, version_key
from mailflow.register import Ruling
from mailflow.replies.model import Status
from mailflow.store import Store
from mailflow.workspace import Workspace

TEMPLATE, PAGE = "draft.md.j2", "draft.page.j2"
CONFIDENTIAL = "Confidential action."
_OFFICES = {Standing.CHAIR: "chair", Standing.CLERK: "notes"}
_SHOWN = frozenset({Status.OPEN, Status.IN_PROGRESS, Status.DONE})
_TOLD = (Ruling.ACCEPTED, Ruling.FOR_THE_MEETING)


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted document. `stem`: a name for its files; `remarks`: sentences for the clerk, of what to look at."""

    stem: str
    markdown: bytes
    word: bytes
    remarks: tuple[str, ...] = ()


def draft(workspace: Workspace, store: Store, day: dt.date, now: dt.datetime) -> Draft:
    """Draft the document of the meeting on `day`. Records nothing. Raises UsageError where its minutes are on record, TemplateError."""
    board = workspace.settings.board
    if store.get(Meeting, day.isoformat()):
        raise UsageError(f"the minutes of {day} are on record already; a draft is for a meeting to come.")
    facts = _facts(workspace, store, day)
    markdown = _settled(workspace.templates.render(TEMPLATE, facts)).encode()
    header, footer = _page(workspace.templates.render(PAGE, facts))
    stem = f"{board.reference}-{day.isoformat()}"
    try:
        pages = lay_out(read_document(f"{stem}.md", markdown).blocks)
    except DocumentError as error:
        raise TemplateError(TEMPLATE, None, f"what it gives {error.why}") from error
    word = write_word(pages, title=f"{board.name}, {day}", at=now, author=board.name, header=header, footer=footer)
    remarks = [*_unruled(store, facts["previous"]), *_misread(f"{stem}.md", markdown, facts), *_misread(f"{stem}.docx", word, facts)]
    return Draft(stem, markdown, word, tuple(dict.fromkeys(remarks)))


def _settled(text: str) -> str:
    """Bring blank lines to one, so that a template may be laid out for reading."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


def _page(rendered: str) -> tuple[str, str]:
    lines = {name.strip(): rest.strip() for line in rendered.splitlines() for name, _, rest in [line.partition(":")]}
    return lines.get("Header", ""), lines.get("Footer", "")


# --- what it holds -------------------------------------------------------------------------------------------------------


def _facts(workspace: Workspace, store: Store, day: dt.date) -> dict[str, Any]:
    board = workspace.settings.board
    before = sorted((m for m in store.all(Meeting) if m.date < day), key=lambda m: m.id, reverse=True)
    versions = [v for m in before if (v := store.get(MinutesVersion, version_key(m.id, m.version)))]
    # The draft goes to all: what only a confidential item announces is not in it.
    told = [withheld(v.minutes) for v in versions]
    announced = next((n for minutes in told for n in minutes.next_meetings if n.date == day), NextMeeting(day))
    roster = sorted(store.roster, key=lambda p: p.standing is not Standing.CHAIR)
    return {
        "board": SimpleNamespace(name=board.name, reference=board.reference),
        "meeting": SimpleNamespace(date=day, time=announced.time, venue=announced.venue),
        "members": [_person(p) for p in roster if p.standing in (Standing.CHAIR, Standing.MEMBER)],
        "others": [_person(p) for p in roster if p.standing in (Standing.CLERK, Standing.OFFICER)],
        "previous": SimpleNamespace(meeting=before[0].id, date=before[0].date, version=before[0].version) if before else None,
        "corrections": [_correction(store, c) for c in _of_meeting(store, before[0].id) if _is_told(c, versions[0])] if before else [],
        "actions": [_action(workspace, store, a) for a in _open_actions(store, day)],
        "standing": list(board.standing_items),
        "to_come": [n for n in told[0].next_meetings if n.date and n.date > day] if told else [],
    }


def _person(person: Person) -> SimpleNamespace:
    return SimpleNamespace(
        name=person.name, initials=person.initials, role=person.role, agency=person.agency, office=_OFFICES.get(person.standing, "")
    )


def _of_meeting(store: Store, meeting: str) -> list[Correction]:
    return [c for c in store.all(Correction) if c.meeting == meeting]


def _is_told(correction: Correction, version: MinutesVersion) -> bool:
    """The draft goes to all: what was corrected in a confidential item is not in it."""
    where = f"{correction.find or ''} {correction.text}"
    return correction.status in _TOLD and not is_confidential(version.minutes, correction.item or "", where)


def _correction(store: Store, correction: Correction) -> SimpleNamespace:
    proposers = dict.fromkeys(n for n in (correction.by, *(p.by for p in correction.also)) if n)
    return SimpleNamespace(
        item=correction.item,
        text=correction.text,
        find=correction.find,
        replace=correction.replace,
        by=store.roster.names(proposers),
        status=str(correction.status),
        why=correction.why,
        taken_in=correction.taken_in,
    )


def _open_actions(store: Store, day: dt.date) -> list[Action]:
    """Give what the board has not closed of the meetings before, the oldest first."""
    shown = [a for a in store.all(Action) if a.status in _SHOWN and a.meeting < day.isoformat()]
    return sorted(shown, key=lambda a: a.meeting)


def _action(workspace: Workspace, store: Store, action: Action) -> SimpleNamespace:
    reports = [
        SimpleNamespace(
            by=u.by_name,
            on=workspace.today(u.at),
            status=str(u.status) if u.status else None,
            note=fold(u.note),
            percent=u.percent,
            due=u.due,
        )
        for u in action.updates
        if u.by and not action.confidential
    ]
    return SimpleNamespace(
        ref=action.ref,
        text=CONFIDENTIAL if action.confidential else action.text,
        owners=(*store.roster.names(action.owners), *action.typed),
        due=action.due_now,
        due_text=action.due_text,
        status=str(action.status),
        reports=reports,
    )


# --- what the clerk should know ------------------------------------------------------------------------------------------


def _unruled(store: Store, previous: Any) -> Iterable[str]:
    count = sum(c.status is Ruling.PROPOSED for c in _of_meeting(store, previous.meeting)) if previous else 0
    if count:
        yield f"{count} correction(s) of {previous.meeting} wait for a ruling and are not in it: see “mailflow corrections”."


def _misread(name: str, content: bytes, facts: dict[str, Any]) -> Iterable[str]:
    """Tell what `take` would read out of the draft otherwise than it was put in."""
    minutes, problems = read_minutes(name, content)
    for problem in problems:
        if problem.severity is Severity.BLOCKING:
            yield f"{name}: as it stands it could not be taken: {problem.where}: {problem.text}."
    for what, put_in, read in _pairs(minutes, facts):
        if put_in != read:
            missing = ", ".join(sorted(map(str, set(put_in) - set(read)))) or "none"
            more = ", ".join(sorted(map(str, set(read) - set(put_in)))) or "none"
            yield f"{name}: {what} will be read otherwise than written: not read: {missing}; read instead: {more}."


def _pairs(minutes: Minutes, facts: dict[str, Any]) -> Iterable[tuple[str, Sequence[object], Sequence[object]]]:
    yield "the board and the day", [fold(facts["board"].name), facts["meeting"].date], [minutes.board, minutes.date]
    people = [fold(p.name) for p in (*facts["members"], *facts["others"])]
    yield "the attendance list", people, [row.name for row in minutes.attendance]
    log = [(fold(a.ref), a.status) for a in facts["actions"]]
    yield "the action log", log, [(p.ref, p.status) for p in minutes.previous_actions]
    yield "the actions of the meeting itself", [], [action.text for action in minutes.actions]
