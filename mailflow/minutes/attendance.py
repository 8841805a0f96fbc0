"""Who was there: attendance tables and labelled lines to Attendance rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from mailflow.minutes import people_terms, terms
from mailflow.minutes.blocks import Paragraph, fold, text_of
from mailflow.minutes.columns import PRESENCE_WORDS, Column, Row, term
from mailflow.minutes.flow import Sheet
from mailflow.minutes.model import Attendance, Group, Office, Presence, Problem
from mailflow.minutes.owners import is_office, is_person
from mailflow.minutes.people_lines import is_count, is_name, names_on_line, person_of, presence_of, role_and_agency, with_presence

_LISTS = {word: name for name, table in terms.LISTS.items() for word in table}
_OWN_COLUMNS = (
    Column.NAME, Column.ROLE, Column.AGENCY, Column.PRESENCE, Column.PRESENT, Column.APOLOGIES, Column.ABSENT, Column.SUBSTITUTE,
    Column.INITIALS,
)  # fmt: skip
_TICKS = (Column.PRESENT, Column.APOLOGIES, Column.ABSENT)
_APOLOGIES_FROM = re.compile(
    r"\bapolog(?:y|ies)\b(?:\sfor\s(?:absence|non-attendance))?[^.:;]{0,60}?\b(?:from"
    r"|by)\s(?:the\sfollowing:?\s)?(?P<who>[^.;]{3,400}?(?:\b[A-Z]\.[^.;]{0,60})*)(?:[.;]|$|\s(?:who|and were|were|was)\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<label>[^:\t]{2,60}?)\s?(?:\([^()]{1,40}\))?\s?(?::|\t|\s[–—-]\s|\s{3,})\s*(?P<rest>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a label opens: which group, which status, and an office where the list is one of office holders."""

    group: Group
    status: Presence
    office: Office | None = None


_OPENS = {
    "present": Listed(Group.MEMBERS, Presence.PRESENT),
    "in attendance": Listed(Group.IN_ATTENDANCE, Presence.PRESENT),
    "apologies": Listed(Group.MEMBERS, Presence.APOLOGIES),
    "absent": Listed(Group.MEMBERS, Presence.ABSENT),
    "attendance": Listed(Group.MEMBERS, Presence.NOT_RECORDED),
    "chair": Listed(Group.MEMBERS, Presence.PRESENT, Office.CHAIR),
    "notes": Listed(Group.IN_ATTENDANCE, Presence.PRESENT, Office.NOTES),
}


@dataclass(slots=True)
class Register:
    """The attendance while it is gathered."""

    rows: list[Attendance] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    columns: tuple[Column, ...] = ()
    heads: tuple[str, ...] = ()


def list_label(paragraph: Paragraph) -> tuple[Listed, str, str] | None:
    """Find a label of a list of people at the start of a paragraph: what it opens, the label, and the rest of the line."""
    text = paragraph.typed
    whole = _folded_label(text)
    if whole in _LISTS and whole not in ("minutes", "notes"):
        return _OPENS[_LISTS[whole]], text, ""
    match = _LABEL.match(text)
    if match and _folded_label(match["label"]) in _LISTS and not _is_head_of_minutes(match):
        return _OPENS[_LISTS[_folded_label(match["label"])]], match["label"], match["rest"].strip()
    lead = paragraph.lead
    if lead and _folded_label(lead) in _LISTS and len(lead) < len(paragraph.text):
        return _OPENS[_LISTS[_folded_label(lead)]], lead, paragraph.text[len(lead) :].strip(" :–-")
    return None


def _is_head_of_minutes(match: re.Match[str]) -> bool:
    """Tell whether "Minutes – 12 September 2024" is the head of the document, and names nobody who took them."""
    return term(match["label"]) in terms.HEAD_WORDS and re.search(r"\b(?:19|20)\d\d\b", match["rest"]) is not None


def _folded_label(text: str) -> str:
    return term(re.sub(r"\([^()]{0,40}\)", " ", fold(text)))


