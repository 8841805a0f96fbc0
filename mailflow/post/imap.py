"""One IMAP connection, logged in, by commands: imap-tools enters here only. Nothing here decides what happens to a mail.

Every fault leaves as PostError or SecretError with a sentence. Whatever is sent is checked for control characters first
(imaplib puts them on the wire as they are: CVE-2025-15366). There is no way here to expunge a whole mailbox.
"""

from __future__ import annotations

import imaplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from imap_tools.errors import ImapToolsError, MailboxLoginError, UnexpectedCommandStatusError
from imap_tools.mailbox import BaseMailBox
from imap_tools.utils import encode_folder

from mailflow.errors import PostError, SecretError
from mailflow.post.answers import clause, one_line, why_not_reached
from mailflow.post.fetching import Answer
from mailflow.post.folders import Layout, personal_layout
from mailflow.post.imap_client import Client, TlsClient, keep_alive
from mailflow.post.model import Account, Auth, Security
from mailflow.post.tls import certificate_fault, untrusted

# Response codes that speak of now, not of the command (RFC 5530 section 3).
PASSING = (b"[UNAVAILABLE]", b"[INUSE]", b"[SERVERBUG]", b"[LIMIT]", b"[OVERQUOTA]", b"[CONTACTADMIN]")
GOODBYE_SECONDS = 3.0
GLANCE_SECONDS = 0.5  # how soon an IDLE notices that it should stop
KEPT_STATES = ("READ-ONLY", "READ-WRITE")

Stop = Callable[[], bool]


class _Mailbox(BaseMailBox):
    """imap-tools' mailbox over our client."""

    def __init__(self, account: Account, context: ssl.SSLContext, timeout: float) -> None:
        self._account, self._context, self._timeout = account, context, timeout
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        account = self._account
        if account.security is Security.TLS:
            return TlsClient(account.host, account.port, ssl_context=self._context, timeout=self._timeout)
        client = Client(account.host, account.port, self._timeout)
        if account.security is Security.STARTTLS:
            try:
                if "STARTTLS" not in client.capabilities:
                    raise PostError(
                        f'{account.host} offers no STARTTLS on port {account.port}, and no password is sent unencrypted. '
                        'Try "tls" and port 993.',
                        transient=False,
                    )
                client.encrypt(self._context)
            except BaseException:
                with suppress(OSError):
                    client.shutdown()
                raise
        return client


