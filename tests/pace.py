"""How long something takes of the processor: the best of several runs, made that of a machine at rest, whatever else runs on this one."""

from __future__ import annotations

import time
from collections.abc import Callable

PACE = 0.0051  # seconds that `_sum` takes of the processor of the machine the promises are measured on, at rest


def slower() -> float:
    """Tell how many times slower than at rest this machine is just now; 1.0 where it is not."""
    return max(1.0, min(_sum(), _sum()) / PACE)


def seconds(call: Callable[[], object], *, tries: int = 5, good: float = 0.0) -> float:
    """Give the best time of several; once one is below `good` no more are taken."""
    best = float("inf")
    for _ in range(tries):
        now = slower()
        start = time.process_time()
        call()
        best = min(best, (time.process_time() - start) / now)
        if best < good:
            break
    return best


def _sum() -> float:
    start = time.process_time()
    seen: dict[str, int] = {}
    for n in range(20_000):
        key = str(n % 1_000)
        seen[key] = seen.get(key, 0) + n
    return time.process_time() - start
