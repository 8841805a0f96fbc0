"""Earlier actions that minutes speak of in prose: "SSCB 1819_08 action closed", "1819_12: ... Action to remain open."."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailflow.minutes import action_terms
from mailflow.minutes.columns import term
from mailflow.minutes.marks import sentences
from mailflow.minutes.model import Item, PreviousAction

_REF = re.compile(
    r"(?<![\w/])(?:(?:[A-Z][A-Za-z]{1,9}[ /-]?)?\d{4}[_/-]\d{1,3}(?!\d)|[A-Z]{2,8}[ /-]?\d{2,4}[_/-]\d{1,4}"
    r"|[A-Z]{2,8}[_/-]\d{1,4}(?![\d/])|\d{2,4}_\d{1,4})(?!\w)"
)
_NUMBERED = re.compile(
    r"^(?:[Aa]ction|ACTION|AP|A)\s?(?:no\.?\s?|#)?(?P<ref>\d{1,3}(?:[./]\d{1,3})?)\s?(?:\([^()]{1,60}\))?\s?[:–—-]\s?"
)
# "24/41  GJ to renew the insurance": the year and a number, where that is no day and month.
_YEAR_REF = re.compile(r"^(?P<ref>\d{2,4}/(?:\d{3,4}|1[3-9]|[2-9]\d))\s?[:–—-]?\s+(?=[^\W\d])")
# Under a heading that reviews actions, "CPB 12" at the start of a paragraph is one, and so is each it is joined with.
_SHORT_REFS = re.compile(r"^(?:[A-Z]{2,8}[ -]?\d{1,4}(?:\s?[,&/]\s?|\sand\s)?){1,8}(?=\s?(?:[:–—(-]|\.\s|[a-z]))")
_SHORT_REF = re.compile(r"[A-Z]{2,8}[ -]?\d{1,4}")
_JOINS = re.compile(r"^[\s,;&:]*(?:and|to|und|et|y|a)?[\s,;&:]*$")
_YEARS = re.compile(r"^(?:19|20)\d\d[-/]\d\d$")
_PHRASES = tuple(
    (
        status,
        re.compile(
            rf"(?<![\w'’-])(?:{'|'.join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))})(?![\w-])",
            re.IGNORECASE,
        ),
    )
    for status, phrases in action_terms.DECIDED
)
_STATUSES = frozenset({"open", *(phrase for _, phrases in action_terms.DECIDED for phrase in phrases)})
_REPORTED = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in action_terms.REPORTED)})\b", re.IGNORECASE)
# "has been done by X" reports; "Done." at the end of what is said of an action decides.
_DECIDING = re.compile(
    r"^(?:action|actions|status|this action|the action)?\s?(?:is|was|has been|now|are|were|have been|agreed as)?\s?$",
    re.IGNORECASE,
)


def decided(text: str) -> str:
    """Tell what was decided of an earlier action: closed, open or in progress.

    A decision is a phrase by itself, or what a sentence ends with; a word in the middle of a report decides nothing. Where
    nothing is decided, an action that was reported on is in progress, any other open.
    """
    parts = [part for sentence in sentences(text) for part in re.split(r"\s[–—-]\s|[:;]\s", sentence)]
    for part in reversed(parts):
        bare = part.strip(" .!–—-*")
        for status, pattern in _PHRASES:
            for match in pattern.finditer(bare):
                alone = _DECIDING.match(bare[: match.start()]) is not None
                ends = match.end() == len(bare)
                if (
                    status != "closed"
                    or alone
                    or (
                        ends
                        and not re.search(
                            r"\b(?:not|yet|when|until|once|if|nearly|almost|be)\s*$", bare[: match.start()], re.IGNORECASE
                        )
                    )
                    or "close" in match[0].lower()
                ):
                    return status
    return "in progress" if _REPORTED.search(text) else "open"


def is_bare_status(words: str) -> bool:
    """Tell whether words are a status and nothing more: "Open", "in progress", "reported done"."""
    return term(words) in _STATUSES


def previous_in_text(items: Iterable[Item], board_refs: Iterable[str] = ()) -> tuple[PreviousAction, ...]:
    """Find the earlier actions that the items' texts review, in order, once each."""
    found: dict[str, PreviousAction] = {}
    new = set(board_refs)
    for item in items:
        reviewed = _is_review(item.title)
        for paragraph in item.text.split("\n"):
            if not paragraph.startswith("Action:"):
                for ref, words in _mentions(paragraph.removeprefix("- "), reviewed=reviewed):
                    if ref not in found and ref not in new:
                        found[ref] = PreviousAction(ref, decided(words), words)
    return tuple(found.values())


def _is_review(title: str) -> bool:
    word = term(title)
    return word in action_terms.PREVIOUS_LISTS + action_terms.ACTION_LISTS or bool(
        re.search(r"\b(?:matters arising|action log|last meeting|previous (?:meeting|minutes|actions))\b", word)
    )


def _mentions(paragraph: str, *, reviewed: bool) -> list[tuple[str, str]]:
    """Give each ref of a paragraph with what is said of it: the words up to the next ref; refs that are joined share them."""
    if reviewed and (match := _NUMBERED.match(paragraph) or _YEAR_REF.match(paragraph)):
        return [(match["ref"], paragraph[match.end() :].strip())]
    if reviewed and not _REF.match(paragraph) and (match := _SHORT_REFS.match(paragraph)):
        said = paragraph[match.end() :].strip(" :–—-.,;()")
        return [(ref, said) for ref in _SHORT_REF.findall(match[0])]
    refs = [
        match
        for match in _REF.finditer(paragraph)
        if not _YEARS.match(match[0]) and (reviewed or re.match(r"[A-Z]", match[0]) or "_" in match[0])
    ]
    mentions: list[tuple[str, str]] = []
    waiting: list[str] = []
    for at, match in enumerate(refs):
        words = paragraph[match.end() : refs[at + 1].start() if at + 1 < len(refs) else len(paragraph)]
        waiting.append(match[0])
        if at + 1 < len(refs) and _JOINS.match(words):
            continue
        said = re.sub(r"(?:^|\s)(?:action|actions|and)\s?$", "", words.strip(" :–—-,;()"), flags=re.IGNORECASE).strip()
        begins = (
            match.start() < 30
            or re.search(r"[.;:]\s(?:action\s)?$", paragraph[: refs[at - len(waiting) + 1].start()], re.IGNORECASE) is not None
        )
        if (
            said
            and (begins or any(pattern.search(said) for _, pattern in _PHRASES))
            and (reviewed or (begins and match.start() < 30))
        ):
            mentions += [(ref, said) for ref in waiting]
        waiting = []
    return mentions
