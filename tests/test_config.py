"""The settings: defaults, and a clear sentence for each that is wrong."""

from __future__ import annotations

import pytest

from mailflow.config import read_settings
from mailflow.errors import SettingError
from mailflow.new_settings import write_settings

LEAST = '[board]\nname = "Quayside Board"\nreference = "QSB"\n[mail]\naddress = "minutes@board.example"\n'


def test_three_keys_are_enough() -> None:
    settings = read_settings(LEAST)
    assert settings.board.year_starts == (4, 1)
    assert settings.board.corrections_days == 10
    assert settings.mail.subaddress and settings.mail.calendar
    assert settings.inbox.folder == "INBOX"
    assert str(settings.zone) == "Europe/London"


def test_what_init_writes_is_read_back() -> None:
    text = write_settings(name='The "Old" Quay\\Board', reference="OQB", address="minutes@board.example", timezone="Europe/Berlin")
    settings = read_settings(text)
    assert settings.board.name == 'The "Old" Quay\\Board'
    assert settings.board.timezone == "Europe/Berlin"
    assert (settings.smtp.port, settings.imap.port) == (2525, 1143)


WRONG = {
    "[board] name": ['name = ""', "name = 3"],
    "[board] reference": ['reference = "Q B"', 'reference = ""', 'reference = "1Q"'],
    "[board] year_starts": ['year_starts = "13-01"', 'year_starts = "April"', "year_starts = 4"],
    "[board] timezone": ['timezone = "London"', 'timezone = ""', 'timezone = "../etc"'],
    "[board] corrections_days": ["corrections_days = 0", "corrections_days = 1000", 'corrections_days = "ten"', "corrections_days = true"],
    "[board] standing_items": ['standing_items = "AOB"', "standing_items = [1]", 'standing_items = ["1. AOB"]', 'standing_items = [""]'],
    "[mail] address": ['address = "minutes"', 'address = "a+b@board.example"', "address = 1"],
    "[mail] subaddress": ['subaddress = "yes"', "subaddress = 1"],
    "[mail] receipts_per_day": ["receipts_per_day = 0"],
    "[mail] calendar": ['calendar = "yes"', "calendar = 1"],
    "[smtp] host": ['host = "no host"', "host = 1"],
    "[smtp] port": ["port = 0", "port = 70000", 'port = "25"'],
    "[smtp] security": ['security = "ssl"', "security = false"],
    "[smtp] username": ["username = 7"],
    "[smtp] auth": ['auth = "oauth"'],
    "[smtp] password_command": ["password_command = 1"],
    "[smtp] ca_file": ["ca_file = 1"],
    "[smtp] connections": ["connections = 0", "connections = 100"],
    "[imap] host": ['host = ""'],
    "[imap] port": ["port = -1"],
    "[imap] security": ['security = "starttls "'],
    "[imap] username": ["username = []"],
    "[imap] auth": ["auth = 1"],
    "[imap] password_command": ["password_command = []"],
    "[imap] ca_file": ["ca_file = true"],
    "[imap] folder": ['folder = ""', "folder = 1"],
    "[imap] trusted_authserv": ['trusted_authserv = "mx.example"', "trusted_authserv = [1]"],
    "[imap] filed_under": ['filed_under = "a/b"', 'filed_under = ""'],
    "[imap] largest": ["largest = 1", 'largest = "25 MB"'],
}


@pytest.mark.parametrize(("where", "line"), [(where, line) for where, lines in WRONG.items() for line in lines])
def test_each_wrong_setting_names_file_key_found_and_allowed(where: str, line: str) -> None:
    section, key = where[1:].split("] ")
    values = {
        "board": {"name": '"Quay"', "reference": '"QSB"'},
        "mail": {"address": '"minutes@board.example"'},
        section: {},
    } | ({"board": {"name": '"Quay"', "reference": '"QSB"'}} if section == "board" else {})
    if section == "mail":
        values["mail"] = {"address": '"minutes@board.example"'}
    values[section][key] = line.partition("=")[2].strip()
    text = "".join(f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) for name, keys in values.items())
    with pytest.raises(SettingError) as caught:
        read_settings(text, file="board/mailflow.toml")
    said = str(caught.value)
    assert said.startswith(f"board/mailflow.toml: {where}: found ")
    assert "; allowed: " in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LEAST + "colour = 1\n", "[mail] colour: found a key that is not known; allowed: address"),
        (LEAST + "[letters]\n", "[letters]: found a section that is not known"),
        ("board = 3\n", "board: found 3; allowed: a section [board]"),
        ("[board]\nname = 'x'\nreference='QSB'\n", "[mail] address: found nothing"),
        ("[board\n", "found something that is not TOML"),
        (LEAST + '[imap]\nhost = "127.evil.example"\nsecurity = "none"\n', '[imap] security: found "none" with the host 127.evil.example'),
        (LEAST + '[smtp]\nhost = "mail.example"\nsecurity = "none"\n', '[smtp] security: found "none" with the host mail.example'),
        (LEAST + '[imap]\nauth = "xoauth2"\nusername = ""\n', "[imap] username: found nothing, while auth is xoauth2"),
    ],
)
def test_what_is_no_setting_is_said_to_be_none(text: str, says: str) -> None:
    with pytest.raises(SettingError) as caught:
        read_settings(text)
    assert says in str(caught.value)
