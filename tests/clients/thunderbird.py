"""Thunderbird, composing HTML or plain text: a fresh profile for each reply, driven through Marionette, typed into by xdotool."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clients import carets
from clients.conversation import Marionette
from clients.desk import ClientFault, Desk, as_mbox, free_port, writer_of
from clients.screen import Screen, screen
from clients.wishes import Wish

QUIET: dict[str, str | int | bool] = {
    "app.donation.eoy.version.viewed": 999,
    "app.update.enabled": False,
    "browser.cache.disk.enable": False,
    "calendar.timezone.local": "Europe/London",
    "calendar.timezone.useSystemTimezone": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "gfx.webrender.software": True,
    "mail.SpellCheckBeforeSend": False,
    "mail.chat.enabled": False,
    "mail.compose.autosave": False,
    "mail.inappnotifications.enabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.spam.version": 1,
    "mail.spotlight.firstRunDone": True,
    "mail.warn_on_send_accel_key": False,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
# The editor of a letter that is being written is ready, and holds something.
READY = """
try {
  const box = document.getElementById('messageEditor');
  return Boolean(gMsgCompose && gMsgCompose.editor && box.contentDocument.body && window.gWindowLoaded !== false);
} catch (fault) { return false; }
"""
EDITOR = carets.FIND + "const doc = document.getElementById('messageEditor').contentDocument, [words, old] = arguments;"
FOCUS = "window.focus(); const box = document.getElementById('messageEditor'); box.focus(); box.contentWindow.focus();"
PICK = """
const pane = document.getElementById('tabmail').currentAbout3Pane;
const folders = [...MailServices.accounts.accounts].flatMap(a => a.incomingServer.rootFolder.descendants);
const folder = folders.find(f => f.name === 'Letters');
if (!folder) return false;
pane.displayFolder(folder);
if (!pane.gDBView || !pane.gDBView.rowCount) return false;
pane.threadTree.selectedIndex = 0;
return true;
"""
SHOWN = """
const pane = document.getElementById('tabmail').currentAbout3Pane, page = pane.messageBrowser.contentWindow.getMessagePaneBrowser();
return Boolean(page && page.contentDocument.body && page.contentDocument.body.textContent.length > 200);
"""
LINK = """
const pane = document.getElementById('tabmail').currentAbout3Pane, page = pane.messageBrowser.contentWindow.getMessagePaneBrowser();
const doc = page.contentDocument, link = [...doc.querySelectorAll('a')].find(a => a.textContent.includes(arguments[0]));
if (!link) return null;
link.scrollIntoView({block: 'center'});
const box = link.getClientRects()[0];
return [doc.defaultView.mozInnerScreenX + box.left + 15, doc.defaultView.mozInnerScreenY + box.top + box.height / 2];
"""


def thunderbird_html(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Thunderbird as it is set by itself: it composes HTML."""
    return _answer(desk, letter, wish, html=True)


