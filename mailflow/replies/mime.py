"""The bytes of a mail as a tree of parts (RFC 5322, RFC 2045, RFC 2046), read as it stands.

The standard library's reader takes seconds for a mail of nested boundaries, and its header objects can raise; this one reads
each byte a bounded number of times, never raises, and never writes a mail out again.
"""

from __future__ import annotations

import binascii
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 10
MAX_PARTS = 200
MAX_HEADERS = 1_000
MAX_VALUE = 16_000
MAX_HEAD = 1_000_000
MAX_MARKS = 20_000

MAX_PLAIN = 20  # lines that may begin what stands below base64

_CODED = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_CODED_LINE = re.compile(rb"^[A-Za-z0-9+/]{40,}={0,2}[ \t]{0,20}\r?$", re.MULTILINE)
# A line that no base64 is: words with blanks between, a drawn rule, marks.
_PLAIN_LINE = re.compile(rb"^[ \t]{0,20}(?:[_=*~#-]{2,}|[^\s]{1,100}[ \t]{1,20}[^\s]|[^\sA-Za-z0-9+/=])", re.MULTILINE)
_BLANK = re.compile(rb"\n[ \t]{0,40}\r?\n")
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:(.*)", re.DOTALL)
_PARAMETER = re.compile(r';\s{0,200}([A-Za-z0-9!#$&+.^_`|~*-]{1,80})\s{0,20}=\s{0,20}(?:"((?:[^"\\]|\\.){0,2000})"?|([^;\s"]{0,2000}))')


@dataclass(frozen=True, slots=True)
class Part:
    """One entity: its headers as (lower-case name, raw value) in order, its media type, and its body as it was sent.

    `children`: the parts of a multipart. `params`: of Content-Type and, where it has none of that name, of Content-Disposition.
    """

    headers: tuple[tuple[str, str], ...]
    media_type: str
    params: dict[str, str]
    disposition: str
    body: bytes
    children: tuple[Part, ...] = ()
    _by_name: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def values(self, name: str) -> list[str]:
        """Give every value of a header, in order."""
        if not self._by_name:
            for key, value in self.headers:
                self._by_name.setdefault(key, []).append(value)
        return self._by_name.get(name, [])

    def value(self, name: str) -> str:
        """Give the first value of a header, or nothing."""
        return next(iter(self.values(name)), "")

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone (RFC 2045 section 6); as it was sent where that cannot be done."""
        return _undo(self.body, self.value("content-transfer-encoding").strip().lower())

    def walk(self) -> list[Part]:
        """Give this part and all below it, in document order; what is inside a message part is not below it."""
        found: list[Part] = []
        waiting = [self]
        while waiting:
            part = waiting.pop()
            found.append(part)
            waiting.extend(reversed(part.children))
        return found


def parse_entity(raw: bytes, *, default: str = "text/plain", depth: int = 0) -> Part:
    """Read one entity, headers and body, and the parts of a multipart down to MAX_DEPTH."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    headers, body = split_headers(raw)
    known: dict[str, str] = {}
    for name, value in headers:
        known.setdefault(name, value)
    media_type, params = parse_parameters(known.get("content-type", ""))
    disposition, more = parse_parameters(known.get("content-disposition", ""))
    if "/" not in media_type:
        media_type = default
    children: tuple[Part, ...] = ()
    if media_type.startswith("multipart/") and depth < MAX_DEPTH:
        inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        pieces = _pieces(body, params.get("boundary", ""))
        children = tuple(parse_entity(piece, default=inner, depth=depth + 1) for piece in pieces)
    if media_type.startswith("multipart/") and not children:
        media_type = "text/plain" if depth == 0 else "application/octet-stream"
    return Part(headers, media_type, {**more, **params}, disposition, body, children)


