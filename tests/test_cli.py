"""The command line as people and scripts call it: what it prints, what it says of mistakes, its exit status."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boards import MEETING, make_board, make_board_with_minutes
from mailflow.demo.story import ADDRESS, sample
from mailflow.people_file import read_people
from mailflow.post.office import Office
from mailflow.workspace import Workspace
from shared import SHARED

PASSWORD = "light"


def run(*words: str, cwd: Path, status: int = 0, given: bytes = b"", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would; its exit status is looked at, and no traceback is ever shown."""
    environment = {**os.environ, "MAILFLOW_SMTP_PASSWORD": PASSWORD, "MAILFLOW_IMAP_PASSWORD": PASSWORD, "COLUMNS": "200", **environ}
    environment.pop("MAILFLOW_WORKSPACE", None) if "MAILFLOW_WORKSPACE" not in environ else None
    raw = subprocess.run(
        [sys.executable, "-m", "mailflow", *words], cwd=cwd, input=given, capture_output=True, env=environment, check=False
    )
    ended = subprocess.CompletedProcess(raw.args, raw.returncode, raw.stdout.decode(), raw.stderr.decode())
    assert "Traceback" not in ended.stderr and "a fault of mailflow itself" not in ended.stderr, ended.stderr
    assert ended.returncode == status, f"{ended.returncode}: {ended.stdout}{ended.stderr}"
    return ended


def listed(*words: str, cwd: Path) -> Any:
    return json.loads(run(*words, "--json", cwd=cwd).stdout)


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board_with_minutes(tmp_path / "board")


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[tuple[Office, Workspace]]:
    people = read_people("p", sample("people.csv"))
    with Office({p.email: PASSWORD for p in people if p.initials != "GM"} | {ADDRESS: PASSWORD}) as office:
        server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none"}
        yield (
            office,
            make_board_with_minutes(
                tmp_path / "board",
                smtp={**server, "port": office.smtp_port, "username": ""},
                imap={**server, "port": office.imap_port, "username": ADDRESS},
            ),
        )


def test_a_clerk_goes_from_nothing_to_letters_by_the_readmes_commands(tmp_path: Path) -> None:
    run("init", "board", "--name", "Quayside Board", "--reference", "QSB", "--address", "minutes@board.example", cwd=tmp_path)
    (tmp_path / "people.csv").write_bytes(sample("people.csv"))
    (tmp_path / "minutes.md").write_bytes(sample("minutes.md"))
    folder = tmp_path / "board"
    assert "11 new" in run("people", "import", "../people.csv", cwd=folder).stdout
    assert "0 new, 0 changed, 11 as before" in run("people", "import", "../people.csv", cwd=folder).stdout
    assert len(listed("people", "list", cwd=folder)) == 11
    assert run("take", "../minutes.md", cwd=folder).stdout == f"{MEETING}\n"
    refused = run("circulate", MEETING, "--yes", cwd=folder, status=1)
    assert "Hanna Vogel" in refused.stderr and "--skip-doubtful" in refused.stderr
    taken = run("take", "../minutes.md", "--owner", "HV/Hanna ?=Hanna Vogel", cwd=folder)
    assert "in doubt" not in taken.stderr
    shown = run("preview", MEETING, "--for", "EO", cwd=folder).stdout
    assert shown.startswith("Subject: Quayside Board: draft minutes of 8 October 2026") and "QSB 2627_08" in shown
    run("preview", MEETING, "--out", "letters", cwd=folder)
    assert len(list((folder / "letters").glob("*.eml"))) == len(list((folder / "letters").glob("*.html"))) == 11
    [meeting] = listed("meetings", cwd=folder)
    assert (meeting["meeting"], meeting["version"], meeting["circulated_at"]) == (MEETING, 1, None)
    assert stat.S_IMODE((folder / "store" / "key").stat().st_mode) == 0o600


