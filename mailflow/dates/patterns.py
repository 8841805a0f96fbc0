"""The patterns of dates, built from `words`; what days they make is in `days`.

A pattern is tried where a word starts, on a text in small letters, and only where that word may begin what it finds:
`kinds_at` tells which. What stands before a day ("by", "due") is looked up in `leads_to`, it is no part of a pattern.
Every repeat is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from mailflow.dates import words
from mailflow.dates.feasts import FEAST_OF

MONTH_OF = {name: number for table in words.MONTHS.values() for number, names in enumerate(table, 1) for name in names.split()}
WEEKDAY_OF = {
    name: number
    for language, table in words.WEEKDAYS.items()
    for number, names in enumerate(table)
    for name in ([names] if language == "cy" else names.split())
}
PERIOD_OF = {phrase: (unit, count) for phrases, unit, count in words.PERIODS for phrase in phrases}
_LEADS = tuple(lead for table in words.LEADS.values() for lead in table)
_PARTS = (*words.END_OF, *words.MIDDLE_OF, *words.START_OF)
WORD = re.compile(r"\w+")


def any_of(phrases: Iterable[str]) -> str:
    """Give one pattern of phrases, shared beginnings written once, longer ones first; a blank is any short white space."""
    root: dict[str, _Node] = {}
    for phrase in phrases:
        node = root
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    return f"(?:{_written(root)})"


_Node = dict[str, "_Node"]


def _written(node: _Node) -> str:
    branches = [_letter(letter) + _written(below) for letter, below in node.items() if letter]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{body})?" if "" in node else body


def _letter(letter: str) -> str:
    return {" ": r"\s{1,3}", "'": "['’]"}.get(letter) or re.escape(letter)


# --- where a pattern may begin ---------------------------------------------------------------------------------------

_JOINED = re.compile(r"\d{1,4}\s?[-/.]\s?\d")
_NAMED = re.compile(r"\d{1,3}(?:[a-zº-ÿ]{1,4}\b|\.)?[\s\-/]{0,3}(?:[^\W\d_]|[&\-–])")
_NUMERIC = ("year_first", "numeric", "day_and_month_numbers", "month_slash_year")
_WORDED = ("day_and_month", "borrowed_month", "counted", "day_alone")
_AFTER_WEEKDAY = ("weekday", "numeric", "day_and_month_numbers", "day_and_month", "month_then_day", "day_alone")


def kinds_at(word: str, lowered: str, start: int) -> tuple[str, ...]:
    """Tell which kinds of day may begin with a word at a place of a text."""
    if not word[0].isdigit():
        return _first_words().get(word, ())
    joined = _JOINED.match(lowered, start) is not None
    named = _NAMED.match(lowered, start) is not None
    return (_NUMERIC if joined else ()) + (_WORDED if named else ())


@cache
def _first_words() -> dict[str, tuple[str, ...]]:
    """The words that may begin a day -> the kinds to try."""
    beginnings: tuple[tuple[tuple[str, ...], Iterable[str]], ...] = (
        (_AFTER_WEEKDAY, WEEKDAY_OF),
        (("month_then_day", "month_of_year", "month_alone"), MONTH_OF),
        (("month_of_year", "part_of_month", "end_of_year"), _PARTS),
        (("weekday",), (*words.NEXT, *words.LAST, "a week on")),
        (("relative_day",), words.RELATIVE_DAYS),
        (("counted",), (*words.WITHIN, *words.NUMBERS)),
        (("period",), PERIOD_OF),
        (("meeting",), (*words.NEXT_MEETING, *words.NEXT_MEETING_FIXED)),
        (("feast",), FEAST_OF),
    )
    table: dict[str, list[str]] = {}
    for kinds, phrases in beginnings:
        for first in {found[0] for phrase in phrases if (found := WORD.match(phrase))}:
            table.setdefault(first, []).extend(kind for kind in kinds if kind not in table.get(first, ()))
    return {first: tuple(kinds) for first, kinds in table.items()}


@cache
def _lead_pattern(kind: str) -> re.Pattern[str]:
    phrases: dict[str, Iterable[str]] = {
        "day": _LEADS,
        "month": (*_LEADS, *words.LEADS_OF_MONTHS),
        "feast": words.FEAST_LEADS,
        "other word": words.NOT_RELATIVE_AFTER,
    }
    return re.compile(rf"(?<!\w){any_of(phrases[kind])}\s{{1,3}}(?:the\s{{1,3}}|der\s|la\s|le\s|zu[rm]\s)?$")


def leads_to(kind: str, lowered: str, start: int) -> bool:
    """Tell whether a lead ("by", "until") stands before a place: of a `day`, a `month`, a `feast`; or an `other word`."""
    return start > 0 and _lead_pattern(kind).search(lowered[max(0, start - 24) : start]) is not None


# --- the patterns ----------------------------------------------------------------------------------------------------


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """Give the pattern of a kind of day; the group "date" is the day in its own words. Built at its first use."""
    return re.compile(_SOURCES[kind])


_MONTH, _WEEKDAY = any_of(MONTH_OF), any_of(WEEKDAY_OF)
_ORDINAL, _BETWEEN = any_of(words.ORDINALS), any_of(words.BETWEEN)
_YEAR = r"(?P<year>(?:19|20|21)\d\d(?![\d/_])|'\d\d(?!\d)|(?<=[-/.])\d\d(?!\d)|\d\d(?=\s{0,3}(?:[,;)\]]|\.(?!\d)|$)))"
_FULL_YEAR = r"(?P<year>(?:19|20|21)\d\d(?![\d/_])|'\d\d(?!\d)|(?<=-)\d\d(?!\d))"
_DAY = rf"(?P<day>\d{{1,2}})(?:{_ORDINAL}\b|\.(?=\s?[^\W\d]))?"
_WEEKDAY_FIRST = rf"(?:(?P<weekday>{_WEEKDAY})\b\.?,?\s{{0,3}}(?:the\s|le\s|el\s|der\s|den\s|,)?\s?)?"
# A day that begins with a number is no part of a longer number, a time or a sum of money.
_NUMBER_EDGE, _NAMED_EDGE = r"(?<![\w/.,_:£$€#-])", r"(?<![\w/.,_:£$€#])"

_SOURCES = {
    "year_first": rf"{_NUMBER_EDGE}(?P<date>(?P<year>(?:19|20|21)\d\d)([-/])(?P<month>\d{{1,2}})\3(?P<day>\d{{1,2}}))(?!\d|[-/_.]\d)",
    "numeric": (
        rf"{_NUMBER_EDGE}(?P<date>{_WEEKDAY_FIRST}(?P<day>\d{{1,2}})(?P<sep>\s?[-/.]\s?)(?P<month>\d{{1,2}})(?P=sep)"
        r"(?P<year>(?:19|20|21)\d\d|\d\d))(?![\w/-]|\.\d)"
    ),
    "day_and_month_numbers": (
        rf"{_NUMBER_EDGE}(?P<date>{_WEEKDAY_FIRST}(?P<day>\d{{1,2}})(?P<sep>[/.])(?P<month>\d{{1,2}})(?P<dot>\.(?!\d))?)(?![\w/-]|[.,:]\d)"
    ),
    "month_slash_year": rf"{_NUMBER_EDGE}(?P<date>(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d))(?![\w/.-])",
    "day_and_month": (
        rf"{_NAMED_EDGE}(?P<date>{_WEEKDAY_FIRST}{_DAY}[\s\-/]{{0,3}}(?:{_BETWEEN}\s{{1,3}})?(?P<month>{_MONTH})\b"
        rf"(?:\.?[\s,\-/]{{0,3}}(?:{_BETWEEN}\s)?{_YEAR})?)"
    ),
    # "23rd and 29th November": the first borrows the month of the second.
    "borrowed_month": (
        rf"{_NAMED_EDGE}(?P<date>(?P<day>\d{{1,2}}){_ORDINAL}?)\s{{0,3}}(?:and|&|or|to|-|–|und|et|y|bis)\s{{0,3}}(?:{_WEEKDAY}\s{{1,3}})?"
        rf"\d{{1,2}}{_ORDINAL}?\s{{1,3}}(?:{_BETWEEN}\s{{1,3}})?(?P<month>{_MONTH})\b(?:\.?[\s,]{{0,3}}{_YEAR})?"
    ),
    "month_then_day": (
        rf"(?P<date>{_WEEKDAY_FIRST}(?P<month>{_MONTH})\b\.?\s{{1,3}}(?P<day>\d{{1,2}})(?P<ordinal>{_ORDINAL})?(?![\w:/]|\.\d)"
        r"(?:[\s,]{1,3}(?P<year>(?:19|20|21)\d\d)(?!\d))?)"
    ),
    "month_of_year": (
        rf"(?P<date>(?:(?P<part>{any_of(_PARTS)})(?:\s{{1,3}}|-))?(?P<month>{_MONTH})\b\.?[\s,\-]{{0,3}}(?:{_BETWEEN}\s)?{_FULL_YEAR})"
    ),
    "part_of_month": rf"(?P<date>(?P<part>{any_of(_PARTS)})(?:\s{{1,3}}|-)(?P<month>{_MONTH})\b)(?!'s|\s\d)",
    "month_alone": rf"(?P<date>(?P<month>{_MONTH}))\b(?!'|-?\d|\s\d)",
    "weekday": (
        rf"(?P<date>(?:(?P<next>{any_of(words.NEXT)})\s|(?P<last>{any_of(words.LAST)})\s|(?P<on>a\sweek\son\s))?"
        rf"(?P<weekday>{_WEEKDAY})\b(?P<week>\sweek\b)?)(?!'s)"
    ),
    "relative_day": rf"(?P<date>(?P<word>{any_of(words.RELATIVE_DAYS)}))(?!\w)",
    "counted": (
        rf"(?P<date>(?:(?P<within>{any_of(words.WITHIN)})\s)?(?P<number>\d{{1,3}}|{any_of(words.NUMBERS)})\s"
        rf"(?P<unit>{any_of(words.UNITS)})\b'?s?(?:\s(?P<after>{any_of((*words.FROM_NOW, 'ago'))})\b)?)"
    ),
    "day_alone": rf"(?P<date>{_WEEKDAY_FIRST}(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b)(?:\sof\s(?:this|the)\smonth)?",
    "period": rf"(?P<date>(?P<phrase>{any_of(PERIOD_OF)}))(?!\w)",
    "end_of_year": r"(?P<date>(?:the\s)?(?:end of|ende|fin|diwedd)\s(?P<year>20\d\d))(?![\d/_-])",
    "meeting": (
        rf"(?P<date>{any_of(words.NEXT_MEETING)}(?:\s(?:{any_of(words.MEETING_WORDS)}|(?P<capitals>[a-z]{{2,6}}))){{0,3}}"
        rf"\s{any_of(words.MEETINGS)}|{any_of(words.NEXT_MEETING_FIXED)})(?!\w)"
    ),
    "feast": rf"(?P<date>(?P<feast>{any_of(FEAST_OF)})(?:,?\s(?P<year>20\d\d))?)(?![\w/_-])",
}  # fmt: skip
