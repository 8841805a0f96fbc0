"""Taking minutes: references, versions, what becomes of actions, and who is in doubt."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board, make_board_with_minutes
from mailflow.demo.story import sample
from mailflow.errors import BlockedError
from mailflow.flows.circulate import queue
from mailflow.flows.take import TakeResult, take
from mailflow.journal import ActionReported
from mailflow.records import Action, ActionUpdate, MinutesVersion
from mailflow.replies.model import Status
from mailflow.workspace import Workspace

DOCUMENT = sample("minutes.md").decode().replace("HV/Hanna ?", "HV")


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board(tmp_path / "board")


def taken(board: Workspace, text: str, settled: dict[str, str] | None = None, now: dt.datetime = NOW) -> TakeResult:
    with board.open("test") as store:
        return take(store, board.settings.board, "minutes.md", text.encode(), settled or {}, now)


def action(board: Workspace, ref: str) -> Action:
    found = board.look().get(Action, ref)
    assert found is not None, ref
    return found


def test_refs_follow_the_highest_of_the_year_and_earlier_ones_keep_theirs(board: Workspace) -> None:
    result = taken(board, DOCUMENT)
    assert [a.ref for a in result.actions] == ["QSB 2627_03"] or [a.ref for a in result.actions if a.item] == [
        f"QSB 2627_{n:02d}" for n in range(4, 10)
    ]
    assert action(board, "QSB 2627_03").status is Status.CLOSED


def test_a_later_meeting_goes_on_counting_and_a_new_year_begins_at_one(board: Workspace) -> None:
    taken(board, DOCUMENT)
    later = DOCUMENT.replace("Thursday 8 October 2026", "Thursday 21 January 2027").replace("QSB 2627_03", "QSB 2627_04")
    result = taken(board, later.replace("(EO, January 2027)", "(EO, March 2027)"))
    assert [a.ref for a in result.actions if a.item][:2] == ["QSB 2627_10", "QSB 2627_11"]
    spring = DOCUMENT.replace("Thursday 8 October 2026", "Thursday 8 April 2027").replace("QSB 2627_03: EO reported", "EO reported")
    assert next(a.ref for a in taken(board, spring).actions if a.item) == "QSB 2728_01"


def test_an_earlier_action_that_the_minutes_close_is_closed_with_the_sentence_as_its_reason(board: Workspace) -> None:
    taken(board, DOCUMENT)
    later = DOCUMENT.replace("Thursday 8 October 2026", "Thursday 21 January 2027")
    later = later.replace("QSB 2627_03: EO reported that the joint patrol rota is in place. Action closed.",
                          "QSB 2627_04: BH reported that all lamps are lit again. Action closed.\n\n"
                          "QSB 2627_08: EO is still waiting for figures. Action to remain open.")  # fmt: skip
    taken(board, later)
    closed = action(board, "QSB 2627_04")
    assert closed.status is Status.CLOSED
    assert "all lamps are lit again" in closed.updates[-1].note
    assert closed.text.startswith("Replace the lamps"), "its own words stay"
    assert action(board, "QSB 2627_08").status is Status.OPEN


def test_a_corrected_document_is_a_new_version_in_which_actions_keep_their_refs_and_reports(board: Workspace) -> None:
    taken(board, DOCUMENT)
    report = ActionUpdate(NOW, 4, "Emeka Obi", Status.IN_PROGRESS, "half way", percent=50)
    with board.open("test") as store, store.transaction(NOW) as transaction:
        transaction.record(ActionReported("QSB 2627_08", report))
    said, now_said = "Report on the return interviews that came late, with reasons", "Report on all late return interviews, with reasons"
    changed = DOCUMENT.replace(said, now_said)
    changed = changed.replace("**Action:** Put up notices about the closed slipway. (Harbour Watch)\n", "")
    invitation = "**Action:** Invite the coroner to the next meeting. (AF)"
    changed = changed.replace("## 5. Any other business", f"{invitation}\n\n## 5. Any other business")
    result = taken(board, changed)
    assert result.version.number == 2
    assert action(board, "QSB 2627_08").text == "Report on all late return interviews, with reasons."
    assert action(board, "QSB 2627_08").updates == (report,)
    assert result.dropped == ("QSB 2627_05",)
    dropped = action(board, "QSB 2627_05")
    assert dropped.status is Status.DROPPED and "version 2" in dropped.updates[-1].note
    assert action(board, "QSB 2627_10").text == "Invite the coroner to the next meeting."
    assert board.look().get(MinutesVersion, f"{MEETING}/1") is not None, "the first version stays"


def test_the_same_document_again_changes_nothing(board: Workspace) -> None:
    taken(board, DOCUMENT)
    events = board.look().last_event
    result = taken(board, DOCUMENT, now=NOW + dt.timedelta(hours=1))
    assert result.known and result.version.number == 1
    assert board.look().last_event == events


def test_the_boards_own_refs_and_statuses_are_kept(board: Workspace) -> None:
    text = DOCUMENT.replace("**Action:** Put up notices", "**Action 24/07:** Put up notices")
    table = """
## 7. Action log

| Ref | Action | Owner | Due | Status |
| --- | --- | --- | --- | --- |
| A7 | Paint the railings | BH | 30 November 2026 | Complete |
"""
    result = taken(board, text + table)
    assert "A7" in {a.ref for a in result.actions}
    assert action(board, "A7").status is Status.DONE


def test_in_doubt_it_is_said_who_may_be_meant_and_the_clerk_settles_it(board: Workspace) -> None:
    result = taken(board, sample("minutes.md").decode())
    [doubt] = result.version.doubts
    assert "Hanna Vogel" in doubt.sentence and '--owner "Hanna ?=NAME"' in doubt.sentence
    with board.open("test") as store:
        with pytest.raises(BlockedError) as caught:
            queue(board, store, MEETING, NOW)
        assert "Hanna" in str(caught.value)
        assert queue(board, store, MEETING, NOW, skip_doubtful=True) == 11
    for typed in ("HV/Hanna ?", "Hanna ?"):
        settled = taken(make_board(board.folder.parent / typed.replace("/", "-")), sample("minutes.md").decode(), {typed: "Hanna Vogel"})
        assert settled.version.doubts == ()
        assert settled.actions[5].owners == (7,)


def test_an_attendee_whom_nobody_knows_is_in_doubt(board: Workspace) -> None:
    text = DOCUMENT.replace("| Dilys Pryce |", "| Dolores Price |")
    result = taken(board, text)
    assert [d.what for d in result.version.doubts] == ["attendee"]
    assert "Dolores Price" in result.version.doubts[0].sentence


def test_settling_stays_settled_in_the_next_version(tmp_path: Path) -> None:
    board = make_board_with_minutes(tmp_path / "board")
    with board.open("test") as store:
        queue(board, store, MEETING, NOW)
    result = taken(board, sample("minutes.md").decode().replace("42 referrals", "43 referrals"))
    assert result.version.number == 2 and result.version.doubts == ()


def test_a_document_without_a_date_records_nothing(board: Workspace) -> None:
    with pytest.raises(BlockedError, match="nothing was recorded"):
        taken(board, "# Board\n\n## 1. Welcome\n\nWe met.\n")
    assert board.look().all(MinutesVersion) == []
