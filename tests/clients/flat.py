"""Claws Mail and Sylpheed, which have windows but write plain text: each calls our editor in place of its own, and keys do the rest."""

from __future__ import annotations

import time
from pathlib import Path

from clients.board import Correspondent
from clients.desk import ClientFault, Desk, needs, writer_of
from clients.screen import Screen, screen
from clients.wishes import Wish

# Where Sylpheed has its inbox, the first letter of its list and the button that sends, in windows at the display's corner.
INBOX, LETTER, SEND = (75, 146), (385, 149), (46, 64)


def claws(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Claws Mail."""
    if missing := needs("claws-mail"):
        raise ClientFault(missing)
    writer = writer_of(letter)
    settings: dict[str, str | int] = {"ext_editor_command": f"{desk.editor(wish)} %s", "auto_ext_editor": 1, "send_dialog_mode": 1,
                "check_on_startup": 0, "goto_last_folder_on_startup": 0, "confirm_on_exit": 0, "enable_aspell": 0}  # fmt: skip
    config = _configured(desk, writer, "clawsrc", settings)
    _shelved(desk, config, letter)
    with screen(desk) as shown, desk.running("claws-mail", "--alternate-config-dir", config):
        shown.window("Claws Mail")
        time.sleep(1.5)
        desk.run("claws-mail", "--alternate-config-dir", config, "--select", "#mh/Mail/inbox/1")
        shown.window("Claws Mail")
        time.sleep(1)
        shown.key("ctrl+shift+r" if wish.to_all else "ctrl+r")
        return _sent(desk, shown)


def sylpheed(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Sylpheed."""
    if missing := needs("sylpheed"):
        raise ClientFault(missing)
    writer = writer_of(letter)
    settings: dict[str, str | int] = {"ext_editor_command": f"{desk.editor(wish)} %s", "auto_ext_editor": 1, "show_send_dialog": 0,
                "check_on_startup": 0, "confirm_on_exit": 0, "auto_update_check": 0, "check_recipients_before_sending": 0}  # fmt: skip
    config = _configured(desk, writer, "sylpheedrc", settings)
    _shelved(desk, config, letter)
    with screen(desk) as shown, desk.running("sylpheed", "--configdir", config):
        shown.fill(shown.window("Sylpheed"))
        for place in (INBOX, LETTER):
            shown.click(*place)
            time.sleep(1)
        shown.key("ctrl+shift+r" if wish.to_all else "ctrl+r")
        return _sent(desk, shown, SEND)


def _sent(desk: Desk, shown: Screen, send: tuple[int, int] | None = None) -> bytes:
    """Let our editor work, and send what is then in the window; `send`: where its button is."""
    desk.edited()
    time.sleep(1.5)
    if picture := desk.environ.get("CLIENTS_PICTURE"):
        shown.picture(Path(picture))
    if send is None:
        shown.window("Compose")
        shown.key("ctrl+Return")
    else:
        shown.to_corner(shown.window("Compose"))
        shown.click(*send)
        time.sleep(1)
        if shown.find("Code conversion"):  # asked before "£" is written in another charset than it would take by itself
            shown.window("Code conversion")
            shown.key("Return")
    return desk.arrived()


def _configured(desk: Desk, writer: Correspondent, name: str, settings: dict[str, str | int]) -> Path:
    """Write the settings and the account; the two programs have one ancestor, and the names in common."""
    desk.file(f"config/{name}", "[Common]\n" + "".join(f"{key}={value}\n" for key, value in settings.items()))
    local = 5 if name == "clawsrc" else 0  # Claws Mail's number for an account that fetches nothing
    account = {"account_name": "board", "is_default": 1, "name": writer.name, "address": writer.email, "protocol": local,
               "smtp_server": "127.0.0.1", "set_smtpport": 1, "smtp_port": desk.smtp_port, "ssl_smtp": 0, "use_smtp_auth": 0,
               "receive_server": "127.0.0.1", "receive_at_get_all": 0}  # fmt: skip
    file = desk.file("config/accountrc", "[Account: 1]\n" + "".join(f"{key}={value}\n" for key, value in account.items()))
    return file.parent


def _shelved(desk: Desk, config: Path, letter: bytes) -> None:
    """Lay the letter into an MH mailbox and say so in the list of folders."""
    for part in ("inbox", "sent", "draft", "queue", "trash"):
        (desk.folder / "Mail" / part).mkdir(parents=True)
    desk.file("Mail/inbox/1", letter.replace(b"\r\n", b"\n"))
    kinds = {"inbox": "inbox", "outbox": "sent", "draft": "draft", "queue": "queue", "trash": "trash"}
    items = "".join(f'<folderitem type="{kind}" name="{name}" path="{name}" />\n' for kind, name in kinds.items())
    root = f'<folder type="mh" name="Mail" path="{desk.folder}/Mail" account_id="1">\n{items}</folder>\n'
    desk.file(f"{config.name}/folderlist.xml", f'<?xml version="1.0" encoding="UTF-8"?>\n<folderlist>\n{root}</folderlist>\n')
