"""What hangs on a person's words: signatures, "Sent from my phone", disclaimers, banners, list footers.

Works on one stretch of rows that are the sender's own, and says of each row whether it is furniture or signature after all.
A closing or a name counts only at the end of the stretch; whatever is not surely furniture stays the sender's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mailflow.replies import farewells
from mailflow.replies.answering import may_answer
from mailflow.replies.model import Whose
from mailflow.replies.rows import Row, is_rule, undecorated

MAX_SIGNATURE = 14
MAX_BANNER = 6
PLAIN_BANNER = 16  # characters of a gateway's phrase that nobody types among lines of ours
MAX_CONTACT = 160
MAX_OFFICE = 5
TOP, FOOT = 6, 25

_DELIMITER = re.compile(r"^(?:--|[—–]|[-—–]{2}) ?$")
_URL = re.compile(r"<?\b(?:https?://|www\.)[^\s<>]{1,500}>?|<(?:mailto:|tel:)[^<>\s]{1,200}>|\[(?:cid|image)[^\]]{0,200}\]", re.IGNORECASE)
_CONTACT = re.compile(
    r"[\w.+%-]{1,64}@[\w.-]{2,200}|(?:https?://|www\.)\S{2,500}|(?:\+|\(|\b0|\b\d{3}[-. ])[\d\s().-]{6,24}\d"
    r"|\b(?:tel|phone|mobile|mob|cell|fax|direct|skype|twitter|t|f|m|p|e|w)\s?[.:]",
    re.IGNORECASE,
)
_PARTICLE = "de|van|von|der|den|da|di|la|le|af|ap|ab|y|el|al|bin|ten|ter|dos|del"
_NAME = re.compile(rf"(?:[^\W\d_a-zà-ÿ][\w'’.-]{{0,30}})(?:,? (?:[^\W\d_a-zà-ÿ][\w'’.-]{{0,30}}|{_PARTICLE})){{0,5}}$")
_SIGNED = re.compile(r"^(?:[-–—/~]\s?)((?:[^\W\d_a-zà-ÿ][\w'’.-]{0,30})(?: (?:[^\W\d_]['’\w.-]{0,30})){0,3})$")
_CLOSINGS = frozenset(words for several in farewells.CLOSINGS.values() for words in several)
_SENT_FROM = tuple(words for several in farewells.SENT_FROM.values() for words in several)
_DISCLAIMERS = tuple(dict.fromkeys(words for several in farewells.DISCLAIMERS.values() for words in several))
_SHORTEST_BANNER = min(map(len, farewells.BANNERS))
_SHORTEST_FOOTER = min(map(len, farewells.LIST_FOOTERS))
_WARNED = ("attachment", "link", "caution", "sender", "anhänge", "pièces jointes", "adjuntos", "bijlagen", "atodiadau")
_TITLE = frozenset({"disclaimer", "haftungsausschluss", "avertissement", "aviso legal", "ymwadiad", "confidentiality notice"})

Verdicts = dict[int, tuple[Whose, str]]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Rows [start, end) of the stretch without a blank one among them."""

    start: int
    end: int
    text: str


def find_banners(rows: list[Row]) -> Verdicts:
    """Say which rows of a stretch that stands among quoted lines, with their marks, are a gateway's banner."""
    found: Verdicts = {}
    for paragraph in _paragraphs(rows):
        _banners(rows, [paragraph], found, first=True, inside=True)
    return found


def find_furniture(rows: list[Row], names: frozenset[str], *, first: bool, inside: bool = False) -> Verdicts:
    """Say which rows of a stretch are not words after all, by row number.

    `names`: the sender's name and its parts, lower case. `first`: the stretch opens the mail, where banners stand.
    `inside`: it stands among lines of our letter, where gateways put theirs as well.
    """
    found: Verdicts = {}
    paragraphs = _paragraphs(rows)
    _marked(rows, found)
    _banners(rows, paragraphs, found, first=first or inside, inside=inside)
    _delimited(rows, found)
    _list_footer(rows, paragraphs, found)
    _sent_from(rows, found)
    _disclaimer(rows, paragraphs, found)
    _sign_off(rows, names, found)
    return found


