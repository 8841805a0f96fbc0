"""Whether a word that means *done* says that the action is done: what may take it back, and what makes it doubtful."""

from __future__ import annotations

from mailflow.replies import doubts
from mailflow.replies.model import Status
from mailflow.replies.phrases import REF_WORD, Sense, Sensed, lexicon
from mailflow.replies.speech import SEPARATORS, Speech
from mailflow.replies.stretches import Stretch
from mailflow.replies.verdicts import Verdict

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


def weigh_finished(clause: Stretch, hit: Sensed) -> Verdict:
    """Weigh a word that means *done* against all that may take it back."""
    if _in_quotes(clause.speech, hit) or clause.opening(hit, Sense.HEARSAY) or clause.after(hit, Sense.HEARSAY):
        return Verdict(doubt=doubts.HEARSAY, spoke=True)
    if clause.before(hit, Sense.TO_CLERK, Sense.COURTESY_OPEN):
        return Verdict(doubt=doubts.ADDRESSED, spoke=True)
    if clause.before(hit, Sense.CONDITION, Sense.MAYBE_CONDITION):
        return Verdict(doubt=doubts.CONDITION_FIRST, spoke=True)
    if clause.before(hit, Sense.NEARLY, Sense.UNFINISHED) or _nearly_follows(clause, hit) or _counted(clause, hit):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    none_follows = any(Sense.NONE_OF in one.senses and one.start == hit.end for one in clause.hits)
    if clause.before(hit, Sense.NEGATIVE) or clause.before(hit, Sense.NONE_OF) or none_follows:
        return Verdict(Status.OPEN, spoke=True)  # "I have done neither"
    if clause.before(hit, Sense.ONLY) and REF_WORD not in _words_before(clause, hit):
        return Verdict(Status.DONE, doubt=doubts.PART_DONE, spoke=True, done=True)  # "only the certificate is done"
    if clause.to_come(hit) and Sense.WHOLE not in hit.senses:
        return Verdict(spoke=True, promise=True)
    if _later_follows(clause, hit):
        return Verdict(spoke=True, promise=True)
    if _limited(clause, hit) and not _leads_to_day(clause, hit):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    return Verdict(Status.DONE, doubt=_doubt_of_done(clause, hit), spoke=True, done=True)


def _doubt_of_done(clause: Stretch, hit: Sensed) -> str:
    if clause.has(Sense.HEDGE):
        return doubts.HEDGED
    if clause.after(hit, Sense.MAYBE_CONDITION) and not clause.past_day:
        return doubts.PERHAPS_CONDITION
    over = lexicon().refs["past_leads"].intersection(_words_before(clause, hit))
    if Sense.FINISHED in hit.senses and clause.part(hit) in clause.ahead and Sense.WHOLE not in hit.senses and not over:
        return doubts.DAY_AHEAD
    if Sense.WHOLE in hit.senses or _is_predicate(clause, hit):
        return ""
    return doubts.NOT_PLAIN


def _words_before(clause: Stretch, hit: Sensed) -> list[str]:
    tokens, parts = clause.speech.tokens, clause.speech.parts
    return [tokens[i].word for i in range(clause.span.start, hit.start) if parts[i] == parts[hit.start]]


def _is_predicate(clause: Stretch, hit: Sensed) -> bool:
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


def _limited(clause: Stretch, hit: Sensed) -> bool:
    """Tell whether something is left out behind "done"; what is left out of *all* is another action."""
    set_apart = clause.after(hit, Sense.EXCEPT)
    if set_apart and clause.has(Sense.ALL_OF):
        return False
    return set_apart or any(Sense.CONDITION in one.senses and Sense.HEDGE not in one.senses for one in clause.behind(hit))


def _counted(clause: Stretch, hit: Sensed) -> bool:
    """Tell "3 of the 5 schools done", "sent to nine of the twelve"; a day ("30 de noviembre") is no count."""
    tokens, months = clause.speech.tokens, lexicon().refs["months"]
    numbers = lexicon().refs["number_words"]
    for one in clause.hits:
        if Sense.QUANTITY_AFTER in one.senses and one.start and clause.part(one) == clause.part(hit):
            dated = one.end < len(tokens) and tokens[one.end].word in months
            share = any(Sense.PERCENT in other.senses and other.end == one.start for other in clause.hits)
            before = tokens[one.start - 1].word
            if (share or before.isdigit() or before in numbers) and not dated:
                return True
    return False


def _nearly_follows(clause: Stretch, hit: Sensed) -> bool:
    return any(Sense.NEARLY in one.senses and clause.part(one) == clause.part(hit) and hit.end <= one.start for one in clause.hits)


def _later_follows(clause: Stretch, hit: Sensed) -> bool:
    if any(Sense.LATER in one.senses and one.start >= hit.end and clause.part(one) == clause.part(hit) for one in clause.hits):
        return True
    over = lexicon().refs["past_leads"].intersection(_words_before(clause, hit))
    limits = [one for one in clause.hits if Sense.BY in one.senses and clause.part(one) == clause.part(hit)]
    if clause.day_to_come and not over and any(one.end <= hit.start for one in limits):
        return True  # "ist bis 30. November erledigt"
    led = any(one.end == hit.start and Sense.LEAD in one.senses for one in clause.hits)
    return clause.day_to_come and not led and any(one.start >= hit.end for one in limits)


def _leads_to_day(clause: Stretch, hit: Sensed) -> bool:
    conditions = [one for one in clause.hits if Sense.CONDITION in one.senses and one.start >= hit.end]
    return clause.past_day and all(Sense.BY in one.senses for one in conditions)


def _in_quotes(speech: Speech, hit: Sensed) -> bool:
    before = speech.tokens[hit.start - 1].word if hit.start else ""
    after = speech.tokens[hit.end].word if hit.end < len(speech.tokens) else ""
    return before in _QUOTES and after in _QUOTES
