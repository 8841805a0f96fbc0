"""Limits that no mail can lift: of the time and the memory that understanding it takes, and of the processes it may end.

    2 s of the processor, and a second for each 5 MB    an exception of ours (ITIMER_PROF), wherever the reader is
    10 s more                                           the kernel ends the process (RLIMIT_CPU): a library in C heeds no exception
    256 MB, and eight times the largest mail            MemoryError (RLIMIT_AS)

They hold in the main thread, where every command and the service read mails. `outlives` tries a mail in a process of its own.
"""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

SECONDS, OCTETS_A_SECOND, GRACE = 2.0, 5_000_000, 10
MEMORY, TIMES_THE_MAIL = 256 * 1024 * 1024, 8
AGAIN = 0.25  # an exception that is raised where none can be (in a finaliser) is raised again
_PAGES = Path("/proc/self/statm")


class TooLongError(BaseException):
    """A mail took longer than any may. No Exception, so that no reader on the way takes it for a fault of its own."""


class Guard:
    """Holds the limits around each mail of a batch; a context. `largest`: octets of its largest mail.

    In another thread than the main one there is no time limit: signals are the main thread's.
    """

    def __init__(self, largest: int) -> None:
        self._watches = threading.current_thread() is threading.main_thread()
        self._running = False
        self._memory = _address_space() + MEMORY + TIMES_THE_MAIL * largest if _PAGES.exists() else None
        self._before: tuple[object, tuple[int, int], tuple[int, int]] | None = None

    def __enter__(self) -> Guard:
        handler = signal.signal(signal.SIGPROF, self._too_long) if self._watches else None
        self._before = handler, resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)
        return self

    def __exit__(self, *exc: object) -> None:
        assert self._before is not None
        if self._watches:
            signal.signal(signal.SIGPROF, self._before[0] or signal.SIG_DFL)  # type: ignore[arg-type]

    def run(self, function: Callable[[], T], octets: int, seconds: float | None = None) -> T:
        """Call a function that reads a mail of so many octets, in `seconds` where something else is read than a mail.

        Raises TooLongError and MemoryError, besides its own.
        """
        assert self._before is not None
        _, memory, processor = self._before
        seconds = seconds_for(octets) if seconds is None else seconds
        if self._memory is not None:
            _limit(resource.RLIMIT_AS, self._memory, memory)
        if not self._watches:
            try:
                return function()
            finally:
                resource.setrlimit(resource.RLIMIT_AS, memory)
        _limit(resource.RLIMIT_CPU, int(time.process_time() + seconds) + GRACE, processor)
        try:
            try:
                self._running = True
                signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
                return function()
            finally:
                self._running = False
        finally:
            # The exception may strike between the two, too: then once more, no sooner than AGAIN.
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._running = False
            resource.setrlimit(resource.RLIMIT_CPU, processor)
            resource.setrlimit(resource.RLIMIT_AS, memory)

    def _too_long(self, signum: int, frame: FrameType | None) -> None:
        if self._running:
            raise TooLongError("it took more time than any mail may")


def seconds_for(octets: int) -> float:
    """Give the seconds of the processor that a mail of this size may take."""
    return SECONDS + octets / OCTETS_A_SECOND


def outlives(function: Callable[[], object], octets: int) -> str:
    """Call a function in a child process that the kernel ends at the limits; say how the child ended, "" where it ended well.

    What the function raises is no end of a process: its caller will meet it again.
    """
    child = os.fork()
    if not child:
        try:
            seconds = int(time.process_time() + seconds_for(octets)) + 1
            _limit(resource.RLIMIT_CORE, 0, resource.getrlimit(resource.RLIMIT_CORE))
            _limit(resource.RLIMIT_CPU, seconds, (seconds + 1, seconds + 1))
            if _PAGES.exists():
                _limit(resource.RLIMIT_AS, _address_space() + MEMORY + TIMES_THE_MAIL * octets, resource.getrlimit(resource.RLIMIT_AS))
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)
            function()
        finally:
            os._exit(0)
    end = time.monotonic() + 10 * seconds_for(octets) + 60
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    if os.WIFSIGNALED(status):
        return f"it ends the process that reads it ({signal.Signals(os.WTERMSIG(status)).name})"
    return "" if not os.WEXITSTATUS(status) else "it ends the process that reads it"


def _limit(which: int, wanted: int, there: tuple[int, int]) -> None:
    """Lower a soft limit; one that is lower already stays."""
    soft, hard = there
    known = [value for value in (soft, hard) if value != resource.RLIM_INFINITY]
    resource.setrlimit(which, (min([wanted, *known]), hard))


def _address_space() -> int:
    return int(_PAGES.read_text("ascii").split()[0]) * resource.getpagesize()