def test_what_preview_wrote_is_what_circulate_sends_and_a_second_run_sends_nothing(open_office: tuple[Office, Workspace]) -> None:
    office, board = open_office
    folder = board.folder
    run("preview", MEETING, "--out", "letters", cwd=folder)
    ended = run("circulate", MEETING, "--yes", cwd=folder, status=1)
    assert "10 sent now" in ended.stdout
    assert "greg.marsh@council.example: failed: 550" in ended.stderr
    arrived = office.mailbox("emeka.obi@police.example")
    [written] = (folder / "letters").glob("*emeka-obi.eml")
    assert len(arrived) == 1 and arrived[0].endswith(written.read_bytes())
    again = run("circulate", MEETING, "--yes", cwd=folder)
    assert "0 sent now" in again.stdout, "what was refused for good is not tried again"
    assert len(office.mailbox("emeka.obi@police.example")) == 1
    rows = listed("circulation", MEETING, cwd=folder)
    assert {row["state"] for row in rows} == {"sent", "failed"}
    assert set(rows[0]) >= {
        "meeting",
        "version",
        "person",
        "email",
        "edition",
        "state",
        "at",
        "attempts",
        "last_error",
        "message_id",
        "answered",
    }


def test_replies_are_collected_filed_and_receipted_by_one_command(open_office: tuple[Office, Workspace]) -> None:
    from mailflow.demo import clients

    office, board = open_office
    folder = board.folder
    run("circulate", MEETING, "--yes", cwd=folder, status=1)
    letter = clients.Received.read(office.mailbox("emeka.obi@police.example")[0])
    writer = clients.Writer("Emeka Obi", letter.to, letter.date, "r1")
    raw = clients.gmail(letter, writer, "QSB 2627_08: done")
    (folder / "reply.eml").write_bytes(raw)
    [explained] = [json.loads(line) for line in run("explain", "--json", "reply.eml", cwd=folder).stdout.splitlines()]
    office.put(letter.reply_to, raw, sender=letter.to)
    assert "1 new mails: 1 recorded; 0 wait" in run("collect", cwd=folder).stdout
    assert office.mailbox(ADDRESS) == []
    assert len(office.mailbox(ADDRESS, "mailflow/handled")) == 1
    assert b"Subject: Re: Quayside" in office.mailbox(letter.to)[1]
    [ingested] = [json.loads(line) for line in run("ingest", "--json", "-", cwd=folder, given=raw).stdout.splitlines()]
    assert (explained["outcome"], ingested["outcome"]) == ("recorded", "duplicate")
    [update] = explained["updates"]
    assert {key: update[key] for key in ("ref", "status", "due", "percent")} == {
        "ref": "QSB 2627_08",
        "status": "done",
        "due": None,
        "percent": None,
    }
    assert (explained["person"], explained["trusted"], explained["meeting"]) == ("Emeka Obi", True, MEETING)
    action = next(a for a in listed("actions", cwd=folder) if a["ref"] == "QSB 2627_08")
    assert (action["status"], action["owners"], action["due"], action["overdue"]) == ("done", ["Emeka Obi"], "2027-01-31", False)
    assert action["updates"][0]["message_id"] == explained["message_id"]
    assert "emeka.obi" in run("explain", "reply.eml", cwd=folder).stdout


def test_status_tells_ages_queue_tray_and_the_last_error(open_office: tuple[Office, Workspace]) -> None:
    office, board = open_office
    folder = board.folder
    before = listed("status", cwd=folder)
    assert (before["last_collect"], before["last_send"], before["queue"], before["tray"], before["last_error"]) == (None, None, 0, 0, None)
    office.put(ADDRESS, b"From: x@y.example\r\nMessage-ID: <1@y>\r\n\r\nHello\r\n")
    run("collect", cwd=folder)
    assert 0 <= listed("status", cwd=folder)["last_collect_age"] < 60
    assert listed("status", cwd=folder)["tray"] == 1
    run("collect", cwd=folder, status=1, MAILFLOW_IMAP_PASSWORD="wrong")
    after = listed("status", cwd=folder)
    assert after["last_error"]["where"] == "collect" and after["last_good_collect"] < after["last_collect"]
    said = run("status", cwd=folder).stdout
    assert "Last error: 20" in said and "Letters sent: never" in said


