"""The draft of the next meeting's document: what is on record stands in it, and `take` reads it back, bare and filled in."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.cli.main import mailflow
from mailflow.errors import UsageError
from mailflow.flows.draft import Draft, draft
from mailflow.flows.roster import import_roster
from mailflow.flows.take import read_minutes, take
from mailflow.journal import ActionReported, CorrectionProposed, CorrectionRuled, Fact, MinutesTaken
from mailflow.minutes.model import Group, Minutes, NextMeeting, Office, Presence, Severity
from mailflow.new_settings import write_settings
from mailflow.people import Person, Standing
from mailflow.records import Action, ActionUpdate, Correction, MinutesVersion
from mailflow.register import Ruling
from mailflow.replies.model import Status
from mailflow.workspace import Workspace, make_workspace

NEXT = dt.date(2027, 1, 21)
LATER = dt.datetime(2026, 12, 3, 23, 30, tzinfo=dt.UTC)
FORMS = ("md", "docx")


def recorded(workspace: Workspace, *facts: Fact) -> None:
    with workspace.open("test") as store, store.transaction(NOW) as transaction:
        for fact in facts:
            transaction.record(fact)


def drafted(workspace: Workspace, day: dt.date = NEXT) -> Draft:
    return draft(workspace, workspace.look(), day, NOW)


def read(made: Draft, form: str) -> Minutes:
    minutes, problems = read_minutes(f"draft.{form}", made.markdown if form == "md" else made.word)
    assert [p for p in problems if p.severity is Severity.BLOCKING] == []
    return minutes


def correction(number: int, text: str, **more: Any) -> CorrectionProposed:
    return CorrectionProposed(Correction(number, MEETING, 1, 4, NOW, text, **more))


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    """A board whose action QSB 2627_04 is reported done, 05 under way, with one correction of each ruling."""
    workspace = make_board_with_minutes(tmp_path)
    recorded(
        workspace,
        ActionReported("QSB 2627_04", ActionUpdate(LATER, 2, "Ben Holt", Status.DONE, "All lamps are lit.\nClosed for good.")),
        ActionReported(
            "QSB 2627_05", ActionUpdate(LATER, 11, "Harbour Watch", Status.IN_PROGRESS, "", due=dt.date(2027, 2, 1), percent=40)
        ),
        ActionReported("QSB 2627_06", ActionUpdate(LATER, 0, "", Status.CLOSED)),
        ActionReported("QSB 2627_07", ActionUpdate(LATER, 0, "", Status.DROPPED)),
        correction(1, "fifty, not fifteen", item="3.1", find="fifteen lamps", replace="fifty lamps", taken_in=2),
        correction(2, "EO to say who was asked. Action: pay the bill. (HV)", item="4"),
        correction(3, "Strike the thanks", item="5"),
        correction(4, "Spell Pryce with a y"),
        CorrectionRuled(1, Ruling.ACCEPTED),
        CorrectionRuled(2, Ruling.FOR_THE_MEETING, "a matter of substance"),
        CorrectionRuled(3, Ruling.DECLINED, "they were given"),
    )
    return workspace


# --- what stands in it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_day_time_and_venue_are_those_that_the_last_minutes_announced(board: Workspace, form: str) -> None:
    minutes = read(drafted(board), form)
    assert (minutes.date, minutes.time, minutes.venue) == (NEXT, "09:30", "Harbour Room, Quay House")
    other = read(drafted(board, dt.date(2027, 1, 28)), form)
    assert (other.date, other.time, other.venue) == (dt.date(2027, 1, 28), None, None)
    assert [(n.date, n.time, n.venue) for n in read(drafted(board, dt.date(2027, 1, 14)), form).next_meetings] == [
        (NEXT, "09:30", "Harbour Room, Quay House")
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_roster_stands_in_it_with_attendance_to_be_filled_in(board: Workspace, form: str) -> None:
    rows = read(drafted(board), form).attendance
    assert {row.status for row in rows} == {Presence.NOT_RECORDED}
    assert [row.initials for row in rows] == ["AF", "BH", "DP", "EO", "FN", "GM", "HV", "IT"], "no deputies, no contacts"
    assert (rows[0].name, rows[0].role, rows[0].office, rows[0].group) == ("Ada Fenn", "Independent Chair", Office.CHAIR, Group.MEMBERS)
    assert (rows[7].name, rows[7].office, rows[7].group) == ("Iris Tate", Office.NOTES, Group.IN_ATTENDANCE)


@pytest.mark.parametrize("form", FORMS)
def test_the_action_log_has_what_the_board_has_not_closed_and_what_was_reported_closes_nothing(board: Workspace, form: str) -> None:
    log = {a.ref: a for a in read(drafted(board), form).previous_actions}
    assert {ref: a.status for ref, a in log.items()} == {
        "QSB 2627_04": "done",
        "QSB 2627_05": "in progress",
        "QSB 2627_08": "open",
        "QSB 2627_09": "open",
    }
    assert "Ben Holt, 3 December 2026: done; All lamps are lit. Closed for good." in log["QSB 2627_04"].text
    assert "Harbour Watch, 3 December 2026: in progress; 40 per cent; expected by 1 February 2027" in log["QSB 2627_05"].text


@pytest.mark.parametrize("form", FORMS)
def test_the_last_minutes_are_to_be_approved_with_the_corrections_that_were_ruled_on(board: Workspace, form: str) -> None:
    made = drafted(board)
    minutes = read(made, form)
    (item,) = [i for i in minutes.items if i.title == "Minutes of the last meeting"]
    assert item.text.split("\n\n") == [
        "For approval: the minutes of Thursday 8 October 2026.",
        "3.1 | “fifteen lamps” becomes “fifty lamps” | Emeka Obi | accepted, in draft 2",
        "4 | EO to say who was asked. Action: pay the bill. (HV) | Emeka Obi | for the meeting: a matter of substance",
    ]
    assert minutes.approval is None, "nothing is approved before the meeting"
    assert minutes.actions == (), "what a correction says is no action of this meeting"
    assert made.remarks == ("1 correction(s) of 2026-10-08 wait for a ruling and are not in it: see “mailflow corrections”.",)


def test_the_boards_standing_items_stand_in_it_in_their_order(tmp_path: Path) -> None:
    text = write_settings(name="Quay Board", reference="QB", address="m@board.example")
    workspace = make_workspace(tmp_path, text.replace("[mail]", 'standing_items = ["Börse & Kasse", "5-year *plan*"]\n\n[mail]'))
    titles = ["Welcome, introductions and apologies", "Börse & Kasse", "5-year *plan*", "Date of the next meeting"]
    for form in FORMS:
        assert [(i.number, i.title) for i in read(drafted(workspace), form).items] == list(zip("1234", titles, strict=True))


def test_the_word_file_is_dressed_for_the_clerk(board: Workspace) -> None:
    document = docx.Document(io.BytesIO(drafted(board).word))
    assert document.sections[0].header.paragraphs[0].text == "Quayside Safeguarding Board – DRAFT"
    assert "Action:" in document.sections[0].footer.paragraphs[0].text
    assert document.paragraphs[0].style is not None and document.paragraphs[0].style.name == "Title"
    texts = [p.text for p in document.paragraphs]
    assert texts[texts.index("5. Matters arising") + 1] == "", "there is room to type"
    assert drafted(board).word == drafted(board).word


def test_a_board_words_its_own_and_is_told_what_will_be_misread(board: Workspace) -> None:
    own = board.folder / "templates" / "draft.md.j2"
    own.write_text("# {{ board.name }}\n\nNotes of a meeting on a day to be found\n\n## 1. Business\n")
    remarks = " ".join(drafted(board).remarks)
    assert "no date of the meeting was found" in remarks
    assert "QSB 2627_04" in remarks


# --- back through take -----------------------------------------------------------------------------------------------------

# What breaks Markdown, tables, or the reader of minutes, as people type it.
PIECES = (
    "*stars*", "a|b", "_under_ and in_side_it", "<b>tag</b> & &amp;", "`code`", "[link](x)", "back\\slash", "~~struck~~", "# hash #",
    "1. first", "- dash", "+ plus", "> quote", "=====", "Ærøskøbing", "Łódź", "日本語", "🙂", "x\u200by", "“quoted”",
    "ACTION: HV to pay. (BH)",
    "Action: close it (DP, by 30 Nov)", "QSB 2627_01 action closed", "Apologies were received from Jane Roe.", "all done. Closed.",
    "The next meeting will be on 3 March 2031 at 7pm in the Hall.", "It was agreed that the Clerk writes to the Mayor.", "see page 3\\",
    "The meeting opened at 7.30pm.", "The minutes of May were approved.",
    "BH to report", "Present: Ann Lee, Bob Day", "3.1 Lighting", "word " * 80, "tab\there", "end: ",
)  # fmt: skip
NAMES = (
    "Ada Fenn", "Åse Ødegård", "José María López", "Łukasz Wiśniewski", "Siân O’Connor-Price", "Dr Nadia Öz", "Yan Li", "Ng",
    "Müller Straße", "Harbour Watch", "Ewa *Star* Nowak", "Tom_Ash Pipe|Bell",
)  # fmt: skip
BOARDS = ("Hafenrat Ærø – Beirat", "The *Stars* | Pipes Trust", "Gemeinderat Altenau", "R_D_ Board #1", "Ng & Co", "1. FC Kiel")
VENUES = (None, "Room *2*, Quay House", "Rathaus | Saal", "Zum_Anker_")
tricky = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(lambda pieces: "\n".join(pieces))
one_line = st.sampled_from([
    p.strip() for p in PIECES if p.isprintable() and len(p) < 100 and not p[0].isdigit() and "approved" not in p
])  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One invented board and what is on record."""

    board: str
    names: Sequence[str]
    role: str
    standing: Sequence[str]
    actions: Sequence[tuple[str, Status, str]]
    corrections: Sequence[str]
    previous: bool
    announced: tuple[str | None, str | None]


