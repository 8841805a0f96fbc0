"""Agreement to the minutes: "no corrections", "a true record except ...", and what else is said beside it."""

from __future__ import annotations

from dataclasses import replace

from mailflow.replies import doubts
from mailflow.replies.corrections import read_correction, read_fault
from mailflow.replies.known import Known, Subject, by_title, know, stems_of
from mailflow.replies.model import Context, ProposedCorrection
from mailflow.replies.passages import Pointed, point
from mailflow.replies.phrases import STATUS_SENSES, Sense, Sensed, lexicon
from mailflow.replies.pieces import Agreement, Piece, as_unread, nearest_form
from mailflow.replies.remarks import is_question
from mailflow.replies.sentences import Sentence, mask_quotations
from mailflow.replies.speech import Speech, hear, tell_languages, understand
from mailflow.replies.updates import read_progress

_TAKES_BACK = frozenset({Sense.NEGATIVE, Sense.CONDITION, Sense.HEARSAY})
_EXCEPTS = frozenset({Sense.EXCEPT, Sense.CONDITION})


def read_agreement(speech: Speech, context: Context, known: Known, about: Subject, *, carried: Pointed | None) -> tuple[Piece, ...] | None:
    """Read agreement to the minutes, with what it excepts and what else the sentence says; None where it is none.

    `carried`: the place that a line above named for what follows.
    """
    hit = speech.first(Sense.NO_CORRECTIONS)
    ambiguous = hit is not None and bool(hit.senses & {Sense.ACTED, Sense.NO_NEWS, Sense.CORRECTION_CUE})
    if hit is None or is_question(speech) or (ambiguous and (speech.refs or about.refs or not context.items)):
        return None
    if _of_an_action(speech, hit, known) or _of_something(speech, hit, context):
        return None
    others = [one for one in speech.sensed if one is not hit and one.senses & STATUS_SENSES]
    if not speech.refs and not speech.has(Sense.ALL_OF):  # "accurate record, nothing to report" says nothing of the actions
        others = [one for one in others if Sense.NO_NEWS not in one.senses or one.start < hit.start]
    if speech.refs and speech.refs[0][1].label and not others and not speech.has(Sense.IN_MINUTES):
        return None  # "15: nothing to add" is about the action
    before = [one for one in speech.sensed if one.end <= hit.start]
    part = speech.parts[hit.start]
    if any(one.senses & _TAKES_BACK and speech.parts[one.start] == part for one in before):
        fault = read_fault(speech, context, carried=carried)
        return (fault,) if fault is not None else as_unread(speech, doubts.NOT_ACCURATE)
    rest = [one for one in speech.sensed if one.start >= hit.end]
    limits = lexicon().limits
    limit = next((one for one in rest if one.senses & _EXCEPTS or speech.tokens[one.start].word in limits), None)
    agreement = Agreement(speech.sentence.lines)
    if limit is not None:
        return _excepted(speech, limit.end, context, agreement, carried, hard=bool(limit.senses & _EXCEPTS))
    more = _more(speech, hit)
    titled = bool(set(by_title(more, known).refs) & set(known.own))
    if not (speech.refs or others or titled) and _speaks_of_items(more, context):
        return _besides(speech, hit, context, carried)
    if speech.refs or others or titled:
        told = read_progress(_without(speech, hit.start, hit.end), context, known, about=about, before=Subject(), bound=False)
        updates = tuple(update for one in told if one.heard for update in one.updates)
        silent = (titled or others) and not updates and not (others and others[0].senses & {Sense.NO_NEWS})
        return (agreement, *updates, *(as_unread(speech, doubts.WHICH_ACTION, nearest_form(speech, known, about)) if silent else ()))
    return (agreement,)


def _more(speech: Speech, hit: Sensed) -> str:
    """Give what a sentence says in other parts than the one that agrees."""
    part = speech.parts[hit.start]
    return " ".join(speech.text[token.start : token.end] for token, n in zip(speech.tokens, speech.parts, strict=True) if n != part)


