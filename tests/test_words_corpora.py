"""Whose words real mails hold, measured against the published suites; skips where they are absent."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mailflow.replies.message import parse_message
from mailflow.replies.words import find_words
from shared import SHARED

CORPORA = SHARED / "replies"
MAILS = sorted(CORPORA.glob("*/*.eml"))
pytestmark = pytest.mark.skipif(not MAILS, reason=f"no corpora in {CORPORA}")

# Golds that contradict others or plain sense: forwarded text as the sender's, delimited signatures and "Sent from my iPhone" as words,
# a greeting that may not stand, a quotation that may not be one. Their losses are allowed, no others.
CONTRADICTED = 9


def _rows(paths: list[Path]) -> tuple[str, float]:
    rows: list[str] = []
    start = time.process_time()
    for path in paths:
        message = parse_message(path.read_bytes())
        rows.append(json.dumps({"file": str(path), "own_text": find_words(message, None).own_text, "kind": message.kind.value}))
    return "\n".join(rows), (time.process_time() - start) / len(paths)


def test_the_scores_on_the_published_suites_hold() -> None:
    rows, seconds = _rows(MAILS)
    told = subprocess.run([sys.executable, str(CORPORA / "score.py")], input=rows, capture_output=True, text=True, check=True).stdout
    total = re.search(r"TOTAL (\d+) exact (\d+) .* lost (\d+) .* leaked (\d+) ", told)
    assert total is not None
    judged, exact, lost, leaked = map(int, total.groups())
    assert exact >= 0.92 * judged
    assert lost <= 0.01 * judged + CONTRADICTED
    assert leaked <= 0.03 * judged
    assert seconds < 0.005


def test_bounces_are_told_from_replies() -> None:
    gold = json.loads((CORPORA / "bounces" / "gold.json").read_text(encoding="utf-8"))
    found = {name: parse_message((CORPORA / "bounces" / name).read_bytes()) for name in gold}
    bounces = [found[name] for name, about in gold.items() if about["class"] == "bounce"]
    assert sum(message.kind.value == "bounce" for message in bounces) >= 0.98 * len(bounces)
    assert sum(bool(message.bounced) for message in bounces) >= 0.97 * len(bounces)
    replies = [parse_message(path.read_bytes()).kind.value for path in MAILS if path.parent.name != "bounces"]
    assert set(replies) == {"reply"}


def _mutated(raw: bytes, dice: random.Random) -> bytes:
    content = bytearray(raw[:20_000])
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(content) or 1)
        match dice.randrange(4):
            case 0:
                content[at : at + dice.randint(1, 40)] = b""
            case 1:
                content[at:at] = bytes(dice.choices(b"<>&=?;:,\"'\n\r \t\x00\xff-_>|()", k=dice.randint(1, 20)))
            case 2:
                content[at:at] = content[at : at + dice.randint(1, 400)]
            case _:
                content[at : at + 1] = bytes([dice.randrange(256)])
    return bytes(content)


def test_mutated_mails_raise_nothing_and_lose_no_line() -> None:
    dice = random.Random(1819)
    raws = [path.read_bytes() for path in MAILS]
    letter = "Dear Becky,\n\n1. QSB 1819_14 Circulate the revised protocol.\n\nThe chair thanked the members for their work."
    end = time.monotonic() + 25
    for count in range(10_000):
        if time.monotonic() > end:
            assert count > 500
            break
        message = parse_message(_mutated(dice.choice(raws), dice))
        words = find_words(message, letter if count % 2 else None)
        assert len(words.lines) == (message.text.count("\n") + 1 if message.text else 0)
