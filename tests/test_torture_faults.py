"""Faults of mail servers as the record sees them: what each leaves on record, what goes again and what never does.

Of some faults a few stand for all unless `TORTURE=long` asks for the rest.

The servers are our own (`faults`, `imap_faults`); how the wire bears each fault is in `test_courier` and `test_inbox`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import imaplib
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import board_life
from board_life import ADDRESS, ENVIRONMENT, PEOPLE, answers
from crashes import LONG
from faults import Fault, Line, SmtpFaults
from imap_faults import ImapFaults
from mailflow.demo.clients import Received
from mailflow.errors import PostError, SecretError
from mailflow.flows import serve
from mailflow.flows.keeping import check
from mailflow.flows.pulse import read_beats
from mailflow.flows.serve import Surroundings
from mailflow.post import courier, inbox, office
from mailflow.post.office import HOST, Office
from mailflow.post.smtp import Timeouts
from mailflow.records import Action, Dispatch, DispatchState, Edition, Taken
from mailflow.workspace import open_workspace
from servers import RealMail, password

NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
QUICK = Timeouts(connect=0.6, command=0.6, data=0.6, block=0.6, final=0.6, quit=0.2)
PENDING, SENT, FAILED = DispatchState.PENDING, DispatchState.SENT, DispatchState.FAILED


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = board_life.make(tmp_path_factory.mktemp("faults") / "before").folder
    board_life.take(folder, NOW)
    return folder


@pytest.fixture
def board(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "board"))


def point_to(board: Path, smtp: int = 9, imap: int = 9, **how: str | int) -> None:
    made = board_life.settings(
        {"host": HOST, "port": smtp, "connections": 1, **how}, {"host": HOST, "port": imap, "username": ADDRESS}
    )
    (board / "mailflow.toml").write_text(made)


def letters(board: Path) -> list[Dispatch]:
    return open_workspace(board).look().all(Dispatch)


def heard(server: SmtpFaults, address: str) -> int:
    return sum(words.upper().startswith(b"RCPT") and address.encode() in words for words in server.heard)


def sent_later(board: Path) -> SmtpFaults:
    """Circulate again an hour later, by a server without faults."""
    server = SmtpFaults()
    with server.running() as running:
        point_to(board, running.port)
        board_life.circulate(board, LATER)
    return server


# What a fault at the second letter leaves: on the connection it was lost with, then (`twice`) on the next one as well.
REFUSED = [(at, code) for at in ("mail", "rcpt", "data", "dot") for code in ("450", "452", "550", "552")]
LOST = [(at, way) for at in ("mail", "rcpt", "data", "dot") for way in ("421", "reset", "close", "silence", "garbage")]


def circulated(board: Path, fault: Fault, times: int, monkeypatch: pytest.MonkeyPatch) -> SmtpFaults:
    if fault.does == "silence":
        monkeypatch.setattr(courier, "Timeouts", lambda: QUICK)
    assert courier.deliver.__kwdefaults__ is not None
    monkeypatch.setitem(courier.deliver.__kwdefaults__, "pauses", (0.01,))
    places = [(1, 2), (2, 1)][:times]

    def when(connection: int, letter: int) -> bool:
        strikes = (connection, letter) in places
        if strikes:
            places.remove((connection, letter))  # a letter that is refused early does not count
        return strikes

    server = SmtpFaults(fault=fault, when=when)
    with server.running() as running:
        point_to(board, running.port)
        board_life.circulate(board, NOW)
    return server


@pytest.mark.parametrize(("at", "code"), REFUSED)
def test_a_refused_letter_is_pending_or_failed_and_a_5xx_never_goes_again(
    board: Path, monkeypatch: pytest.MonkeyPatch, at: str, code: str
) -> None:
    circulated(board, Fault(at, code), 1, monkeypatch)
    [fate, *others] = sorted(letters(board), key=lambda d: d.state is SENT)
    assert {d.state for d in others} == {SENT}, "the others are not stopped"
    assert (fate.attempts, fate.uncertain) == (1, False) and (fate.last_error or "").startswith(code)
    assert (fate.state, fate.next_try) == ((FAILED, None) if code[0] == "5" else (PENDING, NOW + MINUTE))
    again = sent_later(board)
    assert len(again.letters) == heard(again, fate.email) == (code[0] == "4")
    assert {d.state for d in letters(board)} == ({SENT, FAILED} if code[0] == "5" else {SENT})
    assert check(open_workspace(board)) == ()


@pytest.mark.parametrize(("at", "way", "times"), [(at, way, n) for at, way in LOST for n in ((1, 2) if LONG or way == "reset" else (2,))])
def test_a_letter_lost_with_its_connection_goes_by_the_next_or_later_and_is_uncertain_only_after_the_dot(
    board: Path, monkeypatch: pytest.MonkeyPatch, at: str, way: str, times: int
) -> None:
    server = circulated(board, Fault(at, way), times, monkeypatch)
    doubtful = at == "dot" and way != "421"
    left = [d for d in letters(board) if d.state is not SENT]
    assert len(left) == (times if doubtful else times - 1)
    for fate in left:
        assert (fate.state, fate.next_try, fate.attempts, fate.uncertain) == (PENDING, NOW + MINUTE, 1, doubtful)
    again = sent_later(board)
    assert {d.state for d in letters(board)} == {SENT}
    assert {d.email for d in letters(board) if d.uncertain} == ({d.email for d in left} if doubtful else set())
    assert len(server.letters) + len(again.letters) == len(PEOPLE), "none is missing and, as the server has it, none twice"
    assert check(open_workspace(board)) == ()


UNUSABLE = [(at, way) for at in ("banner", "ehlo", "auth") for way in ("454", "554", "reset", "silence", "garbage")]


@pytest.mark.parametrize(("at", "way"), UNUSABLE)
def test_a_server_that_cannot_be_used_leaves_every_letter_as_it_was(
    board: Path, monkeypatch: pytest.MonkeyPatch, at: str, way: str
) -> None:
    monkeypatch.setattr(courier, "Timeouts", lambda: QUICK)
    server = SmtpFaults(fault=Fault(at, way))
    with server.running() as running, pytest.raises(SecretError if (at, way) == ("auth", "554") else PostError):
        point_to(board, running.port, username="minutes" if at == "auth" else "")
        board_life.circulate(board, NOW)
    assert {(d.state, d.attempts, d.next_try) for d in letters(board)} == {(PENDING, 0, None)}
    assert read_beats(open_workspace(board))["send"].error
    assert len(sent_later(board).letters) == len(PEOPLE)
    assert {d.state for d in letters(board)} == {SENT}


def test_a_letter_larger_than_the_server_takes_is_failed_and_not_offered(board: Path) -> None:
    server = SmtpFaults(extensions=("SIZE 3000", "8BITMIME"))
    with server.running() as running:
        point_to(board, running.port)
        board_life.circulate(board, NOW)
    assert {d.state for d in letters(board)} == {FAILED}
    assert all("3,000" in (d.last_error or "") for d in letters(board))
    assert not any(words.upper().startswith(b"MAIL") for words in server.heard)


def test_a_server_that_is_slow_with_one_letter_does_not_stop_the_others(board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "GROWTH", 1)  # a second connection after the first answer
    seen: list[set[DispatchState]] = []
    release = threading.Event()

    def when(connection: int, letter: int) -> bool:
        if (connection, letter) == (1, 2):
            release.wait(10)  # the other connection carries on meanwhile
            seen.append({d.state for d in letters(board) if heard(server, d.email)})
        return False

    server = SmtpFaults(fault=Fault("dot", "250"), when=when)

    def watch() -> None:
        end = time.monotonic() + 10
        while len(server.letters) < len(PEOPLE) - 1 and time.monotonic() < end:
            time.sleep(0.01)
        release.set()

    watching = threading.Thread(target=watch)
    watching.start()
    with server.running() as running:
        point_to(board, running.port, connections=2)
        board_life.circulate(board, NOW)
    watching.join()
    assert seen and len(server.letters) == len(PEOPLE), "all others had gone while the server thought about the second"
    assert {d.state for d in letters(board)} == {SENT}


@pytest.fixture(scope="module")
def answered(before: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    """A board whose letters went out, and what came back."""
    board = Path(shutil.copytree(before, tmp_path_factory.mktemp("answered") / "board"))
    with Office({ADDRESS: password("minutes"), **{person.email: "x" for person in PEOPLE}}) as running:
        point_to(board, running.smtp_port)
        board_life.circulate(board, NOW)
        mails = answers({person.name: Received.read(running.mailbox(person.email)[0]) for person in PEOPLE}, NOW)
    return board, mails[:3]


@pytest.fixture
def answered_board(answered: tuple[Path, list[bytes]], tmp_path: Path) -> tuple[Path, list[bytes]]:
    return Path(shutil.copytree(answered[0], tmp_path / "board")), answered[1]


def collected(board: Path, imap: ImapFaults) -> PostError | None:
    """Collect by a faulty mailbox and a good server for the receipts; give the fault, if there was one."""
    with imap.running() as running, SmtpFaults().running() as smtp:
        point_to(board, smtp.port, running.port)
        try:
            board_life.collect(board, NOW)
        except PostError as fault:
            return fault
    return None


def recorded(board: Path) -> tuple[int, int]:
    """Count the mails on record, and what was reported of actions."""
    store = open_workspace(board).look()
    return len(store.all(Taken)), sum(len(action.updates) for action in store.all(Action))


IMAP_MOMENTS = ("greeting", "login", "select", "search", "sizes", "fetch", "list", "create", "move")
IMAP_FAULTS = [(at, way) for at in IMAP_MOMENTS for way in ("reset", "BYE", "NO", *(("BAD", "garbage") if LONG else ()))]


@pytest.mark.parametrize(("at", "way"), [*IMAP_FAULTS, ("fetch", "cut"), ("fetch", "silence"), ("move", "silence")])
def test_a_mailbox_that_fails_loses_no_mail_and_none_is_taken_twice(
    answered_board: tuple[Path, list[bytes]], monkeypatch: pytest.MonkeyPatch, at: str, way: str
) -> None:
    board, mails = answered_board
    if way == "silence":
        monkeypatch.setattr(inbox.Inbox.__init__, "__kwdefaults__", {**(inbox.Inbox.__init__.__kwdefaults__ or {}), "timeout": 0.5})
    fault = collected(board, ImapFaults(fault=Fault(at, way, "not today"), mails=mails))
    assert fault is not None or at in ("list", "create"), "whether a folder is there may be said in many ways"
    assert recorded(board)[0] in ((3,) if at == "move" or fault is None else (0,)), "recorded before it is filed, or not at all"
    assert collected(board, ImapFaults(mails=mails)) is None
    assert recorded(board) == (3, 1)
    assert sum(d.edition is Edition.RECEIPT for d in letters(board)) == 3
    assert check(open_workspace(board)) == ()


def test_the_same_mails_under_another_uidvalidity_are_known_and_other_mails_are_new(answered_board: tuple[Path, list[bytes]]) -> None:
    board, mails = answered_board
    assert collected(board, ImapFaults(mails=mails[:2])) is None
    assert recorded(board) == (2, 1)
    assert collected(board, ImapFaults(mails=mails[:2], uidvalidity="[UIDVALIDITY 8] new")) is None
    assert recorded(board) == (2, 1), "the same mails"
    assert collected(board, ImapFaults(mails=[mails[2]], uidvalidity="[UIDVALIDITY 9] new")) is None
    assert recorded(board) == (3, 1), "another mail under a UID that was seen"


def test_a_mail_that_goes_while_we_look_is_let_go_and_the_others_are_taken(answered_board: tuple[Path, list[bytes]]) -> None:
    board, mails = answered_board

    class Vanishing(ImapFaults):
        def _fetch(self, line: Line, tag: str, rest: str) -> None:
            self.gone.add(2)
            super()._fetch(line, tag, rest)

    assert collected(board, Vanishing(mails=mails)) is None
    assert recorded(board)[0] == 2


class Waits(threading.Event):
    """A stop whose waits take no time: they move the clock instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timeout or 0.0
        time.sleep(0.002)
        return self.is_set()

    def monotonic(self) -> float:
        return self.now


