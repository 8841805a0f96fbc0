"""Addresses as the envelope takes them (RFC 5321 section 4.1.2): checked, with domains as A-labels (RFC 5890)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from mailflow.domains import AddressError, a_labels

MOST_LOCAL = 64
ATOM_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.")


@dataclass(frozen=True, slots=True)
class EnvelopeAddress:
    """An address ready for the wire, without angle brackets. `utf8`: only a server with SMTPUTF8 (RFC 6531) takes it."""

    octets: bytes
    utf8: bool = False


NULL_SENDER = EnvelopeAddress(b"")


def envelope_address(address: str) -> EnvelopeAddress:
    """Check an address and put it as the wire wants it; raises AddressError.

    The local part is kept as typed, because only its own server knows what its letters mean; the domain becomes A-labels.
    """
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in address):
        raise AddressError("the address has a line break or another control character in it")
    local, at, domain = address.rpartition("@")
    if not (at and local and domain):
        raise AddressError(f"{address!r} is not an address: it needs a name, an @ and a domain")
    _check_local(local)
    octets = local.encode()
    if len(octets) > MOST_LOCAL:
        raise AddressError(f"the part before the @ is {len(octets)} octets long; {MOST_LOCAL} are allowed")
    return EnvelopeAddress(octets + b"@" + a_labels(domain).encode("ascii"), utf8=not local.isascii())


def _check_local(local: str) -> None:
    if local.startswith('"'):
        _check_quoted(local)
    elif not all(character in ATOM_CHARACTERS or not character.isascii() for character in local):
        wrong = next(character for character in local if character.isascii() and character not in ATOM_CHARACTERS)
        raise AddressError(f"the part before the @ has {wrong!r} in it, which needs quotation marks")
    elif local.startswith(".") or local.endswith(".") or ".." in local:
        raise AddressError("the part before the @ has a stop at its edge or two together")


def _check_quoted(local: str) -> None:
    """Walk a quoted local part: the closing mark is the last character, and the only one that is not escaped."""
    position, end = 1, len(local) - 1
    while position < end:
        if local[position] == '"':
            break
        position += 2 if local[position] == "\\" else 1
    if position != end or local[end] != '"':
        raise AddressError("the part before the @ has quotation marks that do not match")
