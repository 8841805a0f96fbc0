"""What in a text is no language: links, addresses, files, telephone and order numbers, codes of letters and digits.

Such a stretch holds no ref, no phrase, no date and no place, whatever its letters and digits look like. It is blotted out before any
of these is looked for, and stands there as one word that nobody knows; the words that are kept are the sender's, unaltered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mailflow.replies import counted
from mailflow.replies.announcing import any_of
from mailflow.replies.phrases import lexicon

BLOT = "\ua66e"  # a letter, so that a blotted stretch is one word; nobody types it
_LONGEST = 20_000
_MOST = 200  # stretches of one kind in one text
_FEWEST_DIGITS = 5  # of a telephone number that is said to be one
_FEWEST_ABROAD, _FEWEST_AT_HOME = 7, 9  # of one that begins as they do: +44, 0161
_ENDS = ".,;:!?'\"”’»>)]}*_…"  # behind a link these are the sentence's

_BETWEEN = rf"(?:[ .:#*]|\b(?:{'|'.join(counted.BETWEEN)})\b){{0,12}}"
_FILES = (
    "docx?|docm|dotx|xlsx?|xlsm|pptx?|pdf|csv|txt|odt|ods|odp|rtf|jpe?g|png|gif|heic|tiff?|zip|7z|msg|eml|html?|ics|vcf|mp[34]|mov|md"
    "|xml|json"
)

_LINK = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\d?\.|(?:mailto|tel|sms|callto|skype|cid|urn|doi):)[^\s<>\"“”]{1,2000}"
    r"|(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?::\d{1,5})?/[^\s<>\"“”]{0,2000}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+'%&=~#!$*/^`{|}-]{1,100}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63}")
_HANDLE = re.compile(r"(?<![\w@])@[\w.-]{2,60}")
_PATH = re.compile(r"(?<![\w/\\])(?:[a-z]:[\\/]|\\\\|~/|/(?=[^\s/]{1,100}/))[^\s<>\"“”]{1,400}", re.IGNORECASE)
_FILE = re.compile(rf"(?<![^\s(\[<\"“‘'])[^\s<>\"“”()]{{0,150}}[^\s<>\"“”().]\.(?:{_FILES})(?![\w.]*\w)", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"(?<![\w+])(?:\+|00(?=[1-9]))\d{1,4}(?:[ .\-/()]{1,3}\d{1,8}){1,6}(?!\w)|(?<![\w+])\+\d{6,15}(?!\w)"
    r"|(?<!\w)\(0\d{1,5}\)[ .\-/]{0,2}\d{2,8}(?:[ .\-]\d{2,8}){0,4}(?!\w)|(?<![\w/])0\d{2,5}[ .\-/]\d{3,8}(?:[ .\-]\d{2,6}){0,3}(?!\w)"
)
_LINE = re.compile(
    rf"\b(?:{any_of(counted.LINES)})\b{_BETWEEN}[ .:]{{0,2}}"
    r"(?P<code>[+(]?\d{1,15}(?:[ .\-/()]{1,3}\d{1,8}){0,7})(?!\w)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[☎📞📱✆🕿📠]\ufe0f?[ :.]{0,3}(?P<code>[+(]?\d{1,15}(?:[ .\-/()]{1,3}\d{1,8}){0,7})")
_THING = re.compile(
    rf"\b(?:{any_of(counted.THINGS)})\b[ .:]{{0,2}}"
    rf"(?P<sign>(?:(?:{'|'.join(counted.NUMBERED)})\b[ .:]{{0,2}}){{0,2}}#?[ ]?)"
    r"(?P<code>[a-z]{0,10}\d[\w./-]{0,60}(?: \d{2,8}){0,7})",
    re.IGNORECASE,
)
_OUR_SHAPE = re.compile(r"(?:[a-z]{1,10}[_-]?)?\d{2,4}[_/.-]\d{1,4}[.,;:-]?", re.IGNORECASE)  # as a board's refs are written
_DAY = re.compile(r"[0-3]?\d([./-])[01]?\d\1(?:20)?\d\d(?![./-]?\d)|[0-3]?\d [01]?\d 20\d\d(?! ?\d)|\d{4}-\d\d-\d\d(?!\d)")
# Written in capitals in common forms: British postcodes, account numbers (ISO 13616).
_CAPITALS = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2}\d{2} ?(?:[A-Z]{4} ?)?\d{4}(?: ?\d{4}){1,6}(?: ?\d{1,3})?\b")
_GLUED = re.compile(r"[^\W_]+(?:[-_.:/+=~%&$!?]{1,2}[^\W_]+){0,40}")
_RUN = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_LONG_NUMBER = re.compile(r"(?<![\d_/])\d{9,}(?![\d_/])")
_LETTERS_OF_DATES = frozenset("t z h uhr am pm st nd rd th er e".split())
_DIGIT = re.compile(r"\d")
_SUSPECT = re.compile(r"\d|[@/\\]|\.\w")


def blotted(text: str) -> str:
    """Give a text with what is no language blotted out; the length stays."""
    return _blotted(text) if _SUSPECT.search(text) else text


@lru_cache(maxsize=512)
def _blotted(text: str) -> str:
    """Blot out: the readers of a sentence ask for it one after the other."""
    for pattern in (_LINK, _PATH, _ADDRESS, _HANDLE, _FILE):
        text = _blot(text, ((found.start(), found.start() + len(found[0].rstrip(_ENDS))) for found in pattern.finditer(text[:_LONGEST])))
    if not _DIGIT.search(text):
        return text
    for pattern in (_CAPITALS, _LONG_NUMBER):
        text = _blot(text, (found.span() for found in pattern.finditer(text[:_LONGEST])))
    text = _blot(text, (found.span() for found in _TELEPHONE.finditer(text[:_LONGEST]) if _is_long(found[0])))
    text = _blot(text, _lines(text[:_LONGEST]))
    text = _blot(text, _things(text[:_LONGEST]))
    return _blot(text, _codes(text[:_LONGEST]))


def _blot(text: str, spans: Iterator[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for count, (start, end) in enumerate(spans):
        if count >= _MOST:
            break
        if start >= at and end > start:
            pieces += (text[at:start], BLOT * (end - start))
            at = end
    return "".join((*pieces, text[at:])) if pieces else text


def _is_long(number: str) -> bool:
    digits = sum(map(str.isdigit, number))
    return digits >= (_FEWEST_ABROAD if number[0] in "+(" else _FEWEST_AT_HOME)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Find the telephone numbers that a word or a sign before them tells ("call me on 06 12 34 56 78", "ext. 14")."""
    for found in _LINE.finditer(text):
        if _is_ours(found["code"]):
            continue
        word = found[0].split(maxsplit=1)[0].strip(".:").casefold()
        if word in counted.SHORT_LINES or sum(map(str.isdigit, found["code"])) >= _FEWEST_DIGITS:
            yield found.span("code")
    yield from (found.span("code") for found in _SIGN.finditer(text))


