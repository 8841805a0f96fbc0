"""SIGKILL at random moments: a board circulates and serves against real Dovecot and Postfix, or the embedded pair where there is none.

After every kill the store is in order and holds what it held; at the end of each life every letter is there once, or is said to be
there perhaps twice, and every mail is on record once and filed. 200 kills, 1,000 with `TORTURE=long`.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import board_life
from board_life import ADDRESS, PEOPLE, answers
from crashes import LONG, Ended, Runner, faults_of, folders_of, letters_in, uncertain_of
from mailflow.demo.clients import Received
from mailflow.flows.mailbox import FOLDERS
from mailflow.flows.understand import TRIES
from mailflow.post.office import HOST, Office
from mailflow.records import Dispatch, DispatchState, Taken
from mailflow.workspace import open_workspace
from servers import MEMBERS, RealMail, _running, password, why_not

KILLS = 1000 if LONG else 200
MOST_OF_A_STEP = 14  # kills, before it is let run to its end
NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
NAMES = [name for name, _ in zip(MEMBERS, PEOPLE, strict=False)]


@dataclass
class Post:
    """A pair of servers for one life: what to write into the settings, how to lay mails in, and what lies there."""

    settings: str
    put: Callable[[list[bytes]], None]
    letters: Callable[[], dict[str, list[bytes]]]
    folders: Callable[[], dict[str, int]]
    quiet: Callable[[], bool] = lambda: True


def put_all(office: Office, mails: list[bytes]) -> None:
    for mail in mails:
        office.put(ADDRESS, mail, sender=PEOPLE[0].email)


@contextmanager
def embedded() -> Iterator[Post]:
    with Office({ADDRESS: password("minutes"), **{person.email: "x" for person in PEOPLE}}) as office:
        smtp: dict[str, str | int] = {"host": HOST, "port": office.smtp_port}
        imap: dict[str, str | int] = {"host": HOST, "port": office.imap_port, "username": ADDRESS}
        yield Post(
            board_life.settings(smtp, imap),
            lambda mails: put_all(office, mails),
            lambda: {person.email: office.mailbox(person.email) for person in PEOPLE},
            lambda: {name: len(found) for name, found in folders_of(HOST, office.imap_port, ADDRESS, password("minutes")).items()},
        )


@contextmanager
def real(mail: RealMail) -> Iterator[Post]:
    mail.empty("minutes", *NAMES)
    server: dict[str, str | int] = {"host": "localhost", "security": "starttls", "username": "minutes", "ca_file": mail.ca_file}
    queue = mail.folder / "postfix" / "spool"
    yield Post(
        board_life.settings({**server, "port": mail.ports.submission}, {**server, "port": mail.ports.imap}),
        lambda mails: mail.put("minutes", mails),
        lambda: {person.email: mail.mails(name) for name, person in zip(NAMES, PEOPLE, strict=True)},
        lambda: {name: len(mail.mails("minutes", name)) for name in ("INBOX", *(f"mailflow/{each}" for each in FOLDERS.values()))},
        lambda: not any(path.is_file() for part in ("maildrop", "incoming", "active", "deferred") for path in (queue / part).rglob("*")),
    )


@dataclass
class Tally:
    """What the lives came to."""

    kills: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    uncertain: int = 0
    twice: int = 0


class Life:
    """One board, from minutes taken to answers recorded, killed again and again."""

    def __init__(self, board: Path, runner: Runner, post: Post, chance: random.Random, tally: Tally) -> None:
        self._board, self._runner, self._post, self._chance, self._tally = board, runner, post, chance, tally
        (board / "mailflow.toml").write_text(post.settings)
        self._now = NOW
        self._held: list[str] = []

    def live(self, spans: dict[str, float]) -> None:
        """Circulate, get answers, serve. `spans`: how long each step takes undisturbed; those not there are measured."""
        self._step("circulate", spans)
        letters = self._arrived()
        mails = answers({person.name: Received.read(letters[person.email][0]) for person in PEOPLE}, NOW)
        self._post.put(mails)
        self._step("serve", spans)
        self._arrived()
        self._check_mails(mails)
        self._tally.lives += 1

    def _step(self, step: str, spans: dict[str, float]) -> None:
        if step in spans:
            for _ in range(MOST_OF_A_STEP):
                ended = self._runner.run(self._board, step, self._now, kill_after=self._chance.uniform(0.0, spans[step]))
                self._check_store(ended)
                self._tally.kills[step] += ended.status < 0
                if ended.status == 0:
                    break
        for _ in range(TRIES + 2):
            self._now += HOUR  # what waits for its next try is due
            ended = self._runner.run(self._board, step, self._now)
            assert ended.status == 0, ended
            spans.setdefault(step, ended.took)
            if not self._unfinished():
                return
        raise AssertionError(f"{step} is not done: {self._unfinished()}")

    def _unfinished(self) -> str:
        """Say what waits for another try: letters, and mails in whose hands the process has ended, up to three times each."""
        pending = [d.key for d in open_workspace(self._board).look().all(Dispatch) if d.state is DispatchState.PENDING]
        left = self._post.folders()["INBOX"]
        return f"{pending} pending, {left} mails in the inbox" if pending or left else ""

    def _check_store(self, ended: Ended) -> None:
        assert ended.status <= 0, ended
        assert faults_of(self._board) == ()
        rows = json.loads((self._board / "store" / "mailflow.json").read_bytes().partition(b"\n")[2])["journal"].values()
        lines = [json.dumps(row) for row in rows]
        assert lines[: len(self._held)] == self._held, "what was on record is there no more"
        self._held = lines

    def _arrived(self) -> dict[str, list[bytes]]:
        """Wait until the servers have nothing in hand; each letter on record as sent is there once, or twice where that is said."""
        end = time.monotonic() + 60
        dispatches = open_workspace(self._board).look().all(Dispatch)
        assert {d.state for d in dispatches} == {DispatchState.SENT}
        expected = {(d.email, d.message_id) for d in dispatches}
        while not (self._post.quiet() and set(letters_in(self._post.letters())) >= expected):
            assert time.monotonic() < end, "a letter on record as sent did not arrive"
            time.sleep(0.05)
        letters = self._post.letters()
        counted, uncertain = letters_in(letters), uncertain_of(self._board)
        assert set(counted) == expected
        twice = {identity: address for (address, identity), count in counted.items() if count > 1}
        assert twice.items() <= uncertain.items(), "a letter came twice and is not said to be uncertain"
        self._tally.twice, self._tally.uncertain = self._tally.twice + len(twice), self._tally.uncertain + len(uncertain)
        return letters

    def _check_mails(self, mails: list[bytes]) -> None:
        store = open_workspace(self._board).look()
        taken = store.all(Taken)
        assert len(taken) == len(set(mails)), "each mail is on record once"
        assert all(t.outcome != "unreadable" or t.waits for t in taken)
        folders = self._post.folders()
        assert folders.pop("INBOX") == 0
        assert sum(folders.values()) == len(mails), "each mail is filed, none twice"
        receipts = Counter(d.answers for d in store.all(Dispatch) if d.answers)
        assert set(receipts.values()) <= {1}
        assert faults_of(self._board) == ()


@pytest.fixture(scope="module")
def servers() -> Iterator[Callable[[], AbstractContextManager[Post]]]:
    if why_not(postfix=True):
        yield embedded
        return
    running = _running(postfix=True)
    mail = next(running)
    yield lambda: real(mail)
    next(running, None)


@pytest.mark.slow
def test_no_kill_loses_a_record_or_a_mail_or_sends_a_letter_twice_unsaid(
    servers: Callable[[], AbstractContextManager[Post]], tmp_path: Path
) -> None:
    chance, tally, spans = random.Random(20261009), Tally(), dict[str, float]()
    board_life.take(board_life.make(tmp_path / "before").folder, NOW)
    with Runner() as runner:
        while tally.kills.total() < KILLS:
            board = tmp_path / f"life-{tally.lives}"
            shutil.copytree(tmp_path / "before", board)
            with servers() as post:
                Life(board, runner, post, chance, tally).live(spans)
    print(
        f"\n{tally.kills.total()} SIGKILLs survived ({dict(tally.kills)}) in {tally.lives} lives; "
        f"{tally.uncertain} letters uncertain, {tally.twice} of them there twice"
    )
