"""The report in a real browser: it fits a phone, turns dark with the screen, prints whole, and holds hostile words as words."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import zoneinfo
from pathlib import Path

import pytest

from inert import Browser, Page, assert_inert
from mailflow.flows.attendance import Absence, Grid, GridAgency, GridRow
from mailflow.flows.heard import Circulation, Heard, Reader
from mailflow.flows.overview import Load, LoggedAction, Overview, Registered
from mailflow.flows.overview_forms import page, tables
from mailflow.letters.templates import Templates
from mailflow.minutes.model import Presence
from mailflow.people import Person
from mailflow.records import Action, ActionUpdate, Correction, Dispatch, DispatchState, Edition, Meeting
from mailflow.register import Approval, Ruling
from mailflow.replies.model import Status
from payloads import EVERY, PAYLOADS
from test_injection_pages import UNSHOWABLE
from test_letters_browser import CHROMIUM, probe

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]
NOW, ZONE = dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC), zoneinfo.ZoneInfo("Europe/London")
MONTHS = tuple(f"2026-{month:02d}-08" for month in range(4, 13))
TEMPLATES = Templates()
PROBE = """<script>
const body = getComputedStyle(document.body), bar = document.querySelector('.bar.late').getBoundingClientRect();
document.title = JSON.stringify([document.documentElement.scrollWidth, window.innerWidth, body.backgroundColor, SAID]);
</script></body>"""


def overview_of(text: str) -> Overview:
    """A report in which every field that comes from outside is this text."""
    said = ActionUpdate(NOW, 1, text, Status.IN_PROGRESS, text, None, 40, text)
    actions = tuple(
        LoggedAction(
            Action(f"{text} {n}", day, 1, text, text, (1,), (), (text,), due, text, stated, False, (said,)), (text, text), 60 * n, late
        )
        for n, (day, due, stated, late) in enumerate(
            (("2026-10-08", dt.date(2026, 11, 30), Status.OPEN, 4), ("2026-10-08", None, Status.OPEN, 0), ("", None, Status.CLOSED, 0))
        )
    )
    corrections = tuple(
        Registered(Correction(n, "2026-10-08", 1, 1, NOW, text, text, find, replace, ruling, text, text), (text, text), text, (7,))
        for n, (find, replace, ruling) in enumerate(
            ((text, text, Ruling.DECLINED), (text, "", Ruling.ACCEPTED), (None, None, Ruling.PROPOSED)), 1
        )
    )
    readers = tuple(
        Reader(text, Dispatch(text, "2026-10-08", 2, 1, text, Edition.OWNER, text, "", text, NOW, state, NOW, 1, None, text, True), heard,
               ((1, Heard.SEEN),))
        for heard, state in (
            (Heard.BOUNCED, DispatchState.BOUNCED), (Heard.SILENT, DispatchState.SENT), (Heard.CORRECTED, DispatchState.SENT)
        )
    )  # fmt: skip
    meeting = Meeting("2026-10-08", text, 2, approval=Approval(2, NOW, None, text))
    statuses = (*Presence, *Presence)[: len(MONTHS)]
    grid = Grid("2627", MONTHS, (GridAgency(text, (GridRow(1, text, statuses), GridRow(None, text, (None,) * len(MONTHS)))),))
    absence = Absence(Person(text, "ada@quay.example", 1), MONTHS[:2])
    loads = (Load(text, overdue=2, open=1, done=1), Load(text, in_progress=1))
    circulation = Circulation(meeting, 2, readers)
    return Overview(text, NOW.date(), "2627", actions, loads, (1, 1, 0, 0, 0), corrections, (circulation,), grid, (absence,))


def report_of(text: str) -> str:
    return page(TEMPLATES, overview_of(text), ZONE)


def test_payloads_of_every_kind_in_every_field_of_the_report_stay_text(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    plain: dict[str, str] = {}
    pages = []
    for name, payload in EVERY:
        text = payload.replace("{U}", browser.address)
        harmless = "\n".join("harmless" for _ in text.split("\n"))
        twin = plain.setdefault(harmless, report_of(harmless))
        pages.append(Page(name, report_of(text), twin, () if UNSHOWABLE.search(text) else (text,)))
    assert len(pages) >= 100 and {one.name.split(" ")[0] for one in pages} == {kind.split(" ")[0] for kind in PAYLOADS}
    assert_inert(browser.look(pages))


def test_no_cell_of_any_table_is_a_formula() -> None:
    for begins in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1"):
        for name, table in tables(overview_of(begins), ZONE).items():
            for cell in re.findall(r'"((?:[^"]|"")*)"', table):
                assert not cell.lstrip(" \t\r\n\u200b").startswith(("=", "+", "-", "@", "＝")), (name, cell)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(report_of("Somebody with a name that is rather long " + "w" * 60), "utf-8")
    return path


def probed(written: Path, said: str) -> Path:
    path = written.with_name("probed.html")
    path.write_text(written.read_text("utf-8").replace("</body>", PROBE.replace("SAID", said)), "utf-8")
    return path


@pytest.mark.parametrize("width", [320, 800, 1200])
def test_the_report_fits_the_screen_and_its_bars_are_seen(width: int, written: Path, tmp_path: Path) -> None:
    content, window, ground, bar = probe(probed(written, "Math.round(bar.width) + ' ' + Math.round(bar.height)"), width, tmp_path)
    assert (window, ground) == (width, "rgb(255, 255, 255)")
    assert content <= width, "nothing sticks out to the right"
    wide, high = map(int, bar.split())
    assert wide >= 100 and high == 16


def test_the_report_turns_dark_where_the_screen_does(written: Path, tmp_path: Path) -> None:
    _, _, ground, ink = probe(probed(written, "body.color"), 640, tmp_path, dark=True)
    assert (ground, ink) == ("rgb(20, 24, 28)", "rgb(230, 234, 238)")


def test_the_report_prints_with_its_bars(written: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    words = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
             f"--print-to-pdf={out}", written.as_uri()]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    assert out.read_bytes().startswith(b"%PDF") and out.stat().st_size > 10_000


def test_the_page_fetches_nothing_and_needs_no_script() -> None:
    text = report_of("harmless")
    assert "<script" not in text and "http" not in text and "url(" not in text
    assert text.count("<h1") == 1 and re.findall(r"<h([1-6])", text)[:3] == ["1", "2", "3"]
    assert '<html lang="en">' in text and text.count('scope="col"') >= 16
