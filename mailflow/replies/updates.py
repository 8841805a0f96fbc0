"""From a sentence to the updates it holds: one for each action that each of its clauses speaks of; and their merging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mailflow.dates import FoundDate
from mailflow.replies import doubts
from mailflow.replies.elsewhere import names_another, speaks_of_else
from mailflow.replies.known import Known, Subject, belongs, by_title
from mailflow.replies.model import Context, Status, Update
from mailflow.replies.particulars import find_due, find_new_owner, part_at
from mailflow.replies.phrases import REF_WORD, Sense, lexicon, split_tokens
from mailflow.replies.pieces import Instead
from mailflow.replies.progress import judge, reports_deed
from mailflow.replies.speech import SEPARATORS, Speech, dates_in
from mailflow.replies.stretches import Span
from mailflow.replies.subjects import Clause, split_clauses, subject_of
from mailflow.replies.verdicts import Verdict, settle

_DATED = frozenset({Sense.BY, Sense.SHIFT, Sense.ASK_DATE, Sense.ON_DAY, Sense.LATER, Sense.MAYBE_CONDITION, Sense.CONDITION})
SOON = dt.timedelta(days=92)
_NEAR = 6  # characters between "by" and its day: "by the "
_EDGES = " \t,;:-–—|=>.)]…"


@dataclass(frozen=True, slots=True)
class Told:
    """What one clause was found to say: of which actions, its verdict, its words. `heard`: it speaks of progress at all.

    `contrary`: it says of what it excepts only that it is excepted. `same`: that it is as the one before.
    """

    clause: Clause
    subject: Subject
    updates: tuple[Update, ...]
    heard: bool
    note: str
    verdict: Verdict
    contrary: bool = False
    same: bool = False


def read_progress(
    speech: Speech, context: Context, known: Known, *, about: Subject, before: Subject, bound: bool, of_minutes: bool = False
) -> tuple[Told, ...]:
    """Read each clause of a sentence as progress of the actions it speaks of.

    `about`: what the quoted text above names; `before`: what was spoken of last, and `bound` whether this hangs on it; `of_minutes`:
    what goes before spoke of the minutes.
    """
    told: list[Told] = []
    clauses = _turned(speech, split_clauses(speech, known))
    dates = _dates(speech, context)
    for clause in clauses:
        subject = subject_of(speech, clause, known, about=about, before=before, bound=bound or bool(told))
        one = _tell(speech, clause, subject, dates, context, known, alone=len(clauses) == 1)
        one = _perhaps_else(one, speech, context, known, of_minutes=of_minutes)
        several = one.subject.how == "title" and one.heard and names_another(speech, clause.span, one.subject.refs[0], known)
        told.append(replace(one, updates=tuple(replace(u, doubt=u.doubt or doubts.OF_SEVERAL) for u in one.updates)) if several else one)
        before = subject if subject.refs else before
    return _share_out(told)


def _perhaps_else(told: Told, speech: Speech, context: Context, known: Known, *, of_minutes: bool) -> Told:
    """Put a doubt on what the only action is said to be, or its note, where the clause may speak of something else."""
    says = told.verdict.status in (Status.OPEN, Status.IN_PROGRESS) or told.verdict.promise
    loose = told.subject.how == "only" and (of_minutes or not says)
    updates = told.updates if loose else ()
    if context.items and _raises_nothing(told, speech, known):
        return replace(told, updates=tuple(replace(u, doubt=u.doubt or doubts.NEWS_OF_WHAT) for u in told.updates))
    if not updates or any(u.due or u.hand_to for u in updates):
        return told
    done = told.verdict.status is Status.DONE
    if not speaks_of_else(speech, told.clause.span, told.subject.refs[0], known, context, of_minutes=of_minutes, done=done):
        return told
    return replace(told, updates=tuple(replace(u, doubt=u.doubt or doubts.PERHAPS_ELSE) for u in updates))


def _raises_nothing(told: Told, speech: Speech, known: Known) -> bool:
    """Tell "nothing to flag", which may be said of the minutes, from "no update" and "nothing to flag on the hall"."""
    whole = told.subject.how in ("only", "set") and told.verdict.status is None and not told.verdict.promise
    return whole and _has(speech, told.clause.span, Sense.NO_MATTER) and not by_title(speech.text, known).refs


def _turned(speech: Speech, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Cut off what a sentence says before the one action it names, where that is something else ("Two are done - 11 is not")."""
    if len(clauses) != 1 or not clauses[0].refs:
        return clauses
    bracketed = _bracketed(speech, clauses[0])
    if bracketed:
        return bracketed
    first = next(at for at, _ in speech.refs)
    low = max((i for i in range(first + 1) if i == 0 or speech.parts[i] != speech.parts[i - 1]), default=0)
    before, after = judge(speech, Span(0, low)), judge(speech, Span(low, len(speech.tokens)))
    if low == 0 or before.status is None or after.status is None or before.status is after.status:
        return clauses
    return Clause(Span(0, low)), Clause(Span(low, clauses[0].span.end), clauses[0].refs, clauses[0].excepted)


