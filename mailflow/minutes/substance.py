"""Whether a correction mends a slip or touches what was decided: a proposal for the clerk, who has the last word.

A slip is spelling, a name, initials, a mark, a figure mistyped, who attended. Substance is what an owner, a day, an amount or a
decision depends on, "not", a whole sentence more or less, or many words. Where nothing speaks for either it is a slip.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

from mailflow.likeness import likeness, squeeze
from mailflow.minutes.corrections import Change, Edit, corrected, fit
from mailflow.minutes.decisions import decides
from mailflow.minutes.differences import Mark, diff, words_of
from mailflow.minutes.model import Minutes
from mailflow.minutes.places import Part, texts

_MANY = 8  # words that differ
_SPELLING = 0.7  # as alike as this, one word is another's spelling
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot unable declined refused rejected against "
    "nicht kein keine keinen nie ne pas aucun jamais sans ningún ninguna nunca sin ni ddim heb".split()
)
_NEGATED = re.compile(r"n['’]t$")
_MONEY_BEFORE = re.compile(r"[£$€]\s?$")
_MONEY_AFTER = re.compile(r"\s?(?:%|per cent\b|percent\b|pounds?\b|euros?\b|million\b|thousand\b|[£$€])", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,:/\-–]\d+)*")
_ATTENDANCE = (Part.STATUS, Part.NAME, Part.INITIALS, Part.ROLE, Part.AGENCY, Part.SUBSTITUTE, Part.NOTE, Part.OTHERS)


class Weight(StrEnum):
    """What a correction weighs."""

    SLIP = "slip"
    SUBSTANCE = "substance"


def kind_of(minutes: Minutes, change: Change) -> Weight:
    """Propose what a correction of these minutes weighs; one that fits nowhere, or gives no wording, is substance."""
    edit = fit(minutes, change)
    if not isinstance(edit, Edit):
        return Weight.SUBSTANCE
    if edit.part in _ATTENDANCE:
        return Weight.SLIP
    known = texts(minutes, edit.part)
    text = known[edit.at]
    changed = text[: edit.start] + edit.new + text[edit.end :]
    if edit.part in (Part.OWNERS, Part.DUE, Part.NEXT_MEETING) or _changes_duties(minutes, change):
        return Weight.SUBSTANCE
    low, high = _sentence_about(text, edit.start, edit.end)
    old, new = text[low:high], changed[low : len(changed) - (len(text) - high)]
    return Weight.SUBSTANCE if _is_substance(old, new, text[edit.start : edit.end], edit.new) else Weight.SLIP


def _changes_duties(minutes: Minutes, change: Change) -> bool:
    """Tell whether somebody owes something else, or by another day, once a change is taken in."""
    after = corrected(minutes, [change]).minutes

    def owed(of: Minutes) -> Counter[object]:
        return Counter((action.owners, action.delegate, action.due, action.due_text) for action in of.actions)

    def days(of: Minutes) -> list[object]:
        return [(one.date, one.time) for one in of.next_meetings]

    return owed(after) != owed(minutes) or days(after) != days(minutes)


def _is_substance(old: str, new: str, removed: str, added: str) -> bool:
    runs = diff(old, new)
    gone = [word for run in runs if run.mark is Mark.REMOVED for word in words_of(run.text)]
    come = [word for run in runs if run.mark is Mark.ADDED for word in words_of(run.text)]
    if max(len(gone), len(come)) > _MANY or _whole_sentence(removed, added):
        return True
    if _denials(gone) != _denials(come) or _amounts(old) != _amounts(new):
        return True
    if not _mistyped(_numbers(gone), _numbers(come)):
        return True
    return (decides(old) or decides(new)) and not _spelling(gone, come)


def _whole_sentence(removed: str, added: str) -> bool:
    """Tell whether a sentence went or came as a whole, however short: "The motion was lost."."""
    alone = removed.strip() if not added.strip() else added.strip() if not removed.strip() else ""
    return len(words_of(alone)) > 2 and alone.endswith((".", "!", "?"))


def _denials(words: list[str]) -> int:
    return sum(word.casefold() in _NEGATIONS or bool(_NEGATED.search(word)) for word in words)


def _amounts(text: str) -> Counter[str]:
    """Give the sums and shares of a text: figures beside a currency or "per cent"."""
    return Counter(
        one[0] for one in _NUMBER.finditer(text) if _MONEY_BEFORE.search(text[: one.start()]) or _MONEY_AFTER.match(text, one.end())
    )


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if any(map(str.isdigit, word))]


def _mistyped(old: list[str], new: list[str]) -> bool:
    """Tell whether figures differ no more than typing fingers make them: one digit, or two that changed places."""
    if len(old) != len(new):
        return False
    for one, other in zip(old, new, strict=True):
        wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(one) == sorted(other)
        if len(one) != len(other) or not (len(wrong) <= 1 or swapped):
            return False
    return True


def _spelling(old: list[str], new: list[str]) -> bool:
    """Tell whether words differ as spellings and names do: each is like the one it was, or is written as a name."""
    if len(old) != len(new):
        return all(word[:1].isupper() for word in (*old, *new)) and bool(old) and bool(new)
    return all(
        likeness(one, other) >= _SPELLING or squeeze(one) == squeeze(other) or (one[:1].isupper() and other[:1].isupper())
        for one, other in zip(old, new, strict=True)
    )


def _sentence_about(text: str, start: int, end: int) -> tuple[int, int]:
    low = max(text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0, text.rfind("\n", 0, start) + 1)
    ends = [at for at in (text.find(". ", end), text.find("\n", end)) if at >= 0]
    return low, min(ends, default=len(text))