def test_serve_finishes_and_stops_at_sigterm(open_office: tuple[Office, Workspace]) -> None:
    _, board = open_office
    environment = {**os.environ, "MAILFLOW_SMTP_PASSWORD": PASSWORD, "MAILFLOW_IMAP_PASSWORD": PASSWORD}
    with subprocess.Popen(
        [sys.executable, "-m", "mailflow", "-C", str(board.folder), "serve"], stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stderr is not None
        assert b"serving" in process.stderr.readline()
        assert b"mailbox-open" in process.stderr.readline()
        assert run("actions", "--json", cwd=board.folder).stdout, "listings work meanwhile"
        process.terminate()
        begun = time.monotonic()
        assert process.wait(15) == 0
        assert time.monotonic() - begun < 10
        assert b"stopped" in process.stderr.read()


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["circulat"], 2, "there is no command “circulat”. Did you mean"),
        (["take"], 2, "Missing argument 'FILE'"),
        (["take", "nowhere.docx"], 2, "nowhere.docx cannot be read: No such file or directory"),
        (["take", "."], 2, ". is a folder"),
        (["take", "mailflow.toml", "--owner", "nobody"], 2, '--owner takes "TYPED=NAME"'),
        (["preview", "2020-01-01"], 2, "there are no minutes of “2020-01-01”. Meetings on record: 2026-10-08"),
        (["circulation", "2020-01-01"], 2, "there are no minutes of “2020-01-01”"),
        (["preview", MEETING, "--for", "Nobody At All"], 2, "is nobody in the people file"),
        (["circulate", MEETING], 2, "say --yes"),
        (["review", "take", "ffff"], 2, "is nothing in the review tray"),
        (["collect"], 1, "127.0.0.1"),
        (["people", "import", "mailflow.toml"], 1, "there is no column “name”"),
        (["store", "restore", "mailflow.toml"], 2, "is no backup that can be read"),
        (["init", "."], 2, "--name is missing"),
        (["init", ".", "--name", "x", "--reference", "X", "--address", "x@y.example"], 1, "is a workspace already"),
        (["init", "new", "--name", "x", "--reference", "X", "--address", "x"], 1, '[mail] address: found "x"; allowed: an'),
        (["-C", "nowhere", "actions"], 1, "nowhere is no workspace"),
    ],
)  # fmt: skip
def test_a_mistake_gets_a_sentence_and_its_status(board: Workspace, words: list[str], status: int, says: str) -> None:
    assert says in run(*words, cwd=board.folder, status=status).stderr


def test_without_a_workspace_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    assert "mailflow init DIR" in run("actions", cwd=tmp_path, status=1).stderr


def test_a_wrong_setting_is_said_with_file_and_key(board: Workspace) -> None:
    path = board.folder / "mailflow.toml"
    path.write_text(path.read_text().replace("corrections_days = 10", "corrections_days = 0"))
    said = run("actions", cwd=board.folder, status=1).stderr
    assert "mailflow.toml: [board] corrections_days: found 0; allowed: a whole number from 1 to 365" in said


def test_the_workspace_is_found_by_option_variable_and_from_below(board: Workspace, tmp_path: Path) -> None:
    expected = run("actions", "--json", cwd=board.folder).stdout
    below = board.folder / "some" / "where"
    below.mkdir(parents=True)
    assert run("actions", "--json", cwd=below).stdout == expected
    assert run("-C", str(board.folder), "actions", "--json", cwd=tmp_path).stdout == expected
    assert run("actions", "--json", cwd=tmp_path, MAILFLOW_WORKSPACE=str(board.folder)).stdout == expected


def test_a_server_that_is_down_loses_nothing_and_the_letters_go_later(board: Workspace) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        path = board.folder / "mailflow.toml"
        path.write_text(path.read_text().replace("port = 2525", f"port = {taken.getsockname()[1]}"))
        said = run("circulate", MEETING, "--yes", cwd=board.folder, status=1).stderr
    assert "127.0.0.1" in said
    assert {row["state"] for row in listed("circulation", cwd=board.folder)} == {"pending"}


