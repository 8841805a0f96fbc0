"""The redline: what changed between versions, as values, as text, as a page, as tracked changes in Word, and by the command."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow.demo.story import sample
from mailflow.errors import UsageError
from mailflow.flows.redline import draw
from mailflow.flows.take import read_minutes, take
from mailflow.journal import CorrectionProposed, CorrectionRuled, Fact
from mailflow.letters.redline import Drawn, Side, redline_page, redline_text, redline_word
from mailflow.letters.templates import Templates, builtin_folder
from mailflow.minutes.blocks import paragraphs_in
from mailflow.minutes.corrections import Change, Standing, Unplaced, corrected
from mailflow.minutes.differences import Mark
from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Attendance, Item, Minutes, PreviousAction
from mailflow.minutes.places import Part
from mailflow.minutes.redline import Redline, Topic, compare, shortened
from mailflow.minutes.sources import compare_corrected
from mailflow.records import Correction
from mailflow.register import Proposal, Ruling
from mailflow.workspace import Workspace
from test_cli import run

MINUTES, _ = read_minutes("minutes.md", sample("minutes.md"))
CHANGES = (
    Change(1, "3.1", "fifteen lamps", "sixteen lamps"),
    Change(2, "3.1", "(BH, by 30 November 2026)", "(CL, by 15 December 2026)"),
    Change(3, "attendance", "Gregory Marsh: apologies", "Gregory Marsh: present"),
    Change(4, "6", "9.30am", "10am"),
    Change(5, "3.2", "Most concern neglect.", ""),
    Change(6, "attendance", None, "Becky Moss: present"),
    Change(7, "3.1", "sixteen lamps are", "some sixteen lamps are"),
)
LATER = corrected(MINUTES, CHANGES).minutes
TYPED = replace(
    LATER,
    title="Minutes of the meeting held on Thursday 8 October 2026 at 9.30am, Tide Room, Quay House",
    items=(
        LATER.items[0],
        *LATER.items[3:],
        Item("7", "Boats", "Two boats came.\n\nThey brought:\n- lamps\n- oil"),
        replace(LATER.items[1], number="8"),
    ),
    previous_actions=(PreviousAction("QSB 2526_01", "closed", "The gate was painted."),),
    others=("3 members of the public",),
)


def texts(redline: Redline, *, without: Mark) -> list[str]:
    """Give the lines of one of the two versions, as the redline holds them."""
    return [
        "".join(run.text for run in passage.runs if run.mark is not without) for passage in redline.passages if passage.mark is not without
    ]


def changed(redline: Redline) -> list[tuple[Part, tuple[int, ...], str]]:
    brackets = {Mark.SAME: "", Mark.REMOVED: "-{}", Mark.ADDED: "+{}"}
    return [
        (one.part, one.corrections, " ".join(brackets[run.mark].format(run.text.strip()) for run in one.runs if run.mark is not Mark.SAME))
        for one in redline.passages
        if one.changed
    ]


# --- values ----------------------------------------------------------------------------------------------------------


def test_versions_that_say_the_same_have_nothing_changed() -> None:
    assert compare(MINUTES, MINUTES).changed == ()


@pytest.mark.parametrize("pair", [(MINUTES, LATER), (LATER, TYPED), (TYPED, MINUTES)], ids=["corrected", "typed", "back"])
def test_a_redline_holds_both_versions_whole(pair: tuple[Minutes, Minutes]) -> None:
    before, after = pair
    redline = compare(before, after)
    for minutes, without in ((before, Mark.ADDED), (after, Mark.REMOVED)):
        said = texts(redline, without=without)
        alone = texts(compare(minutes, minutes), without=Mark.ADDED)
        assert sorted(said) == sorted(alone)
        for item in minutes.items:
            assert {line.removeprefix("- ") for line in item.text.split("\n") if line} <= set(said)


def test_every_change_names_the_correction_it_came_from() -> None:
    assert changed(compare_corrected(MINUTES, LATER, CHANGES)) == [
        (Part.STATUS, (3,), "-apologies +present"),
        (Part.STATUS, (6,), "+Becky Moss: present"),
        (Part.ITEM_TEXT, (1, 7), "-fifteen +some sixteen"),
        (Part.ITEM_TEXT, (2,), "-BH +CL -30 November +15 December"),
        (Part.ITEM_TEXT, (5,), "-Most concern neglect."),
        (Part.ITEM_TEXT, (4,), "-9.30am +10am"),
        (Part.ACTION, (2,), "-BH, 30 November +CL, 15 December"),
        (Part.NEXT_MEETING, (4,), "-09:30 +10:00"),
    ]


def test_a_change_that_no_correction_asked_for_names_none() -> None:
    redline = compare_corrected(MINUTES, replace(LATER, items=(replace(LATER.items[0], title="Opening"), *LATER.items[1:])), CHANGES)
    assert [(part, numbers) for part, numbers, _ in changed(redline) if not numbers] == [(Part.ITEM_TITLE, ())]


def test_items_that_came_went_were_renumbered_or_moved_are_told_as_such() -> None:
    items = [section for section in compare(LATER, TYPED).sections if section.topic is Topic.ITEM]
    assert [
        (
            "".join(run.text for run in one.heading[0].runs if run.mark is not Mark.REMOVED) or one.heading[0].runs[0].text,
            one.mark,
            one.moved,
        )
        for one in items
        if one.changed
    ] == [
        ("3 Matters arising", Mark.REMOVED, False),
        ("7 Boats", Mark.ADDED, False),
        ("8 Minutes of the last meeting and action log", Mark.SAME, True),
    ]
    last, *others = LATER.items[::-1]
    front = compare(LATER, replace(LATER, items=(last, *others[::-1])))
    assert [one.heading[0].runs[0].text[:1] for one in front.sections if one.moved] == ["6"], "not all that it was put before"


def test_a_person_whose_name_was_mended_stays_one_row() -> None:
    rows = (*MINUTES.attendance[:5], replace(MINUTES.attendance[5], name="Gregory Marche"), *MINUTES.attendance[6:])
    assert changed(compare(MINUTES, replace(MINUTES, attendance=rows))) == [(Part.STATUS, (), "-Marsh +Marche")]
    rows = (*rows[:5], Attendance("Greg Marsh", status=MINUTES.attendance[5].status), *rows[6:])
    assert len(changed(compare(MINUTES, replace(MINUTES, attendance=rows)))) == 1


def test_what_was_left_out_of_the_minutes_is_nowhere_in_the_redline() -> None:
    before, after = (replace(one, items=one.items[:3] + one.items[5:], actions=one.actions[:1]) for one in (MINUTES, LATER))
    drawn = Drawn("QSB", dt.date(2026, 10, 8), Side(1), Side(2), compare_corrected(before, after, CHANGES), {})
    made = redline_text(Templates(), drawn) + redline_page(Templates(), drawn)
    document = redline_word(drawn, after, at=NOW, author="clerk")
    assert "neglect" not in made + word_text(document) and "Gregory" in made and "Gregory" in word_text(document)


def test_long_stretches_that_stay_are_shortened_beside_the_change_only() -> None:
    redline = compare(MINUTES, LATER)
    runs = next(one.runs for one in redline.passages if any("fifteen" in run.text for run in one.runs))
    said = [run.text for run in shortened(runs, keep=20)]
    assert said[0].startswith("...") and said[0].endswith("CL said that ") and len(said[0]) < 26
    assert said[-1].startswith(" lamps are") and said[-1].endswith("...")
    assert [run for run in shortened(runs) if run.mark is not Mark.SAME] == [run for run in runs if run.mark is not Mark.SAME]


def test_eighty_kilobytes_are_compared_in_a_moment() -> None:
    text = "\n\n".join(f"The board heard report {n}, which was long, and noted that lamp {n * 7} is out again." for n in range(20))
    items = tuple(Item(str(n), f"Report {n}", text.replace("lamp", f"lamp no {n}")) for n in range(50))
    before = replace(MINUTES, items=items)
    after = replace(MINUTES, items=tuple(replace(item, text=item.text.replace(" long,", " short, and dull,")) for item in items))
    assert sum(len(item.text) for item in items) > 80_000
    started = time.process_time()
    redline = compare(before, after)
    assert time.process_time() - started < 1.5, "0.2 s where nothing else runs"
    assert len(changed(redline)) == 1000


# --- text ------------------------------------------------------------------------------------------------------------

DRAWN = Drawn(
    "Quayside Board",
    dt.date(2026, 10, 8),
    Side(1),
    Side(2),
    compare_corrected(MINUTES, LATER, CHANGES),
    {1: ("Dilys Pryce", "Emeka Obi"), 5: ("Farah Nasser",)},
    (
        (Unplaced(Change(9, "4", "a", "b"), Standing.CHANGED), "some words"),
        (Unplaced(Change(10, "4", "a", "b"), Standing.CONFLICT, (), (1,)), ""),
    ),
)


def test_the_text_says_in_words_what_was_removed_and_added_and_by_whom() -> None:
    said = redline_text(Templates(), DRAWN)
    flat = " ".join(said.split())
    assert "CL said that [removed: fifteen] [added: some sixteen] lamps are affected" in flat
    assert "(correction 1, proposed by Dilys Pryce and Emeka Obi; correction 7)" in flat
    assert "a year ago. [removed: Most concern neglect.] (correction 5, proposed by Farah Nasser)" in flat
    assert "from draft 1 to draft 2" in flat and "Unchanged: 1 Welcome and apologies;" in flat
    assert "Correction 9: the passage was changed otherwise and now reads “some words”." in flat
    assert "Correction 10: it contradicts correction 1" in flat
    assert max(map(len, said.split("\n"))) <= 72 and "\n\n\n" not in said
    assert "Harbour Watch" not in said, "what did not change is left out"


def test_every_reason_for_which_a_correction_is_left_has_its_sentence() -> None:
    for why in Standing:
        if why is not Standing.FITS:
            drawn = replace(DRAWN, left=((Unplaced(Change(9, "4", "a", "b"), why, (), (1,)), ""),))
            assert "Correction 9: " in redline_text(Templates(), drawn) and "Correction 9: " in redline_page(Templates(), drawn)


def test_versions_alike_are_said_to_be() -> None:
    drawn = replace(DRAWN, redline=compare(MINUTES, MINUTES), left=())
    assert "Nothing changed." in redline_text(Templates(), drawn) and "Nothing changed." in redline_page(Templates(), drawn)


# --- page ------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page holds: its tags in order, and the text of each ins and del."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marked: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        if tag in ("ins", "del"):
            self.marked.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if {"ins", "del"} & set(self.open):
            tag, text = self.marked[-1]
            self.marked[-1] = (tag, text + data)


def test_the_page_marks_changes_in_words_and_its_headings_are_in_order() -> None:
    html = redline_page(Templates(), DRAWN)
    page = Page(html)
    assert ("del", "removed: fifteen") in page.marked and ("ins", "added: some sixteen") in page.marked
    assert all(text.startswith({"ins": "added: ", "del": "removed: "}[tag]) for tag, text in page.marked)
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    assert html.startswith("<!doctype html>") and '<html lang="en">' in html
    assert "script" not in page.tags and "link" not in page.tags and "img" not in page.tags and "http" not in html


def test_nothing_of_minutes_or_names_can_become_markup() -> None:
    evil = '</p><script>alert("1")</script><b onmouseover=x>{{ 7*7 }}{% raw %}&amp;'
    one = replace(MINUTES.items[0], title=evil, text=f"{evil}\n- {evil}")
    rows = tuple(replace(row, name=evil, role=evil, note=evil) for row in MINUTES.attendance)
    action = replace(MINUTES.actions[0], text=evil, owners=(evil,), due=None, due_text=evil)
    before = replace(MINUTES, board=evil, title=evil, items=(replace(one, text="x"),), attendance=rows[:1], actions=(action,))
    after = replace(before, venue=evil, items=(one,), attendance=rows, actions=(action, action), others=(evil,))
    unplaced = Unplaced(Change(1, evil, evil, evil), Standing.CHANGED)
    drawn = Drawn(evil, dt.date(2026, 10, 8), Side(1), Side(2), compare(before, after), {1: (evil,)}, ((unplaced, evil),))
    for redline in (drawn.redline, compare(after, before)):
        redline = Redline(
            tuple(
                replace(s, passages=tuple(replace(p, corrections=(1,) if p.changed else ()) for p in s.passages)) for s in redline.sections
            )
        )
        html = redline_page(Templates(), replace(drawn, redline=redline))
        tags = Page(html).tags
        assert "script" not in tags and "b" not in tags
        assert html.count("{{ 7*7 }}") >= 8 and "&amp;amp;" in html and "49" not in html.replace("{{ 7*7 }}", "")


COLOUR = re.compile(r"(?:^|[;{\s])(background|color):\s*(#[0-9a-f]{6})")


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_stands_out_from_what_it_stands_on() -> None:
    html = redline_page(Templates(), DRAWN)
    dark = html[html.index("prefers-color-scheme") : html.index("@media print")]
    light = {dict(COLOUR.findall(style)).get("background", "#ffffff"): dict(COLOUR.findall(style))["color"]
             for style in re.findall(r'style="([^"]*)"', html) if "color:#" in style.replace("background", "") and COLOUR.search(style)
             and "color" in dict(COLOUR.findall(style))}  # fmt: skip
    assert len(light) >= 3
    assert all(contrast(ground, ink) >= 4.5 for ground, ink in light.items())
    rules = [dict(COLOUR.findall(rule)) for rule in re.findall(r"\{([^{}]*)\}", dark)]
    assert len(rules) == 5
    assert all(contrast(rule.get("background", "#14181c"), rule["color"]) >= 4.5 for rule in rules)


def test_what_is_coloured_in_a_redline_has_a_colour_for_the_dark_in_letters_too() -> None:
    part = (builtin_folder() / "changes.html.j2").read_text("utf-8")
    frame = (builtin_folder() / "frame.html.j2").read_text("utf-8")
    coloured = set(re.findall(r'class="(\w+)" style="[^"]*(?<!-)color:#', part))
    assert coloured == {"added", "removed", "quiet"}
    for name in coloured:
        rule = re.search(rf"\.{name} \{{([^}}]*)\}}", frame)
        assert rule is not None, f".{name} has no rule for the dark"
        colours = dict(COLOUR.findall(rule[1]))
        assert contrast(colours.get("background", "#1d2328"), colours["color"]) >= 4.5


# --- Word ------------------------------------------------------------------------------------------------------------

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_text(document: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return "".join(Tree.fromstring(package.read("word/document.xml")).itertext())


def rejected(document: bytes) -> list[str]:
    """Give the paragraphs that are left where every tracked change is rejected (ECMA-376 17.13.5)."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        body = Tree.fromstring(package.read("word/document.xml"))
    lines: list[str] = []
    for paragraph in body.iter(f"{W}p"):
        inserted = {id(node) for one in paragraph.iter(f"{W}ins") for node in one.iter()}
        text = "".join(node.text or "" for node in paragraph.iter() if node.tag in (f"{W}t", f"{W}delText") and id(node) not in inserted)
        if paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is None:
            lines.append(text)
    return [line for line in lines if line]


