"""What the words of an action say of who owes it and until when: "... (PS, by 30 Nov)", "PS to ...", "Owner: PS Due: ...".

The words of the action stay as they were typed, but for an annotation that is wholly taken up in its owners and its day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from mailflow.dates import find_dates
from mailflow.minutes import action_terms, people_terms
from mailflow.minutes.blocks import fold
from mailflow.minutes.columns import alternatives, term
from mailflow.minutes.owners import INITIALS, is_office, is_person, looks_like_owners, split_owners


@dataclass(frozen=True, slots=True)
class Calendar:
    """What actions are read with: the day of the meeting and of the next, and the short names of who was there (`marks.known_as`)."""

    meeting: dt.date | None
    next_meeting: dt.date | None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """An action's words with who owes it and until when."""

    text: str
    owners: tuple[str, ...] = ()
    delegate: str | None = None
    due: dt.date | None = None
    due_text: str | None = None
    status: str | None = None


_BY = alternatives(action_terms.DUE_BY)
_LABELLED = {
    "owner": re.compile(rf"\b{alternatives(action_terms.OWNER_LABELS)}\s?:\s*", re.IGNORECASE),
    "due": re.compile(rf"\b{alternatives(action_terms.DUE_LABELS)}\s?:\s*", re.IGNORECASE),
    "status": re.compile(rf"\b{alternatives(action_terms.STATUS_LABELS)}\s?:\s*", re.IGNORECASE),
}
_ENDING = re.compile(r"\s*[\[(](?P<inside>[^()\[\]]{1,120}(?:\([^()]{1,60}\)[^()\[\]]{0,60})?)[\])]\s*[.;]?$")
_DASH = re.compile(
    r"\s(?:[-–—]|\|)\s(?P<after>[^–—|]{1,80}?)\.?$|(?<=[.!?])\s+(?P<alone>[A-Z]{2,4}(?:\s?[/&]\s?[A-Z]{2,4}){0,3})\.?$"
)
_COMMITS = tuple(verb for verb in action_terms.SHOULD if not verb.endswith("asked to") and verb != "would")
_LEADING = re.compile(
    r"^(?P<who>[^:–—]{1,80}?)(?:\s?:\s+|\s[–—-]\s+|\s(?="
    + alternatives(_COMMITS)
    + r"\s[a-z(])|\s(?="
    + alternatives(action_terms.SHOULD_ELSEWHERE)
    + r"\s\w)|\s?,\s(?=to\s))(?P<what>.*)$",
    re.DOTALL,
)
_ANNOTATION_LABEL = re.compile(
    rf"^(?:{alternatives(action_terms.ANNOTATION_LABELS)}\s?[:–-]?|{alternatives(action_terms.OWNER_LABELS)}\s?:)\s(?=(?-i:[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
_LAST_BRACKET = re.compile(r"\s?[\[(](?P<inside>[^()\[\]]{1,60})[\])]$")
_THE = r"(?:(?:the|le|la|el|den|dem|der|y)\s)?"
_LED_BY = re.compile(rf"\b({_BY}:?\s{_THE})$", re.IGNORECASE)
_LED_TO_MEETING = re.compile(rf"\b({alternatives(action_terms.MEETING_LEADS)}\s{_THE})$", re.IGNORECASE)
_FREQUENCY = re.compile(rf"\b({alternatives(action_terms.FREQUENCIES)})\b", re.IGNORECASE)


def terms_of(text: str, calendar: Calendar, *, owners_text: str = "", due_text: str = "") -> Terms:
    """Read the words of one action. `owners_text`, `due_text`: what stands beside it, which comes before anything inside."""
    labelled, found = _labelled(fold(text))
    owners, delegate = split_owners(owners_text or found.get("owner", ""))
    due_words = due_text or found.get("due", "")
    if owners and not due_words and (annotated := annotation(owners_text)):
        owners, delegate, due_words = annotated
    words = labelled
    stripped, ending = _ending(words)
    if ending:
        inside_owners, inside_delegate, inside_due = ending
        words, owners, delegate = stripped, owners or inside_owners, delegate or inside_delegate
        due_words = due_words or inside_due
    if not owners:
        words, owners, delegate = _leading(words, calendar.known)
    due, due_said = due_of(words, due_words, calendar)
    return Terms(words, owners, delegate, due, due_said, found.get("status") or None)


def _labelled(text: str) -> tuple[str, dict[str, str]]:
    """Take "Owner: PS Due: 30/11/18" off the end of a text."""
    spots = sorted(
        (match.start(), match.end(), kind)
        for kind, pattern in _LABELLED.items()
        for match in pattern.finditer(text)
        if match.start() > 3
    )
    first = next(
        (at for at, (start, end, kind) in enumerate(spots) if kind == "owner" and looks_like_owners(_until(text, spots, at))),
        None,
    )
    if first is None:
        dated = [at for at, (_, _, kind) in enumerate(spots) if kind in ("due", "status")]
        first = dated[0] if dated and len(_until(text, spots, dated[0])) <= 40 else None
    if first is None:
        return text, {}
    while first > 0 and spots[first - 1][2] != spots[first][2] and len(_until(text, spots, first - 1)) <= 40:
        first -= 1
    found: dict[str, str] = {}
    for at in range(first, len(spots)):
        found.setdefault(spots[at][2], _until(text, spots, at))
    return text[: spots[first][0]].rstrip(" ,;|–—-([."), found


def _until(text: str, spots: list[tuple[int, int, str]], at: int) -> str:
    end = spots[at + 1][0] if at + 1 < len(spots) else len(text)
    return text[spots[at][1] : end].strip(" ,;|–—-)].")


def _ending(text: str) -> tuple[str, tuple[tuple[str, ...], str | None, str] | None]:
    """Take an annotation off the end of a text where it is nothing but owners, or owners and a day."""
    if match := _ENDING.search(text):
        annotated = annotation(match["inside"])
        if annotated and annotated[0]:
            return text[: match.start()].rstrip(" ,;–—-"), annotated
        # "CW (Becky Hopkins)" at the end, after a dash: fall through to the dash with its bracket
    if match := _DASH.search(text):
        after = match["after"] or match["alone"]
        annotated = annotation(after)
        if annotated and annotated[0] and surely_owners(annotated[0]):
            return text[: match.start()].rstrip(" ,;"), annotated
        leading = _LEADING.match(after)
        if leading and looks_like_owners(leading["who"]) and surely_owners(split_owners(leading["who"])[0]):
            owners, delegate = split_owners(leading["who"])
            return text, (owners, delegate, "")
    return text, None


def surely_owners(owners: tuple[str, ...]) -> bool:
    """Tell whether all of these are owners by their very shape: initials, full names, offices."""
    return all(INITIALS.match(owner.rstrip(" ?")) or is_person(owner) or is_office(owner) or "(" in owner for owner in owners)


def annotation(text: str) -> tuple[tuple[str, ...], str | None, str] | None:
    """Read "PS, by 30 Nov", "PS/SH – January", "PS (by 30 Nov)", "by 30 Nov": owners, delegate, days; None where more is in it."""
    text = _ANNOTATION_LABEL.sub("", fold(text))
    if (bracket := _LAST_BRACKET.search(text)) and _is_due(bracket["inside"]):
        text = f"{text[: bracket.start()]}, {bracket['inside']}"
    if not text.strip(" ."):
        return None
    if looks_like_owners(text) and not _is_due(text):
        owners, delegate = split_owners(text)
        return owners, delegate, ""
    if _is_due(text):
        return (), None, text
    for match in re.finditer(r"\s?[,;:–—-]\s?|\s(?=(?:by|before|due|until|for|bis|avant|erbyn)\s)|\s(?=\d)", text):
        who, when = text[: match.start()].strip(), text[match.end() :].strip()
        if looks_like_owners(who) and _is_due(when) and not _is_due(who):
            owners, delegate = split_owners(who)
            return owners, delegate, when
        if looks_like_owners(when) and _is_due(who):
            owners, delegate = split_owners(when)
            return owners, delegate, who
    return None


def _is_due(text: str) -> bool:
    """Tell whether a text is nothing but a day: "by 30 Nov", "January 2019", "quarterly", "before the next meeting"."""
    bare = re.sub(rf"^(?:{_BY}:?|{alternatives(action_terms.DUE_LEADS)})\s(?:the\s)?", "", fold(text), flags=re.IGNORECASE).strip(
        " ."
    )
    if term(bare) in action_terms.DUE_WORDS or term(text) in action_terms.DUE_WORDS:
        return True
    noon = dt.date(2020, 6, 15)
    found = find_dates(fold(text), anchor=noon, next_meeting=noon)
    if not found:
        return False
    left = fold(text)
    for one in reversed(found):
        left = left[: one.start] + " " + left[one.end :]
    words = [word for word in re.findall(r"[^\W\d_]+", left.lower()) if word not in action_terms.DUE_SMALL]
    return not words and not re.search(r"\d{3}", left)


def _leading(text: str, known: frozenset[str]) -> tuple[str, tuple[str, ...], str | None]:
    """Find who a text begins with: "PS to circulate ...", which stays whole; "PS: circulate ...", of which the words stay."""
    match = _LEADING.match(text)
    if not match or not match["what"].strip():
        return _leading_name(text, known)
    who = match["who"].strip()
    bare = re.sub(r"^the\s", "", who, flags=re.IGNORECASE)
    if looks_like_owners(bare) and all(term(owner) in known for owner in split_owners(bare)[0]):
        return _owned(text, match, bare, sure=True)
    if not looks_like_owners(bare) or (
        len(who.split()) == 1 and not INITIALS.match(who) and not is_office(who) and match["what"].startswith(":")
    ):
        return text, (), None
    return _owned(text, match, bare, sure=False)


def _leading_name(text: str, known: frozenset[str]) -> tuple[str, tuple[str, ...], str | None]:
    """Find a known name that a sentence begins with: "Jan Roth erstellt die Übersicht", "M. Castel enverra le budget"."""
    words = text.split(" ", 4)
    if (
        len(words) > 3
        and words[2][:1].islower()
        and (term(" ".join(words[:2])) in known or (term(words[0]) in people_terms.TITLES and term(words[1]) in known))
    ):
        return text, (" ".join(words[:2]),), None
    return text, (), None


def _owned(text: str, match: re.Match[str], bare: str, *, sure: bool) -> tuple[str, tuple[str, ...], str | None]:
    owners, delegate = split_owners(bare)
    after = text[len(match["who"]) :].lstrip()
    separated = not after.startswith((*(f"{verb} " for verb in (*_COMMITS, *action_terms.SHOULD_ELSEWHERE)), ","))
    if separated and not sure and not surely_owners(owners):
        return text, (), None
    if separated:
        what = match["what"].strip()
        return (what if not re.match(r"to\s[a-z]", what) else text), owners, delegate
    return text, owners, delegate


def due_of(text: str, stated: str, calendar: Calendar) -> tuple[dt.date | None, str | None]:
    """Find the day an action is due: in what stands beside it, else in its own words after "by", or in brackets."""
    anchor = calendar.meeting or dt.date(1970, 1, 1)
    stated = "" if term(stated) in ("", "n/a", "none", "nil") else stated
    if stated:
        found = find_dates(stated, anchor=anchor, next_meeting=calendar.next_meeting)
        dated = found[-1] if found and (calendar.meeting or re.search(r"\d{4}", found[-1].text)) else None
        return (dated.date if dated else None), fold(stated).strip(" ,;") or None
    for one in find_dates(text, anchor=anchor, next_meeting=calendar.next_meeting or dt.date(1970, 1, 2)):
        before, after = text[max(0, one.start - 40) : one.start], text[one.end : one.end + 12]
        led = _LED_BY.search(before)
        bracketed = before.rstrip().endswith(("[", "(")) and re.match(r"\s?[\])]", after)
        closing = before.rstrip().endswith((",", ";", " –", " —", " -")) and not after.strip(" .;)")
        if one.precision == "meeting" and not led:
            led = _LED_TO_MEETING.search(before)
        if not led and not bracketed and not closing:
            continue
        known = calendar.next_meeting if one.precision == "meeting" else one.date
        if not calendar.meeting and not re.search(r"\d{4}", one.text):
            known = None
        return known, fold((led[1] if led else "") + one.text)
    if match := _FREQUENCY.search(text):
        return None, match[1]
    return None, None
