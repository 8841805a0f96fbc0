"""Bodies: letters as sent, mails as they came, documents as typed; one file each, named by the SHA-256 of its bytes.

    store/letters/a/abcdef....eml    store/mails/1/1234....eml    store/documents/9/9fab....

Sixteen folders each, so that putting a hundred mails on disk flushes sixteen folders and not a hundred.

A body is on disk before a row points to it, so that no row points to nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mailflow.errors import StoreError
from mailflow.storage import flush_folder, make_private, write_all


def digest_of(content: bytes) -> str:
    """Give the name of a body: its SHA-256, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class Bodies:
    """The bodies of one sort, below one folder."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder, self.suffix = folder, suffix

    def path(self, digest: str) -> Path:
        """Tell where a body lies."""
        return self.folder / digest[:1] / f"{digest}{self.suffix}"

    def read(self, digest: str) -> bytes | None:
        """Give a body's bytes, or None where it is missing."""
        try:
            return self.path(digest).read_bytes()
        except OSError:
            return None

    def keep(self, contents: Iterable[bytes]) -> list[str]:
        """Put bodies on disk, flushed, and give their digests in order. Raises StoreError; a body that is there stays."""
        digests, descriptors, names = [], [], []
        folders: set[Path] = set()
        try:
            for content in contents:
                digest = digest_of(content)
                digests.append(digest)
                path = self.path(digest)
                if _size(path) == len(content):
                    continue
                if path.parent not in folders:
                    make_private(path.parent)
                    folders.add(path.parent)
                fresh = path.with_name(path.name + ".new")
                descriptor = os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
                descriptors.append(descriptor)
                names.append((fresh, path))
                write_all(descriptor, content)
            _flush(descriptors)
            for fresh, path in names:
                if fresh.exists():  # the same body twice in one go
                    fresh.replace(path)
            for folder in folders:
                flush_folder(folder)
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error.strerror}. Nothing of this step was recorded.") from error
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return digests


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _flush(descriptors: list[int]) -> None:
    """Many flushes at once cost the disk little more than one."""
    if len(descriptors) < 4:
        for descriptor in descriptors:
            os.fsync(descriptor)
        return
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_flush_each, (descriptors[start::4] for start in range(4))))


def _flush_each(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.fsync(descriptor)
