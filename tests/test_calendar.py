"""The entry for the next meeting: in which letters, what it says, and that nothing that minutes say adds to it."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest

from boards import MEETING, NOW, make_board, make_board_with_minutes
from clerkship import Clerkship
from mailflow import tokens
from mailflow.demo.story import sample
from mailflow.flows.circulate import Composed, prepare
from mailflow.flows.take import take
from mailflow.letters.calendar import Event, upcoming, write_calendar
from mailflow.letters.compose import Desk, compose_entry
from mailflow.letters.headers import one_line
from mailflow.letters.templates import Templates
from mailflow.minutes.model import Item, Minutes, NextMeeting
from mailflow.people import Roster
from mailflow.records import Dispatch, Edition, Meeting, MinutesVersion, Stage
from mailflow.workspace import Workspace, open_workspace
from payloads import EVERY
from test_headers import HOSTILE

ATTACHED = "The entry for your calendar is attached."
LONDON = zoneinfo.ZoneInfo("Europe/London")
DAY, NEXT = dt.date(2026, 10, 8), dt.date(2027, 1, 21)
AT = dt.datetime(2026, 10, 9, 10, 0, tzinfo=LONDON)
WITHIN = {
    "a component": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y",
    "a component, folded": "x\n BEGIN:VEVENT",
    "a component, escaped": "x\\nBEGIN:VEVENT\\nSUMMARY:y",
    "a property": "x\r\nATTENDEE:mailto:x@evil.example",
    "a property after a bare return": "x\rURL:http://evil.example",
    "separators": "a;b,c:d\\;e\\,f\\\\g",
    "a parameter": ';ALTREP="http://evil.example":x',
    "a long line": "é😀," * 300,
}
TEXTS = {**HOSTILE, **WITHIN, **dict(EVERY)}


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def file_of(content: bytes) -> bytes | None:
    """Give the .ics of a letter; None where it has none."""
    found = [part for part in parsed(content).iter_attachments() if part.get_content_type() == "text/calendar"]
    assert len(found) <= 1
    raw = found[0].get_payload(decode=True) if found else None
    assert raw is None or isinstance(raw, bytes)
    return raw


def event_of(raw: bytes | None) -> Any:
    """Read an entry back; it is one event in one calendar, and nothing else."""
    assert raw is not None
    [whole] = icalendar.Calendar.from_ical(raw, multiple=True)
    [event] = whole.subcomponents
    assert isinstance(event, icalendar.Event) and not event.subcomponents and not whole.errors and not event.errors
    return event


def names_in(raw: bytes) -> list[str]:
    """Give the name of each line of an entry, as the simplest reader finds them."""
    return [re.split("[;:]", line)[0] for line in raw.decode().replace("\r\n ", "").split("\r\n") if line]


def entry(minutes: Minutes, board: str = "Quayside Safeguarding Board", at: dt.datetime = AT, number: int = 1) -> bytes | None:
    desk = Desk(board, "QSB", "minutes@board.example", tokens.Key(bytes(32)), Templates(), Roster(()))
    version = MinutesVersion(MEETING, number, minutes, "0", "minutes.md", NOW)
    made = compose_entry(desk, Meeting(MEETING, minutes.title, number), version, at)
    return made.file.content if made else None


def announcing(*meetings: NextMeeting, text: str = "", title: str = "Minutes") -> Minutes:
    return Minutes("Board", title, DAY, items=(Item("6", "Date of next meeting", text),), next_meetings=meetings)


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board_with_minutes(tmp_path / "board")


def letters(board: Workspace, now: dt.datetime = NOW) -> dict[str, Composed]:
    with board.open("test") as store:
        return {c.recipient.person.name: c for c in prepare(board, store, MEETING, now)}


# --- which letters -------------------------------------------------------------------------------------------------------


def test_every_letter_of_a_circulation_brings_the_next_meeting_and_says_so(board: Workspace) -> None:
    found = letters(board)
    assert {c.letter.edition for c in found.values()} == {Edition.ATTENDEE, Edition.ABSENTEE, Edition.OWNER}
    for composed in found.values():
        event = event_of(file_of(composed.content))
        assert (str(event["summary"]), str(event["location"])) == ("Quayside Safeguarding Board: meeting", "Harbour Room, Quay House")
        assert event.start == dt.datetime(2027, 1, 21, 9, 30, tzinfo=dt.UTC) and event.end - event.start == dt.timedelta(hours=2)
        assert ATTACHED in " ".join(composed.letter.text.split()) and ATTACHED in composed.letter.html
    assert len({file_of(c.content) for c in found.values()}) == 1
    [part] = parsed(found["Ada Fenn"].content).iter_attachments()
    assert (part.get_filename(), part.get_content_disposition(), part.get_param("method")) == ("next-meeting.ics", "attachment", "PUBLISH")


def test_the_chair_who_sees_a_draft_first_gets_it_too(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", settings="chair_first = true\n")
    assert clerkship.run("circulate", MEETING, "--yes").returncode == 1  # there is no server to send by
    letter = clerkship.letter("AF", Edition.CHAIR)
    assert event_of(file_of(letter))["sequence"] == 1
    assert ATTACHED in clerkship.text(letter)


def test_the_entry_is_composed_once_for_a_version(board: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Event] = []

    def counted(event: Event) -> bytes:
        made.append(event)
        return write_calendar(event)

    monkeypatch.setattr("mailflow.letters.compose.write_calendar", counted)
    assert len(letters(board)) == 11
    assert len(made) == 2, "one for those entitled to confidential items, one for the others"


def test_what_preview_shows_is_what_goes_to_the_byte(board: Workspace, tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "other")
    shown = clerkship.run("preview", MEETING, "--out", str(tmp_path / "out"))
    assert shown.returncode == 0, shown.stderr
    previewed = {path.read_bytes() for path in (tmp_path / "out").glob("*.eml")}
    clerkship.circulate()
    store = clerkship.workspace.look()
    sent = {store.letters.read(d.body) for d in store.all(Dispatch) if d.circulated}
    assert previewed == sent and len(sent) == 11
    assert "Attached: next-meeting.ics" in clerkship.run("preview", MEETING, "--for", "AF").stdout


def test_a_board_that_wants_none_gets_letters_without_it(board: Workspace) -> None:
    path = board.folder / "mailflow.toml"
    path.write_text(path.read_text("utf-8").replace("calendar = true", "calendar = false"), "utf-8")
    for composed in letters(open_workspace(board.folder)).values():
        assert parsed(composed.content).get_content_type() == "multipart/alternative"
        assert "for your calendar" not in composed.letter.text + composed.letter.html


@pytest.mark.parametrize("announced", ["To be agreed.", "5 October 2026 at 9.30am, Harbour Room"])
def test_minutes_that_announce_no_day_to_come_bring_none(tmp_path: Path, announced: str) -> None:
    board = make_board(tmp_path / "board")
    document = sample("minutes.md").replace(b"Thursday 21 January 2027 at 9.30am, Harbour Room, Quay House", announced.encode())
    with board.open("test") as store:
        take(store, board.settings.board, "minutes.md", document, {"HV/Hanna ?": "Hanna Vogel"}, NOW)
    for composed in letters(board).values():
        assert file_of(composed.content) is None and "for your calendar" not in composed.letter.text + composed.letter.html


def test_letters_that_go_out_after_that_meeting_bring_none(board: Workspace) -> None:
    late = letters(board, dt.datetime(2027, 1, 25, 9, 0, tzinfo=dt.UTC))
    assert {file_of(c.content) for c in late.values()} == {None}


def test_the_first_meeting_still_to_come_is_the_one() -> None:
    days = [NextMeeting(day) for day in (None, dt.date(2027, 3, 18), NEXT, DAY, dt.date(2026, 9, 1))]
    assert upcoming(days, DAY, DAY) == NextMeeting(NEXT)
    assert upcoming(days, DAY, dt.date(2027, 2, 1)) == NextMeeting(dt.date(2027, 3, 18))
    assert upcoming(days, DAY, NEXT) == NextMeeting(NEXT), "on the day itself it is still to come"
    assert upcoming(days, DAY, dt.date(2027, 4, 1)) is None
    assert upcoming([NextMeeting(dt.date.max)], DAY, DAY) is None


def test_where_several_are_announced_the_letter_says_which_is_attached(tmp_path: Path) -> None:
    board = make_board(tmp_path / "board")
    document = sample("minutes.md") + b"\n\nThursday 18 March 2027 at 9.30am, Harbour Room, Quay House\n"
    with board.open("test") as store:
        take(store, board.settings.board, "minutes.md", document, {"HV/Hanna ?": "Hanna Vogel"}, NOW)
    composed = letters(board)["Ada Fenn"]
    says = "The entry for your calendar, for 21 January 2027, is attached."
    assert says in composed.letter.text and says in composed.letter.html
    assert event_of(file_of(composed.content)).start.date() == NEXT


def test_a_meeting_announced_in_confidence_is_in_no_calendar_of_the_others(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", minutes=False)
    words = b"## 5. Staffing (Confidential)\n\nThe next meeting will be on 10 December 2026 at 7pm in the Old Custom House.\n"
    document = sample("minutes.md").partition(b"## 5.")[0] + words
    with clerkship.workspace.open("test") as store:
        take(store, clerkship.workspace.settings.board, "minutes.md", document, {}, clerkship.now)
    clerkship.circulate()
    assert str(event_of(file_of(clerkship.letter("DP")))["location"]) == "the Old Custom House"
    for name in ("CL", "BM", "Harbour Watch"):
        letter = clerkship.letter(name)
        assert file_of(letter) is None
        assert "Custom House" not in clerkship.text(letter) and "10 December" not in clerkship.text(letter)


# --- what it says --------------------------------------------------------------------------------------------------------


def test_a_later_version_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    first = event_of(file_of(clerkship.letter("AF")))
    clerkship.says("DP", 'Item 6: "Harbour Room, Quay House" should read "Pilot Room, Quay House"')
    assert clerkship.run("correction", "accept", "1").returncode == 0
    clerkship.run("circulate", MEETING, "--yes")
    second = event_of(file_of(clerkship.letter("AF", version=2)))
    assert first["uid"] == second["uid"] and (first["sequence"], second["sequence"]) == (1, 2)
    assert second["dtstamp"].dt > first["dtstamp"].dt


def test_a_meeting_that_is_put_off_moves_the_entry_and_another_board_or_meeting_has_another() -> None:
    moved = [event_of(entry(announcing(NextMeeting(day)))) for day in (NEXT, dt.date(2027, 1, 22))]
    uids = {str(one["uid"]) for one in moved}
    assert len(uids) == 1 and moved[0]["dtstart"].dt != moved[1]["dtstart"].dt
    desk = Desk("B", "QSB", "minutes@board.example", tokens.Key(bytes([1] * 32)), Templates(), Roster(()))
    version = MinutesVersion(MEETING, 1, announcing(NextMeeting(NEXT)), "0", "minutes.md", NOW)
    other = compose_entry(desk, Meeting(MEETING, "", 1), version, AT)
    assert other and len({*uids, str(event_of(other.file.content)["uid"])}) == 2
    later = compose_entry(desk, Meeting("2026-12-03", "", 1), replace(version, meeting="2026-12-03"), AT)
    assert later and event_of(later.file.content)["uid"] != event_of(other.file.content)["uid"]


@pytest.mark.parametrize(
    ("zone", "day", "time", "start", "end"),
    [
        ("Europe/London", NEXT, "09:30", "2027-01-21T09:30", "2027-01-21T11:30"),
        ("Europe/London", dt.date(2027, 6, 3), "9.30am", "2027-06-03T08:30", "2027-06-03T10:30"),
        ("America/New_York", NEXT, "19:00", "2027-01-22T00:00", "2027-01-22T02:00"),
        ("Asia/Kathmandu", NEXT, "09:30", "2027-01-21T03:45", "2027-01-21T05:45"),
        # The clocks go forward that night: a meeting of two hours is one of two hours.
        ("Europe/London", dt.date(2027, 3, 28), "00:30", "2027-03-28T00:30", "2027-03-28T02:30"),
    ],
)
def test_the_time_is_the_boards_own_and_two_hours_are_set_aside(zone: str, day: dt.date, time: str, start: str, end: str) -> None:
    event = event_of(entry(announcing(NextMeeting(day, time)), at=AT.astimezone(zoneinfo.ZoneInfo(zone))))
    assert [moment.strftime("%Y-%m-%dT%H:%M") for moment in (event.start, event.end)] == [start, end]
    assert event.start.utcoffset() == dt.timedelta(0)
    assert "two hours are set aside" in str(event["description"])


@pytest.mark.parametrize(
    ("time", "text", "hours"),
    [
        ("09:30", "Thursday 21 January 2027, 9.30am to 12.30pm, Harbour Room", 3),
        ("14:00", "Am 21. Januar 2027, 14–15 Uhr", 1),
        ("09:30", "Closed.\n\nHarbour Room, 9.30am to noon on 21 January 2027", 2.5),
        # Another day's end, or that of something else on the day, is not this one's.
        ("09:30", "On 18 March 2027, 9.30am to 12.30pm", None),
        ("09:30", "On 21 January 2027 at 9.30am. Lunch on 21 January 2027 is from 1pm to 2pm.", None),
    ],
)
def test_a_stated_end_is_the_end(time: str, text: str, hours: float | None) -> None:
    event = event_of(entry(announcing(NextMeeting(NEXT, time), text=text)))
    assert event.end - event.start == dt.timedelta(hours=hours or 2)
    assert ("two hours are set aside" in str(event["description"])) is (hours is None)


@pytest.mark.parametrize("time", [None, "", "in the evening", "to be confirmed"])
def test_without_a_time_it_is_the_whole_day(time: str | None) -> None:
    raw = entry(announcing(NextMeeting(NEXT, time, "Harbour Room")))
    assert raw and b"DTSTART;VALUE=DATE:20270121\r\nDTEND;VALUE=DATE:20270122\r\n" in raw
    assert "two hours" not in str(event_of(raw)["description"])


def test_it_says_of_which_minutes_it_is_and_bears_the_time_of_its_letters() -> None:
    minutes = announcing(NextMeeting(NEXT, "09:30"))
    assert "draft minutes of the meeting on Thursday 8 October 2026" in str(event_of(entry(minutes))["description"])
    desk = Desk("B", "QSB", "minutes@board.example", tokens.Key(bytes(32)), Templates(), Roster(()))
    final = compose_entry(desk, Meeting(MEETING, "", 2, stage=Stage.APPROVED), MinutesVersion(MEETING, 2, minutes, "0", "m", NOW), AT)
    assert final
    event = event_of(final.file.content)
    assert "approved minutes" in str(event["description"]) and event["dtstamp"].dt == AT
    assert str(event["organizer"]) == "mailto:minutes@board.example" and "attendee" not in event


def test_the_same_facts_give_the_same_bytes() -> None:
    minutes = announcing(NextMeeting(NEXT, "09:30", "Harbour Room"))
    assert entry(minutes) == entry(minutes)
    assert entry(minutes) != entry(minutes, at=AT + dt.timedelta(seconds=1))


def test_a_board_may_word_it_otherwise(board: Workspace) -> None:
    own = board.folder / "templates" / "next-meeting.txt.j2"
    own.write_text("Subject: Sitzung, {{ next.venue }}; {{ meeting.title }}\n\nBEGIN:VEVENT\n", "utf-8")
    event = event_of(file_of(letters(open_workspace(board.folder))["Ada Fenn"].content))
    assert str(event["summary"]).startswith("Sitzung, Harbour Room, Quay House; ") and str(event["description"]) == "BEGIN:VEVENT"


# --- what minutes say adds nothing to it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TEXTS)
def test_no_text_of_a_board_adds_a_line_to_its_entry(kind: str) -> None:
    text = TEXTS[kind]
    plain = entry(announcing(NextMeeting(NEXT, "09:30", "Harbour Room"), title="Minutes"), board="Board")
    raw = entry(announcing(NextMeeting(NEXT, text, text), title=text, text=text), board=text)
    known = entry(announcing(NextMeeting(NEXT, "09:30", text), title=text, text=text), board=text)
    assert plain and raw and known
    with_place = [name for name in names_in(plain) if name != "LOCATION" or one_line(text)]
    assert names_in(known) == with_place and names_in(raw) == with_place
    event = event_of(known)
    # A reader takes a mark of byte order at the beginning of a value for what its name says.
    assert str(event["summary"]) == one_line(f"{text}: meeting")[:2_000].lstrip("\ufeff")
    assert str(event.get("location", "")) == one_line(text)[:2_000].lstrip("\ufeff")
    assert not [c for c in known.replace(b"\r\n", b"").decode() if ord(c) < 32 or ord(c) == 127]


@pytest.mark.parametrize("kind", TEXTS)
def test_lines_are_folded_at_75_octets_and_no_letter_is_cut_in_two(kind: str) -> None:
    raw = entry(announcing(NextMeeting(NEXT, "09:30", TEXTS[kind] * 3)), board=TEXTS[kind])
    assert raw and raw.endswith(b"END:VCALENDAR\r\n") and max(map(len, raw.split(b"\r\n"))) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        line.decode()


def test_an_address_beyond_ascii_is_written_as_an_address_of_the_web_is() -> None:
    desk = Desk("B", "QSB", "protokoll+ä@faß.example", tokens.Key(bytes(32)), Templates(), Roster(()))
    version = MinutesVersion(MEETING, 1, announcing(NextMeeting(NEXT)), "0", "minutes.md", NOW)
    made = compose_entry(desk, Meeting(MEETING, "", 1), version, AT)
    assert made and str(event_of(made.file.content)["organizer"]) == "mailto:protokoll%2B%C3%A4@xn--fa-hia.example"
