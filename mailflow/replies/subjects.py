"""Which action a clause speaks of: by ref, as one of the whole set, by the quoted action above it, by the words of its
text, by what was spoken of just before, or by being the person's only one. It refuses to guess: two is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mailflow.likeness import squeeze
from mailflow.replies import doubts
from mailflow.replies.known import STEM, Known, Subject, by_title, stems_of
from mailflow.replies.phrases import STATUS_SENSES, Sense, Sensed, lexicon
from mailflow.replies.ref_index import FoundRef
from mailflow.replies.refs import find_in
from mailflow.replies.speech import SEPARATORS, Speech
from mailflow.replies.stretches import Span

_LABEL = re.compile(r"\W{0,3}([^\W\d_][^:;,.!?\n–—]{1,38}?)(?:\s?:|\s[-–—])\s")
_TELLING = STATUS_SENSES | {Sense.ACTED, Sense.HAND_AFTER, Sense.NOT_MINE}
_MOST_PARTS = 12  # of one sentence, each laid against every title


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence that speaks of one set of actions; `refs` are those it names, empty where it names none."""

    span: Span
    refs: tuple[FoundRef, ...] = ()
    excepted: bool = False


def split_clauses(speech: Speech, known: Known) -> tuple[Clause, ...]:
    """Cut a sentence where it turns from one action to another ("14 is done and 15 is in progress").

    Where it names none by ref, each of its parts may speak of another one by its title ("The hall is booked, the report is not").
    """
    if not speech.refs and (titled := _excepting_title(speech, known) or _by_titles(speech, known)):
        return titled
    groups = _parted(speech, _groups(speech))
    end = len(speech.tokens)
    excepted = _excepted_at(speech, groups[0][0]) if groups else None
    if len(groups) < 2 and excepted is None:
        return (Clause(Span(0, end), tuple(groups[0][2]) if groups else ()),)
    if len(groups) == 1 and excepted is not None and _opens_sentence(speech, excepted):
        after = groups[0][1]
        return Clause(Span(0, after), tuple(groups[0][2]), excepted=True), Clause(Span(after, end))
    cuts = [0]
    if excepted is not None:
        groups.insert(0, (0, 0, []))
    for (_, left_end, _), (right_start, _, _) in pairwise(groups):
        at = _excepted_at(speech, right_start)
        cuts.append(at if at is not None else _cut(speech, left_end, right_start))
    cuts.append(end)
    return tuple(
        Clause(Span(low, high), tuple(group[2]), bool(group[2]) and _excepted_at(speech, group[0]) == low)
        for low, high, group in zip(cuts, cuts[1:], groups, strict=False)
    )


def _excepting_title(speech: Speech, known: Known) -> tuple[Clause, ...]:
    """Cut "all done except the flood plan, which ..." before what it excepts, where that is another action by its title."""
    whole = speech.first(Sense.ALL_OF)
    limit = next((hit for hit in speech.sensed if Sense.EXCEPT in hit.senses and whole is not None and hit.start >= whole.end), None)
    if limit is None or len(known.own) < 2 or not by_title(speech.text[_at(speech, limit.end) :], known).refs:
        return ()
    return Clause(Span(0, limit.start)), Clause(Span(limit.end, len(speech.tokens)), excepted=True)


def _by_titles(speech: Speech, known: Known) -> tuple[Clause, ...]:
    """Cut a sentence without refs before each of its parts that names another action by its title than the parts before it."""
    if len(known.own) < 2 or not speech.parts or speech.parts[-1] == 0:
        return ()
    starts = [0, *(i for i in range(1, len(speech.parts)) if speech.parts[i] != speech.parts[i - 1])][:_MOST_PARTS]
    cuts: list[int] = []
    named: set[tuple[str, ...]] = set()
    for low, high in zip(starts, [*starts[1:], len(speech.tokens)], strict=True):
        title = by_title(speech.text[_at(speech, low) : _at(speech, high)], known).refs
        if title and title not in named:
            named.add(title)
            cuts.append(low)
    if len(named) < 2:
        return ()
    cuts[0] = 0
    return tuple(Clause(Span(low, high)) for low, high in zip(cuts, [*cuts[1:], len(speech.tokens)], strict=True))


