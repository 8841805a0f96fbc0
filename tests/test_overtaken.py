"""Old mails: one that comes again under another Message-ID, and one that comes in after a later one, wait; honest ones like them pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from answering import LATER, Post, changed
from boards import MEETING
from clerkship import Clerkship
from mailflow.codec import as_row, from_row
from mailflow.demo import clients
from mailflow.demo.clients import Writer
from mailflow.flows.keeping import check
from mailflow.flows.overtaken import TAKEN_BEFORE
from mailflow.flows.review import settle
from mailflow.flows.understand import Understood
from mailflow.journal import MessageTaken
from mailflow.records import Dispatch, Edition, Meeting, Taken
from mailflow.register import Ruling

RETURNS, FORM = "QSB 2627_08", "QSB 2627_06"
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
OVERTAKEN = "written before another mail of Emeka Obi's that is on record"
FIFTEEN = 'Item 3.1: "fifteen lamps" should read "sixteen lamps"'


def said(post: Post, words: str, at: dt.datetime = LATER, *, name: str = "Emeka Obi", identity: str = "", **fields: str) -> bytes:
    """A mail written at a time, under a Message-ID of its own."""
    letter = post.received[name]
    mark = identity or f"{words}{at}".encode().hex()[:40]
    raw = clients.apple_mail(letter, Writer(name, letter.to, at, mark), words)
    return changed(raw, **fields) if fields else raw


def taken(post: Post, raw: bytes, now: dt.datetime = LATER + 5 * HOUR) -> Understood:
    [understood] = post.take(raw, now=now)
    return understood


def under_another_id(raw: bytes, number: int = 1) -> bytes:
    return changed(raw, Message_ID=f"<again.{number}@crook.example>")


def test_an_old_mail_under_another_message_id_is_held(post: Post) -> None:
    old = said(post, f"{RETURNS}: in progress")
    post.take(old, now=LATER + HOUR)
    post.take(said(post, f"{RETURNS}: done", LATER + HOUR), now=LATER + 2 * HOUR)
    before = len(post.receipts())
    for number, now in enumerate((LATER + 3 * HOUR, LATER + dt.timedelta(days=300))):
        understood = taken(post, under_another_id(old, number), now)
        assert (understood.outcome, understood.reason, understood.waits) == ("review", TAKEN_BEFORE, True)
    assert post.action(RETURNS).status == "done" and len(post.action(RETURNS).updates) == 2
    told = [" ".join(receipt.text.split()) for receipt in post.receipts()[before:]]
    assert len(told) == 2 and all(TAKEN_BEFORE in text for text in told), "its writer hears that somebody sends it again"
    events = [event.fact.taken for event in post.workspace.look().journal() if isinstance(event.fact, MessageTaken)]
    assert [t.reason for t in events][-1] == TAKEN_BEFORE and not events[-1].trusted
    assert check(post.workspace) == ()


def test_both_copies_in_one_pass_are_recorded_once(post: Post) -> None:
    old = said(post, f"{RETURNS}: in progress")
    assert [str(u.outcome) for u in post.take(old, under_another_id(old), now=LATER + HOUR)] == ["recorded", "review"]
    assert len(post.action(RETURNS).updates) == 1


def test_a_mail_without_an_id_that_came_by_two_ways_is_recorded_once(post: Post) -> None:
    """Two addresses of the board's lead to one mailbox; what the servers wrote above it differs."""
    raw = said(post, f"{RETURNS}: in progress", Message_ID="")
    ways = [b"Received: from a.example by b.example; Thu, 8 Oct 2026\r\n" + raw, b"Received: from c.example by b.example\r\n" + raw]
    assert [str(u.outcome) for u in post.take(*ways, now=LATER + HOUR)] == ["recorded", "review"]
    assert len(post.action(RETURNS).updates) == 1


def test_what_was_undone_does_not_come_back_by_the_old_mail(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    raw = clerkship.mail("EO", f"{RETURNS}: done", to=clerkship.letter("EO"))
    clerkship.takes(raw)
    clerkship.says("EO", "undo", to=clerkship.letter("EO", Edition.RECEIPT))
    assert clerkship.takes(under_another_id(raw)).reason == TAKEN_BEFORE


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"Date": "DATE\nSun, 1 Nov 2026 10:00:00 +0000"}, id="a date below the honest one"),
        pytest.param({"Subject": "Re: minutes\nRe: other minutes"}, id="another subject"),
        pytest.param({"Message_ID": "<one@police.example>\n<two@police.example>"}, id="another Message-ID above its own"),
        pytest.param({"Content_Type": "text/plain; charset=utf-8\ntext/html"}, id="another media type"),
    ],
)
def test_a_field_that_was_put_in_beside_the_honest_one_is_seen(post: Post, change: dict[str, str]) -> None:
    raw = said(post, f"{RETURNS}: in progress")
    date = next(line for line in raw.decode().split("\r\n") if line.startswith("Date: "))[6:]
    understood = taken(post, changed(raw, **{name: value.replace("DATE", date) for name, value in change.items()}))
    assert understood.outcome == "review" and "more than one" in understood.reason


