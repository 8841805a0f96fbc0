"""Reading back a letter as it was sent: its two forms, which an answer is laid beside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailflow.replies.fields import decode_words
from mailflow.replies.mime import Part, parse_entity

MOST_CARRIED = 40_000  # characters of an attachment
# What clients write above what they quote. Whom it went to is left out: people sign with that name and address.
_SHOWN = ("From", "Reply-To", "Date", "Subject")
_TITLE = re.compile(r"<title>([^<]{1,400})</title>", re.IGNORECASE)



@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of ours: its plain text, LF line ends, its page (HTML), and what else it carried, as text.

    `carried`: header fields, the page's title, and the attachments that are text, with the names of all: some clients quote those too.
    """

    text: str
    page: str
    carried: str = ""


def read_kept(content: bytes) -> KeptLetter:
    """Read a letter of ours."""
    forms = {"text/plain": "", "text/html": ""}
    root = parse_entity(content)
    carried = [f"{name}: {decode_words(root.value(name.lower()))}" for name in _SHOWN if root.value(name.lower())]
    for part in root.walk():
        if part.media_type in forms and not part.disposition:
            forms[part.media_type] = _text(part)
        elif not part.children:
            carried += [part.params.get("filename", "") or part.params.get("name", ""), part.media_type]
            carried.append(_text(part)[:MOST_CARRIED] if part.media_type.startswith("text/") else "")
    title = _TITLE.search(forms["text/html"][:4_000])
    carried.append(title[1] if title else "")
    return KeptLetter(forms["text/plain"], forms["text/html"], "\n".join(filter(None, carried)))


def _text(part: Part) -> str:
    return part.content.decode("utf-8", "replace").replace("\r\n", "\n")
