"""The store: one atomic write a transaction, one process at a time, tables that are what the journal adds up to."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mailflow import storage
from mailflow.errors import StoreError, StoreLockedError
from mailflow.journal import ActionReported, MinutesConfirmed, MinutesTaken, PeopleImported
from mailflow.minutes.model import Minutes
from mailflow.people import Person
from mailflow.records import Action, ActionUpdate, Meeting, MinutesVersion
from mailflow.replies.model import Status
from mailflow.store import FILE_NAME, Store

NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
ADA = Person("Ada Fenn", "ada@quay.example", 1)
MINUTES = Minutes("Quayside Board", "Minutes", dt.date(2026, 10, 8))
VERSION = MinutesVersion("2026-10-08", 1, MINUTES, "d" * 64, "minutes.md", NOW)
ACTION = Action("QSB 2627_04", "2026-10-08", 1, "3.1", "Replace the lamps", owners=(1, 2))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    storage.create(tmp_path / FILE_NAME)
    return tmp_path


def fill(folder: Path) -> None:
    with Store.open(folder, command="test") as store, store.transaction(NOW) as transaction:
        transaction.record(PeopleImported((ADA,), "people.csv"))
        transaction.record(MinutesTaken(VERSION, "Minutes", (ACTION,)))


def test_what_was_recorded_is_there_for_the_next_process(folder: Path) -> None:
    fill(folder)
    store = Store.look(folder)
    assert store.get(Person, "1") == ADA
    assert store.get(Action, ACTION.ref) == ACTION
    assert store.get(MinutesVersion, "2026-10-08/1") == VERSION
    assert [type(event.fact).__name__ for event in store.journal()] == ["PeopleImported", "MinutesTaken"]


def test_an_exception_inside_a_transaction_leaves_nothing_behind(folder: Path) -> None:
    fill(folder)
    before = (folder / FILE_NAME).read_bytes()
    with Store.open(folder, command="test") as store:
        with pytest.raises(ZeroDivisionError), store.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 1))
            raise ZeroDivisionError
        assert store.get(Meeting, "2026-10-08") == Meeting("2026-10-08", "Minutes", 1)
    assert (folder / FILE_NAME).read_bytes() == before


def test_a_transaction_sees_its_own_changes_and_nobody_else_does(folder: Path) -> None:
    fill(folder)
    with Store.open(folder, command="test") as store, store.transaction(NOW) as transaction:
        transaction.record(ActionReported(ACTION.ref, ActionUpdate(NOW, 1, "Ada Fenn", Status.DONE)))
        inside = transaction.get(Action, ACTION.ref)
        assert inside is not None and len(inside.updates) == 1
        assert [a.ref for a in transaction.all(Action) if a.updates] == [ACTION.ref]
        outside = Store.look(folder).get(Action, ACTION.ref)
        assert outside is not None and not outside.updates


def test_a_second_process_is_told_who_holds_the_lock(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from mailflow.store import Store\n"
        f"store = Store.open(Path({str(folder)!r}), command='collect'); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "open\n"
        with pytest.raises(StoreLockedError, match=rf"in use by “mailflow collect” \(process {other.pid}, since"):
            Store.open(folder, command="take")
        assert Store.look(folder).last_event == 0, "reading needs no lock"
        other.communicate("")
    Store.open(folder, command="take").close()


def test_whoever_lost_the_lock_writes_over_nobody(folder: Path) -> None:
    """Somebody removed the file, as people do with locks that are in their way."""
    fill(folder)
    with Store.open(folder, command="serve") as first:
        with first.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 1))
        (folder / "lock").unlink()
        with pytest.raises(StoreLockedError, match="was removed while we held it"), first.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 2))
        with Store.open(folder, command="collect") as second, second.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 3))
        with pytest.raises(StoreLockedError), first.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 4))
        with pytest.raises(StoreLockedError):
            first.replace_tables({})
    meeting = Store.look(folder).get(Meeting, "2026-10-08")
    assert meeting is not None and meeting.confirmed == (1, 3)


def test_a_store_opened_for_reading_takes_no_transaction(folder: Path) -> None:
    with pytest.raises(StoreError, match="reading only"), Store.look(folder).transaction(NOW):
        pass


def test_joint_owners_answer_each_for_themselves() -> None:
    done = [ActionUpdate(NOW, person, "", Status.DONE) for person in (1, 2)]
    assert replace(ACTION, updates=(done[0],)).status is Status.IN_PROGRESS
    assert replace(ACTION, updates=tuple(done)).status is Status.DONE
    assert replace(ACTION, owners=(1,), updates=(done[0],)).status is Status.DONE


def test_what_the_board_closed_a_report_does_not_open_again() -> None:
    closed = ActionUpdate(NOW, 0, "the minutes", Status.CLOSED, "Action closed")
    late = ActionUpdate(NOW, 1, "Ada Fenn", Status.IN_PROGRESS, "still at it")
    assert replace(ACTION, updates=(closed, late)).status is Status.CLOSED


def test_taking_minutes_again_keeps_what_was_reported(folder: Path) -> None:
    fill(folder)
    update = ActionUpdate(NOW, 1, "Ada Fenn", Status.IN_PROGRESS, "half way", percent=50)
    with Store.open(folder, command="test") as store:
        with store.transaction(NOW) as transaction:
            transaction.record(ActionReported(ACTION.ref, update))
        with store.transaction(NOW) as transaction:
            transaction.record(MinutesTaken(replace(VERSION, number=2), "Minutes", (replace(ACTION, text="Replace all lamps", version=2),)))
        action = store.get(Action, ACTION.ref)
    assert action is not None
    assert (action.text, action.updates) == ("Replace all lamps", (update,))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda raw: b"", "its first line is no header"),
        (lambda raw: raw[: len(raw) // 2], "its checksum does not fit"),
        (lambda raw: raw.replace(b"Ada Fenn", b"Eve Fenn"), "its checksum does not fit"),
        (lambda raw: b"{}" + raw, "its first line is no header"),
        (lambda raw: raw.replace(b'"schema": 3', b'"schema": 9'), "written by a newer mailflow (schema 9; this one knows 3)"),
    ],
)
def test_a_damaged_or_newer_store_is_never_taken_for_a_good_one(folder: Path, damage: object, says: str) -> None:
    fill(folder)
    path = folder / FILE_NAME
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(StoreError) as caught:
        Store.open(folder, command="test")
    assert says in str(caught.value)


def test_a_missing_store_is_not_made_anew_and_the_state_before_the_last_change_is_kept(folder: Path) -> None:
    fill(folder)
    (folder / FILE_NAME).unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        Store.look(folder)
    previous = folder / (FILE_NAME + ".previous")
    assert storage.read_tree(previous) == ({}, storage.SCHEMA)


def test_a_row_is_one_line_that_a_person_can_read(folder: Path) -> None:
    fill(folder)
    first, _, content = (folder / FILE_NAME).read_text().partition("\n")
    assert json.loads(first)["format"] == "mailflow store"
    [line] = [line for line in content.splitlines() if line.startswith('"QSB 2627_04"')]
    key, _, row = line.partition(": ")
    found, _ = json.JSONDecoder().raw_decode(row)
    assert (json.loads(key), found["text"]) == (ACTION.ref, ACTION.text)


def test_a_write_that_fails_leaves_the_old_state_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with Store.open(folder, command="test") as store:
        monkeypatch.setattr(storage, "replace_file", full)
        with pytest.raises(StoreError, match="No space left on device"), store.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 1))
        monkeypatch.undo()
        assert store.get(Meeting, "2026-10-08") == Meeting("2026-10-08", "Minutes", 1), "memory holds what the disk holds"
        with store.transaction(NOW) as transaction:
            transaction.record(MinutesConfirmed("2026-10-08", 1))
    meeting = Store.look(folder).get(Meeting, "2026-10-08")
    assert meeting is not None and meeting.confirmed == (1,)


def test_store_and_key_are_closed_to_others(folder: Path) -> None:
    fill(folder)
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_body_is_kept_once_under_its_digest(folder: Path) -> None:
    with Store.open(folder, command="test") as store:
        digests = store.mails.keep([b"one", b"two", b"one"])
        assert digests[0] == digests[2] != digests[1]
        assert store.mails.read(digests[1]) == b"two"
        assert len(list((folder / "mails").rglob("*.eml"))) == 2
        assert store.mails.read("0" * 64) is None


def test_twenty_kills_while_it_writes_leave_a_store_that_can_be_read(folder: Path) -> None:
    """Each event that was said to be recorded is there after the kill."""
    program = (
        "import datetime as dt; from pathlib import Path; from mailflow.store import Store; from mailflow.journal import PeopleImported\n"
        "from mailflow.people import Person\n"
        f"store = Store.open(Path({str(folder)!r}), command='test')\n"
        "for n in range(store.last_event + 1, 60000):\n"
        "    with store.transaction(dt.datetime.now(dt.UTC)) as t:\n"
        "        t.record(PeopleImported((Person('P' * 2000, f'p{n}@x.example', n),), 'f'))\n"
        "    print(n, flush=True)\n"
    )
    for round_ in range(20):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = 0
            for _ in range(3 + round_ % 7):
                said = int(process.stdout.readline())
            process.kill()
            said = max([said, *(int(line) for line in process.stdout.read().split("\n")[:-1])])
        store = Store.look(folder)
        assert store.last_event >= said
        assert len(store.all(Person)) == store.last_event
