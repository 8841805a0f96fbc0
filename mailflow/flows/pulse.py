"""Signs of life: when the mailbox was last read and letters were last sent, and what went wrong last; for `mailflow status`.

They are in `store/pulse.json`, apart from the record: {"collect": {"at": ..., "error": ...}, "send": {...}}. Losing them loses nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mailflow import __version__
from mailflow.records import Dispatch, DispatchState, Taken
from mailflow.workspace import Workspace

KINDS = ("collect", "send")


@dataclass(frozen=True, slots=True)
class Beat:
    """The last time something was done. `error`: a sentence where it failed then, else None; `good`: when it last went well."""

    at: dt.datetime
    good: dt.datetime | None = None
    error: str | None = None


def note_beat(workspace: Workspace, kind: str, at: dt.datetime, error: str | None = None) -> None:
    """Note that a pass over the mailbox ("collect") or a round of sending ("send") has ended. Never fails: it is not the record."""
    beats = _read(_path(workspace))
    before = beats.get(kind, {})
    beats[kind] = {"at": at.isoformat(), "good": before.get("good") if error else at.isoformat(), "error": error}
    path = _path(workspace)
    try:
        fresh = path.with_name(path.name + ".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(beats), "utf-8")
        fresh.replace(path)
    except OSError:
        pass


def read_beats(workspace: Workspace) -> dict[str, Beat]:
    """Give the last beat of each kind there was."""
    beats = {}
    for kind, row in _read(_path(workspace)).items():
        try:
            good = dt.datetime.fromisoformat(row["good"]) if row.get("good") else None
            beats[kind] = Beat(dt.datetime.fromisoformat(row["at"]), good, row.get("error"))
        except (KeyError, TypeError, ValueError):
            continue
    return beats


def status_json(workspace: Workspace, now: dt.datetime) -> dict[str, Any]:
    """Give the state of the service as programs ask for it: ages in seconds, counts, the last error. Raises StoreError.

    `queue_overdue`: seconds since the letter that should have gone first should have gone; `queue_uncertain`: letters that may have gone.
    """
    store = workspace.look()
    beats = {kind: believed for kind, beat in read_beats(workspace).items() if (believed := _believed(beat, now))}
    pending = [d for d in store.all(Dispatch) if d.state is DispatchState.PENDING]
    errors = sorted((beat.at, kind, beat.error) for kind, beat in beats.items() if beat.error)
    found: dict[str, Any] = {"board": workspace.settings.board.name, "version": __version__, "events": store.last_event}
    for kind in KINDS:
        beat = beats.get(kind)
        good = beat.good if beat else None
        found[f"last_{kind}"] = beat.at.isoformat() if beat else None
        found[f"last_{kind}_age"] = int((now - beat.at).total_seconds()) if beat else None
        found[f"last_good_{kind}"] = good.isoformat() if good else None
        found[f"last_good_{kind}_age"] = int((now - good).total_seconds()) if good else None
    found["queue"] = len(pending)
    found["queue_uncertain"] = sum(d.uncertain for d in pending)
    found["queue_overdue"] = max((int((now - (d.next_try or d.created_at)).total_seconds()) for d in pending), default=None)
    if found["queue_overdue"] is not None and found["queue_overdue"] < 0:
        found["queue_overdue"] = None
    found["next_try"] = min((d.next_try.isoformat() for d in pending if d.next_try), default=None)
    found["tray"] = sum(taken.waits for taken in store.all(Taken))
    found["last_error"] = {"at": errors[-1][0].isoformat(), "where": errors[-1][1], "error": errors[-1][2]} if errors else None
    found["schema"] = store.schema
    found["store_octets"] = sum(map(_octets, store.folder.rglob("*")))
    return found


def _believed(beat: Beat, now: dt.datetime) -> Beat | None:
    """Give what a beat tells; one that a clock noted which was ahead would tell of a healthy service for as long as it was ahead."""
    ahead = now + dt.timedelta(minutes=5)
    if beat.at > ahead:
        return None
    return replace(beat, good=None) if beat.good and beat.good > ahead else beat


def concerns(status: dict[str, Any], seconds: int) -> Iterator[str]:
    """Give what of a status is out of order, a sentence each: nothing was read, or nothing went, for longer than that."""
    age = status["last_good_collect_age"]
    if age is None:
        yield "the mailbox was never read; “mailflow serve” or “mailflow collect” does."
    elif age > seconds:
        yield f"the mailbox was last read {age // 60} minutes ago."
    overdue = status["queue_overdue"]
    if overdue is not None and overdue > seconds:
        yield f"a letter waits that should have gone {overdue // 60} minutes ago; {status['queue']} wait in all."


def _octets(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0  # a file that was being written has got its name meanwhile


def _path(workspace: Workspace) -> Path:
    return workspace.store_folder / "pulse.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {kind: row for kind, row in found.items() if kind in KINDS and isinstance(row, dict)} if isinstance(found, dict) else {}
