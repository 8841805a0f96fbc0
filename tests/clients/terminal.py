"""Clients that live in a terminal: mutt, neomutt, alpine, s-nail, aerc. Each gets a terminal of its own and our editor for its text."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from clients.desk import ClientFault, Desk, as_mbox, end, writer_of
from clients.wishes import Wish

ROWS, COLUMNS = 40, 110
# What a terminal is told beside text: colours, places, titles. Each is bounded, so none can be slow.
CONTROL = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[A-Za-z]|\][^\x07]{0,200}\x07|[()][A-Za-z0-9]|[=>78M])|[\x00-\x08\x0b-\x1f]")


class Terminal:
    """A program in a terminal: what it shows can be waited for, and keys sent."""

    def __init__(self, process: subprocess.Popen[bytes], channel: int) -> None:
        self._process, self._channel, self.shown = process, channel, ""

    def wait(self, words: str, *, within: float = 20.0) -> None:
        """Wait until the words are shown (since the last wait). Raises ClientFault."""
        until = time.monotonic() + within
        while words not in self.shown:
            if time.monotonic() > until or not self._listen(0.2):
                raise ClientFault(f"did not show {words!r}")
        self.shown = self.shown.rpartition(words)[2]

    def quiet(self, seconds: float = 0.7) -> None:
        """Wait until nothing more is shown for a while."""
        until = time.monotonic() + 20
        seen = -1
        while time.monotonic() < until and len(self.shown) != seen:
            seen = len(self.shown)
            pause = time.monotonic() + seconds
            while (left := pause - time.monotonic()) > 0 and self._listen(left):
                pass

    def keys(self, keys: str) -> None:
        """Press keys."""
        with contextlib.suppress(OSError):
            os.write(self._channel, keys.encode())

    def ended(self, within: float = 30.0) -> None:
        """Wait until the program is over. Raises ClientFault."""
        until = time.monotonic() + within
        while self._process.poll() is None:
            if time.monotonic() > until:
                raise ClientFault("did not end")
            self._listen(0.2)

    def _listen(self, seconds: float) -> bool:
        """Take what is shown; tell whether the program can still show anything."""
        ready, _, _ = select.select([self._channel], [], [], seconds)
        if ready:
            try:
                came = os.read(self._channel, 65536)
            except OSError:
                return False
            self.shown += CONTROL.sub("", came.decode("utf-8", "replace"))
            return bool(came)
        return self._process.poll() is None


@contextlib.contextmanager
def terminal(desk: Desk, *command: str | Path) -> Iterator[Terminal]:
    """Run a program in a terminal of its own."""
    channel, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command, cwd=desk.folder, env=desk.environ, stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
        preexec_fn=_take_terminal,
    )  # fmt: skip
    os.close(inside)
    shown = Terminal(process, channel)
    try:
        yield shown
    except ClientFault as fault:
        shown.quiet()
        raise ClientFault(f"{fault}; it shows {' '.join(shown.shown.split())[-300:]!r}") from None
    finally:
        end(process)
        os.close(channel)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def mutt(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in mutt, as it is set by itself but for the questions it would ask."""
    return _mutt("mutt", desk, letter, wish)


