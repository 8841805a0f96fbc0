"""Stores of earlier schemas: what is done to their journal, step by step, before the tables are folded from it anew. Pure.

    1 -> 2   nothing: fields that are new hold their defaults, and the tables follow the rules of the day
    2 -> 3   nothing: who has no corrections is told by version and mail, which the events of the journal have

A step n -> n + 1 is a function from journal rows to journal rows. A journal tells what happened, so a step changes how that
is written, never what. The file itself stays as it is until something is recorded; then the old one is kept beside it (`storage`).
"""

from __future__ import annotations

from collections.abc import Callable

from mailflow.errors import StoreError
from mailflow.storage import SCHEMA, Tree
from mailflow.tables import JOURNAL, Fold, event_from_row

Rows = dict[str, dict[str, object]]
STEPS: dict[int, Callable[[Rows], Rows]] = {1: lambda journal: journal, 2: lambda journal: journal}


def upgrade(tree: Tree, schema: int) -> Tree:
    """Give the tree of an earlier schema as one of today's. Raises StoreError where there is no way, or an event fits no rule."""
    missing = [number for number in range(schema, SCHEMA) if number not in STEPS]
    if missing:
        raise StoreError(f"its schema ({schema}) is one that this mailflow does not know. Restore it from a backup.")
    if JOURNAL not in tree:
        return {}
    journal: Rows = tree[JOURNAL]
    for number in range(schema, SCHEMA):
        journal = STEPS[number](journal)
    return {JOURNAL: journal, **Fold().add(event_from_row(key, row) for key, row in journal.items()).rows()}
