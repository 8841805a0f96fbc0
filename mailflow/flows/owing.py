"""Letters that are owed: decided in a transaction, composed before the first of them is sent. Pure.

A dispatch without a body is owed; its key is "SORT/SUFFIX", and the suffix stands in its Message-ID, so that an answer finds it.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from mailflow.people import Person
from mailflow.records import Dispatch, Edition

# Why a letter is not sent any more: nothing failed.
GONE = "it was not written: what it was to speak of is settled or gone"
SUPERSEDED = "not sent any more: a later version of the minutes goes out instead"
WITHDRAWN = frozenset({GONE, SUPERSEDED})

SORT = {
    Edition.RECEIPT: "receipt",
    Edition.CHAIR: "chair",
    Edition.REMINDER: "reminder",
    Edition.DIGEST: "digest",
    Edition.HANDING: "handing",
    Edition.NOTICE: "notice",
}


def owed_letter(
    edition: Edition, suffix: str, to: Person, meeting: str, version: int, now: dt.datetime, *, about: str = "", asks: str = "",
    covers: tuple[str, ...] = (),
) -> Dispatch:  # fmt: skip
    """Give a letter that is owed to somebody. `meeting`: a day, "YYYY-MM-DD"; `about`: what it speaks of, as "correction 12"."""
    return Dispatch(
        key=owed_key(edition, suffix),
        meeting=meeting,
        version=version,
        person=to.number,
        email=to.email,
        edition=edition,
        message_id="",
        body="",
        subject="",
        created_at=now,
        answers=about,
        asks=asks,
        covers=covers,
    )


def owed_key(edition: Edition, suffix: str) -> str:
    """Give the key of a letter that is not part of a circulation: "notice/1a2b3c"."""
    return f"{SORT[edition]}/{suffix}"


def suffix_of(*parts: object) -> str:
    """Give a suffix made of what tells a letter from others: the same parts give the same letter, which then goes once."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()[:16]
