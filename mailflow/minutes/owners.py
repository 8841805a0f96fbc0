"""Who an action falls to, as typed: "PS/SH" is two, "CW (Becky Hopkins)" delegates, "J.B. (Treasurer)" names an office.

Nobody is looked up here; a text either has the shape of names, initials, offices or teams, or it has not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailflow.minutes import action_terms, people_terms
from mailflow.minutes.blocks import fold
from mailflow.minutes.columns import term

# "PS", "J.B.", "J. B.", "CE-F"; "PS/SH" is split before this is asked.
INITIALS = re.compile(
    r"^(?:[A-Z]{1,5}|(?:[A-Z]\.\s?){2,4}|(?:[A-Z]\.){1,3}[A-Z]|[A-Z][a-z]?[A-Z]{1,3}|[A-Z]{1,3}-[A-Z]{1,3})\.?$"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*\.?"
_NAME_WORD = re.compile(rf"^(?:{_CAPITAL}|[a-zà-ö]['’][A-ZÀ-Þ][\w'’-]*)$")
_SPLIT = re.compile(r"\s*(?:/|&|\+|;|,|\band\b|\bund\b|\bet\b|\by\b|\n)\s*")
_BRACKETS = re.compile(r"\(([^()]{0,120})\)|\[([^\[\]]{0,120})\]")
_UNSURE = re.compile(r"\s*\?+\s*$")
_OFFICES = frozenset(word for words in people_terms.OFFICES.values() for word in words)
MAX_OWNER = 120


@dataclass(frozen=True, slots=True)
class Owed:
    """Who owes something and until when, as one annotation says it: "(PS, by 30 Nov)"."""

    owners: tuple[str, ...] = ()
    delegate: str | None = None
    due_text: str | None = None


def split_owners(text: str) -> tuple[tuple[str, ...], str | None]:
    """Split owners as typed, one each, in order, and tell who it is delegated to.

    A bracket that holds a person's name is the delegate and leaves the owner; one that holds an office or anything else
    stays with the owner it follows. "MP/Lee ?" is ("MP", "Lee ?"): doubt is not taken away.
    """
    text = fold(text).strip(" :;,–—-*")
    if not text:
        return (), None
    delegate: str | None = None
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        nonlocal delegate
        inside = fold(match[1] or match[2] or "")
        if delegate is None and is_person(re.sub(r"^(?:via|with|through|delegated to|for)\s+", "", inside, flags=re.IGNORECASE)):
            delegate = re.sub(r"^(?:via|with|through|delegated to|for)\s+", "", inside, flags=re.IGNORECASE)
            return " "
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    masked = _BRACKETS.sub(keep, text)
    parts = _joined([part for part in _SPLIT.split(masked) if part.strip(" .\x00") or "\x00" in part])
    owners = []
    for part in parts:
        for number, bracket in enumerate(kept):
            part = part.replace(f"\x00{number}\x00", bracket)
        part = fold(part).strip(" :;,–—-")
        part = part if INITIALS.match(part) else part.rstrip(".")
        if part:
            owners.append(part)
    return tuple(dict.fromkeys(owners)), delegate


def _joined(parts: list[str]) -> list[str]:
    """Put "Planning and Finance Officer" together again: a split that leaves a word of an office alone was none."""
    joined: list[str] = []
    for part in parts:
        word = term(part)
        incomplete = (
            joined
            and word.split(" ")[-1:]
            and _is_loose(joined[-1])
            and not INITIALS.match(joined[-1].strip())
            and _names_office(part)
        )
        if incomplete:
            joined[-1] = f"{joined[-1].strip()} and {part.strip()}"
        else:
            joined.append(part)
    return joined


def _is_loose(text: str) -> bool:
    """Tell whether a text needs a noun to follow: "Planning", "Finance", "Children"."""
    words = term(text).split()
    return len(words) <= 2 and bool(words) and words[-1] in _HALVES


_HALVES = frozenset(
    "planning finance policy health children young training commissioning quality safeguarding engagement buildings estates "
    "highways events staffing".split()
)


def _names_office(text: str) -> bool:
    words = term(text).split()
    return len(words) >= 2 and words[-1] in people_terms.OFFICE_WORDS


def is_person(text: str) -> bool:
    """Tell whether a text has the shape of one person's full name: two to five capitalised words, none of an office."""
    bare = _UNSURE.sub("", fold(text)).strip(" ,.;")
    words = bare.split(" ")
    titled = len(words) > 1 and term(words[0]) in people_terms.TITLES
    rest = [word for word in words if term(word) not in people_terms.TITLES]
    if not 1 <= len(rest) <= 5 or (len(rest) == 1 and not titled) or len(bare) > 60 or any(ch.isdigit() for ch in bare):
        return False
    if any(term(word) in people_terms.OFFICE_WORDS for word in rest) or term(bare) in _OFFICES:
        return False
    shaped = all(_NAME_WORD.match(word) or term(word) in people_terms.NAME_PARTICLES for word in rest)
    return shaped and bool(_NAME_WORD.match(rest[-1])) and not all(word.isupper() and len(word) <= 3 for word in rest)


def is_office(text: str) -> bool:
    """Tell whether a text is an office, a team or everybody: "Clerk", "Business Unit", "All members"."""
    typed = re.sub(r"^(?:the|der|die|le|la|el|y)\s", "", fold(text), flags=re.IGNORECASE).split(" ")
    words = [term(word) for word in typed]
    if not 1 <= len(words) <= 6 or any(
        word.islower() and word not in _SMALL and word not in people_terms.OFFICE_WORDS for word in typed
    ):
        return False
    return words[-1] in people_terms.OFFICE_WORDS or (words[0] in people_terms.OFFICES_BEGIN and len(words) <= 5)


_SMALL = frozenset("of for and the & in members board partners".split())


def looks_like_owner(text: str) -> bool:
    """Tell whether one part has the shape of an owner: initials, a name, a first name, an office or a team."""
    bare = _UNSURE.sub("", _BRACKETS.sub(" ", fold(text))).strip(" ,.;:")
    if not bare or len(bare) > 60 or any(ch.isdigit() for ch in bare):
        return False
    words = bare.split(" ")
    if len(words) > 1 and words[0].lower() in action_terms.IMPERATIVES:
        return False
    if INITIALS.match(bare) or INITIALS.match(bare + ".") or is_person(bare) or is_office(bare):
        return True
    return len(words) <= 4 and all(_NAME_WORD.match(word) or term(word) in people_terms.NAME_PARTICLES for word in words)


def looks_like_owners(text: str) -> bool:
    """Tell whether a whole text is nothing but owners."""
    if len(text) > MAX_OWNER:
        return False
    owners, _ = split_owners(text)
    return (
        bool(owners) and all(looks_like_owner(owner) for owner in owners) and not re.search(r"[.!?]\s+[A-Z][a-z]+\s[a-z]", text)
    )