def subject_of(speech: Speech, clause: Clause, known: Known, *, about: Subject, before: Subject, bound: bool) -> Subject:
    """Tell which actions a clause speaks of.

    `about`: what the quoted text above it names. `before`: what was spoken of last; `bound`: the clause hangs on that.
    """
    if clause.refs:
        return _named(clause.refs, either=_is_either(speech, clause))
    whole = _whole_set(speech, clause, known, about)
    if whole is not None:
        return whole
    if clause.excepted:
        return by_title(speech.text[_at(speech, clause.span.start) : _at(speech, clause.span.end)], known)
    label = _labelled(speech, clause, known)
    if label is not None:
        return label
    title = by_title(speech.text[_at(speech, clause.span.start) : _at(speech, clause.span.end)], known)
    if about.refs and not (title.refs and not title.doubt and title.refs != about.refs):
        return about
    if title.refs and not title.doubt:
        return title
    if title.refs and title.refs == known.own:
        return Subject(known.own, how="only")
    turns = bool(title.refs) and title.refs != before.refs and (_tells_status(speech, clause) or _is_of_own(speech, clause, title, known))
    if bound and before.refs and not turns:
        return Subject(before.refs, before.doubt or (doubts.OTHER_NUMBER if _stray(speech, clause, known) else ""), "before")
    if title.refs:
        return title
    if speaks_of_meeting(speech):
        return Subject()
    if len(known.own) == 1 or (known.own and _no_news(speech, clause)):
        return Subject(known.own, how="only" if len(known.own) == 1 else "set")
    return Subject()


def _is_of_own(speech: Speech, clause: Clause, title: Subject, known: Known) -> bool:
    """Tell a clause that turns to another of the sender's actions by a word of its text, rather than going on about the one before."""
    first = next((hit for hit in speech.sensed if hit.start >= clause.span.start), None)
    points = first is not None and first.start == clause.span.start and Sense.PRONOUN in first.senses
    return bool(set(title.refs) & set(known.own)) and not points


def speaks_of_meeting(speech: Speech) -> bool:
    """Tell whether a sentence begins with the meeting or its minutes: "The meeting started at ten" is no progress of anything."""
    return bool(speech.sensed) and speech.sensed[0].start == 0 and Sense.OF_MEETING in speech.sensed[0].senses


def of_quotation(about: str | None, known: Known) -> Subject:
    """Tell which action a quoted passage names: by its ref, else by holding the action's text or the most of its words."""
    if not about:
        return Subject()
    refs = tuple(dict.fromkeys(one.ref for one in find_in(about, known.index) if one.ref))
    full = tuple(ref for ref in refs if _spells_out(about, ref))
    refs = full or refs
    if len(refs) == 1:
        return Subject(refs, how="about")
    if len(refs) > 1:
        return Subject(refs[-1:], doubts.BY_PLACE, "about")
    folded = squeeze(about[:4000])
    holding = [ref for ref, action in known.by_ref.items() if len(action.text) > 12 and squeeze(action.text) in folded]
    if len(holding) == 1:
        return Subject((holding[0],), how="about")
    found = by_title(about[:600], known) if len(about) < 600 else Subject()
    return Subject(found.refs, found.doubt, "about") if found.refs and _covers(about, found.refs[0], known) else Subject()


def _named(refs: Sequence[FoundRef], *, either: bool) -> Subject:
    found = tuple(dict.fromkeys(one.ref for one in refs if one.ref))
    doubtful = next((one for one in refs if one.choices), None)
    choices = doubtful.choices if doubtful else found if either else ()
    doubt = doubts.TWO_ACTIONS.format(choices=" or ".join(choices)) if choices else ""
    doubt = doubt or (doubts.BARE_NUMBER if any(one.weak for one in refs) else "")
    return Subject(found, doubt, "ref")


