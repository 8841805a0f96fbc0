"""The letters: who gets which, what they say in both forms, and that the same facts give the same bytes."""

from __future__ import annotations

import datetime as dt
import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from boards import MEETING, NOW, make_board_with_minutes
from mailflow import tokens
from mailflow.errors import TemplateError
from mailflow.flows.circulate import Composed, compose, find_version, prepare
from mailflow.letters.envelope import Letter, Sender, compose_bytes
from mailflow.letters.kept import KeptLetter, read_kept
from mailflow.letters.layout import WIDTH, bullet_blocks, line_blocks, wrap
from mailflow.markup import Text, events
from mailflow.post.addresses import envelope_address
from mailflow.records import Edition
from mailflow.workspace import Workspace, open_workspace


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    return make_board_with_minutes(tmp_path / "board")


@pytest.fixture
def letters(board: Workspace) -> dict[str, Composed]:
    with board.open("test") as store:
        return {c.recipient.person.name: c for c in prepare(board, store, MEETING, NOW)}


def parsed(composed: Composed) -> EmailMessage:
    message = message_from_bytes(composed.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words_of_page(page: str) -> str:
    return " ".join(" ".join(e.text for e in events(page) if isinstance(e, Text)).split())


def test_each_person_gets_the_edition_that_fits_them(letters: dict[str, Composed]) -> None:
    assert {name: str(c.recipient.edition) for name, c in letters.items()} == {
        "Ada Fenn": "attendee",
        "Ben Holt": "absentee",
        "Dilys Pryce": "attendee",
        "Emeka Obi": "attendee",
        "Farah Nasser": "attendee",
        "Gregory Marsh": "absentee",
        "Hanna Vogel": "attendee",
        "Iris Tate": "attendee",
        "Cora Lind": "attendee",
        "Becky Moss": "owner",
        "Harbour Watch": "owner",
    }


def test_an_attendee_reads_their_actions_then_how_to_answer_then_the_minutes(letters: dict[str, Composed]) -> None:
    text = letters["Emeka Obi"].letter.text
    places = [text.index(words) for words in ("Your action", "QSB 2627_08", "How to answer", "Corrections are taken until", "3.1 Lighting")]
    assert places == sorted(places)
    assert "Corrections are taken until Monday 19 October 2026" in text
    assert "QSB 2627_04  " not in text.split("How to answer")[0], "another's action is not among mine"


def test_an_absentee_reads_what_was_decided_and_who_stood_in(letters: dict[str, Composed]) -> None:
    text = " ".join(letters["Ben Holt"].letter.text.split())
    assert "Cora Lind stood in for you" in text
    assert "What was decided" in text
    assert "Item 3.1: It was agreed that the lamps are replaced before the clocks go back" in text
    assert text.index("What was decided") < text.index("Your action") < text.index("1 Welcome and apologies")
    assert "you were not at the meeting on Thursday 8 October 2026 (apologies)." in " ".join(letters["Gregory Marsh"].letter.text.split())


def test_a_substitute_reads_for_whom_they_stood_in_and_what_fell_to_that_member(letters: dict[str, Composed]) -> None:
    text = " ".join(letters["Cora Lind"].letter.text.split())
    assert "in place of Ben Holt" in text
    assert [a.ref for a in letters["Cora Lind"].recipient.told] == ["QSB 2627_04"]


def test_an_owner_reads_their_action_and_its_item_and_none_of_the_rest(letters: dict[str, Composed]) -> None:
    for form in (letters["Harbour Watch"].letter.text, letters["Harbour Watch"].letter.html):
        assert "Put up notices about the closed slipway" in form
        assert "Lighting on the north quay" in form
        for elsewhere in ("42 referrals", "Missing from home", "71 per cent", "Attendance", "Corrections are taken"):
            assert elsewhere not in form


def test_a_delegate_is_told_of_the_action_that_another_owes(letters: dict[str, Composed]) -> None:
    text = " ".join(letters["Becky Moss"].letter.text.split())
    assert "QSB 2627_07 Brief the night shelter on the new form." in text
    assert "Owed by Gregory Marsh." in text


def test_both_forms_say_the_same(letters: dict[str, Composed]) -> None:
    for composed in letters.values():
        page = words_of_page(composed.letter.html)
        for paragraph in composed.letter.text.split("\n-- ")[0].split("\n\n"):
            for line in re.split(r"\n(?=\s*(?:- |\d+\. ))", paragraph):
                said = re.sub(r"^\s*(?:- |\d+\. )", "", " ".join(line.split()))
                if not said or set(said) <= set("-="):
                    continue
                said = re.sub(r"\s[-=]{3,}$", "", said)
                bare = re.sub(r"\W+", "", said)
                assert bare in re.sub(r"\W+", "", page) or _as_row(said, page), said


def _as_row(said: str, page: str) -> bool:
    """An action is a heading and paragraphs there, examples stand line by line: the same words, parted otherwise."""
    return all(word in page for word in re.findall(r"\w+", said))


def test_the_plain_form_keeps_to_72_columns(letters: dict[str, Composed]) -> None:
    for composed in letters.values():
        assert max(map(len, composed.letter.text.split("\n"))) <= WIDTH


def test_the_page_keeps_the_rules_of_mail(letters: dict[str, Composed]) -> None:
    page = letters["Ben Holt"].letter.html
    assert len(page.encode()) < 90_000
    assert '<html lang="en">' in page
    assert "max-width:600px" in page
    assert "prefers-color-scheme: dark" in page
    assert "<table" not in page, "what one types in a cell, or beside it, loses its place"
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), "headings in order"
    assert "<script" not in page and "src=" not in page


