"""Confidential items reach only those entitled to them, in whatever form: every byte that others were sent is searched."""

from __future__ import annotations

import quopri
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from boards import MEETING
from clerkship import Clerkship
from mailflow.demo.story import sample
from mailflow.flows.take import read_minutes, take
from mailflow.minutes.confidential import mark_confidential, withheld
from mailflow.minutes.model import Item
from mailflow.records import Action, Dispatch, Edition
from mailflow.register import Ruling

SECRET = "The complaint against the harbour pilot Osric Tembo was discussed in full"
DEED = "Write to Osric Tembo about the outcome"
MINUTES = f"""# Quayside Safeguarding Board

Minutes of the meeting held on Thursday 8 October 2026 at 9.30am, Harbour Room, Quay House

## Attendance

| Name | Role and agency | Attendance |
| --- | --- | --- |
| Ada Fenn (chair) | Independent Chair, Quayside Safeguarding Board | Present |
| Ben Holt | Harbour Master, Port Authority | Apologies – Cora Lind attended |
| Dilys Pryce | Head Teacher, Quayside Schools | Present |
| Iris Tate (notes) | Board Officer, Quayside Council | Present |

## 1. Welcome

The chair welcomed everyone.

**Action:** Put up notices about the closed slipway. (Harbour Watch)

## 2. Complaint about the pilot (Confidential)

{SECRET}. The fee of 4,711 pounds is paid.

**Action:** {DEED}. (BH, by 30 November 2026)

### 2.1 Costs of it

The insurers pay 9,922 pounds.

**Action:** Ask the insurers of the tugboat for their file. (Becky Moss)

## 3. Next meeting

3 December 2026 at 9.30am, Harbour Room.
"""
NEEDLES = ("Osric", "Tembo", "4,711", "9,922", "insurers", "Complaint about", "complaint against", "Costs of it")
ENTITLED = {"Ada Fenn", "Ben Holt", "Dilys Pryce", "Emeka Obi", "Farah Nasser", "Gregory Marsh", "Hanna Vogel", "Iris Tate"}


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board", minutes=False)
    with made.workspace.open("test") as store:
        take(store, made.workspace.settings.board, "minutes.md", MINUTES.encode(), {}, made.now)
    made.circulate()
    return made


def all_bytes(raw: bytes) -> str:
    """Give a mail with everything in it that could be read: as it is, and each part decoded."""
    parts = [raw.decode("latin-1"), quopri.decodestring(raw).decode("utf-8", "replace")]
    for part in message_from_bytes(raw, policy=policy.default).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            parts.append(content.decode("utf-8", "replace"))
    return " ".join(" ".join(parts).split())


def sent_to_others(clerkship: Clerkship) -> list[tuple[str, Edition, str]]:
    store = clerkship.workspace.look()
    found = []
    for dispatch in store.all(Dispatch):
        name = store.roster.names([dispatch.person])[0]
        content = store.letters.read(dispatch.body)
        if name not in ENTITLED and content:
            found.append((name, dispatch.edition, all_bytes(content)))
    return found


def test_a_confidential_item_is_in_the_letters_of_the_entitled_and_in_no_byte_of_the_others(clerkship: Clerkship) -> None:
    assert SECRET.split()[-1] in clerkship.text(clerkship.letter("DP"))
    assert "Osric Tembo" in clerkship.text(clerkship.letter("GM"))
    others = sent_to_others(clerkship)
    assert {name for name, _, _ in others} == {"Cora Lind", "Becky Moss", "Harbour Watch"}
    for name, _, text in others:
        for needle in NEEDLES:
            # Who owes an action is told of that action, and of nothing else.
            if (name, needle) == ("Becky Moss", "insurers"):
                continue
            assert needle not in text, (name, needle)
    assert "Confidential item" in clerkship.text(clerkship.letter("CL"))


