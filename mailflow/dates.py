"""Dates and times as clerks and members write them.

Our own grammar: dateparser takes "may" for a date and does not know "end of March" (see CONTRIBUTING). The words are
data in `mailflow.date_words`; here is how they go together. Numeric dates are day first. Where a text names no day
there is none in the answer. Every pattern has bounded repeats, so a text is read in time linear in its length.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from mailflow import date_words as words


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

_MONTH_OF = {name: number for table in words.MONTHS.values() for number, names in enumerate(table, 1) for name in names.split()}
_WEEKDAY_OF = {
    name: number
    for language, table in words.WEEKDAYS.items()
    for number, names in enumerate(table)
    for name in ([names] if language == "cy" else names.split())
}
_ALL_LEADS = tuple(lead for table in words.LEADS.values() for lead in table)
_PERIOD_OF = {phrase: (unit, count) for phrases, unit, count in words.PERIODS for phrase in phrases}


def find_dates(text: str, *, anchor: dt.date, lean: Lean = Lean.FUTURE, next_meeting: dt.date | None = None) -> tuple[FoundDate, ...]:
    """Find every day that a text names, in order, not overlapping.

    A month alone is its last day, "next meeting" is `next_meeting` (and nothing where that is None). A weekday or a date
    without year is taken on the side of the anchor that `lean` says; a weekday beside it decides the year where it can.
    """
    if not _hot().search(text):
        return ()
    asked = _Asked(text, anchor, lean, next_meeting)
    found: list[FoundDate] = []
    for pattern, resolve in _rules():
        for match in pattern.finditer(text):
            made = resolve(match, asked)
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


# --- the rules -------------------------------------------------------------------------------------------------------


def _any(phrases: Iterable[str]) -> str:
    """One alternation of phrases, the longest first; a blank in a phrase is any short white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,3}").replace("'", "['’]") for phrase in ordered) + ")"


@cache
def _hot() -> re.Pattern[str]:
    """What a text must hold at least one of to name a day at all."""
    return re.compile(
        r"\d|\b"
        + _any((*_MONTH_OF, *_WEEKDAY_OF, *words.RELATIVE_DAYS, *words.UNITS, *words.MEETINGS, *words.NEXT_MEETING_FIXED, *_PERIOD_OF))
        + r"\b",
        re.IGNORECASE,
    )


