"""Servers of our own that fail on purpose, at a given moment and in a given way: what a real server will not do on demand.

Each speaks just enough of its protocol to get to the moment. They are fakes of the protocol's faults only; whether
mailflow works with servers is tried on real ones.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST


class GoneError(Exception):
    """The conversation is over."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: `at` a moment, `does` it: a reply code ("421"), "silence", "reset", "close" or "garbage"."""

    at: str
    does: str
    text: str = "4.3.0 not today"


class Line:
    """One accepted connection, read by lines."""

    def __init__(self, sock: socket.socket, halt: threading.Event) -> None:
        self.sock, self._halt = sock, halt
        self._buffer = b""
        sock.settimeout(0.1)

    def say(self, text: str | bytes) -> None:
        with contextlib.suppress(OSError):
            self.sock.sendall(text.encode() + b"\r\n" if isinstance(text, str) else text)

    def hear(self) -> bytes:
        """Read one line, without its end."""
        while b"\n" not in self._buffer:
            self._buffer += self._received()
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")

    def some(self) -> bytes:
        """Read whatever is there."""
        if self._buffer:
            got, self._buffer = self._buffer, b""
            return got
        return self._received()

    def _received(self) -> bytes:
        while not self._halt.is_set():
            try:
                got = self.sock.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                raise GoneError from None
            if not got:
                raise GoneError
            return got
        raise GoneError

    def fail(self, fault: Fault) -> None:
        """Do what the fault says; returns where the conversation goes on after it."""
        match fault.does:
            case "silence":
                self._halt.wait()
                raise GoneError
            case "reset":
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                raise GoneError
            case "close":
                raise GoneError
            case "garbage":
                self.say(b"\x00\xfe mumble mumble\r\n")
            case code:
                self.say(f"{code} {fault.text}")
                if code == "421":
                    raise GoneError


@dataclass
class Server:
    """Accepts on a free loopback port; `talk(line, number)` holds each conversation, in a thread of its own."""

    talk: Callable[[Line, int], None]
    halt: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    port: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            listener.settimeout(0.05)
            accepting = threading.Thread(target=self._accept, args=(listener,))
            accepting.start()
            try:
                yield self
            finally:
                self.halt.set()
                accepting.join()

    def _accept(self, listener: socket.socket) -> None:
        talking: list[threading.Thread] = []
        while not self.halt.is_set():
            try:
                sock, _ = listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            talking.append(threading.Thread(target=self._converse, args=(sock, self.connections)))
            talking[-1].start()
        for each in talking:
            each.join()

    def _converse(self, sock: socket.socket, number: int) -> None:
        with sock, contextlib.suppress(GoneError):
            self.talk(Line(sock, self.halt), number)


@dataclass
class SmtpFaults:
    """An SMTP server that does `fault` when `when(connection, letter)` is true; both count from 1, letters per connection.

    Moments: banner, ehlo, starttls, handshake, auth, mail, rcpt, data, body (in mid-letter), dot (the letter is whole), quit.
    """

    fault: Fault | None = None
    when: Callable[[int, int], bool] = lambda connection, letter: True
    extensions: tuple[str, ...] = ("SIZE 50000000", "8BITMIME", "STARTTLS", "AUTH PLAIN LOGIN XOAUTH2")
    helo_only: bool = False
    letters_a_connection: int = 1_000_000
    letters: list[bytes] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    most_at_once: int = 1_000
    open_now: int = 0
    most_seen: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        with Server(self._talk).running() as server:
            yield server

    def _talk(self, line: Line, connection: int) -> None:
        self.open_now += 1
        self.most_seen = max(self.most_seen, self.open_now)
        try:
            if self.open_now > self.most_at_once:
                line.say("421 4.7.0 too many of you")
                return
            self._session(line, connection)
        finally:
            self.open_now -= 1

    def _session(self, line: Line, connection: int) -> None:
        letter = 1
        self._reply(line, "banner", "220 faulty.example ESMTP", connection, letter)
        while True:
            words = line.hear()
            self.heard.append(words)
            verb = words.split(b" ")[0].split(b":")[0].upper().decode("ascii", "replace")
            if verb == "MAIL" and letter > self.letters_a_connection:
                line.say("421 4.7.0 that was enough for one connection")
                return
            letter += self._answer(line, verb, words, connection, letter)

    def _answer(self, line: Line, verb: str, words: bytes, connection: int, letter: int) -> int:
        """Answer one command; give 1 where it ended a letter."""
        match verb:
            case "EHLO" if self.helo_only:
                line.say("502 5.5.1 what is that")
            case "EHLO" | "HELO":
                whole = "\r\n".join(f"250-{each}" for each in ("faulty.example", *self.extensions)) + "\r\n250 HELP"
                self._reply(line, "ehlo", "250 faulty.example" if verb == "HELO" else whole, connection, letter)
            case "STARTTLS":
                self._reply(line, "starttls", "220 go ahead", connection, letter)
                self._reply(line, "handshake", "", connection, letter)
            case "AUTH" if b"XOAUTH2" in words and self._strikes("auth", connection, letter):
                line.say("334 eyJzdGF0dXMiOiI0MDEifQ==")
                self.heard.append(line.hear())
                self._reply(line, "auth", "235 fine", connection, letter)
            case "AUTH":
                self._reply(line, "auth", "235 2.7.0 fine", connection, letter)
            case "DATA":
                if self._reply(line, "data", "354 go on", connection, letter):
                    return self._letter(line, connection, letter)
            case "QUIT":
                self._reply(line, "quit", "221 bye", connection, letter)
                raise GoneError
            case "RSET":
                line.say("250 2.0.0 forgotten")
            case _:
                self._reply(line, verb.lower(), "250 2.0.0 fine", connection, letter)
        return 0

    def _letter(self, line: Line, connection: int, letter: int) -> int:
        content = line.some()
        if self._strikes("body", connection, letter):
            self._reply(line, "body", "", connection, letter)
            line.sock.close()
            raise GoneError
        while not content.endswith(b"\r\n.\r\n"):
            content += line.some()
        if self._reply(line, "dot", "250 2.0.0 taken", connection, letter):
            self.letters.append(content)
        return 1

    def _strikes(self, moment: str, connection: int, letter: int) -> bool:
        return self.fault is not None and self.fault.at == moment and self.when(connection, letter)

    def _reply(self, line: Line, moment: str, answer: str, connection: int, letter: int) -> bool:
        """Answer as a good server would, or do the fault; says whether it was the former."""
        if self._strikes(moment, connection, letter) and self.fault is not None:
            line.fail(self.fault)
            return False
        if answer:
            line.say(answer)
        return True