def take_line(register: Register, text: str, listed: Listed, where: str, *, label: str = "") -> bool:
    """Take the people of one line; False where it names none, and nothing is taken.

    Who is only counted ("34 members of the public") is one of the others; any other words on a line with its `label` that
    name nobody become a Problem.
    """
    people, nobody = names_on_line(text)
    if listed.office and len(people) == 1 and nobody and fold(text).startswith(people[0].split(",")[0]):
        people, nobody = (fold(text),), ()  # "Clerk: J. Moss, 3 Mill Row, Thornwick" is one person with an address
    if not people and not (label and nobody):
        return not fold(text) or not nobody
    register.others += [
        f"{label.rstrip(' :')}: {one}" if one.isdigit() and label else one for one in nobody if _is_unnamed(one, label)
    ]
    nobody = tuple(one for one in nobody if not _is_unnamed(one, label))
    for person in people:
        add(register, _with_office(person_of(person, listed.group, listed.status), listed.office))
    for text_of_nobody in nobody:
        register.problems.append(
            Problem(where, f"“{text_of_nobody}” in the list of those present is nobody’s name; it is not recorded")
        )
    return True


def _is_unnamed(text: str, label: str) -> bool:
    """Tell whether words say that somebody was there without naming them: a count of people, an office, a number beside a label."""
    return is_count(text) or is_office(text) or (bool(label) and text.isdigit())


def _with_office(person: Attendance, office: Office | None) -> Attendance:
    return replace(person, office=person.office or office)


def add(register: Register, person: Attendance) -> None:
    """Add a person, or put an office on who is in the list already."""
    for at, known in enumerate(register.rows):
        if term(known.name) == term(person.name) or _bare_name(known.name) == _bare_name(person.name):
            if person.office and not known.office:
                register.rows[at] = replace(known, office=person.office)
            elif person.status not in (known.status, Presence.PRESENT) and known.status is Presence.NOT_RECORDED:
                register.rows[at] = replace(known, status=person.status, substitute=person.substitute or known.substitute)
            elif person.status is not known.status and not person.office:
                register.problems.append(
                    Problem("attendance", f"{person.name} stands in the list twice: {known.status} and {person.status}")
                )
            return
    register.rows.append(person)


def _bare_name(name: str) -> tuple[str, ...]:
    """The words of a full name without its titles; the whole of a short one, which may be another's too."""
    words = tuple(term(name).split())
    bare = tuple(word for word in words if word.rstrip(".") not in people_terms.TITLES)
    return bare if len(bare) > 1 and len(bare[0].rstrip(".")) > 1 else words


def take_apologies(register: Register, text: str) -> None:
    """Take the names of "Apologies were received from A and B." where no list has them yet."""
    for match in _APOLOGIES_FROM.finditer(text):
        people, _ = names_on_line(match["who"])
        for person in people:
            read = person_of(person, Group.MEMBERS, Presence.APOLOGIES)
            if is_name(read.name) and not any(_same(known.name, read.name) for known in register.rows):
                register.rows.append(read)


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((term(one).split(), term(other).split()), key=len)
    return (bool(shorter) and longer[-len(shorter) :] == shorter) or term(one) == term(other)


# --- tables ----------------------------------------------------------------------------------------------------------


def take_sheet(register: Register, sheet: Sheet, listed: Listed, number: int) -> None:
    """Take an attendance table. A table without heads has the columns of the one before it, where they are as many."""
    columns, heads = sheet.columns, sheet.heads
    if not heads and len(columns) == len(register.columns):
        columns, heads = register.columns, register.heads
    register.columns, register.heads = columns, heads
    columns = _single_presence(columns)
    meanings = _meanings(sheet.rows, columns)
    agency = ""
    for at, row in enumerate(sheet.rows, 1):
        texts = [text_of(cell) for cell in row]
        filled = [text for text in texts if text]
        if len(filled) == 1 and (label := _LISTS.get(_folded_label(filled[0]))):
            listed, agency = _OPENS[label], ""
            register.furniture.append(filled[0])
        elif len(filled) == 1 and not is_person(filled[0]) and len(row) > 1 and columns[texts.index(filled[0])] is Column.NAME:
            agency = filled[0]
        elif filled:
            _take_row(
                register,
                row,
                columns,
                listed,
                meanings,
                agency,
                f"attendance, row {at}" + (f" of list {number}" if number > 1 else ""),
            )


