"""The whole job on real Dovecot and Postfix: ten mailboxes over STARTTLS with AUTH, answers by SMTP, IDLE, folders, a bounce."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from boards import MEETING, NOW, SETTLED
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.demo.story import sample
from mailflow.flows.accounts import account
from mailflow.flows.circulate import dispatches_of, prepare, queue
from mailflow.flows.keeping import check
from mailflow.flows.pulse import read_beats
from mailflow.flows.roster import import_roster
from mailflow.flows.send import due_dispatches, send
from mailflow.flows.serve import Surroundings, serve
from mailflow.flows.take import take
from mailflow.new_settings import write_settings
from mailflow.people_file import read_people
from mailflow.post.courier import deliver
from mailflow.post.model import Parcel
from mailflow.records import Action, Correction, Dispatch, DispatchState, Edition, Meeting, Taken
from mailflow.workspace import Workspace, make_workspace
from servers import DOMAIN, GHOST, MEMBERS, RealMail, password

pytestmark = pytest.mark.server
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": password("minutes"), "MAILFLOW_IMAP_PASSWORD": password("minutes")}
# The invented board's eleven people live in the ten mailboxes of these servers; the eleventh has moved away.
MAILBOXES = dict(zip(("AF", "BH", "DP", "EO", "FN", "HV", "IT", "CL", "BM"), MEMBERS, strict=False))


def clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture
def board(real_mail: RealMail, tmp_path: Path) -> Workspace:
    real_mail.empty("minutes", *MEMBERS)
    server: dict[str, str | int] = {"host": "localhost", "security": "starttls", "username": "minutes", "ca_file": real_mail.ca_file}
    settings = write_settings(
        name="Quayside Safeguarding Board",
        reference="QSB",
        address=f"minutes@{DOMAIN}",
        smtp={**server, "port": real_mail.ports.submission},
        imap={**server, "port": real_mail.ports.imap},
    )
    workspace = make_workspace(tmp_path / "board", settings)
    text = sample("people.csv").decode()
    people = read_people("people.csv", text.encode())
    for person in people:
        mailbox = MAILBOXES.get(person.initials)
        text = text.replace(
            person.email, f"{mailbox}@{DOMAIN}" if mailbox else (GHOST if person.initials == "GM" else f"{MEMBERS[9]}@{DOMAIN}")
        )
    with workspace.open("test") as store:
        import_roster(store, read_people("people.csv", text.encode()), "people.csv", NOW)
        take(store, workspace.settings.board, "minutes.md", sample("minutes.md"), SETTLED, NOW)
    return workspace


def until(what: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_minutes_go_out_answers_come_in_and_what_they_say_is_on_record(board: Workspace, real_mail: RealMail) -> None:
    with board.open("test") as store:
        looked_at = {c.letter.to_address: c.content for c in prepare(board, store, MEETING, clock())}
        assert queue(board, store, MEETING, clock()) == 11
        summary = send(board, store, account(board.settings.smtp, ENVIRONMENT), due_dispatches(board, store, clock()), clock)
        assert (summary.sent, summary.failed, summary.pending) == (11, 0, 0)
        assert queue(board, store, MEETING, clock()) == 0, "a second run finds nothing to send"
    until(lambda: all(real_mail.mails(name) for name in MEMBERS))
    received = {name: Received.read(real_mail.mails(name)[0]) for name in MEMBERS}
    for name in MEMBERS:
        raw = real_mail.mails(name)[0]
        assert raw.replace(b"\r\n", b"\n").endswith(looked_at[f"{name}@{DOMAIN}"].replace(b"\r\n", b"\n")), (
            "what was looked at is what arrived"
        )

    stop = threading.Event()
    service = threading.Thread(target=serve, args=(board, Surroundings(ENVIRONMENT, clock, stop)))
    service.start()
    try:
        until(lambda: "collect" in read_beats(board))
        _answer(real_mail, received)
        begun = time.monotonic()
        until(lambda: sum(t.outcome == "recorded" for t in board.look().all(Taken)) >= 5)
        assert time.monotonic() - begun < 15, "IDLE hears of mail as it comes"
        until(lambda: len(real_mail.mails(MAILBOXES["EO"])) == 2)
        until(lambda: sum(d.edition is Edition.RECEIPT and d.state is DispatchState.SENT for d in board.look().all(Dispatch)) == 5)
    finally:
        stop.set()
        service.join(15)
    assert not service.is_alive()
    _check_record(board)
    _check_folders(real_mail)
    receipt = Received.read(real_mail.mails(MAILBOXES["EO"])[1])
    assert receipt.subject.endswith("1 recorded")
    assert "QSB 2627_08 is in progress" in " ".join(receipt.text.split())
    assert check(board) == ()


def _answer(mail: RealMail, received: dict[str, Received]) -> None:
    def says(initials: str, name: str, client: clients.Client, words: str) -> Parcel:
        letter = received[MAILBOXES[initials]]
        writer = Writer(name, letter.to, clock(), f"{initials.lower()}.{time.time_ns()}")
        return Parcel(initials, letter.to, letter.reply_to, client(letter, writer, words))

    parcels = [
        says("EO", "Emeka Obi", clients.gmail, "QSB 2627_08 is in progress."),
        says("FN", "Farah Nasser", clients.outlook, 'Item 4: "71 per cent" should read "77 per cent".'),
        says("AF", "Ada Fenn", clients.thunderbird, "No corrections."),
        says("HV", "Hanna Vogel", clients.phone, "Done"),
        says("BH", "Ben Holt", clients.out_of_office, "I am away until Monday. QSB 2627_04 done."),
        # A member who answers with a colleague's letter: what it says waits for the clerk.
        Parcel("x", received["bela"].to, received["ada"].reply_to, clients.gmail(
            received["ada"], Writer("Ben Holt", received["bela"].to, clock(), f"x.{time.time_ns()}"), "QSB 2627_04: done")),
    ]  # fmt: skip
    failed: list[object] = []
    asyncio.run(deliver(mail.smtp("ada"), parcels, on_delivery=lambda d: None if d.outcome == "sent" else failed.append(d)))
    assert not failed


def _check_record(board: Workspace) -> None:
    store = board.look()
    statuses = {action.ref: str(action.status) for action in store.all(Action)}
    assert statuses["QSB 2627_08"] == "in progress"
    assert statuses["QSB 2627_09"] == "done"
    assert statuses["QSB 2627_04"] == "open", "neither a robot's words nor a colleague's with another's letter count"
    [correction] = store.all(Correction)
    assert (correction.item, correction.find, correction.replace) == ("4", "71 per cent", "77 per cent")
    meeting = store.get(Meeting, MEETING)
    assert meeting is not None and [p.name for p in store.roster if p.number in meeting.confirmed] == ["Ada Fenn"]
    ghost = next(d for d in dispatches_of(store, MEETING) if d.email == GHOST)
    assert ghost.state is DispatchState.BOUNCED
    assert ghost.last_error
    waiting = [taken for taken in store.all(Taken) if taken.waits]
    assert [(w.sender, w.trusted) for w in waiting] == [(f"bela@{DOMAIN}", False)]
    assert "comes from Ben Holt" in waiting[0].why
    receipts = [d for d in store.all(Dispatch) if d.key.startswith("receipt/")]
    assert len(receipts) == 5 and all(d.state is DispatchState.SENT for d in receipts)
    assert all(d.answered for d in dispatches_of(store, MEETING) if d.email.split("@")[0] in (MAILBOXES[i] for i in ("EO", "FN", "HV")))


def _check_folders(mail: RealMail) -> None:
    assert mail.mails("minutes") == []
    assert len(mail.mails("minutes", "mailflow/handled")) == 4
    assert len(mail.mails("minutes", "mailflow/to review")) == 1
    assert len(mail.mails("minutes", "mailflow/automatic")) == 2, "the out-of-office answer and the bounce"
    assert set(mail.flags("minutes", "mailflow/handled")) == {""}, "nothing was marked as read"
