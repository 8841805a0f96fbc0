"""What differs between two texts, by words: runs for a reader, and the one stretch that a correction really changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailflow.likeness import differing

# A word keeps what stands inside it ("1,500", "9.30am", "O'Neill's"); any other mark is a word of its own.
_TOKEN = re.compile(r"\s*(?:\w+(?:[.,'’:/\-–]\w+)*|[^\w\s])")
_WORD = re.compile(r"\w+(?:[.,'’:/\-–]\w+)*")
_LEAST_SHARED = 0.3  # of two paragraphs with fewer words in common, one is said to take the other's place
_PAIRED = 0.45  # as alike as this, one line is another's new wording
_MOST_LINES = 40  # of one block are laid against each other; beyond that they are paired in order


class Mark(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and what became of it."""

    text: str
    mark: Mark = Mark.SAME


@dataclass(frozen=True, slots=True)
class Core:
    """The stretch [start, end) of a text that a new wording changes, and what stands there afterwards."""

    start: int
    end: int
    new: str


def words_of(text: str) -> list[str]:
    """Give the words of a text, without marks."""
    return _WORD.findall(text)


def bag_of(text: str) -> Counter[str]:
    """Give the words of a text with how often each stands in it."""
    return Counter(words_of(text))


def shared(one: Counter[str], other: Counter[str]) -> float:
    """Tell how many of their words two texts share, in any order, from 0.0 to 1.0."""
    if not one or not other:
        return 0.0
    few, many = sorted((one, other), key=len)
    both = sum(min(count, many[word]) for word, count in few.items() if word in many)
    return 2 * both / (one.total() + other.total())


def diff(before: str, after: str) -> tuple[Run, ...]:
    """Give what became of a text, word by word, in reading order; removed words stand before those that take their place.

    The runs that are not added make up `before`, those that are not removed make up `after`, to the letter.
    """
    if before == after:
        return (Run(before),) if before else ()
    if not before or not after:
        return (Run(before, Mark.REMOVED),) if before else (Run(after, Mark.ADDED),)
    if shared(bag_of(before), bag_of(after)) < _LEAST_SHARED:
        return Run(before, Mark.REMOVED), Run(after, Mark.ADDED)
    return tuple(_runs(_tidied(list(_changes(before, after)))))


