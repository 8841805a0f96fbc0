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
| one of two things that the action asks, only a part of it | done             | doubt   |
| drafted (all that the action asks: "Draft ...")           | done             | yes     |
| two of them are outstanding                               | in progress      | yes     |
| done, unless ...                                          | done             | doubt   |
| booked for, done on, a day of the next weeks              | done             | doubt   |
| no - Becky sent it                                        | done             | doubt   |
| if it is not done ...                                     | none             | doubt   |
| it was not done in time but is now                        | done             | yes     |
| done ... and not done, done ... and in progress           | the lesser       | doubt   |
| not needed any more, not applicable, superseded           | dropped          | doubt   |
| no update, nothing to report, or words without a status   | none             | yes     |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailflow.replies import doubts
from mailflow.replies.finished import weigh_finished
from mailflow.replies.model import Status
from mailflow.replies.phrases import REF_WORD, Sense, Sensed, lexicon
from mailflow.replies.sentences import MASK, mask_quotations
from mailflow.replies.speech import SEPARATORS, Speech
from mailflow.replies.stretches import Span, Stretch
from mailflow.replies.verbs import is_verb, last_verb, same_verb, verbs_of
from mailflow.replies.verdicts import Verdict, settle

SHORT_CLAUSE = 9  # words and marks; a longer one tells a story
_FRACTIONS = {
    Sense.FRACTION_25: 25,
    Sense.FRACTION_33: 33,
    Sense.FRACTION_50: 50,
    Sense.FRACTION_66: 66,
    Sense.FRACTION_75: 75,
}


def judge(
    speech: Speech,
    span: Span,
    action_text: str = "",
    *,
    past_day: bool = False,
    day_to_come: bool = False,
    ahead: frozenset[int] = frozenset(),
) -> Verdict:
    """Say what the clause `span` of a sentence says of the progress of one action, by the table above.

    `action_text`: the action's own words; its verb in the participle counts as done. `past_day`: the clause names a day
    that is over; `day_to_come`: it names one by which something is to happen; `ahead`: as in Stretch.
    """
    hits = [hit for hit in speech.sensed if span.start <= hit.start < span.end]
    clause = Stretch(speech, span, hits, past_day, day_to_come, ahead)
    verdicts = _of_hits(clause, action_text)
    verdicts.extend(_percentages(clause))
    if not any(v.status is not None or v.promise or v.doubt for v in verdicts):
        verdicts.extend(_of_deeds(clause, action_text))
    if any(v.status is Status.DONE for v in verdicts) and (_denies_a_deed(clause) or _ends_in_no(clause)):
        verdicts.append(Verdict(Status.OPEN, spoke=True))
    if not any(v.spoke for v in verdicts) and _only_later(clause):
        verdicts.append(Verdict(spoke=True, promise=True))
    if not any(v.spoke for v in verdicts) and _only_doubts(clause):
        verdicts.append(Verdict(doubt=doubts.HEDGED, spoke=True))
    if not any(v.status is not None or v.promise or v.doubt for v in verdicts) and _ends_in_no(clause):
        verdicts.append(Verdict(Status.OPEN, spoke=True))
    settled = settle(verdicts)
    if settled.status is Status.DONE and _opens_with_no(clause):
        return replace(settled, doubt=settled.doubt or doubts.MIXED)
    return settled


def _opens_with_no(clause: Stretch) -> bool:
    """Tell "No - Becky wrote to them", which does not say that the sender did."""
    tokens = clause.speech.tokens[clause.span.start : clause.span.start + 2]
    return len(tokens) == 2 and tokens[0].word in lexicon().answers["denies"] and tokens[1].word in SEPARATORS


