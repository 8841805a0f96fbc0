"""The patterns of dates, built from the words of `mailflow.date_words`; what days they make is in `mailflow.dates`.

Every repeat is bounded, so that a text is searched in time linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from mailflow import date_words as words

MONTH_OF = {name: number for table in words.MONTHS.values() for number, names in enumerate(table, 1) for name in names.split()}
WEEKDAY_OF = {
    name: number
    for language, table in words.WEEKDAYS.items()
    for number, names in enumerate(table)
    for name in ([names] if language == "cy" else names.split())
}
_ALL_LEADS = tuple(lead for table in words.LEADS.values() for lead in table)
PERIOD_OF = {phrase: (unit, count) for phrases, unit, count in words.PERIODS for phrase in phrases}


def any_of(phrases: Iterable[str]) -> str:
    """Give one alternation of phrases, the longest first; a blank in a phrase is any short white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,3}").replace("'", "['’]") for phrase in ordered) + ")"


@cache
def hot() -> re.Pattern[str]:
    """Give what a text must hold at least one of to name a day at all."""
    return re.compile(
        r"\d|\b"
        + any_of((*MONTH_OF, *WEEKDAY_OF, *words.RELATIVE_DAYS, *words.UNITS, *words.MEETINGS, *words.NEXT_MEETING_FIXED, *PERIOD_OF))
        + r"\b",
        re.IGNORECASE,
    )


