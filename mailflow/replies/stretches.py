"""A clause as a run of words, and questions about where in it a phrase stands: what is before it, behind it, beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.replies.phrases import Sense, Sensed
from mailflow.replies.speech import Speech


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens [start, end) of a speech: one clause."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One clause, laid open for questions about what stands before, after and around a phrase of it.

    `ahead`: the parts of the sentence that name a day to come on which, or for which, something is.
    """

    speech: Speech
    span: Span
    hits: Sequence[Sensed]
    past_day: bool
    day_to_come: bool
    ahead: frozenset[int] = frozenset()

    def part(self, hit: Sensed) -> int:
        """Give the part of the sentence that a phrase begins in."""
        return self.speech.parts[hit.start]

    def before(self, hit: Sensed, *senses: Sense) -> bool:
        """Tell whether such a phrase stands before `hit` in the same part of the sentence."""
        wanted = frozenset(senses)
        return any(one.senses & wanted and one.end <= hit.start and self.part(one) == self.part(hit) for one in self.hits)

    def to_come(self, hit: Sensed) -> bool:
        """Tell whether words before `hit` make it something that is still to happen."""
        return self.before(hit, Sense.FUTURE) or any(Sense.INFINITIVE in one.senses and one.end == hit.start for one in self.hits)

    def after(self, hit: Sensed, *senses: Sense) -> bool:
        """Tell whether such a phrase stands anywhere after `hit` in the clause, before its very end ("all done except", "15")."""
        wanted = frozenset(senses)
        return any(one.senses & wanted for one in self.behind(hit))

    def behind(self, hit: Sensed) -> Iterator[Sensed]:
        """Give the phrases behind `hit` in the clause, but for an exception that is its very end."""
        return (one for one in self.hits if one.start >= hit.end and not self._cut_off(one))

    def _cut_off(self, hit: Sensed) -> bool:
        return Sense.EXCEPT in hit.senses and hit.end == self.span.end < len(self.speech.tokens)

    def supposed(self, hit: Sensed) -> bool:
        """Tell whether `hit` stands in a part of the sentence that begins with a condition ("If it is not done by Friday, ...")."""
        first = next((i for i in range(self.span.start, hit.start + 1) if self.speech.parts[i] == self.part(hit)), hit.start)
        while first < hit.start and not any(map(str.isalnum, self.speech.tokens[first].word)):
            first += 1
        opens = (one for one in self.hits if one.start == first or (one.end == first and Sense.BREAK in one.senses))
        limits = {Sense.EXCEPT, Sense.BY, Sense.PROGRESS, Sense.NEGATIVE}
        return any(Sense.CONDITION in one.senses and not one.senses & limits and one.end <= hit.start for one in opens)

    def opening(self, hit: Sensed, *senses: Sense) -> bool:
        """Tell whether such a phrase stands anywhere before `hit` in the clause, whatever the part."""
        wanted = frozenset(senses)
        return any(one.senses & wanted and one.end <= hit.start for one in self.hits)

    def has(self, *senses: Sense) -> bool:
        """Tell whether any phrase of the clause means one of these."""
        wanted = frozenset(senses)
        return any(one.senses & wanted for one in self.hits)
