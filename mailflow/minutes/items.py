"""Which entries open an item, and what its number and title are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mailflow.minutes import action_terms, terms
from mailflow.minutes.blocks import Paragraph, fold, plain, without_start
from mailflow.minutes.columns import term
from mailflow.minutes.flow import Beside, Entry, Said, Sheet
from mailflow.minutes.numbers import Number, Scheme, looks_like_title, mark_at_start, number_at_start, rises, scheme_of
from mailflow.minutes.owners import INITIALS, looks_like_owners

_LETTERED = re.compile(r"^\(?[a-zA-Z]\)|^\([ivx]{1,5}\)")
_TITLE_THEN_TEXT = re.compile(r"^([A-ZÀ-Þ][^.:–—!?]{1,70}?)\s?(?::|\s[–—-])\s+(?=\S)")
SPECIAL = frozenset((*action_terms.ACTION_LISTS, *(word for table in terms.LISTS.values() for word in table)))


@dataclass(slots=True)
class Draft:
    """An item while its entries are gathered."""

    number: str
    title: str
    said: list[Said] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    """How a document shows its items: the scheme, whether in cells, whether headings are set off, and of which level.

    `titles`: identities of entries that are titles only by their place, in plain type.
    """

    scheme: Scheme
    in_cells: bool = False
    set_off: bool = False
    level: int = 0
    titles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """An item that an entry opens; `rest` is what of the paragraph is text already."""

    number: str
    title: str
    rest: Paragraph | None = None


def style_of(entries: Sequence[Entry]) -> Style:
    """Find how a document numbers and sets off its items."""
    said = [entry for entry in entries if isinstance(entry, Said)]
    in_cells = sum(1 for entry in said if entry.number) >= 2
    numbered = [(entry, number) for entry in said if (number := _number(entry.paragraph))]
    strong = [(entry, number) for entry, number in numbered if _is_set_off(entry.paragraph)]
    schemes = [Scheme.DECIMAL for entry in said if entry.number]
    if in_cells:
        return Style(Scheme.DECIMAL, True, True)
    schemes += [number.scheme for _, number in (strong if len(strong) >= 2 else [pair for pair in numbered if _may_open(*pair)])]
    scheme = scheme_of(schemes)
    levels = [entry.paragraph.heading for entry, number in strong if number.scheme is scheme and entry.paragraph.heading]
    of_scheme = [pair for pair in strong if pair[1].scheme is scheme and (len(pair[1].parts) == 1 or scheme is Scheme.YEAR)]
    if scheme is not Scheme.NONE:
        return Style(scheme, False, len(of_scheme) >= 2, min(levels, default=0))
    level = _common_level(said)
    set_off = [entry for entry in said if _is_set_off(entry.paragraph) and looks_like_title(entry.paragraph.text)]
    return Style(Scheme.NONE, False, True, level, frozenset() if level or len(set_off) >= 3 else _lone_titles(said))


def _lone_titles(said: Sequence[Said]) -> frozenset[int]:
    """Find short lines that stand over text in plain type, where nothing else sets items off; by identity."""
    return frozenset(
        id(entry)
        for entry, below in pairwise(said)
        if below.paragraph.goes_on
        and not entry.paragraph.goes_on
        and not entry.paragraph.marker
        and looks_like_title(entry.paragraph.text)
        and len(entry.paragraph.text.split()) <= 7
        and ":" not in entry.paragraph.text
        and not is_head(entry.paragraph.text)
        and not re.search(r"\d{4}", below.paragraph.text[:40])
    )


def _may_open(entry: Said, number: Number) -> bool:
    rest = without_start(entry.paragraph, 0).text if entry.paragraph.marker else entry.paragraph.text[number.length :]
    return number.scheme is not Scheme.LETTER or looks_like_title(rest)


def _common_level(said: Iterable[Said]) -> int:
    """The level of headings that items without numbers have: the shallowest that occurs twice; 0 where there is none."""
    counts: dict[int, int] = {}
    for entry in said:
        if entry.paragraph.heading and term(entry.paragraph.text) not in SPECIAL:
            counts[entry.paragraph.heading] = counts.get(entry.paragraph.heading, 0) + 1
    return min((level for level, count in counts.items() if count >= 2), default=0)


def _number(paragraph: Paragraph) -> Number | None:
    """The number a paragraph begins with, typed or the marker of a numbered list."""
    if paragraph.marker not in ("", "-"):
        inner = number_at_start(paragraph.text) if paragraph.text[:1].isdigit() else None
        return inner or Number(paragraph.marker.rstrip("."), Scheme.DECIMAL, 0) if paragraph.depth == 0 else None
    if paragraph.marker:
        return None
    return number_at_start(paragraph.text) or mark_at_start(paragraph.text)


def _is_set_off(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is set off as a heading: by its style, its weight, or capitals."""
    text = paragraph.text
    letters = [ch for ch in text if ch.isalpha()]
    capitals = len(letters) >= 4 and all(ch.isupper() for ch in letters) and len(text) <= 110
    number = number_at_start(text)
    lead = paragraph.lead
    return (
        bool(paragraph.heading)
        or (paragraph.bold and len(text) <= 200)
        or capitals
        or (bool(number and len(lead) > number.length))
    )


