"""What each event of the journal does to the tables.

`apply_` is pure: it looks at what there is and gives the values that take its place. Folding it over the journal gives the tables again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatch

from mailflow.journal import (
    ActionReported,
    Circulated,
    CirculationOrdered,
    CorrectionProposed,
    CorrectionRuled,
    CorrectionSeconded,
    DispatchBounced,
    DispatchTried,
    DocumentOffered,
    Event,
    Fact,
    HandingAnswered,
    HandingProposed,
    LetterComposed,
    LetterQueued,
    LettersDated,
    LetterSeen,
    LetterWithdrawn,
    MessageFailed,
    MessageTaken,
    MessageUndone,
    MinutesApproved,
    MinutesConfirmed,
    MinutesTaken,
    PeopleImported,
    ReviewSettled,
    Value,
    View,
)
from mailflow.records import (
    Action,
    ActionUpdate,
    Correction,
    Dispatch,
    DispatchState,
    Meeting,
    MinutesVersion,
    Stage,
    Taken,
    Trial,
    version_key,
)
from mailflow.register import Answer, Confirmation, Handing, Ruling
from mailflow.replies.model import Status

WITHDRAWN = "withdrawn by its proposer"


def apply_(view: View, event: Event) -> Iterator[Value]:
    """Give the values that an event puts in the place of those with their keys. Pure."""
    return _apply(event.fact, view, event)


@singledispatch
def _apply(fact: Fact, view: View, event: Event) -> Iterator[Value]:
    raise TypeError(f"no rule for {type(fact).__name__}")


@_apply.register
def _(fact: PeopleImported, view: View, event: Event) -> Iterator[Value]:
    yield from fact.people


@_apply.register
def _(fact: MinutesTaken, view: View, event: Event) -> Iterator[Value]:
    version = fact.version
    known = view.get(Meeting, version.meeting)
    yield replace(known, title=fact.title, version=version.number) if known else Meeting(version.meeting, fact.title, version.number)
    yield version
    changed: dict[str, Action] = {}
    for action in fact.actions:
        before = view.get(Action, action.ref)
        changed[action.ref] = replace(action, updates=before.updates) if before else action
    for ref in fact.dropped:
        if before := view.get(Action, ref):
            note = f"No longer in version {version.number} of the minutes."
            changed[ref] = _updated(before, ActionUpdate(event.at, 0, event.who, Status.DROPPED, note))
    for ref, status, sentence in fact.decided:
        if before := changed.get(ref) or view.get(Action, ref):
            changed[ref] = _updated(before, ActionUpdate(event.at, 0, "the minutes", status, sentence))
    yield from changed.values()
    yield from _taken_in(view, version.corrections, version.number)


@_apply.register
def _(fact: LettersDated, view: View, event: Event) -> Iterator[Value]:
    if version := view.get(MinutesVersion, version_key(fact.meeting, fact.version)):
        yield replace(version, composed_at=fact.composed_at)


@_apply.register
def _(fact: Circulated, view: View, event: Event) -> Iterator[Value]:
    if version := view.get(MinutesVersion, version_key(fact.meeting, fact.version)):
        yield replace(version, circulated_at=event.at)
    if meeting := view.get(Meeting, fact.meeting):
        yield replace(meeting, corrections_until=fact.corrections_until, ordered=0, released=fact.version)
    yield from fact.dispatches


@_apply.register
def _(fact: LetterQueued, view: View, event: Event) -> Iterator[Value]:
    yield fact.dispatch


@_apply.register
def _(fact: LetterComposed, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        yield replace(dispatch, message_id=fact.message_id, body=fact.body, subject=fact.subject)


@_apply.register
def _(fact: DispatchTried, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        yield replace(
            dispatch,
            state=fact.state,
            at=event.at,
            attempts=dispatch.attempts + 1,
            next_try=fact.next_try,
            last_error=fact.error,
            # A second try that went well does not undo a first that may have: the letter is there perhaps twice.
            uncertain=dispatch.uncertain or fact.uncertain,
        )


@_apply.register
def _(fact: LetterWithdrawn, view: View, event: Event) -> Iterator[Value]:
    dispatch = view.get(Dispatch, fact.key)
    if dispatch and dispatch.state is DispatchState.PENDING:
        yield replace(dispatch, state=DispatchState.FAILED, at=event.at, next_try=None, last_error=fact.reason)


@_apply.register
def _(fact: DispatchBounced, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        state = DispatchState.BOUNCED if fact.permanent else dispatch.state
        yield replace(dispatch, state=state, at=event.at, last_error=fact.reason)


@_apply.register
def _(fact: LetterSeen, view: View, event: Event) -> Iterator[Value]:
    if dispatch := view.get(Dispatch, fact.key):
        yield replace(dispatch, seen=True)


@_apply.register
def _(fact: MessageTaken, view: View, event: Event) -> Iterator[Value]:
    taken = fact.taken
    yield taken
    if taken.dispatch is None or not (dispatch := view.get(Dispatch, taken.dispatch)):
        return
    if taken.kind == "auto-reply":
        yield replace(dispatch, answered_by_machine=True)
    elif taken.kind == "reply" and taken.trusted:
        yield replace(dispatch, answered=True)


@_apply.register
def _(fact: MessageFailed, view: View, event: Event) -> Iterator[Value]:
    before = view.get(Trial, fact.key)
    yield Trial(fact.key, (before.tries if before else 0) + 1, fact.error, event.at)


@_apply.register
def _(fact: ActionReported, view: View, event: Event) -> Iterator[Value]:
    if action := view.get(Action, fact.ref):
        yield _updated(action, fact.update)


@_apply.register
def _(fact: CorrectionProposed, view: View, event: Event) -> Iterator[Value]:
    yield fact.correction


@_apply.register
def _(fact: MinutesConfirmed, view: View, event: Event) -> Iterator[Value]:
    meeting = view.get(Meeting, fact.meeting)
    if meeting is None:
        return
    version = fact.version or meeting.version
    if (fact.person, version) not in [(one.person, one.version) for one in meeting.confirmations]:
        said = Confirmation(fact.person, version, event.message)
        yield replace(meeting, confirmations=(*meeting.confirmations, said))


@_apply.register
def _(fact: ReviewSettled, view: View, event: Event) -> Iterator[Value]:
    if taken := view.get(Taken, fact.key):
        yield replace(taken, waits=False, settled=fact.ruling)


@_apply.register
def _(fact: CorrectionSeconded, view: View, event: Event) -> Iterator[Value]:
    if correction := view.get(Correction, str(fact.id)):
        yield replace(correction, also=(*correction.also, fact.proposal))


@_apply.register
def _(fact: CorrectionRuled, view: View, event: Event) -> Iterator[Value]:
    if correction := view.get(Correction, str(fact.id)):
        yield replace(
            correction,
            status=fact.ruling,
            why=fact.why or None,
            kind=fact.kind or correction.kind,
            ruled_by=event.who,
            ruled_at=event.at,
            noted=fact.noted,
        )


def _taken_in(view: View, corrections: tuple[int, ...], version: int) -> Iterator[Value]:
    for number in corrections:
        if correction := view.get(Correction, str(number)):
            yield replace(correction, taken_in=version)


@_apply.register
def _(fact: CirculationOrdered, view: View, event: Event) -> Iterator[Value]:
    if meeting := view.get(Meeting, fact.meeting):
        yield replace(meeting, ordered=fact.version, released=fact.version if fact.past_chair else meeting.released)


@_apply.register
def _(fact: MinutesApproved, view: View, event: Event) -> Iterator[Value]:
    if meeting := view.get(Meeting, fact.meeting):
        yield replace(meeting, stage=Stage.APPROVED, approval=fact.approval)


@_apply.register
def _(fact: HandingProposed, view: View, event: Event) -> Iterator[Value]:
    yield fact.handing


@_apply.register
def _(fact: HandingAnswered, view: View, event: Event) -> Iterator[Value]:
    handing = view.get(Handing, fact.key)
    if handing is None or handing.state is not Answer.ASKED:
        return
    yield replace(handing, state=fact.answer)
    action = view.get(Action, handing.ref)
    if action is None or fact.answer is not Answer.ACCEPTED:
        return
    note = ActionUpdate(event.at, handing.to, fact.by_name, None, "Took the action on.", message_id=event.message)
    yield _updated(action.handed_on(handing.by, handing.to), note)


@_apply.register
def _(fact: DocumentOffered, view: View, event: Event) -> Iterator[Value]:
    yield fact.offer


@_apply.register
def _(fact: MessageUndone, view: View, event: Event) -> Iterator[Value]:
    if taken := view.get(Taken, fact.key):
        yield replace(taken, undone=True, waits=False)
    for ref in fact.refs:
        if action := view.get(Action, ref):
            yield replace(action, updates=tuple(u for u in action.updates if u.message_id != fact.key))
    for number in fact.corrections:
        if correction := view.get(Correction, str(number)):
            yield _withdrawn(correction, fact.person, event)
    meeting = view.get(Meeting, fact.confirmed) if fact.confirmed else None
    if meeting:
        yield replace(meeting, confirmations=tuple(one for one in meeting.confirmations if one.message_id != fact.key))


def _withdrawn(correction: Correction, person: int, event: Event) -> Correction:
    """Without one of its proposers; where that was the only one, it is withdrawn."""
    others = tuple(proposal for proposal in correction.also if proposal.by != person)
    if correction.by != person:
        return replace(correction, also=others)
    if others:
        first = others[0]
        return replace(correction, by=first.by, at=first.at, message_id=first.message_id, also=others[1:])
    return replace(correction, status=Ruling.DECLINED, why=WITHDRAWN, ruled_by=event.who, ruled_at=event.at)


def _updated(action: Action, update: ActionUpdate) -> Action:
    return replace(action, updates=(*action.updates, update))
