"""Who may say what: the context a reply is read in, what of its reading is recorded, and why the rest is not. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from mailflow.config import Settings
from mailflow.flows.entitled import is_entitled, may_see
from mailflow.flows.owing import owed_letter, suffix_of
from mailflow.flows.propose import Proposed, propose
from mailflow.flows.served import refs_in
from mailflow.journal import ActionReported, Fact, HandingProposed, Ledger, LetterQueued, MinutesConfirmed
from mailflow.letters.kept import KeptLetter
from mailflow.minutes.confidential import withheld
from mailflow.minutes.model import Item, Minutes
from mailflow.minutes.places import TITLE
from mailflow.people import Person, Roster
from mailflow.records import Action, ActionUpdate, Dispatch, Edition, MinutesVersion, Taken, letter_key, version_key
from mailflow.register import Handing
from mailflow.replies.known import belongs_to
from mailflow.replies.model import Context, Kind, KnownAction, Message, Reading, Update
from mailflow.replies.reading import ATTENTION
from mailflow.tokens import Key, Token


@dataclass(frozen=True)
class Board:
    """What is known where a mail comes in. `letter`: a letter as sent, `document`: a document as typed, by the digest of its bytes.

    One Board serves one transaction; `contexts` remembers what was worked out for those who answer.
    """

    settings: Settings
    key: Key
    roster: Roster
    ledger: Ledger
    letter: Callable[[str], KeptLetter | None]
    document: Callable[[str], bytes | None] = lambda _: None
    contexts: dict[tuple[int, str], Context] = field(default_factory=dict, compare=False)
    numbers: dict[str, int] = field(default_factory=dict, compare=False)

    @cached_property
    def open_actions(self) -> tuple[Action, ...]:
        """The actions that were open when the first mail was looked at."""
        return tuple(action for action in self.ledger.all(Action) if action.is_open)

    @cached_property
    def heard(self) -> dict[int, dict[str, dt.datetime | None]]:
        """When the mails that people wrote say that they were written, by the person's number and the mail's key; `hear` adds to them."""
        found: dict[int, dict[str, dt.datetime | None]] = defaultdict(dict)
        for taken in self.ledger.all(Taken):
            if taken.person is not None and taken.kind is Kind.REPLY:
                found[taken.person][taken.key] = taken.written
        return found

    def hear(self, taken: Taken) -> None:
        """Take note of a mail that is recorded in the same transaction."""
        if taken.person is not None and taken.kind is Kind.REPLY:
            self.heard.setdefault(taken.person, {})[taken.key] = taken.written

    def tray_number(self) -> int:
        """Give the next number in the tray."""
        if "last" not in self.numbers:
            self.numbers["last"] = max((taken.number for taken in self.ledger.all(Taken)), default=0)
        self.numbers["last"] += 1
        return self.numbers["last"]

    def letter_under(self, token: Token, suffix: str) -> Dispatch | None:
        """Give the letter that a token and the suffix beside it in a Message-ID name.

        The suffix is not signed, and whoever knows how it is made can write another's: a letter counts under its own token alone.
        """
        circulated = token.sort == "circulation"
        meeting = token.meeting.isoformat()
        found = self.ledger.get(Dispatch, letter_key(meeting, token.version, token.person) if circulated else f"{token.sort}/{suffix}")
        return found if found and (found.meeting, found.version, found.person) == (meeting, token.version, token.person) else None

    def find_letter(self, token: Token, suffix: str, subject: str) -> tuple[str | None, bool]:
        """Give the key of the letter that is answered, and whether it is a guess: the last of several under one token.

        A mail client that keeps no thread, or a link in a letter, names none of them; then an action in the subject may tell.
        """
        meeting = token.meeting.isoformat()
        if token.sort == "circulation" or (suffix and self.ledger.get(Dispatch, f"{token.sort}/{suffix}")):
            named = self.letter_under(token, suffix)
            return (named.key if named else None), False
        of_sort = [d for d in self.ledger.all(Dispatch) if d.key.startswith(f"{token.sort}/")]
        letters = [d for d in of_sort if (d.meeting, d.version, d.person) == (meeting, token.version, token.person)]
        told = [d for d in letters if any(re.search(rf"{re.escape(ref)}(?!\d)", subject) for ref in refs_in(d))]
        if len(letters) > 1 and len(told) == 1:
            letters = told
        if letters:
            return letters[-1].key, len(letters) > 1
        circulated = letter_key(meeting, token.version, token.person)
        return (circulated if self.ledger.get(Dispatch, circulated) else None), False


def board_of(settings: Settings, key: Key, roster: Roster, ledger: Ledger) -> Board:
    """Give a Board for what needs no letter or document: a ruling, an approval."""
    return Board(settings, key, roster, ledger, lambda _: None)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, in answer to which version of which meeting's minutes, by which message."""

    person: Person
    meeting: str
    version: int
    message: str


