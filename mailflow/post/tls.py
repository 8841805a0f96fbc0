"""Encryption for both ways: what may go unencrypted, and how a server's certificate is checked."""

from __future__ import annotations

import ssl

from mailflow.domains import is_loopback
from mailflow.errors import PostError
from mailflow.post.model import Account, Security


def check_security(account: Account) -> None:
    """Refuse, with a PostError, an unencrypted connection that would leave this machine."""
    if account.security is Security.NONE and not is_loopback(account.host):
        raise PostError(
            f'security "none" would send mail and password readable over the network to {account.host}; '
            f'it is for this machine only. Use "starttls" or "tls", or say "{Security.READABLE}" if that is meant.',
            transient=False,
        )


def tls_context(account: Account) -> ssl.SSLContext:
    """Make the context that checks the server's certificate and name; TLS 1.2 or newer (RFC 8314 section 4.1).

    Raises PostError where `ca_file` cannot be read.
    """
    if account.security in (Security.NONE, Security.READABLE):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used; reading the system's certificates takes 25 ms
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if account.ca_file:
        try:
            context.load_verify_locations(cafile=account.ca_file)
        except OSError as fault:  # SSLError, for a file that holds no certificate, is one too
            why = "it holds no certificate" if isinstance(fault, ssl.SSLError) else fault.strerror
            raise PostError(f"ca_file {account.ca_file} cannot be used: {why}.", transient=False) from None
    return context


def certificate_fault(fault: BaseException | None) -> str | None:
    """Find, in an exception or in what caused it, a refused certificate; give what is wrong with it."""
    while fault is not None:
        if isinstance(fault, ssl.SSLCertVerificationError):
            return str(fault.verify_message or fault.reason)
        fault = fault.__cause__ or fault.__context__
    return None


def untrusted(account: Account, why: str) -> PostError:
    """Make the error that says a certificate was not believed, and what to do."""
    return PostError(
        f"the certificate of {account.host} is not trusted: {why}. If it is your own server's, name its certificate as ca_file.",
        transient=False,
    )
