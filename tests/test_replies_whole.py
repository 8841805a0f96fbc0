"""Whole answers to letters of ours, in the layouts of many mail clients: what is recorded of them, what waits, and that no more is.

The texts lie in `tests/readings/whole` (what was written, by whom, and what it comes to, as in `reading_cases.py`; the refs
are of the board there), the layouts in `reply_layouts.py`. Every text is sent in three layouts, every set of answers between
the lines in all that have such.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from mailflow.flows.collect import Collector
from mailflow.flows.roster import import_roster
from mailflow.flows.take import take
from mailflow.new_settings import write_settings
from mailflow.people_file import read_people
from mailflow.records import Action, Correction
from mailflow.workspace import make_workspace
from reply_layouts import BETWEEN, WHOLE
from whole_replies import Post, Reply, replies_of, send_letters, told_of, waits

FOLDER = Path(__file__).parent / "readings" / "whole"
MEETING = "2026-11-12"
SENT = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2026, 11, 18, 19, 0, tzinfo=dt.UTC)
REPLIES = tuple(replies_of(FOLDER, 3))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    settings = write_settings(name="Saltmarsh Community Partnership", reference="SCP", address="minutes@partnership.example")
    workspace = make_workspace(tmp_path_factory.mktemp("whole") / "board", settings)
    with workspace.open("test") as store:
        import_roster(store, read_people("people.csv", (FOLDER / "people.csv").read_bytes()), "people.csv", SENT)
        take(store, workspace.settings.board, "minutes.md", (FOLDER / "minutes.md").read_bytes(), {}, SENT)
    return send_letters(workspace, MEETING, SENT, ANSWERED)


def test_there_are_at_least_250_whole_replies_in_every_layout() -> None:
    assert len(REPLIES) >= 250
    made = {reply.name.rpartition("-")[2] for reply in REPLIES}
    assert made == {layout.__name__ for layout in (*WHOLE, *BETWEEN)}


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.name)
def test_a_whole_reply_is_taken_for_what_it_says(post: Post, reply: Reply) -> None:
    understood = post.explain(post.mail(reply))
    assert told_of(understood.reading, "SCP 2627_") == sorted(set(reply.gives))
    assert bool(understood.doubts) == waits(reply)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.name)
def test_every_word_of_a_whole_reply_is_its_own_and_none_of_the_letter(post: Post, reply: Reply) -> None:
    own = " ".join(post.explain(post.mail(reply)).words.own_text.split())
    for line in (one for one in reply.said.split("\n") if one != reply.who.split()[0]):
        assert " ".join(line.split()) in own
    assert "How to answer" not in own and "Apologies are in the list" not in own and "was agreed that the gate" not in own


def test_what_is_recorded_is_what_was_certain(post: Post) -> None:
    replies = [reply for reply in REPLIES if reply.name.endswith(("gmail_web", "outlook_web", "marked_apple", "thunderbird"))]
    # Written one after the other: the same words of the same second are one mail that came twice.
    mails = [post.mail(reply, seconds) for seconds, reply in enumerate(replies)]
    wanted = {reply.name: post.explain(mail) for reply, mail in zip(replies, mails, strict=True)}
    with post.workspace.open("test") as store:
        taken = Collector(post.workspace, store).take_mails(mails, ANSWERED)
    assert [one.outcome for one in taken] == [wanted[reply.name].outcome for reply in replies]
    ledger = post.workspace.look()
    updates = {(action.ref, update.message_id) for action in ledger.all(Action) for update in action.updates if update.message_id}
    certain = {(u.ref, one.key) for one in wanted.values() for u in one.reading.updates if not u.doubt}
    assert updates == certain
    # What somebody proposes a second time is the same correction, kept under the mail that came first.
    found = [(c.message_id, c.find, c.replace) for c in ledger.all(Correction)]
    sure = {(one.key, c.find, c.replace) for one in wanted.values() for c in one.reading.corrections if not c.doubt}
    assert set(found) <= sure
    assert {said[1:] for said in found} == {said[1:] for said in sure}
