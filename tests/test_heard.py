"""What was heard of each reader of a letter: every kind, per version, with notices of mail clients that a letter was shown (RFC 8098)."""

from __future__ import annotations

import datetime as dt
import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from boards import MEETING
from clerkship import Clerkship
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.heard import find_circulations
from mailflow.flows.send import due_dispatches
from mailflow.journal import DispatchTried
from mailflow.post.reports import compose_bounce
from mailflow.records import Dispatch, DispatchState, Edition, Meeting
from mailflow.replies.message import parse_message
from mailflow.replies.model import Kind
from mailflow.workspace import open_workspace

FIFTEEN = 'Item 3.1: "fifteen lamps" should read "sixteen lamps"'
NOTICE = """From: {name} <{sender}>
To: {to}
Subject: Read: minutes
Message-ID: <{mark}@client.example>
References: <thread@elsewhere.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

The message was displayed. This is no guarantee that it was understood. QSB 2627_06: done

--b
Content-Type: message/disposition-notification

Reporting-UA: client.example; Some Mail
Final-Recipient: rfc822;{sender}
Original-Message-ID: <{letter}>
Disposition: {disposition}

--b--
"""


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board")
    made.circulate()
    return made


def heard(clerkship: Clerkship) -> dict[str, str]:
    store = clerkship.workspace.look()
    [round_] = find_circulations(store, store.roster, store.all(Meeting))
    return {reader.name: str(reader.heard) for reader in round_.readers}


def notice(clerkship: Clerkship, name: str, *, sender: str = "", disposition: str = "manual-action/MDN-sent-manually; displayed") -> bytes:
    letter = message_from_bytes(clerkship.letter(name), policy=policy.default)
    person = clerkship.workspace.look().roster.one(name)
    said = NOTICE.format(
        name=person.name, sender=sender or person.email, to=clerkship.workspace.settings.mail.address,
        mark=f"{name}{len(disposition)}{len(sender)}",
        letter=str(letter["Message-ID"]).strip("<> "), disposition=disposition,
    )  # fmt: skip
    return said.replace("\n", "\r\n").encode()


