"""What a clause says of the progress of an action: done, in progress, not started, a percentage, dropped, or nothing yet.

The decisions, in a table (a *promise* leaves the status as it is; *doubt* goes to the review tray):

| what is written                                           | status           | certain |
| --------------------------------------------------------- | ---------------- | ------- |
| done, completed, sorted, ready to close, 100%             | done             | yes     |
| not done, not sent yet, still to do, not started, 0%      | open             | yes     |
| almost done, mostly complete, first draft done, 50%       | in progress      | yes     |
| in progress, ongoing, working on it, not quite finished   | in progress      | yes     |
| will be done, should be finished by, to be completed      | none: a promise  | yes     |
| done once ..., done subject to ..., done apart from ...   | in progress      | yes     |
| if it is done ..., once 14 is done ...                    | none             | doubt   |
| Becky says it is done, I thought it was done, "done"      | none             | doubt   |
| I think it is done, it should have been done by now       | done             | doubt   |
| done when ..., done after ... (without a day that is over)| done             | doubt   |
| the work done so far shows ... ("done" is not said of it) | done             | doubt   |
| letter sent (the action's own verb: "Send ...")           | done             | yes     |
| letter sent (another verb than the action's)              | done             | doubt   |
| done ... and not done, done ... and in progress           | the lesser       | doubt   |
| not needed any more, not applicable, superseded           | dropped          | doubt   |
| no update, nothing to report, or words without a status   | none             | yes     |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.replies import doubts
from mailflow.replies.model import Status
from mailflow.replies.phrases import REF_WORD, Sense, Sensed, lexicon
from mailflow.replies.speech import SEPARATORS, Speech
from mailflow.replies.verbs import same_verb, verbs_of

_FRACTIONS = {
    Sense.FRACTION_25: 25,
    Sense.FRACTION_33: 33,
    Sense.FRACTION_50: 50,
    Sense.FRACTION_66: 66,
    Sense.FRACTION_75: 75,
}
_QUOTES = frozenset("\"“”„«»'‘’")
_LEADING = frozenset(
    {
        Sense.LEAD,
        Sense.EMPHASIS,
        Sense.COURTESY,
        Sense.ALL_OF,
        Sense.PRONOUN,
        Sense.FINISHED,
        Sense.ACTED,
        Sense.RETRACT,
        Sense.WHOLE,
        Sense.LEAD_IN,
        Sense.HEDGE,
    }
)


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens [start, end) of a speech: one clause."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clause says of progress. `spoke`: it says something of it at all. `promise`: it speaks of what will be done."""

    status: Status | None = None
    percent: int | None = None
    doubt: str = ""
    spoke: bool = False
    promise: bool = False
    done: bool = False


def judge(speech: Speech, span: Span, action_text: str = "", *, past_day: bool = False, day_to_come: bool = False) -> Verdict:
    """Say what the clause `span` of a sentence says of the progress of one action, by the table above.

    `action_text`: the action's own words; its verb in the participle counts as done. `past_day`: the clause names a day
    that is over; `day_to_come`: it names one by which something is to happen.
    """
    hits = [hit for hit in speech.sensed if span.start <= hit.start < span.end]
    clause = _Clause(speech, span, hits, past_day, day_to_come)
    verdicts = [verdict for hit in hits if (verdict := _of_hit(clause, hit)) is not None]
    verdicts.extend(_percentages(clause))
    if not any(v.status is not None or v.promise or v.doubt for v in verdicts):
        verdicts.extend(_of_deeds(clause, action_text))
    elif any(v.status is Status.DONE for v in verdicts) and _denies_a_deed(clause):
        verdicts.append(Verdict(Status.OPEN, spoke=True))
    if not any(v.spoke for v in verdicts) and _only_doubts(clause):
        verdicts.append(Verdict(doubt=doubts.HEDGED, spoke=True))
    if not any(v.status is not None or v.promise or v.doubt for v in verdicts) and _ends_in_no(clause):
        verdicts.append(Verdict(Status.OPEN, spoke=True))
    return settle(verdicts)