def test_a_date_put_above_an_old_mails_own_does_not_make_it_new(post: Post) -> None:
    old = said(post, f"{RETURNS}: in progress")
    post.take(old)
    again = b"Date: Sat, 31 Oct 2026 10:00:00 +0000\r\n" + under_another_id(old)
    assert taken(post, again, LATER + dt.timedelta(days=30)).outcome == "review"


def test_an_older_statement_that_comes_in_later_does_not_override_the_newer_one(post: Post) -> None:
    post.take(said(post, f"{RETURNS}: done", LATER + HOUR), now=LATER + HOUR)
    understood = taken(post, said(post, f"{RETURNS}: in progress", LATER))
    assert understood.outcome == "review" and understood.waits and OVERTAKEN in understood.reason and RETURNS in understood.reason
    assert post.action(RETURNS).status == "done" and len(post.action(RETURNS).updates) == 1
    assert "Waits for the clerk" in post.receipts()[-1].text and OVERTAKEN in " ".join(post.receipts()[-1].text.split())


def test_the_clerk_may_record_the_older_statement_all_the_same(post: Post) -> None:
    post.take(said(post, f"{RETURNS}: done", LATER + HOUR), now=LATER + HOUR)
    taken(post, said(post, f"{RETURNS}: in progress", LATER))
    with post.workspace.open("test") as store:
        settle(post.workspace, store, "1", None, None, LATER + 6 * HOUR)
    assert post.action(RETURNS).status == "in progress"
    assert OVERTAKEN in taken(post, said(post, f"{RETURNS}: 40 per cent", LATER - HOUR)).reason


def test_of_an_older_mail_only_what_was_said_since_waits(post: Post) -> None:
    post.take(said(post, f"{FORM}: done", LATER + HOUR, name="Dilys Pryce"), now=LATER + HOUR)
    understood = taken(post, said(post, f"{FORM}: in progress\n\n{FIFTEEN}", LATER, name="Dilys Pryce"))
    assert understood.waits and [bool(u.doubt) for u in understood.reading.updates] == [True]
    assert [c.doubt for c in understood.reading.corrections] == [""]
    assert len(post.action(FORM).updates) == 1


@pytest.mark.parametrize(("first", "then"), [("No corrections from me.", FIFTEEN), (FIFTEEN, "No corrections from me.")])
def test_an_older_no_corrections_and_an_older_correction_wait_after_the_other(post: Post, first: str, then: str) -> None:
    post.take(said(post, first, LATER + HOUR), now=LATER + HOUR)
    understood = taken(post, said(post, then, LATER))
    assert understood.outcome == "review" and OVERTAKEN in understood.reason
    meeting = post.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and bool(meeting.confirmed) == (first != FIFTEEN)


