"""The words that hang on a number: letters glued to it, and a report of progress that begins right behind it."""

from __future__ import annotations

import re
from functools import lru_cache

from mailflow.replies.codes import BLOT, blotted
from mailflow.replies.phrases import STATUS_SENSES, Sense, lexicon, split_tokens
from mailflow.replies.ref_index import RefIndex, fold_run

_GLUED = re.compile(r"(?<![^\W_])(?P<letters>[^\W\d_]{1,30})(?P<sign>[-_]?)(?P<numbers>\d{1,9}(?:[-_./]\d{1,9}){0,3})(?!\d)")
_RUN = re.compile(r"\d+")
_AFTER_SENSES = frozenset({Sense.ACTED, Sense.SHIFT, Sense.ASK_DATE, Sense.NOT_MINE, Sense.NEGATIVE, Sense.NEARLY, Sense.FUTURE})


def without_codes(text: str, index: RefIndex) -> str:
    """Blot out what is no language, and words that a number is glued to ("b2", "COVID-19"), but no ref or cue ("AP14", "QSB-14")."""
    return _GLUED.sub(lambda found: found[0] if _is_named(found, index) else BLOT * len(found[0]), blotted(text))


def _is_named(found: re.Match[str], index: RefIndex) -> bool:
    letters, known = found["letters"].casefold(), lexicon().refs
    runs = tuple(fold_run(run) for run in _RUN.findall(found["numbers"]))
    if (letters, *runs) in index.by_key or (len(runs) > 1 and runs in index.by_key) or letters == index.reference:
        return True
    if letters in known["cues"] | known["not_cues"] | known["months"] | known["units"]:
        return True
    return found["sign"] == "-" and (_is_status(letters) or letters in known["joiners"] | known["openers"])


def opens_status(text: str, end: int) -> bool:
    """Tell whether what follows a number begins with a phrase about progress ("14 undone", "14 50 per cent")."""
    return _is_status(text[end : end + 48])


@lru_cache(maxsize=512)
def _is_status(text: str) -> bool:
    """Tell whether a text begins with a phrase about progress; of each number it is asked several times."""
    tokens = [token.word for token in split_tokens(text)]
    share = bool(tokens) and tokens[0].isdecimal() and int(tokens[0]) <= 100
    first = next(iter(lexicon().find(tokens[1:] if share else tokens)), None)
    senses = frozenset().union(*first.senses.values()) if first is not None and first.start == 0 else frozenset()
    return Sense.PERCENT in senses if share else bool(senses & (STATUS_SENSES | _AFTER_SENSES))