def test_the_service_is_back_within_a_minute_after_the_server_is(
    answered_board: tuple[Path, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    board, mails = answered_board
    stop = Waits()
    monkeypatch.setattr(serve, "time", stop)
    users = {ADDRESS: password("minutes"), **{person.email: "x" for person in PEOPLE}}
    with contextlib.ExitStack() as at_the_end:
        with Office(users) as first:
            point_to(board, first.smtp_port, first.imap_port)
            service = threading.Thread(target=serve.serve, args=(open_workspace(board), Surroundings(ENVIRONMENT, lambda: NOW, stop)))
            service.start()
            at_the_end.callback(service.join, 20)
            at_the_end.callback(stop.set)
            first.put(ADDRESS, mails[0], sender=PEOPLE[1].email)
            _until(lambda: recorded(board)[0] == 1)
        gone = stop.now
        _until(lambda: stop.now - gone > 600)  # ten minutes without a server
        monkeypatch.setattr(office, "_listening", _at_ports(iter([first.smtp_port, first.imap_port])))
        with Office(users) as second:
            back = stop.now
            second.put(ADDRESS, mails[1], sender=PEOPLE[2].email)
            _until(lambda: recorded(board)[0] == 2)
            assert stop.now - back <= 61
    assert not service.is_alive()


def _at_ports(ports: Iterator[int]) -> Callable[[], socket.socket]:
    def listening() -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, next(ports)))
        sock.listen()
        return sock

    return listening


