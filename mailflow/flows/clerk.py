"""The clerk's commands by mail, decided one after the other, each as if those before it were recorded. Pure.

What only shows something is shown. What changes one thing is done. What sends to many is asked about first, with the number of people:
the answer carries the question (Dispatch.asks), and a yes to that answer does it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mailflow.dates import find_dates
from mailflow.errors import BlockedError, MailflowError, UsageError
from mailflow.flows import offers
from mailflow.flows.ahead import Ahead
from mailflow.flows.approve import Approved, decide_approval, due_for_approval
from mailflow.flows.occasion import Occasion, refused
from mailflow.flows.review import decide_settling, find_waiting
from mailflow.flows.rule import as_it_stands, decide_next_version, decide_ruling
from mailflow.flows.speak import Board
from mailflow.journal import CirculationOrdered, ReviewSettled
from mailflow.letters.editions import recipients
from mailflow.letters.layout import day_words
from mailflow.records import Action, Meeting, MinutesVersion, Stage, version_key
from mailflow.register import Done, Ruling
from mailflow.replies.commands import LISTS, Command, Verb, parse_command
from mailflow.replies.model import Line, Status

# A yes is for what its letter showed: an old one, or one sent again, must not send or approve what came to be since.
CHANGED = "nothing was done: the minutes are no longer those that you were asked about. Say “{verb}” again to be asked anew."


@dataclass(frozen=True, slots=True)
class Commanded:
    """What the clerk's lines did. `asks`: what a yes to the answer does; `documents`: bytes to keep before it is recorded."""

    done: tuple[Done, ...] = ()
    asks: str = ""
    documents: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A mail of the clerk's, and what there would be after the commands so far."""

    occasion: Occasion
    ahead: Ahead

    @property
    def board(self) -> Board:
        return replace(self.occasion.board, ledger=self.ahead)

    @property
    def now(self) -> dt.datetime:
        return self.occasion.now


def decide_commands(lines: Sequence[Line], occasion: Occasion, ahead: Ahead, *, sure: bool = True) -> Commanded:
    """Carry out the clerk's commands. `sure`: the mail proves to be the clerk's; else only lists are shown, and the rest is asked about."""
    work = Work(occasion, ahead)
    offered = offers.decide_offer(lines, occasion, ahead)
    done, asks = list(offered.done), offered.asks
    unsure: list[str] = []
    for line in lines:
        if any(d.line == line.number for d in done):
            continue
        command = parse_command(line.text)
        if command is None or (command.verb in (Verb.YES, Verb.NO) and not work.occasion.asked):
            continue
        if not sure and command.verb not in LISTS:
            unsure.append(line.text.strip())
            done.append(Done(line.number, "asked", "To be sure that this is from you: answer “yes” to this mail, and it is done."))
            continue
        try:
            with ahead.all_or_nothing():
                result, question = _carry_out(command, line.number, work)
        except MailflowError as error:
            result, question = refused(line.number, error), ""
        done.append(result)
        asks = question or asks
    if unsure:
        asks = "run " + "\n".join(unsure)  # a reason may hold any mark that parts commands, but no line break
    return Commanded(tuple(done), asks, offered.documents)


def _carry_out(command: Command, line: int, work: Work) -> tuple[Done, str]:
    if command.verb in LISTS:
        return Done(line, "shown", "", listing=f"{command.verb} {command.words}".strip()), ""
    return _VERBS[command.verb](command, line, work)


def _rule(ruling: Ruling) -> Callable[[Command, int, Work], tuple[Done, str]]:
    words = {Ruling.ACCEPTED: "accepted", Ruling.DECLINED: "declined", Ruling.FOR_THE_MEETING: "referred to the meeting"}

    def rule(command: Command, line: int, work: Work) -> tuple[Done, str]:
        said: list[str] = []
        for number in command.numbers:
            ruled = decide_ruling(work.board, number, ruling, command.words, "", work.now)
            work.ahead.add(*ruled.facts)
            correction = ruled.correction
            what = f"“{correction.find}” to read “{correction.replace or ''}”" if correction.find else correction.text
            told = ", and its proposer is told" if ruled.told else ""
            said += [f"Correction {number} is {words[ruling]}{told} ({what}).", *ruled.remarks]
        return Done(line, "recorded", " ".join(said)), ""

    return rule


