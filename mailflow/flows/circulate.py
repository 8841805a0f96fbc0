"""Minutes out: the letters of a version are composed, put on disk, and sent; run again, only what is pending goes.

One transaction records the dispatches as pending, with the very bytes to be sent; then the courier takes them (`flows.send`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mailflow.errors import BlockedError, UsageError
from mailflow.flows.entitled import is_entitled, may_see
from mailflow.flows.owing import SUPERSEDED, owed_key
from mailflow.flows.placing import last_circulated, redline_between
from mailflow.journal import Circulated, CirculationOrdered, LetterQueued, LettersDated, LetterWithdrawn
from mailflow.letters.compose import Changed, Desk, Entry, chair_suffix, compose_entry, compose_letters
from mailflow.letters.editions import Recipient, recipients
from mailflow.letters.envelope import Letter, compose_bytes
from mailflow.minutes.confidential import withheld
from mailflow.people import Person, Standing
from mailflow.records import Action, Dispatch, DispatchState, Edition, Meeting, MinutesVersion, Stage, letter_key, version_key
from mailflow.replies.model import Status
from mailflow.store import Store
from mailflow.workspace import Workspace

# Letters looked at bear the time of the look; after that long they are composed afresh, so that they do not arrive dated yesterday.
LOOK_HOLDS = dt.timedelta(hours=12)
AT_ONCE = 50  # letters that lie in memory together


@dataclass(frozen=True, slots=True)
class Composed:
    """One letter, ready: to whom, the letter, and its bytes as they go out."""

    recipient: Recipient
    letter: Letter
    content: bytes


def find_version(store: Store, meeting_id: str) -> tuple[Meeting, MinutesVersion]:
    """Give a meeting and the latest version of its minutes. Raises UsageError that names the meetings there are."""
    meeting = store.get(Meeting, meeting_id)
    version = store.get(MinutesVersion, version_key(meeting_id, meeting.version)) if meeting else None
    if meeting is None or version is None:
        known = ", ".join(m.id for m in store.all(Meeting)) or "none; take minutes with “mailflow take FILE” first"
        raise UsageError(f"there are no minutes of “{meeting_id}”. Meetings on record: {known}.")
    return meeting, version


def find_one(store: Store, meeting: Meeting, number: int) -> MinutesVersion:
    """Give one version of a meeting's minutes. Raises UsageError that says which there are."""
    version = store.get(MinutesVersion, version_key(meeting.id, number))
    if version is None:
        known = f"there are versions 1 to {meeting.version}" if meeting.version > 1 else "there is only version 1"
        raise UsageError(f"there is no version {number} of the minutes of {meeting.id}; {known}.")
    return version


def refuse_doubts(version: MinutesVersion) -> None:
    """Raise BlockedError where it is in doubt who owes an action or who gets a letter."""
    if version.doubts:
        raise BlockedError(
            f"nothing was sent: in the minutes of {version.meeting} it is in doubt who is meant. Mend people.csv or the document "
            "and take it again, or go ahead without them with --skip-doubtful:",
            tuple(doubt.sentence for doubt in version.doubts),
        )


def prepare(workspace: Workspace, store: Store, meeting_id: str, now: dt.datetime) -> Iterator[Composed]:
    """Compose all letters of a meeting's latest version, one by one: the very bytes that go out. Raises UsageError, TemplateError.

    The time they bear is recorded first, so that what is looked at now is what is sent afterwards.
    """
    meeting, version = find_version(store, meeting_id)
    if version.composed_at is None or not dt.timedelta(0) <= now - version.composed_at <= LOOK_HOLDS:
        with store.transaction(now) as transaction:
            transaction.record(LettersDated(meeting.id, version.number, now.replace(microsecond=0)), who="clerk")
        meeting, version = find_version(store, meeting_id)
    return compose(workspace, store, meeting, version)


def compose(workspace: Workspace, store: Store, meeting: Meeting, version: MinutesVersion) -> Iterator[Composed]:
    """Compose the letters of a version, one by one, under the time recorded for them."""
    assert version.composed_at is not None
    desk = workspace.desk(store.roster)
    at = version.composed_at.astimezone(workspace.settings.zone)
    everybody = recipients_of(store, version)
    for entitled in (True, False):
        to = [r for r in everybody if is_entitled(workspace.settings, r.person) is entitled]
        to = [replace(r, told=tuple(a for a in r.told if may_see(workspace.settings, r.person, a))) for r in to]
        shown = version if entitled else replace(version, minutes=withheld(version.minutes))
        changed = changed_since(store, version, entitled=entitled) if to else None
        entry = _entry(workspace, desk, meeting, shown, at) if to else None
        letters = compose_letters(desk, meeting, shown, to, corrections_until(workspace, version), changed, entry=entry)
        for recipient, letter in zip(to, letters, strict=True):
            yield Composed(recipient, letter, compose_bytes(letter, desk.sender, at))


def _entry(workspace: Workspace, desk: Desk, meeting: Meeting, version: MinutesVersion, at: dt.datetime) -> Entry | None:
    return compose_entry(desk, meeting, version, at) if workspace.settings.mail.calendar else None


def changed_since(store: Store, version: MinutesVersion, *, entitled: bool = True) -> Changed | None:
    """Give what changed since the version that went out before; None where this is the first to go."""
    before = last_circulated(store, version)
    if before is None:
        return None
    if not entitled:
        before, version = (replace(one, minutes=withheld(one.minutes)) for one in (before, version))
    redline, names = redline_between(store, store.roster, before, version)
    return Changed(before.number, redline, names)


def recipients_of(store: Store, version: MinutesVersion) -> tuple[Recipient, ...]:
    """Tell who gets a letter of a version."""
    actions = [a for a in store.all(Action) if a.meeting == version.meeting and a.status is not Status.DROPPED]
    return recipients(version, store.roster, actions)


