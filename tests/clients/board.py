"""The board whose letters the clients answer: minutes taken and circulated by mailflow's own commands through the embedded post office.

Two workspaces come of it. `base`: the draft has gone out. `follow`: two people have answered and have their receipts, and the owners
were reminded. All days are told from today, so that corrections are still being taken when the answers are scored.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from mailflow.post.office import Office

BOARD, REFERENCE, ADDRESS = "Saltmere Flood Board", "SFB", "minutes@saltmere.example"
PEOPLE = """name,initials,role,agency,email,standing,deputy
Orla Bright,OB,Independent Chair,,orla.bright@saltmere.example,chair,
Dev Anand,DA,Head of Highways,Saltmere Council,dev.anand@council.example,member,
Kit Lowe,KL,Superintendent,Coast Police,kit.lowe@police.example,member,
Nia Powell,NP,Head Teacher,Saltmere School,head@school.example,member,
Ravi Sood,RS,Director,Estuary Health,ravi.sood@health.example,member,
Bea Moss,BM,Farmer,Levels Farmers,bea@levels.example,member,
Una Hart,UH,Board Officer,,una.hart@saltmere.example,clerk,
Theo Crane,TC,Surveyor,Saltmere Council,theo.crane@council.example,officer,
"""
MINUTES = """# Saltmere Flood Board

## Minutes of the meeting held on {held}

10.00am, Long Room, Customs House

### Attendance

| Name | Role and agency | Present |
| --- | --- | --- |
| Orla Bright (chair) | Independent Chair | Present |
| Dev Anand | Head of Highways, Saltmere Council | Present |
| Kit Lowe | Superintendent, Coast Police | Present |
| Nia Powell | Head Teacher, Saltmere School | Apologies |
| Ravi Sood | Director, Estuary Health | Present |
| Bea Moss | Levels Farmers | Absent |

### In attendance

| Name | Role and agency | Present |
| --- | --- | --- |
| Una Hart (notes) | Board Officer | Present |

## 1. Welcome and apologies

The chair welcomed everyone. Apologies are listed above.

## 2. Matters arising

### 2.1 Rest centres

KL reported that 41 households had been moved to the rest centre in the night of the storm, 9 of them for more than a week. Nobody was hurt.

**Action:** Count the blankets and beds at each rest centre (KL)

**Action:** Write to the head teachers about the use of their halls (KL/NP, by {late})

### 2.2 Sluices

DA said that the sluice at Mill Lane had been repaired for £14,300. The one at Crab Quay would follow in spring.

**Action:** Ask for a second quotation for Crab Quay (DA, by {soon})

**Action:** Put the opening hours of the sluices on the website (DA)

## 3. Gauges

Of the 23 gauges on the river, 17 were sending their readings. RS asked that the hospital should have them as well.

**Action:** Arrange a feed of the readings for the hospital (RS, by {soon})

**Action:** Survey the footbridge at Crab Quay (Theo Crane, by {late})

## 4. Any other business

There was none.

**Action:** Book the Long Room for the spring exercise (UH)

## 5. Date of next meeting

{next} at 10.00am, Long Room, Customs House
"""


@dataclass(frozen=True)
class Correspondent:
    """Somebody who answers: their name and the address they write from."""

    name: str
    email: str


DEV = Correspondent("Dev Anand", "dev.anand@council.example")
KIT = Correspondent("Kit Lowe", "kit.lowe@police.example")
NIA = Correspondent("Nia Powell", "head@school.example")
RAVI = Correspondent("Ravi Sood", "ravi.sood@health.example")
THEO = Correspondent("Theo Crane", "theo.crane@council.example")
UNA = Correspondent("Una Hart", "una.hart@saltmere.example")
EVERYBODY = (DEV, KIT, NIA, RAVI, THEO, UNA)


@dataclass(frozen=True)
class Letters:
    """Where the letters lie, one file each, and the two workspaces."""

    folder: Path
    base: Path
    follow: Path

    def find(self, name: str) -> Path | None:
        """Give the file of a letter: "letter-kit.lowe", "receipt-kit.lowe", "reminder-dev.anand"."""
        path = self.folder / f"{name}.eml"
        return path if path.is_file() else None


def make_letters(folder: Path) -> Letters:
    """Circulate minutes, take two answers in and remind, by mailflow's commands; keep each letter that arrived as a file."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    users = {line.split(",")[4]: "secret" for line in PEOPLE.splitlines()[1:]} | {ADDRESS: "secret"}
    letters = Letters(folder / "letters", folder / "ws.base", folder / "ws.follow")
    letters.folder.mkdir(parents=True)
    with Office(users) as office:
        _settle(letters.base, office)
        (folder / "people.csv").write_text(PEOPLE, "utf-8")
        (folder / "minutes.md").write_text(_minutes(now.date()), "utf-8")
        _mailflow(letters.base, now, "people", "import", str(folder / "people.csv"))
        held = _mailflow(letters.base, now, "take", str(folder / "minutes.md")).split()
        meeting = next(word.strip(".:,") for word in held if word[:2] == "20" and word.count("-") == 2)
        _mailflow(letters.base, now, "circulate", meeting, "--yes", "--without-chair")
        seen = {person: office.mailbox(person.email) for person in EVERYBODY}
        for person, mails in seen.items():
            _keep(letters, "letter", person, mails[-1])
        shutil.copytree(letters.base, letters.follow)
        for person, words in ((KIT, f"{REFERENCE} %s: done, all counted"), (DEV, f"{REFERENCE} %s: in progress, asked two firms")):
            ref = _refs(seen[person][-1])[0]
            office.put(ADDRESS, _answer(seen[person][-1], person, words % ref, now), sender=person.email)
        later = now + dt.timedelta(minutes=5)
        _mailflow(letters.follow, later, "collect")
        for person in (KIT, DEV):
            _keep(letters, "receipt", person, office.mailbox(person.email)[-1])
        before = {person: len(office.mailbox(person.email)) for person in EVERYBODY}
        _mailflow(letters.follow, _weekday(now + dt.timedelta(days=75)), "remind")
        for person in EVERYBODY:
            if len(mails := office.mailbox(person.email)) > before[person]:
                _keep(letters, "reminder", person, mails[-1])
    for workspace in (letters.base, letters.follow):
        _point_at(workspace, 9, 9)  # nobody listens there: what scoring sends stays where it is
    return letters


