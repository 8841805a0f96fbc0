"""What minutes say of the minutes before them: approved, approved subject to something, or not approved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.dates import Lean, find_dates
from mailflow.minutes import action_terms, approval_terms, people_terms, terms
from mailflow.minutes.blocks import fold
from mailflow.minutes.columns import alternatives, term
from mailflow.minutes.marks import sentences
from mailflow.minutes.model import Item, StatedApproval, Verdict
from mailflow.minutes.owners import looks_like_owners, split_owners

_MINUTES = rf"\b{alternatives(approval_terms.MINUTES)}\b"
_APPROVED = rf"(?:{alternatives(approval_terms.APPROVED)}|(?:an?\s)?{alternatives(approval_terms.RECORD)})\b"
_MENTIONED = re.compile(rf"{_MINUTES}|\b{alternatives(approval_terms.APPROVAL)}\b", re.IGNORECASE)
_ABOUT = re.compile(rf"\b{alternatives(approval_terms.TITLES)}\b", re.IGNORECASE)
# "The minutes of 12 July were (unanimously) approved", "minutes: agreed".
_PASSIVE = re.compile(
    rf"{_MINUTES}(?P<between>[^;]{{0,200}}?)(?:[:–—-]\s?|\b{alternatives(approval_terms.IS)}\s(?:[\w-]{{2,20}}\s){{0,4}}?|^|\s)(?P<verb>{_APPROVED})",
    re.IGNORECASE,
)
# "The Committee approved the minutes", "it was agreed to accept the draft minutes".
_ACTIVE = re.compile(
    rf"(?P<verb>\b{alternatives(approval_terms.APPROVES)})\s(?:and\s\w+\s|\w+ly\s)?(?:{alternatives(approval_terms.TO_APPROVE)}\s)?"
    rf"(?:that\s)?(?:(?:the|these|both|all|das|die|le|les|el|la|y|draft|previous|last|board's?|meeting's)\s){{0,4}}{_MINUTES}",
    re.IGNORECASE,
)
# Under a title that names the minutes: "Agreed as a correct record.", "These were approved."
_ALONE = re.compile(
    rf"^\W*(?:resolved:?\s|agreed:?\s(?={_APPROVED})|(?:they|these|it|both|all|this)\s|{alternatives(approval_terms.IS)}\s|unanimously\s|duly\s|otherwise\s"
    rf"|(?:it\swas\s)?(?:resolved|agreed)\sthat\s(?:they|these|it)\s(?:be|were|was)\s|einstimmig\s){{0,4}}(?P<verb>{_APPROVED})"
    r"(?=$|\W*$|[.,;:–—-]|\s?\(|\s(?:as|subject|with|without|by|and|unanimously|nem|at|in|following|after|apart|except|once|pending|einstimmig)\b)",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    rf"(?:{_MINUTES}|\b{alternatives(approval_terms.APPROVAL)}\b)[^.;]{{0,200}}?\b{alternatives(approval_terms.PUT_OFF)}\b"
    rf"|\b{alternatives(approval_terms.PUT_OFF)}\s(?:the\s)?(?:(?:{alternatives(approval_terms.APPROVAL)})\sof\s)?(?:the\s)?{_MINUTES}",
    re.IGNORECASE,
)
_PUT_OFF_ALONE = re.compile(
    rf"^\W*(?:(?:they|these|it|this)\s(?:were|was)\s)?{alternatives(approval_terms.PUT_OFF)}\b", re.IGNORECASE
)
_NOT_ALONE = re.compile(
    rf"^\W*(?:(?:they|these|it|this)\s(?:were|was)\s)?{alternatives(approval_terms.NOT)}\s(?:\w+\s)?(?P<verb>{_APPROVED})", re.IGNORECASE
)
_NEGATED = re.compile(rf"\b{alternatives(approval_terms.NOT)}\b[^,;.]{{0,30}}$", re.IGNORECASE)
_TO_COME = re.compile(rf"\b{alternatives(approval_terms.TO_COME)}\s(?:then\s)?(?:be\s|have\sbeen\s)?(?:\w+ly\s)?$", re.IGNORECASE)
_IF = re.compile(rf"\b{alternatives(approval_terms.IF)}\s(?:\w+\s){{0,3}}$", re.IGNORECASE)
_DAY_CUT = re.compile(rf"\b{alternatives(approval_terms.DAY_LEADS)}\s(?:\w+,\s)?\d{{1,2}}\.$", re.IGNORECASE)
_OF_BODY = re.compile(
    rf"{_MINUTES}\s(?:of|from)\s(?:the\s)?(?P<body>(?:[\w&'’/-]+\s){{0,6}}?{alternatives(terms.BODY_WORDS)})\b(?!['’]s)", re.IGNORECASE
)
_TOLD_BEFORE = re.compile(rf"\b{alternatives(approval_terms.TOLD_BEFORE)}\b", re.IGNORECASE)
_SUBJECT = re.compile(rf"\b(?P<lead>{alternatives(approval_terms.SUBJECT_TO)})(?!\w)\s*:?\s*", re.IGNORECASE)
_CHANGES = re.compile(rf"\b{alternatives(approval_terms.CHANGES)}\b", re.IGNORECASE)
_WITHOUT = re.compile(rf"^(?:the\s)?{alternatives(approval_terms.WITHOUT)}\b", re.IGNORECASE)
_NAME = r"(?:[A-Z]{2,4}\b|(?:[A-Z]\.\s?){1,3}[A-ZÀ-Þ][\w'’-]+|[A-ZÀ-Þ][\w'’-]*\.?(?:\s[A-ZÀ-Þ][\w'’-]*\.?){0,3})"
_PROPOSED = re.compile(
    rf"\b(?i:{alternatives(approval_terms.PROPOSED)})(?:\s(?i:{alternatives(approval_terms.BY)}))?\s?:?\s(?P<who>{_NAME}(?:(?:\s?[/&]\s?|\sand\s){_NAME})?)"
)
_PROPOSES = re.compile(rf"(?:^|[.;,]\s|\sand\s)(?P<who>{_NAME})\s(?:{alternatives(approval_terms.PROPOSES)})\b")
_LAST_BRACKET = re.compile(r"\s*\((?P<who>[^()]{2,80})\)\s*$")
_NO_NAMES = frozenset({*people_terms.TITLES, *action_terms.RESOLVED, *approval_terms.APPROVES, "it", "they", "he", "she", "who", "this"})
_LEADS = re.compile(r"^(?:with|following|after|mit|avec|con|gyda)(?:\s|$)(?:the\sfollowing\b\s?)?", re.IGNORECASE)
_CERTAIN = ("subject to", "save for", "with the exception of", "apart from", "except for", "vorbehaltlich", "sous réserve de",
            "yn amodol ar")  # fmt: skip
_LONGEST = 4000  # characters of one sentence


@dataclass(frozen=True, slots=True)
class _Told:
    """One sentence that may speak of the minutes before, what stands before and after it, and whether its item is about them."""

    text: str
    about: bool
    title: str
    before: str = ""
    after: str = ""


def find_approval(items: Sequence[Item], meeting: dt.date | None, board: str = "") -> StatedApproval | None:
    """Find what the items say of earlier minutes; of several the ones of the latest meeting. None where nothing is decided.

    `board`: its name, for the minutes of another body that are approved here are not meant.
    """
    found = [one for item in items for told in _told(item) if (one := _read(told, meeting, board))]
    return max(found, key=lambda one: one.of or dt.date.min, default=None) if any(one.of for one in found) else next(iter(found), None)


def _told(item: Item) -> Iterator[_Told]:
    about = _ABOUT.search(item.title) is not None
    yield _Told(item.title, False, item.title)
    paragraphs = [_with_list(part) for part in _joined(item.text)]
    said = [one for part in paragraphs if not _is_action(part) for one in _whole(sentences(part))]
    for at, text in enumerate(said):
        before = said[at - 1] if at else ""
        yield _Told(text, about, item.title, before, said[at + 1] if at + 1 < len(said) else "")


def _whole(pieces: Sequence[str]) -> list[str]:
    """Put together a sentence that was parted at the stop of a German day: "vom 4. Juli"."""
    whole: list[str] = []
    for piece in pieces:
        if whole and _DAY_CUT.search(whole[-1]):
            whole[-1] += f" {piece}"
        else:
            whole.append(piece)
    return whole


def _joined(text: str) -> list[str]:
    """The paragraphs of a text, a list with the line that introduces it."""
    parts: list[str] = []
    for part in text.split("\n\n"):
        if part.startswith("- ") and parts and parts[-1].endswith(":"):
            parts[-1] += f"\n{part}"
        else:
            parts.append(part)
    return parts


def _with_list(paragraph: str) -> str:
    """Make one sentence of a line and the list under it."""
    first, *entries = paragraph.split("\n")
    if not entries or not first.endswith(":"):
        return paragraph.replace("\n", " ")
    return f"{first} {'; '.join(entry.removeprefix('- ').rstrip('.; ') for entry in entries)}."


def _is_action(paragraph: str) -> bool:
    return term(paragraph.partition(":")[0]) in action_terms.ACTION_MARKS


def _read(told: _Told, meeting: dt.date | None, board: str) -> StatedApproval | None:
    text = told.text[:_LONGEST]
    if not told.about and not _MENTIONED.search(text):
        return None
    if (other := _OF_BODY.search(text)) and not _is_own(other["body"], board):
        return None
    match = _PASSIVE.search(text) or _ACTIVE.search(text) or (_ALONE.search(text) if told.about else None)
    negated = told.about and _NOT_ALONE.search(text) is not None
    if match and not negated:
        lead = text[: match.start("verb")]
        to_come = _TO_COME.search(lead) and not re.search(r"\b(?:resolved|agreed|proposed)\b", lead, re.IGNORECASE)
        negated = _NEGATED.search(lead[-40:]) is not None
        if to_come or _IF.search(text[: match.start()]):
            match, negated = None, False
    if negated or (match is None and (_PUT_OFF.search(text) or (told.about and _PUT_OFF_ALONE.search(text)))):
        return StatedApproval(Verdict.NOT_APPROVED, text, of=_day(told, meeting), proposed=_proposers(told))
    if match is None:
        return None
    subject = _subject(told)
    proposed = _proposers(told)
    if subject and (bracket := _LAST_BRACKET.search(subject.rstrip(" ."))) and looks_like_owners(bracket["who"]):
        subject = subject[: bracket.start()]
        proposed = tuple(dict.fromkeys((*split_owners(bracket["who"])[0], *proposed)))
    subject = subject.strip(" .;,:") if subject else None
    return StatedApproval(Verdict.SUBJECT_TO if subject else Verdict.APPROVED, text, subject or None, proposed, _day(told, meeting))


def _is_own(body: str, board: str) -> bool:
    words = set(re.findall(r"[^\W_]+", body.lower())) - {"the", "full", "last", "previous", "meeting", "of"}
    return words <= set(re.findall(r"[^\W_]+", board.lower())) | {"board", "council", "committee", "meeting", "annual", "ordinary"} and (
        bool(words)
    )


def _subject(told: _Told) -> str | None:
    """Find what an approval is subject to; None where it is subject to nothing."""
    if back := _TOLD_BEFORE.search(told.text):
        same = told.text[: back.start()].strip(" ;,:-–—")
        if _CHANGES.search(same):
            return same
        return (told.before if told.about or _CHANGES.search(told.before) else "") or fold(back[0])
    for match in _SUBJECT.finditer(told.text):
        rest = told.text[match.end() :]
        clause = re.split(r";\s|\.\s(?=[A-Z])", rest, maxsplit=1)[0]
        lead = match["lead"].lower()
        if _WITHOUT.match(rest):
            continue
        if lead in _CERTAIN:
            return rest if ":" in rest[:60] else clause
        if _CHANGES.search(f"{lead} {clause}"):
            return fold(f"{_LEADS.sub('', match['lead'])} {rest if ':' in rest[:60] else clause}")
    return None


def _proposers(told: _Told) -> tuple[str, ...]:
    texts = [told.text]
    if re.match(rf"\W*(?:{alternatives(approval_terms.PROPOSED)})\b", told.after, re.IGNORECASE):
        texts.append(told.after)
    found = [match for text in texts for pattern in (_PROPOSED, _PROPOSES) for match in pattern.finditer(text)]
    names = [who for match in found for who in split_owners(match["who"])[0]]
    return tuple(dict.fromkeys(name for name in names if term(name) not in _NO_NAMES and not _ABOUT.search(name)))


def _day(told: _Told, meeting: dt.date | None) -> dt.date | None:
    """Find of which day the minutes are that a sentence, or else the title of its item, speaks of."""
    if meeting is None:
        return None
    for text in (told.text, told.title):
        start = re.search(_MINUTES, text, re.IGNORECASE)
        days = [
            found.date
            for found in find_dates(text[start.end() :] if start else "", anchor=meeting, lean=Lean.PAST)
            if found.precision == "day" and found.date < meeting
        ]
        if days:
            return max(days)
    return None
