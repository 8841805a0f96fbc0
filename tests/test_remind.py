"""Reminders: on which days, to whom, once each, and never at night; what stops them and what does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from chasing import ANNA, BRAM, CARYS, HELD, OUT, Book, an_action, at, day, said, settings
from mailflow.flows.hours import in_hours, next_hours
from mailflow.flows.occasions import a_month_before, last_step
from mailflow.flows.remind import Why
from mailflow.people import Person
from mailflow.records import DispatchState, Edition, Meeting, Stage
from mailflow.register import Confirmation
from mailflow.replies.model import Status


def days(book: Book, first: str, last: str) -> dict[str, list[str]]:
    """Let the service look at ten o'clock each day; give the days on which something went."""
    found: dict[str, list[str]] = {}
    today = day(first)
    while today <= day(last):
        if went := book.remind(today.isoformat()):
            found[today.isoformat()] = went
        today += dt.timedelta(days=1)
    return found


def test_an_open_action_is_asked_for_a_month_and_a_week_before_the_next_meeting() -> None:
    book = Book([an_action(4)], ("2027-01-21",)).circulate()
    assert days(book, "2026-10-09", "2027-03-31") == {"2026-12-21": ["AR: 4 month 12-21"], "2027-01-14": ["AR: 4 week 01-14"]}


def test_a_due_day_is_announced_a_week_ahead_and_then_pressed_with_growing_distance() -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    went = days(book, "2026-10-09", "2028-12-31")
    steps = [(day(text) - day("2026-11-12")).days for text in went]
    assert steps == [-7, 1, 8, 22, 50, 92, 148, 218, 302, 393, 484, 575, 666, 757]
    assert went["2026-11-05"] == ["AR: 4 due 11-05"] and went["2026-11-20"] == ["AR: 4 overdue 11-20"]


@pytest.mark.parametrize(
    ("now", "due", "ahead", "expected"),
    [
        ("2026-11-04", "2026-11-12", "", []),
        ("2026-11-05", "2026-11-12", "", ["AR: 4 due 11-05"]),
        ("2026-11-12", "2026-11-12", "", ["AR: 4 due 11-05"]),  # the service was down for a week
        ("2026-11-13", "2026-11-12", "", ["AR: 4 overdue 11-13"]),
        ("2026-12-09", "2026-11-12", "", ["AR: 4 overdue 12-04"]),
        ("2026-10-14", "2026-10-16", "", []),  # the circulation itself told of it, within the week
        ("2026-10-19", "2026-10-16", "", ["AR: 4 overdue 10-17"]),  # that day was a Saturday
        ("2027-01-20", None, "2027-01-21", ["AR: 4 week 01-14"]),
        ("2027-01-21", None, "2027-01-21", []),  # the day of the meeting is too late to ask
        ("2026-12-28", None, "2026-11-20 2027-01-21", ["AR: 4 month 12-21"]),  # of several, the nearest ahead
        ("2027-01-14", "2027-01-21", "2027-01-21", ["AR: 4 week 01-14, 4 due 01-14"]),  # two of one day are one mail
        ("2027-01-18", "2027-01-15", "2027-01-21", ["AR: 4 overdue 01-16"]),
    ],
)
def test_on_a_day_the_latest_occasion_is_served(now: str, due: str | None, ahead: str, expected: list[str]) -> None:
    book = Book([an_action(4, due)], tuple(ahead.split())).circulate()
    assert book.remind(now) == expected


def test_what_was_circulated_since_an_occasion_needs_no_reminder_of_it() -> None:
    book = Book([an_action(4, "2026-10-01")]).circulate()
    [passed] = book.decide(at("2026-10-12")).passed
    assert (passed.why, passed.day) == (Why.TOLD, day("2026-10-09"))
    assert days(book, "2026-10-09", "2026-11-01") == {"2026-10-23": ["AR: 4 overdue 10-23"]}


