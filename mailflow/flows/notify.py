"""What the service tells the service manager (sd_notify): that it is ready, what it is doing, that it is alive, that it stops.

The protocol is one datagram to the socket that $NOTIFY_SOCKET names, of lines NAME=VALUE (sd_notify(3)); a name that begins with "@"
is an abstract one. $WATCHDOG_USEC says how often a sign of life is wanted, $WATCHDOG_PID of whom (sd_watchdog_enabled(3)). Without
them nothing is sent, and nothing here ever fails: a service is not worse for nobody looking.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping

# A sign of life goes at most so often within the time after which the service would be taken for dead.
SIGNS = 4


class Notifier:
    """Speaks to the service manager, if there is one."""

    def __init__(self, environ: Mapping[str, str], *, steady: Callable[[], float] = time.monotonic) -> None:
        name = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + name[1:] if name.startswith("@") else name
        self._steady = steady
        self._every = _watchdog_seconds(environ) / SIGNS
        self._signed = -self._every

    def ready(self) -> None:
        """Tell that the service is up, or up again after it has read its settings anew."""
        self._tell("READY=1")

    def reloading(self) -> None:
        """Tell that the settings are read anew; the time lets the manager put messages in order (Type=notify-reload)."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={int(self._steady() * 1_000_000)}")

    def stopping(self) -> None:
        """Tell that the service is on its way down."""
        self._tell("STOPPING=1")

    def status(self, words: str) -> None:
        """Tell in one line what the service is doing."""
        self._tell("STATUS=" + " ".join(words.split()))

    def alive(self) -> None:
        """Give a sign of life; called from the loop itself wherever it has come one step further, it is sent as often as is needed."""
        now = self._steady()
        if self._every and now - self._signed >= self._every:
            self._signed = now
            self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if self._address[:1] not in ("/", "\0"):
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
                sock.settimeout(1.0)
                sock.connect(self._address)
                sock.send("\n".join(lines).encode())
        except OSError:
            pass


def _watchdog_seconds(environ: Mapping[str, str]) -> float:
    try:
        microseconds = int(environ.get("WATCHDOG_USEC", "0"))
        mine = int(environ.get("WATCHDOG_PID", str(os.getpid()))) == os.getpid()
    except ValueError:
        return 0.0
    return max(0, microseconds) / 1_000_000 if mine else 0.0
