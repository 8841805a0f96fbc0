"""The clerk's document by mail: read, shown back with its questions, and taken and sent out when the clerk says so. Pure.

The document itself changes nothing: an offer is kept, the answer shows what was read and asks who is meant where that is in doubt. The
clerk settles it by lines such as "MP/Lee ? is Mike Prior", and answers "send".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.bodies import digest_of
from mailflow.config import Settings
from mailflow.errors import BlockedError, MailflowError, UsageError
from mailflow.flows.ahead import Ahead
from mailflow.flows.occasion import Occasion, refused
from mailflow.flows.speak import Board
from mailflow.flows.take import decide, latest_version, read_minutes
from mailflow.journal import CirculationOrdered, DocumentOffered, Ledger, MinutesTaken
from mailflow.letters.compose import Desk, compose_entry, compose_letters
from mailflow.letters.editions import recipients
from mailflow.letters.layout import day_words
from mailflow.minutes.model import Severity
from mailflow.people import Roster, Standing
from mailflow.records import Meeting, MinutesVersion
from mailflow.register import Done, Offer
from mailflow.replies.model import Attachment, Line, Status

DOCUMENTS = (".docx", ".md", ".markdown", ".html", ".htm", ".txt")
_MEANS = re.compile(r"^[\s>*-]*[“\"]?(?P<typed>.{1,80}?)[”\"]?\s*(?:\bis\b|\bmeans\b|=|:)\s*(?P<name>.{1,80}?)[\s.]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of documents, and of lines that settle who is meant. `asks`: what a yes to the answer does."""

    done: tuple[Done, ...] = ()
    asks: str = ""
    documents: tuple[bytes, ...] = ()


def decide_offer(lines: Sequence[Line], occasion: Occasion, ahead: Ahead) -> Offered:
    """Take a document that is attached as an offer, or settle who is meant in the one that was offered before."""
    attached = [a for a in occasion.message.attachments if a.name.lower().endswith(DOCUMENTS) and a.content]
    if attached:
        return _new(attached, occasion, ahead)
    if occasion.asked.startswith("offer "):
        return _settled(lines, occasion, ahead)
    return Offered()


def _new(attached: Sequence[Attachment], occasion: Occasion, ahead: Ahead) -> Offered:
    first, *others = attached
    if others:
        return Offered((Done(0, "refused", f"{len(attached)} documents are attached; send the minutes alone, one document a mail."),))
    try:
        minutes, problems = read_minutes(first.name, first.content)
    except MailflowError as error:
        return Offered((refused(0, error),))
    blocking = [f"{p.where}: {p.text}" for p in problems if p.severity is Severity.BLOCKING]
    if blocking or minutes.date is None:
        faults = tuple(blocking) or ("it names no date",)
        return Offered((refused(0, BlockedError(f"{first.name} must be mended first; then send it again:", faults)),))
    offer = Offer(occasion.key, digest_of(first.content), first.name, occasion.now, minutes.date.isoformat())
    ahead.add(DocumentOffered(offer))
    said = f"{first.name} was read as the minutes of {day_words(minutes.date)}. Nothing has gone out."
    return Offered((Done(0, "shown", said, f"offer {offer.key}"),), f"offer {offer.key}", (first.content,))


def _settled(lines: Sequence[Line], occasion: Occasion, ahead: Ahead) -> Offered:
    offer = find_offer(ahead, occasion.asked)
    fact, _ = reading_of(replace(occasion.board, ledger=ahead), offer, occasion)
    doubtful = {_fold(doubt.text): doubt.text for doubt in fact.version.doubts} if fact else {}
    settled: dict[str, str] = dict(offer.settled)
    done: list[Done] = []
    for line in lines:
        means = _MEANS.match(line.text)
        if means is None or _fold(means["typed"]) not in doubtful:
            continue
        typed, meant = doubtful[_fold(means["typed"])], occasion.board.roster.who(means["name"].strip())
        if not meant.certain:
            done.append(Done(line.number, "refused", f"{meant.doubt}."))
            continue
        settled[typed] = means["name"].strip()
        names = " and ".join(person.name for person in meant.persons)
        done.append(Done(line.number, "recorded", f"“{typed}” is {names}."))
    if settled == dict(offer.settled):
        return Offered(tuple(done), occasion.asked if done else "")
    after = replace(offer, key=occasion.key, at=occasion.now, settled=tuple(sorted(settled.items())))
    ahead.add(DocumentOffered(after))
    return Offered((*done, Done(0, "shown", "This is how the minutes are read now.", f"offer {after.key}")), f"offer {after.key}")


def find_offer(ledger: Ahead, asked: str) -> Offer:
    """Give the offer that a letter asked about. Raises UsageError."""
    offer = ledger.get(Offer, asked.removeprefix("offer "))
    if offer is None:
        raise UsageError("that document is not on record; send it again.")
    return offer


