"""Mails handed over: `ingest` keeps them in the workspace's `spool/` while the store is somebody else's, whose next pass takes them.

    spool/1791536400123456789-abcdef0123456789.eml

The time in nanoseconds keeps them in order; the rest begins the SHA-256 of the mail. A mail is on disk, flushed, before `ingest` says
that it is kept, and is removed when it is on record; whoever is killed between the two finds it again, and that it was handled.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path

from mailflow.bodies import digest_of
from mailflow.errors import StoreError
from mailflow.flows.collect import Collector
from mailflow.flows.trials import is_settled
from mailflow.flows.understand import Understood
from mailflow.storage import flush_folder, write_all
from mailflow.workspace import Workspace

FOLDER = "spool"


def keep(workspace: Workspace, raw: bytes) -> Path:
    """Keep a mail for whoever holds the store next. Raises StoreError."""
    folder = workspace.folder / FOLDER
    path = folder / f"{time.time_ns()}-{digest_of(raw)[:16]}.eml"
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        try:
            write_all(descriptor, raw)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(path)
        flush_folder(folder)
        flush_folder(workspace.folder)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StoreError(f"{folder} cannot be written: {error.strerror}. The mail was not taken.") from error
    return path


def kept_mails(workspace: Workspace) -> list[Path]:
    """Give the mails that wait to be taken, the oldest first."""
    return sorted((workspace.folder / FOLDER).glob("*.eml"))


def take_kept(workspace: Workspace, collector: Collector, clock: Callable[[], dt.datetime]) -> list[Understood]:
    """Take the mails that were handed over; one that is to be tried again stays. Raises StoreError."""
    taken: list[Understood] = []
    for path in kept_mails(workspace):
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            continue  # a person has moved it meanwhile
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
        taken += collector.take_mails([raw], clock())
        if is_settled(taken[-1]):
            path.unlink(missing_ok=True)
    return taken
