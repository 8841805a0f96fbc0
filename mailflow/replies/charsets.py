"""Bytes to text: every charset Python knows, wrong labels and missing ones."""

from __future__ import annotations

import codecs
import re

# What mails say, where Python has another name or where the wider sibling is what the sender really used (WHATWG Encoding).
_REALLY = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}
# Python's own codecs that are no charset of a mail: transforms, and one whose time grows with the square of the size.
_NO_CHARSET = frozenset({"punycode", "idna", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_SWITCHES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp_ext"), (b"\x1b$@", "iso2022_jp_ext"), (b"\x1b$(", "iso2022_jp_ext"))
_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ONE_BYTE = ("cp125", "iso8859", "iso-8859", "latin", "cp874", "mac")


def decode_text(content: bytes, label: str | None) -> str:
    """Decode a text by its label; a wrong or unknown label gives way to UTF-8, then to Windows-1252. Never raises."""
    name = _python_name(label)
    if (name is None or not name.startswith(("iso2022", "hz", "utf_16", "utf-16", "utf_32"))) and (told := _told_by(content)):
        name = told
    if not content.isascii() and (name is None or name.startswith(_ONE_BYTE)):
        # A one-byte charset decodes anything: bytes that are valid UTF-8 were UTF-8, whatever the label says.
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    for candidate in (name, "utf-8-sig"):
        if candidate is not None:
            try:
                return content.decode(candidate)
            except (UnicodeError, LookupError, ValueError):
                continue
    if name is not None and (name.startswith(("utf", "iso2022", "gb", "cp93", "cp94", "big5")) or name.startswith(_ONE_BYTE)):
        return _mostly(content, name)
    return content.decode("cp1252", "replace")


def _told_by(content: bytes) -> str | None:
    """Give the codec that octets name by themselves: by sequences that switch letters (RFC 1468, RFC 1557) or a byte order mark."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\x1b$" not in content or not content.isascii():
        return None
    return next((name for sequence, name in _SWITCHES if sequence in content), None)


def _mostly(content: bytes, name: str) -> str:
    """Decode what can be decoded, where a few bytes only are broken; Windows-1252 where the label is plainly wrong."""
    try:
        text = content.decode(name, "replace")
    except (UnicodeError, LookupError, ValueError):
        return content.decode("cp1252", "replace")
    return text if text.count("\ufffd") * 20 <= len(text) else content.decode("cp1252", "replace")


def _python_name(label: str | None) -> str | None:
    """Give the codec for a label, or None where it is missing or names no charset."""
    name = (label or "").strip().strip("\"'").lower()
    if not name or len(name) > 40 or not re.fullmatch(r"[a-z0-9_.:+-]+", name):
        return None
    name = _REALLY.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text: bool = getattr(found, "_is_text_encoding", True)
    return None if name in _NO_CHARSET or found.name in _NO_CHARSET or not is_text else found.name
