"""The unit and the container file, tried as far as a machine without either can: what they say is run, in a fresh folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from boards import make_board_with_minutes
from mailflow.demo.story import ADDRESS, sample
from mailflow.flows.pulse import note_beat, read_beats
from mailflow.people_file import read_people
from mailflow.post.office import Office
from mailflow.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "mailflow@.service"
EXECUTABLE = "/opt/mailflow/bin/mailflow"
PASSWORD = "light"


def of_unit(name: str) -> list[str]:
    """Give the values of a setting of the unit, in order."""
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit as one board's, with an executable that is there."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    path = tmp_path / "mailflow@quayside.service"
    path.write_text(UNIT.read_text("utf-8").replace(EXECUTABLE, sys.executable), "utf-8")
    return path


def test_systemd_finds_no_fault_in_the_unit(unit: Path) -> None:
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")


def test_systemd_finds_the_unit_closed(unit: Path) -> None:
    call = ["systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager", str(unit)]
    rated = subprocess.run(call, capture_output=True, text=True, check=False)
    assert rated.returncode == 0, rated.stdout[-400:]
    opened = subprocess.run([*call[:3], "--threshold=10", *call[4:]], capture_output=True, text=True, check=False)
    assert opened.returncode != 0, "the threshold means something"


@contextlib.contextmanager
def serving(board: Workspace, *before: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run what the unit's ExecStart says, on this Python and this board; without any password in the environment."""
    [words] = of_unit("ExecStart")
    call = words.replace(EXECUTABLE, f"{sys.executable} -m mailflow").replace("/var/lib/mailflow/%i", str(board.folder))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILFLOW_")}
    with subprocess.Popen([*before, *shlex.split(call)], stderr=subprocess.DEVNULL, env={**kept, **environ}) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    people = read_people("p", sample("people.csv"))
    with Office({p.email: PASSWORD for p in people} | {ADDRESS: PASSWORD}) as office:
        yield office


def board_with(folder: Path, office: Office, command: str) -> Workspace:
    """Make a board that takes its mailbox's password as deploy/README.md says."""
    server: dict[str, str | int] = {"host": "127.0.0.1", "security": "none"}
    imap = {**server, "port": office.imap_port, "username": ADDRESS}
    board = make_board_with_minutes(folder, smtp={**server, "port": office.smtp_port, "username": ""}, imap=imap)
    path = folder / "mailflow.toml"
    before, _, after = path.read_text("utf-8").rpartition('password_command = ""')
    path.write_text(f"{before}{command}{after}", "utf-8")
    return board


def until(what: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def until_read(board: Workspace) -> None:
    until(lambda: (beat := read_beats(board).get("collect")) is not None and beat.good is not None)


def test_the_password_comes_from_the_services_credentials_as_the_readme_says(tmp_path: Path, office: Office) -> None:
    [command] = re.findall(r"^    (password_command = .*CREDENTIALS.*)$", (DEPLOY / "README.md").read_text("utf-8"), re.MULTILINE)
    assert "smtp" in tomllib.loads(command)["password_command"]
    board = board_with(tmp_path / "board", office, command.replace("/smtp", "/imap"))
    assert of_unit("LoadCredential") == ["smtp:/etc/mailflow/%i/smtp", "imap:/etc/mailflow/%i/imap"]
    credentials = tmp_path / "credentials with a space"
    credentials.mkdir()
    (credentials / "imap").write_text(PASSWORD + "\n")
    with serving(board, CREDENTIALS_DIRECTORY=str(credentials)):
        until_read(board)


def calls_allowed() -> set[str]:
    """Give the system calls that the unit's filter leaves."""
    allowed: set[str] = set()
    for value in of_unit("SystemCallFilter"):
        for group in value.removeprefix("~").split():
            allowed = allowed - in_group(group) if value.startswith("~") else allowed | in_group(group)
    return allowed | in_group("@default")


def in_group(group: str) -> set[str]:
    shown = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager", group], capture_output=True, text=True, check=True).stdout
    words = {word for line in shown.splitlines()[1:] for word in line.split() if not line.lstrip().startswith("#")}
    return {name for word in words for name in (in_group(word) if word.startswith("@") else {word})}


def test_the_service_makes_no_system_call_that_its_unit_forbids(tmp_path: Path, office: Office) -> None:
    """A pass over the mailbox, a reply, its receipt, the end: each call that was made, by it or its children, is allowed."""
    if not shutil.which("strace") or not shutil.which("systemd-analyze"):
        pytest.skip("strace and systemd-analyze are not both installed")
    board = board_with(tmp_path / "board", office, f'password_command = "printf {PASSWORD}"')
    office.put(ADDRESS, b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nhello\r\n")
    trace = tmp_path / "trace"
    traced = subprocess.run(["strace", "-f", "-o", str(trace), "true"], capture_output=True, check=False)
    if traced.returncode:
        pytest.skip("this machine lets nobody trace a process")
    with serving(board, "strace", "-D", "-f", "-qq", "-o", str(trace)) as process:  # -D: the service is our child, the tracer is not
        until_read(board)
    until(lambda: re.search(rf"^{process.pid} .*exit_group", trace.read_text("utf-8", "replace"), re.MULTILINE) is not None)
    made = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text("utf-8", "replace"), re.MULTILINE))
    assert {"fsync", "flock", "connect", "execve"} <= made
    assert made - calls_allowed() == set()


