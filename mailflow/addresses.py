"""E-mail addresses: what is one, and when two are the same.

RFC 5321 4.1.2 and 4.5.3.1 as far as mailboxes of people go: no quoted local parts, no address literals, no comments.
"""

from __future__ import annotations

import re
import unicodedata

from mailflow.domains import AddressError, a_labels

# RFC 6531 lets any letter beyond ASCII stand in a local part; control characters and spaces never.
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f\"(),:;<>@\[\\\]\u2028\u2029]+")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


def fault_of(address: str) -> str | None:
    """Say what keeps a text from being an address, or None where it is one."""
    local, at, domain = address.rpartition("@")
    if not at:
        return "has no @"
    if not local or not domain:
        return "has nothing before or after the @"
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return "has characters before the @ that an address cannot have"
    if len(local.encode("utf-8")) > 64:
        return "is too long before the @ (64 octets at most)"
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) and len(label) <= 63 for label in labels) or len(domain) > 253:
        return "has no usable domain after the @"
    return None


def fold(address: str) -> str:
    """Bring an address to the form in which equal addresses are equal: lower case (as every server of ours treats
    them), the domain as A-labels.

    Not casefold(): it takes "ß" for "ss" and "ſ" for "s", which in a domain or a mailbox name are somebody else's.
    """
    address = address.strip()
    if address.isascii():
        return address.lower()
    local, at, domain = address.rpartition("@")
    # Nor does the Kelvin sign become a k: what is beyond ASCII stays there.
    local = "".join(low if (low := letter.lower()).isascii() == letter.isascii() else letter for letter in local)
    try:
        return f"{unicodedata.normalize('NFC', local)}{at}{a_labels(domain)}"
    except AddressError:
        return f"{local}{at}{domain}"
