"""Notices that a letter was shown to its reader, as mail clients send them where the letter asks (RFC 8098)."""

from __future__ import annotations

from mailflow.replies.fields import find_ids
from mailflow.replies.mime import Part, split_headers

MOST_READ = 8_192


def tells_displayed(root: Part) -> bool:
    """Tell whether a mail is a notice of disposition "displayed" (RFC 8098 3.2.6): not that a letter was deleted or passed on."""
    return _told(root).get("disposition", "").rpartition(";")[2].split("/")[0].strip().lower() == "displayed"


def find_original(root: Part) -> tuple[str, ...]:
    """Give the Message-ID of the letter that such a notice names (RFC 8098 3.2.5), without angle brackets; none for another mail."""
    return find_ids(_told(root).get("original-message-id", ""))[:1]


def _told(root: Part) -> dict[str, str]:
    if not root.media_type.startswith("multipart/"):
        return {}
    part = next((part for part in root.walk() if part.media_type == "message/disposition-notification"), None)
    if part is None:
        return {}
    fields: dict[str, str] = {}
    for name, value in split_headers(part.content[:MOST_READ].lstrip())[0]:
        fields.setdefault(name, value)
    return fields