def test_every_action_has_a_link_that_opens_an_answer_with_its_ref(letters: dict[str, Composed]) -> None:
    composed = letters["Emeka Obi"]
    [link] = [html.unescape(found) for found in re.findall(r'href="(mailto:[^"]+)"', composed.letter.html) if "QSB%202627_08" in found]
    assert link.startswith("mailto:minutes%2B")
    assert link.endswith("body=QSB%202627_08%3A%20")


def test_token_in_reply_to_and_message_id_name_person_and_meeting(board: Workspace, letters: dict[str, Composed]) -> None:
    for composed in letters.values():
        message = parsed(composed)
        detail = tokens.in_address(message["Reply-To"].addresses[0].addr_spec, "minutes@board.example")
        found = tokens.in_message_id(str(message["Message-ID"]))
        assert detail is not None and found is not None and found[0] == detail
        assert board.key.read(detail) == tokens.Token(dt.date(2026, 10, 8), 1, composed.recipient.person.number)


def test_headers_tell_other_machines_not_to_answer_and_join_a_thread(letters: dict[str, Composed]) -> None:
    messages = [parsed(c) for c in letters.values()]
    for message in messages:
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "All"
        assert message["List-Id"] == "<qsb.minutes.board.example>"
        forms = ["multipart/alternative", "text/plain", "text/html"]
        assert [p.get_content_type() for p in message.walk()] == ["multipart/mixed", *forms, "text/calendar"]
    assert len({str(m["References"]) for m in messages}) == 1
    assert len({str(m["Message-ID"]) for m in messages}) == len(messages)
    assert all(len(line) < 998 for c in letters.values() for line in c.content.split(b"\r\n"))
    assert all(b"\n" not in c.content.replace(b"\r\n", b"") for c in letters.values())


def test_the_same_facts_give_the_same_bytes(board: Workspace, letters: dict[str, Composed]) -> None:
    with board.open("test") as store:
        again = list(prepare(board, store, MEETING, NOW + dt.timedelta(minutes=20)))
    assert [c.content for c in again] == [c.content for c in letters.values()]


def test_after_half_a_day_letters_are_composed_afresh(board: Workspace, letters: dict[str, Composed]) -> None:
    with board.open("test") as store:
        again = list(prepare(board, store, MEETING, NOW + dt.timedelta(hours=13)))
        assert find_version(store, MEETING)[1].composed_at == NOW + dt.timedelta(hours=13)
    assert [c.content for c in again] != [c.content for c in letters.values()]


def test_the_kept_letter_gives_back_its_plain_text(letters: dict[str, Composed]) -> None:
    composed = letters["Hanna Vogel"]
    kept = read_kept(composed.content)
    assert kept == KeptLetter(composed.letter.text, composed.letter.html, kept.carried)
    assert composed.letter.subject in kept.carried


def test_a_board_without_plus_addresses_is_answered_at_its_address(board: Workspace) -> None:
    path = board.folder / "mailflow.toml"
    path.write_text(path.read_text().replace("subaddress = true", "subaddress = false"))
    with board.open("test") as store:
        composed = list(prepare(open_workspace(board.folder), store, MEETING, NOW))
    assert parsed(composed[0])["Reply-To"].addresses[0].addr_spec == "minutes@board.example"
    assert tokens.in_message_id(str(parsed(composed[0])["Message-ID"]))


def test_a_boards_own_template_goes_before_ours_and_may_extend_it(board: Workspace) -> None:
    own = board.folder / "templates" / "attendee.txt.j2"
    own.write_text('{% extends "builtin/attendee.txt.j2" %}{% block greeting %}Good day, {{ person.name }},{% endblock %}')
    with board.open("test") as store:
        composed = {c.recipient.person.name: c for c in prepare(open_workspace(board.folder), store, MEETING, NOW)}
    assert composed["Ada Fenn"].letter.text.startswith("Good day, Ada Fenn,")
    assert "3.1 Lighting" in composed["Ada Fenn"].letter.text


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("Subject: x\n\nDear {{ person.nmae }}\n", 3, "nmae"),
        ("Subject: x\n\n{% if mine %}\nno end\n", 4, "end of template"),
        ("Subject: x\n\n{{ mine | shout }}\n", 3, "shout"),
        ("Subject: x\n\n{{ 1 / 0 }}\n", 3, "division"),
        ("Dear all\n", 1, "Subject:"),
        ("Subject: x\n{{ ''.__class__.__mro__ }}\n", 2, "unsafe"),
        ('{% include "nothing.j2" %}', None, "nothing.j2"),
    ],
)
def test_a_mistake_in_a_template_names_the_file_and_the_line(board: Workspace, template: str, line: int | None, says: str) -> None:
    (board.folder / "templates" / "attendee.txt.j2").write_text(template)
    with board.open("test") as store, pytest.raises(TemplateError) as caught:
        list(prepare(open_workspace(board.folder), store, MEETING, NOW))
    assert says in str(caught.value)
    assert caught.value.line == line
    assert "Mend the template" in str(caught.value)