def core(before: str, after: str) -> Core:
    """Find the one stretch, whole words at both ends, in which a text differs from its new wording."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    while head and (_inside_word(before, head) or _inside_word(after, head)):
        head -= 1
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    while tail and (_inside_word(before, len(before) - tail) or _inside_word(after, len(after) - tail)):
        tail -= 1
    return Core(head, len(before) - tail, after[head : len(after) - tail])


def with_breaks(before: str, after: str) -> str:
    """Give a new wording with the line breaks of the old one where the words about them stay: a quotation in a mail flows on."""
    if "\n" not in before:
        return after
    old, new = _tokens(before), _tokens(after)
    stretches = (*differing(_bare(old), _bare(new)), (len(old), len(old), len(new), len(new)))
    pieces: list[str] = []
    at = 0
    for old_start, old_end, new_start, new_end in stretches:
        pieces += [*old[at:old_start], *new[new_start:new_end]]
        at = old_end
    return "".join(pieces).strip()


def pair_lines(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[int | None, int | None], ...]:
    """Tell which line became which, in reading order: (before, after), None where it was removed or added."""
    pairs: list[tuple[int | None, int | None]] = []
    at, to = 0, 0
    for old_start, old_end, new_start, new_end in (*differing(before, after), (len(before), len(before), len(after), len(after))):
        pairs += zip(range(at, old_start), range(to, new_start), strict=True)
        old, new = before[old_start:old_end], after[new_start:new_end]
        pairs += [
            (None if one is None else old_start + one, None if other is None else new_start + other) for one, other in _laid(old, new)
        ]
        at, to = old_end, new_end
    return tuple(pairs)


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """What is the same, then what was removed and added after it."""

    same: str
    removed: str = ""
    added: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.removed or self.added)


def _inside_word(text: str, at: int) -> bool:
    if not 0 < at < len(text) or text[at - 1].isspace() or text[at].isspace():
        return False
    low = next((n for n in range(at - 1, -1, -1) if text[n].isspace()), -1) + 1
    return any(low + match.start() < at < low + match.end() for match in _WORD.finditer(text[low : at + 80]))


def _changes(before: str, after: str) -> Iterator[_Step]:
    """Lay words against each other; the space before a word goes with it, and is compared by itself where the word stays."""
    old, new = _tokens(before), _tokens(after)
    bare_old, bare_new = _bare(old), _bare(new)
    same, at, to = "", 0, 0
    for old_start, old_end, new_start, new_end in (*differing(bare_old, bare_new), (len(old), len(old), len(new), len(new))):
        while at < old_start:
            if old[at] != new[to]:
                bare = bare_old[at]
                yield _Step(same, old[at].removesuffix(bare), new[to].removesuffix(bare))
                same = bare
            else:
                same += old[at]
            at, to = at + 1, to + 1
        yield _Step(same, "".join(old[old_start:old_end]), "".join(new[new_start:new_end]))
        same, at, to = "", old_end, new_end


def _tokens(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    rest = text[sum(map(len, found)) :]
    return [*found, rest] if rest else found


def _bare(tokens: Sequence[str]) -> list[str]:
    return [token.lstrip() for token in tokens]


def _tidied(steps: list[_Step]) -> list[_Step]:
    """Join changes that only spaces, marks or a word or two stand between, and take common spaces out of what changed."""
    joined: list[_Step] = []
    for step in steps:
        last = joined[-1] if joined else None
        if last is not None and last.differs and step.differs and _is_tiny(step.same, last, step):
            joined[-1] = _Step(last.same, last.removed + step.same + step.removed, last.added + step.same + step.added)
        elif last is not None and not last.differs:
            joined[-1] = _Step(last.same + step.same, step.removed, step.added)
        else:
            joined.append(step)
    return joined


def _is_tiny(same: str, last: _Step, step: _Step) -> bool:
    kept = words_of(same)
    if not kept:
        return (bool(words_of(last.removed + last.added)) and bool(words_of(step.removed + step.added))) or not same
    both = (max(len(words_of(one.removed)), len(words_of(one.added))) for one in (last, step))
    return len(same.strip()) <= 12 and all(count > len(kept) for count in both)


def _runs(steps: Sequence[_Step]) -> Iterator[Run]:
    same = ""
    for step in steps:
        removed, added = step.removed, step.added
        space = removed[: len(removed) - len(removed.lstrip())]
        lead = space if space and added.startswith(space) and removed != space and added != space else ""
        same += step.same + lead
        removed, added = removed[len(lead) :], added[len(lead) :]
        if not removed and not added:
            continue
        if same:
            yield Run(same)
        if removed:
            yield Run(removed, Mark.REMOVED)
        if added:
            yield Run(added, Mark.ADDED)
        same = ""
    if same:
        yield Run(same)


# --- lines -----------------------------------------------------------------------------------------------------------


def _laid(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Pair the lines of a block that changed, in order, so that those most alike meet."""
    if not old or not new:
        return [(n, None) for n in range(len(old))] + [(None, n) for n in range(len(new))]
    if len(old) > _MOST_LINES or len(new) > _MOST_LINES:
        short = min(len(old), len(new))
        return [(n, n) for n in range(short)] + _laid(old[short:], new[:0]) + [(None, n) for n in range(short, len(new))]
    bags = [bag_of(line) for line in new]
    alike = [[shared(one, other) for other in bags] for one in map(bag_of, old)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            met = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= _PAIRED else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], met)
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] >= _PAIRED and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs + [(n, None) for n in range(i, len(old))] + [(None, n) for n in range(j, len(new))]
