"""Reports of non-delivery: one that shows the letter it speaks of marks it; one that anybody could have written waits for the clerk."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from answering import LATER, Post
from boards import MEETING
from mailflow.demo.clients import Received
from mailflow.flows import remind
from mailflow.flows.mailbox import folder_for
from mailflow.flows.review import dismiss, settle
from mailflow.flows.understand import Understood
from mailflow.post.reports import compose_bounce
from mailflow.records import Dispatch, DispatchState, Taken, letter_key
from mailflow.tokens import in_message_id

BOARD, BEN = "minutes@board.example", "ben.holt@port.example"
OVERDUE = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)


def report(to: str, failed: str, *, returned: str = "", status: str = "5.1.1", number: int = 1) -> bytes:
    """A report as RFC 3464 wants it, with the header of what was returned, where that is given."""
    parts = [
        "Content-Type: text/plain\r\n\r\nIt could not be delivered.",
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {failed}\r\n"
        f"Action: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 nobody of that name",
    ]
    if returned:
        parts.append(f"Content-Type: text/rfc822-headers\r\n\r\n{returned}")
    head = (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <r{number}@mx.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    )
    return (head + "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n").encode()


def taken(post: Post, raw: bytes) -> Understood:
    [understood] = post.take(raw)
    return understood


def state(post: Post, person: int = 2) -> DispatchState:
    dispatch = post.workspace.look().get(Dispatch, letter_key(MEETING, 1, person))
    assert dispatch is not None
    return dispatch.state


def reminded(post: Post) -> set[str]:
    store, settings = post.workspace.look(), post.workspace.settings
    settings = replace(settings, follow_up=replace(settings.follow_up, reminders=True))
    return {one.person.name for one in remind.decide(store, settings, store.roster, OVERDUE).reminders}


def ids(post: Post, name: str = "Ben Holt") -> tuple[str, str]:
    """Give the Message-ID of somebody's letter and the address it asks answers to, which is its envelope sender."""
    letter = post.received[name]
    return letter.message_id, letter.reply_to


def test_an_outsider_cannot_stop_a_members_letters(post: Post) -> None:
    understood = taken(post, report(BOARD, BEN))
    assert (understood.outcome, understood.waits) == ("review", True)
    assert "names none of our letters" in understood.reason and BEN in understood.reason
    assert state(post) is DispatchState.SENT
    assert "Ben Holt" in reminded(post)
    assert post.receipts() == [], "a report is never answered"
    assert folder_for(understood) == "review"


FORGED = {
    "a Message-ID that is not ours": "Message-ID: <1@crook.example>",
    "a token of another board": "Message-ID: <mf.aaaaaaaaaaaaaaaaaaaaaaaaaaaaa@board.example>",
    "a token with a letter changed": "TOKEN",
    "no Message-ID": "Subject: Minutes of 8 October 2026",
}


@pytest.mark.parametrize("forged", FORGED)
def test_what_was_returned_proves_nothing_without_a_token_that_we_wrote(post: Post, forged: str) -> None:
    own = ids(post)[0]
    returned = FORGED[forged].replace("TOKEN", f"Message-ID: {own[:5]}{'b' if own[5] == 'a' else 'a'}{own[6:]}")
    assert taken(post, report(BOARD, BEN, returned=returned)).outcome == "review"
    assert state(post) is DispatchState.SENT


def test_a_report_on_one_persons_letter_does_not_mark_anothers(post: Post) -> None:
    own, _ = ids(post, "Emeka Obi")
    assert taken(post, report(BOARD, BEN, returned=f"Message-ID: {own}")).outcome == "recorded"
    assert (state(post, 2), state(post, 4)) == (DispatchState.SENT, DispatchState.BOUNCED), "by the letter returned, whatever else it says"


