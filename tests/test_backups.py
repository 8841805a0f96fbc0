"""Backups: closed to others, whole wherever the store lies, and nothing that a hostile one could do when it is restored."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.errors import StoreError, UsageError
from mailflow.flows.keeping import backup, check, restore
from mailflow.journal import MinutesConfirmed
from mailflow.records import Meeting
from mailflow.workspace import Workspace, open_workspace


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board_with_minutes(tmp_path / "board")


def moved(folder: Path, to: Path) -> None:
    """Move a folder to another disk, as operators do, and leave a link to it."""
    folder.rename(to)
    folder.symlink_to(to)


def names_in(file: str) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


@pytest.mark.parametrize("part", ["", "mails", "documents"])
def test_a_store_that_lies_behind_a_link_is_in_the_backup(board: Workspace, tmp_path: Path, part: str) -> None:
    (board.store_folder / "mails").mkdir(exist_ok=True)
    (board.store_folder / "mails" / "loop").symlink_to(board.store_folder)
    moved(board.store_folder / part if part else board.store_folder, tmp_path / "elsewhere")
    file = str(tmp_path / "b.tar.gz")
    backup(board, file)
    names = names_in(file)
    assert {"mailflow.toml", "store/key", "store/mailflow.json"} <= set(names) and len(names) == len(set(names)) < 20
    assert any(name.startswith("store/documents/") for name in names)
    with board.open("test") as store, store.transaction(NOW) as transaction:
        transaction.record(MinutesConfirmed(MEETING, 1))
    restore(board, file, NOW)
    meeting = open_workspace(board.folder).look().get(Meeting, MEETING)
    assert meeting is not None and meeting.confirmed == ()
    assert check(board) == ()


def test_what_lies_elsewhere_behind_another_link_is_not_walked(board: Workspace, tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "film").write_text("x")
    (board.folder / "films").symlink_to(tmp_path / "large")
    os.mkfifo(board.folder / "pipe")
    backup(board, str(tmp_path / "b.tar.gz"))
    assert not {name for name in names_in(str(tmp_path / "b.tar.gz")) if "film" in name or "pipe" in name}


@pytest.mark.parametrize("there", [False, True], ids=["new", "there and open to all"])
def test_a_backup_is_closed_to_others_before_anything_is_in_it(
    board: Workspace, tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.tar.gz"
    if there:
        file.write_text("an older and longer one" * 10_000)
        file.chmod(0o666)
    opened = tarfile.open

    def look(*args: Any, **given: Any) -> tarfile.TarFile:
        assert file.stat().st_mode & 0o777 == 0o600
        return opened(*args, **given)

    before = os.umask(0)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(tarfile, "open", look)
            backup(board, str(file))
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    restore(board, str(file), NOW)
    assert check(board) == ()


def member(name: str, content: bytes = b"x", **more: Any) -> Callable[[tarfile.TarFile], None]:
    """Give what adds a member to a tar file."""

    def add(archive: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        for key, value in more.items():
            setattr(info, key, value)
        archive.addfile(info, io.BytesIO(content) if info.isreg() else None)

    return add


HOSTILE = {
    "a path upwards": member("store/../../evil"),
    "a path upwards and back": member("store/../../board/mailflow.toml"),
    "an absolute path": member("/tmp/evil-of-mailflow"),
    "a NUL in a path": member("store/a", pax_headers={"path": "store/a\0b"}),
    "a time that is none": member("store/a", pax_headers={"mtime": "nan"}),
    "a time without end": member("store/a", pax_headers={"mtime": "1e400"}),
    "a size beyond all": member("store/a", pax_headers={"size": "9" * 20}),
    "a size below nought": member("store/a", pax_headers={"size": "-5"}),
    "a symbolic link": member("store/a", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a link to a folder, and a file in it": lambda archive: (
        member("store/mails", type=tarfile.SYMTYPE, linkname="../..")(archive),
        member("store/mails/evil")(archive),
    ),
    "a hard link": member("store/a", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "a device": member("store/a", type=tarfile.CHRTYPE, devmajor=1, devminor=5),
    "a pipe": member("store/a", type=tarfile.FIFOTYPE),
    "a sparse file of a terabyte": member("store/a", pax_headers={"GNU.sparse.major": "1", "GNU.sparse.realsize": str(10**12)}),
    "a file where a folder is": lambda archive: (member("store/a")(archive), member("store/a/b")(archive)),
    "a folder for the store's file": member("store/mailflow.json/x"),
    "a name too long": member("store/" + "a" * 300),
    "letters that are none": member("store/\udcff"),
    "nothing of a store": member("other/a"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_backup_changes_nothing_and_is_refused_in_a_sentence(board: Workspace, tmp_path: Path, hostile: str) -> None:
    file = tmp_path / "b.tar.gz"
    with tarfile.open(file, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        HOSTILE[hostile](archive)
    before = sorted(path for path in tmp_path.rglob("*"))
    content = (board.store_folder / "mailflow.json").read_bytes()
    with pytest.raises((UsageError, StoreError), match=r"othing was changed"):
        restore(board, str(file), NOW)
    assert sorted(path for path in tmp_path.rglob("*")) == before
    assert (board.store_folder / "mailflow.json").read_bytes() == content
    assert not Path("/tmp/evil-of-mailflow").exists()


def test_a_backup_that_unpacks_to_more_than_there_is_room_for_is_refused_before_it_does(
    board: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        member("store/mails/a", bytes(20_000_000))(archive)
    assert file.stat().st_size < 100_000
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=60_000_000))
    with pytest.raises(UsageError, match="unpacks to more than the 10 MB"):
        restore(board, str(file), NOW)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"\x1f\x8b\x08" + bytes(30), b"nonsense" * 100])
def test_a_file_that_is_no_backup_is_refused(board: Workspace, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.tar.gz").write_bytes(content)
    with pytest.raises(UsageError, match="is no backup that can be read"):
        restore(board, str(tmp_path / "b.tar.gz"), NOW)
