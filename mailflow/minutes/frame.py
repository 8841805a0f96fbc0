"""The frame of minutes: board, title, date, time and venue, from what stands before the first item; and meetings to come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailflow.dates import FoundDate, find_dates, find_end, find_time
from mailflow.minutes import terms
from mailflow.minutes.blocks import fold
from mailflow.minutes.board_name import HEAD, board_of
from mailflow.minutes.columns import alternatives, term
from mailflow.minutes.model import Item, NextMeeting, Problem, Severity

_LABEL = re.compile(r"^(?P<label>[^:]{2,50}?)\s?:\s+(?P<rest>\S.*)$", re.DOTALL)
_LABELS = {word: name for name, table in terms.FRAME.items() for word in table}
# "Date: 6 November. Time: 6pm" on one line; "Date of meeting:" is one label.
_LABEL_INSIDE = re.compile(
    rf"[.;|,]?\s+(?={alternatives((*terms.FRAME['date'][:1], *terms.FRAME['time'][:2], *terms.FRAME['venue'][:3]))}\s?:\s)",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"(?:,?\s?\b{alternatives(terms.TIME_LEADS)}\s)?"
    r"\b(?:\d{1,2}[:.h]\d\d\s?(?:[ap]\.?m\b\.?|hrs|uhr)?"
    r"|\d{1,2}\s?(?:[ap]\.?m\b\.?|hrs|uhr|h\b)"
    r"|\d{1,2}(?=\s?(?:-|–|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m))(?:\s?(?:-|–|to"
    r"|until)\s?\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b\.?)?)?|\b(?:12\s)?(?:noon|midday)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(rf"^(?:\W+|{alternatives(terms.PLACE_FILLERS)}\b)+", re.IGNORECASE)
_NEXT_SENTENCE = re.compile(
    rf"\b(?:{alternatives(terms.ANNOUNCEMENTS)}\s(?:[\w'’]+\s){{0,4}}?(?:meetings?|agm)|{alternatives(terms.ANNOUNCEMENTS_WHOLE)})\b",
    re.IGNORECASE,
)
_OPENED = re.compile(
    rf"\b(?:meeting|chair\w*|session|sitzung|séance)\b.{{0,60}}\b{alternatives(terms.OPENS)}\b.{{0,60}}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the head of a document says. `left`: lines that are none of it; `furniture`: labels."""

    board: str = ""
    title: str = ""
    date: dt.date | None = None
    time: str | None = None
    venue: str | None = None
    left: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    furniture: tuple[str, ...] = ()


def frame_of(lines: Sequence[str], margins: Sequence[str] = ()) -> Frame:
    """Read the lines before the first item; page headers serve where the lines themselves say nothing."""
    labelled, free, furniture = _labelled(lines)
    heads = [line for line in free if len(line) <= 300 and not _is_prose(line)]
    left = [line for line in free if line not in heads]
    found, problems = _date(labelled, heads, left, margins)
    board, names = (labelled["board"], ()) if labelled.get("board") else board_of(heads)
    board = board or board_of([labelled.get("title", "")])[0] or board_of(margins)[0]
    title = fold(" ".join([*(line for line in heads if line not in names), labelled.get("title", "")]))
    held = [labelled.get("time", ""), labelled.get("date", ""), *heads, labelled.get("venue", "")]
    time = next((time for line in held if (time := find_time(line))), None)
    venue = (
        labelled.get("venue")
        or next((venue for line in heads if (venue := _venue(line))), None)
        or _venue_line([line for line in heads if line not in names])
    )
    extra = {"date", "time"} & labelled.keys()
    furniture += [labelled[name] for name in sorted(extra)]
    return Frame(board, title, found, time, venue, tuple(left), tuple(problems), tuple(furniture))


def _labelled(lines: Sequence[str]) -> tuple[dict[str, str], list[str], list[str]]:
    labelled: dict[str, str] = {}
    free: list[str] = []
    furniture: list[str] = []
    for line in (piece for whole in lines for piece in _LABEL_INSIDE.split(whole)):
        match = _LABEL.match(line)
        name = _LABELS.get(term(match["label"])) if match else None
        if match and name and name not in labelled:
            labelled[name] = match["rest"].strip()
            furniture.append(match["label"])
        elif line.rstrip().endswith(":") and term(line) in _LABELS:
            furniture.append(line)  # a field of a form that nobody has filled in
        elif term(line) in terms.PAGE_LINES or re.match(r"^page \d+(?: of \d+)?$", line, re.IGNORECASE):
            furniture.append(line)
        else:
            free.append(line)
    return labelled, free, furniture