def _speaks_of_items(more: str, context: Context) -> bool:
    """Tell whether what stands beside an agreement has words or figures as the minutes have them, or figures of its own."""
    if any(map(str.isdecimal, more)) or mask_quotations(more) != more:
        return True
    return any(not stems_of(more).isdisjoint(stems_of(f"{item.title} {item.text}")) for item in context.items)


def _besides(speech: Speech, hit: Sensed, context: Context, carried: Pointed | None) -> tuple[Piece, ...]:
    """Read what stands beside an agreement as a correction; where it is none, the minutes are not agreed to as they stand."""
    part = speech.parts[hit.start]
    low = next((i for i in range(hit.end, len(speech.parts)) if speech.parts[i] != part), None)
    rest = speech.text[speech.tokens[low].start :].strip(" ,;:.-–—") if low is not None else ""
    inner = _again(replace(speech.sentence, text=rest), context) if rest else None
    correction = read_correction(inner, context, carried=carried) or read_fault(inner, context) if inner else None
    return (replace(correction, text=speech.text),) if correction is not None else as_unread(speech, doubts.EXCEPTION)


def _of_an_action(speech: Speech, hit: Sensed, known: Known) -> bool:
    """Tell "did the briefing, all fine", which agrees to no minutes: the rest tells of a deed, or names an action by its title."""
    said = " ".join(token.word for token in speech.tokens[hit.start : hit.end])
    if said not in lexicon().vague or speech.has(Sense.IN_MINUTES):
        return False
    start, end = speech.tokens[hit.start].start, speech.tokens[hit.end - 1].end
    if known.own and any(Sense.ACTED in one.senses for one in speech.sensed if one is not hit):
        return True
    return bool(by_title(f"{speech.text[:start]} {speech.text[end:]}", known).refs)


def _of_something(speech: Speech, hit: Sensed, context: Context) -> bool:
    """Tell "the board approved the marquee", "I approve of the new format": the part of the sentence names what is agreed to.

    What it names is a word that means nothing here, is no name, and does not open a new part.
    """
    said = " ".join(token.word for token in speech.tokens[hit.start : hit.end])
    if said not in lexicon().loose or speech.has(Sense.IN_MINUTES):
        return False
    covered = {i for one in speech.sensed for i in range(one.start, one.end)}
    names = {word for name in (context.person, *context.names) for word in name.casefold().split()}
    same = (i for i, part in enumerate(speech.parts) if part == speech.parts[hit.start] and i not in covered)
    words = (speech.tokens[i].word for i in same)
    return any(word.isalpha() and len(word) > 3 and word not in names and word[:6] not in lexicon().plain_stems for word in words)


def _excepted(
    speech: Speech, token: int, context: Context, agreement: Agreement, carried: Pointed | None, *, hard: bool
) -> tuple[Piece, ...] | None:
    """Read what follows "except": a correction, and then the minutes are not agreed to as they stand."""
    start = speech.tokens[token].start if token < len(speech.tokens) else len(speech.text)
    part = replace(speech.sentence, text=speech.text[start:].strip())
    inner = _again(part, context) if part.text else None
    correction = read_correction(inner, context, carried=carried) or read_fault(inner, context) if inner else None
    if correction is not None:
        return (replace(correction, text=speech.text),)
    place = point(part.text, context.items)
    if place.item is not None:
        return (ProposedCorrection(place.item.number, None, None, speech.text, speech.sentence.lines),)
    if hard:
        return as_unread(speech, doubts.EXCEPTION)
    known = know(context)
    told = read_progress(inner, context, known, about=Subject(), before=Subject(), bound=False) if inner else ()
    updates = tuple(update for one in told if one.heard for update in one.updates)
    return (agreement, *updates) if updates else as_unread(speech, doubts.EXCEPTION)


def _again(sentence: Sentence, context: Context) -> Speech:
    one = hear(sentence, know(context).index)
    return understand(one, tell_languages([one]))


def _without(speech: Speech, start: int, end: int) -> Speech:
    return replace(speech, sensed=tuple(hit for hit in speech.sensed if hit.end <= start or hit.start >= end))
