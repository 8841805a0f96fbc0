"""What rides along with a letter: its place in the mail, its name whatever that holds, and that the letter itself stays as it was."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

import pytest

from boards import NOW
from mailflow.letters.envelope import Attachment, Letter, Sender, compose_bytes
from mailflow.letters.headers import MOST_FILE_NAME, NO_KIND, file_name
from mailflow.letters.kept import KeptLetter, read_kept
from mailflow.records import Edition
from mailflow.replies.message import parse_message
from payloads import EVERY
from test_headers import FIELDS, HOSTILE

LETTER = Letter(
    "Ada", "ada@quay.example", Edition.ATTENDEE, "Subject", "The text, é.\n", "<p>The page, é.</p>\n", "mf.x@board.example",
    "m+x@board.example", references=("one@quay.example",), in_reply_to="two@quay.example",
)  # fmt: skip
SENDER = Sender("Board", "m@board.example", "qsb.m.board.example")
CALENDAR = Attachment("next-meeting.ics", 'text/calendar; charset="utf-8"; method=PUBLISH', b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
WORD = Attachment("redline.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes(range(256)) * 40)
NAMES = {**HOSTILE, **{kind: text for kind, text in EVERY if "{U}" not in text}}


def with_files(*files: Attachment) -> bytes:
    return compose_bytes(replace(LETTER, attachments=files), SENDER, NOW)


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_without_attachments_a_letter_has_the_bytes_it_always_had() -> None:
    raw = compose_bytes(LETTER, SENDER, NOW)
    assert raw.count(b"multipart/") == 1 and raw.count(b"boundary=") == 1
    assert hashlib.sha256(raw).hexdigest() == "7eca3dd544ec2a43e962cc910be9252912bb54a44b8b386c3de0bbee8900497a"


def test_files_follow_the_two_forms_and_come_back_as_they_were() -> None:
    message = parsed(with_files(CALENDAR, WORD))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", WORD.kind,
    ]  # fmt: skip
    found = list(message.iter_attachments())
    assert [(part.get_filename(), part.get_content_disposition()) for part in found] == [
        ("next-meeting.ics", "attachment"), ("redline.docx", "attachment"),
    ]  # fmt: skip
    assert [part.get_payload(decode=True) for part in found] == [CALENDAR.content, WORD.content]
    assert (found[0].get_param("method"), found[0].get_param("charset")) == ("PUBLISH", "utf-8")
    assert not any(part.defects for part in message.walk())


def test_base64_keeps_to_76_columns_and_every_line_ends_with_cr_lf() -> None:
    raw = with_files(CALENDAR, WORD)
    encoded = raw.partition(b"redline.docx")[2].partition(b"base64\r\n\r\n")[2].partition(b"\r\n--")[0].split(b"\r\n")
    assert len(encoded) > 100 and {len(line) for line in encoded[:-1]} == {76} and len(encoded[-1]) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"") and raw.isascii()


def test_neither_boundary_is_the_beginning_of_the_other() -> None:
    message = parsed(with_files(CALENDAR))
    outer, inner = message.get_boundary(), next(message.iter_parts()).get_boundary()
    assert outer and inner and not outer.startswith(inner) and not inner.startswith(outer)


def test_the_same_letter_with_the_same_files_has_the_same_bytes() -> None:
    assert with_files(CALENDAR, WORD) == with_files(CALENDAR, WORD)
    assert with_files(CALENDAR, WORD) != with_files(WORD, CALENDAR)


@pytest.mark.parametrize("content", [b"", b"\n", b"--=_mailflow_\r\n", b"x" * 57])
def test_a_file_of_any_octets_comes_back(content: bytes) -> None:
    [part] = parsed(with_files(replace(CALENDAR, content=content))).iter_attachments()
    assert part.get_payload(decode=True) == content


def test_the_kept_letter_gives_back_its_two_forms_whatever_is_attached() -> None:
    others = (Attachment("notes.txt", "text/plain", b"Not the letter.\n"), Attachment("page.html", "text/html", b"<p>Nor its page.</p>\n"))
    kept = read_kept(with_files(CALENDAR, *others, WORD))
    assert kept == KeptLetter(LETTER.text, LETTER.html, kept.carried)
    assert all(words in kept.carried for words in ("next-meeting.ics", "BEGIN:VCALENDAR", "Not the letter."))


def test_a_reader_of_ours_finds_the_forms_and_the_files_too() -> None:
    message = parse_message(with_files(CALENDAR, WORD))
    assert message.text.strip() == LETTER.text.strip()
    assert [one.name for one in message.attachments] == ["next-meeting.ics", "redline.docx"]


@pytest.mark.parametrize("kind", NAMES)
def test_no_name_of_a_file_makes_a_field_a_part_or_a_folder(kind: str) -> None:
    name = f"{NAMES[kind]}.docx"
    raw = with_files(replace(WORD, name=name), CALENDAR)
    message = message_from_bytes(raw, policy=policy.compat32)
    assert list(message) == FIELDS
    _, first, second = parts_of(message)
    fields = ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]
    assert list(first) == fields and list(second) == fields and not first.defects
    assert first.get_content_type() == WORD.kind and first.get_payload(decode=True) == WORD.content
    assert [parameter for parameter, _ in first.get_params() or ()] == [WORD.kind, "name"]
    found = first.get_filename()
    assert found == file_name(name) and found.endswith("docx") and len(found) <= MOST_FILE_NAME
    assert not {unicodedata.category(c) for c in found} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(found) & set('/\\:*?"<>|') and not found.startswith(".")
    head = raw[: raw.index(b"base64")]
    assert head.isascii() and max(map(len, head.split(b"\r\n"))) <= 200


def parts_of(message: Message) -> list[Message]:
    found = message.get_payload()
    assert isinstance(found, list)
    return [part for part in found if isinstance(part, Message)]


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("next-meeting.ics", "next-meeting.ics"),
        ("Änderungen – Überblick.docx", "Änderungen – Überblick.docx"),
        ("会議" * 80 + ".docx", ("会議" * 80)[:115] + ".docx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\x\\y.docx", "C--x-y.docx"),
        (".hidden", "hidden"),
        (" . ", "attachment"),
        ("a\r\nBcc: x@evil.example", "a Bcc- x@evil.example"),
        ("gpj\u202egnp.exe", "gpjgnp.exe"),
        ("=?utf-8?q?=0ABcc:_x?=.docx", "=-utf-8-q-=0ABcc-_x-=.docx"),
        ("100% 'done' (1); a=b, c.docx", "100% 'done' (1); a=b, c.docx"),
    ],
)
def test_a_file_keeps_as_much_of_its_name_as_any_system_takes(name: str, becomes: str) -> None:
    message = parsed(with_files(replace(WORD, name=name)))
    [part] = message.iter_attachments()
    assert part.get_filename() == becomes
    # Both fields say the same, and to the older reader too.
    older = parts_of(message_from_bytes(with_files(replace(WORD, name=name)), policy=policy.compat32))[1]
    assert older.get_filename() == becomes
    assert part["Content-Type"].params["name"] == becomes


@pytest.mark.parametrize(
    "kind", ["", "text", 'text/plain; name="a"b"', "text/plain\r\nBcc: x@evil.example", "text/plain; x=\u2028", "a/b/c"]
)
def test_a_media_type_that_cannot_be_written_becomes_that_of_any_octets(kind: str) -> None:
    raw = with_files(replace(WORD, kind=kind))
    [part] = parsed(raw).iter_attachments()
    assert part.get_content_type() == NO_KIND and part.get_payload(decode=True) == WORD.content
    assert b"Bcc" not in raw
