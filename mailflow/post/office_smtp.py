"""The embedded post office's SMTP side: aiosmtpd on loopback, delivering in the process. aiosmtpd enters here only."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Accept = Callable[[str], str | None]
Deliver = Callable[[str, str, bytes], Awaitable[None]]
Check = Callable[[str, str], bool]


class SmtpSide:
    """What the post office says to those who bring mail.

    `refusal(address)` gives the answer that refuses a recipient, or None; `deliver(sender, recipient, content)` takes a
    letter that was accepted; `knows(name, password)` checks a login.
    """

    def __init__(
        self, refusal: Accept, deliver: Deliver, knows: Check, *, size_limit: int, certificate: ssl.SSLContext | None,
        login_required: bool,
    ) -> None:  # fmt: skip
        self._refusal, self._deliver, self._knows = refusal, deliver, knows
        self._size_limit, self._certificate, self._login_required = size_limit, certificate, login_required

    async def start(self, sock: socket.socket) -> asyncio.Server:
        """Listen on a socket that is bound already."""
        # aiosmtpd warns at each login of a property of its own that it sets itself.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: self._conversation(loop), sock=sock)

    # The names of the next two are aiosmtpd's.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := self._refusal(address):
            return refused
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)  # aiosmtpd keeps the null sender's brackets
        for recipient in envelope.rcpt_tos:
            await self._deliver(sender, recipient, content)
        return "250 2.0.0 taken"

    def _conversation(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        return SMTP(
            self, hostname="localhost", ident="mailflow's embedded post office", loop=loop, enable_SMTPUTF8=True,
            data_size_limit=self._size_limit, tls_context=self._certificate, require_starttls=self._certificate is not None,
            authenticator=self._authenticate, auth_required=self._login_required, auth_require_tls=self._certificate is not None,
        )  # fmt: skip

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, shown: Any) -> AuthResult:
        if not isinstance(shown, LoginPassword):
            return AuthResult(success=False, handled=False)
        name, password = shown.login.decode("utf-8", "replace"), shown.password.decode("utf-8", "replace")
        return AuthResult(success=self._knows(name, password), handled=False)
