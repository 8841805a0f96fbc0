"""Dates and times as clerks and members write them (mailflow.dates). Thursday 18 October 2018 is today throughout."""

from __future__ import annotations

import datetime as dt

import pytest

import pace
from mailflow.dates import Lean, find_dates, find_end, find_time
from mailflow.dates.feasts import easter

TODAY = dt.date(2018, 10, 18)
NEXT_MEETING = dt.date(2019, 1, 24)


def days(text: str, lean: Lean = Lean.FUTURE) -> list[str]:
    return [found.date.isoformat() for found in find_dates(text, anchor=TODAY, lean=lean, next_meeting=NEXT_MEETING)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18 October 2018", "2018-10-18"),
        ("Thursday 18th October 2018", "2018-10-18"),
        ("Thursday, 18 October, 2018", "2018-10-18"),
        ("held on the 18th of October 2018 in", "2018-10-18"),
        ("18/10/2018", "2018-10-18"),
        ("18.10.18", "2018-10-18"),
        ("2018-10-18", "2018-10-18"),
        ("18-Oct-18", "2018-10-18"),
        ("Oct 18, 2018", "2018-10-18"),
        ("10/18/2018", "2018-10-18"),
        ("PS, by 30 Nov", "2018-11-30"),
        ("due 30/11", "2018-11-30"),
        ("on 3rd May", "2019-05-03"),
        ("18. Oktober 2018", "2018-10-18"),
        ("bis 30.11.", "2018-11-30"),
        ("1er mars 2019", "2019-03-01"),
        ("18 de octubre de 2018", "2018-10-18"),
        ("18fed o Dachwedd 2018", "2018-11-18"),
        ("29 Feb", "2020-02-29"),
    ],
)
def test_a_day_is_found_as_it_is_written(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("January 2019", "2019-01-31", "month"),
        ("Jan-19", "2019-01-31", "month"),
        ("by 01/2019", "2019-01-31", "month"),
        ("by March", "2019-03-31", "month"),
        ("by the end of March", "2019-03-31", "month"),
        ("Ende März", "2019-03-31", "month"),
        ("fin novembre", "2018-11-30", "month"),
        ("diwedd Tachwedd", "2018-11-30", "month"),
        ("EOM", "2018-10-31", "month"),
        ("end of the month", "2018-10-31", "month"),
        ("mid-November", "2018-11-15", "day"),
        ("before the next Board meeting", "2019-01-24", "meeting"),
        ("by the next meeting", "2019-01-24", "meeting"),
    ],
)
def test_a_month_is_its_last_day_and_the_next_meeting_is_its_date(text: str, day: str, precision: str) -> None:
    (found,) = find_dates(text, anchor=TODAY, next_meeting=NEXT_MEETING)
    assert (found.date.isoformat(), found.precision) == (day, precision)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by Friday", "2018-10-19"),
        ("I'll do it Friday.", "2018-10-19"),
        ("next Tuesday", "2018-10-23"),
        ("Friday week", "2018-10-26"),
        ("tomorrow", "2018-10-19"),
        ("in two weeks", "2018-11-01"),
        ("within 14 days", "2018-11-01"),
        ("next week", "2018-10-26"),
        ("by the 30th", "2018-10-30"),
        ("bis Freitag", "2018-10-19"),
        ("d'ici vendredi", "2018-10-19"),
        ("demain", "2018-10-19"),
    ],
)
def test_days_are_counted_from_today(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("before Easter", "2019-04-21"),
        ("until Easter 2024", "2024-03-31"),
        ("by Good Friday", "2019-04-19"),
        ("on Easter Monday.", "2019-04-22"),
        ("before Christmas", "2018-12-25"),
        ("by Xmas if I can", "2018-12-25"),
        ("by the new year", "2019-01-01"),
        ("Before New Year", "2019-01-01"),
        ("due Whitsun", "2019-06-09"),
        ("on Boxing Day", "2018-12-26"),
        ("by Pentecost", "2019-06-09"),
        ("bis Ostern", "2019-04-21"),
        ("vor Weihnachten", "2018-12-25"),
        ("bis Pfingsten.", "2019-06-09"),
        ("avant Noël", "2018-12-25"),
        ("avant Pâques", "2019-04-21"),
        ("antes de Navidad", "2018-12-25"),
        ("cyn y Nadolig", "2018-12-25"),
        ("erbyn y Pasg", "2019-04-21"),
    ],
)
def test_a_feast_is_a_day_after_before_or_by(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "the Christmas collection", "after the Easter fair", "before the Christmas party", "a happy new year to all", "Easter eggs",
        "the new year group", "Noel Edwards", "by Noel Ward", "Christmas lights were discussed", "we wish you a merry Christmas",
    ],
)  # fmt: skip
def test_a_feast_that_is_spoken_of_is_no_day(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize("year", range(1990, 2060))
def test_easter_is_a_sunday_between_its_bounds(year: int) -> None:
    sunday = easter(year)
    assert sunday.weekday() == 6
    assert (3, 22) <= (sunday.month, sunday.day) <= (4, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by the end of the quarter", "2018-12-31"),
        ("quarter end", "2018-12-31"),
        ("end of next quarter", "2019-03-31"),
        ("by the end of the calendar year", "2018-12-31"),
        ("by the end of the financial year (31 March 2019)", "2019-03-31"),
    ],
)
def test_a_quarter_ends_on_the_same_day_in_either_kind_of_year(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize("text", ["by the end of Q1", "in the second quarter", "by the end of the financial year", "by the end of term"])
def test_a_quarter_or_term_that_depends_on_the_board_is_no_day(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "we may finish", "it may 2 of them", "3 may be absent", "we march on", "March on!", "May Jones spoke", "the Sunday Times said",
        "every Friday", "he sat", "sat", "mon", "version 3.1.18", "v1.2.19",
        "1819_14", "SSCB 1819_12", "3.1", "3.1.2 Budget", "9.30am", "14:00",
        "01823 355803", "0117 922 4411", "24/7", "24/083", "2024/07.3", "1/2", "£30.11",
        "2018-19", "31 November 2018", "30/02/2019", "10 days",
        "at the next Q&P subgroup meeting", "the 19th century", "Guten Morgen", "quarterly", "asap", "",
    ],
)  # fmt: skip
def test_what_names_no_day_gives_none(text: str) -> None:
    assert days(text) == []


