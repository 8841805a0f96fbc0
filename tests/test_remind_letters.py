"""What reminders say, and that their answers are read as those to any letter: a bare "done", numbers of the list, pages alone."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

import reply_layouts as layouts
from boards import MEETING, NOW
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.demo.story import sample
from mailflow.flows.collect import Collector
from mailflow.flows.composing import compose_owed
from mailflow.flows.keeping import check
from mailflow.flows.remind import Why, decide
from mailflow.flows.roster import import_roster
from mailflow.flows.standing import do_standing
from mailflow.flows.understand import Understood
from mailflow.journal import ActionReported, HandingAnswered
from mailflow.people_file import read_people
from mailflow.post.reports import compose_bounce
from mailflow.records import Action, ActionUpdate, Dispatch, DispatchState, Edition, Meeting
from mailflow.register import Answer
from mailflow.replies.model import Status
from mailflow.workspace import Workspace
from reminded import DUE_DAY, NEAR_MEETING, make_reminded, remind, report

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_reminded(tmp_path / "board")


def take(board: Workspace, raw: bytes, now: dt.datetime) -> Understood:
    with board.open("test") as store:
        return Collector(board, store).take_mails([raw], now)[0]


def answered(board: Workspace, letter: Received, words: str, now: dt.datetime, client: clients.Client = clients.gmail) -> Understood:
    return take(board, client(letter, Writer("Ben Holt", letter.to, now, f"b.{now.timestamp():.0f}"), words), now)


def states(board: Workspace) -> tuple[str, ...]:
    store = board.look()
    return tuple(str(a.status) for ref in ("04", "05", "08") if (a := store.get(Action, f"QSB 2627_{ref}")))


def flat(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text.partition("<body")[2] or text)).split())


def test_a_reminder_lists_what_is_owed_the_overdue_first_with_what_was_reported_last(board: Workspace) -> None:
    report(board)
    letter = remind(board, NEAR_MEETING)["Ben Holt"]
    assert letter.subject == "Quayside Safeguarding Board: your 3 actions before the meeting on 21 January 2027"
    text = flat(letter.text)
    assert text.index("1. QSB 2627_04 Replace") < text.index("2. QSB 2627_08 Report") < text.index("3. QSB 2627_05 Put")
    assert "21 days overdue: it was due on 30 November 2026." in text
    assert "You reported on 14 October 2026: in progress, 80 per cent, “12 of 15 lamps are in; the rest wait for cable.”" in text
    assert "Together with Emeka Obi." in text and "Cora Lind was asked to take it on and has not answered yet." in text
    assert max(map(len, letter.text.split("\n"))) <= 72


@pytest.mark.parametrize("now", [DUE_DAY, NEAR_MEETING], ids=["overdue", "near the meeting"])
def test_both_forms_of_a_reminder_say_the_same(board: Workspace, now: dt.datetime) -> None:
    report(board)
    letter = remind(board, now)["Ben Holt"]
    body = letter.text.partition("How to answer")[0]
    page = flat(letter.html)
    for paragraph in filter(None, (flat(p) for p in re.split(r"\n\n|\n(?=     )", body))):
        said = re.sub(r"^\d\. | ?-{3,}", "", paragraph)
        assert said in page or all(piece.strip() in page for piece in re.split(r"(?<=[.:”]) ", said)), said
    assert letter.html.count("mailto:") == 2 * body.count("QSB 2627_")


def test_each_action_has_a_link_that_opens_the_answer_done(board: Workspace) -> None:
    letter = remind(board, NEAR_MEETING)["Ben Holt"]
    links = [unquote(html.unescape(link)) for link in re.findall(r'href="(mailto:[^"]+)"', letter.html)]
    assert links[0] == f"mailto:{letter.reply_to}?subject=QSB 2627_04&body=QSB 2627_04: done"


def test_a_bare_done_means_the_one_action_that_the_reminder_asks_for(board: Workspace) -> None:
    letter = remind(board, DUE_DAY)["Ben Holt"]
    assert letter.subject.endswith("an action of yours is overdue")
    understood = answered(board, letter, "Done", DUE_DAY + HOUR)
    assert (understood.outcome, understood.tie and understood.tie.dispatch) == ("recorded", _reminder_key(board))
    assert states(board) == ("done", "open", "open"), "he owes two more, of which it did not speak"


def _reminder_key(board: Workspace) -> str:
    return [d.key for d in board.look().all(Dispatch) if d.edition is Edition.REMINDER and d.person == 2][-1]


def test_all_done_means_all_that_the_reminder_lists(board: Workspace) -> None:
    assert answered(board, remind(board, NEAR_MEETING)["Ben Holt"], "All done.", NEAR_MEETING + HOUR).outcome == "recorded"
    assert states(board) == ("done", "done", "in progress"), "Emeka Obi owes the third with him"


LAYOUTS = [layouts.gmail_web, layouts.outlook_desktop, layouts.outlook_web, layouts.page_bottom, layouts.iphone, layouts.thunderbird,
           layouts.outlook_phone, layouts.zimbra, layouts.flowed_top]  # fmt: skip
SEVERAL = ("4 done, 8 by 3 February", ("done", "open", "2027-02-03"))
OTHERS = [("QSB 2627_05: done", ("open", "done", None)), ("1: done\n3: done", ("done", "done", None))]  # as the letter numbers them


@pytest.mark.parametrize(
    ("client", "words", "expected"),
    [
        *((client, *SEVERAL) for client in LAYOUTS),
        *((client, *other) for client in (layouts.gmail_web, layouts.page_bottom) for other in OTHERS),
    ],
    ids=lambda value: getattr(value, "__name__", None) or (value if isinstance(value, str) else ""),
)
def test_several_are_answered_by_number_from_each_client(
    board: Workspace, client: Callable[[Received, Writer, str], bytes], words: str, expected: tuple[str, str, str | None]
) -> None:
    understood = answered(board, remind(board, NEAR_MEETING)["Ben Holt"], words, NEAR_MEETING + HOUR, client)
    assert understood.outcome == "recorded", understood.reason
    last = board.look().get(Action, "QSB 2627_08")
    assert last is not None
    reported = next((str(u.due) for u in last.updates if u.due), None)
    assert (*states(board)[:2], reported) == expected
    assert not understood.reading.unread and not understood.doubts


@pytest.mark.parametrize("client", [layouts.marked_apple, layouts.marked_gmail, layouts.unmarked_page], ids=lambda c: c.__name__)
def test_answers_between_the_lines_speak_of_the_action_above_them(board: Workspace, client: Callable[..., bytes]) -> None:
    letter = remind(board, NEAR_MEETING)["Ben Holt"]
    now = NEAR_MEETING + HOUR
    answers = {"QSB 2627_08 Report": "Will take until 3 February 2027.", "QSB 2627_05 Put": "Done last week."}
    understood = take(board, client(letter, Writer("Ben Holt", letter.to, now, "between"), answers), now)
    assert understood.outcome == "recorded", understood.reason
    assert states(board)[:2] == ("open", "done")


def test_an_answer_without_our_message_id_is_tied_to_the_last_reminder(board: Workspace) -> None:
    remind(board, DUE_DAY)
    letter = remind(board, NEAR_MEETING)["Ben Holt"]
    raw = clients.gmail(letter, Writer("Ben Holt", letter.to, NEAR_MEETING + HOUR, "no-id"), "2: done")
    raw = re.sub(rb"(?mi)^(In-Reply-To|References):.*\r\n(?:[ \t].*\r\n)*", b"", raw)
    understood = take(board, raw, NEAR_MEETING + HOUR)
    assert (understood.outcome, understood.tie and understood.tie.dispatch) == ("recorded", _reminder_key(board))
    assert states(board) == ("open", "open", "in progress"), "the second in that letter, of which two have to say done"


def test_who_answers_a_reminder_is_left_in_peace_until_it_no_longer_holds(board: Workspace) -> None:
    assert list(remind(board, DUE_DAY)) == ["Ben Holt"]
    answered(board, remind(board, NEAR_MEETING)["Ben Holt"], "QSB 2627_04: in progress\nQSB 2627_05: done", NEAR_MEETING + HOUR)
    week_before = NEAR_MEETING.replace(year=2027, month=1, day=14)
    store = board.look()
    due = {one.person.name: one.covers for one in decide(store, board.settings, store.roster, week_before).due}
    assert due["Ben Holt"] == ("QSB 2627_04|", "QSB 2627_08|2027-01-14 week"), "of 04 he spoke since the last; 05 is done"


def test_a_reminder_whose_actions_were_settled_before_it_was_written_is_given_up(board: Workspace) -> None:
    with board.open("test") as store:
        assert do_standing(board, store, DUE_DAY) == 1
        with store.transaction(DUE_DAY) as transaction:
            said = ActionUpdate(DUE_DAY, 0, "the minutes", Status.CLOSED)
            transaction.record(ActionReported("QSB 2627_04", said))
        assert compose_owed(board, store, DUE_DAY) == 0
        [given_up] = [d for d in store.all(Dispatch) if d.edition is Edition.REMINDER]
        assert (given_up.state, given_up.body) == (DispatchState.FAILED, "")
        assert decide(store, board.settings, store.roster, DUE_DAY + HOUR).due == ()
    assert check(board) == ()


def test_a_reminder_that_comes_back_is_the_last_to_that_address_until_the_people_file_has_another(board: Workspace) -> None:
    letter = remind(board, DUE_DAY)["Ben Holt"]
    sent = next(d for d in board.look().all(Dispatch) if d.key == _reminder_key(board))
    returned = board.look().letters.read(sent.body)
    assert returned is not None
    to, by = letter.reply_to, "mx.port.example"
    bounce = compose_bounce(sender=to, recipient=letter.to, returned=returned, host=by, at=DUE_DAY + HOUR, message_id=f"b1@{by}")
    assert take(board, bounce, DUE_DAY + HOUR).outcome == "recorded"
    assert next(d.state for d in board.look().all(Dispatch) if d.key == sent.key) is DispatchState.BOUNCED
    assert "Ben Holt" not in remind(board, NEAR_MEETING)
    changed = sample("people.csv").replace(b"ben.holt@port.example", b"ben.holt@harbour.example")
    with board.open("test") as store:
        import_roster(store, read_people("people.csv", changed), "people.csv", NEAR_MEETING)
    assert remind(board, NEAR_MEETING)["Ben Holt"].to == "ben.holt@harbour.example"


def test_an_action_that_is_handed_on_is_asked_of_its_owner_until_the_other_accepts_it(board: Workspace) -> None:
    report(board)
    assert "QSB 2627_05" in remind(board, NEAR_MEETING)["Ben Holt"].text, "asked, not yet accepted"
    with board.open("test") as store, store.transaction(NEAR_MEETING + HOUR) as transaction:
        transaction.record(HandingAnswered("QSB 2627_05/1", Answer.ACCEPTED, "Cora Lind"))
    store = board.look()
    found = decide(store, board.settings, store.roster, dt.datetime(2027, 2, 9, 10, 0, tzinfo=dt.UTC))
    assert all(one.person.name != "Cora Lind" for one in found.due), "it has no day, and the meeting is past"
    week_before = decide(store, board.settings, store.roster, dt.datetime(2027, 1, 14, 10, 0, tzinfo=dt.UTC))
    listed = {one.person.name: [cover.partition("|")[0] for cover in one.covers] for one in week_before.due}
    assert listed["Ben Holt"] == ["QSB 2627_04", "QSB 2627_08"]
    assert [(p.person.name, p.why) for p in week_before.passed if p.ref == "QSB 2627_05"] == [("Cora Lind", Why.ANSWERED)], "she took it on"


def test_the_silent_are_told_once_that_corrections_close_and_can_answer_that(tmp_path: Path) -> None:
    board = make_reminded(tmp_path / "board", settings="remind_silent = 3")
    day = NOW + dt.timedelta(days=7)
    letters = remind(board, day)
    letter = letters["Emeka Obi"]
    assert "Iris Tate" not in letters and "Becky Moss" not in letters, "the clerk, and an owner who had no minutes"
    assert letter.subject == "Quayside Safeguarding Board: corrections to the minutes of 8 October 2026 close on 19 October 2026"
    said = flat(letter.text).partition(" -- ")[0]
    assert said in flat(re.sub(r"<a .*?</a>|&nbsp;", "", letter.html)), "the page says the same, but for its links"
    writer = Writer("Emeka Obi", letter.to, day + HOUR, "eo.silent")
    assert take(board, clients.outlook(letter, writer, "No corrections"), day + HOUR).outcome == "recorded"
    meeting = board.look().get(Meeting, MEETING)
    assert meeting is not None and meeting.confirmed == (4,)
    assert remind(board, day + dt.timedelta(days=3)) == {}


def test_a_correction_in_answer_to_the_silents_reminder_is_read_against_the_minutes(tmp_path: Path) -> None:
    board = make_reminded(tmp_path / "board", settings="remind_silent = 3")
    day = NOW + dt.timedelta(days=7)
    letter = remind(board, day)["Farah Nasser"]
    writer = Writer("Farah Nasser", letter.to, day + HOUR, "fn.silent")
    understood = take(board, clients.gmail(letter, writer, 'Item 3.2: "42 referrals" should read "24 referrals".'), day + HOUR)
    assert understood.outcome == "recorded"
    assert [(c.item, c.find) for c in understood.reading.corrections] == [("3.2", "42 referrals")]
