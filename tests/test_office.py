"""The embedded post office: that it is one."""

from __future__ import annotations

import asyncio
import builtins
import email
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mailflow.errors import PostError, SecretError, UsageError
from mailflow.post.courier import deliver
from mailflow.post.inbox import Inbox
from mailflow.post.model import Account, Delivery, Outcome, Parcel
from mailflow.post.office import Office
from servers import DOMAIN, MEMBERS, certify, password

MINUTES = f"minutes@{DOMAIN}"
LETTER = b"From: minutes@quay.example\r\nMessage-ID: <letter-1@quay.example>\r\nSubject: Minutes\r\n\r\n.dots\r\nand text\r\n"


def send(account: Account, recipients: Iterable[str], content: bytes = LETTER, sender: str = MINUTES) -> dict[str, Delivery]:
    told: list[Delivery] = []
    asyncio.run(deliver(account, [Parcel(each, sender, each, content) for each in recipients], on_delivery=told.append))
    return {each.key: each for each in told}


def test_letters_lie_in_each_users_inbox_as_they_were_sent(office: Office) -> None:
    recipients = [f"{name}@{DOMAIN}" for name in MEMBERS]
    told = send(office.smtp_account(MINUTES), recipients)
    assert {each.outcome for each in told.values()} == {Outcome.SENT}
    for recipient in recipients:
        head = f"Return-Path: <{MINUTES}>\r\nDelivered-To: {recipient}\r\n".encode()
        assert office.mailbox(recipient) == [head + LETTER]


def test_a_detail_after_a_plus_is_kept_and_delivered_to_its_owner(office: Office) -> None:
    send(office.smtp_account(), [f"Minutes+TOK3N@{DOMAIN}"], sender="")
    (mail,) = office.mailbox(MINUTES)
    assert mail.startswith(f"Return-Path: <>\r\nDelivered-To: Minutes+TOK3N@{DOMAIN}\r\n".encode())


@pytest.mark.parametrize(("recipient", "said"), [(f"nobody@{DOMAIN}", "5.1.1"), ("ada@elsewhere.example", "5.7.1")])
def test_unknown_users_and_other_domains_are_refused(office: Office, recipient: str, said: str) -> None:
    told = send(office.smtp_account(), [recipient])[recipient]
    assert (told.outcome, told.code, told.stage) == (Outcome.PERMANENT, 550, "rcpt")
    assert told.text.startswith(said)


def test_a_late_address_is_accepted_and_its_letter_comes_back_as_a_report() -> None:
    with Office({MINUTES: "m"}, late=["gone@late.example"]) as office:
        assert send(office.smtp_account(), ["gone@late.example"])["gone@late.example"].outcome is Outcome.SENT
        report = email.message_from_bytes(soon(office, MINUTES))
    assert report.get_content_type() == "multipart/report"
    assert (report["Return-Path"], report["Auto-Submitted"]) == ("<>", "auto-replied")
    _, status, of_all, of_one, headers = list(report.walk())[1:]
    assert status.get_content_type() == "message/delivery-status"
    assert of_all["Reporting-MTA"] == "dns; mail.late.example"
    assert (of_one["Final-Recipient"], of_one["Action"], of_one["Status"]) == ("rfc822; gone@late.example", "failed", "5.1.1")
    assert "letter-1@quay.example" in str(headers.get_payload())


def test_nothing_comes_back_of_what_has_no_sender() -> None:
    with Office({MINUTES: "m"}, late=["gone@late.example"]) as office:
        send(office.smtp_account(), ["gone@late.example"], sender="")
        send(office.smtp_account(), [MINUTES])
        assert [mail[-len(LETTER) :] for mail in office.mailbox(MINUTES)] == [LETTER]