def _is_prose(line: str) -> bool:
    return line.endswith(".") and len(line.split()) > 12 and not (HEAD.search(line) and _certain_dates(line))


def _certain_dates(text: str) -> list[FoundDate]:
    """The days of a text whose year it gives: those that do not depend on when it is read."""
    one, other = (find_dates(text, anchor=dt.date(year, 1, 1)) for year in (1990, 2001))
    days = {found.date for found in other}
    return [found for found in one if found.date in days and found.precision == "day"]


def _date(
    labelled: dict[str, str], heads: Sequence[str], left: Sequence[str], margins: Sequence[str]
) -> tuple[dt.date | None, list[Problem]]:
    for lines in ([labelled.get("date", "")], heads, left, margins):
        days = list(dict.fromkeys(found.date for line in lines for found in _certain_dates(line)))
        if len(days) == 1:
            return days[0], []
        if days:
            said = " and ".join(f"{day.day} {day:%B %Y}" for day in days[:3])
            return days[0], [
                Problem("head of the document", f"the head names more than one day: {said}; the first is taken as the meeting’s")
            ]
    return None, [
        Problem("head of the document", "no date of the meeting was found: write it at the top, with its year", Severity.BLOCKING)
    ]


def _venue(line: str) -> str | None:
    """Find where a meeting was held: what follows "at", "in" or "via" once day and time are taken out."""
    days = _certain_dates(line)
    if days and (time := _TIME.search(line, days[-1].end)) and find_time(line[days[-1].end :]):
        tail = re.match(r"\s?[,–—-]\s?([^;|.]{3,100})$", line[time.end() :])
        if tail and (tail[1][0].isupper() or _PLACE_WORD.search(tail[1])):
            return re.sub(r"^(?:at|in|via)\s(?:the\s)?", "", tail[1], flags=re.IGNORECASE).strip()
    if not (days or _HELD.search(line)) or not _PREPOSITION.search(line):
        return None
    text = _without_time(line)
    held = _HELD.search(text)
    after = text[held.end() :] if held else text
    match = _VENUE_AT_END.search(after) or _VENUE_THEN_MORE.search(after)
    return re.sub(r"[\s,–—-]+(?:on|at)?$", "", match["venue"], flags=re.IGNORECASE).strip() if match else None


_HELD = re.compile(r"\sheld\b", re.IGNORECASE)
_IN = alternatives(terms.PLACE_LEADS)
_PREPOSITION = re.compile(rf"\b(?:held|{_IN})\b", re.IGNORECASE)
_PLACE_WORD = re.compile(rf"\b{alternatives(terms.PLACE_WORDS)}\b", re.IGNORECASE)
_VENUE_AT_END = re.compile(
    rf"\b(?i:{_IN})\s(?:(?i:the)\s)?(?P<venue>(?:the\s)?(?:[A-ZÀ-Þ]|\d{{1,3}}[a-z]?\s[A-Z])[^;|]{{2,120}}?|the\s\w[^;|]{{2,60}}?)"
    r"(?:\s(?i:on|at|from)\s*)?[\s,.;–—-]*$"
)
_VENUE_THEN_MORE = re.compile(
    rf"\b(?i:{_IN})\s(?:(?i:the)\s)?(?P<venue>(?:the\s)?[A-ZÀ-Þ][^;|]{{2,120}}?)\s(?i:on|at|from|commencing|starting)\s"
)


def _venue_line(lines: Sequence[str]) -> str | None:
    """Find a line that is but the name of a place, under the line that gives the day."""
    dated = next((at for at, line in enumerate(lines) if _certain_dates(line)), len(lines))
    return next((line for line in lines[dated + 1 :] if _is_place(line)), None)


def _is_place(line: str) -> bool:
    named = _PLACE_WORD.search(line) or re.match(r"(?:The|Le|La|Das|Die)\s[A-Z]", line)
    return bool(named) and len(line.split()) <= 8 and line[0].isupper() and not HEAD.search(line)


def _without_time(text: str) -> str:
    """Take days and times out of a text."""
    for found in reversed(find_dates(text, anchor=dt.date(2000, 1, 1))):
        text = f"{text[: found.start]} {text[found.end :]}"
    if find_time(text):
        text = _TIME.sub(" ", text)
    return fold(text)


