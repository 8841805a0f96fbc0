"""Explaining a message: understood as `ingest` would, within the same limits, with nothing recorded; a workspace is optional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from mailflow.errors import MailflowError
from mailflow.flows.limits import Guard, TooLongError
from mailflow.flows.speak import Board
from mailflow.flows.understand import Understood, letters_of, understand
from mailflow.workspace import Workspace


def explainer(workspace: Workspace | None, now: dt.datetime) -> Callable[[bytes], Understood]:
    """Give a function that tells how a mail would be understood now; it raises MailflowError past a limit. Raises StoreError."""
    board = None
    if workspace is not None:
        store = workspace.look()
        board = Board(workspace.settings, workspace.key, store.roster, store, letters_of(store.letters.read))

    def explain(raw: bytes) -> Understood:
        try:
            with Guard(len(raw)) as guard:
                return guard.run(lambda: understand(raw, board, now), len(raw))
        except (TooLongError, MemoryError) as error:
            why = "more memory than any mail may" if isinstance(error, MemoryError) else "more time than any mail may"
            raise MailflowError(f"reading this mail takes {why}. Taken in, it would wait in the review tray after three tries.") from None

    return explain
