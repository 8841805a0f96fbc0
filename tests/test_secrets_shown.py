"""No password is shown or kept: not by a server that repeats it, not by a fault of our own, and not in any file of the workspace."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from faults import Line, Server, SmtpFaults
from mailflow.config import read_settings
from mailflow.errors import PostError, SettingError
from mailflow.flows.examine import Finding, examine
from mailflow.flows.keeping import backup, restore
from mailflow.flows.pulse import note_beat
from mailflow.post.courier import knock
from mailflow.post.inbox import Inbox
from mailflow.post.model import Account, Security
from mailflow.post.office import Office
from mailflow.post.tls import check_security
from mailflow.workspace import Workspace

SECRET = "s3cr3t-hunter2-x9"
USER = "minutes"
FORMS = [
    SECRET.encode(), base64.b64encode(SECRET.encode()), base64.b64encode(f"\0{USER}\0{SECRET}".encode()),
    base64.b64encode(f"user={USER}\x01auth=Bearer {SECRET}\x01\x01".encode()), SECRET[:8].encode(),
]  # fmt: skip


def echo_smtp(line: Line, number: int) -> None:
    """A server that repeats what it was told when it refuses it, as one with its debugging left on does."""
    line.say("220 echo.example ESMTP")
    while True:
        words = line.hear().decode("latin-1")
        if words.startswith("EHLO"):
            line.say("250-echo.example\r\n250 AUTH PLAIN LOGIN XOAUTH2")
        elif words.startswith("QUIT"):
            line.say("221 bye")
            return
        else:
            decoded = base64.b64decode(words.split()[-1] + "===").decode("latin-1").replace("\0", " ") if "AUTH" in words else ""
            line.say(f"535 5.7.8 I do not know {words} which is {decoded} ({SECRET})")


def echo_imap(line: Line, number: int) -> None:
    line.say("* OK echo")
    while True:
        words = line.hear().decode("latin-1")
        tag = words.split(" ")[0]
        if "CAPABILITY" in words:
            line.say(f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN SASL-IR\r\n{tag} OK done")
        elif "LOGOUT" in words:
            line.say(f"* BYE\r\n{tag} OK done")
            return
        else:
            line.say(f"{tag} NO [AUTHENTICATIONFAILED] I do not know {words} ({SECRET})")


@pytest.fixture(params=["password", "xoauth2"])
def board(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    with Server(echo_smtp).running() as smtp, Server(echo_imap).running() as imap:
        server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none", "username": USER, "auth": request.param}
        yield make_board_with_minutes(tmp_path / "board", smtp={**server, "port": smtp.port}, imap={**server, "port": imap.port})


def run(board: Workspace, *words: str, **environ: str) -> bytes:
    """Run a command; give all that it printed."""
    environment = {**os.environ, "MAILFLOW_SMTP_PASSWORD": SECRET, "MAILFLOW_IMAP_PASSWORD": SECRET, **environ}
    command = [sys.executable, "-m", "mailflow", "-C", str(board.folder), *words]
    ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return ended.stdout + ended.stderr


def assert_nowhere(board: Workspace, *printed: bytes) -> None:
    files = [path.read_bytes() for path in board.folder.rglob("*") if path.is_file()]
    for form in FORMS:
        assert not any(form in text for text in printed), (form, printed)
        assert not any(form in content for content in files), form


def test_a_server_that_repeats_the_password_does_not_get_it_printed_or_kept(board: Workspace) -> None:
    debug = {"MAILFLOW_DEBUG": "1"} if board.settings.smtp.auth == "password" else {}
    commands = (["circulate", MEETING, "--yes", "-v"], ["collect", "--log-format", "json"], ["doctor"], ["doctor", "--json"])
    printed = [run(board, *words, **debug) for words in commands]
    assert all(printed)
    printed += [run(board, *words, **debug) for words in (["status"], ["status", "--json"], ["circulation", "--json"])]
    assert_nowhere(board, *printed)


def test_the_log_of_the_service_holds_no_password(board: Workspace) -> None:
    environment = {**os.environ, "MAILFLOW_SMTP_PASSWORD": SECRET, "MAILFLOW_IMAP_PASSWORD": SECRET}
    command = [sys.executable, "-m", "mailflow", "-C", str(board.folder), "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as service:
        try:
            assert service.stdout is not None
            until, said = time.monotonic() + 60, b""
            while said.count(b"\n") < 2 and time.monotonic() < until:
                said += os.read(service.stdout.fileno(), 65536)
        finally:
            service.terminate()
            said += service.communicate(timeout=60)[0]
    assert b"refuse" in said.lower() or b"mailbox" in said
    assert_nowhere(board, said)


def test_a_fault_of_our_own_with_debugging_on_shows_no_password(board: Workspace, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import mailflow.post.imap\ndef fail(mailbox, account, secret): raise RuntimeError('broken')\nmailflow.post.imap._log_in = fail\n"
    )
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    printed = run(board, "collect", MAILFLOW_DEBUG="1", PYTHONPATH=path)
    assert b"Traceback" in printed and b"broken" in printed
    assert_nowhere(board, printed)


def test_new_settings_hold_no_password_and_have_no_key_for_one(tmp_path: Path) -> None:
    board = make_board_with_minutes(tmp_path / "board")
    path = board.folder / "mailflow.toml"
    assert 'password = "' not in path.read_text()
    path.write_text(path.read_text().replace('password_command = ""', f'password = "{SECRET}"', 1))
    said = run(board, "actions")
    assert b"password: found a key that is not known" in said and SECRET.encode() not in said
    path.write_text(path.read_text().replace(f'password = "{SECRET}"', f'password_command = "echo \'{SECRET}"', 1))
    assert SECRET.encode() not in run(board, "doctor") + run(board, "doctor", MAILFLOW_DEBUG="1")


def wide(board: Workspace) -> list[str]:
    return [str(p.relative_to(board.folder)) for p in (board.store_folder, *board.store_folder.rglob("*")) if p.stat().st_mode & 0o077]


def access(board: Workspace) -> Finding:
    return next(finding for finding in examine(board, {}, NOW) if finding.what == "access")


def test_everything_in_the_store_is_for_us_alone_and_the_doctor_says_what_is_not(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        board = make_board_with_minutes(tmp_path / "board")
        (tmp_path / "reply.eml").write_bytes(b"From: a@x.example\r\nMessage-ID: <1@x.example>\r\n\r\nHello\r\n")
        run(board, "circulate", MEETING, "--yes")
        run(board, "ingest", str(tmp_path / "reply.eml"))
        run(board, "preview", MEETING, "--out", str(tmp_path / "letters"))
        note_beat(board, "send", NOW)
        assert wide(board) == [] and access(board).good
        assert [oct(stat.S_IMODE(p.stat().st_mode)) for p in (tmp_path / "letters").iterdir()] == ["0o600"] * 22
        backup(board, str(tmp_path / "b.tar.gz"))
        assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600
        restore(board, str(tmp_path / "b.tar.gz"), NOW)
        assert wide(board) == []
        (board.store_folder / "letters").chmod(0o755)
        (board.store_folder / "key").chmod(0o644)
        found = access(board)
        assert not found.good
        assert "key (mode 644) and 1 more" in found.sentence and "chmod -R go=" in found.sentence
    finally:
        os.umask(before)


def test_a_password_goes_in_clear_beyond_this_machine_only_where_the_setting_says_so_in_words() -> None:
    words = "readable by anyone on the way"
    assert read_settings(settings(f'security = "{words}"')).smtp.security == words == Security.READABLE
    for vague in ("none", "plain", "READABLE", "readable"):
        with pytest.raises(SettingError, match=rf"\[smtp\] security: .*{words}"):
            read_settings(settings(f'security = "{vague}"'))
    check_security(Account("mail.example", 25, Security.READABLE))
    with pytest.raises(PostError, match=f"readable over the network.*{words}"):
        check_security(Account("mail.example", 25, Security.NONE))


def settings(line: str) -> str:
    return f'[board]\nname = "B"\nreference = "B"\n[mail]\naddress = "m@b.example"\n[smtp]\nhost = "mail.example"\n{line}\n'


def test_the_doctor_says_that_a_password_goes_in_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILFLOW_SMTP_PASSWORD", SECRET)
    with SmtpFaults().running() as server:
        board = make_board_with_minutes(
            tmp_path / "board",
            smtp={"host": "127.0.0.1", "port": server.port, "security": "readable by anyone on the way", "username": USER},
        )
        found = next(finding for finding in examine(board, os.environ, NOW) if finding.what == "smtp")
    assert found.good and "readable by anyone on the way, as the settings say" in found.sentence


def expired(folder: Path) -> tuple[str, str]:
    """Make a certificate that was good for a day, long ago."""
    key, cert, request, config = (folder / name for name in ("key.pem", "cert.pem", "request.pem", "ca.cnf"))
    config.write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index\nserial={folder}/serial\nnew_certs_dir={folder}\ndefault_md=sha256\npolicy=p\n"
        "x509_extensions=x\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:TRUE\n"
    )
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost"]
    dates = ["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"]
    commands: tuple[list[str | Path], ...] = (
        ["req", *curve, "-keyout", key, "-out", request],
        ["ca", "-batch", "-selfsign", "-config", config, "-keyfile", key, "-in", request, "-out", cert, "-notext", *dates],
    )
    for words in commands:
        subprocess.run(["openssl", *words], check=True, capture_output=True)
    return str(cert), str(key)


def test_a_certificate_that_has_run_out_is_not_believed_either_way(tmp_path: Path) -> None:
    with Office({"m@b.example": SECRET}, certificate=expired(tmp_path)) as office:
        smtp, imap = office.smtp_account("m@b.example"), office.imap_account("m@b.example")
        with pytest.raises(PostError, match="is not trusted: certificate has expired"):
            asyncio.run(knock(smtp))
        with pytest.raises(PostError, match="is not trusted: certificate has expired"), Inbox(imap):
            pass


@pytest.mark.parametrize("bad", ["INBOX\r\nx LOGOUT", "INBOX\nx", "a\x00b", 'a" LOGOUT', "a\\", "{5}", "(a b)", "*", "é&-", "\u2028x"])
def test_a_folder_name_is_never_a_command(bad: str) -> None:
    heard: list[bytes] = []

    def talk(line: Line, number: int) -> None:
        line.say("* OK ready")
        while True:
            words = line.hear()
            heard.append(words)
            tag = words.split(b" ")[0].decode("latin-1")
            line.say(
                f"* CAPABILITY IMAP4rev1 UIDPLUS\r\n{tag} OK done"
                if b"CAPABILITY" in words
                else f"{tag} {'OK' if b'LOGIN' in words else 'NO'} such thing"
            )
            if b"LOGOUT" in words:
                return

    with Server(talk).running() as server, pytest.raises(PostError):
        account = Account("127.0.0.1", server.port, Security.NONE, "", secret=lambda: "x")
        with Inbox(account, bad) as inbox:
            list(inbox.new_mails())
    commands = [words.split(b" ", 2)[1] for words in heard]
    assert commands in ([b"CAPABILITY", b"LOGIN", b"CAPABILITY"], [b"CAPABILITY", b"LOGIN", b"CAPABILITY", b"SELECT"])
    # What reaches the server is one quoted string; what cannot stand in one never leaves.
    assert any(ord(c) < 32 for c in bad) == (len(commands) == 3)
    assert len(commands) == 3 or re.fullmatch(rb'\w+ SELECT "(?:[^"\\\r\n]|\\["\\])*"', heard[-1])
