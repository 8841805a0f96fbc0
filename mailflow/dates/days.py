"""From a match of a pattern to the day it means, kind by kind; None where it means none after all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from mailflow.dates import words
from mailflow.dates.choice import choose, date_or_none, last_day, lean, months_on, year_of
from mailflow.dates.feasts import FEAST_OF, feast
from mailflow.dates.model import Asked, Lean
from mailflow.dates.patterns import MONTH_OF, PERIOD_OF, WEEKDAY_OF, leads_to

Made = tuple[dt.date, str]
_NO_DAYS = frozenset({(24, 7)})  # "24/7"
_FRACTIONS = frozenset({"1/2", "1/3", "1/4"})


# --- days with numbers -----------------------------------------------------------------------------------------------


def _numeric(match: re.Match[str], asked: Asked) -> Made | None:
    if _is_reference(asked.lowered, match.start("date")):
        return None
    year, month, day = year_of(match["year"]), int(match["month"]), int(match["day"])
    found = date_or_none(year, month, day)
    if found is None and len(match["year"]) == 4 and month > 12:
        # 10/18/2018 can only be month first.
        found = date_or_none(year, day, month)
    return _day(found)


def _day_and_month_numbers(match: re.Match[str], asked: Asked) -> Made | None:
    day, month = int(match["day"]), int(match["month"])
    start, end = match.span("date")
    # 24/7 is no day; a dotted pair is one only where a second dot ends it ("30.11."), else it is an item number or a time.
    fraction = match["date"] in _FRACTIONS and not match["weekday"]
    if (day, month) in _NO_DAYS or fraction or (match["sep"] == "." and not match["dot"]):
        return None
    led = match["weekday"] or (match["dot"] and len(match["date"]) >= 5) or leads_to("day", asked.lowered, start)
    if not led and not _stands_alone(asked.text, start, end):
        return None
    return _day(choose(month, day, asked, _weekday_number(match)))


def _month_slash_year(match: re.Match[str], asked: Asked) -> Made | None:
    start, end = match.span("date")
    if not _stands_alone(asked.text, start, end) and not leads_to("day", asked.lowered, start):
        return None
    return last_day(int(match["year"]), int(match["month"])), "month"


def _day_and_month(match: re.Match[str], asked: Asked) -> Made | None:
    month, day = MONTH_OF[match["month"]], int(match["day"])
    if match["year"]:
        return _day(date_or_none(year_of(match["year"]), month, day))
    if not 1 <= day <= 31 or (_doubtful(match, asked) and not _ends_here(asked.text, match.end("month"))):
        return None
    return _day(choose(month, day, asked, _weekday_number(match)))


def _borrowed_month(match: re.Match[str], asked: Asked) -> Made | None:
    if match["year"]:
        return _day(date_or_none(year_of(match["year"]), MONTH_OF[match["month"]], int(match["day"])))
    if _doubtful(match, asked) and not _ends_here(asked.text, match.end("month")):
        return None
    return _day(choose(MONTH_OF[match["month"]], int(match["day"]), asked, None))


def _day_alone(match: re.Match[str], asked: Asked) -> Made | None:
    """Find "by the 30th", "Friday 19th": the nearest such day of a month on the side that `lean` says."""
    if not _ends_here(asked.text, match.end()) or not (match["weekday"] or leads_to("day", asked.lowered, match.start())):
        return None
    weekday, anchor = _weekday_number(match), asked.anchor
    starts = (months_on(anchor.replace(day=1), shift) for shift in range(-3, 4))
    days = [day for day in (date_or_none(start.year, start.month, int(match["day"])) for start in starts) if day]
    return _day(lean([day for day in days if weekday is None or day.weekday() == weekday], asked))


# --- months ----------------------------------------------------------------------------------------------------------


def _month_then_day(match: re.Match[str], asked: Asked) -> Made | None:
    month, day = MONTH_OF[match["month"]], int(match["day"])
    if match["year"]:
        return _day(date_or_none(int(match["year"]), month, day))
    if _doubtful(match, asked) or not 1 <= day <= 31:
        return None
    if match["month"] in words.DOUBTFUL_MONTHS:
        sure = match["ordinal"] or match["weekday"] or _ends_here(asked.text, match.end("date"))
        if not sure and not leads_to("day", asked.lowered, match.start()):
            return None
    return _day(choose(month, day, asked, _weekday_number(match)))


def _month_of_year(match: re.Match[str], asked: Asked) -> Made | None:
    if _after_a_day(match, asked):
        return None
    return _part_of(match["part"], year_of(match["year"]), MONTH_OF[match["month"]])


def _part_of_month(match: re.Match[str], asked: Asked) -> Made | None:
    if _after_a_day(match, asked) or (_doubtful(match, asked) and not _ends_here(asked.text, match.end("month"))):
        return None
    return _month_without_year(match["part"], MONTH_OF[match["month"]], asked)


def _month_alone(match: re.Match[str], asked: Asked) -> Made | None:
    """Read a month's name by itself: after "by", or alone in its brackets or cell; not in "May Jones"."""
    start, end = match.span("month")
    if not _stands_alone(asked.text, start, end):
        if not leads_to("month", asked.lowered, start) or _names_somebody(asked.text, end):
            return None
        if _doubtful(match, asked) and not _ends_here(asked.text, end):
            return None
    return None if _after_a_day(match, asked) else _month_without_year(None, MONTH_OF[match["month"]], asked)


