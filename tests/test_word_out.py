"""Pages to Word documents: what a reader sees, what tracked changes are made of, and that the same pages give the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from xml.etree import ElementTree as Tree

import pytest

from mailflow.minutes.blocks import Table as ReadTable
from mailflow.minutes.blocks import paragraphs_in, text_of
from mailflow.minutes.documents import read_document
from mailflow.minutes.pages import Block, Bullet, Change, Heading, Paragraph, Row, Run, Style, Table, cell, runs, whole
from mailflow.minutes.word_out import write_word

AT = dt.datetime(2026, 10, 9, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ADDED, REMOVED = Change.ADDED, Change.REMOVED
PAGES: tuple[Block, ...] = (
    Paragraph(runs("Hafenrat – Ærø & Söhne"), Style.TITLE),
    Heading(1, runs("1. Premises")),
    Paragraph((Run("The roof "), Run("leaks", bold=True), Run(" badly", italic=True), Run("\nand so does the cellar."))),
    Paragraph(
        (Run("The cost is £"), Run("40,000", change=REMOVED), Run("45,000", bold=True, change=ADDED), Run(" in all.")),
    ),
    whole(Paragraph(runs("This paragraph came.")), ADDED),
    whole(Paragraph(runs("This paragraph went.")), REMOVED),
    Bullet(runs("first")),
    Bullet(runs("deeper"), depth=1),
    Table(
        (
            Row((cell("Ref"), cell("Action"))),
            Row((cell("QSB 2627_01"), (Paragraph((Run("Mend the "), Run("roof", change=REMOVED), Run("gutter", change=ADDED))),))),
            Row((cell("QSB 2627_02", change=ADDED), cell("Paint it", change=ADDED)), ADDED),
            Row((cell("QSB 2627_03", change=REMOVED), cell("Sell it", change=REMOVED)), REMOVED),
            Row((cell("QSB 2627_04"),)),
        ),
        widths=(1, 3),
    ),
    Table((Row((cell("x"), cell("y"))),), header=False),
)


def written(*blocks: Block, **words: str) -> bytes:
    return write_word(blocks, title="Minutes", at=AT, author=words.pop("author", "Ruth Ember (clerk)"), **words)


def part(content: bytes, name: str = "word/document.xml") -> Tree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return Tree.fromstring(package.read(name))


def read(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_in(read_document("minutes.docx", content).blocks)]


def test_what_was_written_is_read_again_with_headings_bold_lists_breaks_and_tables() -> None:
    blocks = read_document("minutes.docx", written(*PAGES)).blocks
    paragraphs = list(paragraphs_in(blocks))
    assert [p.text for p in paragraphs[:4]] == ["Hafenrat – Ærø & Söhne", "1. Premises", "The roof leaks badly", "and so does the cellar."]
    assert [run.text for run in paragraphs[2].runs if run.bold] == ["leaks"]
    shapes = [(p.heading, p.marker, p.depth) for p in paragraphs if p.heading or p.marker]
    assert shapes == [(1, "", 0), (1, "", 0), (0, "-", 0), (0, "-", 1)]
    tables = [block for block in blocks if isinstance(block, ReadTable)]
    assert [[text_of(c) for c in row] for row in tables[0].rows][:2] == [["Ref", "Action"], ["QSB 2627_01", "Mend the gutter"]]
    assert len(tables) == 2 and text_of(tables[1].rows[0][1]) == "y"


def test_a_reader_that_accepts_all_changes_sees_the_new_wording_alone() -> None:
    said = read(written(*PAGES))
    assert "The cost is £45,000 in all." in said
    assert "This paragraph came." in said
    assert not any("40,000" in line or "went" in line or "Sell it" in line for line in said)


def test_every_change_is_a_tracked_one_with_its_own_id_author_and_time() -> None:
    document = part(written(*PAGES))
    changes = [e for e in document.iter() if e.tag in (f"{W}ins", f"{W}del")]
    ids = [e.get(f"{W}id") for e in changes]
    assert len(ids) == len(set(ids)) == 14 and all(one and one.isdigit() for one in ids)
    assert {(e.get(f"{W}author"), e.get(f"{W}date")) for e in changes} == {("Ruth Ember (clerk)", "2026-10-09T08:30:00Z")}


def test_deleted_text_stands_in_deltext_and_nowhere_else() -> None:
    document = part(written(*PAGES))
    deleted = ["".join(t.text or "" for t in e.iter(f"{W}delText")) for e in document.iter(f"{W}del") if e.find(f"{W}r") is not None]
    assert deleted == ["40,000", "This paragraph went.", "roof", "QSB 2627_03", "Sell it"]
    assert not [t for e in document.iter(f"{W}del") for t in e.iter(f"{W}t")]
    inserted = ["".join(t.text or "" for t in e.iter(f"{W}t")) for e in document.iter(f"{W}ins") if e.find(f"{W}r") is not None]
    assert inserted == ["45,000", "This paragraph came.", "gutter", "QSB 2627_02", "Paint it"]


def test_a_whole_paragraph_or_row_is_marked_as_such_where_the_schema_wants_it() -> None:
    document = part(written(*PAGES))
    marks = [p.find(f"{W}pPr/{W}rPr") for p in document.iter(f"{W}p")]
    assert [mark[0].tag.removeprefix(W) for mark in marks if mark is not None] == ["ins", "del"]
    rows = [row.find(f"{W}trPr") for row in document.iter(f"{W}tr")]
    assert [[e.tag.removeprefix(W) for e in row] for row in rows if row is not None] == [["cantSplit", "tblHeader"], ["ins"], ["del"]]
    assert all(e[0].tag == f"{W}pPr" for e in document.iter(f"{W}p") if e.find(f"{W}pPr") is not None)
    assert all(e[0].tag == f"{W}rPr" for e in document.iter(f"{W}r") if e.find(f"{W}rPr") is not None)


def test_every_cell_ends_with_a_paragraph_and_every_row_has_all_its_cells() -> None:
    document = part(written(*PAGES))
    table = next(document.iter(f"{W}tbl"))
    assert [len(row.findall(f"{W}tc")) for row in table.iter(f"{W}tr")] == [2] * 5
    assert all(c[-1].tag == f"{W}p" for c in document.iter(f"{W}tc"))
    assert [int(e.get(f"{W}w", "")) for e in table.iter(f"{W}gridCol")] == [2410, 7228]
    body = document[0]
    assert body[-1].tag == f"{W}sectPr" and body[-2].tag == f"{W}p", "Word wants a paragraph after the last table"


def test_the_same_pages_give_the_same_bytes_and_another_author_does_not() -> None:
    assert written(*PAGES) == written(*PAGES)
    assert written(*PAGES) != written(*PAGES, author="Somebody else")


def test_page_language_header_and_footer_are_as_asked() -> None:
    content = written(*PAGES, language="cy-GB", header="DRAFT", footer="Quayside Board")
    section = next(part(content).iter(f"{W}sectPr"))
    size = section.find(f"{W}pgSz")
    assert size is not None and (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert {e.get(f"{W}val") for e in part(content, "word/styles.xml").iter(f"{W}lang")} == {"cy-GB"}
    assert read_document("minutes.docx", content).margins[0].startswith(("DRAFT", "Quayside Board"))
    styles = part(content, "word/styles.xml")
    foot = next(style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == "Footer")
    assert not list(foot.iter(f"{W}tab")), "the one tab stop is at the right margin, for the page's number"
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len([n for n in names if n.startswith(("word/header", "word/footer"))]) == 2
    assert not [n for n in zipfile.ZipFile(io.BytesIO(written(*PAGES))).namelist() if n.startswith(("word/header", "word/footer"))]


def test_what_xml_cannot_hold_is_left_out() -> None:
    content = written(Paragraph(runs("be\x00ll\x07 \x1b[1m\ud800 caf\x0bé \ufffe😀")), author="Cl\x08erk", header="DR\x01AFT")
    assert read(content) == ["bell [1m café 😀"]
    assert written(Paragraph(runs("x", change=ADDED)), author="Cl\x08erk") == written(Paragraph(runs("x", change=ADDED)), author="Clerk")


@pytest.mark.parametrize(
    "blocks", [(), (Paragraph(()),), (Table(()),), (Table((Row(()),)),)], ids=["nothing", "empty", "no rows", "no cells"]
)
def test_a_document_of_hardly_anything_is_one(blocks: tuple[Block, ...]) -> None:
    assert part(written(Paragraph(runs("words")), *blocks)).tag == f"{W}document"
    assert read(written(Paragraph(runs("words")), *blocks))[0] == "words"
    assert all(table.find(f"{W}tr/{W}tc/{W}p") is not None for table in part(written(*blocks)).iter(f"{W}tbl"))


def test_sixty_pages_are_written_in_a_moment() -> None:
    rows = tuple(Row((cell(f"Ref {n}"), cell("word " * 40), cell("x"))) for n in range(600))
    started = dt.datetime.now()
    content = written(Table(rows))
    assert (dt.datetime.now() - started).total_seconds() < 10
    assert len(content) < 200_000
