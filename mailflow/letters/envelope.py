"""A letter as a mail: headers, the plain and the HTML form, what is attached, bytes. The same facts give the same bytes.

Headers by RFC 5322 3.6, RFC 2919 (List-Id), RFC 3834 5 (Auto-Submitted), RFC 8098 2.1 (Disposition-Notification-To)
and Microsoft's X-Auto-Response-Suppress. The body is multipart/alternative (plain, html); with attachments that stands first in
a multipart/mixed, and they follow.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime

from mailflow.letters.headers import attachment_field, ids_field, kind_field, mailbox_field, text_field, word_field
from mailflow.records import Edition

# Marks a mail as one of ours, so that two mailflows never answer each other for long.
LOOP_HEADER = "X-Mailflow"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that rides along with a letter. `kind`: its media type with parameters, as 'text/calendar; charset="utf-8"'."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail we compose: to whom, under which Message-ID, in what words, with which files.

    `message_id` and `references` without angle brackets; `answers`: it answers a person's mail, so it goes
    with a null envelope sender; `notify`: the reader's mail client is asked to tell when it is shown.
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
    notify: bool = False
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom our letters come from."""

    name: str
    address: str
    list_id: str


def compose_bytes(letter: Letter, sender: Sender, at: dt.datetime) -> bytes:
    """Compose the mail of a letter as it goes on the wire, CRLF line ends.

    The body is put together here, by RFC 2046 5.1 and RFC 2045 6.7: the library's quoted-printable is ten times as slow as the C
    function below it, and a letter holds the minutes twice.
    """
    digest = hashlib.sha256(letter.message_id.encode()).hexdigest()
    forms = (_text_part(subtype, text) for subtype, text in (("plain", letter.text), ("html", letter.html)))
    body = _multipart("alternative", digest[:24], forms)
    if letter.attachments:
        # Neither boundary is the beginning of the other: some readers look no further than that.
        body = _multipart("mixed", digest[24:48], (body + b"\r\n", *map(_file_part, letter.attachments)))
    return compose_headers(letter, sender, at).encode() + b"MIME-Version: 1.0\r\n" + body


def compose_headers(letter: Letter, sender: Sender, at: dt.datetime) -> str:
    """Compose the header section of a letter, CRLF line ends, without the fields of MIME."""
    return "".join(
        (
            mailbox_field("From", sender.name, sender.address),
            mailbox_field("To", letter.to_name, letter.to_address),
            mailbox_field("Reply-To", sender.name, letter.reply_to),
            text_field("Subject", letter.subject),
            f"Date: {format_datetime(at)}\r\n",
            ids_field("Message-ID", [letter.message_id]),
            ids_field("In-Reply-To", [letter.in_reply_to] if letter.in_reply_to else []),
            ids_field("References", letter.references),
            # Sent to the address that bears the token, so that the notice finds its letter (RFC 8098 2.1).
            mailbox_field("Disposition-Notification-To", "", letter.reply_to) if letter.notify else "",
            f"Auto-Submitted: {'auto-replied' if letter.answers else 'auto-generated'}\r\n",
            "X-Auto-Response-Suppress: All\r\n",
            word_field("List-Id", sender.list_id),
            f"{LOOP_HEADER}: {letter.edition}\r\n",
        )
    )


def _multipart(subtype: str, mark: str, parts: Iterable[bytes]) -> bytes:
    """Put parts together, from the Content-Type on. Each ends with the line break that belongs to the boundary (RFC 2046 5.1.1)."""
    boundary = f"=_mailflow_{mark}"
    fence = f"--{boundary}".encode("ascii")
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return head + b"".join(fence + b"\r\n" + part for part in parts) + fence + b"--\r\n"


def _file_part(attachment: Attachment) -> bytes:
    fields = kind_field(attachment.kind, attachment.name) + attachment_field(attachment.name) + "Content-Transfer-Encoding: base64\r\n\r\n"
    # Lines of 76 columns (RFC 2045 6.8); the last one's end belongs to the boundary.
    return fields.encode("ascii") + (base64.encodebytes(attachment.content) or b"\n").replace(b"\n", b"\r\n")


def _text_part(subtype: str, text: str) -> bytes:
    # A return of its own would go as it is, and some servers take it for a line end.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    encoded = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + encoded + b"\r\n"
