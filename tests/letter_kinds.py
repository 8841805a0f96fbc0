"""One letter of every kind, as mailflow really writes them in the story of the invented board: a page and its text, by kind.

`pages_of_every_kind(folder)` plays the story. The kinds that hold several things (a receipt with corrections and a list, a digest with a
tray) are taken where they hold them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from boards import MEETING, NOW
from clerkship import Clerkship
from mailflow.letters.redline import redline_page, redline_text
from mailflow.letters.templates import Templates
from mailflow.records import Edition
from mailflow.register import Ruling
from reminded import DUE_DAY, NEAR_MEETING, make_reminded, remind, report
from test_redline import DRAWN

KINDS = ("attendee", "absentee", "owner", "chair", "changes", "reminder", "overdue", "silent", "receipt", "listing", "unreadable", "digest",
         "declined", "referred", "handing", "handed", "redline")  # fmt: skip
LETTERS = tuple(kind for kind in KINDS if kind != "redline")  # a redline is a page of its own


@dataclass(frozen=True)
class Written:
    """The two forms of a letter."""

    page: str
    text: str


def pages_of_every_kind(folder: Path) -> dict[str, Written]:
    """Play the story; give a letter of each of KINDS."""
    found = {**_circulated(folder / "board"), **_reminders(folder / "reminded"), **_asked(folder / "chair")}
    found["redline"] = Written(redline_page(Templates(), DRAWN), redline_text(Templates(), DRAWN))
    return {kind: found[kind] for kind in KINDS}


def _circulated(folder: Path) -> dict[str, Written]:
    story = Clerkship(folder)
    story.circulate()
    found = {"attendee": story.letter("EO"), "absentee": story.letter("BH"), "owner": story.letter("Becky Moss")}
    answer = "The form is done.\n\nItem 3.2: “42 referrals” should read “44 referrals”.\n\nWho keeps the list of the night shelter?"
    story.says("DP", answer, attached=("list.pdf", b"%PDF-1.4"))
    found["receipt"] = story.letter("DP", Edition.RECEIPT)
    story.says("FN", "Item 3.2: “42 referrals” should read “40 referrals”")
    story.says("BH", "In progress, 12 of 15 lamps are in. Item 3.1: “fifteen lamps” should read “sixteen lamps”")
    story.says("BH", "Not mine, it is Gregory Marsh's.")
    found["handing"] = story.letter("GM", Edition.HANDING)
    story.says("GM", "Yes", to=found["handing"])
    found["handed"] = story.letter("BH", Edition.NOTICE)
    story.takes(unreadable(story))
    found["unreadable"] = story.letter("HV", Edition.RECEIPT)
    story.stand()
    digest = found["digest"] = story.letter("IT", Edition.DIGEST)
    story.rule(2, Ruling.DECLINED, "The schools have 44 on their list.")
    found["declined"] = story.letter("FN", Edition.NOTICE)
    story.says("IT", "accept 1\naccept 3\nactions\nredline", to=digest)
    found["listing"] = story.letter("IT", Edition.RECEIPT)
    story.says("IT", "send", to=digest)
    story.says("IT", "yes", to=story.letter("IT", Edition.RECEIPT))
    story.deliver()
    found["changes"] = story.letter("EO", version=2)
    story.says("EO", "Item 5: “volunteers of Harbour Watch” should read “volunteers of the Harbour Watch”", to=found["changes"])
    last = max(one.id for one in story.corrections())
    story.rule(last, Ruling.FOR_THE_MEETING, "The meeting decides what was said.")
    found["referred"] = story.letter("EO", Edition.NOTICE)
    return {kind: _written(raw) for kind, raw in found.items()}


def unreadable(story: Clerkship) -> bytes:
    """Compose an answer of which no text can be read."""
    raw = story.mail("HV", "x", to=story.letter("HV"))
    return raw.replace(b'text/plain; charset="utf-8"', b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")


def _reminders(folder: Path) -> dict[str, Written]:
    board = make_reminded(folder, settings="remind_silent = 3")
    silent = remind(board, NOW + dt.timedelta(days=7))["Farah Nasser"]
    report(board)
    overdue = remind(board, DUE_DAY)["Ben Holt"]
    reminder = remind(board, NEAR_MEETING)["Ben Holt"]
    return {name: Written(one.html, one.text) for name, one in (("silent", silent), ("overdue", overdue), ("reminder", reminder))}


def _asked(folder: Path) -> dict[str, Written]:
    story = Clerkship(folder, "chair_first = true\n")
    ended = story.run("circulate", MEETING, "--yes")
    assert "Ada Fenn (chair)" in ended.stderr, ended.stderr
    story.deliver()
    return {"chair": _written(story.letter("AF", Edition.CHAIR))}


def _written(raw: bytes) -> Written:
    message = message_from_bytes(raw, policy=policy.default)
    page, text = message.get_body(("html",)), message.get_body(("plain",))
    assert page is not None and text is not None
    return Written(str(page.get_content()), str(text.get_content()))
