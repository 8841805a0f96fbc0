"""Documents as they were typed to blocks: .docx, .md, .html and .txt, whatever their names say and in any encoding.

The one place where markdown-it is used. Bytes in, blocks out; no file is opened here.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from markdown_it import MarkdownIt

from mailflow.errors import DocumentError
from mailflow.minutes.blocks import Block, Document, Table, paragraphs_in
from mailflow.minutes.html_blocks import read_html
from mailflow.minutes.plain import read_plain, split_lines, wrap_width
from mailflow.minutes.word import MAX_PARAGRAPHS, OLE_HEADER, read_word, refuse_ole

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT = 8 * 1024 * 1024
_MARKDOWN_NAMES = (".md", ".markdown", ".mkd", ".mdown")
_HTML_NAMES = (".html", ".htm", ".xhtml")
_HTML_START = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200})?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([\w-]{1,40})", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---\n((?:[\w -]{1,40}:[^\n]{0,300}\n){1,30})---\n")
_FOREIGN = (
    (b"%PDF", "is a PDF, which keeps no paragraphs to read", "Use the Word document that it was made from"),
    (b"{\\rtf", "is a rich text file (.rtf)", "Save it as a Word document (.docx) and use that"),
)


def read_document(name: str, content: bytes) -> Document:
    """Read a document into blocks.

    `name` is a file name: its ending says Markdown, HTML or plain text; the content itself says Word. Raises
    DocumentError where it is empty, too large, encrypted, damaged, or nothing that can be read.
    """
    if len(content) > MAX_BYTES:
        raise DocumentError(name, f"has {len(content) / 1024 / 1024:,.0f} MB; at most 50 MB are read", "Take the pictures out")
    if not content.strip():
        raise DocumentError(name, "is empty")
    if content.startswith(OLE_HEADER):
        raise refuse_ole(name, content)
    for start, why, what_to_do in _FOREIGN:
        if content.lstrip()[:8].startswith(start):
            raise DocumentError(name, why, what_to_do)
    ending = PurePath(name).suffix.lower()
    if content.startswith(b"PK") or ending in (".docx", ".docm"):
        blocks, margins = read_word(name, content)
    else:
        blocks, margins = _read_text(name, ending, content), ()
    _check(name, blocks)
    return Document(name, blocks, margins)


def _read_text(name: str, ending: str, content: bytes) -> tuple[Block, ...]:
    if len(content) > MAX_TEXT:
        raise DocumentError(
            name, f"has {len(content) / 1024 / 1024:,.0f} MB of text; at most 8 MB are read", "Give the minutes alone"
        )
    text = decode(name, content)
    if text.count("\n") > 4 * MAX_PARAGRAPHS:
        raise DocumentError(
            name, f"has {text.count(chr(10)):,} lines; at most {4 * MAX_PARAGRAPHS:,} are read", "Give the minutes alone"
        )
    if ending in _HTML_NAMES or _HTML_START.match(text):
        return read_html(text)
    if ending in _MARKDOWN_NAMES or _is_markdown(text):
        return _read_markdown(text)
    return read_plain(text)


def decode(name: str, content: bytes) -> str:
    """Decode a text by its byte order mark, by the charset it declares, as UTF-8, or as Windows-1252, in this order.

    Line ends become LF. Raises DocumentError where it is no text at all.
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _lines(content.decode(encoding, "replace"))
    zeros = content[:4000].count(0)
    # Latin text as UTF-16 has its zeros at every other place; a program or a picture has them anywhere.
    if zeros > len(content[:4000]) // 4 and min(content[:4000:2].count(0), content[1:4000:2].count(0)) <= zeros // 20:
        return _lines(content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace"))
    if zeros or sum(byte < 9 or 13 < byte < 27 for byte in content[:4000]) > len(content[:4000]) // 50:
        raise DocumentError(name, "is no text and no Word document", "Use .docx, .md, .html or .txt")
    declared = _CHARSET.search(content[:2048])
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "", "cp1252"):
        try:
            return _lines(content.decode(encoding or "utf-8"))
        except (UnicodeDecodeError, LookupError):
            continue
    return _lines(content.decode("cp1252", "replace"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n\n").replace("\x00", "")


def _is_markdown(text: str) -> bool:
    """Tell whether a .txt is Markdown in fact: it has several headings with "#", and no rows parted by tabs."""
    return len(re.findall(r"^#{1,6} \S", text, re.MULTILINE)) >= 2 and text.count("\t") < 4


def _read_markdown(text: str) -> tuple[Block, ...]:
    front = _FRONT_MATTER.match(text)
    if front:
        text = front[1].replace("\n", "\n\n") + text[front.end() :]
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return tuple(_joined(read_html(rendered, keep_lines=True), wrap_width(text.splitlines())))


def _joined(blocks: tuple[Block, ...], width: int) -> list[Block]:
    """Join the lines of Markdown paragraphs, in the cells of tables too."""
    joined: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            joined.append(Table(tuple(tuple(tuple(_joined(cell, width)) for cell in row) for row in block.rows)))
        else:
            joined.extend(split_lines(block, width))
    return joined


def _check(name: str, blocks: tuple[Block, ...]) -> None:
    count = 0
    for paragraph in paragraphs_in(blocks):
        count += bool(paragraph.runs)
        if count > MAX_PARAGRAPHS:
            raise DocumentError(name, f"has more than {MAX_PARAGRAPHS:,} paragraphs", "Give the minutes alone")
    if not count:
        raise DocumentError(name, "holds no words")