def test_a_wrong_password_is_said_to_be_one(open_office: tuple[Office, Workspace]) -> None:
    _, board = open_office
    said = run("collect", cwd=board.folder, status=1, MAILFLOW_IMAP_PASSWORD="wrong").stderr
    assert "password" in said.lower() or "log" in said.lower()
    assert "wrong" not in said.replace("wrong password", "")


def test_a_second_process_is_told_who_holds_the_store(board: Workspace) -> None:
    with board.open("serve"):
        said = run("people", "import", "-", cwd=board.folder, status=1, given=sample("people.csv")).stderr
    assert f"in use by “mailflow serve” (process {os.getpid()}" in said


def test_what_was_found_wrong_shows_in_the_exit_status(board: Workspace) -> None:
    assert "FAULT  smtp" in run("doctor", cwd=board.folder, status=1).stdout
    (board.folder / "x.md").write_text("# A board\n\n## 1. Welcome\n\nWe met.\n")
    assert "blocking" in run("read", "x.md", cwd=board.folder, status=1).stdout
    (board.folder / "store" / "mailflow.json").write_bytes(b"gone")
    assert "damaged" in run("store", "check", cwd=board.folder, status=1).stdout


def test_an_unreadable_document_is_refused_with_a_sentence(board: Workspace) -> None:
    (board.folder / "x.docx").write_bytes(b"PK\x03\x04 no zip at all")
    said = run("take", "x.docx", cwd=board.folder, status=1).stderr
    assert said.startswith("mailflow: x.docx: ")
    assert listed("meetings", cwd=board.folder)[0]["version"] == 1


def test_a_document_without_a_date_records_nothing(board: Workspace) -> None:
    (board.folder / "x.md").write_text("# A board\n\n## 1. Welcome\n\nWe met.\n")
    said = run("take", "x.md", cwd=board.folder, status=1).stderr
    assert "nothing was recorded" in said and "date" in said


def test_a_template_with_a_mistake_names_its_line(board: Workspace) -> None:
    (board.folder / "templates" / "owner.txt.j2").write_text("Subject: x\n\n{{ oops }}\n")
    assert "owner.txt.j2, line 3: 'oops' is undefined" in run("preview", MEETING, cwd=board.folder, status=1).stderr


def test_backup_and_restore_bring_the_board_back(board: Workspace, tmp_path: Path) -> None:
    before = run("actions", "--json", cwd=board.folder).stdout
    run("store", "backup", str(tmp_path / "b.tar.gz"), cwd=board.folder)
    (board.folder / "store" / "mailflow.json").write_bytes(b"gone")
    assert "is damaged" in run("actions", cwd=board.folder, status=1).stderr
    run("store", "restore", str(tmp_path / "b.tar.gz"), cwd=board.folder)
    assert run("actions", "--json", cwd=board.folder).stdout == before
    assert "in order" in run("store", "check", cwd=board.folder).stdout
    assert "0 row(s) differ" in run("store", "rebuild", cwd=board.folder).stdout


def test_the_state_before_the_last_change_comes_back_and_the_mail_kept_since_is_taken_again(board: Workspace) -> None:
    mail = b"From: a@x.example\r\nMessage-ID: <1@x.example>\r\n\r\nHello\r\n"
    run("ingest", "-", cwd=board.folder, given=mail)
    path = board.folder / "store" / "mailflow.json"
    path.write_bytes(path.read_bytes()[:-5])
    assert "mailflow store restore --previous" in run("review", cwd=board.folder, status=1).stderr
    said = run("store", "restore", "--previous", cwd=board.folder).stdout
    assert "1 mail(s)" in said and "mailflow ingest --kept" in said
    assert listed("review", cwd=board.folder) == []
    run("ingest", "--kept", cwd=board.folder)
    assert [entry["from"] for entry in listed("review", cwd=board.folder)] == ["a@x.example"]
    assert run("ingest", "--kept", cwd=board.folder).stdout == "", "nothing is left to take, and standard input is not read"
    run("store", "restore", cwd=board.folder, status=2)


