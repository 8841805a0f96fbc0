"""Corrections laid upon minutes: where they fit, what they change, which contradict each other, and how they stand to a later version."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.demo.story import sample
from mailflow.flows.take import read_minutes
from mailflow.minutes.corrections import Change, Edit, Standing, conflicts, corrected, fit, same
from mailflow.minutes.model import Attendance, Minutes, Presence, PreviousAction
from mailflow.minutes.places import Part, place
from mailflow.minutes.standing import follow
from mailflow.minutes.substance import Weight, kind_of
from mailflow.replies.reading import read_words
from mailflow.replies.which import with_place
from reading_cases import CONTEXTS, cases, words

LAYOUTS = [path for path in (Path(__file__).parent / "minutes").iterdir() if path.suffix != ".json"]
MINUTES, _ = read_minutes("minutes.md", sample("minutes.md"))
QUAY = "Lighting on the north quay"


def text_of(minutes: Minutes, number: str) -> str:
    return next(item.text for item in minutes.items if item.number == number)


def after(*changes: Change, minutes: Minutes = MINUTES) -> Minutes:
    done = corrected(minutes, changes)
    assert done.unplaced == ()
    return done.minutes


def why(*changes: Change, minutes: Minutes = MINUTES) -> list[tuple[int, Standing]]:
    return [(one.change.id, one.why) for one in corrected(minutes, changes).unplaced]


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "find", "parts"),
    [
        ("3.1", "fifteen lamps", [Part.ITEM_TEXT]),
        ("3.1", QUAY, [Part.ITEM_TITLE]),
        (None, "return  interviews took place", [Part.ITEM_TEXT]),
        ("attendance", "Gregory Marsh: apologies", [Part.STATUS]),
        ("attendance", "Gregory Marsh", [Part.NAME]),
        ("attendance", "Coast Police", [Part.AGENCY]),
        ("attendance", "Cora Lind", [Part.SUBSTITUTE]),
        (None, "Minutes of the meeting held", [Part.TITLE]),
        ("3.2", "action", [Part.ITEM_TEXT, Part.ITEM_TEXT]),
        ("3.1", "volunteers", []),
        ("9.9", "volunteers in writing", [Part.ITEM_TEXT]),
        ("3.1", "  ", []),
    ],
)
def test_a_passage_is_found_in_the_part_that_holds_it(item: str | None, find: str, parts: list[Part]) -> None:
    assert [one.part for one in place(MINUTES, item, find)] == parts


def test_what_stands_to_the_letter_goes_before_what_is_merely_alike() -> None:
    one = replace(MINUTES.items[0], text="The Board met. The board agreed.")
    minutes = replace(MINUTES, items=(one,))
    assert [found.start for found in place(minutes, "1", "board")] == [19]
    assert [found.start for found in place(minutes, "1", "BOARD")] == [4, 19]


# --- one correction --------------------------------------------------------------------------------------------------


def test_a_passage_is_replaced_and_nothing_else() -> None:
    done = after(Change(1, "3.1", "fifteen lamps", "sixteen lamps"))
    assert text_of(done, "3.1") == text_of(MINUTES, "3.1").replace("fifteen", "sixteen")
    assert replace(done, items=MINUTES.items) == MINUTES


def test_a_passage_quoted_with_other_spaces_and_quotation_marks_is_replaced() -> None:
    item = replace(MINUTES.items[0], text="It was called “a fair  start” – by DP.")
    done = after(Change(1, "1", '"a fair start" - by', "“a good start” – by"), minutes=replace(MINUTES, items=(item,)))
    assert done.items[0].text == "It was called “a good start” – by DP."


@pytest.mark.parametrize(
    ("find", "left"),
    [
        ("Most concern neglect.", "DP reported that schools made 42 referrals last term, twice as many as a year ago."),
        (" last term,", "DP reported that schools made 42 referrals twice as many as a year ago. Most concern neglect."),
        ("last term", "DP reported that schools made 42 referrals, twice as many as a year ago. Most concern neglect."),
        ("DP reported that schools made 42 referrals last term, twice as many as a year ago.", "Most concern neglect."),
    ],
)
def test_a_deletion_leaves_no_hole(find: str, left: str) -> None:
    assert text_of(after(Change(1, "3.2", find, "")), "3.2").split("\n\n")[0] == left


def test_a_paragraph_or_an_entry_that_was_deleted_whole_is_gone() -> None:
    item = replace(MINUTES.items[0], text="Agreed:\n- one lamp\n- two lamps\n\nThere was no more.")
    minutes = replace(MINUTES, items=(item,))
    assert after(Change(1, "1", "one lamp", ""), minutes=minutes).items[0].text == "Agreed:\n- two lamps\n\nThere was no more."
    assert after(Change(1, "1", "There was no more.", ""), minutes=minutes).items[0].text == "Agreed:\n- one lamp\n- two lamps"


def test_what_is_inserted_stands_behind_the_passage_that_stays() -> None:
    done = after(Change(1, "4", "71 per cent of cases.", "71 per cent of cases. The board thanked the police."))
    assert "in 71 per cent of cases. The board thanked the police.\n\nAction:" in text_of(done, "4")


def test_apologies_correct_the_row_and_only_the_row() -> None:
    done = after(Change(1, "attendance", "Dilys Pryce: present", "Dilys Pryce: apologies"))
    assert [(row.name, row.status) for row in done.attendance if row not in MINUTES.attendance] == [("Dilys Pryce", Presence.APOLOGIES)]


def test_who_was_there_in_person_was_not_substituted() -> None:
    row = after(Change(1, "attendance", "Ben Holt: substituted", "Ben Holt: present")).attendance[1]
    assert (row.status, row.substitute) == (Presence.PRESENT, None)
    row = after(Change(1, "attendance", "Ben Holt: substituted", "Ben Holt: apologies")).attendance[1]
    assert (row.status, row.substitute) == (Presence.APOLOGIES, "Cora Lind")


def test_who_was_not_on_the_list_is_added_among_those_in_attendance() -> None:
    row = after(Change(1, "attendance", None, "Becky Moss: present")).attendance[-1]
    assert (row.name, row.status, str(row.group)) == ("Becky Moss", Presence.PRESENT, "in attendance")


def test_a_status_nobody_knows_is_refused() -> None:
    assert why(Change(1, "attendance", "Dilys Pryce: present", "Dilys Pryce: on the moon")) == [(1, Standing.UNFIT)]


def test_a_name_is_mended_in_the_list() -> None:
    assert after(Change(1, "attendance", "Gregory Marsh", "Gregory Marche")).attendance[5].name == "Gregory Marche"


def test_words_of_every_part_can_be_corrected() -> None:
    row = replace(MINUTES.attendance[0], initials="AF", note="left at eleven")
    earlier = PreviousAction("QSB 2526_07", "open", "Paint the gate.", "EO has bought paint.")
    minutes = replace(MINUTES, attendance=(row, *MINUTES.attendance[1:]), previous_actions=(earlier,), others=("3 members of the public",))
    done = after(
        Change(1, "attendance", "AF", "ADF"),
        Change(2, "attendance", "left at eleven", "left at noon"),
        Change(3, "attendance", "Independent Chair", "Chair"),
        Change(4, "attendance", "Cora Lind", "Cora Linde"),
        Change(5, "attendance", "3 members of the public", "4 members of the public"),
        Change(6, None, "Paint the gate", "Paint both gates"),
        Change(7, None, "EO has bought paint", "EO has bought no paint"),
        Change(8, None, "Referrals from schools", "Referrals by schools"),
        minutes=minutes,
    )
    first = done.attendance[0]
    assert (first.initials, first.note, first.role) == ("ADF", "left at noon", "Chair")
    assert (done.attendance[1].substitute, done.others) == ("Cora Linde", ("4 members of the public",))
    assert done.previous_actions == (replace(earlier, text="Paint both gates.", said="EO has bought no paint."),)
    assert done.items[4].title == "Referrals by schools"


def test_an_action_follows_the_words_of_its_item() -> None:
    done = after(
        Change(1, "3.1", "Replace the lamps", "Replace all lamps"),
        Change(2, "3.1", "(BH, by 30 November 2026)", "(CL, by 15 December 2026)"),
    )
    action = done.actions[0]
    assert action.text == "Replace all lamps on the north quay and tell the board when the work is done."
    assert (action.owners, action.due) == (("CL",), dt.date(2026, 12, 15))
    assert done.actions[1:] == MINUTES.actions[1:]


def test_an_owner_beside_the_words_stays_with_them() -> None:
    beside = replace(MINUTES.actions[1], owners=("Port Authority",))
    minutes = replace(MINUTES, actions=(MINUTES.actions[0], beside, *MINUTES.actions[2:]))
    action = after(Change(1, "3.1", "Put up notices", "Put up signs"), minutes=minutes).actions[1]
    assert (action.text, action.owners) == ("Put up signs about the closed slipway.", ("Port Authority",))


def test_an_action_deleted_from_the_words_is_no_action_any_more() -> None:
    done = after(Change(1, "3.1", "Action: Put up notices about the closed slipway. (Harbour Watch)", ""))
    assert [action.text[:7] for action in done.actions] == ["Replace", "Shorten", "Brief t", "Report ", "Thank t"]


def test_an_action_that_stands_in_no_item_is_corrected_itself() -> None:
    minutes = replace(MINUTES, items=tuple(replace(item, text="") for item in MINUTES.items))
    done = after(
        Change(1, "3.1", "the lamps", "all lamps"),
        Change(2, "3.1", "BH", "CL"),
        Change(3, "4", "January 2027", "March 2027"),
        minutes=minutes,
    )
    assert done.actions[0].text.startswith("Replace all lamps")
    assert done.actions[0].owners == ("CL",)
    assert done.actions[4].due == dt.date(2027, 3, 31)


def test_the_next_meeting_and_what_is_due_by_it_follow_the_words() -> None:
    done = after(Change(1, "6", "Thursday 21 January 2027 at 9.30am", "Friday 29 January 2027 at 10am"))
    assert [(one.date, one.time) for one in done.next_meetings] == [(dt.date(2027, 1, 29), "10:00")]
    assert done.actions[2].due == dt.date(2027, 1, 29)


def test_the_venue_follows_the_title_and_the_day_does_not() -> None:
    done = after(Change(1, None, "8 October 2026 at 9.30am, Harbour Room, Quay House", "9 October 2026 at 10am, Tide Room, Quay House"))
    assert (done.venue, done.time, done.date) == ("Tide Room, Quay House", "10:00", MINUTES.date)


def test_an_action_whose_line_cannot_be_read_again_is_told_of() -> None:
    text = "The lamps: BH will see to it that they burn."
    item, action = replace(MINUTES.items[3], text=text), replace(MINUTES.actions[0], text="BH will see to it")
    minutes = replace(MINUTES, items=(*MINUTES.items[:3], item, *MINUTES.items[4:]), actions=(action,))
    done = corrected(minutes, [Change(1, "3.1", text, "Nobody knows who sees to the lamps, which were out: they burn.")])
    assert done.stale == (action,)


def test_owners_that_the_new_words_do_not_name_stay_and_are_told_of() -> None:
    item = replace(MINUTES.items[3], text="Action: Cllr Pell to draft an answer by 19 July.")
    action = replace(MINUTES.actions[0], text="Cllr Pell to draft an answer by 19 July.", owners=("Cllr Pell",), due=dt.date(2027, 7, 19))
    action = replace(action, due_text="by 19 July")
    minutes = replace(MINUTES, items=(*MINUTES.items[:3], item, *MINUTES.items[4:]), actions=(action,))
    done = corrected(minutes, [Change(1, "3.1", "Cllr Pell to draft an answer by 19 July", "The answer is drafted by 20 July")])
    assert done.stale == done.minutes.actions
    assert (done.minutes.actions[0].owners, done.minutes.actions[0].due) == (("Cllr Pell",), dt.date(2027, 7, 20))


@pytest.mark.parametrize("path", sorted(LAYOUTS), ids=lambda path: path.name)
def test_in_every_layout_an_action_follows_its_words_and_keeps_its_owner_and_day(path: Path) -> None:
    minutes, _ = read_minutes(path.name, path.read_bytes())
    for at, action in enumerate(minutes.actions):
        words = action.text.split()
        if len(words) < 6:
            continue
        longer = " ".join([*words[:-2], "quite", *words[-2:]])
        done = corrected(minutes, [Change(1, action.item or None, action.text, longer)])
        assert done.taken == (1,) and done.stale == ()
        now = done.minutes.actions[at]
        assert (now.text, now.owners, now.delegate) == (longer, action.owners, action.delegate)
        others = [one for n, one in enumerate(minutes.actions) if n != at]
        assert [one for n, one in enumerate(done.minutes.actions) if n != at] == others


# --- several ---------------------------------------------------------------------------------------------------------


def test_corrections_of_different_words_of_one_sentence_are_both_taken() -> None:
    done = after(
        Change(1, "3.1", "CL said that fifteen lamps are affected", "CL said that sixteen lamps are affected"),
        Change(2, "3.1", "fifteen lamps are affected", "fifteen lamps were affected"),
        Change(3, "3.1", "CL said", "EO said"),
    )
    assert "EO said that sixteen lamps were affected and that two boats" in text_of(done, "3.1")


def test_two_wordings_for_the_same_words_are_a_conflict_and_the_first_is_taken() -> None:
    one, two = Change(1, "3.1", "fifteen lamps", "sixteen lamps"), Change(2, "3.1", "that fifteen", "that twelve")
    done = corrected(MINUTES, [two, one])
    assert done.taken == (1,)
    assert [(u.change.id, u.why, u.others) for u in done.unplaced] == [(2, Standing.CONFLICT, (1,))]
    assert "sixteen lamps" in text_of(done.minutes, "3.1")
    assert conflicts(MINUTES, [one, two]) == ((one, two),)


def test_a_wording_and_a_deletion_of_what_is_about_it_are_a_conflict() -> None:
    one = Change(1, "3.1", "CL said that fifteen lamps are affected and that two boats were damaged in the dark.", "")
    assert len(conflicts(MINUTES, [one, Change(2, "3.1", "fifteen", "sixteen")])) == 1


def test_two_sentences_put_into_the_same_spot_are_a_conflict_and_one_beside_a_change_is_not() -> None:
    here = Change(1, "4", "71 per cent of cases.", "71 per cent of cases. One.")
    there = Change(2, "4", "of cases.", "of cases. Two.")
    beside = Change(3, "4", "71 per cent of cases", "72 per cent of all")
    assert conflicts(MINUTES, [here, there, beside]) == ((here, there),)


def test_two_people_who_ask_for_the_same_are_taken_once() -> None:
    one, two = Change(1, "3.1", "fifteen lamps", "sixteen lamps"), Change(2, "3.1", "that fifteen lamps are", "that sixteen  lamps are")
    assert same(one, two, MINUTES)
    assert not conflicts(MINUTES, [one, two])
    done = corrected(MINUTES, [one, two])
    assert (done.taken, done.unplaced) == ((1, 2), ())
    assert text_of(done.minutes, "3.1").count("sixteen") == 1
    inserts = [Change(n, "4", "of cases.", "of cases. The board thanked EO.") for n in (1, 2)]
    assert text_of(corrected(MINUTES, inserts).minutes, "4").count("thanked EO") == 1


def test_the_same_wording_in_other_quotation_marks_and_case_is_the_same() -> None:
    assert same(Change(1, "4", "“late”", "Too “late”."), Change(2, "4", '"Late"', 'too "late"'))
    assert not same(Change(1, "4", "late", "early"), Change(2, "5", "late", "early"))
    assert not same(Change(1, "4", "late", "early"), Change(2, "4", "late", ""))


def test_a_correction_of_what_another_put_there_is_taken_after_it() -> None:
    done = after(
        Change(2, "3.1", "sixteen lamps and a buoy", "sixteen lamps and two buoys"),
        Change(5, "3.1", "fifteen lamps", "sixteen lamps and a buoy"),
    )
    assert "sixteen lamps and two buoys are" in text_of(done, "3.1")


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        (Change(1, "3.1", "seventeen lamps", "sixteen lamps"), Standing.GONE),
        (Change(1, "3.1", "fourteen lamps", "fifteen lamps are affected"), Standing.ALREADY_SO),
        (Change(1, "3.1", "lamps are affected", "fifteen lamps are affected"), Standing.ALREADY_SO),
        (Change(1, "3.1", "the lamps", "all lamps"), Standing.SEVERAL),
        (Change(1, "3.1", "fifteen lamps", None), Standing.NO_WORDING),
        (Change(1, "3.1", None, "sixteen lamps"), Standing.NO_WORDING),
        (Change(1, "attendance", "Dilys Pryce: absent", "Dilys Pryce: present"), Standing.ALREADY_SO),
        (Change(1, "attendance", "Dilys Pryce: absent", "Dilys Pryce: apologies"), Standing.CHANGED),
        (Change(1, "attendance", "Nobody Known: absent", "Nobody Known: apologies"), Standing.GONE),
    ],
)
def test_what_cannot_be_taken_says_why(change: Change, standing: Standing) -> None:
    done = corrected(MINUTES, [change])
    assert (done.minutes, done.taken, [one.why for one in done.unplaced]) == (MINUTES, (), [standing])


def test_of_several_places_the_one_that_was_chosen_is_changed() -> None:
    lines = text_of(after(Change(1, "3.1", "the lamps", "all lamps", which=2)), "3.1").split("\n\n")
    assert ["all lamps" in line for line in lines] == [False, True, False, False]
    assert why(Change(1, "3.1", "the lamps", "all lamps", which=9)) == [(1, Standing.SEVERAL)]


CHANGED = st.tuples(st.integers(0, 70), st.integers(1, 5), st.sampled_from(["", "X", "X Y Z", "the"]))
WORDS = [*text_of(MINUTES, "3.1").replace("\n", " ").split()]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 36), st.integers(1, 4), st.sampled_from(["", "X", "X Y", "the"])), max_size=6), st.randoms())
def test_the_order_in_which_corrections_come_does_not_matter_and_none_is_lost(spans: list[tuple[int, int, str]], chance: object) -> None:
    changes = [Change(n, "3.1", " ".join(WORDS[at : at + length]), new) for n, (at, length, new) in enumerate(spans, 1)]
    mixed = list(changes)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = corrected(MINUTES, changes), corrected(MINUTES, mixed)
    assert one == other
    assert sorted([*one.taken, *(u.change.id for u in one.unplaced)]) == [change.id for change in changes]
    lines = text_of(one.minutes, "3.1")
    assert lines == lines.strip() and "\n\n\n" not in lines and "  " not in lines


def test_a_quotation_that_flows_on_over_a_paragraph_leaves_the_paragraphs_apart() -> None:
    done = after(
        Change(1, "3.2", "Most concern neglect. FN asked whether the referral form", "Most concern neglect. FN asked if the referral form")
    )
    assert text_of(done, "3.2") == text_of(MINUTES, "3.2").replace("asked whether", "asked if")


# --- a later version -------------------------------------------------------------------------------------------------

LATER, _ = read_minutes(
    "minutes.md",
    sample("minutes.md")
    .replace(b"### 3.2 Referrals", b"### 3.2 Boats\n\nTwo boats were seen; fifteen lamps burned on them.\n\n### 3.3 Referrals")
    .replace(b"fifteen lamps are", b"some sixteen lamps are")
    .replace(b"The chair welcomed everyone. ", b"")
    .replace(b"42 referrals last term", b"43 referrals last term"),
)


@pytest.mark.parametrize(
    ("change", "standing", "item", "now"),
    [
        (Change(1, "3.1", "two boats were damaged", "three boats were damaged"), Standing.FITS, "3.1", ""),
        (Change(1, "3.2", "twice as many", "three times as many"), Standing.FITS, "3.3", ""),
        (Change(1, "3.2", "42 referrals", "43 referrals"), Standing.ALREADY_SO, "3.3", ""),
        (Change(1, "3.2", "42 referrals", "44 referrals"), Standing.CHANGED, "3.3", "43 referrals"),
        (Change(1, "3.1", "fifteen lamps", "sixteen lamps"), Standing.CHANGED, "3.1", "some sixteen lamps"),
        (Change(1, "1", "The chair welcomed everyone.", ""), Standing.ALREADY_SO, "1", ""),
        (Change(1, "1", "The chair welcomed everyone.", "EO welcomed everyone."), Standing.GONE, "1", ""),
        (Change(1, "attendance", "Gregory Marsh: apologies", "Gregory Marsh: present"), Standing.FITS, "attendance", ""),
        (Change(1, "3.1", "no such words there", "other words"), Standing.GONE, "3.1", ""),
    ],
)
def test_a_correction_is_followed_into_a_later_version(change: Change, standing: Standing, item: str, now: str) -> None:
    found = follow(change, MINUTES, LATER)
    assert (found.standing, found.change.item, found.now) == (standing, item, now)


def test_a_correction_of_words_that_now_stand_elsewhere_too_keeps_to_its_own_place() -> None:
    doubled = replace(
        LATER,
        items=tuple(replace(i, text="The lamps of two boats were damaged. " + i.text) if i.number == "3.1" else i for i in LATER.items),
    )
    found = follow(Change(1, "3.1", "two boats were damaged", "no boats were damaged"), MINUTES, doubled)
    assert found.standing is Standing.FITS
    assert "and that no boats were damaged" in text_of(after(found.change, minutes=doubled), "3.1")


@settings(max_examples=100, deadline=None)
@given(st.lists(CHANGED, min_size=1, max_size=3), CHANGED)
def test_a_correction_followed_into_a_version_gives_what_it_gives_when_taken_with_the_others(
    others: list[tuple[int, int, str]], own: tuple[int, int, str]
) -> None:
    changes = [Change(n, "3.1", " ".join(WORDS[at : at + long]), new) for n, (at, long, new) in enumerate((*others, own), 1)]
    together = corrected(MINUTES, changes)
    alone = fit(MINUTES, changes[-1])
    met = [edit for one in changes[:-1] if isinstance(edit := fit(MINUTES, one), Edit) and isinstance(alone, Edit) and edit.meets(alone)]
    if changes[-1].id in together.taken and not met and isinstance(alone, Edit):
        second = corrected(MINUTES, changes[:-1]).minutes
        found = follow(changes[-1], MINUTES, second)
        if found.standing is Standing.FITS:
            assert after(found.change, minutes=second).items == together.minutes.items
        else:
            assert found.standing in (Standing.CHANGED, Standing.GONE, Standing.SEVERAL), "left to the clerk"


def test_a_change_of_other_words_of_the_sentence_that_was_quoted_is_no_hindrance() -> None:
    quoted = "CL said that fifteen lamps are affected and that two boats were damaged in the dark."
    change = Change(1, "3.1", quoted, quoted.replace("two boats", "three boats"))
    found = follow(change, MINUTES, LATER)
    assert found.standing is Standing.FITS
    assert "CL said that some sixteen lamps are affected and that three boats were" in text_of(after(found.change, minutes=LATER), "3.1")


def test_a_correction_of_one_of_several_places_is_followed_to_that_place() -> None:
    change = Change(1, "3.1", "the lamps", "all lamps", which=2)
    found = follow(change, MINUTES, LATER)
    assert found.standing is Standing.FITS
    lines = text_of(after(found.change, minutes=LATER), "3.1").split("\n\n")
    assert ["all lamps" in line for line in lines] == [False, True, False, False]
    more = replace(LATER.items[3], text="On the lamps and the lamps.\n\n" + LATER.items[3].text)
    later = replace(LATER, items=(*LATER.items[:3], more, *LATER.items[4:]))
    lines = text_of(after(follow(change, MINUTES, later).change, minutes=later), "3.1").split("\n\n")
    assert ["all lamps" in line for line in lines] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("Item 3.1, second paragraph: “the lamps” should read “all lamps”", 2),
        ("in 3.1 the lamps should read all lamps where it says they are replaced before the clocks go back", 2),
        ("“the lamps” should read “all lamps”", 0),
    ],
)
def test_the_place_meant_is_told_by_what_its_sender_wrote(said: str, which: int) -> None:
    change = Change(1, "3.1", "the lamps", "all lamps")
    assert with_place(change, MINUTES, said) == replace(change, which=which)
    sure = Change(2, "3.1", "fifteen lamps", "sixteen lamps")
    assert with_place(sure, MINUTES, said) == sure


def test_every_certain_correction_of_the_reading_cases_can_be_made() -> None:
    made = 0
    for case in cases():
        context = CONTEXTS[case.context]
        rows = tuple(Attendance(name, status=Presence(status)) for name, status in context.attendance)
        minutes = Minutes("Board", "Minutes", context.meeting_date, attendance=rows, items=context.items)
        for one in read_words(words(case.say, case.about), context).corrections:
            if not one.doubt and one.replace is not None:
                change = with_place(Change(1, one.item, one.find, one.replace), minutes, one.text)
                done = corrected(minutes, [change])
                made += len(done.taken)
                if done.unplaced:
                    assert (done.unplaced[0].why, one.text) == (Standing.SEVERAL, "monitors should be watches")
    assert made >= 115


# --- slips and substance ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        (Change(1, "3.1", "lamps on the north quay, which were", "lamps on the North Quay, which were"), Weight.SLIP),
        (Change(1, "3.1", "CL said", "EO said"), Weight.SLIP),
        (Change(1, "3.2", "42 referrals", "43 referrals"), Weight.SLIP),
        (Change(1, "3.2", "42 referrals", "24 referrals"), Weight.SLIP),
        (Change(1, "3.2", "42 referrals", "420 referrals"), Weight.SUBSTANCE),
        (Change(1, "3.2", "42 referrals last term", "referrals last term"), Weight.SUBSTANCE),
        (Change(1, "4", "71 per cent", "17 per cent"), Weight.SUBSTANCE),
        (Change(1, "3.2", "is still too long", "is still not too long"), Weight.SUBSTANCE),
        (Change(1, "3.2", "is still too long", "isn’t too long"), Weight.SUBSTANCE),
        (Change(1, "3.2", "shorten it to two pages", "shorten it to a page"), Weight.SUBSTANCE),
        (Change(1, "3.2", "The board agreed", "The bord agreed"), Weight.SLIP),
        (Change(1, "3.2", "Most concern neglect.", ""), Weight.SUBSTANCE),
        (Change(1, "3.2", "Most concern neglect.", "Most concern neglect. The chair was pleased."), Weight.SUBSTANCE),
        (Change(1, "3.2", "asked whether", "wondered whether"), Weight.SLIP),
        (Change(1, "3.1", "(BH, by", "(CL, by"), Weight.SUBSTANCE),
        (Change(1, "3.1", "30 November 2026", "31 November 2026"), Weight.SUBSTANCE),
        (
            Change(1, "3.1", "CL said that fifteen", "A long story was told by the harbour master before he said that fifteen"),
            Weight.SUBSTANCE,
        ),
        (Change(1, "6", "21 January 2027", "22 January 2027"), Weight.SUBSTANCE),
        (Change(1, "attendance", "Gregory Marsh: apologies", "Gregory Marsh: present"), Weight.SLIP),
        (Change(1, "attendance", "Gregory Marsh", "Gregory Marche"), Weight.SLIP),
        (Change(1, "4", "something that is not there", "some thing"), Weight.SUBSTANCE),
        (Change(1, "4", "reasons", None), Weight.SUBSTANCE),
    ],
)
def test_a_correction_is_weighed(change: Change, weight: Weight) -> None:
    assert kind_of(MINUTES, change) is weight
