"""What we remember: the journal and the tables it adds up to, in TinyDB; the one place where TinyDB is used.

A transaction takes events; each is applied to the tables at once, and all of them, journal and tables, reach the disk in
one atomic write. One process at a time writes: it holds a lock on `store/lock`. Reading needs no lock. What the outbox log knows of
letters that were in hand when a process ended is taken in when the store is opened.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from tinydb import TinyDB
from tinydb.table import Document, Table

from mailflow.bodies import Bodies
from mailflow.codec import as_row, from_row
from mailflow.errors import StoreError, StoreLockedError
from mailflow.folding import apply_
from mailflow.journal import Event, Fact, V, Value
from mailflow.logs import log, shown
from mailflow.outbox import Outbox, Try
from mailflow.people import Person, Roster
from mailflow.records import Dispatch
from mailflow.storage import AtomicStorage
from mailflow.tables import JOURNAL, TABLES, event_from_row, event_row
from mailflow.trail import ids_of, name_of
from mailflow.upgrades import upgrade

FILE_NAME = "mailflow.json"


class _Rows(Table):
    """A table whose rows are found by a text key; the query cache would hand out the stored rows themselves."""

    document_id_class = str  # type: ignore[assignment]
    default_query_cache_capacity = 0


class _Database(TinyDB):
    table_class = _Rows


class Transaction:
    """Events that reach the disk together or not at all."""

    def __init__(self, store: Store, at: dt.datetime) -> None:
        self._store = store
        self.at = at
        self.events: list[Event] = []
        self.changed: dict[str, dict[str, Value]] = {}

    def get(self, kind: type[V], key: str) -> V | None:
        """Give a value as it stands within this transaction."""
        found = self.changed.get(TABLES[kind], {}).get(key)
        return found if isinstance(found, kind) else self._store.get(kind, key)

    def all(self, kind: type[V]) -> list[V]:
        """Give all values of a table as they stand within this transaction."""
        changed = self.changed.get(TABLES[kind], {})
        values = {value.key: value for value in self._store.all(kind)}
        values.update({key: value for key, value in changed.items() if isinstance(value, kind)})
        return list(values.values())

    def record(self, fact: Fact, *, who: str = "mailflow", message: str | None = None) -> None:
        """Add an event and apply it."""
        event = Event(self._store.last_event + len(self.events) + 1, self.at, who, fact, message)
        self.events.append(event)
        for value in list(apply_(self, event)):
            self.changed.setdefault(TABLES[type(value)], {})[value.key] = value


class Store:
    """One board's store. `Store.open` for writing (takes the lock), `Store.look` for reading only."""

    def __init__(self, folder: Path, lock: IO[str] | None) -> None:
        self.folder = folder
        self.letters = Bodies(folder / "letters", ".eml")
        self.mails = Bodies(folder / "mails", ".eml")
        self.documents = Bodies(folder / "documents", "")
        self.outbox = Outbox(folder)
        self._lock = lock
        # The log before the store: what moves from one to the other meanwhile is then seen twice, and known by its number.
        tries = self.outbox.read()
        self._database = _Database(folder / FILE_NAME, storage=AtomicStorage, upgrade=upgrade)
        self._values: dict[str, dict[str, Value]] = {}
        self._roster: Roster | None = None
        self._looked_ahead: list[Event] = []
        self.last_event = len(self._table(JOURNAL))
        self._take_in(tries)

    @classmethod
    def open(cls, folder: Path, *, command: str, wait: float = 0.0, note: Callable[[str], None] | None = None) -> Store:
        """Open for writing. Waits up to `wait` seconds for another process; raises StoreLockedError that names it, StoreError."""
        lock = hold(folder, command, wait, note)
        try:
            for stray in folder.glob("**/*.new"):
                stray.unlink(missing_ok=True)
            return cls(folder, lock)
        except BaseException:
            lock.close()
            raise

    @classmethod
    def look(cls, folder: Path) -> Store:
        """Open for reading; what is seen is the state of one moment."""
        return cls(folder, None)

    def close(self) -> None:
        """Give the lock back."""
        self.outbox.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def get(self, kind: type[V], key: str) -> V | None:
        """Give one value of a table, or None."""
        value = self._table_values(kind).get(key)
        return value if isinstance(value, kind) else None

    def all(self, kind: type[V]) -> list[V]:
        """Give all values of a table, in the order in which they came."""
        return [value for value in self._table_values(kind).values() if isinstance(value, kind)]

    @property
    def roster(self) -> Roster:
        """Give the roster as it stands."""
        if self._roster is None:
            self._roster = Roster(tuple(self.all(Person)))
        return self._roster

    @property
    def schema(self) -> int:
        """The schema under which the store's file was written."""
        return self._storage.schema

    def journal(self) -> Iterator[Event]:
        """Give the events from the first to the last."""
        for row in self._table(JOURNAL):
            yield event_from_row(str(row.doc_id), row)
        yield from self._looked_ahead

    @contextlib.contextmanager
    def transaction(self, at: dt.datetime) -> Iterator[Transaction]:
        """Collect events and put them on disk in one step at the end; an exception inside leaves nothing behind."""
        if self._lock is None:
            raise StoreError("the store was opened for reading only.")
        transaction = Transaction(self, at)
        yield transaction
        if transaction.events:
            self._commit(transaction)

    def replace_tables(self, tables: dict[str, dict[str, Value]]) -> int:
        """Put tables in the place of those there are; give how many rows differ. The journal stays. Raises StoreError."""
        self.prove_lock()
        differ = 0
        for kind, name in TABLES.items():
            there = {value.key: value for value in self.all(kind)}
            differ += sum(there.get(key) != tables[name].get(key) for key in {*there, *tables[name]})
        for name, values in tables.items():
            table = self._table(name)
            self._storage.changed(name, [str(row.doc_id) for row in table])
            table.truncate()
            table.insert_multiple(Document(as_row(value), key) for key, value in values.items())  # type: ignore[arg-type]
        self._storage.commit()
        self._values.clear()
        self._roster = None
        return differ

    def _take_in(self, tries: list[Try]) -> None:
        """Record what became of letters that were in hand when a process ended; where the store is only read, look as if it were."""
        news = [t for t in tries if (dispatch := self.get(Dispatch, t.fact.key)) and dispatch.attempts < t.number]
        if news:
            transaction = Transaction(self, news[-1].at)
            for each in news:
                transaction.record(each.fact)
            if self._lock is not None:
                self._commit(transaction)
            else:
                self._looked_ahead = transaction.events
                self._adopt(transaction)
        if tries and self._lock is not None:
            self.outbox.clear()

    def prove_lock(self) -> None:
        """Raise StoreLockedError where the lock's file was removed: whoever made it anew writes, and we would write over them."""
        if self._lock is not None and not _is_at(self._lock, self.folder / "lock"):
            raise StoreLockedError(f"another process, or will be: {self.folder / 'lock'} was removed while we held it")

    def _commit(self, transaction: Transaction) -> None:
        self.prove_lock()
        storage = self._storage
        rows = {name: {key: as_row(value) for key, value in values.items()} for name, values in transaction.changed.items()}
        rows[JOURNAL] = {str(event.number): event_row(event) for event in transaction.events}
        try:
            for name, changed in rows.items():
                self._put(name, changed)
            storage.commit()
        except BaseException:
            storage.forget()
            self._values.clear()
            self._roster = None
            raise
        self._adopt(transaction)

    def _adopt(self, transaction: Transaction) -> None:
        self.last_event += len(transaction.events)
        for name, values in transaction.changed.items():
            self._values.get(name, {}).update(values)
        if "people" in transaction.changed:
            self._roster = None
        for event in transaction.events if shown() else ():
            if line := name_of(event):
                log(line, ids_of(event, self))

    def _put(self, name: str, changed: dict[str, dict[str, Any]]) -> None:
        """Put rows in place: one pass over the table for those that were there, one for the new."""
        table = self._table(name)
        there = [key for key in changed if table.contains(doc_id=key)]  # type: ignore[arg-type]
        fresh = [Document(row, key) for key, row in changed.items() if key not in set(there)]  # type: ignore[arg-type]
        self._storage.changed(name, there)
        if there:
            rows = iter([changed[key] for key in there])

            def put(row: Any) -> None:
                row.clear()
                row.update(next(rows))

            table.update(put, doc_ids=there)  # type: ignore[arg-type]
        if fresh:
            table.insert_multiple(fresh)

    def _table(self, name: str) -> Table:
        return self._database.table(name)

    def _table_values(self, kind: type[V]) -> dict[str, Value]:
        name = TABLES[kind]
        if name not in self._values:
            try:
                self._values[name] = {str(row.doc_id): from_row(kind, dict(row)) for row in self._table(name)}
            except ValueError as error:
                raise StoreError(f"{self.folder / FILE_NAME}: table {name}: {error}.") from error
        return self._values[name]

    @property
    def _storage(self) -> AtomicStorage:
        storage = self._database.storage
        assert isinstance(storage, AtomicStorage)
        return storage


