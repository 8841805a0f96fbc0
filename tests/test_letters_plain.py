"""Letters are plain: headings, paragraphs and lists in one column, so that every client can quote them and people can type between them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from letter_kinds import KINDS, LETTERS, Written, pages_of_every_kind
from mailflow.flows.circulate import prepare
from mailflow.markup import End, Start, Text, events
from mailflow.workspace import open_workspace

PLAIN = frozenset("html body div h1 h2 h3 h4 p ul ol li a strong br ins del span".split())
LINES = frozenset("h1 h2 h3 h4 p li".split())  # where the words of a letter stand
INLINE = frozenset("td th a strong span ins del".split())  # nothing parts these from what follows, in the worst of clients


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    return pages_of_every_kind(tmp_path_factory.mktemp("kinds"))


@dataclass(frozen=True)
class Element:
    """An element with what it says: `own` outside other elements, `links` in links, `inside` the elements in it."""

    tag: str
    attributes: dict[str, str]
    own: str
    links: str
    inside: tuple[str, ...]


def elements(page: str) -> Iterator[Element]:
    """Give the elements of a page, in the order in which they close."""
    stack: list[tuple[Start, list[str], list[str], list[str]]] = []
    for event in events(page):
        if isinstance(event, Start):
            for _, _, _, inside in stack:
                inside.append(event.tag)
            if event.tag not in ("br", "meta"):
                stack.append((event, [], [], []))
        elif isinstance(event, Text) and stack:
            stack[-1][1].append(event.text)
            if any(start.tag == "a" for start, *_ in stack):
                for _, _, links, _ in stack:
                    links.append(event.text)
        elif isinstance(event, End) and event.tag not in ("br", "meta"):
            start, own, links, inside = stack.pop()
            yield Element(start.tag, start.attributes, "".join(own).strip(), "".join(links).strip(), tuple(inside))


def layout_tables(page: str) -> list[str]:
    """Say which tables of a page hold no heading cell that names its row or column: they are there for the layout."""
    tables = re.findall(r"(?is)<table\b.*?(?:</table>|$)", page)
    return [table[:80] for table in tables if not re.search(r"(?i)<th\b[^>]*\bscope=", table)]


def joined(page: str) -> str:
    """Give a page as the worst client writes it as text: a line for a block or a <br>, cells of a row joined with nothing."""
    said: list[str] = []
    for event in events(page):
        if isinstance(event, Text):
            said.append(event.text)
        elif event.tag not in INLINE:
            said.append("\n")
    return "".join(said)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_holds_a_table_for_its_layout(written: dict[str, Written], kind: str) -> None:
    assert layout_tables(written[kind].page) == []


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_is_one_column_of_headings_paragraphs_and_lists(written: dict[str, Written], kind: str) -> None:
    found = list(elements(written[kind].page))
    assert {one.tag for one in found} <= PLAIN
    assert sum(one.tag == "div" for one in found) == 1, "the sheet, and nothing that nests"
    for one in found:
        assert one.own or one.links or one.inside, f"an empty {one.tag}"
        if one.tag in LINES:
            assert not LINES & set(one.inside), f"lines within a line: {one}"
        else:
            assert one.tag in INLINE or not one.own, f"words outside a line: {one}"


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_in_order_beginning_with_the_one_of_the_page(written: dict[str, Written], kind: str) -> None:
    levels = [int(one.tag[1]) for one in elements(written[kind].page) if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_has_no_title_that_an_answer_would_quote_beside_its_heading(written: dict[str, Written], kind: str) -> None:
    assert "<title" not in written[kind].page
    [heading] = [one.own for one in elements(written[kind].page) if one.tag == "h1"]
    assert len(heading) > 10


@pytest.mark.parametrize("kind", LETTERS)
def test_every_link_is_a_paragraph_of_its_own_and_its_words_are_no_answer(written: dict[str, Written], kind: str) -> None:
    found = [one for one in elements(written[kind].page) if one.tag in LINES and "a" in one.inside]
    assert all(one.tag == "p" and one.inside == ("a",) and not one.own for one in found)
    assert len(found) == written[kind].page.count("<a ")
    assert all(re.match("Answer “|Report on |Propose a correction$", one.links) for one in found)
    for link in (one for one in elements(written[kind].page) if one.tag == "a"):
        assert link.attributes["href"].startswith("mailto:") and "padding:9px" in link.attributes["style"], "high enough for a thumb"


def test_letters_have_links_at_all(written: dict[str, Written]) -> None:
    assert written["reminder"].page.count("<a ") == 2 * 3 and written["digest"].page.count("<a ") > 8


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_as_text_keeps_words_apart_even_where_a_client_joins_cells(written: dict[str, Written], kind: str) -> None:
    # What the clerk can answer stands in the page as links, in other words.
    text = re.sub(r"(?m)^ +Answer: .*(?:\n +\S.*)*", "", written[kind].text)
    missing = words(text) - words(joined(written[kind].page))
    assert not missing, sorted(missing)


def test_joining_cells_and_layout_tables_would_be_noticed() -> None:
    row = '<table><tr><th scope="row">Members</th><td>Name</td></tr></table>'
    assert words(joined(row)) == {"MembersName"} and layout_tables(row) == []
    assert layout_tables("<table role=presentation><tr><td>x</td></tr></table>") and layout_tables("<TABLE><tr><th>x</th></tr>")


@pytest.mark.parametrize("kind", LETTERS)
def test_no_letter_numbers_its_entries_by_a_list(written: dict[str, Written], kind: str) -> None:
    """Enter in a numbered list makes an entry: what is typed behind 1 would be 2, which is another action."""
    assert "<ol" not in written[kind].page


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_is_small_and_brings_its_looks_along(written: dict[str, Written], kind: str) -> None:
    page = written[kind].page
    assert len(page.encode()) < 90_000
    assert '<html lang="en">' in page and "prefers-color-scheme: dark" in page
    for one in elements(page):
        if one.tag in LINES - {"li"}:
            assert "margin:" in one.attributes.get("style", ""), one
    assert "flex" not in page and "grid" not in page and "src=" not in page


def test_an_attendance_line_says_the_same_in_both_forms(written: dict[str, Written]) -> None:
    said = [one.own for one in elements(written["attendee"].page) if one.tag == "li"]
    lines = " ".join(written["attendee"].text.split())
    assert "Gregory Marsh, Head of Housing, Quayside Council: apologies" in said
    assert len(said) == 8 and all(f"- {line}" in lines for line in said)


OLD_PARTS = """{% macro action_list(actions) %}{% for a in actions %}<p>{{ a.ref }}: {{ a.text }}</p>{% endfor %}{% endmacro %}
{% macro section(title) %}<h2>{{ title }}</h2>{% endmacro %}
{% macro mine_section(mine, told) %}{{ action_list(mine) }}{{ action_list(told) }}{% endmacro %}
{% macro answering(mine, until, meeting, person, with_minutes, links) %}<p>Just reply.</p>{% endmacro %}"""


def test_a_boards_own_parts_and_blocks_keep_working_under_the_names_they_had(tmp_path_factory: pytest.TempPathFactory) -> None:
    board = make_board_with_minutes(tmp_path_factory.mktemp("own") / "board")
    own = {
        "parts.html.j2": OLD_PARTS,
        "attendee.html.j2": '{% extends "builtin/attendee.html.j2" %}{% block title %}Our minutes{% endblock %}'
        "{% block greeting %}Good day,{% endblock %}{% block closing %}<p>The clerk</p>{% endblock %}",
    }
    for name, content in own.items():
        (board.folder / "templates" / name).write_text(content, "utf-8")
    with board.open("test") as store:
        pages = {c.recipient.person.name: c.letter.html for c in prepare(open_workspace(board.folder), store, MEETING, NOW)}
    assert "Our minutes</h1>" in pages["Ada Fenn"] and "Good day,</p>" in pages["Ada Fenn"] and "<p>The clerk</p>" in pages["Ada Fenn"]
    assert all("<p>Just reply.</p>" in page for page in pages.values())
    assert "<p>QSB 2627_08: Report" in pages["Emeka Obi"]
