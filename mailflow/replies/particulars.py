"""What a clause says besides progress: a new or asked-for date, and whose the action is now."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.dates import FoundDate
from mailflow.likeness import squeeze
from mailflow.replies import doubts
from mailflow.replies.model import Context
from mailflow.replies.phrases import Sense, Sensed, lexicon
from mailflow.replies.speech import Speech
from mailflow.replies.stretches import Span

_NAME = re.compile(r"(?:[^\W\d_a-zà-ÿ][\w'’\-]*\.?)(?:\s+(?:(?:de|van|von|ap|la|le|du)\s+)?[^\W\d_a-zà-ÿ][\w'’\-]*){0,3}")
_POSSESSIVE = re.compile(r"['’]s?$")
_TO_COME = frozenset({Sense.FUTURE, Sense.FINISH, Sense.LATER, Sense.ASK_DATE, Sense.PROGRESS, Sense.INFINITIVE, Sense.UNFINISHED})
_NEAR = 14  # characters between a date and the words that make it a due date


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date by which an action is now to be done, and why that may be wrong."""

    date: dt.date
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Whom an action was handed to, as on the roster where they are there, else as written; None where nobody was named."""

    name: str | None
    doubt: str = ""


def find_due(speech: Speech, span: Span, dates: Sequence[FoundDate], context: Context, *, promise: bool) -> NewDate | None:
    """Find the day by which the sender now wants to be, or will be, done.

    A day after "by", "until", "extend to" and their like is one; a bare day is one where the clause speaks of what is to
    come or ends with it; a day on which something happened, or that was missed, is none. Of several the last counts.
    """
    hits = [hit for hit in speech.sensed if span.start <= hit.start < span.end]
    low, high = _range(speech, span)
    best: tuple[int, FoundDate] | None = None
    for date in dates:
        if not low <= date.start < high:
            continue
        rank = _rank(speech, hits, date, promise)
        if rank and (best is None or rank >= best[0]):
            best = (rank, date)
    if best is None:
        return None
    day = best[1].date
    over = context.sent is not None and day < context.sent
    part = part_at(speech, best[1].start)
    denied = any(
        Sense.NEGATIVE in hit.senses and speech.parts[hit.start] == part and speech.tokens[hit.start].start < best[1].start for hit in hits
    )
    return NewDate(day, doubts.PAST_DUE.format(date=day.isoformat()) if over else doubts.NOT_BEFORE if denied else "")


def _rank(speech: Speech, hits: Sequence[Sensed], date: FoundDate, promise: bool) -> int:
    """Say how much a date is a due date: 3 where it is moved to, 2 after "by", 1 where the clause allows it, 0 not at all."""
    cue = _cue_before(speech, hits, date)
    if cue is None:
        return 1 if (promise and _is_to_come(speech, hits, date)) or _ends_with(speech, date) else 0
    if Sense.WAS_DUE in cue.senses:
        return 0
    if Sense.SHIFT in cue.senses or Sense.ASK_DATE in cue.senses:
        return 3
    if _was_due(speech, hits, date):
        return 0
    if Sense.BY in cue.senses:
        return 2
    return 1 if promise and Sense.ON_DAY in cue.senses and _is_to_come(speech, hits, date) else 0


def _is_to_come(speech: Speech, hits: Sequence[Sensed], date: FoundDate) -> bool:
    """Tell whether the date's own part of the sentence speaks of what is to come ("should be closed, they left in October" does not)."""
    part = part_at(speech, date.start)
    return any(hit.senses & _TO_COME and speech.parts[hit.start] == part for hit in hits)


def _cue_before(speech: Speech, hits: Sequence[Sensed], date: FoundDate) -> Sensed | None:
    """Find the phrase about dates that stands right before one, or that the date itself begins with ("by Friday")."""
    found = None
    for hit in hits:
        start = speech.tokens[hit.start].start
        end = speech.tokens[hit.end - 1].end
        dated = hit.senses & {Sense.BY, Sense.SHIFT, Sense.WAS_DUE, Sense.ON_DAY, Sense.ASK_DATE}
        if dated and start <= date.start and date.start - end <= _NEAR:
            found = hit
    return found


def _was_due(speech: Speech, hits: Sequence[Sensed], date: FoundDate) -> bool:
    part = part_at(speech, date.start)
    return any(
        Sense.WAS_DUE in hit.senses and speech.parts[hit.start] == part and speech.tokens[hit.start].start < date.start for hit in hits
    )


def part_at(speech: Speech, at: int) -> int:
    """Give the part of a sentence that a character lies in."""
    part = 0
    for token, number in zip(speech.tokens, speech.parts, strict=True):
        if token.start > at:
            break
        part = number
    return part


def _ends_with(speech: Speech, date: FoundDate) -> bool:
    """Tell whether the date is a clause's own last part ("in progress - end of March"), and not a day something happened on."""
    head = speech.text[: date.start].rstrip()
    return not speech.text[date.end :].strip(" .!)") and (not head or head[-1] in ",;:-–—(")


