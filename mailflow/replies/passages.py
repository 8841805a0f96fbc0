"""Where in the minutes a reply points: by item number, heading, paragraph, sentence or bullet, and by the words themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from mailflow.likeness import find_passage, fold, squeeze
from mailflow.minutes.model import Item
from mailflow.replies.codes import blotted
from mailflow.replies.phrases import lexicon

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_DECIMAL = re.compile(r"(?<![\w./£$€])(\d{1,3}(?:\.\d{1,3}){1,3}[a-z]?)(?![\w/]|[.:]\d)")
_LEADING_NUMBER = re.compile(r"^\W{0,3}(\d{1,3}[a-z]?)\s*(?:[-–—:)]|\.\s)")
MOST_PLACES = 60  # of words that are to be corrected everywhere
LEAST = 0.78  # less like than this, a passage is not even offered
SURE = 0.9  # as like as this, a passage is taken for the one that is meant


@dataclass(frozen=True, slots=True)
class Pointed:
    """A place that a sentence names: an item, and a paragraph, sentence or bullet of it counted from 1 (-1: the last).

    `missing`: the item's number where the minutes have no such item.
    """

    item: Item | None = None
    paragraph: int | None = None
    sentence: int | None = None
    bullet: int | None = None
    title: bool = False
    missing: str = ""

    @property
    def exact(self) -> bool:
        """Tell whether it is a passage and not only an item."""
        return bool(self.paragraph or self.sentence or self.bullet or self.title)


@dataclass(frozen=True, slots=True)
class Spot:
    """A passage of the minutes as it stands there, and the item it stands in.

    `at`: where in the item's text, if that is known. `score`: as in likeness.
    """

    item: Item
    text: str
    score: float = 1.0
    at: int | None = None


def point(text: str, items: Sequence[Item]) -> Pointed:
    """Find the place of the minutes that a sentence names; everything is empty where it names none.

    Page numbers are no help: a letter has no pages. `text` should have its quotations blotted out.
    """
    text = blotted(text)
    counted = _counted(text, "paragraph"), _counted(text, "sentence"), _counted(text, "bullet")
    named = _numbered(text, items, counted=any(counted)) or _headed(text, items)
    places = lexicon().places
    item, missing = named if named else (None, "")
    title = bool(_any_word(places["title"]).search(text)) and item is not None
    return Pointed(item, *counted, title, missing)


def passage_at(place: Pointed, items: Sequence[Item]) -> Spot | None:
    """Give the passage at a counted place; None where there is none, or where no item was named and several could be meant."""
    item = place.item or (items[0] if len(items) == 1 else None)
    if item is None:
        return None
    if place.title:
        return Spot(item, item.title)
    lines = [line for line in item.text.split("\n") if line.strip()]
    if place.bullet:
        return _nth(item, [line[2:] for line in lines if line.startswith("- ")], place.bullet)
    if place.paragraph:
        found = _nth(item, [line for line in lines if not line.startswith("- ")], place.paragraph)
        if found is None or not place.sentence:
            return found
        return _nth(item, _SENTENCE_END.split(found.text), place.sentence)
    return _nth(item, [s for line in lines for s in _SENTENCE_END.split(line)], place.sentence) if place.sentence else None


def locate(words: str, items: Sequence[Item], *, fuzzy: bool = True) -> tuple[Spot, ...]:
    """Find a passage in items: every place where it stands word for word, else the places most like it, best first."""
    spots = [spot for item in items for spot in _in_item(words, item, fuzzy=False)]
    if spots or not fuzzy:
        return tuple(spots)
    near = sorted((spot for item in items for spot in _in_item(words, item, fuzzy=True)), key=lambda spot: -spot.score)
    return tuple(spot for spot in near if spot.score >= near[0].score - 0.05)[:5] if near else ()


def everywhere_in(words: str, item: Item) -> tuple[Spot, ...]:
    """Find every place of an item's text where words stand word for word, in order."""
    found = find_passage(words, item.text, most=MOST_PLACES, fuzzy=False)
    return tuple(Spot(item, item.text[one.start : one.end], one.score, one.start) for one in sorted(found, key=lambda one: one.start))