@cache
def rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give the patterns, each with the kind of day it finds; built at the first use, so that importing costs nothing.

    The group "date" is the day in its own words, "lead" what stands before it ("by").
    """
    month, weekday = any_of(MONTH_OF), any_of(WEEKDAY_OF)
    ordinal, between = any_of(words.ORDINALS), any_of(words.BETWEEN)
    lead = any_of(_ALL_LEADS)
    year = r"(?P<year>(?:19|20|21)\d\d(?![\d/_])|['’]\d\d(?!\d)|(?<=[-/.])\d\d(?!\d)|\d\d(?=\s{0,3}(?:[,;)\]]|\.(?!\d)|$)))"
    full_year = r"(?P<year>(?:19|20|21)\d\d(?![\d/_])|['’]\d\d(?!\d)|(?<=-)\d\d(?!\d))"
    day = rf"(?P<day>\d{{1,2}})(?:{ordinal}\b|\.(?=\s?[^\W\d]))?"
    weekday_first = rf"(?:(?P<weekday>{weekday})\b\.?,?\s{{0,3}}(?:the\s|le\s|el\s|,)?\s?)?"
    edge, number_edge, stop = r"(?<!\w)", r"(?<![\w/.,_:£$€#-])", r"(?!\w)"
    named_edge = r"(?<![\w/.,_:£$€#])"
    sources: tuple[tuple[str, str], ...] = (
        (rf"{number_edge}(?P<date>(?P<year>(?:19|20|21)\d\d)([-/])(?P<month>\d{{1,2}})\3(?P<day>\d{{1,2}}))(?!\d|[-/_.]\d)", "numeric"),
        (
            rf"{number_edge}(?P<date>{weekday_first}(?P<day>\d{{1,2}})(?P<sep>\s?[-/.]\s?)(?P<month>\d{{1,2}})(?P=sep)"
            r"(?P<year>(?:19|20|21)\d\d|\d\d))(?![\w/-]|\.\d)",
            "numeric",
        ),
        (
            rf"(?:(?P<lead>{edge}{lead}\s{{1,3}}(?:the\s)?)|(?<![\w/.,_:£$€#-]))(?P<date>{weekday_first}(?P<day>\d{{1,2}})(?P<sep>[/.])"
            r"(?P<month>\d{1,2})(?P<dot>\.(?!\d))?)(?![\w/-]|[.,:]\d)",
            "day_and_month_numbers",
        ),
        (
            rf"(?P<lead>{edge}{lead}\s{{1,3}})?{number_edge}(?P<date>(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d))(?![\w/.-])",
            "month_slash_year",
        ),
        (
            rf"{named_edge}(?P<date>{weekday_first}{day}[\s\-/]{{0,3}}(?:{between}\s{{1,3}})?(?P<month>{month})\b"
            rf"(?:\.?[\s,\-/]{{0,3}}(?:{between}\s)?{year})?)",
            "day_and_month",
        ),
        (
            # "23rd and 29th November": the first borrows the month of the second.
            rf"{named_edge}(?P<date>(?P<day>\d{{1,2}}){ordinal}?)\s{{0,3}}(?:and|&|or|to|-|–|und|et|y|bis)\s{{0,3}}(?:{weekday}\s{{1,3}})?"
            rf"\d{{1,2}}{ordinal}?\s{{1,3}}(?:{between}\s{{1,3}})?(?P<month>{month})\b(?:\.?[\s,]{{0,3}}{year})?",
            "day_and_month",
        ),
        (
            rf"(?:(?P<lead>{edge}{lead})\s{{1,3}})?{edge}(?P<date>{weekday_first}(?P<month>{month})\b\.?\s{{1,3}}(?P<day>\d{{1,2}})"
            rf"(?P<ordinal>{ordinal})?(?![\w:/]|\.\d)(?:[\s,]{{1,3}}(?P<year>(?:19|20|21)\d\d)(?!\d))?)",
            "month_then_day",
        ),
        (
            rf"{edge}(?P<date>(?:(?P<part>{any_of((*words.END_OF, *words.MIDDLE_OF, *words.START_OF))})(?:\s{{1,3}}|-))?"
            rf"(?P<month>{month})\b\.?[\s,\-]{{0,3}}(?:{between}\s)?{full_year})",
            "month_alone",
        ),
        (
            rf"{edge}(?P<date>(?P<part>{any_of((*words.END_OF, *words.MIDDLE_OF, *words.START_OF))})(?:\s{{1,3}}|-)(?P<month>{month})\b)"
            r"(?!['’]s|\s\d)",
            "month_alone",
        ),
        (
            rf"(?:(?P<lead>{edge}(?:{lead}|early\sin|early|{any_of(words.NEXT)}))\s{{1,3}})?{edge}(?P<date>(?P<month>{month}))\b(?!['’]|-?\d|\s\d)",
            "month_alone",
        ),
        (
            rf"(?:(?P<lead>{edge}{lead})\s{{1,3}})?{edge}(?P<date>(?:(?P<next>{any_of(words.NEXT)})\s|(?P<last>{any_of(words.LAST)})\s"
            rf"|(?P<on>a\sweek\son\s))?(?P<weekday>{weekday})\b(?P<week>\sweek\b)?)(?!['’]s)",
            "weekday",
        ),
        (
            rf"(?:(?P<before>{any_of(words.NOT_RELATIVE_AFTER)})\s)?{edge}(?P<date>(?P<word>{any_of(words.RELATIVE_DAYS)})){stop}",
            "relative_day",
        ),
        (
            rf"{edge}(?P<date>(?:(?P<within>{any_of(words.WITHIN)})\s)?(?P<number>\d{{1,3}}|{any_of(words.NUMBERS)})\s"
            rf"(?P<unit>{any_of(words.UNITS)})\b['’]?s?(?:\s(?P<after>{any_of((*words.FROM_NOW, 'ago'))})\b)?)",
            "counted",
        ),
        (
            rf"{edge}(?:(?P<lead>{lead})\s{{1,3}}(?:the\s)?)?(?P<date>{weekday_first}(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b)"
            r"(?:\sof\s(?:this|the)\smonth)?",
            "day_alone",
        ),
        (rf"{edge}(?P<date>(?P<phrase>{any_of(PERIOD_OF)})){stop}", "period"),
        (rf"{edge}(?P<date>(?:end of|ende|fin|diwedd)\s(?P<year>20\d\d))(?![\d/_-])", "end_of_year"),
        (
            rf"{edge}(?P<date>{any_of(words.NEXT_MEETING)}(?:\s(?:{any_of(words.MEETING_WORDS)}|(?-i:[A-Z]{{2,6}}))){{0,3}}"
            rf"\s{any_of(words.MEETINGS)}|{any_of(words.NEXT_MEETING_FIXED)}){stop}",
            "meeting",
        ),
    )
    return tuple((re.compile(source, re.IGNORECASE), kind) for source, kind in sources)
