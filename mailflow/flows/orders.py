"""What a mail orders rather than tells: a yes or no to what was asked, "undo", the chair's "send", the clerk's commands. Pure.

Lines that are orders are taken out of the mail, the others are read as ever. Who may order what hangs on the letter that is answered:
its token names one person, and only that person's own address speaks (see `tie`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailflow.flows.ahead import Ahead
from mailflow.flows.clerk import decide_commands
from mailflow.flows.occasion import Occasion
from mailflow.flows.owing import owed_letter, suffix_of
from mailflow.journal import CirculationOrdered, Fact, HandingAnswered, LetterQueued, MessageUndone, MinutesApproved
from mailflow.people import Standing
from mailflow.records import Action, Correction, Edition, Meeting, MinutesVersion, Taken, version_key
from mailflow.register import Answer, Done, Handing
from mailflow.replies.alone import OUTSIDE
from mailflow.replies.commands import Verb, parse_answer, parse_command
from mailflow.replies.model import Line, Whose, Words
from mailflow.replies.quoting import BETWEEN

WHICH_LETTER = (
    "You were sent several letters that this may answer, and your mail program does not say which one is meant. Answer that letter itself."
)


BOTH = "Nothing was done: you say both yes and no."


BESIDE = "Nothing has gone out: beside it you say what was not understood, and it may matter. Answer once more, with that line alone."


INSIDE = (
    "Nothing was done: “{text}” stands inside our letter, and it is not certain that you wrote it. Answer with that line alone, "
    "above everything else."
)


@dataclass(frozen=True, slots=True)
class Orders:
    """What was ordered. `rest`: the mail without the lines that were orders; `asks`: what a yes to the answer does."""

    rest: Words
    facts: tuple[Fact, ...] = ()
    done: tuple[Done, ...] = ()
    asks: str = ""
    documents: tuple[bytes, ...] = ()


def decide_orders(words: Words, occasion: Occasion, *, sure: bool = True) -> Orders:
    """Decide what a mail orders. `sure`: it is proved to be its sender's; else nothing is changed (see `clerk`)."""
    lines = [line for line in words.own if line.text.strip() and _is_firm(line, words)]
    if inside := _inside(words, occasion, lines):
        return Orders(without(words, {inside.line}), done=(inside,))
    if unclear := (_which(lines, occasion) if occasion.guessed else None) or _both(lines, occasion):
        return Orders(without(words, {unclear.line}), done=(unclear,))
    ahead = Ahead(occasion.board.ledger, occasion.now, occasion.person.name, occasion.key)
    if found := next(_answers(lines, occasion, ahead), None):
        return Orders(without(words, {found.line}), tuple(ahead.facts), (found,))
    if occasion.person.standing is not Standing.CLERK:
        return Orders(words)
    commanded = decide_commands(lines, occasion, ahead, sure=sure)
    numbers = {done.line for done in commanded.done}
    return Orders(without(words, numbers), tuple(ahead.facts), commanded.done, commanded.asks, commanded.documents)


def held_back(orders: Orders, occasion: Occasion) -> Orders:
    """Give orders that send to many as not followed: what stands beside them in the same mail comes first.

    The chair's corrections are the clerk's to look at; where the clerk said more than was understood, it may have been a condition.
    """
    by_chair = occasion.dispatch is not None and occasion.dispatch.edition is Edition.CHAIR
    if not by_chair and not any(isinstance(fact, CirculationOrdered | MinutesApproved) for fact in orders.facts):
        return orders
    said = "Nothing has gone out yet: the clerk looks first at what you say beside it." if by_chair else BESIDE
    return replace(orders, facts=(), done=tuple(replace(done, state="refused", sentence=said) for done in orders.done))


def without(words: Words, numbers: set[int]) -> Words:
    """Give a mail without some of its lines."""
    if not numbers:
        return words
    lines = (replace(line, whose=Whose.FURNITURE, why="an order") if line.number in numbers else line for line in words.near)
    return Words(tuple(lines), words.letter_known)


def _is_firm(line: Line, words: Words) -> bool:
    """Tell whether a line may order something: it stands above everything of ours, or by itself in a quotation that came back as it was."""
    return not words.first_other or line.number < words.first_other or (words.intact and line.why in (BETWEEN, OUTSIDE))


def _inside(words: Words, occasion: Occasion, firm: list[Line]) -> Done | None:
    """Ask about a line that would be an order where it stands inside our letter, and no other order was given."""
    clerk = occasion.person.standing is Standing.CLERK
    if any(_is_order(line, occasion, clerk=clerk) for line in firm):
        return None
    line = next((one for one in words.own if one not in firm and one.text.strip() and _is_order(one, occasion, clerk=clerk)), None)
    return Done(line.number, "refused", INSIDE.format(text=line.text.strip()[:80])) if line else None


def _is_order(line: Line, occasion: Occasion, *, clerk: bool) -> bool:
    verb = parse_answer(line.text)
    edition = occasion.dispatch.edition if occasion.dispatch else None
    asks = bool(occasion.asked) or edition in (Edition.HANDING, Edition.CHAIR)
    if verb is Verb.UNDO or (verb is not None and asks):
        return True
    command = parse_command(line.text) if clerk else None
    return command is not None and (command.verb not in (Verb.YES, Verb.NO) or bool(occasion.asked))


