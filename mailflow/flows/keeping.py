"""Keeping the store: check, back up, restore, rebuild."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from mailflow.bodies import Bodies, digest_of
from mailflow.errors import MailflowError, StoreError, UsageError
from mailflow.records import Dispatch, MinutesVersion, Taken, Trial
from mailflow.storage import close_to_others, make_private, previous_of, read_tree, replace_file
from mailflow.store import FILE_NAME, Store
from mailflow.tables import TABLES, Fold
from mailflow.tokens import in_message_id
from mailflow.workspace import Workspace

ROOM = 50_000_000  # octets that a restore leaves free


def check(workspace: Workspace) -> tuple[str, ...]:
    """Give the faults of the store, a sentence each; none where it is in order."""
    try:
        store = workspace.look()
        return (*_key_faults(workspace, store), *_body_faults(store), *_table_faults(store))
    except StoreError as error:
        return (str(error),)


def _key_faults(workspace: Workspace, store: Store) -> Iterator[str]:
    """The key has no checksum, but the letters bear what it signed."""
    tokens = [found[0] for d in store.all(Dispatch) if (found := in_message_id(d.message_id))]
    if tokens and not any(workspace.key.read(token) for token in tokens):
        path = workspace.store_folder / "key"
        yield f"{path} is not the key that signed the letters on record: no answer to them would find its letter. Restore it from a backup."


def _table_faults(store: Store) -> Iterator[str]:
    folded = Fold().add(store.journal()).tables
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
    return store.replace_tables(Fold().add(store.journal()).tables)


def backup(workspace: Workspace, file: str) -> int:
    """Write the workspace to a tar file; give the number of files in it. Raises MailflowError."""
    count = 0
    target = Path(file)
    try:
        # Closed to others before anything is in it: who had it open by then could read on.
        descriptor = os.open(target, os.O_CREAT | os.O_WRONLY, 0o600)
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 0)
        with os.fdopen(descriptor, "wb") as opened, tarfile.open(fileobj=opened, mode="w:gz", dereference=True) as archive:
            for path in _files_of(workspace):
                if path.name != "lock" and path.suffix != ".new" and path.resolve() != target.resolve():
                    archive.add(path, arcname=str(path.relative_to(workspace.folder)), recursive=False)
                    count += 1
    except OSError as error:
        raise MailflowError(f"{file} cannot be written: {error.strerror or error}.") from error
    return count


def _files_of(workspace: Workspace) -> list[Path]:
    """Give all files of a workspace. A store, or a part of it, that lies on another disk behind a symbolic link belongs to it."""
    store, found = workspace.store_folder, list[Path]()
    seen: set[Path] = set()
    for above, folders, names in os.walk(workspace.folder, followlinks=True):
        here = Path(above)
        found += [here / name for name in names if (here / name).is_file()]
        below = [here / name for name in folders]
        ours = [path for path in below if store in (path, *path.parents) and path.resolve() not in seen]
        folders[:] = [path.name for path in below if not path.is_symlink() or path in ours]
        seen.update(path.resolve() for path in below)
    return sorted(found)


def restore(workspace: Workspace, file: str, now: dt.datetime) -> tuple[Path, int]:
    """Put back the store of a backup; give the folder the present one was moved to, and how many mails came in since the backup.

    Those mails are carried over; `ingest --kept` takes them again. Whoever calls holds the lock. Raises UsageError, StoreError.
    """
    fresh = workspace.folder / "store.restored"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        _unpack(file, fresh)
    except (OSError, tarfile.TarError, EOFError, zlib.error, ValueError, OverflowError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise UsageError(f"{file} is no backup that can be read: {error}. Nothing was changed.") from error
    faults = check(Workspace(fresh, workspace.settings))
    if faults:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StoreError(f"{file} holds a store with faults; nothing was changed.\n  " + "\n  ".join(faults))
    kept = workspace.store_folder / "mails"
    since = [path for path in unknown_mails(Store.look(fresh / "store"), kept) if not _carried(path, kept, fresh).exists()]
    for path in since:
        target = _carried(path, kept, fresh)
        make_private(target.parent)
        shutil.copy2(path, target)
    close_to_others(fresh / "store")
    aside = workspace.folder / f"store.before-{now:%Y%m%d-%H%M%S}"
    if workspace.store_folder.exists():
        workspace.store_folder.rename(aside)
    (fresh / "store").rename(workspace.store_folder)
    shutil.rmtree(fresh, ignore_errors=True)
    return aside, len(since)


def _unpack(file: str, fresh: Path) -> None:
    """Unpack the plain files of the store, where there is room for them. Raises OSError, TarError and what else tarfile lets through."""
    with tarfile.open(file, "r:gz") as archive:
        members, octets = [], 0
        room = shutil.disk_usage(fresh.parent).free - ROOM
        for member in archive:
            if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or not member.name.startswith("store/"):
                continue
            octets += member.size
            if octets > room:
                raise tarfile.TarError(f"it unpacks to more than the {room // 1_000_000} MB that there is room for")
            members.append(member)
        archive.extractall(fresh, members=members, filter="data")


def _carried(path: Path, kept: Path, fresh: Path) -> Path:
    return fresh / "store" / "mails" / path.relative_to(kept)


def restore_previous(workspace: Workspace, now: dt.datetime) -> tuple[Path, int]:
    """Put back the state before the last change; give the file the present one was moved to, and how many kept mails it does not know.

    Whoever calls holds the lock. Raises StoreError where there is none that is whole.
    """
    path = workspace.store_folder / FILE_NAME
    read_tree(previous_of(path))
    aside = path.with_name(f"{path.name}.before-{now:%Y%m%d-%H%M%S}")
    if path.exists():
        shutil.copy2(path, aside)
    replace_file(path, previous_of(path).read_bytes(), keep_previous=False)
    return aside, len(unknown_mails(workspace.look(), workspace.store_folder / "mails"))


def unknown_mails(store: Store, folder: Path) -> list[Path]:
    """Give the kept mails below a folder of which the journal knows nothing, the one that came first first.

    Second copies of a mail that was handled, in other bytes, are among them; taken again, they are duplicates again.
    """
    known = {taken.mail for taken in store.all(Taken)} | {trial.key for trial in store.all(Trial)}
    found = [path for path in folder.glob("?/*.eml") if path.stem not in known]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
