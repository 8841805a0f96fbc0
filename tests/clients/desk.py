"""What each client is given: a folder of its own for a home, an editor that carries a wish out, and a post office on loopback.

`arrived` gives what the client sent, as it lay in the board's mailbox afterwards. Whatever is started here is ended by its process id.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path
from typing import TypeVar

from clients.board import ADDRESS, Correspondent
from clients.wishes import Wish
from mailflow.post.office import Office

PATIENCE = 30.0  # seconds for one thing to happen: two slow cores are shared by all
PASSWORD = "secret"
TESTS = Path(__file__).resolve().parents[1]
T = TypeVar("T")


class ClientFault(Exception):  # noqa: N818
    """A client did not do what was asked of it; the sentence says what, and the reply is skipped."""


@dataclass
class Desk:
    """Where one client works. `folder` is empty to begin with."""

    folder: Path
    office: Office
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "DISPLAY") if name in os.environ}
        dirs = {name: str(self.folder / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
        for each in dirs.values():
            Path(each).mkdir(mode=0o700)
        self.environ = {"LANG": "C.UTF-8", **kept, **dirs, "HOME": str(self.folder), "TERM": "xterm", **self.environ}

    @property
    def smtp_port(self) -> int:
        """The port at which letters are taken, without a login."""
        return self.office.smtp_port

    def file(self, name: str, content: str | bytes, *, executable: bool = False) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o755 if executable else 0o644)
        return path

    def editor(self, wish: Wish) -> Path:
        """Give a program that does what `wish` says to the file of a reply."""
        told = self.file("wish.json", wish.as_json())
        words = shlex.join([sys.executable, "-m", "clients.editor", str(told)])
        return self.file("editor", f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(TESTS))} exec {words} "$@"\n', executable=True)

    def edited(self) -> None:
        """Wait until the editor has done its work. Raises ClientFault."""
        done, fault = self.folder / "wish.done", self.folder / "wish.fault"
        self.until(lambda: done.exists() or fault.exists(), "the editor was not called", within=20)
        if fault.exists():
            raise ClientFault(fault.read_text("utf-8"))

    def arrived(self) -> bytes:
        """Give the one mail that came for the board. Raises ClientFault where none comes."""
        return self.until(lambda: b"".join(self.office.mailbox(ADDRESS)[-1:]), "nothing was sent", within=20)

    def until(self, found: Callable[[], T | None], otherwise: str, *, within: float = PATIENCE) -> T:
        """Ask again and again until there is an answer, and give it. Raises ClientFault, which says `otherwise`."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if answer := found():
                return answer
            time.sleep(0.1)
        raise ClientFault(f"{otherwise} within {within:g} seconds")

    @contextlib.contextmanager
    def running(self, *command: str | Path, environ: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """Have a program run meanwhile; what it prints goes into a file of its name."""
        log = self.folder / f"{Path(command[0]).name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                command, cwd=self.folder, env={**self.environ, **(environ or {})}, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        try:
            yield process
        finally:
            end(process)

    def run(self, *command: str | Path, within: float = PATIENCE) -> str:
        """Run a program to its end and give what it printed. Raises ClientFault."""
        try:
            ran = subprocess.run(
                command, cwd=self.folder, env=self.environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=within,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ClientFault(f"{Path(command[0]).name} did not end within {within:g} seconds") from None
        if ran.returncode:
            raise ClientFault(f"{Path(command[0]).name} failed: {(ran.stderr or ran.stdout).strip()[-200:]}")
        return ran.stdout


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started; it leads a session of its own."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def needs(*programs: str) -> str | None:
    """Say which of the programs is not installed."""
    missing = [each for each in programs if shutil.which(each) is None]
    return f"{' and '.join(missing)} not installed" if missing else None


def free_port() -> int:
    """Give a port of loopback that nobody listens at."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def writer_of(letter: bytes) -> Correspondent:
    """Tell who answers a letter: whom it was sent to."""
    return Correspondent(*parseaddr(str(message_from_bytes(letter, policy=policy.default)["To"])))


def lost_of(wish: Wish, reply: bytes) -> str:
    """Give the first line that was typed and is not in a reply: a key that got lost must not pass for an answer; "" where all are."""
    body = message_from_bytes(reply, policy=policy.default).get_body(("plain", "html"))
    told = _letters(str(body.get_content()) if body is not None else "")
    return next((line for line in wish.words.split("\n") if _letters(line) not in told), "")


def _letters(text: str) -> str:
    return "".join(character for character in text if not character.isspace() and character != ">")


def as_mbox(letter: bytes) -> bytes:
    """Give a letter as a mailbox of one mail, as a delivery agent writes it (lines that begin with "From " are marked)."""
    lines = letter.replace(b"\r\n", b"\n").split(b"\n")
    marked = [b">" + line if line.startswith(b"From ") else line for line in lines]
    return b"From MAILER-DAEMON Sat Nov 28 09:00:00 2026\n" + b"\n".join(marked) + b"\n\n"
