"""Answers that are another's, another letter's or another day's: an order counts for the letter that asked, as it asked, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering import changed
from boards import MEETING
from clerkship import Clerkship
from mailflow import tokens
from mailflow.demo.clients import Received
from mailflow.flows.owing import suffix_of
from mailflow.records import Action, Dispatch, Edition, Meeting
from mailflow.register import Answer, Handing, Ruling

FIFTEEN = 'Item 3.1: "fifteen lamps" should read "sixteen lamps"'
PER_CENT = 'Item 4: "71 per cent" should read "73 per cent"'
LAMPS, RETURNS = "QSB 2627_04", "QSB 2627_08"


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board")
    made.circulate()
    return made


def owners(clerkship: Clerkship, ref: str) -> tuple[str, ...]:
    store = clerkship.workspace.look()
    action = store.get(Action, ref)
    assert action is not None
    return store.roster.names(action.owners)


def answers(clerkship: Clerkship) -> dict[str, Answer]:
    return {handing.ref: handing.state for handing in clerkship.workspace.look().all(Handing)}


def letters(clerkship: Clerkship, edition: Edition) -> list[bytes]:
    store = clerkship.workspace.look()
    return [store.letters.read(d.body) or b"" for d in store.all(Dispatch) if d.edition is edition and d.body]


def without_thread(clerkship: Clerkship, name: str, words: str, to: bytes) -> bytes:
    """An answer to a letter's address alone, as a link in it opens one, or a client sends that keeps no thread."""
    return changed(clerkship.mail(name, words, to=to), In_Reply_To="", References="", Subject="Re: minutes")


def told(clerkship: Clerkship, name: str) -> str:
    return " ".join(clerkship.receipt(name).split())


def test_who_was_asked_something_does_not_answer_what_another_was_asked(clerkship: Clerkship) -> None:
    """What stands behind the token in a Message-ID is not signed, and how it is made is no secret."""
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("DP", "QSB 2627_06: not mine, it is Emeka Obi's.")
    own = clerkship.letter("EO", Edition.HANDING)
    found = tokens.in_message_id(Received.read(own).message_id)
    assert found is not None
    forged = clerkship.mail("EO", "yes", to=own).replace(found[1].encode(), suffix_of(f"{LAMPS}/1").encode())
    understood = clerkship.takes(forged)
    assert understood.outcome == "review"
    assert answers(clerkship) == {LAMPS: Answer.ASKED, "QSB 2627_06": Answer.ASKED}
    assert owners(clerkship, LAMPS) == ("Ben Holt",)


def test_a_letter_of_another_person_is_never_found_under_ones_own_token(clerkship: Clerkship) -> None:
    clerkship.says("BH", f"{LAMPS}: done")
    clerkship.says("EO", f"{RETURNS}: done")
    own, others = (Received.read(clerkship.letter(name, Edition.RECEIPT)).message_id for name in ("EO", "BH"))
    one, other = tokens.in_message_id(own), tokens.in_message_id(others)
    assert one and other
    understood = clerkship.takes(
        clerkship.mail("EO", "undo", to=clerkship.letter("EO", Edition.RECEIPT)).replace(one[1].encode(), other[1].encode())
    )
    assert understood.outcome == "review" and "never sent" in understood.reason
    action = clerkship.workspace.look().get(Action, LAMPS)
    assert action is not None and str(action.status) == "done"


def test_the_link_in_a_letter_answers_that_letter_though_there_is_a_later_one(clerkship: Clerkship) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("EO", f"{RETURNS}: not mine, it is Gregory Marsh's.")
    first, _ = letters(clerkship, Edition.HANDING)
    clerkship.takes(changed(without_thread(clerkship, "GM", "Yes", first), Subject=LAMPS))
    assert answers(clerkship) == {LAMPS: Answer.ACCEPTED, RETURNS: Answer.ASKED}


def test_a_yes_that_may_be_to_either_of_two_letters_is_to_neither(clerkship: Clerkship) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("EO", f"{RETURNS}: not mine, it is Gregory Marsh's.")
    clerkship.takes(without_thread(clerkship, "GM", "Yes", letters(clerkship, Edition.HANDING)[0]))
    assert set(answers(clerkship).values()) == {Answer.ASKED}
    assert "does not say which one is meant" in told(clerkship, "GM")


