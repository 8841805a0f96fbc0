"""The people file: CSV bytes to Persons and back.

Columns, in any order: name, initials, role, agency, email, standing, deputy, other_emails, known_as (the last two with
`;` between entries). Comma, semicolon or tab; UTF-8 with or without a byte order mark (what Excel saves as "CSV UTF-8").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from mailflow import addresses
from mailflow.errors import PeopleError
from mailflow.people import Person, Standing

COLUMNS = ("name", "initials", "role", "agency", "email", "standing", "deputy", "other_emails", "known_as")
_MUST = ("name", "email")


def read_people(name: str, content: bytes) -> tuple[Person, ...]:
    """Read a people file. `name` is for messages. Raises PeopleError that names every fault with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PeopleError(name, (f"line {line}: this is not UTF-8. Save the file as “CSV UTF-8” and import it again.",)) from None
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    if not rows:
        raise PeopleError(name, (f"the file is empty. Its first line must name the columns: {', '.join(COLUMNS)}.",))
    header = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in rows[0]]
    faults = _header_faults(header)
    if faults:
        raise PeopleError(name, faults)
    people: list[Person] = []
    found: list[str] = []
    seen: dict[str, tuple[int, str]] = {}
    for line, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
        found += _row_faults(line, row, len(cells) - len(header), seen)
        people.append(_person(row))
    if not people and not found:
        found.append("the file names nobody.")
    if found:
        raise PeopleError(name, tuple(found))
    return tuple(people)


def write_people(people: Iterable[Person]) -> str:
    """Give people as a people file that `read_people` reads back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for p in people:
        writer.writerow(
            (p.name, p.initials, p.role, p.agency, p.email, p.standing, p.deputy, ";".join(p.other_emails), ";".join(p.known_as))
        )
    return out.getvalue()


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _header_faults(header: list[str]) -> tuple[str, ...]:
    faults = [f"line 1: there is no column “{must}”. The first line must name the columns." for must in _MUST if must not in header]
    for column in sorted(set(header)):
        if column and column not in COLUMNS:
            faults.append(f"line 1: the column “{column}” is not known. Known are {', '.join(COLUMNS)}.")
        elif header.count(column) > 1 and column:
            faults.append(f"line 1: the column “{column}” stands there twice.")
    return tuple(faults)


def _row_faults(line: int, row: Mapping[str, str], surplus: int, seen: dict[str, tuple[int, str]]) -> list[str]:
    who = row.get("name") or "somebody without a name"
    faults = [f"line {line}: {who} has no {must}." for must in _MUST if not row.get(must)]
    if surplus > 0:
        faults.append(f"line {line}: {who} has {surplus} cell(s) more than there are columns; put a value with a comma in it into quotes.")
    for address in filter(None, (row.get("email", ""), *_entries(row.get("other_emails", "")))):
        if fault := addresses.fault_of(address):
            faults.append(f"line {line}: {who}: “{address}” is no e-mail address: it {fault}.")
            continue
        if (folded := addresses.fold(address)) in seen:
            earlier, other = seen[folded]
            faults.append(f"line {line}: {who}: {address} is already the address of {other} (line {earlier}); each needs their own.")
        else:
            seen[folded] = (line, who)
    standing = row.get("standing", "").lower()
    if standing and standing not in set(Standing):
        faults.append(f"line {line}: {who}: the standing “{row['standing']}” is not known. Allowed: {', '.join(Standing)}.")
    faults += [f"line {line}: {who}: “{column}” holds a control character." for column, cell in row.items() if not cell.isprintable()]
    return faults


def _person(row: Mapping[str, str]) -> Person:
    standing = row.get("standing", "").lower()
    return Person(
        name=row.get("name", ""),
        email=row.get("email", ""),
        initials=row.get("initials", ""),
        role=row.get("role", ""),
        agency=row.get("agency", ""),
        standing=Standing(standing) if standing in set(Standing) else Standing.MEMBER,
        deputy=row.get("deputy", ""),
        other_emails=_entries(row.get("other_emails", "")),
        known_as=_entries(row.get("known_as", "")),
    )


def _entries(cell: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in cell.split(";") if entry.strip())
