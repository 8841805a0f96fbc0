"""The HTML part of a mail as text: one line for a line, `> ` for each quotation it stands in, marks for what a client says of itself.

Mail clients name their containers (gmail_signature, moz-cite-prefix, divRplyFwdMsg); those names are in the tables here and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from mailflow.markup import End, Start, Text, events

MAX_TAGS = 8_000  # of a page of 256 KiB that a program wrote; what follows is kept as text
MAX_LINES = 6_000
MAX_DEPTH = 40


class Mark(StrEnum):
    """What a client's markup says of a line."""

    ATTRIBUTION = "attribution"
    HEADER = "header"
    SIGNATURE = "signature"


VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header html"
    " li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
SPACED = frozenset("p h1 h2 h3 h4 h5 h6 ul ol table pre blockquote dl".split())

_CLASSES = (
    (Mark.ATTRIBUTION, re.compile(r"\b(?:moz-cite-prefix|gmail_attr|moz-email-headers-table|protonmail_quote_header|zmail_extra_hr)\b")),
    (Mark.HEADER, re.compile(r"\b(?:divRplyFwdMsg|OutlookMessageHeader|yahoo_quoted|reply-intro|hmquote)", re.IGNORECASE)),
    (
        Mark.SIGNATURE,
        re.compile(
            r"\b(?:gmail_signature(?!_prefix)|moz-signature|protonmail_signature_block|AppleMailSignature|ms-outlook-mobile-signature"
            r"|lineBreakAtBeginningOfSignature|tutanota_signature|yahoo-signature|x?_?Signature)\b|ydp\w{1,40}signature",
        ),
    ),
)
# Outlook on the desktop draws a rule above the header block, as the top border of a div.
_OUTLOOK_RULE = re.compile(r"border:\s?none;\s{0,3}border-top:\s?solid #(?:B5C4DF|E1E1E1)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|mso-hide\s{0,3}:\s{0,3}all|visibility\s{0,3}:\s{0,3}(?:hidden|collapse)"
    r"|(?:opacity|max-height)\s{0,3}:\s{0,3}0(?:\.0{1,9})?(?:px|pt|em|%)?\s{0,3}(?:;|!|$)",
    re.IGNORECASE,
)
# Gmail and Outlook indent with a blockquote that has no border: the sender's own words, set in.
_INDENT = re.compile(r"border(?:-left)?:\s{0,3}(?:none|0)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text with LF line ends, and (line number from 1, Mark) for the lines that a client marked, in order."""

    text: str
    marks: tuple[tuple[int, Mark], ...] = ()


@dataclass(slots=True)
class _Open:
    """An element that is open: what closing it undoes."""

    tag: str
    quote: bool = False
    mark: Mark | None = None
    hidden: bool = False
    pre: bool = False
    number: int | None = None


@dataclass(slots=True)
class _Page:
    """The text so far."""

    lines: list[str] = field(default_factory=list)
    marks: list[tuple[int, Mark]] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    open_tags: dict[str, int] = field(default_factory=dict)
    quotes: int = 0
    hidden: int = 0
    pre: int = 0
    marked: list[Mark] = field(default_factory=list)
    blank_wanted: bool = False

    def end_line(self, *, force: bool = False) -> None:
        """Put the current line down; an empty one only where it is forced (`<br>`)."""
        text = "".join(self.current).rstrip()
        text = text if self.pre else text.lstrip()
        self.current.clear()
        if not text and not force:
            return
        prefix = "> " * min(self.quotes, MAX_DEPTH)
        if self.blank_wanted and text and self.lines and self.lines[-1].strip("> "):
            self.lines.append(prefix.rstrip() if self.lines[-1].startswith(">") else "")
        self.blank_wanted = False
        self.lines.append((prefix + text).rstrip() if text else prefix.rstrip())
        if self.marked and text:
            self.marks.append((len(self.lines), self.marked[-1]))


def render(source: str) -> Rendered:
    """Write an HTML text as lines. Never raises; linear; text that a reader does not see (display: none) is left out."""
    page = _Page()
    for event in events(source, limit=MAX_TAGS):
        if type(event) is Text:
            if not page.hidden:
                _write(page, event.text)
        elif type(event) is Start:
            _open(page, event)
        elif type(event) is End:
            _close(page, event)
        if len(page.lines) > MAX_LINES:
            break  # more than a body may have
    page.end_line()
    return Rendered("\n".join(page.lines), tuple(page.marks))


def _write(page: _Page, text: str) -> None:
    if page.pre:
        first, *more = text.replace("\r\n", "\n").split("\n")
        page.current.append(first)
        for line in more:
            page.end_line(force=True)
            page.current.append(line)
        return
    folded = _SPACES.sub(" ", text)
    if folded.startswith(" ") and (not page.current or page.current[-1].endswith(" ")):
        folded = folded[1:]
    if folded:
        page.current.append(folded)


def _open(page: _Page, event: Start) -> None:
    tag, attributes = event.tag, event.attributes
    if tag == "br":
        page.end_line(force=True)
        return
    if tag in BLOCKS or tag == "hr":
        page.end_line()
        page.blank_wanted = page.blank_wanted or tag in SPACED or tag == "hr"
    if tag in ("td", "th") and page.current:
        page.current.append("  ")
    if tag in VOID:
        return
    element = _Open(tag, pre=tag == "pre")
    if attributes:
        _dress(element, attributes)
    element.quote = tag == "blockquote" and not (_INDENT.search(attributes.get("style", "")) and attributes.get("type") != "cite")
    if tag in ("ol", "ul"):
        element.number = 0 if tag == "ol" else None
    if tag == "li" and not page.hidden:
        page.current.append(_bullet(page))
    page.stack.append(element)
    page.open_tags[tag] = page.open_tags.get(tag, 0) + 1
    page.quotes += element.quote
    page.hidden += element.hidden
    page.pre += element.pre
    if element.mark is not None:
        page.end_line()
        page.marked.append(element.mark)


def _dress(element: _Open, attributes: dict[str, str]) -> None:
    """Note what class, id and style say of an element."""
    names = f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('data-marker', '')}"
    element.mark, element.hidden = _told_by(names[:400], attributes.get("style", "")[:600])
    element.hidden = element.hidden or "hidden" in attributes


@lru_cache(maxsize=512)
def _told_by(names: str, style: str) -> tuple[Mark | None, bool]:
    """Give the mark that names and style make of an element, and whether they hide it. A page says the same of most of its elements."""
    mark = next((mark for mark, pattern in _CLASSES if pattern.search(names)), None) if len(names) > 2 else None
    if mark is None and style and _OUTLOOK_RULE.search(style):
        mark = Mark.HEADER
    return mark, bool(style) and _HIDDEN.search(style) is not None


def _bullet(page: _Page) -> str:
    for element in reversed(page.stack[-12:]):
        if element.tag in ("ol", "ul"):
            if element.number is None:
                break
            element.number += 1
            return f"{element.number}. "
    return "- "


def _close(page: _Page, event: End) -> None:
    tag = event.tag
    if tag in VOID or not page.open_tags.get(tag):
        return
    if tag in BLOCKS:
        page.end_line()
        page.blank_wanted = page.blank_wanted or tag in SPACED
    while page.stack:
        element = page.stack.pop()
        page.open_tags[element.tag] -= 1
        if element.mark is not None:
            page.end_line()
            page.marked.pop()
        if element.quote:
            page.end_line()
        page.quotes -= element.quote
        page.hidden -= element.hidden
        page.pre -= element.pre
        if element.tag == tag:
            return
