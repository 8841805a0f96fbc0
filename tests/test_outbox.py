"""The outbox log: whatever moment a run of sending ends at, no letter goes a second time unknown to us.

What a killed process leaves is what lies on disk at that moment; the server that takes the letters makes a copy of it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from faults import Fault, SmtpFaults
from mailflow.errors import StoreError
from mailflow.flows import send as sending
from mailflow.flows.accounts import account
from mailflow.flows.circulate import dispatches_of, queue
from mailflow.flows.keeping import check
from mailflow.flows.send import SendSummary, due_dispatches, send
from mailflow.outbox import FILE_NAME, Outbox, Try
from mailflow.records import Dispatch, DispatchState
from mailflow.report import dispatch_json
from mailflow.workspace import Workspace, open_workspace

LATER = NOW + dt.timedelta(hours=1)


def send_all(workspace: Workspace, server_port: int, now: dt.datetime = NOW) -> SendSummary:
    to = account(replace(workspace.settings.smtp, host="127.0.0.1", port=server_port, security="none", username=""), {})
    with workspace.open("test") as store:
        queue(workspace, store, MEETING, now)
        return send(workspace, store, to, due_dispatches(workspace, store, now, meeting=MEETING, at_once=True), lambda: now)


def letters(workspace: Workspace) -> dict[str, Dispatch]:
    return {d.email: d for d in dispatches_of(workspace.look(), MEETING)}


def to_whom(server: SmtpFaults) -> list[str]:
    return [words.decode().partition("<")[2].rpartition(">")[0] for words in server.heard if words.upper().startswith(b"RCPT")]


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(sending, "WRITE_EVERY", 1000.0)  # the store itself hears of nothing before the end
    made = make_board_with_minutes(tmp_path / "board")
    path = made.folder / "mailflow.toml"
    path.write_text(path.read_text().replace("[smtp]", "[smtp]\nconnections = 1"))
    return open_workspace(made.folder)


def killed(board: Workspace, at: str, letter: int, does: Callable[[], Fault | None] = lambda: None) -> tuple[Workspace, SmtpFaults]:
    """Give what is on disk at a moment of sending the `letter`th letter, counted from 1, and the server as it was then."""
    left = board.folder.with_name("left")
    seen = SmtpFaults()

    def copy(connection: int, number: int) -> bool:
        if number == letter and not left.exists():
            shutil.copytree(board.folder, left)
            seen.letters, seen.heard = list(server.letters), list(server.heard)
        return False

    server = SmtpFaults(fault=Fault(at, "close"), when=copy)
    with server.running() as running:
        send_all(board, running.port)
    return open_workspace(left), seen


def test_a_letter_whose_answer_was_heard_does_not_go_again(board: Workspace) -> None:
    left, before = killed(board, "mail", 5)
    assert len(before.letters) == 4
    assert [d.state for d in letters(left).values()].count(DispatchState.SENT) == 4, "a listing says so before anything is recorded"
    assert check(left) == ()
    server = SmtpFaults()
    with server.running() as running:
        assert send_all(left, running.port, LATER).sent == 7
    assert not set(to_whom(server)) & set(to_whom(before)[:4])
    assert {(d.state, d.attempts, d.uncertain) for d in letters(left).values()} == {(DispatchState.SENT, 1, False)}
    assert check(left) == ()


def test_a_letter_whose_answer_was_not_heard_is_uncertain_and_goes_again_under_the_same_message_id(board: Workspace) -> None:
    left, before = killed(board, "dot", 3)
    doubtful = to_whom(before)[2]
    shown = {row["email"]: row for row in (dispatch_json(d, left.look().roster) for d in dispatches_of(left.look(), MEETING))}
    assert [email for email, row in shown.items() if row["uncertain"]] == [doubtful]
    assert (shown[doubtful]["state"], shown[doubtful]["attempts"]) == ("pending", 1)
    assert "may have arrived" in shown[doubtful]["last_error"]
    assert shown[doubtful]["next_try"] == (NOW + dt.timedelta(minutes=1)).isoformat()
    server = SmtpFaults()
    with server.running() as running:
        send_all(left, running.port, LATER)
    assert to_whom(server).count(doubtful) == 1
    after = letters(left)[doubtful]
    assert f"Message-ID: <{after.message_id}>".encode() in b"".join(server.letters)
    assert (after.state, after.attempts, after.uncertain) == (DispatchState.SENT, 2, True), "sent, perhaps twice"
    assert check(left) == ()


def test_a_letter_that_was_not_whole_yet_is_not_uncertain(board: Workspace) -> None:
    left, before = killed(board, "data", 3)
    assert not any(d.uncertain for d in letters(left).values())
    assert letters(left)[to_whom(before)[2]].attempts == 0


def test_a_letter_refused_for_good_does_not_go_again_after_a_kill(board: Workspace) -> None:
    left = board.folder.with_name("left")

    def strike(connection: int, number: int) -> bool:
        refused = b"dilys" in server.heard[-1]
        if not refused and any(b"dilys" in words for words in server.heard) and not left.exists():
            shutil.copytree(board.folder, left)
        return refused

    server = SmtpFaults(fault=Fault("rcpt", "550"), when=strike)
    with server.running() as running:
        send_all(board, running.port)
    left_board = open_workspace(left)
    again = SmtpFaults()
    with again.running() as running:
        send_all(left_board, running.port, LATER)
    assert not any("dilys" in address for address in to_whom(again))
    assert letters(left_board)["dilys.pryce@schools.example"].state is DispatchState.FAILED


def test_a_kill_between_the_store_and_the_emptying_of_the_log_counts_no_try_twice(board: Workspace) -> None:
    left, _ = killed(board, "mail", 5)
    log = (left.store_folder / FILE_NAME).read_bytes()
    left.open("test").close()
    assert (left.store_folder / FILE_NAME).read_bytes() == b""
    events = left.look().last_event
    (left.store_folder / FILE_NAME).write_bytes(log)
    left.open("test").close()
    assert left.look().last_event == events
    assert max(d.attempts for d in letters(left).values()) == 1


@pytest.mark.parametrize("cut", [2, 7, 40, 100])
def test_a_cut_last_line_costs_that_line_alone(board: Workspace, cut: int) -> None:
    left, before = killed(board, "mail", 5)
    path = left.store_folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:-cut])
    fates = letters(left)
    *heard, last = [fates[address] for address in to_whom(before)[:4]]
    assert {d.state for d in heard} == {DispatchState.SENT} and not any(d.uncertain for d in heard)
    assert (last.state, last.uncertain) == (DispatchState.PENDING, True), "its answer is lost, and that it was in hand is not"


@pytest.mark.parametrize("junk", [b"\x00" * 4096, b"\ndeadbeef {}", b"garbage\n\n\n", b"\n00000000 "])
def test_junk_in_the_log_is_passed_over(board: Workspace, junk: bytes) -> None:
    left, _ = killed(board, "mail", 3)
    path = left.store_folder / FILE_NAME
    lines = path.read_bytes()
    path.write_bytes(junk + lines + junk)
    assert [d.state for d in letters(left).values()].count(DispatchState.SENT) == 2
    with left.open("test") as store:
        assert [d.state for d in store.all(Dispatch)].count(DispatchState.SENT) == 2


def test_a_letter_does_not_go_where_it_cannot_be_noted(board: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Outbox.note

    def full(self: Outbox, tried: Try, *, flush: bool) -> None:
        if flush and tried.fact.key.endswith("/4"):
            raise StoreError("no room")
        honest(self, tried, flush=flush)

    monkeypatch.setattr(Outbox, "note", full)
    server = SmtpFaults()
    with server.running() as running, pytest.raises(StoreError, match="no room"):
        send_all(board, running.port)
    fates = {d.key: d for d in letters(board).values()}
    assert fates[f"{MEETING}/1/4"].attempts == 0
    assert len(server.letters) == sum(d.state is DispatchState.SENT for d in fates.values()) == 3


def test_the_log_is_the_owners_alone_and_empty_once_all_is_recorded(board: Workspace) -> None:
    with SmtpFaults().running() as running:
        send_all(board, running.port)
    path = board.store_folder / FILE_NAME
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, 0)
