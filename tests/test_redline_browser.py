"""The redline in a real browser: it fits a phone, says its words beside the colours, and turns dark with the reader's screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailflow.letters.redline import redline_page
from mailflow.letters.templates import Templates
from mailflow.minutes.redline import compare
from test_letters_browser import CHROMIUM, probe
from test_redline import DRAWN, LATER, MINUTES

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]
PROBE = """<script>
const label = getComputedStyle(document.querySelector('del .label')), body = getComputedStyle(document.body);
const shown = label.display + ' ' + label.visibility + ' ' + document.querySelector('del').innerText.replace(/\\s+/g, ' ');
document.title = JSON.stringify([document.documentElement.scrollWidth, window.innerWidth, body.backgroundColor, SAID]);
</script></body>"""


def page(folder: Path, said: str) -> Path:
    """Write a redline in which an address of a page is longer than a phone is wide."""
    title = f"See https://www.board.example/{'minutes' * 30}"
    drawn = replace(DRAWN, redline=compare(MINUTES, replace(LATER, title=title)))
    path = folder / "redline.html"
    path.write_text(redline_page(Templates(), drawn).replace("</body>", PROBE.replace("SAID", said)), "utf-8")
    return path


@pytest.mark.parametrize("width", [320, 1200])
def test_a_redline_fits_the_width_of_the_screen_and_shows_its_words(width: int, tmp_path: Path) -> None:
    content, window, ground, shown = probe(page(tmp_path, "shown"), width, tmp_path)
    assert (window, ground) == (width, "rgb(255, 255, 255)")
    assert content <= width, "nothing sticks out to the right"
    assert shown.startswith("inline-block visible removed: ")


def test_a_redline_turns_dark_where_the_screen_does(tmp_path: Path) -> None:
    _, _, ground, ink = probe(page(tmp_path, "getComputedStyle(document.querySelector('ins')).color"), 640, tmp_path, dark=True)
    assert (ground, ink) == ("rgb(20, 24, 28)", "rgb(189, 242, 211)")