told = st.builds(
    Told,
    board=st.sampled_from(BOARDS),
    names=st.lists(st.sampled_from(NAMES), max_size=6, unique=True),
    role=st.sampled_from(["", *(p.strip() for p in PIECES if len(p) < 30 and p[0] != "-")]),
    standing=st.lists(one_line, max_size=4, unique=True),
    actions=st.lists(st.tuples(tricky, st.sampled_from([Status.OPEN, Status.IN_PROGRESS, Status.DONE]), tricky), max_size=5),
    corrections=st.lists(tricky, max_size=4),
    previous=st.booleans(),
    announced=st.tuples(st.sampled_from([None, "09:30", "19:00"]), st.sampled_from(VENUES)),
)
SIXTY = Told("Quay Board", NAMES[:3], "Clerk of works", (), [("Mend the roof", Status.DONE, "all done")] * 60, (), True, ("09:30", "Hall"))


def put_on_record(folder: Path, case: Told) -> Workspace:
    text = write_settings(name=case.board, reference="QSB", address="m@board.example")
    standing = ", ".join("'" + title + "'" for title in case.standing)
    workspace = make_workspace(folder, text.replace("[mail]", f"standing_items = [{standing}]\n\n[mail]"))
    people = [
        Person(name, f"p{n}@board.example", initials="XY", role=case.role, agency=case.role, standing=list(Standing)[n % 4])
        for n, name in enumerate(case.names)
    ]
    with workspace.open("test") as store:
        import_roster(store, people, "people.csv", NOW)
    if case.previous:
        announced = (NextMeeting(NEXT, *case.announced), NextMeeting(dt.date(2027, 4, 22)))
        minutes = Minutes(case.board, "Minutes", dt.date.fromisoformat(MEETING), next_meetings=announced)
        actions = tuple(Action(f"QSB 2627_{n:02d}", MEETING, 1, "3", words) for n, (words, _, _) in enumerate(case.actions, 1))
        version = MinutesVersion(MEETING, 1, minutes, "0" * 64, "minutes.md", NOW)
        updates = [
            ActionReported(f"QSB 2627_{n:02d}", ActionUpdate(NOW, 1, "Ada Fenn", status, note))
            for n, (_, status, note) in enumerate(case.actions, 1)
        ]
        proposed = [correction(n, words, find=words if n % 2 else None, replace=words) for n, words in enumerate(case.corrections, 1)]
        ruled = [CorrectionRuled(n, Ruling.ACCEPTED, "why | not") for n in range(1, len(case.corrections) + 1)]
        recorded(workspace, MinutesTaken(version, "Minutes", actions), *updates, *proposed, *ruled)
    return workspace


