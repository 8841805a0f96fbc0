"""The log: a line for each event of real flows, with ids, and nothing of what anybody is called or wrote."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boards import NOW
from mailflow import logs
from mailflow.bodies import digest_of
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.demo.story import sample
from mailflow.errors import PostError, TemplateError
from mailflow.journal import FACTS, ActionReported, DispatchTried, Event, LetterQueued
from mailflow.new_settings import write_settings
from mailflow.people import Person
from mailflow.post.office import Office
from mailflow.records import ActionUpdate, Dispatch, DispatchState, Edition
from mailflow.replies.model import Status
from mailflow.trail import ids_of, name_of
from mailflow.workspace import make_workspace

MARK = "zqx"  # in every name, address, subject and text of the run below
PASSWORD = "zqxpassword"
ADDRESS = "minutes@zqxboard.example"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    yield stream
    logger = logging.getLogger("mailflow")
    logger.handlers, logger.propagate = [], True


class Run:
    """A board that is full of marks, on an embedded post office; every log line of every command is kept."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.folder = folder
        server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none", "username": ADDRESS}
        smtp, imap = {**server, "port": office.smtp_port, "username": ""}, {**server, "port": office.imap_port}
        make_workspace(folder, write_settings(name="The zqxBoard", reference="QSB", address=ADDRESS, smtp=smtp, imap=imap))
        self.lines: list[dict[str, Any]] = []
        self.environ = {**os.environ, "MAILFLOW_IMAP_PASSWORD": PASSWORD, "MAILFLOW_SMTP_PASSWORD": PASSWORD}

    def command(self, *words: str, given: bytes = b"") -> list[dict[str, Any]]:
        """Run a command; give its log lines, which are those that are JSON."""
        call = [sys.executable, "-m", "mailflow", "-C", str(self.folder), *words]
        ended = subprocess.run(call, input=given, capture_output=True, env=self.environ, check=True)
        return self.kept(ended.stderr)

    def kept(self, said: bytes) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in said.splitlines() if line.startswith(b"{")]
        self.lines += found
        return found


def marked(text: bytes) -> bytes:
    """Put the mark in every name and sentence of the sample board."""
    for plain in (b"Fenn", b"Holt", b"Lind", b"Pryce", b"Obi", b"Nasser", b"Marsh", b"Vogel", b"Tate", b"Moss", b"Harbour Watch"):
        text = text.replace(plain, plain + b"zqx")
    text = text.replace(b".example", b".zqx.example").replace(b"lamps", b"zqxlamps")
    return text.replace(b"(HV/Hanna ?)", b"(HV)").replace(b"Quayside Safeguarding Board", b"The zqxBoard")


def test_every_mail_and_letter_has_its_line_and_no_line_holds_a_name_or_a_word(tmp_path: Path) -> None:
    from mailflow.people_file import read_people

    people = read_people("p", marked(sample("people.csv")))
    with Office({p.email: PASSWORD for p in people} | {ADDRESS: PASSWORD}) as office:
        run = Run(tmp_path / "board", office)
        for name in ("people.csv", "minutes.md"):
            (tmp_path / name).write_bytes(marked(sample(name)))
        run.command("people", "import", str(tmp_path / "people.csv"))
        assert run.command("take", str(tmp_path / "minutes.md")) == []
        sent = run.command("circulate", "2026-10-08", "--yes", "--log-format", "json")
        keys = {line["key"] for line in sent if line["event"] == "dispatch-tried" and line["state"] == "sent"}
        assert keys == {f"2026-10-08/1/{number}" for number in range(1, 12)}
        emeka = next(p for p in people if p.initials == "EO")
        letter = Received.read(office.mailbox(emeka.email)[0])
        mails = [
            clients.gmail(letter, Writer(emeka.name, letter.to, NOW, f"zqx{n}"), f"QSB 2627_0{n}: done\n\nDo ask zqxsomebody about it!")
            for n in (7, 8)
        ]
        mails.append(clients.stranger(emeka.email, "zqxstranger", ADDRESS, "zqxsubject", "zqx 2026-10-08", NOW))
        for mail in mails:
            office.put(ADDRESS, mail, sender=emeka.email)
        digests = [digest_of(mail)[:16] for mail in office.mailbox(ADDRESS)]  # the post office has put lines of its own on top
        collected = run.command("collect", "--verbose", "--log-format", "json")
        once_more = run.command("ingest", "--log-format", "json", given=mails[0])
        served = _serve(run)
    assert {line["mail"] for line in collected if line["event"] == "mail"} == set(digests)
    assert {line["mail"] for line in collected if line["event"] == "filing"} == set(digests)
    assert {line["outcome"] for line in collected if line["event"] == "mail"} == {"recorded", "review"}
    [reported] = [line for line in collected if line["event"] == "action-reported" and line["ref"] == "QSB 2627_08"]
    assert (reported["mail"], reported["status"], reported["by"]) == (digests[1], "done", 4)
    assert [line["key"].partition("/")[0] for line in collected if line["event"] == "dispatch-tried"] == ["receipt"] * 2
    assert [(line["event"], line["outcome"]) for line in once_more] == [("mail", "duplicate")]
    assert [line["event"] for line in served][:2] == ["serving", "mailbox-open"] and served[-1]["event"] == "stopped"
    assert len(run.lines) >= 30
    for line in run.lines:
        assert MARK not in json.dumps(line).casefold(), line
        assert dt.datetime.fromisoformat(line["at"]).utcoffset() == dt.timedelta(0)
        assert line["level"] in ("info", "warning")


