"""What somebody wants to type into their answer, and where; `edited` does it to a reply that is plain text, as a person in an editor would.

A place is told by words of ours (`at`): they are looked for without regard to white space, quotation marks (">") and line ends, so that a
wish holds for each client and for each make of the letter.
"""

from __future__ import annotations

import enum
import json
from dataclasses import asdict, dataclass, replace


class Place(enum.Enum):
    """Where words are typed."""

    TOP = "top"
    BOTTOM = "bottom"
    AFTER = "after"  # Enter at the end of the line that `at` ends in, then the words
    BESIDE = "beside"  # at the end of that line
    OVER = "over"  # over `old`, which is part of `at`


@dataclass(frozen=True)
class Typed:
    """Words, and where they are typed."""

    words: str
    place: Place = Place.TOP
    at: str = ""
    old: str = ""


@dataclass(frozen=True)
class Wish:
    """One answer. `kept`: the words of ours that are left of the quotation. `link`: the words of a link that is clicked in place of
    answering. `to_all`: answered to all."""

    typed: tuple[Typed, ...]
    kept: tuple[str, ...] = ()
    link: str = ""
    to_all: bool = False

    @property
    def words(self) -> str:
        """What was typed, a line each."""
        return "\n".join(each.words for each in self.typed)

    def as_json(self) -> str:
        """Give it as text, for an editor that is a process of its own."""
        return json.dumps(asdict(self), default=lambda place: place.value)

    @classmethod
    def from_json(cls, text: str) -> Wish:
        """Read it back."""
        shown = json.loads(text)
        typed = tuple(Typed(**{**each, "place": Place(each["place"])}) for each in shown["typed"])
        return replace(cls(typed), kept=tuple(shown["kept"]), link=shown["link"], to_all=shown["to_all"])


def edited(text: str, wish: Wish) -> str:
    """Give a reply (its text as a client put it before the editor) with the wish carried out.

    Raises LookupError where words of ours are not in it.
    """
    lines = text.split("\n")
    for each in wish.typed:
        if each.place is Place.AFTER:
            end = end_of(lines, each.at)
            lines[end + 1 : end + 1] = ["", *each.words.split("\n"), ""]
        elif each.place is Place.BESIDE:
            end = end_of(lines, each.at)
            lines[end] = lines[end].rstrip() + each.words
        elif each.place is Place.OVER:
            lines = _typed_over(lines, each)
    if wish.kept:
        lines = _trimmed(lines, wish)
    for each in wish.typed:
        if each.place is Place.TOP:
            lines = [*each.words.split("\n"), "", *lines]
        elif each.place is Place.BOTTOM:
            end = next((n for n, line in enumerate(lines) if line == "-- "), len(lines))
            lines[end:end] = ["", *each.words.split("\n"), ""]
    return "\n".join(lines)


def end_of(lines: list[str], words: str) -> int:
    """Give the number of the line in which words of ours end. Raises LookupError."""
    return _span(lines, words)[1]


def _span(lines: list[str], words: str) -> tuple[int, int]:
    """Give the first and the last line of words, compared by their letters, figures and marks alone."""
    letters = [(character, number) for number, line in enumerate(lines) for character in line if not _is_filling(character)]
    sought = "".join(character for character in words if not _is_filling(character))
    found = "".join(character for character, _ in letters).find(sought)
    if found < 0:
        raise LookupError(f"not in the quotation: {words!r}")
    return letters[found][1], letters[found + len(sought) - 1][1]


def _is_filling(character: str) -> bool:
    return character.isspace() or character in ">|*"


def _typed_over(lines: list[str], each: Typed) -> list[str]:
    first, last = _span(lines, each.at)
    for number in range(first, last + 1):
        if each.old in lines[number]:
            return [*lines[:number], lines[number].replace(each.old, each.words, 1), *lines[number + 1 :]]
    raise LookupError(f"not in one line of the quotation: {each.old!r}")


def _trimmed(lines: list[str], wish: Wish) -> list[str]:
    """Leave the line that says who wrote, the lines of `kept`, and all that is not quoted."""
    kept = {number for words in wish.kept for number in range(_span(lines, words)[0], _span(lines, words)[1] + 1)}
    own = {line for each in wish.typed for line in each.words.split("\n")}
    return [line for n, line in enumerate(lines) if n in kept or line in own or not line.lstrip().startswith((">", "|"))]
