"""Letters made of hostile words, in headless Chromium with scripts on: they stay words. The payloads are in `payloads.py`."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from inert import CHROMIUM, Browser, Page, assert_inert, faults
from mailflow import tokens
from mailflow.letters.compose import Desk, compose_entry, compose_letters
from mailflow.letters.editions import Recipient
from mailflow.letters.receipt import Answered, compose_receipt
from mailflow.letters.templates import Templates
from mailflow.minutes.model import Attendance, Group, Item, Minutes, NextMeeting, Presence
from mailflow.people import Person, Roster
from mailflow.records import Action, Edition, Meeting, MinutesVersion
from mailflow.replies.model import Line, ProposedCorrection, Reading, Remark, Status, Unread, Update, Whose, Words
from payloads import EVERY

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"), pytest.mark.slow]
DAY, NEXT = dt.date(2026, 10, 8), dt.date(2027, 1, 21)
NOW = dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
TOKEN = tokens.Token(DAY, 1, 1)
TEMPLATES = Templates()
# Characters that no page can hold as they are; a browser drops or replaces them.
UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\r\ufeff]")


def minutes_of(text: str) -> Minutes:
    """Minutes in which every field is this text."""
    rows = tuple(
        Attendance(text, text, text, group, status, substitute, None, text)
        for group in Group
        for status, substitute in ((Presence.PRESENT, None), (Presence.APOLOGIES, text), (Presence.ABSENT, None))
    )
    items = (Item(text, text, text), Item("2", text, f"It was agreed that {text}\n- {text}\n- {text}\n\n{text}"))
    announced = (NextMeeting(NEXT, text, text), NextMeeting(None, text, text))
    return Minutes(text, text, DAY, text, text, rows, items, (), (), announced, (text,))


def letters_of(text: str, which: int) -> dict[str, str]:
    """The pages of every edition and of one of three receipts, in which every field is this text."""
    person = Person(text, "ada@quay.example", 1, text, text, text, known_as=(text,))
    other = Person(f"{text}.", "ben@quay.example", 2, text, text, text)
    desk = Desk(text, text, "minutes@board.example", tokens.Key(bytes(32)), TEMPLATES, Roster((person, other)))
    action = Action(text, DAY.isoformat(), 1, text, text, (1, 2), (1,), (text,), None, text)
    told = Action(f"{text} 2", DAY.isoformat(), 1, "2", text, (2,), (1,), (text,), DAY, text)
    version = MinutesVersion(DAY.isoformat(), 1, minutes_of(text), "0", text, NOW)
    to = [
        Recipient(person, edition, (action,), (told,), text, text, text) for edition in (Edition.ATTENDEE, Edition.ABSENTEE, Edition.OWNER)
    ]
    meeting = Meeting(DAY.isoformat(), text, 1)
    entry = compose_entry(desk, meeting, version, NOW)
    assert entry
    pages = {str(letter.edition): letter.html for letter in compose_letters(desk, meeting, version, to, DAY, entry=entry)}
    refused, unreadable = (("", ""), (text, ""), ("", text))[which]
    answered = Answered(text, (text,), text, "0" * 64, *reply_of(text), refused=refused, unreadable=unreadable, last_today=True)
    pages["receipt"] = compose_receipt(desk, person, "ada@quay.example", TOKEN, answered, lambda ref: action).html
    return pages


def reply_of(text: str) -> tuple[Words, Reading]:
    updates = tuple(
        Update(ref, Status.DONE, text, DAY, 50, text, (number,), doubt)
        for number, ref, doubt in ((1, text, ""), (2, text, text), (3, None, text))
    )
    corrections = (
        ProposedCorrection(text, text, text, text, (4,), (text, text), text),
        ProposedCorrection(None, text, "", text, (5,), (), ""),
    )
    remarks, unread = (Remark(6, text, "question"), Remark(7, text)), (Unread(8, text, text, text), Unread(9, text))
    words = Words(tuple(Line(number, text.replace("\n", " "), Whose.OWN) for number in range(1, 10)))
    return words, Reading(updates, corrections, True, (9,), remarks, unread)


def test_every_payload_in_every_field_of_every_letter_stays_text(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    plain: dict[tuple[str, int], dict[str, str]] = {}
    pages = []
    for number, (name, payload) in enumerate(EVERY):
        which = number % 3
        text = payload.replace("{U}", browser.address)
        # A number with a stop in it is a sub-item's: its heading is a smaller one.
        harmless = "\n".join("harm.less" if "." in text else "harmless" for _ in text.split("\n"))
        twin = plain.setdefault((harmless, which), letters_of(harmless, which))
        shows = () if UNSHOWABLE.search(text) else (text,)
        pages += [Page(f"{name}, {edition}", html, twin[edition], shows) for edition, html in letters_of(text, which).items()]
    assert len(EVERY) >= 100 and len(pages) == 4 * len(EVERY)
    assert_inert(browser.look(pages))


def test_the_browser_would_notice_each_kind_of_fault(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    raw = [(name, text.replace("{U}", browser.address)) for name, text in EVERY[::3]]
    page = "<html><head><title>x</title></head><body><p>{}</p></body></html>"
    found = browser.look([Page(name, page.format(text), page.format("harmless")) for name, text in raw])
    noticed = {seen.page.name for seen in found if faults(seen)}
    assert any("pwned" in seen.ran for seen in found) and any(seen.asked for seen in found)
    # A page that is not escaped gives itself away for every payload that is HTML at all.
    missed = {name for name, text in raw if re.search(r"<[a-z!?]", text, re.I)} - noticed
    assert not missed, f"not noticed: {sorted(missed)}"
