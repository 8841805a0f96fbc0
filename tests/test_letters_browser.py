"""The letters in a real browser: they fit a phone, and turn dark where the reader's screen does."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.flows.circulate import prepare
from reminded import NEAR_MEETING, make_reminded, remind, report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]
PROBE = """<script>
const sheet = document.querySelector('.sheet'), style = getComputedStyle(sheet);
document.title = JSON.stringify([document.documentElement.scrollWidth, window.innerWidth, style.backgroundColor, style.color]);
</script></body>"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    board = make_board_with_minutes(folder / "board")
    found: dict[str, Path] = {}
    with board.open("test") as store:
        for composed in prepare(board, store, MEETING, NOW):
            path = folder / f"{composed.recipient.person.number}.html"
            path.write_text(composed.letter.html.replace("</body>", PROBE), "utf-8")
            found.setdefault(str(composed.recipient.edition), path)
    reminded = make_reminded(folder / "reminded", settings="remind_silent = 3")
    report(reminded)
    for name, now in (("silent", NOW + dt.timedelta(days=7)), ("reminder", NEAR_MEETING)):
        path = folder / f"{name}.html"
        path.write_text(remind(reminded, now)["Ben Holt"].html.replace("</body>", PROBE), "utf-8")
        found[name] = path
    return found


def probe(page: Path, width: int, tmp_path: Path, *, dark: bool = False) -> tuple[int, int, str, str]:
    """Open a page in headless Chromium; give the width of its content, of the window, and the sheet's colours."""
    import json
    import re

    assert CHROMIUM is not None
    # A window of headless Chromium is no narrower than 500 px; a frame inside it may be.
    holder = tmp_path / "holder.html"
    reader = "document.getElementById('f').onload = e => { document.title = e.target.contentDocument.title; }"
    holder.write_text(
        f"<iframe id=f width={width} height=800 style='border:0' src='{page.as_uri()}'></iframe><script>{reader}</script>", "utf-8"
    )
    words = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}",
             "--virtual-time-budget=3000", "--dump-dom", holder.as_uri()]  # fmt: skip
    if dark:
        words[1:1] = ["--blink-settings=preferredColorScheme=0"]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    found = re.search(r"<title>(.*?)</title>", ended.stdout)
    assert found, ended.stderr[-2000:]
    content, window, background, colour = json.loads(found[1].replace("&quot;", '"'))
    return content, window, background, colour


@pytest.mark.parametrize(
    ("edition", "width"),
    [*((name, width) for width in (320, 640) for name in ("attendee", "absentee", "owner")), ("reminder", 320), ("silent", 320)],
)
def test_a_letter_fits_the_width_of_the_screen(pages: dict[str, Path], edition: str, width: int, tmp_path: Path) -> None:
    content, window, _, _ = probe(pages[edition], width, tmp_path)
    assert window == width
    assert content <= width, "nothing sticks out to the right"


def test_a_letter_turns_dark_where_the_screen_does(pages: dict[str, Path], tmp_path: Path) -> None:
    _, _, light, ink = probe(pages["attendee"], 640, tmp_path)
    assert (light, ink) == ("rgb(255, 255, 255)", "rgb(31, 41, 51)")
    _, _, dark, chalk = probe(pages["attendee"], 640, tmp_path, dark=True)
    assert (dark, chalk) == ("rgb(29, 35, 40)", "rgb(230, 234, 238)")
