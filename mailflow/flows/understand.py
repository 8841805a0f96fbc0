"""How one mail is understood and what should be recorded of it. Decides; `collect` acts.

bytes -> Message and its kind -> the letter it answers and who speaks -> own words -> Reading -> facts for the journal.
What is certain is recorded; whatever else was said waits for the clerk, with the reading proposed and the reason.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mailflow.flows.bounced import read_report
from mailflow.flows.occasion import Occasion
from mailflow.flows.orders import Orders, decide_orders, held_back
from mailflow.flows.overtaken import objection_to, with_doubts
from mailflow.flows.speak import Board, Speaker, context_for, doubts_of, facts_of, judge, without_guesses
from mailflow.flows.tie import Tie, tie
from mailflow.flows.wording import IN_SUBJECT, find_own, says_something, what_is_missing, with_subject
from mailflow.journal import Fact, LetterSeen, MessageTaken
from mailflow.letters.kept import KeptLetter, read_kept
from mailflow.people import Person, Standing
from mailflow.records import Dispatch, Outcome, Returned, Taken, Trial
from mailflow.replies.attachments import brought_along
from mailflow.replies.away import FEW, MANY, weigh_absence
from mailflow.replies.kinds import REACTION
from mailflow.replies.masking import mask_message
from mailflow.replies.message import parse_message
from mailflow.replies.model import Context, Kind, Message, Reading, Words
from mailflow.replies.reactions import is_reaction
from mailflow.replies.reading import read_words
from mailflow.replies.refs import find_refs
from mailflow.replies.words import shortened
from mailflow.tokens import in_message_id

# A mail on which mailflow itself fails is tried so often before it is set aside for the clerk.
TRIES = 3
A_STRANGERS_WORDS = 4_000  # characters of them that are put on record
TOO_LARGE = "It is too large to be loaded; only its headers were read."
SHOWN = "A notice that the letter was shown to its reader."
AWAY = "it reads as an out-of-office message"
MAY_BE_AWAY = "It reads as an out-of-office message, which a program may have sent."
NO_WORKSPACE = "There is no workspace here, so the letter it answers is not known."


@dataclass(frozen=True, slots=True)
class Understood:
    """How a mail was understood. `facts`: what goes into the journal; `answer`: whether its sender gets a receipt.

    `orders`: what it ordered, where it did; `returned`: as in Taken.
    """

    message: Message
    words: Words
    reading: Reading
    outcome: Outcome
    reason: str
    tie: Tie | None = None
    person: Person | None = None
    facts: tuple[Fact, ...] = ()
    waits: bool = False
    answer: bool = False
    doubts: tuple[str, ...] = field(default=())
    orders: Orders | None = None
    returned: tuple[Returned, ...] = ()

    @property
    def key(self) -> str:
        return message_key(self.message)


def message_key(message: Message) -> str:
    """Give what a message is handled once by: its Message-ID, else the digest of its bytes."""
    return message.message_id or f"sha256:{message.digest}"


def understand(raw: bytes, board: Board | None, now: dt.datetime, *, too_large: bool = False) -> Understood:
    """Understand a mail. Without a board the words are read, and nothing can be recorded.

    `too_large`: it was not loaded, and `raw` is its header section alone.
    """
    message = mask_message(parse_message(raw), board.key if board else None)
    if too_large:
        message = replace(message, unreadable=TOO_LARGE)
    if board is None:
        return _without_board(raw, message)
    bound = tie(
        message,
        key=board.key,
        base=board.settings.mail.address,
        roster=board.roster,
        trusted_authserv=board.settings.inbox.trusted_authserv,
        letter=board.find_letter,
    )
    if known := _known(message, board):
        return _again(raw, message, bound, known, board, now)
    if message.kind is Kind.BOUNCE:
        report = read_report(message, bound, board)
        told = _nothing(message, bound, report.outcome, report.reason)
        waits = bool(report.returned)
        return _with_record(replace(told, facts=report.facts, waits=waits, returned=report.returned), now)
    if message.kind is Kind.OTHER and not message.senders:
        return _with_record(_nothing(message, bound, Outcome.REFUSED, "It does not say who it is from."), now)
    if message.kind is Kind.REPLY and (ours := in_message_id(message.message_id or "")) and board.key.read(ours[0]):
        # A list or a mailbox that sends back what it gets: no words of anybody's, however its marks were taken off.
        return _with_record(_nothing(message, bound, Outcome.IGNORED, "It is a letter of ours that was sent back to us."), now)
    if message.kind is not Kind.REPLY:
        return _with_record(_of_a_program(message, bound), now)
    return _with_record(_reply(raw, message, bound, board, now), now)


def _of_a_program(message: Message, bound: Tie | None) -> Understood:
    """A mail in which no person speaks: that a letter was seen is noted, all else left aside."""
    if message.displayed and message.kind is Kind.OTHER and bound and bound.trusted and bound.dispatch:
        what = "A reaction to the letter: it was seen." if message.kind_reason == REACTION else SHOWN
        return replace(_nothing(message, bound, Outcome.RECORDED, what), facts=(LetterSeen(bound.dispatch),))
    what = "An automatic answer" if message.kind is Kind.AUTO_REPLY else "No answer of a person"
    return _nothing(message, bound, Outcome.IGNORED, f"{what}: {message.kind_reason}.")


def _by_touch(message: Message) -> Message:
    return replace(message, kind=Kind.OTHER, kind_reason=REACTION, displayed=True, answerable=False, why_not_answerable="kind: other")


def _without_board(raw: bytes, message: Message) -> Understood:
    if message.kind is not Kind.REPLY:
        return _nothing(message, None, Outcome.IGNORED, message.kind_reason)
    message, words, _ = find_own(raw, message, None, None)
    if is_reaction(message.text, words):
        return _of_a_program(_by_touch(message), None)
    outcome = Outcome.UNREADABLE if message.unreadable else Outcome.REVIEW
    return Understood(message, words, read_words(words, Context()), outcome, message.unreadable or NO_WORKSPACE)


def _known(message: Message, board: Board) -> Taken | None:
    """What became of the very same bytes, where they were taken under their digest, else of a mail with this Message-ID."""
    for key in (f"sha256:{message.digest}", message_key(message)):
        known = board.ledger.get(Taken, key)
        if known is not None and not _set_aside(known, message, board):
            return known
    return None


def _set_aside(known: Taken, message: Message, board: Board) -> bool:
    """Tell whether a mail was set aside because mailflow failed on it: when it comes again, it is run again."""
    if known.mail != message.digest or known.outcome is not Outcome.UNREADABLE:
        return False
    trial = board.ledger.get(Trial, message.digest)
    return trial is not None and trial.tries >= TRIES


def _again(raw: bytes, message: Message, bound: Tie, known: Taken, board: Board, now: dt.datetime) -> Understood:
    """The same Message-ID a second time. With other words it may be somebody's trick: the clerk sees it, under its digest."""
    again = _reply(raw, message, bound, board, now) if message.kind is Kind.REPLY else None
    words = again.words if again else Words(())
    # One that was held because it was old is held again; one that was not may be old by now.
    trusted = {bound.trusted, again.tie.trusted} if again and again.tie else {bound.trusted}
    same = words.own_text == known.own_text and known.trusted in trusted and known.person == (bound.speaker and bound.speaker.number)
    if known.mail == message.digest or same or message.kind is not Kind.REPLY:
        reading = known.reading or Reading()
        return Understood(message, words, reading, Outcome.DUPLICATE, "It was handled before.", bound, bound.speaker)
    reason = "Its Message-ID was handled before, with another text."
    other = replace(message, message_id=None)
    return _with_record(Understood(other, words, Reading(), Outcome.REVIEW, reason, bound, bound.speaker, waits=True), now)


