"""Who is who: Person and Roster; who is meant by "PS", "LADO", "Rich Painter", "the Clerk". It refuses to guess.

The people file (CSV) is read in `mailflow.people_file`. Owners are split ("PS/SH") where minutes are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from mailflow import addresses, names
from mailflow.errors import UsageError


class Standing(StrEnum):
    """What somebody is to the board."""

    CHAIR = "chair"
    CLERK = "clerk"
    MEMBER = "member"
    OFFICER = "officer"
    DEPUTY = "deputy"
    CONTACT = "contact"


# Those to whom minutes go even when the attendance list does not name them.
OF_THE_BOARD = frozenset({Standing.CHAIR, Standing.CLERK, Standing.MEMBER})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or a team, with an address. `number` is the store's, 1 to 65535, and never given to another; 0: not yet stored.

    `deputy`: the name of who stands in for them. `known_as`: other names and initials they go by.
    """

    name: str
    email: str
    number: int = 0
    initials: str = ""
    role: str = ""
    agency: str = ""
    standing: Standing = Standing.MEMBER
    deputy: str = ""
    other_emails: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return str(self.number)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address this person writes from, folded."""
        return tuple(addresses.fold(a) for a in (self.email, *self.other_emails))


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant by a text: `persons` where that is certain, else none, with the `candidates` and a sentence `doubt`."""

    text: str
    persons: tuple[Person, ...] = ()
    candidates: tuple[Person, ...] = ()
    doubt: str = ""

    @property
    def certain(self) -> bool:
        return bool(self.persons)


_UNSURE = re.compile(r"\?|\btbc\b|\btba\b|\btbd\b|\bor\b", re.IGNORECASE)
_EVERYBODY = frozenset(
    "all;all members;everyone;everybody;board members;all board members;members;the board;all to note;each member;"
    "alle;alle mitglieder;tous;tous les membres;todos;pawb;all partners".split(";")
)
_STANDING_WORDS = {
    Standing.CHAIR: frozenset("chair;chairman;chairwoman;chairperson;independent chair;vorsitz;président;presidente;cadeirydd".split(";")),
    Standing.CLERK: frozenset(
        "clerk;secretary;minute taker;minute-taker;town clerk;parish clerk;schriftführer;clerc;clerc y cyngor".split(";")
    ),
}


_OFFICES = frozenset(
    "chair chairman chairwoman chairperson vice-chair treasurer secretary clerk officer manager director lead head coordinator "
    "administrator president steward warden editor trustee governor member headteacher principal bursar vorsitz vorsitzende "
    "vorsitzender kassenwart kassenwartin schriftführer schriftführerin président présidente trésorier trésorière secrétaire "
    "presidente tesorero secretario cadeirydd trysorydd clerc ysgrifennydd".split()
)
_BRACKETED = re.compile(r"^(?P<outer>[^()\[\]]{1,80}?)\s?[(\[](?P<inner>[^()\[\]]{1,80})[)\]]\.?$")


