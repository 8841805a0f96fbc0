"""The phrase tables: what people write, by language and by sense, compiled once into one tree of words.

A table is `phrases/<language>.toml`: `fillers` (words that may stand inside a phrase), `senses` (phrases by what they mean:
see Sense), `refs` and `places` (words beside numbers), `corrections` (frames with {find} and {replace}), `forms` (how an
answer that is understood reads). In a phrase "a|b" is either word and "a?" one that may be missing. To teach mailflow a
phrase, add it to a table; to teach it a language, add a table and name it in LANGUAGES.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "cy")
REF_WORD = "REF"  # stands in a phrase, and in the words of a sentence, for the ref of an action
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")
_STRAIGHT = str.maketrans("’‘`´ʼ", "'''''")
_CHOICE = re.compile(r"\w+(?:\|\w+)+")
_GROUP = re.compile(r"(\([^()]*\))")
_MAYBE_SPACE = "\x00"
_END = ""
_SKIPPED_AT_MOST = 2


class Sense(StrEnum):
    """What a phrase means; each is a key of `senses` in a table."""

    FINISHED = "finished"  # done; certain where it is the predicate
    WHOLE = "whole"  # done, whatever stands around it ("can be closed")
    MADE_GOOD = "made_good"  # after "was not done": that it is by now
    FINISH = "finish"  # the verb in its base form: speaks of finishing, not of having finished
    ACTED = "acted"  # something was done, perhaps what the action asks
    LEAD = "lead"  # leads to a participle ("has been"), so that it is the predicate
    NEGATIVE = "negative"
    UNFINISHED = "unfinished"
    NEARLY = "nearly"
    FUTURE = "future"
    LATER = "later"  # a time to come
    CONDITION = "condition"
    MAYBE_CONDITION = "maybe_condition"
    HEARSAY = "hearsay"
    INFINITIVE = "infinitive"  # counts as future right before the word only
    HEDGE = "hedge"
    EMPHASIS = "emphasis"  # means nothing by itself; here so that its words are not taken for something else
    PROGRESS = "progress"
    OPEN = "open"
    NO_NEWS = "no_news"
    NO_MATTER = "no_matter"  # nothing to raise, of the minutes or of an action
    DROPPED = "dropped"
    NOT_MINE = "not_mine"
    HAND_BEFORE = "hand_before"  # a name follows
    HAND_AFTER = "hand_after"  # a name stands before
    ALL_OF = "all_of"
    NONE_OF = "none_of"
    REST = "rest"  # all the others
    YES_TO = "yes_to"  # "yes" to all that was listed, whatever was asked of it
    EXCEPT = "except"
    QUANTITY_AFTER = "quantity_after"
    FRACTION_25 = "fraction_25"
    FRACTION_33 = "fraction_33"
    FRACTION_50 = "fraction_50"
    FRACTION_66 = "fraction_66"
    FRACTION_75 = "fraction_75"
    PERCENT = "percent"
    PERCENT_AFTER = "percent_after"
    BY = "by"
    SHIFT = "shift"  # a due date moves
    WAS_DUE = "was_due"  # the date that follows is no longer the due date
    ON_DAY = "on_day"
    ASK_DATE = "ask_date"
    QUESTION = "question"  # at the beginning of a sentence
    TO_CLERK = "to_clerk"
    COURTESY = "courtesy"
    COURTESY_OPEN = "courtesy_open"  # begins a sentence that is a courtesy, however it goes on
    WILL_LOOK = "will_look"  # that the letter will be read and answered later
    LEAD_IN = "lead_in"
    SIGNOFF = "signoff"
    ABSENT_NEXT = "absent_next"
    NO_CORRECTIONS = "no_corrections"
    ABOUT_MINUTES = "about_minutes"  # a fault of the minutes, without new wording
    IN_MINUTES = "in_minutes"
    OF_MEETING = "of_meeting"  # at the beginning of a sentence: it speaks of the meeting or its minutes, and of no action
    CORRECTION_CUE = "correction_cue"
    ATTENDANCE_CUE = "attendance_cue"
    ATTENDED = "attended"
    APOLOGISED = "apologised"
    NOT_THERE = "not_there"
    RETRACT = "retract"
    TAKE_BACK = "take_back"  # at the beginning of a sentence: what was said just before does not hold
    WITHDRAWS = "withdraws"  # takes back another mail
    ONLY = "only"  # what follows is a part
    SAME = "same"  # as was said of the action before
    SHARE = "share"  # the sender's part of what several owe
    PRONOUN = "pronoun"  # points back at what was said
    ACTOR = "actor"  # a new clause may begin with it
    BREAK = "break"  # parts one clause from the next


STATUS_SENSES = frozenset(
    {
        *(Sense.FINISHED, Sense.WHOLE, Sense.UNFINISHED, Sense.PROGRESS, Sense.OPEN, Sense.NO_NEWS, Sense.DROPPED, Sense.PERCENT),
        *(Sense.FRACTION_25, Sense.FRACTION_33, Sense.FRACTION_50, Sense.FRACTION_66, Sense.FRACTION_75),
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark of a text, folded; it stands at [start, end)."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at the tokens [start, end): its senses, by language."""

    start: int
    end: int
    senses: Mapping[str, frozenset[Sense]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to word a correction; the pattern's groups are named find, find2, replace, after and before.

    `opens`: it begins with the words of the minutes ("X should be Y"), so that a place alone can stand for them.
    """

    pattern: re.Pattern[str]
    sure: bool
    spelling: bool = False
    opens: bool = False


Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables, compiled. `refs` and `places` hold the words of every language together."""

    tree: Tree
    fillers: frozenset[str]
    refs: Mapping[str, frozenset[str]]
    places: Mapping[str, frozenset[str]]
    place_ordinals: Mapping[str, int]
    ref_ordinals: Mapping[str, int]
    ref_cardinals: Mapping[str, int]
    abbreviations: frozenset[str]
    after_finished: frozenset[str]
    limits: frozenset[str]
    requests: frozenset[str]
    bodies: frozenset[str]
    not_names: frozenset[str]
    wording_follows: frozenset[str]
    counts: Mapping[str, int]
    vague: frozenset[str]
    loose: frozenset[str]
    postscripts: frozenset[str]
    consults: frozenset[str]
    past: frozenset[str]
    everywhere: frozenset[str]
    plain_stems: frozenset[str]
    base_verbs: Mapping[str, str]
    objects: frozenset[str]
    reporting: frozenset[str]
    trailing: frozenset[str]
    answers: Mapping[str, frozenset[str]]
    verbs_alike: tuple[frozenset[str], ...]
    forms: Mapping[str, Mapping[str, str]]

    def means(self, word: str, language: str, sense: Sense) -> bool:
        """Tell whether a single word has this sense in a language."""
        return sense in self.tree.get(word, {}).get(_END, {}).get(language, ())

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Find the phrases in a sequence of words, from the left, the longest first, not overlapping."""
        hits: list[Hit] = []
        at, count = 0, len(words)
        tree = self.tree
        while at < count:
            node = tree.get(words[at])
            found = self._longest(node, words, at + 1, count) if node is not None else None
            if found is None:
                at += 1
                continue
            hits.append(Hit(at, found[0], found[1]))
            at = found[0]
        return hits

    def _longest(self, node: Tree, words: Sequence[str], at: int, count: int) -> tuple[int, Mapping[str, frozenset[Sense]]] | None:
        best: tuple[int, Mapping[str, frozenset[Sense]]] | None = None
        skipped = 0
        while True:
            if _END in node:
                best = (at, node[_END])
            if at >= count:
                return best
            following = node.get(words[at])
            while following is None and skipped < _SKIPPED_AT_MOST and at + 1 < count and words[at] in self.fillers:
                skipped += 1
                at += 1
                following = node.get(words[at])
            if following is None:
                return best
            node = following
            at += 1


@dataclass(frozen=True, slots=True)
class Sensed:
    """A phrase of the language of its sentence, at the tokens [start, end), and what it means."""

    start: int
    end: int
    senses: frozenset[Sense]


def split_tokens(text: str) -> list[Token]:
    """Split a text into words, numbers and marks; letters and digits part ("A7" is two), apostrophes stay inside words."""
    return [Token(m.group().casefold().translate(_STRAIGHT), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@cache
def table(language: str) -> Mapping[str, Any]:
    """Load one language's table as it stands in its file."""
    source = resources.files(__package__ or "mailflow.replies").joinpath("phrases", f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def lexicon() -> Lexicon:
    """Compile every table, once."""
    tables = [table(language) for language in LANGUAGES]
    tree: Tree = {}
    for one in tables:
        for name, phrases in one["senses"].items():
            for words in itertools.chain.from_iterable(map(_spelled_out, phrases)):
                _plant(tree, words, one["language"], Sense(name))
                if name == Sense.WILL_LOOK:  # such words are of the future all the same
                    _plant(tree, words, one["language"], Sense.FUTURE)
    return Lexicon(
        tree,
        frozenset(word for one in tables for word in one.get("fillers", ())),
        _together(tables, "refs"),
        _together(tables, "places"),
        {word: n for one in tables for word, n in one.get("places", {}).get("ordinals", {}).items()},
        {word: n for one in tables for word, n in one.get("refs", {}).get("ordinals", {}).items()},
        {word: n for one in tables for word, n in one.get("refs", {}).get("cardinals", {}).items()},
        _together(tables, "sentences").get("abbreviations", frozenset()),
        _together(tables, "sentences").get("after_finished", frozenset()),
        _together(tables, "sentences").get("limits", frozenset()),
        _together(tables, "sentences").get("requests", frozenset()),
        _together(tables, "sentences").get("bodies", frozenset()),
        _together(tables, "sentences").get("not_names", frozenset()),
        _together(tables, "corrections").get("wording_follows", frozenset()),
        {word: n for one in tables for word, n in one.get("sentences", {}).get("counts", {}).items()},
        _together(tables, "sentences").get("vague", frozenset()),
        _together(tables, "sentences").get("loose", frozenset()),
        _together(tables, "sentences").get("postscripts", frozenset()),
        _together(tables, "sentences").get("consults", frozenset()),
        _together(tables, "verbs").get("past", frozenset()),
        _together(tables, "corrections").get("everywhere", frozenset()),
        frozenset(word[:6] for one in tables for word in _plain(one)),
        {word: base for one in tables for word, base in one.get("verbs", {}).get("base", {}).items()},
        _together(tables, "verbs").get("objects", frozenset()),
        _together(tables, "verbs").get("reporting", frozenset()),
        _together(tables, "corrections").get("trailing", frozenset()),
        _together(tables, "answers"),
        tuple(frozenset(group) for one in tables for group in one.get("verbs", {}).get("alike", ())),
        {one["language"]: one.get("forms", {}) for one in tables},
    )


@cache
def frames(language: str) -> tuple[Frame, ...]:
    """Compile a language's frames of corrections: those sure of themselves first, each in its table's order."""
    one = table(language).get("corrections", {})
    return (
        *(Frame(_frame_pattern(f), sure=True, spelling=True) for f in one.get("spelling", ())),
        *(Frame(_frame_pattern(f), sure=True) for f in one.get("sure", ())),
        *(Frame(_frame_pattern(f), sure=False, opens=f.startswith("{find}")) for f in one.get("loose", ())),
    )


def _spelled_out(phrase: str) -> Iterator[tuple[str, ...]]:
    choices = []
    for word in phrase.split():
        alternatives = [_words(part.rstrip("?")) for part in word.split("|")]
        if word.endswith("?"):
            alternatives.append(())
        choices.append(alternatives)
    for combination in itertools.product(*choices):
        words = tuple(itertools.chain.from_iterable(combination))
        if words:
            yield words


def _words(part: str) -> tuple[str, ...]:
    return (part,) if part == REF_WORD else tuple(token.word for token in split_tokens(part))


def _plant(tree: Tree, words: Iterable[str], language: str, sense: Sense) -> None:
    node = tree
    for word in words:
        node = node.setdefault(word, {})
    senses: dict[str, frozenset[Sense]] = node.setdefault(_END, {})
    senses[language] = senses.get(language, frozenset()) | {sense}


def _together(tables: Iterable[Mapping[str, Any]], section: str) -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for one in tables:
        for name, words in one.get(section, {}).items():
            if isinstance(words, list):
                merged[name] = merged.get(name, frozenset()) | {str(word).casefold() for word in words}
    return merged


def _plain(one: Mapping[str, Any]) -> Iterator[str]:
    """Give the words that tell no action from another: the table's own small words and those of its commonest senses."""
    yield from one.get("fillers", ())
    yield from one.get("sentences", {}).get("plain", ())
    for sense in (Sense.FINISHED, Sense.FINISH, Sense.LEAD, Sense.NEGATIVE, Sense.FUTURE, Sense.COURTESY, Sense.PRONOUN):
        for phrase in one["senses"].get(sense, ()):
            yield from (word for part in phrase.split() for word in part.rstrip("?").split("|"))


def _frame_pattern(frame: str) -> re.Pattern[str]:
    """Make a pattern of a frame: it matches a whole sentence, or its end after other words."""
    spaced = "".join(part if part.startswith("(") else _CHOICE.sub(r"(?:\g<0>)", part) for part in _GROUP.split(frame))
    spaced = spaced.replace(" ?", _MAYBE_SPACE)
    spaced = re.sub(r"(\w+)\?", r"(?:\1)?", spaced)
    spaced = re.sub(r"\((?![?])", "(?:", spaced)
    spaced = spaced.replace(" ", r"\s+").replace(r")?\s+", r")?\s*").replace(_MAYBE_SPACE, r"\s*")
    named = re.sub(r"\{(\w+)\}", r"(?P<\1>.+?)", spaced)
    lead = "" if frame.startswith("{") else r"(?:.*?\b)??"
    named = named.replace(r"\s+(?P<replace>", r"(?:\s*:\s*|\s+)(?P<replace>")  # "should read: ..."
    stop = "" if frame.endswith("}") else "[.!]?"
    return re.compile(rf"^{lead}{named}{stop}$", re.IGNORECASE | re.DOTALL)
