"""Reading back a letter as it was sent: its two forms, which an answer is laid beside."""

from __future__ import annotations

from dataclasses import dataclass

from mailflow.replies.mime import parse_entity


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of ours: its plain text, LF line ends, and its page (HTML)."""

    text: str
    page: str


def read_kept(content: bytes) -> KeptLetter:
    """Read a letter of ours, without what is attached to it."""
    forms = {"text/plain": "", "text/html": ""}
    for part in parse_entity(content).walk():
        if part.media_type in forms and not part.disposition:
            forms[part.media_type] = part.content.decode("utf-8", "replace").replace("\r\n", "\n")
    return KeptLetter(forms["text/plain"], forms["text/html"])
