"""The settings of a workspace: `mailflow.toml`, their defaults and checks.

Sections [board], [mail], [smtp], [imap], [follow_up]; every key has a default but the board's name, its reference and the
address. `read_settings` refuses an unknown key, a wrong type and a value out of range, naming file, key, what was found
and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mailflow import addresses
from mailflow.domains import is_loopback
from mailflow.errors import SettingError

FILE_NAME = "mailflow.toml"
STANDING_ITEMS = ("Declarations of interest", "Matters arising", "Reports", "Any other business")
# What a setting has to say for a password to go unencrypted beyond this machine.
READABLE = "readable by anyone on the way"


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """Whose minutes these are. `year_starts`: (month, day) on which the year in a reference changes.

    `standing_items`: titles of the items that every draft of a next meeting's document has.
    """

    name: str
    reference: str
    year_starts: tuple[int, int]
    timezone: str
    corrections_days: int
    standing_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The board's own address and how answers find their letter.

    `read_notices`: letters with minutes ask the reader's mail client to tell when they are shown; many ask the reader, some never tell.
    `calendar`: they bring the next meeting for the reader's calendar.
    """

    address: str
    subaddress: bool
    receipts_per_day: int
    read_notices: bool
    calendar: bool


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How to reach and enter a mail server. `security`: none, starttls, tls, READABLE. `auth`: password, xoauth2."""

    section: str
    host: str
    port: int
    security: str
    username: str
    auth: str
    password_command: str
    ca_file: str
    connections: int = 4


@dataclass(frozen=True, slots=True)
class InboxSettings:
    """Where replies arrive and who is believed about their senders; `filed_under` holds the folders mails are filed in."""

    folder: str
    trusted_authserv: tuple[str, ...]
    filed_under: str
    largest: int


@dataclass(frozen=True, slots=True)
class FollowUpSettings:
    """How minutes and actions are followed up.

    `chair_first`: the chair sees a draft before the others, and the clerk hears of it after `chair_days` without an answer.
    `remind_silent`: so many days before corrections close those who have not answered are reminded, 0 for never. `reminders`: owners
    are reminded of their actions. `digest`: the clerk gets one mail a day on what came in. `hours`: when mails of these kinds go.
    `confidential_to`: the standings of those who get confidential items.
    """

    chair_first: bool = False
    chair_days: int = 3
    remind_silent: int = 0
    reminders: bool = True
    digest: bool = True
    hours: tuple[dt.time, dt.time] = (dt.time(8), dt.time(18))
    confidential_to: tuple[str, ...] = ("chair", "clerk", "member")


@dataclass(frozen=True, slots=True)
class Settings:
    """All the settings of one workspace."""

    board: BoardSettings
    mail: MailSettings
    smtp: ServerSettings
    imap: ServerSettings
    inbox: InboxSettings
    follow_up: FollowUpSettings = FollowUpSettings()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The board's time zone."""
        return zoneinfo.ZoneInfo(self.board.timezone)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one key may hold: its type, its default (None: it must be there), a check, and the words for what is allowed."""

    kind: type
    default: Any
    check: Callable[[Any], bool]
    allowed: str


def _zone_known(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _day_of_year(text: str) -> bool:
    try:
        dt.date.fromisoformat(f"2001-{text}")
    except ValueError:
        return False
    return True


def _printable(text: str) -> bool:
    return text.isprintable()


def _is_title(found: object) -> bool:
    numbered = r"\s*\d+(?:\.\d+)*[.)]?\s"
    return isinstance(found, str) and found.isprintable() and 0 < len(found.strip()) <= 150 and not re.match(numbered, found)


def _folder_name(text: str) -> bool:
    return bool(re.fullmatch(r"[\w][\w \-]{0,40}", text))


_STANDINGS = ("chair", "clerk", "member", "officer", "deputy", "contact")


def _hours(text: str) -> tuple[dt.time, dt.time] | None:
    try:
        first, last = (dt.time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        return None
    return (first, last) if first < last else None


def _server_rules(port: int) -> dict[str, _Rule]:
    return {
        "host": _Rule(str, "127.0.0.1", lambda v: bool(re.fullmatch(r"[\w.:\-]+", v)), "a host name or address"),
        "port": _Rule(int, port, lambda v: 1 <= v <= 65535, "a whole number from 1 to 65535"),
        "security": _Rule(
            str,
            "none",
            lambda v: v in ("none", "starttls", "tls", READABLE),
            f'"none" (loopback only), "starttls" or "tls"; without any protection, over a network of your own: "{READABLE}"',
        ),
        "username": _Rule(str, "", _printable, "the name to log in with, or an empty text for none"),
        "auth": _Rule(str, "password", lambda v: v in ("password", "xoauth2"), '"password" or "xoauth2"'),
        "password_command": _Rule(str, "", _printable, "a command that prints the secret, or an empty text"),
        "ca_file": _Rule(str, "", _printable, "the path of a PEM file with the authority to trust, or an empty text for the system's"),
    }


_RULES: dict[str, dict[str, _Rule]] = {
    "board": {
        "name": _Rule(str, None, lambda v: bool(v.strip()) and v.isprintable(), "the board's name, on one line"),
        "reference": _Rule(str, None, lambda v: bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9\-]{0,11}", v)),
                           "1 to 12 letters, digits or hyphens, beginning with a letter"),
        "year_starts": _Rule(str, "04-01", _day_of_year, 'a day as "MM-DD"'),
        "timezone": _Rule(str, "Europe/London", _zone_known, 'a zone of the IANA database, such as "Europe/London"'),
        "corrections_days": _Rule(int, 10, lambda v: 1 <= v <= 365, "a whole number from 1 to 365"),
        "standing_items": _Rule(list, list(STANDING_ITEMS), lambda v: len(v) <= 60 and all(_is_title(x) for x in v),
                                "a list of titles, without numbers, each a text on one line"),
    },
    "mail": {
        "address": _Rule(str, None, lambda v: addresses.fault_of(v) is None and "+" not in v, "an e-mail address without a plus sign"),
        "subaddress": _Rule(bool, True, lambda v: True, "true or false"),
        "receipts_per_day": _Rule(int, 20, lambda v: 1 <= v <= 1000, "a whole number from 1 to 1000"),
        "read_notices": _Rule(bool, False, lambda v: True, "true or false"),
        "calendar": _Rule(bool, True, lambda v: True, "true or false"),
    },
    "smtp": {
        **_server_rules(587),
        "connections": _Rule(int, 4, lambda v: 1 <= v <= 20, "a whole number from 1 to 20"),
    },
    "imap": {
        **_server_rules(993),
        "folder": _Rule(str, "INBOX", lambda v: bool(v) and v.isprintable(), "the name of a folder"),
        "trusted_authserv": _Rule(list, [], lambda v: all(isinstance(x, str) and x.isprintable() and x for x in v),
                                  "a list of names, as they stand first in Authentication-Results"),
        "filed_under": _Rule(str, "mailflow", _folder_name, "the name of a folder, without a separator"),
        "largest": _Rule(int, 25_000_000, lambda v: 10_000 <= v <= 200_000_000, "a number of octets from 10000 to 200000000"),
    },
    "follow_up": {
        "chair_first": _Rule(bool, False, lambda v: True, "true or false"),
        "chair_days": _Rule(int, 3, lambda v: 1 <= v <= 60, "a whole number of days from 1 to 60"),
        "remind_silent": _Rule(int, 0, lambda v: 0 <= v <= 60, "a whole number of days from 0 (never) to 60"),
        "reminders": _Rule(bool, True, lambda v: True, "true or false"),
        "digest": _Rule(bool, True, lambda v: True, "true or false"),
        "hours": _Rule(str, "08:00-18:00", lambda v: _hours(v) is not None, 'two times of a day, as in "08:00-18:00"'),
        "confidential_to": _Rule(list, ["chair", "clerk", "member"], lambda v: all(x in _STANDINGS for x in v),
                                 "a list of standings: " + ", ".join(_STANDINGS)),
    },
}  # fmt: skip
_TYPE_NAMES = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}


def read_settings(text: str, *, file: str = FILE_NAME) -> Settings:
    """Read settings from TOML. Raises SettingError for the first fault."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(file, "the file", f"something that is not TOML ({error})", "TOML as in the README") from None
    for section in found:
        if section not in _RULES:
            raise SettingError(file, f"[{section}]", "a section that is not known", ", ".join(f"[{s}]" for s in _RULES))
    values = {section: _section(file, section, found.get(section, {}), rules) for section, rules in _RULES.items()}
    board, mail, smtp, imap = (values[s] for s in ("board", "mail", "smtp", "imap"))
    folder, trusted = imap.pop("folder"), tuple(imap.pop("trusted_authserv"))
    filed_under, largest = imap.pop("filed_under"), imap.pop("largest")
    follow_up = values["follow_up"]
    hours, entitled = _hours(follow_up.pop("hours")), tuple(follow_up.pop("confidential_to"))
    assert hours is not None
    standing = tuple(title.strip() for title in board.pop("standing_items"))
    month, day = (int(part) for part in board.pop("year_starts").split("-"))
    settings = Settings(
        board=BoardSettings(year_starts=(month, day), standing_items=standing, **board),
        mail=MailSettings(**mail),
        smtp=ServerSettings(section="smtp", **smtp),
        imap=ServerSettings(section="imap", **imap),
        inbox=InboxSettings(folder=folder, trusted_authserv=trusted, filed_under=filed_under, largest=largest),
        follow_up=FollowUpSettings(hours=hours, confidential_to=entitled, **follow_up),
    )
    for server in (settings.smtp, settings.imap):
        _check_server(file, server)
    return settings