def _bracketed(speech: Speech, clause: Clause) -> tuple[Clause, ...]:
    """Cut behind refs in brackets that tell what was meant before them ("Two are done (14 and 15), the letter is not")."""
    at = [i for i, _ in speech.refs]
    low, high = at[0] - 1, at[-1] + 1
    opened = low > 0 and speech.tokens[low].word in "([" and high < len(speech.tokens) and speech.tokens[high].word in ")]"
    if not opened or judge(speech, Span(0, low)).status is None or not any(token.word.isalpha() for token in speech.tokens[high + 1 :]):
        return ()
    counted = speech.sensed[0] if speech.sensed and Sense.NEARLY in speech.sensed[0].senses and speech.sensed[0].start == 0 else None
    words = [token.word for token in speech.tokens[: counted.end]] if counted else []
    several = any(lexicon().counts.get(word) == len(clause.refs) for word in words)  # "two of them (14 and 15)" are two whole actions
    start = counted.end if counted is not None and several else 0
    return Clause(Span(start, high + 1), clause.refs, clause.excepted), Clause(Span(high + 1, clause.span.end))


def _tell(
    speech: Speech, clause: Clause, subject: Subject, dates: Sequence[FoundDate], context: Context, known: Known, *, alone: bool
) -> Told:
    span = clause.span
    action_text = known.by_ref[subject.refs[0]].text if len(subject.refs) == 1 and subject.refs[0] in known.by_ref else ""
    past, to_come, ahead = _past_and_to_come(speech, dates, context)
    verdict = judge(speech, span, action_text, past_day=past, day_to_come=to_come, ahead=ahead)
    contrary = clause.excepted and not verdict.spoke
    if contrary:
        verdict = Verdict(Status.OPEN, spoke=True)
    due = None if verdict.status is Status.DONE else find_due(speech, span, dates, context, promise=verdict.promise or _asks(speech))
    owner = find_new_owner(speech, span, context)
    action = known.by_ref[subject.refs[0]] if action_text else None
    if owner is not None and action is not None and action.mine and verdict.status is Status.IN_PROGRESS and owner.name in action.owners:
        owner = None  # "in progress, the letter is with Wendy", who owes it as well
    heard = verdict.spoke or due is not None or owner is not None or _asks(speech)
    if owner is not None and verdict.status in (Status.IN_PROGRESS, Status.OPEN):
        verdict = replace(verdict, status=None)
    note = speech.text if subject.how == "set" or clause.excepted else _note(speech, clause, alone=alone)
    scant = "" if heard or len(note.split()) > 2 or not clause.refs or alone_label(note) else doubts.TOO_LITTLE
    undated = doubts.DATE_UNREAD if due is None and _asks(speech) and verdict.status is None else ""
    subject_doubt = subject.doubt
    if subject_doubt == doubts.BY_ONE_WORD and reports_deed(speech, span, action_text):
        subject_doubt = ""  # its verb and a word that no other action has
    owners = known.by_ref[subject.refs[0]].owners if action_text else ()
    shared = doubts.SHARE_DONE if verdict.status is Status.DONE and len(owners) > 1 and _has(speech, span, Sense.SHARE) else ""
    doubt = verdict.doubt or subject_doubt or shared or scant or undated or (due.doubt if due else "") or (owner.doubt if owner else "")
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
    return Told(clause, subject, updates, heard, note, verdict, contrary, _has(speech, span, Sense.SAME))


def _share_out(told: Sequence[Told]) -> tuple[Told, ...]:
    """Give a clause that only names actions the verdict of the next one ("14, the letter, and 15 are both done")."""
    shared: list[Told] = []
    for i, one in enumerate(told):
        following = told[i + 1] if i + 1 < len(told) else None
        bare = not one.heard and one.clause.refs and len(one.note.split()) <= 3
        if i and one.same and not one.heard and shared[-1].updates:  # "14 done, 15 too"
            pattern = shared[-1].updates[0]
            updates = tuple(replace(pattern, ref=u.ref, note=u.note, doubt=u.doubt or pattern.doubt) for u in one.updates)
            one = replace(one, updates=updates, heard=True, verdict=shared[-1].verdict)
        elif bare and following is not None and following.heard and following.updates and not following.clause.excepted:
            pattern = following.updates[0]
            updates = tuple(replace(pattern, ref=update.ref, doubt=update.doubt or pattern.doubt) for update in one.updates)
            one = replace(one, updates=updates, heard=True, verdict=following.verdict)
        shared.append(one)
    whole = next((one for one in shared if one.subject.how == "set"), None)
    if whole is None:
        return tuple(shared)
    shared = _contrary(_excepting(shared, whole))
    named = {ref for one in shared if one.subject.how == "ref" or one.clause.excepted for ref in one.subject.refs}
    unsure = any(one.clause.excepted and one.subject.how == "title" for one in shared)
    return tuple(_all_but(one, named, doubts.EXCEPTED if unsure else "") if one.subject.how == "set" else one for one in shared)


