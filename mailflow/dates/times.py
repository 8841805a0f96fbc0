"""Times of day as clerks write them: "9.30am", "14:00", "7 – 9pm", "19.30 Uhr", "noon"."""

from __future__ import annotations

import re
from functools import cache

from mailflow.dates import words
from mailflow.dates.patterns import any_of


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
            rf"{edge}{hour}(?:[:.]{minute})?\s?{any_of(words.UNTIL)}\s?\d{{1,2}}(?:[:.][0-5]\d)?\s?{any_of(words.TIME_UNITS)}(?!\w)",
            rf"{edge}{hour}:{minute}(?![\d:])",
            rf"{edge}{hour}\s?h(?:{minute})?(?![\w])",
            rf"{edge}(?P<hour>[01]\d|2[0-3]){minute}\s?(?:hrs|hours|h)\b",
            rf"{edge}{hour}(?:[:.]{minute})?\s?{any_of(words.TIME_UNITS)}(?!\w)",
            rf"(?<!\w){any_of(words.AT)}\s?:?\s{{0,3}}{hour}\.{minute}(?![\d.%]|\s?[ap]\.?\s?m\b)",
            rf"(?<!\w)(?:(?P<noon>{any_of(words.NOON)})|(?P<midnight>{any_of(words.MIDNIGHT)}))(?!\w)",
        )
    )


@cache
def _range_pattern() -> re.Pattern[str]:
    noon, units = any_of(words.NOON), any_of(words.TIME_UNITS)
    begins = rf"(?:\d{{1,4}}(?:[:.h]\d\d)?\s?(?:[ap]\.?\s?m\b\.?)?\s?{units}?|{noon})"
    ends = rf"(?P<hour>[01]?\d|2[0-4])(?:[:.h](?P<minute>[0-5]\d))?\s?(?:(?P<half>[ap])\.?\s?m\b|(?P<unit>{units}))?|(?P<noon>{noon})"
    return re.compile(rf"{begins}\s?{any_of(words.UNTIL)}\s?(?:{ends})(?!\w|[.:/-]\d)", re.IGNORECASE)


def find_time(text: str) -> str | None:
    """Find the first time of day ("9.30am", "14:00", "2 pm", "7 – 9pm", "noon") and give it as "HH:MM"."""
    first = _first(text)
    return first[1] if first else None


def find_end(text: str) -> str | None:
    """Find when what begins at the first time of day is over ("9.30am to noon", "14–16 Uhr"), as "HH:MM".

    A bare number is no end ("9.30am - 12 Harbour Street"), nor is a time that lies before the beginning.
    """
    first = _first(text)
    if first is None:
        return None
    groups = first[0].groupdict()
    start = next(first[0].start(name) for name in ("hour", "noon", "midnight") if groups.get(name))
    match = _range_pattern().match(text, start)
    if match is None or not any(match[name] for name in ("minute", "half", "unit", "noon")):
        return None
    end = _time_of(match)
    if end and end <= first[1] and not match["half"] and int(end[:2]) < 12:
        end = f"{int(end[:2]) + 12:02}{end[2:]}"  # "2.30pm to 4.30"
    return end if end and end > first[1] else None


def _first(text: str) -> tuple[re.Match[str], str] | None:
    matches = [match for match in (pattern.search(text) for pattern in _time_patterns()) if match]
    for match in sorted(matches, key=lambda each: (each.start(), -each.end())):
        if time := _time_of(match):
            return match, time
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
