"""Ways in which a mail comes to harm, or is made to do harm: each takes honest mails and chance, and gives the bytes of a mail.

`mutate` is deterministic for a seed. A mutation may be applied to what another has made.
"""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, Sequence[bytes], random.Random], bytes]

MOST_OCTETS = 24_000
CHARSETS = (
    "utf-8", "utf-16", "utf-7", "utf-32-be", "iso-8859-1", "windows-1252", "koi8-r", "shift_jis", "iso-2022-jp", "hz", "big5", "idna",
    "punycode", "unicode_escape", "rot13", "zlib", "x-unknown", "", "\x00", "utf-8\x00", "a" * 500, "cp65001", "mbcs", "undefined",
)  # fmt: skip
ENCODINGS = (
    "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "BASE64 ", "base64;x", "", "\xff", "quoted printable",
)  # fmt: skip
TYPES = (
    "text/plain", "text/html", "multipart/mixed", "multipart/alternative", "multipart/related", "multipart/report", "multipart/digest",
    "multipart/signed", "multipart/encrypted", "message/rfc822", "message/partial", "message/delivery-status", "text/calendar",
    "application/ms-tnef", "application/pkcs7-mime", "text/enriched", "text", "/", "multipart/", "a/b/c", "",
)  # fmt: skip
FIELDS = (
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type", "Content-Transfer-Encoding",
    "Return-Path", "Auto-Submitted", "Authentication-Results", "Precedence", "X-Failed-Recipients", "Content-Disposition",
    "Delivered-To",
)  # fmt: skip
VALUES = (
    "", "<>", "<", ">", "@", "<@>", ",", ";", ":;", '"', '"' * 400, "(" * 400, "<" * 400, "=?utf-8?b?", "=?utf-8?q?=00=0D=0A?=",
    "\\" * 400, "a@b", "<a@b", "a@b>", "a@[127.0.0.1]", "@a,@b:c@d.example", "=?x?b?////?=" * 90, "a" * 9_000, "<a@b.example>" * 600,
    "\xff\xfe", "\u202e", "Mon, 99 Zzz 99999 99:99:99 +9999", "Thu, 1 Jan 1970 00:00:00 -2400", "1" * 5_000, "auto-replied",
    "multipart/mixed; boundary=", "no; no", "text/plain; charset*0*=utf-8''%; charset*99999999999=x",
    "text/plain; format=flowed; delsp=yes", "mx.example; dmarc=fail", "\t", "\x00",
)  # fmt: skip
TEXTS = (
    "> " * 2_000, "\n>" * 3_000, "wrote:\n" * 800, "On " * 3_000, '"' * 5_000, "“" * 3_000, "QSB 2627_08 " * 900, "should read " * 900,
    "-" * 9_000, "From: a\nSent: b\nTo: c\nSubject: d\n" * 300, "<div>" * 3_000, "<blockquote>" * 2_000, "&#x" * 2_000,
    "\u200b" * 4_000, 'item 3.2: "a" to "b" ' * 400, "done " * 3_000, "by friday " * 1_000, "-- \n" * 2_000, "\r" * 4_000,
    "\u0301" * 4_000, "not " * 3_000, "-----BEGIN PGP SIGNED MESSAGE-----\n" * 200, "begin 644 a\n" * 500, "(" * 6_000,
    "http://a/" * 1_500, "12/12/2026 " * 1_000, "\ud83d" * 99, "<table><tr><td>" * 800, "<!--" * 2_000, "<style>" * 500,
    "<p style='" * 900, "&amp;" * 3_000, '<a href="' * 900, "]]>" * 900, "<?xml " * 500,
)  # fmt: skip


def mutate(sources: Sequence[bytes], seed: int) -> bytes:
    """Give the mail of a seed: one of the sources with one to four mutations, at most MOST_OCTETS long."""
    chance = random.Random(seed)
    raw = chance.choice(sources)[:MOST_OCTETS]
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        raw = chance.choice(MUTATIONS)(raw, sources, chance)
    return raw[:MOST_OCTETS]


def flip_octets(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    changed = bytearray(raw or b"\n")
    for _ in range(chance.choice((1, 3, 20, 300))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)] if chance.random() < 0.7 else raw[chance.randrange(len(raw) + 1) :]