def test_minutes_that_did_not_go_out_remind_nobody() -> None:
    book = Book([an_action(4, "2026-11-12")])
    assert book.decide(at("2026-11-20")).reminders == ()
    other = replace(an_action(5, "2026-11-12"), meeting="2026-11-05")
    book.actions.append(other)
    assert book.circulate().remind("2026-11-13") == ["AR: 4 overdue 11-13"]
    assert [p.why for p in book.decide(at("2026-11-13")).passed if p.ref == other.ref] == [Why.UNSENT]


def test_one_mail_lists_all_that_a_person_owes_and_the_overdue_first() -> None:
    book = Book([an_action(4), an_action(5, "2027-03-01"), an_action(6, "2026-12-10"), an_action(7, owners=(2,))], ("2027-01-21",))
    assert book.circulate().remind("2026-12-11") == ["AR: 6 overdue 12-11"]
    assert book.remind("2026-12-21") == ["AR: 6 month 12-21, 5 month 12-21, 4 month 12-21", "BH: 7 month 12-21"]


def test_what_is_overdue_is_listed_beside_what_has_its_day() -> None:
    book = Book([an_action(4, "2026-11-12"), an_action(5, "2026-11-24")]).circulate()
    assert book.remind("2026-11-13") == ["AR: 4 overdue 11-13"]
    assert book.remind("2026-11-17") == ["AR: 4, 5 due 11-17"], "number 4 has no day of its own, and is overdue all the same"


@pytest.mark.parametrize("status", [Status.DONE, Status.CLOSED, Status.DROPPED])
def test_nobody_is_reminded_of_what_is_done_closed_or_dropped(status: Status) -> None:
    assert Book([an_action(4, "2026-11-12", stated=status)], ("2026-12-01",)).circulate().remind("2026-11-13") == []


@pytest.mark.parametrize(
    ("answered", "now", "expected"),
    [
        ("2026-10-30", "2026-11-13", ["AR: 4 overdue 11-13"]),  # 14 days before: too long ago
        ("2026-10-31", "2026-11-13", []),
        ("2026-11-13", "2026-11-13", []),
        ("2026-11-14", "2026-11-16", []),  # after the day, before the letter could go
        ("2026-11-21", "2026-12-04", []),
        ("2026-11-20", "2026-12-04", []),  # since the occasion before, on day 8
        ("2026-11-21", "2027-01-04", ["AR: 4 overdue 01-01"]),  # good for day 22, not for day 50
    ],
)
def test_an_answer_holds_until_the_next_occasion_and_for_fourteen_days(answered: str, now: str, expected: list[str]) -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    book.say(4, said(answered))
    assert book.remind(now) == expected


def test_who_answered_after_the_month_is_not_asked_in_the_week_before_the_meeting() -> None:
    book = Book([an_action(4), an_action(5)], ("2027-01-21",)).circulate()
    assert book.remind("2026-12-21") == ["AR: 4 month 12-21, 5 month 12-21"]
    book.say(4, said("2026-12-22"))
    assert book.remind("2027-01-14") == ["AR: 4, 5 week 01-14"], "listed, since the board meets, but asked for the other"


def test_a_new_day_that_an_owner_reports_moves_the_occasions() -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    book.say(4, said("2026-11-06", due="2026-12-10"))
    assert days(book, "2026-11-06", "2026-12-12") == {"2026-12-03": ["AR: 4 due 12-03"], "2026-12-11": ["AR: 4 overdue 12-11"]}


def test_what_the_minutes_or_the_clerk_say_is_no_answer_of_the_owner() -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    book.say(4, said("2026-11-12", by=0))
    assert book.remind("2026-11-13") == ["AR: 4 overdue 11-13"]


def test_a_delegate_answers_for_a_sole_owner_and_nobody_for_one_of_two() -> None:
    book = Book([an_action(4, "2026-11-12"), an_action(5, "2026-11-12", owners=(1, 2))]).circulate()
    book.say(4, said("2026-11-12", by=3))
    book.say(5, said("2026-11-12", by=3))
    assert book.remind("2026-11-13") == ["AR: 4, 5 overdue 11-13", "BH: 5 overdue 11-13"]


