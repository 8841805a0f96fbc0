"""What a reply means: from the sender's own lines to a Reading in which every one of them is understood or unread.

Sentence by sentence, the first of these that fits says what it is: a courtesy, agreement to the minutes, a correction, an
asked-for date, a question, a change of attendance, progress of an action, a fault found with the minutes, a word to the
clerk, more about the action above it; else it is unread. Kinds of remark: "greeting", "sign-off", "courtesy" and
"lead-in" ask nothing, "agreement" is to all but the corrections beside it; "question" and "for the clerk" (an apology for a
coming meeting is one) want the clerk's attention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mailflow.replies import doubts
from mailflow.replies.agreement import read_agreement
from mailflow.replies.assembling import assemble
from mailflow.replies.attendance import read_attendance
from mailflow.replies.corrections import LONGEST_SENTENCE, read_correction, read_fault
from mailflow.replies.everywhere import read_everywhere
from mailflow.replies.known import Known, Subject, by_title, know, stems_of, without_titles
from mailflow.replies.lists import tell_numbering
from mailflow.replies.lone import agrees_to_place, answer_under, answers_alone, is_lone
from mailflow.replies.model import Context, Line, ProposedCorrection, Reading, Unread, Update, Whose, Words
from mailflow.replies.overtyped import read_overtyped
from mailflow.replies.passages import Pointed, opening_place
from mailflow.replies.phrases import STATUS_SENSES, Sense, lexicon
from mailflow.replies.pieces import Piece, as_remarks, as_unread, form_of, nearest_form
from mailflow.replies.pointing import place_alone, pointed_out, without_wording
from mailflow.replies.remarks import is_courtesy, is_question, is_request, remark_kind
from mailflow.replies.sentences import mask_quotations, split_sentences
from mailflow.replies.several import read_several
from mailflow.replies.speech import Speech, hear, tell_languages, understand
from mailflow.replies.subjects import of_quotation, refs_unknown
from mailflow.replies.turns import asks_for_change, below_sign_off, cut, instead, speaks_of_minutes, takes_back
from mailflow.replies.updates import Told, is_label, read_progress

LINES_READ, CHARACTERS_READ = 80, 8_000  # a person's reply has fewer; what is beyond is unread, and said to be
LINES_OF_MANY, CHARACTERS_OF_MANY = 30, 3_000  # of a mail so long that not all of it was even looked at
SENTENCES_READ = 150
PHRASES_READ = 48  # in one sentence: each is weighed against all the others
GAP = 3  # lines; what is further apart is two stretches
SHOWN = 200  # characters of a line that nobody read
CORRECTIONS_SOUGHT = 20  # sentences; looking a passage up is what costs most

ATTENTION = frozenset({"question", "for the clerk"})  # remarks that wait for the clerk


@dataclass(frozen=True, slots=True)
class State:
    """Where the reading stands: what was spoken of last, and what the lines above leave open for those below."""

    before: Subject
    paragraph: int = -1
    label_open: bool = False
    place: Pointed | None = None
    place_paragraph: int = -1
    said: str | None = None
    signed_off: bool = False
    sought: int = 0
    minutes_paragraph: int = -1
    signature: frozenset[int] = frozenset()


def read_words(words: Words, context: Context) -> Reading:
    """Read the sender's own lines. Never raises; every own line that is not blank is in at least one part of the Reading.

    Whatever is not certain carries a doubt. Lines that are not the sender's own are never read. Linear in the size of
    the own text, of which the first CHARACTERS_READ characters are read closely.
    """
    known = know(context)
    index = known.index
    near, beyond = _within(words)
    numbering = tell_numbering(near, known)
    sentences = split_sentences(near, index, lexicon().wording_follows)
    heard = [hear(sentence, index, numbering) for sentence in islice(sentences, SENTENCES_READ)]
    beyond = _in_order(beyond, {line for sentence in sentences for line in sentence.lines}, words)
    languages = tell_languages(heard)
    state = State(Subject())
    pieces: list[Piece] = []
    objects = False
    for one in heard:
        for speech in _turned(without_titles(understand(one, languages), known), languages, known):
            signed = _is_signature(state, speech)
            state, found = _step(state, speech, context, known)
            found = instead(found, speech) if takes_back(speech) else found
            pieces.extend(below_sign_off(found, speech, known) if signed else found)
            objects = objects or _objects(speech, found, context, known)
            lines = state.signature.union(speech.sentence.lines) if signed else state.signature
            state = replace(state, signed_off=state.signed_off or (signed and speech.sentence.opens), signature=lines)
            if speaks_of_minutes(found, speech, context):
                state = replace(state, minutes_paragraph=speech.sentence.paragraph)
    pieces.extend(_beyond(beyond, words))
    pieces.extend(read_overtyped(words, context, known))
    names = tuple(name for name, _ in languages.most_common() if languages[name] * 4 >= languages.total())
    return assemble(answers_alone(pieces, context, known, words), words, names, objects=objects)


def _is_signature(state: State, speech: Speech) -> bool:
    """Tell a sentence below the sign-off that names no action."""
    below = state.signed_off if speech.sentence.opens else speech.sentence.lines[0] in state.signature
    return below and not speech.refs and not _is_postscript(speech)


def _objects(speech: Speech, found: Sequence[Piece], context: Context, known: Known) -> bool:
    """Tell a sentence that was not understood and asks for a change, or speaks of the minutes."""
    if not any(isinstance(piece, Unread) for piece in found) or is_question(speech):
        return False
    if asks_for_change(speech):
        return True
    of_items = any(not stems_of(speech.text).isdisjoint(stems_of(item.text)) for item in context.items)
    return not by_title(speech.text, known).refs and (of_items or speaks_of_minutes(found, speech, context))


def _turned(speech: Speech, languages: Counter[str], known: Known) -> Iterator[Speech]:
    """Give a sentence that turns round as the two that it is."""
    several = cut(speech) if len(speech.text) <= LONGEST_SENTENCE and len(speech.sensed) <= PHRASES_READ else ()
    if len(several) < 2:
        yield speech
        return
    for sentence in several:
        yield without_titles(understand(hear(sentence, known.index), languages), known)


def _within(words: Words) -> tuple[Words, tuple[Line, ...]]:
    """Part the own lines that are read closely from those beyond what a person writes."""
    near: list[Line] = []
    beyond: list[Line] = []
    count = length = 0
    most, characters = (LINES_OF_MANY, CHARACTERS_OF_MANY) if words.cut_short else (LINES_READ, CHARACTERS_READ)
    for line in words.near:
        if line.whose is not Whose.OWN or not line.text.strip():
            near.append(line)
            continue
        count, length = count + 1, length + len(line.text)
        (near if count <= most and length <= characters else beyond).append(line)
    return replace(words, lines=tuple(near)), tuple(beyond)


def _in_order(beyond: tuple[Line, ...], unheard: set[int], words: Words) -> tuple[Line, ...]:
    """Give the lines beyond what is read closely together with those of sentences beyond the last that was heard."""
    return (*(line for line in words.own if line.number in unheard), *beyond) if unheard else beyond


def _beyond(lines: Sequence[Line], words: Words) -> Iterator[Unread]:
    """Give what is not read closely as unread: each stretch of lines in one piece, by its first line; of a mail cut short, all in one."""
    stretches: list[list[Line]] = []
    for line in lines:
        if stretches and (words.cut_short or line.number - stretches[-1][-1].number <= GAP):
            stretches[-1].append(line)
        else:
            stretches.append([line])
    for several in stretches:
        yield _unread_run(several[0].number, several[-1].number, several[0].text, len(several))
    for run in words.beyond:
        filled = [(number, text) for number, text in enumerate(run.raw, run.first) if text.strip()]
        if filled:
            yield _unread_run(filled[0][0], filled[-1][0], filled[0][1], len(filled))


def _unread_run(first: int, last: int, text: str, count: int) -> Unread:
    said = text.strip()[:SHOWN]
    text = doubts.AND_MORE.format(text=said, count=count - 1) if count > 1 else said
    return Unread(first, text, doubts.TOO_LONG, last=last if count > 1 else 0)


def _step(state: State, speech: Speech, context: Context, known: Known) -> tuple[State, tuple[Piece, ...]]:
    """Take one sentence for what it is; give the state for the next one."""
    paragraph = speech.sentence.paragraph
    if len(speech.text) > LONGEST_SENTENCE or len(speech.sensed) > PHRASES_READ:
        return state, as_unread(speech, doubts.TOO_LONG)
    if state.signed_off and speech.sentence.opens and not _breaks_off(speech, known):
        return state, as_remarks(speech, "sign-off")
    if speech.has(Sense.WITHDRAWS):
        return replace(state, before=Subject(), paragraph=paragraph), as_unread(speech, doubts.WITHDRAWN)
    about = of_quotation(speech.sentence.about, known)
    courtesy = is_courtesy(speech, context, addressed=not about.refs) if not takes_back(speech) else None
    courtesy = courtesy or ("courtesy" if is_lone(speech, context) else None)
    if courtesy is not None and (answer := answer_under(speech, about, context, known)):
        return replace(state, paragraph=paragraph), answer
    if courtesy is not None:
        return replace(state, signed_off=courtesy == "sign-off" and state.paragraph >= 0), as_remarks(speech, courtesy)
    if state.said is not None and paragraph == state.paragraph and speech.sentence.about is None:
        speech = replace(speech, sentence=replace(speech.sentence, about=state.said))
    said = state.said if paragraph == state.paragraph else None
    place = state.place if paragraph == state.place_paragraph else None
    state = replace(state, signed_off=False, said=said, place=place)
    agreed = read_agreement(speech, context, known, about, carried=state.place)
    if agreed is not None:
        return replace(state, paragraph=paragraph), agreed
    placed = place_alone(speech, context)
    if placed is not None:
        return replace(state, place=placed, place_paragraph=paragraph, paragraph=paragraph), as_remarks(speech, "lead-in")
    if agrees_to_place(speech, context):
        return replace(state, paragraph=paragraph), as_remarks(speech, "agreement")
    quoted = pointed_out(speech, context)
    if quoted is not None:
        return replace(state, said=quoted, paragraph=paragraph), as_remarks(speech, "lead-in")
    corrections = _corrections(state, speech, context, of_action=bool(about.refs))
    state = replace(state, sought=state.sought + 1) if speech.has(Sense.CORRECTION_CUE) else state
    if corrections:
        # What follows a correction no longer goes on about the action before it.
        return replace(state, paragraph=paragraph, before=Subject()), corrections
    if is_question(speech) and not _asks_for_date(speech):
        return state, _question(speech, known, about)
    if not (speech.refs or about.refs) and (fault := read_fault(speech, context, carried=state.place)) is not None:
        return replace(state, paragraph=paragraph), (fault,)
    named = about.refs or any(not ref.bare for _, ref in speech.refs)
    attendance = read_attendance(speech, context) if not named else None
    if attendance is not None:
        return replace(state, paragraph=paragraph), (attendance,)
    if not named and _will_look(state, speech, known):
        return replace(state, paragraph=paragraph), as_remarks(speech, "courtesy")
    return _progress(state, speech, context, known, about)


def _will_look(state: State, speech: Speech, known: Known) -> bool:
    """Tell "I will look at it on Monday", which says of the letter that it will be read, and of no action that it will be done."""
    if not speech.has(Sense.WILL_LOOK) or speech.has(*STATUS_SENSES, Sense.ACTED, Sense.SHIFT, Sense.CORRECTION_CUE, Sense.NOT_MINE):
        return False
    bound = speech.sentence.paragraph == state.paragraph and bool(state.before.refs)
    return not bound and not by_title(speech.text, known).refs


def _breaks_off(speech: Speech, known: Known) -> bool:
    """Tell a line after the sign-off that is more than a name and an office: it speaks of actions or corrections after all."""
    if _is_postscript(speech):
        return True
    if speech.has(Sense.ACTED, Sense.FUTURE) and set(by_title(speech.text, known).refs) & set(known.own):
        return True
    return bool(speech.refs) or speech.has(*STATUS_SENSES, Sense.NO_CORRECTIONS, Sense.ABOUT_MINUTES) or "?" in speech.text[-2:]


def _is_postscript(speech: Speech) -> bool:
    return bool(speech.tokens) and speech.tokens[0].word in lexicon().postscripts


def _corrections(state: State, speech: Speech, context: Context, *, of_action: bool) -> tuple[ProposedCorrection, ...]:
    """Read the corrections of a sentence. `of_action`: it stands under an action, so that "chosen, not paid" is its progress."""
    if state.sought >= CORRECTIONS_SOUGHT or not context.items:
        return ()
    found = read_everywhere(speech, context, carried=state.place)
    one = None if found else read_correction(speech, context, carried=state.place, loosely=not of_action)
    found = found or (read_several(one, speech, context, know(context), carried=state.place) if one is not None else ())
    if not is_question(speech) or is_request(speech):
        return found
    return tuple(correction if correction.doubt else replace(correction, doubt=doubts.ASKED) for correction in found)


def _question(speech: Speech, known: Known, about: Subject) -> tuple[Piece, ...]:
    """A question is never an update: about an action it is unread, else it is for the clerk."""
    if speech.refs or about.refs or speech.has(*STATUS_SENSES):
        return as_unread(speech, doubts.QUESTION, nearest_form(speech, known, about))
    return as_remarks(speech, "question")


def _asks_for_date(speech: Speech) -> bool:
    return speech.has(Sense.ASK_DATE)


def _progress(state: State, speech: Speech, context: Context, known: Known, about: Subject) -> tuple[State, tuple[Piece, ...]]:
    paragraph = speech.sentence.paragraph
    bound = (paragraph == state.paragraph or state.label_open or _points_back(speech) or takes_back(speech)) and bool(state.before.refs)
    place = opening_place(mask_quotations(speech.text), context.items) if not (speech.refs or about.refs) else None
    of_minutes = paragraph == state.minutes_paragraph or place is not None
    told = read_progress(speech, context, known, about=about, before=state.before, bound=bound, of_minutes=of_minutes)
    if told and is_label(speech, told[0].clause, known) and told[0].updates and not told[0].heard:
        labels = tuple(replace(update, note="") for update in told[0].updates)
        return replace(state, before=told[0].subject, paragraph=paragraph, label_open=True), labels
    pieces = [piece for one in told for piece in _of_clause(one, speech, known, about, bound)]
    waits = bool(pieces) and all(isinstance(one, Update) and one.doubt for one in pieces)
    if place is not None and waits and speech.has(Sense.CORRECTION_CUE, Sense.NOT_MINE):
        # "Under Training it was Hugh who raised the venue, not me": of the minutes, whatever action has a venue.
        return replace(state, paragraph=paragraph, before=Subject()), (without_wording(speech, place),)
    last = next((one.subject for one in reversed(told) if one.updates and (one.heard or one.clause.refs)), None)
    if any(isinstance(piece, Update) for piece in pieces):
        subject = last or (about if about.refs else state.before)
        pieces.extend(_unknown_refs(told, speech, known))
        if any(_passed_over(one, known) for one in told):  # another action's part of the sentence
            pieces.extend(as_unread(speech, doubts.NOT_UNDERSTOOD, nearest_form(speech, known, about)))
        return replace(state, before=subject, paragraph=paragraph, label_open=False), tuple(pieces)
    if pieces:
        return state, tuple(pieces)
    return _otherwise(state, speech, context, known, told, about)


def _of_clause(one: Told, speech: Speech, known: Known, about: Subject, bound: bool) -> Iterator[Piece]:
    """Give what one clause comes to: its updates where it names an action or speaks of progress, or is more on the action above."""
    if one.clause.refs and not one.heard and all(ref.bare for ref in one.clause.refs):
        return  # "14 people came": a number, and nothing about an action
    unknown = refs_unknown(one.clause)
    doubtful = any(ref.choices for ref in one.clause.refs)
    if one.updates and (one.heard or one.clause.refs or one.subject.how in ("about", "before")):
        if one.heard or not remark_kind(speech) or one.clause.refs:
            yield from one.updates
    elif doubtful:
        choices = next(ref.choices for ref in one.clause.refs if ref.choices)
        status = one.verdict.status.value if one.verdict.status else "done"
        yield from as_unread(speech, doubts.TWO_ACTIONS.format(choices=" or ".join(choices)), form_of(speech, choices[0], status))
    elif unknown and not one.updates:
        yield from as_unread(
            speech, doubts.NO_SUCH_ACTION.format(ref=unknown[0].text), nearest_form(speech, known, about, unknown[0].nearest)
        )
    elif one.heard and one.verdict.spoke and not remark_kind(speech):
        why = doubts.WHICH_ACTION if known.own else doubts.NO_ACTIONS
        yield from as_unread(speech, why, nearest_form(speech, known, about))


def _passed_over(one: Told, known: Known) -> bool:
    """Tell a clause about one of the sender's own actions that gave nothing."""
    bare = bool(one.clause.refs) and all(ref.bare for ref in one.clause.refs)
    return not one.heard and (bare or one.subject.how == "title") and bool(set(one.subject.refs) & set(known.own))


