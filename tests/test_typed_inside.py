"""Words typed inside the quotation of a letter that is otherwise as we sent it, in text with marks and in pages.

A line of its own beneath an action is recorded for that action alone; of a sentence of ours into which somebody has typed only
what they typed is theirs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mailflow.flows.understand import Understood, understand
from mailflow.journal import ActionReported
from mailflow.replies.model import Status
from reflow_mails import announced, mail_of
from reflow_pages import WRAPPERS, body_of, page_of
from sent_back import Boards, Sent, fresh, sent_letters

DONE, PROGRESS = Status.DONE, Status.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class Beneath:
    """An answer beneath an action. `at`: a piece of ours, in whose paragraph the action's last line stands; "" for its entry."""

    kind: str
    person: str
    ref: str
    answer: str
    status: Status | None
    at: str = ""


# A status of None: any may be recorded, or a note alone.
BENEATH = (
    Beneath("reminded/absentee", "Ben Holt", "QSB 2627_04", "Done.", DONE),
    Beneath("reminded/absentee", "Ben Holt", "QSB 2627_04", "Still waiting for two of them.", None),
    Beneath("reminded/absentee", "Ben Holt", "QSB 2627_08", "Done.", DONE),
    Beneath("reminded/absentee", "Ben Holt", "QSB 2627_08", "In progress, half of them are in.", PROGRESS),
    Beneath("reminded/absentee", "Ben Holt", "QSB 2627_04", "Completed last week", DONE, "Action: Replace the lamps"),
    Beneath("reminded/reminder", "Ben Holt", "QSB 2627_04", "Done!", DONE),
    Beneath("reminded/reminder", "Ben Holt", "QSB 2627_04", "Still waiting for two of them.", None),
    Beneath("reminded/reminder", "Ben Holt", "QSB 2627_08", "Done", DONE),
    Beneath("reminded/reminder", "Ben Holt", "QSB 2627_08", "In progress.", PROGRESS),
    Beneath("reminded/reminder", "Emeka Obi", "QSB 2627_08", "Done.", DONE),
    Beneath("reminded/attendee", "Dilys Pryce", "QSB 2627_06", "Done.", DONE),
    Beneath("open/attendee", "Dilys Pryce", "QSB 2627_06", "Done.", DONE, "Action: Shorten the referral form"),
    Beneath("open/attendee", "Farah Nasser", "QSB 2627_06", "Still waiting for two of them.", None),
    Beneath("open/attendee", "Hanna Vogel", "QSB 2627_09", "Done.", DONE),
    Beneath("open/absentee", "Ben Holt", "QSB 2627_04", "12 of 15 are in, the rest follows next week.", None),
    Beneath("later/attendee draft 2", "Dilys Pryce", "QSB 2627_06", "Done.", DONE),
    Beneath("later/attendee final", "Farah Nasser", "QSB 2627_06", "Still waiting for two of them.", None),
    Beneath("open/owner", "Harbour Watch", "QSB 2627_05", "Done.", DONE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Into:
    """What somebody types into a sentence of the minutes, behind a word of it."""

    kind: str
    person: str
    after: str
    typed: str


INTO = (
    Into("open/attendee", "Dilys Pryce", "lamps cost £12,400", "[should be £13,400]"),
    Into("open/attendee", "Farah Nasser", "lamps cost £12,400", "(should be £13,400)"),
    Into("open/attendee", "Hanna Vogel", "fifteen lamps", "[sixteen, I think]"),
    Into("open/attendee", "Ada Fenn", "made 42", "[should be 24]"),
    Into("open/attendee", "Cora Lind", "two boats", "[no, three - CL]"),
    Into("open/absentee", "Gregory Marsh", "within three days", "[five days!]"),
    Into("open/attendee", "Dilys Pryce", "Most concern neglect.", "[Please add: and some concern bullying.]"),
    Into("chair/chair", "Ada Fenn", "lamps cost £12,400", "[should be £13,400]"),
    Into("later/attendee draft 2", "Emeka Obi", "joint patrol rota", "[AF: night rota]"),
    Into("later/attendee final", "Emeka Obi", "a year ago.", "[should be: two years ago.]"),
    Into("reminded/attendee", "Farah Nasser", "to two pages.", "<-- three pages, surely"),
    Into("reminded/absentee", "Ben Holt", "the clocks go back,", "*** before Christmas ***"),
)


def _spot(lines: list[str], one: Beneath) -> tuple[int, int]:
    """Where an answer beneath an action can stand: below the first line of its paragraph and below the last, counted from 1."""
    flat = [" ".join(line.split()) for line in lines]
    first = next(n for n, line in enumerate(flat) if (one.at or one.ref + " ") in line and (one.at or re.match(r"\d+\. ", line)))
    last = next((n for n in range(first, len(lines)) if not lines[n].strip()), len(lines))
    return first + 1, last


def marked_apart(sent: Sent, one: Beneath) -> tuple[str, None]:
    """Each line is marked, the answer stands below the entry between blank lines."""
    lines = sent.letter.text.rstrip("\n").split("\n")
    _, at = _spot(lines, one)
    return "\n".join([*_marked(lines[:at]), "", one.answer, "", *_marked(lines[at:])]), None


def marked_tight(sent: Sent, one: Beneath) -> tuple[str, None]:
    """Each line is marked, the answer stands directly below the entry and above its blank line."""
    lines = sent.letter.text.rstrip("\n").split("\n")
    _, at = _spot(lines, one)
    return "\n".join([*_marked(lines[:at], ">"), one.answer, *_marked(lines[at:], ">")]), None


def gmail_split(sent: Sent, one: Beneath) -> tuple[str, str]:
    """The page's quotation was split by pressing Enter below the action; its text has marks."""
    text, _ = marked_apart(sent, one)
    split = _split("<div><br></div><div>{}</div><div><br></div>", "gmail_quote")
    return text, WRAPPERS["gmail"].format(_with(sent, one, split, inside=False))


def cite_split(sent: Sent, one: Beneath) -> tuple[None, str]:
    """The same without any text beside the page."""
    return None, WRAPPERS["cite"].format(_with(sent, one, _split("<p>{}</p>"), inside=False))


def cite_split_bare(sent: Sent, one: Beneath) -> tuple[None, str]:
    """The same, what is typed in no element of its own, between line breaks."""
    return None, WRAPPERS["cite"].format(_with(sent, one, _split("<br>{}<br>"), inside=False))


def gmail_split_alone(sent: Sent, one: Beneath) -> tuple[None, str]:
    """As Gmail's page has it, without any text beside it."""
    return None, gmail_split(sent, one)[1]


def cite_inside(sent: Sent, one: Beneath) -> tuple[None, str]:
    """The answer is a paragraph of its own inside the quotation."""
    return None, WRAPPERS["cite"].format(_with(sent, one, "<p>{}</p>", inside=False))


def cell_inside(sent: Sent, one: Beneath) -> tuple[None, str]:
    """The answer was typed into the very paragraph of the action, behind a line break."""
    return None, WRAPPERS["thunderbird"].format(_with(sent, one, "<br>{}<br>", inside=True))


def _split(typed: str, name: str = "") -> str:
    """What is typed where a quotation was split: what the letter stands in is closed before, and opened anew behind."""
    quote = f'<blockquote class="{name}">' if name else '<blockquote type="cite">'
    return "</div></blockquote>" + typed + quote + "<div>"


def _with(sent: Sent, one: Beneath, form: str, *, inside: bool) -> str:
    body = body_of(sent.letter.html)
    # An action is a heading with its ref, and its text in the first paragraph below.
    wanted = re.escape(html.escape(one.at, quote=False)) if one.at else rf"{re.escape(one.ref)}</h\d>"
    found = re.search(wanted, body)
    assert found, one
    close = "</p>"
    at = body.index(close, found.end()) + (0 if inside else len(close))
    return body[:at] + form.format(one.answer) + body[at:]


def _marked(lines: list[str], sign: str = "> ") -> list[str]:
    return [(sign + line).rstrip() for line in lines]


def _read(boards: Boards, sent: Sent, text: str | None, page: str | None) -> Understood:
    above = announced(sent.letter, sent.person, "gmail")
    whole = "\n".join([*above, "", text, ""]) if text is not None else None
    made = f"<html><body>{page_of(above, 'br')}{page}</body></html>" if page is not None else None
    raw = mail_of(sent.letter, sent.person, boards.now[sent.board], "typed.inside", whole, made)
    return understand(raw, fresh(boards.boards[sent.board]), boards.now[sent.board])


def _letter(boards: Boards, kind: str, person: str) -> Sent:
    return next(one for one in boards.kinds[kind] if one.person == person)


def _folded(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="session")
def boards() -> Boards:
    return sent_letters()


Layout = Callable[[Sent, Beneath], tuple[str | None, str | None]]
LAYOUTS: tuple[Layout, ...] = (
    marked_apart, marked_tight, gmail_split, gmail_split_alone, cite_split, cite_split_bare, cite_inside, cell_inside,
)  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("one", BENEATH, ids=lambda one: f"{one.kind}-{one.person}-{one.ref[-2:]}-{one.answer}".replace(" ", "_"))
def test_an_answer_beneath_an_action_is_recorded_for_that_action_alone(boards: Boards, one: Beneath, layout: Layout) -> None:
    sent = _letter(boards, one.kind, one.person)
    understood = _read(boards, sent, *layout(sent, one))
    assert _folded(understood.words.own_text) == one.answer
    reported = [fact for fact in understood.facts if isinstance(fact, ActionReported)]
    assert [fact.ref for fact in reported] == [one.ref], understood.reading
    assert one.status is None or reported[0].update.status is one.status
    assert not understood.waits and not understood.reading.corrections and not understood.reading.unread, understood.reading


def typed_marked(sent: Sent, one: Into) -> tuple[str, None]:
    """Each line is marked, and one has become longer."""
    return _typed_text(sent, one), None


def typed_rewrapped(sent: Sent, one: Into) -> tuple[str, None]:
    """The same, the end of the line that had become too long on a marked line of its own."""
    lines = []
    for line in _typed_text(sent, one).split("\n"):
        cut = line.rfind(" ", 3, 76) if len(line) > 76 else -1
        lines += [line[:cut], f"> {line[cut + 1 :]}"] if cut > 0 else [line]
    return "\n".join(lines), None


def typed_own_line(sent: Sent, one: Into) -> tuple[str, None]:
    """Enter was pressed before and after: the typed words stand on a line of their own, the rest of the sentence below, marked."""
    return _typed_text(sent, one, f"\n{one.typed}\n> "), None


def typed_page(sent: Sent, one: Into) -> tuple[None, str]:
    """In the page's quotation, in the midst of a paragraph."""
    return None, WRAPPERS["cite"].format(_typed_page(sent, one, html.escape(one.typed, quote=False)))


def typed_page_red(sent: Sent, one: Into) -> tuple[str, str]:
    """In another colour in the page, and in the text."""
    page = _typed_page(sent, one, f'<font color="#ff0000">{html.escape(one.typed, quote=False)}</font>')
    return _typed_text(sent, one), WRAPPERS["gmail"].format(page)


def _typed_text(sent: Sent, one: Into, typed: str = "") -> str:
    marked = "\n".join(_marked(sent.letter.text.rstrip("\n").split("\n")))
    spots = list(re.finditer(r"\s+(?:> )?".join(re.escape(word) for word in one.after.split()), marked))
    assert spots, one
    at = spots[-1].end()
    rest = marked[at:].lstrip(" ") if typed else marked[at:]
    return marked[:at] + (typed or f" {one.typed}") + rest


def _typed_page(sent: Sent, one: Into, typed: str) -> str:
    body = body_of(sent.letter.html)
    at = body.rindex(html.escape(one.after, quote=False)) + len(html.escape(one.after, quote=False))
    return f"{body[:at]} {typed}{body[at:]}"


Typing = Callable[[Sent, Into], tuple[str | None, str | None]]
TYPINGS: tuple[Typing, ...] = (typed_marked, typed_rewrapped, typed_own_line, typed_page, typed_page_red)


@pytest.mark.parametrize("layout", TYPINGS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("one", INTO, ids=lambda one: f"{one.kind}-{one.person}-{one.typed}".replace(" ", "_"))
def test_of_a_sentence_into_which_somebody_typed_only_what_they_typed_is_theirs(boards: Boards, one: Into, layout: Typing) -> None:
    sent = _letter(boards, one.kind, one.person)
    understood = _read(boards, sent, *layout(sent, one))
    # Of the words, not of the brackets round them.
    assert _folded(understood.words.own_text).strip("[]()<>-* ") == one.typed.strip("[]()<>-* ")


def test_what_is_typed_inside_and_below_is_theirs_both(boards: Boards) -> None:
    sent = _letter(boards, "reminded/absentee", "Ben Holt")
    text, _ = marked_apart(sent, BENEATH[0])
    understood = _read(boards, sent, f"{text}\n\nThanks.", None)
    assert _folded(understood.words.own_text) == "Done. Thanks."
    assert [fact.ref for fact in understood.facts if isinstance(fact, ActionReported)] == ["QSB 2627_04"]
