"""What mails, minutes, people and servers bring along never steers a terminal: every command on a board that is full of it."""

from __future__ import annotations

import json
import logging
import sys
import unicodedata
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from boards import MEETING, make_board
from faults import Fault, SmtpFaults
from mailflow.cli.main import COMMANDS, main
from mailflow.cli.terminal import escaped, shown
from mailflow.demo.story import sample
from mailflow.workspace import Workspace
from payloads import EVERY

# Colours, a title, a link, the clipboard (7 and 8 bit), turned text, line ends of other sorts, rubbing out, tags, a bell.
CODES = (
    "\x1b[31m", "\x1b]0;title\x07", "\x1b]8;;http://x.example\x07link\x1b]8;;\x07", "\x1b]52;c;eA==\x07", "\x9b31m", "\x9d0;title\x9c",
    "\x90q\x9c",
    "\u202eelpmaxe", "\u2066x\u2069", "\u200fx", "\x85", "\u2028", "\u2029", "\x08\x08\x08", "\x7f", "\x0b", "\x0c", "\x0e", "\U000e0041",
    "\x07", "\x1bc",
)  # fmt: skip
HOSTILE = "a" + "b".join(CODES) + "z"
# A header is one line.
IN_HEADER = "".join(c for c in HOSTILE if c not in "\x0b\x0c")
# A text with too much else is no text to `take`.
IN_MINUTES = "".join(c for c in HOSTILE if c >= "\x1b")

Run = Callable[..., str]


def steering(text: str) -> set[str]:
    """What in a text could steer a terminal: everything but letters, marks, signs, line ends and tabs."""
    return {c for c in text if not c.isprintable() and c not in "\n\t\u200c\u200d"}


@pytest.mark.parametrize("code", CODES, ids=ascii)
def test_no_code_is_shown_and_none_of_the_words_about_it_is_lost(code: str) -> None:
    said = shown(f"before{code}after")
    assert not steering(said) and said.startswith("before") and said.endswith("after")
    written = escaped(json.dumps({"a": f"before{code}after"}, ensure_ascii=False, indent=2))
    assert not steering(written) and json.loads(written) == {"a": f"before{code}after"}


def test_words_of_every_script_are_shown_as_they_are() -> None:
    for words in ("Zoë, 2\u00a0000 €", "می\u200cخواهم", "क्\u200dष", "👩\u200d👧", "会議\u3000録", "Sil\u00adbe", "a\tb\n"):
        said = shown(words)
        assert "\ufffd" not in said and unicodedata.normalize("NFKC", said).replace(" ", "")[:1] == words[:1]
        assert json.loads(escaped(json.dumps([words], ensure_ascii=False))) == [words]
    assert shown("a\ud800b") == "a\ufffdb" and json.loads(escaped(json.dumps("a\ud800b", ensure_ascii=False))) == "a\ud800b"


def minutes() -> bytes:
    """The sample minutes with hostile words in the title, the venue, attendance, items, actions, owners and what was earlier."""
    text = sample("minutes.md").decode()
    for words in ("Quayside Safeguarding Board\n", "Harbour Room", "Head Teacher", "Lighting on", "fifteen lamps", "Replace the lamps",
                  "BH, by", "HV/Hanna", "joint patrol", "the next meeting", "Becky Moss", "were agreed", "in 71 per cent"):  # fmt: skip
        assert words in text
        text = text.replace(words, f"{words.rstrip()} {IN_MINUTES} ")
    return text.encode()


def reply(number: int, sender: str, to: str, subject: str, text: str) -> bytes:
    mail = (
        f"From: {IN_HEADER} <{sender}>\r\nTo: {to}\r\nMessage-ID: <{number}{IN_HEADER}@x.example>\r\nSubject: {subject}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f'--b\r\nContent-Type: application/pdf; name="{IN_HEADER}.pdf"\r\n\r\nx\r\n--b--\r\n'
    )
    return mail.encode()