@dataclass(frozen=True)
class Roster:
    """All the people of one board."""

    people: tuple[Person, ...]

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people)

    def by_number(self, number: int) -> Person | None:
        """Give the person of a number."""
        return self._by_number.get(number)

    def by_address(self, address: str) -> Person | None:
        """Give whose address this is, main or other; None where it is nobody's."""
        return self._by_address.get(addresses.fold(address))

    def one(self, text: str) -> Person:
        """Give the one person of an address, a name, initials or a role. Raises UsageError where that is nobody or several."""
        found = self.by_address(text)
        if found is not None:
            return found
        meant = self.who(text)
        if len(meant.persons) != 1:
            raise UsageError(f"{meant.doubt or f'“{text}” is more than one person'}.")
        return meant.persons[0]

    def clerk(self) -> Person | None:
        """Give the one clerk, where there is one."""
        return next((p for p in self.people if p.standing is Standing.CLERK), None)

    def names(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Give names for numbers; one that has left the roster is said to be unknown."""
        return tuple(p.name if (p := self.by_number(n)) else f"(person {n})" for n in numbers)

    def who(self, text: str) -> Meant:
        """Tell who is meant by one name, set of initials, role or team, as typed in minutes.

        The narrowest way of naming that fits anybody decides; where it fits more than one, or the text itself is
        unsure ("Lee ?"), nobody is meant and the candidates are named. What stands in brackets behind a name is looked at
        where the whole names nobody: "J.B. (Treasurer)", "Treasurer (J.B.)", "RL (Treasurer)" of two that are RL.
        """
        if (parts := _BRACKETED.match(text)) and not self._found(text):
            return self._with_bracket(text, self.who(parts["outer"]), self.who(parts["inner"]))
        bare = _UNSURE.sub(" ", text).strip(" -–,;:")
        folded = _called(bare)
        if not folded:
            return Meant(text, doubt=f"“{text}” names nobody")
        if folded in _EVERYBODY and not _UNSURE.search(text):
            everybody = tuple(p for p in self.people if p.standing in (Standing.CHAIR, Standing.MEMBER))
            if everybody:
                return Meant(text, everybody)
        found = self._found(bare)
        if _UNSURE.search(text):
            unsure = found or self._near(folded)
            return Meant(text, candidates=unsure, doubt=f"“{text}” is marked as uncertain{_perhaps(unsure)}")
        if len(found) == 1:
            return Meant(text, found)
        if found:
            return Meant(text, candidates=found, doubt=f"“{text}” may be " + " or ".join(p.name for p in found))
        near = self._near(folded)
        return Meant(text, candidates=near, doubt=f"“{text}” is nobody in the people file{_perhaps(near)}")

    def _found(self, bare: str) -> tuple[Person, ...]:
        """Give whom the narrowest way of naming fits."""
        folded = _called(bare)
        ways = self._ways(bare, folded) if folded else ()
        return next((hits for way in ways if (hits := tuple(p for p in self.people if way(p)))), ())

    def _with_bracket(self, text: str, outer: Meant, inner: Meant) -> Meant:
        """Put together who stands before a bracket and who in it: an office in it is dropped, or tells one of several."""
        if _UNSURE.search(text):
            unsure = outer.persons or outer.candidates
            return Meant(text, candidates=unsure, doubt=f"“{text}” is marked as uncertain{_perhaps(unsure)}")
        both = [p for p in outer.persons or outer.candidates if p in (inner.persons or inner.candidates)]
        if len(both) == 1:
            return Meant(text, tuple(both))
        office = _names_office(outer.text)
        if outer.certain and inner.certain and office and not _names_office(inner.text):
            names_of_both = (*outer.persons, *inner.persons)
            return Meant(text, candidates=names_of_both, doubt=f"“{text}” may be " + " or ".join(p.name for p in names_of_both))
        chosen = inner if office and not outer.certain else outer
        return replace(chosen, text=text, doubt=chosen.doubt.replace(f"“{chosen.text}”", f"“{text}”"))

    def _ways(self, bare: str, folded: str) -> tuple[Callable[[Person], bool], ...]:
        words = names.words_of(bare)
        joined = folded.replace(" ", "")
        standing = next((s for s, known in _STANDING_WORDS.items() if folded in known), None)
        is_initials = len(joined) <= 5 and " " not in bare.strip().replace(". ", ".") and joined.isalpha()
        return (
            lambda p: folded in (_called(p.name), *map(_called, p.known_as)) or words == names.words_of(p.name),
            lambda p: bool(p.initials) and names.fold(p.initials).replace(" ", "") == joined,
            lambda p: bool(p.role) and _called(p.role) == folded,
            lambda p: standing is not None and p.standing is standing,
            lambda p: len(words) >= 2 and _same_person(words, names.words_of(p.name)),
            lambda p: is_initials and bare.isupper() and not p.initials and names.initials_of(p.name) == joined.upper(),
            lambda p: len(words) == 1 and names.words_of(p.name)[-1] == words[0] and len(names.words_of(p.name)) > 1,
            lambda p: len(words) == 1 and len(words[0]) > 2 and names.words_of(p.name)[0] == words[0],
            lambda p: len(words) == 1 and len(words[0]) > 2 and names.same_first_name(words[0], names.words_of(p.name)[0]),
            lambda p: bool(p.agency) and p.standing in (Standing.CONTACT, Standing.OFFICER) and names.fold(p.agency) == folded,
        )

    def _near(self, folded: str) -> tuple[Person, ...]:
        """People who share a word, or all initials but one, with what was typed; at most four, for the clerk to choose from."""
        parts = [part for part in re.split(r"[\s/&,]+", folded) if part]
        hits = [
            p
            for p in self.people
            if any(
                (len(part) > 2 and any(part == w or names.same_first_name(part, w) for w in names.words_of(p.name)))
                or part == names.fold(p.initials or names.initials_of(p.name))
                for part in parts
            )
        ]
        return tuple(hits[:4])

    @cached_property
    def _by_number(self) -> dict[int, Person]:
        return {p.number: p for p in self.people}

    @cached_property
    def _by_address(self) -> dict[str, Person]:
        return {a: p for p in reversed(self.people) for a in p.addresses}


def _names_office(text: str) -> bool:
    """Tell whether the last word of a text is one of an office."""
    return _called(text).split(" ")[-1] in _OFFICES


def _called(text: str) -> str:
    """Fold what somebody is called: "the Clerk" is "clerk"."""
    return names.fold(text).removeprefix("the ")


def _perhaps(candidates: tuple[Person, ...]) -> str:
    return f"; perhaps {' or '.join(p.name for p in candidates)}" if candidates else ""


def _same_person(typed: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """First names may differ in form, surnames may not; middle names may be missing on either side."""
    if len(known) < 2 or typed[-1] != known[-1]:
        return False
    return names.same_first_name(typed[0], known[0])
