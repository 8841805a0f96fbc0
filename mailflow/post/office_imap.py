"""The embedded post office's IMAP side: pymap with mailboxes in memory, on loopback. pymap enters here only."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from argparse import Namespace
from collections.abc import Iterable

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Identity, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext


class ImapSide:
    """Mailboxes by user, and the server that shows them."""

    def __init__(self, certificate: ssl.SSLContext | None) -> None:
        self._config = Config(
            Namespace(proxy_protocol=None), host=None, port=0, demo_data=False, demo_user="", demo_password="",
            # Hashing a password is for secrets that lie on a disk; here a login would take half a second for nothing.
            hash_context=Cleartext(), cpu_subsystem=Subsystem.for_asyncio(), invalid_user_sleep=0.0, reject_dnsbl=False,
            tls_enabled=certificate is not None, ssl_context=certificate or ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        )  # fmt: skip
        self._login = Login(self._config)

    async def start(self, sock: socket.socket) -> asyncio.Server:
        """Listen on a socket that is bound already."""
        self._config.apply_context()
        reader = ProxyProtocolReader(self._config.proxy_protocol)
        return await asyncio.start_server(reader.get_callback(IMAPServer(self._login, self._config)), sock=sock)

    async def open_account(self, names: Iterable[str], password: str) -> None:
        """Open one mailbox that several login names reach."""
        first, *others = names
        for name in (first, *others):
            await self._identity(name).set(UserMetadata(self._config, name, password=password))
        async with self._identity(first).new_session():
            pass  # makes the mailbox
        for name in others:
            self._config.set_cache[name] = self._config.set_cache[first]

    async def deliver(self, name: str, content: bytes) -> None:
        """Lay a mail into a user's INBOX; whoever waits in IDLE hears of it."""
        async with self._identity(name).new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(content, dt.datetime.now(dt.UTC))])

    def _identity(self, name: str) -> Identity:
        return Identity(name, self._login, None, frozenset({"admin"}))
