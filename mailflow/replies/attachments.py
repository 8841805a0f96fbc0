"""What a reply brings along for the clerk: attachments under safe names, within caps; what a mail client adds by itself is left out.

Nothing here opens an attachment. The mail itself is kept as it came, so none of them is kept a second time: they are taken out of
it when the clerk asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.replies.model import Attachment

MOST = 20
LARGEST, ALL = 10_000_000, 25_000_000  # octets of one, of all together
PICTURE = 150_000  # octets: a picture inside the text that is smaller is a signature's or a sign's

_FURNITURE = frozenset(
    {
        *("text/vcard", "text/x-vcard", "text/directory", "text/calendar", "text/x-amp-html", "text/rfc822-headers"),
        *("application/ics", "application/pgp-signature", "application/pgp-keys", "application/pgp-encrypted"),
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pkcs7-mime", "application/x-pkcs7-mime"),
        *("message/delivery-status", "message/disposition-notification", "message/feedback-report"),
    }
)
# What Outlook and Exchange call the pictures of a signature and the pieces of a text they took apart; Apple, an emoji.
_NAMED_BY_A_CLIENT = re.compile(
    r"image\d{3}\.(?:png|gif|jpe?g|bmp|wmz|emz)|outlook-[\w-]{4,60}\.(?:png|gif|jpe?g)|att\d{5}\.(?:txt|htm|html|bin|dat)|smime\.p7[sm]"
    r"|oledata\.mso|noname|untitled-\[\d+\]\.(?:plain|html)",
    re.IGNORECASE,
)
_WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, slots=True)
class Brought:
    """One attachment that is for the clerk. `name`: fit to be written, its own among all; `refused`: why it is not passed on."""

    name: str
    media_type: str
    size: int
    content: bytes = b""
    refused: str = ""

    @property
    def shown(self) -> str:
        """Its name and size, as people read them."""
        return f"{self.name}, {size_in_words(self.size)}"


def size_in_words(octets: int) -> str:
    """Give a size as people say it."""
    if octets < 1_000:
        return f"{octets} bytes"
    return f"{octets / 1_000:.0f} KB" if octets < 999_500 else f"{octets / 1_000_000:.1f} MB"


def brought_along(attachments: Sequence[Attachment]) -> tuple[Brought, ...]:
    """Give what is for the clerk, in the order of the mail; one that is beyond a cap is there without its content."""
    found: list[Brought] = []
    names: set[str] = set()
    kept = 0
    for attachment in attachments:
        if _is_furniture(attachment):
            continue
        refused = _refused(attachment, len(found), kept)
        name = free_name(attachment.name, names)
        names.add(name.casefold())
        kept += 0 if refused else attachment.size
        content = b"" if refused else attachment.content
        found.append(Brought(name, attachment.media_type, attachment.size, content, refused))
    return tuple(found)


def free_name(name: str, taken: set[str]) -> str:
    """Give a name that none of those taken (folded) is, on a disk that takes capitals for small letters, too."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}){ending}"
    return name


def _is_furniture(attachment: Attachment) -> bool:
    if attachment.media_type in _FURNITURE or _NAMED_BY_A_CLIENT.fullmatch(attachment.name) or not attachment.size:
        return True
    return attachment.embedded and attachment.media_type.startswith("image/") and attachment.size < PICTURE


def _refused(attachment: Attachment, before: int, kept: int) -> str:
    if attachment.media_type in _WINMAIL or attachment.name.lower() == "winmail.dat":
        return "it is in Outlook's own format, which cannot be read"
    if attachment.size > LARGEST:
        return f"it is larger than {size_in_words(LARGEST)}"
    if kept + attachment.size > ALL:
        return f"with it they are more than {size_in_words(ALL)}"
    if before >= MOST:
        return f"there are more than {MOST}"
    return ""
