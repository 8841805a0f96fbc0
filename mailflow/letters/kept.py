"""Reading back a letter as it was sent: its two forms, which an answer is laid beside."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email import policy


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of ours: its plain text, LF line ends, and its page (HTML)."""

    text: str
    page: str


def read_kept(content: bytes) -> KeptLetter:
    """Read a letter of ours, without what is attached to it. For our own bytes only: the parser is the standard one."""
    forms = {"text/plain": "", "text/html": ""}
    for part in email.message_from_bytes(content, policy=policy.compat32).walk():
        is_form = part.get_content_type() in forms and part.get_content_disposition() is None
        decoded = part.get_payload(decode=True) if is_form else None
        if isinstance(decoded, bytes):
            forms[part.get_content_type()] = decoded.decode("utf-8", "replace").replace("\r\n", "\n")
    return KeptLetter(forms["text/plain"], forms["text/html"])
