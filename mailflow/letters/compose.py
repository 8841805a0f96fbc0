"""Letters of a circulation: what a recipient is told, through the templates, to a Letter. Pure but for reading templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from mailflow import tokens
from mailflow.domains import a_labels
from mailflow.errors import TemplateError
from mailflow.letters.calendar import FILE_NAME, KIND, Event, span, upcoming, write_calendar
from mailflow.letters.editions import Recipient
from mailflow.letters.envelope import Attachment, Letter, Sender
from mailflow.letters.headers import one_line
from mailflow.letters.layout import day_words
from mailflow.letters.redline import Names, redline_facts
from mailflow.letters.templates import Templates
from mailflow.minutes.decisions import find_decisions
from mailflow.minutes.frame import end_of
from mailflow.minutes.model import Attendance, Minutes, NextMeeting, Office, Presence
from mailflow.minutes.redline import Redline
from mailflow.people import Roster
from mailflow.records import Action, Edition, Meeting, MinutesVersion, Stage

SUBJECT = "Subject:"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every letter of a board shares: who sends it, the key that signs tokens, the templates, the roster.

    `read_notices`: circulated letters ask for a notice when they are shown.
    """

    board: str
    reference: str
    address: str
    key: tokens.Key
    templates: Templates
    roster: Roster
    subaddress: bool = True
    read_notices: bool = False

    @property
    def sender(self) -> Sender:
        local, _, domain = self.address.rpartition("@")
        return Sender(self.board, self.address, f"{self.reference.lower()}.{local}.{a_labels(domain)}")

    @property
    def domain(self) -> str:
        return a_labels(self.address.rpartition("@")[2])

    def message_id(self, token: str, suffix: str = "") -> str:
        """Give the Message-ID that carries a token."""
        return f"mf.{token}{'.' + suffix if suffix else ''}@{self.domain}"

    def reply_to(self, token: str) -> str:
        """Give the address that answers go to."""
        return tokens.plus_address(self.address, token) if self.subaddress else self.address

    def thread(self, meeting: str) -> str:
        """Give the Message-ID, of no mail, that joins the letters of one meeting into a thread."""
        return f"mf.meeting-{meeting}.{self.key.tag.hex()}@{self.domain}"


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since an earlier version that went out: its number, the redline, and who proposed each correction."""

    since: int
    redline: Redline
    names: Names


@dataclass(frozen=True, slots=True)
class Entry:
    """The next meeting as an entry for the reader's calendar: which it is, and the file."""

    meeting: NextMeeting
    file: Attachment


def compose_entry(desk: Desk, meeting: Meeting, version: MinutesVersion, at: dt.datetime) -> Entry | None:
    """Compose the entry for the next meeting that a version announces, once for all its letters; None where none is to come.

    `at`: the time the letters bear, in the board's time zone. Raises TemplateError.
    """
    following = upcoming(version.minutes.next_meetings, meeting.date, at.date())
    if following is None or following.date is None or at.tzinfo is None:
        return None
    end = end_of(following, version.minutes.items, meeting.date) if following.time else None
    facts = {
        "board": SimpleNamespace(name=one_line(desk.board), reference=desk.reference, address=desk.address),
        "meeting": _meeting_facts(meeting, version, at.date(), None),
        "next": SimpleNamespace(date=following.date, time=following.time, end=end, venue=following.venue),
    }
    title, description = split_subject("next-meeting.txt.j2", desk.templates.render("next-meeting.txt.j2", facts))
    start, over = span(following.date, following.time, end, at.tzinfo)
    event = Event(
        # Of the board and the meeting that announces it: a later version of its minutes moves the entry, and makes no second one.
        uid=f"after-{meeting.id}.{desk.key.mac(f'calendar after {meeting.id}'.encode()).hex()}",
        sequence=version.number,
        stamp=at,
        start=start,
        end=over,
        summary=title,
        description=description,
        organizer=f"{quote(desk.address.rpartition('@')[0])}@{desk.domain}",
        location=following.venue or "",
    )
    return Entry(following, Attachment(FILE_NAME, KIND, write_calendar(event)))


