"""Boards in which every kind of mail that mailflow sends has gone out, and those letters: what members' clients then send back.

A folder holds the four boards (`chair`, `open`, `later`, `reminded`) and `letters.json`, one row a letter:

    [[kind, board, person, digest of the bytes in its store/letters], ...]

It is made once for each state of mailflow and kept in a temporary folder; the keys are fixed, so that the same code gives the same letters.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import mailflow
from boards import MEETING, NOW, SETTLED
from clerkship import Clerkship
from mailflow.demo.clients import Received
from mailflow.demo.story import sample
from mailflow.flows.approve import decide_approval
from mailflow.flows.circulate import find_version, queue, queue_chair
from mailflow.flows.collect import Collector
from mailflow.flows.rule import decide_next_version
from mailflow.flows.speak import Board
from mailflow.flows.take import take
from mailflow.flows.understand import letters_of
from mailflow.journal import Fact
from mailflow.records import Dispatch, DispatchState, Edition
from mailflow.register import Ruling
from mailflow.workspace import Workspace, open_workspace
from reminded import NEAR_MEETING, make_reminded, remind, report

FIFTEEN = 'Item 3.1: "fifteen lamps are affected" should read "sixteen lamps are affected".'
CENT = 'Item 4: "71 per cent" should read "77 per cent".'
# The demo's minutes with what gateways and old clients spoil: accents, dashes, a currency, ampersands, curly quotes.
FUND = """The new lamps cost £12,400 – the café on the quay & the Port Authority’s fund pay for half of it. Brûlé & Sons, who tendered \
for “the whole north side”, begin on Monday 2 November 2026 — weather permitting.

It was agreed that the lamps"""
THANKS = "**Action:** Thank the volunteers – above all André Lefèvre – in writing, with £250 from the chair’s fund."
MINUTES = (
    sample("minutes.md")
    .decode()
    .replace("It was agreed that the lamps", FUND)
    .replace("**Action:** Thank the volunteers in writing on behalf of the board.", THANKS)
    .encode()
)
NEXT = MINUTES.replace(b"8 October 2026", b"12 November 2026", 1).replace(b"(HV/Hanna ?)", b"(HV)")
# What is wrong with it for the clerk: owners whom nobody knows, and a day that is none.
FAULTY = NEXT.replace(b"(EO, January 2027)", b"(QX, 31 February 2027)").replace(b"(HV)", b"(HV/Hanna ?)")


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter that went out. `kind`: "open/receipt unread" and the like, the board first; `raw`: the bytes that went over SMTP."""

    kind: str
    board: str
    person: str
    raw: bytes
    letter: Received


@dataclass(frozen=True)
class Boards:
    """The boards by name, as they stand when the replies come in, with the time of it, and all that they sent."""

    letters: tuple[Sent, ...]
    boards: dict[str, Board]
    now: dict[str, dt.datetime]

    @property
    def kinds(self) -> dict[str, tuple[Sent, ...]]:
        """The letters by kind, in the order in which kinds first went out."""
        return {kind: tuple(one for one in self.letters if one.kind == kind) for kind in dict.fromkeys(one.kind for one in self.letters)}


@dataclass
class _Life:
    """A board living on, and what it has sent so far."""

    name: str
    people: Clerkship
    known: set[str] = field(default_factory=set)
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def gather(self, label: str, *editions: Edition) -> None:
        """Take down what went since the last time, each letter's edition with the label behind it; of some editions only."""
        store = self.people.workspace.look()
        for one in store.all(Dispatch):
            if one.body and one.state is DispatchState.SENT and one.key not in self.known:
                self.known.add(one.key)
                if not editions or one.edition in editions:
                    kind = " ".join(filter(None, (f"{self.name}/{one.edition}", label)))
                    self.rows.append((kind, self.name, store.roster.names([one.person])[0], one.body))

    def says(self, label: str, name: str, words: str, *, to: Edition | None = None, attached: tuple[str, bytes] | None = None) -> None:
        """Let somebody answer their last letter (of that edition), and take down what goes out for it."""
        letter = self.people.letter(name, to)
        self.people.now += dt.timedelta(minutes=1)
        raw = self.people.mail(name, words, to=letter, attached=attached)
        with self.people.workspace.open("test") as store:
            Collector(self.people.workspace, store).take_mails([raw], self.people.now)
        self.people.deliver()
        self.gather(label)

    def record(self, *facts: Fact) -> None:
        """Put facts down as the clerk's command would."""
        with self.people.workspace.open("test") as store, store.transaction(self.people.now) as transaction:
            for fact in facts:
                transaction.record(fact, who="clerk")


