"""A sentence laid open: its words, the refs in it, and what its phrases mean, in the language it is written in."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailflow.dates import FoundDate, Lean, find_dates
from mailflow.replies.codes import blotted
from mailflow.replies.model import Context
from mailflow.replies.number_words import without_codes
from mailflow.replies.phrases import REF_WORD, Hit, Sense, Sensed, Token, lexicon, split_tokens
from mailflow.replies.ref_index import FoundRef, RefIndex
from mailflow.replies.refs import find_in
from mailflow.replies.sentences import MASK, Sentence, mask_quotations

SEPARATORS = frozenset(",;:.()[]-–—|/=…!?>*")
_PICTURES = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Cs", "Co"})
ONE_ACTION = 300  # characters of a quoted passage that is an action alone
_JOINERS = frozenset("-'’")


@dataclass(frozen=True, slots=True)
class Speech:
    """One sentence, laid open. `tokens[i]` is REF_WORD where `refs` names an action; `sensed` are the phrases, in order.

    `parts[i]`: which part of the sentence token i lies in, counted at commas, "but" and the like. `language`: of its phrases.
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    refs: tuple[tuple[int, FoundRef], ...]
    sensed: tuple[Sensed, ...]
    parts: tuple[int, ...]
    language: str

    @property
    def text(self) -> str:
        """The sentence as it was written."""
        return self.sentence.text

    def has(self, *senses: Sense) -> bool:
        """Tell whether any phrase means one of these."""
        wanted = frozenset(senses)
        return any(hit.senses & wanted for hit in self.sensed)

    def first(self, sense: Sense) -> Sensed | None:
        """Find the first phrase that means this."""
        return next((hit for hit in self.sensed if sense in hit.senses), None)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence whose language is not yet told: its words and the phrases of every language."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    refs: tuple[tuple[int, FoundRef], ...]
    hits: tuple[Hit, ...]
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Numbering:
    """Lines by what the number means that they open with. `named`: a ref, whatever follows; `counted`: it only counts.

    `placed`: it counts in the list of the letter.
    """

    named: frozenset[int] = frozenset()
    counted: frozenset[int] = frozenset()
    placed: frozenset[int] = frozenset()


PLAIN = Numbering()


def hear(sentence: Sentence, index: RefIndex, numbering: Numbering = PLAIN) -> Heard:
    """Find the words, refs and phrases of a sentence. `numbering`: what the numbers mean that lines open with."""
    opens = sentence.opens and bool(sentence.lines)
    named, counted = opens and sentence.lines[0] in numbering.named, opens and sentence.lines[0] in numbering.counted
    placed = opens and sentence.lines[0] in numbering.placed
    found = find_in(sentence.text, index, listed=named, counted=counted, placed=placed)
    if found and _is_action(sentence.about, index):  # "2 firms asked, 1 answered" under an action speaks of that one
        found = tuple(one for one in found if not _counts_under(one, index))
    plain = without_codes(sentence.text, index)
    tokens, refs = _with_refs(_without_hyphens(split_tokens(plain), plain), found)
    hits = lexicon().find([token.word for token in tokens])
    masked = mask_quotations(sentence.text)  # whatever language the minutes are in, their words tell nothing of the sender's
    own = [hit for hit in hits if masked[tokens[hit.start].start] != MASK] if masked is not sentence.text else hits
    return Heard(sentence, tuple(tokens), tuple(refs), tuple(hits), count_words(own))


def _is_action(about: str | None, index: RefIndex) -> bool:
    """Tell whether a quoted passage is short and names an action by its ref."""
    return bool(about) and len(about or "") < ONE_ACTION and any(one.ref and not one.bare for one in find_in(about or "", index))


def _counts_under(one: FoundRef, index: RefIndex) -> bool:
    """Tell a bare number that is no action of the sender's own, or may count something."""
    return one.text.isdecimal() and not one.label and (one.weak or one.ref not in index.own)


def tell_languages(heard: Iterable[Heard]) -> Counter[str]:
    """Count the words that were recognised, by language: what a reply is written in."""
    counts: Counter[str] = Counter()
    for one in heard:
        counts.update(one.counts)
    return counts