@pytest.mark.parametrize("pair", [(MINUTES, LATER), (LATER, TYPED), (TYPED, MINUTES)], ids=["corrected", "typed", "back"])
def test_tracked_changes_accepted_give_the_later_text_and_rejected_the_earlier(pair: tuple[Minutes, Minutes]) -> None:
    redline = compare(*pair)
    document = redline_word(replace(DRAWN, redline=redline), pair[1], at=NOW, author="The clerk")
    accepted = [paragraph.text for paragraph in paragraphs_in(read_document("redline.docx", document).blocks)]
    assert [line for line in accepted if line] == texts(redline, without=Mark.REMOVED)
    assert rejected(document) == texts(redline, without=Mark.ADDED)


# --- the command -----------------------------------------------------------------------------------------------------


def proposed(number: int, item: str, find: str, new: str, by: int = 3, version: int = 1, **facts: object) -> CorrectionProposed:
    text = f"Item {item}: “{find}” should read “{new}”"
    return CorrectionProposed(Correction(number, MEETING, version, by, NOW, text, item, find, new, **facts))  # type: ignore[arg-type]


def record(board: Workspace, *facts: Fact) -> None:
    with board.open("test") as store, store.transaction(NOW) as transaction:
        for fact in facts:
            transaction.record(fact, who="clerk")


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Workspace]:
    yield make_board_with_minutes(tmp_path / "board")