def opening_time(texts: Iterable[str]) -> str | None:
    """Find when the meeting was opened, where only its minutes say: "The meeting opened at 7.30pm"."""
    return next((time for text in texts for match in _OPENED.finditer(text) if (time := find_time(match[0]))), None)


# --- meetings to come ------------------------------------------------------------------------------------------------


def is_next_meeting(title: str) -> bool:
    """Tell whether a title or label announces meetings to come."""
    word = term(title)
    return (
        word in terms.NEXT_MEETING
        or bool(re.match(r"(?:dates?|time|details|schedule)\b.{0,40}\b(?:next|future|forthcoming)\b.{0,40}\bmeetings?", word))
        or bool(re.match(r"(?:next|future|forthcoming)\s(?:\w+\s){0,3}meetings?(?:\s(?:dates?|and\sclose))?$", word))
    )


def meetings_in(title: str, text: str, meeting: dt.date | None) -> tuple[NextMeeting, ...]:
    """Find the meetings that an item announces: under such a title all of its days, elsewhere those of a sentence that says so."""
    if is_next_meeting(title):
        pieces = [piece for piece in re.split(r"\n+", text) if piece]
        return tuple(found for piece in pieces for found in _meetings(piece, meeting))
    sentences = [sentence for piece in re.split(r"\n+", text) for sentence in re.split(r"(?<=[a-z\d)][.!?])\s+(?=[A-Z])", piece)]
    announced = [
        one
        for one in sentences
        if (match := _NEXT_SENTENCE.search(one))
        and re.search(r"\b(?:will|is|to be|on|date)\b|:|^.{0,30}\s\d|findet|aura lieu|será", one[match.start() :][:80])
    ]
    return tuple(found for sentence in announced for found in _meetings(sentence, meeting) if _NEXT_SENTENCE.search(sentence))


def _meetings(text: str, meeting: dt.date | None) -> list[NextMeeting]:
    text = re.sub(r"^- ", "", text)
    anchor = meeting or dt.date(1990, 1, 1)
    days = [
        found
        for found in find_dates(text, anchor=anchor)
        if found.precision == "day" and (meeting or found in _certain_dates(text))
    ]
    days = [found for found in days if not meeting or found.date > meeting]
    meetings: list[NextMeeting] = []
    for at, found in enumerate(days):
        after = text[found.end : days[at + 1].start if at + 1 < len(days) else len(text)]
        before = text[: found.start] if len(days) == 1 else ""
        meetings.append(NextMeeting(found.date, find_time(after) or find_time(before), _place(after) or _place_before(before)))
    if len(meetings) > 1 and meetings[-1].venue and not any(one.venue or one.time for one in meetings[:-1]):
        last = meetings[-1]
        meetings = [NextMeeting(one.date, last.time, last.venue) for one in meetings]
    return meetings


def end_of(meeting: NextMeeting, items: Iterable[Item], held: dt.date) -> str | None:
    """Find when a meeting to come is to end, as "HH:MM": on the line of the items that names its day and its time; None where none does."""
    for line in (line for item in items for line in (item.title, *item.text.split("\n"))):
        if find_end(line) is None:
            continue
        for found in find_dates(line, anchor=held):
            for beside in (line[found.end :], line[: found.start]):
                if found.date == meeting.date and find_time(beside) == meeting.time and (end := find_end(beside)):
                    return end
    return None


def _place(text: str) -> str | None:
    """What is left of the words after a day once the time and small words are gone, up to the end of the sentence."""
    first = re.split(r"(?<=[a-z)]{2})\.(?:\s|$)", text, maxsplit=1)[0]
    without = _TIME.sub(" ", first) if find_time(first) else first
    place = _FILLER.sub("", fold(without)).strip(" ,.;:–—-()")
    named = re.search(r"[A-ZÀ-Þ]", place) or re.search(r"\b(?:at|in)\sthe\s", without) or _PLACE_WORD.search(place)
    return place if len(place) > 2 and named and len(place) <= 160 else None


def _place_before(text: str) -> str | None:
    match = re.search(r"\b(?:at|in|via)\s((?:the\s)?[A-ZÀ-Þ][\w'’ ,.-]{2,80}?)\s*(?:on|at|,)?\s*$", text)
    return match[1].strip(" ,") if match else None
