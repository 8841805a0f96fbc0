"""Evolution, composing HTML: a bus and settings of its own, the letter in its local folders, places found by its own search."""

from __future__ import annotations

import time

from clients.desk import ClientFault, Desk, needs, writer_of
from clients.screen import Screen, screen
from clients.wishes import Place, Typed, Wish

SOURCES = {
    "board": "[Data Source]\nDisplayName=Board\nEnabled=true\nParent=\n\n[Mail Account]\nBackendName=none\nIdentityUid=board-who\n",
    "board-who": (
        "[Data Source]\nDisplayName=Board\nEnabled=true\nParent=board\n\n[Mail Identity]\nName={name}\nAddress={email}\n\n"
        "[Mail Submission]\nTransportUid=board-out\nSentFolder=folder://local/Sent\nUseSentFolder=false\n\n"
        "[Mail Composition]\nDraftsFolder=folder://local/Drafts\n"
    ),
    "board-out": (
        "[Data Source]\nDisplayName=Board\nEnabled=true\nParent=board\n\n[Mail Transport]\nBackendName=smtp\n\n"
        "[Authentication]\nHost=127.0.0.1\nPort={port}\nMethod=none\nUser=\n\n[Security]\nMethod=none\n"
    ),
}
SETTINGS = """[org/gnome/evolution-data-server]
migrated=true
[org/gnome/evolution/mail]
composer-mode='html'
prompt-on-empty-subject=false
prompt-check-if-default-mailer=false
prompt-on-list-reply-to=false
prompt-on-private-list-reply=false
prompt-on-reply-many-recips=false
composer-visually-wrap-long-lines=true
prompt-on-accel-send=false
prompt-on-unwanted-html=false
mark-seen=false
[org/gnome/evolution/shell]
default-component-id='mail'
"""
ENVIRON = {
    "GSETTINGS_BACKEND": "keyfile",
    "NO_AT_BRIDGE": "1",
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # as root its own sandbox does not start
}


def evolution_html(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Evolution. It is told places by its own search alone, so nothing is trimmed or clicked in it."""
    if wish.kept or wish.link:
        raise ClientFault("nothing is trimmed or clicked in Evolution")
    if missing := needs("evolution", "dbus-run-session"):
        raise ClientFault(missing)
    writer = writer_of(letter)
    for name, content in SOURCES.items():
        told = content.format(name=writer.name, email=writer.email, port=desk.smtp_port)
        desk.file(f"xdg_config_home/evolution/sources/{name}.source", told)
    desk.file("xdg_config_home/glib-2.0/settings/keyfile", SETTINGS)
    home = "xdg_data_home/evolution/mail/local"
    for part in (f"{folder}{each}" for folder in ("", ".Outbox/", ".Sent/", ".Drafts/") for each in ("cur", "new", "tmp")):
        (desk.folder / home / part).mkdir(parents=True)  # without an outbox it would offer to move mail of an older make
    desk.file(f"{home}/..maildir++", "maildir++ 1\n")
    desk.file(f"{home}/cur/1.letter:2,", letter.replace(b"\r\n", b"\n"))
    with screen(desk) as shown, desk.running("dbus-run-session", "evolution", "-c", "mail", environ=ENVIRON):
        shown.fill(shown.window("^Mail$|Inbox|Evolution", within=40))
        time.sleep(4)
        for place in (INBOX, LETTER):
            shown.click(*place)
            time.sleep(2)
        shown.key("ctrl+shift+r" if wish.to_all else "ctrl+r")
        shown.window("^Re: ", within=20)
        time.sleep(3)
        for each in sorted(wish.typed, key=lambda typed: typed.place in (Place.TOP, Place.BOTTOM)):
            _type(shown, each)
        time.sleep(2)  # its editor is a process of its own, and may still be taking keys in
        shown.key("ctrl+Return")
        return desk.arrived()


# Where the inbox and the first letter of the list are, in a window as large as the display.
INBOX, LETTER = (98, 194), (400, 196)


def _type(shown: Screen, each: Typed) -> None:
    if each.place is Place.TOP:
        shown.key("ctrl+Home")
        shown.type(each.words + "\n")  # nothing but the line that says who wrote stands there
    elif each.place is Place.BOTTOM:
        shown.key("ctrl+End")
        shown.type("\n" + each.words)
    else:
        shown.key("ctrl+Home", "ctrl+f")
        time.sleep(1)
        shown.type(each.at if each.place is not Place.OVER else each.old)
        shown.key("Return")
        time.sleep(0.5)
        shown.key("Escape")
        time.sleep(0.5)
        if each.place is not Place.OVER:
            shown.key("Right", "End")
        shown.type("\n" + each.words if each.place is Place.AFTER else each.words)