def _whole_set(speech: Speech, clause: Clause, known: Known, about: Subject) -> Subject | None:
    """Take "all", "both", "none of them" for the sender's whole set, unless the quoted text names one action only."""
    hits = [hit for hit in speech.sensed if clause.span.start <= hit.start < clause.span.end]
    said = next((hit for hit in hits if hit.senses & {Sense.ALL_OF, Sense.NONE_OF}), None)
    all_in_one = (hit for hit in hits if Sense.WHOLE in hit.senses)
    whole = said or next((hit for hit in all_in_one if lexicon().means(speech.tokens[hit.start].word, speech.language, Sense.ALL_OF)), None)
    if whole is None or about.refs or not known.own:
        return None
    if Sense.REST in whole.senses and not speech.refs:
        return Subject(known.own, doubts.EXCEPTED, "set")
    words = (token.word for token in speech.tokens[whole.start : whole.end])
    counts = next((lexicon().counts[word] for word in words if word in lexicon().counts), None)
    if counts is not None and counts != len(known.own):
        if len(known.own) == 1 and _counts_things(speech, whole):
            return None
        return Subject(known.own, doubts.BOTH_OF.format(said=counts, count=len(known.own)), "set")
    if any(Sense.EXCEPT in hit.senses and hit.start >= whole.start and hit.end < clause.span.end for hit in hits):
        excepted = by_title(speech.text[_at(speech, whole.end) :], known).refs
        return Subject(tuple(ref for ref in known.own if ref not in excepted), doubts.EXCEPTED, "set")
    return Subject(known.own, doubts.ALL_OF_WHAT if said is None and _named_before(speech, whole, known) else "", "set")


def _named_before(speech: Speech, whole: Sensed, known: Known) -> bool:
    """Tell "the third quotation came in, so all done", which names one of several actions before it says "all"."""
    named = by_title(speech.text[: speech.tokens[whole.start].start], known).refs
    return len(known.own) > 1 and bool(set(named) & set(known.own))


def _labelled(speech: Speech, clause: Clause, known: Known) -> Subject | None:
    """Tell an action by the words before a colon ("Flood plan: at the printers"); words of none of them name something else."""
    if clause.span.start or not (found := _LABEL.match(speech.text)) or len(known.own) < 2:
        return None
    named = by_title(found[1], known)
    if named.refs:
        return named
    covered = {i for hit in speech.sensed for i in range(hit.start, hit.end)}
    inside = [i for i, token in enumerate(speech.tokens) if token.end <= found.end(1) and any(map(str.isalnum, token.word))]
    strange = any(i not in covered and speech.tokens[i].word[:STEM] not in lexicon().plain_stems for i in inside)
    return Subject() if strange and len(inside) > 1 and _tells_status(speech, clause) else None


def _counts_things(speech: Speech, hit: Sensed) -> bool:
    """Tell "both ends of the slipway" from "both are done": a word that means nothing here follows."""
    following = speech.tokens[hit.end].word if hit.end < len(speech.tokens) else ""
    return following.isalpha() and not any(one.start == hit.end for one in speech.sensed)


def _stray(speech: Speech, clause: Clause, known: Known) -> bool:
    """Tell whether a clause holds the number of another of the sender's actions, which was taken for no ref."""
    for token in speech.tokens[clause.span.start : clause.span.end]:
        if token.word.isdecimal() and len(token.word) <= 6 and set(known.index.by_tail.get(int(token.word), ())) & set(known.own):
            return True
    return False


def _tells_status(speech: Speech, clause: Clause) -> bool:
    hits = [hit for hit in speech.sensed if clause.span.start <= hit.start < clause.span.end]
    ends = not any(token.word.isalpha() for token in speech.tokens[hits[-1].end : clause.span.end]) if hits else False
    return any(hit.senses & _TELLING for hit in hits) or (ends and Sense.NEGATIVE in hits[-1].senses)  # "the boiler isn't"


def _is_either(speech: Speech, clause: Clause) -> bool:
    """Tell "14 or 15" from "14 and 15"."""
    if _no_news(speech, clause):
        return False  # "nothing on 14 or 15"
    at = [i for i, ref in speech.refs if ref in clause.refs]
    either = lexicon().refs["either"]
    return len(at) > 1 and any(token.word in either for token in speech.tokens[at[0] : at[-1]])


def _no_news(speech: Speech, clause: Clause) -> bool:
    """Tell whether a clause says no more than that there is nothing to report."""
    return any(Sense.NO_NEWS in hit.senses for hit in speech.sensed if clause.span.start <= hit.start < clause.span.end)


