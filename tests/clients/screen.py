"""A display that nobody looks at (Xvfb) with a window manager on it: keys, clicks and pictures, by xdotool and import."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clients.desk import ClientFault, Desk, needs

WIDTH, HEIGHT = 1200, 1400
PIECES = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]")
NEEDED = ("Xvfb", "openbox", "xdotool", "setxkbmap", "import", "dbus-launch")


@dataclass(frozen=True)
class Screen:
    """The display of one desk."""

    desk: Desk

    def key(self, *names: str) -> None:
        """Press keys by xdotool's names: "ctrl+Home", "Return"."""
        self._xdotool("key", "--delay", "30", *names)

    def type(self, words: str) -> None:
        """Type words as a person does; the end of a line is the key Return."""
        for number, line in enumerate(words.split("\n")):
            if number:
                self.key("Return")
            for piece in PIECES.findall(line):
                # A "£" in the midst of quick typing gets lost in Thunderbird: it may come on a key that changes what it means.
                pause = 0.0 if piece.isascii() else 0.5
                time.sleep(pause)
                self._xdotool("type", "--delay", "12", "--", piece)
                time.sleep(pause)

    def click(self, x: float, y: float) -> None:
        """Click at a place of the display."""
        self._xdotool("mousemove", str(int(x)), str(int(y)), "click", "1")

    def window(self, name: str, *, within: float = 20.0) -> str:
        """Bring the window whose title matches to the front; give its number. Raises ClientFault."""
        number = self.desk.until(lambda: self.find(name), f"no window {name!r}", within=within)
        self._xdotool("windowactivate", number)
        time.sleep(0.5)
        return number

    def find(self, name: str) -> str | None:
        """Give the number of the newest visible window whose title matches, if there is one."""
        with contextlib.suppress(ClientFault):  # xdotool fails where it finds none
            found = self._xdotool("search", "--onlyvisible", "--name", name).split()
            return found[-1] if found else None
        return None

    def fill(self, number: str) -> None:
        """Make a window as large as the display."""
        self.to_corner(number)
        self._xdotool("windowsize", number, str(WIDTH), str(HEIGHT - 30))  # with --sync it waits for ever where nothing changes
        time.sleep(0.7)

    def to_corner(self, number: str) -> None:
        """Move a window to the upper left corner."""
        self._xdotool("windowmove", number, "0", "0")
        time.sleep(0.5)

    def picture(self, path: Path) -> None:
        """Save what is shown."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.desk.run("import", "-window", "root", str(path))

    def _xdotool(self, *words: str) -> str:
        return self.desk.run("xdotool", *words, within=15)


@contextlib.contextmanager
def screen(desk: Desk) -> Iterator[Screen]:
    """Open a display for a desk, of the first number that is free; raises ClientFault where it does not come up."""
    if missing := needs(*NEEDED):
        raise ClientFault(missing)
    number = next(n for n in range(90, 190) if not Path(f"/tmp/.X{n}-lock").exists())
    desk.environ["DISPLAY"] = f":{number}"
    with desk.running("Xvfb", f":{number}", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"):
        desk.until(lambda: Path(f"/tmp/.X11-unix/X{number}").exists(), "the display did not come up", within=15)
        desk.run("setxkbmap", "gb")  # a keyboard that has "£"
        with desk.running("openbox"):
            time.sleep(0.5)
            yield Screen(desk)