def _of_hits(clause: Stretch, action_text: str) -> list[Verdict]:
    """Weigh each phrase; what "but is now" makes good is no longer open."""
    good = next((hit for hit in clause.hits if Sense.MADE_GOOD in hit.senses), None)
    quoted = mask_quotations(clause.speech.text)
    heard = [(hit, verdict) for hit in clause.hits if (verdict := _of_hit(clause, hit, action_text)) is not None]
    if quoted is not clause.speech.text:  # what stands between quotation marks is not the sender's own word
        hearsay = Verdict(doubt=doubts.HEARSAY, spoke=True)
        heard = [(h, hearsay if quoted[clause.speech.tokens[h.start].start] == MASK else verdict) for h, verdict in heard]
    late = [verdict for hit, verdict in heard if good is None or hit.start >= good.start]
    early = [verdict for hit, verdict in heard if good is not None and hit.start < good.start]
    if good is None or not early or not all(verdict.status is Status.OPEN for verdict in early):
        return [*early, *late]
    if late:
        return late
    rest = clause.speech.tokens[good.end : clause.span.end]
    ends = all(token.word in SEPARATORS for token in rest)
    return [Verdict(Status.DONE, doubt="" if ends else doubts.NOT_PLAIN, spoke=True, done=True)]


def _of_hit(clause: Stretch, hit: Sensed, action_text: str) -> Verdict | None:
    senses = hit.senses
    if Sense.PROGRESS in senses and _is_asked_for(clause, hit, action_text):
        return weigh_finished(clause, hit)
    if Sense.OPEN in senses and clause.supposed(hit):
        return Verdict(doubt=doubts.CONDITION_FIRST, spoke=True)
    if Sense.OPEN in senses and _is_of_some(clause, hit, action_text):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    if Sense.OPEN in senses:
        return Verdict(Status.OPEN, doubt=doubts.NOT_PLAIN if clause.before(hit, Sense.NEGATIVE, Sense.NONE_OF) else "", spoke=True)
    if Sense.YES_TO in senses:
        return Verdict(Status.DONE, doubt=doubts.YES_TO, spoke=True, done=True)
    if Sense.DROPPED in senses:
        return Verdict(Status.DROPPED, doubt=doubts.DROPPED, spoke=True)
    if senses & {Sense.FINISHED, Sense.WHOLE}:
        return None if _is_of_share(clause, hit) else weigh_finished(clause, hit)
    if Sense.UNFINISHED in senses:
        return Verdict(Status.IN_PROGRESS, spoke=True)
    if Sense.PROGRESS in senses:
        return _going_on(clause, hit)
    if Sense.FINISH in senses and (clause.before(hit, Sense.NEGATIVE) or clause.to_come(hit)):
        left = doubts.NOT_PLAIN if clause.before(hit, Sense.NONE_OF) else ""  # "none left to deliver"
        return Verdict(Status.OPEN, doubt=left, spoke=True) if clause.before(hit, Sense.NEGATIVE) else Verdict(spoke=True, promise=True)
    if Sense.NEARLY in senses and _stands_alone(clause, hit):
        return Verdict(Status.IN_PROGRESS, spoke=True)
    if Sense.NO_NEWS in senses:
        return Verdict(spoke=True)
    return None


def _is_asked_for(clause: Stretch, hit: Sensed, action_text: str) -> bool:
    """Tell "drafted" where drafting is all that the action asks, from "drafted" on the way to something else."""
    if lexicon().refs["joiners"].intersection(action_text.casefold().split()):
        return False
    word = clause.speech.tokens[hit.start].word
    participle = hit.end - hit.start == 1 and word.endswith(tuple(lexicon().past))
    return participle and any(is_verb(word, verb) for verb in verbs_of(action_text)[:1])


def _is_of_some(clause: Stretch, hit: Sensed, action_text: str) -> bool:
    """Tell "two are still outstanding" of many from "not started": so many of an action's things are left, and not all that it asks."""
    tokens, parts = clause.speech.tokens, clause.speech.parts
    asked = action_text.casefold().split()
    before = (tokens[i].word for i in range(clause.span.start, hit.start) if parts[i] == parts[hit.start])
    counted = lexicon().refs["number_words"] - set(asked)
    return bool(asked) and any(word in counted or (word.isdecimal() and word not in asked) for word in before)