def _serve(run: Run) -> list[dict[str, Any]]:
    """Let the service run for a moment; every line of its is JSON. The format comes from the environment."""
    environ = {**run.environ, "MAILFLOW_LOG_FORMAT": "json"}
    call = [sys.executable, "-m", "mailflow", "-C", str(run.folder), "serve"]
    with subprocess.Popen(call, stderr=subprocess.PIPE, env=environ) as process:
        assert process.stderr is not None
        first = process.stderr.readline() + process.stderr.readline()
        process.terminate()
        said = first + process.stderr.read()
        assert process.wait(20) == 0
    found = run.kept(said)
    assert len(found) == len(said.splitlines())
    return found


def test_a_command_that_runs_once_is_silent_unless_it_is_asked(tmp_path: Path) -> None:
    people = [Person("Ada", "ada@x.example")]
    with Office({p.email: PASSWORD for p in people} | {ADDRESS: PASSWORD}) as office:
        run = Run(tmp_path / "board", office)
        run.environ["MAILFLOW_LOG_FORMAT"] = "json"
        assert run.command("ingest", given=b"From: a@b.example\r\n\r\nhello\r\n") == []
        assert [line["event"] for line in run.command("ingest", "-v", given=b"From: a@b.example\r\n\r\nhello\r\n")] == ["mail"]


def test_a_line_of_text_is_one_line_whose_fields_can_be_told_apart(lines: io.StringIO) -> None:
    logs.show(lines, logs.TEXT)
    logs.log("filing", folder="to review\n2026 info forged", uid=7, none=None, empty="", waits=True)
    [line] = lines.getvalue().splitlines()
    at, rest = line.split(" ", 1)
    assert abs(dt.datetime.fromisoformat(at).timestamp() - time.time()) < 60
    assert rest == r'info filing folder="to review\n2026 info forged" uid=7 waits=yes'


def test_without_a_reader_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    logs.log("mailbox", fault=True, error="PostError")
    assert not logs.shown()
    assert capfd.readouterr() == ("", "")


def test_of_a_fault_its_sort_is_told_and_of_a_server_its_words_without_addresses(lines: io.StringIO) -> None:
    logs.show(lines, logs.JSON)
    logs.log_fault("mailbox", PostError("mx.example: 535 no such user <ada.fenn@quay.example>, sorry.", transient=False), again_in=5.0)
    logs.log_fault("sending", TemplateError("letter.txt.j2", 3, "'Ada Fenn' is undefined"))
    logs.log_fault("mail", ValueError("Ada Fenn wrote this"))
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["level"] for line in said] == ["warning"] * 3
    assert said[0]["why"] == "mx.example: 535 no such user <(an address)>, sorry." and said[0]["again_in"] == 5.0
    assert (said[1]["error"], said[2]["error"]) == ("TemplateError", "fault of mailflow itself: ValueError")
    assert "Fenn" not in lines.getvalue()


class Nothing:
    def get(self, kind: type[Any], key: str) -> Any:
        return None


def filled(kind: Any) -> Any:
    """Give a value of a fact's type in which every text is one that must not be told."""
    hints = {field.name: str(field.type) for field in dataclasses.fields(kind)}
    return kind(**dict.fromkeys(hints, "Ada Fenn told us"))


@pytest.mark.parametrize("kind", FACTS.values(), ids=lambda k: k.__name__)
def test_no_fact_can_bring_a_text_into_the_log(kind: Any) -> None:
    """Nor one that is added later: it is made here of texts alone."""
    event = Event(7, NOW, "Ada Fenn", filled(kind), "<Ada Fenn@x.example>")
    assert ids_of(event, Nothing()) == {"entry": 7}
    assert "Fenn" not in (name_of(event) or "")


def test_a_subject_or_a_note_that_looks_like_an_id_is_not_told() -> None:
    update = ActionUpdate(NOW, 4, "Emeka Obi", Status.DONE, note="QSB 2627_09", percent=40, message_id="2026-10-08")
    event = Event(8, NOW, "Emeka Obi", ActionReported("QSB 2627_08", update))
    assert ids_of(event, Nothing()) == {"entry": 8, "ref": "QSB 2627_08", "by": 4, "status": "done", "percent": 40}
    receipt = Dispatch("receipt/r0123456789abcdef", "2026-10-08", 1, 4, "e@x.example", Edition.RECEIPT, "", "", "QSB 2627_08", NOW)
    found = ids_of(Event(9, NOW, "mailflow", LetterQueued(receipt)), Nothing())
    assert (found["key"], found["edition"]) == ("receipt/r0123456789abcdef", "receipt") and "subject" not in found


def test_of_a_refusal_the_code_is_told_and_not_the_words() -> None:
    refused = DispatchTried("2026-10-08/1/4", DispatchState.FAILED, "550 5.1.1 <emeka.obi@police.example>: no such user")
    assert ids_of(Event(9, NOW, "mailflow", refused), Nothing()) == {
        "entry": 9, "key": "2026-10-08/1/4", "state": "failed", "code": "550 5.1.1",
    }  # fmt: skip
