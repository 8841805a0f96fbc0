"""What the log says of an event of the journal: its ids, found by their shape, and never its contents. Pure.

Every field of a fact is looked at, those of a value in it as well. Numbers, yes or no, and states can hold no contents; of texts only
those are taken that are named as ids and have the shape of one (a digest, a key of ours, a meeting's day, an action's reference); of lists
their length.
So a fact that is added later has its line without anybody thinking of it, and nothing of a mail can come into the log by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum

from mailflow.journal import Event, MessageTaken, View
from mailflow.logs import Id, short
from mailflow.records import Taken

_KEY = re.compile(
    r"\d{4}-\d\d-\d\d(?:/\d{1,6}){0,2}"  # a meeting, a version, a letter
    r"|[a-z]{4,10}/[0-9a-z]{1,3}?[0-9a-f]{8,40}"  # a letter of another kind
    r"|[A-Za-z][A-Za-z0-9-]{0,11} \d{4}_\d{1,6}(?:/\d{1,6})?"  # an action, a handing on
)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[245]\d\d(?: [245]\.\d{1,3}\.\d{1,3})?(?= |$)")
NAMES = frozenset({"key", "meeting", "ref", "dispatch", "mail", "document", "body"})
CODED = ("error", "reason")  # texts that may begin with a server's code, of which the code is told


def name_of(event: Event) -> str | None:
    """Give the log's name of an event, "action-reported"; None for a mail that was taken, which has its own line."""
    if isinstance(event.fact, MessageTaken):
        return None
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(event.fact).__name__).lower()


def ids_of(event: Event, view: View) -> dict[str, Id]:
    """Give what the log says of an event."""
    found: dict[str, Id] = {"entry": event.number}
    taken = view.get(Taken, event.message) if event.message else None
    if taken:
        found["mail"] = short(taken.mail)
    for name, value in _of(event.fact):
        found.setdefault(name, value)
    return found


def _of(value: object, *, within: bool = False) -> Iterator[tuple[str, Id]]:
    if not is_dataclass(value):
        return
    for field in fields(value):
        inner = getattr(value, field.name)
        if inner is None or inner is False:
            continue
        if isinstance(inner, tuple):
            if not within:
                yield field.name, len(inner)
        elif isinstance(inner, bool | int):
            yield field.name, inner
        elif isinstance(inner, str):
            yield from _of_text(field.name, inner)
        elif not within:
            yield from _of(inner, within=True)


def _of_text(name: str, text: str) -> Iterator[tuple[str, Id]]:
    if isinstance(text, StrEnum) or (name in NAMES and _KEY.fullmatch(text)):
        yield name, str(text)
    elif name in NAMES and _DIGEST.fullmatch(text):
        yield name, short(text)
    elif name in CODED and (code := _CODE.match(text)):
        yield "code", code[0]