def test_explain_works_without_a_workspace_and_on_standard_input(tmp_path: Path) -> None:
    mail = b"From: a@x.example\r\nTo: b@x.example\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n\r\nOn Monday B wrote:\r\n> yes\r\n"
    [row] = [json.loads(line) for line in run("explain", "--json", "-", cwd=tmp_path, given=mail).stdout.splitlines()]
    assert set(row) >= {"file", "message_id", "kind", "from", "own_text", "person", "trusted", "meeting", "updates", "corrections",
                        "no_corrections", "unread", "outcome", "reason", "bounced"}  # fmt: skip
    assert (row["file"], row["kind"], row["own_text"], row["trusted"]) == ("-", "reply", "Hello", False)


def test_no_listing_lets_a_mail_steer_the_terminal(board: Workspace) -> None:
    mail = b"From: a@x.example\r\nMessage-ID: <1@x>\r\nSubject: =?utf-8?q?a=1B]0;owned=07?=\r\n\r\nbell \x1b[31m\x07 here\r\n"
    run("ingest", "-", cwd=board.folder, given=mail)
    assert "\x1b" not in run("review", cwd=board.folder).stdout + run("explain", "-", cwd=board.folder, given=mail).stdout


def test_every_command_has_help_with_an_example(tmp_path: Path) -> None:
    from mailflow.cli.main import COMMANDS

    for name in COMMANDS:
        assert "Example:" in run(name, "--help", cwd=tmp_path).stdout


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real minutes are not here")
def test_the_real_board_goes_through_whole(tmp_path: Path) -> None:
    run("init", "b", "--name", "Somerset Board", "--reference", "SSCB", "--address", "minutes@b.example", cwd=tmp_path)
    folder = tmp_path / "b"
    run("people", "import", str(SHARED / "minutes/sscb-people.csv"), cwd=folder)
    document = str(SHARED / "minutes/sscb-2018-10-18.docx")
    run("take", document, cwd=folder)
    assert "MP/Lee ?" in run("circulate", "2018-10-18", "--yes", cwd=folder, status=1).stderr
    run("take", document, "--owner", "MP/Lee ?=Mike Prior", cwd=folder)
    actions = {a["ref"]: a for a in listed("actions", cwd=folder)}
    assert sorted(actions) == [f"SSCB 1819_{n:02d}" for n in (8, 10, 12, 13, *range(14, 25))]
    assert actions["SSCB 1819_15"]["owners"] == ["Paul Shallcross", "Sally Halls"]
    assert actions["SSCB 1819_08"]["status"] == "closed"
    run("preview", "2018-10-18", "--out", "letters", cwd=folder)
    assert len(list((folder / "letters").glob("*.eml"))) == 29, "all but the Business Unit, who stand against no marked action"


def test_the_demo_ends_within_thirty_seconds_and_leaves_a_workspace_in_which_every_listing_works(tmp_path: Path) -> None:
    begun = time.monotonic()
    said = run("demo", "--keep", "demo", cwd=tmp_path).stdout
    assert time.monotonic() - begun < 30
    for words in ("THE MINUTES", "WHAT WENT OUT", "WHAT CAME BACK", "WHAT IS ON RECORD", "WHAT WAITS FOR THE CLERK", "refuses to guess",
                  "automatic answer", "claims to be", "bounce", "correction 1"):  # fmt: skip
        assert words in said
    folder = tmp_path / "demo"
    for command in ("actions", "corrections", "circulation", "meetings", "review"):
        assert listed(command, cwd=folder)
        assert run(command, cwd=folder).stdout
    states = {row["email"]: row["state"] for row in listed("circulation", cwd=folder)}
    assert states.pop("greg.marsh@council.example") == "bounced"
    assert set(states.values()) == {"sent"}
    assert run("store", "check", cwd=folder).stdout == "The store is in order.\n"


def test_make_board_needs_no_minutes(tmp_path: Path) -> None:
    assert "No minutes were taken yet" in run("meetings", cwd=make_board(tmp_path / "b").folder).stdout