def _hostile() -> Iterator[str]:
    yield "<script>alert(1)</script>"
    yield "{{ 7 * 7 }}{% for x in y %}"
    yield 'x" onmouseover="alert(1)'


@pytest.mark.parametrize("hostile", list(_hostile()))
def test_what_minutes_hold_is_text_in_the_letter_never_markup_or_template(board: Workspace, hostile: str) -> None:
    with board.open("test") as store:
        meeting, version = find_version(store, MEETING)
        items = (replace(version.minutes.items[0], title=hostile, text=hostile), *version.minutes.items[1:])
        changed = replace(version, minutes=replace(version.minutes, items=items), composed_at=NOW)
        composed = next(compose(board, store, meeting, changed))
    assert hostile in composed.letter.text
    assert html.escape(hostile) in composed.letter.html.replace("&#34;", "&quot;")
    assert hostile in words_of_page(composed.letter.html)


@pytest.mark.parametrize("bad", ["Bcc: all@x.example", "\r\nBcc: all@x.example", "\u2028Bcc: a@x.example", "\x00Bcc: a@x.example"])
def test_nothing_that_reaches_a_header_makes_another(bad: str) -> None:
    letter = Letter(
        f"Ada{bad}", "ada@quay.example", Edition.OWNER, f"Subject{bad}", "text\n", "<p>text</p>", "mf.x@b.example", "m@b.example"
    )
    raw = compose_bytes(letter, Sender(f"Board{bad}", "m@b.example", "qsb.b.example"), NOW)
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Bcc"] is None
    assert len(message.get_all("To", [])) == 1


@pytest.mark.parametrize(
    "text", ["-- \nsignature\n", "a.\n.\n..b\n", "=20 = é ü 😀\n", "x" * 3000 + "\n", "trailing   \n\ttab\t\n", "From here\n"]
)
def test_every_text_comes_back_from_the_wire_as_it_was(text: str) -> None:
    letter = Letter("Ada", "ada@quay.example", Edition.OWNER, "S", text, f"<p>{text}</p>\n", "mf.x@b.example", "m@b.example")
    raw = compose_bytes(letter, Sender("Board", "m@b.example", "qsb.b.example"), NOW)
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and plain.get_content().replace("\r\n", "\n") == text
    assert page is not None and page.get_content().replace("\r\n", "\n") == letter.html
    assert max(map(len, raw.split(b"\r\n"))) < 998 and raw.isascii()


def test_long_words_stay_whole_and_lists_hang() -> None:
    long = "https://quay.example/" + "x" * 80
    assert long in wrap(f"See {long} for more.").split("\n")
    assert wrap("- " + "word " * 20).split("\n")[1].startswith("  word")
    assert bullet_blocks("Before:\n- one\n- two\n\nAfter") == [{"paragraph": "Before:"}, {"list": ["one", "two"]}, {"paragraph": "After"}]


def test_lines_of_a_list_stay_lines_on_the_page_and_what_was_said_is_set_in() -> None:
    assert line_blocks(["QSB 2627_04: open", "", "> Half done", "- of 15"]) == [
        {"paragraph": "QSB 2627_04: open"}, {"quoted": "Half done"}, {"paragraph": "- of 15"},
    ]  # fmt: skip
    assert line_blocks([]) == []


def test_a_text_in_columns_comes_back_as_headings_and_whole_paragraphs_on_the_page() -> None:
    said = "The lamps on\nthe quay.\n    (correction 3,\n    by Ben Holt)\n- one\n  more\n- two"
    text = f"What changed\n============\n\n{said}\n\n...\n\n3.1 End\n---"
    assert line_blocks(text.split("\n")) == [
        {"heading": "What changed"}, {"paragraph": "The lamps on the quay."}, {"paragraph": "(correction 3, by Ben Holt)"},
        {"paragraph": "- one more"}, {"paragraph": "- two"}, {"paragraph": "..."}, {"heading": "3.1 End"},
    ]  # fmt: skip


def test_header_and_envelope_write_a_domain_the_same_way() -> None:
    letter = Letter("Jo", "jo@faß.example", Edition.OWNER, "S", "text\n", "<p>text</p>", "mf.x@b.example", "m@b.example")
    raw = compose_bytes(letter, Sender("Board", "m@b.example", "qsb.b.example"), NOW)
    assert envelope_address("jo@faß.example").octets == b"jo@xn--fa-hia.example"
    assert b"To: Jo <jo@xn--fa-hia.example>" in raw
