"""`make bench`: the figures, each as a ratio to what the bare library takes for the same work, in the same run.

    circulate   300 letters composed, recorded and sent, against a bare aiosmtplib loop that sends the same bytes   at most 2.0
    collect     1,000 replies fetched, understood, recorded and filed, against imap-tools fetching and moving them  at most 3.0
    help        `mailflow --help` against `python -c "import click"`                                                at most 2.0
    memory      the most that either run holds, in MB                                                              at most 150

Servers are real Dovecot and Postfix on loopback, so it needs root on Debian. Ratios are medians of interleaved rounds.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiosmtplib
from imap_tools import MailBox

from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.accounts import account
from mailflow.flows.circulate import prepare, queue
from mailflow.flows.collect import Collector
from mailflow.flows.mailbox import collect
from mailflow.flows.roster import import_roster
from mailflow.flows.send import due_dispatches, send
from mailflow.flows.take import take
from mailflow.new_settings import write_settings
from mailflow.people import Person, Standing
from mailflow.post.inbox import Inbox
from mailflow.workspace import Workspace, make_workspace
from servers import DOMAIN, MEMBERS, RealMail, _running, password, why_not

LETTERS, REPLIES, MEMBERS_WHO_ANSWER, CHUNK, ROUNDS = 300, 1000, 40, 100, 3
PARAGRAPHS = 96  # of discussion: the letters are then as long as a real board's
NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
MEETING = "2026-10-08"
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": password("minutes"), "MAILFLOW_IMAP_PASSWORD": password("minutes")}
LIMITS = {"circulate": 2.0, "collect": 3.0, "help": 2.0, "memory circulate": 150.0, "memory collect": 150.0}


def clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def people(count: int) -> list[Person]:
    """Members who share ten mailboxes by plus addresses."""
    return [
        Person(f"Member {_letters(n)}", f"{MEMBERS[n % 10]}+{n}@{DOMAIN}", initials=_letters(n), standing=Standing.MEMBER)
        for n in range(count)
    ]


def _letters(n: int) -> str:
    return "".join(chr(65 + n // 26**i % 26) for i in (2, 1, 0))


def minutes(count: int, paragraphs: int) -> bytes:
    """Minutes with an action for each of so many people; `paragraphs` of discussion make the letters as long as wanted."""
    lines = ["# Quayside Safeguarding Board", "", "Minutes of the meeting held on Thursday 8 October 2026", "", "## Attendance", ""]
    lines += ["| Name | Attendance |", "| --- | --- |", *(f"| {p.name} | Present |" for p in people(count)[:20]), ""]
    for number in range(1, 9):
        lines += [f"## {number}. Matter number {number}", ""]
        for n in range(paragraphs // 8):
            lines += [
                f"The board spoke of part {n} of matter {number}, heard what members had seen of it, and noted the figures for the "
                f"quarter: {n * 7 + number} cases, of which {n + number} were closed within the time that was set.",
                "",
            ]
        for n in range(number - 1, count, 8):
            lines += [f"**Action:** Look into case {n} and report what was found there. ({_letters(n)})", ""]
    lines += ["## 9. Date of next meeting", "", "Thursday 21 January 2027 at 9.30am, Harbour Room"]
    return "\n".join(lines).encode()


def workspace(folder: Path, mail: RealMail, count: int, paragraphs: int) -> Workspace:
    server: dict[str, str | int] = {"host": "localhost", "security": "starttls", "username": "minutes", "ca_file": mail.ca_file}
    settings = write_settings(
        name="Quayside Safeguarding Board", reference="QSB", address=f"minutes@{DOMAIN}",
        smtp={**server, "port": mail.ports.submission}, imap={**server, "port": mail.ports.imaps, "security": "tls"},
    )  # fmt: skip
    made = make_workspace(folder, settings)
    with made.open("bench") as store:
        import_roster(store, people(count), "people.csv", NOW)
        take(store, made.settings.board, "minutes.md", minutes(count, paragraphs), {}, NOW)
    return made


def circulate(made: Workspace) -> float:
    """Compose, record and send; seconds."""
    begun = time.perf_counter()
    with made.open("bench") as store:
        queue(made, store, MEETING, clock())
        summary = send(made, store, account(made.settings.smtp, ENVIRONMENT), due_dispatches(made, store, clock()), clock)
    took = time.perf_counter() - begun
    assert summary.sent == LETTERS, summary
    return took


def bare_send(made: Workspace, mail: RealMail) -> float:
    """Send the same bytes to the same people by aiosmtplib on one connection; seconds."""
    with made.open("bench") as store:
        letters = [(c.letter.to_address, c.content) for c in prepare(made, store, MEETING, clock())]

    async def loop() -> float:
        context = ssl.create_default_context(cafile=mail.ca_file)
        begun = time.perf_counter()
        async with aiosmtplib.SMTP(hostname="localhost", port=mail.ports.submission, start_tls=True, tls_context=context,
                                   username="minutes", password=password("minutes")) as client:  # fmt: skip
            for address, content in letters:
                await client.sendmail(f"minutes@{DOMAIN}", [address], content)
        return time.perf_counter() - begun

    return asyncio.run(loop())


def replies(made: Workspace) -> list[bytes]:
    """A thousand answers to the letters, in the layouts of five clients."""
    with made.open("bench") as store:
        composed = list(prepare(made, store, MEETING, clock()))
        queue(made, store, MEETING, clock())
    layouts = (clients.gmail, clients.outlook, clients.apple_mail, clients.thunderbird, clients.phone)
    words = (
        "{ref}: done, on Monday.",
        "{ref} is in progress, about half.",
        "No corrections.",
        'Item 2: "part 1 of matter 2" should read "part 3 of matter 2".',
    )
    answers = []
    for n in range(REPLIES):
        c = composed[n % len(composed)]
        ref = c.recipient.mine[0].ref
        letter = Received.read(c.content)
        writer = Writer(c.recipient.person.name, c.recipient.person.email, NOW + dt.timedelta(seconds=n), f"reply-{n}")
        raw = layouts[n % 5](letter, writer, words[n % 4].format(ref=ref))
        answers.append(raw)
    return answers


def collect_ours(made: Workspace) -> float:
    settings = made.settings
    begun = time.perf_counter()
    with made.open("bench") as store, Inbox(account(settings.imap, ENVIRONMENT)) as inbox:
        result = collect(made, Collector(made, store), inbox, clock)
    took = time.perf_counter() - begun
    assert result.outcomes == {"recorded": REPLIES}, result
    return took


def collect_bare(mail: RealMail) -> float:
    context = ssl.create_default_context(cafile=mail.ca_file)
    begun = time.perf_counter()
    moved = 0
    with MailBox("localhost", mail.ports.imaps, ssl_context=context).login("minutes", password("minutes")) as box:
        if not box.folder.exists("Taken"):
            box.folder.create("Taken")
        while uids := [m.uid for m in box.fetch(mark_seen=False, bulk=True, limit=CHUNK) if m.uid]:
            box.move(uids, "Taken")
            moved += len(uids)
    took = time.perf_counter() - begun
    assert moved == REPLIES, moved
    return took


def memory_of(made: Workspace, *words: str) -> float:
    """Run a command on the workspace in a process of its own; the most memory it held, in MB.

    A small process starts it: the kernel counts what the parent held at the fork as the child's, and this one holds a thousand mails.
    """
    launcher = (
        "import os, subprocess, sys\n"
        "process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "_, status, usage = os.wait4(process.pid, 0)\n"
        "print(usage.ru_maxrss / 1024)\n"
        "sys.exit(1 if status else 0)"
    )
    command = [str(Path(sys.executable).with_name("mailflow")), "-C", str(made.folder), *words]
    environment = {**os.environ, **ENVIRONMENT}
    ended = subprocess.run([sys.executable, "-c", launcher, *command], env=environment, capture_output=True, text=True, check=True)
    return float(ended.stdout)


def settle(mail: RealMail) -> None:
    """Wait until Postfix has delivered what it took, so that one round does not weigh on the next."""
    queues = [mail.folder / "postfix/spool" / name for name in ("incoming", "active", "maildrop")]
    end = time.monotonic() + 60
    while time.monotonic() < end and any(any(q.iterdir()) for q in queues):
        time.sleep(0.05)


def start_up() -> float:
    """The ratio of `mailflow --help` to importing click, medians of eleven."""
    script = Path(sys.executable).with_name("mailflow")
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(11):
        for times, command in ((ours, [str(script), "--help"]), (bare, [sys.executable, "-c", "import click"])):
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - begun)
    ratio: float = statistics.median(ours) / statistics.median(bare)
    return ratio


def main() -> int:
    figures: dict[str, float] = {"help": start_up()}
    print(f"help             {figures['help']:6.2f}", flush=True)
    if reason := why_not(postfix=True):
        print(f"circulate and collect are not measured: {reason}.")
        return 0
    running = _running(postfix=True)
    mail = next(running)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        _measure_circulation(base, mail, figures)
        _measure_collection(base, mail, figures)
    next(running, None)
    over = [name for name, limit in LIMITS.items() if figures[name] > limit]
    for name, limit in LIMITS.items():
        print(f"{name:<17}{figures[name]:6.2f}   at most {limit}{'   TOO MUCH' if name in over else ''}")
    return 1 if over else 0


def _measure_circulation(base: Path, mail: RealMail, figures: dict[str, float]) -> None:
    ratios = []
    for n in range(ROUNDS):
        made = workspace(base / f"out{n}", mail, LETTERS, PARAGRAPHS)
        bare = bare_send(made, mail)
        settle(mail)
        ours = circulate(made)
        settle(mail)
        ratios.append(ours / bare)
        print(f"circulate {LETTERS} letters: {ours:.2f} s, bare {bare:.2f} s, ratio {ours / bare:.2f}", flush=True)
        mail.empty(*MEMBERS)
    figures["circulate"] = statistics.median(ratios)
    figures["memory circulate"] = memory_of(workspace(base / "outm", mail, LETTERS, PARAGRAPHS), "circulate", MEETING, "--yes")


def _measure_collection(base: Path, mail: RealMail, figures: dict[str, float]) -> None:
    ratios = []
    for n in range(ROUNDS + 1):
        made = workspace(base / f"in{n}", mail, MEMBERS_WHO_ANSWER, PARAGRAPHS)
        answers = replies(made)
        mail.empty("minutes")
        mail.put("minutes", answers)
        if n == ROUNDS:
            figures["memory collect"] = memory_of(made, "collect")
            break
        bare = collect_bare(mail)
        mail.empty("minutes")
        mail.put("minutes", answers)
        ours = collect_ours(made)
        ratios.append(ours / bare)
        size = sum(map(len, answers)) / len(answers) / 1000
        print(f"collect {REPLIES} replies of {size:.0f} KB: {ours:.2f} s, bare {bare:.2f} s, ratio {ours / bare:.2f}", flush=True)
    figures["collect"] = statistics.median(ratios)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
