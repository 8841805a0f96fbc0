"""Where another mail begins inside a mail: attribution lines, header blocks, "Original Message" between dashes.

Each is found by its shape (a day and a time, an address, a verb of writing, labels before colons); the words are in `furniture`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailflow.replies import furniture
from mailflow.replies.announcing import LABEL, SEPARATOR, SEPARATOR_WORDS, STRAY, any_of, ends_in_verb, has_verb, label_of, may_end
from mailflow.replies.rows import Row, is_rule, undecorated

MAX_ATTRIBUTION = 6
MAX_CONTINUATION = 8
MAX_HEADER = 40
MAX_AUTHORS = 8
MAX_TRIES = 160
MAX_NAMED = 12  # words of "On the day wrote the name:", which has neither a time nor an address

_ADDRESS = re.compile(r"[\w.+%=/&'-]{1,80}@[\w.-]{1,200}")
_TIME = re.compile(r"\b\d{1,2}\s?[:.h時点시]\s?\d{2}(?!\d)|\b\d{1,2} ?[ap]\.?m\b|\b\d{4}(?=\s?(?:uhr|hrs))", re.IGNORECASE)
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|(?:19|20)\d\d年")
_WORD = r"[^\W\d_]"
# Two letters are a day only by themselves ("Mo., 22."), three may begin its name.
_DATE_WORDS = (
    rf"(?:(?:{any_of(tuple(word for word in furniture.DAYS + furniture.MONTHS if len(word) > 2))}){_WORD}{{0,9}}"
    rf"|(?:{any_of(tuple(word for word in furniture.DAYS if len(word) <= 2))}))\b"
)
_START = re.compile(
    rf"(?:(?:{any_of(furniture.ON)})\s{{1,3}})?(?:{_DATE_WORDS}[.,]{{0,3}}\s[^@\d]{{0,20}}\d|\d{{1,4}}[./年-]\s?(?:\d|{_WORD})|\d{{1,2}}(?:st|nd|rd|th)?\.?,?\s(?:of\s|de\s)?{_WORD}{{3}}"
    rf"|\d{{1,2}}[:.h]\d\d\b)",
    re.IGNORECASE,
)
_INSIDE = re.compile(rf"\b(?:On|Am|Le|El|Il|Op|Em|Den|På|W dniu|Dne)\s(?=(?:(?i:{_DATE_WORDS})|\d))")
_SECOND_LABEL = re.compile(
    rf"\s\**(?:{any_of(furniture.LABELS['date'] + furniture.LABELS['to'] + furniture.LABELS['subject'])})\**\s?:\**\s", re.IGNORECASE
)
_GLUED = re.compile(r"([-_=*]{3,20}[ \t]{0,3}[^-_=*\n]{4,60}?[ \t]{0,3}[-_=*]{3,20})[ \t]{0,3}(\S.*)$", re.DOTALL)
# Several words of these tables are short words of other languages ("a", "o", "no"): they count beside a label that is surely one.
_WEAK = frozenset({"a", "o", "no", "at", "do", "an", "re", "za", "da", "de", "per", "data", "till", "to", "tema"})


@dataclass(frozen=True, slots=True)
class Boundary:
    """Rows [start, end) that announce another mail. `kind`: attribution, header or separator.

    `own_end`: where, on the first row, the sender's own words end before it ("reply On Monday ... wrote:"), else 0.
    `authors`: the addresses it says the other mail is from, lower case.
    """

    start: int
    end: int
    kind: str
    own_end: int = 0
    authors: tuple[str, ...] = ()


@dataclass(slots=True)
class _Scan:
    """Where the search stands: rows before `floor` are taken, no header block begins before `barren`, and what rows begin like.

    `tries`: rows looked at for an attribution; a mail of more than MAX_TRIES of them was made to cost time.
    """

    rows: tuple[Row, ...]
    floor: int = 0
    barren: int = 0
    starts: dict[int, bool] = field(default_factory=dict)
    tries: int = 0

    def begins(self, at: int) -> bool:
        """Whether a row begins with a day, as attributions do."""
        if at not in self.starts:
            self.starts[at] = not self.rows[at].blank and _START.match(undecorated(self.rows[at].bare[:120])) is not None
        return self.starts[at]


def find_boundaries(rows: tuple[Row, ...]) -> tuple[Boundary, ...]:
    """Find every boundary, in order; neighbouring ones (a separator, then its header block) are one."""
    found: list[Boundary] = []
    scan = _Scan(rows)
    at = 0
    while at < len(rows):
        boundary = _at(scan, at)
        if boundary is None:
            at += 1
            continue
        at = boundary.end
        boundary = _with_rule(rows, boundary, scan.floor)
        scan.floor = boundary.end
        if found and _neighbours(rows, found[-1], boundary):
            previous = found.pop()
            authors = (previous.authors + boundary.authors)[:MAX_AUTHORS]
            boundary = Boundary(previous.start, boundary.end, boundary.kind, previous.own_end, authors)
        found.append(boundary)
    return tuple(found)


def rows_within(boundaries: tuple[Boundary, ...]) -> frozenset[int]:
    """Give the rows that announce another mail."""
    return frozenset(n for one in boundaries for n in range(one.start, one.end))


def _neighbours(rows: tuple[Row, ...], one: Boundary, other: Boundary) -> bool:
    return rows[one.start].depth == rows[other.start].depth and all(rows[n].blank for n in range(one.end, other.start))


def _with_rule(rows: tuple[Row, ...], boundary: Boundary, floor: int) -> Boundary:
    """Take in the rule a client draws above a boundary."""
    at = boundary.start - 1
    while at > floor and rows[at].depth == rows[boundary.start].depth and rows[at].blank and not is_rule(rows[at].bare):
        at -= 1
    if at >= floor and rows[at].depth == rows[boundary.start].depth and is_rule(rows[at].bare) and not boundary.own_end:
        return Boundary(at, boundary.end, boundary.kind, 0, boundary.authors)
    return boundary


def _at(scan: _Scan, at: int) -> Boundary | None:
    """Find the boundary that ends (an attribution) or begins (the others) at a row."""
    row = scan.rows[at]
    if row.blank:
        return None
    if row.mark in ("attribution", "header"):
        return _marked(scan.rows, at)
    text = row.bare.strip()
    glued = _glued(text) if text[:1] in "-_=*" else None
    if glued is not None:
        return Boundary(at, at + 1, "header", 0, _addresses(glued))
    separator = _separator(scan.rows, at, text) if len(text) <= 160 else None
    if separator is not None:
        return separator
    if at >= scan.barren and (":" in text or "：" in text):
        header = _header(scan, at)
        if header is not None:
            return header
    if len(text) > 400 or scan.tries >= MAX_TRIES or not may_end(text):
        return None
    scan.tries += 1
    return _attribution(scan, at, text)


def _marked(rows: tuple[Row, ...], at: int) -> Boundary:
    """Take a client's own container; a header block in a language we do not know is told by its labels."""
    mark, end = rows[at].mark, at
    while end < len(rows) and (rows[end].mark == mark or (rows[end].blank and end + 1 < len(rows) and rows[end + 1].mark == mark)):
        end += 1
    lines = [rows[n].bare for n in range(at, end)]
    if mark == "header" and sum(LABEL.match(line) is not None for line in lines) < 2:
        # The container holds the whole quotation (Yahoo): only its first line announces it.
        end = at + 1
    said = " ".join(lines[: end - at][:3]) if mark == "attribution" else _sender_line(lines)
    return Boundary(at, end, mark, 0, _addresses(said))


