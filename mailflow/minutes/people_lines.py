"""One person of an attendance list, as typed: name, role, agency, office, who came instead; and lists of them on a line."""

from __future__ import annotations

import re
from dataclasses import replace

from mailflow.minutes import people_terms
from mailflow.minutes.blocks import fold
from mailflow.minutes.columns import PRESENCE_WORDS, alternatives, term
from mailflow.minutes.model import Attendance, Group, Office, Presence
from mailflow.minutes.owners import INITIALS, is_person
from mailflow.minutes.plain import cells_by_gaps

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,160})[)\]]")
_AFTER = re.compile(rf"^{alternatives(people_terms.SUBSTITUTE_AFTER)}\s?:?\s+(?P<who>.+)$", re.IGNORECASE)
_BEFORE = re.compile(rf"^{alternatives(people_terms.SUBSTITUTE_BEFORE)}\s+(?P<who>.+)$", re.IGNORECASE)
# Without brackets only "represented by" and its like speak of somebody else: "deputy" alone is a rank.
_PASSIVE = tuple(phrase for phrase in people_terms.SUBSTITUTE_AFTER if phrase.endswith((" by", "durch", "par", "por", "gan")))
_INLINE_AFTER = re.compile(rf"\s?[,;–—-]?\s{alternatives(_PASSIVE)}\s+(?P<who>.+)$", re.IGNORECASE)
_INLINE_BEFORE = re.compile(rf"\s?[,;–—-]?\s{alternatives(people_terms.SUBSTITUTE_BEFORE)}\s+(?P<who>[A-ZÀ-Þ].+)$")
_CAME = re.compile(rf"^(?P<who>[A-ZÀ-Þ].{{2,60}}?)\s{alternatives(people_terms.SUBSTITUTE_VERBS)}\b[\w ]{{0,30}}$", re.IGNORECASE)
_PART = re.compile(rf"\b{alternatives(people_terms.PARTLY)}\b", re.IGNORECASE)
_PLURAL_TITLE = re.compile(rf"^(?i:{alternatives(people_terms.PLURAL_TITLES)})\.?\s?:?\s+(?=[A-ZÀ-Þ])")
_ADDRESS = re.compile(r"^\d{1,4}[a-z]?,?\s[A-Z]|\d{5}|@")
_FIRST_NAME = re.compile(r"^[A-ZÀ-Þ][a-zà-ÿ'’-]{1,20}$")
_SEPARATORS = r",|\band\b|&|\bund\b|\bet\b|\by\b"
_COUNT = rf"(?:\d{{1,4}}|{alternatives(people_terms.COUNTS)})\s(?:other\s)?"
_UNNAMED = re.compile(
    rf"^(?:(?:approx\.?|approximately|about|around|some|c\.)\s)?(?:{_COUNT}|(?=members?\sof\s))"
    rf"{alternatives(people_terms.UNNAMED)}(?!\w)(?:\s?\([^()]{{1,60}}\))?[\w ]{{0,40}}$",
    re.IGNORECASE,
)
_NOBODY = re.compile(rf"^{alternatives(people_terms.NOBODY)}\.?$", re.IGNORECASE)