def _single_presence(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """One column "Present" holds words of presence; two or more such columns hold ticks."""
    if sum(1 for column in columns if column in _TICKS) > 1:
        return columns
    return tuple(Column.PRESENCE if column in _TICKS and Column.PRESENCE not in columns else column for column in columns)


def _meanings(rows: Iterable[Row], columns: Sequence[Column]) -> dict[str, Presence]:
    """What single letters mean in this table: an "x" alone is a tick; beside "Ap", "A" is absent."""
    used = {term(text_of(cell)) for row in rows for cell, column in zip(row, columns, strict=False) if column is Column.PRESENCE}
    meanings: dict[str, Presence] = {}
    if "x" in used and not used & {"✓", "✔", "y", "yes", "p", "present", "√", "☑", "/"}:
        meanings["x"] = Presence.PRESENT
    if "a" in used and used & {"ap", "apol", "apols", "apologies", "e"}:
        meanings["a"] = Presence.ABSENT
    return meanings


def _take_row(
    register: Register,
    row: Row,
    columns: Sequence[Column],
    listed: Listed,
    meanings: dict[str, Presence],
    agency: str,
    where: str,
) -> None:
    cells: dict[Column, str] = {}
    for cell, column in zip(row, columns, strict=False):
        text = text_of(cell)
        if text:
            cells[column] = f"{cells[column]}, {text}" if column in cells else text
    name = cells.get(Column.NAME, "")
    if not name:
        register.problems.append(Problem(where, f"a row without a name: “{' | '.join(cells.values())}”"))
        return
    person = _with_office(person_of(name, listed.group, listed.status), listed.office)
    person = _with_cells(person, cells, register.heads, columns)
    person = replace(person, agency=person.agency or agency)
    register.rows.append(_with_status(register, person, cells, columns, meanings, where))


def _with_cells(person: Attendance, cells: dict[Column, str], heads: Sequence[str], columns: Sequence[Column]) -> Attendance:
    role, agency = cells.get(Column.ROLE, ""), cells.get(Column.AGENCY, "")
    head = next((term(head) for head, column in zip(heads, columns, strict=False) if column is Column.ROLE), "")
    if role and not agency and (not heads or re.search(r"\band\b|/|&", head)):
        role, agency = role_and_agency(role)
    if role and not person.office:
        for office, names in people_terms.OFFICES.items():
            if term(role) in names:
                person = replace(person, office=Office(office))
    role, person = _without_office(role, person)
    agency, person = _without_office(agency, person)
    others = [text for column, text in cells.items() if column not in _OWN_COLUMNS]
    return replace(
        person,
        role=role or person.role,
        agency=agency or person.agency,
        substitute=cells.get(Column.SUBSTITUTE) or person.substitute,
        note="; ".join(part for part in (person.note, *others) if part),
        initials=cells.get(Column.INITIALS, ""),
    )


def _without_office(text: str, person: Attendance) -> tuple[str, Attendance]:
    """Take "(Chair)" out of a cell and put it on the person as their office."""
    for match in re.finditer(r"\s?\(([^()]{2,40})\)", text):
        office = next((Office(office) for office, names in people_terms.OFFICES.items() if term(match[1]) in names), None)
        if office and person.office in (None, office):
            return fold(text[: match.start()] + text[match.end() :]), replace(person, office=office)
    return text, person


def _with_status(
    register: Register,
    person: Attendance,
    cells: dict[Column, str],
    columns: Sequence[Column],
    meanings: dict[str, Presence],
    where: str,
) -> Attendance:
    if Column.PRESENCE in columns:
        text = cells.get(Column.PRESENCE, "")
        if term(text) in meanings:
            return replace(person, status=meanings[term(text)])
        found = presence_of(text)
        if found is None:
            register.problems.append(Problem(where, f"“{text}” against {person.name} says neither present nor absent"))
            return replace(person, status=Presence.NOT_RECORDED, note="; ".join(part for part in (person.note, text) if part))
        if not text and person.status is Presence.SUBSTITUTED:
            return person
        person = with_presence(person, text)
    else:
        ticked = [
            column for column in _TICKS if column in cells and PRESENCE_WORDS.get(term(cells[column]), "") != "not recorded"
        ]
        if len(ticked) > 1:
            register.problems.append(Problem(where, f"{person.name} is marked more than once"))
        if ticked:
            person = replace(person, status=Presence(ticked[0].value))
            if term(cells[ticked[0]]) not in PRESENCE_WORDS:
                person = with_presence(person, cells[ticked[0]])
        elif any(column in columns for column in _TICKS):
            person = replace(person, status=Presence.NOT_RECORDED)
    if person.substitute and Column.SUBSTITUTE in cells and person.status is not Presence.PRESENT:
        person = replace(person, status=Presence.SUBSTITUTED)
    return person