def _sender_line(lines: list[str]) -> str:
    """Give what a client's header block says of the sender: the value of that label, else (in a language we do not know) its first line."""
    for line in lines:
        name, value = label_of(line)
        if name == "from":
            return _before_second_label(value)
    first = next((line for line in lines if line.strip()), "")
    return _before_second_label(first)


def _before_second_label(value: str) -> str:
    second = _SECOND_LABEL.search(value)
    return value[: second.start()] if second is not None else value


def _glued(text: str) -> str | None:
    """Find a separator with the header block behind it on the same line, as Samsung writes them; what it says of the sender."""
    found = _GLUED.match(text[:2_000])
    if found is None or undecorated(found[1]).lower() not in SEPARATOR_WORDS:
        return None
    name, value = label_of(found[2])
    return _before_second_label(value) if name == "from" else None


def _separator(rows: tuple[Row, ...], at: int, text: str) -> Boundary | None:
    drawn = text[0] in "-_=*" and text[-1] in "-_=*:： " and len(text) - len(undecorated(text)) >= 4
    if not drawn and not text.endswith((":", "：")) and text.lower() not in SEPARATOR_WORDS and text[:17].lower() != "original message ":
        return None
    inner = undecorated(text).rstrip(":： ").strip(STRAY)
    low = inner.lower()
    if low in SEPARATOR_WORDS and (drawn or text.endswith((":", "：")) or _quotes_next(rows, at)):
        return Boundary(at, at + 1, "separator")
    if inner and SEPARATOR.match(low) and (drawn or low.startswith("original message processed by")):
        return Boundary(at, at + 1, "separator", 0, _addresses(inner))
    if inner and drawn and ends_in_verb(inner) and len(inner.split()) <= 14:
        return Boundary(at, at + 1, "attribution", 0, _addresses(inner))
    return None


