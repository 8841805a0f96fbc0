"""Header values as values: encoded words, mailboxes, message ids, dates. Nothing here raises, whatever a header holds."""

from __future__ import annotations

import binascii
import datetime as dt
import re
import unicodedata
from email.utils import parsedate_to_datetime

from mailflow.replies.charsets import decode_text
from mailflow.replies.model import Mailbox

MAX_MAILBOXES = 500

_DEVICE = re.compile(r"con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r'[<>:"|?*/\u202a-\u202e\u2066-\u2069]')
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028\u2029\u2060-\u2065\ufeff\ud800-\udfff]")
_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,1000})\?=(?:\s{1,100}(?==\?[^?\s]{1,60}\?[bBqQ]\?))?")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_STEERING = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# Nearly every mail's: a name of letters, and an address that no two programs read in two ways.
_PLAIN = re.compile(r"[\w .'&-]{0,200}<[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,20}[\w-]{1,63}>")
_OTHER_STOPS = re.compile(r"[\u3002\uff0e\uff61]")  # RFC 3490 section 3.1
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def decode_words(value: str) -> str:
    """Undo the encoded words of a header (RFC 2047) and fold its white space."""
    if "=?" in value:
        value = _ENCODED.sub(_word, value)
    return " ".join(_CONTROL.sub(" ", value).split())


def _word(found: re.Match[str]) -> str:
    charset, kind, text = found[1].partition("*")[0], found[2], found[3]
    try:
        if kind in "bB":
            letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
            octets = binascii.a2b_base64(letters + "=" * (-len(letters) % 4))
        else:
            octets = binascii.a2b_qp(text.replace("_", " ").encode("utf-8"), header=False)
    except (binascii.Error, ValueError):
        return found[0]
    return decode_text(octets, charset)


