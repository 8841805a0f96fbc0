"""The report: what it counts, its page and its CSV files, by the command and over the real flows."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from pathlib import Path

import pytest

from boards import MEETING, SETTLED
from clerkship import Clerkship
from mailflow.demo.story import sample
from mailflow.flows.overview import Load, Overview, overview
from mailflow.flows.overview_forms import page
from mailflow.flows.take import take

FIFTEEN = 'Item 3.1: "fifteen lamps" should read "sixteen lamps"'


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board")
    made.circulate()
    return made


def seen(clerkship: Clerkship, year: str = "") -> Overview:
    store = clerkship.workspace.look()
    today = clerkship.workspace.today(clerkship.now)
    return overview(store, store.roster, clerkship.workspace.settings, today, year)


def held(clerkship: Clerkship, day: dt.date, *swaps: tuple[str, str]) -> None:
    """Take the minutes of another meeting: those of October with other words."""
    words = sample("minutes.md").decode().replace("Thursday 8 October 2026", f"{day:%A} {day.day} {day:%B %Y}")
    for old, new in swaps:
        assert old in words
        words = words.replace(old, new)
    clerkship.now = dt.datetime.combine(day, dt.time(9), dt.UTC) + dt.timedelta(days=1)
    with clerkship.workspace.open("test") as store:
        take(store, clerkship.workspace.settings.board, f"{day}.md", words.encode(), SETTLED, clerkship.now)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_actions_are_counted_by_owner_by_state_and_by_age(clerkship: Clerkship) -> None:
    clerkship.says("BH", "In progress, the lamps are ordered.")
    clerkship.says("DP", "QSB 2627_06: done")
    clerkship.says("FN", "QSB 2627_06: done")
    clerkship.now = dt.datetime(2026, 12, 2, 9, 0, tzinfo=dt.UTC)
    found = seen(clerkship)
    assert found.loads == (
        Load("Ben Holt", overdue=1),
        Load("Emeka Obi", open=1),
        Load("Gregory Marsh", open=1),
        Load("Hanna Vogel", open=1),
        Load("Harbour Watch", open=1),
        Load("Dilys Pryce", done=1),
        Load("Farah Nasser", done=1),
    )
    assert found.ages == (0, 5, 0, 0, 0)
    first = found.actions[0]
    assert (first.action.ref, first.late, first.age, first.owners) == ("QSB 2627_04", 2, 55, ("Ben Holt",))
    assert first.last is not None and first.last.by_name == "Ben Holt"
    assert [str(one.action.status) for one in found.actions[1:]] == ["open"] * 4 + ["done"]


def test_the_log_holds_what_is_open_of_all_years_and_what_was_settled_in_the_one_asked_for(clerkship: Clerkship) -> None:
    closing = "QSB 2627_05: the notices are up. Action closed.\n\n## 3. Matters"
    held(clerkship, dt.date(2027, 5, 13), ("## 3. Matters", closing))
    this, last = seen(clerkship), seen(clerkship, "2627")
    assert (this.year, last.year) == ("2728", "2627")
    assert "QSB 2627_05" not in [one.action.ref for one in this.actions]
    assert "QSB 2627_05" in [one.action.ref for one in last.actions]
    assert {"QSB 2627_04", "QSB 2728_01"} <= {one.action.ref for one in this.actions}
    assert this.grid.meetings == ("2027-05-13",) and last.grid.meetings == (MEETING,)
    assert [c.meeting.id for c in last.circulations] == [MEETING] and not this.circulations
    failed = clerkship.run("report", "--year", "1999")
    assert failed.returncode == 2 and "Years there are: 2627, 2728." in failed.stderr


def test_the_command_writes_a_page_and_four_tables_that_say_the_same(clerkship: Clerkship, tmp_path: Path) -> None:
    clerkship.says("BH", "=HYPERLINK(1): in progress\n\n" + FIFTEEN)
    clerkship.says("BH", "QSB 2627_04: done. +44 lamps")
    clerkship.says("EO", "No corrections.")
    out = tmp_path / "out"
    made = clerkship.run("report", "--out", str(out))
    assert made.returncode == 0 and [Path(line).name for line in made.stdout.split("\n")[:-1]] == [
        "report.html", "actions.csv", "corrections.csv", "circulation.csv", "attendance.csv",
    ]  # fmt: skip
    actions = {row["ref"]: row for row in rows_of(out / "actions.csv")}
    assert actions["QSB 2627_04"]["status"] == "done" and actions["QSB 2627_04"]["owners"] == "Ben Holt"
    assert all(not value.startswith(tuple("=+-@")) for row in actions.values() for value in row.values())
    [correction] = rows_of(out / "corrections.csv")
    assert (correction["find"], correction["replace"], correction["proposed by"]) == ("fifteen lamps", "sixteen lamps", "Ben Holt")
    heard = {row["person"]: row["heard"] for row in rows_of(out / "circulation.csv")}
    assert (heard["Ben Holt"], heard["Emeka Obi"], heard["Ada Fenn"]) == ("corrected", "no corrections", "silent")
    attendance = {row["person"]: row for row in rows_of(out / "attendance.csv")}
    assert attendance["Ben Holt"][MEETING] == "substituted" and attendance["Gregory Marsh"]["attended"] == "0"
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", (out / "report.html").read_text("utf-8"))).split())
    for words in ("1 done", "“fifteen lamps” to read “sixteen lamps”", "9 silent, 1 no corrections, 1 corrected.", "0 of 1"):
        assert words in text, words
    told = json.loads(clerkship.run("report", "--json").stdout)
    assert {row["person"]: row["heard"] for row in told["circulation"]} == heard
    assert {row["person"]: row["stood"][MEETING] for row in told["attendance"]}["Ben Holt"] == "substituted"


def test_the_page_goes_to_standard_output_and_an_empty_board_has_one(tmp_path: Path) -> None:
    made = Clerkship(tmp_path / "board", minutes=False)
    shown = made.run("report", "--out", "-")
    assert shown.returncode == 0 and shown.stdout.startswith("<!doctype html>")
    for words in ("No action is on record.", "No correction was proposed.", "Nothing was circulated yet.", "No meeting of this year"):
        assert words in shown.stdout


def test_a_folder_that_cannot_be_written_is_said_to_be_so(clerkship: Clerkship, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    failed = clerkship.run("report", "--out", str(tmp_path / "file" / "report"))
    assert failed.returncode == 2 and "cannot be written" in failed.stderr and "Traceback" not in failed.stderr


def test_somebody_absent_twice_in_a_row_is_on_the_page(clerkship: Clerkship) -> None:
    for day in (dt.date(2026, 12, 3), dt.date(2027, 1, 21)):
        held(clerkship, day, ("Estuary Health | Present", "Estuary Health | Absent"))
    found = seen(clerkship)
    assert [absence.person.name for absence in found.absences] == ["Farah Nasser"]
    shown = page(clerkship.workspace.templates, found, clerkship.workspace.settings.zone)
    assert "Farah Nasser was absent without apology at 2 meetings in a row: 3 December 2026, 21 January 2027." in shown
    assert shown.count('<abbr title="absent">X</abbr>') == 2


def test_conflicts_rulings_and_versions_stand_in_the_register(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 3.1: "fifteen lamps" should read "fourteen lamps"')
    clerkship.says("FN", 'Item 4: "71 per cent" should read "77 per cent"')
    assert clerkship.run("correction", "decline", "3", "--why", "It was counted twice.").returncode == 0
    found = seen(clerkship)
    assert [(one.correction.id, one.conflicts) for one in found.corrections] == [(1, (2,)), (2, (1,)), (3, ())]
    shown = page(clerkship.workspace.templates, found, clerkship.workspace.settings.zone)
    assert "Changes the same words as 2" in shown and "It was counted twice." in shown


def test_a_board_words_its_report_itself(clerkship: Clerkship) -> None:
    (clerkship.workspace.folder / "templates" / "report.html.j2").write_text("<p>{{ counts.open }} open, {{ actions[0].ref }}</p>")
    shown = clerkship.run("report", "--out", "-")
    assert (shown.returncode, shown.stdout) == (0, "<p>6 open, QSB 2627_04</p>"), shown.stderr