@dataclass(slots=True)
class Openings:
    """Decides, entry by entry, what opens an item; remembers the numbers so far."""

    style: Style
    last: tuple[int, ...] = ()
    top: int = 0
    counted: list[int] = field(default_factory=list)
    in_list: int = 0
    capital: bool | None = None
    seen: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)

    def opening(self, entry: Said, current: Draft | None) -> Opening | None:
        """Give the item that an entry opens; None where it belongs to the one before."""
        if entry.number:
            return self._by_cell(entry, current)
        if self.style.scheme is Scheme.NONE:
            return self._by_heading(entry)
        number = _number(entry.paragraph)
        if number is None or number.scheme is not self.style.scheme:
            return None
        if not self._fits(entry, number):
            return None
        rest = without_start(entry.paragraph, number.length)
        rest = Paragraph(rest.runs, rest.heading, "", 0, rest.goes_on)
        self._remember(number.text, number.parts)
        return _titled(number.text, rest, in_cell=entry.row >= 0)

    def _by_cell(self, entry: Said, current: Draft | None) -> Opening | None:
        parts = tuple(int(part) for part in re.findall(r"\d+", entry.number)[:4])
        text = entry.paragraph.text
        if (
            current
            and current.number == entry.number
            and (term(text).startswith(term(current.title)[:20]) or not _is_set_off(entry.paragraph))
        ):
            return None
        self._remember(entry.number, parts)
        if entry.titled:
            return Opening(entry.number, text.rstrip(" :"))
        return _titled(entry.number, entry.paragraph, in_cell=True)

    def _remember(self, text: str, parts: tuple[int, ...]) -> None:
        if text in self.seen:
            self.twice.append(text)
        self.seen.add(text)
        self.in_list = 0
        if parts:
            self.last, self.top = parts, parts[0]

    def _fits(self, entry: Said, number: Number) -> bool:
        """Tell whether a number at the start of a paragraph is an item's, by its place in the order and its looks."""
        parts, strong = number.parts, _is_set_off(entry.paragraph)
        if number.scheme is Scheme.YEAR:
            return (
                (not self.last or parts > self.last or number.text.rstrip(".") in self.seen or strong) and entry.row < 0
            ) or strong
        if number.scheme in (Scheme.LETTER, Scheme.ROMAN):
            if self.capital is not None and number.text.isupper() != self.capital:
                return False
            if rises(parts, self.last[:1]) and (strong or not self.style.set_off or not self.last):
                self.capital = number.text.isupper()
                return True
            return False
        if len(parts) > 1:
            return (parts[0] == self.top or ((strong or not self.top) and rises(parts, self.last))) and (
                parts > self.last or strong
            )
        if number.text in self.seen and not strong:
            self.in_list = parts[0]
            return False
        if self.in_list and parts[0] == self.in_list + 1 and not strong:
            self.in_list = parts[0]
            return False
        if self.style.set_off or self.style.in_cells:
            return (
                strong
                and (entry.row < 0 or entry.titled)
                and (rises(parts, self.last[:1]) or number.text in self.seen or entry.paragraph.heading > 0)
            )
        rest = entry.paragraph.text[number.length :]
        titled = looks_like_title(rest) or _TITLE_THEN_TEXT.match(rest) is not None or not rest
        if rises(parts, self.last[:1]) and (titled or number.scheme is not Scheme.DECIMAL or parts[0] == self.top + 1):
            return True
        self.in_list = parts[0]
        return False

    def _by_heading(self, entry: Said) -> Opening | None:
        """Number the items of a document that has none: by the order and depth of its headings."""
        paragraph, level = entry.paragraph, self.style.level
        if not self.counted and is_head(paragraph.text):
            return None
        if level:
            if not paragraph.heading or paragraph.heading < level or term(paragraph.text) in SPECIAL:
                return None
            depth = paragraph.heading - level
        elif id(entry) in self.style.titles:
            depth = 0
        elif (
            _is_set_off(paragraph)
            and looks_like_title(paragraph.text)
            and not paragraph.marker
            and term(paragraph.text) not in SPECIAL
        ):
            if term(paragraph.text) in action_terms.ACTION_MARKS or looks_like_owners(paragraph.text):
                return None
            depth = 0
        else:
            return None
        self.counted = [*self.counted[: depth + 1], *[0] * (depth + 1 - len(self.counted))]
        self.counted[depth] += 1
        return Opening(".".join(str(count) for count in self.counted if count), paragraph.text.rstrip(" :"))


_HEAD = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in terms.HEAD_WORDS)})\b", re.IGNORECASE)


def is_head(text: str) -> bool:
    """Tell whether a heading is that of the whole document: "Board meeting minutes – 17 April 2024"; not "Last meeting"."""
    return (
        term(text) not in action_terms.PREVIOUS_LISTS
        and _HEAD.search(text) is not None
        and (term(text) in terms.HEAD_WORDS or bool(re.search(r"\b(?:19|20)\d\d\b|\bof\b|\bmeeting\b", text)))
    )


def _titled(number: str, rest: Paragraph, *, in_cell: bool) -> Opening:
    """Part the title of an item from the text that may follow it in the same paragraph."""
    text = rest.text
    if not text:
        return Opening(number, "")
    if _LETTERED.match(text) and not rest.bold:
        return Opening(number, "", rest)
    if rest.heading or (rest.bold and len(text) <= 200 and not _LETTERED.match(text)):
        return Opening(number, text.rstrip(" :"))
    lead = rest.lead
    if lead and not _LETTERED.match(lead) and not INITIALS.match(lead.strip(" :")) and len(lead) <= 150 and not rest.bold:
        after = fold(text[len(lead) :]).lstrip(" :–—-")
        if lead.endswith((":", ".", "–", "-")) or after[:1].isupper() or not after[:1].isalpha():
            return Opening(number, lead.rstrip(" :.–—-"), plain(after) if after else None)
    if looks_like_title(text):
        return Opening(number, text.rstrip(" :"))
    match = _TITLE_THEN_TEXT.match(text)
    if (
        match
        and len(match[1].split()) <= 9
        and not looks_like_owners(match[1])
        and term(match[1]) not in action_terms.ACTION_MARKS
    ):
        return Opening(number, match[1].strip(), without_start(rest, match.end()))
    return Opening(number, "", rest)
