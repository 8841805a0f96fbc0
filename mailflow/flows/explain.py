"""Explaining a message: understood as `ingest` would, with nothing recorded; a workspace is optional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from mailflow.flows.speak import Board
from mailflow.flows.understand import Understood, letters_of, understand
from mailflow.workspace import Workspace


def explainer(workspace: Workspace | None, now: dt.datetime) -> Callable[[bytes], Understood]:
    """Give a function that tells how a mail would be understood now. Raises StoreError."""
    if workspace is None:
        return lambda raw: understand(raw, None, now)
    store = workspace.look()
    board = Board(workspace.settings, workspace.key, store.roster, store, letters_of(store.letters.read))
    return lambda raw: understand(raw, board, now)