def test_an_undo_that_may_be_of_either_of_two_mails_is_of_neither(clerkship: Clerkship) -> None:
    clerkship.says("BH", f"{LAMPS}: in progress")
    first = clerkship.letter("BH", Edition.RECEIPT)
    clerkship.says("BH", FIFTEEN)
    clerkship.takes(without_thread(clerkship, "BH", "undo", first))
    assert clerkship.corrections()[0].status is Ruling.PROPOSED
    assert "does not say which one is meant" in told(clerkship, "BH")


@pytest.mark.parametrize("words", ["yes\nno", "No\n\nYes, please"])
def test_yes_and_no_is_neither(clerkship: Clerkship, words: str) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("GM", words, to=clerkship.letter("GM", Edition.HANDING))
    assert answers(clerkship) == {LAMPS: Answer.ASKED} and "both yes and no" in told(clerkship, "GM")
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1\nsend")
    clerkship.says("IT", words, to=clerkship.letter("IT", Edition.RECEIPT))
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and meeting.version == 1 and "both yes and no" in told(clerkship, "IT")


def test_where_there_is_one_letter_only_an_undo_needs_no_thread(clerkship: Clerkship) -> None:
    clerkship.says("BH", FIFTEEN)
    clerkship.takes(without_thread(clerkship, "BH", "undo", clerkship.letter("BH", Edition.RECEIPT)))
    assert clerkship.corrections()[0].status is Ruling.DECLINED


