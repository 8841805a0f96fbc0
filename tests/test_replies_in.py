"""Replies in: which letter a mail answers, who may speak, what is recorded, what waits, what is answered."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest

from answering import LATER, Post, changed
from boards import MEETING, NOW
from mailflow.demo import clients
from mailflow.demo.clients import Writer
from mailflow.flows.collect import Collector
from mailflow.flows.keeping import check
from mailflow.flows.review import dismiss, settle
from mailflow.records import Correction, Dispatch, Meeting, Taken

FIVE = [clients.gmail, clients.outlook, clients.apple_mail, clients.thunderbird, clients.phone]


@pytest.mark.parametrize("client", FIVE, ids=lambda c: c.__name__)
def test_progress_is_recorded_from_each_client(post: Post, client: clients.Client) -> None:
    [understood] = post.take(post.reply("Emeka Obi", "QSB 2627_08: done", client))
    assert understood.outcome == "recorded", understood.reason
    assert understood.words.own_text.startswith("QSB 2627_08: done")
    action = post.action("QSB 2627_08")
    assert action.status == "done"
    assert [(u.by_name, u.message_id) for u in action.updates] == [("Emeka Obi", understood.message.message_id)]


@pytest.mark.parametrize("client", FIVE, ids=lambda c: c.__name__)
def test_a_correction_is_recorded_with_its_passage_from_each_client(post: Post, client: clients.Client) -> None:
    [understood] = post.take(post.reply("Farah Nasser", 'Item 3.2: "42 referrals" should read "24 referrals".', client))
    assert understood.outcome == "recorded", understood.reason
    [correction] = post.workspace.look().all(Correction)
    assert (correction.item, correction.find, correction.replace, correction.version) == ("3.2", "42 referrals", "24 referrals", 1)


@pytest.mark.parametrize("client", FIVE, ids=lambda c: c.__name__)
def test_no_corrections_is_recorded_from_each_client(post: Post, client: clients.Client) -> None:
    [understood] = post.take(post.reply("Ada Fenn", "No corrections", client))
    assert understood.outcome == "recorded", understood.reason
    meeting = post.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and meeting.confirmed == (1,)


@pytest.mark.parametrize("client", [clients.apple_mail, clients.thunderbird], ids=lambda c: c.__name__)
def test_a_sole_action_needs_no_ref(post: Post, client: clients.Client) -> None:
    post.take(post.reply("Hanna Vogel", "Done.", client))
    assert post.action("QSB 2627_09").status == "done"


def test_an_answer_between_the_lines_speaks_of_the_action_above_it(post: Post) -> None:
    letter = post.received["Ben Holt"]
    raw = clients.between_the_lines(letter, Writer("Ben Holt", letter.to, LATER, "between"), {"QSB 2627_04": "Done last week."})
    [understood] = post.take(raw)
    assert understood.outcome == "recorded", understood.reason
    assert post.action("QSB 2627_04").status == "done"


def test_a_substitute_may_report_for_the_member(post: Post) -> None:
    post.take(post.reply("Cora Lind", "QSB 2627_04 done"))
    assert post.action("QSB 2627_04").status == "done"


def test_a_delegate_may_report(post: Post) -> None:
    post.take(post.reply("Becky Moss", "QSB 2627_07: done"))
    assert post.action("QSB 2627_07").status == "done"


def test_joint_owners_answer_each_for_themselves(post: Post) -> None:
    post.take(post.reply("Dilys Pryce", "QSB 2627_06: done"))
    assert post.action("QSB 2627_06").status == "in progress"
    post.take(post.reply("Farah Nasser", "QSB 2627_06: done"))
    assert post.action("QSB 2627_06").status == "done"


def test_another_persons_action_waits_for_the_clerk(post: Post) -> None:
    [understood] = post.take(post.reply("Emeka Obi", "QSB 2627_04: done"))
    assert understood.outcome == "review"
    assert post.action("QSB 2627_04").updates == ()
    [taken] = [t for t in post.workspace.look().all(Taken) if t.waits]
    assert taken.reading is not None and taken.reading.updates[0].ref == "QSB 2627_04"


def test_the_receipt_says_what_was_recorded_and_what_was_not_understood(post: Post) -> None:
    [understood] = post.take(post.reply("Emeka Obi", "QSB 2627_08: done\n\nThe gulls were purple sideways."))
    [receipt] = post.receipts()
    assert receipt.subject.startswith("Re: Quayside Safeguarding Board: draft minutes of 8 October 2026: 1 recorded")
    text = " ".join(receipt.text.split())
    assert "> QSB 2627_08: done Recorded: QSB 2627_08 is done" in text
    assert "The gulls were purple sideways." in text
    assert understood.answer
    dispatch = next(d for d in post.workspace.look().all(Dispatch) if d.key.startswith("receipt/"))
    raw = post.workspace.look().letters.read(dispatch.body)
    assert raw is not None
    assert b"Auto-Submitted: auto-replied" in raw
    assert f"In-Reply-To: <{understood.message.message_id}>".encode() in raw


def test_a_line_below_a_correction_is_no_note_on_the_action_above_it(post: Post) -> None:
    words = 'QSB 2627_08: done\nItem 3.2: "42 referrals" should read "24 referrals".\nThe gulls were purple sideways.'
    [understood] = post.take(post.reply("Emeka Obi", words))
    assert [u.lines for u in understood.reading.updates] == [(1,)]
    assert "The gulls were purple sideways." in [unread.text for unread in understood.reading.unread]
    [receipt] = post.receipts()
    assert receipt.subject.endswith("2 recorded, 1 not understood")


def test_the_receipt_shows_what_is_too_long_to_be_read_in_one_piece(post: Post) -> None:
    tale = "\n".join(f"On day {n} the gulls were purple and the boats lay sideways in the harbour." for n in range(200))
    post.take(post.reply("Emeka Obi", f"QSB 2627_08: done\n\n{tale}"))
    assert post.action("QSB 2627_08").status == "done"
    [receipt] = post.receipts()
    assert receipt.text.count("more lines]") == 1
    assert receipt.text.count("purple") < 90


def test_an_answer_to_a_receipt_is_tied_to_it(post: Post) -> None:
    post.take(post.reply("Emeka Obi", "QSB 2627_08: in progress"))
    [receipt] = post.receipts()
    raw = clients.apple_mail(receipt, Writer("Emeka Obi", post.received["Emeka Obi"].to, LATER, "again"), "QSB 2627_08: done")
    [understood] = post.take(raw)
    assert understood.tie is not None and (understood.tie.dispatch or "").startswith("receipt/")
    assert understood.outcome == "recorded", understood.reason
    assert post.action("QSB 2627_08").status == "done"


def test_the_same_mail_is_recorded_once(post: Post) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: in progress")
    outcomes = [str(u.outcome) for u in (*post.take(raw, raw), *post.take(raw))]
    assert outcomes == ["recorded", "duplicate", "duplicate"]
    assert len(post.action("QSB 2627_08").updates) == 1
    assert len(post.receipts()) == 1


def test_the_same_message_id_with_other_words_is_shown_to_the_clerk(post: Post) -> None:
    post.take(post.reply("Emeka Obi", "QSB 2627_08: in progress", identity="one"))
    [understood] = post.take(post.reply("Emeka Obi", "QSB 2627_08: done", identity="one"))
    assert understood.outcome == "review"
    assert post.action("QSB 2627_08").status == "in progress"


def test_a_robot_is_neither_recorded_nor_answered(post: Post) -> None:
    [understood] = post.take(post.reply("Ben Holt", "QSB 2627_04: done", clients.out_of_office))
    assert (understood.message.kind, understood.outcome) == ("auto-reply", "ignored")
    assert post.action("QSB 2627_04").updates == ()
    assert post.receipts() == []


def test_threading_headers_carry_the_token_where_the_address_does_not(post: Post) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail, reply_to="minutes@board.example")
    [understood] = post.take(raw)
    assert understood.outcome == "recorded"


def test_a_person_may_write_from_their_other_address(post: Post) -> None:
    from mailflow.flows.roster import import_roster
    from mailflow.people_file import read_people

    with post.workspace.open("test") as store:
        person = b'name,email,other_emails\nEmeka Obi,emeka.obi@police.example,"emeka@home.example"\n'
        import_roster(store, read_people("p", person), "p", NOW)
    raw = changed(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), From="emeka@home.example")
    [understood] = post.take(raw)
    assert understood.outcome == "recorded"


def test_a_mail_that_does_not_say_who_it_is_from_is_refused(post: Post) -> None:
    [understood] = post.take(changed(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), From=""))
    assert understood.outcome in ("refused", "review") and understood.reason
    assert post.action("QSB 2627_08").updates == ()


def test_a_stranger_waits_and_is_not_written_to(post: Post) -> None:
    message = EmailMessage()
    message["From"] = "Nobody <nobody@elsewhere.example>"
    message["To"] = "minutes@board.example"
    message["Subject"] = "Re: minutes"
    message["Message-ID"] = "<s1@elsewhere.example>"
    message.set_content("QSB 2627_08 done")
    [understood] = post.take(message.as_bytes())
    assert understood.outcome == "review"
    assert post.receipts() == []


def test_receipts_end_after_the_days_number_and_the_last_says_so(post: Post) -> None:
    path = post.workspace.folder / "mailflow.toml"
    path.write_text(path.read_text().replace("subaddress = true", "receipts_per_day = 3\nsubaddress = true"))
    for n in range(5):
        post.take(post.reply("Emeka Obi", f"QSB 2627_08: in progress, {n}0 %", identity=f"m{n}"))
    receipts = post.receipts()
    assert len(receipts) == 3
    assert ["last receipt today" in r.text for r in receipts] == [False, False, True]
    assert len(post.action("QSB 2627_08").updates) == 5, "what they say is recorded all the same"
    post.take(post.reply("Emeka Obi", "QSB 2627_08: done", identity="next day"), now=LATER + dt.timedelta(days=1))
    assert len(post.receipts()) == 4


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 4000, b"From: \n\n", b"\r\n" * 1000, bytes(range(256)) * 40])
def test_random_bytes_are_kept_and_harm_nobody(post: Post, raw: bytes) -> None:
    [understood] = post.take(raw)
    assert understood.outcome in ("review", "ignored", "unreadable", "refused")
    assert post.workspace.look().mails.read(understood.message.digest) == raw


def test_a_mail_of_thirty_megabytes_is_taken_within_seconds(post: Post) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    head = raw.partition(b"\r\n\r\n")[0]
    [understood] = post.take(head + b"\r\n\r\nQSB 2627_08: done\r\n" + b"> padding padding padding\r\n" * 1_150_000)
    assert understood.message.truncated
    assert understood.outcome in ("recorded", "review")


def test_a_mail_too_large_to_load_is_said_to_be_and_its_sender_is_told(post: Post) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    with post.workspace.open("test") as store:
        [understood] = Collector(post.workspace, store).take_mails([raw], LATER, too_large={0})
    assert understood.outcome == "unreadable" and "too large" in understood.reason
    [receipt] = post.receipts()
    assert "could not be read" in receipt.subject and "too large" in receipt.text
    assert [t.why for t in post.workspace.look().all(Taken) if t.waits] == [understood.reason]


def test_what_waits_is_taken_as_it_stands_corrected_or_not_at_all(post: Post) -> None:
    post.take(*(changed(post.reply("Emeka Obi", "QSB 2627_08: done", identity=f"w{n}"), From="emeka@new.example") for n in range(3)))
    workspace = post.workspace
    waiting = [t.short for t in workspace.look().all(Taken) if t.waits]
    assert len(waiting) == 3
    with workspace.open("test") as store:
        settle(workspace, store, waiting[0], "QSB 2627_08: in progress", "Emeka Obi", LATER)
    assert post.action("QSB 2627_08").status == "in progress"
    with workspace.open("test") as store:
        settle(workspace, store, waiting[1], None, "EO", LATER)
        dismiss(store, waiting[2], LATER)
    assert post.action("QSB 2627_08").status == "done"
    assert not [t for t in workspace.look().all(Taken) if t.waits]
    assert {event.who for event in workspace.look().journal() if type(event.fact).__name__ == "ActionReported"} == {"clerk"}


def test_after_all_this_the_journal_adds_up_to_the_tables(post: Post) -> None:
    post.take(post.reply("Emeka Obi", "QSB 2627_08: done"), post.reply("Ada Fenn", "No corrections"), b"rubbish")
    assert check(post.workspace) == ()
