"""The inbox: takes mails off an IMAP folder as they came, files them, and waits for more.

What it never does: set or clear \\Seen (BODY.PEEK only), delete, expunge more than the very mails it has copied, or touch
a mail that a person has marked as deleted. A lost connection is a PostError with `transient`; connecting again is the caller's.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator
from types import TracebackType

from mailflow.errors import PostError
from mailflow.post.fetching import Pieces, pieces, uid_sets
from mailflow.post.folders import Layout
from mailflow.post.imap import Link, Stop, open_link
from mailflow.post.model import Account, Fetched
from mailflow.post.tls import check_security, tls_context

MOST_OCTETS = 25 * 1024 * 1024
PACK_MAILS, PACK_OCTETS = 100, 8 * 1024 * 1024  # what is asked for, and lies in memory, at once
MOST_HEADER = 256 * 1024
MOST_IDLE = 300.0  # seconds; well under the 29 minutes of RFC 2177, because routers forget sooner
POLL_SECONDS = 20.0
FILED = "$MailflowFiled"


class Inbox:
    """One folder of one account, open between `with` and its end."""

    def __init__(
        self, account: Account, folder: str = "INBOX", *, most_octets: int = MOST_OCTETS, timeout: float = 60.0,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:  # fmt: skip
        self._account, self._folder = account, folder
        self._most_octets, self._timeout, self._poll_seconds = most_octets, timeout, poll_seconds
        self._link: Link | None = None
        self._layout: Layout | None = None
        self._keywords = False
        self.uidvalidity = 0

    def __enter__(self) -> Inbox:
        """Connect, log in and select the folder; raises PostError or SecretError."""
        check_security(self._account)
        context = tls_context(self._account)
        self._link = open_link(self._account, context, self._timeout, most_literal=self._most_octets + 1024 * 1024)
        try:
            self.uidvalidity, self._keywords = self._link.select(self._folder)
        except BaseException:
            self._link.drop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Log out; after a fault of the connection just hang up, so that the fault is what is seen."""
        link, self._link = self._link, None
        if link is None:
            return
        if isinstance(fault, PostError):
            link.drop()
        else:
            link.close()

    def new_mails(self, seen: Container[tuple[int, int]] = frozenset(), *, after: int = 0) -> Iterator[Fetched]:
        """Give every mail of the folder but those in `seen`, pairs of (UIDVALIDITY, UID), the oldest UID first.

        `after`: only UIDs above this one, which is quicker where a folder keeps many old mails; the caller has seen to it that
        it belongs to the present `uidvalidity`. A mail over the cap comes with its header section only; one that a person has
        marked as deleted, or that goes while we look, does not come. Between two mails `file` may be called.
        """
        link = self._open
        link.heard_of_mail = False  # before the search: what arrives during it is news again
        unfiled = "" if self._takes_mails_away else f" UNKEYWORD {FILED}"
        above = f"UID {after + 1}:* " if after else ""  # "9:*" names the last mail even if its UID is 5
        found = link.search(f"{above}UNDELETED{unfiled}")
        wanted = [uid for uid in found if uid > after and (self.uidvalidity, uid) not in seen]
        for start in range(0, len(wanted), PACK_MAILS):
            measured = self._measure(wanted[start : start + PACK_MAILS])
            for pack in _packs(measured, self._most_octets):
                yield from self._load(pack)

    def make_folders(self, names: Iterable[str]) -> None:
        """See that folders such as "mailflow/to review" are there and shown by mail clients; raises PostError.

        The name is written in the server's own way: "INBOX.mailflow.to review", where it must be.
        """
        for name in names:
            placed = self._placed(name)
            if not self._open.folder_exists(placed):
                self._make(placed)
            self._open.subscribe(placed)

    def file(self, uids: Iterable[int], folder: str) -> None:
        """Put mails into a folder of ours (see `make_folders`), many in one command; those that are gone are no fault.

        Where the server has no MOVE they are copied and the very same expunged; where it cannot do that either they are
        copied and stay, marked with a keyword so that they are not taken again.
        """
        placed = self._placed(folder)
        for some in uid_sets(uids):
            try:
                self._file(some, placed)
            except PostError as refused:
                if refused.transient or not self._open.search(f"UID {some}"):
                    if refused.transient:
                        raise
                    continue  # all of them are gone
                if self._open.folder_exists(placed):
                    raise
                self.make_folders([folder])  # somebody has removed it
                self._file(some, placed)

    def wait(self, timeout: float = MOST_IDLE, stop: Stop = lambda: False) -> bool:
        """Wait until the server speaks of mail; False after `timeout` seconds (300 at most), or soon after `stop()` is true.

        True at once where it spoke of mail since the last `new_mails`. By IDLE, else by asking every so often.
        """
        link = self._open
        until = time.monotonic() + min(timeout, MOST_IDLE)
        if not link.heard_of_mail:
            link.noop()  # what came since the last command; not every server tells it at the start of an IDLE
        if not link.heard_of_mail and link.can("IDLE"):
            return link.idle(until - time.monotonic(), stop)
        while not link.heard_of_mail and not stop() and (left := until - time.monotonic()) > 0:
            if _slept(min(left, self._poll_seconds), stop):
                link.noop()
        return link.heard_of_mail

    @property
    def _open(self) -> Link:
        if self._link is None:
            raise PostError("the inbox is not open.", transient=False)
        return self._link

    @property
    def _takes_mails_away(self) -> bool:
        return self._open.can("MOVE") or self._open.can("UIDPLUS")

    def _measure(self, uids: list[int]) -> list[Pieces]:
        found = [
            each for some in uid_sets(uids) for each in pieces(self._open.fetch(some, "(UID RFC822.SIZE INTERNALDATE)"))
            if each.size is not None
        ]  # fmt: skip
        asked = set(uids)
        return sorted({each.uid: each for each in found if each.uid in asked}.values(), key=lambda each: each.uid)

    def _load(self, pack: list[Pieces]) -> Iterator[Fetched]:
        """Fetch the mails of one pack whole, or, of a single one that is too big, its header section."""
        oversize = (pack[0].size or 0) > self._most_octets
        parts = f"(UID BODY.PEEK[HEADER]<0.{MOST_HEADER}>)" if oversize else "(UID BODY.PEEK[])"
        bodies: dict[int, Pieces] = {}
        for some in uid_sets(each.uid for each in pack):
            bodies.update((each.uid, each) for each in pieces(self._open.fetch(some, parts)) if each.body is not None)
        for mail in pack:
            got = bodies.pop(mail.uid, None)
            if got is None or got.body is None:
                continue  # gone meanwhile
            # A server whose sizes are guesses may send more than it said; the client has kept the beginning only.
            cut = oversize or not got.whole
            raw = header_section(got.body) if cut else got.body
            yield Fetched(mail.uid, self.uidvalidity, mail.size or 0, raw, mail.internal_date, oversize=cut)

    def _placed(self, name: str) -> str:
        if self._layout is None:
            self._layout = self._open.layout()
        return self._layout.place(name)

    def _make(self, placed: str) -> None:
        if self._open.create(placed):
            return
        assert self._layout is not None
        for above in self._layout.above(placed):  # some servers make no folder in a folder that is not there
            self._open.create(above)
        if not self._open.create(placed) and not self._open.folder_exists(placed):
            raise PostError(f"the server does not let the folder {placed!r} be made.", transient=False)

    def _file(self, some: str, placed: str) -> None:
        link = self._open
        if link.can("MOVE"):
            link.move(some, placed)
            return
        link.copy(some, placed)
        if link.can("UIDPLUS"):
            link.mark(some, "\\Deleted")
            link.remove(some)
        elif self._keywords:
            link.mark(some, FILED)


def header_section(raw: bytes) -> bytes:
    """Cut a mail after its header section, whose empty line stays."""
    ends = [at + len(empty) for empty in (b"\r\n\r\n", b"\n\n") if (at := raw.find(empty)) >= 0]
    return raw[: min(ends)] if ends else raw


def _packs(mails: list[Pieces], most: int) -> Iterator[list[Pieces]]:
    """Part mails so that each pack fits in memory; one over the cap is a pack by itself."""
    pack: list[Pieces] = []
    octets = 0
    for mail in mails:
        size = mail.size or 0
        if pack and (octets + size > PACK_OCTETS or size > most):
            yield pack
            pack, octets = [], 0
        pack.append(mail)
        octets += size
        if size > most:
            yield pack
            pack, octets = [], 0
    if pack:
        yield pack


def _slept(seconds: float, stop: Stop) -> bool:
    """Sleep, looking up twice a second; False where it is time to stop."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if stop():
            return False
        time.sleep(min(left, 0.5))
    return not stop()