def _nothing(message: Message, bound: Tie | None, outcome: Outcome, reason: str) -> Understood:
    person = bound.speaker if bound else None
    return Understood(message, Words(()), Reading(), outcome, reason, bound, person)


def _reply(raw: bytes, message: Message, bound: Tie, board: Board, now: dt.datetime) -> Understood:
    dispatch = board.ledger.get(Dispatch, bound.dispatch) if bound.dispatch else None
    letter = board.letter(dispatch.body) if dispatch else None
    speaker = bound.speaker
    if message.unreadable:
        # A receipt goes to whoever the letter went to; to a stranger it would be a nuisance.
        answer = bound.trusted and message.answerable
        understood = Understood(message, Words(()), Reading(), Outcome.UNREADABLE, message.unreadable, bound, speaker, answer=answer)
        return replace(understood, waits=True)
    message, words, elsewhere = find_own(raw, message, letter, board.key)
    if is_reaction(message.text, words):
        return _of_a_program(_by_touch(message), bound)
    if not bound.trusted:
        # Anybody may fill the store with what they write, and all of it is written anew at each step. The mail itself is kept.
        words = shortened(words, A_STRANGERS_WORDS)
        if ordered := _unproved(message, words, bound, board, now):
            return ordered
    occasion = _occasion(message, bound, dispatch, board, now)
    orders = decide_orders(words, occasion) if occasion else None
    context = context_for(board, speaker, dispatch, message, now)
    reading = read_words(orders.rest if orders else words, context)
    if not (orders and orders.done):
        body = words
        words, reading = _with_subject(words, reading, message, dispatch, context)
        elsewhere = elsewhere if words is body else IN_SUBJECT
    away = weigh_absence(words.own_text)
    named = away > 0 and _names_an_action(words, context)
    if away >= MANY and not named:
        return _of_one_away(message, words, reading, bound)
    objection = objection_to(occasion, words, reading, orders) if occasion else ""
    # No program knows the number of an action; somebody may have written it into their notice.
    if not objection and away >= (MANY if named else FEW) and (reading.updates or reading.corrections or reading.no_corrections):
        objection = MAY_BE_AWAY
    if occasion and objection:
        bound, occasion = replace(bound, distrust=objection), None
        reading = read_words(words, context)
    if speaker is None:
        reading = without_guesses(reading, context)
    understood = Understood(message, words, reading, Outcome.REVIEW, bound.distrust, bound, speaker, answer=message.answerable)
    if not bound.trusted:
        # Somebody known who answers a real letter is told that it waits; a stranger or a forged address is not written to.
        answer = message.answerable and speaker is not None and bound.token is not None and not (bound.dmarc or message.from_doubt)
        return replace(understood, waits=True, doubts=(bound.distrust,), answer=answer)
    assert occasion is not None
    return _recorded(replace(understood, orders=orders), occasion, elsewhere)


