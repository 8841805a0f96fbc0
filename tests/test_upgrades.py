"""Stores of earlier schemas open, say what they said, and work on; a damaged one is found, and the last good state comes back."""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from boards import MEETING
from mailflow import storage, upgrades
from mailflow.errors import StoreError
from mailflow.flows.collect import Collector
from mailflow.flows.keeping import backup, check, rebuild, restore, restore_previous, unknown_mails
from mailflow.journal import MessageFailed, MessageTaken, MinutesConfirmed
from mailflow.records import Action, Dispatch, Meeting, Taken
from mailflow.store import FILE_NAME, Store
from mailflow.tables import TABLES
from mailflow.workspace import Workspace, open_workspace
from rich_store import DAYS, listings, make_rich_board

STORES = Path(__file__).parent / "stores"
EARLIER = sorted(STORES.glob("schema-*"))
LATER = DAYS[7] + dt.timedelta(days=1)


def copied(folder: Path, target: Path) -> Workspace:
    shutil.copytree(folder, target)
    return open_workspace(target)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_rich_board(tmp_path_factory.mktemp("rich") / "board").folder


@pytest.fixture
def rich(made: Path, tmp_path: Path) -> Workspace:
    return copied(made, tmp_path / "board")


def confirm(workspace: Workspace, person: int) -> None:
    with workspace.open("test") as store, store.transaction(LATER) as transaction:
        transaction.record(MinutesConfirmed(MEETING, person))