def take_again(board: Workspace, old: bytes, new: bytes) -> None:
    with board.open("test") as store:
        content = sample("minutes.md").replace(old, new)
        take(store, board.settings.board, "minutes.md", content, {"HV/Hanna ?": "Hanna Vogel"}, NOW)


def test_one_version_without_corrections_is_nothing_to_compare(board: Workspace) -> None:
    said = run("redline", MEETING, cwd=board.folder)
    assert (
        said.stdout == f"Nothing to compare: there is one version of the minutes of {MEETING}, and no correction of it was accepted yet.\n"
    )
    assert json.loads(run("redline", MEETING, "--json", cwd=board.folder).stdout) is None


def test_accepted_corrections_are_shown_with_their_proposers_and_those_not_accepted_are_not(board: Workspace) -> None:
    record(
        board,
        proposed(1, "3.1", "fifteen lamps", "sixteen lamps", also=(Proposal(4, NOW),)),
        proposed(2, "3.2", "42 referrals", "43 referrals"),
        proposed(3, "3.1", "that fifteen", "that twelve", by=5),
        *(CorrectionRuled(number, Ruling.ACCEPTED) for number in (1, 3)),
    )
    flat = " ".join(run("redline", MEETING, cwd=board.folder).stdout.split())
    assert "from draft 1 to draft 1 with the corrections accepted since" in flat
    assert "[removed: fifteen] [added: sixteen]" in flat and "43" not in flat
    assert "(correction 1, proposed by Dilys Pryce and Emeka Obi)" in flat
    assert "Correction 3, proposed by Farah Nasser: it contradicts correction 1" in flat
    found = json.loads(run("redline", MEETING, "--json", cwd=board.folder).stdout)
    assert found["from"] == {"version": 1, "accepted": False} and found["to"] == {"version": 1, "accepted": True}
    passage = found["sections"][0]["passages"][0]
    assert passage["corrections"] == [{"id": 1, "by": ["Dilys Pryce", "Emeka Obi"]}]
    assert {"text": "sixteen", "change": "added"} in passage["runs"]
    assert [(one["correction"], one["why"], one["others"]) for one in found["left"]] == [(3, "conflict", [1])]