def thunderbird_plain(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Thunderbird that composes plain text."""
    return _answer(desk, letter, wish, html=False)


def picture(desk: Desk, letter: bytes, path: Path) -> None:
    """Save a picture of a letter as Thunderbird shows it."""
    with _open(desk, letter, html=True) as (shown, _):
        time.sleep(1)
        shown.picture(path)


def _answer(desk: Desk, letter: bytes, wish: Wish, *, html: bool) -> bytes:
    with _open(desk, letter, html=html) as (shown, talk):
        if wish.link:
            at = talk.run(LINK, wish.link)
            if not at:
                raise ClientFault(f"no link {wish.link!r}")
            shown.window("Mozilla Thunderbird")
            shown.click(*at)
        else:
            talk.run("goDoCommand(arguments[0])", "cmd_replyall" if wish.to_all else "cmd_reply")
        desk.until(lambda: talk.window("msgcompose"), "no window to write in")
        desk.until(lambda: talk.run(READY), "the editor did not come up")
        time.sleep(1.5)
        shown.window("Write: ")
        talk.run(FOCUS)
        carets.carry_out(wish, _Hands(shown, talk))
        time.sleep(0.5)
        if picture := desk.environ.get("CLIENTS_PICTURE"):
            shown.picture(Path(picture))
        shown.key("ctrl+Return")
        return desk.arrived()


@dataclass(frozen=True)
class _Hands:
    """Keys by xdotool, the caret by Marionette."""

    shown: Screen
    talk: Marionette

    def place(self, script: str, at: str, old: str) -> None:
        """Put the caret, or a selection, where a script says."""
        if fault := self.talk.run(EDITOR + script, at, old):
            raise ClientFault(fault)
        time.sleep(0.3)

    def key(self, name: str) -> None:
        """Press a key."""
        self.shown.key(name)

    def type(self, words: str) -> None:
        """Type words."""
        self.shown.type(words)


@contextlib.contextmanager
def _open(desk: Desk, letter: bytes, *, html: bool) -> Iterator[tuple[Screen, Marionette]]:
    """Start Thunderbird with the letter in a local folder, and show it."""
    port = free_port()
    profile = _profile(desk, letter, port, html=html)
    words = ("thunderbird", "--profile", profile, "--no-remote", "--marionette", "-remote-allow-system-access")
    with screen(desk) as shown, desk.running(*words):
        talk = desk.until(lambda: _connected(port), "Thunderbird did not come up")
        try:
            desk.until(lambda: talk.window("mail:3pane"), "Thunderbird shows no window")
            desk.until(lambda: talk.run("return Boolean(document.getElementById('tabmail')?.currentAbout3Pane?.threadTree)"), "no list")
            desk.until(lambda: talk.run(PICK), "the letter is not in the list")
            desk.until(lambda: talk.run(SHOWN), "the letter is not shown")
            shown.fill(shown.window("Mozilla Thunderbird"))
            yield shown, talk
        finally:
            talk.close()


def _connected(port: int) -> Marionette | None:
    try:
        return Marionette(port)
    except (OSError, ClientFault):
        return None


def _profile(desk: Desk, letter: bytes, port: int, *, html: bool) -> Path:
    writer = writer_of(letter)
    account, identity, local, smtp = "mail.account.", "mail.identity.id1.", "mail.server.server1.", "mail.smtpserver.smtp1."
    wanted: dict[str, str | int | bool] = {
        **QUIET,
        "marionette.port": port,
        "mail.accountmanager.accounts": "account1",
        "mail.accountmanager.defaultaccount": "account1",
        "mail.accountmanager.localfoldersserver": "server1",
        f"{account}account1.server": "server1",
        f"{account}account1.identities": "id1",
        f"{local}type": "none",
        f"{local}userName": "nobody",
        f"{local}hostname": "Local Folders",
        f"{local}name": "Local Folders",
        f"{local}directory-rel": "[ProfD]Mail/Local Folders",
        f"{identity}useremail": writer.email,
        f"{identity}fullName": writer.name,
        f"{identity}smtpServer": "smtp1",
        f"{identity}valid": True,
        f"{identity}compose_html": html,
        f"{identity}fcc": False,
        f"{identity}reply_on_top": 1,
        f"{identity}sig_bottom": False,
        "mail.smtpservers": "smtp1",
        "mail.smtp.defaultserver": "smtp1",
        f"{smtp}hostname": "127.0.0.1",
        f"{smtp}port": desk.smtp_port,
        f"{smtp}try_ssl": 0,
        f"{smtp}authMethod": 1,
    }
    lines = [f'user_pref("{name}", {_as_script(value)});' for name, value in wanted.items()]
    desk.file("profile/user.js", "\n".join(lines) + "\n")
    desk.file("profile/Mail/Local Folders/Letters", as_mbox(letter))
    return desk.folder / "profile"


def _as_script(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'