def split_headers(raw: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Part the header fields, unfolded, from the body; the first line that is no field ends them."""
    blank = _BLANK.search(raw)
    head, body = (raw[: blank.start()], raw[blank.end() :]) if blank else (raw, b"")
    if raw.startswith((b"\n", b"\r\n")):
        return (), raw.lstrip(b"\r\n")
    fields: list[tuple[str, list[bytes]]] = []
    head = head[:MAX_HEAD]
    at = 0
    while at < len(head) and len(fields) < MAX_HEADERS:
        end = head.find(b"\n", at)
        end = len(head) if end < 0 else end
        line = head[at:end].rstrip(b"\r")
        if line[:1] in (b" ", b"\t"):
            if fields:
                fields[-1][1].append(line.strip())
        elif (field := _HEADER.match(line)) is not None:
            fields.append((field[1].decode("ascii").lower(), [field[2].strip()]))
        elif not (line.startswith((b"From ", b">From ")) and not fields):
            return tuple(map(_field, fields)), raw[at:]
        at = end + 1
    return tuple(map(_field, fields)), body


def header_section(raw: bytes, most: int = 65_536) -> bytes:
    """Cut the header section, with the blank line that ends it, off a mail; no more than `most` octets of it."""
    blank = _BLANK.search(raw[:most])
    return raw[: blank.end()] if blank else raw[:most]


def _field(field: tuple[str, list[bytes]]) -> tuple[str, str]:
    name, pieces = field
    value = b" ".join(pieces)[:MAX_VALUE]
    try:
        return name, value.decode("utf-8")
    except UnicodeDecodeError:
        return name, value.decode("cp1252", "replace")


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Read `type; name=value` into the type, lower case, and its parameters; RFC 2231 pieces and charsets are put together."""
    main, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, str]] = {}
    for name, quoted, bare in _PARAMETER.findall(value[:4_000]):
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
        key, star, rest = name.lower().partition("*")
        if not star:
            plain.setdefault(key, text)
        else:
            number = rest.rstrip("*")
            extended = rest.endswith("*") or not rest
            pieces.setdefault(key, {})[int(number) if number.isdecimal() else 0] = _percent(text) if extended else text
    for key, numbered in pieces.items():
        plain[key] = "".join(numbered[number] for number in sorted(numbered))
    return main.strip().lower(), plain


def _percent(text: str) -> str:
    """Undo RFC 2231 section 4: charset'language'%XX."""
    charset, quote, rest = text.partition("'")
    coded = rest.partition("'")[2] if quote else text
    octets = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), coded.encode("utf-8", "replace"))
    try:
        return octets.decode(charset if quote and charset else "utf-8")
    except (LookupError, UnicodeError, ValueError):
        return octets.decode("cp1252", "replace")


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """Cut a multipart body at its boundary lines; a missing last boundary loses nothing (RFC 2046 section 5.1)."""
    mark = boundary.strip().encode("utf-8", "replace")[:200]
    if not mark:
        return []
    pieces: list[bytes] = []
    start: int | None = None
    for at, end, closes in _marks(body, b"--" + mark):
        if start is not None:
            pieces.append(body[start:at].removesuffix(b"\r"))
        start = None
        if closes or len(pieces) >= MAX_PARTS:
            break
        start = body.find(b"\n", end) + 1 or len(body)
    if start is not None:
        pieces.append(body[start:])
    return pieces


def _marks(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Give the boundary lines: where the line end before each stands, where the boundary ends, and whether it closes the multipart."""
    at = 0 if body.startswith(mark) else body.find(b"\n" + mark)
    for _ in range(MAX_MARKS):
        if at < 0:
            return
        end = at + (body[at : at + 1] == b"\n") + len(mark)
        closes = body.startswith(b"--", end)
        end += 2 * closes
        rest = body[end : end + 42].lstrip(b" \t")
        if rest.startswith((b"\n", b"\r\n")) or (not rest and len(body) - end <= 40):
            yield at, end, closes
        at = body.find(b"\n" + mark, end)


def _undo(body: bytes, encoding: str) -> bytes:
    if encoding.startswith("base64"):
        coded, footer = _parted(body)
        try:
            return b"".join(map(_unpadded, _CODED.findall(re.sub(rb"[^A-Za-z0-9+/=]", b"", coded)))) + footer
        except binascii.Error:
            return body
    if encoding.startswith("quoted-printable"):
        return binascii.a2b_qp(body)
    return body


def _unpadded(letters: bytes) -> bytes:
    """Undo one run of base64 and its padding, whether or not that is there."""
    bare = letters.rstrip(b"=")
    bare = bare[: len(bare) - 1] if len(bare) % 4 == 1 else bare
    return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))


def _parted(body: bytes) -> tuple[bytes, bytes]:
    """Part base64 from the plain text that a list or a gateway put below it without a look at the encoding."""
    for found in itertools.islice(_PLAIN_LINE.finditer(body), MAX_PLAIN):
        rest = body[found.start() :]
        if body[: found.start()].strip() and not _CODED_LINE.search(rest):
            return body[: found.start()], b"\n" + rest.lstrip(b"\r\n")
    return body, b""