def _paragraphs(rows: list[Row]) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    start: int | None = None
    for at, row in enumerate([*rows, None]):
        filled = row is not None and bool(row.bare.strip())
        if filled and start is None:
            start = at
        elif not filled and start is not None:
            found.append(_Paragraph(start, at, " ".join(r.bare.strip() for r in rows[start:at]).lower()[:4_000]))
            start = None
    return found


def _put(rows: list[Row], start: int, end: int, found: Verdicts, whose: Whose, why: str) -> None:
    for row in rows[start:end]:
        found.setdefault(row.number, (whose, why))


def _marked(rows: list[Row], found: Verdicts) -> None:
    for row in rows:
        if row.mark == "signature":
            found.setdefault(row.number, (Whose.SIGNATURE, "the client's signature"))


def _banners(rows: list[Row], paragraphs: list[_Paragraph], found: Verdicts, *, first: bool, inside: bool) -> None:
    """A gateway's banner: a paragraph of its words at the top, or one that opens with them wherever it was pushed in."""
    for number, paragraph in enumerate(paragraphs[:TOP]):
        if len(paragraph.text) < _SHORTEST_BANNER or len(paragraph.text) > 900:
            continue
        hits = [words for words in farewells.BANNERS if words in paragraph.text]
        opens = undecorated(paragraph.text).startswith(farewells.BANNERS)
        long = len(paragraph.text.split()) >= 4 or paragraph.text.startswith(("[", "*"))
        plain = any(len(words) >= PLAIN_BANNER for words in hits) and (inside or any(map(paragraph.text.__contains__, _WARNED)))
        if len(hits) >= 2 or plain or (first and number < 2 and opens and long):
            end = paragraph.end
            if end - paragraph.start > MAX_BANNER:
                end = paragraph.start + 1
            _put(rows, paragraph.start, end, found, Whose.FURNITURE, "banner of a gateway")


def _delimited(rows: list[Row], found: Verdicts) -> None:
    """The delimiter of RFC 3676 section 4.3; many long lines below one that lacks its space are no signature."""
    for at, row in enumerate(rows):
        if not _DELIMITER.match(row.bare.rstrip("\t")) or not any(r.bare.strip() for r in rows[at + 1 :]):
            continue
        below = [r.bare for r in rows[at + 1 :] if r.bare.strip()]
        long = sum(len(line) > 60 for line in below)
        if row.bare == "-- " or long <= 3 or len(below) <= 4:
            _put(rows, at, len(rows), found, Whose.SIGNATURE, "below a signature delimiter")
            return


def _list_footer(rows: list[Row], paragraphs: list[_Paragraph], found: Verdicts) -> None:
    """The footer of a list: below a rule, or a last paragraph that names the list."""
    for paragraph in paragraphs[-FOOT:]:
        top = rows[paragraph.start].bare
        if len(paragraph.text) < _SHORTEST_FOOTER and paragraph is not paragraphs[-1]:
            continue
        drawn = is_rule(top) or top.strip() in ("—", "--", "—-")
        named = sum(words in paragraph.text for words in farewells.LIST_FOOTERS) if len(paragraph.text) >= _SHORTEST_FOOTER else 0
        opens = paragraph.text.startswith(("you are receiving", "you received this", "to unsubscribe", "reply to this email directly"))
        if named and (drawn or opens or (named >= 2 and paragraph is paragraphs[-1])):
            _put(rows, paragraph.start, paragraph.end, found, Whose.FURNITURE, "footer of a list")
        elif drawn and paragraph is paragraphs[-1] and paragraph.end - paragraph.start == 1:
            _put(rows, paragraph.start, paragraph.end, found, Whose.FURNITURE, "a rule")