def _section(file: str, section: str, found: object, rules: dict[str, _Rule]) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise SettingError(file, section, _show(found), f"a section [{section}] with its keys below it")
    for key in found:
        if key not in rules:
            raise SettingError(file, f"[{section}] {key}", "a key that is not known", ", ".join(rules))
    values = {}
    for key, rule in rules.items():
        where = f"[{section}] {key}"
        if key not in found:
            if rule.default is None:
                raise SettingError(file, where, "nothing", rule.allowed)
            values[key] = rule.default
            continue
        value = found[key]
        if type(value) is not rule.kind:
            raise SettingError(file, where, _show(value), f"{_TYPE_NAMES[rule.kind]}: {rule.allowed}")
        if not rule.check(value):
            raise SettingError(file, where, _show(value), rule.allowed)
        values[key] = value
    return values


def _check_server(file: str, server: ServerSettings) -> None:
    where = f"[{server.section}]"
    if server.security == "none" and not is_loopback(server.host):
        allowed = f'"starttls" or "tls"; "none" only on this machine; "{READABLE}" where that is meant'
        raise SettingError(file, f"{where} security", f'"none" with the host {server.host}', allowed)
    if server.auth == "xoauth2" and not server.username:
        raise SettingError(file, f"{where} username", "nothing, while auth is xoauth2", "the mailbox's name, which xoauth2 needs")


def _show(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f'"{value}"'
    return text if len(text) <= 80 else text[:77] + "..."
