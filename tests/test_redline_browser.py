"""The redline in a real browser: it fits a phone, says its words beside the colours, and turns dark with the reader's screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inert import Browser, Page, assert_inert
from mailflow.letters.redline import Drawn, Side, redline_page
from mailflow.letters.templates import Templates
from mailflow.minutes.corrections import Change, Standing, Unplaced
from mailflow.minutes.model import Minutes
from mailflow.minutes.redline import Redline, compare
from payloads import EVERY, PAYLOADS
from test_injection_pages import DAY, minutes_of
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


def redline_of(text: str) -> dict[str, str]:
    """The pages of a redline in which every field is this text: all of it added, and all of it removed."""
    nothing, full = Minutes("", "", None), minutes_of(text)
    names = {1: (text, text)}
    left = tuple((Unplaced(Change(1, text, text, text), why, (), (1,)), text) for why in Standing if why is not Standing.FITS)
    pages = {}
    for name, pair in (("added", (nothing, full)), ("removed", (full, nothing))):
        redline = compare(*pair)
        known = tuple(replace(s, passages=tuple(replace(p, corrections=(1,)) for p in s.passages)) for s in redline.sections)
        pages[name] = redline_page(Templates(), Drawn(text, DAY, Side(1), Side(2), Redline(known), names, left))
    return pages


def test_payloads_of_every_kind_in_every_field_of_a_redline_stay_text(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    plain: dict[str, dict[str, str]] = {}
    pages = []
    for name, payload in EVERY[::4]:
        text = payload.replace("{U}", browser.address)
        harmless = "\n".join("harmless" for _ in text.split("\n"))
        twin = plain.setdefault(harmless, redline_of(harmless))
        pages += [Page(f"{name}, {way}", html, twin[way]) for way, html in redline_of(text).items()]
    assert {page.name.split(" ")[0] for page in pages} == {kind.split(" ")[0] for kind in PAYLOADS}
    assert_inert(browser.look(pages))
