"""The embedded post office: a real SMTP and IMAP server in this process, on loopback, for the demo and for tests.

Users have an address and a password each; what is sent to "ada+anything@..." lies in ada's INBOX, with Return-Path and
Delivered-To as a delivery agent adds them. It is in the extra "demo" and used for nothing else: nothing is kept on disk.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from itertools import count
from typing import TYPE_CHECKING

from mailflow.errors import UsageError
from mailflow.post.inbox import Inbox
from mailflow.post.model import Account, Security
from mailflow.post.reports import compose_bounce

if TYPE_CHECKING:
    from mailflow.post.office_imap import ImapSide

HOST = "127.0.0.1"
STARTING_SECONDS = 20.0


class Office:
    """A post office that is open between `with` and its end, in a thread of its own.

    `users`: passwords by address; the domains are theirs and those of `late`. `late`: addresses whose mail is accepted and then
    comes back as a report. `certificate`: paths of a certificate and its key; STARTTLS is then demanded both ways.
    `login_required`: no letter without a login.
    """

    def __init__(
        self, users: Mapping[str, str], *, late: Collection[str] = (), certificate: tuple[str, str] | None = None,
        login_required: bool = False, size_limit: int = 25 * 1024 * 1024,
    ) -> None:  # fmt: skip
        self._users = {address.lower(): password for address, password in users.items()}
        self._late = frozenset(address.lower() for address in late)
        self._domains = frozenset(address.rpartition("@")[2] for address in (*self._users, *self._late))
        self._certificate = certificate
        self._login_required, self._size_limit = login_required, size_limit
        self._numbers = count(1)
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._imap: ImapSide | None = None
        self._returning: set[asyncio.Task[None]] = set()
        self.smtp_port = 0
        self.imap_port = 0

    def __enter__(self) -> Office:
        """Open; raises UsageError where the libraries of the extra are not installed."""
        _check_installed()
        smtp, imap = _listening(), _listening()
        self.smtp_port, self.imap_port = smtp.getsockname()[1], imap.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(smtp, imap), name="post office", daemon=True)
        self._thread.start()
        ready = self._ready.wait(STARTING_SECONDS)
        if self._failed is not None:
            raise self._failed
        if not ready:
            raise UsageError(f"the embedded post office did not open within {STARTING_SECONDS:g} seconds.")
        return self

    def __exit__(self, *ignored: object) -> None:
        """Close; all mail is gone."""
        if self._loop is not None and self._closing is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._closing.set)
        if self._thread is not None:
            self._thread.join(STARTING_SECONDS)

    def smtp_account(self, address: str | None = None) -> Account:
        """Give the account to send with; without an address, one that does not log in."""
        return self._account(self.smtp_port, address)

    def imap_account(self, address: str) -> Account:
        """Give the account to read a user's mail with."""
        return self._account(self.imap_port, address)

    def mailbox(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Read what lies in a user's folder, by IMAP as anybody would, changing nothing."""
        with Inbox(self.imap_account(address), folder) as inbox:
            return [mail.raw for mail in inbox.new_mails()]

    def put(self, address: str, content: bytes, *, sender: str = "") -> None:
        """Lay a mail into a user's INBOX without SMTP, as if it had been sent to this (plus-)address."""
        assert self._loop is not None, "the post office is not open"
        asyncio.run_coroutine_threadsafe(self._deliver(sender, address, content), self._loop).result(STARTING_SECONDS)

    def _account(self, port: int, address: str | None) -> Account:
        secret = self._users[address.lower()] if address else ""
        security = Security.STARTTLS if self._certificate else Security.NONE
        ca_file = self._certificate[0] if self._certificate else None
        return Account(HOST, port, security=security, username=address or "", secret=lambda: secret, ca_file=ca_file)

    def _run(self, smtp: socket.socket, imap: socket.socket) -> None:
        try:
            asyncio.run(self._serve(smtp, imap))
        except BaseException as fault:
            self._failed = fault
        finally:
            self._ready.set()

    async def _serve(self, smtp_socket: socket.socket, imap_socket: socket.socket) -> None:
        from mailflow.post.office_imap import ImapSide
        from mailflow.post.office_smtp import SmtpSide

        context = _server_context(self._certificate)
        self._imap = ImapSide(context)
        for address, password in self._users.items():
            await self._imap.open_account(self._names(address), password)
        smtp_side = SmtpSide(
            self._refusal, self._deliver, self._knows, size_limit=self._size_limit, certificate=context,
            login_required=self._login_required,
        )  # fmt: skip
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        servers = await smtp_side.start(smtp_socket), await self._imap.start(imap_socket)
        self._ready.set()
        try:
            await self._closing.wait()
        finally:
            for server in servers:
                server.close()  # asyncio.run ends the conversations that are still going on

    def _names(self, address: str) -> tuple[str, ...]:
        """Give the names a user may log in by: the address, and what stands before the @ where only one user has it."""
        local = address.rpartition("@")[0]
        alone = sum(other.rpartition("@")[0] == local for other in self._users) == 1
        return (address, local) if alone else (address,)

    def _refusal(self, recipient: str) -> str | None:
        local, _, domain = recipient.lower().rpartition("@")
        if domain not in self._domains:
            return "550 5.7.1 this post office does not carry mail elsewhere"
        if self._base(recipient) in self._users or f"{local}@{domain}" in self._late:
            return None
        return "550 5.1.1 nobody of that name lives here"

    def _knows(self, name: str, password: str) -> bool:
        for address, secret in self._users.items():
            if name.lower() in self._names(address):
                return hmac.compare_digest(secret.encode(), password.encode())
        return False

    async def _deliver(self, sender: str, recipient: str, content: bytes) -> None:
        if recipient.lower() in self._late:
            self._return(sender, recipient, content)
        elif self._imap is not None and (user := self._base(recipient)) in self._users:
            head = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode()
            await self._imap.deliver(user, head + content)

    def _return(self, sender: str, recipient: str, content: bytes) -> None:
        """Send a report back, once the letter has been accepted; never on what is a report itself (RFC 5321 section 6.1)."""
        if not sender:
            return
        at = dt.datetime.now(dt.UTC)
        host = recipient.rpartition("@")[2]
        report = compose_bounce(
            sender=sender, recipient=recipient, returned=content, host=f"mail.{host}", at=at,
            message_id=f"{at:%Y%m%d%H%M%S}.{next(self._numbers)}@mail.{host}",
        )  # fmt: skip
        task = asyncio.get_running_loop().create_task(self._deliver("", sender, report))
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)

    @staticmethod
    def _base(recipient: str) -> str:
        """Take the detail out of "ada+detail@...": whose mailbox it is."""
        local, _, domain = recipient.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}"


def _listening() -> socket.socket:
    """Take a free port and keep it. The protocol is named because asyncio looks at it before it switches Nagle's delay off."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind((HOST, 0))
    sock.listen()
    return sock


def _check_installed() -> None:
    try:
        import aiosmtpd  # noqa: F401
        import pymap  # noqa: F401
    except ImportError as missing:
        raise UsageError(
            f"the embedded post office needs {missing.name}, which is not installed. Install it with: pip install 'mailflow[demo]'"
        ) from None


def _server_context(certificate: tuple[str, str] | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context