def holds(now: Any, then: Any) -> bool:
    """Tell whether what was said then is still said; keys may have been added."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(key in now and holds(now[key], value) for key, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(holds, now, then))
    return bool(now == then)


@pytest.mark.parametrize("folder", EARLIER, ids=lambda p: p.name)
def test_a_store_of_an_earlier_schema_says_what_it_said_and_works_on(folder: Path, tmp_path: Path) -> None:
    board = copied(folder, tmp_path / "board")
    path, schema = board.store_folder / FILE_NAME, int(folder.name.partition("-")[2])
    before = path.read_bytes()
    assert storage.read_tree(path)[1] == schema < storage.SCHEMA
    found, recorded = listings(board), json.loads((folder / "recorded.json").read_text("utf-8"))
    for listing in recorded:
        for now, then in zip(found[listing], recorded[listing], strict=True):
            assert holds(now, then), (listing, now, then)
    assert check(board) == ()
    assert path.read_bytes() == before, "looking writes nothing"

    confirm(board, 2)
    assert storage.read_tree(path)[1] == storage.SCHEMA
    kept = path.with_name(f"{FILE_NAME}.schema-{schema}")
    assert kept.read_bytes() == before
    assert check(board) == ()
    confirm(board, 3)
    assert kept.read_bytes() == before, "the last state of the earlier schema stays"
    meeting = board.look().get(Meeting, MEETING)
    assert meeting is not None and {2, 3} <= set(meeting.confirmed)
    assert len(board.look().all(Action)) == len(recorded["actions"])
    with board.open("test") as store:
        [again] = Collector(board, store).take_mails([store.mails.read(store.all(Taken)[0].mail) or b""], LATER)
    assert again.outcome == "duplicate", "a mail that was handled then is handled"


def test_there_is_a_store_for_every_schema_before_todays() -> None:
    assert [folder.name for folder in EARLIER] == [f"schema-{number}" for number in range(1, storage.SCHEMA)]
    assert set(upgrades.STEPS) == set(range(1, storage.SCHEMA))


def test_an_upgrade_that_cannot_be_written_leaves_the_earlier_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board = copied(EARLIER[0], tmp_path / "board")
    before = (board.store_folder / FILE_NAME).read_bytes()

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "replace_file", full)
    with pytest.raises(StoreError, match="No space left"):
        confirm(board, 2)
    assert (board.store_folder / FILE_NAME).read_bytes() == before
    monkeypatch.undo()
    confirm(board, 2)
    assert check(board) == ()


def test_an_event_that_fits_no_rule_is_said_to_be_one(tmp_path: Path) -> None:
    board = copied(EARLIER[0], tmp_path / "board")
    path = board.store_folder / FILE_NAME
    content = path.read_bytes().partition(b"\n")[2].replace(b'"what": "MinutesConfirmed"', b'"what": "MinutesEaten"', 1)
    path.write_bytes(storage.header_of(content, 1) + content)
    [fault] = check(board)
    assert "(schema 1) cannot be brought up to date: journal, event" in fault and "MinutesEaten" in fault


def test_a_backup_of_an_earlier_schema_is_restored(tmp_path: Path) -> None:
    old, board = copied(EARLIER[0], tmp_path / "old"), copied(EARLIER[0], tmp_path / "board")
    backup(old, str(tmp_path / "old.tar.gz"))
    confirm(board, 2)
    aside, since = restore(board, str(tmp_path / "old.tar.gz"), LATER)
    assert since == 0 and (aside / f"{FILE_NAME}.schema-1").exists()
    assert listings(board) == listings(old)
    confirm(board, 2)
    assert check(board) == ()


def test_every_flipped_byte_of_the_store_is_found(rich: Workspace) -> None:
    """The header whole, and a sample of what follows."""
    path = rich.store_folder / FILE_NAME
    whole = path.read_bytes()
    header = whole.index(b"\n") + 1
    chance = random.Random(4)
    places = [*range(header), *(chance.randrange(header, len(whole)) for _ in range(150))]
    for place in places:
        for flip in (0x01, 0x03, 0x80) if place < header else (chance.randrange(1, 256),):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
            with pytest.raises(StoreError):
                rich.look()
    path.write_bytes(whole)
    assert check(rich) == ()


def test_a_flipped_byte_in_any_body_and_another_key_are_found(rich: Workspace) -> None:
    store = rich.look()
    bodies = [store.letters.path(d.body) for d in store.all(Dispatch) if d.body]
    bodies += [store.mails.path(t.mail) for t in store.all(Taken)]
    for path in {*bodies}:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert any(str(path) in fault and "is damaged" in fault for fault in check(rich)), path
        path.write_bytes(whole)
    assert check(rich) == ()
    key = rich.store_folder / "key"
    key.write_text("00" * 32)
    [fault] = check(open_workspace(rich.folder))
    assert "is not the key that signed the letters" in fault


@pytest.mark.parametrize(
    "damage",
    [lambda raw: b"", lambda raw: raw[:-1], lambda raw: raw[: len(raw) // 3], lambda raw: b"\x00" * len(raw), lambda raw: b"{}\n",
     lambda raw: raw + b" ", lambda raw: b"[]\n" + raw, lambda raw: b'{"schema": true}\n', lambda raw: b'{"schema": 0}\n'],
    ids=["empty", "a byte short", "cut", "zeros", "an empty document", "a byte more", "a list", "no schema", "schema nought"],
)  # fmt: skip
def test_a_damaged_store_is_no_new_one_and_the_last_good_state_comes_back(rich: Workspace, damage: Callable[[bytes], bytes]) -> None:
    confirm(rich, 2)
    before = listings(rich)
    confirm(rich, 3)
    path = rich.store_folder / FILE_NAME
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="“mailflow store restore --previous” puts it back"):
        rich.open("test")
    aside, unknown = restore_previous(rich, LATER)
    assert (aside.read_bytes(), unknown) == (damaged, 1), "the second copy of a mail is on record under the first"
    assert listings(rich) == before
    assert check(rich) == ()
    confirm(rich, 3)


def test_where_the_state_before_is_damaged_too_it_is_not_offered(rich: Workspace) -> None:
    confirm(rich, 2)
    for path in (rich.store_folder / FILE_NAME, storage.previous_of(rich.store_folder / FILE_NAME)):
        path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match="Restore it from a backup: mailflow store restore FILE"):
        rich.look()
    with pytest.raises(StoreError):
        restore_previous(rich, LATER)


def tables_as_bytes(workspace: Workspace) -> dict[str, bytes]:
    """Give each table as it stands in the file, byte for byte."""
    content = (workspace.store_folder / FILE_NAME).read_text("utf-8").partition("\n")[2]
    tree = json.loads(content)
    return {name: json.dumps(tree[name], ensure_ascii=False).encode() for name in ("journal", *TABLES.values()) if tree.get(name)}


def test_the_tables_rebuilt_from_the_journal_are_the_same_byte_for_byte(rich: Workspace) -> None:
    before = tables_as_bytes(rich)
    assert len(before) >= 9, "every table that this store can have is there"
    path = rich.store_folder / FILE_NAME
    tree, _ = storage.read_tree(path)
    damaged = {"journal": tree["journal"], "actions": {}, "people": tree["people"], "meetings": {"2001-01-01": tree["meetings"][MEETING]}}
    content = json.dumps(damaged).encode() + b"\n"
    path.write_bytes(storage.header_of(content) + content)
    assert len(check(rich)) > 20
    with rich.open("test") as store:
        assert rebuild(store) > 20
    assert tables_as_bytes(rich) == before
    assert check(rich) == ()


def test_mails_read_again_from_what_is_kept_are_understood_the_same(made: Path, tmp_path: Path) -> None:
    """The journal without what came by mail, and the kept mails: together they give what was recorded of each."""
    board = copied(made, tmp_path / "board")
    events = list(board.look().journal())
    first = next(n for n, event in enumerate(events) if isinstance(event.fact, MessageTaken | MessageFailed))
    path = board.store_folder / FILE_NAME
    tree, _ = storage.read_tree(path)
    journal = {key: row for key, row in tree["journal"].items() if int(key) < events[first].number}
    earlier = {key: row for key, row in journal.items() if row.get("message") is None}
    content = json.dumps({"journal": earlier}).encode() + b"\n"
    path.write_bytes(storage.header_of(content) + content)
    then = {t.mail: t for t in open_workspace(made).look().all(Taken)}
    with board.open("test") as store:
        rebuild(store)
        for mail, at in {event.fact.taken.mail: event.at for event in events if isinstance(event.fact, MessageTaken)}.items():
            if at < DAYS[4]:  # later ones answer letters that are no longer on record
                Collector(board, store).take_mails([store.mails.read(mail) or b""], at)
        again = {t.mail: t for t in store.all(Taken)}
    assert len(again) == 11
    for mail, taken in again.items():
        assert replace(then[mail], waits=False, settled=None, number=0) == replace(taken, waits=False, settled=None, number=0)


def test_mails_that_came_in_after_the_backup_are_taken_again_after_its_restore(rich: Workspace, tmp_path: Path) -> None:
    backup(rich, str(tmp_path / "b.tar.gz"))
    before = listings(rich)
    letter = next(d for d in rich.look().all(Dispatch) if d.version == 2 and d.state == "sent")
    raw = (
        f"From: {letter.email}\r\nTo: minutes@board.example\r\nIn-Reply-To: <{letter.message_id}>\r\nMessage-ID: <late@x.example>\r\n\r\n"
        "No corrections from me.\r\n"
    ).encode()
    with rich.open("test") as store:
        assert [str(u.outcome) for u in Collector(rich, store).take_mails([raw], LATER)] == ["recorded"]
    after = listings(rich)
    assert after != before
    _, since = restore(rich, str(tmp_path / "b.tar.gz"), LATER)
    assert since == 1 and listings(rich) == before
    unknown = [path.read_bytes() for path in unknown_mails(rich.look(), rich.store_folder / "mails")]
    assert raw in unknown
    with rich.open("test") as store:
        Collector(rich, store).take_mails(unknown, LATER)
    assert listings(rich) == after, "the new one is on record again, and a second copy of another is a duplicate"
    assert raw not in [path.read_bytes() for path in unknown_mails(rich.look(), rich.store_folder / "mails")]


def test_a_lock_that_was_waited_for_while_a_store_was_restored_is_not_mistaken_for_the_new_ones(rich: Workspace, tmp_path: Path) -> None:
    import threading

    held = rich.open("store restore")
    opened: list[Store] = []
    waiter = threading.Thread(target=lambda: opened.append(rich.open("serve", wait=20.0)))
    waiter.start()
    backup(rich, str(tmp_path / "b.tar.gz"))
    restore(rich, str(tmp_path / "b.tar.gz"), LATER)
    held.close()
    waiter.join(20)
    with opened[0], pytest.raises(StoreError, match="in use by “mailflow serve”"):
        rich.open("test")