def test_an_older_order_of_the_clerks_waits_where_a_later_one_decided_the_same(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 4: "71 per cent" should read "73 per cent"')
    clerkship.now += HOUR
    older = [clerkship.mail("IT", words, to=clerkship.letter("IT")) for words in ("accept 1", "accept 2")]
    clerkship.now += HOUR
    clerkship.says("IT", "decline 1 because of the tape")
    held, done = (clerkship.takes(raw) for raw in older)
    assert held.outcome == "review" and "correction 1" in held.reason
    assert done.outcome == "recorded"
    assert [c.status for c in clerkship.corrections()] == [Ruling.DECLINED, Ruling.ACCEPTED]


def test_an_older_yes_waits_where_the_same_letter_was_answered_no_since(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1\nsend")
    asked = clerkship.letter("IT", Edition.RECEIPT)
    older = clerkship.mail("IT", "yes", to=asked)
    clerkship.now += HOUR
    clerkship.says("IT", "no", to=asked)
    assert clerkship.takes(older).outcome == "review"
    assert not [d for d in clerkship.workspace.look().all(Dispatch) if d.circulated and d.version == 2]


HONEST = {
    "the same words a day later": (f"{RETURNS}: in progress", LATER + 24 * HOUR),
    "the same words two minutes later": (f"{RETURNS}: in progress", LATER + 2 * MINUTE),
    "a second answer later in the thread": (f"{RETURNS}: done", LATER + 2 * HOUR),
    "another answer in the same second": (f"{RETURNS}: done", LATER),
    "half a minute earlier by another clock": (f"{RETURNS}: done", LATER - dt.timedelta(seconds=30)),
}


@pytest.mark.parametrize("form", HONEST)
def test_honest_mails_like_them_are_recorded(post: Post, form: str) -> None:
    words, at = HONEST[form]
    post.take(said(post, f"{RETURNS}: in progress"), now=LATER + MINUTE)
    understood = taken(post, said(post, words, at, identity="second"), at + 30 * HOUR)
    assert understood.outcome == "recorded", understood.reason
    assert len(post.action(RETURNS).updates) == 2


def test_the_same_word_in_answer_to_two_letters_is_recorded_for_both(tmp_path: Path) -> None:
    """Even where it was written in the same second: a telephone sends what it held back all at once."""
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("EO", f"{RETURNS}: not mine, it is Gregory Marsh's.")
    store = clerkship.workspace.look()
    asked = [store.letters.read(d.body) for d in store.all(Dispatch) if d.edition is Edition.HANDING]
    mails = [clerkship.mail("GM", "Yes", to=letter) for letter in asked]
    assert [str(clerkship.takes(raw).outcome) for raw in mails] == ["recorded", "recorded"]


def test_mails_out_of_order_that_speak_of_different_actions_are_recorded(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    clerkship.says("BH", "Not mine, it is Emeka Obi's.")
    clerkship.says("EO", "yes", to=clerkship.letter("EO", Edition.HANDING))
    first = clerkship.mail("EO", "QSB 2627_04: in progress", to=clerkship.letter("EO"))
    clerkship.now += HOUR
    second = clerkship.mail("EO", f"{RETURNS}: done", to=clerkship.letter("EO"))
    third = clerkship.mail("EO", FIFTEEN, to=clerkship.letter("EO"))
    assert [str(clerkship.takes(raw).outcome) for raw in (third, second, first)] == ["recorded"] * 3


DATES = {
    "no date": "",
    "no date that can be read": "yesterday, I think",
    "a day that was never": "Fri, 31 Feb 2026 10:00:00 +0000",
    "letters": "\u2028\u202e",
    "a year of nine digits": "Thu, 8 Oct 202600000 10:00:00 +0000",
    "a zone of nine digits": "Thu, 8 Oct 2026 10:00:00 +999999999",
    "a year before all others": "Mon, 1 Jan 0001 00:00:00 +1400",
}


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("which", ["the first", "the second", "both"])
def test_a_date_that_is_missing_or_cannot_be_read_is_held_against_no_mail(post: Post, date: str, which: str) -> None:
    first, second = said(post, f"{RETURNS}: in progress", LATER), said(post, f"{RETURNS}: done", LATER + HOUR)
    if which != "the second":
        first = changed(first, Date=DATES[date])
    if which != "the first" and date != "a year before all others":
        second = changed(second, Date=DATES[date])
    assert [str(u.outcome) for u in post.take(first, second, now=LATER + 2 * HOUR)] == ["recorded"] * 2
    assert check(post.workspace) == ()


def test_a_date_that_is_ahead_by_days_makes_no_later_mail_old(post: Post) -> None:
    post.take(said(post, f"{RETURNS}: in progress", LATER + dt.timedelta(days=400)), now=LATER)
    assert taken(post, said(post, f"{RETURNS}: done", LATER + HOUR), LATER + HOUR).outcome == "recorded"


def test_a_clock_that_is_some_hours_ahead_makes_no_later_mail_old(post: Post) -> None:
    """A mail is not later than the moment at which we had it."""
    post.take(said(post, f"{RETURNS}: in progress", LATER + 9 * HOUR), now=LATER)
    assert taken(post, said(post, f"{RETURNS}: done", LATER + HOUR), LATER + HOUR).outcome == "recorded"


def test_what_was_taken_back_makes_no_mail_old(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board")
    clerkship.circulate()
    older = clerkship.mail("EO", f"{RETURNS}: in progress", to=clerkship.letter("EO"))
    clerkship.now += HOUR
    clerkship.says("EO", f"{RETURNS}: done")
    clerkship.says("EO", "undo", to=clerkship.letter("EO", Edition.RECEIPT))
    assert clerkship.takes(older).outcome == "recorded"


def test_a_colleagues_later_mail_makes_nobodys_old(post: Post) -> None:
    post.take(said(post, f"{FORM}: done", LATER + HOUR, name="Farah Nasser"), now=LATER + HOUR)
    assert taken(post, said(post, f"{FORM}: in progress", LATER, name="Dilys Pryce")).outcome == "recorded"


def test_a_second_copy_of_a_mail_that_was_overtaken_since_is_a_duplicate(post: Post) -> None:
    first = said(post, f"{RETURNS}: in progress", LATER)
    post.take(first, said(post, f"{RETURNS}: done", LATER + HOUR), now=LATER + HOUR)
    assert taken(post, b"Received: from x by y\r\n" + first).outcome == "duplicate"


def test_a_second_copy_of_a_mail_that_is_held_is_a_duplicate(post: Post) -> None:
    old = said(post, f"{RETURNS}: in progress")
    post.take(old, under_another_id(old), now=LATER + HOUR)
    assert taken(post, b"Received: from x by y\r\n" + under_another_id(old)).outcome == "duplicate"


def test_a_row_of_before_dates_were_kept_is_read(post: Post) -> None:
    post.take(said(post, f"{RETURNS}: in progress"))
    [now] = post.workspace.look().all(Taken)
    assert now.written == LATER
    row = as_row(now)
    assert row.pop("written") == LATER.isoformat()
    assert from_row(Taken, row) == replace(now, written=None)