@cache
def _rules() -> tuple[tuple[re.Pattern[str], _Resolve], ...]:
    """The patterns with what makes a day of a match; built at the first use, so that importing costs nothing."""
    month, weekday = _any(_MONTH_OF), _any(_WEEKDAY_OF)
    ordinal, between = _any(words.ORDINALS), _any(words.BETWEEN)
    lead = _any(_ALL_LEADS)
    year = r"(?P<year>(?:19|20|21)\d\d(?![\d/_])|['’]\d\d(?!\d)|(?<=[-/.])\d\d(?!\d)|\d\d(?=\s{0,3}(?:[,;)\]]|\.(?!\d)|$)))"
    full_year = r"(?P<year>(?:19|20|21)\d\d(?![\d/_])|['’]\d\d(?!\d)|(?<=-)\d\d(?!\d))"
    day = rf"(?P<day>\d{{1,2}})(?:{ordinal}\b|\.(?=\s?[^\W\d]))?"
    weekday_first = rf"(?:(?P<weekday>{weekday})\b\.?,?\s{{0,3}}(?:the\s|le\s|el\s|,)?\s?)?"
    edge, number_edge, stop = r"(?<!\w)", r"(?<![\w/.,_:£$€#-])", r"(?!\w)"
    named_edge = r"(?<![\w/.,_:£$€#])"
    sources: tuple[tuple[str, _Resolve], ...] = (
        (rf"{number_edge}(?P<date>(?P<year>(?:19|20|21)\d\d)([-/])(?P<month>\d{{1,2}})\3(?P<day>\d{{1,2}}))(?!\d|[-/_.]\d)", _numeric),
        (
            rf"{number_edge}(?P<date>{weekday_first}(?P<day>\d{{1,2}})(?P<sep>\s?[-/.]\s?)(?P<month>\d{{1,2}})(?P=sep)"
            r"(?P<year>(?:19|20|21)\d\d|\d\d))(?![\w/-]|\.\d)",
            _numeric,
        ),
        (
            rf"(?:(?P<lead>{edge}{lead}\s{{1,3}}(?:the\s)?)|(?<![\w/.,_:£$€#-]))(?P<date>{weekday_first}(?P<day>\d{{1,2}})(?P<sep>[/.])"
            r"(?P<month>\d{1,2})(?P<dot>\.(?!\d))?)(?![\w/-]|[.,:]\d)",
            _day_and_month_numbers,
        ),
        (
            rf"(?P<lead>{edge}{lead}\s{{1,3}})?{number_edge}(?P<date>(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d))(?![\w/.-])",
            _month_slash_year,
        ),
        (
            rf"{named_edge}(?P<date>{weekday_first}{day}[\s\-/]{{0,3}}(?:{between}\s{{1,3}})?(?P<month>{month})\b"
            rf"(?:\.?[\s,\-/]{{0,3}}(?:{between}\s)?{year})?)",
            _day_and_month,
        ),
        (
            # "23rd and 29th November": the first borrows the month of the second.
            rf"{named_edge}(?P<date>(?P<day>\d{{1,2}}){ordinal}?)\s{{0,3}}(?:and|&|or|to|-|–|und|et|y|bis)\s{{0,3}}(?:{weekday}\s{{1,3}})?"
            rf"\d{{1,2}}{ordinal}?\s{{1,3}}(?:{between}\s{{1,3}})?(?P<month>{month})\b(?:\.?[\s,]{{0,3}}{year})?",
            _day_and_month,
        ),
        (
            rf"(?:(?P<lead>{edge}{lead})\s{{1,3}})?{edge}(?P<date>{weekday_first}(?P<month>{month})\b\.?\s{{1,3}}(?P<day>\d{{1,2}})"
            rf"(?P<ordinal>{ordinal})?(?![\w:/]|\.\d)(?:[\s,]{{1,3}}(?P<year>(?:19|20|21)\d\d)(?!\d))?)",
            _month_then_day,
        ),
        (
            rf"{edge}(?P<date>(?:(?P<part>{_any((*words.END_OF, *words.MIDDLE_OF, *words.START_OF))})(?:\s{{1,3}}|-))?"
            rf"(?P<month>{month})\b\.?[\s,\-]{{0,3}}(?:{between}\s)?{full_year})",
            _month_alone,
        ),
        (
            rf"{edge}(?P<date>(?P<part>{_any((*words.END_OF, *words.MIDDLE_OF, *words.START_OF))})(?:\s{{1,3}}|-)(?P<month>{month})\b)"
            r"(?!['’]s|\s\d)",
            _month_alone,
        ),
        (
            rf"(?:(?P<lead>{edge}(?:{lead}|early\sin|early|{_any(words.NEXT)}))\s{{1,3}})?{edge}(?P<date>(?P<month>{month}))\b(?!['’]|-?\d|\s\d)",
            _month_alone,
        ),
        (
            rf"(?:(?P<lead>{edge}{lead})\s{{1,3}})?{edge}(?P<date>(?:(?P<next>{_any(words.NEXT)})\s|(?P<last>{_any(words.LAST)})\s"
            rf"|(?P<on>a\sweek\son\s))?(?P<weekday>{weekday})\b(?P<week>\sweek\b)?)(?!['’]s)",
            _weekday,
        ),
        (rf"(?:(?P<before>{_any(words.NOT_RELATIVE_AFTER)})\s)?{edge}(?P<date>(?P<word>{_any(words.RELATIVE_DAYS)})){stop}", _relative_day),
        (
            rf"{edge}(?P<date>(?:(?P<within>{_any(words.WITHIN)})\s)?(?P<number>\d{{1,3}}|{_any(words.NUMBERS)})\s"
            rf"(?P<unit>{_any(words.UNITS)})\b['’]?s?(?:\s(?P<after>{_any((*words.FROM_NOW, 'ago'))})\b)?)",
            _counted,
        ),
        (
            rf"{edge}(?:(?P<lead>{lead})\s{{1,3}}(?:the\s)?)?(?P<date>{weekday_first}(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b)"
            r"(?:\sof\s(?:this|the)\smonth)?",
            _day_alone,
        ),
        (rf"{edge}(?P<date>(?P<phrase>{_any(_PERIOD_OF)})){stop}", _period),
        (rf"{edge}(?P<date>(?:end of|ende|fin|diwedd)\s(?P<year>20\d\d))(?![\d/_-])", _end_of_year),
        (
            rf"{edge}(?P<date>{_any(words.NEXT_MEETING)}(?:\s(?:{_any(words.MEETING_WORDS)}|(?-i:[A-Z]{{2,6}}))){{0,3}}"
            rf"\s{_any(words.MEETINGS)}|{_any(words.NEXT_MEETING_FIXED)}){stop}",
            _meeting,
        ),
    )
    return tuple((re.compile(source, re.IGNORECASE), resolve) for source, resolve in sources)


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
    name, month, day = match["month"], _MONTH_OF[match["month"].lower()], int(match["day"])
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
    month, day, after = _MONTH_OF[match["month"].lower()], int(match["day"]), match.end("date")
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
    month, name = _MONTH_OF[match["month"].lower()], match["month"]
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
    number, anchor = _WEEKDAY_OF[re.sub(r"\s+", " ", name.lower())], asked.anchor
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
    unit, count = _PERIOD_OF[re.sub(r"\s+", " ", match["phrase"].lower()).replace("’", "'")]
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
    return _WEEKDAY_OF[re.sub(r"\s+", " ", match["weekday"].lower())] if match["weekday"] else None


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


