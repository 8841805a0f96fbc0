"""The body of a mail as text: which parts are the sender's words, and what they say once every encoding is undone.

text/plain is taken where it says anything; HTML is written out as text (`hypertext`). What is inside message/rfc822 is never
the sender's, nor is an attachment, but for the pieces into which Exchange takes a text apart (ATT00001.txt). Where that form of a
mail holds none of its sender's words, `Form` names the others. Caps: 256 KiB of text, 5,000 lines, 1,000 characters a line (longer
ones are folded).
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from enum import StrEnum

from mailflow.replies.charsets import decode_text
from mailflow.replies.fields import find_mailboxes, safe_name
from mailflow.replies.hypertext import Mark, Rendered, render
from mailflow.replies.mime import Part
from mailflow.replies.model import Attachment

MAX_TEXT = 262_144
MAX_LINES = 5_000
MAX_LINE = 1_000

ENCRYPTED = "This mail is encrypted, and mailflow has no key to read it with."
WINMAIL = "This mail is in Outlook's own format (winmail.dat), which cannot be read; it has to be sent again as plain text or HTML."

_STUB = re.compile(
    r"(?:view|read|see|display|open)[^.]{0,60}\b(?:html|browser|online)\b|html[ -]{0,2}(?:format|e-?mail|version|message|mail)\b"
    r"|does not (?:support|display) html|kein(?:e)? html|format html|version html"
    r"|multi-?part message in mime format|en (?:formato )?html\b|html-(?:ansicht|format|version)",
    re.IGNORECASE,
)
# What Exchange calls the pieces of a text between which a picture stood; what programs call a text that had no name.
_PIECE = re.compile(r"att\d{4,6}\.(?:txt|html?)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:untitled(?:[ -]?\[?\d{1,3}\]?)?|part(?:[ ._-]?\d{1,3}){1,4}|noname|unnamed|unknown|mime-attachment|message(?: ?(?:body|text))?"
    r"|mail message body|body|text|reply|answer)(?:\.(?:txt|html?|plain))?",
    re.IGNORECASE,
)
_LONGEST_PIECE = 65_536  # octets
_LONGEST_SIGNATURE, _OPENING = 20, 3  # lines of a signature, and of those among which its name is
_OFFICE = re.compile(r"\s{0,3}[|,;:/(•·]|\s[-–—]\s")  # what parts a name from the office behind it
# A picture in the text, as programs write it there.
_PICTURE = re.compile(
    r"\[cid:[^\]\n]{1,200}\]|<image\d{1,3}\.(?:png|gif|jpe?g|wmz|emz)>|^[ \t]{0,20}\[(?:inline )?(?:image|bild|imagen?|immagine|afbeelding"
    r"|delwedd)(?:: ?[^\]\n]{0,200}| ?\d{0,3})\][ \t]{0,20}$|^[ \t]{0,20}\[https?://[^\]\s]{1,500}\][ \t]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\xa0\u00ad\u200b-\u200f\u2028-\u202f\u205f\u2060\u2066-\u2069\u3000\ufeff]")
_CONTROLS = bytes(sign for sign in range(128) if _UNSEEN.match(chr(sign)))
_UNSEEN_IS = dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n") | dict.fromkeys("\xa0\u202f\u205f\u3000", " ")
_ARMOUR = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]{1,20}: [^\n]{0,80}\n){0,5}\n?", re.MULTILINE)


class Form(StrEnum):
    """Where the words of a mail are looked for: in its plain texts, in its pages, or in texts that are attached to it."""

    TEXT = "text"
    PAGE = "page"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail's parts say; fields as in Message. `calendar`: the METHOD of a calendar part, upper case, else None."""

    text: str
    marks: tuple[tuple[int, Mark], ...] = ()
    from_html: bool = False
    truncated: bool = False
    unreadable: str | None = None
    attachments: tuple[Attachment, ...] = ()
    calendar: str | None = None