def judge(reading: Reading, board: Board, speaker: Speaker) -> Reading:
    """Give the reading with a doubt on each thing that the speaker may not say, or that needs the clerk."""
    speaks_for = _speaks_for(board, speaker.person, speaker.meeting, speaker.version)
    return replace(reading, updates=tuple(replace(u, doubt=_doubt_of(u, board, speaker.person, speaks_for)) for u in reading.updates))


def doubts_of(reading: Reading) -> tuple[str, ...]:
    """Give the reasons for which something of a reading waits for the clerk, each once."""
    found = [u.doubt for u in reading.updates] + [c.doubt for c in reading.corrections]
    found += [f"A question for the clerk: “{remark.text}”" for remark in reading.remarks if remark.kind in ATTENTION]
    return tuple(dict.fromkeys(filter(None, found)))


def without_guesses(reading: Reading, context: Context) -> Reading:
    """Give the reading of an unknown sender's words without doubts about whose an action is: that is not known of them."""
    guessed = {belongs_to(action.owners) for action in context.actions}
    return replace(reading, updates=tuple(replace(u, doubt="") if u.doubt in guessed else u for u in reading.updates))


def facts_of(reading: Reading, board: Board, speaker: Speaker, now: dt.datetime) -> tuple[Fact, ...]:
    """Give what of a reading is recorded: all on which there is no doubt."""
    facts: list[Fact] = []
    person = speaker.person
    for update in reading.updates:
        if update.doubt or update.ref is None:
            continue
        said = ActionUpdate(now, person.number, person.name, update.status, update.note, update.due, update.percent, speaker.message)
        facts.append(ActionReported(update.ref, said))
        if update.hand_to:
            facts += _handing(update, board, speaker, now)
    if reading.corrections:
        by = Proposed(person, speaker.meeting, speaker.version, speaker.message, now, now.astimezone(board.settings.zone).date())
        facts += propose(reading.corrections, board.ledger, by)
    if reading.no_corrections:
        facts.append(MinutesConfirmed(speaker.meeting, person.number, speaker.version))
    return tuple(facts)


def _handing(update: Update, board: Board, speaker: Speaker, now: dt.datetime) -> list[Fact]:
    """Ask whoever is named whether they take the action on; it is theirs once they accept."""
    action = board.ledger.get(Action, update.ref or "")
    to = named_one(board.roster, update.hand_to)
    if action is None or to is None:
        return []
    speaks_for = _speaks_for(board, speaker.person, speaker.meeting, speaker.version)
    by = next((n for n in (speaker.person.number, *sorted(speaks_for)) if n in action.owners), speaker.person.number)
    number = 1 + sum(h.ref == action.ref for h in board.ledger.all(Handing))
    handing = Handing(action.ref, number, by, to.number, now, update.note, speaker.message)
    suffix, about = suffix_of(handing.key), f"handing {handing.key}"
    letter = owed_letter(Edition.HANDING, suffix, to, speaker.meeting, speaker.version, now, about=about, covers=(f"{action.ref}|",))
    return [HandingProposed(handing), LetterQueued(letter)]


def named_one(roster: Roster, name: str | None) -> Person | None:
    """Give the one person that a name means, None where that is nobody or not certain."""
    meant = roster.who(name) if name else None
    return meant.persons[0] if meant and meant.certain and len(meant.persons) == 1 else None


def _doubt_of(update: Update, board: Board, speaker: Person, speaks_for: set[int]) -> str:
    if update.doubt:
        return update.doubt
    action = board.ledger.get(Action, update.ref) if update.ref else None
    if action is None:
        return f"It is not certain which action is meant: “{update.note}”"
    if not speaks_for & {*action.owners, *action.told} or not may_see(board.settings, speaker, action):
        return f"{action.ref} is another's action."
    return _handing_doubt(update, action, board, speaks_for) if update.hand_to else ""


