"""Steps of a board's life that are interrupted: the process that does them, and what must be so afterwards.

`Runner` orders steps from a `crash_child`. `record_of` gives what is on record without what times and a letter in doubt
may change, so that two records can be compared. `letters_in` tells who has got which letter how often.
"""

from __future__ import annotations

import datetime as dt
import imaplib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from types import TracebackType
from typing import Any

from board_life import ADDRESS
from crash_child import CRASHED
from mailflow.bodies import digest_of
from mailflow.flows.keeping import check
from mailflow.flows.mailbox import FOLDERS
from mailflow.records import Dispatch
from mailflow.workspace import open_workspace

LONG = os.environ.get("TORTURE") == "long"
TIMES = {"at", "next_try", "taken_at", "created_at"}
NOT_THE_RECORD = {"lock", "pulse.json", "in-hand.json", "mailflow.json", "mailflow.json.previous"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of a step ended: 0, CRASHED at its point, or by a signal (negative). `points`: how many it
    passed; `at`: the last; `took`: seconds."""

    status: int
    points: int = 0
    at: str = ""
    took: float = 0.0

    @property
    def crashed(self) -> bool:
        return self.status in (CRASHED, -signal.SIGKILL)


class Runner:
    """A `crash_child`, and one run at a time."""

    def __enter__(self) -> Runner:
        here = Path(__file__).resolve().parent
        paths = [str(here.parent), str(here), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, str(here / "crash_child.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def run(self, board: Path, step: str, now: dt.datetime, *, point: int | None = None, kill_after: float | None = None) -> Ended:
        """Do a step, to its end or to a point (0: to the end, and count them), or for so many seconds and then SIGKILL."""
        order: dict[str, object] = {"board": str(board), "step": step, "now": now.isoformat(), "point": point}
        order |= {"watched": point is not None, "kill_after": kill_after}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        told = self._said()
        return Ended(told["status"], told.get("points", 0), told.get("at", ""), told["took"])

    def _said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the child has died"
        said: dict[str, Any] = json.loads(line)
        return said


def record_of(board: Path) -> dict[str, Any]:
    """Give what is on record, comparable: without times, and with tries that ended in doubt left out and uncounted."""
    store = board / "store"
    content = json.loads((store / "mailflow.json").read_bytes().partition(b"\n")[2])
    doubtful = Counter(
        row["facts"]["key"] for row in content["journal"].values() if row["what"] == "DispatchTried" and row["facts"].get("uncertain")
    )
    journal = [row for row in content["journal"].values() if not (row["what"] == "DispatchTried" and row["facts"].get("uncertain"))]
    ordered = _timeless(journal)
    for start, row in enumerate(ordered):
        if row["what"] == "DispatchTried" and (not start or ordered[start - 1]["what"] != "DispatchTried"):
            end = next((n for n in range(start, len(ordered)) if ordered[n]["what"] != "DispatchTried"), len(ordered))
            ordered[start:end] = sorted(ordered[start:end], key=lambda each: str(each["facts"]["key"]))
    for key, row in content.get("dispatches", {}).items():
        row["attempts"] = row.get("attempts", 0) - doubtful[key]
        row.pop("uncertain", None)
    files = {str(path.relative_to(store)): digest_of(path.read_bytes()) for path in store.rglob("*") if path.is_file()}
    return {
        "journal": ordered,
        "tables": {name: _timeless(rows) for name, rows in content.items() if name != "journal"},
        "files": {name: digest for name, digest in files.items() if name not in NOT_THE_RECORD},
    }


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _timeless(each) for key, each in value.items() if key not in TIMES}
    return [_timeless(each) for each in value] if isinstance(value, list) else value


def uncertain_of(board: Path) -> dict[str, str]:
    """Give the Message-IDs of letters that may have gone twice, with their addresses."""
    return {d.message_id: d.email for d in open_workspace(board).look().all(Dispatch) if d.uncertain}


def faults_of(board: Path) -> tuple[str, ...]:
    """Give what is wrong with a store as it lies there, whatever was interrupted."""
    return check(open_workspace(board))


def letters_in(mailboxes: Mapping[str, Iterable[bytes]]) -> Counter[tuple[str, str]]:
    """Count letters of ours by address and Message-ID."""
    counted: Counter[tuple[str, str]] = Counter()
    for address, mails in mailboxes.items():
        for raw in mails:
            head = message_from_bytes(raw, policy=policy.default)
            if ADDRESS.partition("@")[0] in str(head["From"]):
                counted[address, str(head["Message-ID"]).strip("<>")] += 1
    return counted


def folders_of(host: str, port: int, user: str, password: str) -> dict[str, list[str]]:
    """Read the board's own mailbox: in each folder, the digests of the mails."""
    found: dict[str, list[str]] = {}
    with imaplib.IMAP4(host, port) as client:
        client.login(user, password)
        for folder in ("INBOX", *(f"mailflow/{name}" for name in FOLDERS.values())):
            if client.select(f'"{folder}"', readonly=True)[0] == "OK":
                answers = client.fetch("1:*", "(BODY.PEEK[])")[1] if client.search(None, "ALL")[1][0] else []
                found[folder] = sorted(digest_of(each[1]) for each in answers if isinstance(each, tuple))
    return found