def _is_of_share(clause: Stretch, hit: Sensed) -> bool:
    """Tell "done" that belongs to a percentage ("50% done")."""
    shares = {Sense.PERCENT, *_FRACTIONS}
    of_number = {one.start - 1 for one in clause.hits if Sense.PERCENT in one.senses and clause.part(one) == clause.part(hit)}
    if of_number & {hit.end, hit.end + 1}:
        return True  # "done to 75 %"
    starts = {hit.start, *(one.start for one in clause.hits if Sense.LEAD in one.senses and one.end == hit.start)}
    return any(one.senses & shares and one.end in starts for one in clause.hits)


def _stands_alone(clause: Stretch, hit: Sensed) -> bool:
    """Tell a word that is a whole part of the clause ("partly: ...")."""
    tokens, parts = clause.speech.tokens, clause.speech.parts
    same = [i for i in range(clause.span.start, clause.span.end) if parts[i] == parts[hit.start]]
    return all(hit.start <= i < hit.end or tokens[i].word in SEPARATORS or tokens[i].word == REF_WORD for i in same)


def _going_on(clause: Stretch, hit: Sensed) -> Verdict | None:
    if clause.before(hit, Sense.NEGATIVE) or clause.before(hit, Sense.NONE_OF):
        return Verdict(Status.OPEN, spoke=True)
    if clause.to_come(hit) and not clause.before(hit, Sense.HEDGE):
        return Verdict(spoke=True, promise=True)
    return Verdict(Status.IN_PROGRESS, spoke=True)


def _denies_a_deed(clause: Stretch) -> bool:
    """Tell "done but not yet published"."""
    return any(Sense.ACTED in hit.senses and clause.before(hit, Sense.NEGATIVE) for hit in clause.hits)


def _only_doubts(clause: Stretch) -> bool:
    """Tell a few words that take back the certainty of the sentence before ("I think.")."""
    return clause.span.end - clause.span.start <= 5 and any(hit.senses & {Sense.HEDGE, Sense.HEARSAY} for hit in clause.hits)


def _only_later(clause: Stretch) -> bool:
    """Tell a clause that says when, and no more ("15 tomorrow")."""
    covered = {i for hit in clause.hits if Sense.LATER in hit.senses for i in range(hit.start, hit.end)}
    words = clause.speech.tokens[clause.span.start : clause.span.end]
    rest = [token.word for i, token in enumerate(words, clause.span.start) if i not in covered and token.word not in SEPARATORS]
    return bool(covered) and all(word == REF_WORD for word in rest)


def _ends_in_no(clause: Stretch) -> bool:
    """Tell a negation that leaves its verb out ("15 has not.", "not yet")."""
    tokens, parts = clause.speech.tokens, clause.speech.parts
    for hit in clause.hits:
        cut_off = hit.end == clause.span.end < len(tokens) and tokens[hit.end].word == REF_WORD  # "14 done but not", "15"
        if Sense.NEGATIVE in hit.senses and Sense.NONE_OF not in hit.senses and not cut_off and not clause.before(hit, Sense.CONDITION):
            rest = [tokens[i].word for i in range(hit.end, clause.span.end) if parts[i] == parts[hit.start]]
            if all(word == REF_WORD or word in SEPARATORS for word in rest):
                return True
    return False


def _percentages(clause: Stretch) -> list[Verdict]:
    found: list[Verdict] = []
    for hit in clause.hits:
        percent = next((share for sense, share in _FRACTIONS.items() if sense in hit.senses), None)
        if percent is None and Sense.PERCENT in hit.senses and hit.start:
            number = clause.speech.tokens[hit.start - 1].word
            percent = int(number) if number.isdecimal() and len(number) <= 3 and int(number) <= 100 else None
        if percent is not None and not clause.before(hit, Sense.NEGATIVE) and not _is_short_day(clause, hit):
            found.append(_share(clause, hit, percent))
    return found