def _with_subject(words: Words, reading: Reading, message: Message, dispatch: Dispatch | None, context: Context) -> tuple[Words, Reading]:
    """Read the subject, too, where the body says nothing; beside courtesies it counts only where it is understood."""
    if says_something(reading):
        return words, reading
    refs = tuple(action.ref for action in context.actions)
    both = with_subject(words, message.subject, (dispatch.subject,) if dispatch else (), refs)
    if both is words:
        return words, reading
    read = read_words(both, context)
    understood = read.updates or read.corrections or read.no_corrections
    return (both, read) if understood or not words.own_text else (words, reading)


def _names_an_action(words: Words, context: Context) -> bool:
    return any(one.ref and not one.bare for one in find_refs(words.own_text, context.actions, context.reference))


def _of_one_away(message: Message, words: Words, reading: Reading, bound: Tie) -> Understood:
    """An out-of-office message records nothing; where something in it reads like an answer, the clerk sees it."""
    message = replace(message, kind=Kind.AUTO_REPLY, kind_reason=AWAY, answerable=False, why_not_answerable="kind: auto-reply")
    if not (reading.updates or reading.corrections or reading.no_corrections):
        return _of_a_program(message, bound)
    return replace(_nothing(message, bound, Outcome.REVIEW, MAY_BE_AWAY), words=words, doubts=(MAY_BE_AWAY,), waits=True)


