"""The log: one line an event with ids and no contents, as text or as JSON; silent until `show` is called.

    2026-10-12T07:41:10.113+00:00 info mail mail=1f0c9a2b77d3e410 kind=reply outcome=recorded person=4 letter=2026-10-08/1/4
    {"at": "2026-10-12T07:41:10.113+00:00", "level": "info", "event": "mail", "mail": "1f0c9a2b77d3e410", ...}

A mail is named by the beginning of the SHA-256 of its bytes, which is the name of its file in `store/mails/`; a letter by its key; a
person by their number. No name, address, subject or text is written, nor a Message-ID, which whoever writes to us may fill as
they like. What a server said is kept where a connection failed, with the addresses in it taken out.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Mapping
from typing import TextIO

from mailflow.errors import MailflowError, PostError, SettingError, StoreError, WorkspaceError

Id = str | int | float | bool
TEXT, JSON = "text", "json"
FORMATS = (TEXT, JSON)
SHORT = 16  # hexadecimal digits of a digest: enough to find the file
_LOG = logging.getLogger("mailflow")
_ADDRESS = re.compile(r"[^\s<>“”\"'(),;]*@[^\s<>“”\"'(),;]*")


def show(stream: TextIO, form: str = TEXT) -> None:
    """Write the log to a stream from now on, as "text" or "json"."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Json() if form == JSON else _Text())
    _LOG.handlers = [handler]
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


def shown() -> bool:
    """Tell whether anybody reads the log."""
    return any(isinstance(handler.formatter, _Text | _Json) for handler in _LOG.handlers)


def log(event: str, known: Mapping[str, Id] | None = None, *, fault: bool = False, **ids: Id | None) -> None:
    """Log an event with the ids known of it; one that is None or empty is left out."""
    if shown():
        found = {name: value for name, value in {**(known or {}), **ids}.items() if value is not None and value != ""}
        _LOG.log(logging.WARNING if fault else logging.INFO, event, extra={"ids": found})


def log_fault(event: str, error: Exception, **ids: Id | None) -> None:
    """Log what went wrong: what sort of error, and why where that is a server, the store, the workspace or a setting."""
    why = None
    if isinstance(error, SettingError):
        why = f"{error.file}: {error.key}: allowed: {error.allowed}."  # what was found there may be a secret in the wrong place
    elif isinstance(error, PostError | StoreError | WorkspaceError):
        why = _ADDRESS.sub("(an address)", str(error))
    kind = type(error).__name__ if isinstance(error, MailflowError) else f"fault of mailflow itself: {type(error).__name__}"
    log(event, None, fault=True, error=kind, why=why, **ids)


def short(digest: str) -> str:
    """Give the beginning of a digest, as it stands in the log."""
    return digest[:SHORT]


def _at(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")


def _ids(record: logging.LogRecord) -> dict[str, Id]:
    ids: dict[str, Id] = getattr(record, "ids", {})
    return ids


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        pairs = (f"{name}={_plain(value)}" for name, value in _ids(record).items())
        return " ".join((_at(record), record.levelname.lower(), record.getMessage(), *pairs))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {"at": _at(record), "level": record.levelname.lower(), "event": record.getMessage()}
        return json.dumps(said | _ids(record) | said, ensure_ascii=True)


def _plain(value: Id) -> str:
    """Write a value so that a line stays one line and its fields can be told apart."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text if re.fullmatch(r"[\w./:+-]+", text) else json.dumps(text, ensure_ascii=True)
