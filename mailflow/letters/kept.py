"""Reading back a letter as it was sent: its plain text, which an answer is laid beside."""

from __future__ import annotations

import email
from email import policy


def plain_text(content: bytes) -> str | None:
    """Give the plain text of a letter of ours, LF line ends; None where it has none. Our own bytes only: the parser is the standard one."""
    message = email.message_from_bytes(content, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            decoded = part.get_payload(decode=True)
            return decoded.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(decoded, bytes) else None
    return None