def _all_but(told: Told, named: set[str], doubt: str) -> Told:
    """Leave out of the whole set what is spoken of by itself."""
    return replace(told, updates=tuple(replace(u, doubt=u.doubt or doubt) for u in told.updates if u.ref not in named))


def _contrary(told: Sequence[Told]) -> list[Told]:
    """Have what is excepted from "none" be done; what is excepted from "in progress" may be either."""
    statuses = {update.status for one in told if one.subject.how == "set" and not one.clause.excepted for update in one.updates}
    if Status.OPEN in statuses:
        return [_as(one, Status.DONE, "") if one.contrary else one for one in told]
    return [_as(one, None, doubts.TOO_LITTLE) if one.contrary and Status.IN_PROGRESS in statuses else one for one in told]


def _as(told: Told, status: Status | None, doubt: str) -> Told:
    return replace(told, updates=tuple(replace(u, status=status, doubt=u.doubt or doubt) for u in told.updates))


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


def merge_updates(updates: Iterable[Update | Instead]) -> tuple[Update, ...]:
    """Make one update of all that a reply says of one action, in the order of first mention; contradictions become doubts.

    What stands *instead* of what was said before does not contradict it.
    """
    by_ref: dict[str | None, Update] = {}
    for one in updates:
        update = one.update if isinstance(one, Instead) else one
        if update.ref in by_ref:
            before = by_ref[update.ref]
            update = _instead(before, update) if isinstance(one, Instead) else _merge(before, update)
        by_ref[update.ref] = update
    return tuple(by_ref.values())


def _doubt_of_both(first: Update, second: Update) -> str:
    """Give the doubt of two that say the same of an action: "consider it closed" leaves none of "I printed it"."""
    sure = [one for one in (first, second) if one.status is Status.DONE and not one.doubt]
    return "" if sure and {first.doubt, second.doubt} <= {"", doubts.PART_DONE} else first.doubt or second.doubt


def _instead(first: Update, second: Update) -> Update:
    """Put the second in the place of the first; where it only doubts the first, that is a doubt."""
    note = " ".join(part for part in (first.note, second.note) if part)
    both = replace(second, note=note, lines=tuple(dict.fromkeys((*first.lines, *second.lines))))
    if second.status is not None:
        return both
    if second.due is not None and first.status is not Status.DONE:
        return replace(both, status=first.status, percent=first.percent, hand_to=second.hand_to or first.hand_to)
    if second.hand_to is not None and first.status is not Status.DONE:
        return both
    return replace(both, status=first.status, percent=first.percent, due=second.due or first.due, doubt=second.doubt or doubts.TAKEN_BACK)


def _merge(first: Update, second: Update) -> Update:
    statuses = [one.status for one in (first, second) if one.status is not None]
    both = [Verdict(one.status, one.percent, spoke=True, done=one.status is Status.DONE) for one in (first, second)]
    settled = settle(both)
    status, doubt = settled.status, _doubt_of_both(first, second)
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


def _past_and_to_come(speech: Speech, dates: Sequence[FoundDate], context: Context) -> tuple[bool, bool, frozenset[int]]:
    """Say whether a day is over, whether something is to happen *by* a day to come, and which parts name a day that is near.

    A day without a year is taken for the coming one, so that the words before it must say that it is a limit.
    """
    sent = context.sent or context.meeting_date or dt.date.min
    limits = [(speech.tokens[hit.start].start, speech.tokens[hit.end - 1].end) for hit in speech.sensed if Sense.BY in hit.senses]
    # The day may begin inside the phrase: "by end of" and "end of November".
    to_come = any(one.date >= sent and any(low <= one.start <= end + _NEAR for low, end in limits) for one in dates)
    near = frozenset(part_at(speech, one.start) for one in dates if _is_near(speech, one, sent))
    return any(one.date < sent for one in dates), to_come, near


def _has_month(text: str) -> bool:
    return any(token.word in lexicon().refs["months"] for token in split_tokens(text))


def _has(speech: Speech, span: Span, sense: Sense) -> bool:
    return any(sense in hit.senses for hit in speech.sensed if span.start <= hit.start < span.end)


def _is_near(speech: Speech, day: FoundDate, sent: dt.date) -> bool:
    """Tell a day of the next weeks that something is on or for; a weekday may as well be the last one ("sent on Monday")."""
    if not sent < day.date <= sent + SOON:
        return False
    words = speech.text[max(0, day.start - 16) : day.start].casefold().split()[-2:]
    known = lexicon().refs
    return any(word in known["for_day"] or (word in known["on_day"] and _has_month(day.text)) for word in words)


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
