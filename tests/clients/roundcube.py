"""Roundcube from Debian's packages, composing HTML, in headless Chromium: PHP's own web server, SQLite, the embedded IMAP server."""

from __future__ import annotations

import base64
import contextlib
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clients import carets
from clients.conversation import WebDriver
from clients.desk import PASSWORD, ClientFault, Desk, free_port, needs, writer_of
from clients.wishes import Wish

HOME, PACKAGE, SETTINGS = Path("/var/lib/roundcube/public_html"), Path("/usr/share/roundcube"), Path("/etc/roundcube")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--window-size=1200,1400", "--disable-quic")  # fmt: skip
# WebDriver's own characters for keys (W3C WebDriver, section "Keyboard actions").
KEYS = {"Return": "\ue006", "Delete": "\ue017", "Home": "\ue011", "End": "\ue010", "ctrl": "\ue009", "shift": "\ue008"}
EDITOR = carets.FIND + "const doc = tinymce.activeEditor.getDoc(), [words, old] = arguments;"
LOGIN = """
document.getElementById('rcmloginuser').value = arguments[0];
document.getElementById('rcmloginpwd').value = arguments[1];
document.getElementById('rcmloginsubmit').click();
"""
LISTED = "return Object.keys(rcmail.message_list ? rcmail.message_list.rows : {})[0] || null;"
# A link that brings words of its own is written in plain text, in a field; an answer in the editor for pages.
FIELD = "const field = document.getElementById('composebody'); if (field) field.focus(); return Boolean(field);"
READY = "return Boolean(window.tinymce && tinymce.activeEditor && tinymce.activeEditor.initialized && tinymce.activeEditor.getBody());"
LINK = """
const link = [...document.querySelectorAll('#messagebody a')].find(a => a.textContent.includes(arguments[0]));
if (!link) return null;
link.scrollIntoView({block: 'center'});
const box = link.getClientRects()[0];
return [box.left + 10, box.top + box.height / 2];
"""

# Its skin does not write at once: a click opens a menu, and the letter is written from there.
MENU = """
const entry = [...document.querySelectorAll('.popover a.compose')].find(a => a.offsetParent);
if (!entry) return null;
const box = entry.getBoundingClientRect();
return [box.left + 20, box.top + box.height / 2];
"""


