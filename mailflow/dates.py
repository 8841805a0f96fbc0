"""Dates and times as clerks and members write them.

Our own grammar: dateparser takes "may" for a date and does not know "end of March" (see CONTRIBUTING). The words are
data in `mailflow.date_words`, the patterns in `mailflow.date_patterns`, times in `mailflow.times`; here is what day a
match means. Numeric dates are day first. Where a text names no day there is none in the answer.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from mailflow import date_words as words
from mailflow.date_patterns import MONTH_OF, PERIOD_OF, WEEKDAY_OF, hot, rules
from mailflow.times import find_time

__all__ = ["FoundDate", "Lean", "find_dates", "find_time"]


class Lean(StrEnum):
    """Which year or week is meant where none is given: the next one after the anchor, the last before it, or the nearer."""

    FUTURE = "future"
    PAST = "past"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day found in a text at [start, end). `precision`: day, month (its last day is given) or meeting."""

    date: dt.date
    start: int
    end: int
    text: str
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the caller knows, and the text, for the rules."""

    text: str
    anchor: dt.date
    lean: Lean
    next_meeting: dt.date | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a rule makes of a match: the day, its precision, and the group that is the date (without "by")."""

    date: dt.date
    precision: str = "day"
    group: str = "date"


_Resolve = Callable[[re.Match[str], _Asked], _Found | None]


def find_dates(text: str, *, anchor: dt.date, lean: Lean = Lean.FUTURE, next_meeting: dt.date | None = None) -> tuple[FoundDate, ...]:
    """Find every day that a text names, in order, not overlapping.

    A month alone is its last day, "next meeting" is `next_meeting` (and nothing where that is None). A weekday or a date
    without year is taken on the side of the anchor that `lean` says; a weekday beside it decides the year where it can.
    """
    if not hot().search(text):
        return ()
    asked = _Asked(text, anchor, lean, next_meeting)
    found: list[FoundDate] = []
    for pattern, kind in rules():
        for match in pattern.finditer(text):
            made = _RESOLVERS[kind](match, asked)
            for one in (made,) if made else ():
                start, end = match.span(one.group)
                found.append(FoundDate(one.date, start, end, text[start:end], one.precision))
    return tuple(_without_overlaps(found))


def _without_overlaps(found: list[FoundDate]) -> Iterable[FoundDate]:
    """Keep, from left to right, the longest of those that overlap."""
    end = 0
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if one.start >= end:
            end = one.end
            yield one


# --- from a match to a day -------------------------------------------------------------------------------------------


def _numeric(match: re.Match[str], asked: _Asked) -> _Found | None:
    if _is_reference(asked.text, match.start("date")):
        return None
    year, month, day = _year(match["year"]), int(match["month"]), int(match["day"])
    found = _date(year, month, day)
    if found is None and len(match["year"]) == 4 and month > 12:
        # 10/18/2018 can only be month first.
        found = _date(year, day, month)
    return _Found(found) if found else None


def _day_and_month_numbers(match: re.Match[str], asked: _Asked) -> _Found | None:
    day, month = int(match["day"]), int(match["month"])
    led = match["lead"] or match["weekday"] or (match["dot"] and len(match["date"]) >= 5)
    if not led and not _stands_alone(asked.text, *match.span("date")):
        return None
    # 24/7 is no day; a dotted pair is one only where a second dot ends it ("30.11."), else it is an item number or a time.
    fraction = match["date"] in ("1/2", "1/3", "1/4") and not match["weekday"]
    if (day, month) == (24, 7) or fraction or (match["sep"] == "." and not match["dot"]):
        return None
    found = _choose(lambda year: _date(year, month, day), asked, _weekday_number(match))
    return _Found(found) if found else None


def _month_slash_year(match: re.Match[str], asked: _Asked) -> _Found | None:
    if not match["lead"] and not _stands_alone(asked.text, *match.span("date")):
        return None
    return _Found(_last_day(int(match["year"]), int(match["month"])), "month")


def _day_and_month(match: re.Match[str], asked: _Asked) -> _Found | None:
    name, month, day = match["month"], MONTH_OF[match["month"].lower()], int(match["day"])
    if match["year"]:
        found = _date(_year(match["year"]), month, day)
        return _Found(found) if found else None
    if _doubtful(name) and not _ends_here(asked.text, match.end("month")):
        return None
    found = _choose(lambda year: _date(year, month, day), asked, _weekday_number(match) if "weekday" in match.re.groupindex else None)
    return _Found(found) if found else None


def _day_alone(match: re.Match[str], asked: _Asked) -> _Found | None:
    """Find "by the 30th", "Friday 19th": the nearest such day of a month on the side that `lean` says."""
    if not (match["lead"] or match["weekday"]) or not _ends_here(asked.text, match.end()):
        return None
    weekday, anchor = _weekday_number(match), asked.anchor
    starts = (_months_on(anchor.replace(day=1), shift) for shift in range(-3, 4))
    days = [day for day in (_date(start.year, start.month, int(match["day"])) for start in starts) if day]
    fitting = [day for day in days if weekday is None or day.weekday() == weekday]
    found = _lean(fitting, asked)
    return _Found(found) if found else None