def _groups(speech: Speech) -> list[tuple[int, int, list[FoundRef]]]:
    """Gather refs that stand in one list ("14, 15 and 17")."""
    joiners = lexicon().refs["joiners"]
    groups: list[tuple[int, int, list[FoundRef]]] = []
    for at, ref in speech.refs:
        if groups and all(token.word in joiners for token in speech.tokens[groups[-1][1] : at]):
            groups[-1] = (groups[-1][0], at + 1, [*groups[-1][2], ref])
        else:
            groups.append((at, at + 1, [ref]))
    return groups


def _opens_sentence(speech: Speech, end: int) -> bool:
    """Tell whether the exception that ends at this token is what the sentence begins with ("Apart from 15, all done")."""
    return any(Sense.EXCEPT in hit.senses and hit.end == end and hit.start == 0 for hit in speech.sensed) and not any(
        Sense.EXCEPT in hit.senses and Sense.ALL_OF in hit.senses for hit in speech.sensed if hit.end == end
    )


def _parted(speech: Speech, groups: list[tuple[int, int, list[FoundRef]]]) -> list[tuple[int, int, list[FoundRef]]]:
    """Part lists of two that open with one thing said and close with another ("no update on 14, 15 done", "not 14, 15 is done")."""
    said = [hit for hit in speech.sensed if hit.senses & STATUS_SENSES]
    parted: list[tuple[int, int, list[FoundRef]]] = []
    for n, (start, end, refs) in enumerate(groups):
        low = groups[n - 1][1] if n else 0
        high = groups[n + 1][0] if n + 1 < len(groups) else len(speech.tokens)
        before = any(low <= hit.start and hit.end <= start for hit in said)
        after = any(end <= hit.start < high for hit in said)
        denied = any(Sense.NEGATIVE in hit.senses and hit.end == start for hit in speech.sensed)
        turns = denied or (before and after and _opens_part(speech, said, low, start))
        if turns and len(refs) == 2 and speech.tokens[start + 1].word == ",":
            parted += [(start, start + 1, refs[:1]), (end - 1, end, refs[1:])]
        else:
            parted.append((start, end, refs))
    return parted


def _opens_part(speech: Speech, said: Sequence[Sensed], low: int, start: int) -> bool:
    """Tell whether what is said before a list is said of it: it lies in the part that the list begins in, or nothing stands before."""
    return low == 0 or any(speech.parts[hit.start] == speech.parts[start] for hit in said if low <= hit.start and hit.end <= start)


def _cut(speech: Speech, left: int, right: int) -> int:
    """Find where between two refs the sentence turns to the second: at the last break, else right before it."""
    breaks = {hit.start for hit in speech.sensed if hit.senses & {Sense.BREAK, Sense.EXCEPT}}
    for at in range(right - 1, left - 1, -1):
        if at in breaks or speech.tokens[at].word in SEPARATORS:
            return at
    actors = [hit.start for hit in speech.sensed if Sense.ACTOR in hit.senses and left < hit.start < right]
    return actors[-1] if actors else right


def _excepted_at(speech: Speech, ref_at: int) -> int | None:
    """Give where an exception begins ("all done except 15", "everything but 15"), if the ref at this token is one."""
    return next((hit.end for hit in speech.sensed if Sense.EXCEPT in hit.senses and hit.end == ref_at), None)


def _at(speech: Speech, token: int) -> int:
    return speech.tokens[token].start if token < len(speech.tokens) else len(speech.text)


def _spells_out(text: str, ref: str) -> bool:
    return squeeze(ref) in squeeze(text[:4000])


def _covers(about: str, ref: str, known: Known) -> bool:
    stems, said = known.stems[ref], stems_of(about)
    shared = len(stems & said)
    return bool(stems) and shared >= 0.6 * len(stems) and shared >= 0.4 * len(said)  # a paragraph of the minutes holds more


def refs_unknown(clause: Clause) -> Sequence[FoundRef]:
    """Give the refs of a clause that are no known action."""
    return [one for one in clause.refs if one.ref is None and not one.choices]
