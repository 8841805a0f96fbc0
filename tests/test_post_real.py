"""Courier and inbox with real Postfix and Dovecot."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from mailflow.errors import PostError, SecretError
from mailflow.post.courier import deliver
from mailflow.post.inbox import Inbox
from mailflow.post.model import Account, Delivery, Outcome, Parcel, Security
from servers import GHOST, MEMBERS, SIZE_LIMIT, RealMail

pytestmark = pytest.mark.server
SENDER = "minutes@quay.example"
LETTER = (
    b"From: minutes@quay.example\r\nTo: you@quay.example\r\nSubject: Minutes\r\nMessage-ID: <m1@quay.example>\r\n\r\n"
    b".Item 1\r\n\r\n.\r\nEnd\r\n"
)
REPLY = b"From: ada@quay.example\nTo: minutes@quay.example\nSubject: 14 done\n\nIt is done.\n"


def send(account: Account, recipients: Iterable[str], content: bytes = LETTER, sender: str = SENDER) -> dict[str, Delivery]:
    told: list[Delivery] = []
    asyncio.run(deliver(account, [Parcel(each, sender, each, content) for each in recipients], on_delivery=told.append))
    return {each.key: each for each in told}


def soon(mail: RealMail, user: str, count: int = 1, *, within: float = 15.0) -> list[bytes]:
    """Wait until so many mails lie in a user's INBOX."""
    until = time.monotonic() + within
    while len(found := mail.mails(user)) < count:
        if time.monotonic() > until:
            raise AssertionError(f"{len(found)} of {count} mails came:\n{(mail.folder / 'postfix.log').read_text()[-3000:]}")
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_ten_letters_go_out_encrypted_and_lie_in_ten_mailboxes_as_they_were_written(real_mail: RealMail, security: Security) -> None:
    real_mail.empty(*MEMBERS)
    told = send(real_mail.smtp(security=security), [f"{name}@quay.example" for name in MEMBERS])
    assert {each.outcome for each in told.values()} == {Outcome.SENT}
    for name in MEMBERS:
        (mail,) = soon(real_mail, name)
        assert mail.replace(b"\r\n", b"\n").endswith(LETTER.replace(b"\r\n", b"\n").partition(b"\n\n")[2])
        assert f"Delivered-To: {name}@quay.example".encode() in mail


def test_a_detail_after_the_plus_comes_through(real_mail: RealMail) -> None:
    real_mail.empty("minutes")
    send(real_mail.smtp("ada"), ["minutes+K7QX2@quay.example"], sender="ada@quay.example")
    soon(real_mail, "minutes")
    with Inbox(real_mail.imap()) as inbox:
        (mail,) = inbox.new_mails()
    assert b"Delivered-To: minutes+K7QX2@quay.example" in mail.raw


def test_a_wrong_password_is_the_secrets_fault_both_ways(real_mail: RealMail) -> None:
    with pytest.raises(SecretError, match="refused the password of minutes"):
        send(replace(real_mail.smtp(), secret=lambda: "hunter2"), [SENDER])
    with pytest.raises(SecretError, match="refused the password of minutes"), Inbox(replace(real_mail.imap(), secret=lambda: "hunter2")):
        pass


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(real_mail: RealMail, security: Security) -> None:
    with pytest.raises(PostError, match="is not trusted: self-signed") as raised:
        send(replace(real_mail.smtp(security=security), ca_file=None), [SENDER])
    assert raised.value.transient is False and not isinstance(raised.value, SecretError)
    with pytest.raises(PostError, match="is not trusted: self-signed"), Inbox(replace(real_mail.imap(security=security), ca_file=None)):
        pass


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_of_another_name_is_not_believed(dovecot_like: Callable[..., RealMail], security: Security) -> None:
    mail = dovecot_like(names="DNS:mail.elsewhere.example")
    with pytest.raises(PostError, match="is not trusted: Hostname mismatch"), Inbox(mail.imap(security=security)):
        pass


