"""A round of reminders as the service sends it: once, whoever kills it and however often it starts; and what `mailflow remind` shows."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from boards import NOW
from mailflow.demo.story import ADDRESS, sample
from mailflow.flows.keeping import check
from mailflow.people_file import read_people
from mailflow.post.office import Office
from mailflow.records import Dispatch, DispatchState, Edition
from mailflow.workspace import Workspace
from reminded import NEAR_MEETING, make_reminded

PASSWORD = "light"
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": PASSWORD, "MAILFLOW_IMAP_PASSWORD": PASSWORD}
# Ben Holt, Dilys Pryce, Emeka Obi, Farah Nasser, Gregory Marsh and Hanna Vogel owe something.
OWNERS = 6


@pytest.fixture
def office() -> Iterator[Office]:
    with Office({p.email: PASSWORD for p in read_people("p", sample("people.csv"))} | {ADDRESS: PASSWORD}) as office:
        yield office


@pytest.fixture
def board(tmp_path: Path, office: Office) -> Workspace:
    server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none"}
    smtp, imap = {**server, "port": office.smtp_port, "username": ""}, {**server, "port": office.imap_port, "username": ADDRESS}
    return make_reminded(tmp_path / "board", NOW, smtp=smtp, imap=imap)


def mailflow(board: Workspace, now: dt.datetime, *words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "mailflow", "-C", str(board.folder), *words]
    environ = {**os.environ, **ENVIRONMENT, "MAILFLOW_NOW": now.isoformat()}
    return subprocess.run(call, capture_output=True, text=True, timeout=120, check=False, env=environ)


@contextlib.contextmanager
def served(board: Workspace, now: dt.datetime) -> Iterator[subprocess.Popen[bytes]]:
    call = [sys.executable, "-m", "mailflow", "-C", str(board.folder), "serve"]
    environ = {**os.environ, **ENVIRONMENT, "MAILFLOW_NOW": now.isoformat()}
    with subprocess.Popen(call, stderr=subprocess.DEVNULL, env=environ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(what: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def reminders(board: Workspace) -> list[Dispatch]:
    return [d for d in board.look().all(Dispatch) if d.edition is Edition.REMINDER]


def subjects(office: Office, address: str) -> list[str]:
    return [str(message_from_bytes(raw)["Subject"]).replace("\n", "") for raw in office.mailbox(address)]


def beats(board: Workspace) -> str:
    path = board.store_folder / "pulse.json"
    return path.read_text("utf-8") if path.exists() else ""


def test_a_service_that_is_killed_and_started_again_sends_one_round_of_reminders(board: Workspace, office: Office) -> None:
    with served(board, NEAR_MEETING) as process:
        until(lambda: bool(reminders(board)))
        process.send_signal(signal.SIGKILL)  # with the round on record, and perhaps some of it sent
    with served(board, NEAR_MEETING) as process:
        until(lambda: sum(d.state is DispatchState.SENT for d in reminders(board)) == OWNERS)
        process.kill()
    assert len(reminders(board)) == OWNERS
    later = NEAR_MEETING + dt.timedelta(hours=3)
    before = beats(board)
    with served(board, later) as process:
        until(lambda: beats(board) != before)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert len(reminders(board)) == OWNERS
    # A letter whose server had it when we were killed may go again, under its own Message-ID: it is the same letter.
    for dispatch in reminders(board):
        ids = {message_from_bytes(raw)["Message-ID"] for raw in office.mailbox(dispatch.email)}
        assert ids == {f"<{dispatch.message_id}>"}
    assert subjects(office, "ben.holt@port.example")[0].endswith("your 3 actions before the meeting on 21 January 2027")
    assert check(board) == ()


def test_a_round_that_was_queued_before_night_goes_in_the_morning(board: Workspace, office: Office) -> None:
    office_port = board.settings.smtp.port
    path = board.folder / "mailflow.toml"
    path.write_text(path.read_text("utf-8").replace(f"port = {office_port}", "port = 1", 1), "utf-8")
    evening = NEAR_MEETING.replace(hour=17, minute=59)
    refused = mailflow(board, evening, "remind")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert [d.state for d in reminders(board)] == [DispatchState.PENDING] * OWNERS
    path.write_text(path.read_text("utf-8").replace("port = 1\n", f"port = {office_port}\n", 1), "utf-8")
    night = mailflow(board, evening.replace(hour=23), "collect")
    assert night.returncode == 0, night.stderr
    assert office.mailbox("ben.holt@port.example") == [], "nobody is chased at night"
    morning = mailflow(board, evening + dt.timedelta(hours=15), "collect")
    assert morning.returncode == 0, morning.stderr
    assert len(office.mailbox("ben.holt@port.example")) == 1


def test_a_dry_run_says_who_would_get_what_and_why_and_writes_nothing(board: Workspace, office: Office) -> None:
    before = (board.store_folder / "mailflow.json").read_bytes()
    shown = mailflow(board, dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC), "remind", "--dry-run", "--why")
    assert shown.returncode == 0, shown.stderr
    assert "Ben Holt <ben.holt@port.example>: QSB 2627_04 (overdue)\n" in shown.stdout
    assert "  Hanna Vogel, QSB 2627_09: it is not the time for it\n" in shown.stdout
    assert mailflow(board, NOW + dt.timedelta(days=2), "remind", "--dry-run").stdout == "Nobody is to be reminded.\n"
    sunday = mailflow(board, NEAR_MEETING.replace(day=20), "remind").stdout
    assert sunday.startswith("Nothing goes now: it is outside the board's hours. From Monday 21 December 2026, 08:00:\nBen Holt <")
    found = json.loads(mailflow(board, NEAR_MEETING.replace(day=20), "remind", "--dry-run", "--json").stdout)
    assert found["waits_until"] == "2026-12-21T08:00:00+00:00", "a Sunday"
    assert [one["person"] for one in found["reminders"]][:2] == ["Ben Holt", "Dilys Pryce"]
    assert found["reminders"][0]["actions"][0] == {"ref": "QSB 2627_04", "occasion": "month", "day": "2026-12-21"}
    assert (board.store_folder / "mailflow.json").read_bytes() == before and office.mailbox("ben.holt@port.example") == []


def test_remind_sends_what_is_due_and_a_second_time_nothing(board: Workspace, office: Office) -> None:
    def run(*words: str) -> dict[str, Any]:
        ended = mailflow(board, NEAR_MEETING, "remind", "--json", *words)
        assert ended.returncode == 0, ended.stderr
        found: dict[str, Any] = json.loads(ended.stdout)
        return found

    assert run()["sent"] == OWNERS
    again = run()
    assert (again["sent"], again["reminders"]) == (0, [])
    assert {one["why"] for one in again["passed"]} == {"reminded"}
    assert len(office.mailbox("ben.holt@port.example")) == 1