def around(spot: Spot) -> str:
    """Give a passage with some of what stands about it, so that a person knows which is meant."""
    if spot.at is None:
        return spot.text
    low, high = max(0, spot.at - 30), spot.at + len(spot.text) + 30
    return spot.item.text[low:high].replace("\n", " ").strip()


def paragraph_of(about: str, items: Sequence[Item]) -> Spot | None:
    """Find the paragraph of the minutes that a quoted passage is, whole or in part."""
    wanted = squeeze(about.lstrip(" -•·*"))[:4000]
    if len(wanted) < 8:
        return None
    for item in items:
        for line, own in _lines(item.text):
            if len(own) > len(wanted) > 10 and wanted in own and (part := next(_in_item(wanted, item, fuzzy=False), None)) is not None:
                return part
            if own and (wanted == own or (len(wanted) > 20 and wanted in own) or (len(own) > 20 and own in wanted)):
                return Spot(item, line.removeprefix("- "))
    return None


@lru_cache(maxsize=2_000)
def _lines(text: str) -> tuple[tuple[str, str], ...]:
    """Give the lines of an item, each as it stands and folded."""
    return tuple((line, squeeze(line.removeprefix("- "))) for line in text.split("\n"))


def strip_places(text: str, items: Sequence[Item]) -> Iterator[str]:
    """Take the words about a place off the beginning of a text, one by one ("in item 3.1, the words X" gives "X" in the end)."""
    rest = text
    yield rest
    for _ in range(12):
        shorter = _place_words().sub("", rest, count=1).lstrip(" \t,;:-–—.")
        shorter = _without_heading(shorter, items)
        if shorter == rest:
            break
        rest = shorter
        yield rest


def opening_place(text: str, items: Sequence[Item]) -> Item | None:
    """Find the item that a sentence begins with ("Under Training ...", "Item 8 says ..."). `text` has its quotations blotted out."""
    *_, rest = strip_places(text, items)
    return point(text[: len(text) - len(rest)], items).item if len(rest) < len(text) and text.endswith(rest) else None


def strip_place_after(text: str) -> str:
    """Take a place off the end of a text ("1,500 in item 3.1" gives "1,500")."""
    return _place_after().sub("", text)


def is_this(text: str, *, whole: bool = False) -> bool:
    """Tell whether words only point ("this", "the above paragraph"); `whole`: at the paragraph, and not at a sentence of it."""
    said = squeeze(text).strip(" .,:;")
    return said in lexicon().places["this"] and (not whole or any(noun in said.split() for noun in lexicon().places["paragraph"]))


def names_attendance(text: str) -> bool:
    """Tell whether words speak of the list of who was there."""
    return bool(_any_word(lexicon().places["attendance"]).search(text))


def sentences_of(text: str) -> list[str]:
    """Cut a passage of the minutes into its sentences."""
    return [one for one in _SENTENCE_END.split(text) if one.strip()]


def _in_item(words: str, item: Item, *, fuzzy: bool) -> Iterator[Spot]:
    for body in (item.text, item.title):
        for found in find_passage(words, body, least=LEAST, fuzzy=fuzzy):
            yield Spot(item, body[found.start : found.end], found.score, found.start if body is item.text else None)


def _nth(item: Item, parts: Sequence[str], number: int) -> Spot | None:
    at = number - 1 if number > 0 else len(parts) + number
    return Spot(item, parts[at].strip()) if 0 <= at < len(parts) else None


def _numbered(text: str, items: Sequence[Item], *, counted: bool) -> tuple[Item | None, str] | None:
    by_number = _by_number(tuple(items))
    cued = _item_cue().search(text)
    if cued:
        number = _plain_number(cued[1])
        return by_number.get(number), "" if number in by_number else cued[1]
    for match in _DECIMAL.finditer(text):
        if _plain_number(match[1]) in by_number:
            return by_number[_plain_number(match[1])], ""
    led = _led_number().search(text)
    parted = led is not None and text[led.end() : led.end() + 1] in (",", ":")
    if led and (counted or parted) and led[1] in by_number:  # "the first sentence of 4", "under 4, ..."
        return by_number[led[1]], ""
    leading = _LEADING_NUMBER.match(text)
    return (by_number[leading[1]], "") if leading and leading[1] in by_number else None


