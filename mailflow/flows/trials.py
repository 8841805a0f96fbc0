"""Mails on which mailflow fails: each is tried three times, then set aside for the clerk, and the next mail is taken meanwhile.

A mail may raise, go past a limit, or end the process. For the last, `store/in-hand.json` names the mails that are being understood:

    {"in_hand": ["digest", ...], "ended": {"digest": 1}}

It is written before them and removed after. Where it is found at the start, the process ended with those in hand: `ended` counts how
often. Each of them, and each that failed before, is understood in a child process first, then here, alone in hand; the others
are taken as ever. Losing the file loses nothing that is on record.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mailflow.errors import StoreError
from mailflow.flows.limits import Guard, TooLongError, outlives
from mailflow.flows.speak import Board
from mailflow.flows.understand import TRIES, Understood, message_key, understand
from mailflow.journal import MessageFailed, MessageTaken
from mailflow.records import Outcome, Taken, Trial
from mailflow.replies.message import parse_message
from mailflow.replies.mime import header_section
from mailflow.replies.model import Message, Reading, Words

FILE_NAME = "in-hand.json"


class Trials:
    """Understands the mails of one board, and remembers in whose hands the process ended."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._ended = _ended(self._path)

    @contextmanager
    def hold(self, raws: Sequence[bytes], digests: Sequence[str], board: Board) -> Iterator[Trying]:
        """Take mails in hand, under the limits, until the context is left."""
        suspects = {d for d in digests if d in self._ended or board.ledger.get(Trial, d) is not None}
        calm = [digest for digest in digests if digest not in suspects]
        self.note(calm)
        try:
            with Guard(max(map(len, raws), default=0)) as guard:
                yield Trying(self, guard, board, suspects, calm)
        finally:
            self.note([])

    def ended(self, digest: str) -> int:
        """Tell how often the process ended with a mail in hand."""
        return self._ended.get(digest, 0)

    def forget(self, digest: str) -> None:
        """Hold the ends of the process no longer against a mail that is done with."""
        self._ended.pop(digest, None)

    def note(self, in_hand: Sequence[str]) -> None:
        """Write down what is in hand. No flush: what a crash of the machine loses was no mail's doing. Raises StoreError."""
        try:
            if in_hand or self._ended:
                fresh = self._path.with_name(FILE_NAME + ".new")
                fresh.touch(mode=0o600)
                fresh.write_text(json.dumps({"in_hand": list(in_hand), "ended": self._ended}), "ascii")
                fresh.replace(self._path)
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error.strerror}. Nothing of this step was recorded.") from error


class Trying:
    """Mails in hand."""

    def __init__(self, trials: Trials, guard: Guard, board: Board, suspects: set[str], calm: list[str]) -> None:
        self._trials, self._guard, self._board, self._suspects, self._calm = trials, guard, board, suspects, calm

    def understand(self, raw: bytes, digest: str, now: dt.datetime, *, too_large: bool = False) -> Understood:
        """Understand one of them; where mailflow fails on it, that is said and counted. Raises StoreError."""
        understood = self._understand(raw, digest, now, too_large=too_large)
        if digest in self._suspects and is_settled(understood):
            self._trials.forget(digest)
        return understood

    def _understand(self, raw: bytes, digest: str, now: dt.datetime, *, too_large: bool) -> Understood:
        def work() -> Understood:
            return understand(raw, self._board, now, too_large=too_large)

        if digest in self._suspects:
            if self._trials.ended(digest) >= TRIES:
                return self._failed(raw, digest, "the process that read it ended each time", now)
            if end := outlives(work, len(raw)):
                return self._failed(raw, digest, end, now)
            self._trials.note([digest])
        try:
            return self._guard.run(work, len(raw))
        except (Exception, TooLongError) as error:
            # Whatever a mail does to us, the next one is taken: this one is isolated, tried again, then set aside.
            return self._failed(raw, digest, f"{type(error).__name__}: {error}"[:200], now)
        finally:
            if digest in self._suspects:
                self._trials.note(self._calm)

    def _failed(self, raw: bytes, digest: str, error: str, now: dt.datetime) -> Understood:
        message = self._head_of(raw, digest)
        before = self._board.ledger.get(Trial, digest)
        tries = (before.tries if before else 0) + 1
        fact = MessageFailed(digest, error)
        if tries < TRIES:
            reason = f"mailflow failed on it ({error}); that was try {tries} of {TRIES}"
            return Understood(message, Words(()), Reading(), Outcome.UNREADABLE, reason, facts=(fact,))
        reason = f"mailflow failed on it {tries} times ({error}); it is set aside for the clerk"
        known = self._board.ledger.get(Taken, message_key(message))
        if known is not None and known.mail != digest:
            # Another mail has that Message-ID, and what became of it must not be lost to this one.
            message = replace(message, message_id=None)
        taken = Taken(
            key=message_key(message),
            mail=digest,
            message_id=message.message_id,
            sender=message.senders[0].address if message.senders else "",
            subject=message.subject[:200],
            at=now,
            kind=message.kind,
            outcome=Outcome.UNREADABLE,
            reason=reason,
            waits=True,
            why=reason,
        )
        return Understood(message, Words(()), Reading(), Outcome.UNREADABLE, reason, facts=(fact, MessageTaken(taken)), waits=True)

    def _head_of(self, raw: bytes, digest: str) -> Message:
        """Give what the header section tells of a mail that could not be understood; nothing, where that cannot be read either."""
        head = header_section(raw)
        try:
            if outlives(lambda: parse_message(head), len(head)):
                head = b""
            message = self._guard.run(lambda: parse_message(head), len(head))
        except (Exception, TooLongError):
            message = parse_message(b"")
        return replace(message, digest=digest, size=len(raw))


def is_settled(understood: Understood) -> bool:
    """Tell whether a mail is done with, so that it can be filed; one that is to be tried again is not."""
    failed = [fact for fact in understood.facts if isinstance(fact, MessageFailed)]
    return not failed or any(isinstance(fact, MessageTaken) for fact in understood.facts)


def _ended(path: Path) -> dict[str, int]:
    """Read whose hands the process ended in, and count its last end."""
    try:
        rows = json.loads(path.read_text("ascii"))
        ended = {str(digest): int(times) for digest, times in rows["ended"].items()}
        in_hand = [str(digest) for digest in rows["in_hand"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return ended | {digest: ended.get(digest, 0) + 1 for digest in in_hand}
