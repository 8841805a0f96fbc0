"""Attachments of replies: what is one, under which names it is written, what is not passed on, and what clerk and sender are told."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from answering import LATER, Post, changed
from boards import MEETING
from mailflow.cli.main import mailflow
from mailflow.demo import clients
from mailflow.errors import UsageError
from mailflow.flows.attached import write_attachments
from mailflow.flows.keeping import check
from mailflow.flows.mailbox import folder_for
from mailflow.flows.understand import TRIES
from mailflow.journal import MessageFailed
from mailflow.records import Taken
from mailflow.replies.attachments import ALL, LARGEST, MOST, PICTURE, brought_along
from mailflow.replies.fields import safe_name
from mailflow.replies.message import parse_message

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def part(
    name: str, media_type: str = "application/pdf", content: bytes = b"%PDF-1.7 invented", *, more: str = "", how: str = "attachment"
) -> bytes:
    head = f'Content-Type: {media_type}; name="{name}"\r\nContent-Disposition: {how}; filename="{name}"\r\n{more}'
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content).replace(b"\n", b"\r\n")


def with_parts(reply: bytes, *parts: bytes, subtype: str = "mixed") -> bytes:
    """Put a reply and other parts side by side."""
    head, _, body = reply.partition(b"\r\n\r\n")
    lines = [line for line in head.replace(b"\r\n ", b" ").split(b"\r\n") if not line.lower().startswith((b"content-", b"mime-"))]
    text = b"\r\n".join(line for line in head.replace(b"\r\n ", b" ").split(b"\r\n") if line.lower().startswith(b"content-"))
    inside = b"".join(b"--edge\r\n" + one + b"\r\n" for one in (text + b"\r\n\r\n" + body, *parts))
    kind = f'MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary="edge"'.encode()
    return b"\r\n".join([*lines, kind]) + b"\r\n\r\n" + inside + b"--edge--\r\n"


def brought(*parts: bytes, subtype: str = "mixed") -> list[str]:
    plain = b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n"
    return [one.name for one in brought_along(parse_message(with_parts(plain, *parts, subtype=subtype)).attachments)]


def test_a_reply_with_an_attachment_is_recorded_and_waits_for_the_clerk_to_look(post: Post) -> None:
    reply = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    [understood] = post.take(with_parts(reply, part("my comments.docx", DOCX, b"PK" + bytes(33_000))))
    assert understood.outcome == "recorded"
    assert folder_for(understood) == "review"
    assert post.action("QSB 2627_08").status == "done"
    [tray] = [taken for taken in post.workspace.look().all(Taken) if taken.waits]
    assert tray.why == "It brings along, for the clerk to look at: my comments.docx, 33 KB."
    [receipt] = post.receipts()
    text = " ".join(receipt.text.split())
    assert "Recorded: QSB 2627_08 is done" in text
    assert "Attachment kept for the clerk: my comments.docx, 33 KB." in text
    assert "my comments.docx, 33 KB" in receipt.html
    assert check(post.workspace) == ()


def test_a_reply_that_says_all_it_has_to_say_in_an_attachment_is_for_the_clerk(post: Post) -> None:
    reply = post.reply("Emeka Obi", "Kind regards\nEmeka", clients.apple_mail)
    [understood] = post.take(with_parts(reply, part("comments.pdf")))
    assert understood.outcome == "review" and "comments.pdf" in understood.reason


def test_a_strangers_attachment_waits_with_their_mail_and_is_not_spoken_of_to_them(post: Post) -> None:
    reply = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    [understood] = post.take(with_parts(changed(reply, From="eve@crook.example"), part("run me.exe", "application/x-msdownload")))
    assert understood.outcome == "review" and "nobody's address" in understood.reason
    assert post.receipts() == []


def test_review_shows_them_and_writes_them_where_it_is_told(post: Post, tmp_path: Path) -> None:
    reply = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    raw = with_parts(reply, part("a.pdf", content=b"one"), part("A.PDF", content=b"two"), part("big.iso", content=bytes(LARGEST + 1)))
    [understood] = post.take(raw)
    call = ["-C", str(post.workspace.folder), "review"]
    listed = json.loads(CliRunner().invoke(mailflow, [*call, "--json"]).output)
    assert [(one["name"], one["size"], one["kept"]) for one in listed[0]["attachments"]] == [
        ("a.pdf", 3, True), ("A (2).PDF", 3, True), ("big.iso", LARGEST + 1, False),
    ]  # fmt: skip
    shown = CliRunner().invoke(mailflow, call).output
    assert "+ a.pdf, 3 bytes" in shown and "+ big.iso, 10.0 MB: not passed on, it is larger than 10.0 MB" in shown
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.pdf").write_text("was here before")
    (out / "A (2).PDF").symlink_to(tmp_path / "elsewhere")
    told = CliRunner().invoke(mailflow, [*call, "attachments", understood.message.digest[:8], "--out", str(out)])
    assert told.exit_code == 0, told.output
    assert (out / "a.pdf").read_text() == "was here before" and not (tmp_path / "elsewhere").exists()
    assert sorted(path.read_bytes() for path in out.iterdir() if not path.is_symlink()) == [b"one", b"two", b"was here before"]
    assert {path.stat().st_mode & 0o777 for path in out.iterdir() if path.name.startswith("a (")} == {0o600}
    assert "not written: big.iso, 10.0 MB: it is larger than 10.0 MB" in told.output
    [receipt] = post.receipts()
    assert "Attachment not passed on: big.iso, 10.0 MB. Why: it is larger than 10.0 MB." in " ".join(receipt.text.split())
    unknown = CliRunner().invoke(mailflow, [*call, "attachments", "ffffffff", "--out", str(out)])
    assert isinstance(unknown.exception, UsageError) and "is no mail that came in" in str(unknown.exception)


def test_explain_and_ingest_name_them(post: Post, tmp_path: Path) -> None:
    file = tmp_path / "reply.eml"
    file.write_bytes(with_parts(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), part("plan.pdf")))
    told = CliRunner().invoke(mailflow, ["-C", str(post.workspace.folder), "explain", "--json", str(file)])
    assert json.loads(told.output)["attachments"] == [
        {"name": "plan.pdf", "type": "application/pdf", "size": 17, "kept": True, "why": None}
    ]
    assert (
        "brings along: plan.pdf, 17 bytes" in CliRunner().invoke(mailflow, ["-C", str(post.workspace.folder), "explain", str(file)]).output
    )


@pytest.mark.parametrize(
    ("one", "names"),
    [
        (part("logo.png", "image/png", bytes(4_000), more="Content-ID: <logo@x>\r\n", how="inline"), []),
        (part("image001.png", "image/png", bytes(40_000)), []),
        (part("Outlook-abc12345.jpg", "image/jpeg", bytes(40_000)), []),
        (part("emeka.vcf", "text/vcard"), []),
        (part("smime.p7s", "application/pkcs7-signature"), []),
        (part("smime.p7s", "application/octet-stream"), []),
        (part("signature.asc", "application/pgp-signature"), []),
        (part("ATT00001.htm", "text/html"), []),
        (part("invite.ics", "text/calendar"), []),
        (part("empty.pdf", content=b""), []),
        (part("IMG_1234.jpeg", "image/jpeg", bytes(900_000), how="inline"), ["IMG_1234.jpeg"]),
        (part("screen.png", "image/png", bytes(PICTURE), more="Content-ID: <s@x>\r\n", how="inline"), ["screen.png"]),
        (part("photo.jpg", "image/jpeg", bytes(9_000), more="Content-ID: <f_1>\r\nX-Attachment-Id: f_1\r\n"), ["photo.jpg"]),
        (part("notes.txt", "text/plain"), ["notes.txt"]),
        (part("page.html", "text/html"), ["page.html"]),
        (part("fwd.eml", "message/rfc822"), ["fwd.eml"]),
    ],
)
def test_what_a_mail_client_adds_by_itself_is_no_attachment(one: bytes, names: list[str]) -> None:
    assert brought(one) == names


NAMES = {
    "../../etc/passwd": "passwd",
    "..": "part.bin",
    "...": "part.bin",
    "/": "part.bin",
    "/etc/cron.d/x": "x",
    "C:\\\\Windows\\\\system32\\\\evil.dll": "evil.dll",
    "..\\\\..\\\\a.txt": "a.txt",
    "a/b\\\\c.pdf": "c.pdf",
    "con": "_con",
    "NUL.txt": "_NUL.txt",
    "aux.tar.gz": "_aux.tar.gz",
    "COM1.pdf": "_COM1.pdf",
    "lpt9": "_lpt9",
    "console.txt": "console.txt",
    "-rf": "_-rf",
    "--help.pdf": "_--help.pdf",
    "~root": "_~root",
    ".bashrc": "bashrc",
    "trailing dots...": "trailing dots",
    "trailing spaces  ": "trailing spaces",
    "a.pdf .": "a.pdf",
    "invoice\u202efdp.exe": "invoice_fdp.exe",
    "invoice\u2067fdp.exe": "invoice_fdp.exe",
    "zero\u200bwidth\ufeff.pdf": "zerowidth.pdf",
    "a\tb\x1b[2J.pdf": "a b [2J.pdf",
    "a\x7f\x85.pdf": "a.pdf",
    "a<b>c:d|e?f*g.pdf": "a_b_c_d_e_f_g.pdf",
    "x" * 300 + ".pdf": "x" * 116 + ".pdf",
    "x." + "y" * 300: "x." + "y" * 118,
    "字" * 100 + ".docx": "字" * 65 + ".docx",
    "e\u0301te\u0301.pdf": "été.pdf",
    "=?utf-8?q?=2E=2E=2Fetc=2Fpasswd?=": "passwd",
    "": "part.bin",
}


@pytest.mark.parametrize("given", NAMES)
def test_a_name_is_fit_to_be_written_anywhere(given: str, tmp_path: Path) -> None:
    name = safe_name(given, "part.bin")
    assert name == NAMES[given]
    (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_caps_hold_for_one_for_all_and_for_their_number() -> None:
    several = brought_along(parse_message(_mail_with([part(f"{n}.pdf", content=b"x") for n in range(MOST + 5)])).attachments)
    assert [bool(one.refused) for one in several] == [False] * MOST + [True] * 5
    heavy = brought_along(parse_message(_mail_with([part(f"{n}.pdf", content=bytes(LARGEST)) for n in range(3)])).attachments)
    assert [one.refused for one in heavy] == ["", "", "with it they are more than 25.0 MB"]
    assert sum(len(one.content) for one in heavy) <= ALL


def _mail_with(parts: list[bytes]) -> bytes:
    return with_parts(b"From: a@b.example\r\nContent-Type: text/plain\r\n\r\nhello\r\n", *parts)


def test_winmail_dat_is_said_to_be_unreadable(post: Post) -> None:
    reply = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    [understood] = post.take(with_parts(reply, part("winmail.dat", "application/ms-tnef")))
    assert understood.outcome == "recorded", "its words are there in plain text as well"
    assert "winmail.dat" in " ".join(understood.doubts)
    [receipt] = post.receipts()
    assert "Outlook's own format, which cannot be read" in " ".join(receipt.text.split())
    empty = post.reply("Ada Fenn", "", clients.apple_mail).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    [alone] = post.take(with_parts(empty, part("winmail.dat", "application/ms-tnef")))
    assert alone.outcome == "unreadable" and "winmail.dat" in alone.reason


def test_the_mail_is_kept_once_and_nothing_beside_it(post: Post, tmp_path: Path) -> None:
    secret = os.urandom(3_000)
    raw = with_parts(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), part("a.bin", content=secret))
    [understood] = post.take(raw)
    kept = [path for path in post.workspace.folder.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert kept == [], "only the mail as it came, in base64, holds it"
    look = post.workspace.look()
    assert look.mails.read(understood.message.digest) == raw
    [(one, path)] = write_attachments(look, understood.message.digest, tmp_path / "out")
    assert path is not None and path.read_bytes() == secret == one.content


def test_of_a_mail_on_which_mailflow_failed_nothing_is_opened(post: Post) -> None:
    reply = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    raw = with_parts(changed(reply, From="eve@crook.example"), part("a.pdf"))
    [understood] = post.take(raw)
    with post.workspace.open("test") as store, store.transaction(LATER) as transaction:
        for _ in range(TRIES):
            transaction.record(MessageFailed(understood.message.digest, "it goes round and round"))
    shown = CliRunner().invoke(mailflow, ["-C", str(post.workspace.folder), "review", "--json"])
    assert json.loads(shown.output)[0]["attachments"] == []
    assert MEETING in shown.output
