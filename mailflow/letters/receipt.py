"""Receipts: the answer to a reply, a transcript that says under each line what was recorded of it. Pure but for templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from mailflow import tokens
from mailflow.letters.compose import Desk, split_subject
from mailflow.letters.envelope import Attachment, Letter
from mailflow.letters.headers import file_name
from mailflow.minutes.corrections import put_in
from mailflow.minutes.places import where_words
from mailflow.people import Person
from mailflow.records import Action, Correction, Edition
from mailflow.register import Done
from mailflow.replies.attachments import Brought
from mailflow.replies.model import ProposedCorrection, Reading, Unread, Update, Words
from mailflow.replies.reading import ATTENTION
from mailflow.replies.subject_words import bare_subject

# Remarks of these kinds need no word in a receipt: a greeting is answered by the greeting.
_SILENT = frozenset({"greeting", "sign-off", "courtesy", "lead-in"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that an answer is to hold, and the files that are attached with it."""

    title: str
    lines: tuple[str, ...]
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail a receipt answers: its Message-ID and References (no brackets), subject, digest, and what became of it.

    `refused`: why nothing of it may be recorded unseen; empty where its sender may speak. `last_today`: no more receipts follow today.
    `attachments`: what came along for the clerk.
    `done`: what came of the lines that were orders; `listings`: what the answer is to hold. `register`: what became of the corrections,
    by their text.
    """

    message_id: str | None
    references: tuple[str, ...]
    subject: str
    digest: str
    words: Words
    reading: Reading
    refused: str = ""
    unreadable: str = ""
    last_today: bool = False
    attachments: tuple[Brought, ...] = ()
    done: tuple[Done, ...] = ()
    listings: tuple[Listed, ...] = ()
    register: tuple[Correction, ...] = ()


def receipt_suffix(digest: str) -> str:
    """Give what tells a receipt's Message-ID from others': a cut of the digest of the mail it answers."""
    return f"r{digest[:16]}"


def compose_receipt(
    desk: Desk, to: Person, address: str, token: tokens.Token, answered: Answered, action: Callable[[str], Action | None]
) -> Letter:
    """Compose the receipt for a mail. `address`: where it came from; `token`: of the letter it answered. Raises TemplateError."""
    signed = desk.key.sign(tokens.Token(token.meeting, token.version, to.number, "receipt"))
    entries = list(_entries(answered, action))
    counts = SimpleNamespace(
        recorded=sum(e.state == "recorded" for e in entries),
        waiting=sum(e.state == "waits" for e in entries),
        unread=sum(e.state == "unread" for e in entries),
        asked=sum(e.state == "asked" for e in entries),
        refused=sum(e.state == "refused" for e in entries),
        shown=sum(e.state == "shown" for e in entries),
    )
    facts = {
        "board": SimpleNamespace(name=desk.board, reference=desk.reference, address=desk.address),
        "person": SimpleNamespace(name=to.name),
        "meeting": SimpleNamespace(date=token.meeting),
        "subject": bare_subject(answered.subject)[:120] or "your message",
        "entries": entries,
        "counts": counts,
        "refused": answered.refused,
        "unreadable": answered.unreadable,
        "last_today": answered.last_today,
        "attachments": [SimpleNamespace(shown=one.shown, refused=one.refused) for one in answered.attachments],
        "listings": [_listing_facts(one) for one in answered.listings],
    }
    subject, text = split_subject("receipt.txt.j2", desk.templates.render("receipt.txt.j2", facts))
    references = (*answered.references[-20:], *([answered.message_id] if answered.message_id else []))
    return Letter(
        to_name=to.name,
        to_address=address,
        edition=Edition.RECEIPT,
        subject=subject,
        text=text,
        html=desk.templates.render("receipt.html.j2", facts),
        message_id=desk.message_id(signed, receipt_suffix(answered.digest)),
        reply_to=desk.reply_to(signed),
        references=tuple(dict.fromkeys(references)),
        in_reply_to=answered.message_id,
        answers=True,
        attachments=tuple(file for one in answered.listings for file in one.files),
    )


def _listing_facts(listed: Listed) -> SimpleNamespace:
    return SimpleNamespace(title=listed.title, lines=listed.lines, files=[file_name(file.name) for file in listed.files])


def _entries(answered: Answered, action: Callable[[str], Action | None]) -> Iterator[SimpleNamespace]:
    """One entry for each thing that was said, in the order of the mail, with the lines it was read from."""
    reading, refused = answered.reading, answered.refused
    quoted = {line.number: line.text.strip() for line in answered.words.own}
    quoted |= {one.line: one.text for one in reading.unread if one.last}  # several lines on which nobody looked, by their first
    found: list[tuple[tuple[int, ...], SimpleNamespace]] = []
    for update in reading.updates:
        found.append((update.lines, _update_entry(update, refused, action(update.ref) if update.ref else None)))
    for correction in reading.corrections:
        found.append((correction.lines, _correction_entry(correction, refused, answered.register)))
    if reading.no_corrections:
        found.append(
            (reading.no_corrections_lines, SimpleNamespace(what="no corrections", state="waits" if refused else "recorded", why=refused))
        )
    for remark in reading.remarks:
        if remark.kind in ATTENTION:
            found.append(((remark.line,), SimpleNamespace(what="question", state="waits", why="")))
        elif remark.kind not in _SILENT:
            found.append(((remark.line,), SimpleNamespace(what="remark", state="remark", why="")))
    for done in answered.done:
        found.append(((done.line,), SimpleNamespace(what="done", state=done.state, why=done.sentence)))
    for unread in reading.unread:
        found.append(((unread.line,), _unread_entry(unread)))
    for lines, entry in sorted(found, key=lambda pair: pair[0][:1] or (0,)):
        entry.lines = [quoted[number] for number in lines if quoted.get(number)]
        yield entry


def _update_entry(update: Update, refused: str, action: Action | None) -> SimpleNamespace:
    return SimpleNamespace(
        what="update",
        state="waits" if refused or update.doubt else "recorded",
        why=refused or update.doubt,
        ref=update.ref,
        action=action.text.rstrip(".") if action else "",
        status=str(update.status) if update.status else "",
        due=update.due,
        percent=update.percent,
        note=update.note,
        joint=bool(action and len(action.owners) > 1),
        hand_to=update.hand_to,
    )


def _correction_entry(correction: ProposedCorrection, refused: str, register: tuple[Correction, ...]) -> SimpleNamespace:
    exact = (c for c in register if c.find == correction.find and c.replace == correction.replace and c.item == correction.item)
    # What another had proposed may be quoted there at another length.
    wanted = put_in(correction.find, correction.replace)
    alike = (c for c in register if c.also and wanted is not None and put_in(c.find, c.replace) == wanted)
    known = next(exact, None) or next(alike, None)
    return SimpleNamespace(
        what="correction",
        state="waits" if refused or correction.doubt else "recorded",
        why=refused or correction.doubt,
        where=where_words(correction.item),
        find=correction.find,
        replace=correction.replace,
        choices=correction.choices,
        late=known.why if known and known.late else "",
        shared=bool(known and known.also),
    )


def _unread_entry(unread: Unread) -> SimpleNamespace:
    return SimpleNamespace(what="unread", state="unread", why=unread.why, nearest=unread.nearest)
