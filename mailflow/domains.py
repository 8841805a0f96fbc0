"""Domains of e-mail addresses as A-labels (RFC 5890), one way for headers and for the envelope alike; hosts that are this machine."""

from __future__ import annotations

import ipaddress
import unicodedata

MOST_DOMAIN, MOST_LABEL = 255, 63
OTHER_STOPS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})  # RFC 3490 section 3.1


class AddressError(ValueError):
    """An address cannot stand in an envelope; `str()` is a sentence."""


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


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this very machine by definition (RFC 6761 section 6.3), without asking DNS."""
    bare = host.strip("[]").rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False
