"""Pages and text, each made of the other as mail clients do it: the text of a letter's page, and pages in which a letter is quoted."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import document_fromstring

from mailflow.demo.clients import Received
from reflow_lines import LINK, Lines, rewritten

BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "tr", "caption", "blockquote", "pre", "hr"}
SPACED = {"p", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote"}
UNSEEN = {"style", "script", "head", "meta", "title"}
UNWRAPPED = 10_000


@dataclass(frozen=True, slots=True)
class Ways:
    """How text is made of a page. `cell`: what stands between cells, "\\n" where each is a line; `gap`: blank lines between paragraphs;
    `strong`, `heading`: what stands before (and behind) them; `links`: as `_linked` has them."""

    bullet: str = ""
    cell: str = "\t"
    gap: int = 1
    width: int = UNWRAPPED
    indent: int = 0
    strong: str = ""
    heading: str = ""
    rules: bool = False
    links: str = ""
    title: bool = False


WAYS = {
    "innertext": Ways(),
    "flat": Ways(gap=0),
    "lynx": Ways(bullet="* ", cell=" ", width=76, indent=3),
    "w3m": Ways(bullet="• ", cell=" ", width=80),
    "glued": Ways(cell=""),
    "gluedflat": Ways(cell="", gap=0, bullet="- "),
    "cells": Ways(cell="\n", bullet="· "),
    "table": Ways(cell=" | ", bullet="* ", strong="*", width=70),
    "markdown": Ways(cell=" | ", bullet="- ", strong="**", heading="## "),
    "outlook": Ways(cell="\n\n", bullet="  *   "),
    "thunderbird": Ways(cell="\n", bullet="  * ", strong="*", width=72, rules=True),
}
LINK_WAYS = ("", "angle", "angletight", "square", "foot", "paren", "markdown")


def text_of(page: str, ways: Ways) -> Lines:
    """Give the text of a page, as somebody makes it."""
    root = document_fromstring(page)
    foot: list[str] = []
    body = root.find("body")
    pieces = list(_walk(root if body is None else body, ways, foot))
    lines: Lines = []
    blank = True
    for paragraph in _settled("".join(pieces), ways.gap):
        lead = " " * ways.indent
        wrapped = textwrap.wrap(paragraph, ways.width, initial_indent=lead, subsequent_indent=lead, break_long_words=False,
                                break_on_hyphens=False) if ways.width < UNWRAPPED else [paragraph]  # fmt: skip
        if wrapped or not blank:
            lines += wrapped or [""]
        blank = not wrapped
    if ways.title:
        lines = [" ".join((root.findtext(".//title") or "").split()), *([""] if ways.gap else []), *lines]
    if foot:
        lines += ["", "References" if ways.indent else "Links:", *(["------"] if not ways.indent else [""]), *foot]
    return lines


def _settled(text: str, gap: int) -> Iterator[str]:
    """Lines of which at most `gap` in a row are blank. In the text \\f is the end of a block, \\v of one with a margin."""
    close = re.sub(r" *([\f\n\v]) *", r"\1", text)
    close = re.sub(r"[\f\n]*\v[\f\n\v]*", "\f" + "\n" * gap, close.strip("\f\n\v "))
    blank = 0
    for line in re.split(r"[\f\n]", re.sub(r"\n?\f+", "\f", close)):
        blank = blank + 1 if not line.strip() else 0
        if blank <= gap:
            yield line.rstrip()


def _walk(node: etree._Element, ways: Ways, foot: list[str]) -> Iterator[str]:
    """Give a page's text with marks where blocks end. Comments are passed over."""
    if not isinstance(node.tag, str) or node.tag in UNSEEN:
        return
    inner = "".join(_inside(node, ways, foot))
    if node.tag == "br":
        yield "\n"
    elif node.tag == "li":
        yield f"\f{ways.bullet}{inner}\f"
    elif node.tag in ("td", "th"):
        yield inner.strip("\f\n\v ")
        if node.getnext() is not None:
            yield ways.cell
    elif node.tag in ("strong", "b"):
        yield f"{ways.strong}{inner}{ways.strong}"
    elif node.tag == "a":
        yield _linked(inner, node.get("href") or "", ways.links, foot)
    elif node.tag in ("h1", "h2", "h3", "h4"):
        said = f"{ways.heading}{inner}".strip()
        yield f"\v{said}\v" if not ways.rules else f"\v{said}\n{'-' * len(said)}\v"
    elif node.tag in BLOCKS:
        sign = "\v" if node.tag in SPACED else "\f"
        yield f"{sign}{inner}{sign}"
    else:
        yield inner