def _quotes_next(rows: tuple[Row, ...], at: int) -> bool:
    following = next((row for row in rows[at + 1 : at + 4] if not row.blank), None)
    return following is not None and (following.depth > rows[at].depth or label_of(following.bare)[0] == "from")


def _header(scan: _Scan, at: int) -> Boundary | None:
    """Find a header block: several different labels, close to one another, an address or a day among their values."""
    rows = scan.rows
    name, value = label_of(rows[at].bare)
    if name not in ("from", "date", "to", "subject"):
        return None
    if name == "from" and _SECOND_LABEL.search(value) and (_ADDRESS.search(value) or _DAY.search(value)):
        return Boundary(at, at + 1, "header", 0, _addresses(_before_second_label(value[:200])))
    if _first_word(rows[at].bare) == "re":
        return None  # "Re: the policy" opens what a person writes, never a header block
    fields = {name: value}
    end, loose, last = at + 1, 0, name
    anew: int | None = None
    for n in range(at + 1, min(len(rows), at + MAX_HEADER)):
        if loose > MAX_CONTINUATION or rows[n].depth != rows[at].depth:
            break
        name, value = label_of(rows[n].bare)
        if name == "from" and anew is None and _written_between(rows, at, n):
            anew = n
        if name and not (rows[n - 1].blank and loose > 1):
            fields.setdefault(name, value)
            end, loose, last = n + 1, 0, name
        elif rows[n].blank and last == "subject" and "from" in fields:
            break
        else:
            loose += 1 + 2 * rows[n].blank
    if not _is_block(fields, _first_word(rows[at].bare) in _WEAK):
        # What these labels do not make, fewer of them do not make either.
        scan.barren = end
        return None
    if anew is not None and _is_block(_fields(rows, anew, end), weak=False) and not _is_block(_fields(rows, at, anew), weak=False):
        return None  # a person's line that begins like a label, then the block
    while end < len(rows) and last in ("to", "cc") and not rows[end].blank and _ADDRESS.search(rows[end].bare):
        end += 1
    return Boundary(at, end, "header", 0, _addresses(fields.get("from", "")))


def _written_between(rows: tuple[Row, ...], start: int, end: int) -> bool:
    """Whether lines that are no labels stand between two rows, a blank one among them."""
    between = rows[start + 1 : end]
    return any(row.blank for row in between) and any(not row.blank and not label_of(row.bare)[0] for row in between)


def _fields(rows: tuple[Row, ...], start: int, end: int) -> dict[str, str]:
    fields: dict[str, str] = {}
    for row in rows[start:end]:
        name, value = label_of(row.bare)
        if name:
            fields.setdefault(name, value)
    return fields


def _first_word(line: str) -> str:
    return line.strip(" *_>|\t").partition(":")[0].strip(" *").lower()


def _is_block(fields: dict[str, str], weak: bool) -> bool:
    """Two labels make a block where one says who or when and its value shows it; three do by themselves."""
    core = [name for name in ("from", "date", "to", "subject") if name in fields]
    if len(core) < 2 or ("from" not in core and "date" not in core):
        return False
    address = any(_ADDRESS.search(fields[name]) for name in ("from", "to") if name in fields)
    day = "date" in fields and (_DAY.search(fields["date"]) or _TIME.search(fields["date"])) is not None
    if len(core) >= 3:
        return address or day or not weak
    if "from" in core:
        return address or day
    return address and day


