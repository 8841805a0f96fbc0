"""How people answer: one word from a phone, changes of mind, hopes, hearsay, chatter, in the layouts of many more mail clients.

The texts lie in `tests/readings/hall`, written with what they come to before they were run. Each is sent in a layout of its own.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from mailflow.flows.roster import import_roster
from mailflow.flows.take import take
from mailflow.new_settings import write_settings
from mailflow.people_file import read_people
from mailflow.workspace import make_workspace
from reply_layouts import BETWEEN, WHOLE, Between, Whole
from reply_layouts_more import MORE_BETWEEN, MORE_WHOLE
from whole_replies import Post, Reply, replies_in_turn, send_letters, told_of, waits

FOLDER = Path(__file__).parent / "readings" / "hall"
MEETING = "2027-02-02"
SENT = dt.datetime(2027, 2, 4, 9, 0, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2027, 2, 8, 19, 0, tzinfo=dt.UTC)
LAYOUTS = (*WHOLE, *MORE_WHOLE)
REPLIES = tuple(replies_in_turn(FOLDER, LAYOUTS, (*BETWEEN, *MORE_BETWEEN), 6))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    settings = write_settings(name="Ashcombe Village Hall Trust", reference="AVH", address="minutes@ashcombe.example")
    workspace = make_workspace(tmp_path_factory.mktemp("hall") / "board", settings)
    with workspace.open("test") as store:
        import_roster(store, read_people("people.csv", (FOLDER / "people.csv").read_bytes()), "people.csv", SENT)
        take(store, workspace.settings.board, "minutes.md", (FOLDER / "minutes.md").read_bytes(), {}, SENT)
    return send_letters(workspace, MEETING, SENT, ANSWERED)


def test_every_layout_is_among_the_replies() -> None:
    made = {reply.name.rpartition("-")[2] for reply in REPLIES}
    assert made == {layout.__name__ for layout in (*LAYOUTS, *BETWEEN, *MORE_BETWEEN)}


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.name)
def test_what_people_write_is_recorded_or_waits(post: Post, reply: Reply) -> None:
    understood = post.explain(post.mail(reply))
    assert told_of(understood.reading, "AVH 2627_") == sorted(set(reply.gives))
    assert bool(understood.doubts) == waits(reply)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_change_of_mind_is_understood_in_every_layout(post: Post, layout: Whole) -> None:
    said = "7 done. Actually no, one lamp is left."
    reply = Reply("mind", "Colin Bright", lambda letter, writer: layout(letter, writer, said), said, ("07 done ?",))
    assert told_of(post.explain(post.mail(reply)).reading, "AVH 2627_") == ["07 done ?"]


AS_ADVISED = {
    "AVH 2627_06: done": "06 done",
    "AVH 2627_06: done, both quotes are with Dafydd": "06 done",
    "AVH 2627_06: in progress, will be finished by 1 March 2027": "06 in progress by 2027-03-01",
    'Item 3.1: "north side" should read "south side"': '3.1: "north side" -> "south side"',
}


@pytest.mark.parametrize("layout", (*BETWEEN, *MORE_BETWEEN), ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("said", AS_ADVISED)
def test_an_answer_in_the_form_that_the_letter_shows_is_not_taken_for_the_letter(post: Post, said: str, layout: Between) -> None:
    reply = Reply("advised", "Colin Bright", lambda letter, writer: layout(letter, writer, {"AVH 2627_06 Get": said}), said, ())
    assert told_of(post.explain(post.mail(reply)).reading, "AVH 2627_") == [AS_ADVISED[said]]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("said", AS_ADVISED)
def test_so_it_is_where_it_stands_above_or_below_the_letter(post: Post, said: str, layout: Whole) -> None:
    reply = Reply("advised", "Colin Bright", lambda letter, writer: layout(letter, writer, said), said, ())
    assert told_of(post.explain(post.mail(reply)).reading, "AVH 2627_") == [AS_ADVISED[said]]