def _take(command: Command, line: int, work: Work) -> tuple[Done, str]:
    said: list[str] = []
    for number in command.numbers:
        taken = find_waiting(work.ahead, str(number))
        settled = decide_settling(work.board, taken, command.words or None, None, work.now)
        work.ahead.add(*settled.facts)
        reading = settled.reading
        what = [f"{u.ref} {u.status or 'a note'}" for u in reading.updates] + [f"correction: {c.text}" for c in reading.corrections]
        what += ["no corrections"] if reading.no_corrections else []
        what += [f"the last letter to {address} came back" for address in settled.came_back]
        said.append(f"{number} is taken: {'; '.join(what) or 'nothing to record'}.")
    return Done(line, "recorded", " ".join(said)), ""


def _dismiss(command: Command, line: int, work: Work) -> tuple[Done, str]:
    for number in command.numbers:
        work.ahead.add(ReviewSettled(find_waiting(work.ahead, str(number)).key, "dismissed"))
    numbers = ", ".join(map(str, command.numbers))
    return Done(line, "recorded", f"Dismissed: {numbers}. The mail is kept."), ""


def _send(command: Command, line: int, work: Work) -> tuple[Done, str]:
    if work.occasion.asked.startswith("offer ") and not command.words:
        return offers.take_offer(line, work.occasion, work.ahead), ""
    meeting = find_meeting(work.ahead, command.words)
    board = work.board
    version = as_it_stands(board, meeting.id, work.now)
    current = work.ahead.get(MinutesVersion, version_key(meeting.id, meeting.version))
    if version is None or current is None:
        raise UsageError(f"there are no minutes of {meeting.id}.")
    if version.number == meeting.version and current.circulated_at:
        raise BlockedError(f"version {meeting.version} of the minutes of {meeting.id} has gone out, and no correction was accepted since.")
    if version.doubts:
        raise BlockedError("nothing can be sent: it is in doubt who is meant:", tuple(d.sentence for d in version.doubts))
    number = _audience(board, version)
    sort = "approved minutes" if meeting.stage is Stage.APPROVED else "draft minutes"
    name = f"the {sort} of {day_words(meeting.date)} (version {version.number})"
    return Done(line, "asked", f"This sends {name} to {number} people. Answer “yes” to this mail, and it goes."), f"send {_print(version)}"


def _approve(command: Command, line: int, work: Work) -> tuple[Done, str]:
    now = work.now
    meeting, at = _meeting_and_day(work.ahead, command.words)
    board = work.board
    approved = decide_approval(board, meeting, at, now)
    version = as_it_stands(board, meeting.id, now)
    number = _audience(board, version) if version else 0
    open_ones = ", ".join(str(c.id) for c in approved.left_open)
    left = f" Not ruled on yet, and left as they are: corrections {open_ones}." if open_ones else ""
    sentence = (
        f"This makes the minutes of {day_words(meeting.date)} final: “{approved.approval.sentence}”{left} The final minutes go to {number} "
        "people. Answer “yes” to this mail, and it is done."
    )
    return Done(line, "asked", sentence), f"approve {_approval_print(meeting, approved)}"


def _yes(command: Command, line: int, work: Work) -> tuple[Done, str]:
    what, _, rest = work.occasion.asked.partition(" ")
    if what == "offer":
        return offers.take_offer(line, work.occasion, work.ahead), ""
    if what == "send":
        return _order(line, rest, work), ""
    if what == "approve":
        meeting_id, day, *_ = (*rest.split(" "), "")
        at = dt.date.fromisoformat(day) if day[:1].isdigit() else None
        meeting = find_meeting(work.ahead, meeting_id)
        approved = decide_approval(work.board, meeting, at, work.now, order=True)
        if _approval_print(meeting, approved) != rest:
            raise BlockedError(CHANGED.format(verb="approve"))
        work.ahead.add(*approved.facts)
        return Done(line, "recorded", f"The minutes are final and go out: “{approved.approval.sentence}”"), ""
    if what == "run":
        return _run(rest, line, work)
    raise UsageError("this mail asked nothing.")


