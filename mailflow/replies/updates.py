"""From a sentence to the updates it holds: one for each action that each of its clauses speaks of; and their merging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mailflow.dates import FoundDate
from mailflow.replies import doubts
from mailflow.replies.model import Context, Status, Update
from mailflow.replies.particulars import find_due, find_new_owner
from mailflow.replies.phrases import REF_WORD, Sense, lexicon
from mailflow.replies.progress import judge
from mailflow.replies.speech import SEPARATORS, Speech, dates_in
from mailflow.replies.stretches import Span
from mailflow.replies.subjects import Clause, Known, Subject, belongs, split_clauses, subject_of
from mailflow.replies.verdicts import Verdict, settle

_DATED = frozenset({Sense.BY, Sense.SHIFT, Sense.ASK_DATE, Sense.ON_DAY, Sense.LATER, Sense.MAYBE_CONDITION, Sense.CONDITION})
_NEAR = 6  # characters between "by" and its day: "by the "
_EDGES = " \t,;:-–—|=>.)]…"


@dataclass(frozen=True, slots=True)
class Told:
    """What one clause was found to say: of which actions, its verdict, its words. `heard`: it speaks of progress at all."""

    clause: Clause
    subject: Subject
    updates: tuple[Update, ...]
    heard: bool
    note: str
    verdict: Verdict


def read_progress(speech: Speech, context: Context, known: Known, *, about: Subject, before: Subject, bound: bool) -> tuple[Told, ...]:
    """Read each clause of a sentence as progress of the actions it speaks of.

    `about`: what the quoted text above names; `before`: what was spoken of last, and `bound` whether this hangs on it.
    """
    told: list[Told] = []
    clauses = _turned(speech, split_clauses(speech, known))
    dates = _dates(speech, context)
    for clause in clauses:
        subject = subject_of(speech, clause, known, about=about, before=before, bound=bound or bool(told))
        told.append(_tell(speech, clause, subject, dates, context, known, alone=len(clauses) == 1))
        before = subject if subject.refs else before
    return _share_out(told)


def _turned(speech: Speech, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Cut off what a sentence says before the one action it names, where that is something else ("Two are done - 11 is not")."""
    if len(clauses) != 1 or not clauses[0].refs:
        return clauses
    first = next(at for at, _ in speech.refs)
    low = max((i for i in range(first + 1) if i == 0 or speech.parts[i] != speech.parts[i - 1]), default=0)
    before, after = judge(speech, Span(0, low)), judge(speech, Span(low, len(speech.tokens)))
    if low == 0 or before.status is None or after.status is None or before.status is after.status:
        return clauses
    return Clause(Span(0, low)), Clause(Span(low, clauses[0].span.end), clauses[0].refs, clauses[0].excepted)


def _tell(
    speech: Speech, clause: Clause, subject: Subject, dates: Sequence[FoundDate], context: Context, known: Known, *, alone: bool
) -> Told:
    span = clause.span
    action_text = known.by_ref[subject.refs[0]].text if len(subject.refs) == 1 and subject.refs[0] in known.by_ref else ""
    past, to_come = _past_and_to_come(speech, dates, context)
    verdict = judge(speech, span, action_text, past_day=past, day_to_come=to_come)
    if clause.excepted and not verdict.spoke:
        verdict = Verdict(Status.OPEN, spoke=True)
    due = None if verdict.status is Status.DONE else find_due(speech, span, dates, context, promise=verdict.promise or _asks(speech))
    owner = find_new_owner(speech, span, context)
    heard = verdict.spoke or due is not None or owner is not None or _asks(speech)
    if owner is not None and verdict.status in (Status.IN_PROGRESS, Status.OPEN):
        verdict = replace(verdict, status=None)
    note = speech.text if subject.how == "set" or clause.excepted else _note(speech, clause, alone=alone)
    scant = "" if heard or len(note.split()) > 2 or not clause.refs or alone_label(note) else doubts.TOO_LITTLE
    undated = doubts.DATE_UNREAD if due is None and _asks(speech) and verdict.status is None else ""
    doubt = verdict.doubt or subject.doubt or scant or undated or (due.doubt if due else "") or (owner.doubt if owner else "")
    plain = Update(
        None,
        verdict.status,
        "" if verdict.status is not None and note.strip(" .!").casefold() == verdict.status.value else note,
        due.date if due else None,
        verdict.percent,
        owner.name if owner else None,
        speech.sentence.lines,
        doubt,
    )
    updates = tuple(replace(plain, ref=ref, doubt=doubt or belongs(ref, known)) for ref in subject.refs)
    return Told(clause, subject, updates, heard, note, verdict)


def _share_out(told: Sequence[Told]) -> tuple[Told, ...]:
    """Give a clause that only names actions the verdict of the next one ("14, the letter, and 15 are both done")."""
    shared: list[Told] = []
    for i, one in enumerate(told):
        following = told[i + 1] if i + 1 < len(told) else None
        bare = not one.heard and one.clause.refs and len(one.note.split()) <= 3
        if bare and following is not None and following.heard and following.updates and not following.clause.excepted:
            pattern = following.updates[0]
            updates = tuple(replace(pattern, ref=update.ref, doubt=update.doubt or pattern.doubt) for update in one.updates)
            one = replace(one, updates=updates, heard=True, verdict=following.verdict)
        shared.append(one)
    whole = next((one for one in shared if one.subject.how == "set"), None)
    if whole is None:
        return tuple(shared)
    shared = _excepting(shared, whole)
    named = {ref for one in shared if one.subject.how == "ref" for ref in one.subject.refs}
    return tuple(
        replace(one, updates=tuple(u for u in one.updates if u.ref not in named)) if one.subject.how == "set" else one for one in shared
    )