@dataclass(frozen=True)
class Line:
    """An instruction of a container file."""

    word: str
    rest: str


def container_lines() -> list[list[Line]]:
    """Give the instructions of the container file, by stage."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [Line(*line.split(" ", 1)) for line in text.splitlines() if line and not line.startswith("#")]
    starts = [n for n, line in enumerate(lines) if line.word == "FROM"]
    return [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


def test_the_container_is_nobodys_root_and_keeps_its_board_on_a_volume() -> None:
    build, final = container_lines()
    said = {line.word: line.rest for line in final}
    assert said["USER"].partition(":")[0] == re.findall(r"--uid (\d+)", said["RUN"])[0] != "0"
    assert (said["VOLUME"], said["STOPSIGNAL"]) == ("$WORKSPACE", "SIGTERM")
    assert {line.word for line in build} == {"FROM", "ARG", "WORKDIR", "COPY", "RUN"}, "what builds it does not stay in it"


def test_what_the_container_file_runs_runs(tmp_path: Path, office: Office) -> None:
    """Built in a fresh folder: what is copied, the RUN lines, then the health check on a board. TORTURE=long takes the libraries, too."""
    build, final = container_lines()
    source, prefix = tmp_path / "source", tmp_path / "prefix"
    source.mkdir()
    for line in build:
        if line.word == "COPY":
            *names, target = line.rest.split()
            for name in names:
                place = source / target / name if target.endswith("/") else source / target
                shutil.copytree(ROOT / name, place) if (ROOT / name).is_dir() else shutil.copy(ROOT / name, place)
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PREFIX": str(prefix), "HOME": str(tmp_path)}
    environ |= {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy") or name.startswith("PIP_")}
    if os.environ.get("TORTURE") != "long":
        libraries = next(path for path in sys.path if path.endswith("site-packages"))
        environ |= {"PIP_NO_DEPS": "1", "PYTHONPATH": libraries}
    for line in build:
        if line.word == "RUN":
            ran = subprocess.run(["sh", "-c", line.rest], cwd=source, env=environ, capture_output=True, text=True, check=False)
            if "No matching distribution found for setuptools" in ran.stderr:
                pytest.skip("no package index can be reached")
            assert ran.returncode == 0, ran.stderr[-2000:]

    board = board_with(tmp_path / "board", office, f'password_command = "printf {PASSWORD}"')
    environ |= {"PATH": f"{prefix / 'bin'}:{os.environ['PATH']}", "MAILFLOW_WORKSPACE": str(board.folder)}
    said = {line.word: line.rest for line in final}
    check = json.loads(said["HEALTHCHECK"].partition("CMD ")[2])

    def health() -> int:
        return subprocess.run(check, env=environ, cwd=tmp_path, capture_output=True, check=False).returncode

    assert health() == 1, "nothing was read yet"
    call = [*json.loads(said["ENTRYPOINT"]), *json.loads(said["CMD"])]
    with subprocess.Popen(call, env=environ, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        until_read(board)
        assert health() == 0
        process.terminate()
        assert process.wait(30) == 0
    note_beat(board, "collect", dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    assert health() == 1


def test_the_containers_user_is_made_by_its_run_line(tmp_path: Path) -> None:
    """In a copy of /etc that nobody else sees."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("only root has a mount name space of its own")
    _, final = container_lines()
    [line] = [line.rest for line in final if line.word == "RUN"]
    shutil.copytree("/etc", tmp_path / "etc", symlinks=True)
    script = f"mount --bind {tmp_path / 'etc'} /etc && {line} && stat -c '%U %u %a' \"$WORKSPACE\""
    environ = {**os.environ, "WORKSPACE": str(tmp_path / "board")}
    ran = subprocess.run(["unshare", "--mount", "sh", "-c", script], env=environ, capture_output=True, text=True, check=False)
    if "Operation not permitted" in ran.stderr or "permission denied" in ran.stderr:
        pytest.skip("this machine gives nobody a mount name space")
    assert (ran.returncode, ran.stdout) == (0, "mailflow 10001 700\n"), ran.stderr
    assert "mailflow:" not in Path("/etc/passwd").read_text()