def _handing_doubt(update: Update, action: Action, board: Board, speaks_for: set[int]) -> str:
    to = named_one(board.roster, update.hand_to)
    if to is None:
        return f"{action.ref} is to be handed on to {update.hand_to}, but it is not certain who that is."
    if action.confidential and not is_entitled(board.settings, to):
        return f"{action.ref} is confidential, and {to.name} does not get confidential items."
    if to.number in action.owners:
        return f"{action.ref} is to be handed on to {to.name}, whose action it is already."
    if not speaks_for & set(action.owners):
        return f"{action.ref} is to be handed on to {to.name}, but only an owner can do that."
    return ""


def _speaks_for(board: Board, speaker: Person, meeting: str, version: int) -> set[int]:
    """A substitute speaks for the member they stood in for, too."""
    numbers = {speaker.number}
    if minutes := board.ledger.get(MinutesVersion, version_key(meeting, version)):
        numbers |= {a.person for a in minutes.attended if a.substitute == speaker.number and a.person is not None}
    return numbers


def context_for(board: Board, speaker: Person | None, dispatch: Dispatch | None, message: Message | None, now: dt.datetime) -> Context:
    """Give what the reader of a reply needs to know. What hangs on the letter alone is worked out once for each Board."""
    key = (speaker.number if speaker else 0, dispatch.key if dispatch else "")
    if key not in board.contexts:
        board.contexts[key] = _standing_context(board, speaker, dispatch)
    sent = (message.date if message else None) or now
    # A mail from the future, or from long ago, would turn "by Friday" into nonsense.
    if abs((now - sent.astimezone(dt.UTC)).days) > 60:
        sent = now
    return replace(board.contexts[key], sent=sent.astimezone(board.settings.zone).date())


def _standing_context(board: Board, speaker: Person | None, dispatch: Dispatch | None) -> Context:
    version = board.ledger.get(MinutesVersion, version_key(dispatch.meeting, dispatch.version)) if dispatch else None
    # Who writes from an address that nobody knows may be whom the letter went to; what they say is proposed only.
    reader = speaker or (board.roster.by_number(dispatch.person) if dispatch else None)
    speaks_for = _speaks_for(board, reader, *((dispatch.meeting, dispatch.version) if dispatch else ("", 0))) if reader else set()
    minutes = version.minutes if version else None
    if minutes and not (speaker and is_entitled(board.settings, speaker)):
        minutes = withheld(minutes)
    return Context(
        reference=board.settings.board.reference,
        actions=tuple(_known_actions(board, speaker, speaks_for, dispatch)),
        items=(*minutes.items, *_head(minutes)) if minutes and dispatch and _had_minutes(board, speaker, dispatch) else (),
        attendance=tuple((row.name, str(row.status)) for row in minutes.attendance) if minutes else (),
        person=speaker.name if speaker else "",
        names=tuple(p.name for p in board.roster),
        meeting_date=minutes.date if minutes else None,
        next_meeting=next((n.date for n in minutes.next_meetings if n.date), None) if minutes else None,
    )


def _head(minutes: Minutes) -> Iterator[Item]:
    """The title with its day, time and place, as one more item: what a correction quotes may stand there, or there as well."""
    if minutes.title:
        yield Item(TITLE, "", minutes.title)


def _had_minutes(board: Board, speaker: Person | None, dispatch: Dispatch) -> bool:
    """Tell whether who answers was sent the minutes, not their actions alone: a receipt or a reminder goes to either."""
    if dispatch.circulated or speaker is None:
        return dispatch.edition is not Edition.OWNER
    if dispatch.edition is Edition.CHAIR:
        return True
    letter = board.ledger.get(Dispatch, letter_key(dispatch.meeting, dispatch.version, speaker.number))
    return letter is not None and letter.edition is not Edition.OWNER


def _known_actions(board: Board, speaker: Person | None, speaks_for: set[int], dispatch: Dispatch | None) -> Iterator[KnownAction]:
    """Those in the letter first, in its order, then the others that are still open."""
    listed = refs_in(dispatch) if dispatch else ()
    ours = [action for ref in listed if (action := board.ledger.get(Action, ref))]
    if not listed and dispatch:
        ours = [a for a in board.ledger.all(Action) if a.meeting == dispatch.meeting and speaks_for & {*a.owners, *a.told}]
    refs = {action.ref for action in ours}
    others = [action for action in board.open_actions if action.ref not in refs]
    for action in (*ours, *others):
        mine = bool(speaks_for & {*action.owners, *action.told})
        if action.confidential and not (speaker and may_see(board.settings, speaker, action)):
            continue
        asked = not listed or action.ref in refs
        yield KnownAction(action.ref, action.item, action.text, mine, action.meeting, board.roster.names(action.owners), asked)
