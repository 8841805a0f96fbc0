"""Header fields of letters: nothing that a name, a title or somebody else's Message-ID holds ends its field or makes another."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message

import pytest

from boards import NOW
from mailflow.letters.envelope import Letter, Sender, compose_bytes
from mailflow.letters.headers import one_line
from mailflow.records import Edition

FIELDS = [
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "List-Id", "X-Mailflow", "MIME-Version", "Content-Type",
]  # fmt: skip
LETTER = Letter(
    "Ada", "ada@quay.example", Edition.RECEIPT, "Subject", "text\n", "<p>text</p>", "mf.x@board.example", "m+x@board.example",
    references=("one@quay.example",), in_reply_to="two@quay.example", answers=True,
)  # fmt: skip
SENDER = Sender("Board", "m@board.example", "qsb.m.board.example")
BREAKS = {
    "CR LF": "\r\n", "LF": "\n", "CR": "\r", "NUL": "\x00", "next line": "\x85", "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "vertical tab": "\x0b", "form feed": "\x0c", "file separator": "\x1c", "folded": "\r\n ", "two line ends": "\r\n\r\n",
}  # fmt: skip
HOSTILE = {f"a {name}, then a field": f"a{mark}Bcc: x@evil.example" for name, mark in BREAKS.items()} | {
    "an encoded word with a line end (Q)": "=?utf-8?q?a=0D=0ABcc:_x@evil.example?=",
    "an encoded word with a line end (B)": "=?utf-8?b?YQ0KQmNjOiB4QGV2aWwuZXhhbXBsZQ==?=",
    "an encoded word with a bare line feed": "=?us-ascii?q?=0ABcc:_x@evil.example?=",
    "an encoded word in an unknown charset": "=?unknown-8bit?q?=0A=0A?=",
    "an encoded word with a line separator": "=?utf-8?q?=E2=80=A8Bcc:_x?=",
    "an encoded word with NUL": "=?utf-8?q?=00?=",
    "an encoded word that is not ended": "=?utf-8?q?=0ABcc",
    "5,000 letters": "x" * 5000,
    "3,000 letters beyond ASCII": "é" * 3000,
    "900 words": "word " * 900,
    "half a pair": "a\ud800b",
    "terminal codes": "\x1b]0;x\x07\x9b31m",
    "quotation marks": '"; Bcc: x@evil.example; "',
    "a second mailbox": "a@b.example, x@evil.example",
    "a mailbox in angle brackets": "a <x@evil.example>",
    "an open comment": "(a",
    "an open bracket": "a <",
    "a backslash at the end": "a\\",
    "a group": "all:x@evil.example;",
    "a turned name": "\u202eelpmaxe.live@x",
    "a boundary": '--=_mailflow_"',
    "nothing": "",
}


def composed(field: str, value: str) -> bytes:
    letter, sender = LETTER, SENDER
    if field == "From":
        sender = replace(sender, name=value)
    elif field == "List-Id":
        sender = replace(sender, list_id=value)
    elif field == "References":
        letter = replace(letter, references=(value, "one@quay.example"))
    elif field == "To":
        letter = replace(letter, to_name=value)
    elif field == "Subject":
        letter = replace(letter, subject=value)
    else:
        letter = replace(letter, in_reply_to=value)
    return compose_bytes(letter, sender, NOW)


@pytest.mark.parametrize("field", ["From", "To", "Subject", "In-Reply-To", "References", "List-Id"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_no_value_makes_a_field_or_spoils_another(kind: str, field: str) -> None:
    raw = composed(field, HOSTILE[kind])
    head = raw.partition(b"\r\n\r\n")[0]
    message = message_from_bytes(raw, policy=policy.compat32)
    # A Message-ID of somebody else's that cannot be one is left out; nothing else may be missing, and nothing added.
    assert [name for name in message if name != "In-Reply-To"] == [name for name in FIELDS if name != "In-Reply-To"]
    assert ("In-Reply-To" in message) <= 1 and len(message.get_payload()) == 2 and not message.defects
    assert head.isascii() and max(map(len, head.split(b"\r\n"))) <= 998
    assert all(octet >= 32 for octet in head.replace(b"\r\n", b"")), "no control characters"
    assert raw.replace(b"\r\n", b"").find(b"\r") < 0 and raw.replace(b"\r\n", b"").find(b"\n") < 0
    assert addresses_in(message, "From") == ["m@board.example"] and addresses_in(message, "To") == ["ada@quay.example"]
    assert addresses_in(message, "Reply-To") == ["m+x@board.example"]


def addresses_in(message: Message, field: str) -> list[str]:
    """Read a field as a strict reader and as one that undoes encoded words does; both must find the same mailboxes."""
    raw = message_from_bytes(f"{field}: {message[field]}\r\n\r\n".encode(), policy=policy.default)
    found = [mailbox.addr_spec for mailbox in raw[field].addresses]
    assert not raw[field].defects
    return found


@pytest.mark.parametrize("field", ["Subject", "To"])
@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if "encoded word" in kind])
def test_what_looks_like_an_encoded_word_is_shown_as_it_was_typed(kind: str, field: str) -> None:
    value = message_from_bytes(composed(field, HOSTILE[kind]), policy=policy.compat32)[field]
    shown = str(make_header(decode_header(value))).removesuffix(" <ada@quay.example>")
    assert shown.strip('"') == one_line(HOSTILE[kind])


def test_letters_of_every_script_come_back_as_they_were() -> None:
    for words in ("Ärger im Café – “Zoë”", "Γειά σου Κόσμε " * 12, "会議の議事録" * 20, "😀 emoji, and a comma", "O'Neil (Chair)"):
        message = message_from_bytes(composed("Subject", words), policy=policy.default)
        assert str(message["Subject"]) == " ".join(words.split())
        # Not by the newer reader: Python 3.11's keeps the folds between the encoded words of a name.
        to = message_from_bytes(composed("To", words), policy=policy.compat32)["To"]
        shown = str(make_header(decode_header(to))).replace('"', "")
        assert shown == f"{one_line(words)[:200].rstrip()} <ada@quay.example>"


def test_a_return_in_a_text_never_goes_on_the_wire_alone() -> None:
    raw = compose_bytes(replace(LETTER, text="a\rb\r\nc\n.\r.\n", html="\r<p>"), SENDER, NOW)
    assert b"\r" not in raw.replace(b"\r\n", b"") and b"\n" not in raw.replace(b"\r\n", b"")
    plain = next(part for part in message_from_bytes(raw, policy=policy.compat32).walk() if part.get_content_type() == "text/plain")
    assert plain.get_payload(decode=True) == b"a\r\nb\r\nc\r\n.\r\n.\r\n"