def _recorded(understood: Understood, occasion: Occasion, elsewhere: str = "") -> Understood:
    """Record what is certain of a mail whose sender may speak; the rest waits. `elsewhere`: where its words are if not in its text."""
    board, dispatch, orders = occasion.board, occasion.dispatch, understood.orders
    assert dispatch is not None
    spoken = Speaker(occasion.person, dispatch.meeting, dispatch.version, occasion.key)
    reading = with_doubts(judge(understood.reading, board, spoken), occasion)
    facts, doubts = facts_of(reading, board, spoken, occasion.now), doubts_of(reading)
    if orders and (doubts or reading.corrections or reading.unread):
        orders = held_back(orders, occasion)
    facts = (*(orders.facts if orders else ()), *facts)
    brings = what_it_brings(understood.message) if not (orders and orders.documents) else ()
    shown = (*brings, *filter(None, (elsewhere,)))
    waits = bool(doubts or reading.unread or shown)
    understood = replace(understood, orders=orders, reading=reading, facts=facts, doubts=(*doubts, *shown), waits=waits)
    if doubts or (reading.unread and not facts):
        return replace(understood, reason=" ".join(doubts) or f"Not understood: “{reading.unread[0].text}”")
    told = facts or (orders and orders.done)
    if shown and not told:
        return replace(understood, reason=" ".join(shown))
    if not told and (missing := what_is_missing(understood.words, reading, occasion.person.name)):
        return replace(understood, reason=missing, doubts=(missing,), waits=True)
    return replace(understood, outcome=Outcome.RECORDED, reason="" if told else "There is nothing in it to record.")


def _occasion(message: Message, bound: Tie, dispatch: Dispatch | None, board: Board, now: dt.datetime) -> Occasion | None:
    """Give what a mail is the occasion for, where its sender may speak."""
    if not bound.trusted or bound.speaker is None:
        return None
    return Occasion(message, bound.speaker, dispatch, board, now, message_key(message), bound.guessed)


def _unproved(message: Message, words: Words, bound: Tie, board: Board, now: dt.datetime) -> Understood | None:
    """A mail from the clerk's address that answers no letter: lists are shown, the rest asked about, all by mail to that address."""
    speaker = bound.speaker
    if speaker is None or speaker.standing is not Standing.CLERK or not message.answerable:
        return None
    if bound.token or bound.forged or bound.dmarc or message.from_doubt or message.twice:
        return None
    orders = decide_orders(words, Occasion(message, speaker, None, board, now, message_key(message)), sure=False)
    if not orders.done:
        return None
    understood = Understood(message, words, Reading(), Outcome.RECORDED, "", bound, speaker, answer=True, orders=orders)
    return replace(understood, facts=orders.facts)


def what_it_brings(message: Message) -> tuple[str, ...]:
    """Say, in one sentence or none, which attachments a mail has for the clerk to look at."""
    names = [one.shown for one in brought_along(message.attachments)]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return (f"It brings along, for the clerk to look at: {'; '.join(names[:5])}{more}.",) if names else ()


def _with_record(understood: Understood, now: dt.datetime) -> Understood:
    """Add the fact that the message is handled."""
    message, bound = understood.message, understood.tie
    assert bound is not None
    reading = understood.reading
    taken = Taken(
        key=message_key(message),
        mail=message.digest,
        message_id=message.message_id,
        sender=message.sender or (message.senders[0].address if message.senders else ""),
        subject=message.subject[:200],
        at=now,
        kind=message.kind,
        outcome=understood.outcome,
        reason=understood.reason,
        person=understood.person.number if understood.person else None,
        meeting=bound.meeting,
        version=bound.token.version if bound.token else None,
        dispatch=bound.dispatch,
        trusted=bound.trusted,
        own_text=understood.words.own_text,
        own_lines=own_lines(understood.words),
        reading=reading if reading != Reading() else None,
        waits=understood.waits,
        done=understood.orders.done if understood.orders else (),
        returned=understood.returned,
        written=message.date.astimezone(dt.UTC) if message.date else None,
        why=" ".join(understood.doubts) or understood.reason or _unread(reading),
    )
    return replace(understood, facts=(*understood.facts, MessageTaken(taken)))


def own_lines(words: Words) -> tuple[tuple[int, str], ...]:
    """Give what a receipt quotes by its line: the sender's lines that are not blank, and what was typed over ours."""
    own = [(line.number, line.text) for line in words.own if line.text.strip()]
    return tuple(sorted([*own, *((one.line, one.text) for one in words.overtyped)]))


def letters_of(read: Callable[[str], bytes | None], most: int = 400) -> Callable[[str], KeptLetter | None]:
    """Give a reader of kept letters that remembers those last asked for: a board answers the same few hundred."""

    @functools.lru_cache(maxsize=most)
    def letter(digest: str) -> KeptLetter | None:
        content = read(digest)
        return read_kept(content) if content else None

    return letter


def _unread(reading: Reading) -> str:
    return f"Not understood: “{reading.unread[0].text}”" if reading.unread else ""
