"""Orders by mail: undo, handing an action on, the clerk's commands, a document by mail; and who may not give them."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from boards import MEETING, SETTLED
from clerkship import Clerkship
from mailflow.demo.story import sample
from mailflow.flows.collect import Collector
from mailflow.flows.receipts import receipt_letter
from mailflow.flows.roster import import_roster
from mailflow.flows.take import take
from mailflow.people import Standing
from mailflow.records import Action, Dispatch, Edition, Meeting, Taken
from mailflow.register import Offer, Ruling

FIFTEEN = 'Item 3.1: "fifteen lamps" should read "sixteen lamps"'


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board")
    made.circulate()
    return made


def action(clerkship: Clerkship, ref: str) -> Action:
    found = clerkship.workspace.look().get(Action, ref)
    assert found is not None
    return found


def flat(text: str) -> str:
    return " ".join(text.split())


LAMPS = "QSB 2627_04"


def test_undo_takes_back_what_that_mail_did_and_only_that(clerkship: Clerkship) -> None:
    clerkship.says("BH", "In progress, the lamps are ordered.")
    clerkship.says("BH", f"{LAMPS}: done\n\nItem 3.1: \"fifteen lamps\" should read \"sixteen lamps\"")
    assert str(action(clerkship, LAMPS).status) == "done"
    clerkship.says("BH", "Undo", to=clerkship.letter("BH", Edition.RECEIPT))
    assert str(action(clerkship, LAMPS).status) == "in progress"
    [correction] = clerkship.corrections()
    assert correction.status is Ruling.DECLINED and "withdrawn" in (correction.why or "")
    receipt = clerkship.receipt("BH")
    assert f"Taken back: {LAMPS}, correction 1." in flat(receipt)


def test_undo_of_no_corrections(clerkship: Clerkship) -> None:
    clerkship.says("DP", "No corrections from me.")
    assert clerkship.workspace.look().get(Meeting, MEETING).confirmed  # type: ignore[union-attr]
    clerkship.says("DP", "Please undo.", to=clerkship.letter("DP", Edition.RECEIPT))
    assert not clerkship.workspace.look().get(Meeting, MEETING).confirmed  # type: ignore[union-attr]


def test_undo_twice_changes_nothing_more(clerkship: Clerkship) -> None:
    clerkship.says("BH", "done")
    receipt = clerkship.letter("BH", Edition.RECEIPT)
    clerkship.says("BH", "undo", to=receipt)
    clerkship.says("BH", "done")
    clerkship.says("BH", "undo", to=receipt)
    assert str(action(clerkship, LAMPS).status) == "done"
    assert "taken back already" in clerkship.receipt("BH")


def test_undo_of_a_letter_that_recorded_nothing_says_which_to_answer(clerkship: Clerkship) -> None:
    clerkship.says("BH", "undo")
    assert "answer that one" in flat(clerkship.receipt("BH"))


def test_nobody_undoes_what_another_said(clerkship: Clerkship) -> None:
    clerkship.says("BH", "done")
    understood = clerkship.says("DP", "undo", to=clerkship.letter("BH", Edition.RECEIPT))
    assert understood.outcome == "review"
    assert str(action(clerkship, LAMPS).status) == "done"


def test_a_second_proposer_who_withdraws_leaves_the_correction_to_the_first(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", FIFTEEN)
    clerkship.says("DP", "undo", to=clerkship.letter("DP", Edition.RECEIPT))
    [correction] = clerkship.corrections()
    assert correction.status is Ruling.PROPOSED
    assert clerkship.workspace.look().roster.names(correction.proposers) == ("Emeka Obi",)


def test_an_action_handed_on_is_the_other_ones_once_they_accept(clerkship: Clerkship) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    assert clerkship.workspace.look().roster.names(action(clerkship, LAMPS).owners) == ("Ben Holt",)
    letter = clerkship.letter("GM", Edition.HANDING)
    assert "Ben Holt asks that you take over" in flat(clerkship.text(letter))
    clerkship.says("GM", "Yes, happy to.\n\nGreg", to=letter)
    assert clerkship.workspace.look().roster.names(action(clerkship, LAMPS).owners) == ("Gregory Marsh",)
    assert "is yours now" in clerkship.receipt("GM")
    assert "Gregory Marsh has taken on the action" in flat(clerkship.text(clerkship.letter("BH", Edition.NOTICE)))
    clerkship.says("GM", "in progress, will be done by 3 December", to=letter)
    assert str(action(clerkship, LAMPS).status) == "in progress"


def test_an_action_that_was_taken_on_stays_taken_on_when_a_later_version_names_its_first_owner(clerkship: Clerkship) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("GM", "Yes", to=clerkship.letter("GM", Edition.HANDING))
    clerkship.says("DP", FIFTEEN)
    assert clerkship.run("correction", "accept", "1").returncode == 0
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    assert clerkship.workspace.look().roster.names(action(clerkship, LAMPS).owners) == ("Gregory Marsh",)
    assert LAMPS in clerkship.text(clerkship.letter("GM", version=2)).partition("Minutes of")[0]


def test_an_action_that_is_not_taken_on_stays(clerkship: Clerkship) -> None:
    clerkship.says("BH", "This is Gregory Marsh's now.")
    clerkship.says("GM", "No, sorry", to=clerkship.letter("GM", Edition.HANDING))
    assert clerkship.workspace.look().roster.names(action(clerkship, LAMPS).owners) == ("Ben Holt",)
    assert "stays yours" in flat(clerkship.text(clerkship.letter("BH", Edition.NOTICE)))


def test_an_action_is_not_handed_to_somebody_uncertain(clerkship: Clerkship) -> None:
    understood = clerkship.says("BH", "Not mine, it is Zebedee's.")
    assert understood.outcome == "review" and understood.waits


def test_only_who_was_asked_takes_an_action_on(clerkship: Clerkship) -> None:
    clerkship.says("BH", "Not mine, it is Gregory Marsh's.")
    clerkship.says("DP", "yes", to=clerkship.letter("GM", Edition.HANDING))
    assert clerkship.workspace.look().roster.names(action(clerkship, LAMPS).owners) == ("Ben Holt",)


def digest(clerkship: Clerkship) -> bytes:
    clerkship.stand()
    return clerkship.letter("IT", Edition.DIGEST)


def test_the_digest_comes_once_a_day_and_only_if_something_came_in(clerkship: Clerkship) -> None:
    clerkship.stand()
    with pytest.raises(IndexError):
        clerkship.letter("IT", Edition.DIGEST)
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", "Something odd about the heron, I am told.")
    text = clerkship.text(digest(clerkship))
    assert "accept 1" in text and "decline 1 because" in text and "heron" in text
    clerkship.says("GM", "No corrections")
    clerkship.stand()
    assert sum(d.startswith("digest/") for d in _keys(clerkship)) == 1


def _keys(clerkship: Clerkship) -> list[str]:
    return [d.key for d in clerkship.workspace.look().all(Dispatch)]


def test_the_digest_says_once_who_was_absent_twice_in_a_row_without_apology(clerkship: Clerkship) -> None:
    for day, name in (("2026-12-03", "Thursday 3 December 2026"), ("2027-01-21", "Thursday 21 January 2027")):
        words = sample("minutes.md").decode().replace("Thursday 8 October 2026", name)
        words = words.replace("Estuary Health | Present", "Estuary Health | Absent")
        clerkship.now = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00") + dt.timedelta(days=1)
        with clerkship.workspace.open("test") as store:
            take(store, clerkship.workspace.settings.board, f"{day}.md", words.encode(), SETTLED, clerkship.now)
    line = "Farah Nasser was absent without apology at 2 meetings in a row: 3 December 2026, 21 January 2027."
    assert line in flat(clerkship.text(digest(clerkship)))
    clerkship.now += dt.timedelta(days=3)
    clerkship.says("DP", FIFTEEN)
    assert line not in flat(clerkship.text(digest(clerkship)))


def test_the_clerk_rules_by_answering_the_digest(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 4: "71 per cent" should read "73 per cent"')
    clerkship.says("HV", 'Item 5: "no other business" should read "much other business"')
    letter = digest(clerkship)
    clerkship.says("IT", "accept 1\nrefer 2\ndecline 3 because the tape says otherwise\naccept 99", to=letter)
    assert [c.status for c in clerkship.corrections()] == [Ruling.ACCEPTED, Ruling.FOR_THE_MEETING, Ruling.DECLINED]
    assert clerkship.corrections()[2].why == "the tape says otherwise"
    receipt = flat(clerkship.receipt("IT"))
    assert "Done. Correction 1 is accepted" in receipt and "Not done. There is no correction 99" in receipt
    assert "the tape says otherwise" in clerkship.text(clerkship.letter("HV", Edition.NOTICE))


def test_a_second_ruling_in_one_mail_sees_the_first(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 3.1: "fifteen lamps" should read "fourteen lamps"')
    clerkship.says("IT", "accept 1\naccept 2", to=digest(clerkship))
    assert [c.status for c in clerkship.corrections()] == [Ruling.ACCEPTED, Ruling.PROPOSED]
    assert "correction 1, which is accepted" in flat(clerkship.receipt("IT"))


def test_the_clerk_takes_what_waits_as_it_was_meant(clerkship: Clerkship) -> None:
    clerkship.says("BH", f"{LAMPS}: it depends on the electrician's mood, one might say")
    waiting = [t for t in clerkship.workspace.look().all(Taken) if t.waits]
    if not waiting:
        clerkship.says("BH", "The heron has landed on both feet.")
        waiting = [t for t in clerkship.workspace.look().all(Taken) if t.waits]
    number = waiting[-1].number
    clerkship.says("IT", f"take {number} as {LAMPS}: done", to=digest(clerkship))
    assert str(action(clerkship, LAMPS).status) == "done", clerkship.receipt("IT")
    assert not [t for t in clerkship.workspace.look().all(Taken) if t.waits and t.number == number]


def test_send_asks_with_the_number_of_people_and_yes_does_it(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1\nsend", to=digest(clerkship))
    asked = clerkship.letter("IT", Edition.RECEIPT)
    assert "to 11 people" in flat(clerkship.text(asked))
    assert clerkship.workspace.look().get(Meeting, MEETING).version == 1  # type: ignore[union-attr]
    clerkship.says("IT", "yes", to=asked)
    assert clerkship.workspace.look().get(Meeting, MEETING).version == 2  # type: ignore[union-attr]
    assert "sixteen" in clerkship.text(clerkship.letter("GM", version=2))
    clerkship.says("IT", "yes", to=asked)
    assert "gone out" in flat(clerkship.receipt("IT"))


def test_a_yes_with_more_beside_it_than_was_understood_sends_nothing(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    asked = digest(clerkship)
    clerkship.says("IT", "accept 1\nsend", to=asked)
    question = clerkship.letter("IT", Edition.RECEIPT)
    clerkship.says("IT", "Yes\n\nBut hold the one for the harbour back.", to=question)
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and not meeting.ordered and meeting.version == 1
    assert "Nothing has gone out" in flat(clerkship.receipt("IT"))
    clerkship.says("IT", "Yes, please.\n\nMany thanks\nIris", to=question)
    meeting = clerkship.workspace.look().get(Meeting, MEETING)
    assert meeting is not None and meeting.version == 2


def test_approve_asks_and_the_final_minutes_go_out(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1", to=digest(clerkship))
    clerkship.says("IT", "approve at 3 December 2026", to=clerkship.letter("IT", Edition.DIGEST))
    asked = clerkship.letter("IT", Edition.RECEIPT)
    assert "subject to this amendment" in flat(clerkship.text(asked)) and "11 people" in flat(clerkship.text(asked))
    clerkship.says("IT", "Yes please", to=asked)
    [row] = json.loads(clerkship.run("meetings", "--json").stdout)
    assert (row["stage"], row["approved_at"], row["version"]) == ("approved", "2026-12-03", 2)
    assert "approved minutes" in clerkship.text(clerkship.letter("GM", version=2))


@pytest.mark.parametrize("order", ["accept 1", "send", "approve", "take 1", "status", "decline 1 because I say so"])
def test_a_member_gives_no_orders(clerkship: Clerkship, order: str) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", order)
    [correction] = clerkship.corrections()
    assert correction.status is Ruling.PROPOSED
    assert clerkship.workspace.look().get(Meeting, MEETING).version == 1  # type: ignore[union-attr]
    assert "How things stand" not in clerkship.receipt("EO")


@pytest.mark.parametrize("order", ["accept 1", "send", "approve"])
def test_an_order_under_the_clerks_name_from_elsewhere_is_not_followed(clerkship: Clerkship, order: str) -> None:
    clerkship.says("DP", FIFTEEN)
    understood = clerkship.says("IT", order, to=digest(clerkship), sender="iris.tate@councl.example")
    assert understood.outcome in ("review", "refused")
    assert clerkship.corrections()[0].status is Ruling.PROPOSED


def test_a_list_needs_no_letter_and_an_order_without_one_is_asked_about_first(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.writes("IT", "status")
    assert "How things stand" in clerkship.receipt("IT")
    clerkship.writes("IT", "accept 1")
    assert clerkship.corrections()[0].status is Ruling.PROPOSED
    asked = clerkship.letter("IT", Edition.RECEIPT)
    assert "To be sure that this is from you" in flat(clerkship.text(asked))
    clerkship.says("IT", "yes", to=asked)
    assert clerkship.corrections()[0].status is Ruling.ACCEPTED


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("status", "Open actions: 6"),
        ("actions", "Shorten the referral form"),
        ("overdue", "None."),
        ("corrections", "sixteen lamps"),
        ("redline", "one version"),
        ("help", "decline 12 because"),
        ("review", "The review tray is empty"),
    ],
)
def test_the_clerk_asks_for_a_list(clerkship: Clerkship, asked: str, found: str) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", asked)
    assert found in clerkship.receipt("IT"), clerkship.receipt("IT")


def attached(letter: bytes) -> list[tuple[str | None, bytes]]:
    message = message_from_bytes(letter, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return [(part.get_filename(), part.get_content()) for part in message.iter_attachments()]


def sides_of(word: bytes) -> tuple[str, str]:
    """Give the text of a Word file with its tracked changes rejected, and with them accepted."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        body = archive.read("word/document.xml").decode()
    removed, added = r"<w:del .*?</w:del>", r"<w:ins .*?</w:ins>"
    assert re.search(removed, body) and re.search(added, body)
    before, after = (re.sub("<[^>]+>", "", re.sub(out, "", body)) for out in (added, removed))
    return before, after