def leave_out(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + raw[start + chance.choice((1, 2, 40, 900)) :]


def splice(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(sources)
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def repeat(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    piece = raw[start : start + chance.choice((1, 2, 10, 80, 500))]
    return raw[:start] + piece * chance.choice((2, 20, 400)) + raw[start:]


def repeat_headers(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    head, gap, body = _parted(raw)
    lines = head.split(b"\n")
    for _ in range(chance.choice((1, 3, 1_500))):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
        if len(lines) > 3_000:
            break
    return b"\n".join(lines) + gap + body


def set_field(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    head, gap, body = _parted(raw)
    name, value = chance.choice(FIELDS), chance.choice(VALUES)
    fold = chance.choice((b"", b"\r\n ", b"\n\t", b"\r"))
    field = name.encode() + b": " + fold + value.encode("utf-8" if chance.random() < 0.7 else "latin-1", "replace")
    if chance.random() < 0.7:
        head = re.sub(rb"(?im)^" + re.escape(name.encode()) + rb":.*\n(?:[ \t].*\n)*", b"", head)
    return field + b"\r\n" + head + gap + body if chance.random() < 0.5 else head + b"\r\n" + field + gap + body


def long_headers(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    name = chance.choice(FIELDS).encode()
    piece = chance.choice((b"a", b"<x@y.example> ", b"\r\n ", b"=?utf-8?q?=41?= ", b",", b'"', b"(", b"a b ")) * chance.choice((50, 3_000))
    return name + b": " + piece + b"\r\n" + raw


def damage_boundaries(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    found = re.search(rb'boundary="?([^";\s]{1,70})', raw)
    if not found:
        return raw.replace(b"\n\n", b"\n--b\n\n").replace(b"text/plain", b'multipart/mixed; boundary="b"')
    mark = found[1]
    return chance.choice(
        (
            lambda: raw.replace(b"--" + mark + b"--", b""),
            lambda: raw.replace(b"--" + mark, b"--" + mark + b"--"),
            lambda: raw.replace(b"--" + mark, (b"--" + mark + b"\n\n") * 300),
            lambda: raw.replace(mark, b"", 1),
            lambda: raw.replace(mark, mark[:1]),
            lambda: raw.replace(b"--" + mark, b"--" + mark[:-1]),
            lambda: raw.replace(b"\n--" + mark, b"--" + mark),
        )
    )()


def swap_labels(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    pattern, before, choices = chance.choice(
        (
            (rb"(?i)charset=\"?[^\";\s]*\"?", b"charset=", CHARSETS),
            (rb"(?im)^(content-transfer-encoding:).*", rb"\1 ", ENCODINGS),
            (rb"(?im)^(content-type:)\s*[\w/-]+", rb"\1 ", TYPES),
        )
    )
    label = before + chance.choice(choices).encode("latin-1", "replace").replace(b"\\", b"")
    return re.sub(pattern, label, raw, count=chance.choice((0, 1)))


def nest(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    """Put the mail, or the beginning of it, below many parts or inside a message."""
    how = chance.choice(("multipart", "rfc822", "same boundary"))
    for level in range(chance.choice((2, 12, 60))):
        if len(raw) > MOST_OCTETS:
            break
        mark = "b" if how == "same boundary" else f"b{level}"
        inner = b"Content-Type: message/rfc822\r\n\r\n" + raw if how == "rfc822" else raw
        raw = f'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="{mark}"\r\n\r\n--{mark}\r\n'.encode() + inner
    return raw


def nulls(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) + 1)
    return raw[:start] + b"\x00" * chance.choice((1, 9, 5_000)) + raw[start:]


def raw_octets_in_headers(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    head, gap, body = _parted(raw)
    start = chance.randrange(len(head) + 1)
    octets = chance.choice((b"\xff\xfe", b"\x80" * 40, "é".encode("latin-1"), "Ünïcode ☃".encode(), b"\xed\xa0\x80", b"\x1b[2J", b"\x85"))
    return head[:start] + octets + head[start:] + gap + body


def line_ends(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    plain = raw.replace(b"\r\n", b"\n")
    end = chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\n", b"\x85", b"\n\r", b"\x00\n"))
    return plain.replace(b"\n", end)


def hostile_text(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    """Put text that is hard on a reader into the body, plain or in base64."""
    head, _, body = _parted(raw)
    text = chance.choice(TEXTS).encode("utf-8", "replace")
    if chance.random() < 0.2:
        head = re.sub(rb"(?im)^content-transfer-encoding:.*\n", b"", head) + b"\r\nContent-Transfer-Encoding: base64"
        return head + b"\r\n\r\n" + base64.encodebytes(text)
    start = chance.choice((0, chance.randrange(len(body) + 1)))
    return head + b"\r\n\r\n" + body[:start] + text + body[start:]


def shuffle_lines(raw: bytes, sources: Sequence[bytes], chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    start = chance.randrange(len(lines))
    piece = lines[start : start + 60]
    chance.shuffle(piece)
    return b"\n".join([*lines[:start], *piece, *lines[start + 60 :]])


MUTATIONS: tuple[Mutation, ...] = (
    *(flip_octets, cut, leave_out, splice, repeat, repeat_headers, set_field, long_headers, damage_boundaries, swap_labels, nest, nulls),
    *(raw_octets_in_headers, line_ends, hostile_text, shuffle_lines),
)


def _parted(raw: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"\r?\n\r?\n", raw)
    return (raw[: found.start()], found[0], raw[found.end() :]) if found else (raw, b"\r\n\r\n", b"")