def _sent_from(rows: list[Row], found: Verdicts) -> None:
    for row in rows:
        if row.number not in found and is_sent_from(row.bare):
            found[row.number] = (Whose.FURNITURE, "added by the phone or program")


@lru_cache(maxsize=1_024)
def is_sent_from(line: str) -> bool:
    """Whether a line is what a phone or program adds: its words, then the name of a thing, and nothing of a sentence."""
    if len(line) > 400:
        return False
    linked = "<" in line or "[" in line or (":" in line and ("://" in line or "www." in line.lower()))
    text = undecorated(_URL.sub("", line) if linked else line).strip("()[] ").lower()
    if len(text) > 120 or not (text.startswith(_SENT_FROM) or text.endswith(farewells.SENT_ENDS)):
        return False
    opens = next((words for words in _SENT_FROM if text.startswith(words)), "")
    head = text.partition(".")[0].partition(" - ")[0]
    head, comma, _ = head.partition(",")
    words = head.split()
    near = " ".join(words[: len(opens.split()) + 5])
    if any(thing in near.split() or (len(thing) > 4 and thing in near) for thing in farewells.THINGS):
        return len(words) <= 12
    whole = not comma and head == text.rstrip(".")
    return whole and len(words) <= 5 and opens in ("sent from my", "via mobile", "sent mobile", "sent with", "sent via")


def _disclaimer(rows: list[Row], paragraphs: list[_Paragraph], found: Verdicts) -> None:
    """A disclaimer and what hangs on it, at the end of the stretch; it speaks of the mail itself."""
    paragraphs = paragraphs[-FOOT:]
    for number, paragraph in enumerate(paragraphs):
        if rows[paragraph.start].number in found:
            continue
        title = undecorated(paragraph.text).rstrip(":") in _TITLE
        first = next((p for p in paragraphs[number + title : number + title + 1]), None)
        if first is None or not _is_disclaimer(first.text, needed=2 if title else 3):
            continue
        start = paragraph.start
        if start and is_rule(rows[start - 1].bare):
            start -= 1
        _put(rows, start, first.end, found, Whose.FURNITURE, "disclaimer")
        for later in paragraphs[number + title + 1 :]:
            hanging = _is_disclaimer(later.text, needed=1) or is_rule(rows[later.start].bare) or len(later.text.split()) <= 8
            if not hanging:
                return
            _put(rows, later.start, later.end, found, Whose.FURNITURE, "below a disclaimer")
        return


def _is_disclaimer(text: str, *, needed: int) -> bool:
    if len(text.split()) < 12 or not any(words in text for words in farewells.THIS_MAIL):
        return False
    return sum(words in text for words in _DISCLAIMERS) >= needed


def _sign_off(rows: list[Row], names: frozenset[str], found: Verdicts) -> None:
    """Names and addresses under a closing, contact lines alone, or the sender's own name, at the end of what is left."""
    last = len(rows)
    while last and (not rows[last - 1].bare.strip() or rows[last - 1].number in found):
        last -= 1
    hung = any(rows[n].number in found for n in range(last, len(rows)))
    if not last:
        return
    start = _closing_start(rows, last)
    if start is None:
        start = _contact_start(rows, last)
    if start is None:
        start = _name_start(rows, last, names, hung=hung)
    if start is None:
        start = _office_start(rows, last, names)
    if start is not None:
        _put(rows, start, last, found, Whose.SIGNATURE, "sign-off")


def _closing_start(rows: list[Row], last: int) -> int | None:
    """Find a closing ("Kind regards,") that only short lines follow."""
    short = 0
    for at in range(last - 1, max(last - 2 * MAX_SIGNATURE, -1), -1):
        text = rows[at].bare.strip()
        if not text:
            continue
        if _is_closing(text):
            return at
        short += 1
        if short > MAX_SIGNATURE or len(text) > 90 or _is_sentence(text) or (short > 2 and _reads_as_words(text)):
            return None
    return None


