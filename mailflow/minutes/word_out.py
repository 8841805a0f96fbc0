"""Pages to a Word document (.docx); the one place where python-docx is used.

The same pages give the same bytes: the times in the package are those of the call. Tracked changes are w:ins and w:del
(ECMA-376 part 1, 17.13.5), each with an id of its own; the text of a deletion stands in w:delText. Element order inside
w:pPr, w:rPr, w:trPr and w:tblPr is the schema's, which Word insists on.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from mailflow.minutes.pages import Block, Bullet, Change, Heading, Paragraph, Row, Run, Style, Table, Text

# Characters that XML 1.0 (section 2.2) has no way to write.
_FORBIDDEN = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECES = re.compile(r"[\n\t]|[^\n\t]+")
_MARGIN_MM = 20
_TEXT_WIDTH = round((210 - 2 * _MARGIN_MM) * 1440 / 25.4)  # twentieths of a point
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FONT = "Calibri"
_DARK = RGBColor(0x1F, 0x2A, 0x44)
_GREY = RGBColor(0x59, 0x59, 0x59)
_STYLES = {Style.TITLE: "Title", Style.SUBTITLE: "Subtitle", Style.NOTE: "Caption", Style.PLAIN: ""}
_BULLETS = "•–▪"  # by depth
_CHANGES = {Change.ADDED: "w:ins", Change.REMOVED: "w:del"}
_LOOKS = (
    # style, size in points, bold, colour, space before and after in points
    ("Normal", 11, False, None, 0, 6),
    ("Title", 22, True, _DARK, 0, 4),
    ("Subtitle", 13, False, _GREY, 0, 10),
    ("Caption", 9, False, _GREY, 0, 6),
    ("Heading 1", 14, True, _DARK, 16, 4),
    ("Heading 2", 12, True, _DARK, 12, 3),
    ("Heading 3", 11, True, _DARK, 10, 2),
    ("List Bullet", 11, False, None, 0, 3),
    ("Header", 9, True, _GREY, 0, 0),
    ("Footer", 9, False, _GREY, 0, 0),
)


@dataclass(slots=True)
class _Changes:
    """Who made the tracked changes and when, and how many there are so far."""

    author: str
    at: str
    count: int = 0

    def mark(self, change: Change) -> Any:
        """Make the element of one change."""
        self.count += 1
        return _element(_CHANGES[change], {"w:id": str(self.count), "w:author": self.author, "w:date": self.at})


def write_word(
    blocks: Iterable[Block],
    *,
    title: str,
    at: dt.datetime,
    author: str = "",
    language: str = "en-GB",
    header: str = "",
    footer: str = "",
) -> bytes:
    """Write pages to a .docx, A4.

    `at` (with its zone): when the document and its tracked changes were made; `author`: by whom. `header` stands at the top
    of every page ("DRAFT"), `footer` with the page's number at the bottom. What XML cannot hold is left out.
    """
    utc = at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    document = docx.Document()
    _strip(document)
    _number(document)
    _dress(document, language)
    _set_margins(document, header, footer)
    changes = _Changes(_clean(author), f"{utc.isoformat()}Z")
    body = document.element.body
    for paragraph in list(document.paragraphs):
        body.remove(paragraph._p)
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Table) and not block.rows:
            continue
        if isinstance(block, Table) and isinstance(before, Table):
            body.insert(len(body) - 1, OxmlElement("w:p"))  # two tables without a paragraph between them are one
        body.insert(len(body) - 1, _table(block, changes) if isinstance(block, Table) else _paragraph(block, changes))
        before = block
    if isinstance(before, Table):
        body.insert(len(body) - 1, OxmlElement("w:p"))
    _describe(document, _clean(title), changes.author, utc)
    return _packed(document)


# --- what stands in the document ----------------------------------------------------------------------------------------


def _paragraph(block: Text, changes: _Changes, *, bold: bool = False) -> Any:
    paragraph = OxmlElement("w:p")
    if style := _style_of(block):
        _under(paragraph, "w:pPr").append(_element("w:pStyle", {"w:val": style}))
    if isinstance(block, Bullet):
        numbering = _under(_under(paragraph, "w:pPr"), "w:numPr")
        numbering.append(_element("w:ilvl", {"w:val": str(min(max(block.depth, 0), len(_BULLETS) - 1))}))
        numbering.append(_element("w:numId", {"w:val": "1"}))
    if block.change:
        _under(_under(paragraph, "w:pPr"), "w:rPr").append(changes.mark(block.change))
    for change, same in groupby(block.runs, key=lambda run: run.change):
        target = paragraph
        if change:
            target = changes.mark(change)
            paragraph.append(target)
        for run in same:
            if run.text:
                target.append(_run(run, bold=bold or run.bold))
    return paragraph


def _style_of(block: Text) -> str:
    if isinstance(block, Heading):
        return f"Heading{min(max(block.level, 1), 6)}"
    if isinstance(block, Bullet):
        return "ListBullet"
    return _STYLES[block.style]


def _run(run: Run, *, bold: bool) -> Any:
    element = OxmlElement("w:r")
    for name, on in (("w:b", bold), ("w:i", run.italic)):
        if on:
            _under(element, "w:rPr").append(OxmlElement(name))
    name = "w:delText" if run.change is Change.REMOVED else "w:t"
    for piece in _PIECES.findall(_clean(run.text)):
        if piece in "\n\t":
            element.append(OxmlElement("w:br" if piece == "\n" else "w:tab"))
            continue
        text = OxmlElement(name)
        text.text = piece
        text.set(qn("xml:space"), "preserve")
        element.append(text)
    return element


def _table(table: Table, changes: _Changes) -> Any:
    count = max((len(row.cells) for row in table.rows), default=1) or 1
    widths = _widths(table.widths, count)
    element = OxmlElement("w:tbl")
    properties = _under(element, "w:tblPr")
    properties.append(_element("w:tblStyle", {"w:val": "TableGrid"}))
    properties.append(_element("w:tblW", {"w:w": str(sum(widths)), "w:type": "dxa"}))
    properties.append(_element("w:tblLayout", {"w:type": "fixed"}))
    properties.append(_element("w:tblLook", {"w:val": "0420" if table.header else "0400"}))
    grid = _under(element, "w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", {"w:w": str(width)}))
    for at, row in enumerate(table.rows):
        element.append(_row(row, widths, changes, heads=table.header and at == 0))
    return element


def _row(row: Row, widths: Sequence[int], changes: _Changes, *, heads: bool) -> Any:
    element = OxmlElement("w:tr")
    if heads:
        _under(element, "w:trPr").append(OxmlElement("w:cantSplit"))
        _under(element, "w:trPr").append(OxmlElement("w:tblHeader"))
    if row.change:
        _under(element, "w:trPr").append(changes.mark(row.change))
    for width, cell in zip(widths, (*row.cells, *[()] * (len(widths) - len(row.cells))), strict=True):
        made = _under(element, "w:tc", new=True)
        properties = _under(made, "w:tcPr")
        properties.append(_element("w:tcW", {"w:w": str(width), "w:type": "dxa"}))
        if heads:
            properties.append(_element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "E7EBF2"}))
        for block in cell or (Paragraph(()),):
            made.append(_paragraph(block, changes, bold=heads))
    return element


def _widths(shares: Sequence[float], count: int) -> list[int]:
    if len(shares) != count or min(shares) <= 0:
        shares = (1.0,) * count
    return [round(_TEXT_WIDTH * share / sum(shares)) for share in shares]


# --- the look of the pages ----------------------------------------------------------------------------------------------


def _strip(document: Document) -> None:
    """Take out of the library's own template what no document of ours uses: a picture, styles of tables, a second styles part."""
    for part in (document.part, document.part.package):
        for key, relationship in list(part.rels.items()):
            if relationship.reltype.endswith(("/thumbnail", "/stylesWithEffects", "/customXml")):
                del part.rels[key]
    styles = document.styles.element
    for style in list(styles):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
            styles.remove(style)