@functools.lru_cache(maxsize=1)
def sent_letters() -> Boards:
    """Give the boards and their letters, making them where this state of mailflow has none yet."""
    folder = _kept()
    rows = json.loads((folder / "letters.json").read_text("utf-8"))
    workspaces = {name: open_workspace(folder / name) for name in dict.fromkeys(row[1] for row in rows)}
    stores = {name: workspace.look() for name, workspace in workspaces.items()}
    letters = []
    for kind, name, person, digest in rows:
        raw = stores[name].letters.read(digest)
        assert raw is not None, f"the letter of {kind} to {person} is gone"
        letters.append(Sent(kind, name, person, raw, Received.read(raw)))
    boards = {
        name: Board(w.settings, w.key, store.roster, store, letters_of(store.letters.read), store.documents.read)
        for name, w, store in ((name, w, stores[name]) for name, w in workspaces.items())
    }
    last = {name: max(one.created_at for one in store.all(Dispatch)) for name, store in stores.items()}
    return Boards(tuple(letters), boards, {name: time + dt.timedelta(hours=2) for name, time in last.items()})


def fresh(board: Board) -> Board:
    """Give the same board with nothing remembered of the mails it was asked about."""
    return Board(board.settings, board.key, board.roster, board.ledger, board.letter, board.document)


def _kept() -> Path:
    """The folder for the mailflow of this moment; those of an older one are cleared away after a day."""
    package = Path(mailflow.__file__).parent
    kinds = ((package, "*.py"), (package, "*.toml"), (package.parent / "templates", "*.j2"))
    parts = [*(path for folder, kind in kinds for path in folder.rglob(kind)), Path(__file__)]
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(parts))).hexdigest()[:16]
    base = Path(tempfile.gettempdir()) / f"mailflow-sent-back-{os.getuid()}"
    base.mkdir(mode=0o700, exist_ok=True)
    assert base.stat().st_uid == os.getuid(), f"{base} is somebody else's"
    folder = base / digest
    if not (folder / "letters.json").exists():
        making = Path(tempfile.mkdtemp(dir=base, prefix="making-"))
        make_all(making)
        # Two processes may make the same; whoever comes second leaves what is there.
        with contextlib.suppress(OSError):
            making.rename(folder)
        shutil.rmtree(making, ignore_errors=True)
    os.utime(folder)
    old = dt.datetime.now().timestamp() - 86_400
    for other in base.iterdir():
        if other != folder and other.stat().st_mtime < old:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def make_all(folder: Path) -> None:
    """Let the four boards live, and write down what they sent."""
    rows = [row for life in (_chair, _open, _later, _reminded) for row in life(folder)]
    (folder / "letters.json").write_text(json.dumps(rows, ensure_ascii=False, indent=0), "utf-8")


def _keyed(folder: Path) -> Path:
    """Give a workspace its key beforehand, always the same one, so that the letters are the same each time."""
    (folder / "store").mkdir(parents=True)
    (folder / "store" / "key").touch(mode=0o600)
    (folder / "store" / "key").write_text("5eed" * 16 + "\n", "ascii")
    return folder


def _begin(folder: Path, name: str, settings: str = "reminders = false\n") -> _Life:
    people = Clerkship(_keyed(folder / name), settings, minutes=False)
    with people.workspace.open("test") as store:
        take(store, people.workspace.settings.board, "minutes.md", MINUTES, SETTLED, NOW)
    return _Life(name, people)