def hold(folder: Path, command: str, wait: float = 0.0, note: Callable[[str], None] | None = None) -> IO[str]:
    """Take the lock of a store's folder, whatever the state of the store; it lasts until the file given is closed.

    Raises StoreLockedError after `wait` seconds, StoreError.
    """
    end = time.monotonic() + wait
    said = False
    while True:
        lock = _lock_file(folder)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(lock, folder / "lock"):
                break
            lock.close()  # while we waited a restored store took this folder's place
        except OSError:
            holder = _holder(lock)
            lock.close()
            if time.monotonic() >= end:
                raise StoreLockedError(holder) from None
            if note and not said:
                note(f"waiting for {holder} to give the store back ...")
                said = True
            time.sleep(0.1)
    lock.seek(0)
    lock.truncate()
    lock.write(json.dumps({"pid": os.getpid(), "command": command, "since": dt.datetime.now().astimezone().isoformat(timespec="seconds")}))
    lock.flush()
    return lock


def _lock_file(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.fdopen(os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600), "r+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"the store {folder} cannot be written: {error.strerror}.") from error


def _is_at(file: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False


def _holder(lock: IO[str]) -> str:
    lock.seek(0)
    try:
        facts = json.loads(lock.read())
        return f"“mailflow {facts['command']}” (process {facts['pid']}, since {facts['since']})"
    except (ValueError, KeyError, TypeError):
        return "another process"
