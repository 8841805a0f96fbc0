"""One kept SMTP connection: opened, secured, logged in, and used for one letter after another. aiosmtplib enters here only.

`Session.send` never raises for a letter's sake: it gives an Answer. aiosmtplib's own `sendmail` is not used, because it
cannot say whether a lost connection was lost before or after the final dot, and because one time-out covers all of it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, fields

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from mailflow.errors import PostError, SecretError
from mailflow.post.addresses import EnvelopeAddress
from mailflow.post.answers import clause, one_line, why_not_reached
from mailflow.post.model import Account, Auth, Outcome, Security
from mailflow.post.tls import certificate_fault, untrusted

FAULTS = (aiosmtplib.SMTPException, OSError, ValueError)  # TimeoutError is an OSError
PASSWORD_MECHANISMS = ("plain", "login", "cram-md5")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the server may take, in seconds; those of a transaction are RFC 5321 section 4.5.3.2's."""

    connect: float = 30.0
    command: float = 300.0
    data: float = 120.0
    block: float = 180.0
    final: float = 600.0
    quit: float = 5.0

    def scaled(self, factor: float) -> Timeouts:
        """Multiply all of them (tests do not wait for minutes)."""
        return Timeouts(*(getattr(self, each.name) * factor for each in fields(self)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server made of one letter. `lost`: the connection went, and the letter was certainly not accepted."""

    outcome: Outcome
    code: int | None
    text: str
    stage: str
    lost: bool = False


class _LostError(Exception):
    """The connection cannot be used any more; `str()` is a sentence."""


class Session:
    """A connection that is ready for letters; made by `open_session`."""

    def __init__(self, client: aiosmtplib.SMTP, timeouts: Timeouts) -> None:
        self._client, self._timeouts = client, timeouts
        self.served = 0  # letters it answered for
        self.in_doubt = False  # the final dot is out and the answer is not in
        size = client.esmtp_extensions.get("size", "")
        self._size_limit = int(size) if size.isascii() and size.isdigit() and len(size) < 20 else 0

    @property
    def alive(self) -> bool:
        """Whether another letter can be tried on it."""
        return self._client.is_connected

    async def send(
        self, sender: EnvelopeAddress, recipient: EnvelopeAddress, content: bytes, *, before_dot: Callable[[], None] = lambda: None
    ) -> Answer:
        """Send one letter to one recipient (RFC 5321 section 3.3). `before_dot` is called when all but the final dot is out.

        What `before_dot` raises cuts the connection off, with the letter certainly not accepted.
        Raises PostError where the server wants a login before any letter: that is the account's fault and no letter's.
        """
        body = wire_body(content)
        options = self._options(sender, recipient, body)
        if isinstance(options, Answer):
            return options
        answer = await self._envelope(sender, recipient, options) or await self._content(body, before_dot)
        self.served += not answer.lost
        return answer

    async def close(self) -> None:
        """Say goodbye, without insisting on an answer."""
        try:
            if self.alive:
                await self._client.execute_command(b"QUIT", timeout=self._timeouts.quit)
        except FAULTS:
            pass
        finally:
            self._client.close()

    def drop(self) -> None:
        """Cut the connection off; what is left of a letter does not go out behind our back."""
        if isinstance(self._client.transport, asyncio.WriteTransport):
            self._client.transport.abort()
        self._client.close()

    def _options(self, sender: EnvelopeAddress, recipient: EnvelopeAddress, body: bytes) -> tuple[bytes, ...] | Answer:
        """Say what goes with MAIL FROM, or why this server can never take this letter."""
        client = self._client
        if self._size_limit and len(body) > self._size_limit:
            why = f"the letter is {len(body):,} octets and the server takes {self._size_limit:,} at most"
            return Answer(Outcome.PERMANENT, None, why, "size")
        utf8, eight_bit = sender.utf8 or recipient.utf8, not body.isascii()
        if utf8 and not client.supports_extension("smtputf8"):
            why = "the address has letters beyond ASCII before the @, and the server does not take such (no SMTPUTF8)"
            return Answer(Outcome.PERMANENT, None, why, "address")
        if eight_bit and not client.supports_extension("8bitmime"):
            return Answer(Outcome.PERMANENT, None, "the letter has 8-bit text and the server takes 7-bit only", "content")
        offered = client.supports_extension("size")
        return (
            *((b"SIZE=%d" % len(body),) if offered else ()),
            *((b"BODY=8BITMIME",) if eight_bit else ()),
            *((b"SMTPUTF8",) if utf8 else ()),
        )

    async def _envelope(self, sender: EnvelopeAddress, recipient: EnvelopeAddress, options: tuple[bytes, ...]) -> Answer | None:
        """Go as far as DATA; give None where the server now waits for the letter."""
        steps = (
            ("mail", 2, self._timeouts.command, (b"MAIL", b"FROM:<" + sender.octets + b">", *options)),
            ("rcpt", 2, self._timeouts.command, (b"RCPT", b"TO:<" + recipient.octets + b">")),
            ("data", 3, self._timeouts.data, (b"DATA",)),
        )
        for stage, wanted, timeout, words in steps:
            try:
                reply = await self._ask(*words, timeout=timeout)
            except _LostError as fault:
                return Answer(Outcome.TRANSIENT, None, str(fault), stage, lost=True)
            if reply.code // 100 != wanted:
                if stage != "mail" and reply.code // 100 in (4, 5):
                    await self._reset()
                return self._refusal(reply, stage)
        return None

    async def _content(self, body: bytes, before_dot: Callable[[], None]) -> Answer:
        """Send the letter itself, and know at each moment whether the final dot has left."""
        protocol = self._client.protocol
        assert protocol is not None  # the server has just answered DATA, and nothing was awaited since
        # Listening begins before the first octet: an answer in mid-letter ("552 too much") is an answer.
        reading = asyncio.ensure_future(protocol.read_response())
        try:
            await asyncio.sleep(0)
            protocol.write(body)
            await self._drained(protocol, reading)
            if not reading.done():
                before_dot()
                self.in_doubt = True
                protocol.write(b".\r\n")
            reply = await asyncio.wait_for(reading, self._timeouts.final)
        except FAULTS as fault:
            reading.cancel()
            self.drop()
            return self._cut_off(fault)
        except BaseException:
            reading.cancel()
            self.drop()
            raise
        return self._final(reply)

    def _cut_off(self, fault: Exception) -> Answer:
        why = _sentence(fault)
        if not self.in_doubt:
            return Answer(Outcome.TRANSIENT, None, f"{why} in the middle of the letter", "content", lost=True)
        self.in_doubt = False
        return Answer(Outcome.UNCERTAIN, None, f"{why} after the whole letter was sent: it may have arrived", "content")

    def _final(self, reply: aiosmtplib.SMTPResponse) -> Answer:
        early, self.in_doubt = not self.in_doubt, False
        if early or reply.code == 421:
            self.drop()  # it still expects, or has thrown away, the rest of a letter
        if reply.code // 100 == 2 and not early:
            return Answer(Outcome.SENT, reply.code, one_line(reply.message), "content")
        if reply.code // 100 in (4, 5):
            return self._refusal(reply, "content")
        self.drop()
        outcome = Outcome.TRANSIENT if early else Outcome.UNCERTAIN
        return Answer(outcome, reply.code, f"the server answered out of turn: {one_line(reply.message)}", "content", lost=early)

    def _refusal(self, reply: aiosmtplib.SMTPResponse, stage: str) -> Answer:
        text = one_line(reply.message) or "refused without a reason"
        if reply.code == 530 and stage != "content":  # RFC 4954 section 6
            raise PostError(f"the server takes no letter before a login, or none without encryption: {clause(text)}.", transient=False)
        if reply.code == 421:  # aiosmtplib has closed the connection
            return Answer(Outcome.TRANSIENT, 421, text, stage, lost=True)
        if reply.code // 100 == 5:
            return Answer(Outcome.PERMANENT, reply.code, text, stage)
        if reply.code // 100 == 4:
            return Answer(Outcome.TRANSIENT, reply.code, text, stage)
        self._client.close()
        return Answer(Outcome.TRANSIENT, reply.code, f"the server answered out of turn: {text}", stage, lost=True)

    async def _drained(self, protocol: SMTPProtocol, reading: asyncio.Future[aiosmtplib.SMTPResponse]) -> None:
        """Wait until the system has taken every octet, so that losing the connection before this returns is no doubt."""
        transport = protocol.transport
        await asyncio.sleep(0)  # one turn of the loop: hear of a connection that is already gone
        if not isinstance(transport, asyncio.WriteTransport):
            return
        clock, left = asyncio.get_running_loop().time, transport.get_write_buffer_size()
        moved_at = clock()
        while left and not reading.done():
            await asyncio.wait([reading], timeout=0.005)
            now_left = transport.get_write_buffer_size()
            if now_left < left:
                moved_at = clock()
            elif clock() - moved_at > self._timeouts.block:
                raise TimeoutError
            left = now_left

    async def _reset(self) -> None:
        """Take back the sender and recipient of a refused letter."""
        try:
            reply = await self._ask(b"RSET", timeout=self._timeouts.command)
        except _LostError:
            return
        if reply.code // 100 != 2:
            self._client.close()

    async def _ask(self, *words: bytes, timeout: float) -> aiosmtplib.SMTPResponse:
        try:
            return await self._client.execute_command(*words, timeout=timeout)
        except FAULTS as fault:
            self._client.close()
            raise _LostError(_sentence(fault)) from None


async def open_session(account: Account, context: ssl.SSLContext, timeouts: Timeouts) -> Session:
    """Connect, encrypt and log in as the account says; raises PostError or SecretError, their `transient` right.

    Nothing is tried in clear where encryption was asked for; the caller has refused security "none" off this machine.
    """
    secret = await asyncio.to_thread(_secret, account)
    client = aiosmtplib.SMTP(
        hostname=account.host, port=account.port, timeout=timeouts.connect, local_hostname="localhost", start_tls=False,
        use_tls=account.security is Security.TLS, tls_context=context,
    )  # fmt: skip
    try:
        await client.connect()
        client.local_hostname = _own_name(client)
        await _greet(client)
        if account.security is Security.STARTTLS:
            await _encrypt(client, account)
        client.timeout = timeouts.command
        if account.username:
            await _log_in(client, account, secret)
        return Session(client, timeouts)
    except FAULTS as fault:
        client.close()
        raise _opening_fault(account, fault) from None
    except BaseException:
        client.close()
        raise


def wire_body(content: bytes) -> bytes:
    """Give a letter CRLF line ends throughout, an end of line at its end, and doubled dots (RFC 5321 section 4.5.2)."""
    ends = content.count(b"\r\n")
    if content.count(b"\n") != ends or content.count(b"\r") != ends:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    if content.startswith(b"."):
        content = b"." + content
    return content.replace(b"\r\n.", b"\r\n..")


def _secret(account: Account) -> str:
    return account.secret() if account.username and account.secret else ""


def _own_name(client: aiosmtplib.SMTP) -> str:
    """Name ourselves by our address (RFC 5321 section 4.1.3): a host name asked of DNS takes seconds where DNS is ill."""
    address = ipaddress.ip_address(client.get_transport_info("sockname")[0].partition("%")[0])
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError as refused:
        if refused.code // 100 != 5 or not client.is_connected:
            raise
        await client.helo()


async def _encrypt(client: aiosmtplib.SMTP, account: Account) -> None:
    if not client.supports_extension("starttls"):
        raise PostError(
            f'{account.host} offers no STARTTLS on port {account.port}, and nothing is sent unencrypted. Try "tls" and port 465.',
            transient=False,
        )
    await client.starttls()
    await client.ehlo()


async def _log_in(client: aiosmtplib.SMTP, account: Account, secret: str) -> None:
    offered = client.server_auth_methods
    if account.auth is Auth.XOAUTH2:
        if "xoauth2" not in offered:
            raise PostError(f"{account.host} does not take access tokens (no XOAUTH2).", transient=False)
        await client.auth_xoauth2(account.username, secret)
        return
    # One mechanism, one try: aiosmtplib's login() tries all in turn, and three wrong passwords may lock an account.
    mechanism = next((each for each in PASSWORD_MECHANISMS if each in offered), None)
    if mechanism is None:
        methods = f"only {', '.join(sorted(offered))}" if offered else "no login at all on this port"
        raise PostError(f"{account.host} takes no password: it offers {methods}.", transient=False)
    log_in = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}[mechanism]
    await log_in(account.username, secret)


def _opening_fault(account: Account, fault: Exception) -> PostError:
    where = f"{account.host}, port {account.port}"
    if why := certificate_fault(fault):
        return untrusted(account, why)
    if isinstance(fault, aiosmtplib.SMTPAuthenticationError) and fault.code // 100 == 5:
        what = "access token" if account.auth is Auth.XOAUTH2 else "password"
        return SecretError(f"{where} refused the {what} of {account.username}: {clause(fault.message)}.")
    if isinstance(fault, aiosmtplib.SMTPResponseException) and 400 <= fault.code <= 599:
        return PostError(f"{where} does not serve us: {fault.code} {clause(fault.message)}.", transient=fault.code < 500)
    if isinstance(fault, aiosmtplib.SMTPResponseException):
        return PostError(f"{where} does not answer as a mail server should: {clause(fault.message)}.", transient=False)
    cause = fault.__cause__ or fault
    if isinstance(fault, ssl.SSLError) or isinstance(cause, ssl.SSLError):
        why = clause(str(getattr(cause, "reason", None) or cause))
        return PostError(f"{where} cannot agree with us on encryption: {why}. Check port and security.", transient=False)
    return PostError(f"{where} cannot be reached: {_sentence(fault)}.", transient=True)


def _sentence(fault: BaseException) -> str:
    """Say in words why a connection is no more."""
    cause = fault.__cause__ or fault
    if isinstance(fault, TimeoutError) or isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(fault, aiosmtplib.SMTPResponseException):
        return f"an answer that is no SMTP ({one_line(fault.message, most=80)})"
    if isinstance(cause, OSError) and cause.strerror:
        return why_not_reached(cause)
    if isinstance(fault, aiosmtplib.SMTPServerDisconnected):
        return "the connection was lost"
    return one_line(str(fault)) or "the connection was lost"
