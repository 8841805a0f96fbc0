"""Mails that came to harm: mutated by the thousand and taken by a real board. None fails, each is kept as it came, each is decided."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from answering import LATER, Post, letters_out
from mailflow.demo.clients import Writer
from mailflow.flows.collect import Collector
from mailflow.flows.explain import explainer
from mailflow.flows.keeping import check
from mailflow.journal import MessageFailed
from mailflow.records import Outcome
from mutations import MUTATIONS, TEXTS, mutate
from reply_layouts import WHOLE
from shared import SHARED

MAILS = 100_000 if os.environ.get("TORTURE") == "long" else 10_000
BOARDS = MAILS // 2_500
AT_ONCE = 250
WORDS = (
    'QSB 2627_08: done, on Monday.\nItem 3.2: "42 referrals" should read "24 referrals".\n\nWhen do we meet?',
    "No corrections.\n\nThe gulls were purple sideways. 2627_06 half done, the rest by Friday.",
    "No corrections.",
)


def sources(post: Post) -> list[bytes]:
    """Give honest mails: the corpus beside this file, answers to our letters in every layout, and the shared corpus where it is."""
    found = [path.read_bytes() for path in sorted((Path(__file__).parent / "replies").glob("*.eml"))]
    for number, layout in enumerate(WHOLE):
        for person in ("Emeka Obi", "Ada Fenn"):
            letter = replace(post.received[person], date=dt.datetime(2026, 11, 12, 9, 0, tzinfo=dt.UTC))
            found.append(layout(letter, Writer(person, letter.to, LATER, f"m{number}"), WORDS[number % 3]))
    return found + [path.read_bytes() for path in sorted((SHARED / "replies").rglob("*.eml"))]


@pytest.mark.parametrize("board", range(BOARDS))
def test_mutated_mails_are_all_kept_and_decided(tmp_path: Path, board: int) -> None:
    post = letters_out(tmp_path / "board")
    honest = sources(post)
    outcomes: Counter[str] = Counter()
    with post.workspace.open("test") as store:
        collector = Collector(post.workspace, store)
        for first in range(board * 2_500, (board + 1) * 2_500, AT_ONCE):
            raws = [mutate(honest, seed) for seed in range(first, first + AT_ONCE)]
            for seed, raw, understood in zip(range(first, first + AT_ONCE), raws, collector.take_mails(raws, LATER), strict=True):
                failed = [fact.error for fact in understood.facts if isinstance(fact, MessageFailed)]
                assert not failed, f"seed {seed}: {failed}"
                assert store.mails.read(understood.message.digest) == raw, f"seed {seed} is not kept as it came"
                assert understood.outcome in Outcome and (understood.reason or understood.outcome == Outcome.RECORDED), f"seed {seed}"
                outcomes[str(understood.outcome)] += 1
    assert check(post.workspace) == ()
    assert set(outcomes) >= {"recorded", "review", "ignored"}, "the mutations leave some mails alive"
    assert sum(outcomes.values()) == 2_500


def test_every_mutation_changes_mails_and_a_seed_gives_the_same_mail_again(post: Post) -> None:
    import random

    honest = sources(post)[:60]
    for mutation in MUTATIONS:
        chance = random.Random(7)
        assert any(mutation(raw, honest, chance) != raw for raw in honest), mutation
    assert [mutate(honest, seed) for seed in range(50)] == [mutate(honest, seed) for seed in range(50)]


def texts() -> Iterator[str]:
    """Give each hostile text drawn out to the length that is read at most, and some that only length makes hostile."""
    for text in TEXTS:
        yield (text * (262_144 // len(text) + 1))[:262_144]
    yield "QSB 2627_08: done. " * 13_000
    yield "\n".join(f"QSB 2627_{n:02}: done" for n in range(5_000))
    yield 'item 3.2: "42 referrals" should read "24 referrals"\n' * 4_900


@pytest.mark.parametrize("client", ["plain", "page"])
def test_hostile_texts_of_full_length_are_read_in_time(post: Post, client: str) -> None:
    explain = explainer(post.workspace, LATER)
    honest = post.reply("Emeka Obi", "WORDS")
    head, _, _ = honest.partition(b"MIME-Version")
    slow = []
    for text in texts():
        kind = b"text/plain" if client == "plain" else b"text/html"
        raw = head + b"Content-Type: " + kind + b"; charset=utf-8\r\n\r\n" + text.encode("utf-8", "replace")
        begun = time.process_time()
        assert explain(raw).tie is not None
        if (took := time.process_time() - begun) > 1.5:
            slow.append((round(took, 1), text[:40]))
    assert slow == []