def _until(true: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.server
@pytest.mark.parametrize("capabilities", ["", "IMAP4rev1 LITERAL+ IDLE NAMESPACE UIDPLUS", "IMAP4rev1 LITERAL+ IDLE NAMESPACE"])
def test_a_mail_that_a_person_has_marked_as_deleted_is_still_there_afterwards(
    answered_board: tuple[Path, list[bytes]], dovecot_like: Callable[..., RealMail], capabilities: str
) -> None:
    board, mails = answered_board
    mail = dovecot_like(capabilities=capabilities)
    mail.empty("minutes")
    mail.put("minutes", mails)
    with imaplib.IMAP4("localhost", mail.ports.imap) as person:
        person.login("minutes", password("minutes"))
        person.select("INBOX")
        person.store("2", "+FLAGS", "(\\Deleted)")
        person.unselect()
    with SmtpFaults().running() as smtp:
        server: dict[str, str | int] = {"host": "localhost", "port": mail.ports.imap, "username": "minutes", "security": "none"}
        (board / "mailflow.toml").write_text(board_life.settings({"host": HOST, "port": smtp.port}, server))
        for _ in range(2):
            board_life.collect(board, NOW)
    assert recorded(board)[0] == 2
    still = dict(zip(mail.mails("minutes"), mail.flags("minutes"), strict=True))
    assert "T" in still[mails[1]], "it lies where it lay, marked as it was"
