"""What the wire is given and gives back, as values: Account, Parcel, Delivery, Fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How a connection is protected. `none` is for this machine only (see `tls.check_security`).

    `READABLE` is no protection either, for a network that is somebody's own; whoever chooses it has to write what it means.
    """

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"
    READABLE = "readable by anyone on the way"


class Auth(StrEnum):
    """How an account proves itself: with its password, or with an OAuth 2 access token."""

    PASSWORD = "password"
    XOAUTH2 = "xoauth2"


@dataclass(frozen=True, slots=True)
class Account:
    """A login at a server, SMTP or IMAP alike.

    `username` "" means that no login is tried. `secret` gives the password or access token and is called for every new
    connection, because tokens expire; it raises SecretError where there is none. `ca_file`: certificates to trust besides
    the system's.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    auth: Auth = Auth.PASSWORD
    secret: Callable[[], str] | None = field(default=None, repr=False)
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter for one recipient. `key` is the caller's; `sender` "" is the null sender `<>` (RFC 5321 section 4.5.5)."""

    key: str
    sender: str
    recipient: str
    content: bytes


class Outcome(StrEnum):
    """What became of a parcel: `transient` may be tried again, `permanent` never, `uncertain` may have arrived."""

    SENT = "sent"
    TRANSIENT = "transient"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fate of one parcel in one run.

    `code`: the server's reply code, None where it gave none. `text`: one line, fit for a person. `stage`: where it was
    decided: address, connect, size, mail, rcpt, data or content.
    """

    key: str
    outcome: Outcome
    code: int | None
    text: str
    stage: str = "content"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as it lies on the server. `size` is what the server says, in octets.

    `oversize`: the mail is over the cap, and `raw` holds its header section only. `internal_date`: when the server took it in.
    """

    uid: int
    uidvalidity: int
    size: int
    raw: bytes
    internal_date: dt.datetime | None = None
    oversize: bool = False
