"""A full or read-only disk: nothing is acknowledged that is not stored, and what was there stays readable."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import pytest

from boards import MEETING, make_board, make_board_with_minutes
from faults import SmtpFaults
from mailflow.cli.main import main
from mailflow.demo import clients
from mailflow.demo.story import ADDRESS, sample
from mailflow.flows.keeping import check
from mailflow.people_file import read_people
from mailflow.post.office import Office
from mailflow.records import Action, Dispatch, Meeting, Taken
from mailflow.workspace import Workspace, open_workspace


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk is mounted as root only")
    yield disk
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=False, capture_output=True)
    subprocess.run(["umount", "-l", str(disk)], check=True)


def run(workspace: Workspace, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mailflow", "-C", str(workspace.folder), *words]
    ended = subprocess.run(command, input=given, capture_output=True, check=False)
    assert b"Traceback" not in ended.stderr, ended.stderr
    return ended


def mail(number: int) -> bytes:
    return f"From: a@x.example\r\nMessage-ID: <{number}@x.example>\r\n\r\n".encode() + b"padding\r\n" * 4000


def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path) -> None:
    board = make_board_with_minutes(small_disk / "board")
    acknowledged = 0
    refused = None
    for number in range(60):
        ended = run(board, "ingest", "--json", "-", given=mail(number))
        if ended.returncode:
            refused = ended
            break
        acknowledged += 1
    assert refused is not None, "the disk was never full"
    assert refused.returncode == 1 and b"No space left on device" in refused.stderr
    assert b"Nothing of this step was recorded" in refused.stderr
    store = board.look()
    assert len(store.all(Taken)) == acknowledged >= 1
    assert check(board) == ()


def test_a_read_only_disk_is_said_to_be_one_and_lists_still_work(small_disk: Path) -> None:
    board = make_board_with_minutes(small_disk / "board")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    refused = run(board, "preview", MEETING)
    assert refused.returncode == 1 and b"cannot be written: Read-only file system" in refused.stderr
    assert run(board, "actions").returncode == 0


class Disk:
    """A small disk with a board on it, of which all but so much is taken up by something else."""

    def __init__(self, folder: Path, board: Path) -> None:
        self._filler = folder / "filler"
        self.board = open_workspace(Path(shutil.copytree(board, folder / "board")))

    def leave(self, octets: int) -> None:
        """Take up the disk but for so much, in whole blocks."""
        self.free()
        free = os.statvfs(self.board.folder)
        with self._filler.open("wb") as filler:
            filler.write(bytes(max(0, free.f_bavail * free.f_frsize - octets)))

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)


Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process; give its status and what it said."""

    def called(workspace: Workspace, *words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["mailflow", "-C", str(workspace.folder), *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = "".join(capfd.readouterr())
        assert "Traceback" not in said and "a fault of mailflow itself" not in said, said
        assert not isinstance(ended.value.code, str)
        return ended.value.code or 0, said

    return called


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("MAILFLOW_SMTP_PASSWORD", "light")
    monkeypatch.setenv("MAILFLOW_IMAP_PASSWORD", "light")
    people = read_people("p", sample("people.csv"))
    with Office({p.email: "light" for p in people} | {ADDRESS: "light"}) as running:
        yield running


# What is left of the disk: nothing, then ever more blocks, until each step has failed in each place and at last goes through.
LEFT = [4096 * blocks for blocks in (0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64)]


def servers(office: Office) -> dict[str, dict[str, str | int]]:
    server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none"}
    return {"smtp": {**server, "port": office.smtp_port, "username": ""}, "imap": {**server, "port": office.imap_port, "username": ADDRESS}}


def refused_well(status: int, said: str) -> bool:
    """Tell whether a command was refused; it says why, in a sentence."""
    assert status == 0 or "No space left on device" in said, said
    return status != 0


def test_minutes_are_taken_whole_or_not_at_all_however_little_room_is_left(small_disk: Path, tmp_path: Path, call: Call) -> None:
    make_board(tmp_path / "board")
    (tmp_path / "minutes.md").write_bytes(sample("minutes.md"))
    refused = 0
    for left in LEFT:
        disk = Disk(small_disk, tmp_path / "board")
        disk.leave(left)
        failed = refused_well(*call(disk.board, "take", str(tmp_path / "minutes.md"), "--owner", "HV/Hanna ?=Hanna Vogel"))
        assert len(disk.board.look().all(Meeting)) == (not failed) and check(disk.board) == ()
        refused += failed
        disk.free()
        assert call(disk.board, "take", str(tmp_path / "minutes.md"), "--owner", "HV/Hanna ?=Hanna Vogel")[0] == 0
        assert len(disk.board.look().all(Meeting)) == 1 and check(disk.board) == ()
        shutil.rmtree(disk.board.folder)
    assert 0 < refused < len(LEFT)


def test_each_letter_goes_once_though_the_disk_fills_up_meanwhile(small_disk: Path, tmp_path: Path, call: Call) -> None:
    postman = SmtpFaults()
    refused = 0
    with postman.running() as server:
        make_board_with_minutes(tmp_path / "board", smtp={"host": "127.0.0.1", "port": server.port, "security": "none", "username": ""})
        for left in LEFT:
            postman.letters.clear()
            disk = Disk(small_disk, tmp_path / "board")
            disk.leave(left)
            refused += refused_well(*call(disk.board, "circulate", MEETING, "--yes"))
            known = {d.email for d in disk.board.look().all(Dispatch)}
            assert set(arrived(postman)) <= known and check(disk.board) == (), "no letter goes that is not on disk"
            disk.free()
            assert call(disk.board, "circulate", MEETING, "--yes")[0] == 0
            letters = disk.board.look().all(Dispatch)
            assert {str(d.state) for d in letters} == {"sent"} and check(disk.board) == ()
            assert sorted(set(arrived(postman))) == sorted(d.email for d in letters) and len(letters) == 11
            twice = {address for address, count in arrived(postman).items() if count > 1}
            assert twice <= {d.email for d in letters if d.uncertain}, "what may be there twice is said to be"
            shutil.rmtree(disk.board.folder)
    assert 0 < refused < len(LEFT)


def arrived(postman: SmtpFaults) -> Counter[str]:
    return Counter(parseaddr(str(message_from_bytes(raw)["To"]))[1] for raw in postman.letters)


def test_an_answer_is_filed_when_it_is_on_disk_and_taken_when_there_is_room(
    small_disk: Path, tmp_path: Path, call: Call, office: Office
) -> None:
    board = make_board_with_minutes(tmp_path / "board", **servers(office))
    assert call(board, "circulate", MEETING, "--yes")[0] == 0
    letter = clients.Received.read(office.mailbox("emeka.obi@police.example")[0])
    refused = 0
    for number, left in enumerate(LEFT):
        disk = Disk(small_disk, tmp_path / "board")
        raw = clients.gmail(
            letter, clients.Writer("Emeka Obi", letter.to, letter.date, f"r{number}"), "QSB 2627_08: done\n" + "word " * 900
        )
        office.put(letter.reply_to, raw, sender=letter.to)
        disk.leave(left)
        refused += refused_well(*call(disk.board, "collect"))
        waits, taken = len(office.mailbox(ADDRESS)), disk.board.look().all(Taken)
        assert check(disk.board) == () and (waits == 1 or len(taken) == 1), "it is filed only when it is recorded"
        disk.free()
        assert call(disk.board, "collect")[0] == 0
        store = disk.board.look()
        action = store.get(Action, "QSB 2627_08")
        assert office.mailbox(ADDRESS) == [] and action is not None and action.status == "done" and len(action.updates) == 1
        receipts = [d for d in store.all(Dispatch) if d.key.startswith("receipt/")]
        assert [str(d.state) for d in receipts] == ["sent"] and check(disk.board) == ()
        shutil.rmtree(disk.board.folder)
    assert 0 < refused < len(LEFT)


def test_a_read_only_disk_answers_every_command_with_a_sentence(small_disk: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    board = make_board_with_minutes(small_disk / "board")
    (small_disk / "board" / "minutes.md").write_bytes(sample("minutes.md"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    new = ["init", str(small_disk / "new"), "--name", "x", "--reference", "Q", "--address", "a@b.example"]
    commands = [["take", str(board.folder / "minutes.md")], ["circulate", MEETING, "--yes"], ["collect"], ["people", "import", "-"], new]
    commands += [["preview", MEETING, "--out", str(small_disk / "letters")], ["store", "backup", str(small_disk / "b.tar.gz")]]
    for words in (*commands, ["store", "rebuild"], ["ingest", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sample("people.csv"))))
        status, said = call(board, *words)
        assert status in (1, 2) and "Read-only file system" in said, (words, said)
    for words in (["actions"], ["circulation"], ["meetings", "--json"], ["review"], ["status"], ["store", "check"], ["explain", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail(1))))
        assert call(board, *words)[0] == 0, words
