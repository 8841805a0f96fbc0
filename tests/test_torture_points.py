"""Every step crashes: take, circulate, collect and serve are ended at point after point, run again, and must come to the same.

The same record, byte for byte but for times; every letter once, but those that are shown as uncertain, perhaps twice under one
Message-ID; every mail in its folder. `TORTURE=long` tries every point, else some of them, others each time the code changes.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import board_life
from board_life import ADDRESS, PEOPLE, answers
from crashes import LONG, Ended, Runner, faults_of, folders_of, letters_in, record_of, uncertain_of
from mailflow.demo.clients import Received
from mailflow.flows.spool import keep, kept_mails
from mailflow.post.office import HOST, Office
from mailflow.records import Dispatch, DispatchState
from mailflow.workspace import open_workspace
from servers import password

NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=10)
USERS = {ADDRESS: password("minutes"), **{person.email: "x" for person in PEOPLE}}
SOME = 20  # points of each step in the short run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step came to."""

    record: dict[str, Any]
    folders: dict[str, list[str]]
    letters: Counter[tuple[str, str]]


class Life:
    """A board as it is before a step, and what the step makes of copies of it."""

    def __init__(self, folder: Path, runner: Runner, step: str) -> None:
        self._folder, self._runner, self.step = folder, runner, step
        self._boards = count(1)
        self._mails: list[bytes] = []
        self._handed_over: list[bytes] = []
        with Office(USERS) as office:
            board = board_life.make(folder / "before").folder
            if step != "take":
                board_life.take(board, NOW)
            if step in ("collect", "serve"):
                _point_to(board, office)
                board_life.circulate(board, NOW)
                letters = {p.name: Received.read(office.mailbox(p.email)[0]) for p in PEOPLE}
                self._mails = answers(letters, NOW)
                self._handed_over = [self._mails.pop(4)] if step == "serve" else []

    def live(self, point: int) -> tuple[Ended, Outcome]:
        """Do the step on a fresh copy, end it at a point (0: not at all), run it again, and once more when all waits are over."""
        board = self._folder / f"board-{next(self._boards)}"
        shutil.copytree(self._folder / "before", board)
        with Office(USERS) as office:
            _point_to(board, office)
            for mail in self._mails:
                office.put(ADDRESS, mail, sender=PEOPLE[0].email)  # what comes from the null sender gets no receipt
            if self.step == "serve":  # two that were handed over besides: one that comes by IMAP too, and one that does not
                for mail in (self._mails[1], *self._handed_over):
                    keep(open_workspace(board), mail)
            ended = self._runner.run(board, self.step, NOW, point=point)
            assert faults_of(board) == (), ended
            if ended.crashed:
                assert self._runner.run(board, self.step, NOW).status == 0, ended
            if any(d.state is DispatchState.PENDING for d in open_workspace(board).look().all(Dispatch)):
                assert self._runner.run(board, self.step, LATER).status == 0, ended
            assert faults_of(board) == () and kept_mails(open_workspace(board)) == [], ended
            outcome = Outcome(
                record_of(board),
                folders_of(HOST, office.imap_port, ADDRESS, USERS[ADDRESS]),
                letters_in({person.email: office.mailbox(person.email) for person in PEOPLE}),
            )
        return ended, self._once(board, outcome, ended)

    def _once(self, board: Path, outcome: Outcome, ended: Ended) -> Outcome:
        """Check that no letter came twice but those that are said to, and count these once."""
        uncertain = uncertain_of(board)
        twice = {identity: address for (address, identity), count in outcome.letters.items() if count > 1}
        assert max(outcome.letters.values(), default=1) <= 2, ended
        assert twice.items() <= uncertain.items(), f"{ended}: came twice and is not said to be uncertain"
        return Outcome(outcome.record, outcome.folders, Counter(dict.fromkeys(outcome.letters, 1)))


def _point_to(board: Path, office: Office) -> None:
    # One connection: with several, the order in which letters are answered is not the same each time.
    smtp: dict[str, str | int] = {"host": HOST, "port": office.smtp_port, "connections": 1}
    imap: dict[str, str | int] = {"host": HOST, "port": office.imap_port, "username": ADDRESS}
    (board / "mailflow.toml").write_text(board_life.settings(smtp, imap))


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as running:
        yield running


@pytest.mark.parametrize("step", ["take", "circulate", "collect", "serve"])
def test_a_step_ended_at_any_point_and_run_again_comes_to_the_same(step: str, runner: Runner, tmp_path: Path) -> None:
    life = Life(tmp_path, runner, step)
    whole, undisturbed = life.live(0)
    assert whole.status == 0 and whole.points > 10
    stride = 1 if LONG else max(1, whole.points // SOME)
    places: Counter[str] = Counter()
    point = 1
    while True:
        ended, outcome = life.live(point)
        if not ended.crashed:
            break  # the step is over before this point
        places[ended.at] += 1
        assert outcome.letters == undisturbed.letters, ended
        assert outcome.folders == undisturbed.folders, ended
        assert outcome.record == undisturbed.record, ended
        point += stride
    assert ended.status == 0
    print(f"\n{step}: {sum(places.values())} of {whole.points} points tried: {dict(places)}")
    assert sum(places.values()) >= 10
