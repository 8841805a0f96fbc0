"""What an IMAP server answers to FETCH, taken apart (RFC 3501 section 7.4.2), and sets of UIDs put together (pure)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MONTHS = {name: number for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
BEGINS = re.compile(rb"\d+ \(")
UID = re.compile(rb"(?:^|[ (])UID (\d{1,10})\b", re.IGNORECASE)
SIZE = re.compile(rb"(?:^|[ (])RFC822\.SIZE (\d{1,19})\b", re.IGNORECASE)
DATE = re.compile(rb'(?:^|[ (])INTERNALDATE "( ?\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE)
SECTION = re.compile(rb"(?:^|[ (])BODY\[(?:HEADER)?\](?:<\d+>)? ", re.IGNORECASE)
LITERAL = re.compile(rb"\{(\d{1,19})\}$")
QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"')
MOST_SET = 4_000  # octets of a UID set: the whole command stays under the 8192 of RFC 7162 section 4

Answer = bytes | tuple[bytes, bytes] | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """One FETCH response that names its mail. `body` is None where it brought none; `whole`: all of its octets are here."""

    uid: int
    size: int | None = None
    internal_date: dt.datetime | None = None
    body: bytes | None = None
    whole: bool = True


def pieces(answers: Sequence[Answer]) -> Iterator[Pieces]:
    """Take imaplib's list apart: a tuple is text and the literal after it, bytes end a response or are one by themselves.

    What the server says of its own accord in between (flags changed by somebody else) has no body and often no UID: a
    response without UID is passed over, and order is not trusted.
    """
    text, literal, announced = b"", None, 0
    for answer in answers:
        if isinstance(answer, tuple):
            text += answer[0]
            if SECTION.search(answer[0]) and (size := LITERAL.search(answer[0])):
                literal, announced = answer[1], int(size[1])
            continue
        if answer is None:
            continue
        if text and BEGINS.match(answer):  # the trailer is missing: two responses after all
            yield from _response(text, literal, announced)
            text, literal, announced = b"", None, 0
        yield from _response(text + answer, literal, announced)
        text, literal, announced = b"", None, 0
    if text:
        yield from _response(text, literal, announced)


def uid_sets(uids: Iterable[int], *, most: int = MOST_SET) -> Iterator[str]:
    """Write UIDs as sets ("1:3,7"), each short enough for one command. Only neighbours are joined: nothing unasked is named."""
    line = ""
    for first, last in _runs(sorted(set(uids))):
        run = str(first) if first == last else f"{first}:{last}"
        if line and len(line) + len(run) >= most:
            yield line
            line = ""
        line = f"{line},{run}" if line else run
    if line:
        yield line


def internal_date(text: bytes) -> dt.datetime | None:
    """Read an INTERNALDATE; strptime would want the English month names from the system's language."""
    found = DATE.search(text)
    if not found or found[2].lower() not in MONTHS:
        return None
    away = dt.timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == b"-" else 1)
    day, year, hour, minute, second = (int(found[group]) for group in (1, 3, 4, 5, 6))
    try:
        return dt.datetime(year, MONTHS[found[2].lower()], day, hour, minute, second, tzinfo=dt.timezone(away))
    except ValueError:
        return None


def _response(text: bytes, literal: bytes | None, announced: int) -> Iterator[Pieces]:
    uid = UID.search(text)
    if uid is None:
        return
    size = SIZE.search(text)
    body = literal if literal is not None else _short_body(text)
    whole = literal is None or len(literal) == announced
    yield Pieces(int(uid[1]), int(size[1]) if size else None, internal_date(text), body, whole)


def _short_body(text: bytes) -> bytes | None:
    """Find a body that came as a quoted string, or as NIL, which is an empty one."""
    section = SECTION.search(text)
    if section is None:
        return None
    quoted = QUOTED.match(text, section.end())
    return re.sub(rb"\\(.)", rb"\1", quoted[1]) if quoted else b""


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for position in range(1, len(numbers) + 1):
        if position == len(numbers) or numbers[position] != numbers[position - 1] + 1:
            yield numbers[start], numbers[position - 1]
            start = position
