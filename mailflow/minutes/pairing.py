"""Which item, person, action or meeting of one version of minutes is which of another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from mailflow.likeness import differing, likeness, squeeze
from mailflow.minutes.differences import bag_of, shared
from mailflow.minutes.model import Minutes

T = TypeVar("T")
Pair = tuple[int | None, int | None]  # by place; None where it was not there, or is no more
_ALIKE = 0.6
_MOST = 10_000  # pairs laid against each other
_SHORT = 80  # characters compared letter by letter; of more the words are counted


def paired_items(before: Minutes, after: Minutes) -> tuple[Pair, ...]:
    """Pair items: of one number and title, of one title (renumbered), of one number (retitled), else by what they say."""
    return _paired(
        before.items,
        after.items,
        (
            lambda item: (item.number, squeeze(item.title)),
            lambda item: squeeze(item.title),
            lambda item: item.number,
            lambda item: item.text,
        ),
        lambda item: f"{item.title} {item.text}",
    )


def paired_attendance(before: Minutes, after: Minutes) -> tuple[Pair, ...]:
    """Pair rows of the attendance list: of one name, else of one role and agency, else of much the same name."""
    return _paired(
        before.attendance,
        after.attendance,
        (lambda row: squeeze(row.name), lambda row: squeeze(f"{row.role} {row.agency}")),
        lambda row: row.name,
    )


def paired_actions(before: Minutes, after: Minutes) -> tuple[Pair, ...]:
    """Pair actions: of one reference, of one item and wording, of one wording, else of much the same wording."""
    return _paired(
        before.actions,
        after.actions,
        (lambda one: one.ref or "", lambda one: (one.item, squeeze(one.text)), lambda one: squeeze(one.text)),
        lambda one: one.text,
    )


def paired(before: Sequence[T], after: Sequence[T], words: Callable[[T], str]) -> tuple[Pair, ...]:
    """Pair other things by their words."""
    return _paired(before, after, (words,), words)


def _paired(
    before: Sequence[T], after: Sequence[T], keys: Sequence[Callable[[T], Hashable]], words: Callable[[T], str]
) -> tuple[Pair, ...]:
    """Pair by the first key that both have and no other shares, then by likeness; in the order of `after`.

    What was removed stands behind what it stood behind before.
    """
    to: dict[int, int] = {}
    for key in keys:
        free_old = [n for n in range(len(before)) if n not in to]
        taken = set(to.values())
        free_new = [n for n in range(len(after)) if n not in taken]
        old, new = [key(before[n]) for n in free_old], [key(after[n]) for n in free_new]
        to |= {free_old[one]: free_new[other] for one, other in _equal(old, new)}
    to |= _alike(before, after, to, words)
    return tuple(_ordered(before, after, to))


def _equal(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """Pair what is equal: in order where that can be, else what is there but once."""
    blank = {"", ("", "")}
    names = {name: str(n) for n, name in enumerate(dict.fromkeys((*old, *new)))}
    coded_old, coded_new = [names[one] for one in old], [names[one] for one in new]
    met: set[int] = set()
    at = to = 0
    for old_start, old_end, new_start, new_end in (*differing(coded_old, coded_new), (len(old), len(old), len(new), len(new))):
        for one, other in zip(range(at, old_start), range(to, new_start), strict=True):
            if old[one] not in blank:
                met.add(one)
                yield one, other
        at, to = old_end, new_end
    for one, value in enumerate(old):
        if one not in met and value not in blank and old.count(value) == 1 and new.count(value) == 1:
            yield one, new.index(value)


def _alike(before: Sequence[T], after: Sequence[T], to: dict[int, int], words: Callable[[T], str]) -> dict[int, int]:
    taken = set(to.values())
    old, new = [n for n in range(len(before)) if n not in to], [n for n in range(len(after)) if n not in taken]
    if len(old) * len(new) > _MOST:
        return {}
    said_old, said_new = {n: words(before[n]) for n in old}, {n: words(after[n]) for n in new}
    bags_old, bags_new = ({n: bag_of(text) for n, text in said.items()} for said in (said_old, said_new))

    def score(one: int, other: int) -> float:
        short = max(len(said_old[one]), len(said_new[other])) <= _SHORT
        return likeness(said_old[one], said_new[other]) if short else shared(bags_old[one], bags_new[other])

    scored = sorted(((score(one, other), -one, -other) for one in old for other in new), reverse=True)
    found: dict[int, int] = {}
    for alike, one, other in scored:
        if alike >= _ALIKE and -one not in found and -other not in found.values():
            found[-one] = -other
    return found


def _ordered(before: Sequence[T], after: Sequence[T], to: dict[int, int]) -> Iterator[Pair]:
    came_from = {other: one for one, other in to.items()}
    steady = in_order(tuple(to.items()))
    behind: dict[int, list[int]] = {}
    anchor = -1
    for one in range(len(before)):
        if one in steady:
            anchor = to[one]
        elif one not in to:
            behind.setdefault(anchor, []).append(one)
    yield from ((one, None) for one in behind.get(-1, ()))
    for other in range(len(after)):
        yield came_from.get(other), other
        yield from ((one, None) for one in behind.get(other, ()))


def in_order(pairs: Sequence[Pair]) -> frozenset[int]:
    """Find those of one sequence that kept their order in the other, as many as can be; the rest were moved."""
    met = sorted((one, other) for one, other in pairs if one is not None and other is not None)
    tails: list[int] = []  # the least place that a row of a length can end at, and how it came there
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for at, (_, other) in enumerate(met):
        length = bisect_left(tails, other)
        before[at] = ends[length - 1] if length else None
        tails[length : length + 1] = [other]
        ends[length : length + 1] = [at]
    kept: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(met[step][0])
        step = before[step]
    return frozenset(kept)