def compose_letters(
    desk: Desk,
    meeting: Meeting,
    version: MinutesVersion,
    to: Sequence[Recipient],
    until: dt.date,
    changed: Changed | None = None,
    *,
    entry: Entry | None = None,
) -> Iterator[Letter]:
    """Compose a letter for each recipient. Raises TemplateError.

    `changed`: what changed since the version that went out before; `entry`: the next meeting, attached to each.
    """
    minutes = version.minutes
    shared = _shared_facts(desk, meeting, version, until, changed, entry)
    body = {**shared, "minutes": _minutes_facts(minutes)}
    text = desk.templates.render("minutes.txt.j2", body)
    html = desk.templates.render_part("minutes.html.j2", body)
    titles = {item.number: item.title for item in minutes.items}
    for recipient in to:
        sort, suffix = ("chair", chair_suffix(version)) if recipient.edition is Edition.CHAIR else ("circulation", "")
        token = desk.key.sign(tokens.Token(meeting.date, version.number, recipient.person.number, sort))
        reply_to = desk.reply_to(token)
        facts = {**shared, **_recipient_facts(desk, recipient, titles, minutes, reply_to)}
        letter = _letter(desk, recipient, facts, text, html, token, suffix, meeting.id)
        yield replace(letter, attachments=(entry.file,)) if entry else letter


def minutes_text(desk: Desk, meeting: Meeting, version: MinutesVersion) -> str:
    """Give a version of minutes as text, as its letters hold it. Raises TemplateError."""
    shared = _shared_facts(desk, meeting, version, meeting.corrections_until or meeting.date, None, None)
    said = desk.templates.render("minutes.txt.j2", {**shared, "minutes": _minutes_facts(version.minutes)})
    return split_subject("minutes.txt.j2", f"{SUBJECT} minutes\n\n{said}")[1]


def _shared_facts(
    desk: Desk, meeting: Meeting, version: MinutesVersion, until: dt.date, changed: Changed | None, entry: Entry | None
) -> dict[str, Any]:
    return {
        "board": SimpleNamespace(name=desk.board, reference=desk.reference, address=desk.address),
        "meeting": _meeting_facts(meeting, version, until, entry),
        "decisions": find_decisions(version.minutes),
        "until": until,
        "redline": redline_facts(changed.redline, changed.names) if changed else None,
        "since": changed.since if changed else 0,
    }


def chair_suffix(version: MinutesVersion) -> str:
    """Give what tells the chair's letters apart: the meeting's day and the version."""
    return f"{version.meeting.replace('-', '')}v{version.number}"


def _letter(
    desk: Desk, recipient: Recipient, facts: dict[str, Any], text: str, html: object, token: str, suffix: str, meeting: str
) -> Letter:
    name = str(recipient.edition)
    subject, plain = split_subject(f"{name}.txt.j2", desk.templates.render(f"{name}.txt.j2", {**facts, "minutes": text}))
    return Letter(
        to_name=recipient.person.name,
        to_address=recipient.person.email,
        edition=recipient.edition,
        subject=subject,
        text=plain,
        html=desk.templates.render(f"{name}.html.j2", {**facts, "minutes": html}),
        message_id=desk.message_id(token, suffix),
        reply_to=desk.reply_to(token),
        references=(desk.thread(meeting),),
        notify=desk.read_notices,
    )


def split_subject(template: str, rendered: str) -> tuple[str, str]:
    """Take a rendered text apart: its first line is the subject. Blank lines are brought to one. Raises TemplateError."""
    first, _, rest = rendered.lstrip().partition("\n")
    if not first.startswith(SUBJECT):
        raise TemplateError(template, 1, f"its first line is not “{SUBJECT} ...”")
    lines: list[str] = []
    for line in rest.split("\n"):
        # "-- " keeps its space: it marks a signature (RFC 3676 4.3).
        line = line if line == "-- " else line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return first.removeprefix(SUBJECT).strip(), "\n".join(lines).strip("\n") + "\n"


def _meeting_facts(meeting: Meeting, version: MinutesVersion, until: dt.date, entry: Entry | None) -> SimpleNamespace:
    minutes = version.minutes
    following = next((n for n in minutes.next_meetings if n.date), None)
    numbered = next((i.number for i in minutes.items if i.number and i.text), "1")
    return SimpleNamespace(
        title=minutes.title,
        date=meeting.date,
        time=minutes.time,
        venue=minutes.venue,
        version=version.number,
        final=meeting.stage is Stage.APPROVED,
        next=following,
        entry=entry.meeting if entry else None,
        example_day=following.date if following and following.date else until,
        example_item=numbered,
        example_name="",
    )


