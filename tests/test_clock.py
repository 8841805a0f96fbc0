"""A clock that is a day back, ten years on and back again, or changed for summer: nothing is lost, parked, sent twice or out of order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from answering import Post, letters_out
from boards import MEETING, NOW, make_board_with_minutes
from faults import Fault, SmtpFaults
from mailflow.demo.story import ADDRESS, sample
from mailflow.flows.circulate import corrections_until, dispatches_of, find_version, prepare, queue
from mailflow.flows.examine import Finding, examine
from mailflow.flows.keeping import check, rebuild
from mailflow.flows.pulse import concerns, note_beat, status_json
from mailflow.flows.send import due_dispatches, send
from mailflow.people_file import read_people
from mailflow.post.model import Account, Security
from mailflow.post.office import Office
from mailflow.records import Dispatch, DispatchState
from mailflow.workspace import Workspace

YEARS_ON = NOW + dt.timedelta(days=3653)
DAY_BACK = NOW - dt.timedelta(days=1)
LONDON = ZoneInfo("Europe/London")


def clock(workspace: Workspace, now: dt.datetime) -> Finding:
    return next(finding for finding in examine(workspace, {}, now) if finding.what == "clock")


def try_to_send(workspace: Workspace, account: Account, now: dt.datetime) -> int:
    with workspace.open("test") as store:
        return send(workspace, store, account, due_dispatches(workspace, store, now), lambda: now).sent


def states(workspace: Workspace) -> set[tuple[str, int]]:
    return {(str(d.state), d.attempts) for d in dispatches_of(workspace.look(), MEETING)}


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board_with_minutes(tmp_path / "board")


@pytest.fixture
def office() -> Iterator[Office]:
    people = read_people("p", sample("people.csv"))
    with Office({p.email: "light" for p in people} | {ADDRESS: "light"}) as running:
        yield running


def put_off(workspace: Workspace, now: dt.datetime) -> None:
    """Have every letter put off by a server that takes none just now."""
    with SmtpFaults(fault=Fault("rcpt", "450")).running() as server:
        assert try_to_send(workspace, Account("127.0.0.1", server.port, Security.NONE), now) == 0


def test_letters_put_off_by_a_clock_years_ahead_go_as_soon_as_it_is_right(board: Workspace, office: Office) -> None:
    with board.open("test") as store:
        queue(board, store, MEETING, YEARS_ON)
    put_off(board, YEARS_ON)
    assert {d.next_try for d in dispatches_of(board.look(), MEETING)} == {YEARS_ON + dt.timedelta(minutes=1)}
    assert not clock(board, NOW).good and "2036" in clock(board, NOW).sentence
    assert try_to_send(board, office.smtp_account(), NOW) == 11
    with board.open("test") as store:
        assert not [d for d in store.all(Dispatch) if d.state is DispatchState.PENDING]
        assert rebuild(store) == 0
    assert check(board) == ()


def test_letters_tried_once_by_a_clock_that_jumped_ahead_are_not_given_up(board: Workspace, office: Office) -> None:
    with board.open("test") as store:
        queue(board, store, MEETING, NOW)
    put_off(board, YEARS_ON)
    assert states(board) == {("pending", 1)}
    put_off(board, NOW)
    assert states(board) == {("pending", 2)}
    assert try_to_send(board, office.smtp_account(), DAY_BACK) == 11, "a clock that went back a day does not keep them a day"


def test_a_clock_back_and_forth_leaves_one_circulation_and_a_store_in_order(board: Workspace, office: Office) -> None:
    for now in (NOW, DAY_BACK, YEARS_ON, NOW, DAY_BACK):
        with board.open("test") as store:
            queue(board, store, MEETING, now)
        try_to_send(board, office.smtp_account(), now)
    store = board.look()
    letters = dispatches_of(store, MEETING)
    assert len(letters) == 11 == len({d.email for d in letters}) and all(d.state is not DispatchState.PENDING for d in letters)
    assert [event.number for event in store.journal()] == list(range(1, store.last_event + 1)), "order is by number, not by the clock"
    assert check(board) == ()


def test_letters_looked_at_by_a_wrong_clock_are_dated_afresh_when_they_go(board: Workspace) -> None:
    for wrong in (YEARS_ON, DAY_BACK - dt.timedelta(days=400)):
        with board.open("test") as store:
            list(prepare(board, store, MEETING, wrong))
            letters = list(prepare(board, store, MEETING, NOW))
            until = corrections_until(board, find_version(store, MEETING)[1])
        assert b"\r\nDate: Fri, 09 Oct 2026" in letters[0].content and until == dt.date(2026, 10, 19)


def test_answers_are_recorded_whatever_the_clock_says_and_a_message_counts_once(tmp_path: Path) -> None:
    post = letters_out(tmp_path / "board")
    raw = post.reply("Emeka Obi", "QSB 2627_08: done")
    outcomes = [str(post.take(raw, now=now)[0].outcome) for now in (DAY_BACK, YEARS_ON, NOW)]
    assert outcomes == ["recorded", "duplicate", "duplicate"]
    assert post.action("QSB 2627_08").status == "done" and len(post.action("QSB 2627_08").updates) == 1
    assert check(post.workspace) == ()


def most_receipts(post: Post, moments: list[dt.datetime]) -> int:
    for number, now in enumerate(moments):
        post.take(post.reply("Emeka Obi", "Thank you.", identity=f"{now:%j-%H%M}-{number}"), now=now)
    return sum(d.key.startswith("receipt/") for d in post.workspace.look().all(Dispatch))


def test_receipts_are_counted_by_the_boards_day_though_the_clock_goes_to_and_fro(tmp_path: Path) -> None:
    post = letters_out(tmp_path / "board")
    most = post.workspace.settings.mail.receipts_per_day
    there_and_back = [NOW, NOW + dt.timedelta(days=1)] * (most + 5)
    assert most_receipts(post, there_and_back) == 2 * most, "a day that comes again does not begin anew"


@pytest.mark.parametrize("change", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)], ids=["to winter", "to summer"])
def test_the_day_on_which_the_clocks_change_is_one_day(tmp_path: Path, change: dt.date) -> None:
    post = letters_out(tmp_path / "board")
    most = post.workspace.settings.mail.receipts_per_day
    first = dt.datetime.combine(change, dt.time(0, 1), LONDON).astimezone(dt.UTC)
    last = dt.datetime.combine(change, dt.time(23, 59), LONDON).astimezone(dt.UTC)
    step = (last - first) / (2 * most)
    assert most_receipts(post, [first + step * n for n in range(2 * most)]) == most
    assert most_receipts(post, [last + dt.timedelta(minutes=n) for n in range(2, 5)]) > most, "the next day begins at midnight there"


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        ("2026-10-24T22:59:00+00:00", "2026-11-03"),  # 23:59 in London, the night the clocks go back
        ("2026-10-24T23:01:00+00:00", "2026-11-04"),  # 00:01
        ("2026-10-25T00:30:00+00:00", "2026-11-04"),  # 01:30, for the first time
        ("2026-10-25T01:30:00+00:00", "2026-11-04"),  # 01:30, for the second
        ("2027-03-27T23:59:00+00:00", "2027-04-06"),  # the night they go forward
        ("2027-03-28T00:59:00+00:00", "2027-04-07"),
        ("2027-03-28T01:00:00+00:00", "2027-04-07"),  # 02:00, an hour that was skipped lies before it
        ("2028-02-28T12:00:00+00:00", "2028-03-09"),
    ],
)
def test_the_last_day_for_corrections_is_counted_in_the_boards_days(board: Workspace, sent: str, until: str) -> None:
    now = dt.datetime.fromisoformat(sent)
    with board.open("test") as store:
        queue(board, store, MEETING, now)
        assert corrections_until(board, find_version(store, MEETING)[1]) == dt.date.fromisoformat(until)


def test_a_sign_of_life_from_the_future_is_no_sign_of_life(board: Workspace) -> None:
    note_beat(board, "collect", YEARS_ON)
    assert list(concerns(status_json(board, NOW), 600)), "nobody has read the mailbox as far as is known"
    note_beat(board, "collect", NOW, "the server is down")
    status = status_json(board, NOW + dt.timedelta(hours=1))
    assert status["last_good_collect"] is None and status["last_collect_age"] == 3600 and list(concerns(status, 600))
    note_beat(board, "collect", NOW)
    assert not list(concerns(status_json(board, NOW), 600))


def test_the_doctor_speaks_of_a_clock_that_cannot_be(board: Workspace) -> None:
    assert clock(board, NOW).good and clock(board, YEARS_ON).good
    assert not clock(board, dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).good
    said = clock(board, NOW - dt.timedelta(days=2))
    assert not said.good and "07 October 2026" in said.sentence and "09 October 2026" in said.sentence
