"""The workspace of a board: where it lies, what is in it, and how it is made.

mailflow.toml    the settings
people.csv       the roster, as it was last imported from here (optional)
templates/       the board's own templates
store/           what is remembered; `store/key` signs tokens
spool/           mails handed over while the store was held by another (`flows.spool`)
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mailflow import storage
from mailflow.config import FILE_NAME, Settings, read_settings
from mailflow.errors import StoreError, WorkspaceError
from mailflow.letters.compose import Desk
from mailflow.letters.templates import Templates
from mailflow.people import Roster
from mailflow.store import FILE_NAME as STORE_FILE
from mailflow.store import Store
from mailflow.tokens import Key

VARIABLE = "MAILFLOW_WORKSPACE"


@dataclass(frozen=True)
class Workspace:
    """One board's workspace."""

    folder: Path
    settings: Settings

    @property
    def store_folder(self) -> Path:
        return self.folder / "store"

    @cached_property
    def key(self) -> Key:
        """The key that signs tokens. Raises StoreError."""
        path = self.store_folder / "key"
        try:
            return Key(bytes.fromhex(path.read_text("ascii").strip()))
        except (OSError, ValueError) as error:
            raise StoreError(f"{path} cannot be read: {error}. Restore it from a backup: without it no answer finds its letter.") from error

    @cached_property
    def templates(self) -> Templates:
        own = self.folder / "templates"
        return Templates([own] if own.is_dir() else [])

    def desk(self, roster: Roster) -> Desk:
        """Give what every letter of this board shares."""
        board, mail = self.settings.board, self.settings.mail
        return Desk(board.name, board.reference, mail.address, self.key, self.templates, roster, mail.subaddress, mail.read_notices)

    def open(self, command: str, *, wait: float = 0.0, note: Callable[[str], None] | None = None) -> Store:
        """Open the store for writing. Raises StoreLockedError, StoreError."""
        return Store.open(self.store_folder, command=command, wait=wait, note=note)

    def look(self) -> Store:
        """Open the store for reading."""
        return Store.look(self.store_folder)

    def today(self, now: dt.datetime) -> dt.date:
        """Give the day in the board's time zone."""
        return now.astimezone(self.settings.zone).date()


def find_workspace(explicit: str | None, environ: Mapping[str, str], start: Path) -> Workspace:
    """Find the workspace: as named, else $MAILFLOW_WORKSPACE, else the folder `start` upwards. Raises WorkspaceError, SettingError."""
    named = explicit or environ.get(VARIABLE)
    if named:
        folder = Path(named).expanduser()
        if not (folder / FILE_NAME).is_file():
            raise WorkspaceError(f"{folder} is no workspace: there is no {FILE_NAME} in it. Make one with “mailflow init {named}”.")
        return open_workspace(folder)
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return open_workspace(folder)
    raise WorkspaceError(
        f"there is no workspace here: no {FILE_NAME} in {start} or above. "
        "Make one with “mailflow init DIR”, or name one with “--workspace DIR” before the command."
    )


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace in a folder. Raises WorkspaceError, SettingError."""
    path = folder / FILE_NAME
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{path} cannot be read: {error}.") from error
    return Workspace(folder, read_settings(text, file=str(path)))


def make_workspace(folder: Path, settings: str) -> Workspace:
    """Make a workspace with these settings, an empty store and a new key. Raises WorkspaceError where there is one, SettingError."""
    read_settings(settings, file=str(folder / FILE_NAME))
    if (folder / FILE_NAME).exists():
        raise WorkspaceError(f"{folder} is a workspace already. Its settings are in {folder / FILE_NAME}.")
    try:
        store = folder / "store"
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        store.mkdir(exist_ok=True, mode=0o700)
        key = store / "key"
        if not key.exists():
            key.touch(mode=0o600)
            key.write_text(secrets.token_hex(32) + "\n", "ascii")
        if not (store / STORE_FILE).exists():
            storage.create(store / STORE_FILE)
        (folder / FILE_NAME).write_text(settings, "utf-8")
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror}.") from error
    return open_workspace(folder)