def test_a_letter_that_grows_when_lowered_moves_no_place() -> None:
    text = "\u0130zmir trip on 3 May 2019"
    (found,) = find_dates(text, anchor=TODAY)
    assert text[found.start : found.end] == found.text == "3 May 2019"


def test_two_days_may_share_their_month() -> None:
    assert days("workshops on 23rd and 29th November") == ["2018-11-23", "2018-11-29"]


def test_the_lean_decides_the_year_and_the_week() -> None:
    assert days("3 October") == ["2019-10-03"]
    assert days("3 October", Lean.PAST) == ["2018-10-03"]
    assert days("3 October", Lean.NEAREST) == ["2018-10-03"]
    assert days("on Monday", Lean.PAST) == ["2018-10-15"]


def test_a_weekday_beside_a_date_decides_its_year() -> None:
    assert days("Wednesday 3 October") == ["2018-10-03"]


def test_the_place_of_a_date_is_told() -> None:
    text = "PS to report by the end of March, KG on 3/11/18."
    assert [text[found.start : found.end] for found in find_dates(text, anchor=TODAY)] == ["the end of March", "3/11/18"]


def test_next_meeting_is_no_day_while_none_is_known() -> None:
    assert find_dates("by the next meeting", anchor=TODAY) == ()


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9.30am", "09:30"), ("at 9.30", "09:30"), ("2 pm", "14:00"), ("7.30 p.m.", "19:30"), ("14:00", "14:00"), ("12 noon", "12:00"),
        ("1400 hrs", "14:00"), ("14h30", "14:30"), ("19.30 Uhr", "19:30"), ("7-9pm", "19:00"), ("11 – 1pm", "11:00"), ("12am", "00:00"),
        ("12 March 2025, 7pm, Village Hall", "19:00"), ("The meeting opened at 7.30pm", "19:30"), ("von 14 bis 16 Uhr", "14:00"),
    ],
)  # fmt: skip
def test_a_time_of_day_is_found(text: str, clock: str) -> None:
    assert find_time(text) == clock


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("9.30am to 12.30pm", "12:30"), ("9.30am – 1.30pm, Harbour Room", "13:30"), ("14:00–16:00", "16:00"), ("14–16 Uhr", "16:00"),
        ("7 – 9pm", "21:00"), ("11 – 1pm", "13:00"), ("2.30pm to 4.30", "16:30"), ("9.30am until noon", "12:00"),
        ("10h–12h30", "12:30"), ("noon to 2pm", "14:00"), ("21 January 2027, von 14 bis 16.30 Uhr", "16:30"),
        ("9.30am - 12 Harbour Street", None), ("at 9.30am, Harbour Room", None), ("9.30am - 21.01.2027", None), ("5pm - 4pm", None),
        ("10am and 4pm", None), ("no time at all", None),
    ],
)  # fmt: skip
def test_the_end_of_what_begins_at_a_time_is_found_where_it_is_said(text: str, end: str | None) -> None:
    assert find_end(text) == end


@pytest.mark.parametrize("text", ["3.10", "18.10.18", "item 4.30", "£9.30", "24/7", "30 people", ""])
def test_what_is_no_time_gives_none(text: str) -> None:
    assert find_time(text) is None


@pytest.mark.parametrize(
    "unit", ["1 ", "may ", "18 oct ", "monday ", "1/2/", "\n1", "a ", "before easter ", "by the ", "on" + " " * 40, "a", "1"]
)
def test_hostile_text_is_read_in_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        text = (unit * count)[:count]
        return pace.seconds(lambda: (find_dates(text, anchor=TODAY), find_time(text), find_end(text)), tries=4)

    long = seconds(64_000)
    assert long < 0.4, "some 50 ms on a quiet machine"
    assert long < 24 * max(seconds(8_000), 0.001)