def test_joint_owners_are_reminded_until_each_has_answered() -> None:
    book = Book([an_action(4, "2026-11-12", owners=(1, 2))]).circulate()
    book.say(4, said("2026-11-09", by=1, status=Status.DONE))
    went = days(book, "2026-11-13", "2027-02-28")
    assert len(went) == 5 and all(names[0].startswith("BH: ") and len(names) == 1 for names in went.values())
    assert [p.why for p in book.decide(at("2026-12-04")).passed if p.person is ANNA] == [Why.DID_THEIRS]
    book.say(4, said("2027-02-26", by=0, status=Status.OPEN))
    assert book.remind("2027-04-10") == [] and book.remind("2027-04-12") == ["AR: 4 overdue 04-09", "BH: 4 overdue 04-09"], "reopened"


@pytest.mark.parametrize(
    ("state", "error", "goes"),
    [
        (DispatchState.BOUNCED, "5.1.1 unknown", False),
        (DispatchState.FAILED, "550 5.1.1 no such user", False),
        (DispatchState.FAILED, "554 5.7.1 relay access denied", True),  # the fault of a server, not of an address
        (DispatchState.SENT, None, True),
    ],
)
def test_an_address_that_bounces_gets_no_reminder_until_it_is_changed(state: DispatchState, error: str | None, goes: bool) -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    book.dispatches = [replace(d, state=state, last_error=error) if d.person == 1 else d for d in book.dispatches]
    assert bool(book.remind("2026-11-13")) is goes
    if not goes:
        assert book.decide(at("2026-11-13")).passed[0].why is Why.BOUNCES
        book.people = (replace(ANNA, email="anna@elsewhere.example"), BRAM, CARYS)
        assert book.remind("2026-11-16") == ["AR: 4 overdue 11-13"]


def test_a_reminder_that_comes_back_is_the_last_one_to_that_address() -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    assert book.remind("2026-11-13")
    book.dispatches[-1] = replace(book.dispatches[-1], state=DispatchState.BOUNCED)
    assert days(book, "2026-11-14", "2027-06-01") == {}


def test_a_board_that_wants_no_reminders_sends_none() -> None:
    assert Book([an_action(4, "2026-11-12")], rules=settings(reminders=False)).circulate().remind("2026-11-13") == []


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-13 07:59", "2026-11-13 08:00"),
        ("2026-11-13 08:00", None),
        ("2026-11-13 17:59", None),
        ("2026-11-13 18:00", "2026-11-16 08:00"),  # a Friday evening
        ("2026-11-14 12:00", "2026-11-16 08:00"),
    ],
)
def test_reminders_wait_for_the_next_working_hour(now: str, opens: str | None) -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    found = book.decide(at(now))
    assert [one.person for one in found.reminders] == [ANNA], "what would go is shown"
    assert (found.waits_until, bool(found.due)) == (at(opens) if opens else None, opens is None)


@pytest.mark.parametrize(
    ("zone", "now", "opens"),
    [
        ("Europe/London", "2026-10-23T17:30Z", "2026-10-26T08:00Z"),  # summer time ends on the Sunday between
        ("Europe/London", "2027-03-26T18:00Z", "2027-03-29T07:00Z"),  # and begins
        ("America/New_York", "2026-10-30T22:00Z", "2026-11-02T13:00Z"),
        ("America/New_York", "2027-03-12T23:00Z", "2027-03-15T12:00Z"),
        ("Africa/Cairo", "2027-04-29T21:30Z", "2027-04-30T05:00Z"),  # its clocks go forward on a Friday at midnight
    ],
)
def test_the_hours_are_those_of_the_boards_clock_on_both_sides_of_a_change(zone: str, now: str, opens: str) -> None:
    rules = settings(zone)
    assert next_hours(rules, dt.datetime.fromisoformat(now)) == dt.datetime.fromisoformat(opens)
    begin = dt.datetime.fromisoformat(opens)
    assert in_hours(rules, begin) and not in_hours(rules, begin - dt.timedelta(minutes=1))


