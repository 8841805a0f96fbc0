"""Text made fit for a terminal: what mails, minutes and servers bring along cannot steer it, hide words or turn them round.

Control characters (C0, C1: CSI, OSC 8, OSC 52), bidirectional marks, tag characters, halves of pairs: ECMA-48, UAX 9, UTS 39.
"""

from __future__ import annotations

import re
import unicodedata

# They join letters of some scripts; without them names in those are misspelt.
_JOINERS = "\u200c\u200d"
# They show nothing and mean nothing on a terminal.
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_BEYOND_ASCII = re.compile(r"[^ -~\n]")


def shown(text: str) -> str:
    """Give a text as a terminal may have it: lines and tabs stay, blanks are spaces, what could steer becomes U+FFFD."""
    return _BEYOND_ASCII.sub(_shown, text)


def escaped(json_text: str) -> str:
    """Give JSON, as `json.dumps` writes it, with everything that is not printable as \\uXXXX: the same document."""
    return _BEYOND_ASCII.sub(_escaped, json_text)


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable() or character == "\t" or character in _JOINERS:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return "" if character in _UNSEEN else "\ufffd"


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable():
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
