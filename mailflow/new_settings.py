"""The text of a new `mailflow.toml`, with a word on each key. What it may hold is in `config`. Pure."""

from __future__ import annotations


def write_settings(
    *,
    name: str,
    reference: str,
    address: str,
    timezone: str = "Europe/London",
    year_starts: str = "04-01",
    corrections_days: int = 10,
    smtp: dict[str, str | int] | None = None,
    imap: dict[str, str | int] | None = None,
) -> str:
    """Give the text of a new `mailflow.toml`, with a word on each key."""
    smtp = {"host": "127.0.0.1", "port": 2525, "security": "none", "username": "", **(smtp or {})}
    imap = {"host": "127.0.0.1", "port": 1143, "security": "none", "username": "minutes", **(imap or {})}
    return f"""# The settings of this board. `mailflow doctor` checks them; `mailflow --help` names the commands.

[board]
name = {_toml(name)}
reference = {_toml(reference)}             # actions read "{reference} 1819_14"
year_starts = {_toml(year_starts)}         # the day on which the year in a reference changes
timezone = {_toml(timezone)}
corrections_days = {corrections_days}            # how long corrections are collected

[mail]
address = {_toml(address)}
subaddress = true                # false where the server has no plus addresses: threading headers carry the token
calendar = true                  # letters bring the next meeting as an entry for the reader's calendar

[smtp]
{_server_lines(smtp)}password_command = ""            # prints the secret; else $MAILFLOW_SMTP_PASSWORD

[imap]
{_server_lines(imap)}password_command = ""            # prints the secret; else $MAILFLOW_IMAP_PASSWORD
folder = "INBOX"
trusted_authserv = []            # whose Authentication-Results are believed

[follow_up]
chair_first = false              # the chair sees a draft before the others
remind_silent = 0                # days before corrections close on which those who are silent are reminded; 0: never
reminders = true                 # owners are reminded of their actions
digest = true                    # the clerk gets one mail a day on what came in
hours = "08:00-18:00"            # when such mails go, on working days
"""


def _server_lines(server: dict[str, str | int]) -> str:
    notes = {"security": "none (this machine only) | starttls | tls", "username": "empty: no log-in", "auth": "password | xoauth2"}
    values = {**server, "auth": server.get("auth", "password")}
    lines = [f"{key} = {value if isinstance(value, int) else _toml(value)}" for key, value in values.items()]
    return "".join(f"{line:<32} # {notes[line.split()[0]]}\n" if line.split()[0] in notes else f"{line}\n" for line in lines)


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
