"""Which of the words of a sentence are the new wording of a passage, told by their shape and by what stands beside the passage."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.likeness import squeeze
from mailflow.replies.passages import Spot

REPEATED = 4  # words beside a passage
_WORDS = re.compile(r"\s*\S+\s*")
_PART = re.compile(r"[,;:]\s")
_WORD = re.compile(r"\S+")
_EDGES = " .,;:"


def same_shape(new: str, spot: Spot) -> str | None:
    """Cut the words around a new wording: of "the event is in December, not November" only "December" is new.

    The words beside the passage in the minutes show where it begins or ends; else figures and capitals do. None where
    nothing does.
    """
    words, old = new.rstrip(" .,;-–—").split(), spot.text.split()
    count = len(old)
    if len(words) <= count:
        return " ".join(words)
    before, after = _neighbours(spot)
    folded = [squeeze(word).strip(" .,;:") for word in words]
    framed = _framed(folded, before, after, spot, words)
    if framed is not None:
        return framed
    kinds = [kind_of(word) for word in old]
    windows = [low for low in range(len(words) - count + 1) if [kind_of(word) for word in words[low : low + count]] == kinds]
    leads = {low for low in windows if low and folded[low - 1] == before}
    trails = {low for low in windows if after and folded[low + count : low + count + 1] == [after]}
    # One side tells where the other is the end; words behind it on the other side are perhaps new too.
    beside = [low for low in windows if (low in leads and low + count == len(words)) or (low in trails and low + count + 1 == len(words))]
    beside = sorted(leads & trails) or beside or sorted(trails & {0})
    told = beside or [low for low in windows if low == len(words) - count and any(map(any, kinds))]
    return " ".join(words[told[0] : told[0] + count]) if len(told) == 1 else None


def narrowed(spot: Spot, new: str) -> Spot:
    """Narrow a passage to its only figure where the new wording is a figure alone: "45 visitors should be 54" takes no visitors away."""
    figures = [word for word in _WORD.finditer(spot.text) if kind_of(word[0])[0]]
    if len(figures) != 1 or len(spot.text.split()) < 2 or not kind_of(new)[0] or any(map(str.isalpha, new)) or len(new.split()) > 1:
        return spot
    said = figures[0][0].rstrip(_EDGES)
    at = spot.at + figures[0].start() if spot.at is not None else None
    return replace(spot, text=said, at=at)


def runs_on(old: str, new: str) -> bool:
    """Tell whether a new wording goes on into something else: it is longer than what it replaces, by another part of the sentence."""
    said = new.split()
    return len(said) > len(old.split()) + 2 and len(_PART.findall(new)) > len(_PART.findall(old))


def widened(spot: Spot, new: str) -> Spot:
    """Widen a passage by the words beside it that its new wording repeats, lest they stand there twice ("Ms Bright" + "will speak")."""
    if spot.at is None:
        return spot
    text, low, high = spot.item.text, spot.at, spot.at + len(spot.text)
    words, old = squeeze(new).split(), squeeze(spot.text).split()
    before, after = _WORDS.findall(text[:low][-80:].rpartition("\n")[2]), _WORDS.findall(text[high:][:80].partition("\n")[0])
    lead = next((n for n in range(min(REPEATED, len(before), len(words) - 1), 0, -1) if _same(before[-n:], words[:n])), 0)
    trail = next((n for n in range(min(REPEATED, len(after), len(words) - 1), 0, -1) if _same(after[:n], words[-n:])), 0)
    if lead and words[0] != old[0]:
        low -= sum(map(len, before[-lead:]))
    if trail and words[-1] != old[-1]:
        high += sum(map(len, after[:trail]))
    wide = text[low:high] if new.rstrip()[-1:] in _EDGES else text[low:high].rstrip(_EDGES)
    wide = spot.text if len(wide) < len(spot.text) else wide
    start = low + len(wide) - len(wide.lstrip())
    return replace(spot, text=wide.strip(), at=start)


def _same(left: list[str], right: list[str]) -> bool:
    return [squeeze(word).strip(_EDGES) for word in left] == [word.strip(_EDGES) for word in right]


def _framed(folded: list[str], before: str, after: str, spot: Spot, words: list[str]) -> str | None:
    """Cut what stands between, or behind, the very words that stand beside the passage in the minutes, where each of them is there once."""
    most = len(spot.text.split()) + 1
    if not before or folded.count(before) != 1:
        return None
    low = folded.index(before) + 1
    if after and folded.count(after) == 1 and low < (high := folded.index(after)) <= low + most:
        return " ".join(words[low:high])
    rest = words[low:]
    figures = any(map(str.isdigit, spot.text)) and any(map(str.isdigit, "".join(rest)))
    return " ".join(rest) if rest and figures and len(rest) <= most else None


def _neighbours(spot: Spot) -> tuple[str, str]:
    """Give the words before and after a passage in the minutes, folded."""
    if spot.at is None:
        return "", ""
    before = squeeze(spot.item.text[max(0, spot.at - 40) : spot.at]).split()
    after = squeeze(spot.item.text[spot.at + len(spot.text) :][:40]).split()
    return (before[-1].strip(".,;:") if before else ""), (after[0].strip(".,;:") if after else "")


def kind_of(word: str) -> tuple[bool, bool]:
    """Give what kind of word it is: whether it holds figures, and whether it has a capital."""
    return any(char.isdigit() for char in word), word[:1].isupper()
