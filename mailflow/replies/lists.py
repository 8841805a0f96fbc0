"""Lines that open with numbers: whose they are, the refs of actions, the places of the letter's list, or a list that the sender numbers.

A list of the sender's own counts from 1 and is not the letter's: it stands under a quoted action, has more entries than the letter
asks for, speaks of the minutes, or has an entry of another action than the one at that place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from mailflow.replies.known import Known, by_title
from mailflow.replies.model import Line, Words
from mailflow.replies.phrases import Sense, lexicon, split_tokens
from mailflow.replies.sentences import QUOTATION, mask_quotations
from mailflow.replies.speech import Numbering
from mailflow.replies.subjects import of_quotation

_OPENING_NUMBER = re.compile(r"\s*(\d{1,6})\s+[^\W\d_]")
_ENTRY = re.compile(r"\s*\(?(\d{1,2})\s?[.):\-–]?\)?\s+(?=\S)")
_OF_MINUTES = frozenset({Sense.NO_CORRECTIONS, Sense.ABOUT_MINUTES})
_OF_EITHER = frozenset({Sense.NO_NEWS, Sense.ACTED, Sense.FINISHED})


def tell_numbering(words: Words, known: Known) -> Numbering:
    """Tell what the numbers mean that the own lines of a mail open with."""
    stretches = list(_stretches([line for line in words.own if line.text.strip()]))
    counted = frozenset(number for lines in stretches for number in _own_list(lines, known))
    free = [line for lines in stretches if not _under_action(lines, known) for line in lines if line.number not in counted]
    named = _named(free, known)
    placed = frozenset(number for lines in stretches for number in _by_place(lines, known)) - counted - named
    return Numbering(named, counted, placed)


def _named(lines: Sequence[Line], known: Known) -> frozenset[int]:
    """Give the lines that open with the bare numbers of different actions, where there are several ("17 One found", "18 Live")."""
    opened = {line.number: int(found[1]) for line in lines if (found := _OPENING_NUMBER.match(line.text))}
    refs = {line: number for line, number in opened.items() if number in known.index.by_tail}
    return frozenset(refs) if len(set(refs.values())) > 1 and len(refs) == len(opened) else frozenset()


def _stretches(lines: Sequence[Line]) -> Iterator[list[Line]]:
    for _, several in groupby(lines, key=lambda line: line.about):
        yield list(several)


def _own_list(lines: Sequence[Line], known: Known) -> list[int]:
    entries = [(line, int(found[1]), line.text[found.end() :]) for line in lines if (found := _ENTRY.match(line.text))]
    if len(entries) < 2 or [number for _, number, _ in entries] != list(range(1, len(entries) + 1)):
        return []
    counts = _under_action(lines, known) or len(entries) > len(known.own) or any(_of_minutes(text) for _, _, text in entries)
    counts = counts or any(_of_another(text, number, known) for _, number, text in entries)
    return [line.number for line, _, _ in entries] if counts else []


def _by_place(lines: Sequence[Line], known: Known) -> list[int]:
    """Give the entries of a list that counts as the letter does ("1. done", "2. two left"), unless these are the numbers of their refs."""
    entries = [(line.number, int(found[1])) for line in lines if (found := _ENTRY.match(line.text))]
    counts = [number for _, number in entries] == list(range(1, len(entries) + 1)) and 1 < len(entries) <= len(known.own)
    by_ref = all(set(known.index.by_tail.get(number, ())) & set(known.own) for _, number in entries)
    if not counts or by_ref or any(_points(line.text) for line in lines):
        return []
    return [line for line, _ in entries]


def _points(text: str) -> bool:
    """Tell an entry that speaks of a place or of words of the minutes: no action is meant by its number."""
    leads = lexicon().places["item_lead"]
    return bool(QUOTATION.search(mask_quotations(text))) or any(word.casefold() in leads for word in text.split()[1:2])


def _under_action(lines: Sequence[Line], known: Known) -> bool:
    about = of_quotation(lines[0].about, known)
    return bool(about.refs) and not about.doubt


def _of_another(text: str, number: int, known: Known) -> bool:
    """Tell an entry that names another of the sender's actions by its title than the one at its place of the letter."""
    title = by_title(text, known)
    return bool(title.refs) and title.refs[0] in known.own and title.refs[0] != known.own[number - 1]


def _of_minutes(text: str) -> bool:
    hits = lexicon().find([token.word for token in split_tokens(text)])
    return any(_OF_MINUTES & senses and not _OF_EITHER & senses for hit in hits for senses in hit.senses.values())