def _chair(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """The chair is to see the draft first."""
    life = _begin(folder, "chair", "reminders = false\nchair_first = true\n")
    with life.people.workspace.open("test") as store:
        queue_chair(life.people.workspace, store, MEETING, NOW)
    life.people.deliver()
    life.gather("")
    life.says("to the chair", "AF", FIFTEEN, to=Edition.CHAIR)
    yield from life.rows


def _open(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Version 1 is out, answers of many kinds have come, corrections stand open and the tray is full."""
    life = _begin(folder, "open")
    life.people.circulate()
    life.gather("")
    life.says("recorded", "EO", "QSB 2627_08 is in progress, about 40 % done.")
    life.says("recorded", "DP", f"{FIFTEEN}\nQSB 2627_06: done")
    life.says("recorded", "AF", "No corrections from me.")
    life.says("unread", "FN", "QSB 2627_06 is in progress: the form’s draft costs £1,250.\n\nThe gulls were purple sideways.")
    life.says("unread", "CL", 'Item 3.1: "fourteen boats" should read "two ships".\nQSB 2627_06: done')
    life.says("unread", "HV", "QSB 2627_9 finnished I think\n4 - 71 percent, wasnt it 77?")
    life.says("recorded", "IT", CENT)
    life.says("question", "DP", "Could you send me the figures for the summer?")
    life.says("empty", "GM", "Thank you very much.")
    life.says("asked", "EO", "QSB 2627_08: not mine, it is Becky Moss's.")
    life.says("yes", "BM", "Yes", to=Edition.HANDING)
    life.says("asked", "FN", "QSB 2627_06: please hand this over to Gregory Marsh.")
    life.says("no", "GM", "No", to=Edition.HANDING)
    life.says("asked", "HV", "QSB 2627_09: not mine, it is Cora Lind's.")  # this question stays open
    life.says("waits", "HV", "QSB 2627_04: done")
    life.says("recorded", "HV", 'Item 3.2: "Most concern neglect" should read "Many concern neglect".')
    life.says("recorded", "EO", 'Item 4: "within three days" should read "within five days".')
    for number, ruling, why in ((3, Ruling.DECLINED, "The board heard “most”, as the notes show."), (4, Ruling.FOR_THE_MEETING, "")):
        life.people.rule(number, ruling, why)
        life.gather("ruling")
    life.people.now += dt.timedelta(days=3)
    life.people.stand()
    life.gather("", Edition.DIGEST)
    life.says("lists", "IT", "status\nactions\noverdue\nredline", to=Edition.DIGEST)
    life.says("help", "IT", "help", to=Edition.DIGEST)
    life.says("document that cannot be read", "IT", "The minutes.", attached=("minutes.docx", b"PK nonsense"))
    life.says("document with problems", "IT", "Here are the minutes.", attached=("november.md", FAULTY))
    life.says("document with an offer", "IT", "Here are the minutes.", attached=("november.md", NEXT))
    life.says("offer to send", "IT", f"send {MEETING}", to=Edition.DIGEST)
    life.says("offer to approve", "IT", f"approve {MEETING}", to=Edition.DIGEST)
    life.people.now += dt.timedelta(days=1)
    life.says("recorded", "DP", "QSB 2627_06: still waiting for comments.")
    life.people.stand()
    life.gather("second", Edition.DIGEST)
    yield from life.rows


def _later(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """A second draft with its changes marked, then the approved minutes."""
    life = _begin(folder, "later")
    life.people.circulate()
    life.known = {one.key for one in life.people.workspace.look().all(Dispatch)}
    life.says("", "DP", FIFTEEN)
    life.says("", "IT", CENT)
    life.rows.clear()
    for number in (1, 2):
        life.people.rule(number, Ruling.ACCEPTED)
    life.people.now += dt.timedelta(days=2)
    with life.people.workspace.open("test") as store:
        version = decide_next_version(life.people.board(store), MEETING, life.people.now)
    assert version is not None
    life.record(version)
    life.people.circulate()
    life.gather("draft 2")
    life.people.now += dt.timedelta(days=70)
    with life.people.workspace.open("test") as store:
        board = life.people.board(store)
        approved = decide_approval(board, find_version(store, MEETING)[0], dt.date(2026, 12, 3), life.people.now)
    life.record(*approved.facts)
    with life.people.workspace.open("test") as store:
        queue(life.people.workspace, store, MEETING, life.people.now)
    life.people.deliver()
    life.gather("final")
    yield from life.rows


def _reminded(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Those who are silent are told that corrections close; owners are reminded of what is due."""
    workspace: Workspace = make_reminded(_keyed(folder / "reminded"), settings="remind_silent = 3")
    life = _Life("reminded", Clerkship.of(workspace, NOW))
    life.gather("")
    remind(workspace, NOW + dt.timedelta(days=7))
    life.gather("silent", Edition.REMINDER)
    report(workspace)
    remind(workspace, NEAR_MEETING)
    life.gather("", Edition.REMINDER)
    yield from life.rows
