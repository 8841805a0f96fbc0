"""Taking minutes: a document becomes the next version of a meeting's minutes.

document -> (Minutes, Problems) -> people resolved -> refs allotted -> one event. A blocking Problem records nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mailflow.bodies import digest_of
from mailflow.config import BoardSettings
from mailflow.errors import BlockedError, DocumentError
from mailflow.flows.limits import Guard, TooLongError
from mailflow.flows.placing import followed
from mailflow.journal import Ledger, MinutesTaken
from mailflow.likeness import likeness
from mailflow.minutes.confidential import is_confidential, withheld
from mailflow.minutes.corrections import Standing
from mailflow.minutes.documents import read_document
from mailflow.minutes.model import Minutes, PreviousAction, Problem, Severity, StatedAction
from mailflow.minutes.parse import parse_minutes
from mailflow.minutes.previous import is_bare_status
from mailflow.people import Person, Roster
from mailflow.records import Action, Attended, Correction, Doubt, Meeting, MinutesVersion, Stage, version_key
from mailflow.references import highest, make_ref, mentioned, year_code
from mailflow.register import Answer, Handing
from mailflow.replies.model import Status
from mailflow.store import Store

# Two texts of one action in two versions of a document are at least so alike (0 to 1).
SAME_ACTION = 0.6
# Of the processor. Minutes of a hundred pages take about one; a document may be made to take hours.
READING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class TakeResult:
    """What taking a document came to. `known`: the very document had been taken before, and nothing changed."""

    version: MinutesVersion
    actions: tuple[Action, ...]
    dropped: tuple[str, ...]
    known: bool = False


def read_minutes(name: str, content: bytes) -> tuple[Minutes, tuple[Problem, ...]]:
    """Read a document, within bounds of time and memory. Raises DocumentError where it cannot be read at all."""
    try:
        with Guard(len(content)) as guard:
            return guard.run(lambda: parse_minutes(read_document(name, content)), len(content), READING_SECONDS)
    except (TooLongError, MemoryError):
        why = f"is made so that it takes more than {READING_SECONDS:g} seconds or too much memory to read"
        raise DocumentError(name, why, "Save it anew, or give its text alone (.txt)") from None


def take(store: Store, board: BoardSettings, name: str, content: bytes, settled: Mapping[str, str], now: dt.datetime) -> TakeResult:
    """Take a document as the next version of its meeting's minutes.

    `settled`: who is meant, as the clerk says, by text as typed. Raises DocumentError, BlockedError with every blocking Problem.
    """
    minutes, problems = read_minutes(name, content)
    blocking = tuple(f"{p.where}: {p.text}" for p in problems if p.severity is Severity.BLOCKING)
    if blocking or minutes.date is None:
        raise BlockedError(f"{name}: nothing was recorded. The document must be mended first:", blocking or ("it names no date",))
    fact = decide(store, store.roster, board, minutes, problems, name, digest_of(content), settled, now)
    if fact is None:
        version = latest_version(store, minutes.date.isoformat())
        assert version is not None
        return TakeResult(version, _actions_of(store, version.meeting), (), known=True)
    store.documents.keep([content])
    with store.transaction(now) as transaction:
        transaction.record(fact, who="clerk")
    return TakeResult(fact.version, fact.actions, fact.dropped)


def decide(
    store: Ledger,
    roster: Roster,
    board: BoardSettings,
    minutes: Minutes,
    problems: Sequence[Problem],
    name: str,
    document: str,
    settled: Mapping[str, str],
    now: dt.datetime,
) -> MinutesTaken | None:
    """Decide what taking this document does; None where it changes nothing. Raises BlockedError for minutes that are approved."""
    assert minutes.date is not None
    meeting_id = minutes.date.isoformat()
    before = latest_version(store, meeting_id)
    settled = {**dict(before.settled if before else ()), **settled}
    same_document = before is not None and before.document == document and before.circulated_at is None and not before.base
    _refuse_approved(store, meeting_id, before, document)
    version = MinutesVersion(
        meeting=meeting_id,
        number=before.number if before and same_document else (before.number + 1 if before else 1),
        minutes=minutes,
        document=document,
        document_name=name,
        taken_at=now,
        problems=tuple(problems),
        settled=tuple(sorted(settled.items())),
        corrections=_held(store, before, minutes),
    )
    fact = allot(store, roster, board, version)
    if before and same_document and replace(fact.version, taken_at=before.taken_at, composed_at=before.composed_at) == before:
        return None
    return fact


def allot(store: Ledger, roster: Roster, board: BoardSettings, version: MinutesVersion) -> MinutesTaken:
    """Say who is meant in a version, and allot refs: the fact that it was taken."""
    minutes = version.minutes
    people = _People(roster, dict(version.settled))
    attended = tuple(people.attended(row.name, row.substitute) for row in minutes.attendance)
    stated = [
        replace(_stated(action, version.meeting, version.number, people), confidential=is_confidential(minutes, action.item, action.text))
        for action in minutes.actions
    ]
    for problem in version.problems:
        if problem.owner:
            people.resolve(problem.owner, "owner", problem.where)
    earlier = [a for a in _actions_of(store, version.meeting) if a.status is not Status.DROPPED]
    actions, dropped = _with_refs(store, board, minutes, stated, earlier)
    actions = tuple(_with_handings(store, action) for action in actions)
    decided, unknown = _decided(store, board, withheld(minutes).previous_actions, {a.ref for a in actions})
    hidden = [p for p in minutes.previous_actions if p not in withheld(minutes).previous_actions]
    refs = [(_canonical(said.ref, board), _status(said.status)) for said in hidden]
    decided = (*decided, *((ref, status, "") for ref, status in refs if store.get(Action, ref)))
    version = replace(version, attended=attended, doubts=tuple(people.doubts))
    return MinutesTaken(version, minutes.title or f"Meeting of {version.meeting}", (*actions, *unknown), dropped, decided)


def _refuse_approved(store: Ledger, meeting_id: str, before: MinutesVersion | None, document: str) -> None:
    meeting = store.get(Meeting, meeting_id)
    if meeting and meeting.stage is Stage.APPROVED and before and before.document != document:
        raise BlockedError(
            f"nothing was recorded: the minutes of {meeting_id} are approved, and approved minutes are not altered. Note a correction "
            "beside them: mailflow correction accept ID"
        )


def _held(store: Ledger, before: MinutesVersion | None, minutes: Minutes) -> tuple[int, ...]:
    """The accepted corrections that a document has in it already: the clerk typed them."""
    if before is None:
        return ()
    awaiting = [c for c in store.all(Correction) if c.meeting == before.meeting and c.awaits_version]
    after = replace(before, number=before.number + 1, minutes=minutes)
    return tuple(c.id for c in awaiting if followed(store, c, after).standing is Standing.ALREADY_SO)


class _People:
    """Resolves names as the clerk settled them, and collects what stays in doubt."""

    def __init__(self, roster: Roster, settled: Mapping[str, str]) -> None:
        self.roster = roster
        self.settled = {_fold(text): name for text, name in settled.items()}
        self.doubts: list[Doubt] = []

    def resolve(self, text: str, what: str, where: str) -> tuple[Person, ...]:
        """Give who is meant; where that is in doubt nobody, and a Doubt is noted."""
        meant = self.roster.who(self.settled.get(_fold(text), text))
        if not meant.certain:
            doubt = Doubt(what, text, where, f'{where}: {meant.doubt}. Settle it with --owner "{text}=NAME".')
            if doubt not in self.doubts:
                self.doubts.append(doubt)
        return meant.persons

    def attended(self, name: str, substitute: str | None) -> Attended:
        persons = self.resolve(name, "attendee", "attendance")
        stood_in = self.resolve(substitute, "substitute", "attendance") if substitute else ()
        return Attended(persons[0].number if persons else None, stood_in[0].number if stood_in else None)


def _stated(action: StatedAction, meeting: str, version: int, people: _People) -> Action:
    where = f"item {action.item}" if action.item else "actions"
    owners: list[int] = []
    doubtful: list[str] = []
    # What is settled may be the owners of one action as they stand together ("MP/Lee ?").
    together = "/".join(action.owners)
    typed = (together,) if _fold(together) in people.settled else action.owners
    for text in typed:
        found = people.resolve(text, "owner", where)
        owners += [p.number for p in found if p.number not in owners]
        if not found:
            doubtful.append(text)
    told = people.resolve(action.delegate, "owner", where) if action.delegate else ()
    return Action(
        ref=action.ref or "",
        meeting=meeting,
        version=version,
        item=action.item,
        text=action.text,
        owners=tuple(owners),
        told=tuple(p.number for p in told if p.number not in owners),
        typed=tuple(doubtful),
        due=action.due,
        due_text=action.due_text,
        stated=_status(action.status),
    )


def _with_refs(
    store: Ledger, board: BoardSettings, minutes: Minutes, stated: Sequence[Action], earlier: Sequence[Action]
) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """Give each stated action its ref: its own, that of the earlier action it is recognised as, or the next free one."""
    assert minutes.date is not None
    code = year_code(minutes.date, board.year_starts)
    taken_refs = {a.ref for a in stated if a.ref}
    pairs = sorted(
        (
            (likeness(new.text, old.text) + (0.05 if new.item == old.item else 0.0), -i, old.ref)
            for i, new in enumerate(stated)
            if not new.ref
            for old in earlier
            if old.ref not in taken_refs
        ),
        reverse=True,
    )
    refs: dict[int, str] = {}
    for score, negative, ref in pairs:
        if score >= SAME_ACTION and -negative not in refs and ref not in taken_refs:
            refs[-negative] = ref
            taken_refs.add(ref)
    said = [ref for item in minutes.items for ref in mentioned(item.text, board.reference)]
    used = [a.ref for a in store.all(Action)] + [_canonical(p.ref, board) for p in minutes.previous_actions] + said + list(taken_refs)
    following = highest(used, board.reference, code)
    actions = []
    for i, action in enumerate(stated):
        ref = action.ref or refs.get(i, "")
        if not ref:
            following += 1
            ref = make_ref(board.reference, code, following)
        actions.append(replace(action, ref=_canonical(ref, board)))
    kept = {a.ref for a in actions}
    return tuple(actions), tuple(a.ref for a in earlier if a.ref not in kept and a.item)


def _with_handings(store: Ledger, action: Action) -> Action:
    """What was handed on since stays with whoever took it on, however often the minutes name its first owner."""
    for handing in store.all(Handing):
        if handing.ref == action.ref and handing.state is Answer.ACCEPTED and handing.by in action.owners:
            action = action.handed_on(handing.by, handing.to)
    return action


def _decided(
    store: Ledger, board: BoardSettings, previous: Sequence[PreviousAction], stated: set[str]
) -> tuple[tuple[tuple[str, Status | None, str], ...], tuple[Action, ...]]:
    """Tell what these minutes decide of earlier actions, and give those the store does not know yet."""
    decided: list[tuple[str, Status | None, str]] = []
    unknown: dict[str, Action] = {}
    for said in previous:
        ref = _canonical(said.ref, board)
        known = store.get(Action, ref)
        if known is None and ref not in stated:
            unknown[ref] = Action(ref, "", 0, "", said.text, stated=_status(said.status))
        elif known is None or _decides(said, known):
            decided.append((ref, _status(said.status), said.said or said.text))
    return tuple(decided), tuple(unknown.values())


def _decides(said: PreviousAction, known: Action) -> bool:
    """Tell whether minutes say anything new of an action: a row of the log as it was drafted does not."""
    if said.said and is_bare_status(said.said) and _status(said.status) is known.status:
        return False
    return said.text != known.text and all(u.note != (said.said or said.text) for u in known.updates)


def _canonical(ref: str, board: BoardSettings) -> str:
    """Bring a ref of this board to the one spelling; a board's own of another form stays as typed."""
    found = re.fullmatch(rf"\s*(?:{re.escape(board.reference)})?\s*(\d{{4}})\s?[_/\-]\s?(\d{{1,4}})\s*", ref, re.IGNORECASE)
    if not found:
        return " ".join(ref.split())
    return make_ref(board.reference, found[1], int(found[2]))


def _status(text: str | None) -> Status:
    words = (text or "").casefold()
    for status in (Status.CLOSED, Status.IN_PROGRESS, Status.DROPPED):
        if status.value in words:
            return status
    if any(word in words for word in ("complete", "done", "discharged")):
        return Status.DONE if "not" not in words else Status.OPEN
    return Status.IN_PROGRESS if any(word in words for word in ("ongoing", "progress")) else Status.OPEN


def latest_version(store: Ledger, meeting_id: str) -> MinutesVersion | None:
    """Give the latest version of a meeting's minutes; None where there is none."""
    meeting = store.get(Meeting, meeting_id)
    return store.get(MinutesVersion, version_key(meeting_id, meeting.version)) if meeting else None


def _actions_of(store: Ledger, meeting_id: str) -> tuple[Action, ...]:
    return tuple(a for a in store.all(Action) if a.meeting == meeting_id)


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
