"""HTML to a flat stream of events; the one place where lxml is used.

Documents (mammoth's output, web pages) and HTML mails both come through here. Nothing is fetched, entities that
expand are not expanded, and the stream is capped in size.

Two readers give the same stream. lxml mends what is badly nested, and reads what people send. A page of very many tags,
or one nested so deep that libxml2 would drop its text, goes through a flat scan: tags as they stand, nothing mended.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml import etree

MAX_EVENTS = 400_000
MANY_TAGS = 6_000
SKIPPED = frozenset({"script", "style", "head", "title", "template", "object", "svg", "math", "iframe", "noscript"})


class Start(NamedTuple):
    """An element opens."""

    tag: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An element closes."""

    tag: str


class Text(NamedTuple):
    """Characters between two tags, white space as it stood."""

    text: str


Event = Start | End | Text


def events(source: str, *, limit: int = MAX_EVENTS) -> Iterator[Event]:
    """Walk an HTML text in document order, without what a reader never sees (scripts, styles, head, comments).

    Never raises on bad HTML. After `limit` events the remaining characters come as one Text, so that no words vanish.
    Iterative, so that depth cannot exhaust the stack; time grows with the size alone.
    """
    text = source.replace("\x00", "")
    if not text.strip():
        return iter(())
    tree = _parse(text) if text.count("<") <= MANY_TAGS else None
    return _scan(text, limit) if tree is None else _walk(tree)


def _parse(text: str) -> etree._Element | None:
    """Give lxml's tree, or None where it would leave text out (nesting beyond libxml2's depth) or cannot read at all."""
    from lxml import etree, html  # heavy, and most mails bring a text part

    parser = html.HTMLParser(no_network=True, remove_pis=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    too_deep = any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_level(etree.ErrorLevels.FATAL))
    return None if too_deep else tree


def _walk(tree: etree._Element) -> Iterator[Event]:
    from lxml import etree

    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        hidden = tag in SKIPPED or not tag
        if event == "start" and hidden:
            walker.skip_subtree()
        elif event == "start":
            attributes = element.attrib
            yield Start(tag, {str(k).lower(): str(v) for k, v in attributes.items()} if attributes else {})
            if element.text:
                yield Text(element.text)
        else:
            if event == "end" and not hidden:
                yield End(tag)
            if element.tail:
                yield Text(element.tail)


_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,30})([^<>]*)>|<[!?/][^<>]*>")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_ATTRIBUTE = re.compile(r"""([A-Za-z][\w:-]{0,40})\s{0,3}=\s{0,3}(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""")


def _scan(text: str, limit: int) -> Iterator[Event]:
    """Read tags as they stand, one after the other; what follows the last that counts is stripped of tags and kept."""
    text = _without_comments(text)
    unclosed: set[str] = set()
    at = count = 0
    search, unescape = _TAG.search, entities.unescape
    while count < limit and (tag := search(text, at)) is not None:
        count += 1
        start = tag.start()
        if start > at:
            said = text[at:start]
            yield Text(unescape(said) if "&" in said else said)
        at = tag.end()
        closes, name, attributes = tag.groups()
        if not name:
            continue
        name = name.lower()
        if closes:
            yield End(name)
        elif name in SKIPPED:
            at = _after_skipped(text, at, name, unclosed)
        else:
            yield Start(name, _attributes(attributes) if "=" in attributes or "hidden" in attributes.lower() else {})
    if at < len(text):
        yield Text(entities.unescape(_TAG.sub(" ", text[at:])))


def _attributes(source: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(source)
    attributes = {name.lower(): entities.unescape(double or single or bare) for name, double, single, bare in found}
    return {"hidden": "", **attributes} if "hidden" in _QUOTED.sub("", source).lower().split() else attributes


def _after_skipped(text: str, at: int, name: str, unclosed: set[str]) -> int:
    """Give the place behind an element nobody sees; where it is never closed, only its tag is passed over."""
    if name in unclosed:
        return at
    end = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
    if end is None:
        unclosed.add(name)
        return at
    return text.find(">", end.end()) + 1 or len(text)


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join(pieces) + text[at:]