def bounce(to: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "mailer-daemon@x.example", to, "Undelivered"
    report = (
        f"Reporting-MTA: dns; x.example\r\n\r\nFinal-Recipient: rfc822; gone@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 {IN_HEADER}\r\n"
    )
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    return mail.as_bytes().split(b"MIME-Version")[0].rstrip() + (
        f"\r\n{head}\r\n--b\r\n\r\nSorry {HOSTILE}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{report}\r\n--b--\r\n".encode()
    )


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board(tmp_path / "board")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], board: Workspace) -> Iterator[Run]:
    """Run a command in this process, and look at every character that it prints."""

    def call(*words: str, status: int | None = None) -> str:
        monkeypatch.setattr(sys, "argv", ["mailflow", *words])
        monkeypatch.chdir(board.folder)
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        text = out.decode() + err.decode()
        assert not steering(text), f"{words}: {steering(text)!r} in {text[:2000]!a}"
        assert "fault of mailflow itself" not in text, text
        assert status is None or ended.value.code == status, text
        return text

    log = logging.getLogger("mailflow")
    before = list(log.handlers), log.level, log.propagate
    yield call
    # A command that writes a log goes on writing it, for the process ends with it; here it does not.
    log.handlers, log.level, log.propagate = before


def test_no_command_on_a_hostile_board_prints_what_steers(board: Workspace, run: Run) -> None:
    name = f"minutes {IN_HEADER.replace('/', '')[:60]}.md"
    (board.folder / name).write_bytes(minutes())
    for words in (["read", name], ["read", "--json", name], ["take", "--json", name], ["take", name], ["meetings"], ["meetings", "--json"]):
        run(*words, status=0)
    run("take", name, "--owner", f"{HOSTILE}=x")
    for words in (["preview", MEETING], ["preview", MEETING, "--for", "AF"], ["actions"], ["actions", "--json"]):
        assert "elpmaxe" in run(*words, status=0) or words[0] == "preview", "the hostile words are on record"
    run("circulate", MEETING, "--yes")
    run("circulate", MEETING, "--yes", "--skip-doubtful")
    run("circulate", MEETING, "--yes", "--skip-doubtful", "--json")
    with board.open("test") as store:
        from mailflow.flows.circulate import compose, find_version

        letter = next(c.letter for c in compose(board, store, *find_version(store, MEETING)) if c.recipient.person.initials == "EO")
    mails = [
        reply(
            1,
            letter.to_address,
            letter.reply_to,
            "Re: minutes",
            f'QSB 2627_08: done {HOSTILE}\r\n\r\nItem 4: "71 per cent" should read "{HOSTILE}"',
        ),
        reply(2, letter.to_address, letter.reply_to, IN_HEADER, f"{HOSTILE}\r\n\r\n> {HOSTILE}\r\nWho is {HOSTILE}?"),
        reply(3, "stranger@x.example", letter.reply_to, IN_HEADER, f"QSB 2627_08: done {HOSTILE}"),
        reply(4, f"o{HOSTILE}dd@x.example", letter.reply_to, IN_HEADER, HOSTILE),
        bounce(letter.reply_to),
        b"\x1b]0;x\x07\xff\xfe \x9b31m",
    ]
    for number, raw in enumerate(mails):
        (board.folder / f"\x1b[3{number}m.eml").write_bytes(raw)
    files = [f"\x1b[3{number}m.eml" for number in range(len(mails))]
    for words in (["explain"], ["explain", "--json"], ["ingest", "--json", "-v"], ["ingest", "--log-format", "json"]):
        run(*words, *files, status=0)
    for command in ("corrections", "circulation", "review", "status", "actions", "people list", "store check", "doctor", "meetings"):
        run(*command.split())
        run(*command.split(), "--json")
    waiting = json.loads(run("review", "--json", status=0))
    assert len(waiting) >= 2 and any("elpmaxe" in entry["own_text"] for entry in waiting)
    short = run("review").split()[0]
    run("review", "take", short, "--as", HOSTILE, "--by", "EO")
    run("review", "dismiss", run("review").split()[0])
    run("store", "rebuild", status=0)
    run("circulation", MEETING, status=0)


