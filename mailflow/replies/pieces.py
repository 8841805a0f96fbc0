"""What the sentences of a reply come to, one by one, before they are put together; and the form offered for what is unread."""

from __future__ import annotations

from dataclasses import dataclass

from mailflow.replies.known import Known, Subject, by_title
from mailflow.replies.model import ProposedCorrection, Remark, Unread, Update
from mailflow.replies.phrases import Sense, lexicon
from mailflow.replies.speech import Speech


@dataclass(frozen=True, slots=True)
class Agreement:
    """The minutes were agreed to in these lines."""

    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Instead:
    """An update that takes the place of what the sentences before it said of its action ("no, make that March")."""

    update: Update


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Something said before does not hold, and nothing was put in its place, unless it was said of one of `refs`."""

    lines: tuple[int, ...]
    refs: tuple[str | None, ...] = ()


Piece = Instead | TakenBack | Update | ProposedCorrection | Unread | Remark | Agreement


def as_remarks(speech: Speech, kind: str) -> tuple[Remark, ...]:
    """Give each line of a sentence as a remark of a kind."""
    return tuple(Remark(line, speech.text, kind) for line in speech.sentence.lines)


def as_unread(speech: Speech, why: str, nearest: str = "") -> tuple[Unread, ...]:
    """Give each line of a sentence as unread, with the reason and the nearest form that would be understood."""
    return tuple(Unread(line, speech.text, why, nearest) for line in speech.sentence.lines)


def nearest_form(speech: Speech, known: Known, about: Subject, ref: str = "") -> str:
    """Write the form that would be understood of a sentence: of the ref it seems to mean, with the status it seems to say."""
    title = by_title(speech.text, known)
    named = tuple(one.ref for _, one in speech.refs if one.ref)
    choices = (*((ref,) if ref else ()), *named, *about.refs, *title.refs, *known.own)
    return form_of(speech, choices[0], _status_word(speech)) if choices else ""


def _status_word(speech: Speech) -> str:
    """Give the status that a sentence seems to be about, for the form offered."""
    if speech.has(Sense.PROGRESS, Sense.UNFINISHED, Sense.NEARLY):
        return "in progress"
    return "open" if speech.has(Sense.OPEN) and not speech.has(Sense.FINISHED) else "done"


def form_of(speech: Speech, ref: str, status: str) -> str:
    """Write the form that would be understood, in the language of the sentence."""
    forms = lexicon().forms.get(speech.language) or lexicon().forms["en"]
    return forms["update"].format(ref=ref, status=forms.get(status, status)) if ref else ""
