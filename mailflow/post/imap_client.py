"""imaplib's client with a reading of our own, so that waiting can end without losing half a line.

imaplib reads through a buffer that no selector sees and that a time-out breaks for good; imap-tools' IDLE stumbles over
both. `read` and `readline` are methods that imaplib means to be overridden. Literals beyond a cap are read past, not kept.
"""

from __future__ import annotations

import imaplib
import selectors
import socket
import ssl
import time

MOST_LINE = 20 * 1024 * 1024  # a SEARCH answer of two million UIDs
MOST_LITERAL = 64 * 1024 * 1024
KEPT_OF_TOO_LONG = 256 * 1024
AT_ONCE = 64 * 1024


class Client(imaplib.IMAP4):
    """A client whose received octets lie in `_pending` until they are taken."""

    _pending: bytearray
    most_literal = MOST_LITERAL

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect, with nothing received so far."""
        self._pending = bytearray()
        super().open(host, port, timeout)

    def read(self, size: int) -> bytes:
        """Read a literal of `size` octets; of one beyond the cap, only its beginning."""
        if size <= self.most_literal:
            while len(self._pending) < size and self._receive(size - len(self._pending)):
                pass
            return self._take(size)
        kept = bytearray()
        while size > 0 and (self._pending or self._receive(AT_ONCE)):
            part = self._take(min(size, AT_ONCE))
            size -= len(part)
            kept += part[: KEPT_OF_TOO_LONG - len(kept)]
        return bytes(kept)

    def readline(self) -> bytes:
        """Read one line with its end; what there is of it where the server has closed."""
        searched = 0
        while (end := self._pending.find(b"\n", searched)) < 0:
            searched = len(self._pending)
            if searched > MOST_LINE:
                raise self.error(f"the server sent a line of more than {MOST_LINE:,} octets")
            if not self._receive(AT_ONCE):
                return self._take(searched)
        return self._take(end + 1)

    def line_comes(self, seconds: float) -> bool:
        """Wait until a whole line is there to be read; False where none was in `seconds`. A part of one is kept.

        Raises `abort` where the server has closed the connection: that is no time-out.
        """
        until = time.monotonic() + seconds
        while b"\n" not in self._pending:
            left = until - time.monotonic()
            if left <= 0 or not self._octets_come(left):
                return False
            if not self._receive_now():
                raise self.abort("the server has closed the connection")
        return True

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Do STARTTLS (RFC 3501 section 6.2.1). What came in clear behind the server's OK is an attack (CVE-2011-0411)."""
        status, said = self._simple_command("STARTTLS")
        if status != "OK":
            raise self.error(f"STARTTLS was refused: {said!r}")
        if self._pending:
            raise self.abort("the server sent unencrypted text after STARTTLS")
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self._tls_established = True
        self.untagged_responses.clear()
        self.refresh_capabilities()

    def refresh_capabilities(self) -> None:
        """Ask anew what the server can do: it says more after a login."""
        status, said = self.capability()
        if status == "OK" and said and isinstance(said[-1], bytes):
            self.capabilities = tuple(said[-1].decode("ascii", "replace").upper().split())

    def _take(self, count: int) -> bytes:
        taken = bytes(self._pending[:count])
        del self._pending[:count]
        return taken

    def _receive(self, wanted: int) -> bool:
        """Receive something, within the socket's time-out; False at the end of the connection."""
        received = self.sock.recv(max(wanted, AT_ONCE))
        self._pending += received
        return bool(received)

    def _octets_come(self, seconds: float) -> bool:
        """Wait for the socket; the TLS layer may hold octets that the system has given away already."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def _receive_now(self) -> bool:
        """Receive what is there without waiting; False at the end of the connection. A TLS record may hold no octet for us."""
        usual = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return self._receive(AT_ONCE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        finally:
            self.sock.settimeout(usual)


class TlsClient(Client, imaplib.IMAP4_SSL):  # type: ignore[misc]  # only the default port differs, and we always give one
    """The same over implicit TLS."""


def keep_alive(sock: socket.socket) -> None:
    """Have the system notice within minutes that the other end is gone, while nothing is said in IDLE."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):  # named otherwise, or not at all, on other systems
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)
