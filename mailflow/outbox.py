"""The outbox log: what becomes of the letters in hand, on disk at once, beside a store that is written in longer steps.

    store/outbox.log
    9c1f2e3a {"try": 1, "at": "2026-10-09T09:00:00+00:00", "fact": {"key": "2026-10-08/1/4", "state": "pending", ...}}

A line says how a try to send a letter is to be recorded if no more is heard of it. The first line of a try is on disk before the
letter's final dot is on the wire, and says that the letter may have arrived; the next says what the server answered. So no
letter goes a second time unknown to us, however this process ends. The store takes the tries in when it is opened, each once:
a try has a number. A line feed stands before and after each line and a CRC-32 at its beginning, so that one cut off spoils no other.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailflow.codec import as_row, from_row
from mailflow.errors import StoreError
from mailflow.journal import DispatchTried
from mailflow.storage import flush_folder

FILE_NAME = "outbox.log"


@dataclass(frozen=True, slots=True)
class Try:
    """The `number`th try to send a letter, and how it is to be recorded."""

    number: int
    at: dt.datetime
    fact: DispatchTried


class Outbox:
    """The log of one store; whoever writes to it holds the store's lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._descriptor: int | None = None

    def note(self, tried: Try, *, flush: bool) -> None:
        """Add a line, with `flush` on disk when this returns. Raises StoreError."""
        try:
            descriptor = self._open()
            line = _line(tried)
            if os.write(descriptor, line) != len(line):
                raise OSError(0, "only a part was written")
            if flush:
                os.fdatasync(descriptor)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}. No more letters go.") from error

    def read(self) -> list[Try]:
        """Give the last line of each try, in the order in which they began; damaged lines are passed over. Raises StoreError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StoreError(f"{self.path} cannot be read: {error.strerror}.") from error
        return list({(tried.fact.key, tried.number): tried for tried in _tries(content)}.values())

    def clear(self) -> None:
        """Empty the log; what it said is in the store. Raises StoreError."""
        self.close()
        try:
            if self.path.exists():
                os.truncate(self.path, 0)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror}.") from error

    def close(self) -> None:
        """Let go of the file."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _open(self) -> int:
        if self._descriptor is None:
            fresh = not self.path.exists()
            self._descriptor = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
            if fresh:
                flush_folder(self.path.parent)
        return self._descriptor


def _line(tried: Try) -> bytes:
    row = {"try": tried.number, "at": tried.at.isoformat(), "fact": as_row(tried.fact)}
    said = json.dumps(row, ensure_ascii=True).encode()
    return b"\n%08x %s\n" % (zlib.crc32(said), said)


def _tries(content: bytes) -> Iterator[Try]:
    """Only lines after the last flush can be damaged, and those follow no final dot."""
    for line in content.split(b"\n"):
        digits, _, said = line.partition(b" ")
        if not said or digits != b"%08x" % zlib.crc32(said):
            continue
        try:
            row = json.loads(said)
            yield Try(int(row["try"]), dt.datetime.fromisoformat(row["at"]), from_row(DispatchTried, row["fact"]))
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{FILE_NAME} has a line that this mailflow does not know: {error}. Was it written by a newer one?") from error