def test_two_versions_are_compared_and_a_change_names_the_correction_that_the_later_took(board: Workspace) -> None:
    record(board, proposed(1, "3.1", "fifteen lamps", "sixteen lamps"), CorrectionRuled(1, Ruling.ACCEPTED))
    take_again(board, b"fifteen lamps", b"sixteen lamps")
    flat = " ".join(run("redline", MEETING, "--to", "2", cwd=board.folder).stdout.split())
    assert "from draft 1 to draft 2." in flat
    assert "[removed: fifteen] [added: sixteen] lamps" in flat and "(correction 1, proposed by Dilys Pryce)" in flat
    redlined = draw(board, board.look(), MEETING, None, 2)
    for numbers in ((None, None), (1, None), (1, 2)):
        assert draw(board, board.look(), MEETING, *numbers) == redlined
    back = draw(board, board.look(), MEETING, 2, 1)
    assert back is not None and (Part.ITEM_TEXT, (), "-sixteen +fifteen") in changed(back.drawn.redline)


def test_a_correction_of_the_first_version_is_laid_upon_the_second(board: Workspace) -> None:
    take_again(board, b"### 3.2 Referrals", b"### 3.2 Boats\n\nTwo boats made 42 referrals.\n\n### 3.3 Referrals")
    record(board, proposed(1, "3.2", "42 referrals", "43 referrals"), CorrectionRuled(1, Ruling.ACCEPTED))
    flat = " ".join(run("redline", MEETING, cwd=board.folder).stdout.split())
    assert "from draft 2 to draft 2 with the corrections accepted since" in flat
    assert "DP reported that schools made [removed: 42] [added: 43] referrals" in flat and "boats" not in flat


