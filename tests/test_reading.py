"""What replies are taken for: the written cases, what holds for any text, and what the tray keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pace
from mailflow.minutes.model import Item
from mailflow.replies.as_json import reading_from_row, reading_json, reading_row
from mailflow.replies.model import Line, Reading, Status, Whose, Words
from mailflow.replies.phrases import LANGUAGES, Sense, lexicon, table
from mailflow.replies.reading import read_words
from reading_cases import CONTEXT, CONTEXTS, ITEMS, Case, cases, told, words
from shared import SHARED

CASES = tuple(cases())
PIECES = st.sampled_from(
    [
        *(
            "14",
            "15",
            "done",
            "not",
            "will be",
            "QSB 1819_14",
            "should read",
            '"forty"',
            "item 3.1",
            "?",
            ".",
            "\n",
            "\n\n",
            ",",
            "but",
            "and",
            "all",
        ),
        *(
            "except",
            "no corrections",
            "thanks",
            "Kind regards",
            "Jane",
            "50%",
            "by Friday",
            "Becky",
            "has it",
            "#",
            "1.",
            "-",
            ":",
            "“",
            "erledigt",
            "→",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join))


def _lines_taken(reading: Reading) -> set[int]:
    several = [part.lines for part in reading.updates] + [part.lines for part in reading.corrections]
    single = {part.line for part in reading.remarks} | set(reading.no_corrections_lines)
    unread = {n for part in reading.unread for n in range(part.line, max(part.line, part.last) + 1)}
    return {n for lines in several for n in lines} | single | unread


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_written_reply_is_taken_for_what_it_says(case: Case) -> None:
    reading = read_words(words(case.say, case.about), CONTEXTS[case.context])
    given = told(reading)
    wanted_remarks = any(one.startswith("(") for one in case.gives)
    assert case.gives == (given if wanted_remarks else tuple(one for one in given if not one.startswith("(")))


def test_there_are_at_least_250_written_replies() -> None:
    assert len({(case.say, case.about, case.context) for case in CASES}) >= 250


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_line_of_a_written_reply_vanishes(case: Case) -> None:
    own = words(case.say, case.about)
    assert _lines_taken(read_words(own, CONTEXTS[case.context])) == {line.number for line in own.lines if line.text.strip()}


@settings(max_examples=250, deadline=None)
@given(text=TEXTS, about=st.one_of(st.none(), st.sampled_from(["QSB 1819_14 Circulate", ITEMS[1].text]), st.text(max_size=60)))
def test_no_text_raises_and_no_own_line_vanishes(text: str, about: str | None) -> None:
    own = words(text, about)
    assert _lines_taken(read_words(own, CONTEXT)) >= {line.number for line in own.lines if line.text.strip()}


@settings(max_examples=100, deadline=None)
@given(kinds=st.lists(st.tuples(st.sampled_from(list(Whose)), TEXTS), max_size=8))
def test_only_own_lines_are_read(kinds: list[tuple[Whose, str]]) -> None:
    lines = tuple(Line(n, text.replace("\n", " "), whose) for n, (whose, text) in enumerate(kinds, 1))
    own = {line.number for line in lines if line.whose is Whose.OWN and line.text.strip()}
    assert _lines_taken(read_words(Words(lines), CONTEXT)) == own


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_a_reading_survives_the_tray(text: str) -> None:
    reading = read_words(words(text), CONTEXT)
    assert reading_from_row(json.loads(json.dumps(reading_row(reading)))) == reading


def test_the_json_has_the_keys_that_explain_promises() -> None:
    reading = read_words(words('14 - done\n\n3.1: "forty" should read "fifty"\n\nThe weather has been lovely'), CONTEXT)
    given = reading_json(reading)
    assert given["updates"][0] == {
        "ref": "QSB 1819_14",
        "status": "done",
        "note": "",
        "due": None,
        "percent": None,
        "hand_to": None,
        "doubt": "",
    }
    assert {key: given["corrections"][0][key] for key in ("item", "find", "replace")} == {
        "item": "3.1",
        "find": "forty",
        "replace": "fifty",
    }
    assert given["no_corrections"] is False
    assert given["unread"] == ["The weather has been lovely"]


@pytest.mark.parametrize("whose", [Whose.QUOTED, Whose.FURNITURE, Whose.SIGNATURE])
def test_a_status_in_words_that_are_not_the_senders_is_nothing(whose: Whose) -> None:
    assert read_words(Words((Line(1, "14 - done", whose), Line(2, "No corrections", whose))), CONTEXT) == Reading()


def test_quoted_text_between_two_lines_keeps_them_apart() -> None:
    lines = (
        Line(1, "QSB 1819_14 Circulate the revised protocol", Whose.QUOTED),
        Line(2, "Done", Whose.OWN, "", "QSB 1819_14 Circulate the revised protocol"),
        Line(3, "QSB 1819_15 Write to the harbour authority", Whose.QUOTED),
        Line(4, "Not started", Whose.OWN, "", "QSB 1819_15 Write to the harbour authority"),
    )
    assert told(read_words(Words(lines), CONTEXT)) == ("14 done", "15 open")


def test_what_explains_an_update_in_its_paragraph_is_its_note() -> None:
    reading = read_words(words("15 - in progress\nThe subgroup meets again next Tuesday.\n\nThe weather has been lovely"), CONTEXT)
    assert reading.updates[0].note == "The subgroup meets again next Tuesday."
    assert reading.updates[0].lines == (1, 2)
    assert [one.line for one in reading.unread] == [4]


def test_a_wrapped_sentence_is_one_note_and_keeps_its_lines() -> None:
    reading = read_words(
        words("14: the new version has gone to the printers and will be with all\nmembers before the end of the month."), CONTEXT
    )
    assert reading.updates[0].lines == (1, 2)
    assert reading.updates[0].note.startswith("the new version") and reading.updates[0].note.endswith("the month.")


def test_an_unread_status_offers_the_form_that_would_be_understood() -> None:
    reading = read_words(words("the thing is sorted"), CONTEXT)
    assert [(one.why, one.nearest) for one in reading.unread] == [("It does not say which action is meant.", "QSB 1819_14: done")]


def test_an_unknown_number_offers_the_nearest_ref() -> None:
    reading = read_words(words("QSB 1819_16 is done"), CONTEXT)
    assert reading.unread[0].nearest.startswith("QSB 1819_1")
    assert "1819_16" in reading.unread[0].why


def test_a_number_that_is_both_list_place_and_ref_names_both() -> None:
    reading = read_words(words("1 - done"), CONTEXTS["low"])
    assert not reading.updates
    assert "QSB 1819_01" in reading.unread[0].why and "QSB 1819_02" in reading.unread[0].why


def test_an_action_of_somebody_else_is_a_doubt_that_names_its_owners() -> None:
    update = read_words(words("17 done"), CONTEXT).updates[0]
    assert update.status is Status.DONE
    assert "Becky Hopkins, Paul Shore" in update.doubt


def test_a_passage_that_stands_twice_lists_where() -> None:
    correction = read_words(words('"monitors the situation" should read "keeps watch"'), CONTEXT).corrections[0]
    assert len(correction.choices) == 2
    assert "2 times" in correction.doubt


def test_a_passage_that_stands_elsewhere_than_said_is_a_doubt() -> None:
    correction = read_words(words('Item 4: "forty" should read "fifty"'), CONTEXT).corrections[0]
    assert correction.item == "3.1" and "item 4" in correction.doubt


def test_words_corrected_throughout_are_corrected_once_in_each_place() -> None:
    items = (Item("1", "Boats", "Two boats sank. A boat and a boat were saved.\n\nBoats cost money."), Item("2", "Piers", "One boat left."))
    own = words('Please replace "boat" with "ship" throughout. Replace "boats" with "ships" throughout.')
    found = read_words(own, replace(CONTEXT, items=items)).corrections
    assert [(one.item, one.find, one.replace) for one in found] == [
        ("1", "A boat and a boat were saved.", "A ship and a ship were saved."),
        ("2", "boat", "ship"),
        ("1", "Two boats sank", "Two ships sank"),
        ("1", "Boats cost money.", "Ships cost money."),
    ]
    assert not any(one.doubt for one in found)


def test_a_correction_holds_the_passage_as_the_minutes_have_it() -> None:
    typed = replace(CONTEXT, items=(Item("3", "Dues", "The Treasurer’s  report – as sent – was “noted”."),))
    correction = read_words(words("""'the treasurer's report - as sent' should read 'the report'"""), typed).corrections[0]
    assert correction.find == "The Treasurer’s  report – as sent"


