"""Persons, robots, bounces, and who may be answered: two verdicts, kept apart."""

from __future__ import annotations

import pytest

from mailflow.replies.message import parse_message
from mailflow.replies.model import Kind, Message


def _mail(*fields: str, subject: str = "Re: minutes", sender: str = "Becky <becky@harbour.example>", body: str = "Done.") -> Message:
    lines = [f"From: {sender}", "To: minutes@board.example", f"Subject: {subject}", *fields, "", body]
    return parse_message("\n".join(lines).encode())


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (failure)",
        "Auto-Submitted: auto-replied; owner=x",
        "X-Autoreply: yes",
        "X-Autorespond: a",
        "X-Vacation: 1",
        "Precedence: auto_reply",
    ],
)
def test_a_field_that_only_machines_write_makes_a_robot(field: str) -> None:
    message = _mail(field)
    assert (message.kind, message.answerable) == (Kind.AUTO_REPLY, False)


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: No (really)",
        "X-Auto-Response-Suppress: DR",
        "Precedence: list",
        "List-Id: <board.lists.example>",
        "X-Autoreply: no",
        "X-Mailer: mailer",
    ],
)
def test_a_field_that_people_s_mail_carries_too_makes_no_robot(field: str) -> None:
    assert _mail(field).kind is Kind.REPLY


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("Precedence: bulk", "Precedence: bulk"),
        ("List-Unsubscribe: <mailto:x@y.example>", "list-unsubscribe field"),
        ("X-Auto-Response-Suppress: All", "x-auto-response-suppress field"),
        ("Return-Path: <>", "Return-Path: <>"),
        ("X-Loop: a", "x-loop field"),
    ],
)
def test_what_may_not_be_answered_may_still_be_a_persons(field: str, named: str) -> None:
    message = _mail(field)
    assert (message.kind, message.answerable, message.why_not_answerable) == (Kind.REPLY, False, named)


def test_a_no_reply_address_is_not_answered() -> None:
    assert not _mail(sender="Portal <no-reply@harbour.example>").answerable
    assert _mail().answerable


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Draft minutes",
        "Out of Office: Re: Draft minutes",
        "Away until May 5",
        "Automatische Antwort: Protokoll",
        "Abwesenheitsnotiz: Protokoll",
        "Réponse automatique : Procès-verbal",
        "Respuesta automática: Acta",
        "Risposta automatica: Verbale",
        "Automatisch antwoord: Notulen",
        "Resposta automática: Ata",
        "Autosvar: Referat",
        "Automatiskt svar: Protokoll",
        "Automatisk svar: Referat",
        "Automaattinen vastaus: Pöytäkirja",
        "Odpowiedź automatyczna: Protokół",
        "Automatická odpověď: Zápis",
        "Automatikus válasz: Jegyzőkönyv",
        "Otomatik yanıt: Tutanak",
        "Ymateb awtomatig: Cofnodion",
        "自動応答: 議事録",
        "自动答复: 会议记录",
        "Автоматический ответ: Протокол",
        "Αυτόματη απάντηση: Πρακτικά",
        "Răspuns automat: Proces-verbal",
        "תשובה אוטומטית: פרוטוקול",
        "자동 회신: 회의록",
        "=?utf-8?q?R=C3=A9ponse_automatique_=3A_PV?=",
    ],
)
def test_an_out_of_office_subject_makes_a_robot(subject: str) -> None:
    assert _mail(subject=subject).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Out of office hours",
        "RE: Automatic reply: minutes",
        "AW: Abwesenheitsnotiz",
        "Absence of quorum",
        "Autosvarten",
        "Holiday rota",
        "Away matches",
    ],
)
def test_a_persons_subject_that_speaks_of_absence_makes_no_robot(subject: str) -> None:
    assert _mail(subject=subject).kind is Kind.REPLY


def _report(group: str, *, letter: str = "Message-ID: <letter.1@board.example>") -> Message:
    return parse_message(
        f"""From: MAILER-DAEMON@mx.example
To: minutes@board.example
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

This is the mail system.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{group}
--b
Content-Type: message/rfc822

From: minutes@board.example
To: becky@harbour.example
{letter}

Dear Becky
--b--
""".encode()
    )


def test_a_delivery_status_names_who_failed_for_good_and_which_letter() -> None:
    message = _report(
        "Final-Recipient: rfc822; b.hopkins@inner.example\nOriginal-Recipient: rfc822; becky@harbour.example\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown"
    )
    (bounced,) = message.bounced
    assert (message.kind, message.answerable) == (Kind.BOUNCE, False)
    assert (bounced.address, bounced.permanent, bounced.failed) == ("becky@harbour.example", True, True)
    assert (bounced.reason, bounced.message_id) == ("550 5.1.1 user unknown", "letter.1@board.example")


def test_a_full_mailbox_fails_for_now_and_a_delay_does_not_fail_at_all() -> None:
    full = _report("Final-Recipient: rfc822; becky@harbour.example\nAction: failed\nStatus: 4.2.2").bounced[0]
    late = _report("Final-Recipient: rfc822; becky@harbour.example\nAction: delayed\nStatus: 4.4.1").bounced[0]
    assert [(one.permanent, one.failed) for one in (full, late)] == [(False, True), (False, False)]


def test_a_notice_of_delivery_is_no_bounce() -> None:
    message = _report("Final-Recipient: rfc822; becky@harbour.example\nAction: delivered\nStatus: 2.0.0")
    assert (message.kind, message.bounced) == (Kind.OTHER, ())


def test_a_bounce_without_a_standard_is_read_by_its_sentences() -> None:
    message = parse_message(
        b"From: Mail Delivery System <mailer-daemon@mx.example>\nTo: minutes@board.example\nSubject: Mail delivery failed\n"
        b"Return-Path: <>\n\n"
        b"Your message could not be delivered.\n\n  becky@harbour.example\n    550 No such user here\n\n"
        b"------ This is a copy of the message ------\n\n"
        b"From: minutes@board.example\nMessage-ID: <letter.2@board.example>\n"
    )
    assert message.kind is Kind.BOUNCE
    assert [(one.address, one.permanent, one.message_id) for one in message.bounced] == [
        ("becky@harbour.example", True, "letter.2@board.example")
    ]


def test_a_person_who_writes_about_a_bounce_is_a_person() -> None:
    message = _mail(
        subject="Delivery failure of the minutes?", body="Ann says her copy could not be delivered: 550 user unknown, ann@harbour.example."
    )
    assert (message.kind, message.bounced) == (Kind.REPLY, ())


@pytest.mark.parametrize("kind", ["disposition-notification", "feedback-report"])
def test_read_notices_and_complaints_are_none_of_these(kind: str) -> None:
    raw = 'From: a@b.example\nContent-Type: multipart/report; boundary="b"\n\n--b\n\nread\n--b\n'
    raw += f"Content-Type: message/{kind}\n\nX: y\n--b--\n"
    assert parse_message(raw.encode()).kind is Kind.OTHER


def test_an_accepted_invitation_is_no_reply_unless_words_came_with_it() -> None:
    part = "--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n--b--\n"
    head = 'From: a@b.example\nContent-Type: multipart/alternative; boundary="b"\n\n'
    silent, spoken = (parse_message(f"{head}--b\n\n{words}\n{part}".encode()) for words in ("", "I may be late."))
    assert (silent.kind, spoken.kind) == (Kind.OTHER, Kind.REPLY)


def test_bytes_that_are_no_mail_are_none_of_these() -> None:
    assert parse_message(b"\x00\xff\x80 nothing").kind is Kind.OTHER
