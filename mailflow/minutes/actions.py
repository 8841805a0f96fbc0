"""The actions of one item: marked lines matched with the owners who stand beside them, and the item's text.

Owners in a column of their own are matched with the actions of their row by order alone. Who is left over, an owner
without an action or an action without an owner, is a Problem: nothing is invented and nothing dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from mailflow.minutes import action_terms
from mailflow.minutes.columns import term
from mailflow.minutes.flow import Beside, Said
from mailflow.minutes.marks import Line, lines_of, mark_lines, resolved_action, sentences, stated_action
from mailflow.minutes.model import Problem, StatedAction
from mailflow.minutes.owed import Calendar, terms_of
from mailflow.minutes.owners import looks_like_owners, split_owners

_SIMPLE_MARK = re.compile(r"^[\[(]?\s?actions?\s?[:–—.-]?\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document states its actions: `known`: short names of its people; `marked`: it marks some; `columned`: owners have a column."""

    calendar: Calendar
    known: Collection[str] = ()
    marked: bool = True
    columned: bool = False
    all_lines: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What one item holds: its text in canonical form, its actions, the Problems met, and words that are only furniture."""

    text: str
    actions: tuple[StatedAction, ...] = ()
    problems: tuple[Problem, ...] = ()
    furniture: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    """The lines of an item while owners and days are put to them."""

    lines: list[Line]
    dues: dict[int, str] = field(default_factory=dict)
    over: list[tuple[str, int]] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


def has_marks(said: Sequence[Said]) -> bool:
    """Tell whether any action is marked in these entries."""
    return any(line.action is not None for line in mark_lines(lines_of(said)))


def state_actions(number: str, said: Sequence[Said], beside: Sequence[Beside], manner: Manner) -> Stated:
    """Find the actions of an item and write its text."""
    work = _Work(mark_lines(lines_of(said)))
    if manner.all_lines:
        work.lines = [line if line.action is not None or line.aside else replace(line, action=line.text) for line in work.lines]
    for row in beside:
        _take_column(work, row)
    for row in beside:
        _match_row(work, row, manner)
    _match_leftovers(work)
    _take_sentences(work, manner)
    where = f"item {number}" if number else "an item without a number"
    return _result(work, number, where, manner)


# --- columns ---------------------------------------------------------------------------------------------------------


def _take_column(work: _Work, row: Beside) -> None:
    """Put the actions of an action column after the lines of their row."""
    at = max((index for index, line in enumerate(work.lines) if line.row == row.row), default=len(work.lines) - 1) + 1
    made: list[Line] = []
    for paragraph in row.actions:
        text = paragraph.text
        if term(text) in action_terms.NO_OWNER:
            work.furniture.append(text)
        elif made and looks_like_owners(text) and not made[-1].owners:
            made[-1] = replace(made[-1], owners=text)
        else:
            (line,) = mark_lines([Line(text, row.row, paragraph.bold)])[:1]
            made.append(line if line.action else replace(line, action=text))
    work.lines[at:at] = made


def _match_row(work: _Work, row: Beside, manner: Manner) -> None:
    owners = [owner for owner in row.owners if term(owner) not in action_terms.NO_OWNER]
    work.furniture += [owner for owner in row.owners if term(owner) in action_terms.NO_OWNER]
    here = [index for index, line in enumerate(work.lines) if line.row == row.row and line.action is not None]
    free = [index for index in here if not work.lines[index].owners]
    if len(owners) > len(free):
        free = _with_unmarked(work, row.row, owners, free, manner)
    open_ones = [index for index in free if not terms_of(work.lines[index].action or "", manner.calendar).owners]
    targets = open_ones if len(owners) < len(free) and len(owners) == len(open_ones) else free
    for index, owner in zip(targets, owners, strict=False):
        work.lines[index] = replace(work.lines[index], owners=owner)
    work.over += [(owner, row.row) for owner in owners[len(targets) :]]
    dues = list(row.dues)
    here = [index for index, line in enumerate(work.lines) if line.row == row.row and line.action is not None]
    if len(dues) == 1:
        dues *= max(len(here), 1)
    for index, due in zip(here, dues, strict=False):
        work.dues[index] = due
    if not here:
        work.furniture += [due for due in dues if term(due) in action_terms.NO_OWNER]
        work.over += [(due, row.row) for due in row.dues if term(due) not in action_terms.NO_OWNER]


def _with_unmarked(work: _Work, row: int, owners: list[str], free: list[int], manner: Manner) -> list[int]:
    """Look for actions that only their bold type marks, or that name the very owner; give all targets in order."""
    bold = [index for index, line in enumerate(work.lines) if line.row == row and line.action is None and _is_bold_sentence(line)]
    if bold and len(bold) + len(free) <= len(owners):
        return _marked_as_actions(work, sorted([*free, *bold]))
    short = [index for index, line in enumerate(work.lines) if line.row == row and line.action is None and _is_bold_phrase(line)]
    if short and len(short) + len(free) == len(owners):
        return _marked_as_actions(work, sorted([*free, *short]))
    named = [
        index
        for index, line in enumerate(work.lines)
        if line.row == row
        and line.action is None
        and (who := stated_action(line.text, manner.known))
        and set(split_owners(who)[0]) & set(split_owners(" / ".join(owners))[0])
    ]
    if named and len(named) + len(free) <= len(owners):
        return _marked_as_actions(work, sorted([*free, *named]))
    if not free and (found := _named_sentences(work, row, owners, manner)):
        for index, words in found.items():
            joined = "\n".join(sentence for sentence, _ in words)
            work.lines[index] = replace(work.lines[index], action=joined, owners="\n".join(who for _, who in words), label="\n")
        owners[:] = []
        return free
    if not manner.marked and not free:
        # No action is marked anywhere in this document: its column of owners is the only mark there is.
        plain = [index for index, line in enumerate(work.lines) if line.row == row and line.action is None]
        bullets = [index for index in plain if work.lines[index].bullet]
        for candidates in (bullets, plain, plain[-1:] if len(owners) == 1 else []):
            if len(candidates) == len(owners):
                return _marked_as_actions(work, candidates)
    return free


def _named_sentences(work: _Work, row: int, owners: Sequence[str], manner: Manner) -> dict[int, list[tuple[str, str]]]:
    """Find, for each of the owners in order, the sentence that begins with them ("AL to review the rota."); all or none."""
    found: dict[int, list[tuple[str, str]]] = {}
    waiting = [set(split_owners(owner)[0]) for owner in owners]
    for index, line in enumerate(work.lines):
        for sentence in sentences(line.text) if line.row == row and line.action is None else ():
            who = stated_action(sentence, manner.known)
            if who and waiting and set(split_owners(_bare_who(who))[0]) == waiting[0]:
                waiting.pop(0)
                found.setdefault(index, []).append((sentence, _bare_who(who)))
    return {} if waiting else found


def _marked_as_actions(work: _Work, indices: list[int]) -> list[int]:
    for index in indices:
        if work.lines[index].action is None:
            work.lines[index] = replace(work.lines[index], action=work.lines[index].text)
    return indices


def _is_bold_sentence(line: Line) -> bool:
    return line.bold and len(line.text.split()) >= 5 and (line.text.endswith(".") or len(line.text.split()) > 10)


def _is_bold_phrase(line: Line) -> bool:
    """Tell whether a line is a few bold words that may be an action, where there are as many owners as such lines."""
    return line.bold and len(line.text.split()) >= 3 and not line.text.endswith((":", "?"))


def _match_leftovers(work: _Work) -> None:
    """Give owners left over in a row to actions without owner that stand outside any row, in order."""
    outside = [index for index, line in enumerate(work.lines) if line.action is not None and line.row < 0 and not line.owners]
    if outside and len(outside) == len(work.over):
        for index, (owner, _) in zip(outside, work.over, strict=True):
            work.lines[index] = replace(work.lines[index], owners=owner)
        work.over = []


def _take_sentences(work: _Work, manner: Manner) -> None:
    """Find actions inside sentences: resolutions that name who is to act; "Clerk to ..." where nothing else marks actions."""
    for index, line in enumerate(list(work.lines)):
        if line.action is not None or line.aside:
            continue
        for sentence in sentences(line.text):
            who = resolved_action(sentence, manner.known)
            if who is None and not manner.columned and not line.text.startswith("|"):
                who = stated_action(sentence, manner.known)
            if who:
                work.lines[index] = replace(
                    work.lines[index],
                    action=_also(work.lines[index].action, sentence),
                    owners=_also(work.lines[index].owners, _bare_who(who)),
                    label="\n",
                )


def _also(one: str | None, other: str) -> str:
    return f"{one}\n{other}" if one else other


def _bare_who(who: str) -> str:
    return re.sub(r"^the\s", "", who, flags=re.IGNORECASE)


# --- the result ------------------------------------------------------------------------------------------------------


def _result(work: _Work, number: str, where: str, manner: Manner) -> Stated:
    actions: list[StatedAction] = []
    problems: list[Problem] = []
    for index, line in enumerate(work.lines):
        if line.action is None:
            continue
        several = line.label == "\n"
        owners = line.owners.split("\n") if several else [line.owners]
        for words, who in zip(line.action.split("\n") if several else [line.action], owners, strict=True):
            read = terms_of(words, manner.calendar, owners_text=who, due_text=work.dues.get(index, ""))
            actions.append(
                StatedAction(number, read.text, read.owners, read.delegate, read.due, read.due_text, None, read.status)
            )
            if not read.owners:
                problems.append(Problem(where, f"nobody stands against the action “{_short(read.text)}”"))
            elif not read.text:
                problems.append(Problem(where, f"“{who}” stands against an action without words"))
    for owner, row in work.over:
        near = _near(work.lines, row)
        beside = f": “{_short(near)}”" if near else ""
        problems.append(Problem(where, f"“{owner}” stands against text that is marked as no action{beside}", owner=owner))
    return Stated(_text(work.lines), tuple(actions), tuple(problems), tuple(work.furniture))


def _near(lines: Sequence[Line], row: int) -> str:
    """The text beside which an owner stands: the first plain line after the last action of its row, else the last plain one."""
    here = [line for line in lines if line.row == row] or list(lines)
    last = max((at for at, line in enumerate(here) if line.action is not None), default=-1)
    plain = [line.text for line in here[last + 1 :] if line.action is None] or [
        line.text for line in here if line.action is None
    ][-1:]
    return plain[0] if plain else ""


def _short(text: str, length: int = 140) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


def _text(lines: Sequence[Line]) -> str:
    """Write lines in the canonical form of Item.text."""
    text = ""
    bullet_before = False
    for line in lines:
        words = _words(line)
        bullet = line.bullet and (line.action is None or (line.label in ("", "\n", *action_terms.BOXES) and words == line.text))
        if text:
            text += "\n" if bullet and bullet_before else "\n\n"
        text += f"- {words}" if bullet else words
        bullet_before = bullet
    return text


def _words(line: Line) -> str:
    if line.action is None or line.label == "\n":
        return line.text
    typed = line.text.startswith(line.label) if line.label else False
    if typed and not _SIMPLE_MARK.match(line.label):
        return line.text
    words = line.text[len(line.label) :].strip() if typed else line.text
    words = words.rstrip("]") if line.label.startswith("[") and words.endswith("]") else words
    if not line.label and line.text != line.action and line.action in line.text:
        return line.text
    return f"Action: {words}" if _SIMPLE_MARK.match(line.label or "Action") else f"{line.label} {words}"


def is_list_of_actions(title: str) -> bool:
    """Tell whether a heading stands over a list of these minutes' actions."""
    return term(title) in action_terms.ACTION_LISTS