@lru_cache(maxsize=64)
def _by_number(items: tuple[Item, ...]) -> Mapping[str, Item]:
    return {_plain_number(item.number): item for item in items if item.number}


@lru_cache(maxsize=64)
def _titles(items: tuple[Item, ...]) -> tuple[tuple[Item, str], ...]:
    return tuple((item, squeeze(item.title)) for item in items if len(item.title) >= 5)


def _headed(text: str, items: Sequence[Item]) -> tuple[Item | None, str] | None:
    folded = squeeze(text)
    titled = [item for item, title in _titles(tuple(items)) if title in folded]
    best = max(titled, key=lambda item: len(item.title), default=None)
    led = best is not None and (len(best.title.split()) > 1 or _any_word(lexicon().places["item_lead"]).search(text))
    return (best, "") if led else None


def _without_heading(text: str, items: Sequence[Item]) -> str:
    folded = fold(text)
    for item in items:
        title = fold(item.title)
        if len(title) >= 5 and folded.startswith(title):
            return text[len(title) :].lstrip(" \t,;:-–—.")
    return text


def _counted(text: str, noun: str) -> int | None:
    match = _ordinal_of(noun).search(text)
    if match is None:
        return None
    said = (match[1] or match[2]).casefold()
    return lexicon().place_ordinals.get(said)


def _plain_number(number: str) -> str:
    return number.casefold().strip(" .")


def _alternatives(words: Iterator[str] | frozenset[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def _any_word(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\b", re.IGNORECASE)


@cache
def _item_cue() -> re.Pattern[str]:
    nouns = _alternatives(lexicon().places["item"])
    return re.compile(rf"\b(?:{nouns})\.?\s*(\d{{1,4}}(?:[./]\d{{1,3}}){{0,3}}[a-z]?)\b(?!\s*%)", re.IGNORECASE)


@cache
def _led_number() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(lexicon().places['item_lead'])})\s+(\d{{1,3}})(?![\w.,%]\w|%)", re.IGNORECASE)


@cache
def _ordinal_of(noun: str) -> re.Pattern[str]:
    nouns = _alternatives(lexicon().places[noun])
    ordinals = _alternatives(frozenset(lexicon().place_ordinals))
    return re.compile(rf"\b(?:({ordinals})\.?\s+(?:{nouns})\b|(?:{nouns})\.?\s+({ordinals})\b)", re.IGNORECASE)


@cache
def _place_words() -> re.Pattern[str]:
    """Match one expression of place, or one word that leads to a passage, at the beginning."""
    places = lexicon().places
    nouns = _alternatives(places["item"] | places["page"])
    counted = _alternatives(places["paragraph"] | places["sentence"] | places["bullet"] | places["title"])
    ordinals = _alternatives(frozenset(lexicon().place_ordinals))
    prefixes = _alternatives(places["prefixes"])
    return re.compile(
        rf"^(?:(?:{nouns})\.?\s*\d[\d./]*[a-z]?\b|\d{{1,3}}(?:\.\d{{1,3}})+[a-z]?\b|\d{{1,3}}(?=\s*[-:),])|"
        rf"(?:{ordinals})\.?\s+(?:{counted})\b|(?:{counted})\.?\s+(?:{ordinals})\b|(?:{counted})\b|(?:{prefixes})(?![\w'’]))\s*",
        re.IGNORECASE,
    )


@cache
def _place_after() -> re.Pattern[str]:
    places = lexicon().places
    nouns = _alternatives(places["item"] | places["page"] | places["paragraph"])
    leads = _alternatives(places["item_lead"])
    return re.compile(rf"[\s,(]+(?:{leads})\s+(?:(?:{nouns})\.?\s*\d[\d.]*|\d{{1,3}}(?:\.\d{{1,3}})+)[a-z]?\)?\s*[.,]?$", re.IGNORECASE)