def test_a_yes_is_to_the_question_that_it_answers_and_not_to_a_later_one(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1\nsend")
    asked = clerkship.letter("IT", Edition.RECEIPT)
    clerkship.says("IT", "approve at 3 December 2026")
    clerkship.takes(without_thread(clerkship, "IT", "yes", asked))
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and (str(meeting.stage), meeting.version) == ("draft", 1)
    clerkship.says("IT", "yes", to=asked)
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and (str(meeting.stage), meeting.version) == ("draft", 2)


@pytest.mark.parametrize("order", ["send", "approve at 3 December 2026"])
def test_a_yes_sends_and_approves_only_what_its_question_showed(clerkship: Clerkship, order: str) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", f"accept 1\n{order}")
    asked = clerkship.letter("IT", Edition.RECEIPT)
    clerkship.says("EO", PER_CENT)
    clerkship.rule(2, Ruling.ACCEPTED)
    clerkship.says("IT", "yes", to=asked)
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and (str(meeting.stage), meeting.version) == ("draft", 1)
    assert "no longer those that you were asked about" in told(clerkship, "IT")
    clerkship.says("IT", order)
    clerkship.says("IT", "yes", to=clerkship.letter("IT", Edition.RECEIPT))
    assert "73 per cent" in clerkship.text(clerkship.letter("GM", version=2))


def test_an_action_whose_handing_on_was_taken_back_is_not_taken_on_any_more(clerkship: Clerkship) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("BH", "undo", to=clerkship.letter("BH", Edition.RECEIPT))
    clerkship.says("GM", "yes", to=clerkship.letter("GM", Edition.HANDING))
    assert owners(clerkship, LAMPS) == ("Ben Holt",)
    assert "has taken that back" in told(clerkship, "GM")


def test_a_yes_to_what_was_shown_does_nothing_that_was_not(clerkship: Clerkship) -> None:
    """Somebody else may have written it, and the clerk confirms the line as it reads."""
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", PER_CENT)
    clerkship.writes("IT", "decline 1 because of the tape; accept 2")
    clerkship.says("IT", "yes", to=clerkship.letter("IT", Edition.RECEIPT))
    assert [c.status for c in clerkship.corrections()] == [Ruling.DECLINED, Ruling.PROPOSED]
    assert clerkship.corrections()[0].why == "of the tape; accept 2"


@pytest.mark.parametrize("order", ["accept 1 and 99", "decline 1, 99 because of the tape", "refer 1 99"])
def test_an_order_that_is_told_as_not_done_is_not_half_done(clerkship: Clerkship, order: str) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", order)
    assert "Not done. There is no correction 99" in told(clerkship, "IT")
    assert clerkship.corrections()[0].status is Ruling.PROPOSED


def test_the_draft_does_not_go_out_with_a_correction_of_the_chairs_beside_their_send(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", "chair_first = true\n")
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    clerkship.says("AF", f"{FIFTEEN}\n\nSend", to=clerkship.letter("AF", Edition.CHAIR))
    assert [c.find for c in clerkship.corrections()] == ["fifteen lamps"]
    assert not [d for d in clerkship.workspace.look().all(Dispatch) if d.circulated]
    assert "Nothing has gone out yet" in told(clerkship, "AF")
    clerkship.says("AF", "Send", to=clerkship.letter("AF", Edition.CHAIR))
    assert [d for d in clerkship.workspace.look().all(Dispatch) if d.circulated]


QUOTED = {
    "quoted": "Please look at these.\n\n> {}",
    "below": "Please look at these.\n\n-----Original Message-----\nFrom: Dilys Pryce\nSent: Monday\nTo: Iris Tate\nSubject: x\n\n{}",
    "above": "On 9 Oct 2026, Dilys Pryce wrote:\n> {}\n\nWhat do we make of that?",
    "forwarded": "Fwd\n\n---------- Forwarded message ---------\nFrom: Dilys Pryce <d@x.example>\nDate: Mon\nSubject: x\n\n{}",
}


@pytest.mark.parametrize("frame", QUOTED)
@pytest.mark.parametrize("order", ["accept 1", "approve", "send"])
def test_an_order_in_what_the_clerk_quotes_of_another_is_no_order(clerkship: Clerkship, frame: str, order: str) -> None:
    clerkship.says("DP", FIFTEEN)
    understood = clerkship.says("IT", QUOTED[frame].format(order))
    assert not (understood.orders and understood.orders.done), understood.orders
    assert clerkship.corrections()[0].status is Ruling.PROPOSED


def test_who_writes_under_the_clerks_name_does_not_use_up_the_days_answers(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    for number in range(clerkship.workspace.settings.mail.receipts_per_day + 5):
        clerkship.writes("IT", "status" if number % 2 else "accept 1")
    assert clerkship.corrections()[0].status is Ruling.PROPOSED
    clerkship.says("IT", "accept 1\nsend")
    clerkship.says("IT", "yes", to=clerkship.letter("IT", Edition.RECEIPT))
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and meeting.version == 2
    receipts = [d for d in clerkship.workspace.look().all(Dispatch) if d.edition is Edition.RECEIPT and d.email.startswith("iris")]
    assert len(receipts) <= clerkship.workspace.settings.mail.receipts_per_day


UNSEEN = {
    "an attribute": "<div hidden>{}</div>",
    "an attribute with a value": '<div hidden="hidden">{}</div>',
    "a style": "<div style='display : none'>{}</div>",
    "another style": "<div style='visibility:hidden'>{}</div>",
    "no opacity": "<div style='opacity:0'>{}</div>",
    "no height": "<div style='max-height:0px;overflow:hidden'>{}</div>",
    "Outlook's own": "<div style='mso-hide:all'>{}</div>",
    "a comment": "<!-- {} -->",
    "a title": "<title>{}</title>",
    "a template": "<template>{}</template>",
    "a script": "<script>{}</script>",
}


@pytest.mark.parametrize("way", UNSEEN)
@pytest.mark.parametrize("tags", [0, 7_000], ids=["a page", "a page of very many tags"])
def test_an_order_that_the_clerk_does_not_see_is_no_order(clerkship: Clerkship, way: str, tags: int) -> None:
    """Somebody else's page, passed on within the clerk's own mail."""
    clerkship.says("DP", FIFTEEN)
    page = f"<p title='the hidden door'>Thank you.</p>{UNSEEN[way].format('accept 1')}{'<b></b>' * (tags // 2)}<p>Iris</p>"
    raw = clerkship.mail("IT", "x", to=clerkship.letter("IT"))
    head = raw.partition(b"\r\n\r\n")[0].replace(b"text/plain", b"text/html")
    understood = clerkship.takes(head + b"\r\n\r\n" + page.encode())
    assert "Thank you." in understood.words.own_text and "accept" not in understood.words.own_text
    assert clerkship.corrections()[0].status is Ruling.PROPOSED


def test_an_order_in_an_attachment_is_no_order(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.takes(clerkship.mail("IT", "See below.", to=clerkship.letter("IT"), attached=("orders.txt", b"accept 1\n")))
    clerkship.takes(clerkship.mail("IT", "See below.", to=clerkship.letter("IT"), attached=("orders.eml", b"Subject: x\r\n\r\naccept 1\n")))
    assert clerkship.corrections()[0].status is Ruling.PROPOSED
