"""How `mailflow explain` shows a message to a person: line by line, whose it is, what it was taken for, and why."""

from __future__ import annotations

from collections import defaultdict

from mailflow.cli.edge import say
from mailflow.flows.understand import Understood
from mailflow.replies.attachments import brought_along
from mailflow.replies.model import Reading, Whose

_MARKS = {Whose.OWN: "own", Whose.QUOTED: "quoted", Whose.FURNITURE: "client", Whose.SIGNATURE: "signature"}


def show(file: str, understood: Understood) -> None:
    """Print how a message was understood."""
    message = understood.message
    say(f"{file}: {message.kind}{' (' + message.kind_reason + ')' if message.kind_reason else ''}")
    say(f"  from {message.sender or ', '.join(m.address for m in message.senders) or 'nobody'}: {_who(understood)}")
    if not message.answerable:
        say(f"  gets no receipt: {message.why_not_answerable}")
    taken = _taken_for(understood.reading)
    blanks = 0
    for line in understood.words.lines:
        if not line.text.strip():
            blanks += 1
            continue
        why = f"   [{line.why}]" if line.why and line.whose is not Whose.OWN else ""
        say(f"  {line.number:>4} {_MARKS[line.whose]:<9} {line.text}{why}")
        for words in taken.get(line.number, ()):
            say(f"{'':>17}= {words}")
    for one in brought_along(message.attachments):
        say(f"  brings along: {one.shown}{' (not passed on: ' + one.refused + ')' if one.refused else ''}")
    if message.unreadable:
        say(f"  unreadable: {message.unreadable}")
    for bounced in message.bounced:
        say(f"  not delivered to {bounced.address} ({'for good' if bounced.permanent else 'for now'}): {bounced.reason}")
    say(f"  outcome: {understood.outcome}{': ' + understood.reason if understood.reason else ''}")


def _who(understood: Understood) -> str:
    bound = understood.tie
    if bound is None:
        return "nobody is known without a workspace"
    if bound.distrust:
        return f"not trusted: {bound.distrust}"
    return f"{understood.person.name if understood.person else 'unknown'}, answering the letter of {bound.meeting}"


def lines_of(reading: Reading) -> list[str]:
    """Give what a reading holds, a line each."""
    return [words for number, found in sorted(_taken_for(reading).items()) for words in found]


def _taken_for(reading: Reading) -> dict[int, list[str]]:
    taken: dict[int, list[str]] = defaultdict(list)
    for update in reading.updates:
        parts = [f"status {update.status}" if update.status else "a note"]
        parts += [f"due {update.due}"] if update.due else []
        parts += [f"{update.percent} per cent"] if update.percent is not None else []
        parts += [f"handed on to {update.hand_to}"] if update.hand_to else []
        doubt = f"; waits: {update.doubt}" if update.doubt else ""
        taken[max(update.lines, default=0)].append(f"{update.ref or 'an action'}: {', '.join(parts)}{doubt}")
    for correction in reading.corrections:
        where = f" in item {correction.item}" if correction.item else ""
        change = f": “{correction.find}” to “{correction.replace}”" if correction.find and correction.replace is not None else ""
        doubt = f"; waits: {correction.doubt}" if correction.doubt else ""
        taken[max(correction.lines, default=0)].append(f"a correction{where}{change}{doubt}")
    for number in reading.no_corrections_lines:
        taken[number].append("no corrections")
    for remark in reading.remarks:
        taken[remark.line].append(f"a remark ({remark.kind})")
    for unread in reading.unread:
        nearest = f"; understood would be: {unread.nearest}" if unread.nearest else ""
        taken[unread.line].append(f"NOT UNDERSTOOD{': ' + unread.why if unread.why else ''}{nearest}")
    return taken
