"""The service as whoever watches it sees it: ready, alive, stopping; settings read anew; a status that can be asked by a machine."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.demo.story import ADDRESS, sample
from mailflow.flows.circulate import queue
from mailflow.flows.notify import Notifier
from mailflow.flows.pulse import concerns, note_beat, status_json
from mailflow.journal import DispatchTried
from mailflow.people_file import read_people
from mailflow.post.office import Office
from mailflow.records import Dispatch, DispatchState
from mailflow.storage import SCHEMA
from mailflow.workspace import Workspace

PASSWORD = "light"
SECOND = dt.timedelta(seconds=1)
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": PASSWORD, "MAILFLOW_IMAP_PASSWORD": PASSWORD}


class Manager:
    """A service manager: the socket that sd_notify speaks to, and what was said."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self.said: list[str] = []

    def __enter__(self) -> Manager:
        return self

    def __exit__(self, *exc: object) -> None:
        self._socket.close()

    def heard(self, word: str, *, within: float = 30.0) -> str:
        """Wait until something is said that begins so. What was said before counts no more."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            with contextlib.suppress(TimeoutError):
                self.said.append(self._socket.recv(4096).decode())
                if self.said[-1].startswith(word):
                    return self.said[-1]
        raise AssertionError(f"{word} was not said; said was {self.said}")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    people = read_people("p", sample("people.csv"))
    with Office({p.email: PASSWORD for p in people} | {ADDRESS: PASSWORD}) as office:
        yield office


def board_at(folder: Path, smtp_port: int, imap_port: int) -> Workspace:
    server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none"}
    smtp, imap = {**server, "port": smtp_port, "username": ""}, {**server, "port": imap_port, "username": ADDRESS}
    return make_board_with_minutes(folder, smtp=smtp, imap=imap)


@contextlib.contextmanager
def served(board: Workspace, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service, its log on a pipe; whatever happens it is gone afterwards."""
    call = [sys.executable, "-m", "mailflow", "-C", str(board.folder), "serve", "--log-format", "json"]
    with subprocess.Popen(call, stderr=subprocess.PIPE, env={**os.environ, **ENVIRONMENT, **environ}) as process:
        try:
            yield process
        finally:
            process.kill()


def logged(process: subprocess.Popen[bytes], event: str) -> dict[str, Any]:
    """Read the log up to an event."""
    assert process.stderr is not None
    for line in process.stderr:
        found: dict[str, Any] = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"{event} was not logged")


def ended(process: subprocess.Popen[bytes], *, within: float = 10.0) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(within)


@pytest.mark.parametrize("abstract", [False, True], ids=["by path", "abstract"])
def test_the_service_says_that_it_is_ready_alive_and_stopping(tmp_path: Path, office: Office, abstract: bool) -> None:
    board = board_at(tmp_path / "board", office.smtp_port, office.imap_port)
    name = f"@mailflow-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with Manager(name) as manager, served(board, NOTIFY_SOCKET=name, WATCHDOG_USEC="2000000") as process:
        manager.heard("READY=1")
        manager.heard("STATUS=Mailbox last read at 20")
        for _ in range(3):
            manager.heard("WATCHDOG=1", within=10)
        process.send_signal(signal.SIGTERM)
        manager.heard("STOPPING=1", within=10)
        assert process.wait(10) == 0


def test_without_a_mail_server_it_is_ready_lives_and_stops_within_seconds(tmp_path: Path) -> None:
    """A mail server that starts later than we do must not keep the machine from starting."""
    board = board_at(tmp_path / "board", 9, 9)
    name = str(tmp_path / "notify")
    with Manager(name) as manager, served(board, NOTIFY_SOCKET=name, WATCHDOG_USEC="1000000") as process:
        manager.heard("READY=1")
        manager.heard("STATUS=The mailbox cannot be read")
        manager.heard("WATCHDOG=1")
        assert "refused" in logged(process, "mailbox")["why"]
        begun = time.monotonic()
        assert ended(process) == 0
        assert time.monotonic() - begun < 8


def test_a_mail_server_that_says_nothing_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        board = board_at(tmp_path / "board", 9, silent.getsockname()[1])
        with served(board) as process:
            silent.settimeout(30)
            connection, _ = silent.accept()
            time.sleep(0.5)  # it waits for a greeting now
            begun = time.monotonic()
            assert ended(process, within=20) == 0
            assert time.monotonic() - begun < 8, "the time limit of the connection is a minute"
            assert logged(process, "stopped")
            connection.close()


def test_a_service_that_cannot_use_its_store_is_never_ready(tmp_path: Path) -> None:
    board = board_at(tmp_path / "board", 9, 9)
    (board.store_folder / "mailflow.json").write_bytes(b"")
    name = str(tmp_path / "notify")
    with Manager(name) as manager, served(board, NOTIFY_SOCKET=name) as process:
        assert process.wait(30) == 1
        why = logged(process, "ended")
        assert why["error"] == "StoreError" and "is damaged" in why["why"], "and every line of its log is JSON"
        with pytest.raises(AssertionError):
            manager.heard("READY=1", within=0.2)


