"""The header fields of a letter, encoded and folded (RFC 5322 2.2.3 and 3.2, RFC 2047): no value can end its field.

Written here, and not by the library's EmailMessage: that one undoes encoded words in what it is given, and then writes the line
breaks that were hidden in them (a subject "=?utf-8?q?a=0D=0ABcc:_...?=" became a field of its own).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from email.header import Header

from mailflow.domains import a_labels

# Lines may be longer than 78, up to 998 (RFC 5322 2.1.1).
WIDTH = 200
MOST_NAME = 200
MOST_TEXT = 2_000
# Control characters, halves of pairs, line and paragraph ends.
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They turn what follows them round on the screen: a name that ends in one changes the address behind it.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]*")
_ID = re.compile(r"[!-;=?-~]{1,900}")


def one_line(text: str) -> str:
    """Bring a text to one line that a header may hold, whatever a name or a title brought along."""
    kept = "".join(" " if unicodedata.category(c) in _NO_TEXT else c for c in _TURNING.sub("", text))
    return " ".join(kept.split())


def text_field(name: str, text: str) -> str:
    """Write a field of free text, with its line end."""
    line = one_line(text)[:MOST_TEXT]
    if _is_plain(line):
        return f"{_folded([f'{name}:', *line.split()])}\r\n"
    return f"{name}: {_encoded(line, len(name) + 2)}\r\n"


def mailbox_field(name: str, called: str, address: str) -> str:
    """Write a field of one mailbox, with its line end. Raises AddressError where the domain can be none."""
    local, _, domain = address.rpartition("@")
    # Letters beyond ASCII stand as they are (RFC 6532 3.2): such an address goes by SMTPUTF8 or not at all.
    bare = f"{one_line(local)}@{a_labels(domain)}"
    phrase = _phrase(one_line(called)[:MOST_NAME], len(name) + 2)
    return f"{name}: {phrase} <{bare}>\r\n" if phrase else f"{name}: {bare}\r\n"


def ids_field(name: str, ids: Iterable[str]) -> str:
    """Write a field of message ids, a line each; "" where none of them can be written: those of others hold what they like."""
    fit = [f"<{each}>" for each in ids if _ID.fullmatch(each)]
    return f"{name}: " + "\r\n ".join(fit) + "\r\n" if fit else ""


def word_field(name: str, word: str) -> str:
    """Write a field of one word of ours in angle brackets, at most 250 letters; what does not belong into it becomes "-"."""
    return f"{name}: <{re.sub(r'[^A-Za-z0-9.+_-]', '-', word)[:250]}>\r\n"


def _is_plain(line: str) -> bool:
    """Tell whether a line can stand as it is: nothing a reader would take for an encoded word, no word too long to fold."""
    return line.isascii() and "=?" not in line and all(len(word) <= WIDTH for word in line.split())


def _folded(words: list[str]) -> str:
    lines, current = [], words[0]
    for word in words[1:]:
        if len(current) + 1 + len(word) > WIDTH and current != words[0]:
            lines.append(current)
            current = ""
        current += f" {word}"
    return "\r\n".join([*lines, current])


def _encoded(text: str, before: int) -> str:
    return Header(text, "utf-8", maxlinelen=76, header_name="x" * (before - 2)).encode(linesep="\r\n")


def _phrase(called: str, before: int) -> str:
    if not _is_plain(called):
        return _encoded(called, before)
    if _ATOMS.fullmatch(called):
        return called
    escaped = called.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