def _is_short_day(clause: Stretch, hit: Sensed) -> bool:
    """Tell "until 1/2", a day, from "1/2 done"."""
    tokens = clause.speech.tokens
    figures = all(token.word.isdecimal() or token.word == "/" for token in tokens[hit.start : hit.end])
    return figures and hit.start > 0 and tokens[hit.start - 1].word in lexicon().refs["day_leads"]


def _share(clause: Stretch, hit: Sensed, percent: int) -> Verdict:
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


def _own_deeds(clause: Stretch, verbs: Sequence[str]) -> Iterator[Sensed]:
    """Find the action's own verb in the past, where no table has it ("Brief the shelter": "Becky briefed them")."""
    covered = {i for hit in clause.hits for i in range(hit.start, hit.end)}
    endings = tuple(lexicon().past)
    for i in range(clause.span.start, clause.span.end):
        word = clause.speech.tokens[i].word
        past = i not in covered and word not in verbs and len(word) > 4 and word.endswith(endings)
        if past and any(same_verb(word, verb) for verb in verbs):
            yield Sensed(i, i + 1, frozenset({Sense.ACTED}))


def reports_deed(speech: Speech, span: Span, action_text: str) -> bool:
    """Tell whether a clause reports what an action asks, in the action's own verb ("I've written to ...": "Write to ...")."""
    verbs = verbs_of(action_text)
    hits = [hit for hit in speech.sensed if span.start <= hit.start < span.end]
    deeds = (hit for hit in hits if Sense.ACTED in hit.senses)
    words = [token.word for hit in deeds for token in speech.tokens[hit.start : hit.end]]
    return any(same_verb(word, verb) for word in words for verb in verbs if word not in lexicon().after_finished)


def _has_object(clause: Stretch, hit: Sensed, action_text: str) -> bool:
    """Tell "I have found volunteers" where the action is to find volunteers: led up to, and of the action's own words."""
    tokens = clause.speech.tokens
    led = any(one.end == hit.start and Sense.LEAD in one.senses for one in clause.hits)
    return led and hit.end < clause.span.end and tokens[hit.end].word in action_text.casefold().split()


def _of_deeds(clause: Stretch, action_text: str) -> list[Verdict]:
    """Judge by what was done ("letter sent"), where nothing is said of the action as a whole."""
    verbs = verbs_of(action_text)
    last = last_verb(action_text)
    everything = [token.word for token in clause.speech.tokens[clause.span.start : clause.span.end]]
    part = bool(last) and not any(same_verb(word, last) for word in everything)
    found: list[Verdict] = []
    for hit in (*clause.hits, *_own_deeds(clause, verbs)):
        if Sense.ACTED not in hit.senses:
            continue
        said = [token.word for token in clause.speech.tokens[hit.start : hit.end] if token.word not in lexicon().after_finished]
        matches = any(same_verb(word, verb) for word in said for verb in verbs)
        verdict = replace(weigh_finished(clause, hit), promise=False)  # that something will be sent contradicts no "done"
        short = clause.span.end - clause.span.start <= SHORT_CLAUSE
        if verdict.status is Status.OPEN and not matches and not short:
            verdict = replace(verdict, doubt=verdict.doubt or doubts.ACTED)
        if matches and verdict.doubt == doubts.NOT_PLAIN and _has_object(clause, hit, action_text):
            verdict = replace(verdict, doubt="")
        very = any(is_verb(word, verb) for word in said for verb in verbs)
        if verdict.status is Status.DONE and matches and not very and clause.part(hit) in clause.ahead:
            verdict = replace(verdict, doubt=verdict.doubt or doubts.DAY_AHEAD)
        if verdict.status is Status.DONE and matches and part:
            verdict = replace(verdict, doubt=verdict.doubt or doubts.PART_DONE)
        if verdict.status is Status.DONE and not matches:
            verdict = Verdict(Status.DONE, doubt=verdict.doubt or doubts.ACTED, spoke=True, done=True) if short else Verdict(spoke=True)
        found.append(verdict)
    certain = [verdict for verdict in found if not (verdict.status is Status.DONE and verdict.doubt)]
    return certain if any(verdict.status is Status.DONE for verdict in certain) else found
