"""A process apart in which a board's own templates are rendered: bounded in time, memory and output, with no secrets in reach.

Jinja's sandbox bounds neither time nor memory, and `'x' * 10**10` cannot be interrupted from within. The process is started when a
board has templates of its own, serves one request after the other, and ends with us.

A request is 8 octets of length and a pickle of (what, name, facts); an answer 8 octets of length and JSON: {"text": ...}, or
{"template": ..., "line": ..., "why": ...} where something is wrong.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import pickle
import re
import resource
import selectors
import subprocess
import sys
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from mailflow.errors import TemplateError

SECONDS = 5.0  # a letter takes some milliseconds
ROOM = 512 * 1024 * 1024  # octets of memory beside what the program itself takes
MOST_TEXT = 16 * 1024 * 1024  # characters of one rendering; minutes have at most 8 MB of text
_FRAME = re.compile(r'File "([^"]+)", line (\d+)')


class Confined:
    """Renders by templates in `folders`, each request within `seconds`."""

    def __init__(self, folders: Sequence[Path], *, seconds: float = SECONDS) -> None:
        self._folders, self._seconds = tuple(folders), seconds
        self._process: subprocess.Popen[bytes] | None = None

    def render(self, name: str, facts: Mapping[str, Any]) -> str:
        """Render a template. Raises TemplateError."""
        return self._ask("render", name, dict(facts))

    def check(self, name: str) -> None:
        """Parse a template. Raises TemplateError."""
        self._ask("check", name, {})

    def _ask(self, what: str, name: str, facts: dict[str, Any]) -> str:
        process = self._running()
        assert process.stdin is not None
        try:
            _write(process.stdin, pickle.dumps((what, name, facts)))
            answer = _read_within(process, 4 * self._seconds)
        except BrokenPipeError:
            answer = None
        if answer is None:
            raise self._ended(process, name)
        if "why" in answer:
            raise TemplateError(answer["template"], answer["line"], answer["why"])
        return str(answer["text"])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path if entry)
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "mailflow.letters.confined", str(self._seconds), *(str(f.absolute()) for f in self._folders)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={"PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
                start_new_session=True,
            )
            weakref.finalize(self, _end, process)
            self._process = process
        return self._process

    def _ended(self, process: subprocess.Popen[bytes], name: str) -> TemplateError:
        """Say what became of a process that gave no answer: where it was, as it told with its last words."""
        process.kill()
        status = process.wait()
        assert process.stderr is not None
        words = process.stderr.read().decode("utf-8", "replace")
        _end(process)
        self._process = None
        late = "Timeout" in words or "Current thread" not in words
        why = f"it takes more than {self._seconds:g} seconds" if late else f"rendering it broke off (status {status})"
        for frame in _FRAME.finditer(words):
            if found := self._template_at(frame[1]):
                return TemplateError(found.removeprefix("builtin/"), self._line(found, int(frame[2])), why)
        return TemplateError(name, None, why)

    def _template_at(self, path: str) -> str | None:
        from mailflow.letters.templates import builtin_folder

        for folder, prefix in (*((f.absolute(), "") for f in self._folders), (builtin_folder(), "builtin/")):
            for file in folder.rglob("*.j2"):
                # The last words have what is not ASCII as escapes.
                if str(file).encode("ascii", "backslashreplace").decode() == path:
                    return prefix + str(file.relative_to(folder))
        return None

    def _line(self, name: str, compiled: int) -> int | None:
        """Give the line of a template for the one of the program it was made into."""
        try:
            return int(self._ask("line", name, {"compiled": compiled}))
        except (TemplateError, ValueError, RecursionError):
            return None


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _write(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(8, "big") + content)
    pipe.flush()


def _read_within(process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any] | None:
    """Read an answer; None where the process ended without one, or did not end by itself, as a stopped one does not."""
    assert process.stdout is not None
    until, received, wanted = time.monotonic() + seconds, bytearray(), 8
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(received) < wanted:
            if not selector.select(max(0.0, until - time.monotonic())):
                return None
            some = os.read(process.stdout.fileno(), 1024 * 1024)
            if not some:
                return None
            received += some
            if len(received) >= 8:
                wanted = 8 + int.from_bytes(received[:8], "big")
    answer: dict[str, Any] = json.loads(received[8:].decode("utf-8", "surrogatepass"))
    return answer


def _bound() -> None:
    """Take from this process what a template has no use for: memory, files of its own, a picture of it on disk."""
    with contextlib.suppress(OSError, ValueError):
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, taken + ROOM))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))


def main(seconds: float, folders: Sequence[str]) -> None:
    """Serve requests until there are no more."""
    from mailflow.letters.templates import Shelf

    shelf = Shelf([Path(folder) for folder in folders])
    faulthandler.enable()
    _bound()
    while len(head := sys.stdin.buffer.read(8)) == 8:
        what, name, facts = pickle.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        faulthandler.dump_traceback_later(seconds, exit=True)
        try:
            answer: dict[str, Any] = {"text": _do(shelf, what, name, facts)}
        except TemplateError as error:
            answer = {"template": error.template, "line": error.line, "why": error.why}
        faulthandler.cancel_dump_traceback_later()
        _write(sys.stdout.buffer, json.dumps(answer).encode("ascii"))


def _do(shelf: Any, what: str, name: str, facts: dict[str, Any]) -> str:
    if what == "line":
        return str(shelf.line(name, facts["compiled"]))
    if what == "check":
        shelf.check(name)
        return ""
    return str(shelf.render(name, facts, most=MOST_TEXT))


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
