"""Which action a piece of text names, in every usual spelling of its ref.

A ref is told by its whole key ("QSB 1819_14", "1819/14", "A7"), by its last number where a cue or the place says that
the number is a ref ("action 14", "#14", "14 - done", "14, 15 and 17 done", "completed 14"), or by its number in the list
of the person's own letter ("1." is the first of *your actions*). Where two of these lead to different actions, no ref is
given and both are named. Dates, times, percentages, items, pages and amounts are no refs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from mailflow.likeness import likeness
from mailflow.replies.counts import is_counted, is_day
from mailflow.replies.model import KnownAction
from mailflow.replies.number_words import opens_status, without_codes
from mailflow.replies.ordinals import by_ordinal_word
from mailflow.replies.phrases import Lexicon, lexicon
from mailflow.replies.ref_index import FoundRef, RefIndex, fold_run, index_refs, is_label

_NUMBERS = re.compile(r"(?P<hash>#\s?)?\d{1,9}(?:(?:\s?[_/]\s?|[.\-–])\d{1,9})*")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"([^\W\d_]{1,10})([ _/.\-–:]{0,2})$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+|[^\w\s])\s*\.?\s*[(\[]?$")
_TWO_BEFORE = re.compile(r"([^\W\d_]+)\s+[^\W\d_]+\s*\.?\s*$")
_WORD_AFTER = re.compile(r"\s*([^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]|\d+)?")
_LABEL_AFTER = re.compile(r"\s*(?:[-–—:)\].|=>]+|,(?=\s)|…)|\s*$|\t")
_DAY_AFTER = re.compile(r"\s*[-–—]\s*\d{1,2}\s+([^\W\d_]+)")
_JOIN = re.compile(r"^\s*(?:,?\s*(?P<word>[^\W\d_]+|&|\+|/)|,)\s*(?:the\s+)?$", re.IGNORECASE)
_DAYS_AFTER = re.compile(r"\s*(?:([^\W\d_]{1,4})|[-–/&,])\s*\d{1,2}(?:st|nd|rd|th)?\.?\s+([^\W\d_]+)")
_TIME = re.compile(r"\d{1,2}:\d\d(?!\d)")
_SERIAL = frozenset(",;")
_MONEY = "£$€"
LEAST_FAR = 100
FAR = 20  # times the greatest number of an action: what is beyond counts something else
_LONGEST_TEXT = 20_000
MAX_NUMBERS = 30  # in one sentence; each is weighed by what stands round it


def find_refs(text: str, known: Sequence[KnownAction], reference: str) -> tuple[FoundRef, ...]:
    """Find every naming of an action in a line or sentence, in order, not overlapping.

    `known`: the sender's own actions first, in the order of their letter. `reference`: the board's ("QSB").
    """
    return find_in(text, index_refs(known, reference))


def find_in(
    text: str, index: RefIndex, *, line_start: bool = True, listed: bool = False, counted: bool = False, placed: bool = False
) -> tuple[FoundRef, ...]:
    """As `find_refs`, with the actions indexed before. `line_start`: the text opens a line, so that "14" may be its label.

    `listed`: it is an entry of a list of numbers, so that a known number opening it is its label whatever follows;
    `counted`: of a list that the sender numbers, so that the number opening it is no ref; `placed`: of one that counts as the letter does.
    """
    found: list[FoundRef] = []
    text = without_codes(text[:_LONGEST_TEXT], index)
    if _DIGITS.search(text) is None:
        return tuple(by_ordinal_word(text, index))
    words = lexicon()
    at = _after_number(text) if counted or placed else 0
    if placed and (number := _DIGITS.search(text)) and 0 < int(number[0]) <= len(index.own):
        one = _found(text, number.start(), number.end(), index.own[int(number[0]) - 1])
        found.append(replace(one, label=True, placed=True))
        at = max(at, number.end())
    for match in itertools.islice(_NUMBERS.finditer(text), MAX_NUMBERS):
        if match.start() < at:
            continue
        if match.start() and text[match.start() - 1] in ".,/_" and match.start() > 1 and text[match.start() - 2].isdigit():
            continue
        for one in _name(text, match, index, words, found[-1] if found else None, line_start):
            found.append(one)
            at = one.end
    if listed and found and found[0].ref and found[0].bare and not text[: found[0].start].strip():
        found[0] = replace(found[0], label=True, weak=False, bare=False)
    return tuple(found)


def _after_number(text: str) -> int:
    number = _DIGITS.search(text)
    return number.end() if number else 0


def _name(
    text: str, match: re.Match[str], index: RefIndex, words: Lexicon, previous: FoundRef | None, line_start: bool
) -> Iterator[FoundRef]:
    """Say what one group of numbers names; gives several for a range or a pair, none for what is no ref."""
    runs = tuple(fold_run(run) for run in re.findall(r"\d+", match.group()))
    whole = _by_key(text, match, runs, index)
    if whole is not None:
        yield whole
        return
    before, after = _word_before(text, match.start()), _word_after(text, match.end())
    if (
        before in words.refs["not_cues"] | words.refs["months"]
        or _TIME.match(text, match.start())
        or after in words.refs["units"] | words.refs["months"]
        or (after == "." and _word_after(text, match.end() + 1) in words.refs["months"])
        or (before and before in _MONEY)
        or (not (match["hash"] or before in words.refs["cues"]) and _counts(text, match, before, runs))
    ):
        return
    if len(runs) == 1:
        one = _by_number(text, match, int(runs[0]), index, words, previous, line_start)
        if one is not None:
            yield one
        return
    yield from _several(text, match, runs, index, words)
    if _looks_like_ref(text, match, runs, index):
        yield _unknown(text, *_with_prefix(text, match, index), index)


def _counts(text: str, match: re.Match[str], before: str, runs: tuple[str, ...]) -> bool:
    return is_counted(text, match.end()) or is_day(text, match.start(), before, runs)


def _by_key(text: str, match: re.Match[str], runs: tuple[str, ...], index: RefIndex) -> FoundRef | None:
    start, end = match.span()
    glued = _LETTERS.search(text, max(0, start - 12), start)
    if glued and not match["hash"]:
        letters = glued[1].casefold()
        if (letters, *runs) in index.by_key:
            return _found(text, glued.start(), end, index.by_key[(letters, *runs)])
        if letters == index.reference:
            start = glued.start()
    if len(runs) > 1 and runs in index.by_key:
        return _found(text, start, end, index.by_key[runs])
    if len(runs) == 1 and runs[0] in index.firsts:  # "1819 14": parted by a space
        tail = re.compile(r"\s?[-–—:. ]\s?(\d{1,4})\b").match(text, end)
        if tail and (runs[0], fold_run(tail[1])) in index.by_key:
            return _found(text, start, tail.end(), index.by_key[(runs[0], fold_run(tail[1]))])
    return None


def _by_number(
    text: str, match: re.Match[str], number: int, index: RefIndex, words: Lexicon, previous: FoundRef | None, line_start: bool
) -> FoundRef | None:
    """Take a single number for a ref where a cue, its place or its neighbours say so."""
    start, end = match.span()
    before, after = _word_before(text, start), _word_after(text, match.end())
    if _begins_days(text, end, words):
        return None  # "14 or 15 November"
    cued = bool(match["hash"]) or before in words.refs["cues"] or (bool(index.reference) and before == index.reference)
    label = line_start and is_label(text, start) and _label_follows(text, end, after, words)
    label = label or (line_start and _opened(text, start, end, words))
    label = label or (cued and is_label(text, _cue_start(text, start, before)))
    listed = previous is not None and _joined(text[previous.end : start], words)
    placed = 0 < number <= len(index.own) and (label or cued or _counts_on(text, start, end, before, previous, listed))
    known = number in index.by_tail or (placed and not cued)
    running = number in index.by_tail and _running(text, start, end, before, after, index, words)
    opening = number in index.by_tail and line_start and not text[:start].strip(" (-*•")
    serial = previous is not None and previous.ref is not None and before in _SERIAL and number in index.by_tail
    serial = serial or (placed and not (label or cued or listed))
    if not (cued or label or (listed and known) or running or opening or serial):
        strange = previous is not None and not known and before in words.refs["joiners"] | {";"} and opens_status(text, end)
        return _unknown(text, start, end, index) if strange else None
    if not known and number >= LEAST_FAR and number > FAR * max(index.by_tail, default=1):
        return None  # "certificate no. 4471"
    if not known and not cued and not listed:
        return _unknown(text, start, end, index, label=True) if label and index.refs and _plainly_label(text, end) else None
    first = _cue_start(text, start, before) if cued else start
    weak = not (cued or label or listed or running or placed)
    named = cued or label or listed or serial
    ordinal = index.own[number - 1] if placed else None
    found = _choose(text, first, end, index.by_tail.get(number, ()), ordinal, index)
    return replace(
        found, label=label, weak=weak, bare=not named or number not in index.by_tail, placed=ordinal is not None and found.ref == ordinal
    )


def _counts_on(text: str, start: int, end: int, before: str, previous: FoundRef | None, listed: bool) -> bool:
    """Tell whether a number counts on in the list of the letter ("1 and 3 done, 2 will slip"): behind one that does, and as it does."""
    if previous is None or not previous.placed:
        return False
    return listed or ((before in _SERIAL or before in lexicon().refs["joiners"]) and opens_status(text, end))


def _opened(text: str, start: int, end: int, words: Lexicon) -> bool:
    """Tell "On 17: both posts filled", "As for 14 - ..."."""
    lead = text[:start].strip(" \t-–*•").casefold()
    return bool(lead) and len(lead) < 20 and lead in words.refs["openers"] and text[end : end + 2].strip()[:1] in (":", "-", "–", "—")


def _begins_days(text: str, end: int, words: Lexicon) -> bool:
    days = _DAYS_AFTER.match(text, end)
    if days is None or days[2].casefold() not in words.refs["months"]:
        return False
    return not days[1] or days[1].casefold() in words.refs["joiners"]


def _running(text: str, start: int, end: int, before: str, after: str, index: RefIndex, words: Lexicon) -> bool:
    """Tell whether a bare number in running text is named as an action: by the words at both its sides."""
    if after in words.refs["verbs"] and before not in words.refs["not_before"]:
        return True
    if text[max(0, start - 30) : start].casefold().rstrip().endswith(_leads()):
        return True
    if before in words.refs["not_before"] and before not in words.refs["before"]:
        return False
    return _follows(text, end, after, words) or _heads_list(text, end, index, words)


@cache
def _leads() -> tuple[str, ...]:
    return tuple(f" {lead}" for lead in lexicon().refs["leads"])


def _choose(text: str, start: int, end: int, tails: tuple[str, ...], ordinal: str | None, index: RefIndex) -> FoundRef:
    choices = tuple(dict.fromkeys((*tails, *((ordinal,) if ordinal else ()))))
    if not choices:
        return _unknown(text, start, end, index)
    mine = tuple(ref for ref in tails if ref in index.own)
    if len(choices) == 1 or (len(mine) == 1 and (ordinal is None or ordinal == mine[0])):
        return _found(text, start, end, mine[0] if len(mine) == 1 else choices[0])
    if ordinal and not mine and is_label(text, start):
        return _found(text, start, end, ordinal)  # the letter numbers the sender's actions; the other is not theirs to report
    return FoundRef(start, end, None, text[start:end].strip(), choices=choices)


def _several(text: str, match: re.Match[str], runs: tuple[str, ...], index: RefIndex, words: Lexicon) -> Iterator[FoundRef]:
    """Read "14/15" as two refs and "14-17" as a range, where both ends are known actions."""
    if len(runs) != 2 or not all(int(run) in index.by_tail for run in runs) or int(runs[0]) < 4 or int(runs[0]) >= int(runs[1]):
        return
    low, high = int(runs[0]), int(runs[1])
    numbers = range(low, high + 1) if "/" not in match.group() and high - low < 40 else (low, high)
    for number in numbers:
        if number in index.by_tail:
            yield replace(_choose(text, match.start(), match.end(), index.by_tail[number], None, index), label=match.start() == 0)


def _looks_like_ref(text: str, match: re.Match[str], runs: tuple[str, ...], index: RefIndex) -> bool:
    """Tell whether several numbers that are no known key are yet written as a ref of this board."""
    prefixed = _with_prefix(text, match, index)[0] < match.start()
    return len(runs) == 2 and (prefixed or "_" in match.group() or (runs[0] in index.firsts and len(runs[0]) >= 3))


def _with_prefix(text: str, match: re.Match[str], index: RefIndex) -> tuple[int, int]:
    glued = _LETTERS.search(text, max(0, match.start() - 12), match.start())
    prefixed = glued is not None and bool(index.reference) and glued[1].casefold() == index.reference
    return (glued.start() if glued is not None and prefixed else match.start()), match.end()


def _unknown(text: str, start: int, end: int, index: RefIndex, *, label: bool = False) -> FoundRef:
    words = text[start:end].strip()
    offered = index.own or index.refs
    nearest = max(offered, key=lambda ref: likeness(words, ref[-len(words) :]), default="")
    return FoundRef(start, end, None, words, nearest=nearest, label=label)


def _found(text: str, start: int, end: int, ref: str) -> FoundRef:
    return FoundRef(start, end, ref, text[start:end].strip(), label=is_label(text, start))


def _word_before(text: str, start: int) -> str:
    match = _WORD_BEFORE.search(text, max(0, start - 24), start)
    return match[1].casefold() if match else ""


def _word_after(text: str, end: int) -> str:
    match = _WORD_AFTER.match(text, end)
    return (match[1] or "").casefold().replace("’", "'") if match else ""


def _follows(text: str, end: int, after: str, words: Lexicon) -> bool:
    return opens_status(text, end) or not after or after in words.refs["after"] | words.after_finished or after in ".,;:!)?-–—&=✓✔☑✅("


def _label_follows(text: str, end: int, after: str, words: Lexicon) -> bool:
    day = _DAY_AFTER.match(text, end)
    if day and day[1].casefold() in words.refs["months"]:
        return False  # "14 - 16 March"
    return bool(_LABEL_AFTER.match(text, end)) or after in words.refs["after"] or after in "✓✔☑✅&" or opens_status(text, end)


def _plainly_label(text: str, end: int) -> bool:
    """Tell a label from a number that merely opens a line: a mark must stand behind it, and words behind the mark."""
    return bool(re.compile(r"\s*[-–—:)]\s*\D").match(text, end))


def _joined(between: str, words: Lexicon) -> bool:
    match = _JOIN.match(between)
    return bool(match and (match["word"] is None or match["word"].casefold() in words.refs["joiners"]))


def _heads_list(text: str, end: int, index: RefIndex, words: Lexicon) -> bool:
    following = re.compile(r"\s*(,|&|/|\+|[^\W\d_]{1,3})\s*(\d{1,4})\b").match(text, end)
    return bool(following and following[1].casefold() in words.refs["joiners"] and int(following[2]) in index.by_tail)


def _cue_start(text: str, start: int, before: str) -> int:
    """Give where the cue in front of a number begins ("action no. 14" begins at "action")."""
    cues = lexicon().refs["cues"]
    word = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if not before or not before[0].isalnum() or word is None:
        return start
    at = word.start(1)
    pair = _TWO_BEFORE.search(text, max(0, at - 24), start)
    return pair.start() if pair and pair[1].casefold() in cues else at