def _month_then_day(match: re.Match[str], asked: _Asked) -> _Found | None:
    month, day, after = MONTH_OF[match["month"].lower()], int(match["day"]), match.end("date")
    if match["year"]:
        found = _date(int(match["year"]), month, day)
        return _Found(found) if found else None
    sure = match["lead"] or match["ordinal"] or match["weekday"] or _ends_here(asked.text, after)
    if _doubtful(match["month"]) or not (sure or match["month"].lower() not in words.DOUBTFUL_MONTHS):
        return None
    found = _choose(lambda year: _date(year, month, day), asked, _weekday_number(match))
    return _Found(found) if found else None


def _month_alone(match: re.Match[str], asked: _Asked) -> _Found | None:
    groups = match.re.groupindex
    month, name = MONTH_OF[match["month"].lower()], match["month"]
    if re.search(r"\d(?:st|nd|rd|th)?\.?\s{0,3}$", asked.text[max(0, match.start("date") - 8) : match.start("date")]):
        return None  # a day that this month does not have ("31 November") is no month either
    part = (match["part"] or "").lower().split() if "part" in groups else []
    if "year" in groups:
        year = _year(match["year"])
    else:
        if not part and not _month_is_meant(match, asked):
            return None
        if part and _doubtful(name) and not _ends_here(asked.text, match.end("month")):
            return None
        chosen = _choose(lambda number: _last_day(number, month), asked, None)
        if chosen is None:
            return None
        year = chosen.year
    phrase = " ".join(part)
    if phrase in words.MIDDLE_OF:
        return _Found(dt.date(year, month, 15))
    if phrase in words.START_OF:
        return _Found(dt.date(year, month, 1))
    return _Found(_last_day(year, month), "month")


def _month_is_meant(match: re.Match[str], asked: _Asked) -> bool:
    """Tell whether a month's name by itself is the month: after "by", or alone in its brackets or cell; not in "May Jones"."""
    after, name = asked.text[match.end("month") : match.end("month") + 40], match["month"]
    if match["lead"]:
        named = re.match(r"\s[A-ZÀ-Þ][a-zß-ÿ]", after) is not None
        return not named and (not _doubtful(name) or _ends_here(asked.text, match.end("month")))
    return _stands_alone(asked.text, *match.span("month"))


def _weekday(match: re.Match[str], asked: _Asked) -> _Found | None:
    start, end = match.span("weekday")
    name = match["weekday"]
    led = match["lead"] or match["next"] or match["last"] or match["on"] or match["week"]
    after = asked.text[end : end + 40]
    if name.lower() in words.DOUBTFUL_WEEKDAYS and not name[0].isupper():
        return None
    if not led and not _stands_alone(asked.text, start, end) and not _closes_sentence(match, asked.text):
        return None
    if re.match(r"\s[A-ZÀ-Þ][a-zß-ÿ]", after):
        return None
    number, anchor = WEEKDAY_OF[re.sub(r"\s+", " ", name.lower())], asked.anchor
    coming = anchor + dt.timedelta(days=(number - anchor.weekday() - 1) % 7 + 1)
    previous = anchor - dt.timedelta(days=(anchor.weekday() - number - 1) % 7 + 1)
    if match["on"] or match["week"]:
        return _Found(coming + dt.timedelta(days=7))
    if match["next"]:
        # "next Friday" said on a Monday is that of the week after; "this Friday" is the coming one.
        return _Found(anchor + dt.timedelta(days=7 - anchor.weekday() + number))
    if match["last"] or asked.lean is Lean.PAST:
        return _Found(previous)
    if asked.lean is Lean.NEAREST:
        return _Found(min(coming, previous, key=lambda day: abs((day - anchor).days)))
    return _Found(coming)


def _relative_day(match: re.Match[str], asked: _Asked) -> _Found | None:
    if match["before"]:
        return None
    word = re.sub(r"\s+", " ", match["word"].lower()).replace("’", "'")
    return _Found(asked.anchor + dt.timedelta(days=words.RELATIVE_DAYS[word]))


def _counted(match: re.Match[str], asked: _Asked) -> _Found | None:
    """Count on from the anchor: "in two weeks", "10 days' time", "three weeks ago"; a mere length of time is no date."""
    if not match["within"] and not match["after"]:
        return None
    word = re.sub(r"\s+", " ", match["number"].lower())
    count = int(word) if word.isdigit() else words.NUMBERS[word]
    sign = -1 if match["after"] and match["after"].lower() == "ago" else 1
    unit = words.UNITS[match["unit"].lower()]
    if unit == "month":
        return _Found(_months_on(asked.anchor, sign * count))
    return _Found(asked.anchor + dt.timedelta(days=sign * count * {"day": 1, "week": 7, "fortnight": 14}[unit]))