class Link:
    """A connection that is logged in; made by `open_link`."""

    def __init__(self, mailbox: BaseMailBox, client: Client) -> None:
        self._mailbox, self._client = mailbox, client
        self.heard_of_mail = False  # the server has spoken of mail since this was last set to False

    def can(self, capability: str) -> bool:
        """Whether the server said, after the login, that it can do this."""
        return capability in self._client.capabilities

    def select(self, folder: str) -> tuple[int, bool]:
        """Select a folder; give its UIDVALIDITY and whether keywords of our own can be set in it."""
        with self._command(f"the folder {folder!r} cannot be opened"):
            self._mailbox.folder.set(_clean(folder))
            validity = self._client.response("UIDVALIDITY")[1]
            flags = self._client.response("PERMANENTFLAGS")[1]
        number = validity[-1] if validity else None
        if not isinstance(number, bytes) or not _is_number(number):
            raise PostError(f"the server gives the folder {folder!r} no UIDVALIDITY; its mails cannot be told apart.", transient=False)
        return int(number), bool(flags and isinstance(flags[-1], bytes) and b"\\*" in flags[-1])

    def search(self, criteria: str) -> list[int]:
        """Find the UIDs of mails in the selected folder, in ascending order."""
        found = self._uid("SEARCH", _clean(criteria))
        return sorted({int(word) for line in found if isinstance(line, bytes) for word in line.split() if _is_number(word)})

    def fetch(self, uids: str, parts: str) -> list[Answer]:
        """Fetch parts of mails, as imaplib gives them."""
        return self._uid("FETCH", uids, parts)

    def move(self, uids: str, folder: str) -> None:
        """Move mails (RFC 6851)."""
        self._uid("MOVE", uids, encode_folder(_clean(folder)))

    def copy(self, uids: str, folder: str) -> None:
        """Copy mails."""
        self._uid("COPY", uids, encode_folder(_clean(folder)))

    def mark(self, uids: str, flag: str) -> None:
        """Set one flag on mails, and no more than that: imap-tools' method of this kind empties the mailbox as well."""
        self._uid("STORE", uids, "+FLAGS.SILENT", f"({_clean(flag)})")

    def remove(self, uids: str) -> None:
        """Remove the mails named, among those marked \\Deleted, and none that are not named (RFC 4315 section 2.1)."""
        if not self.can("UIDPLUS") or not uids:
            raise PostError("the server cannot remove single mails (no UIDPLUS), so none is removed.", transient=False)
        self._uid("EXPUNGE", uids)

    def layout(self) -> Layout:
        """Ask how this server writes folder names."""
        with self._command("the server does not say how its folders are named"):
            if self.can("NAMESPACE"):
                said = self._client.namespace()[1]
                if said and isinstance(said[-1], bytes) and (found := personal_layout(said[-1])):
                    return found
            root = self._mailbox.folder.list("", "")
        delimiter = root[0].delim if root else "/"
        return Layout("", "" if delimiter.upper() == "NIL" else delimiter)

    def folder_exists(self, folder: str) -> bool:
        """Whether the folder is there and can hold mail."""
        with self._command("the folders cannot be listed"):
            listed = self._mailbox.folder.list("", _clean(folder))
        return any("\\noselect" not in flags and "\\nonexistent" not in flags for flags in (_lower(each.flags) for each in listed))

    def create(self, folder: str) -> bool:
        """Create a folder; False where the server says no, be it that it is there already."""
        with self._command(f"the folder {folder!r} cannot be made"):
            try:
                self._mailbox.folder.create(_clean(folder))
            except UnexpectedCommandStatusError:
                return False
        return True

    def subscribe(self, folder: str) -> None:
        """Have mail clients show a folder; a server that does not want to is let be."""
        with self._command(f"the folder {folder!r} cannot be subscribed"), suppress(UnexpectedCommandStatusError):
            self._mailbox.folder.subscribe(_clean(folder), True)

    def noop(self) -> None:
        """Give the server an occasion to speak."""
        with self._command("the server does not answer"):
            self._client.noop()

    def idle(self, seconds: float, stop: Stop) -> bool:
        """Wait in IDLE (RFC 2177) for at most `seconds`; True as soon as the server speaks of mail.

        False where the time is over, `stop()` is true, or the server ended the IDLE or would not begin it.
        """
        with self._command("waiting for mail was cut short"):
            client = self._client
            tag = client._command("IDLE")
            while client.tagged_commands[tag] is None and client._get_response() is not None:
                pass
            until = time.monotonic() + seconds
            while client.tagged_commands[tag] is None and not self._news() and not stop():
                left = until - time.monotonic()
                if left <= 0:
                    break
                if client.line_comes(min(left, GLANCE_SECONDS)):
                    client._get_response()
            if client.tagged_commands[tag] is None:
                client.send(b"DONE\r\n")
            client._get_tagged_response(tag)
        return self.heard_of_mail

    def close(self) -> None:
        """Log out, without insisting on an answer. Never CLOSE, which would expunge."""
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            self._client.sock.settimeout(GOODBYE_SECONDS)
            self._mailbox.logout()
        self.drop()

    def drop(self) -> None:
        """Cut the connection off."""
        with suppress(OSError):
            self._client.shutdown()

    def _uid(self, command: str, *words: str | bytes) -> list[Answer]:
        with self._command(f"the server did not do UID {command}"):
            status, answers = self._client.uid(command, *words)  # type: ignore[arg-type]  # it takes bytes as well
            if status != "OK":
                raise self._client.error(one_line(answers[-1] or b"") if answers else status)
            return answers
        raise AssertionError  # pragma: no cover

    def _news(self) -> bool:
        said = self._client.untagged_responses
        if "BYE" in said:
            raise self._client.abort(one_line(_last(said["BYE"])) or "the server said goodbye")
        self.heard_of_mail = self.heard_of_mail or "EXISTS" in said
        return self.heard_of_mail

    @contextmanager
    def _command(self, failed: str) -> Iterator[None]:
        """Turn the faults of a command into sentences, and take note of what the server said besides.

        imaplib keeps what nobody asks for; in a service that runs for months this would only ever grow.
        """
        try:
            yield
            self._news()
        except FAULTS as fault:
            raise _post_error(failed, fault) from None
        finally:
            said = self._client.untagged_responses
            for name in [each for each in said if each not in KEPT_STATES]:
                del said[name]


FAULTS = (imaplib.IMAP4.error, ImapToolsError, OSError, ValueError)