@pytest.mark.parametrize("words", ["redline", f"redline {MEETING}"])
def test_the_clerk_who_asks_for_the_redline_gets_it_as_a_word_file_too(clerkship: Clerkship, words: str) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1", to=digest(clerkship))
    clerkship.says("IT", words)
    receipt = clerkship.letter("IT", Edition.RECEIPT)
    assert f"Attached as a Word file with tracked changes: redline-{MEETING}.docx" in flat(clerkship.text(receipt))
    assert "sixteen" in clerkship.text(receipt), "the text lists it as before"
    [(name, word)] = attached(receipt)
    assert name == f"redline-{MEETING}.docx"
    before, after = sides_of(word)
    assert "fifteen lamps" in before and "sixteen lamps" not in before
    assert "sixteen lamps" in after and "fifteen lamps" not in after
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        at = archive.read("docProps/core.xml").decode()
    assert f"{clerkship.now:%Y-%m-%dT%H:%M:%SZ}" in at, "it bears the time of the receipt, not the one at which it was composed"


def test_the_word_file_of_a_redline_is_composed_twice_to_the_same_bytes(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1", to=digest(clerkship))
    clerkship.says("IT", "redline")
    store = clerkship.workspace.look()
    [receipt] = [d for d in store.all(Dispatch) if d.edition is Edition.RECEIPT and attached(store.letters.read(d.body) or b"")]
    letter = receipt_letter(clerkship.workspace, clerkship.workspace.desk(store.roster), store, receipt)
    assert letter and [(a.name, a.content) for a in letter.attachments] == attached(store.letters.read(receipt.body) or b"")


@pytest.mark.parametrize("asked", ["redline", "status", "redline 2019-01-01"])
def test_no_file_comes_where_there_is_nothing_to_compare_or_none_was_asked_for(clerkship: Clerkship, asked: str) -> None:
    clerkship.says("IT", asked)
    assert not attached(clerkship.letter("IT", Edition.RECEIPT)) and "Attached" not in clerkship.receipt("IT")


def test_whoever_is_no_clerk_by_the_time_the_answer_is_written_gets_no_file(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("IT", "accept 1", to=digest(clerkship))
    with clerkship.workspace.open("test") as store:
        Collector(clerkship.workspace, store).take_mails([clerkship.mail("IT", "redline", to=clerkship.letter("IT"))], clerkship.now)
        people = [replace(p, standing=Standing.CONTACT) if p.initials == "IT" else p for p in store.roster]
        import_roster(store, people, "people.csv", clerkship.now)
    clerkship.deliver()
    assert not attached(clerkship.letter("IT", Edition.RECEIPT)) and "Attached" not in clerkship.receipt("IT")


def test_a_document_by_mail_is_shown_settled_and_sent(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", minutes=False)
    clerkship.writes("IT", "Here are the minutes.", attached=("minutes.md", sample("minutes.md")))
    asked = clerkship.letter("IT", Edition.RECEIPT)
    text = flat(clerkship.text(asked))
    assert "Who is “Hanna ?”" in text and "Nothing can go out before that is settled" in text
    assert not clerkship.workspace.look().all(Meeting)
    clerkship.says("IT", "send", to=asked)
    assert not clerkship.workspace.look().all(Meeting)
    clerkship.says("IT", "Hanna ? is Hanna Vogel", to=asked)
    asked = clerkship.letter("IT", Edition.RECEIPT)
    text = flat(clerkship.text(asked))
    assert "“Hanna ?” is Hanna Vogel" in text and "Answer “send”, and 11 people get their letter" in text
    assert "The letter to Iris Tate would be" in text
    clerkship.says("IT", "Send it.", to=asked)
    assert clerkship.workspace.look().get(Meeting, MEETING) is not None
    assert "QSB 2627" in clerkship.text(clerkship.letter("BH"))
    clerkship.says("IT", "send", to=asked)
    assert "taken already" in flat(clerkship.receipt("IT"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("minutes.docx", b"PK nonsense", "minutes.docx"), ("minutes.txt", b"Hello there.\n", "mended")],
)
def test_a_document_that_cannot_be_read_is_answered_with_the_reason(
    clerkship: Clerkship, name: str, content: bytes, said: str
) -> None:
    clerkship.writes("IT", "The minutes.", attached=(name, content))
    assert said in flat(clerkship.receipt("IT")), clerkship.receipt("IT")


def test_a_document_from_somebody_else_is_no_offer(clerkship: Clerkship) -> None:
    clerkship.writes("DP", "Here are the minutes.", attached=("minutes.md", sample("minutes.md")))
    assert not clerkship.workspace.look().all(Offer)
