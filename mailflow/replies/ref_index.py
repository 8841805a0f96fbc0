"""The known actions of a context, ready for looking up by their refs, and what a naming of one is; the last few contexts are remembered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.replies.model import KnownAction

CONTEXTS_KEPT = 128  # a board's people answer within the same days
_RUN = re.compile(r"[a-z]+|\d+")
_LABEL_BEFORE = re.compile(r"^[\s\-–—*•·>(\[]*$")


@dataclass(frozen=True, slots=True)
class RefIndex:
    """The known actions, ready for looking up: by folded key, by last number, and the person's own in the letter's order."""

    by_key: Mapping[tuple[str, ...], str]
    by_tail: Mapping[int, tuple[str, ...]]
    firsts: frozenset[str]
    own: tuple[str, ...]
    refs: tuple[str, ...]
    reference: str


@dataclass(frozen=True, slots=True)
class FoundRef:
    """A naming of an action at [start, end). `ref` is the action's own spelling, None where it could not be told.

    `choices`: the refs it may mean, where there are several. `nearest`: the known ref most like it, where it is none.
    `label`: it opens a line or sentence, as a heading of what follows. `bare`: a number in running text, or the number
    of a list, which is a ref only if the clause speaks of progress. `weak`: one that may even then count something else. `placed`: it
    counts in the list of the letter.
    """

    start: int
    end: int
    ref: str | None
    text: str
    choices: tuple[str, ...] = ()
    nearest: str = ""
    label: bool = False
    weak: bool = False
    bare: bool = False
    placed: bool = False


def index_refs(known: Sequence[KnownAction], reference: str) -> RefIndex:
    """Prepare the known actions of one context for `find_in`; the contexts of the last few people are remembered."""
    return _indexed(tuple(known), reference)


@lru_cache(maxsize=CONTEXTS_KEPT)
def _indexed(known: tuple[KnownAction, ...], reference: str) -> RefIndex:
    folded = reference.casefold()
    by_key: dict[tuple[str, ...], str] = {}
    by_tail: dict[int, list[str]] = {}
    firsts: set[str] = set()
    for action in known:
        key = _key(action.ref, folded)
        by_key.setdefault(key, action.ref)
        if len(key) > 1:
            firsts.add(key[0])
        if len(key) == 2 and len(key[0]) == 4 and key[0].isdigit():  # 1819_14 is also 18/19-14 and 2018/19-14
            by_key.setdefault((key[0][:2], key[0][2:], key[1]), action.ref)
            by_key.setdefault(("20" + key[0][:2], key[0][2:], key[1]), action.ref)
        if key and key[-1].isdecimal() and action.ref not in by_tail.setdefault(int(key[-1]), []):
            by_tail[int(key[-1])].append(action.ref)
    own = tuple(dict.fromkeys(action.ref for action in known if action.mine and action.asked))
    tails = {n: _own_first(refs, own) for n, refs in by_tail.items()}
    return RefIndex(by_key, tails, frozenset(firsts), own, tuple(dict.fromkeys(a.ref for a in known)), folded)


def _own_first(refs: list[str], own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(refs, key=lambda ref: ref not in own))


def _key(ref: str, reference: str) -> tuple[str, ...]:
    runs = [fold_run(run) for run in _RUN.findall(ref.casefold())]
    return tuple(runs[1:] if len(runs) > 1 and runs[0] == reference else runs)


def fold_run(run: str) -> str:
    """Fold a run of letters or digits to what counts in a ref: no leading noughts."""
    return run.lstrip("0") or "0" if run.isdigit() else run


def is_label(text: str, start: int) -> bool:
    """Tell whether nothing but marks stands before a place of a text, so that what stands there may be a heading of what follows."""
    return bool(_LABEL_BEFORE.match(text, 0, start))
