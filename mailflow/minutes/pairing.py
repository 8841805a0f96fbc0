"""Which item, person, action or meeting of one version of minutes is which of another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from mailflow.likeness import differing, likeness, squeeze
from mailflow.minutes.model import Attendance, Item, Minutes, StatedAction

T = TypeVar("T")
Pair = tuple[T | None, T | None]
_ALIKE = 0.6
_MOST = 2_500  # pairs laid against each other by likeness


def paired_items(before: Minutes, after: Minutes) -> tuple[Pair[Item], ...]:
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


def paired_attendance(before: Minutes, after: Minutes) -> tuple[Pair[Attendance], ...]:
    """Pair rows of the attendance list: of one name, else of one role and agency, else of much the same name."""
    return _paired(
        before.attendance,
        after.attendance,
        (lambda row: squeeze(row.name), lambda row: squeeze(f"{row.role} {row.agency}")),
        lambda row: row.name,
    )


def paired_actions(before: Minutes, after: Minutes) -> tuple[Pair[StatedAction], ...]:
    """Pair actions: of one reference, of one item and wording, of one wording, else of much the same wording."""
    return _paired(
        before.actions,
        after.actions,
        (lambda one: one.ref or "", lambda one: (one.item, squeeze(one.text)), lambda one: squeeze(one.text)),
        lambda one: one.text,
    )


def paired(before: Sequence[T], after: Sequence[T], words: Callable[[T], str]) -> tuple[Pair[T], ...]:
    """Pair other things by their words."""
    return _paired(before, after, (words,), words)


def _paired(
    before: Sequence[T], after: Sequence[T], keys: Sequence[Callable[[T], Hashable]], words: Callable[[T], str]
) -> tuple[Pair[T], ...]:
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
    return tuple(
        (before[one] if one is not None else None, after[other] if other is not None else None)
        for one, other in _ordered(before, after, to)
    )


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
    scored = sorted(((likeness(words(before[one]), words(after[other])), -one, -other) for one in old for other in new), reverse=True)
    found: dict[int, int] = {}
    for score, one, other in scored:
        if score >= _ALIKE and -one not in found and -other not in found.values():
            found[-one] = -other
    return found


def _ordered(before: Sequence[T], after: Sequence[T], to: dict[int, int]) -> Iterator[tuple[int | None, int | None]]:
    came_from = {other: one for one, other in to.items()}
    behind: dict[int, list[int]] = {}
    anchor = -1
    for one in range(len(before)):
        if one in to:
            anchor = to[one]
        else:
            behind.setdefault(anchor, []).append(one)
    yield from ((one, None) for one in behind.get(-1, ()))
    for other in range(len(after)):
        yield came_from.get(other), other
        yield from ((one, None) for one in behind.get(other, ()))