def _month_without_year(part: str | None, month: int, asked: Asked) -> Made | None:
    chosen = choose(month, 0, asked, None)
    return _part_of(part, chosen.year, month) if chosen else None


def _part_of(part: str | None, year: int, month: int) -> Made:
    phrase = " ".join((part or "").split())
    if phrase in words.MIDDLE_OF:
        return dt.date(year, month, 15), "day"
    if phrase in words.START_OF:
        return dt.date(year, month, 1), "day"
    return last_day(year, month), "month"


def _after_a_day(match: re.Match[str], asked: Asked) -> bool:
    """Tell whether a day stands before a month that does not have it ("31 November"): that is no month either."""
    start = match.start("date")
    return start > 0 and _DAY_BEFORE.search(asked.lowered[max(0, start - 8) : start]) is not None


_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\.?\s{0,3}$")


# --- days counted from the anchor, and named days --------------------------------------------------------------------


def _weekday(match: re.Match[str], asked: Asked) -> Made | None:
    start, end = match.span("weekday")
    if match["weekday"] in words.DOUBTFUL_WEEKDAYS and not asked.text[start].isupper():
        return None
    counted = match["next"] or match["last"] or match["on"] or match["week"]
    alone = counted or _stands_alone(asked.text, start, end) or _closes_sentence(match, asked)
    if not alone and not leads_to("day", asked.lowered, match.start()):
        return None
    if _names_somebody(asked.text, end):
        return None
    number, anchor = WEEKDAY_OF[_folded(match["weekday"])], asked.anchor
    coming = anchor + dt.timedelta(days=(number - anchor.weekday() - 1) % 7 + 1)
    previous = anchor - dt.timedelta(days=(anchor.weekday() - number - 1) % 7 + 1)
    if match["on"] or match["week"]:
        return _day(coming + dt.timedelta(days=7))
    if match["next"]:
        # "next Friday" said on a Monday is that of the week after; "this Friday" is the coming one.
        return _day(anchor + dt.timedelta(days=7 - anchor.weekday() + number))
    if match["last"] or asked.lean is Lean.PAST:
        return _day(previous)
    if asked.lean is Lean.NEAREST:
        return _day(min(coming, previous, key=lambda day: abs((day - anchor).days)))
    return _day(coming)


def _relative_day(match: re.Match[str], asked: Asked) -> Made | None:
    if leads_to("other word", asked.lowered, match.start()):
        return None
    return _day(asked.anchor + dt.timedelta(days=words.RELATIVE_DAYS[_folded(match["word"])]))


def _counted(match: re.Match[str], asked: Asked) -> Made | None:
    """Count on from the anchor: "in two weeks", "10 days' time", "three weeks ago"; a mere length of time is no date."""
    if not match["within"] and not match["after"]:
        return None
    word = _folded(match["number"])
    count = int(word) if word.isdigit() else words.NUMBERS[word]
    sign = -1 if match["after"] == "ago" else 1
    unit = words.UNITS[match["unit"]]
    if unit == "month":
        return _day(months_on(asked.anchor, sign * count))
    return _day(asked.anchor + dt.timedelta(days=sign * count * {"day": 1, "week": 7, "fortnight": 14}[unit]))


def _period(match: re.Match[str], asked: Asked) -> Made | None:
    unit, count = PERIOD_OF[_folded(match["phrase"])]
    if unit == "week":
        return _day(asked.anchor + dt.timedelta(days=4 - asked.anchor.weekday() + 7 * count))
    if unit == "year":
        return _day(dt.date(asked.anchor.year + count, 12, 31))
    first = asked.anchor.replace(day=1)
    there = months_on(first, count if unit == "month" else 2 - (first.month - 1) % 3 + 3 * count)
    return last_day(there.year, there.month), "month"