def _period(match: re.Match[str], asked: _Asked) -> _Found | None:
    unit, count = PERIOD_OF[re.sub(r"\s+", " ", match["phrase"].lower()).replace("’", "'")]
    if unit == "week":
        return _Found(asked.anchor + dt.timedelta(days=4 - asked.anchor.weekday() + 7 * count))
    if unit == "year":
        return _Found(dt.date(asked.anchor.year + count, 12, 31))
    there = _months_on(asked.anchor.replace(day=1), count)
    return _Found(_last_day(there.year, there.month), "month")


def _end_of_year(match: re.Match[str], asked: _Asked) -> _Found | None:
    return _Found(dt.date(int(match["year"]), 12, 31))


def _meeting(match: re.Match[str], asked: _Asked) -> _Found | None:
    return _Found(asked.next_meeting, "meeting") if asked.next_meeting else None


# --- small questions -------------------------------------------------------------------------------------------------


def _doubtful(name: str) -> bool:
    """Tell whether a month's name, as it is typed, may be another word: "may" and "march", not "May"."""
    return name in words.DOUBTFUL_MONTHS


def _is_reference(text: str, start: int) -> bool:
    """Tell whether the word before a number makes it a version, a section or the like."""
    before = re.search(r"([^\W\d_]{1,20})\.?\s{0,2}$", text[max(0, start - 24) : start])
    return before is not None and before[1].lower() in words.REFERENCE_WORDS


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a word is all there is in its text, line, cell or brackets."""
    before, after = text[max(0, start - 12) : start].rstrip(" \t*"), text[end : end + 12].lstrip(" \t*")
    return (not before or before[-1] in "([:|–—\n") and (not after or after[0] in ")]|\n" or after in (".", "."))


def _ends_here(text: str, end: int) -> bool:
    """Tell whether a sentence, phrase or text ends at a place."""
    after = text[end : end + 12].lstrip(" \t*")
    return not after or after[0] in ".,;:)]|\n!?–—"


def _closes_sentence(match: re.Match[str], text: str) -> bool:
    """Tell whether a weekday ends a sentence as a day does: "I'll do it Friday.", not "every Friday" or "Good Friday"."""
    before = re.search(r"([^\W\d_]{1,12})\s{1,3}$", text[max(0, match.start("date") - 16) : match.start("date")])
    capital = match["weekday"][0].isupper()
    return capital and _ends_here(text, match.end("weekday")) and before is not None and before[1].lower() not in words.NOT_A_DAY_AFTER


def _weekday_number(match: re.Match[str]) -> int | None:
    return WEEKDAY_OF[re.sub(r"\s+", " ", match["weekday"].lower())] if match["weekday"] else None


def _year(text: str) -> int:
    """Make a year of four digits, of two, or of two after an apostrophe."""
    digits = text.lstrip("'’")
    return int(digits) if len(digits) == 4 else (2000 if int(digits) < 70 else 1900) + int(digits)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, monthrange(year, month)[1])


def _months_on(day: dt.date, count: int) -> dt.date:
    """Go some months on; the 31st becomes the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _choose(in_year: Callable[[int], dt.date | None], asked: _Asked, weekday: int | None) -> dt.date | None:
    """Choose the year of a day that has none: by its weekday where that tells one year of three, else as `lean` says."""
    anchor = asked.anchor
    days = [day for day in (in_year(anchor.year + shift) for shift in (0, 1, -1, 2, -2, 3, -3, 4, -4)) if day]
    near = [day for day in days if abs(day.year - anchor.year) <= 1]
    fitting = [day for day in near if day.weekday() == weekday]
    if len(fitting) == 1:
        return fitting[0]
    return _lean(days, asked)


def _lean(days: list[dt.date], asked: _Asked) -> dt.date | None:
    """Choose the day nearest to the anchor on the side that `lean` says."""
    if asked.lean is Lean.NEAREST:
        return min(days, key=lambda day: abs((day - asked.anchor).days), default=None)
    if asked.lean is Lean.PAST:
        return max((day for day in days if day <= asked.anchor), default=None)
    return min((day for day in days if day >= asked.anchor), default=None)


_RESOLVERS: dict[str, _Resolve] = {
    "numeric": _numeric,
    "day_and_month_numbers": _day_and_month_numbers,
    "month_slash_year": _month_slash_year,
    "day_and_month": _day_and_month,
    "month_then_day": _month_then_day,
    "month_alone": _month_alone,
    "weekday": _weekday,
    "relative_day": _relative_day,
    "counted": _counted,
    "day_alone": _day_alone,
    "period": _period,
    "end_of_year": _end_of_year,
    "meeting": _meeting,
}