def _is_sentence(text: str) -> bool:
    return text.endswith((".", "?", "!", ":")) and len(text.split()) > 4 and not _CONTACT.search(text)


def _reads_as_words(text: str) -> bool:
    """More than a few words, mostly in small letters and no address or number among them, are a sentence and no title."""
    words = text.split()
    small = sum(word[:1].islower() for word in words)
    return len(words) >= 6 and small * 2 > len(words) and not _CONTACT.search(text)


def _is_closing(text: str) -> bool:
    return undecorated(text).rstrip(",.!;: ").lower().replace("’", "'") in _CLOSINGS


def _contact_start(rows: list[Row], last: int) -> int | None:
    """Find a last paragraph of contact lines: most of it addresses, numbers or pages, a name on top. A drawn rule may stand above."""
    for rule in range(last - 2, max(last - 2 * MAX_SIGNATURE, -1), -1):
        if is_rule(rows[rule].bare):
            below = [row.bare.strip() for row in rows[rule + 1 : last] if row.bare.strip()]
            contacts = sum(_CONTACT.search(line) is not None for line in below)
            if below and contacts >= 2 and all(len(line) <= 70 for line in below) and not any(map(_reads_as_words, below)):
                return rule
            break
    start = last
    while start and rows[start - 1].bare.strip():
        start -= 1
    lines = [row.bare.strip() for row in rows[start:last]]
    if len(lines) > MAX_SIGNATURE or any(len(line) > MAX_CONTACT for line in lines):
        return None
    contacts = sum(_CONTACT.search(line) is not None and len(_CONTACT.sub("", line).split()) <= 3 for line in lines)
    if contacts >= 2 and contacts * 2 >= len(lines) - 1 and _NAME.match(lines[0]) and start:
        return start
    return None


def _name_start(rows: list[Row], last: int, names: frozenset[str], *, hung: bool) -> int | None:
    """Find a name alone on the last line: signed with a dash or stroke, above what a phone adds, or the sender's own."""
    text = rows[last - 1].bare.strip()
    alone = last == 1 or not rows[last - 2].bare.strip()
    signed = _SIGNED.match(text)
    if signed is not None and last > 1:
        name = signed[1].lower()
        if text.startswith("/") or name in names or set(name.split()) & names or (alone and 2 <= len(name.split()) <= 4):
            return last - 1
    plain = undecorated(text).rstrip(".,").lower()
    if last > 1 and _NAME.match(undecorated(text).rstrip(".,")) and plain in names:
        return last - 1
    if alone and hung and last > 1 and _NAME.match(text) and 2 <= len(text.split()) <= 4 and _next_is_hung(rows, last):
        return last - 1
    return None


def _office_start(rows: list[Row], last: int, names: frozenset[str]) -> int | None:
    """Find the sender's own full name with an office or a place under it, as a last paragraph, that nothing else marks."""
    start = last
    while start and rows[start - 1].bare.strip():
        start -= 1
    if not start or not 1 < last - start <= MAX_OFFICE:
        return None
    name = undecorated(rows[start].bare.strip()).rstrip(".,").lower()
    if len(name.split()) < 2 or name not in names:
        return None
    return start if all(_is_office(row.bare.strip()) for row in rows[start + 1 : last]) else None


def _is_office(text: str) -> bool:
    """Tell a line of an office or a place: short, its words with capitals, and none of them an answer."""
    words = [word for word in text.split() if word[:1].isalpha()]
    capitals = sum(word[:1].isupper() for word in words)
    return len(text) <= 70 and text[-1] not in ".?!:" and bool(words) and capitals * 2 > len(words) and not may_answer(text)


def _next_is_hung(rows: list[Row], last: int) -> bool:
    return last < len(rows) and bool(rows[last].bare.strip())
