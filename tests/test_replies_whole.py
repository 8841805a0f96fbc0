"""Whole answers to letters of ours, in the layouts of many mail clients: what is recorded of them, what waits, and that no more is.

The texts lie in `tests/readings/whole` (what was written, by whom, and what it comes to, as in `reading_cases.py`; the refs
are of the board there), the layouts in `reply_layouts.py`. Every text is sent in three layouts, every set of answers between
the lines in all that have such.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailflow.config import write_settings
from mailflow.demo.clients import Received, Writer
from mailflow.flows.circulate import prepare, queue
from mailflow.flows.collect import Collector
from mailflow.flows.explain import explainer
from mailflow.flows.roster import import_roster
from mailflow.flows.take import take
from mailflow.flows.understand import Understood
from mailflow.journal import DispatchTried
from mailflow.people_file import read_people
from mailflow.records import Action, Correction, Dispatch, DispatchState
from mailflow.replies.model import Reading
from mailflow.workspace import Workspace, make_workspace
from reading_cases import told
from reply_layouts import BETWEEN, WHOLE

FOLDER = Path(__file__).parent / "readings" / "whole"
MEETING = "2026-11-12"
SENT = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2026, 11, 18, 19, 0, tzinfo=dt.UTC)
LAYOUTS_A_TEXT = 3
UNMARKED = ("lotus_notes", "exchange_banner")  # sign with a place or an office that nothing marks: it may be said to be unread


@dataclass(frozen=True)
class Post:
    """A board whose letters went out: its workspace, the letters by person, and how a mail would be understood now."""

    workspace: Workspace
    letters: Mapping[str, Received]
    explain: Callable[[bytes], Understood]


@dataclass(frozen=True)
class Reply:
    """One mail to be made: its layout and words, or the answers by the passage they stand under, and what it comes to."""

    name: str
    who: str
    make: Callable[[Received, Writer], bytes]
    said: str
    gives: tuple[str, ...]


def _replies() -> Iterator[Reply]:
    for path in sorted(FOLDER.glob("*.toml")):
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, row in enumerate(rows["case"], 1):
            for turn in range(LAYOUTS_A_TEXT):
                layout = WHOLE[(number * LAYOUTS_A_TEXT + turn) % len(WHOLE)]
                name = f"{path.stem}-{number:02}-{layout.__name__}"
                yield Reply(name, row["who"], lambda a, b, f=layout, s=row["say"]: f(a, b, s), row["say"], tuple(row["gives"]))  # type: ignore[misc]
        for number, row in enumerate(rows.get("between", ()), 1):
            for between in BETWEEN:
                said = "\n".join(row["answers"].values())
                name = f"{path.stem}-between-{number:02}-{between.__name__}"
                yield Reply(name, row["who"], lambda a, b, f=between, s=row["answers"]: f(a, b, s), said, tuple(row["gives"]))  # type: ignore[misc]


REPLIES = tuple(_replies())


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    settings = write_settings(name="Saltmarsh Community Partnership", reference="SCP", address="minutes@partnership.example")
    workspace = make_workspace(tmp_path_factory.mktemp("whole") / "board", settings)
    with workspace.open("test") as store:
        import_roster(store, read_people("people.csv", (FOLDER / "people.csv").read_bytes()), "people.csv", SENT)
        take(store, workspace.settings.board, "minutes.md", (FOLDER / "minutes.md").read_bytes(), {}, SENT)
        letters = {c.recipient.person.name: Received.read(c.content) for c in prepare(workspace, store, MEETING, SENT)}
        queue(workspace, store, MEETING, SENT)
        with store.transaction(SENT) as transaction:
            for dispatch in store.all(Dispatch):
                transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
    return Post(workspace, letters, explainer(workspace, ANSWERED))


def _mail(post: Post, reply: Reply) -> bytes:
    letter = post.letters[reply.who]
    return reply.make(letter, Writer(reply.who, letter.to, ANSWERED, reply.name))


def _told(reading: Reading) -> list[str]:
    """Write a reading as the cases do, without the remarks that ask nothing."""
    every = (one.removeprefix("SCP 2627_") for one in told(reading))
    return sorted({one for one in every if not one.startswith("(") or one in ("(question)", "(for the clerk)")})


def test_there_are_at_least_250_whole_replies_in_every_layout() -> None:
    assert len(REPLIES) >= 250
    made = {reply.name.rpartition("-")[2] for reply in REPLIES}
    assert made == {layout.__name__ for layout in (*WHOLE, *BETWEEN)}


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.name)
def test_a_whole_reply_is_taken_for_what_it_says(post: Post, reply: Reply) -> None:
    understood = post.explain(_mail(post, reply))
    given = _told(understood.reading)
    if reply.name.endswith(UNMARKED):
        given = [one for one in given if one != "unread" or "unread" in reply.gives]
    assert given == sorted(set(reply.gives))
    waits = any(one.endswith("?") or one in ("(question)", "(for the clerk)") for one in reply.gives)
    assert bool(understood.doubts) == waits


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.name)
def test_every_word_of_a_whole_reply_is_its_own_and_none_of_the_letter(post: Post, reply: Reply) -> None:
    own = " ".join(post.explain(_mail(post, reply)).words.own_text.split())
    for line in (one for one in reply.said.split("\n") if one != reply.who.split()[0]):
        assert " ".join(line.split()) in own
    assert "How to answer" not in own and "Apologies are in the list" not in own and "was agreed that the gate" not in own


def test_what_is_recorded_is_what_was_certain(post: Post) -> None:
    replies = [reply for reply in REPLIES if reply.name.endswith(("gmail_web", "outlook_web", "marked_apple", "thunderbird"))]
    wanted = {reply.name: post.explain(_mail(post, reply)) for reply in replies}
    with post.workspace.open("test") as store:
        taken = Collector(post.workspace, store).take_mails([_mail(post, reply) for reply in replies], ANSWERED)
    assert [one.outcome for one in taken] == [wanted[reply.name].outcome for reply in replies]
    ledger = post.workspace.look()
    updates = {(action.ref, update.message_id) for action in ledger.all(Action) for update in action.updates if update.message_id}
    certain = {(u.ref, one.key) for one in wanted.values() for u in one.reading.updates if not u.doubt}
    assert updates == certain
    found = {(c.message_id, c.find, c.replace) for c in ledger.all(Correction)}
    assert found == {(one.key, c.find, c.replace) for one in wanted.values() for c in one.reading.corrections if not c.doubt}
