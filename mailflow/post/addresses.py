"""Addresses as the envelope takes them (RFC 5321 section 4.1.2): checked, with domains as A-labels (RFC 5890)."""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass

MOST_LOCAL, MOST_DOMAIN, MOST_LABEL = 64, 255, 63
ATOM_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.")
OTHER_STOPS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})  # RFC 3490 section 3.1


class AddressError(ValueError):
    """An address cannot stand in an envelope; `str()` is a sentence."""


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


def a_labels(domain: str) -> str:
    """Put a domain as A-labels; raises AddressError where it can be none. A literal such as [192.0.2.1] stays.

    Not Python's "idna" codec: that is IDNA 2003, which takes faß.example for fass.example, somebody else's domain.
    """
    if domain.startswith("[") and domain.endswith("]"):
        return _literal(domain)
    labels = unicodedata.normalize("NFKC", domain.translate(OTHER_STOPS)).lower().split(".")
    ready = ".".join(_label(unicodedata.normalize("NFC", label), domain) for label in labels)
    if len(ready) > MOST_DOMAIN:
        raise AddressError(f"the domain is {len(ready)} characters long; {MOST_DOMAIN} are allowed")
    return ready


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


def _literal(domain: str) -> str:
    inner = domain[1:-1]
    try:
        ipaddress.ip_address(inner[5:] if inner[:5].lower() == "ipv6:" else inner)
    except ValueError:
        raise AddressError(f"{domain} is not the address of a machine") from None
    return domain


def _label(label: str, domain: str) -> str:
    if not label or label.startswith("-") or label.endswith("-") or not all(_may_stand(character) for character in label):
        raise AddressError(f"{domain!r} is not a domain")
    ready = label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
    if len(ready) > MOST_LABEL:
        raise AddressError(f"a part of the domain {domain!r} is longer than {MOST_LABEL} characters")
    return ready


def _may_stand(character: str) -> bool:
    # Letters, marks and digits of any script (RFC 5892 in short); the underscore is met in real host names.
    return character in "-_\u00b7\u200c\u200d" or unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd"