def find_new_owner(speech: Speech, span: Span, context: Context) -> NewOwner | None:
    """Find whether a clause gives the action away ("not mine, it is Becky's"), and to whom."""
    hits = [hit for hit in speech.sensed if span.start <= hit.start < span.end]
    disowned = any(Sense.NOT_MINE in hit.senses for hit in hits)
    for hit in hits:
        name = _given_to(speech, hit, span, context.names, disowned=disowned)
        if name is not None:
            return _on_roster(name, context)
    return NewOwner(None, doubts.NO_NEW_OWNER) if disowned else None


def _to_be_done(speech: Speech, hit: Sensed, span: Span) -> bool:
    """Tell "will be done by ..." before which a name may follow, from what was done by somebody."""
    before = [one for one in speech.sensed if span.start <= one.start and one.end <= hit.start]
    return any(Sense.FUTURE in one.senses for one in before) and any(one.end == hit.start for one in before)


def _known(name: str, names: Sequence[str]) -> bool:
    said = squeeze(_POSSESSIVE.sub("", name))
    return sum(_is_named(said, squeeze(full)) for full in names) == 1


def _given_to(speech: Speech, hit: Sensed, span: Span, names: Sequence[str], *, disowned: bool) -> str | None:
    text = speech.text
    _, high = _range(speech, span)
    if Sense.HAND_BEFORE in hit.senses:
        rest = text[speech.tokens[hit.end - 1].end : high]
        strong = (hit.end - hit.start > 1 or disowned) and not _consulted(speech, hit)
        name = _name_at_start(rest)
        possessive = name is not None and bool(_POSSESSIVE.search(name))
        plain = Sense.LEAD in hit.senses or Sense.PRONOUN in hit.senses
        if name is not None and (possessive or disowned if plain else strong):
            return _POSSESSIVE.sub("", name)
    # Some verbs have their subject before them or behind ("15 übernimmt Tom"): behind, the name has to be known.
    turned = {Sense.HAND_BEFORE, Sense.HAND_AFTER} <= hit.senses
    if turned or (Sense.BY in hit.senses and _to_be_done(speech, hit, span)):
        name = _name_at_start(text[speech.tokens[hit.end - 1].end : high])
        if name is not None and _known(name, names):
            return _POSSESSIVE.sub("", name)
    if Sense.HAND_AFTER in hit.senses:
        low = _range(speech, span)[0]
        name = _name_at_end(text[low : speech.tokens[hit.start].start])
        if name is not None:
            return name
    return None


def _consulted(speech: Speech, hit: Sensed) -> bool:
    """Tell "I will check with Becky" from "please check with Becky"."""
    said = " ".join(token.word for token in speech.tokens[hit.start : hit.end])
    if said not in lexicon().consults:
        return False
    own = {Sense.FUTURE, Sense.ACTOR, Sense.INFINITIVE}
    part = speech.parts[hit.start]
    return any(one.senses & own and one.end <= hit.start and speech.parts[one.start] == part for one in speech.sensed)


def _name_at_start(text: str) -> str | None:
    stripped = text.lstrip(" :")
    match = _NAME.match(stripped)
    if match:
        return match.group().rstrip(".")
    words = re.findall(r"[\w'’\-]+", stripped[:80])[:5]
    body = next((i for i, word in enumerate(words) if word.casefold() in lexicon().bodies), None)
    return " ".join(words[1 if len(words[0]) < 4 else 0 : body + 1]) if body is not None else None


def _name_at_end(text: str) -> str | None:
    stripped = text.rstrip()
    last: str | None = None
    for match in _NAME.finditer(stripped):
        if match.end() == len(stripped):
            last = match.group()
    words = (last or "").split()
    while words and words[0].casefold().replace("’", "'") in lexicon().not_names:
        words.pop(0)  # "C'est Tom Reed qui ..."
    name = " ".join(words)
    return name if len(name) > 1 else None


def _on_roster(name: str, context: Context) -> NewOwner:
    """Give the roster's own spelling of a name written in full, by first or last name, or by initials."""
    said = squeeze(name)
    meant = [full for full in context.names if _is_named(said, squeeze(full))]
    if len(meant) == 1:
        return NewOwner(meant[0])
    if len(meant) > 1:
        return NewOwner(name, doubts.TWO_ACTIONS.format(choices=" or ".join(meant)))
    return NewOwner(name, doubts.UNKNOWN_OWNER.format(name=name) if context.names else "")


def _is_named(said: str, full: str) -> bool:
    words = full.split()
    initials = "".join(word[0] for word in words)
    return said == full or said in words or (len(initials) > 1 and said.replace(".", "") == initials)


def _range(speech: Speech, span: Span) -> tuple[int, int]:
    """Give the characters that a clause takes of its sentence."""
    low = speech.tokens[span.start].start if span.start < len(speech.tokens) else len(speech.text)
    high = speech.tokens[span.end].start if span.end < len(speech.tokens) else len(speech.text)
    return low, high
