"""Whether a clause that names no action speaks of something else: it is then no silent note on the sender's only action.

Its words tell: those of the action's text, against those that neither the action nor any phrase has. A part that says how something
stands without a word of its own ("done", "it is finished") is of the action.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailflow.replies.known import STEM, Known, stem_of
from mailflow.replies.model import Context
from mailflow.replies.phrases import STATUS_SENSES, Sense, lexicon
from mailflow.replies.speech import Speech
from mailflow.replies.stretches import Span

_TELLING = STATUS_SENSES | {Sense.ACTED, Sense.FINISH}
_SHORTEST, _SHARED = 4, 5  # letters of a word that counts; of its beginning, by which "policy" is of "policies"


def speaks_of_else(speech: Speech, span: Span, ref: str, known: Known, context: Context, *, of_minutes: bool, done: bool) -> bool:
    """Tell whether a clause is perhaps of something else than the action `ref`.

    `of_minutes`: what goes before it spoke of the minutes. `done`: it says that something is done, and is no mere note.
    """
    if speech.language != known.language and not of_minutes:
        return False  # its words are never those of the action
    own = {stem[:_SHARED] for stem in known.stems.get(ref, ())}
    covered = {i for hit in speech.sensed for i in range(hit.start, hit.end)}
    strange = set(_strange(speech, span, covered, context))
    of_action = {i for i, token in enumerate(speech.tokens) if len(token.word) >= _SHORTEST and stem_of(token.word)[:_SHARED] in own}
    strange -= of_action
    if of_minutes:
        return len(of_action) <= len(strange) or not of_action
    if of_action:
        return False
    telling = {speech.parts[hit.start] for hit in speech.sensed if hit.senses & _TELLING and span.start <= hit.start < span.end}
    parts = {speech.parts[i] for i in strange}
    return bool(strange) and (telling <= parts or not done)


def names_another(speech: Speech, span: Span, ref: str, known: Known) -> bool:
    """Tell a clause that has a word that only another of the sender's actions has: "premium on website, attendance underway" is of two."""
    if ref not in known.own or len(known.own) < 2:
        return False
    said = {stem_of(token.word) for token in speech.tokens[span.start : span.end] if len(token.word) >= _SHORTEST}
    others = [known.stems[other] for other in known.own if other != ref]
    return any(stem in said and stem not in known.stems[ref] for stems in others for stem in stems if known.frequency[stem] == 1)


def _strange(speech: Speech, span: Span, covered: set[int], context: Context) -> Iterator[int]:
    """Give the words that no phrase has and that tell one thing from another; names of people do not."""
    names = {word for name in (context.person, *context.names) for word in name.casefold().split()}
    plain, months = lexicon().plain_stems, lexicon().refs["months"]
    for i in range(span.start, span.end):
        word = speech.tokens[i].word
        if i in covered or not word.isalpha() or len(word) < _SHORTEST or word in months or word.removesuffix("'s") in names:
            continue
        if word[:STEM] not in plain:
            yield i
