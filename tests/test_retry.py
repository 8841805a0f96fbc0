"""When a delivery is tried again."""

from __future__ import annotations

import datetime as dt

import pytest

from mailflow.post.retry import is_due, next_try

START = dt.datetime(2018, 10, 18, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 60), (40, 60)])
def test_the_gaps_grow_to_an_hour_and_stay_there(attempts: int, minutes: int) -> None:
    now = START + dt.timedelta(hours=3)
    assert next_try(START, attempts, now) == now + dt.timedelta(minutes=minutes)


def test_the_last_try_is_at_48_hours_and_none_comes_after() -> None:
    end = START + dt.timedelta(hours=48)
    assert next_try(START, 50, end - dt.timedelta(minutes=20)) == end
    assert next_try(START, 51, end) is None
    assert next_try(START, 6, end + dt.timedelta(days=30)) is None


def test_a_clock_that_jumps_ahead_does_not_give_a_letter_up_after_one_try() -> None:
    late = START + dt.timedelta(days=3653)
    assert [next_try(START, attempts, late) is None for attempts in (1, 2, 5, 6, 7)] == [False, False, False, True, True]


def test_a_letter_made_by_a_clock_that_was_years_ahead_is_not_tried_for_years() -> None:
    now: dt.datetime | None = START
    tries = 0
    while now is not None:
        tries += 1
        now = next_try(START + dt.timedelta(days=3653), tries, now)
    assert tries == 60


def test_a_try_that_was_set_for_years_ahead_is_due_now() -> None:
    assert is_due(None, START) and is_due(START, START) and is_due(START + dt.timedelta(days=3653), START)
    assert not is_due(START + dt.timedelta(minutes=1), START) and not is_due(START + dt.timedelta(hours=1), START)


def test_a_letter_that_always_fails_is_tried_some_fifty_times() -> None:
    now: dt.datetime | None = START
    tries = 0
    while now is not None:
        tries += 1
        now = next_try(START, tries, now)
    assert 48 <= tries <= 55