@pytest.mark.parametrize(
    "words",
    [
        ["{}"], ["--{}"], ["take", "{}"], ["read", "{}.docx"], ["take", "--{}", "x"], ["preview", "{}"],
        ["preview", MEETING, "--for", "{}"],
        ["circulate", "{}"], ["circulation", "{}"], ["explain", "{}"], ["ingest", "{}"], ["review", "take", "{}"], ["review", "{}"],
        ["people", "import", "{}"], ["store", "restore", "{}"], ["-C", "{}", "actions"],
        ["init", "{}", "--name", "{}", "--reference", "{}"],
        ["init", "new", "--name", "{}", "--reference", "Q", "--address", "a@b.example"], ["take", "x", "--owner", "{}"],
        ["init", "new", "--smtp-security", "{}"], ["init", "new", "--smtp-port", "{}"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_was_typed_is_said_back_without_what_steers(words: list[str], run: Run) -> None:
    hostile = HOSTILE.replace("/", "")[:70]
    assert run(*(word.replace("{}", hostile) for word in words))


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_our_own_steers_nothing_either(debug: bool, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(HOSTILE)

    monkeypatch.setattr("mailflow.cli.lists.workspace_of", fail)
    monkeypatch.setenv("MAILFLOW_DEBUG", "1") if debug else monkeypatch.delenv("MAILFLOW_DEBUG", raising=False)
    monkeypatch.setattr(sys, "argv", ["mailflow", "actions"])
    with pytest.raises(AssertionError, match="fault of mailflow itself" if not debug else "Traceback") as caught:
        assert "Traceback" not in run("actions")
    assert not steering(str(caught.value).replace("\\", ""))


def test_people_and_settings_with_codes_are_refused_with_a_sentence(board: Workspace, run: Run) -> None:
    (board.folder / "people.csv").write_text(f"name,email,role\nAda {HOSTILE},ada@x.example,{HOSTILE}\n{HOSTILE},{HOSTILE},\n", "utf-8")
    assert "holds a control character" in run("people", "import", "people.csv", status=1)
    (board.folder / "people.csv").write_text(f"name,{HOSTILE}\n", "utf-8")
    run("people", "import", "people.csv", status=1)
    path = board.folder / "mailflow.toml"
    good = path.read_text("utf-8")
    written = "".join(f"\\U{ord(c):08x}" for c in HOSTILE)
    for key in ("name", "reference", "address", "host", "folder", "username"):
        lines = [line if not line.startswith(f"{key} = ") else f'{key} = "{written}"' for line in good.splitlines()]
        path.write_text("\n".join(lines), "utf-8")
        assert key in run("actions", status=1)
    path.write_text(good.replace("[mail]", f'["{CODES[0]}"]'.encode("unicode_escape").decode().replace("\\x1b", "\\u001b")), "utf-8")
    run("actions", status=1)
    path.write_text(f"{HOSTILE}", "utf-8")
    run("actions", status=1)


def test_a_template_and_its_mistakes_steer_nothing(board: Workspace, run: Run) -> None:
    (board.folder / "minutes.md").write_bytes(sample("minutes.md"))
    run("take", "minutes.md")
    for source in (f"Subject: {HOSTILE}\n{HOSTILE}", f"{HOSTILE}", "{{ '" + HOSTILE + "'.nothing }}", "{% include '" + HOSTILE + "' %}"):
        (board.folder / "templates" / "attendee.txt.j2").write_text(source, "utf-8", newline="")
        run("preview", MEETING, "--for", "AF")
        run("doctor")


@pytest.mark.parametrize("moment", ["banner", "ehlo", "mail", "rcpt", "dot"])
def test_what_a_server_says_steers_nothing(moment: str, board: Workspace, run: Run) -> None:
    (board.folder / "minutes.md").write_bytes(sample("minutes.md"))
    run("take", "minutes.md", "--owner", "HV/Hanna ?=Hanna Vogel")
    path = board.folder / "mailflow.toml"
    with SmtpFaults(fault=Fault(moment, "550", f"5.7.1 {IN_HEADER}")).running() as server:
        path.write_text(path.read_text().replace("port = 2525", f"port = {server.port}"))
        assert "elpmaxe" in run("circulate", MEETING, "--yes", status=1)
        run("doctor", status=1)
    for command in ("circulation", "status"):
        run(command, status=0)
        run(command, "--json", status=0)


def test_every_payload_is_shown_without_what_steers() -> None:
    for _, text in EVERY:
        assert not steering(shown(text)) and not steering(escaped(json.dumps(text, ensure_ascii=False)))


def test_every_help_is_plain(run: Run) -> None:
    for name in COMMANDS:
        run(name, "--help", status=0)
