"""The bytes of a mail to a Message: read once, whole, by one reader for IMAP and for files.

Never raises, whatever the bytes are; every field that cannot be read is empty.
"""

from __future__ import annotations

import hashlib
import re
from itertools import islice

from mailflow.replies import kinds
from mailflow.replies.body import Form, read_body
from mailflow.replies.fields import decode_words, doubt_of_sender, find_date, find_ids, find_mailboxes
from mailflow.replies.mime import MAX_VALUE, Part, parse_entity
from mailflow.replies.model import Message
from mailflow.replies.notices import find_original, tells_displayed
from mailflow.replies.reactions import has_reaction

# Of two such fields programs read the one or the other, and a signature (RFC 6376 section 8.15) holds for the lower one alone.
_ONCE = (
    *("Date", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References"),
    *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition"),
)
_DELIVERED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")


NOT_ONE = "It does not have exactly one From field."
_FROM = re.compile(rb"(?:\A|[\r\n\x00])from[ \t\x00]{0,40}:", re.IGNORECASE)


def parse_message(raw: bytes, form: Form = Form.TEXT) -> Message:
    """Read a mail (RFC 5322) into a Message. Total: any bytes give one; time grows with the size alone. `form`: of the body."""
    root = parse_entity(raw)
    body = read_body(root, form)
    from_fields = root.values("from")
    senders = tuple(mailbox for value in from_fields for mailbox in find_mailboxes(value))
    recipients = tuple(dict.fromkeys(box.address for name in _DELIVERED for value in root.values(name) for box in find_mailboxes(value)))
    subject = decode_words(root.value("subject"))
    return_path = _return_path(root)
    verdict = kinds.judge(kinds.Facts(raw, root, subject, senders, return_path, body.text, body.calendar))
    return Message(
        digest=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        message_id=next(iter(find_ids(root.value("message-id"))), None),
        subject=subject,
        date=find_date(dates[-1]) if (dates := root.values("date")) else None,  # a field put in on the way stands above its writer's
        from_fields=len(from_fields),
        senders=senders,
        recipients=recipients,
        return_path=return_path,
        in_reply_to=find_ids(root.value("in-reply-to")),
        references=(*find_ids(root.value("references")), *find_original(root)),
        auth_results=tuple(" ".join(value.split()) for value in root.values("authentication-results")),
        kind=verdict.kind,
        kind_reason=verdict.reason,
        answerable=verdict.answerable,
        why_not_answerable=verdict.why_not,
        text=body.text,
        from_html=body.from_html,
        truncated=body.truncated,
        unreadable=body.unreadable,
        bounced=verdict.bounced,
        attachments=body.attachments,
        marks=tuple((number, mark.value) for number, mark in body.marks),
        displayed=tells_displayed(root) or has_reaction(root),
        from_doubt=_doubt_of_sender(raw, from_fields),
        twice=tuple(name for name in _ONCE if len(root.values(name.lower())) > 1),
        passed_on_by=tuple(box.address for value in root.values("resent-from") for box in find_mailboxes(value)),
    )


def _doubt_of_sender(raw: bytes, fields: list[str]) -> str:
    """Say what keeps a mail from naming one sender beyond doubt. What looks like another From field is one to some program.

    Where a header section ends is read in several ways: at a line of blanks, at one that is no field, at a bare carriage return.
    """
    if len(fields) != 1:
        return NOT_ONE
    if len(fields[0]) >= MAX_VALUE:
        return "Its From field is longer than any is, and was not read to its end."
    several = sum(1 for _ in islice(_FROM.finditer(_widest_head(raw)), 2)) != 1
    return doubt_of_sender(fields[0]) or (NOT_ONE if several else "")


def _widest_head(raw: bytes) -> bytes:
    head = raw
    for mark in (b"\r\n\r\n", b"\n\n", b"\r\r"):
        head = head.partition(mark)[0]
    return head


def _return_path(root: Part) -> str | None:
    """Give the envelope sender: "" for the null one, None where the field is missing."""
    values = root.values("return-path")
    return values[0].strip().strip("<>").strip() if values else None
