"""A process that does a step of a board's life and ends at a numbered point of it, as in a crash (see `crashes`).

It imports everything once and forks for each run, so that a run costs what the step costs. Orders come as JSON, a line each, on
standard input: {"board", "step", "now", "point", "watched", "kill_after"}; for each it says {"status", "took", "points", "at"}. A point
is before each write, in the middle of it, before each rename, link, removal and flush, after each thing said and heard on the wire.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiosmtplib.protocol import SMTPProtocol

import board_life
from mailflow.post.imap_client import Client

CRASHED = 77
FILE_CALLS = ("replace", "rename", "link", "unlink", "fsync", "fdatasync", "truncate", "ftruncate")
_write = os.write


class Points:
    """Counts what is passed, and ends the process at the wanted one."""

    def __init__(self, wanted: int | None, report: int) -> None:
        self._wanted, self._report = wanted, report
        self._lock = threading.Lock()
        self.count = 0

    def passed(self, what: str) -> None:
        """Count one point."""
        with self._lock:
            self.count += 1
            if self.count == self._wanted:
                self.tell(what)
                os._exit(CRASHED)

    def tell(self, what: str) -> None:
        """Say to the process above how far it went."""
        _write(self._report, json.dumps({"points": self.count, "at": what}).encode())


def watch(points: Points) -> None:
    """Put a point at each step that the outside world can see. Only in a child that ends soon."""
    for name in FILE_CALLS:
        setattr(os, name, _before(points, name, getattr(os, name)))

    def write(descriptor: int, content: Any) -> int:
        points.passed("write")
        half = len(content) // 2
        written = _write(descriptor, content[:half])
        points.passed("half a write")
        return written + _write(descriptor, content[half:])

    os.write = write
    SMTPProtocol.write = _after(points, "SMTP: octets sent", SMTPProtocol.write)  # type: ignore[method-assign]
    SMTPProtocol.read_response = _answered(points, SMTPProtocol.read_response)  # type: ignore[method-assign]
    Client.readline = _after(points, "IMAP: a line came", Client.readline)  # type: ignore[method-assign]
    Client.send = _after(points, "IMAP: octets sent", Client.send)  # type: ignore[method-assign]


def _before(points: Points, what: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        points.passed(what)
        return real(*args, **named)

    return call


def _after(points: Points, what: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        got = real(*args, **named)
        points.passed(what)
        return got

    return call


def _answered(points: Points, real: Callable[..., Any]) -> Callable[..., Any]:
    async def call(*args: Any, **named: Any) -> Any:
        got = await real(*args, **named)
        points.passed("SMTP: an answer came")
        return got

    return call


def run(order: dict[str, Any], report: int) -> None:
    """Do one step in this process, with the points in place where one is asked for."""
    points = Points(order["point"], report)
    if order["watched"]:
        watch(points)
    now = dt.datetime.fromisoformat(order["now"])
    board_life.STEPS[order["step"]](Path(order["board"]), now)
    points.tell("the end")


def ended(pid: int, kill_after: float | None) -> int:
    """Wait for a child, and kill it after so many seconds."""
    if kill_after is not None:
        handle = os.pidfd_open(pid)
        if not select.select([handle], [], [], kill_after)[0]:
            os.kill(pid, signal.SIGKILL)
        os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    """Fork for each order, and tell how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        board_life.rehearse(Path(folder))  # what is made once for many mails is made before the forks
    for line in sys.stdin:
        read, report = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            try:
                run(json.loads(line), report)
                os._exit(0)
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(1)
        os.close(report)
        begun = time.monotonic()
        status = ended(pid, json.loads(line)["kill_after"])
        took = time.monotonic() - begun
        with os.fdopen(read, "rb") as told:
            said = told.read()
        print(json.dumps({"status": status, "took": took, **(json.loads(said) if said else {})}), flush=True)


if __name__ == "__main__":
    main()