@given(case=told)
@example(case=SIXTY)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a case that needs half a second would take minutes
    suppress_health_check=list(HealthCheck),
)
def test_take_gives_back_what_was_put_in(case: Told) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = drafted(put_on_record(Path(folder) / "board", case))
    assert made.remarks == ()
    for form in FORMS:
        minutes = read(made, form)
        assert (minutes.board, minutes.title, minutes.date) == (case.board, "Minutes of the meeting held on Thursday 21 January 2027", NEXT)
        assert (minutes.time, minutes.venue) == (case.announced if case.previous else (None, None))
        assert sorted(row.name for row in minutes.attendance) == sorted(case.names)
        shown = " ".join(case.role.split()).replace("\u200b", "")
        assert {(row.initials, row.role, row.agency, row.status, row.note) for row in minutes.attendance} <= {
            ("XY", shown, shown, Presence.NOT_RECORDED, "")
        }
        titles = ["Welcome, introductions and apologies"]
        titles += ["Minutes of the last meeting"] if case.previous else []
        titles += ["Actions from previous meetings"] if case.previous and case.actions else []
        titles += [*(t.replace("\u200b", "").rstrip(" :") for t in case.standing), "Date of the next meeting"]
        assert [(i.number, i.title) for i in minutes.items] == [(str(n), title) for n, title in enumerate(titles, 1)]
        log = [(f"QSB 2627_{n:02d}", str(status)) for n, (_, status, _) in enumerate(case.actions, 1)] if case.previous else []
        assert [(a.ref, a.status) for a in minutes.previous_actions] == log
        assert [n.date for n in minutes.next_meetings] == ([dt.date(2027, 4, 22)] if case.previous else [])
        assert (minutes.actions, minutes.others, minutes.approval) == ((), (), None)


