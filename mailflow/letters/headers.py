"""The header fields of a letter and its parts, encoded and folded (RFC 5322 2.2.3 and 3.2, RFC 2047, 2183, 2231): none can be ended.

Written here, and not by the library's EmailMessage: that one undoes encoded words in what it is given, and then writes the line
breaks that were hidden in them (a subject "=?utf-8?q?a=0D=0ABcc:_...?=" became a field of its own).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from email.header import Header
from urllib.parse import quote

from mailflow.domains import a_labels

# Lines may be longer than 78, up to 998 (RFC 5322 2.1.1).
WIDTH = 200
MOST_NAME = 200
MOST_TEXT = 2_000
MOST_FILE_NAME = 120
# Control characters, halves of pairs, line and paragraph ends.
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})
# They turn what follows them round on the screen: a name that ends in one changes the address behind it.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]*")
_ID = re.compile(r"[!-;=?-~]{1,900}")
# A media type and its parameters as we write them (RFC 2045 5.1): nothing in them needs to be quoted with a backslash.
_KIND = re.compile(r"[a-z]+/[a-z0-9.+-]+(?:; [a-z-]+=(?:[A-Za-z0-9._+-]+|\"[A-Za-z0-9._+ -]*\"))*")
NO_KIND = "application/octet-stream"
# What a folder or a drive is written with, or what some system takes in no name of a file.
_NO_FILE = re.compile(r"[/\\:*?\"<>|]")
_PIECE = 60  # octets of one piece of a parameter


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


def kind_field(kind: str, name: str) -> str:
    """Write the Content-Type of a part that is a file, with its line end. A media type that cannot be one becomes that of any octets."""
    # The name stands here too, for clients that look for it nowhere else.
    return f"Content-Type: {kind if _KIND.fullmatch(kind) else NO_KIND}{_parameter('name', file_name(name))}\r\n"


def attachment_field(name: str) -> str:
    """Write the Content-Disposition of an attachment (RFC 2183), with its line end."""
    return f"Content-Disposition: attachment{_parameter('filename', file_name(name))}\r\n"


def file_name(text: str) -> str:
    """Bring a text to a name that a file may have on any system: one line, no folder in it, not hidden, at most 120 letters."""
    name = _NO_FILE.sub("-", one_line(text)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > MOST_FILE_NAME and stem and len(ending) <= 10:
        name = f"{stem[: MOST_FILE_NAME - len(ending) - 1].rstrip(' .')}{dot}{ending}"
    return name[:MOST_FILE_NAME].rstrip(" .") or "attachment"


def _parameter(name: str, value: str) -> str:
    """Write a parameter of a field on lines of its own; a value beyond ASCII, or one too long, by RFC 2231 3 and 4."""
    if value.isascii() and len(value) <= _PIECE:
        return f';\r\n {name}="{value}"'
    pieces = [""]
    for letter in value:
        written = quote(letter, safe="!#$&+^`{|}")
        if len(pieces[-1]) + len(written) > _PIECE:
            pieces.append("")
        pieces[-1] += written
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    charset = ("utf-8''", *[""] * len(pieces))
    return "".join(f";\r\n {name}*{n}*={charset[n]}{piece}" for n, piece in enumerate(pieces))


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