# --- times -----------------------------------------------------------------------------------------------------------


@cache
def _time_patterns() -> tuple[re.Pattern[str], ...]:
    hour, minute = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
    to_half = r"\s?(?:-|–|to|until)\s?\d{1,2}(?:[:.][0-5]\d)?\s?(?P<half2>[ap])\.?\s?m\b"
    edge = r"(?<![\w/.:£$€#-])"
    return tuple(
        re.compile(source, re.IGNORECASE)
        for source in (
            rf"{edge}{hour}(?:[:.]{minute})?\s?(?P<half>[ap])\.?\s?m\b",
            rf"{edge}{hour}(?:[:.]{minute})?{to_half}",
            rf"{edge}{hour}:{minute}(?![\d:])",
            rf"{edge}{hour}\s?h(?:{minute})?(?![\w])",
            rf"{edge}(?P<hour>[01]\d|2[0-3]){minute}\s?(?:hrs|hours|h)\b",
            rf"{edge}{hour}(?:[:.]{minute})?\s?{_any(words.TIME_UNITS)}(?!\w)",
            rf"(?<!\w){_any(words.AT)}\s?:?\s{{0,3}}{hour}\.{minute}(?![\d.%]|\s?[ap]\.?\s?m\b)",
            rf"(?<!\w)(?:(?P<noon>{_any(words.NOON)})|(?P<midnight>{_any(words.MIDNIGHT)}))(?!\w)",
        )
    )


def find_time(text: str) -> str | None:
    """Find the first time of day ("9.30am", "14:00", "2 pm", "7 – 9pm", "noon") and give it as "HH:MM"."""
    matches = [match for match in (pattern.search(text) for pattern in _time_patterns()) if match]
    for match in sorted(matches, key=lambda each: (each.start(), -each.end())):
        time = _time_of(match)
        if time:
            return time
    return None


def _time_of(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    if groups.get("noon"):
        return "12:00"
    if groups.get("midnight"):
        return "00:00"
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or groups.get("half2") or "").lower()
    if half and not 1 <= hour <= 12:
        return f"{hour:02}:{minute:02}" if hour < 24 else None
    if groups.get("half2") == "p" and hour > int(re.split(r"-|–|to|until", match[0])[1].strip(" apm.")[:2].rstrip(".:") or 0):
        half = "a"  # "11 – 1pm" begins in the morning
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 else None
