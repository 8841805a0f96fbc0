"""A full or read-only disk: nothing is acknowledged that is not stored, and what was there stays readable."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from boards import MEETING, make_board_with_minutes
from mailflow.flows.keeping import check
from mailflow.records import Taken
from mailflow.workspace import Workspace


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
