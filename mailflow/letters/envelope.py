"""A letter as a mail: headers, the plain and the HTML form, bytes. The same facts give the same bytes.

Headers by RFC 5322 3.6, RFC 2919 (List-Id), RFC 3834 5 (Auto-Submitted) and Microsoft's X-Auto-Response-Suppress.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from mailflow import addresses
from mailflow.records import Edition

_POLICY = policy.SMTP.clone(max_line_length=78)
# Header lines may be longer than 78 (RFC 5322 2.1.1: must be under 998); folded at 78 the standard library leaves "Subject:" alone on its line.
_WIRE = policy.SMTP.clone(max_line_length=200)
# Marks a mail as one of ours, so that two mailflows never answer each other for long.
LOOP_HEADER = "X-Mailflow"
# A header cannot hold these, whatever a name or a title brought along.
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail we compose: to whom, under which Message-ID, in what words.

    `message_id` and `references` without angle brackets; `answers`: it answers a person's mail, so it goes with a null envelope sender.
    """

    to_name: str
    to_address: str
    edition: Edition
    subject: str
    text: str
    html: str
    message_id: str
    reply_to: str
    references: tuple[str, ...] = ()
    in_reply_to: str | None = None
    answers: bool = False
    attachments: tuple[tuple[str, str, bytes], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom our letters come from."""

    name: str
    address: str
    list_id: str


def compose_message(letter: Letter, sender: Sender, at: dt.datetime) -> EmailMessage:
    """Compose the mail of a letter."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(sender.name, sender.address)
    message["To"] = _mailbox(letter.to_name, letter.to_address)
    message["Reply-To"] = _mailbox(sender.name, letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.message_id}>"
    if letter.in_reply_to:
        message["In-Reply-To"] = f"<{letter.in_reply_to}>"
    if letter.references:
        message["References"] = " ".join(f"<{reference}>" for reference in letter.references)
    message["Auto-Submitted"] = "auto-replied" if letter.answers else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"<{sender.list_id}>"
    message[LOOP_HEADER] = str(letter.edition)
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    for name, media_type, content in letter.attachments:
        maintype, _, subtype = media_type.partition("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    _set_boundaries(message, letter.message_id)
    return message


def compose_bytes(letter: Letter, sender: Sender, at: dt.datetime) -> bytes:
    """Compose the mail of a letter as it goes on the wire, CRLF line ends."""
    return compose_message(letter, sender, at).as_bytes(policy=_WIRE)


def one_line(text: str) -> str:
    """Bring a text to one line that a header may hold."""
    return " ".join(_BREAKS.sub(" ", text).split())


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=addresses.ascii_domain(domain))


def _set_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries from the Message-ID: the same letter is the same bytes each time it is composed."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        digest = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()[:24]
        part.set_boundary(f"=_mailflow_{digest}")
