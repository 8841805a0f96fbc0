"""The register of corrections, versions, redline and approval: over the real flows, and by the commands."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from boards import MEETING, NOW
from clerkship import Clerkship
from mailflow.demo.story import sample
from mailflow.errors import BlockedError
from mailflow.flows.rule import conflicting, kind_now
from mailflow.flows.take import take
from mailflow.records import Edition, Meeting, MinutesVersion, version_key
from mailflow.register import Ruling

FIFTEEN = 'Item 3.1: "fifteen lamps" should read "sixteen lamps"'


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board")
    made.circulate()
    return made


def version(clerkship: Clerkship, number: int) -> MinutesVersion:
    found = clerkship.workspace.look().get(MinutesVersion, version_key(MEETING, number))
    assert found is not None
    return found


def test_the_same_correction_from_two_people_is_one_with_two_proposers(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", "Item 3.1: “fifteen lamps” should read “sixteen lamps”.")
    [correction] = clerkship.corrections()
    assert len(correction.proposers) == 2
    assert "one correction with both names" in " ".join(clerkship.receipt("EO").split())


def test_the_same_correction_quoted_at_another_length_is_the_same(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 3.1: "CL said that fifteen lamps are affected" should read "CL said that sixteen lamps are affected".')
    clerkship.says("AF", 'Item 3.1: "fifteen lamps are affected" should read "sixteen boats are affected".')
    first, other = clerkship.corrections()
    assert clerkship.workspace.look().roster.names(first.proposers) == ("Dilys Pryce", "Emeka Obi")
    assert clerkship.workspace.look().roster.names(other.proposers) == ("Ada Fenn",)


def test_the_same_correction_of_another_version_is_the_same(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("FN", 'Item 4: "71 per cent" should read "77 per cent"')
    clerkship.rule(2, Ruling.ACCEPTED)
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    clerkship.says("EO", 'Item 3.1: "that fifteen lamps" should read "that sixteen lamps"', to=clerkship.letter("EO", version=2))
    first, _ = clerkship.corrections()
    assert clerkship.workspace.look().roster.names(first.proposers) == ("Dilys Pryce", "Emeka Obi")


def test_the_clerk_is_told_of_an_action_that_stays_though_its_words_change(clerkship: Clerkship) -> None:
    said = (
        'Item 3.1: "Replace the lamps on the north quay and tell the board when the work is done. (BH, by 30 November 2026)" '
        'should read "Replace the lamps on the north quay and tell the board when the work is done."'
    )
    clerkship.says("DP", said)
    clerkship.says("EO", 'Item 4: "71 per cent" should read "77 per cent"')
    accepted = clerkship.run("correction", "accept", "1", "2")
    assert accepted.returncode == 0
    assert "that stays as it is, owed by BH" in " ".join(accepted.stderr.split())
    assert accepted.stderr.count("stays as it is") == 1
    clerkship.run("circulate", MEETING, "--yes")
    owners = {a["ref"]: a["owners"] for a in json.loads(clerkship.run("actions", "--json").stdout)}
    assert owners["QSB 2627_04"] == ["Ben Holt"]


def test_the_same_person_saying_it_twice_is_one_proposer(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("DP", FIFTEEN)
    [correction] = clerkship.corrections()
    assert len(correction.proposers) == 1


def test_two_corrections_of_one_passage_are_a_conflict_and_only_one_can_be_accepted(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 3.1: "fifteen lamps" should read "fourteen lamps"')
    assert conflicting(clerkship.workspace.look(), MEETING) == {1: (2,), 2: (1,)}
    rows = json.loads(clerkship.run("corrections", "--json").stdout)
    assert [row["conflicts"] for row in rows] == [[2], [1]]
    clerkship.rule(1, Ruling.ACCEPTED)
    with pytest.raises(BlockedError, match="correction 1, which is accepted"):
        clerkship.rule(2, Ruling.ACCEPTED)


def test_a_declined_proposer_is_told_the_reason_once(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    ended = clerkship.run("correction", "decline", "1")
    assert ended.returncode == 1 and "give a reason" in ended.stderr
    ended = clerkship.run("correction", "decline", "1", "--why", "The harbour counted fifteen.")
    assert ended.returncode == 0, ended.stderr
    clerkship.deliver()
    letter = clerkship.text(clerkship.letter("DP", Edition.NOTICE))
    assert "The harbour counted fifteen." in letter and "fifteen lamps" in letter
    assert clerkship.corrections()[0].status is Ruling.DECLINED
    assert clerkship.rule(1, Ruling.DECLINED, "Once more.") == 0


def test_what_is_accepted_makes_the_next_version_which_goes_out_with_its_changes_marked(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.says("EO", 'Item 4: "71 per cent" should read "73 per cent"')
    assert clerkship.run("correction", "accept", "1", "2").returncode == 0
    redline = clerkship.run("redline", MEETING)
    assert "sixteen" in redline.stdout and "correction 1, proposed by Dilys Pryce" in " ".join(redline.stdout.split())
    ended = clerkship.run("circulate", MEETING, "--yes")
    assert "connect" in ended.stderr.casefold() or ended.returncode == 1  # no server here: the letters are on disk, pending
    assert clerkship.workspace.look().get(Meeting, MEETING).version == 2  # type: ignore[union-attr]
    second = version(clerkship, 2)
    assert second.corrections == (1, 2) and second.base == 1
    assert "sixteen lamps" in next(i.text for i in second.minutes.items if i.number == "3.1")
    assert "fifteen lamps" in next(i.text for i in version(clerkship, 1).minutes.items if i.number == "3.1")
    clerkship.deliver()
    letter = clerkship.text(clerkship.letter("GM", version=2))
    assert "draft 2" in letter or "What changed since draft 1" in letter
    assert "[removed: fifteen]" in letter and "[added: sixteen]" in letter
    assert [row["taken_in"] for row in json.loads(clerkship.run("corrections", "--json").stdout)] == [2, 2]


def test_each_version_stands_with_its_text_when_and_to_whom_it_went(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.rule(1, Ruling.ACCEPTED)
    clerkship.run("circulate", MEETING, "--yes")
    first, second = json.loads(clerkship.run("meetings", MEETING, "--json").stdout)
    assert (first["document"], first["made_from"], len(first["sent_to"])) == ("minutes.md", None, 11)
    assert (second["document"], second["made_from"], second["corrections"], second["sent_to"]) == (None, 1, [1], [])
    clerkship.deliver()
    assert "Ada Fenn" in json.loads(clerkship.run("meetings", MEETING, "--json").stdout)[1]["sent_to"]
    shown = clerkship.run("meetings", MEETING).stdout
    assert "minutes.md" in shown and "version 1, with corrections 1" in shown
    old, new = (" ".join(clerkship.run("meetings", MEETING, "--text", n).stdout.split()) for n in ("1", "2"))
    assert "CL said that fifteen lamps" in old and "CL said that sixteen lamps" in new
    failed = clerkship.run("meetings", MEETING, "--text", "7")
    assert failed.returncode == 2 and "there are versions 1 to 2" in failed.stderr
    assert clerkship.run("meetings", "--text", "1").returncode == 2


def test_an_accepted_correction_in_a_version_is_not_taken_back(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.rule(1, Ruling.ACCEPTED)
    clerkship.run("circulate", MEETING, "--yes")
    with pytest.raises(BlockedError, match="stands in version 2"):
        clerkship.rule(1, Ruling.DECLINED, "No.")


def test_a_reply_to_version_1_after_version_2_is_read_against_1_and_placed_in_2(clerkship: Clerkship) -> None:
    first = clerkship.letter("EO")
    clerkship.says("DP", 'Item 3.1: "two boats were damaged" should read "three boats were badly damaged"')
    clerkship.rule(1, Ruling.ACCEPTED)
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    clerkship.says("EO", FIFTEEN, to=first)
    late = clerkship.corrections()[1]
    assert (late.version, late.find, late.status) == (1, "fifteen lamps", Ruling.PROPOSED)
    clerkship.rule(2, Ruling.ACCEPTED)
    clerkship.run("circulate", MEETING, "--yes")
    text = next(i.text for i in version(clerkship, 3).minutes.items if i.number == "3.1")
    assert "sixteen lamps" in text and "three boats were badly damaged" in text


def test_a_correction_after_the_last_day_goes_to_the_meeting_and_its_proposer_is_told(clerkship: Clerkship) -> None:
    clerkship.now = NOW + dt.timedelta(days=11)
    clerkship.says("DP", FIFTEEN)
    [correction] = clerkship.corrections()
    assert correction.late and correction.status is Ruling.FOR_THE_MEETING
    assert "the last day for corrections" in " ".join(clerkship.receipt("DP").split())


def test_approval_names_what_was_accepted_since_and_makes_the_text_final(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.rule(1, Ruling.ACCEPTED)
    ended = clerkship.run("approve", MEETING, "--at", "2026-12-03")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == (
        "The minutes of the meeting held on 8 October 2026 were agreed as an accurate record, subject to this amendment: "
        "item 3.1, “fifteen lamps” to read “sixteen lamps” (DP)."
    )
    [row] = json.loads(clerkship.run("meetings", "--json").stdout)
    assert (row["stage"], row["version"], row["approved_at"]) == ("approved", 2, "2026-12-03")
    again = clerkship.run("approve", MEETING, "--at", "2026-12-03")
    assert again.returncode == 1 and "approved already" in again.stderr
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    letter = clerkship.text(clerkship.letter("GM", version=2))
    assert "approved minutes" in letter and "DRAFT" not in letter


def test_approved_as_presented(clerkship: Clerkship) -> None:
    ended = clerkship.run("approve", MEETING)
    assert ended.stdout.strip() == "The minutes of the meeting held on 8 October 2026 were agreed as an accurate record."
    ended = clerkship.run("approve", "2026-01-01")
    assert ended.returncode == 2 and MEETING in ended.stderr
    assert clerkship.run("approve", MEETING, "--at", "3 December").returncode == 2


def test_minutes_cannot_be_approved_before_they_were_made(clerkship: Clerkship) -> None:
    ended = clerkship.run("approve", MEETING, "--at", MEETING)
    assert ended.returncode == 1 and "not after the meeting" in ended.stderr


def test_the_approved_text_is_final_and_a_later_change_is_noted_beside_it(clerkship: Clerkship) -> None:
    clerkship.run("approve", MEETING, "--at", "2026-12-03")
    clerkship.says("DP", FIFTEEN)
    [correction] = clerkship.corrections()
    assert correction.late and correction.status is Ruling.FOR_THE_MEETING
    clerkship.rule(1, Ruling.ACCEPTED)
    assert clerkship.corrections()[0].noted
    assert clerkship.workspace.look().get(Meeting, MEETING).version == 2  # type: ignore[union-attr]
    assert version(clerkship, 2).minutes == version(clerkship, 1).minutes
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    assert "approved minutes" in clerkship.text(clerkship.letter("GM", version=2)), "as presented, they go out as final"
    changed = sample("minutes.md").replace(b"fifteen lamps", b"twenty lamps")
    with clerkship.workspace.open("test") as store, pytest.raises(BlockedError, match="approved minutes are not altered"):
        take(store, clerkship.workspace.settings.board, "minutes.md", changed, {}, clerkship.now)


def test_a_document_that_holds_an_accepted_correction_takes_it_in(clerkship: Clerkship) -> None:
    clerkship.says("DP", FIFTEEN)
    clerkship.rule(1, Ruling.ACCEPTED)
    changed = sample("minutes.md").replace(b"fifteen lamps", b"sixteen lamps")
    with clerkship.workspace.open("test") as store:
        take(store, clerkship.workspace.settings.board, "minutes.md", changed, {}, clerkship.now)
    assert clerkship.corrections()[0].taken_in == 2


def test_a_slip_is_told_from_substance(clerkship: Clerkship) -> None:
    clerkship.says("DP", 'Item 5: "volunteers of Harbour Watch" should read "volunteers of the Harbour Watch"')
    clerkship.says("EO", 'Item 3.1: "the slipway is closed at night" should read "the slipway is not closed at night"')
    store = clerkship.workspace.look()
    assert [kind_now(store, c) for c in clerkship.corrections()] == ["slip", "substance"]


def test_with_the_chair_first_the_draft_goes_to_the_chair_and_to_the_others_when_they_say_so(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", "chair_first = true\n")
    ended = clerkship.run("circulate", MEETING, "--yes")
    assert "Ada Fenn (chair)" in ended.stderr, ended.stderr
    clerkship.deliver()
    letter = clerkship.letter("AF", Edition.CHAIR)
    assert "Answer “send”" in clerkship.text(letter)
    assert json.loads(clerkship.run("circulation", "--json").stdout) == []
    clerkship.says("AF", "Thank you Iris.\n\nSend\n\nAda", to=letter)
    rows = json.loads(clerkship.run("circulation", "--json").stdout)
    assert len(rows) == 11 and {row["state"] for row in rows} == {"sent"}
    assert "The minutes go out to everybody now" in clerkship.receipt("AF")
    clerkship.says("AF", "Send", to=letter)
    assert "have gone out already" in clerkship.receipt("AF")


def test_nobody_but_the_chair_lets_the_draft_go(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", "chair_first = true\n")
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    letter = clerkship.letter("AF", Edition.CHAIR)
    understood = clerkship.says("DP", "Send", to=letter)
    assert understood.outcome == "review"
    assert json.loads(clerkship.run("circulation", "--json").stdout) == []


def test_the_chairs_corrections_are_recorded_like_anybodys(tmp_path: Path) -> None:
    clerkship = Clerkship(tmp_path / "board", "chair_first = true\n")
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    clerkship.says("AF", FIFTEEN, to=clerkship.letter("AF", Edition.CHAIR))
    [correction] = clerkship.corrections()
    assert correction.find == "fifteen lamps"
    assert json.loads(clerkship.run("circulation", "--json").stdout) == []