def _attribution(scan: _Scan, at: int, text: str) -> Boundary | None:
    """Find an attribution that ends at a row: by its own line, or joined with up to five before it."""
    rows, last = scan.rows, scan.rows[at]
    if not scan.begins(at) and not _inside(text) and _says_all(text, rows, at):
        return Boundary(at, at + 1, "attribution", 0, _addresses(text))
    for start in range(at, max(at - MAX_ATTRIBUTION, scan.floor - 1, -1), -1):
        row = rows[start]
        if (row.depth != last.depth or row.blank) and not (last.depth <= 1 and row.depth == 0 and _broken_bracket(rows, start, at)):
            break
        if not scan.begins(start):
            continue
        joined = " ".join(one.bare.strip() for one in rows[start : at + 1])
        if len(joined) > 500:
            break
        if _is_attribution(undecorated(joined), rows, at, lone=False):
            return Boundary(start, at + 1, "attribution", 0, _addresses(joined))
    inside = _inside(text) if has_verb(text) else 0
    if inside and _is_attribution(undecorated(text[inside:]), rows, at, lone=False):
        return Boundary(at, at + 1, "attribution", last.raw.find(text) + inside, _addresses(text[inside:]))
    if _is_attribution(undecorated(text), rows, at, lone=True):
        return Boundary(at, at + 1, "attribution", 0, _addresses(text))
    return None


def _says_all(text: str, rows: tuple[Row, ...], at: int) -> bool:
    """Whether a line that begins with a name holds all an attribution has: an address, a time, the colon, and a verb or a quotation."""
    if not text.endswith((":", "：")) or "@" not in text or text.startswith("<") or len(text.split()) > 20:
        return False
    return _TIME.search(text) is not None and (has_verb(text) or ends_in_verb(text) or _quoted_after(rows, at))


def _broken_bracket(rows: tuple[Row, ...], start: int, at: int) -> bool:
    """An address in angle brackets broken over lines looks quoted: "<", the address, "> wrote:"."""
    return any(rows[n].bare.strip().endswith("<") for n in range(max(start - 3, 0), at))


def _inside(text: str) -> int:
    """Give the place inside a line where an attribution may begin; the last such place, 0 for none."""
    places = [found.start() for found in _INSIDE.finditer(text)]
    return places[-1] if places else 0


def _is_attribution(text: str, rows: tuple[Row, ...], at: int, *, lone: bool) -> bool:
    """Tell an attribution by what it holds. `lone`: it does not begin with a day, so it has to show more."""
    words = len(text.split())
    if words > 45 or len(text) < 5:
        return False
    address = ("@" in text and _ADDRESS.search(text) is not None) or ("<" in text and ">" in text)
    verb_last = ends_in_verb(text)
    colon = text.endswith((":", "：")) or rows[at].bare.strip()[-2:] in ("--", "__", "==", "**")
    if lone:
        quoted = words <= 10 and colon and _quoted_after(rows, at)
        named = address and text.rstrip(":： )>").endswith(_last_address(text))
        return (verb_last and colon and address and words <= 14) or (quoted and (verb_last or named))
    if not verb_last and not address and not (colon and has_verb(text)):
        return False
    time = _TIME.search(text) is not None
    quoted = _quoted_after(rows, at)
    when = time or _DAY.search(text) is not None or _START.match(text) is not None
    if verb_last and (colon or quoted):
        return time or address or (quoted and when)
    if colon and has_verb(text):
        return address or time or (quoted and when and words <= MAX_NAMED)
    if colon and address and text.rstrip(":： )>").endswith(_last_address(text)):
        return when and words <= 25
    return quoted and address and when and words <= 14 and text.endswith(">") and not _verb_follows(rows, at)


def _verb_follows(rows: tuple[Row, ...], at: int) -> bool:
    following = next((row for row in rows[at + 1 : at + 4] if row.raw.strip()), None)
    return following is not None and len(following.bare.split()) <= 3 and ends_in_verb(following.bare)


def _last_address(text: str) -> str:
    found = _ADDRESS.findall(text)
    return found[-1].rstrip(".") if found else "\0"


def _quoted_after(rows: tuple[Row, ...], at: int) -> bool:
    following = next((row for row in rows[at + 1 : at + 5] if row.raw.strip()), None)
    return following is not None and following.depth > rows[at].depth


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower().strip(".'") for address in _ADDRESS.findall(text[:600])))
