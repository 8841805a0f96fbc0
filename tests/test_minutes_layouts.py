"""Minutes in many layouts: each document in tests/minutes says what its twin, written beside it, says it does."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailflow.minutes import people_terms
from mailflow.minutes.as_json import minutes_from_json, minutes_json, problems_from_json
from mailflow.minutes.blocks import paragraphs_in
from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Minutes
from mailflow.minutes.parse import parse_document, parse_minutes
from shared import SHARED

CASES = Path(__file__).parent / "minutes"
DOCUMENTS = sorted(path for path in CASES.iterdir() if path.suffix in (".docx", ".md", ".html", ".txt"))
REAL = [SHARED / "minutes" / f"sscb-2018-10-18.{ending}" for ending in ("docx", "txt")]


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.lower()))


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
        return [
            found for key, value in expected.items() for found in differences(value, given.get(key, "nothing"), f"{place}.{key}")
        ]
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
    assert {"board", "date", "attendance", "items", "actions", "approval", "problems"} <= expected.keys()
    assert differences(expected, minutes_json(minutes, problems)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_minutes_survive_being_kept_as_json(path: Path) -> None:
    minutes, problems = parse_minutes(read_document(path.name, path.read_bytes()))
    record = json.loads(json.dumps(minutes_json(minutes, problems)))
    assert minutes_from_json(record) == minutes
    assert problems_from_json(record) == problems


def words_told(record: dict[str, Any]) -> Counter[str]:
    """Count the words of a reading; what is told of an item's text a second time (an action, a meeting) is counted once."""
    told = words_of(" ".join(strings_in({key: value for key, value in record.items() if key not in (*TOLD_AGAIN, "approval")})))
    texts = [words_of(item["text"]) for item in record["items"]]
    for one in (one for part in TOLD_AGAIN for one in record[part]):
        for string in strings_in(one):
            words = words_of(string)
            long = len(words) > 2
            if not (long and any(words <= text for text in texts)):
                told += words
    return told


TOLD_AGAIN = ("actions", "previous_actions", "next_meetings", "problems")


def became_values(minutes: Minutes) -> Counter[str]:
    """Count the words that a value may stand for: a row of attendance for "Present", an office for "Chairman" and for the name again."""
    rows = minutes.attendance
    holders = [row for row in rows if row.office]
    substituted = sum(1 for row in rows if row.substitute)
    joined = len(rows) + sum(len(action.owners) for action in minutes.actions)
    allowed = Counter({"and": joined, "cllrs": joined, "none": 2, "actions": len(minutes.actions)})
    allowed.update({"item": len(minutes.items), "top": len(minutes.items)})
    for phrases, count in (
        (people_terms.OFFICES.values(), len(holders)),
        (people_terms.PRESENCE.values(), len(rows)),
        ((people_terms.SUBSTITUTE_AFTER, people_terms.SUBSTITUTE_VERBS), substituted),
    ):
        for word in {word for several in phrases for phrase in several for word in words_of(phrase)}:
            allowed[word] += count
    for row in holders:
        allowed.update(words_of(row.name))
    return allowed


@pytest.mark.parametrize("path", [*DOCUMENTS, *REAL], ids=lambda path: path.name)
def test_no_word_of_a_document_is_lost(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path} is not here")
    document = read_document(path.name, path.read_bytes())
    parsed = parse_document(document)
    typed = words_of(" ".join(paragraph.text for paragraph in paragraphs_in(document.blocks)))
    said = words_told(minutes_json(parsed.minutes, parsed.problems))
    assert typed - said - words_of(" ".join((*parsed.furniture, *parsed.told_twice))) - became_values(parsed.minutes) == Counter()


def test_furniture_is_never_long() -> None:
    for path in DOCUMENTS:
        for words in parse_document(read_document(path.name, path.read_bytes())).furniture:
            assert len(words.split()) <= 8, (path.name, words)
