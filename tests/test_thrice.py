"""The same mail several times, by several ways, to several processes: recorded once and answered once. And who waits for whom."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import board_life
from board_life import ADDRESS, ENVIRONMENT, MEETING, PEOPLE, answers
from mailflow.cli import mail as cli_mail
from mailflow.cli.main import mailflow
from mailflow.demo.clients import Received
from mailflow.errors import StoreLockedError
from mailflow.flows import mailbox, serve
from mailflow.flows.keeping import check
from mailflow.flows.serve import Surroundings
from mailflow.flows.spool import keep, kept_mails
from mailflow.post.office import HOST, Office
from mailflow.records import Action, Dispatch, DispatchState, Edition, Taken
from mailflow.workspace import Workspace, open_workspace
from servers import password

NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
MEMBER = PEOPLE[1].email


@pytest.fixture
def office() -> Iterator[Office]:
    with Office({ADDRESS: password("minutes"), **{person.email: "x" for person in PEOPLE}}) as running:
        yield running


@pytest.fixture
def board(office: Office, tmp_path: Path) -> Workspace:
    folder = board_life.make(tmp_path / "board").folder
    smtp: dict[str, str | int] = {"host": HOST, "port": office.smtp_port}
    imap: dict[str, str | int] = {"host": HOST, "port": office.imap_port, "username": ADDRESS}
    (folder / "mailflow.toml").write_text(board_life.settings(smtp, imap))
    board_life.take(folder, NOW)
    board_life.circulate(folder, NOW)
    return open_workspace(folder)


@pytest.fixture
def mails(office: Office, board: Workspace) -> list[bytes]:
    return answers({person.name: Received.read(office.mailbox(person.email)[0]) for person in PEOPLE}, NOW)


def call(board: Workspace, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mailflow", "-C", str(board.folder), *words]
    environment = {**os.environ, **ENVIRONMENT, "MAILFLOW_NOW": NOW.isoformat()}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def recorded_and_answered(board: Workspace, office: Office) -> tuple[int, int, int]:
    """Count what was reported of the first action, the mails on record, and the receipts that its owner has got."""
    store = board.look()
    action = store.get(Action, "QSB 2627_01")
    assert action is not None
    assert check(board) == ()
    return len(action.updates), len(store.all(Taken)), len(office.mailbox(MEMBER)) - 1


def until(what: str, true: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    assert callable(true)
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@contextlib.contextmanager
def held(board: Workspace) -> Iterator[int]:
    """Hold the store in another process."""
    program = (
        "import sys; from pathlib import Path; from mailflow.store import Store\n"
        f"store = Store.open(Path({str(board.store_folder)!r}), command='serve'); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"open\n"
        yield other.pid
        other.communicate(b"")


@contextlib.contextmanager
def serving(board: Workspace) -> Iterator[None]:
    stop = threading.Event()
    service = threading.Thread(target=serve.serve, args=(board, Surroundings(ENVIRONMENT, lambda: NOW, stop)))
    service.start()
    try:
        yield
    finally:
        stop.set()
        service.join(30)
    assert not service.is_alive()


def test_a_mail_that_comes_twice_by_imap_and_once_by_ingest_is_recorded_and_answered_once(
    board: Workspace, office: Office, mails: list[bytes], tmp_path: Path
) -> None:
    (tmp_path / "reply.eml").write_bytes(mails[0])
    for uid in range(2):
        office.put(ADDRESS, mails[0], sender=MEMBER)
        assert call(board, "collect").wait(60) == 0, f"with UID {uid + 1}"
    ingested = call(board, "ingest", "--json", str(tmp_path / "reply.eml"))
    assert json.loads(ingested.communicate()[0])["outcome"] == "duplicate"
    assert recorded_and_answered(board, office) == (1, 1, 1)


def test_four_processes_at_once_record_a_mail_once(board: Workspace, office: Office, mails: list[bytes]) -> None:
    for _ in range(3):
        office.put(ADDRESS, mails[0], sender=MEMBER)
    ways = ["ingest", "collect", "ingest", "collect"]
    calls = [call(board, way) for way in ways]
    said = [each.communicate(mails[0] if way == "ingest" else b"", 120) for each, way in zip(calls, ways, strict=True)]
    assert [each.returncode for each in calls] == [0] * 4, said
    call(board, "collect").wait(60)  # what was handed over while another held the store
    assert kept_mails(board) == []
    assert recorded_and_answered(board, office) == (1, 1, 1)


def test_a_mail_that_finds_the_store_held_is_handed_over_and_taken_once_by_the_next_pass(
    board: Workspace, office: Office, mails: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_mail, "INGEST_WAIT", 0.2)
    with held(board) as pid:
        for given in (mails[0], mails[0], mails[1]):
            ended = CliRunner().invoke(mailflow, ["-C", str(board.folder), "ingest", "--json"], input=given)
            assert ended.exit_code == 0, ended.output
            assert f"in use by “mailflow serve” (process {pid}" in ended.stderr and "1 mail(s) handed over" in ended.stderr
            row = json.loads(ended.stdout)
            assert (row["outcome"], row["handed_over"]) == ("recorded", True), "what it will come to, as `explain` would say"
    assert len(kept_mails(board)) == 3 and board.look().all(Taken) == []
    assert {path.stat().st_mode & 0o777 for path in kept_mails(board)} == {0o600}
    assert call(board, "collect").wait(60) == 0
    assert kept_mails(board) == []
    assert recorded_and_answered(board, office) == (1, 2, 1)


def test_what_was_handed_over_is_taken_by_the_next_ingest_before_its_own(board: Workspace, office: Office, mails: list[bytes]) -> None:
    keep(board, mails[0])
    ended = call(board, "ingest", "--json")
    assert json.loads(ended.communicate(mails[4])[0])["handed_over"] is False
    assert [taken.key.split("@")[0] for taken in board.look().all(Taken)] == ["answer.0", "answer.4"]
    assert kept_mails(board) == []


def test_the_service_takes_what_is_handed_over_while_it_waits_for_mail(board: Workspace, office: Office, mails: list[bytes]) -> None:
    with serving(board):
        until("the mailbox is read", lambda: (board.store_folder / "pulse.json").exists())
        time.sleep(0.5)
        keep(board, mails[0])
        until("it is taken at once, not at the next round", lambda: board.look().all(Taken), 15.0)
        until("its receipt goes", lambda: len(office.mailbox(MEMBER)) == 2)
    assert kept_mails(board) == []
    assert recorded_and_answered(board, office) == (1, 1, 1)


def test_the_service_takes_what_is_handed_over_while_its_mailbox_is_gone(board: Workspace, office: Office, mails: list[bytes]) -> None:
    path = board.folder / "mailflow.toml"
    path.write_text(path.read_text().replace(f"port = {office.imap_port}", "port = 1"))
    keep(board, mails[0])
    with serving(open_workspace(board.folder)):
        until("it is taken", lambda: board.look().all(Taken))
        until("its receipt goes", lambda: len(office.mailbox(MEMBER)) == 2)
    assert recorded_and_answered(board, office) == (1, 1, 1)


def test_a_long_pass_of_the_service_gives_way_to_a_command_that_waits(
    board: Workspace, office: Office, mails: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "HOLD", 0.0)
    monkeypatch.setattr(mailbox, "CHUNK", 1)
    many = 8
    for n in range(many):
        office.put(ADDRESS, mails[0].replace(b"answer.0@", b"answer.%d@" % (100 + n)), sender=MEMBER)
    seen: list[int] = []
    with serving(board):
        until("it has begun", lambda: board.look().all(Taken))
        for _ in range(3):
            with contextlib.suppress(StoreLockedError), board.open("take", wait=20.0) as store:
                seen.append(len(store.all(Taken)))
            time.sleep(0.05)
        until("all are taken", lambda: len(board.look().all(Taken)) == many, 60.0)
    assert len(seen) == 3 and seen[0] < many, seen
    assert check(board) == ()


def test_a_long_round_of_sending_gives_way_too_and_sends_the_rest_afterwards(
    board: Workspace, office: Office, mails: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "HOLD", 0.0)
    for mail in mails[:3]:
        keep(board, mail)
    with serving(board):
        until("all receipts went", lambda: [d.state for d in _receipts(board)] == [DispatchState.SENT] * 3)
    assert all(d.attempts == 1 for d in _receipts(board))


def _receipts(board: Workspace) -> list[Dispatch]:
    return [d for d in board.look().all(Dispatch) if d.edition is Edition.RECEIPT]


def test_a_command_says_for_whom_it_waits_and_goes_on_when_the_store_is_given_back(board: Workspace) -> None:
    with held(board) as pid:
        waiting = call(board, "preview", MEETING)
        assert waiting.stderr is not None
        assert waiting.stderr.readline().decode().startswith(f"waiting for “mailflow serve” (process {pid}")
    assert waiting.wait(30) == 0
    waiting.communicate()


def test_a_mail_for_a_damaged_store_is_kept_and_the_fault_is_said(board: Workspace, mails: list[bytes]) -> None:
    path = board.store_folder / "mailflow.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    ended = call(board, "ingest")
    said = ended.communicate(mails[0])[1].decode()
    assert ended.returncode == 1 and "damaged" in said and "“spool”" in said and "Traceback" not in said
    path.write_bytes(whole)
    assert call(board, "collect").wait(60) == 0
    assert [taken.outcome for taken in board.look().all(Taken)] == ["recorded"]