def test_at_sighup_the_settings_are_read_anew_and_faulty_ones_are_refused(tmp_path: Path, office: Office) -> None:
    board = board_at(tmp_path / "board", office.smtp_port, 9)
    path = board.folder / "mailflow.toml"
    good = path.read_text().replace("port = 9\n", f"port = {office.imap_port}\n")
    assert good != path.read_text()
    name = str(tmp_path / "notify")
    with Manager(name) as manager, served(board, NOTIFY_SOCKET=name) as process:
        logged(process, "mailbox")
        path.write_text(good.replace("[imap]", "[imapp]"))
        process.send_signal(signal.SIGHUP)
        manager.heard("RELOADING=1")
        manager.heard("READY=1")
        refused = logged(process, "settings-refused")
        assert refused["error"] == "SettingError" and "[imapp]" in refused["why"]
        path.write_text(good)
        process.send_signal(signal.SIGHUP)
        logged(process, "settings-read")
        logged(process, "mailbox-open")
        assert "MONOTONIC_USEC=" in manager.heard("RELOADING=1")
        assert ended(process) == 0


def test_stopping_begins_no_more_letters(tmp_path: Path, office: Office) -> None:
    from mailflow.flows.accounts import account
    from mailflow.flows.send import due_dispatches, send

    board = board_at(tmp_path / "board", office.smtp_port, office.imap_port)
    gone: list[str] = []
    with board.open("test") as store:
        queue(board, store, MEETING, NOW)
        due = due_dispatches(board, store, NOW)
        smtp = account(board.settings.smtp, ENVIRONMENT)
        summary = send(board, store, smtp, due, lambda: NOW, lambda dispatch, _: gone.append(dispatch.key), lambda: len(gone) > 2)
        states = [d.state for d in store.all(Dispatch)]
    assert 3 <= summary.sent == states.count(DispatchState.SENT) < len(due)
    assert states.count(DispatchState.PENDING) == len(due) - summary.sent, "those that were not begun wait as they did"
    assert all(d.attempts == 0 for d in board.look().all(Dispatch) if d.state is DispatchState.PENDING)


@pytest.mark.parametrize(
    "environ",
    [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "relative"}, {"NOTIFY_SOCKET": "/nowhere/at/all"}, {"NOTIFY_SOCKET": "/" + "x" * 300},
     {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "soon"}],
)  # fmt: skip
def test_without_a_manager_nothing_is_said_and_nothing_fails(environ: dict[str, str]) -> None:
    notifier = Notifier(environ)
    notifier.ready()
    notifier.status("so")
    notifier.alive()
    notifier.stopping()


def test_signs_of_life_are_sent_as_often_as_is_needed_and_of_this_process_only(tmp_path: Path) -> None:
    name = str(tmp_path / "notify")
    times = iter((0.0, 0.5, 1.9, 2.1, 3.0, 4.2))

    def steady() -> float:
        return next(times)

    with Manager(name) as manager:
        notifier = Notifier({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "8000000"}, steady=steady)
        for _ in range(6):
            notifier.alive()
        other = Notifier({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "8000000", "WATCHDOG_PID": "1"}, steady=lambda: 99.0)
        other.alive()
        notifier.stopping()
        manager.heard("STOPPING=1")
        assert manager.said == ["WATCHDOG=1"] * 3 + ["STOPPING=1"]


def test_the_status_says_what_a_monitor_asks(tmp_path: Path) -> None:
    board = board_at(tmp_path / "board", 9, 9)
    with board.open("test") as store:
        queue(board, store, MEETING, NOW)
        first, second, third, *rest = store.all(Dispatch)
        with store.transaction(NOW) as transaction:
            transaction.record(DispatchTried(first.key, DispatchState.PENDING, "451 later", NOW + 600 * SECOND))
            transaction.record(DispatchTried(second.key, DispatchState.PENDING, "lost", NOW + 300 * SECOND, uncertain=True))
            for dispatch in (third, *rest):
                transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
    note_beat(board, "collect", NOW)
    found = status_json(board, NOW + 200 * SECOND)
    assert (found["queue"], found["queue_uncertain"], found["queue_overdue"], found["last_good_collect_age"]) == (2, 1, None, 200)
    assert (found["version"], found["schema"]) == ("0.1.0", SCHEMA) and found["store_octets"] > 10_000
    assert list(concerns(found, 900)) == []
    found = status_json(board, NOW + 2000 * SECOND)
    assert (found["queue_overdue"], found["last_good_collect_age"]) == (1700, 2000)
    read, sent = concerns(found, 900)
    assert read == "the mailbox was last read 33 minutes ago." and "should have gone 28 minutes ago; 2 wait in all" in sent
    note_beat(board, "collect", NOW + 1990 * SECOND, "127.0.0.1 refused the connection.")
    assert "last read 33 minutes ago" in next(concerns(status_json(board, NOW + 2000 * SECOND), 900)), "a try that failed is no reading"


@pytest.mark.parametrize(("minutes", "status"), [("10", 0), ("2", 1)])
def test_a_check_says_by_its_exit_status_whether_all_is_well(tmp_path: Path, minutes: str, status: int) -> None:
    board = board_at(tmp_path / "board", 9, 9)
    note_beat(board, "collect", NOW)
    later = (NOW + 180 * SECOND).isoformat()
    call = [sys.executable, "-m", "mailflow", "-C", str(board.folder), "status", "--check", "--older-than", minutes, "--json"]
    checked = subprocess.run(call, capture_output=True, env={**os.environ, "MAILFLOW_NOW": later}, text=True, check=False)
    assert checked.returncode == status
    assert bool(json.loads(checked.stdout)["concerns"]) == ("last read 3 minutes ago" in checked.stderr) == bool(status)