def _excepting(told: Sequence[Told], whole: Told) -> list[Told]:
    """Set the exception right where the verdict stands behind it: "all except 15 are done" says so of all the others."""
    at = told.index(whole)
    following = told[at + 1] if at + 1 < len(told) else None
    if whole.heard or following is None or not following.clause.excepted or not following.updates:
        return list(told)
    pattern = following.updates[0]
    others = tuple(replace(pattern, ref=update.ref, doubt=update.doubt or pattern.doubt) for update in whole.updates)
    excepted = tuple(replace(update, status=Status.OPEN, percent=None, due=None) for update in following.updates)
    changed = {at: replace(whole, updates=others, heard=True), at + 1: replace(following, updates=excepted)}
    return [changed.get(i, one) for i, one in enumerate(told)]


def merge_updates(updates: Iterable[Update]) -> tuple[Update, ...]:
    """Make one update of all that a reply says of one action, in the order of first mention; contradictions become doubts."""
    by_ref: dict[str | None, Update] = {}
    for update in updates:
        by_ref[update.ref] = _merge(by_ref[update.ref], update) if update.ref in by_ref else update
    return tuple(by_ref.values())


def _merge(first: Update, second: Update) -> Update:
    statuses = [one.status for one in (first, second) if one.status is not None]
    both = [Verdict(one.status, one.percent, spoke=True, done=one.status is Status.DONE) for one in (first, second)]
    settled = settle(both)
    status, doubt = settled.status, first.doubt or second.doubt
    if len(set(statuses)) > 1 and not doubt and set(statuses) != {Status.IN_PROGRESS, Status.OPEN}:
        doubt = doubts.CONTRADICTION.format(statuses=" and ".join(one.value for one in statuses))
    if not doubt and first.due and second.due and first.due != second.due:
        doubt = doubts.CONTRADICTION.format(statuses=f"{first.due.isoformat()} and {second.due.isoformat()}")
    due = None if status is Status.DONE else second.due or first.due
    note = " ".join(part for part in (first.note, second.note) if part) if first.note != second.note else first.note
    lines = tuple(dict.fromkeys((*first.lines, *second.lines)))
    return Update(first.ref, status, note, due, settled.percent, second.hand_to or first.hand_to, lines, doubt)


def _dates(speech: Speech, context: Context) -> tuple[FoundDate, ...]:
    months = lexicon().refs["months"]
    dated = speech.has(*_DATED) or any(token.word.isdigit() or token.word in months for token in speech.tokens)
    return dates_in(speech.text[:1500], context) if dated else ()


def _past_and_to_come(speech: Speech, dates: Sequence[FoundDate], context: Context) -> tuple[bool, bool]:
    """Say whether a day is over, and whether something is to happen *by* a day to come.

    A day without a year is taken for the coming one, so that the words before it must say that it is a limit.
    """
    sent = context.sent or context.meeting_date or dt.date.min
    limits = [speech.tokens[hit.end - 1].end for hit in speech.sensed if Sense.BY in hit.senses]
    to_come = any(one.date >= sent and any(0 <= one.start - end <= _NEAR for end in limits) for one in dates)
    return any(one.date < sent for one in dates), to_come


def _asks(speech: Speech) -> bool:
    return speech.has(Sense.ASK_DATE)


def _note(speech: Speech, clause: Clause, *, alone: bool) -> str:
    """Give the sender's words of a clause, without the ref that opens it."""
    tokens, span = speech.tokens, clause.span
    start = span.start
    while start < span.end and (
        tokens[start].word == REF_WORD or tokens[start].word in SEPARATORS or (not alone and _joins(speech, start))
    ):
        start += 1
        if (
            start < span.end
            and tokens[start - 1].word == REF_WORD
            and tokens[start].word not in SEPARATORS
            and tokens[start].word != REF_WORD
        ):
            break
    if start >= span.end:
        return ""
    low = tokens[start].start
    high = tokens[span.end].start if span.end < len(tokens) else len(speech.text)
    words = speech.text[low:high].strip()
    return words if alone else words.strip(" ,;")


def _joins(speech: Speech, at: int) -> bool:
    return any(Sense.BREAK in hit.senses and hit.start == at for hit in speech.sensed)


def is_label(speech: Speech, clause: Clause, known: Known) -> bool:
    """Tell whether a sentence only names an action, by its ref and perhaps its text, as a heading of what follows."""
    if not clause.refs:
        return False
    ref = clause.refs[0].ref
    text = known.by_ref[ref].text.casefold() if ref is not None and ref in known.by_ref else ""
    rest = [t.word for t in speech.tokens if t.word != REF_WORD and (t.word.isalnum() or "'" in t.word)]
    strange = [word for word in rest if word not in text]
    return len(strange) <= len(rest) // 8


def empty(update: Update) -> bool:
    """Tell whether an update says nothing (a mere naming of its action)."""
    return update.status is None and not update.note.strip(_EDGES) and update.due is None and update.hand_to is None


def alone_label(note: str) -> bool:
    """Tell whether nothing was written beside a ref."""
    return not note.strip(_EDGES)