def _recipient_facts(desk: Desk, recipient: Recipient, titles: dict[str, str], minutes: Minutes, reply_to: str) -> dict[str, Any]:
    person = recipient.person
    mine = [_action_facts(desk, a, n, titles, person.number, reply_to) for n, a in enumerate(recipient.mine, 1)]
    told = [_action_facts(desk, a, n, titles, person.number, reply_to) for n, a in enumerate(recipient.told, len(mine) + 1)]
    wanted = {a.item for a in (*recipient.mine, *recipient.told)}
    return {
        "person": SimpleNamespace(name=person.name, role=person.role, agency=person.agency),
        "mine": mine,
        "told": told,
        "stood_in": recipient.stood_in,
        "stood_in_for": recipient.stood_in_for,
        "status": recipient.status,
        "excerpts": [item for item in minutes.items if item.number in wanted] if recipient.edition is Edition.OWNER else [],
        "links": SimpleNamespace(
            no_corrections=mailto(reply_to, "No corrections", "No corrections"),
            correction=mailto(reply_to, "A correction", 'Item : "" should read ""'),
            send=mailto(reply_to, "Send", "Send"),
        ),
    }


def _action_facts(desk: Desk, action: Action, number: int, titles: dict[str, str], reader: int, reply_to: str) -> SimpleNamespace:
    others = [name for n, name in zip(action.owners, desk.roster.names(action.owners), strict=True) if n != reader]
    title = titles.get(action.item, "")
    due = f"Due {day_words(action.due_now)}." if action.due_now else (f"Due: {action.due_text}." if action.due_text else "No date set.")
    source = f"From item {action.item}{', ' + title if title else ''}." if action.item else ""
    if reader in action.owners:
        whose = f"Together with {' and '.join(others)}." if others else ""
    else:
        whose = f"Owed by {' and '.join(others)}." if others else ""
    return SimpleNamespace(
        number=number,
        ref=action.ref,
        text=action.text,
        due=action.due_now,
        due_text=action.due_text,
        item=action.item,
        item_title=title,
        with_others=others,
        owners=others,
        facts=" ".join(filter(None, (due, source, whose))),
        mailto=mailto(reply_to, action.ref, f"{action.ref}: "),
    )


def mailto(address: str, subject: str, body: str) -> str:
    """Give a link that opens an answer (RFC 6068)."""
    return f"mailto:{quote(address, safe='@+')}?subject={quote(subject)}&body={quote(body)}".replace("+", "%2B")


def _minutes_facts(minutes: Minutes) -> SimpleNamespace:
    items = [
        SimpleNamespace(number=i.number, title=i.title, text=i.text, level=4 if "." in i.number.rstrip(".") else 3) for i in minutes.items
    ]
    return SimpleNamespace(
        title=minutes.title,
        items_=items,
        attendance=list(_groups(minutes.attendance)),
        next_meetings=[SimpleNamespace(words=_next_words(n)) for n in minutes.next_meetings],
    )


def _groups(attendance: Iterable[Attendance]) -> Iterator[SimpleNamespace]:
    rows = list(attendance)
    for group in dict.fromkeys(row.group for row in rows):
        yield SimpleNamespace(name=str(group).capitalize(), rows=[_attendance_facts(row) for row in rows if row.group is group])


def _attendance_facts(row: Attendance) -> SimpleNamespace:
    status = str(row.status)
    if row.substitute:
        status = f"{'apologies, ' if row.status is Presence.APOLOGIES else ''}{row.substitute} attended"
    office = {Office.CHAIR: " (chair)", Office.NOTES: " (notes)"}.get(row.office, "") if row.office else ""
    role = ", ".join(filter(None, (row.role, row.agency)))
    note = f"; {row.note}" if row.note else ""
    words = f"{row.name}{office}{', ' + role if role else ''}: {status}{note}"
    return SimpleNamespace(name=row.name + office, role=role, status=status + note, words=words)


def _next_words(following: NextMeeting) -> str:
    day = day_words(following.date, weekday=True)
    return ", ".join(filter(None, (day, following.time, following.venue)))