def _end_of_year(match: re.Match[str], asked: Asked) -> Made | None:
    return _day(dt.date(int(match["year"]), 12, 31))


def _meeting(match: re.Match[str], asked: Asked) -> Made | None:
    typed = asked.text[match.start("date") : match.end("date")].split()[1:-1]
    ours = all(word.lower() in words.MEETING_WORDS or word.isupper() for word in typed)
    return (asked.next_meeting, "meeting") if asked.next_meeting and ours else None


def _feast(match: re.Match[str], asked: Asked) -> Made | None:
    """Read "before Easter": a feast is a day after such a word and where nothing of the feast follows ("the Easter fair")."""
    key, end = FEAST_OF[_folded(match["feast"])], match.end("date")
    start = match.start("date")
    following = re.match(r"\s{1,3}([^\W\d]+)", asked.lowered[end : end + 20])
    if not _ends_here(asked.text, end) and (following is None or following[1] not in words.AFTER_FEASTS):
        return None
    kind = "day" if key in words.FEASTS_THAT_ARE_DAYS else "feast"
    if not leads_to(kind, asked.lowered, start) and not _stands_alone(asked.text, start, end):
        return None
    if match["year"]:
        return _day(feast(key, int(match["year"])))
    return _day(lean([feast(key, asked.anchor.year + shift) for shift in (0, 1, -1)], asked))


# --- small questions -------------------------------------------------------------------------------------------------


def _day(found: dt.date | None) -> Made | None:
    return (found, "day") if found else None


def _folded(phrase: str) -> str:
    return " ".join(phrase.split())


def _doubtful(match: re.Match[str], asked: Asked) -> bool:
    """Tell whether a month's name, as it is typed, may be another word: "may" and "march", not "May"."""
    return match["month"] in words.DOUBTFUL_MONTHS and not asked.text[match.start("month")].isupper()


def _names_somebody(text: str, end: int) -> bool:
    """Tell whether a capitalised word follows, which makes a name of both: "May Jones", "Friday Club"."""
    return re.match(r"\s[A-ZÀ-Þ][a-zß-ÿ]", text[end : end + 3]) is not None


def _is_reference(lowered: str, start: int) -> bool:
    """Tell whether the word before a number makes it a version, a section or the like."""
    before = re.search(r"([^\W\d_]{1,20})\.?\s{0,2}$", lowered[max(0, start - 24) : start])
    return before is not None and before[1] in words.REFERENCE_WORDS


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a word is all there is in its text, line, cell or brackets."""
    before = text[max(0, start - 12) : start].rstrip(" \t*")
    if before and before[-1] not in "([:|–—\n":
        return False
    after = text[end : end + 12].lstrip(" \t*")
    return not after or after[0] in ")]|\n" or after == "."


def _ends_here(text: str, end: int) -> bool:
    """Tell whether a sentence, phrase or text ends at a place."""
    after = text[end : end + 12].lstrip(" \t*")
    return not after or after[0] in ".,;:)]|\n!?–—"


def _closes_sentence(match: re.Match[str], asked: Asked) -> bool:
    """Tell whether a weekday ends a sentence as a day does: "I'll do it Friday.", not "every Friday" or "Good Friday"."""
    if not asked.text[match.start("weekday")].isupper() or not _ends_here(asked.text, match.end("weekday")):
        return False
    start = match.start("date")
    before = re.search(r"([^\W\d_]{1,12})\s{1,3}$", asked.lowered[max(0, start - 16) : start])
    return before is not None and before[1] not in words.NOT_A_DAY_AFTER


def _weekday_number(match: re.Match[str]) -> int | None:
    return WEEKDAY_OF[_folded(match["weekday"])] if match["weekday"] else None


RESOLVERS: dict[str, Callable[[re.Match[str], Asked], Made | None]] = {
    "year_first": _numeric,
    "numeric": _numeric,
    "day_and_month_numbers": _day_and_month_numbers,
    "month_slash_year": _month_slash_year,
    "day_and_month": _day_and_month,
    "borrowed_month": _borrowed_month,
    "month_then_day": _month_then_day,
    "month_of_year": _month_of_year,
    "part_of_month": _part_of_month,
    "month_alone": _month_alone,
    "weekday": _weekday,
    "relative_day": _relative_day,
    "counted": _counted,
    "day_alone": _day_alone,
    "period": _period,
    "end_of_year": _end_of_year,
    "meeting": _meeting,
    "feast": _feast,
}