def _is_ours(code: str) -> bool:
    """Tell what is written as a ref or as a day, whatever word stands before it ("I will call on 14/12/2026")."""
    return _OUR_SHAPE.fullmatch(code) is not None or _DAY.match(code) is not None


def _things(text: str) -> Iterator[tuple[int, int]]:
    """Find the numbers of orders, tickets, accounts ("invoice no. 14", "PO 4500012345", "passcode k2n5x")."""
    for found in _THING.finditer(text):
        code = found["code"]
        if _is_ours(code) and not found["sign"].strip():
            continue
        if found["sign"].strip() or not code[0].isdigit() or sum(map(str.isdigit, code)) >= _FEWEST_DIGITS:
            yield found.start("code"), found.start("code") + len(code.rstrip(_ENDS + "-/"))


def _codes(text: str) -> Iterator[tuple[int, int]]:
    """Find words in which letters and digits take turns ("k2n5x", "3f2504e0-4f89-11d3"); days, hours and refs are none."""
    for found in _GLUED.finditer(text):
        if any(map(_takes_turns, _RUN.findall(found[0]))):
            yield found.span()


def _takes_turns(run: str) -> bool:
    pieces = _PIECE.findall(run)
    if len(pieces) < 3:
        return False
    known = lexicon().refs
    plain = known["months"] | known["cues"] | known["units"] | _LETTERS_OF_DATES
    return not all(piece.isdigit() or piece.casefold() in plain for piece in pieces)