def roundcube_html(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Roundcube that composes HTML."""
    with _open(desk, letter) as (browser, base):
        if wish.link:
            browser.go(f"{base}&_action=show")
            at = browser.run(LINK, wish.link)
            if not at:
                raise ClientFault(f"no link {wish.link!r}")
            browser.click(*at)
            browser.click(*desk.until(lambda: browser.run(MENU), "the link opens no menu"))
        else:
            browser.go(f"{base}&_action=compose{'&_all=all' if wish.to_all else ''}")
        ready = FIELD if wish.link else READY
        desk.until(lambda: _composing(browser, ready), "the editor did not come up")
        time.sleep(1)
        browser.run(FIELD if wish.link else "tinymce.activeEditor.focus()")
        carets.carry_out(wish, _Hands(browser))
        time.sleep(0.5)
        browser.run("rcmail.command('send', {})")
        return desk.arrived()


def picture(desk: Desk, letter: bytes, path: Path) -> None:
    """Save a picture of a letter as Roundcube shows it."""
    with _open(desk, letter) as (browser, base):
        browser.go(f"{base}&_action=show")
        time.sleep(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(browser.picture()))


@dataclass(frozen=True)
class _Hands:
    """Keys and the caret, both by WebDriver."""

    browser: WebDriver

    def place(self, script: str, at: str, old: str) -> None:
        """Put the caret, or a selection, where a script says."""
        if fault := self.browser.run(EDITOR + script, at, old):
            raise ClientFault(fault)

    def key(self, name: str) -> None:
        """Press a key."""
        self.browser.chord([KEYS[part] for part in name.split("+")])

    def type(self, words: str) -> None:
        """Type words."""
        self.browser.press([KEYS["Return"] if character == "\n" else character for character in words])


def _composing(browser: WebDriver, ready: str) -> bool:
    """Go to the window in which something is written, if there is one yet."""
    for window in browser.windows():
        browser.switch(window)
        if browser.run(ready):
            return True
    return False


@contextlib.contextmanager
def _open(desk: Desk, letter: bytes) -> Iterator[tuple[WebDriver, str]]:
    """Lay the letter into the writer's mailbox, start Roundcube and log in; give the browser and the address of the inbox."""
    if missing := needs("php", "chromedriver", "chromium") or ("" if HOME.is_dir() else "Roundcube not installed"):
        raise ClientFault(missing)
    writer = writer_of(letter)
    desk.office.put(writer.email, letter)
    port, driver = free_port(), free_port()
    settings = _settings(desk)
    php = ("php", "-S", f"127.0.0.1:{port}", "-t", HOME)
    environ = {"ROUNDCUBE_CONFIG_DIR": str(settings), "PHP_CLI_SERVER_WORKERS": "4"}
    with desk.running(*php, environ=environ), desk.running("chromedriver", f"--port={driver}"):
        desk.until(lambda: _answers(f"http://127.0.0.1:{port}/"), "Roundcube did not come up")
        desk.until(lambda: _answers(f"http://127.0.0.1:{driver}/status"), "chromedriver did not come up")
        browser = WebDriver(driver, *FLAGS, f"--user-data-dir={desk.folder / 'chromium'}")
        try:
            browser.go(f"http://127.0.0.1:{port}/")
            browser.run(LOGIN, writer.email, PASSWORD)
            desk.until(lambda: browser.run("return Boolean(window.rcmail && rcmail.env.task === 'mail')"), "Roundcube lets nobody in")
            number = desk.until(lambda: browser.run(LISTED), "the letter is not in the list")
            yield browser, f"http://127.0.0.1:{port}/?_task=mail&_mbox=INBOX&_uid={number}&_reply_uid={number}"
        finally:
            with contextlib.suppress(ClientFault):
                browser.close()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _settings(desk: Desk) -> Path:
    """Write Roundcube's settings into a folder that takes the place of Debian's."""
    folder = desk.folder / "roundcube"
    for part in ("logs", "temp"):
        (folder / part).mkdir(parents=True)
    for name in ("defaults.inc.php", "mimetypes.php"):
        (folder / name).symlink_to(SETTINGS / name)
    database = folder / "roundcube.sqlite"
    desk.run("php", "-r", f"(new SQLite3('{database}'))->exec(file_get_contents('{PACKAGE}/SQL/sqlite.initial.sql'));")
    settings = {
        "db_dsnw": f"sqlite:///{database}?mode=0640",
        "imap_host": f"127.0.0.1:{desk.office.imap_port}",
        "smtp_host": f"127.0.0.1:{desk.smtp_port}",
        "smtp_user": "",
        "smtp_pass": "",
        "des_key": "a key of 24 characters..",
        "log_dir": str(folder / "logs"),
        "temp_dir": str(folder / "temp"),
        "skin": "elastic",
        "language": "en_GB",
        "timezone": "Europe/London",
    }
    lines = [f"$config['{name}'] = '{value}';" for name, value in settings.items()]
    # It writes HTML, above what it quotes; nothing is kept, checked or slowed down.
    switches: dict[str, str | int] = {"plugins": "[]", "sent_mbox": "''", "htmleditor": 1, "reply_mode": 1, "draft_autosave": 0,
                                      "enable_spellcheck": 0, "ip_check": 0, "login_rate_limit": 1000}  # fmt: skip
    more = [f"$config['{name}'] = {value};" for name, value in switches.items()]
    desk.file("roundcube/config.inc.php", "\n".join(("<?php", *lines, *more)) + "\n")
    return folder