def _unknown_refs(told: Sequence[Told], speech: Speech, known: Known) -> Iterator[Piece]:
    for one in told:
        if one.updates:
            for ref in refs_unknown(one.clause):
                yield from as_unread(speech, doubts.NO_SUCH_ACTION.format(ref=ref.text), form_of(speech, ref.nearest, "done"))


def _otherwise(
    state: State, speech: Speech, context: Context, known: Known, told: Sequence[Told], about: Subject
) -> tuple[State, tuple[Piece, ...]]:
    """Take a sentence that speaks of no progress for a fault found, a word to the clerk, or nothing that is known."""
    paragraph = speech.sentence.paragraph
    fault = read_fault(speech, context, carried=state.place)
    if fault is not None:
        return replace(state, paragraph=paragraph), (fault,)
    kind = remark_kind(speech)
    if kind is not None:
        return state, as_remarks(speech, kind)
    if any(one.heard for one in told):
        why = doubts.WHICH_ACTION if known.own else doubts.NO_ACTIONS
        return state, as_unread(speech, why, nearest_form(speech, known, about))
    title = by_title(speech.text, known)
    nearest = form_of(speech, title.refs[0], speech.text[:60]) if title.refs else ""
    return state, as_unread(speech, doubts.NOT_UNDERSTOOD, nearest)


def _points_back(speech: Speech) -> bool:
    """Tell whether a sentence begins with a word that points at what was said before ("It should be finished by ...")."""
    return bool(speech.sensed) and speech.sensed[0].start == 0 and Sense.PRONOUN in speech.sensed[0].senses and not speech.refs