def test_each_reader_is_shown_by_the_most_that_was_heard_of_them_and_silence_as_silence(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", "No corrections from me.")
    clerkship.says("HV", "Thanks!")
    away = Received.read(clerkship.letter("FN"))
    clerkship.takes(clients.out_of_office(away, Writer("Farah Nasser", away.to, clerkship.now, "away"), "I am away until Monday."))
    returned = clerkship.letter("GM")
    greg = Received.read(returned)
    clerkship.takes(
        compose_bounce(sender=greg.reply_to, recipient=greg.to, returned=returned, host="mx.council.example", at=clerkship.now,
                       message_id="b1@mx.council.example")
    )  # fmt: skip
    found = heard(clerkship)
    assert found == {
        "Ada Fenn": "silent", "Ben Holt": "silent", "Dilys Pryce": "corrected", "Emeka Obi": "no corrections", "Hanna Vogel": "seen",
        "Farah Nasser": "automatic answer", "Gregory Marsh": "bounced", "Iris Tate": "silent", "Cora Lind": "silent",
        "Becky Moss": "silent", "Harbour Watch": "silent",
    }  # fmt: skip
    rows = json.loads(clerkship.run("circulation", "--json").stdout)
    assert {row["person"]: row["heard"] for row in rows} == found
    shown = clerkship.run("circulation").stdout
    assert "no corrections" in shown and "automatic answer" in shown and shown.count("silent") == 6


def test_what_was_said_of_one_version_does_not_stand_for_the_next(clerkship: Clerkship) -> None:
    clerkship.says("EO", "No corrections from me.")
    clerkship.says("DP", FIFTEEN)
    assert clerkship.run("correction", "accept", "1").returncode == 0
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    assert heard(clerkship)["Emeka Obi"] == heard(clerkship)["Dilys Pryce"] == "silent"
    store = clerkship.workspace.look()
    [round_] = find_circulations(store, store.roster, store.all(Meeting))
    before = {reader.name: [(version, str(said)) for version, said in reader.before] for reader in round_.readers}
    assert (before["Emeka Obi"], before["Dilys Pryce"], before["Ada Fenn"]) == ([(1, "no corrections")], [(1, "corrected")], [])
    clerkship.says("EO", "No corrections.", to=clerkship.letter("EO", version=2))
    assert heard(clerkship)["Emeka Obi"] == "no corrections"
    clerkship.says("EO", "undo", to=clerkship.letter("EO", Edition.RECEIPT))
    after = heard(clerkship)["Emeka Obi"]
    assert after == "seen", "the agreement to draft 2 is taken back, that to draft 1 stays"
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and [(c.person, c.version) for c in meeting.confirmations] == [(4, 1)]


def test_who_withdraws_a_correction_has_not_corrected(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("DP", "undo", to=clerkship.letter("DP", Edition.RECEIPT))
    assert heard(clerkship)["Dilys Pryce"] == "seen"


def test_who_proposes_what_another_had_proposed_has_corrected_too(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", FIFTEEN)
    assert heard(clerkship)["Emeka Obi"] == "corrected"


def test_a_notice_that_a_letter_was_shown_is_recorded_and_nothing_else_of_it(clerkship: Clerkship) -> None:
    raw = notice(clerkship, "DP")
    assert parse_message(raw).kind is Kind.OTHER and parse_message(raw).displayed
    understood = clerkship.takes(raw)
    assert (understood.outcome, understood.waits, understood.answer) == ("recorded", False, False)
    assert heard(clerkship)["Dilys Pryce"] == "seen"
    with pytest.raises(IndexError):
        clerkship.letter("DP", Edition.RECEIPT)
    assert all(not a["updates"] for a in json.loads(clerkship.run("actions", "--json").stdout))
    assert clerkship.takes(raw).outcome == "duplicate"


@pytest.mark.parametrize(
    "disposition",
    ["automatic-action/MDN-sent-automatically; deleted", "manual-action/MDN-sent-manually; processed", "displayed-not", "", "displayed; x"],
)
def test_a_notice_of_another_disposition_says_nothing(clerkship: Clerkship, disposition: str) -> None:
    assert clerkship.takes(notice(clerkship, "DP", disposition=disposition)).outcome == "ignored"
    assert heard(clerkship)["Dilys Pryce"] == "silent"


def test_a_notice_from_another_address_says_nothing_of_the_reader(clerkship: Clerkship) -> None:
    assert clerkship.takes(notice(clerkship, "DP", sender="eve@crook.example")).outcome == "ignored"
    assert clerkship.takes(notice(clerkship, "DP", sender="emeka.obi@police.example")).outcome == "ignored"
    assert heard(clerkship)["Dilys Pryce"] == heard(clerkship)["Emeka Obi"] == "silent"


def test_letters_ask_for_a_notice_only_where_the_board_wants_it(tmp_path: Path) -> None:
    made = Clerkship(tmp_path / "board")
    assert b"Disposition-Notification-To" not in _first_letter(made)
    path = tmp_path / "board" / "mailflow.toml"
    path.write_text(path.read_text("utf-8").replace("subaddress = true", "read_notices = true\nsubaddress = true"), "utf-8")
    asking = Clerkship.of(open_workspace(tmp_path / "board"), made.now + dt.timedelta(days=1))
    asking.circulate()
    letter = message_from_bytes(asking.letter("DP"), policy=policy.default)
    address = str(letter["Reply-To"]).partition("<")[2]
    assert str(letter["Disposition-Notification-To"]).strip("<>") == address.strip("<>") and "+" in address
    asking.says("DP", "Thanks")
    receipt = message_from_bytes(asking.letter("DP", Edition.RECEIPT), policy=policy.default)
    assert receipt["Disposition-Notification-To"] is None


def _first_letter(made: Clerkship) -> bytes:
    assert made.run("preview", MEETING, "--for", "Dilys Pryce", "--out", str(made.workspace.folder / "look")).returncode == 0
    return next((made.workspace.folder / "look").glob("*.eml")).read_bytes()


def test_letters_of_an_earlier_version_that_have_not_gone_do_not_go_after_the_later_one(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    store = clerkship.workspace.look()
    waiting = [d.key for d in store.all(Dispatch) if d.circulated][:2]
    with clerkship.workspace.open("test") as store, store.transaction(clerkship.now) as transaction:
        for key in waiting:
            later = clerkship.now + dt.timedelta(hours=6)
            transaction.record(DispatchTried(key, DispatchState.PENDING, "451 4.3.2 come back later", later, uncertain=True))
    assert clerkship.run("correction", "accept", "1").returncode == 0
    clerkship.run("circulate", MEETING, "--yes")
    with clerkship.workspace.open("test") as store:
        due = due_dispatches(clerkship.workspace, store, clerkship.now, at_once=True)
        assert {d.version for d in due if d.circulated} == {2}
        old = [store.get(Dispatch, key) for key in waiting]
    for dispatch in old:
        assert dispatch is not None and dispatch.state is DispatchState.FAILED and dispatch.uncertain
        assert dispatch.last_error == "not sent any more: a later version of the minutes goes out instead"
    clerkship.deliver()
    clerkship.stand()
    assert "could not be delivered" not in clerkship.text(clerkship.letter("IT", Edition.DIGEST)), "nothing failed"