@dataclass(slots=True)
class _Found:
    """Pieces of text in document order, and what else lies beside them."""

    form: Form = Form.TEXT
    pieces: list[tuple[Rendered, bool]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    unreadable: str | None = None
    calendar: str | None = None


def read_body(root: Part, form: Form = Form.TEXT) -> Body:
    """Give the sender's text in one of its forms, the attachments, and why nothing can be read where that is so."""
    found = _Found(form)
    _take(root, found)
    pieces = [piece for piece in found.pieces if piece[0].text.strip()]
    names = _names(root.value("from"))
    text, marks = _join([piece if at == 0 else _signed(piece, names) for at, (piece, _) in enumerate(pieces)])
    if "-----BEGIN PGP MESSAGE-----" in text:
        found.unreadable = ENCRYPTED
    text, truncated = _cap(text)
    return Body(
        text,
        marks,
        any(is_html for _, is_html in pieces),
        truncated,
        None if pieces and found.unreadable != ENCRYPTED else found.unreadable,
        tuple(found.attachments),
        found.calendar,
    )


def _take(part: Part, found: _Found) -> None:
    """Sort one part, and those below it, into text and attachments. Depth is bounded by the reader of the parts."""
    kind = part.media_type
    if kind == "multipart/encrypted":
        found.unreadable = ENCRYPTED
    elif kind == "multipart/signed":
        for child in part.children[:1]:
            _take(child, found)
    elif kind == "multipart/alternative":
        _take_best(part, found)
    elif part.children:
        for child in part.children[:1] if kind == "multipart/report" else part.children:
            _take(child, found)
        for child in part.children[1:] if kind == "multipart/report" else ():
            found.attachments.append(_attachment(child))
    elif _is_text(part, already=bool(found.pieces)) or _is_piece(part, found.form):
        found.pieces.append(_text_of(part))
    else:
        _set_aside(part, found)


def _take_best(part: Part, found: _Found) -> None:
    """Take of several equal forms the plain one where it says anything, else the HTML one (RFC 2046 section 5.1.4)."""
    forms = {at: _taken(child, found) for at, child in enumerate(part.children) if not _is_page(child)}
    plain = next((form for form in forms.values() if form.pieces and not any(is_html for _, is_html in form.pieces)), None)
    if plain is None or found.form is Form.PAGE or _says_nothing(plain):
        # Only now are pages written out as text, which costs more than all the rest.
        forms |= {at: _taken(child, found) for at, child in enumerate(part.children) if _is_page(child)}
        rich = [form for _, form in sorted(forms.items(), key=lambda one: one[0]) if any(is_html for _, is_html in form.pieces)]
        best = rich[-1] if rich else plain
    else:
        best = plain
    if best is not None:
        found.pieces.extend(best.pieces)


def _is_page(part: Part) -> bool:
    return part.media_type == "text/html" and _is_text(part, already=False)


def _taken(part: Part, found: _Found) -> _Found:
    """Take one of several forms: its text for itself, all else into what was found."""
    form = _Found(found.form)
    _take(part, form)
    found.attachments.extend(form.attachments)
    found.unreadable = found.unreadable or form.unreadable
    found.calendar = found.calendar or form.calendar
    return form


def _says_nothing(form: _Found) -> bool:
    text = " ".join(rendered.text for rendered, _ in form.pieces).strip()
    return not text or (len(text) <= 400 and _STUB.search(text) is not None and not re.search(r"^>|wrote:", text, re.MULTILINE))


def _is_text(part: Part, *, already: bool) -> bool:
    kind = part.media_type
    if kind not in ("text/plain", "text/html", "text/enriched", "text/markdown", "text/x-amp-html", "text/richtext"):
        return False
    named = "filename" in part.params or "name" in part.params
    return part.disposition != "attachment" and kind != "text/x-amp-html" and not (named and already)


def _is_piece(part: Part, form: Form) -> bool:
    """Tell a piece of the text that was put aside as a file: by its name, and where nothing else is left by its having none of its own."""
    if part.media_type not in ("text/plain", "text/html") or len(part.body) > _LONGEST_PIECE:
        return False
    name = (part.params.get("filename", "") or part.params.get("name", "")).strip()
    return _PIECE.fullmatch(name) is not None or (form is Form.ATTACHED and (not name or _NO_NAME.fullmatch(name) is not None))


def _names(sender: str) -> Set[str]:
    """Give the sender's name as it may open a signature: as it stands, and turned round where the last name comes first."""
    names = {" ".join(box.name.casefold().split()) for box in find_mailboxes(sender)[:1] if box.name}
    return names | {" ".join((first.strip(), last.strip())) for last, comma, first in (name.partition(",") for name in names) if comma}


def _signed(piece: Rendered, names: Set[str]) -> Rendered:
    """Mark a later text that opens with its sender's name, or as signatures do: a program put it there, below the words."""
    lines = piece.text.split("\n")
    opening = [" ".join(line.strip(" *_\t").casefold().split()) for line in lines if line.strip()][:_OPENING]
    named = names & {_OFFICE.split(line, maxsplit=1)[0].strip() for line in opening}
    if len(lines) > _LONGEST_SIGNATURE or not (named or opening[0] in ("--", "—", "–")):
        return piece
    return Rendered(piece.text, tuple((number, Mark.SIGNATURE) for number, line in enumerate(lines, 1) if line.strip()))


def _set_aside(part: Part, found: _Found) -> None:
    kind, name = part.media_type, part.params.get("name", "") or part.params.get("filename", "")
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        found.unreadable = found.unreadable or WINMAIL
    elif kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        found.unreadable = ENCRYPTED
    elif kind == "text/calendar":
        method = re.search(rb"^METHOD:([A-Z-]{1,20})", part.content[:20_000], re.MULTILINE)
        found.calendar = method[1].decode() if method else part.params.get("method", "").upper() or None
    found.attachments.append(_attachment(part))


def _attachment(part: Part) -> Attachment:
    content = part.body if part.media_type.startswith("message/") else part.content
    ending = {"message/rfc822": ".eml", "text/calendar": ".ics", "text/plain": ".txt", "text/html": ".html"}.get(part.media_type, ".bin")
    named = part.params.get("filename", "") or part.params.get("name", "")
    # Gmail gives what is attached a Content-ID as well.
    embedded = part.disposition != "attachment" and bool(part.value("content-id") or part.value("content-location"))
    return Attachment(safe_name(named, "part" + ending), part.media_type, len(content), content, embedded)


def _text_of(part: Part) -> tuple[Rendered, bool]:
    raw = part.content
    text = _clean(decode_text(raw[: MAX_TEXT * 4], part.params.get("charset")))
    if part.media_type == "text/html":
        return _folded(render(text)), True
    text = _PICTURE.sub("", text) if "[" in text or "<image" in text.lower() else text
    if part.params.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    if "-----BEGIN PGP SIGNED MESSAGE-----" in text:
        text = re.sub(r"^- (?=-)", "", _ARMOUR.sub("", text).partition("-----BEGIN PGP SIGNATURE-----")[0], flags=re.MULTILINE)
    return _folded(Rendered(text)), False


def _clean(text: str) -> str:
    """Bring line ends to LF; put out what cannot be seen, and make every kind of space a space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and len(text.encode().translate(None, _CONTROLS)) == len(text):
        return text
    return _UNSEEN.sub(lambda found: _UNSEEN_IS.get(found[0], ""), text) if _UNSEEN.search(text) else text


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the lines of format=flowed into paragraphs, quote depth by quote depth (RFC 3676 section 4)."""
    out: list[str] = []
    paragraph: list[str] = []
    depth_before = -1
    for line in text.split("\n"):
        if not paragraph and line[-1:] != " " and (line[:1] not in (">", " ") or line[:2] == "> "):
            out.append(line.rstrip())
            continue
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        if paragraph and (depth != depth_before or rest == "-- "):
            out.append(_quoted(depth_before, "".join(paragraph)))
            paragraph = []
        depth_before = depth
        if rest.endswith(" ") and rest != "-- ":
            paragraph.append(rest[:-1] if delete_space else rest)
        else:
            out.append(_quoted(depth, "".join([*paragraph, rest])))
            paragraph = []
    if paragraph:
        out.append(_quoted(depth_before, "".join(paragraph)))
    return "\n".join(out)


def _quoted(depth: int, text: str) -> str:
    return ">" * depth + " " * (depth > 0 and bool(text)) + (text if text == "-- " else text.rstrip())


def _join(pieces: list[Rendered]) -> tuple[str, tuple[tuple[int, Mark], ...]]:
    """Set the pieces one under another, and move their marks along."""
    texts: list[str] = []
    marks: list[tuple[int, Mark]] = []
    before = 0
    for piece in pieces:
        text = piece.text.rstrip("\n")
        marks.extend((number + before, mark) for number, mark in piece.marks)
        texts.append(text)
        before += text.count("\n") + 1
    return "\n".join(texts), tuple(marks)


def _cap(text: str) -> tuple[str, bool]:
    """Hold the caps of size and of lines; True where text was left out."""
    truncated = len(text) > MAX_TEXT
    text = text[:MAX_TEXT]
    if text.count("\n") >= MAX_LINES:
        return "\n".join(text.split("\n", MAX_LINES)[:MAX_LINES]), True
    return text, truncated


def _folded(rendered: Rendered) -> Rendered:
    """Hold the cap of a line's length; nothing is lost by it. Marks move along."""
    lines = rendered.text.split("\n")
    if max(map(len, lines)) <= MAX_LINE:
        return rendered
    marks = dict(rendered.marks)
    out: list[str] = []
    moved: list[tuple[int, Mark]] = []
    for number, line in enumerate(lines, 1):
        pieces = _fold(line) if len(line) > MAX_LINE else [line]
        if number in marks:
            moved.extend((len(out) + count, marks[number]) for count in range(1, len(pieces) + 1))
        out.extend(pieces)
    return Rendered("\n".join(out), tuple(moved))


def _fold(line: str) -> list[str]:
    """Cut a long line at spaces; the pieces of a quoted line keep its marks."""
    marks = re.match(r"(?:> ?){0,40}", line)
    prefix = marks[0] if marks else ""
    pieces: list[str] = []
    at = len(prefix)
    room = MAX_LINE - len(prefix)
    while len(line) - at > room:
        cut = line.rfind(" ", at + room // 2, at + room)
        cut = at + room if cut < 0 else cut
        pieces.append(prefix + line[at:cut])
        at = cut + (line[cut] == " ")
    pieces.append(prefix + line[at:])
    return pieces
