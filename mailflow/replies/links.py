"""Links in the lines of a mail, whole, rewritten by a gateway or broken over lines: nobody's words.

A client that makes text of a page writes a link's address out behind its words, in angle or square brackets, and breaks it where the
line is full, in the middle of a percent code as well. What is found is blanked, so that places in the line hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_LINES = 12  # of one link
LONGEST = 2_000

# A line that was broken in a link, even in its scheme, may have been joined again with a blank.
_OPENED = re.compile(r"[<\[(]\s?(?:m ?a ?i ?l ?t ?o ?:|h ?t ?t ?p ?s? ?:|w ?w ?w ?\.)", re.IGNORECASE)
# A link whose very scheme is broken: "<htt" at the end of a line.
_CUT_OFF = re.compile(r"[<\[(](?:h(?:t(?:tps?)?)?|ht?|m(?:a(?:i(?:l(?:to?)?)?)?)?|w{1,3})?$", re.IGNORECASE)
_GOING_ON = ("%", "%2", "=", "&", "?", "%C", "%E")
_CLOSES = {"<": ">", "[": "]", "(": ")"}
_BARE = re.compile(r"(?:\b(?:https?://|mailto:)|\bwww\.)[^\s<>]{0,2000}", re.IGNORECASE)
_PERCENT = re.compile(r"\S{0,400}%[0-9A-Fa-f]{2}\S{0,400}")
_TAIL = re.compile(r"[ \t]{0,8}([^\s<>]{2,1000})")
_LINKISH = re.compile(r"[%=&?/_#+]|\d[a-z]|[a-z]\d|[a-z][A-Z]|\.\w")


def blank_links(lines: Sequence[str]) -> list[str]:
    """Give the lines with every link blanked out. Lines keep their length; linear."""
    if not any("://" in line or "%" in line or "ailto:" in line or "www." in line or "MAILTO" in line for line in lines):
        return list(lines)
    found: list[str] = []
    closing = ""  # the bracket that ends a link begun on a line above
    broken = False  # a link without brackets reached the end of the line above
    coded = False
    count = 0
    for number, line in enumerate(lines):
        count += 1
        if not line.strip() and number and lines[number - 1].strip() and (closing or broken):
            found.append(line)  # a blank line was put behind every line
            continue
        if closing and (not line.strip() or count > MOST_LINES or not _goes_on(line, closing)):
            closing = ""
        if closing:
            line, closing = _to_end(line, closing)
        elif broken and (tail := _TAIL.match(line)) and (_LINKISH.search(tail[1]) or (coded and tail.end() == len(line.rstrip()))):
            line = _blanked(line, 0, tail.end())
            broken = not line.strip() and count <= MOST_LINES
        else:
            broken, count = False, 0
        coded = lines[number].rstrip().endswith(_GOING_ON)  # in the middle of a percent code, or before a value
        if not closing:
            line, closing, ends = _blanked_links(line)
            broken = broken or ends
            cut = _CUT_OFF.search(line.rstrip()) if not closing else None
            if cut is not None and number + 1 < len(lines) and _is_rest(lines[number + 1], cut[0]):
                line, closing = _blanked(line, cut.start(), len(line)), _CLOSES[line[cut.start()]]
        found.append(line)
    return found


def _goes_on(line: str, closing: str) -> bool:
    """Whether a line may go on with a link: the bracket is closed on it, or it is one run of characters."""
    return closing in line or len(line.split()) == 1


def _is_rest(line: str, begun: str) -> bool:
    """Whether a line is the rest of a link that was cut off in its scheme, or before it."""
    closing = _CLOSES[begun[0]]
    if len(begun) == 1 and not _BARE.match(line.strip()):
        return False
    return ("://" in line or ":" in line[:8] or "." in line) and _goes_on(line, closing) and _LINKISH.search(line) is not None


def _to_end(line: str, closing: str) -> tuple[str, str]:
    end = line.find(closing)
    return (" " * len(line), closing) if end < 0 else (_blanked(line, 0, end + 1), "")


def _blanked_links(line: str) -> tuple[str, str, bool]:
    """Blank the links of a line; the bracket that is still open at its end, and whether one without brackets reaches its end."""
    at = 0
    while (opened := _OPENED.search(line, at)) is not None:
        closing = _CLOSES[line[opened.start()]]
        end = line.find(closing, opened.end())
        if end < 0 or end - opened.start() > LONGEST:
            return _blanked(line, opened.start(), len(line)), closing, False
        line = _blanked(line, opened.start(), end + 1)
        at = end
    ends = False
    if "://" in line or "ailto:" in line.lower() or "www." in line.lower():
        for one in list(_BARE.finditer(line)):
            ends = one.end() == len(line.rstrip()) and one.end() - one.start() > 10
            line = _blanked(line, one.start(), one.end())
    if "%" in line:
        for one in list(_PERCENT.finditer(line)):
            if any(map(str.isalpha, one[0])):
                line = _blanked(line, one.start(), one.end())
    return line, "", ends


def _blanked(line: str, start: int, end: int) -> str:
    return line[:start] + " " * (end - start) + line[end:]
