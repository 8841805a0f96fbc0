"""What members write to the letters of the demo's board: each text in a layout of its own, and what is recorded of it.

The texts lie in `tests/readings/demo`; they were written, with what they come to, before they were run.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from whole_replies import Post, Reply, replies_of, send_letters, told_of, waits

REPLIES = tuple(replies_of(Path(__file__).parent / "readings" / "demo", 1))


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    board = make_board_with_minutes(tmp_path_factory.mktemp("demo") / "board")
    return send_letters(board, MEETING, NOW, NOW + dt.timedelta(days=5, hours=10))


def test_there_are_at_least_40_texts_of_members() -> None:
    assert len({reply.said for reply in REPLIES}) >= 40


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.name)
def test_what_a_member_writes_is_recorded_or_waits(post: Post, reply: Reply) -> None:
    understood = post.explain(post.mail(reply))
    assert told_of(understood.reading, "QSB 2627_") == sorted(set(reply.gives))
    assert bool(understood.doubts) == waits(reply)
