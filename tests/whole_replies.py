"""Boards whose letters went out, and the answers to them: texts of a folder put into the layouts of `reply_layouts`."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailflow.demo.clients import Received, Writer
from mailflow.flows.circulate import prepare, queue
from mailflow.flows.explain import explainer
from mailflow.flows.understand import Understood
from mailflow.journal import DispatchTried
from mailflow.records import Dispatch, DispatchState
from mailflow.replies.model import Reading
from mailflow.workspace import Workspace
from reading_cases import told
from reply_layouts import BETWEEN, WHOLE, Between, Whole

ATTENDED = ("(question)", "(for the clerk)")


@dataclass(frozen=True)
class Post:
    """A board whose letters went out: its workspace, the letters by person, and how a mail would be understood now."""

    workspace: Workspace
    letters: Mapping[str, Received]
    explain: Callable[[bytes], Understood]
    answered: dt.datetime

    def mail(self, reply: Reply, seconds: int = 0) -> bytes:
        """Make the mail of a reply, written so much later than the first."""
        letter = self.letters[reply.who]
        return reply.make(letter, Writer(reply.who, letter.to, self.answered + dt.timedelta(seconds=seconds), reply.name))


@dataclass(frozen=True)
class Reply:
    """One mail to be made: its layout and words, or the answers by the passage they stand under, and what it comes to."""

    name: str
    who: str
    make: Callable[[Received, Writer], bytes]
    said: str
    gives: tuple[str, ...]


def replies_of(folder: Path, layouts_a_text: int) -> Iterator[Reply]:
    """Give the replies of every file of a folder: each text in so many layouts, each set of answers in all that have such."""
    for path, number, row in _rows(folder, "case"):
        for turn in range(layouts_a_text):
            yield _whole(path, number, row, WHOLE[(number * layouts_a_text + turn) % len(WHOLE)])
    for path, number, row in _rows(folder, "between"):
        for between in BETWEEN:
            yield _between(path, number, row, between)


def replies_in_turn(folder: Path, whole: Sequence[Whole], between: Sequence[Between], layouts_a_set: int) -> Iterator[Reply]:
    """Give the replies of every file of a folder, each text in a layout of its own, each set of answers in so many."""
    for path, number, row in _rows(folder, "case"):
        yield _whole(path, number, row, whole[number * 7 % len(whole)])
    for path, number, row in _rows(folder, "between"):
        for turn in range(layouts_a_set):
            yield _between(path, number, row, between[(number * layouts_a_set + turn) % len(between)])


def _rows(folder: Path, kind: str) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    for path in sorted(folder.glob("*.toml")):
        for number, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get(kind, ()), 1):
            yield path, number, row


def _whole(path: Path, number: int, row: dict[str, Any], layout: Whole) -> Reply:
    name = f"{path.stem}-{number:02}-{layout.__name__}"
    return Reply(name, row["who"], lambda letter, writer: layout(letter, writer, row["say"]), row["say"], tuple(row["gives"]))


def _between(path: Path, number: int, row: dict[str, Any], layout: Between) -> Reply:
    name = f"{path.stem}-between-{number:02}-{layout.__name__}"
    said = "\n".join(row["answers"].values())
    return Reply(name, row["who"], lambda letter, writer: layout(letter, writer, row["answers"]), said, tuple(row["gives"]))


def send_letters(workspace: Workspace, meeting: str, sent: dt.datetime, answered: dt.datetime) -> Post:
    """Have the letters of a meeting gone out, and give what is needed to answer them."""
    with workspace.open("test") as store:
        letters = {c.recipient.person.name: Received.read(c.content) for c in prepare(workspace, store, meeting, sent)}
        queue(workspace, store, meeting, sent)
        with store.transaction(sent) as transaction:
            for dispatch in store.all(Dispatch):
                transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
    return Post(workspace, letters, explainer(workspace, answered), answered)


def told_of(reading: Reading, prefix: str) -> list[str]:
    """Write a reading as the cases do, without the board's prefix and the remarks that ask nothing."""
    every = (one.removeprefix(prefix) for one in told(reading))
    return sorted({one for one in every if not one.startswith("(") or one in ATTENDED})


def waits(reply: Reply) -> bool:
    """Whether something of a reply has to wait for the clerk."""
    return any(one.endswith("?") or one in ATTENDED for one in reply.gives)