def names_on_line(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part a line of people ("A Roe (Chair), B Poe and C Doe") into persons with all that is said of each, and what is nobody."""
    text = ", ".join(cells_by_gaps(text))
    text = fold(text).rstrip(".") if not re.search(r"\b[A-Z]\.$", text) else fold(text)
    if not text or _NOBODY.match(text):
        return (), ()
    plural = _PLURAL_TITLE.match(text)
    if plural:
        text = text[plural.end() :]
    strong = ";" in text
    parts = _outside_brackets(text, r";" if strong else _SEPARATORS)
    parts = [piece for part in parts for piece in _several(part)] if strong else parts
    people: list[str] = []
    nobody: list[str] = []
    first_names = all(_FIRST_NAME.match(fold(_BRACKET.sub(" ", part))) for part in parts if fold(part))
    for part in (fold(part).strip(" ,;") for part in parts):
        if not part:
            continue
        part = _PLURAL_TITLE.sub("", part)
        if (labelled := re.match(r"([^:()]{2,30}):\s+([A-ZÀ-Þ].+)$", part)) and any(
            term(labelled[1]) in names for names in people_terms.OFFICES.values()
        ):
            part = f"{labelled[2]} ({labelled[1]})"
        head = fold(_BRACKET.sub(" ", part))
        head = re.split(r"\s[–—-]\s|:\s|,\s|\s(?:represented|deputising|deputised|on behalf|attended|for|attending)\b", head)[0]
        if (
            is_name(head)
            or first_names
            or (plural and re.match(r"^[A-ZÀ-Þ][\w'’.-]+$", head))
            or (strong and not re.match(r"^\d", head))
        ):
            people.append(part)
        elif people and not is_count(part) and not part[0].isdigit():
            people[-1] = f"{people[-1]}, {part}"
        else:
            nobody.append(part)
    return tuple(people), tuple(nobody)


def _several(part: str) -> list[str]:
    """Part "A Roe, B Poe and C Doe" that stands between semicolons, where all of it is names; a name with its role stays whole."""
    pieces = _outside_brackets(part, _SEPARATORS)
    return pieces if len(pieces) > 2 and all(is_name(_BRACKET.sub(" ", piece)) for piece in pieces) else [part]


def is_count(text: str) -> bool:
    """Tell whether words count people without naming them: "3 members of the public", "members of the press"."""
    return _UNNAMED.match(text) is not None


def is_name(text: str) -> bool:
    """Tell whether a text is a person's name in an attendance list, where initials alone or "Cllr Brown" are names too."""
    bare = fold(text).strip(" .,")
    if term(bare).split(" ")[-1] in PRESENCE_WORDS:
        return False  # "MS Teams"
    return is_person(bare) or bool(
        INITIALS.match(bare) and len(bare.replace(".", "")) >= 2 and bare not in ("CEO", "CCG", "NHS", "SCC")
    )


def _outside_brackets(text: str, separators: str) -> list[str]:
    parts: list[str] = [""]
    depth = 0
    for piece in re.split(rf"([()\[\]]|{separators})", text):
        if piece in ("(", "["):
            depth += 1
        elif piece in (")", "]"):
            depth = max(0, depth - 1)
        elif depth == 0 and re.fullmatch(separators, piece):
            parts.append("")
            continue
        parts[-1] += piece
    return parts


def person_of(text: str, group: Group, status: Presence) -> Attendance:
    """Read one person as typed, "Jane Roe (Chair), Trustee, Town Council (until item 4)", with a list's group and status."""
    gaps = cells_by_gaps(text)
    person = Attendance("", group=group, status=status)
    text = gaps[0] if gaps else ""
    notes: list[str] = []
    for bracket in _BRACKET.findall(text):
        person = _with_remark(person, fold(bracket), notes)
    text = fold(_BRACKET.sub(" ", text)).replace(" ,", ",").strip(" ,;:")
    for extra in gaps[1:]:
        person = with_presence(person, extra) if presence_of(extra) else _with_role(person, extra)
    if (match := _INLINE_AFTER.search(text)) and is_person(match["who"]):
        person = replace(person, substitute=match["who"].strip(), status=Presence.SUBSTITUTED)
        text = text[: match.start()]
    elif (match := _INLINE_BEFORE.search(text)) and is_person(match["who"]) and is_person(text[: match.start()]):
        return replace(
            person,
            name=match["who"].strip(),
            substitute=text[: match.start()].strip(),
            status=Presence.SUBSTITUTED,
            note="; ".join(notes),
        )
    name, *rest = re.split(r",\s+|\s[–—-]\s|:\s", text, maxsplit=1)
    person = replace(person, name=person.name or name.strip(" ,"))
    if person.substitute == "":
        person = replace(person, substitute=name.strip(" ,"))
    for remark in rest:
        person = _with_remark(person, remark.strip(), notes, in_brackets=False)
    return replace(person, note="; ".join(note for note in (person.note, *notes) if note))


def _with_remark(person: Attendance, remark: str, notes: list[str], *, in_brackets: bool = True) -> Attendance:
    word = term(remark)
    if _ADDRESS.search(remark):
        return _noted(person, remark, notes)
    pieces = [piece.strip() for piece in remark.split(",")]
    offices = [names for names in people_terms.OFFICES.values() if any(term(piece) in names for piece in pieces)]
    if len(pieces) > 1 and (offices or (in_brackets and INITIALS.match(pieces[0]))):
        for piece in pieces:
            person = _with_remark(person, piece, notes, in_brackets=in_brackets)
        return person
    for office, names in people_terms.OFFICES.items():
        if word in names or re.split(r"\s?[,/&]\s?|\sand\s", word)[0] in names:
            if word not in names and office == "chair":
                return _with_role(replace(person, office=Office.CHAIR), re.split(r"\s?[,/&]\s?|\sand\s", remark, maxsplit=1)[1])
            role = (
                ""
                if (word in names and office != "notes") or word in ("notes", "minutes", "minute taker", "note taker")
                else remark
            )
            return replace(person, office=Office(office), role=person.role or (role if word not in names else _role_of(remark)))
    if (match := _AFTER.match(remark)) and is_person(_BRACKET.sub("", match["who"])):
        return replace(person, substitute=match["who"].strip(), status=Presence.SUBSTITUTED)
    if (match := _CAME.match(remark)) and is_person(match["who"]):
        return replace(person, substitute=match["who"].strip(), status=Presence.SUBSTITUTED)
    if in_brackets and (match := _BEFORE.match(remark)) and is_person(match["who"]):
        return replace(person, name=match["who"].strip(), substitute="", status=Presence.SUBSTITUTED)
    found = presence_of(remark) if in_brackets or word in PRESENCE_WORDS else None
    if found and len(word) > 1:
        return (
            replace(person, status=found[0], substitute=found[1] or person.substitute)
            if word in PRESENCE_WORDS or found[1]
            else _noted(person, remark, notes)
        )
    if _PART.search(remark) or (in_brackets and (INITIALS.match(remark) or _is_aside(remark))):
        return _noted(person, remark, notes)
    return _with_role(person, remark)


def _is_aside(remark: str) -> bool:
    """Tell whether a bracket is a remark ("unwell"), not a role or a body, which have a capital or a word of office."""
    return (
        remark[:1].islower()
        and not any(word in people_terms.OFFICE_WORDS for word in term(remark).split())
        and term(remark) not in ("observer", "guest", "advisory")
    )


def _role_of(remark: str) -> str:
    """Keep as a role what is an office of its own: a Clerk is a clerk, "(chair)" and "(notes)" only say what somebody did."""
    word = term(remark)
    return (
        remark
        if word
        in (
            "clerk",
            "parish clerk",
            "town clerk",
            "secretary",
            "company secretary",
            "clerc",
            "board secretary",
            "independent chair",
        )
        else ""
    )


def _noted(person: Attendance, remark: str, notes: list[str]) -> Attendance:
    notes.append(remark)
    return person


def _with_role(person: Attendance, remark: str) -> Attendance:
    role, agency = role_and_agency(remark) if not person.role else (person.role, remark)
    return replace(person, role=role, agency=f"{person.agency}, {agency}".strip(" ,") if person.agency else agency)


def role_and_agency(text: str) -> tuple[str, str]:
    """Part "Director of Quality, Safety and Engagement, Commissioning Group" before its last part; a body alone is an agency."""
    head, _, tail = text.rpartition(", ")
    if not head:
        head, _, tail = text.rpartition(". ")
    if head and len(head) > _ABBREVIATED:  # "2. Vorsitzender", "Hon. Treasurer" are one office
        return head.strip(), tail.strip()
    words = term(text).split(" ")
    if any(word in _RANKS for word in words):
        return text, ""
    body = words[-1] in people_terms.AGENCY_WORDS or (
        words[0] in people_terms.AGENCY_WORDS and words[1:2] in ([], ["of"], ["england"])
    )
    return ("", text) if body else (text, "")


_ABBREVIATED = 4
_RANKS = people_terms.OFFICE_WORDS - people_terms.AGENCY_WORDS


def presence_of(text: str) -> tuple[Presence, str | None] | None:
    """Read a cell of presence: the status, and who came instead; None where the words are not known."""
    word = term(text)
    if word in PRESENCE_WORDS:
        return Presence(PRESENCE_WORDS[word]), None
    bare = fold(_BRACKET.sub(r" – \1", text))
    head, *rest = re.split(r"\s?[–—;:,]\s?|\s-\s|\s/\s", bare, maxsplit=1)
    remark = rest[0].strip() if rest else ""
    for candidate in (remark, bare):
        match = _AFTER.match(candidate) or _CAME.match(candidate)
        if match and is_person(match["who"].strip()):
            return Presence.SUBSTITUTED, match["who"].strip()
    if term(head) in PRESENCE_WORDS and remark:
        return Presence(PRESENCE_WORDS[term(head)]), None
    if _PART.search(bare) and len(word.split()) <= 6:
        return Presence.PRESENT, None
    first = word.split(" ")[0]
    if first in ("present", "attended", "apologies", "absent") and len(word.split()) <= 8:
        return Presence(PRESENCE_WORDS[first]), None
    return None


def with_presence(person: Attendance, text: str) -> Attendance:
    """Put what a cell of presence says on a person; words beside the status are a note."""
    found = presence_of(text)
    if found is None:
        return replace(person, note="; ".join(part for part in (person.note, fold(text)) if part))
    status, substitute = found
    note = "" if term(text) in PRESENCE_WORDS or substitute else fold(text)
    return replace(
        person,
        status=status,
        substitute=substitute or person.substitute,
        note="; ".join(part for part in (person.note, note) if part),
    )