def test_a_reply_of_somebody_not_entitled_is_not_read_beside_what_they_were_not_sent(clerkship: Clerkship) -> None:
    guesses = ('Item 2: "4,711" should read "4,712"', 'Item 2: "The fee" should read "A fee"', "insurers: done", "QSB 2627_02: done")
    clerkship.says("CL", "\n\n".join(guesses))
    clerkship.says("BM", "What did the insurers say about the tugboat, and what else was said under item 2?")
    for name, edition, text in sent_to_others(clerkship):
        if edition is Edition.RECEIPT:
            for needle in ("Osric", "Tembo", "9,922", "complaint"):
                assert needle not in text, (name, needle)
    assert not [c for c in clerkship.corrections() if c.find and "fee of" in c.find]


def test_later_versions_rulings_the_redline_and_the_draft_keep_it_too(clerkship: Clerkship) -> None:
    clerkship.says("DP", 'Item 2: "4,711 pounds" should read "4,733 pounds"')
    clerkship.says("EO", 'Item 1: "welcomed everyone" should read "greeted everyone"')
    assert clerkship.run("correction", "accept", "1", "2").returncode == 0
    shown = clerkship.run("redline", MEETING).stdout
    page = clerkship.run("redline", MEETING, "--html").stdout
    listed = clerkship.run("redline", MEETING, "--json").stdout
    for form in (shown, page, listed):
        assert "greeted" in form
        assert not any(needle in form for needle in (*NEEDLES, "4,733"))
    assert "4,733" in clerkship.run("redline", MEETING, "--confidential").stdout
    word = clerkship.workspace.folder / "changes.docx"
    assert clerkship.run("redline", MEETING, "--docx", str(word)).returncode == 0
    assert not any(needle in _word_text(word) for needle in (*NEEDLES, "4,733"))
    clerkship.run("circulate", MEETING, "--yes")
    clerkship.deliver()
    assert "4,733" in clerkship.text(clerkship.letter("DP", version=2))
    for name, _, text in sent_to_others(clerkship):
        for needle in ("Osric", "4,733", "4,711"):
            assert needle not in text, (name, needle)
    assert "greeted" in clerkship.text(clerkship.letter("CL", version=2))
    assert not any(needle in clerkship.run("meetings", MEETING, "--text", "2").stdout for needle in (*NEEDLES, "4,733"))
    out = clerkship.workspace.folder / "next.md"
    assert clerkship.run("draft", "--date", "2026-12-03", "--out", str(out)).returncode == 0
    assert not any(needle in out.read_text("utf-8") for needle in (*NEEDLES, "4,733"))


def test_the_report_withholds_it_in_every_form_unless_it_is_asked_for(clerkship: Clerkship) -> None:
    clerkship.says("DP", 'Item 2: "4,711 pounds" should read "4,733 pounds"')
    clerkship.says("DP", 'Item 1: "welcomed everyone" should read "greeted everyone"')
    clerkship.says("BH", "QSB 2627_02: in progress, the letter to Osric Tembo is written.")
    clerkship.rule(1, Ruling.DECLINED, "The fee of 4,711 pounds is right.")
    out = clerkship.workspace.folder / "report"
    assert clerkship.run("report", "--out", str(out)).returncode == 0
    forms = [path.read_text("utf-8") for path in sorted(out.iterdir())] + [clerkship.run("report", "--json").stdout]
    assert len(forms) == 6
    for form in forms:
        assert not any(needle in form for needle in (*NEEDLES, "4,733"))
    page = (out / "report.html").read_text("utf-8")
    assert page.count("Confidential action") == 2 and page.count("Correction of a confidential item") == 1 and "greeted" in page
    assert clerkship.run("report", "--confidential", "--out", str(out)).returncode == 0
    page = (out / "report.html").read_text("utf-8")
    assert "4,733" in page and "Osric Tembo is written" in page and "insurers" in (out / "actions.csv").read_text("utf-8")


def _word_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_confidential_action_is_not_handed_to_somebody_who_is_not_entitled(clerkship: Clerkship) -> None:
    [deed] = [a for a in clerkship.workspace.look().all(Action) if DEED in a.text]
    assert deed.confidential
    understood = clerkship.says("BH", f"{deed.ref}: not mine, it is Becky Moss's.")
    assert understood.waits
    with pytest.raises(IndexError):
        clerkship.letter("BM", Edition.HANDING)


