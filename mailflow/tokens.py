"""Tokens: what a letter's Reply-To and Message-ID carry, so that an answer finds its letter and nobody can make one up.

A token names the board, the meeting, the version, the person and the sort of letter, and is signed:

    2 octets  board (from the key)      1 octet   version
    2 octets  days from 2000-01-01      2 octets  person's number
    1 octet   sort of letter           10 octets  HMAC-SHA-256 over the eight before, cut

written as 29 characters of base32 (RFC 4648 6) in lower case; case does not matter, because some servers fold it. With
"minutes+" before it, it fits the 64 octets of a local part (RFC 5321 4.5.3.1.1).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import functools
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass

_EPOCH = dt.date(2000, 1, 1)
_PAYLOAD = struct.Struct(">2sBHBH")
_MAC_OCTETS = 10
LENGTH = 29
_TOKEN = re.compile(rf"[a-z2-7]{{{LENGTH}}}")
# In a Message-ID: "mf.TOKEN@..." for a letter, "mf.TOKEN.SUFFIX@..." for one of several.
_IN_MESSAGE_ID = re.compile(rf"mf\.([a-z2-7]{{{LENGTH}}})(?:\.([0-9a-z]{{1,40}}))?@", re.IGNORECASE)
SORTS = ("circulation", "receipt", "reminder", "digest", "chair", "handing", "notice")


@dataclass(frozen=True, slots=True)
class Token:
    """Whom and what a letter was for. `meeting` is its date."""

    meeting: dt.date
    version: int
    person: int
    sort: str = "circulation"


@dataclass(frozen=True, slots=True)
class Key:
    """The board's secret, 32 octets, made at `init`; its `tag` names the board in a token."""

    secret: bytes

    @property
    def tag(self) -> bytes:
        return hashlib.sha256(b"mailflow board tag" + self.secret).digest()[:2]

    @property
    def beginning(self) -> str:
        """The characters that every token of this board begins with."""
        return base64.b32encode(self.tag).decode("ascii")[:3].lower()  # of 16 bits these hold 15

    def sign(self, token: Token) -> str:
        """Write a token. Raises ValueError for a person or version beyond what it can hold."""
        try:
            payload = _PAYLOAD.pack(self.tag, SORTS.index(token.sort), (token.meeting - _EPOCH).days, token.version, token.person)
        except struct.error as error:
            raise ValueError(f"{token} cannot be written as a token") from error
        return base64.b32encode(payload + self.mac(payload)).decode("ascii").rstrip("=").lower()

    def read(self, text: str) -> Token | None:
        """Read a token; None where it is cut, extended, another board's or not signed by this key."""
        return _read(self, text.lower())

    def mac(self, payload: bytes) -> bytes:
        """Give the authentication code of a token's payload."""
        return hmac.new(self.secret, payload, hashlib.sha256).digest()[:_MAC_OCTETS]


@functools.lru_cache(maxsize=1024)
def _read(key: Key, text: str) -> Token | None:
    if not _TOKEN.fullmatch(text):
        return None
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return None
    # Two texts may decode to the same octets (unused low bits); only the one we write counts.
    if base64.b32encode(raw).decode("ascii").rstrip("=").lower() != text:
        return None
    payload, mac = raw[: _PAYLOAD.size], raw[_PAYLOAD.size :]
    if not hmac.compare_digest(mac, key.mac(payload)):
        return None
    _, sort, days, version, person = _PAYLOAD.unpack(payload)
    return Token(_EPOCH + dt.timedelta(days=days), version, person, SORTS[sort]) if sort < len(SORTS) else None


def in_address(address: str, base: str) -> str | None:
    """Give what stands behind the plus of an address at the board's own (`base`), or None where it is another's or has none."""
    local, _, domain = address.strip().strip("<>").rpartition("@")
    base_local, _, base_domain = base.rpartition("@")
    name, plus, detail = local.partition("+")
    ours = name.casefold() == base_local.casefold() and domain.casefold() == base_domain.casefold()
    return detail if ours and plus else None


def in_message_id(message_id: str) -> tuple[str, str] | None:
    """Give the token and the suffix ("" where there is none) in a Message-ID of ours, unverified; None where it is another's."""
    found = _IN_MESSAGE_ID.match(message_id.strip().strip("<>"))
    return (found[1].lower(), (found[2] or "").lower()) if found else None


def plus_address(base: str, token: str) -> str:
    """Give the address an answer goes to: "minutes+TOKEN@board.example"."""
    local, _, domain = base.rpartition("@")
    return f"{local}+{token}@{domain}"
