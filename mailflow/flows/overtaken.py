"""Old mails: one that was taken before and comes again under another Message-ID, and one that comes in after a later one. Pure.

A mail says itself when it was written, in its Date field (RFC 5322 section 3.6.1). That is held against it only where it can be
read and be true: a day that is still ahead proves nothing, and no mail is later than the moment at which we had it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from mailflow.flows.occasion import Occasion
from mailflow.flows.orders import Orders
from mailflow.records import Action, Taken
from mailflow.register import Done
from mailflow.replies.commands import Verb, parse_command
from mailflow.replies.model import Reading, Words

SLACK = dt.timedelta(minutes=1)  # between the clocks of somebody's telephone and their desk
AHEAD = dt.timedelta(days=1)
TAKEN_BEFORE = "The same mail was taken before, under another Message-ID."
OVERTAKEN = "It was written before another mail of {name}'s that is on record, and speaks of the same: {what}."
_RULINGS = {Verb.ACCEPT: "correction", Verb.DECLINE: "correction", Verb.REFER: "correction", Verb.TAKE: "tray", Verb.DISMISS: "tray"}


def objection_to(occasion: Occasion, words: Words, reading: Reading, orders: Orders | None) -> str:
    """Say why nothing of a mail may be recorded unseen: it is an old one, or its orders are; "" where nothing says so."""
    date = occasion.message.date
    if date and any(_is_the_same(taken, occasion, words) for taken in _mails(occasion, lambda written: written == date)):
        return TAKEN_BEFORE
    later = [taken for taken in _later(occasion) if taken.trusted and not taken.undone]
    if reading.no_corrections and any(t.reading and t.reading.corrections for t in later if t.meeting == _meeting(occasion)):
        return _overtaken(occasion, "there are corrections")
    ordered = {matter for done in (orders.done if orders else ()) for matter in _matters(done, dict(_lines(words)), occasion.dispatch)}
    since = {matter for t in later for done in t.done for matter in _matters(done, dict(t.own_lines), t.dispatch)}
    return _overtaken(occasion, ", ".join(sorted(name for name, _ in ordered & since))) if ordered & since else ""


def with_doubts(reading: Reading, occasion: Occasion) -> Reading:
    """Give a reading with a doubt on each thing of which a later mail of the same person is on record."""
    later = {taken.key: taken for taken in _later(occasion)}
    if not later:
        return reading
    ledger, person = occasion.board.ledger, occasion.person.number
    refs = {update.ref for update in reading.updates if update.ref}
    actions = [action for ref in refs if (action := ledger.get(Action, ref))]
    overtaken = {action.ref for action in actions if any(u.by == person and u.message_id in later for u in action.updates)}
    closed = any(
        t.trusted and not t.undone and t.meeting == _meeting(occasion) and t.reading is not None and t.reading.no_corrections
        for t in later.values()
    )  # fmt: skip
    return replace(
        reading,
        updates=tuple(
            replace(u, doubt=u.doubt or _overtaken(occasion, u.ref)) if u.ref and u.ref in overtaken else u for u in reading.updates
        ),
        corrections=tuple(
            replace(c, doubt=c.doubt or _overtaken(occasion, "there are no corrections")) if closed else c for c in reading.corrections
        ),
    )


def _is_the_same(taken: Taken, occasion: Occasion, words: Words) -> bool:
    if not words.own_text or taken.own_text != words.own_text or not taken.trusted or taken.key == occasion.key:
        return False
    # Without a thread it is not known which of several letters was answered, and a copy may have lost its thread.
    return occasion.guessed or taken.dispatch == (occasion.dispatch.key if occasion.dispatch else None)


def _later(occasion: Occasion) -> Iterator[Taken]:
    """Give the mails of the same person that were written later and came in before."""
    written = believed(occasion.message.date, occasion.now)
    if written is None:
        return
    least = written + SLACK
    for taken in _mails(occasion, lambda at: at > least):  # no mail is believed to be later than it says
        at = believed(taken.written, taken.at)
        if at and at > least:
            yield taken


def believed(written: dt.datetime | None, had: dt.datetime) -> dt.datetime | None:
    """Give when a mail was written as far as that is believed, by what it says and when we had it."""
    if written is None or written > had + AHEAD:
        return None
    return min(written, had)


def _mails(occasion: Occasion, dated: Callable[[dt.datetime], bool]) -> Iterator[Taken]:
    """Give the mails of the same person whose dates are so."""
    board = occasion.board
    for key, written in board.heard.get(occasion.person.number, {}).items():
        if written and dated(written) and (taken := board.ledger.get(Taken, key)):
            yield taken


def _meeting(occasion: Occasion) -> str | None:
    return occasion.dispatch.meeting if occasion.dispatch else None


def _matters(done: Done, lines: dict[int, str], letter: object) -> Iterator[tuple[str, object]]:
    """Give what an order decides: a correction, an entry of the tray, or what a letter asked."""
    command = parse_command(lines.get(done.line, "")) if done.state in ("recorded", "asked") else None
    if command is None:
        return
    if what := _RULINGS.get(command.verb):
        yield from ((f"{what} {number}", None) for number in command.numbers)
    else:
        yield str(command.verb if command.verb in (Verb.SEND, Verb.APPROVE) else "the same letter"), _key(letter)


def _key(letter: object) -> object:
    return getattr(letter, "key", letter)


def _lines(words: Words) -> Iterator[tuple[int, str]]:
    return ((line.number, line.text) for line in words.own)


def _overtaken(occasion: Occasion, what: str) -> str:
    return OVERTAKEN.format(name=occasion.person.name, what=what)