def test_languages_are_told_by_their_phrases() -> None:
    assert read_words(words("14 ist noch nicht erledigt"), CONTEXT).languages[0] == "de"
    assert read_words(words("14 has not been done yet"), CONTEXT).languages[0] == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_table_names_only_known_senses_and_no_empty_phrase(language: str) -> None:
    senses = table(language)["senses"]
    assert set(senses) <= {sense.value for sense in Sense}
    assert all(phrase.strip() for phrases in senses.values() for phrase in phrases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_forms_and_frames(language: str) -> None:
    assert set(lexicon().forms[language]) >= {"done", "in progress", "open", "update"}
    assert table(language)["corrections"]["sure"]


HOSTILE = {
    "one letter": "a " * 130_000,
    "statuses": "14 done\n" * 5000,
    "frames": "forty should read fifty should read sixty\n" * 5000,
    "quotations": '"aaa bbb ccc" should read "ddd eee"\n' * 5000,
    "numbers": "14, 15, 1819_14 and #15 not\n" * 5000,
    "quotes": "\"'“„«" * 50_000,
    "spaces": " " * 260_000 + "x",
    "nots": "not done but not undone and not open\n" * 5000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_read_quickly_and_none_of_it_vanishes(text: str) -> None:
    lines = tuple(Line(n, line[:1000], Whose.OWN) for n, line in enumerate(text[: 256 * 1024].split("\n")[:5000], 1))
    own = Words(lines)
    assert _lines_taken(read_words(own, CONTEXT)) >= {line.number for line in lines if line.text.strip()}
    assert pace.seconds(lambda: read_words(own, CONTEXT), good=0.1) < 0.1  # tests/test_time.py measures it more closely


def test_a_reply_of_one_line_is_read_in_well_under_a_millisecond() -> None:
    own = words("14 - done, thanks")
    read_words(own, CONTEXT)
    assert pace.seconds(lambda: [read_words(own, CONTEXT) for _ in range(50)], good=0.1) < 0.1


def test_a_passage_of_real_minutes_is_found() -> None:
    source = SHARED / "minutes" / "sscb-2018-10-18.txt"
    if not source.exists():
        pytest.skip("the real minutes are not here")
    lines = Path(source).read_text(encoding="utf-8").splitlines()
    items = tuple(Item(str(n), "", line) for n, line in enumerate(lines, 1) if line.strip())
    reading = read_words(
        words('"likely to be published in mid-November" should read "likely to be published in December"'), replace(CONTEXT, items=items)
    )
    assert reading.corrections[0].find == "likely to be published in mid-November"
    assert not reading.corrections[0].doubt