def _inside(node: etree._Element, ways: Ways, foot: list[str]) -> Iterator[str]:
    yield re.sub(r"[ \t\r\n]+", " ", node.text or "").removeprefix(" " if node.tag in BLOCKS else "")
    for child in node:
        yield from _walk(child, ways, foot)
        tail = re.sub(r"[ \t\r\n]+", " ", child.tail or "")
        yield "" if not tail.strip(" ") and node.tag in {*BLOCKS, "body", "tbody"} - {"p", "li"} else tail


def _linked(words: str, link: str, form: str, foot: list[str]) -> str:
    """A link's words with where it leads, or with the number of that below the text."""
    if form == "foot":
        foot.append(f"{len(foot) + 1:>4}. {link}")
        return f"[{len(foot)}]{words}"
    forms = {"angle": "{0} <{1}>", "angletight": "{0}<{1}>", "square": "{0} [{1}]", "paren": "{0} ( {1} )", "markdown": "[{0}]({1})"}
    return forms.get(form, "{0}").format(words, link)


def source(letter: Received, argument: str) -> Lines:
    """Give the text that is quoted: "text", or of the page as "lynx", "lynx+title", "outlook+title+angle"."""
    if argument == "text":
        return letter.text.rstrip("\n").split("\n")
    name, *more = argument.split("+")
    links = next((one for one in more if one in LINK_WAYS), "")
    return text_of(letter.html, replace(WAYS[name], title="title" in more, links=links))


def body_of(page: str) -> str:
    """What stands between the tags of a page's body."""
    found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    return found[1] if found else page


def page_of(lines: Lines, form: str) -> str:
    """Write lines as a piece of a page: "br", "p" (a paragraph each), "lines" (a <p> each line), "div", "pre", "outlook"."""
    if form == "pre":
        return f"<pre>{html.escape(chr(10).join(lines), quote=False)}</pre>"
    coded = [html.escape(line, quote=False) for line in lines]
    if form == "br":
        return "<br>\n".join(coded)
    if form == "nbsp":
        return "<br>".join(re.sub(r"^ +|(?<= ) ", lambda found: "&nbsp;" * len(found[0]), line) for line in coded)
    if form == "div":
        return "".join(f"<div>{line or '<br>'}</div>" for line in coded)
    if form == "lines":
        return "".join(f'<p class="MsoNormal">{line or "&nbsp;"}<o:p></o:p></p>\n' for line in coded)
    paragraphs = re.split(r"\n{2,}", "\n".join(coded))
    return "".join(f"<p>{paragraph}</p>\n".replace("\n", " " if form == "pjoined" else "<br>\n") for paragraph in paragraphs if paragraph)


PAGE_FORMS = ("br", "nbsp", "p", "pjoined", "lines", "div", "pre")
WRAPPERS = {
    "cite": '<blockquote type="cite">{}</blockquote>',
    "thunderbird": '<blockquote type="cite" cite="mid:x@board.example">{}</blockquote>',
    "gmail": '<div class="gmail_quote"><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">'
             "{}</blockquote></div>",
    "yahoo": '<div id="yahoo_quoted_1" class="yahoo_quoted"><div>{}</div></div>',
    "outlook": '<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt">{}</div>',
    "outlookweb": '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"></div><div>{}</div>',
    "none": "{}",
}  # fmt: skip


def with_links_rewritten(page: str, gateway: str) -> str:
    """Rewrite the links of a page as a gateway does."""

    def changed(found: re.Match[str]) -> str:
        link = html.unescape(found[1])
        return f'href="{html.escape(rewritten(link, gateway))}"' if LINK.match(link) else found[0]

    return re.sub(r'href="([^"]*)"', changed, page)


def with_rows_glued(page: str) -> str:
    """Take a page's tables apart, their cells glued together, as clients do that know no tables."""
    return re.sub(r"</?(?:table|tbody|tr|td|th)\b[^>]*>", lambda found: "<br>" if found[0].startswith("</tr") else "", page)