@pytest.mark.parametrize(
    ("titles", "secret"),
    [
        ([("1", "Welcome"), ("2", "Staffing (Confidential)"), ("3", "Next")], ["2"]),
        ([("1", "Welcome"), ("2", "CONFIDENTIAL: Staffing"), ("2.1", "Pay"), ("3", "Next")], ["2", "2.1"]),
        ([("1", "Welcome"), ("2", "Staffing – confidential"), ("3", "Next")], ["2"]),
        ([("1", "Welcome"), ("", "Part II – Confidential"), ("2", "Staffing"), ("3", "Pay")], ["", "2", "3"]),
        ([("", "Confidential items"), ("1", "Staffing"), ("", "Part I – Open session"), ("2", "Roads")], ["", "1"]),
        ([("1", "Confidentiality policy"), ("2", "Confidential waste contract"), ("3", "Restricted parking in Mill Lane")], []),
        ([("1", "Personal (vertraulich)"), ("2", "Personnel (confidentiel)"), ("3", "Staff (cyfrinachol)")], ["1", "2", "3"]),
        ([("1", "Staff [strictly confidential]"), ("2", "Sale of land (exempt: commercial)"), ("3", "Exempt vehicles")], ["1", "2"]),
    ],
)
def test_how_documents_mark_it(titles: list[tuple[str, str]], secret: list[str]) -> None:
    items = mark_confidential([Item(number, title, "Words.") for number, title in titles])
    assert [item.number for item in items if item.confidential] == secret


def test_a_first_line_marks_an_item() -> None:
    marked = Item("1", "Staffing", "[Confidential]\n\nWords.")
    [item, other] = mark_confidential([marked, Item("2", "Roads", "A confidential word was had.")])
    assert item.confidential and not other.confidential


OPENLY = "## 3. Next meeting\n\n3 December 2026 at 9.30am, Harbour Room.\n"


@pytest.mark.parametrize(
    ("open_words", "secret_words", "others_read"),
    [
        (OPENLY, "The panel meets again on 10 December 2026 in the Old Custom House.", [("2026-12-03", "09:30", "Harbour Room")]),
        ("## 3. Close\n\nThe chair closed it.\n", "The next meeting will be on 10 December 2026 in the Old Custom House.", []),
        ("## 3. Close\n\nReports are due on 10 December 2026.\n", "The next meeting will be on 10 December 2026, Old Custom House.", []),
        (
            "## 3. Close\n\nThe next meeting will be on 10 December 2026.\n",
            "The next meeting will be on 10 December 2026 at 7pm in the Old Custom House.",
            [("2026-12-10", None, None)],
        ),
        (f"## Part II – Confidential\n\n{OPENLY}", "Nothing.", []),
    ],
)
def test_a_meeting_that_a_confidential_item_alone_announces_is_confidential(
    open_words: str, secret_words: str, others_read: list[tuple[str, str | None, str | None]]
) -> None:
    document = MINUTES.partition("### 2.1")[0] + f"{secret_words}\n\n{open_words}"
    minutes, _ = read_minutes("minutes.md", document.encode())
    assert minutes.next_meetings
    found = [(str(one.date), one.time, one.venue) for one in withheld(minutes).next_meetings]
    assert found == others_read


def test_a_meeting_that_only_a_confidential_item_announces_is_not_in_the_next_draft(tmp_path: Path) -> None:
    secret = MINUTES.replace("## 3. Next meeting", "## 3. Next meeting (Confidential)").replace("Harbour Room.", "Tembo Hall.")
    made = Clerkship(tmp_path / "board", minutes=False)
    with made.workspace.open("test") as store:
        take(store, made.workspace.settings.board, "minutes.md", secret.encode(), {}, made.now)
    shown = made.run("draft", "--date", "2026-12-03", "--out", "-")
    assert shown.returncode == 0 and "Thursday 3 December 2026" in shown.stdout and "Tembo" not in shown.stdout


def test_nothing_is_withheld_where_nothing_is_marked(clerkship: Clerkship) -> None:
    minutes, _ = read_minutes("minutes.md", sample("minutes.md"))
    assert withheld(minutes) is minutes
