"""Minutes in many layouts: each document in tests/minutes says what its twin, written beside it, says it does."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow.minutes import people_terms
from mailflow.minutes.as_json import minutes_from_json, minutes_json, problems_from_json
from mailflow.minutes.blocks import paragraphs_in
from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Minutes, Problem
from mailflow.minutes.parse import parse_document, parse_minutes
from shared import SHARED

CASES = Path(__file__).parent / "minutes"
DOCUMENTS = sorted(path for path in CASES.iterdir() if path.suffix in (".docx", ".md", ".html", ".txt"))
REAL = [SHARED / "minutes" / f"sscb-2018-10-18.{ending}" for ending in ("docx", "txt")]
# Words that became values: the mark of an action is always "Action:", "Yes" is present, "Chairman" an office, "Cllrs" parted.
FURTHER = ("actions", "cllrs", "item", "top")
VALUES = (
    *people_terms.OFFICES.values(),
    *people_terms.PRESENCE.values(),
    people_terms.SUBSTITUTE_AFTER,
    people_terms.SUBSTITUTE_VERBS,
    people_terms.NOBODY,
    FURTHER,
)
REWRITTEN = {word for phrases in VALUES for phrase in phrases for word in phrase.split()}


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.lower()))


def said_in(minutes: Minutes, problems: tuple[Problem, ...]) -> set[str]:
    return set(words_of(" ".join(strings_in(minutes_json(minutes, problems)))))


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def differences(expected: object, given: object, place: str = "") -> list[str]:
    """Tell where what is given is not as expected. A twin may leave keys out; an item may stand as [number, title], null for any title."""
    if isinstance(expected, dict) and isinstance(given, dict):
        return [found for key, value in expected.items() for found in differences(value, given.get(key, "nothing"), f"{place}.{key}")]
    if isinstance(expected, list) and isinstance(given, dict):
        number, title = expected
        return differences({"number": number} if title is None else {"number": number, "title": title}, given, place)
    if isinstance(expected, list) and isinstance(given, list) and len(expected) == len(given):
        pairs = enumerate(zip(expected, given, strict=True))
        return [found for at, (one, other) in pairs for found in differences(one, other, f"{place}[{at}]")]
    return [] if expected == given else [f"{place}: {expected!r} is expected, {given!r} is read"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_says_what_its_twin_says(path: Path) -> None:
    minutes, problems = parse_minutes(read_document(path.name, path.read_bytes()))
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert {"board", "date", "attendance", "items", "actions", "problems"} <= expected.keys()
    assert differences(expected, minutes_json(minutes, problems)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_minutes_survive_being_kept_as_json(path: Path) -> None:
    minutes, problems = parse_minutes(read_document(path.name, path.read_bytes()))
    record = json.loads(json.dumps(minutes_json(minutes, problems)))
    assert minutes_from_json(record) == minutes
    assert problems_from_json(record) == problems


@pytest.mark.parametrize("path", [*DOCUMENTS, *REAL], ids=lambda path: path.name)
def test_no_word_of_a_document_is_lost(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not here")
    document = read_document(path.name, path.read_bytes())
    parsed = parse_document(document)
    typed = words_of(" ".join(paragraph.text for paragraph in paragraphs_in(document.blocks)))
    furniture = set(words_of(" ".join(parsed.furniture)))
    lost = set(typed) - said_in(parsed.minutes, parsed.problems) - furniture - REWRITTEN
    assert {word for word in lost if not word.isdigit()} == set()
    assert not [number for number in lost if number.isdigit() and not _in_date_or_time(number, parsed.minutes)]


def _in_date_or_time(number: str, minutes: Minutes) -> bool:
    """A day or an hour may be said in another form ("7" o'clock is 19:00)."""
    times = [minutes.time or "", *(meeting.time or "" for meeting in minutes.next_meetings)]
    hours = {str((int(time[:2]) - 1) % 12 + 1) for time in times if time} | {
        str(int(part)) for time in times if time for part in time.split(":")
    }
    days = [day for day in (minutes.date, *(meeting.date for meeting in minutes.next_meetings)) if day]
    return number.lstrip("0") in hours | {str(day.day) for day in days} | {str(day.month) for day in days}


def test_furniture_is_never_long() -> None:
    for path in DOCUMENTS:
        for words in parse_document(read_document(path.name, path.read_bytes())).furniture:
            assert len(words.split()) <= 8, (path.name, words)
