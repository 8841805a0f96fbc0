"""What we sent is ours, many thousand times: the compositions of `reflow` beyond those of `test_reflow`.

`make torture` reads 5,000, 20,000 with `TORTURE=long`; of all other runs a few stand for them.
"""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

from reflow import describe, failures, shrink
from sent_back import sent_letters

COUNT = {"": 40, "long": 20_000}.get(os.environ.get("TORTURE", ""), 5_000)
FIRST = 1_000_000
SHOWN = 5


def test_nothing_of_thousands_of_letters_that_come_back_is_taken_for_the_senders_words(tmp_path: Path) -> None:
    boards = sent_letters()
    found = list(failures(range(FIRST, FIRST + COUNT), boards))
    print(f"\n{COUNT - len(found)} of {COUNT} letters that came back were read rightly")
    by_letter = Counter(failure.composition.kind for failure in found)
    said = [f"{len(found)} of {COUNT} failed: {', '.join(f'{kind} {n}' for kind, n in by_letter.most_common())}"]
    said += [describe(shrink(failure, boards), tmp_path) for failure in islice(found, SHOWN)]
    said += [f"seeds: {' '.join(str(failure.composition.seed) for failure in found[:100])}"]
    assert not found, "\n".join(said)