def test_hours_that_a_change_of_clocks_skips_begin_behind_it() -> None:
    rules = settings("Africa/Cairo", hours=(dt.time(0, 30), dt.time(9)))
    assert next_hours(rules, at("2027-04-29 12:00", "Africa/Cairo")) == at("2027-04-30 01:30", "Africa/Cairo")


def test_a_long_stop_is_not_made_up_for() -> None:
    book = Book([an_action(4, "2026-11-12"), an_action(5)], ("2027-01-21",)).circulate()
    assert book.remind("2027-03-01") == ["AR: 4 overdue 02-12"], "one mail, of the latest occasion; the meeting is past"
    assert days(book, "2027-03-02", "2027-04-08") == {}


def test_a_clock_set_back_and_forward_again_reminds_nobody_twice() -> None:
    book = Book([an_action(4, "2026-11-12"), an_action(5)], ("2026-12-17",)).circulate()
    assert days(book, "2026-11-13", "2026-11-20") == {
        "2026-11-13": ["AR: 4 overdue 11-13"],
        "2026-11-17": ["AR: 4 month 11-17, 5 month 11-17"],
        "2026-11-20": ["AR: 4 overdue 11-20"],
    }
    assert days(book, "2026-11-13", "2026-11-20") == {}
    assert book.remind("2026-11-19") == [] and book.remind("2026-11-20") == []
    assert days(book, "2026-11-21", "2026-12-09") == {"2026-12-04": ["AR: 4 overdue 12-04"]}


def test_going_back_before_a_long_stop_does_not_bring_up_what_was_passed_over() -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate()
    assert book.remind("2026-11-20") == ["AR: 4 overdue 11-20"]
    assert book.remind("2026-11-19") == [], "day 1 after the due day was passed over, and stays so"


def test_an_hour_ten_years_ahead_does_not_silence_the_years_between() -> None:
    book = Book([an_action(4, "2026-11-12"), an_action(5)], ("2027-01-21",)).circulate()
    assert book.remind("2026-11-13") == ["AR: 4 overdue 11-13"]
    assert len(book.remind("2036-11-13")) == 1
    book.say(5, said("2036-11-13 10:30"))
    assert days(book, "2026-11-16", "2027-01-14") == {
        "2026-11-20": ["AR: 4 overdue 11-20"],
        "2026-12-04": ["AR: 4 overdue 12-04"],
        "2026-12-21": ["AR: 4 month 12-21, 5 month 12-21"],
        "2027-01-01": ["AR: 4 overdue 01-01"],
        "2027-01-14": ["AR: 4 week 01-14, 5 week 01-14"],
    }


def test_minutes_that_a_clock_ten_years_ahead_dated_are_followed_up_all_the_same() -> None:
    book = Book([an_action(4, "2026-11-12")]).circulate(OUT.replace(year=2036))
    assert book.remind("2026-11-13") == ["AR: 4 overdue 11-13"]


def test_the_same_day_of_the_month_before_or_its_last() -> None:
    assert [str(a_month_before(day(text))) for text in ("2027-01-21", "2027-03-31", "2028-03-30", "2026-12-31")] == [
        "2026-12-21", "2027-02-28", "2028-02-29", "2026-11-30",
    ]  # fmt: skip
    assert [last_step(n) for n in (1, 7, 8, 301, 302, 392, 393, 3650)] == [1, 1, 8, 218, 302, 302, 393, 3578]