def reading_of(board: Board, offer: Offer, occasion: Occasion) -> tuple[MinutesTaken | None, bytes]:
    """Read an offered document again: what taking it would do, None where it was taken as it is. Raises BlockedError, UsageError."""
    content = board.document(offer.document)
    if content is None:
        raise UsageError(f"the document {offer.name} is not on disk any more; send it again.")
    minutes, problems = read_minutes(offer.name, content)
    settled = dict(offer.settled)
    fact = decide(
        board.ledger, board.roster, board.settings.board, minutes, problems, offer.name, offer.document, settled, occasion.now
    )
    return fact, content


def take_offer(line: int, occasion: Occasion, ahead: Ahead) -> Done:
    """Take the document that was offered, and let it go out. Raises BlockedError where something is in doubt, UsageError."""
    offer = find_offer(ahead, occasion.asked)
    if offer.taken:
        raise BlockedError("that document was taken already.")
    fact, _ = reading_of(replace(occasion.board, ledger=ahead), offer, occasion)
    version = fact.version if fact else latest_version(ahead, offer.meeting or "")
    if version is None:
        raise UsageError("that document is not on record; send it again.")
    refuse_doubtful(version)
    if fact:
        ahead.add(fact)
    ahead.add(DocumentOffered(replace(offer, taken=True)), CirculationOrdered(version.meeting, version.number))
    return Done(line, "recorded", f"Version {version.number} of the minutes of {day_words(version.minutes.date)} is recorded and goes out.")


def offered_lines(
    desk: Desk, settings: Settings, ledger: Ledger, document: Callable[[str], bytes | None], key: str, now: dt.datetime
) -> Iterator[str]:
    """Show an offered document as it was read: its actions and whose they are, what is to be checked or settled, who gets a letter."""
    offer = ledger.get(Offer, key)
    content = document(offer.document) if offer else None
    if offer is None or content is None:
        yield "That document is not on record; send it again."
        return
    minutes, problems = read_minutes(offer.name, content)
    fact = decide(ledger, desk.roster, settings.board, minutes, problems, offer.name, offer.document, dict(offer.settled), now)
    if fact is None:
        yield "These minutes were taken before, just so."
        return
    yield from _read_lines(fact, desk.roster)
    if fact.version.doubts:
        yield "Nothing can go out before that is settled."
        return
    to = recipients(fact.version, desk.roster, [a for a in fact.actions if a.status is not Status.DROPPED])
    yield f"Answer “send”, and {len(to)} people get their letter:"
    for recipient in to:
        yield f"> {recipient.person.name} ({recipient.edition}{f'; {len(recipient.mine)} action(s)' if recipient.mine else ''})"
    shown = next((r for r in to if r.person.standing is Standing.CLERK), to[0] if to else None)
    if shown:
        meeting = ledger.get(Meeting, fact.version.meeting) or Meeting(fact.version.meeting, fact.title, fact.version.number)
        at = now.astimezone(settings.zone)
        until = at.date() + dt.timedelta(days=settings.board.corrections_days)
        yield f"The letter to {shown.person.name} would be:"
        meeting = replace(meeting, version=fact.version.number)
        entry = compose_entry(desk, meeting, fact.version, at) if settings.mail.calendar else None
        letter = next(compose_letters(desk, meeting, fact.version, [shown], until, entry=entry))
        yield from (f"> {line}" for line in letter.text.splitlines())


def _read_lines(fact: MinutesTaken, roster: Roster) -> Iterator[str]:
    minutes, version = fact.version.minutes, fact.version
    many = f"{len(minutes.attendance)} in the attendance list, {len(minutes.items)} items"
    yield f"{minutes.title}: {many}, version {version.number}."
    for action in fact.actions:
        if action.meeting == version.meeting:
            due = f", due {day_words(action.due) or action.due_text}" if action.due or action.due_text else ""
            yield f"{action.ref}, {' and '.join((*roster.names(action.owners), *action.typed)) or 'nobody'}{due}: {action.text}"
    yield from (f"Please check: {problem.where}: {problem.text}" for problem in version.problems)
    for doubt in version.doubts:
        yield f"Who is “{doubt.text}” ({doubt.where})? Answer: {doubt.text} is NAME"


def refuse_doubtful(version: MinutesVersion) -> None:
    """Raise BlockedError where it is in doubt who owes an action or who gets a letter."""
    if version.doubts:
        asked = tuple(f"{doubt.text}: answer “{doubt.text} is NAME”" for doubt in version.doubts)
        raise BlockedError("nothing went out: it is in doubt who is meant:", asked)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold().strip(" “”\"'")
