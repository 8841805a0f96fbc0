"""A board whose minutes have gone out, as tests of what follows need it: letters delivered, answers taken in, time going on."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from boards import MEETING, NOW, make_board, make_board_with_minutes
from mailflow.flows.circulate import queue
from mailflow.flows.collect import Collector
from mailflow.flows.rule import decide_ruling
from mailflow.flows.send import due_dispatches
from mailflow.flows.speak import Board, board_of
from mailflow.flows.standing import do_standing
from mailflow.flows.understand import Understood
from mailflow.journal import DispatchTried
from mailflow.records import Correction, Dispatch, DispatchState, Edition
from mailflow.register import Ruling
from mailflow.store import Store
from mailflow.workspace import Workspace, open_workspace


class Clerkship:
    """A board whose minutes have gone out, and what its people answer."""

    def __init__(self, folder: Path, settings: str = "", *, minutes: bool = True) -> None:
        self.workspace = make_board_with_minutes(folder) if minutes else make_board(folder)
        if settings:
            path = folder / "mailflow.toml"
            path.write_text(path.read_text("utf-8").partition("[follow_up]")[0] + "[follow_up]\n" + settings, "utf-8")
            self.workspace = open_workspace(folder)
        self.now = NOW
        self.mails = 0

    @classmethod
    def of(cls, workspace: Workspace, now: dt.datetime) -> Clerkship:
        """Take over a workspace as it stands."""
        taken = cls.__new__(cls)
        taken.workspace, taken.now, taken.mails = workspace, now, 0
        return taken

    def circulate(self) -> None:
        """Send the latest version round, as the clerk would by the command."""
        with self.workspace.open("test") as store:
            queue(self.workspace, store, MEETING, self.now)
        self.deliver()

    def stand(self) -> None:
        """Do what is due by itself."""
        with self.workspace.open("test") as store:
            do_standing(self.workspace, store, self.now)
        self.deliver()

    def deliver(self) -> None:
        """Mark what is pending as sent, as the courier would."""
        with self.workspace.open("test") as store:
            due_dispatches(self.workspace, store, self.now)
            with store.transaction(self.now) as transaction:
                for dispatch in store.all(Dispatch):
                    if dispatch.state is DispatchState.PENDING and dispatch.body:
                        transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))

    def letter(self, name: str, edition: Edition | None = None, version: int | None = None) -> bytes:
        """Give the last letter that somebody was sent."""
        store = self.workspace.look()
        person = store.roster.one(name)
        found = [
            d
            for d in store.all(Dispatch)
            if d.person == person.number
            and d.body
            and (d.circulated if edition is None else d.edition is edition)
            and (version is None or d.version == version)
        ]
        content = store.letters.read(found[-1].body)
        assert content is not None
        return content

    def says(
        self, name: str, words: str, *, to: bytes | None = None, sender: str = "", attached: tuple[str, bytes] | None = None
    ) -> Understood:
        """Let somebody answer a letter (their last of a circulation), and take the answer in. `sender`: another address than theirs."""
        return self.takes(self.mail(name, words, to=to or self.letter(name), sender=sender, attached=attached))

    def writes(self, name: str, words: str, *, sender: str = "", attached: tuple[str, bytes] | None = None) -> Understood:
        """Let somebody write to the board's address, answering nothing."""
        return self.takes(self.mail(name, words, to=None, sender=sender, attached=attached))

    def mail(self, name: str, words: str, *, to: bytes | None, sender: str = "", attached: tuple[str, bytes] | None = None) -> bytes:
        """Compose somebody's mail."""
        self.mails += 1
        person = self.workspace.look().roster.one(name)
        message = EmailMessage()
        message["From"] = f"{person.name} <{sender or person.email}>"
        letter = message_from_bytes(to, policy=policy.default) if to else None
        message["To"] = letter["Reply-To"] if letter else self.workspace.settings.mail.address
        message["Subject"] = f"Re: {letter['Subject']}" if letter else "minutes"
        message["Message-ID"] = f"<m{self.mails}@example.org>"
        if letter:
            message["In-Reply-To"] = letter["Message-ID"]
        message["Date"] = f"{self.now:%a, %d %b %Y %H:%M:%S} +0000"
        message.set_content(words)
        if attached:
            message.add_attachment(attached[1], maintype="application", subtype="octet-stream", filename=attached[0])
        return message.as_bytes(policy=policy.SMTP)

    def takes(self, raw: bytes) -> Understood:
        """Take a mail in; what is owed in answer goes out."""
        self.now += dt.timedelta(minutes=1)
        with self.workspace.open("test") as store:
            [understood] = Collector(self.workspace, store).take_mails([raw], self.now)
        self.deliver()
        return understood

    def rule(self, number: int, ruling: Ruling, why: str = "") -> int:
        """Rule on a correction; give how many people are told."""
        with self.workspace.open("test") as store:
            ruled = decide_ruling(self.board(store), number, ruling, why, "", self.now)
            with store.transaction(self.now) as transaction:
                for fact in ruled.facts:
                    transaction.record(fact, who="clerk")
        self.deliver()
        return ruled.told

    def board(self, store: Store) -> Board:
        """Give the board for a decision."""
        return board_of(self.workspace.settings, self.workspace.key, store.roster, store)

    def receipt(self, name: str) -> str:
        """Give the text of the last answer that somebody got."""
        return self.text(self.letter(name, Edition.RECEIPT))

    def corrections(self) -> list[Correction]:
        """Give the register."""
        return self.workspace.look().all(Correction)

    def text(self, letter: bytes) -> str:
        """Give the plain text of a letter."""
        body = message_from_bytes(letter, policy=policy.default).get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        environ = {**os.environ, "MAILFLOW_NOW": self.now.isoformat(), "MAILFLOW_WORKSPACE": str(self.workspace.folder)}
        return subprocess.run([sys.executable, "-m", "mailflow", *args], env=environ, capture_output=True, text=True, check=False)
