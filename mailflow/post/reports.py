"""Reports of non-delivery as a mail server writes them (RFC 3464): what the embedded post office sends back (pure)."""

from __future__ import annotations

import datetime as dt
from email import policy
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesHeaderParser
from email.utils import format_datetime


def compose_bounce(
    *, sender: str, recipient: str, returned: bytes, host: str, at: dt.datetime, message_id: str,
    status: str = "5.1.1", why: str = "550 5.1.1 nobody of that name lives here",
) -> bytes:  # fmt: skip
    """Compose the report that `recipient` could not be reached, to `sender`, with the header of the letter returned."""
    report = MIMEMultipart("report", report_type="delivery-status", policy=policy.SMTP)
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{host}>"
    report["To"] = sender
    report["Date"] = format_datetime(at)
    report["Message-ID"] = f"<{message_id}>"
    report["Subject"] = "Undelivered mail returned to its sender"
    report["Auto-Submitted"] = "auto-replied"
    for_people = f"This is the mail system at {host}.\n\nYour letter could not be delivered to\n\n    {recipient}\n\n{why}\n"
    report.attach(MIMEText(for_people, "plain", "us-ascii" if for_people.isascii() else "utf-8"))
    about_all = {"Reporting-MTA": f"dns; {host}", "Arrival-Date": format_datetime(at)}
    about_one = {"Final-Recipient": f"rfc822; {recipient}", "Action": "failed", "Status": status, "Diagnostic-Code": f"smtp; {why}"}
    report.attach(_status(about_all, about_one))
    report.attach(_headers(returned))
    return report.as_bytes()


def _status(*groups: dict[str, str]) -> MIMEBase:
    """Build the part for machines: groups of fields, parted by empty lines (RFC 3464 section 2.1)."""
    part = MIMEBase("message", "delivery-status")
    for group in groups:
        fields: Message[str, str] = Message()
        for name, value in group.items():
            fields[name] = value
        part.attach(fields)
    return part


def _headers(returned: bytes) -> MIMEBase:
    """Give the header of the letter returned as text/rfc822-headers (RFC 6522 section 4)."""
    part = MIMEBase("text", "rfc822-headers")
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(returned)
    part.set_payload("".join(f"{name}: {value}\n" for name, value in head.items()).encode("ascii", "replace").decode("ascii"))
    return part