def _which(lines: list[Line], occasion: Occasion) -> Done | None:
    """Ask which letter is answered where that is a guess and an answer to another would do something else."""
    edition = occasion.dispatch.edition if occasion.dispatch else None
    asks = edition is Edition.HANDING or (edition is Edition.RECEIPT and occasion.person.standing is Standing.CLERK)
    line = next((line for line in lines if (verb := parse_answer(line.text)) and (asks or verb is Verb.UNDO)), None)
    return Done(line.number, "refused", WHICH_LETTER) if line else None


def _both(lines: list[Line], occasion: Occasion) -> Done | None:
    """Ask again where a question is answered yes and no."""
    asked = occasion.asked or (occasion.dispatch and occasion.dispatch.edition is Edition.HANDING)
    said = {verb: line for line in reversed(lines) if (verb := parse_answer(line.text)) in (Verb.YES, Verb.NO)} if asked else {}
    return Done(said[Verb.NO].number, "refused", BOTH) if len(said) == 2 else None


def _answers(lines: list[Line], occasion: Occasion, ahead: Ahead) -> Iterator[Done]:
    """The first line that answers what the letter asked, or takes back what a mail did."""
    dispatch = occasion.dispatch
    for line in lines:
        answer = parse_answer(line.text)
        if answer is Verb.UNDO:
            yield _undo(line, occasion, ahead)
        elif dispatch and answer and dispatch.edition is Edition.HANDING:
            yield _handing(line, answer, occasion, ahead)
        elif dispatch and dispatch.edition is Edition.CHAIR and answer in (Verb.SEND, Verb.YES):
            yield _release(line, occasion, ahead)


def _undo(line: Line, occasion: Occasion, ahead: Ahead) -> Done:
    dispatch = occasion.dispatch
    taken = ahead.get(Taken, dispatch.answers) if dispatch and dispatch.edition is Edition.RECEIPT else None
    if taken is None:
        return Done(line.number, "refused", "“Undo” is for the answer that told you what was recorded: answer that one.")
    if taken.undone:
        return Done(line.number, "refused", "That was taken back already.")
    mine = [c for c in ahead.all(Correction) if taken.key in (c.message_id, *(p.message_id for p in c.also))]
    if made := [c.id for c in mine if c.taken_in or c.noted]:
        numbers = " and ".join(map(str, made))
        return Done(line.number, "refused", f"Correction {numbers} stands in a version of the minutes already. Propose how it should read.")
    refs = tuple(a.ref for a in ahead.all(Action) if any(u.message_id == taken.key for u in a.updates))
    person = occasion.person.number
    confirmed = taken.meeting if taken.reading and taken.reading.no_corrections and taken.meeting else ""
    settled = taken.done and not refs and not mine
    if settled or not (refs or mine or confirmed or taken.waits):
        return Done(line.number, "refused", "That mail changed nothing that could be taken back.")
    ahead.add(MessageUndone(taken.key, person, refs, tuple(c.id for c in mine), confirmed))
    what = [*refs, *(f"correction {c.id}" for c in mine), *(["“no corrections”"] if confirmed else [])]
    return Done(line.number, "recorded", f"Taken back: {', '.join(what) or 'what waited for the clerk'}.")


def _handing(line: Line, answer: Verb, occasion: Occasion, ahead: Ahead) -> Done:
    assert occasion.dispatch is not None
    handing = ahead.get(Handing, occasion.dispatch.answers.removeprefix("handing "))
    action = ahead.get(Action, handing.ref) if handing else None
    if handing is None or action is None:
        return Done(line.number, "refused", "That action is no longer on record.")
    if handing.state is not Answer.ASKED:
        return Done(line.number, "refused", f"You have answered that already: {handing.state}.")
    asked_by = ahead.get(Taken, handing.message_id) if handing.message_id else None
    if asked_by and asked_by.undone:
        return Done(line.number, "refused", "Whoever asked you to take it on has taken that back.")
    if not action.is_open or handing.by not in action.owners:
        return Done(line.number, "refused", f"{action.ref} is {action.status} and no longer to be handed on.")
    accepted = answer is Verb.YES
    ahead.add(HandingAnswered(handing.key, Answer.ACCEPTED if accepted else Answer.DECLINED, occasion.person.name))
    if giver := occasion.board.roster.by_number(handing.by):
        asked, suffix = occasion.dispatch, suffix_of("handing", handing.key, answer)
        about = f"handing {handing.key}"
        ahead.add(LetterQueued(owed_letter(Edition.NOTICE, suffix, giver, asked.meeting, asked.version, occasion.now, about=about)))
    names = occasion.board.roster.names([handing.by])[0]
    said = f"{action.ref} is yours now" if accepted else f"{action.ref} stays with {names}"
    return Done(line.number, "recorded", f"{said} ({action.text.rstrip('.')}).")


def _release(line: Line, occasion: Occasion, ahead: Ahead) -> Done:
    """The chair lets a version go out."""
    dispatch = occasion.dispatch
    assert dispatch is not None
    meeting = ahead.get(Meeting, dispatch.meeting)
    version = ahead.get(MinutesVersion, version_key(dispatch.meeting, dispatch.version))
    if meeting is None or version is None or meeting.version != dispatch.version:
        return Done(line.number, "refused", "There is a later version of these minutes; that one is the one to send.")
    if version.circulated_at or meeting.released >= version.number:
        return Done(line.number, "refused", "These minutes have gone out already.")
    ahead.add(CirculationOrdered(meeting.id, version.number, past_chair=True))
    return Done(line.number, "recorded", "The minutes go out to everybody now.")