@pytest.mark.parametrize("way", ["the letter returned", "the address it is sent to", "In-Reply-To", "a form of its own"])
def test_an_honest_report_marks_its_letter(post: Post, way: str) -> None:
    message_id, reply_to = ids(post)
    if way == "the letter returned":
        raw = report(BOARD, "ben@elsewhere.example", returned=f"From: {BOARD}\r\nMessage-ID: {message_id}")
    elif way == "the address it is sent to":
        raw = report(reply_to, BEN)
    elif way == "In-Reply-To":
        raw = report(BOARD, BEN).replace(b"MIME-Version", f"In-Reply-To: {message_id}\r\nMIME-Version".encode())
    else:
        letter = post.workspace.look().letters.read(post.workspace.look().all(Dispatch)[1].body) or b""
        assert Received.read(letter).to == BEN
        raw = compose_bounce(sender=BOARD, recipient=BEN, returned=letter, host="mx.example", at=LATER, message_id="b@mx.example")
    understood = taken(post, raw)
    assert (understood.outcome, understood.waits) == ("recorded", False), understood.reason
    assert state(post) is DispatchState.BOUNCED
    assert "Ben Holt" not in reminded(post)
    assert folder_for(understood) == "automatic"


def test_a_report_of_an_address_that_we_never_wrote_to_is_passed_over(post: Post) -> None:
    understood = taken(post, report(BOARD, "nobody@elsewhere.example"))
    assert (understood.outcome, understood.waits) == ("ignored", False)


@pytest.mark.parametrize("status", ["5.1.1", "4.2.2"])
def test_the_clerk_may_know_that_a_report_without_proof_is_true(post: Post, status: str) -> None:
    understood = taken(post, report(BOARD, BEN, status=status))
    [waits] = [t for t in post.workspace.look().all(Taken) if t.waits]
    assert waits.key == understood.key and [r.dispatch for r in waits.returned] == [letter_key(MEETING, 1, 2)]
    with post.workspace.open("test") as store:
        assert settle(post.workspace, store, str(waits.number), None, None, LATER).came_back == (BEN,)
    assert state(post) is (DispatchState.BOUNCED if status == "5.1.1" else DispatchState.SENT), "for now is not for good"
    assert not [t for t in post.workspace.look().all(Taken) if t.waits]


def test_a_report_without_proof_is_dismissed_and_comes_again_as_a_duplicate(post: Post) -> None:
    raw = report(BOARD, BEN)
    taken(post, raw)
    with post.workspace.open("test") as store:
        dismiss(store, "1", LATER)
    assert taken(post, raw).outcome == "duplicate"
    assert state(post) is DispatchState.SENT


def test_many_reports_about_one_address_are_one_line_each_and_mark_nothing(post: Post) -> None:
    post.take(*(report(BOARD, BEN, number=number) for number in range(20)))
    assert state(post) is DispatchState.SENT and "Ben Holt" in reminded(post)


def test_a_robots_answer_from_elsewhere_marks_nobody(post: Post) -> None:
    raw = f"From: eve@crook.example\r\nTo: {BOARD}\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <a@x>\r\n\r\nBen is away.\r\n"
    assert taken(post, raw.encode()).outcome == "ignored"
    assert not any(d.answered_by_machine or d.answered for d in post.workspace.look().all(Dispatch))


def test_the_clerk_is_shown_what_a_report_without_proof_would_do(post: Post) -> None:
    taken(post, report(BOARD, BEN))
    from click.testing import CliRunner

    from mailflow.cli.main import mailflow

    shown = CliRunner().invoke(mailflow, ["-C", str(post.workspace.folder), "review", "--json"])
    [row] = json.loads(shown.stdout)
    assert "anybody could have written it" in row["why"]
    ended = CliRunner().invoke(mailflow, ["-C", str(post.workspace.folder), "review", "take", "1"])
    assert f"the last letter to {BEN} came back" in ended.stdout


def test_the_token_in_a_letters_id_is_what_a_report_is_believed_by(post: Post) -> None:
    message_id, reply_to = ids(post)
    found = in_message_id(message_id)
    assert found is not None and f"+{found[0]}@" in reply_to
