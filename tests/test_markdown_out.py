"""Text into Markdown: whatever it holds, it is read as the very words it is, in a heading, a paragraph, an entry and a cell."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailflow.minutes.blocks import Table, fold, paragraphs_in, text_of
from mailflow.minutes.documents import read_document
from mailflow.minutes.markdown_out import in_cell, in_markdown, one_line

# What Markdown and the reader of tables make something of, among letters that they do not.
SIGNS = "\\`*_{}[]()#+-.!|<>~=&;:/\"'@$^%0189 aZéß日\t\n🙂"


def read(text: str) -> tuple[str, str, str]:
    """Give what is read of a text in a heading, inside a paragraph and in a cell."""
    source = f"# {in_markdown(text)}\n\nx {one_line(text)} x\n\n| a | b |\n| --- | --- |\n| {in_cell(text)} | y |\n"
    blocks = read_document("text.md", source.encode()).blocks
    (table,) = [block for block in blocks if isinstance(block, Table)]
    texts = [paragraph.text for paragraph in paragraphs_in(blocks)]
    return texts[0], " ".join(texts[1 : texts.index("a", 1) if len(texts) > 2 else 2]), text_of(table.rows[1][0])


@given(text=st.text(SIGNS, min_size=1, max_size=30).filter(lambda text: text.strip(" \t\n-*.")))
@example(text="_under_ and in_side_it")
@example(text="<b>bold</b> & &amp; &#65;")
@example(text="~~struck~~ ~ ~~~")
@example(text="a \\")
@example(text="# hash #")
@example(text="[link](x) ![picture](y)")
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    words = fold(text)
    heading, paragraph, cell = read(f"w{text}w")
    assert (heading, paragraph, cell) == (fold(f"w{text}w"), fold(f"x w{text}w x"), fold(f"w{text}w"))
    assert words in read(f"w {text} w")[1]


@pytest.mark.parametrize("text", ["1. first", "12) twelfth", "+ plus", "> quote", "# hash", "===", "2024 in figures", "-5 degrees"])
def test_a_line_that_begins_like_something_else_is_a_paragraph(text: str) -> None:
    blocks = read_document("text.md", f"Before.\n\n{in_markdown(text)}\n\nAfter.\n".encode()).blocks
    assert [(p.text, p.marker, p.heading) for p in paragraphs_in(blocks)] == [("Before.", "", 0), (text, "", 0), ("After.", "", 0)]


def test_control_characters_are_left_out_and_a_word_keeps_its_underscore() -> None:
    assert in_markdown("be\x00ll\x1b[0m") == "bell\\[0m"
    assert in_cell("QSB 2627_04\nand\n\nmore") == "QSB 2627_04<br>and<br>more"
