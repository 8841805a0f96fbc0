"""The numbers of items: which scheme a document uses, and whether a number at the start of a paragraph opens an item.

Boards number "3.", "3.1", "Item 4 –", "24/083" (the year in it), "A.", "IV."; members' lists inside an item are
numbered too. What tells them apart is the order of the numbers and the shape of what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """How a document numbers its items."""

    DECIMAL = "decimal"
    YEAR = "year"
    ROMAN = "roman"
    LETTER = "letter"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a text: as it is kept ("3.1"), its scheme, and how many characters it takes with what follows it."""

    text: str
    scheme: Scheme
    length: int

    @property
    def parts(self) -> tuple[int, ...]:
        """The figures in it, for comparing: (3, 1)."""
        if self.scheme is Scheme.ROMAN:
            return (roman(self.text),)
        if self.scheme is Scheme.LETTER:
            return (ord(self.text.lower()) - ord("a") + 1,)
        return tuple(int(part) for part in re.findall(r"\d+", self.text))


_WORD = r"(?:(?:agenda\s)?item|minute|min\.?|top|punkt|point|punto|eitem|§)\s?(?:no\.?\s?)?"
_AFTER = r"(?P<after>\s?[.):–—-]{0,2}(?:\s+|$)|\s*[–—:-]\s*)"
_YEAR = re.compile(
    rf"(?:{_WORD})?(?P<number>(?:[A-Z]{{1,4}}[ /.-]?)?(?:(?:19|20)?\d\d[/-]\d{{1,4}}|\d{{1,4}}/(?:19"
    rf"|20)?\d\d)(?:\.\d{{1,2}}){{0,2}}[a-z]?){_AFTER}",
    re.IGNORECASE,
)
_DECIMAL = re.compile(
    rf"(?P<word>{_WORD})?(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}(?:\.?[a-z](?![\w]))?){_AFTER}", re.IGNORECASE
)
_ROMAN = re.compile(r"\(?(?P<number>[ivxl]{1,6}|[IVXL]{1,6})(?:[.)]|\s[–-])(?:\s+|$)")
_LETTER = re.compile(r"\(?(?P<number>[A-Za-z])[.)](?:\s+|$)")
_DATE_AFTER = re.compile(r"(?:st|nd|rd|th)?\s?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)


def number_at_start(text: str) -> Number | None:
    """Find a decimal number or one with the year in it at the start of a text; "18 October" and "24 people" are none."""
    match = _YEAR.match(text)
    if match and not re.match(r"(?:19|20)\d\d[-/]\d\d$", match["number"]):
        return Number(match["number"], Scheme.YEAR, match.end())
    match = _DECIMAL.match(text)
    if not match or _DATE_AFTER.match(text[match.end("number") :].lstrip()):
        return None
    number, after = match["number"].rstrip("."), match["after"]
    plain = "." not in number and not match["word"] and not after.strip()
    if plain and after and not re.match(r"[A-ZÀ-Þ“\"'(]", text[match.end() :]):
        return None
    return Number(number, Scheme.DECIMAL, match.end())


def mark_at_start(text: str) -> Number | None:
    """Find a roman number or a letter at the start of a text: "IV. Finance", "(a) Offenders"."""
    if match := _ROMAN.match(text):
        return Number(match["number"], Scheme.ROMAN, match.end())
    if match := _LETTER.match(text):
        return Number(match["number"], Scheme.LETTER, match.end())
    return None


def cell_number(text: str) -> str:
    """Clean the number of a cell: "2." is "2", "Item 4" is "4", "(a)" is "a"."""
    bare = re.sub(rf"^{_WORD}", "", text.strip(), flags=re.IGNORECASE) or text.strip()
    return bare.strip(" .():–—-") or bare


def roman(text: str) -> int:
    """Give the value of a roman number."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    total = 0
    letters = text.lower()
    for at, letter in enumerate(letters):
        value = values.get(letter, 0)
        total += -value if at + 1 < len(letters) and values.get(letters[at + 1], 0) > value else value
    return total


def looks_like_title(text: str) -> bool:
    """Tell whether words have the shape of a title: short, begun with a capital, not ended as a sentence."""
    ended = re.sub(r"\s*\([^()]{1,40}\)$", "", text).endswith(".") and text.endswith(")")  # "... by ward. (AP17)"
    return (
        0 < len(text) <= 110
        and len(text.split()) <= 16
        and not ended
        and (not text.endswith((".", ";", ",")) or re.match(r"(?:[A-Z]\.){2,5}$", text) is not None)
        and not text[0].islower()
        and not re.search(r"[.!?]\s+[A-Z]", text)
    )


def rises(parts: tuple[int, ...], before: tuple[int, ...]) -> bool:
    """Tell whether a number may follow another in order: 3 then 3.1, 3.1 then 3.2 or 4; a few may be left out."""
    if not before:
        return parts[0] <= 3 or len(parts) > 1
    if len(parts) > 1 and parts[: len(before)] == before:
        return True
    if parts <= before:
        return False
    shared = next(
        (at for at, (one, other) in enumerate(zip(parts, before, strict=False)) if one != other), min(len(parts), len(before))
    )
    return shared >= len(parts) or shared >= len(before) or parts[shared] - before[shared] <= 6


def scheme_of(numbers: Iterable[Scheme]) -> Scheme:
    """Choose the scheme that a document's headings use: that with the year in it, decimals, roman numbers, letters, in this order."""
    counts: dict[Scheme, int] = {}
    for scheme in numbers:
        counts[scheme] = counts.get(scheme, 0) + 1  # and in the order of their first use
    # Under decimals that came first, "24/41" is an earlier action or minute that is spoken of.
    first = next(iter(counts)) is Scheme.YEAR or counts.get(Scheme.DECIMAL, 0) < 3 if counts else False
    if first and counts.get(Scheme.YEAR, 0) >= 2 and counts[Scheme.YEAR] * 2 >= counts.get(Scheme.DECIMAL, 0):
        return Scheme.YEAR
    if counts.get(Scheme.DECIMAL, 0):
        return Scheme.DECIMAL
    lettered = [scheme for scheme, count in counts.items() if scheme in (Scheme.ROMAN, Scheme.LETTER) and count >= 2]
    # Inside items marked A., B. stand (i), (ii), and inside I., II. stand a), b): what comes first is the items'.
    return lettered[0] if lettered else (Scheme.YEAR if Scheme.YEAR in counts else Scheme.NONE)
