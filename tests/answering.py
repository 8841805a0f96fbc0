"""A board whose letters have gone out, and its members' answers: what tests of replies begin with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.circulate import prepare, queue
from mailflow.flows.collect import Collector
from mailflow.flows.composing import compose_owed
from mailflow.flows.understand import Understood
from mailflow.journal import DispatchTried
from mailflow.records import Action, Dispatch, DispatchState
from mailflow.workspace import Workspace, open_workspace

LATER = NOW + dt.timedelta(days=2)


@dataclass
class Post:
    """A board whose letters have gone out, and a way to answer them."""

    workspace: Workspace
    received: dict[str, Received]

    def reply(self, person: str, words: str, client: clients.Client = clients.gmail, identity: str = "", reply_to: str = "") -> bytes:
        letter = self.received[person]
        letter = replace(letter, reply_to=reply_to or letter.reply_to)
        return client(letter, Writer(person, self.received[person].to, LATER, identity or f"{person[:2]}.{abs(hash(words))}"), words)

    def take(self, *raws: bytes, now: dt.datetime = LATER) -> list[Understood]:
        workspace = open_workspace(self.workspace.folder)
        with workspace.open("test") as store:
            return Collector(workspace, store).take_mails(raws, now)

    def action(self, ref: str) -> Action:
        action = self.workspace.look().get(Action, ref)
        assert action is not None
        return action

    def receipts(self) -> list[Received]:
        return [Received.read(raw) for raw in self.receipts_as_sent()]

    def receipts_as_sent(self) -> list[bytes]:
        with self.workspace.open("test") as store:
            compose_owed(self.workspace, store, LATER)
        kept = [store.letters.read(d.body) for d in store.all(Dispatch) if d.key.startswith("receipt/")]
        return [raw for raw in kept if raw]


def letters_out(folder: Path) -> Post:
    """Make a board, take its minutes, and send its letters (to nobody: they are put down as sent)."""
    workspace = make_board_with_minutes(folder)
    with workspace.open("test") as store:
        received = {c.recipient.person.name: Received.read(c.content) for c in prepare(workspace, store, MEETING, NOW)}
        queue(workspace, store, MEETING, NOW)
        with store.transaction(NOW) as transaction:
            for dispatch in store.all(Dispatch):
                transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
    return Post(workspace, received)


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return letters_out(tmp_path / "board")


def changed(raw: bytes, **fields: str) -> bytes:
    """Change header fields; an empty text removes one, a text of two lines writes it twice."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode().replace("\r\n ", " ").split("\r\n")
    for name, value in fields.items():
        field = name.replace("_", "-")
        lines = [line for line in lines if not line.lower().startswith(field.lower() + ":")]
        lines += [f"{field}: {one}" for one in value.split("\n") if one]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