def corrections_until(workspace: Workspace, version: MinutesVersion) -> dt.date:
    """Give the last day on which corrections of a version are taken."""
    assert version.composed_at is not None
    return workspace.today(version.composed_at) + dt.timedelta(days=workspace.settings.board.corrections_days)


def queue(workspace: Workspace, store: Store, meeting_id: str, now: dt.datetime, *, skip_doubtful: bool = False) -> int:
    """Put the letters that have no dispatch yet on disk as pending, in one transaction; give how many.

    Raises BlockedError while somebody is in doubt, UsageError, TemplateError.
    """
    _, version = find_version(store, meeting_id)
    if not skip_doubtful:
        refuse_doubts(version)
    first = version.circulated_at is None
    composed = prepare(workspace, store, meeting_id, now) if first else compose(workspace, store, *find_version(store, meeting_id))
    _, version = find_version(store, meeting_id)
    dispatches: list[Dispatch] = []
    while some := list(islice(composed, AT_ONCE)):
        fresh = [c for c in some if store.get(Dispatch, _key(c, version)) is None]
        digests = store.letters.keep(c.content for c in fresh)
        dispatches += [_dispatch(c, digest, version, now) for c, digest in zip(fresh, digests, strict=True)]
    if not dispatches and not first:
        return 0
    with store.transaction(now) as transaction:
        until = corrections_until(workspace, version)
        transaction.record(Circulated(meeting_id, version.number, until, tuple(dispatches)), who="clerk")
        for key in _superseded(store, version):
            transaction.record(LetterWithdrawn(key, SUPERSEDED))
    return len(dispatches)


def _superseded(store: Store, version: MinutesVersion) -> list[str]:
    """Letters of earlier versions that have not gone yet would reach people after the later one, or beside it."""
    earlier = [d for d in store.all(Dispatch) if d.meeting == version.meeting and d.version < version.number]
    return [d.key for d in earlier if d.state is DispatchState.PENDING and (d.circulated or d.edition is Edition.CHAIR)]


def with_chair(workspace: Workspace, store: Store, meeting: Meeting, version: MinutesVersion) -> Person | None:
    """Give the chair who is to see a version before the others do; None where nobody is, or has seen it."""
    if not workspace.settings.follow_up.chair_first or meeting.released >= version.number or version.circulated_at:
        return None
    if meeting.stage is Stage.APPROVED:
        return None
    return next((p for p in store.roster if p.standing is Standing.CHAIR), None)


def queue_chair(workspace: Workspace, store: Store, meeting_id: str, now: dt.datetime) -> Dispatch | None:
    """Put the chair's letter on disk as pending; None where it has been before. Raises BlockedError, UsageError, TemplateError."""
    meeting, version = find_version(store, meeting_id)
    refuse_doubts(version)
    chair = with_chair(workspace, store, meeting, version)
    key = owed_key(Edition.CHAIR, chair_suffix(version))
    if chair is None or store.get(Dispatch, key) is not None:
        return None
    recipient = next((r for r in recipients_of(store, version) if r.person == chair), Recipient(chair, Edition.CHAIR))
    until = workspace.today(now) + dt.timedelta(days=workspace.settings.board.corrections_days)
    desk = workspace.desk(store.roster)
    at = now.astimezone(workspace.settings.zone)
    to, changed = [replace(recipient, edition=Edition.CHAIR)], changed_since(store, version)
    letter = next(compose_letters(desk, meeting, version, to, until, changed, entry=_entry(workspace, desk, meeting, version, at)))
    [digest] = store.letters.keep([compose_bytes(letter, desk.sender, at)])
    dispatch = Dispatch(
        key, meeting.id, version.number, chair.number, chair.email, Edition.CHAIR, letter.message_id, digest, letter.subject, now
    )
    with store.transaction(now) as transaction:
        transaction.record(LetterQueued(dispatch), who="clerk")
        transaction.record(CirculationOrdered(meeting.id, 0))
    return dispatch


def release_ordered(workspace: Workspace, store: Store, now: dt.datetime) -> int:
    """Queue the circulations that were ordered by mail, to the chair first where the board wants it; give how many letters."""
    queued = 0
    for ordered in [m for m in store.all(Meeting) if m.ordered]:
        meeting, version = find_version(store, ordered.id)
        try:
            if with_chair(workspace, store, meeting, version):
                queued += queue_chair(workspace, store, meeting.id, now) is not None
            else:
                queued += queue(workspace, store, meeting.id, now)
        except BlockedError:
            # Whoever ordered it was told of no doubt: people were changed since. `circulate` says what it is.
            with store.transaction(now) as transaction:
                transaction.record(CirculationOrdered(meeting.id, 0))
    return queued


def _key(composed: Composed, version: MinutesVersion) -> str:
    return letter_key(version.meeting, version.number, composed.recipient.person.number)


def _dispatch(composed: Composed, digest: str, version: MinutesVersion, now: dt.datetime) -> Dispatch:
    letter = composed.letter
    return Dispatch(
        key=_key(composed, version),
        meeting=version.meeting,
        version=version.number,
        person=composed.recipient.person.number,
        email=letter.to_address,
        edition=letter.edition,
        message_id=letter.message_id,
        body=digest,
        subject=letter.subject,
        created_at=now,
    )


def dispatches_of(store: Store, meeting_id: str, version: int | None = None) -> Sequence[Dispatch]:
    """Give the letters of a meeting, of one version or of all; receipts and the like are not among them."""
    return [
        d
        for d in store.all(Dispatch)
        if d.meeting == meeting_id and (version is None or d.version == version) and d.circulated
    ]