def _run(commands: str, line: int, work: Work) -> tuple[Done, str]:
    said: list[str] = []
    asks, state = "", "recorded"
    for text in commands.split("\n"):
        command = parse_command(text)
        if command is None or command.verb in (Verb.YES, Verb.NO):
            raise UsageError(f"“{text}” is no command; send it again, alone.")
        done, question = _carry_out(command, line, work)
        said.append(done.sentence)
        asks, state = question or asks, done.state
    return Done(line, state, " ".join(said)), asks


def _order(line: int, asked: str, work: Work) -> Done:
    board = work.board
    meeting = find_meeting(work.ahead, asked.partition("/")[0])
    now_is = as_it_stands(board, meeting.id, work.now)
    if now_is and now_is.circulated_at is None and _print(now_is) != asked:
        raise BlockedError(CHANGED.format(verb="send"))
    if made := decide_next_version(board, meeting.id, work.now):
        work.ahead.add(made)
    number = made.version.number if made else meeting.version
    version = work.ahead.get(MinutesVersion, version_key(meeting.id, number))
    if version is None or version.circulated_at:
        raise BlockedError(f"version {number} of the minutes of {meeting.id} has gone out already.")
    work.ahead.add(CirculationOrdered(meeting.id, number))
    return Done(line, "recorded", f"Version {number} of the minutes of {day_words(meeting.date)} goes out.")


def _no(command: Command, line: int, work: Work) -> tuple[Done, str]:
    return Done(line, "recorded", "Nothing was done."), ""


_VERBS: dict[Verb, Callable[[Command, int, Work], tuple[Done, str]]] = {
    Verb.ACCEPT: _rule(Ruling.ACCEPTED),
    Verb.DECLINE: _rule(Ruling.DECLINED),
    Verb.REFER: _rule(Ruling.FOR_THE_MEETING),
    Verb.TAKE: _take,
    Verb.DISMISS: _dismiss,
    Verb.SEND: _send,
    Verb.APPROVE: _approve,
    Verb.YES: _yes,
    Verb.NO: _no,
}


def _print(version: MinutesVersion) -> str:
    """Give what tells a version, with the corrections it takes in, from what would go out in its place later."""
    return " ".join((version.key, ",".join(map(str, version.corrections)))).strip()


def _approval_print(meeting: Meeting, approved: Approved) -> str:
    left = ",".join(str(c.id) for c in approved.left_open)
    given = approved.approval
    subject_to = ",".join(map(str, given.subject_to))
    return f"{meeting.id} {given.at.isoformat() if given.at else 'undated'} {given.version}/{subject_to}/{left}"


def _audience(board: Board, version: MinutesVersion) -> int:
    actions = [a for a in board.ledger.all(Action) if a.meeting == version.meeting and a.status is not Status.DROPPED]
    return len(recipients(version, board.roster, actions))


def find_meeting(ledger: Ahead, words: str) -> Meeting:
    """Give the meeting that is meant: by its day, however written, else the latest. Raises UsageError."""
    meetings = sorted(ledger.all(Meeting), key=lambda m: m.id)
    if not words and meetings:
        return meetings[-1]
    found = ledger.get(Meeting, words.strip())
    if found is None and words:
        days = {d.date.isoformat() for d in find_dates(words, anchor=meetings[-1].date if meetings else dt.date(2000, 1, 1)) if d.date}
        found = next((m for m in meetings if m.id in days), None)
    if found is None:
        known = ", ".join(m.id for m in meetings) or "none"
        raise UsageError(f"there is no meeting “{words}”. Meetings on record: {known}.")
    return found


def _meeting_and_day(ledger: Ahead, words: str) -> tuple[Meeting, dt.date | None]:
    """Take "approve 8 October at 3 December" apart; without a meeting the earliest that waits for approval is meant."""
    first, _, second = words.partition(" at ")
    if words.startswith("at "):
        first, second = "", words.removeprefix("at ")
    meeting = find_meeting(ledger, first) if first.strip() else due_for_approval(ledger)
    if not second.strip():
        return meeting, None
    days = [d.date for d in find_dates(second, anchor=meeting.date) if d.date]
    if len(days) != 1:
        raise UsageError(f"“{second}” is no day; write it as 2026-12-03 or 3 December 2026.")
    return meeting, days[0]