# --- filled in at the meeting ----------------------------------------------------------------------------------------------

PRESENCE = {"AF": "Present", "BH": "Apologies – Cora Lind attended", "DP": "Absent", "EO": "P", "FN": "apologies", "IT": "Present"}
AGREED = "The minutes were agreed as an accurate record subject to a minor amendment on page 3 (EO)."
DISCUSSED = ("EO presented the figures for the autumn.", "Action: Send the figures to all schools (DP/FN, by 30 March 2027)")


def filled_markdown(made: Draft) -> bytes:
    lines = []
    for line in made.markdown.decode().split("\n"):
        cells = line.split("|")
        if len(cells) == 7 and cells[2].strip() in PRESENCE:
            cells[5] = f" {PRESENCE[cells[2].strip()]} "
        if line.startswith("| QSB 2627_04"):
            cells[5] = " closed "
        lines.append("|".join(cells))
        if line.startswith("For approval"):
            lines += ["", AGREED]
        if line.endswith("Reports"):
            lines += ["", DISCUSSED[0], "", f"**Action:** {DISCUSSED[1].removeprefix('Action: ')}"]
    return "\n".join(lines).encode()


def filled_word(made: Draft) -> bytes:
    document = docx.Document(io.BytesIO(made.word))
    members, others, _, log = document.tables
    for row in (*members.rows, *others.rows):
        if row.cells[1].text in PRESENCE:
            row.cells[4].text = PRESENCE[row.cells[1].text]
    for row in log.rows:
        if row.cells[0].text == "QSB 2627_04":
            row.cells[4].paragraphs[0].text = "closed"
    paragraphs = list(document.paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if paragraph.text.startswith("For approval"):
            paragraph.insert_paragraph_before(AGREED)
        if paragraph.text == "6. Reports":
            paragraphs[at + 1].text = DISCUSSED[0]  # the empty line that waits there
            paragraphs[at + 2].insert_paragraph_before(DISCUSSED[1])
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_take_reads_the_draft_that_was_filled_in(board: Workspace, form: str) -> None:
    made = drafted(board)
    content = filled_markdown(made) if form == "md" else filled_word(made)
    with board.open("test") as store:
        before = {a.ref: a for a in store.all(Action)}
        taken = take(store, board.settings.board, f"filled.{form}", content, {}, NOW)
        after = {a.ref: a for a in store.all(Action)}
    minutes = taken.version.minutes
    rows = {row.initials: row for row in minutes.attendance}
    assert {initials: str(row.status) for initials, row in rows.items()} == {
        "AF": "present", "BH": "substituted", "DP": "absent", "EO": "present", "FN": "apologies", "GM": "not recorded",
        "HV": "not recorded", "IT": "present",
    }  # fmt: skip
    assert rows["BH"].substitute == "Cora Lind"
    assert [(a.ref, a.text, a.owners, a.due) for a in taken.actions] == [
        ("QSB 2627_10", "Send the figures to all schools", (3, 5), dt.date(2027, 3, 30))
    ]
    assert {i.title: i.text for i in minutes.items}["Reports"].startswith(DISCUSSED[0])
    assert AGREED in {i.title: i.text for i in minutes.items}["Minutes of the last meeting"]
    approval = minutes.approval
    assert approval is not None and (approval.sentence, approval.subject_to) == (AGREED, "a minor amendment on page 3")
    assert (taken.version.doubts, taken.version.problems) == ((), ())
    assert (after["QSB 2627_04"].status, after["QSB 2627_04"].updates[-1].note) == (Status.CLOSED, "closed")
    changed = {ref for ref in before if before[ref] != after[ref]}
    assert changed == {"QSB 2627_04"}, "rows of the log that nobody touched decide nothing"


# --- the command -----------------------------------------------------------------------------------------------------------


def run(workspace: Workspace, *words: str) -> Any:
    return CliRunner().invoke(mailflow, ["-C", str(workspace.folder), "draft", *words])


def test_both_files_are_written_here_and_never_over_one_that_may_be_filled_in(board: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(board.folder)
    monkeypatch.setenv("MAILFLOW_NOW", NOW.isoformat())
    first = run(board, "--date", "2027-01-21")
    assert (first.exit_code, first.stdout.split()) == (0, ["QSB-2027-01-21.docx", "QSB-2027-01-21.md"])
    assert "mailflow take QSB-2027-01-21.docx" in first.stderr
    made = drafted(board)
    word, markdown = board.folder / "QSB-2027-01-21.docx", board.folder / "QSB-2027-01-21.md"
    assert (word.read_bytes(), markdown.read_bytes()) == (made.word, made.markdown)
    word.unlink()
    markdown.write_text("filled in")
    again = run(board, "--date", "2027-01-21")
    assert isinstance(again.exception, UsageError) and "may have been filled in" in str(again.exception)
    assert markdown.read_text() == "filled in" and not word.exists()
    assert run(board, "--date", "2027-01-21", "--force").exit_code == 0
    assert markdown.read_bytes() == made.markdown


def test_out_names_one_file_by_its_ending_and_a_dash_prints_the_markdown(board: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILFLOW_NOW", NOW.isoformat())
    made = drafted(board)
    for name, content in (("january.DOCX", made.word), ("january.md", made.markdown)):
        assert run(board, "--date", "2027-01-21", "--out", str(board.folder / name)).exit_code == 0
        assert (board.folder / name).read_bytes() == content
    assert run(board, "--date", "2027-01-21", "--out", "-").stdout == made.markdown.decode()
    assert run(board, "--date", "2027-01-21", "--out", "january.pdf").exit_code == 2
    assert run(board, "--date", "21 January").exit_code == 2


def test_minutes_on_record_are_not_drafted_again(board: Workspace) -> None:
    refused = run(board, "--date", MEETING, "--out", "-")
    assert isinstance(refused.exception, UsageError) and "on record already" in str(refused.exception)


def test_a_table_of_corrections_states_no_action_closes_none_and_excuses_nobody() -> None:
    text = (
        "# Quay Board\n\nMinutes of 12 September 2024\n\nPresent: Ada Fenn, Ben Holt\n\n## 1. Minutes of the last meeting\n\n"
        "| Correction | Proposed by | Status |\n|---|---|---|\n| Action: Pay the bill (DP) | BH | accepted |\n"
        "| QB 2324_01 action closed. Apologies were received from Jane Roe. [ACTION: HV] | AF | accepted |\n\n## 2. Reports\n\nNone.\n"
    )
    minutes, problems = read_minutes("minutes.md", text.encode())
    assert (minutes.actions, minutes.previous_actions, problems) == ((), (), ())
    assert [row.name for row in minutes.attendance] == ["Ada Fenn", "Ben Holt"]
    assert "Action: Pay the bill (DP) | BH | accepted" in minutes.items[0].text, "nothing typed is lost"