class TestSilence:
    """Those who were sent minutes and are silent."""

    def book(self, ahead: int = 3) -> Book:
        book = Book(rules=settings(remind_silent=ahead)).circulate()
        book.meetings = [Meeting(HELD, "Quay", 1, corrections_until=day("2026-10-19"))]
        return book

    def test_they_are_reminded_once_in_the_days_before_corrections_close(self) -> None:
        book = self.book()
        assert days(book, "2026-10-09", "2026-10-30") == {"2026-10-16": [f"{who}: silent {HELD}/1" for who in ("AR", "BH")]}

    def test_the_last_day_still_counts_and_the_day_after_does_not(self) -> None:
        assert self.book().remind("2026-10-19") and not self.book().remind("2026-10-20")

    def test_who_answered_confirmed_or_bounced_is_left_in_peace_but_not_who_had_a_robot_answer(self) -> None:
        book = self.book()
        book.dispatches = [replace(d, answered_by_machine=d.person == 1, answered=d.person == 2) for d in book.dispatches]
        assert [one.person for one in book.decide(at("2026-10-16")).due] == [ANNA]
        book.meetings = [replace(book.meetings[0], confirmations=(Confirmation(1, 1),))]
        assert book.remind("2026-10-16") == []
        book.meetings = [replace(book.meetings[0], confirmations=())]
        book.dispatches = [replace(d, state=DispatchState.BOUNCED) for d in book.dispatches]
        assert book.remind("2026-10-16") == []

    def test_a_later_version_asks_again_and_the_earlier_no_more(self) -> None:
        book = self.book()
        assert book.remind("2026-10-16")
        book.circulate(at("2026-10-18"), version=2)
        book.meetings = [Meeting(HELD, "Quay", 2, corrections_until=day("2026-10-28"))]
        book.versions = 2
        assert days(book, "2026-10-18", "2026-11-30") == {"2026-10-26": [f"{who}: silent {HELD}/2" for who in ("AR", "BH")]}

    def test_owners_who_had_no_minutes_approved_minutes_and_boards_that_do_not_want_it_are_left_out(self) -> None:
        book = self.book()
        book.dispatches = [replace(d, edition=Edition.OWNER) for d in book.dispatches]
        assert book.remind("2026-10-16") == []
        book = self.book()
        book.meetings = [replace(book.meetings[0], stage=Stage.APPROVED)]
        assert book.remind("2026-10-16") == []
        assert self.book(0).remind("2026-10-19") == []


PEOPLE = tuple(Person(f"Person {n}", f"p{n}@quay.example", n, initials=f"P{n}") for n in range(1, 4))
dues = st.one_of(st.none(), st.dates(day("2026-10-01"), day("2027-06-30")).map(str))
owners = st.lists(st.integers(1, 3), min_size=1, max_size=2, unique=True).map(tuple)
steps = st.one_of(st.integers(0, 72), st.integers(-60, 2000), st.just(24 * 3650), st.just(-24 * 3650))
zones = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])


@tries(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(dues, owners), min_size=1, max_size=4),
    st.lists(st.tuples(steps, st.integers(0, 8)), min_size=5, max_size=60),
    st.lists(st.dates(day("2026-10-20"), day("2027-09-30")).map(str), max_size=3),
    zones,
)
def test_whatever_the_clock_does_no_occasion_goes_twice_and_none_at_night(
    owed: list[tuple[str | None, tuple[int, ...]]], walk: list[tuple[int, int]], ahead: list[str], zone: str
) -> None:
    actions = [an_action(n, due, whose) for n, (due, whose) in enumerate(owed, 1)]
    book = Book(actions, tuple(ahead), people=PEOPLE, rules=settings(zone, remind_silent=4)).circulate()
    book.meetings = [Meeting(HELD, "Quay", 1, corrections_until=day("2026-10-19"))]
    now = OUT
    for hours, speaks in walk:
        now += dt.timedelta(hours=hours)
        if not OUT.year - 15 < now.year < OUT.year + 40:
            now = OUT
        before = len(book.dispatches)
        book.remind(now)
        fresh = book.dispatches[before:]
        assert len({(d.person, d.answers) for d in fresh}) == len(fresh), "one mail a person"
        assert not fresh or in_hours(book.rules, now)
        if 1 <= speaks <= len(actions):
            book.say(speaks, said(now.isoformat(), by=actions[speaks - 1].owners[0]))
    served = [(d.person, cover) for d in book.dispatches for cover in d.covers if not cover.endswith("|")]
    assert len(set(served)) == len(served)
