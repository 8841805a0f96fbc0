"""The store's file: one JSON document under a header line with its checksum, replaced whole in one step.

    {"format": "mailflow store", "schema": 3, "sha256": "...", "octets": 1234}
    {"journal": {
    "1": {...},
    "2": {...}},
    "people": {...}}

The header is the first line; `sha256` is that of the line "mailflow store 2" and of everything after the header (under schema 1 of
the latter alone), and the header stands in exactly this form: a flipped byte anywhere shows. A write goes to a temporary file in
the same folder, is flushed to disk, takes the name of the old one, and the folder is flushed; the state before it stays as
`mailflow.json.previous`, and the last state of an earlier schema as `mailflow.json.schema-1`. TinyDB's own JSONStorage truncates
in place and loses the store when it is killed there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from mailflow.errors import StoreError

FORMAT = "mailflow store"
SCHEMA = 3
Tree = dict[str, dict[str, Any]]


class AtomicStorage(Storage):
    """Holds the tree in memory; `write` only marks it, `commit` puts it on disk."""

    def __init__(self, path: Path, *, upgrade: Callable[[Tree, int], Tree]) -> None:
        """`upgrade` gives the tree of an earlier schema as one of today's."""
        self.path = path
        self._upgrade = upgrade
        self._earlier: int | None = None
        self._tree: Tree | None = None
        self._dirty = False
        # Rows as they stand in the file: most of a large store does not change from one commit to the next.
        self._lines: dict[str, dict[str, str]] = {}

    def read(self) -> Tree | None:
        if self._tree is None:
            tree, schema = read_tree(self.path)
            self._earlier = schema if schema < SCHEMA else None
            try:
                self._tree = tree if self._earlier is None else self._upgrade(tree, schema)
            except StoreError as error:
                raise StoreError(f"{self.path} (schema {schema}) cannot be brought up to date: {error}") from error
        return self._tree

    @property
    def schema(self) -> int:
        """The schema of the file as it lies on disk."""
        self.read()
        return self._earlier or SCHEMA

    def write(self, data: Tree) -> None:
        self._tree = data
        self._dirty = True

    def changed(self, table: str, keys: Iterable[str]) -> None:
        """Say which rows the next commit must write anew."""
        lines = self._lines.setdefault(table, {})
        for key in keys:
            lines.pop(key, None)

    def commit(self) -> None:
        """Put the tree on disk in one step. Raises StoreError, with nothing changed on disk, where that fails."""
        if not self._dirty:
            return
        try:
            if self._earlier is not None:
                keep_beside(self.path, f".schema-{self._earlier}")
            replace_file(self.path, self._encode())
        except OSError as error:
            self.forget()
            raise StoreError(f"{self.path} cannot be written: {error.strerror}. Nothing of this step was recorded.") from error
        self._dirty, self._earlier = False, None

    def forget(self) -> None:
        """Drop what is in memory; the next read takes the state on disk."""
        self._tree, self._dirty = None, False
        self._lines.clear()

    def _encode(self) -> bytes:
        tables = []
        for name, rows in (self._tree or {}).items():
            lines = self._lines.setdefault(name, {})
            for key, row in rows.items():
                if key not in lines:
                    lines[key] = f"{json.dumps(key)}: {json.dumps(row, ensure_ascii=False, separators=(', ', ': '))}"
            body = ",\n".join(lines[key] for key in rows)
            tables.append(f"{json.dumps(name)}: {{\n{body}}}")
        content = ("{" + ",\n".join(tables) + "}\n").encode("utf-8", "surrogatepass")
        return header_of(content) + content


def create(path: Path) -> None:
    """Write an empty store. Raises FileExistsError where there is one, OSError."""
    if path.exists():
        raise FileExistsError(path)
    replace_file(path, header_of(b"{}\n") + b"{}\n")


def header_of(content: bytes, schema: int = SCHEMA) -> bytes:
    """Give the header line for a store's content."""
    digest = hashlib.sha256(b"" if schema == 1 else f"{FORMAT} {schema}\n".encode())
    digest.update(content)
    facts = {"format": FORMAT, "schema": schema, "sha256": digest.hexdigest(), "octets": len(content)}
    return json.dumps(facts).encode() + b"\n"


def read_tree(path: Path) -> tuple[Tree, int]:
    """Read a store's file: its tree and its schema. Raises StoreError where it is missing, damaged, cut, empty or too new."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}. A new one is made by “mailflow init” only.") from error
    first, newline, content = raw.partition(b"\n")
    try:
        schema = json.loads(first)["schema"]
    except (ValueError, KeyError, TypeError):
        schema = None
    if type(schema) is not int or schema < 1:
        raise StoreError(f"{path} is damaged: its first line is no header of a mailflow store.{remedy(path)}")
    if schema > SCHEMA:
        raise StoreError(
            f"{path} was written by a newer mailflow (schema {schema}; this one knows {SCHEMA}). Upgrade mailflow, then try again."
        )
    if first + newline != header_of(content, schema):
        raise StoreError(f"{path} is damaged: its checksum does not fit what it holds.{remedy(path)}")
    tree: Tree = json.loads(content.decode("utf-8", "surrogatepass"))
    return tree, schema


def previous_of(path: Path) -> Path:
    """Tell where the state before the last change lies."""
    return path.with_name(path.name + ".previous")


def remedy(path: Path) -> str:
    """Give the sentence that offers the last good state of a damaged store."""
    try:
        read_tree(previous_of(path))
    except StoreError:
        return " Restore it from a backup: mailflow store restore FILE."
    return f" The state before the last change is whole, in {previous_of(path).name}: “mailflow store restore --previous” puts it back."


def replace_file(path: Path, content: bytes, *, keep_previous: bool = True) -> None:
    """Replace a file in one step, keeping the state before it under `.previous`. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    _write_flushed(fresh, content)
    if keep_previous and path.exists():
        keep_beside(path, ".previous")
    fresh.replace(path)
    flush_folder(path.parent)


def keep_beside(path: Path, ending: str) -> None:
    """Keep a file as it is now under its name with an ending, in one step. Raises OSError."""
    link, kept = path.with_name(path.name + ".link"), path.with_name(path.name + ending)
    link.unlink(missing_ok=True)
    if kept.exists() and kept.samefile(path):
        return  # a step that was cut short here; renaming one name of a file to another of its names leaves both (rename(2))
    link.hardlink_to(path)
    link.replace(kept)


def _write_flushed(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of it; the system may take less at a time than it is given. Raises OSError."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for nobody but us. Raises OSError."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def close_to_others(folder: Path) -> None:
    """Take every right of others from a folder and all in it. Raises OSError."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, so that a rename survives a crash."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
