"""Explaining a message: understood as `ingest` would, with nothing recorded; a workspace is optional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from mailflow.flows.speak import Board
from mailflow.flows.understand import Understood, remembering, understand
from mailflow.letters.kept import plain_text
from mailflow.workspace import Workspace


def explainer(workspace: Workspace | None, now: dt.datetime) -> Callable[[bytes], Understood]:
    """Give a function that tells how a mail would be understood now. Raises StoreError."""
    if workspace is None:
        return lambda raw: understand(raw, None, now)
    store = workspace.look()
    letter_text = remembering(lambda digest: plain_text(kept) if (kept := store.letters.read(digest)) else None)
    board = Board(workspace.settings, workspace.key, store.roster, store, letter_text)
    return lambda raw: understand(raw, board, now)