def settle(verdicts: Sequence[Verdict]) -> Verdict:
    """Make one verdict of several on the same action: they agree, one says more, or it is a doubt with the lesser status."""
    spoken = [v for v in verdicts if v.spoke]
    if not spoken:
        return Verdict()
    percent = next((v.percent for v in reversed(spoken) if v.percent is not None), None)
    doubt = next((v.doubt for v in spoken if v.doubt), "")
    statuses = {v.status for v in spoken if v.status is not None}
    promise = any(v.promise for v in spoken)
    done = any(v.done for v in spoken)
    if Status.DROPPED in statuses:
        return Verdict(Status.DROPPED, percent, doubt or doubts.DROPPED, spoke=True)
    if Status.DONE in statuses and (len(statuses) > 1 or promise or (percent is not None and percent < 100)):
        lesser = Status.IN_PROGRESS if Status.OPEN not in statuses or percent or len(statuses) == 1 else Status.OPEN
        return Verdict(lesser, percent, doubt or doubts.MIXED, spoke=True, promise=promise, done=done)
    order = (Status.DONE, Status.IN_PROGRESS, Status.OPEN)
    status = next((one for one in order if one in statuses), None)
    if status is None and doubt == "" and done:
        doubt = doubts.NOT_PLAIN
    return Verdict(status, percent, doubt, spoke=True, promise=promise, done=done)


@dataclass(frozen=True, slots=True)
class _Clause:
    speech: Speech
    span: Span
    hits: Sequence[Sensed]
    past_day: bool
    day_to_come: bool

    def part(self, hit: Sensed) -> int:
        return self.speech.parts[hit.start]

    def before(self, hit: Sensed, *senses: Sense) -> bool:
        """Tell whether such a phrase stands before `hit` in the same part of the sentence."""
        wanted = frozenset(senses)
        return any(one.senses & wanted and one.end <= hit.start and self.part(one) == self.part(hit) for one in self.hits)

    def to_come(self, hit: Sensed) -> bool:
        """Tell whether words before `hit` make it something that is still to happen."""
        return self.before(hit, Sense.FUTURE) or any(Sense.INFINITIVE in one.senses and one.end == hit.start for one in self.hits)

    def after(self, hit: Sensed, *senses: Sense) -> bool:
        """Tell whether such a phrase stands anywhere after `hit` in the clause, before its very end ("all done except", "15")."""
        wanted = frozenset(senses)
        return any(one.senses & wanted and one.start >= hit.end and not self._cut_off(one) for one in self.hits)

    def _cut_off(self, hit: Sensed) -> bool:
        return Sense.EXCEPT in hit.senses and hit.end == self.span.end < len(self.speech.tokens)

    def opening(self, hit: Sensed, *senses: Sense) -> bool:
        """Tell whether such a phrase stands anywhere before `hit` in the clause."""
        wanted = frozenset(senses)
        return any(one.senses & wanted and one.end <= hit.start for one in self.hits)

    def has(self, *senses: Sense) -> bool:
        wanted = frozenset(senses)
        return any(one.senses & wanted for one in self.hits)


def _of_hit(clause: _Clause, hit: Sensed) -> Verdict | None:
    senses = hit.senses
    if Sense.OPEN in senses:
        return Verdict(Status.OPEN, doubt=doubts.NOT_PLAIN if clause.before(hit, Sense.NEGATIVE) else "", spoke=True)
    if Sense.DROPPED in senses:
        return Verdict(Status.DROPPED, doubt=doubts.DROPPED, spoke=True)
    if senses & {Sense.FINISHED, Sense.WHOLE}:
        return None if _is_of_share(clause, hit) else _finished(clause, hit)
    if Sense.UNFINISHED in senses:
        return Verdict(Status.IN_PROGRESS, spoke=True)
    if Sense.PROGRESS in senses:
        return _going_on(clause, hit)
    if Sense.FINISH in senses and (clause.before(hit, Sense.NEGATIVE) or clause.to_come(hit)):
        return Verdict(Status.OPEN, spoke=True) if clause.before(hit, Sense.NEGATIVE) else Verdict(spoke=True, promise=True)
    if Sense.NEARLY in senses and _stands_alone(clause, hit):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    if Sense.NO_NEWS in senses:
        return Verdict(spoke=True)
    return None


def _is_of_share(clause: _Clause, hit: Sensed) -> bool:
    """Tell "done" that belongs to a percentage ("50% done")."""
    shares = {Sense.PERCENT, *_FRACTIONS}
    return any(one.senses & shares and one.end == hit.start for one in clause.hits)


