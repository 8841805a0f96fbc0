"""The doctor: looks at settings, servers, folders, clock, templates and store, and says what to do about each fault."""

from __future__ import annotations

import asyncio
import datetime as dt
import difflib
import shlex
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mailflow.config import READABLE, ServerSettings
from mailflow.errors import MailflowError, PostError, StoreError, TemplateError
from mailflow.flows.accounts import account
from mailflow.flows.mailbox import folder_names
from mailflow.letters.templates import Templates
from mailflow.people import Standing
from mailflow.post.courier import knock
from mailflow.post.inbox import Inbox
from mailflow.storage import SCHEMA
from mailflow.store import FILE_NAME
from mailflow.workspace import Workspace

LEAST_FREE = 50_000_000  # octets


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    good: bool
    sentence: str


def examine(workspace: Workspace, environ: Mapping[str, str], now: dt.datetime) -> Iterator[Finding]:
    """Look at everything; never raises for what it finds."""
    yield Finding("settings", True, f"{workspace.folder / 'mailflow.toml'} is in order")
    yield _look("store", lambda: _store(workspace))
    yield from _modes(workspace)
    yield _look("disk", lambda: _disk(workspace))
    yield _look("roster", lambda: _roster(workspace))
    yield _look("templates", lambda: _templates(workspace))
    yield _look("clock", lambda: _clock(workspace, now))
    yield _look("smtp", lambda: _smtp(workspace, environ))
    yield _look("imap", lambda: _imap(workspace, environ))


def _look(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except MailflowError as error:
        return Finding(what, False, str(error))
    except OSError as error:
        return Finding(what, False, f"{error.filename}: {error.strerror}.")


def _store(workspace: Workspace) -> str:
    store = workspace.look()
    events = sum(1 for _ in store.journal())
    _ = workspace.key
    then = "" if store.schema == SCHEMA else f", brought to {SCHEMA} with the next change"
    return f"{events} events in the journal, {len(store.roster.people)} people; schema {store.schema}{then}"


def _disk(workspace: Workspace) -> str:
    """Each change writes the whole file anew before the old one goes, and keeps the one before."""
    free = shutil.disk_usage(workspace.store_folder).free
    wanted = max(LEAST_FREE, 4 * (workspace.store_folder / FILE_NAME).stat().st_size)
    if free < wanted:
        raise StoreError(
            f"{free // 1_000_000} MB are free for {workspace.store_folder}, and {wanted // 1_000_000} are wanted. "
            "Make room before something cannot be recorded."
        )
    return f"{free // 1_000_000} MB are free for the store"


def _modes(workspace: Workspace) -> Iterator[Finding]:
    store = workspace.store_folder
    wide = [path for path in (store, *sorted(store.rglob("*"))) if _open_to_others(path)]
    if not wide:
        yield Finding("access", True, f"nobody else may look into {store}")
        return
    first = f"{wide[0]} (mode {stat.S_IMODE(wide[0].stat().st_mode):o})"
    more = f" and {len(wide) - 1} more" if len(wide) > 1 else ""
    yield Finding("access", False, f"others may look into {first}{more}. Close it: chmod -R go= {shlex.quote(str(store))}")


def _open_to_others(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:  # it went while we looked
        return False
    return not stat.S_ISLNK(mode) and bool(stat.S_IMODE(mode) & 0o077)


def _roster(workspace: Workspace) -> str:
    roster = workspace.look().roster
    if not roster.people:
        raise PostError("the roster is empty. Import one: mailflow people import people.csv.", transient=False)
    clerks = [p.name for p in roster if p.standing is Standing.CLERK]
    return f"{len(roster.people)} people; clerk: {', '.join(clerks) or 'none named'}"


def _templates(workspace: Workspace) -> str:
    names = workspace.templates.names()
    for name in names:
        if name.endswith(".j2"):
            workspace.templates.check(name)
    own = workspace.folder / "templates"
    texts = {path: path.read_text("utf-8", "replace") for path in own.rglob("*") if path.is_file() and path.suffix != ".md"}
    for path in texts:
        _refuse_unused(path, str(path.relative_to(own)), [text for other, text in texts.items() if other != path])
    return f"{len(names)} templates, {len(texts)} of them the board's own"


def _refuse_unused(path: Path, name: str, others: list[str]) -> None:
    """A file that is never read is a letter that the board believes it has changed. Raises TemplateError."""
    built_in = Templates().names()
    if name in built_in or any(name in text for text in others):
        return
    near = difflib.get_close_matches(name, built_in, n=1, cutoff=0.5)
    meant = f" (is {near[0]} meant?)" if near else ""
    raise TemplateError(str(path), None, f"no letter uses a template of this name{meant}")


def _clock(workspace: Workspace, now: dt.datetime) -> str:
    if now.year < 2024:
        raise PostError(f"the clock says {now:%d %B %Y}, which cannot be. Set it.", transient=False)
    latest = max((event.at for event in workspace.look().journal()), default=now)
    if latest > now + dt.timedelta(days=1):
        raise PostError(
            f"the clock says {now:%d %B %Y}, but something was recorded on {latest:%d %B %Y}. If the clock is wrong, set it; if it was "
            "wrong then, look whether letters of that day name a last day for corrections that cannot be.",
            transient=False,
        )
    return f"{now:%d %B %Y %H:%M} UTC"


def _smtp(workspace: Workspace, environ: Mapping[str, str]) -> str:
    server = workspace.settings.smtp
    asyncio.run(knock(account(server, environ)))
    return f"{server.host}:{server.port} lets us in{_readable(server)}"


def _imap(workspace: Workspace, environ: Mapping[str, str]) -> str:
    server = workspace.settings.imap
    with Inbox(account(server, environ), workspace.settings.inbox.folder) as inbox:
        inbox.make_folders(folder_names(workspace).values())
    filed = workspace.settings.inbox.filed_under
    return f"{server.host}:{server.port} lets us in; the folders under “{filed}” are there{_readable(server)}"


def _readable(server: ServerSettings) -> str:
    return f"; password and mail are {READABLE}, as the settings say" if server.security == READABLE else ""
