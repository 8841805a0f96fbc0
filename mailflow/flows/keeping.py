"""Keeping the store: check, back up, restore, rebuild."""

from __future__ import annotations

import datetime as dt
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

from mailflow.bodies import Bodies, digest_of
from mailflow.errors import MailflowError, StoreError, UsageError
from mailflow.folding import apply_
from mailflow.journal import V, Value
from mailflow.records import Dispatch, MinutesVersion, Taken
from mailflow.store import TABLES, Store
from mailflow.workspace import Workspace, open_workspace


class Fold:
    """The tables as a fold of the journal, in memory."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Value]] = {name: {} for name in TABLES.values()}

    def get(self, kind: type[V], key: str) -> V | None:
        """Give a value as far as the fold has come."""
        found = self.tables[TABLES[kind]].get(key)
        return found if isinstance(found, kind) else None

    def add(self, store: Store) -> Fold:
        """Fold a store's journal."""
        for event in store.journal():
            for value in list(apply_(self, event)):
                self.tables[TABLES[type(value)]][value.key] = value
        return self


def check(workspace: Workspace) -> tuple[str, ...]:
    """Give the faults of the store, a sentence each; none where it is in order."""
    try:
        store = workspace.look()
        _ = workspace.key
        return (*_body_faults(store), *_table_faults(store))
    except StoreError as error:
        return (str(error),)


def _table_faults(store: Store) -> Iterator[str]:
    folded = Fold().add(store).tables
    for kind, name in TABLES.items():
        there = {value.key: value for value in store.all(kind)}
        for key in sorted({*there, *folded[name]}):
            if there.get(key) != folded[name].get(key):
                yield f"table {name}, row {key}: not what the journal adds up to. “mailflow store rebuild” makes it so."


def _body_faults(store: Store) -> Iterator[str]:
    pointed = [(store.letters, d.body, f"the letter to {d.email}") for d in store.all(Dispatch) if d.body]
    pointed += [(store.mails, t.mail, f"the mail from {t.sender}") for t in store.all(Taken)]
    pointed += [(store.documents, v.document, f"the document {v.document_name}") for v in store.all(MinutesVersion)]
    for bodies, digest, what in pointed:
        if fault := _body_fault(bodies, digest):
            yield f"{what}: {bodies.path(digest)} {fault}. Restore it from a backup."


def _body_fault(bodies: Bodies, digest: str) -> str:
    content = bodies.read(digest)
    if content is None:
        return "is missing"
    return "" if digest_of(content) == digest else "is damaged"


def rebuild(store: Store) -> int:
    """Make the tables anew from the journal; give how many rows differ from before. Raises StoreError."""
    return store.replace_tables(Fold().add(store).tables)


def backup(workspace: Workspace, file: str) -> int:
    """Write the workspace to a tar file; give the number of files in it. Raises MailflowError."""
    count = 0
    target = Path(file)
    try:
        with tarfile.open(target, "w:gz") as archive:
            target.chmod(0o600)
            for path in sorted(workspace.folder.rglob("*")):
                if path.is_file() and path.name != "lock" and path.suffix != ".new" and path.resolve() != target.resolve():
                    archive.add(path, arcname=str(path.relative_to(workspace.folder)), recursive=False)
                    count += 1
    except OSError as error:
        raise MailflowError(f"{file} cannot be written: {error.strerror or error}.") from error
    return count


def restore(workspace: Workspace, file: str, now: dt.datetime) -> Path:
    """Put back the store of a backup; give the folder the present one was moved to. Raises UsageError, StoreError."""
    fresh = workspace.folder / "store.restored"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        with tarfile.open(file, "r:gz") as archive:
            members = [m for m in archive.getmembers() if m.isfile() and m.name.startswith("store/")]
            archive.extractall(fresh, members=members, filter="data")
    except (OSError, tarfile.TarError, EOFError) as error:
        raise UsageError(f"{file} is no backup that can be read: {error}. Nothing was changed.") from error
    faults = check(Workspace(fresh, workspace.settings))
    if faults:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StoreError(f"{file} holds a store with faults; nothing was changed.\n  " + "\n  ".join(faults))
    aside = workspace.folder / f"store.before-{now:%Y%m%d-%H%M%S}"
    if workspace.store_folder.exists():
        workspace.store_folder.rename(aside)
    (fresh / "store").rename(workspace.store_folder)
    shutil.rmtree(fresh, ignore_errors=True)
    open_workspace(workspace.folder)
    return aside
