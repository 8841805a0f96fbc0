"""What minutes say of the minutes before them: approved, approved subject to something, not approved, or nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from mailflow.minutes.approval import find_approval
from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Item, StatedApproval, Verdict
from mailflow.minutes.parse import parse_minutes
from make_word import document, para, table
from shared import SHARED

MEETING = dt.date(2024, 9, 12)
TITLE = "Minutes of the last meeting"


def said(text: str, title: str = TITLE, board: str = "Quayside Safeguarding Board") -> StatedApproval | None:
    return find_approval([Item("1", "Welcome", "The Chair agreed to start late."), Item("2", title, text)], MEETING, board)


# sentence, day of the minutes that are meant
APPROVED: list[tuple[str, str | None]] = [
    ("The minutes of 12 July were approved.", "2024-07-12"),
    ("The minutes of the meeting held on Thursday 13th June 2024 were approved as a true and accurate record.", "2024-06-13"),
    ("The minutes of the meeting on 14 November were agreed.", "2023-11-14"),
    ("The minutes were accepted as a true record and signed by the Chair.", None),
    ("The minutes of the previous meeting, having been circulated, were taken as read, confirmed and signed.", None),
    ("The Board approved the minutes of 12/07/2024.", "2024-07-12"),
    ("It was resolved that the minutes be signed as a correct record.", None),
    ("RESOLVED unanimously to accept the minutes of the meeting of 4 July 2024.", "2024-07-04"),
    ("Members agreed that the minutes were an accurate record.", None),
    ("Agreed as an accurate record.", None),
    ("Agreed.", None),
    ("Approved without amendment.", None),
    ("Accepted.", None),
    ("These were approved.", None),
    ("They were unanimously agreed and signed.", None),
    ("Minutes agreed", None),
    ("The minutes were approved with no amendments.", None),
    ("The minutes were approved subject to no changes.", None),
    ("The minutes were agreed with a vote of thanks to the clerk.", None),
    ("The minutes of the July meeting were read and approved.", None),
    ("The draft minutes were circulated in advance and confirmed as correct.", None),
    ("The minutes of 12 July were approved; the finance report was deferred.", "2024-07-12"),
    ("Minutes of 12 July 2024 – approved.", "2024-07-12"),
    ("The minutes were considered to be accurate.", None),
    ("No amendments were made to the minutes and they were agreed.", None),
    ("Das Protokoll der Sitzung vom 4. Juli 2024 wurde genehmigt.", "2024-07-04"),
    ("Le procès-verbal de la séance du 4 juillet 2024 est adopté.", "2024-07-04"),
    ("Se aprueba el acta de la reunión anterior.", None),
    ("Cymeradwywyd y cofnodion.", None),
]
# sentence, what it is subject to, who proposed
SUBJECT: list[tuple[str, str, tuple[str, ...]]] = [
    ("The minutes were agreed as an accurate record subject to a minor amendment on page 3 (MD).", "a minor amendment on page 3", ("MD",)),
    ("The minutes were approved subject to the following amendment: page 2, “fifteen” to read “fifty” (Ada Fenn).",
     "the following amendment: page 2, “fifteen” to read “fifty”", ("Ada Fenn",)),
    ("Approved, subject to changing the date on page 1.", "changing the date on page 1", ()),
    ("The minutes were agreed with one amendment: KO was present.", "one amendment: KO was present", ()),
    ("The minutes were approved with a minor correction to item 4 (PS/SH).", "a minor correction to item 4", ("PS", "SH")),
    ("The minutes of 12 July were accepted as a true record with the exception of item 5, raised by BH.",
     "item 5, raised by BH", ("BH",)),
    ("Subject to the correction of two names, the minutes were approved.", "the correction of two names, the minutes were approved", ()),
    ("EO asked that his apologies be added. With this amendment the minutes were agreed.", "EO asked that his apologies be added", ()),
    ("The minutes were approved as amended.", "as amended", ()),
    ("Page 4 should read “Harbour Street”. The minutes were otherwise approved.", "Page 4 should read “Harbour Street”", ()),
    ("The minutes were approved subject to the following corrections:\n\n- page 1: the date (EO)\n- page 3: “boat” for “goat”",
     "the following corrections: page 1: the date (EO); page 3: “boat” for “goat”", ()),
    ("The minutes were approved apart from the list of those present.", "the list of those present", ()),
    ("The minutes of 5 June were accepted, with KO's comment on item 4 to be added.", "KO's comment on item 4 to be added", ()),
    ("The minutes were approved pending the correction of Mr Ng's name.", "pending the correction of Mr Ng's name", ()),
    ("Minutes to be amended. Otherwise agreed as accurate.", "Minutes to be amended", ()),
    ("MD requested an amendment on page 3; subject to this the minutes were agreed.", "MD requested an amendment on page 3", ("MD",)),
    ("The minutes of the previous meeting were approved, save for item 4.2.", "item 4.2", ()),
    ("The minutes were approved once the attendance list had been corrected.", "once the attendance list had been corrected", ()),
    ("Das Protokoll wird mit folgender Änderung genehmigt: TOP 3 entfällt.", "folgender Änderung genehmigt: TOP 3 entfällt", ()),
]  # fmt: skip
NOT_APPROVED = [
    "The minutes were not approved.",
    "Not approved, deferred.",
    "The minutes of the last meeting were not agreed and will come back in October.",
    "Approval of the minutes was deferred to the next meeting.",
    "The minutes had not been circulated in time and were deferred.",
    "Deferred to the next meeting.",
    "The meeting was not quorate, so the minutes could not be approved.",
    "It was agreed to defer the minutes of 12 July to the next meeting.",
    "The minutes could not be approved as there was no quorum.",
    "Das Protokoll wurde nicht genehmigt.",
]
NOTHING = [
    "For approval: the minutes of Thursday 12 July 2024.",
    "The Board is asked to approve the minutes of 12 July.",
    "The minutes will be approved at the next meeting.",
    "The minutes are to be approved in October.",
    "CW agreed to circulate the minutes.",
    "Action: AF to have the minutes approved (AF)",
    "The minutes of the Finance Committee were approved.",
    "If the minutes are approved the map is published.",
    "Agreed to write to the harbour master.",
    "SSCB 1819_08 action closed",
    "There were no minutes.",
    "The Board approved the budget and noted the minutes.",
    "To be agreed at the next meeting.",
    "The minutes were noted.",
    "AF thanked the clerk for the minutes. The new budget was approved.",
]


@pytest.mark.parametrize(("text", "day"), APPROVED, ids=[text[:60] for text, _ in APPROVED])
def test_minutes_are_approved_where(text: str, day: str | None) -> None:
    found = said(text)
    assert found is not None
    assert (found.verdict, found.subject_to, found.of and found.of.isoformat()) == (Verdict.APPROVED, None, day)
    assert found.sentence in text


@pytest.mark.parametrize(("text", "what", "who"), SUBJECT, ids=[text[:60] for text, _, _ in SUBJECT])
def test_minutes_are_approved_subject_to(text: str, what: str, who: tuple[str, ...]) -> None:
    found = said(text)
    assert found is not None
    assert (found.verdict, found.subject_to, found.proposed) == (Verdict.SUBJECT_TO, what, who)


@pytest.mark.parametrize("text", NOT_APPROVED)
def test_minutes_are_not_approved_where(text: str) -> None:
    found = said(text)
    assert found is not None and found.verdict is Verdict.NOT_APPROVED and found.subject_to is None


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_decided_of_the_minutes_where(text: str) -> None:
    assert said(text) is None


def test_proposer_and_seconder_are_named_in_the_sentence_or_after_it() -> None:
    for text in (
        "The minutes were approved (proposed Cllr Carr, seconded J. Dobbs).",
        "The minutes were approved. Proposed by Cllr Carr and seconded by J. Dobbs.",
        "Approved. Proposed: Cllr Carr. Seconded: J. Dobbs.",
        "Cllr Carr proposed and J. Dobbs seconded that the minutes be accepted.",
        "PROPOSED by Cllr Carr, SECONDED by J. Dobbs and RESOLVED that the minutes be signed as a true record.",
    ):
        found = said(text)
        assert found is not None and found.proposed[0] == "Cllr Carr" and "RESOLVED" not in found.proposed, text


def test_under_another_title_only_a_sentence_that_names_the_minutes_counts() -> None:
    assert said("Approved.", "Budget") is None
    assert said("Deferred to the next meeting.", "Budget") is None
    found = said("Apologies came from AF. The minutes of the last meeting were approved.", "Welcome and minutes")
    assert found is not None and found.sentence == "The minutes of the last meeting were approved."


def test_the_day_may_stand_in_the_title_and_the_latest_minutes_are_meant() -> None:
    found = said("The minutes were approved.", "Minutes of the meeting of 12 July 2024")
    assert found is not None and found.of == dt.date(2024, 7, 12)
    found = said("The minutes of the AGM on 2 May 2024 were approved. Those minutes of 12 July 2024 were agreed subject to a change.")
    assert found is not None and (found.of, found.verdict) == (dt.date(2024, 7, 12), Verdict.SUBJECT_TO)


def test_the_boards_own_name_in_the_sentence_is_no_other_body() -> None:
    found = said("The minutes of the Quayside Safeguarding Board of 12 July 2024 were approved.")
    assert found is not None and found.of == dt.date(2024, 7, 12)


@pytest.mark.parametrize("form", ["docx", "txt"])
def test_the_real_minutes_say_so_with_the_one_who_proposed_the_amendment(form: str) -> None:
    path = SHARED / "minutes" / f"sscb-2018-10-18.{form}"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    approval = parse_minutes(read_document(path.name, path.read_bytes()))[0].approval
    assert approval == StatedApproval(
        Verdict.SUBJECT_TO,
        "The minutes of the last meeting were agreed as an accurate record subject to a minor amendment on page 3 (MD).",
        "a minor amendment on page 3",
        ("MD",),
    )


def test_it_is_read_from_a_table_of_discussion_and_not_from_a_table_of_corrections() -> None:
    content = document(
        para("**Quayside Board**"),
        para("Minutes of the meeting held on 12 September 2024"),
        table(
            ("Item", "Discussion", "Action"),
            ("1", ("**Welcome**", "AF opened the meeting."), ""),
            ("2", ("**Minutes of the last meeting**", "Agreed, subject to a correction on page 2 (BH)."), ""),
        ),
    )
    approval = parse_minutes(read_document("minutes.docx", content))[0].approval
    assert approval is not None and (approval.subject_to, approval.proposed) == ("a correction on page 2", ("BH",))
    text = (
        "# Quayside Board\n\nMinutes of 12 September 2024\n\n## 1. Minutes of the last meeting\n\n"
        "| Item | Correction | Proposed by | Status |\n|---|---|---|---|\n| 2 | The minutes of May were approved. | BH | accepted |\n\n"
        "## 2. Reports\n\nNone.\n"
    )
    assert parse_minutes(read_document("minutes.md", text.encode()))[0].approval is None
