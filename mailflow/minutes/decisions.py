"""What was decided: the sentences of minutes that say so, for those who were not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.minutes.model import Minutes

# Words by which minutes record a decision, by language; each must stand as a word of its own.
_DECIDES = {
    "en": "agreed|resolved|decided|approved|adopted|ratified|endorsed|accepted|carried|appointed|elected|noted by|were noted|was noted",
    "de": "beschlossen|beschließt|vereinbart|genehmigt|angenommen|gewählt",
    "fr": "décidé|décide|approuvé|adopté|convenu|élu",
    "es": "acordó|acuerda|aprobó|aprobado|decidió|resolvió",
    "cy": "cytunwyd|penderfynwyd|cymeradwywyd|derbyniwyd",
}
_DECIDED = re.compile(r"\b(?:" + "|".join(_DECIDES.values()) + r")\b", re.IGNORECASE)
# "as previously agreed" reports an older decision; "not agreed" is none; "was concerned ... the agreed process" is an adjective.
_NOT_A_DECISION = re.compile(
    r"\b(?:previously|already|earlier|not|never|to be|be|once|if|unless|until|the|an|their|its)\s+"
    r"(?:agreed|approved|adopted|decided|accepted|resolved|endorsed)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(])")
_ACTION_MARK = re.compile(r"\s*actions?\b\s*:?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One sentence that records a decision, and the item it stands under."""

    item: str
    title: str
    text: str


def find_decisions(minutes: Minutes) -> tuple[Decision, ...]:
    """Find the sentences that record a decision, in order; a list that such a sentence introduces belongs to it."""
    return tuple(
        Decision(item.number, item.title, sentence)
        for item in minutes.items
        for sentence in _sentences_of(item.text.split("\n\n"))
        if decides(sentence)
    )


def decides(sentence: str) -> bool:
    """Tell whether a sentence records a decision."""
    return bool(_DECIDED.search(_NOT_A_DECISION.sub(" ", sentence)))


def _sentences_of(paragraphs: list[str]) -> Iterator[str]:
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], ""], strict=True):
        if _ACTION_MARK.match(paragraph) or paragraph.startswith("- "):
            continue
        found = sentences(paragraph)
        if found and found[-1].endswith(":") and following.startswith("- "):
            found[-1] += " " + "; ".join(line.removeprefix("- ").rstrip(".;") for line in following.split("\n")) + "."
        yield from found


def sentences(paragraph: str) -> list[str]:
    """Split a paragraph where a sentence ends and another begins with a capital; a list stays with what introduces it."""
    return [part.strip() for part in _SENTENCE_END.split(paragraph.strip()) if part.strip()]