def test_a_correction_of_words_that_stand_twice_is_made_where_its_sender_said(board: Workspace) -> None:
    said = Correction(
        1, MEETING, 1, 3, NOW, "Item 3.1, second paragraph: “the lamps” should read “all lamps”", "3.1", "the lamps", "all lamps"
    )
    record(board, CorrectionProposed(said), CorrectionRuled(1, Ruling.ACCEPTED))
    found = draw(board, board.look(), MEETING, None, None)
    assert found is not None and found.drawn.left == ()
    texts = next(item.text for item in found.minutes.items if item.number == "3.1").split("\n\n")
    assert ["all lamps" in text for text in texts] == [False, True, False, False]


def test_page_and_word_file_are_written_where_they_are_asked_for(board: Workspace, tmp_path: Path) -> None:
    record(board, proposed(1, "3.1", "fifteen lamps", "sixteen lamps"), CorrectionRuled(1, Ruling.ACCEPTED))
    assert run("redline", MEETING, "--html", cwd=board.folder).stdout.startswith("<!doctype html>")
    page, word = tmp_path / "r.html", tmp_path / "r.docx"
    said = run("redline", MEETING, "--html", str(page), "--docx", str(word), cwd=board.folder)
    assert said.stdout == "" and said.stderr == f"Written to {word}.\nWritten to {page}.\n"
    assert "sixteen" in page.read_text("utf-8")
    again, _ = read_minutes("r.docx", word.read_bytes())
    assert "sixteen lamps" in next(item.text for item in again.items if item.number == "3.1")