def _keep(letters: Letters, kind: str, person: Correspondent, mail: bytes) -> None:
    (letters.folder / f"{kind}-{person.email.partition('@')[0]}.eml").write_bytes(mail.replace(b"\r\n", b"\n"))


def _settle(workspace: Path, office: Office) -> None:
    words = [sys.executable, "-m", "mailflow", "init", str(workspace), "--name", BOARD, "--reference", REFERENCE, "--address", ADDRESS,
             "--imap-username", ADDRESS]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    _point_at(workspace, office.smtp_port, office.imap_port)


def _point_at(workspace: Path, smtp: int, imap: int) -> None:
    """Name the ports of the servers in the settings."""
    path, section, lines = workspace / "mailflow.toml", "", []
    for line in path.read_text("utf-8").splitlines():
        section = line if line.startswith("[") else section
        if line.startswith("port = ") and section in ("[smtp]", "[imap]"):
            line = f"port = {smtp if section == '[smtp]' else imap}"
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _mailflow(workspace: Path, now: dt.datetime, *words: str) -> str:
    environ = {**os.environ, "MAILFLOW_NOW": now.isoformat(), "MAILFLOW_IMAP_PASSWORD": "secret"}
    command = [sys.executable, "-m", "mailflow", "-C", str(workspace), *words]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
    if ran.returncode:
        raise RuntimeError(f"mailflow {' '.join(words)}: {ran.stdout[-500:]} {ran.stderr[-500:]}")
    return ran.stdout


def _minutes(today: dt.date) -> str:
    days = {"held": -14, "soon": 21, "late": 60, "next": 90}
    at = {name: today + dt.timedelta(days=ahead) for name, ahead in days.items()}
    return MINUTES.format(**{name: f"{day:%A} {day.day} {day:%B %Y}" for name, day in at.items()})


def _weekday(moment: dt.datetime) -> dt.datetime:
    """Reminders keep working hours: the next Wednesday, late in the morning."""
    ahead = (2 - moment.weekday()) % 7
    return (moment + dt.timedelta(days=ahead)).replace(hour=11, minute=0, second=0)


def _refs(mail: bytes) -> list[str]:
    """Give the references of the actions that a letter lists, as "2627_03", in order."""
    body = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
    assert body is not None
    words = str(body.get_content()).replace(":", " ").split()
    return [word for before, word in itertools.pairwise(words) if before == REFERENCE and "_" in word]


def _answer(mail: bytes, person: Correspondent, words: str, now: dt.datetime) -> bytes:
    letter = message_from_bytes(mail, policy=policy.default)
    message = EmailMessage()
    message["From"], message["To"] = f"{person.name} <{person.email}>", str(letter["Reply-To"])
    message["Subject"], message["In-Reply-To"] = f"Re: {letter['Subject']}", str(letter["Message-ID"])
    message["Message-ID"], message["Date"] = f"<{person.email.replace('@', '.')}@clients.example>", f"{now:%a, %d %b %Y %H:%M:%S} +0000"
    message.set_content(words)
    return message.as_bytes(policy=policy.SMTP)