def _number(document: Document) -> None:
    """Put one list of bullets in the place of the lists of the library's template, whose bullets all have one level."""
    lists: Any = document.part.numbering_part.element
    for old in list(lists):
        lists.remove(old)
    levels = _under(lists, "w:abstractNum")
    levels.set(qn("w:abstractNumId"), "0")
    levels.append(_element("w:multiLevelType", {"w:val": "hybridMultilevel"}))
    for depth, sign in enumerate(_BULLETS):
        level = _element("w:lvl", {"w:ilvl": str(depth)})
        for name, value in (("w:start", "1"), ("w:numFmt", "bullet"), ("w:lvlText", sign), ("w:lvlJc", "left")):
            level.append(_element(name, {"w:val": value}))
        _under(level, "w:pPr").append(_element("w:ind", {"w:left": str(360 * (depth + 1)), "w:hanging": "260"}))
        levels.append(level)
    number = _element("w:num", {"w:numId": "1"})
    number.append(_element("w:abstractNumId", {"w:val": "0"}))
    lists.append(number)
    for style in list(document.styles.element):
        if (numbered := next(style.iter(qn("w:numPr")), None)) is not None:
            numbered.getparent().remove(numbered)


def _dress(document: Document, language: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    for tongue in document.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), language)
    for name, size, bold, colour, before, after in _LOOKS:
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, False
        fonts = style.element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)  # a theme's font goes before one that is named
        if colour is not None:
            style.font.color.rgb = colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.08 if name == "Normal" else None
    for name, unwanted in (("Title", "w:pBdr"), ("Header", "w:tabs"), ("Footer", "w:tabs")):
        for element in list(document.styles[name].element.iter(qn(unwanted))):
            element.getparent().remove(element)


def _set_margins(document: Document, header: str, footer: str) -> None:
    section = document.sections[0]
    if header:
        section.header.paragraphs[0]._p.append(_run(Run(header), bold=False))
    if footer:
        paragraph = section.footer.paragraphs[0]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(210 - 2 * _MARGIN_MM), WD_TAB_ALIGNMENT.RIGHT)
        paragraph._p.append(_run(Run(f"{footer}\t"), bold=False))
        for instruction, between in (("PAGE", " / "), ("NUMPAGES", "")):
            made = _element("w:fldSimple", {"w:instr": instruction})
            made.append(_run(Run("1"), bold=False))
            paragraph._p.append(made)
            if between:
                paragraph._p.append(_run(Run(between), bold=False))


def _describe(document: Document, title: str, author: str, at: dt.datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
    properties.comments = properties.keywords = properties.subject = properties.category = ""
    properties.created = properties.modified = at
    properties.revision = 1


def _packed(document: Document) -> bytes:
    """Save with a fixed time on every part."""
    saved = io.BytesIO()
    document.save(saved)
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = zipfile.ZipInfo(entry.filename, _ZIP_TIME)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(part, source.read(entry))
    return packed.getvalue()


def _element(name: str, attributes: dict[str, str]) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element


def _under(parent: Any, name: str, *, new: bool = False) -> Any:
    """Find the child of a name, or make it at the end."""
    found = None if new else parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    return found


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
