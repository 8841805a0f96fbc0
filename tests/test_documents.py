"""Documents to blocks, and documents that are refused with a sentence (mailflow.minutes.documents, word, plain, html_blocks)."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

import pace
from mailflow.errors import DocumentError
from mailflow.minutes.blocks import Paragraph, Table, paragraphs_in, text_of
from mailflow.minutes.documents import read_document
from make_word import HEADING_STYLES, HEADINGS, bullet, document, para, table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def texts(name: str, content: bytes) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_in(read_document(name, content).blocks)]


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    original = zipfile.ZipFile(io.BytesIO(document(para("Minutes"))))
    return zipped({**{each: original.read(each) for each in original.namelist()}, name: content})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "it unpacks beyond 50 MB": (lambda: with_part("word/media/x.bin", bytes(60 * 1024 * 1024)), "unpacks to"),
    "it unpacks to 400 times its size": (lambda: with_part("word/media/x.bin", bytes(8 * 1024 * 1024)), "unpacks to"),
    "it has too many paragraphs": (lambda: document(*[para("x")] * 20_001), "20,001 paragraphs"),
    "it has a document type": (
        lambda: with_part("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "XML that Word does not write",
    ),
    "it is encrypted": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "it is of Word 97": (lambda: OLE + "WordDocument".encode("utf-16-le"), "Word 97"),
    "it is another zip": (lambda: zipped({"content.xml": b"<a/>"}), "no Word document"),
    "it is cut off": (lambda: document(para("Minutes"))[:400], "no Word document"),
    "its XML is damaged": (lambda: with_part("word/document.xml", b"<w:document><w:body>"), "damaged"),
    "it is random": (lambda: bytes(range(256)) * 40, "no Word document"),
    "it is empty": (lambda: b"", "empty"),
    "it holds no words": (lambda: document(para("")), "no words"),
    "it is a PDF": (lambda: b"%PDF-1.7\n...", "PDF"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_word_document_is_refused_in_under_two_seconds_where(why: str) -> None:
    make, sentence = REFUSED[why]
    content = make()
    started = time.perf_counter()
    with pytest.raises(DocumentError, match=sentence) as caught:
        read_document("minutes.docx", content)
    assert time.perf_counter() - started < 2
    assert str(caught.value).startswith("minutes.docx: ")


@pytest.mark.parametrize(
    "content",
    [
        "Café – “quoted”\n".encode(),
        b"\xef\xbb\xbf" + "Café – “quoted”\r\n".encode(),
        "Café – “quoted”\n".encode("cp1252"),
        "Café – “quoted”\n".encode("utf-16"),
        "Café – “quoted”\n".encode("utf-16-le"),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252", "utf-16", "utf-16 without mark"],
)
def test_a_text_is_decoded_whatever_its_encoding(content: bytes) -> None:
    assert texts("a.txt", content) == ["Café – “quoted”"]


def test_a_text_of_zero_bytes_and_control_characters_is_refused() -> None:
    with pytest.raises(DocumentError, match="no text"):
        read_document("a.txt", bytes(range(32)) * 100)


def test_the_content_of_a_word_document_counts_not_its_name() -> None:
    assert texts("minutes.txt", document(para("Welcome"))) == ["Welcome"]


def test_automatic_numbers_of_word_are_written_out() -> None:
    content = document(
        para("Welcome", style="Heading1"),
        para("Finance", style="Heading1"),
        para("Budget", style="Heading2"),
        para("Audit", style="Heading2"),
        bullet("a list entry"),
        para("Close", style="Heading1"),
        numbering=HEADINGS,
        styles=HEADING_STYLES,
    )
    assert texts("a.docx", content) == ["1. Welcome", "2. Finance", "2.1 Budget", "2.2 Audit", "a list entry", "3. Close"]


def test_bold_and_line_breaks_of_word_are_known() -> None:
    first, second = read_document("a.docx", document(para("**Action:**\nWrite"))).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert (first.bold, first.goes_on, second.bold, second.goes_on) == (True, False, False, True)


def test_a_page_header_is_kept_apart() -> None:
    read = read_document("a.docx", document(para("Minutes"), header="Quayside Board"))
    assert read.margins == ("Quayside Board",)
    assert texts("a.docx", document(para("Minutes"), header="Quayside Board")) == ["Minutes"]


def test_cells_that_span_are_resolved() -> None:
    html = "<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr><tr><td colspan=2>d</td></tr></table>"
    (found,) = read_document("a.html", html.encode()).blocks
    assert isinstance(found, Table)
    assert [[text_of(cell) for cell in row] for row in found.rows] == [["a", "b"], ["", "c"], ["d", ""]]


def test_a_table_inside_a_cell_stays_inside() -> None:
    (found,) = read_document("a.html", b"<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>").blocks
    assert isinstance(found, Table)
    assert len(found.rows) == 1
    assert [text_of(cell) for cell in found.rows[0]] == ["a b c", "d"]
    assert isinstance(found.rows[0][0][1], Table)


def test_a_hidden_script_is_no_text() -> None:
    assert texts("a.html", b"<p>one</p><script>two</script><style>p{}</style><!-- three -->") == ["one"]


def test_word_tables_are_read_cell_by_cell() -> None:
    (found,) = read_document("a.docx", document(table(("1", ("one", "two")), ("2", "three")))).blocks
    assert isinstance(found, Table)
    assert [[len(cell) for cell in row] for row in found.rows] == [[1, 2], [1, 1]]


def test_lines_wrapped_by_hand_are_joined_and_ended_ones_are_not() -> None:
    text = "The Board discussed the roof of the boathouse, which has been leaking\nsince the storm in March of last year.\nNo decision.\n"
    expected = [
        "The Board discussed the roof of the boathouse, which has been leaking since the storm in March of last year.",
        "No decision.",
    ]
    assert texts("a.txt", text.encode()) == expected


def test_markdown_keeps_labelled_lines_apart() -> None:
    assert texts("a.md", b"Present: A Roe\nApologies: B Poe\n") == ["Present: A Roe", "Apologies: B Poe"]


def test_bullets_are_entries_whatever_character_they_have() -> None:
    for mark in ("-", "*", "•", "▪", "–"):
        (found,) = read_document("a.txt", f"{mark} entry\n".encode()).blocks
        assert isinstance(found, Paragraph)
        assert (found.marker, found.text) == ("-", "entry")


def test_large_text_is_read_in_linear_time() -> None:
    def seconds(count: int) -> float:
        content = b"Alpha beta gamma delta <b>bold</b> epsilon\n" * count
        return pace.seconds(lambda: read_document("a.txt", content), tries=3)

    seconds(50)
    assert seconds(4_000) < 16 * max(seconds(1_000), 0.01)


def test_a_program_is_no_document_though_it_is_full_of_zeros() -> None:
    program = bytes(range(256)) * 4 + b"\0\0\0\1\0\0\2\3" * 400
    with pytest.raises(DocumentError, match="is no text and no Word document"):
        read_document("minutes.txt", program)
    assert read_document("minutes.txt", "Minutes of the board".encode("utf-16-le")).blocks
