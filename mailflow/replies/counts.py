"""Numbers that count or date something, and so name no action ("9 out of 15", "2 to go", "until 4/12")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mailflow.replies.phrases import lexicon

LAST_DAY, LAST_MONTH = 31, 12
_HOUR = re.compile(r"\s*[ap]\.\s?m\b", re.IGNORECASE)
_SHORT_DAY = re.compile(r"\d{1,2}([/.\-])\d{1,2}(\.?)")


def is_counted(text: str, end: int) -> bool:
    """Tell whether what follows a number says that it counts, or is an hour ("9 out of 15", "2 to go", "9 a.m.")."""
    return bool(_counted().match(text, end) or _HOUR.match(text, end))


def is_day(text: str, start: int, before: str, runs: Sequence[str]) -> bool:
    """Tell a day and its month from two refs: "until 4/12", "am 4.12."."""
    found = _SHORT_DAY.match(text, start)
    if found is None or len(runs) != 2 or not (0 < int(runs[0]) <= LAST_DAY and 0 < int(runs[1]) <= LAST_MONTH):
        return False
    return before in lexicon().refs["day_leads"] or found[1] + found[2] == ".."


@cache
def _counted() -> re.Pattern[str]:
    phrases = sorted(lexicon().refs["counted"], key=len, reverse=True)
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(rf"\s*(?:{words})(?!\w)", re.IGNORECASE)