def understand(heard: Heard, languages: Counter[str]) -> Speech:
    """Settle the language of a sentence, the reply's own where the sentence does not tell, and keep that language's senses."""
    counts = heard.counts
    language = max(counts, key=lambda name: (counts[name], languages[name], name == "en"), default="en")
    sensed = tuple(Sensed(hit.start, hit.end, hit.senses[language]) for hit in heard.hits if language in hit.senses)
    return Speech(heard.sentence, heard.tokens, heard.refs, sensed, _parts(heard.tokens, sensed), language)


def dates_in(text: str, context: Context, start: int = 0, end: int | None = None) -> tuple[FoundDate, ...]:
    """Find the days named in text[start:end]; places are those of `text`.

    The anchor is the day of the mail, else of the meeting; where neither is known only dates with their year count.
    """
    anchor = context.sent or context.meeting_date
    found = find_dates(blotted(text)[start:end], anchor=anchor or dt.date(2000, 1, 1), lean=Lean.FUTURE, next_meeting=context.next_meeting)
    return tuple(
        FoundDate(one.date, one.start + start, one.end + start, one.text, one.precision)
        for one in found
        if anchor is not None or str(one.date.year) in one.text or one.precision == "meeting"
    )


def count_words(hits: Sequence[Hit]) -> Counter[str]:
    """Count the words of phrases, by language."""
    counts: Counter[str] = Counter()
    for hit in hits:
        for language in hit.senses:
            counts[language] += hit.end - hit.start
    return counts


def _without_hyphens(tokens: list[Token], text: str) -> list[Token]:
    """Leave out marks inside a word ("half-way", "n'est" written with a stray mark), so that phrases meet their words, and pictures."""
    return [
        token
        for token in tokens
        if not _is_picture(token.word)
        and (
            token.word not in _JOINERS
            or not (token.start > 0 and token.end < len(text) and text[token.start - 1].isalpha() and text[token.end].isalpha())
        )
    ]


def _is_picture(word: str) -> bool:
    """Tell a picture that means nothing by itself ("done 👍") from a tick, which the tables know."""
    return len(word) == 1 and not word.isascii() and unicodedata.category(word) in _PICTURES and word not in lexicon().tree


def _with_refs(tokens: Sequence[Token], found: Sequence[FoundRef]) -> tuple[list[Token], list[tuple[int, FoundRef]]]:
    if not found:
        return list(tokens), []
    merged: list[Token] = []
    refs: list[tuple[int, FoundRef]] = []
    at = 0
    for one in found:
        while at < len(tokens) and tokens[at].end <= one.start:
            merged.append(tokens[at])
            at += 1
        if not refs or (one.start, one.end) != (refs[-1][1].start, refs[-1][1].end):
            merged.append(Token(REF_WORD, one.start, one.end))
        refs.append((len(merged) - 1, one))
        while at < len(tokens) and tokens[at].start < one.end:
            at += 1
    merged.extend(tokens[at:])
    return merged, refs


def _separates(tokens: Sequence[Token], at: int) -> bool:
    """Tell a mark that parts a sentence from one inside a number or a day ("1,200", "30. November")."""
    before = tokens[at - 1] if at else None
    if tokens[at].word == ".":
        return before is None or before.word == REF_WORD
    glued = before is not None and before.end == tokens[at].start and at + 1 < len(tokens) and tokens[at + 1].start == tokens[at].end
    return not glued or tokens[at].word in ";()[]!?…"


def _parts(tokens: Sequence[Token], sensed: Sequence[Sensed]) -> tuple[int, ...]:
    """Number the parts of a sentence; marks and breaking words begin a new one, except inside a phrase."""
    inside = {i for hit in sensed for i in range(hit.start, hit.end) if hit.end - hit.start > 1}
    breaking = {hit.start for hit in sensed if Sense.BREAK in hit.senses}
    parts: list[int] = []
    part = 0
    for i, token in enumerate(tokens):
        if i in breaking or (token.word in SEPARATORS and i not in inside and _separates(tokens, i)):
            part += 1
        parts.append(part)
    return tuple(parts)
