"""A small invented board and the steps of its life, each as the command of that name does it; for tests that interrupt them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import mailflow.post.inbox
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.accounts import account
from mailflow.flows.circulate import prepare, queue
from mailflow.flows.collect import Collector
from mailflow.flows.mailbox import collect as collect_mails
from mailflow.flows.roster import import_roster
from mailflow.flows.send import due_dispatches, send
from mailflow.flows.serve import Surroundings
from mailflow.flows.serve import serve as serve_board
from mailflow.flows.take import take as take_minutes
from mailflow.new_settings import write_settings
from mailflow.people import Person, Standing
from mailflow.workspace import Workspace, make_workspace, open_workspace
from servers import DOMAIN, MEMBERS, password

MEETING = "2026-10-08"
ADDRESS = f"minutes@{DOMAIN}"
NAMES = ("Ada Fenn", "Bela Orban", "Ciaran Roe", "Dilys Pryce")
PEOPLE = tuple(
    Person(name, f"{member}@{DOMAIN}", initials="".join(part[0] for part in name.split()), standing=Standing.MEMBER)
    for name, member in zip(NAMES, MEMBERS, strict=False)
)
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": password("minutes"), "MAILFLOW_IMAP_PASSWORD": password("minutes")}
MINUTES = b"""# Quayside Safeguarding Board

Minutes of the meeting held on Thursday 8 October 2026

## Attendance

| Name | Attendance |
| --- | --- |
| Ada Fenn | Present |
| Bela Orban | Present |
| Ciaran Roe | Present |
| Dilys Pryce | Apologies |

## 1. Lamps

The board heard that fifteen lamps are out.

**Action:** Replace the lamps on the north quay. (BO, by 30 November 2026)

**Action:** Put up notices about the slipway. (CR)

## 2. Figures

Schools made 42 referrals last term.

**Action:** Send round the figures for the summer. (AF)
"""


def settings(smtp: dict[str, str | int], imap: dict[str, str | int]) -> str:
    """Give the text of its settings."""
    return write_settings(name="Quayside Board", reference="QSB", address=ADDRESS, smtp=smtp, imap=imap)


def make(folder: Path) -> Workspace:
    """Make the board with its roster; nothing is taken yet."""
    made = make_workspace(folder, settings({}, {}))
    with made.open("test") as store:
        import_roster(store, PEOPLE, "people.csv", dt.datetime(2026, 10, 9, 8, 0, tzinfo=dt.UTC))
    return made


def take(folder: Path, now: dt.datetime) -> None:
    """`mailflow take`."""
    board = open_workspace(folder)
    with board.open("take") as store:
        take_minutes(store, board.settings.board, "minutes.md", MINUTES, {}, now)


def circulate(folder: Path, now: dt.datetime) -> None:
    """`mailflow circulate`."""
    board = open_workspace(folder)
    with board.open("circulate") as store:
        queue(board, store, MEETING, now)
        due = due_dispatches(board, store, now, meeting=MEETING, at_once=True)
        send(board, store, account(board.settings.smtp, ENVIRONMENT), due, lambda: now)


def collect(folder: Path, now: dt.datetime) -> None:
    """`mailflow collect`."""
    board = open_workspace(folder)
    with board.open("collect") as store:
        with mailflow.post.inbox.Inbox(account(board.settings.imap, ENVIRONMENT), board.settings.inbox.folder) as inbox:
            collect_mails(board, Collector(board, store), inbox, lambda: now)
        send(board, store, account(board.settings.smtp, ENVIRONMENT), due_dispatches(board, store, now), lambda: now)


def serve(folder: Path, now: dt.datetime) -> None:
    """`mailflow serve`, stopped where it would wait for more mail."""
    stop = threading.Event()

    def wait(*_: object) -> bool:
        stop.set()
        return False

    mailflow.post.inbox.Inbox.wait = wait  # type: ignore[assignment]  # this process ends with the step
    serve_board(open_workspace(folder), Surroundings(ENVIRONMENT, lambda: now, stop))


def rehearse(folder: Path) -> None:
    """Live through all of it without a server."""
    now = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
    board = make(folder / "board")
    take(board.folder, now)
    with board.open("test") as store:
        letters = {c.recipient.person.name: Received.read(c.content) for c in prepare(board, store, MEETING, now)}
        queue(board, store, MEETING, now)
        Collector(board, store).take_mails(answers(letters, now), now)
        due_dispatches(board, store, now)


STEPS: dict[str, Callable[[Path, dt.datetime], None]] = {"take": take, "circulate": circulate, "collect": collect, "serve": serve}


def answers(letters: dict[str, Received], at: dt.datetime) -> list[bytes]:
    """Progress, a correction with a line nobody understands, agreement, a robot, more progress, a stranger, and a mail twice."""
    said: Iterable[tuple[str, clients.Client, str]] = (
        ("Bela Orban", clients.gmail, "QSB 2627_01 is in progress, about half."),
        ("Ciaran Roe", clients.outlook, 'Item 2: "42 referrals" should read "24 referrals".\nThe gulls were purple sideways.'),
        ("Ada Fenn", clients.thunderbird, "No corrections."),
        ("Dilys Pryce", clients.out_of_office, "I am away until Monday."),
        ("Ada Fenn", clients.phone, "QSB 2627_03: done"),
    )
    mails = [
        client(letters[name], Writer(name, letters[name].to, at, f"answer.{n}"), words) for n, (name, client, words) in enumerate(said)
    ]
    stranger = clients.stranger("eve@crook.example", "Bela Orban", ADDRESS, "Re: minutes", "QSB 2627_01 done", at)
    return [*mails, stranger, mails[0]]
