"""Mails of 256 KiB that were made to cost time, by kind: one table for every test that measures. None of them is a person's."""

from __future__ import annotations

import base64
import random

CAP = 262_144
HEAD = b"From: Becky <becky@harbour.example>\r\nTo: minutes@board.example\r\nSubject: Re: minutes\r\nMIME-Version: 1.0\r\n"
SAID = "The minutes say this and that."
_WORDS = "the board agreed that harbour report lamps were damaged and copies printed by friday done action circulate members".split()


def mail(fields: str, body: bytes | str) -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    return HEAD + fields.encode() + b"\r\n\r\n" + content


def _prose(dice: random.Random, lines: int) -> list[str]:
    return [" ".join(dice.choices(_WORDS, k=10)) for _ in range(lines)]


def _texts() -> dict[str, str]:
    dice = random.Random(1819)
    noise = base64.b64encode(dice.randbytes(CAP * 3 // 4)).decode()
    prose = _prose(dice, 4_500)
    return {
        "one letter": "a" * CAP,
        "one letter a line": "a\n" * (CAP // 2),
        "on a a a": "On a a a " * (CAP // 9),
        "lines of on a a a": "On a a a\n" * (CAP // 9),
        "attributions": "On Mon 3 May 2018 10:00 a@b wrote:\n" * (CAP // 35),
        "attributions broken before their verb": "".join(f"Mon {n % 28 + 1} May 2018 foo <a{n}@b.example> wrote\n" for n in range(6_000)),
        "quoted attributions": "> On Mon 3 May 2018 10:00 a@b wrote:\n" * 7_000,
        "attributions between quoted lines": "".join(f"Ann {n} wrote:\n> x{n}\n" for n in range(12_000)),
        "header labels": "From: a@b.example\n" * (CAP // 18),
        "weak labels": "To: x\n" * (CAP // 6),
        "colons": "ab: cd\n" * (CAP // 7),
        "separators": "-----Original Message-----\n" * (CAP // 27),
        "rules": "_" * CAP,
        "deep quotes": (">" * 5_000 + "\n") * 52,
        "quotes of every depth": "".join(f"{'>' * (n % 7)} {line}\n" for n, line in enumerate(prose)),
        "every other line quoted": "> a\nb\n" * (CAP // 6),
        "bars": "| a b c d e\n" * (CAP // 12),
        "initials": "AB> done with it\n" * (CAP // 17),
        "spaces": " " * 20_000 + "x" + " " * 200_000,
        "blank lines": "\n" * CAP,
        "base64 in a line": "QUFB" * (CAP // 4),
        "noise in a line": noise,
        "noise in lines": "\n".join(noise[at : at + 76] for at in range(0, CAP, 76)),
        "the same words": "a a a a a a a a a a\n" * 13_000,
        "our own line": f"> {SAID}\nx\n" * 7_000,
        "our own sentence": f"{SAID} " * (CAP // 31),
        "lines all different": "".join(f"On {n} May it was said that {n} of them have to go\n" for n in range(5_000)),
        "prose": "\n".join(prose),
        "statuses": "QSB 1819_01 done\n" * (CAP // 17),
        "numbers": "14, 15, 1819_14 and #15 not\n" * 9_000,
        "days": "On 3 May 2018 at 10:00 we met.\n" * (CAP // 31),
        "questions": "was that done?\n" * (CAP // 15),
        "corrections": '"forty" should read "fifty"\n' * (CAP // 28),
        "quotation marks": "\"'“„«" * 25_000,
        "closings": "Kind regards\nBecky\n\n" * (CAP // 20),
        "signature delimiters": "-- \nfoo\n" * (CAP // 8),
        "links": "https://a.example/b?c=d\n" * (CAP // 24),
        "signs nobody sees": "a\u200b" * (CAP // 4),
    }


_PAGES = {
    "tags": "<b>x</b>" * (CAP // 8),
    "nested elements": "<div>" * 40_000 + "x",
    "breaks": "<br>" * 65_000,
    "brackets": "<" * CAP,
    "blockquotes": "<blockquote>" * 20_000,
    "blockquotes and words": "<blockquote>a</blockquote>b" * (CAP // 26),
    "tables": "<table><tr><td>a</table>" * (CAP // 24),
    "containers of a client": '<div class="gmail_quote">x</div>' * (CAP // 32),
    "header blocks": '<div id="divRplyFwdMsg"><b>From:</b> a@b.example<br><b>Sent:</b> x</div>' * (CAP // 70),
    "hyperlinks": '<a href="http://x.example/">y</a> ' * (CAP // 34),
    "attributes": "<p " + "a=b " * (CAP // 4) + ">x",
    "entities": "&amp;&#x41;" * (CAP // 11),
}
_WHOLE = {
    "nested parts": b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5_000)),
    "boundaries": b'Content-Type: multipart/mixed; boundary="-"\n\n' + b"---\n" * 60_000,
    "headers": b"X: y\n" * 50_000 + b"\nx",
    "comments": b"From: " + b"(" * CAP + b"\n\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 18_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain" + b';a="' * 60_000 + b"\n\nx",
    "references": b"References: " + b"<a@b> " * 43_000 + b"\n\nx",
    "recipients": b"To: " + b"a@b.example, " * 20_000 + b"\n\nx",
}


def hostile_mails() -> dict[str, bytes]:
    """Give every kind, by name: texts, pages, and mails whose headers or parts are the trouble."""
    texts = {name: mail("Content-Type: text/plain; charset=utf-8", body) for name, body in _texts().items()}
    flowed = mail("Content-Type: text/plain; format=flowed", "a \n" * (CAP // 3))
    coded = mail(
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64", base64.encodebytes(b"QSB 1819_01 done\n" * (CAP // 17 * 3 // 4))
    )
    pages = {f"page: {name}": mail("Content-Type: text/html; charset=utf-8", body) for name, body in _PAGES.items()}
    every = {**texts, "flowed": flowed, "base64": coded, **pages, **{f"mail: {name}": raw for name, raw in _WHOLE.items()}}
    return {name: raw[: CAP + len(HEAD) + 60] for name, raw in every.items()}
