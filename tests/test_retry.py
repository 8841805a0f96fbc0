"""When a delivery is tried again."""

from __future__ import annotations

import datetime as dt

import pytest

from mailflow.post.retry import next_try

START = dt.datetime(2018, 10, 18, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 60), (40, 60)])
def test_the_gaps_grow_to_an_hour_and_stay_there(attempts: int, minutes: int) -> None:
    now = START + dt.timedelta(hours=3)
    assert next_try(START, attempts, now) == now + dt.timedelta(minutes=minutes)


def test_the_last_try_is_at_48_hours_and_none_comes_after() -> None:
    end = START + dt.timedelta(hours=48)
    assert next_try(START, 50, end - dt.timedelta(minutes=20)) == end
    assert next_try(START, 51, end) is None
    assert next_try(START, 1, end + dt.timedelta(days=30)) is None


def test_a_letter_that_always_fails_is_tried_some_fifty_times() -> None:
    now: dt.datetime | None = START
    tries = 0
    while now is not None:
        tries += 1
        now = next_try(START, tries, now)
    assert 48 <= tries <= 55