def neomutt(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in neomutt, with a signature and format=flowed as many have it."""
    writer = writer_of(letter)
    signature = desk.file("signature", f"{writer.name}\n{writer.email}\nAll our actions are completed on time\n")
    return _mutt("neomutt", desk, letter, wish, f'set signature="{signature}"', "set text_flowed=yes")


def _mutt(program: str, desk: Desk, letter: bytes, wish: Wish, *more: str) -> bytes:
    """The keys are pushed at its start; it asks nothing and ends by itself."""
    writer = writer_of(letter)
    answer = "<group-reply>" if wish.to_all else "<reply>"
    settings = [
        f'set from="{writer.email}"', f'set realname="{writer.name}"', f'set editor="{desk.editor(wish)}"',
        f'set smtp_url="smtp://127.0.0.1:{desk.smtp_port}/"', "set ssl_starttls=no", "unset ssl_force_tls", "set include=yes",
        "set fast_reply=yes", "set autoedit=yes", "set abort_unmodified=no", "set use_from=yes", "set copy=no", "set record=",
        "set quit=yes", "set move=no", "set reply_to=yes", f'set folder="{desk.folder}"', "set charset=utf-8", *more,
        f"push '<first-entry>{answer}<send-message><quit>'",
    ]  # fmt: skip
    rc = desk.file("muttrc", "\n".join(settings) + "\n")
    box = desk.file("box", as_mbox(letter))
    with terminal(desk, program, "-n", "-F", rc, "-f", box) as shown:
        with contextlib.suppress(ClientFault):
            shown.ended()
        desk.edited()
        return desk.arrived()


def alpine(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in alpine, which calls our editor by itself when the text is come to."""
    writer = writer_of(letter)
    rc = desk.file(
        ".pinerc",
        f"personal-name={writer.name}\ninbox-path={desk.file('box', as_mbox(letter))}\nsmtp-server=127.0.0.1:{desk.smtp_port}\n"
        f"user-domain={writer.email.partition('@')[2]}\nuser-id={writer.email.partition('@')[0]}\n"
        f"editor={desk.editor(wish)}\nfcc-name-rule=no-fcc\ndefault-fcc=\"\"\ncharacter-set=UTF-8\nalt-addresses={writer.email}\n"
        f"customized-hdrs=From: {writer.name} <{writer.email}>\n"
        "feature-list=enable-alternate-editor-cmd,enable-alternate-editor-implicitly,quit-without-confirm,allow-changing-from,"
        "quell-user-lookup-in-passwd-file\nlast-version-used=7.00\n",
    )
    with terminal(desk, "alpine", "-p", rc, "-i") as shown:
        shown.quiet(1.5)
        shown.keys("r")
        for _ in range(3):  # asked in this order, some of them only: quote? use Reply-To? answer to all?
            shown.quiet()
            question, shown.shown = shown.shown, ""
            if "?" in question:
                shown.keys("n" if "all recipients" in question and not wish.to_all else "y")
        for _ in range(12):  # down through the header to the text, where the editor is called
            if (desk.folder / "wish.before").exists():
                break
            shown.keys("\x1b[B")
            shown.quiet(0.3)
        desk.edited()
        shown.quiet()
        shown.keys("\x18")
        shown.quiet()
        shown.keys("y")
        return desk.arrived()


def s_nail(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in s-nail, which quotes the letter (variable "quote") and calls the editor at once ("editalong")."""
    writer = writer_of(letter)
    settings = (
        f"set v15-compat\nset from='{writer.name} <{writer.email}>'\nset mta=smtp://127.0.0.1:{desk.smtp_port} smtp-auth=none\n"
        f"set VISUAL={desk.editor(wish)}\nset EDITOR={desk.editor(wish)}\nset quote dot editalong reply-to-honour\n"
        "set ttycharset=utf-8\nunset record\nset nosave noheader\n"
    )
    rc = desk.file("mailrc", settings)
    box = desk.file("box", as_mbox(letter))
    desk.environ["MAILRC"] = str(rc)
    with terminal(desk, "s-nail", "-S", "sysmailrc=no", "-f", box) as shown:
        shown.quiet(1.0)
        shown.keys("reply 1\n" if wish.to_all else "Reply 1\n")
        desk.edited()
        shown.quiet()
        shown.wait("(continue)")
        shown.keys(".\n")
        shown.wait("Send this message")
        shown.keys("y\n")
        return desk.arrived()


def aerc(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in aerc, which runs the editor in a terminal of its own inside its window."""
    writer = writer_of(letter)
    for part in ("cur", "new", "tmp"):
        (desk.folder / "mail" / "INBOX" / part).mkdir(parents=True)
    desk.file("mail/INBOX/cur/1.letter:2,S", letter.replace(b"\r\n", b"\n"))
    config = Path(desk.environ["XDG_CONFIG_HOME"]).relative_to(desk.folder)
    desk.file(
        f"{config}/aerc/accounts.conf",
        f"[board]\nsource = maildir://{desk.folder}/mail\noutgoing = smtp+none://127.0.0.1:{desk.smtp_port}\nsmtp-starttls = no\n"
        f"default = INBOX\nfrom = {writer.name} <{writer.email}>\n",
    ).chmod(0o600)
    desk.file(f"{config}/aerc/aerc.conf", f"[compose]\neditor = {desk.editor(wish)}\nno-attachment-warning =\n")
    with terminal(desk, "aerc") as shown:
        shown.quiet(1.5)
        shown.keys("\r")
        shown.quiet(1.0)
        shown.keys(":reply -aq\r" if wish.to_all else ":reply -q\r")
        desk.edited()
        shown.quiet(1.0)
        shown.keys("y")
        return desk.arrived()