def test_users_of_several_domains_with_the_same_name_have_mail_of_their_own() -> None:
    with Office({"ada@one.example": "1", "ada@two.example": "2"}) as office:
        send(office.smtp_account("ada@one.example"), ["ada@two.example"])
        assert (len(office.mailbox("ada@one.example")), len(office.mailbox("ada@two.example"))) == (0, 1)


def test_a_user_may_log_in_by_the_name_before_the_at(office: Office) -> None:
    office.put(f"minutes+x@{DOMAIN}", b"Subject: laid in\r\n\r\n")
    account = Account("127.0.0.1", office.imap_port, office.imap_account(MINUTES).security, "minutes", secret=lambda: password("minutes"))
    with Inbox(account) as inbox:
        assert len(list(inbox.new_mails())) == 1


def test_wrong_passwords_are_refused_both_ways(office: Office) -> None:
    wrong = Account("127.0.0.1", office.smtp_port, office.smtp_account().security, MINUTES, secret=lambda: "wrong")
    with pytest.raises(SecretError):
        send(wrong, [MINUTES])
    with pytest.raises(SecretError), Inbox(Account(wrong.host, office.imap_port, wrong.security, MINUTES, secret=lambda: "wrong")):
        pass


def test_too_big_a_letter_is_refused_by_the_size_that_was_announced() -> None:
    with Office({MINUTES: "m"}, size_limit=5_000) as office:
        told = send(office.smtp_account(), [MINUTES], content=b"x" * 6_000)[MINUTES]
    assert (told.outcome, told.stage) == (Outcome.PERMANENT, "size")


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is on loopback
def test_a_login_may_be_demanded() -> None:
    with Office({MINUTES: "m"}, login_required=True) as office:
        with pytest.raises(PostError, match="before a login"):
            send(office.smtp_account(), [MINUTES])
        assert send(office.smtp_account(MINUTES), [MINUTES])[MINUTES].outcome is Outcome.SENT


def test_with_a_certificate_both_ways_are_encrypted(tmp_path: Path) -> None:
    certify(tmp_path)
    certificate = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    with Office({MINUTES: "m"}, certificate=certificate) as office:
        assert send(office.smtp_account(MINUTES), [MINUTES])[MINUTES].outcome is Outcome.SENT
        assert len(office.mailbox(MINUTES)) == 1


def test_a_certificate_of_another_name_is_not_believed(tmp_path: Path) -> None:
    certify(tmp_path, "DNS:elsewhere.example")
    with Office({MINUTES: "m"}, certificate=(str(tmp_path / "cert.pem"), str(tmp_path / "key.pem"))) as office:
        with pytest.raises(PostError, match="is not trusted: IP address mismatch"):
            send(office.smtp_account(MINUTES), [MINUTES])
        with pytest.raises(PostError, match="is not trusted: IP address mismatch"), Inbox(office.imap_account(MINUTES)):
            pass


def test_waiting_hears_of_a_mail_within_a_second(office: Office) -> None:
    with Inbox(office.imap_account(MINUTES)) as inbox:
        assert list(inbox.new_mails()) == []
        began = time.monotonic()
        send(office.smtp_account(), [MINUTES])
        assert inbox.wait(10) is True
        assert time.monotonic() - began < 2
        assert len(list(inbox.new_mails())) == 1


def test_it_closes_at_once_with_conversations_going_on() -> None:
    with Office({MINUTES: "m"}) as office:
        inbox = Inbox(office.imap_account(MINUTES)).__enter__()
        began = time.monotonic()
    assert time.monotonic() - began < 2
    with pytest.raises(PostError) as raised:
        list(inbox.new_mails())
    assert raised.value.transient is True


def test_without_its_libraries_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("aiosmtpd"):
            raise ImportError(name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=r"pip install 'mailflow\[demo\]'"), Office({MINUTES: "m"}):
        pass


def soon(office: Office, address: str) -> bytes:
    """Wait for one mail."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if mails := office.mailbox(address):
            return mails[0]
        time.sleep(0.02)
    raise AssertionError("no mail came")