def find_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Read an address list (RFC 5322 section 3.4): names, comments, groups; the address is what stands in angle brackets.

    `boss@corp.example <other@evil.example>` is other@evil.example, named "boss@corp.example".
    """
    found: list[Mailbox] = []
    for piece in _split(value):
        mailbox = _mailbox(piece)
        if mailbox is not None:
            found.append(mailbox)
        if len(found) >= MAX_MAILBOXES:
            break
    return tuple(found)


def _split(value: str) -> list[str]:
    """Cut at the commas and semicolons that stand outside quotes, comments and angle brackets; comments fall away."""
    pieces: list[str] = []
    current: list[str] = []
    quoted, angle, comment = False, False, 0
    skip = False
    for letter in value:
        if skip:
            skip = False
            if not comment:
                current.append(letter)
        elif letter == "\\" and (quoted or comment):
            skip = True
        elif comment:
            comment += (letter == "(") - (letter == ")")
        elif letter == '"':
            quoted = not quoted
            current.append(letter)
        elif quoted:
            current.append(letter)
        elif letter == "(":
            comment = 1
        elif letter in ",;" and not angle:
            pieces.append("".join(current))
            current = []
        else:
            angle = letter == "<" or (angle and letter != ">")
            current.append(letter)
    pieces.append("".join(current))
    return pieces


def _mailbox(piece: str) -> Mailbox | None:
    text = " ".join(piece.split())
    start = text.rfind("<")
    if start >= 0:
        address = text[start + 1 :].partition(">")[0]
        name = text[:start]
    else:
        # "Members: a@b.example" opens a group; a bare address may be followed by nothing else.
        address = text.rpartition(":")[2] if ":" in text and "@" in text.rpartition(":")[2] else text
        name = ""
        if " " in address.strip() and "@" in address:
            address = next(word for word in address.split() if "@" in word)
            name = text.replace(address, "")
    local, at, domain = address.replace(" ", "").strip("<>").rpartition("@")
    if not at or not local or not domain:
        return None
    return Mailbox(f"{local}@{domain.rstrip('.>').lower()}", decode_words(name.replace('"', " ").strip(" ,")))


def doubt_of_sender(value: str) -> str:
    """Say what keeps a From field from naming one sender beyond doubt; "" where nothing does.

    Programs read a field that breaks RFC 5322 section 3.4 each in its own way: the one that checked the sender's address may have seen
    another than we do. A comment behind the address, a name with a comma and the address as its own name are met in honest mail.
    """
    if _PLAIN.fullmatch(value):
        return ""
    if _STEERING.search(value):
        return "Its From field has characters in it that cannot be seen."
    bare, whole = _without_quoted(value)
    if not whole:
        return "Its From field has a quotation or a comment without an end."
    found = find_mailboxes(value)
    if len(found) != 1:
        return "Its From field names no address." if not found else "Its From field names several senders."
    address = found[0].address
    name, angle, rest = bare.partition("<")
    inside, _, after = rest.partition(">")
    if bare.count("<") > 1 or bare.count(">") != bare.count("<") or after.strip():
        return "Its From field has more than one address in angle brackets."
    if not angle and (":" in bare or ";" in bare):
        return "Its From field is a group of addresses."
    if any("@" in word and word.strip("'\"<>(),").lower() != address.lower() for word in name.split()) and angle:
        return "Its From field names two addresses."
    written = inside if angle else bare
    if written.count("@") != 1 or '"' in written or ":" in written or written.strip().endswith("."):
        return "Its From field does not write its address as addresses are written."
    if address.lower() not in value.lower():
        return "The address in its From field has spaces or comments in it."
    if is_another_way_of(address.rpartition("@")[2]):
        return "The domain in its From field is written in letters that stand for others."
    return ""


def is_another_way_of(domain: str) -> bool:
    """Tell whether a domain is a plainer one in disguise: programs that know the forms of letters take it for that, others do not.

    Who checked the sender's address may then have asked about a domain that is nobody's.
    """
    return unicodedata.normalize("NFKC", domain) != unicodedata.normalize("NFC", domain) or bool(_OTHER_STOPS.search(domain))


def _without_quoted(value: str) -> tuple[str, bool]:
    """Give a field with `"` for each quoted string and without comments, and whether each of them ended."""
    out: list[str] = []
    quoted, comment, skip = False, 0, False
    for letter in value:
        if skip:
            skip = False
        elif letter == "\\" and (quoted or comment):
            skip = True
        elif comment:
            comment += (letter == "(") - (letter == ")")
        elif letter == '"':
            quoted = not quoted
            if quoted:
                out.append(letter)
        elif not quoted and letter == "(":
            comment = 1
        elif not quoted:
            out.append(letter)
    return "".join(out), not quoted and not comment


def without_comments(value: str) -> str:
    """Give a structured field without its comments, however they nest, and with `"` for each quoted string (RFC 5322 section 3.2)."""
    return _without_quoted(value)[0]


def find_ids(value: str) -> tuple[str, ...]:
    """Give the message ids of Message-ID, In-Reply-To or References, without angle brackets, split at spaces and commas."""
    found = tuple(_ID.findall(value))
    if found:
        return found
    return tuple(word.strip("<>") for word in re.split(r"[\s,]+", value) if "@" in word)


def find_date(value: str) -> dt.datetime | None:
    """Read a Date field; None where it is none. A date without a zone is taken as UTC."""
    try:
        found = parsedate_to_datetime(" ".join(value.split())[:200])
        found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
        found.astimezone(dt.UTC)  # the first or the last day of the calendar may have none there
        return found
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def safe_name(value: str, fallback: str) -> str:
    """Give a file name fit to be written anywhere: one that is no path, no device and no option, with nothing unseen in it.

    At most 120 characters and 200 octets; the ending stays.
    """
    name = unicodedata.normalize("NFC", _UNSEEN.sub("", decode_words(value))).replace("\\", "/").rpartition("/")[2]
    name = _NOT_IN_A_NAME.sub("_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if dot and stem and len(ending) < 20 else (name, "")
    stem = stem[: 120 - len(ending)]
    while len((stem + ending).encode("utf-8", "replace")) > 200:
        stem = stem[:-1]
    stem = "_" + stem if _DEVICE.fullmatch(stem.partition(".")[0].strip()) or stem.startswith(("-", "~")) else stem
    return (stem.rstrip(" .") + ending) or fallback
