"""The name of the board, from the lines of a document's head."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailflow.minutes import terms
from mailflow.minutes.columns import alternatives

BODY = re.compile(
    rf"\b(?:{alternatives(terms.BODY_WORDS)}|[^\W\d_]+{alternatives(terms.BODY_ENDINGS)})\b|{alternatives(terms.BODY_MARKS)}(?!\w)",
    re.IGNORECASE,
)
_HEAD_WORDS = alternatives(terms.HEAD_WORDS)
HEAD = re.compile(rf"\b{_HEAD_WORDS}\b", re.IGNORECASE)
_BEGINS_AS_HEAD = re.compile(rf"{_HEAD_WORDS}\b", re.IGNORECASE)
_HEAD_LABEL = re.compile(rf"^{_HEAD_WORDS}\s?[:–—-]\s+", re.IGNORECASE)
_OF_BODY = re.compile(
    r"\b(?i:(?:meetings?|minutes|notes|record)\s(?:of|from|for)\s(?:(?:the|a|an)\s)?(?:"
    + alternatives(terms.MEETING_KINDS)
    + r"\s){0,3}(?:(?:meeting|session)\s(?:of|for)\s)?(?:the\s)?"
    r"|(?:sitzung|réunion|séance|reunión|sesión|cyfarfod)\s(?:des|der|du|de\sla|del|de|y|o)\s|(?:réunion|séance)\sde\sl['’])"
    r"(?P<body>[A-ZÀ-Þ].{2,90}?)(?=\s(?:meeting|held|on\s|at\s|which|took|[–—-]\s)|[,.:;(]|$)"
)
_ENDING = re.compile(
    rf"\s?[-–—:,]?\s?(?:{alternatives(terms.HEAD_STATES)}\s)?(?:board\s)?{alternatives(terms.HEAD_ENDINGS)}"
    r"(?:\s(?:minutes|notes|of\s(?:the\s)?meeting))?$",
    re.IGNORECASE,
)
_FIRST_WORDS = re.compile(r"\s?[-–—:|,]\s|\s(?:minutes|meeting|notes|held|board\smeeting)\b", re.IGNORECASE)
_PART = re.compile(rf"\b{alternatives(terms.BODIES_OF_BODIES)}\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def board_of(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Find the board and the lines that are nothing but its name; a committee's name goes with that of its body above it."""
    name, at = _found(lines)
    if not name:
        return "", ()
    names, used = [name], [lines[at]] if lines[at] == name else []
    if at + 1 < len(lines) and lines[at] == name and (part := _part_of_body(lines[at + 1])):
        names.append(part)
        used += [lines[at + 1]] if part == lines[at + 1] else []
    elif at > 0 and _PART.search(name) and not HEAD.search(lines[at - 1]) and _is_name(lines[at - 1]):
        names.insert(0, lines[at - 1])
        used.append(lines[at - 1])
    return ", ".join(names), tuple(used)


def _part_of_body(line: str) -> str:
    """Give the name of a committee or panel that a line holds and nothing else but "Minutes"."""
    bare = _ENDING.sub("", line).strip()
    return bare if len(bare.split()) > 1 and _PART.search(bare) and not HEAD.search(bare) and _is_name(bare) else ""


def _is_name(line: str) -> bool:
    words = line.split()
    small = ("of", "and", "the", "for", "in", "&", "de", "des", "du", "la", "le", "les", "und", "der", "y")
    return (
        1 <= len(words) <= 9 and not re.search(r"[\d:;,.]", line) and all(word[:1].isupper() or word in small for word in words)
    )


def _found(lines: Sequence[str]) -> tuple[str, int]:
    """Find a line that is the name of a body, else "minutes of the meeting of ..."; else the first line's own words."""
    candidates = [_HEAD_LABEL.sub("", line) for line in lines]
    for at, line in enumerate(candidates):
        name, _, rest = re.sub(r"\s[-–—|]\s", "\n", line, count=1).partition("\n")
        if rest and HEAD.search(rest) and BODY.search(name) and not HEAD.search(name):
            return name.strip(), at
        if match := _OF_BODY.search(line):
            if BODY.search(match["body"]) or not any(BODY.search(other) for other in candidates if other != line):
                return _nominative(match["body"].strip()), at
        elif BODY.search(line) and not _BEGINS_AS_HEAD.match(line) and not _dated(line):
            return _ENDING.sub("", line).strip() or line, at
    for at, line in enumerate(candidates):
        before = _FIRST_WORDS.split(line, maxsplit=1)[0].strip()
        if before and BODY.search(before):
            return before, at
    return "", -1


def _dated(line: str) -> bool:
    """Tell whether a line is about the day; a club may carry the year of its founding."""
    return bool(re.search(r"\d", line)) and (bool(re.search(r"\d\D+\d", line)) or not _YEAR.search(line))


def _nominative(name: str) -> str:
    """Give a German name as it is called: "des Gemeinderats Altenau" is that of the Gemeinderat Altenau."""
    first, _, rest = name.partition(" ")
    bare = next(
        (first.removesuffix(s) for s in ("es", "s") if first.lower().endswith(tuple(e + s for e in terms.BODY_ENDINGS))), first
    )
    return f"{bare} {rest}".strip()