def test_a_ca_file_that_is_none_is_named(real_mail: RealMail, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing\n")
    for name in ("missing.pem", "empty.pem"):
        with pytest.raises(PostError, match=name):
            send(replace(real_mail.smtp(), ca_file=str(tmp_path / name)), [SENDER])


def test_refused_recipients_are_told_apart_from_those_who_get_their_letter(real_mail: RealMail) -> None:
    real_mail.empty("ada", "bela")
    told = send(real_mail.smtp(), ["nobody@quay.example", "ada@quay.example", "someone@elsewhere.example", "bela@quay.example"])
    assert {key: (each.outcome, each.stage) for key, each in told.items()} == {
        "nobody@quay.example": (Outcome.PERMANENT, "rcpt"),
        "ada@quay.example": (Outcome.SENT, "content"),
        "someone@elsewhere.example": (Outcome.PERMANENT, "rcpt"),
        "bela@quay.example": (Outcome.SENT, "content"),
    }
    assert told["nobody@quay.example"].code == 550 and "5.1.1" in told["nobody@quay.example"].text


def test_a_letter_over_the_servers_size_is_permanent(real_mail: RealMail) -> None:
    told = send(real_mail.smtp(), ["ada@quay.example"], content=LETTER + b"x" * 70 * (SIZE_LIMIT // 70))
    assert (told["ada@quay.example"].outcome, told["ada@quay.example"].stage) == (Outcome.PERMANENT, "size")


def test_sending_without_a_login_is_the_accounts_or_the_recipients_fault_but_never_sent(real_mail: RealMail) -> None:
    told = send(replace(real_mail.smtp(), username=""), ["ada@quay.example"])
    assert told["ada@quay.example"].outcome is Outcome.PERMANENT


@pytest.mark.parametrize("recipient", [GHOST, "chair@late.example"])
def test_what_is_accepted_and_fails_later_comes_back_as_a_bounce(real_mail: RealMail, recipient: str) -> None:
    real_mail.empty("minutes")
    assert send(real_mail.smtp(), [recipient])[recipient].outcome is Outcome.SENT
    soon(real_mail, "minutes")
    with Inbox(real_mail.imap()) as inbox:
        (bounce,) = inbox.new_mails()
    assert b"Return-Path: <>" in bounce.raw and b"multipart/report" in bounce.raw
    assert re.search(rb"Final-Recipient: rfc822; *" + recipient.encode(), bounce.raw)
    assert b"m1@quay.example" in bounce.raw


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_waiting_hears_of_a_letter_within_seconds(real_mail: RealMail, security: Security) -> None:
    real_mail.empty("minutes")
    with Inbox(real_mail.imap(security=security)) as inbox:
        assert list(inbox.new_mails()) == []
        sending = threading.Timer(0.5, send, (real_mail.smtp("ada"), [SENDER]))
        sending.start()
        began = time.monotonic()
        assert inbox.wait(30) is True
        assert time.monotonic() - began < 5
        assert len(list(inbox.new_mails())) == 1
        sending.join()
        assert inbox.wait(0.3) is False


def test_a_thousand_mails_come_as_they_lie_there_and_are_filed(real_mail: RealMail) -> None:
    real_mail.empty("minutes")
    mails = [REPLY.replace(b"\n", b"\r\n") + f"Number {n}.\r\n".encode() * 700 for n in range(1000)]
    real_mail.put("minutes", mails)
    with Inbox(real_mail.imap()) as inbox:
        inbox.make_folders(["mailflow/handled", "mailflow/to review"])
        taken: list[tuple[int, bytes]] = []
        for mail in inbox.new_mails():
            taken.append((mail.uid, mail.raw))
            if len(taken) % 100 == 0:
                inbox.file([uid for uid, _ in taken[-100:]], "mailflow/handled")
        assert list(inbox.new_mails()) == []
    assert sorted(raw for _, raw in taken) == sorted(mails)
    assert real_mail.mails("minutes") == []
    assert len(real_mail.mails("minutes", "mailflow/handled")) == 1000
    assert real_mail.flags("minutes", "mailflow/handled") == [""] * 1000  # nobody has read them


def test_a_mail_that_a_person_marked_as_deleted_is_left_alone(real_mail: RealMail) -> None:
    account = real_mail.imap()
    real_mail.empty("minutes")
    real_mail.put("minutes", [REPLY + str(n).encode() for n in range(3)])
    command(account, "UID STORE 2 +FLAGS (\\Deleted)")
    with Inbox(account) as inbox:
        inbox.make_folders(["mailflow/handled"])
        uids = [mail.uid for mail in inbox.new_mails()]
        assert uids == [1, 3]
        inbox.file(uids, "mailflow/handled")
    assert [mail[-1:] for mail in real_mail.mails("minutes")] == [b"1"]
    assert len(real_mail.mails("minutes", "mailflow/handled")) == 2


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 UIDPLUS NAMESPACE", "IMAP4rev1"])
def test_without_move_only_the_mails_that_were_copied_go(dovecot_like: Callable[..., RealMail], capabilities: str) -> None:
    mail = dovecot_like(capabilities=capabilities)
    mail.put("minutes", [REPLY + str(n).encode() for n in range(4)])
    command(mail.imap(), "UID STORE 2 +FLAGS (\\Deleted)")
    with Inbox(mail.imap()) as inbox:
        inbox.make_folders(["mailflow/handled"])
        inbox.file([1, 3], "mailflow/handled")
        assert [each.uid for each in inbox.new_mails()] == [4]
    assert len(mail.mails("minutes", "mailflow/handled")) == 2
    assert mail.flags("minutes", "mailflow/handled") == ["", ""]
    left = [each[-1:] for each in mail.mails("minutes")]
    assert left == ([b"1", b"3"] if "UIDPLUS" in capabilities else [b"0", b"1", b"2", b"3"])


def test_folders_stand_where_the_server_puts_a_persons_folders(dovecot_like: Callable[..., RealMail]) -> None:
    mail = dovecot_like(prefix="INBOX.", separator=".")
    mail.put("minutes", [REPLY])
    with Inbox(mail.imap()) as inbox:
        inbox.make_folders(["mailflow/handled", "mailflow/not understood", "mailflow/Grüße"])
        inbox.make_folders(["mailflow/handled"])
        inbox.file([1], "mailflow/not understood")
    assert len(mail.mails("minutes", "mailflow/not understood")) == 1
    assert (mail.maildir("minutes") / "subscriptions").read_text().count("mailflow") == 3
    assert "INBOX.mailflow.Gr&APwA3w-e" in command(mail.imap(), 'LIST "" "*"')


def test_mails_that_are_gone_and_folders_that_are_gone_are_no_fault(real_mail: RealMail) -> None:
    real_mail.empty("minutes")
    real_mail.put("minutes", [REPLY, REPLY])
    with Inbox(real_mail.imap()) as inbox:
        inbox.file([998, 999], "mailflow/handled")
        inbox.file([1, 999], "mailflow/never made")
        inbox.file([], "mailflow/handled")
    assert len(real_mail.mails("minutes", "mailflow/never made")) == 1
    assert len(real_mail.mails("minutes")) == 1


def test_a_mail_over_the_cap_shows_its_header_section(real_mail: RealMail) -> None:
    real_mail.empty("minutes")
    real_mail.put("minutes", [REPLY, REPLY + b"x" * 40_000])
    with Inbox(real_mail.imap(), most_octets=20_000) as inbox:
        small, big = inbox.new_mails()
    assert not small.oversize and big.oversize and big.size > 40_000
    assert big.raw.endswith(b"Subject: 14 done\r\n\r\n")


def test_a_folder_made_anew_has_another_uidvalidity(real_mail: RealMail) -> None:
    real_mail.empty("minutes")
    real_mail.put("minutes", [REPLY])
    with Inbox(real_mail.imap()) as inbox:
        (first,) = inbox.new_mails()
    time.sleep(1.1)  # Dovecot's UIDVALIDITY is a time in seconds
    real_mail.empty("minutes")
    real_mail.put("minutes", [REPLY])
    with Inbox(real_mail.imap()) as inbox:
        (again,) = inbox.new_mails(seen={(first.uidvalidity, first.uid)})
    assert again.uid == first.uid and again.uidvalidity != first.uidvalidity


def test_only_mails_after_a_uid_come_where_that_is_asked_for(real_mail: RealMail) -> None:
    real_mail.empty("minutes")
    real_mail.put("minutes", [REPLY] * 3)
    with Inbox(real_mail.imap()) as inbox:
        assert [mail.uid for mail in inbox.new_mails(after=1)] == [2, 3]
        assert list(inbox.new_mails(after=3)) == []


def test_a_folder_that_is_not_there_is_named(real_mail: RealMail) -> None:
    with pytest.raises(PostError, match="'Nowhere'") as raised, Inbox(real_mail.imap(), "Nowhere"):
        pass
    assert raised.value.transient is False


def test_a_server_that_dies_while_we_wait_is_a_fault_that_passes(dovecot_like: Callable[..., RealMail]) -> None:
    mail = dovecot_like()
    dying = threading.Timer(0.5, os.killpg, (mail.processes[0].pid, signal.SIGKILL))
    began = time.monotonic()
    with pytest.raises(PostError) as raised, Inbox(mail.imap()) as inbox:
        list(inbox.new_mails())
        dying.start()
        inbox.wait(30)
    dying.join()
    assert raised.value.transient is True
    assert time.monotonic() - began < 5


def test_three_hundred_letters_go_over_a_few_connections(real_mail: RealMail) -> None:
    real_mail.empty("ada")
    told: list[Delivery] = []
    letter = LETTER + b"A line of the minutes of the board.\r\n" * 1_200
    parcels = (Parcel(str(n), SENDER, "ada@quay.example", letter) for n in range(300))
    before = log_count(real_mail)
    asyncio.run(deliver(real_mail.smtp(), parcels, on_delivery=told.append))
    assert [each.outcome for each in told] == [Outcome.SENT] * 300
    assert log_count(real_mail) - before <= 4
    assert len(soon(real_mail, "ada", 300, within=60)) == 300


def log_count(mail: RealMail) -> int:
    time.sleep(0.3)
    return (mail.folder / "postfix.log").read_text().count(": disconnect from")


def command(account: Account, words: str) -> str:
    """Say one IMAP command in the INBOX, as somebody else's mail client would; not through our own code."""
    script = f'a LOGIN "{account.username}" "{_escaped(account)}"\r\nb SELECT INBOX\r\nc {words}\r\nd LOGOUT\r\n'
    ended = subprocess.run(
        ["openssl", "s_client", "-quiet", "-crlf", "-ign_eof", "-connect", f"127.0.0.1:{account.port}"],
        input=script.replace("\r\n", "\n"), capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert "c OK" in ended.stdout, ended.stdout
    return ended.stdout


def _escaped(account: Account) -> str:
    assert account.secret is not None
    return account.secret().replace("\\", "\\\\").replace('"', '\\"')