def open_link(account: Account, context: ssl.SSLContext, timeout: float, *, most_literal: int) -> Link:
    """Connect, encrypt and log in as the account says; raises PostError or SecretError, their `transient` right."""
    secret = account.secret() if account.secret else ""
    where = f"{account.host}, port {account.port}"
    try:
        mailbox = _Mailbox(account, context, timeout)
    except FAULTS as fault:
        raise _opening_fault(account, where, fault) from None
    client = mailbox.client
    assert isinstance(client, Client)
    try:
        client.most_literal = most_literal
        keep_alive(client.sock)
        _log_in(mailbox, account, secret)
        client.refresh_capabilities()
    except BaseException as fault:
        with suppress(OSError):
            client.shutdown()
        if isinstance(fault, FAULTS):
            raise _post_error(f"{where} ended the login", fault) from None
        raise
    return Link(mailbox, client)


def _log_in(mailbox: BaseMailBox, account: Account, secret: str) -> None:
    client, name = mailbox.client, _clean(account.username)
    if client.state == "AUTH":  # PREAUTH
        return
    try:
        if account.auth is Auth.XOAUTH2:
            _show_token(client, account, secret)
        elif "LOGINDISABLED" in client.capabilities and "AUTH=PLAIN" not in client.capabilities:
            raise PostError(f"{account.host} takes no password on this connection. Use security starttls or tls.", transient=False)
        elif "LOGINDISABLED" in client.capabilities or not (name + secret).isascii():
            mailbox.login_utf8(name, _clean(secret), initial_folder=None)
        else:
            mailbox.login(name, _clean(secret), initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (MailboxLoginError, imaplib.IMAP4.error) as refused:
        raise _refused_login(account, refused) from None


def _show_token(client: imaplib.IMAP4, account: Account, token: str) -> None:
    """Log in with an access token; a refusal comes as a challenge, to be answered with nothing."""
    if "AUTH=XOAUTH2" not in client.capabilities:
        raise PostError(f"{account.host} does not take access tokens (no XOAUTH2).", transient=False)
    once = iter([f"user={account.username}\x01auth=Bearer {_clean(token)}\x01\x01".encode()])
    client.authenticate("XOAUTH2", lambda challenge: next(once, b""))


def _refused_login(account: Account, refused: Exception) -> PostError:
    said = refused.command_result[1][-1] if isinstance(refused, MailboxLoginError) else str(refused).encode()
    said = said if isinstance(said, bytes) else str(said).encode()
    if any(code in said for code in PASSING):
        return PostError(f"{account.host} cannot log {account.username} in now: {clause(said)}.", transient=True)
    what = "access token" if account.auth is Auth.XOAUTH2 else "password"
    return SecretError(f"{account.host} refused the {what} of {account.username}: {clause(said)}.")


def _opening_fault(account: Account, where: str, fault: Exception) -> PostError:
    if why := certificate_fault(fault):
        return untrusted(account, why)
    if isinstance(fault, ssl.SSLError):
        return PostError(f"{where} cannot agree with us on encryption: {clause(str(fault.reason))}. Check port and security.",
                         transient=False)  # fmt: skip
    if isinstance(fault, OSError):
        return PostError(f"{where} cannot be reached: {_why(fault)}.", transient=True)
    if (isinstance(fault, imaplib.IMAP4.abort) and "unexpected" not in str(fault)) or "BYE" in str(fault):
        return PostError(f"{where} does not serve us: {_why(fault)}.", transient=True)
    return PostError(f"{where} does not answer as an IMAP server should: {_why(fault)}.", transient=False)


def _post_error(failed: str, fault: Exception) -> PostError:
    """Say what failed. A broken connection passes; a NO or BAD stays, but where its code says otherwise."""
    said = str(fault).encode("utf-8", "replace")
    lost = isinstance(fault, (OSError, imaplib.IMAP4.abort)) and not isinstance(fault, imaplib.IMAP4.readonly)
    return PostError(f"{failed}: {_why(fault)}.", transient=lost or any(code in said for code in PASSING))


def _why(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    if isinstance(fault, UnexpectedCommandStatusError):
        answers = fault.command_result[1]
        return clause(_last(answers) if isinstance(answers, list) else str(answers))
    if isinstance(fault, OSError) and fault.strerror:
        return why_not_reached(fault)
    return clause(str(fault)) or type(fault).__name__


def _last(answers: list[Any]) -> bytes:
    last = answers[-1] if answers else b""
    return last if isinstance(last, bytes) else b""


def _is_number(word: bytes) -> bool:
    return word.isdigit() and len(word) <= 10  # 32 bits; int() itself refuses what is longer than some thousand digits


def _lower(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(flag.lower() for flag in flags)


def _clean(words: str) -> str:
    """Refuse control characters in what goes to the server: a line break would begin a command of somebody else's."""
    if any(ord(character) < 32 or ord(character) == 127 for character in words):
        raise PostError("something to be sent to the mail server has a line break or another control character in it.", transient=False)
    return words
