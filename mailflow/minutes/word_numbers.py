"""The numbers that Word makes by itself, written out: a .docx whose "3.1" is automatic holds no "3.1" anywhere.

Works on the XML parts (WordprocessingML, ECMA-376 part 1, 17.9): every paragraph that is numbered, by itself or by its
style, gets its number as a first run of text, and bullets stay as they are. Mammoth, which reads the parts afterwards,
knows that a paragraph is numbered but not with what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as Tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a numbering: its first number, how it is written ("%1.%2"), and in what figures."""

    start: int = 1
    text: str = "%1."
    figures: str = "decimal"
    style: str = ""


@dataclass(slots=True)
class _Counters:
    """How far each numbering has counted, by level."""

    at: dict[str, dict[int, int]] = field(default_factory=dict)


def write_out_numbers(document: bytes, numbering: bytes, styles: bytes) -> bytes:
    """Give document.xml with the automatic numbers as text. Raises ElementTree.ParseError on XML that is none."""
    abstracts, numbers = _numberings(Tree.fromstring(numbering))
    by_style = _numbers_of_styles(Tree.fromstring(styles)) if styles else {}
    for number, abstract in numbers.items():
        for depth, made in abstracts.get(abstract, {}).items():
            if made.style:
                by_style[made.style] = (number, depth)
    root = Tree.fromstring(document)
    counters, changed = _Counters(), False
    for paragraph in root.iter(f"{W}p"):
        place = _place_of(paragraph, by_style)
        if place is None:
            continue
        number, depth = place
        levels = abstracts.get(numbers.get(number, ""), {})
        level = levels.get(depth)
        if level is None or level.figures in ("bullet", "none") or not _has_text(paragraph):
            continue
        label = _count(counters, numbers.get(number, number), depth, levels)
        _write(paragraph, label)
        changed = True
    return Tree.tostring(root, encoding="utf-8", xml_declaration=True) if changed else document


def _numberings(root: Tree.Element) -> tuple[dict[str, dict[int, _Level]], dict[str, str]]:
    abstracts = {
        abstract.get(f"{W}abstractNumId", ""): {
            int(level.get(f"{W}ilvl", "0") or 0): _level(level) for level in abstract.findall(f"{W}lvl")
        }
        for abstract in root.findall(f"{W}abstractNum")
    }
    numbers = {}
    for number in root.findall(f"{W}num"):
        target = number.find(f"{W}abstractNumId")
        if target is not None:
            numbers[number.get(f"{W}numId", "")] = target.get(f"{W}val", "")
    return abstracts, numbers


def _level(element: Tree.Element) -> _Level:
    start = _value(element, "start")
    return _Level(
        int(start) if start.isdecimal() and len(start) < 6 else 1,
        _value(element, "lvlText")[:40],
        _value(element, "numFmt") or "decimal",
        _value(element, "pStyle"),
    )


def _value(element: Tree.Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


def _numbers_of_styles(root: Tree.Element) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in root.findall(f"{W}style"):
        properties = style.find(f"{W}pPr/{W}numPr")
        if properties is not None and (number := _value(properties, "numId")):
            found[style.get(f"{W}styleId", "")] = (number, _depth(properties))
    return found


def _depth(properties: Tree.Element) -> int:
    depth = _value(properties, "ilvl")
    return int(depth) if depth.isdecimal() and len(depth) < 3 else 0


def _place_of(paragraph: Tree.Element, by_style: dict[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Give (numId, level) of a numbered paragraph; numId 0 takes a style's number away."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return None
    own = properties.find(f"{W}numPr")
    style = by_style.get(_value(properties, "pStyle"))
    if own is None:
        return style
    number = _value(own, "numId") or (style[0] if style else "")
    return (
        (number, _depth(own) if own.find(f"{W}ilvl") is not None or not style else style[1]) if number not in ("", "0") else None
    )


def _has_text(paragraph: Tree.Element) -> bool:
    return any(text.text and text.text.strip() for text in paragraph.iter(f"{W}t"))


def _count(counters: _Counters, number: str, depth: int, levels: dict[int, _Level]) -> str:
    """Count one on at a level, start the deeper ones again, and write the label."""
    at = counters.at.setdefault(number, {})
    at[depth] = at.get(depth, levels[depth].start - 1) + 1
    for deeper in [other for other in at if other > depth]:
        del at[deeper]
    for above in range(depth):
        at.setdefault(above, levels[above].start if above in levels else 1)

    def figure(match: re.Match[str]) -> str:
        which = int(match[1]) - 1
        return _figures(at.get(which, 1), levels[which].figures if which in levels else "decimal")

    return re.sub(r"%(\d)", figure, levels[depth].text)


def _figures(number: int, figures: str) -> str:
    if figures in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if figures == "upperLetter" else letters
    if figures in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for value, letters in _ROMAN:
            roman, number = roman + letters * (number // value), number % value
        return roman.upper() if figures == "upperRoman" else roman
    return f"{number:02}" if figures == "decimalZero" else str(number)


def _write(paragraph: Tree.Element, label: str) -> None:
    """Put the label before the text, as bold as the first run is, and take the numbering away."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return
    for numbering in properties.findall(f"{W}numPr"):
        properties.remove(numbering)
    off = Tree.SubElement(properties, f"{W}numPr")
    Tree.SubElement(off, f"{W}numId", {f"{W}val": "0"})
    run = Tree.Element(f"{W}r")
    first = paragraph.find(f"{W}r")
    weight = first.find(f"{W}rPr/{W}b") if first is not None else None
    if weight is not None:
        Tree.SubElement(Tree.SubElement(run, f"{W}rPr"), f"{W}b", dict(weight.attrib))
    text = Tree.SubElement(run, f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    text.text = label + " "
    paragraph.insert(list(paragraph).index(properties) + 1, run)