def test_a_board_words_its_redline_itself(board: Workspace) -> None:
    record(board, proposed(1, "3.1", "fifteen lamps", "sixteen lamps"), CorrectionRuled(1, Ruling.ACCEPTED))
    own = board.folder / "templates" / "redline.txt.j2"
    own.parent.mkdir(exist_ok=True)
    source = "redline.changed[0].blocks[0].changed.sources[0]"
    own.write_text("Ours, {{ meeting.date|day }} {{ SOURCE.names|join }}".replace("SOURCE", source))
    assert run("redline", MEETING, cwd=board.folder).stdout == "Ours, 8 October 2026 Dilys Pryce\n"


@pytest.mark.parametrize(
    ("meeting", "numbers", "said"),
    [
        ("2026-01-01", (None, None), "there are no minutes of “2026-01-01”. Meetings on record: 2026-10-08."),
        (MEETING, (None, 3), "there is no version 3 of the minutes of 2026-10-08; there is only version 1."),
        (MEETING, (1, 1), "there is nothing to compare: both are version 1."),
        (MEETING, (1, None), "there is nothing to compare: both are version 1."),
        (MEETING, (None, 1), "there is no version before version 1 of the minutes of 2026-10-08."),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(
    board: Workspace, meeting: str, numbers: tuple[int | None, int | None], said: str
) -> None:
    with pytest.raises(UsageError) as raised:
        draw(board, board.look(), meeting, *numbers)
    assert said in str(raised.value)


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(board: Workspace, tmp_path: Path) -> None:
    record(board, proposed(1, "3.1", "fifteen lamps", "sixteen lamps"), CorrectionRuled(1, Ruling.ACCEPTED))
    said = run("redline", MEETING, "--docx", str(tmp_path / "no" / "r.docx"), cwd=board.folder, status=2).stderr
    assert "cannot be written" in said
