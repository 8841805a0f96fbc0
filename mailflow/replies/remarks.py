"""What asks nothing of the record: greetings, thanks, sign-offs, apologies for a coming meeting, words to the clerk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mailflow.replies.model import Context
from mailflow.replies.phrases import STATUS_SENSES, Sense, Token, lexicon
from mailflow.replies.speech import SEPARATORS, Speech

_COURTEOUS = frozenset({Sense.COURTESY, Sense.SIGNOFF, Sense.LEAD_IN})
_ATTACHED_TO = frozenset({Sense.COURTESY, Sense.SIGNOFF, Sense.BREAK, Sense.RETRACT, Sense.EMPHASIS})
_MARKS = SEPARATORS | frozenset("'’\"“”&+~_#^<{}@")
_SPEAKS = STATUS_SENSES | {Sense.NO_CORRECTIONS, Sense.ABOUT_MINUTES, Sense.ACTED, Sense.SHIFT, Sense.NOT_MINE, Sense.ATTENDANCE_CUE}
_NAME_WORDS = 4


def is_courtesy(speech: Speech, context: Context, *, addressed: bool = True) -> str | None:
    """Tell whether a sentence is nothing but courtesy, and its kind: greeting, sign-off, courtesy or lead-in; else None.

    `addressed`: it may hold a name that is not known.
    """
    if speech.refs or len(speech.text) > 240 or speech.has(*STATUS_SENSES):
        return None
    covered = {i for hit in speech.sensed if hit.senses & _COURTEOUS for i in range(hit.start, hit.end)}
    names = _names(context.person, context.names)
    left = [token for i, token in enumerate(speech.tokens) if i not in covered and token.word not in _MARKS]
    strange = [token for token in left if token.word not in names]
    if not covered:
        alone = bool(left) and not strange and len(left) <= _NAME_WORDS
        emoji = not any(token.word.isalnum() for token in left)
        return "sign-off" if alone else "courtesy" if emoji else None
    if strange and not (addressed and _addressed(speech, strange)):
        return None
    return _kind(speech, named=bool(left))


def remark_kind(speech: Speech) -> str | None:
    """Tell what kind of remark a sentence is that speaks of no action and no passage; None where it may be more than that."""
    if speech.has(Sense.ABSENT_NEXT):
        return "for the clerk"
    if speech.has(Sense.TO_CLERK):
        return "for the clerk"
    if speech.sensed and _opens_with(speech, Sense.COURTESY_OPEN) and not speech.has(*(_SPEAKS - {Sense.ACTED})):
        return "courtesy"
    colon = speech.text.rstrip().endswith(":")
    if _opens_with(speech, Sense.LEAD_IN, within=3 if colon else 0) and (colon or len(speech.tokens) <= 8):
        return "lead-in"
    return None


def is_question(speech: Speech) -> bool:
    """Tell whether a sentence asks: by its mark, or by how it begins."""
    if speech.text.rstrip(" \"'”’)]").endswith("?"):
        return True
    for hit in speech.sensed:
        if Sense.QUESTION in hit.senses:
            lead = speech.tokens[: hit.start]
            covered = {i for one in speech.sensed if one.senses & _ATTACHED_TO for i in range(one.start, one.end)}
            return all(i in covered or token.word in _MARKS for i, token in enumerate(lead))
        if not hit.senses & _ATTACHED_TO:
            return False
    return False


def is_request(speech: Speech) -> bool:
    """Tell a question that asks for something to be done ("Could X be changed to Y?") from one that wants to know."""
    opening = [token.word for token in speech.tokens[:6]]
    return bool(lexicon().requests.intersection(opening))


def _kind(speech: Speech, *, named: bool) -> str:
    first = speech.sensed[0].senses
    if speech.has(Sense.LEAD_IN):
        return "lead-in"
    if Sense.SIGNOFF in first and (Sense.COURTESY not in first or speech.text.rstrip().endswith(",") or named):
        return "sign-off"
    return "greeting" if named else "courtesy"


def _addressed(speech: Speech, strange: Sequence[Token]) -> bool:
    """Tell a name after a greeting ("Dear Mrs Brown,"): up to three words with capitals behind the first phrase."""
    labels = any(speech.tokens[i + 1].word == ":" for i, token in enumerate(speech.tokens[:-2]) if token in strange)
    if labels:
        return False  # "Hours: see attached."
    starts = [token for token in speech.tokens if token in strange]
    return len(strange) <= 3 and all(speech.text[token.start].isupper() for token in starts) and len(speech.tokens) <= 10


def _opens_with(speech: Speech, sense: Sense, *, within: int = 3) -> bool:
    for hit in speech.sensed:
        lead = [token for token in speech.tokens[: hit.start] if token.word not in _MARKS]
        if sense in hit.senses:
            return len(lead) <= within
        if not hit.senses & (_ATTACHED_TO | {Sense.PRONOUN, Sense.LEAD}):
            return False
    return False


@lru_cache(maxsize=256)
def _names(person: str, others: tuple[str, ...]) -> frozenset[str]:
    names = tuple(name.casefold() for name in (person, *others) if name)
    words = [word for name in names for word in name.replace("-", " ").split()]
    initials = ["".join(word[0] for word in name.split()) for name in names]
    return frozenset((*words, *initials, *(word[0] for word in words)))