def _finished(clause: _Clause, hit: Sensed) -> Verdict:
    """Weigh a word that means *done* against all that may take it back."""
    if _in_quotes(clause.speech, hit) or clause.opening(hit, Sense.HEARSAY) or clause.after(hit, Sense.HEARSAY):
        return Verdict(doubt=doubts.HEARSAY, spoke=True)
    if clause.before(hit, Sense.TO_CLERK, Sense.COURTESY_OPEN):
        return Verdict(doubt=doubts.ADDRESSED, spoke=True)
    if clause.before(hit, Sense.CONDITION, Sense.MAYBE_CONDITION):
        return Verdict(doubt=doubts.CONDITION_FIRST, spoke=True)
    if clause.before(hit, Sense.NEARLY, Sense.UNFINISHED) or _nearly_follows(clause, hit) or _counted(clause, hit):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    if clause.before(hit, Sense.NEGATIVE) or clause.before(hit, Sense.NONE_OF):
        return Verdict(Status.OPEN, spoke=True)
    if clause.to_come(hit) and Sense.WHOLE not in hit.senses:
        return Verdict(spoke=True, promise=True)
    if _later_follows(clause, hit):
        return Verdict(spoke=True, promise=True)
    if _limited(clause, hit) and not _leads_to_day(clause, hit):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    return Verdict(Status.DONE, doubt=_doubt_of_done(clause, hit), spoke=True, done=True)


def _doubt_of_done(clause: _Clause, hit: Sensed) -> str:
    if clause.has(Sense.HEDGE):
        return doubts.HEDGED
    if clause.after(hit, Sense.MAYBE_CONDITION) and not clause.past_day:
        return doubts.PERHAPS_CONDITION
    if Sense.WHOLE in hit.senses or _is_predicate(clause, hit):
        return ""
    return doubts.NOT_PLAIN


def _is_predicate(clause: _Clause, hit: Sensed) -> bool:
    """Tell whether "done" is what the clause says, and not a word somewhere in it: it is led up to, or begins or ends its part."""
    tokens, parts = clause.speech.tokens, clause.speech.parts
    at = hit.start - 1
    known = lexicon()
    while at >= clause.span.start and tokens[at].word in known.fillers:
        at -= 1
    led = any(one.end == at + 1 and one.senses & _LEADING for one in clause.hits)
    first = at < clause.span.start or tokens[at].word in SEPARATORS or tokens[at].word == REF_WORD
    first = first or any(one.end == at + 1 and Sense.BREAK in one.senses for one in clause.hits)
    after = hit.end
    last = after >= len(tokens) or tokens[after].word.isdigit() or tokens[after].word in SEPARATORS
    last = last or parts[after] != parts[hit.start]
    last = last or any(one.start == after for one in clause.hits)
    follows = last or tokens[after].word in known.after_finished | known.fillers | {REF_WORD, "&"}
    return ((led or first) and follows) or (last and not clause.before(hit, Sense.CORRECTION_CUE))


def _limited(clause: _Clause, hit: Sensed) -> bool:
    """Tell whether something is left out behind "done"; what is left out of *all* is another action."""
    return clause.after(hit, Sense.CONDITION) or (clause.after(hit, Sense.EXCEPT) and not clause.has(Sense.ALL_OF))


def _counted(clause: _Clause, hit: Sensed) -> bool:
    """Tell "3 of the 5 schools done"; a day ("30 de noviembre") is no count."""
    tokens, months = clause.speech.tokens, lexicon().refs["months"]
    for one in clause.hits:
        if Sense.QUANTITY_AFTER in one.senses and one.start and clause.part(one) == clause.part(hit):
            dated = one.end < len(tokens) and tokens[one.end].word in months
            share = any(Sense.PERCENT in other.senses and other.end == one.start for other in clause.hits)
            if (share or tokens[one.start - 1].word.isdigit()) and not dated:
                return True
    return False


def _stands_alone(clause: _Clause, hit: Sensed) -> bool:
    """Tell a word that is a whole part of the clause ("partly: ...")."""
    tokens, parts = clause.speech.tokens, clause.speech.parts
    same = [i for i in range(clause.span.start, clause.span.end) if parts[i] == parts[hit.start]]
    return all(hit.start <= i < hit.end or tokens[i].word in SEPARATORS or tokens[i].word == REF_WORD for i in same)


def _nearly_follows(clause: _Clause, hit: Sensed) -> bool:
    return any(Sense.NEARLY in one.senses and clause.part(one) == clause.part(hit) and hit.end <= one.start for one in clause.hits)


def _later_follows(clause: _Clause, hit: Sensed) -> bool:
    if any(Sense.LATER in one.senses and one.start >= hit.end and clause.part(one) == clause.part(hit) for one in clause.hits):
        return True
    led = any(one.end == hit.start and Sense.LEAD in one.senses for one in clause.hits)
    by = any(Sense.BY in one.senses and one.start >= hit.end and clause.part(one) == clause.part(hit) for one in clause.hits)
    return by and clause.day_to_come and not led


