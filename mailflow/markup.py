"""HTML to a flat stream of events; the one place where lxml is used.

Documents (mammoth's output, web pages) and HTML mails both come through here. Nothing is fetched, entities that
expand are not expanded, and the stream is capped in size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

MAX_EVENTS = 400_000
SKIPPED = frozenset({"script", "style", "head", "template", "object", "svg", "math", "iframe", "noscript"})


@dataclass(frozen=True, slots=True)
class Start:
    """An element opens."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """An element closes."""

    tag: str


@dataclass(frozen=True, slots=True)
class Text:
    """Characters between two tags, white space as it stood."""

    text: str


Event = Start | End | Text


def events(source: str) -> Iterator[Event]:
    """Walk an HTML text in document order, without what a reader never sees (scripts, styles, head, comments).

    Never raises on bad HTML; stops after MAX_EVENTS events. Iterative, so that depth cannot exhaust the stack.
    """
    root = _parse(source)
    if root is None:
        return
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for count, (event, element) in enumerate(walker):
        if count > MAX_EVENTS:
            return
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        hidden = tag in SKIPPED or not tag
        if event == "start" and hidden:
            walker.skip_subtree()
        elif event == "start":
            yield Start(tag, {str(k).lower(): str(v) for k, v in element.attrib.items()})
            if element.text:
                yield Text(element.text)
        else:
            if event == "end" and not hidden:
                yield End(tag)
            if element.tail:
                yield Text(element.tail)


def _parse(source: str) -> etree._Element | None:
    text = source.replace("\x00", "")
    if not text.strip():
        return None
    parser = html.HTMLParser(no_network=True, remove_pis=True, huge_tree=False, recover=True, encoding="utf-8")
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