def _leads_to_day(clause: _Clause, hit: Sensed) -> bool:
    conditions = [one for one in clause.hits if Sense.CONDITION in one.senses and one.start >= hit.end]
    return clause.past_day and all(Sense.BY in one.senses for one in conditions)


def _going_on(clause: _Clause, hit: Sensed) -> Verdict | None:
    if clause.before(hit, Sense.NEGATIVE) or clause.before(hit, Sense.NONE_OF):
        return Verdict(Status.OPEN, spoke=True)
    if clause.to_come(hit) and not clause.before(hit, Sense.HEDGE):
        return Verdict(spoke=True, promise=True)
    return Verdict(Status.IN_PROGRESS, spoke=True)


def _denies_a_deed(clause: _Clause) -> bool:
    """Tell "done but not yet published"."""
    return any(Sense.ACTED in hit.senses and clause.before(hit, Sense.NEGATIVE) for hit in clause.hits)


def _only_doubts(clause: _Clause) -> bool:
    """Tell a few words that take back the certainty of the sentence before ("I think.")."""
    return clause.span.end - clause.span.start <= 5 and any(hit.senses & {Sense.HEDGE, Sense.HEARSAY} for hit in clause.hits)


def _ends_in_no(clause: _Clause) -> bool:
    """Tell a negation that leaves its verb out ("15 has not.", "not yet")."""
    tokens, parts = clause.speech.tokens, clause.speech.parts
    for hit in clause.hits:
        if Sense.NEGATIVE in hit.senses and Sense.NONE_OF not in hit.senses:
            rest = [tokens[i].word for i in range(hit.end, clause.span.end) if parts[i] == parts[hit.start]]
            if all(word == REF_WORD or word in SEPARATORS for word in rest):
                return True
    return False


def _in_quotes(speech: Speech, hit: Sensed) -> bool:
    before = speech.tokens[hit.start - 1].word if hit.start else ""
    after = speech.tokens[hit.end].word if hit.end < len(speech.tokens) else ""
    return before in _QUOTES and after in _QUOTES


def _percentages(clause: _Clause) -> list[Verdict]:
    found: list[Verdict] = []
    for hit in clause.hits:
        percent = next((share for sense, share in _FRACTIONS.items() if sense in hit.senses), None)
        if percent is None and Sense.PERCENT in hit.senses and hit.start:
            number = clause.speech.tokens[hit.start - 1].word
            percent = int(number) if number.isdigit() and len(number) <= 3 and int(number) <= 100 else None
        if percent is not None and not clause.before(hit, Sense.NEGATIVE):
            found.append(_share(clause, hit, percent))
    return found


def _share(clause: _Clause, hit: Sensed, percent: int) -> Verdict:
    tokens = clause.speech.tokens
    following = next((one for one in clause.hits if one.start == hit.end), None)
    if following is not None and Sense.QUANTITY_AFTER in following.senses and Sense.PERCENT_AFTER not in following.senses:
        return Verdict(spoke=True)
    if clause.to_come(hit):
        return Verdict(spoke=True, promise=True)
    plain = hit.end >= len(tokens) or tokens[hit.end].word in SEPARATORS | {REF_WORD} or following is not None
    if clause.has(Sense.HEARSAY):
        return Verdict(doubt=doubts.HEARSAY, spoke=True)
    doubt = "" if plain else doubts.NOT_A_SHARE
    status = Status.DONE if percent == 100 else Status.IN_PROGRESS if percent else Status.OPEN
    return Verdict(status, percent, doubt, spoke=True, done=percent == 100)


def _of_deeds(clause: _Clause, action_text: str) -> list[Verdict]:
    """Judge by what was done ("letter sent"), where nothing is said of the action as a whole."""
    verbs = verbs_of(action_text)
    found: list[Verdict] = []
    for hit in clause.hits:
        if Sense.ACTED not in hit.senses:
            continue
        matches = any(same_verb(token.word, verb) for token in clause.speech.tokens[hit.start : hit.end] for verb in verbs)
        verdict = replace(_finished(clause, hit), promise=False)  # that something will be sent contradicts no "done"
        if verdict.status is Status.DONE and not matches:
            short = clause.span.end - clause.span.start <= 9
            verdict = Verdict(Status.DONE, doubt=verdict.doubt or doubts.ACTED, spoke=True, done=True) if short else Verdict(spoke=True)
        found.append(verdict)
    certain = [verdict for verdict in found if not (verdict.status is Status.DONE and verdict.doubt)]
    return certain if any(verdict.status is Status.DONE for verdict in certain) else found
