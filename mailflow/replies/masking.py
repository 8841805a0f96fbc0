"""The tokens of our letters, taken out of words that are kept to be shown: who has one, and can send as its person, speaks for them.

Wherever words of a mail become a note, a correction, an entry of the tray, they went through here. The mail itself is kept as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from mailflow.replies.model import Line, Lines, Message, Run, Words
from mailflow.tokens import LENGTH, Key

_CUT = "…"
_MOST_WINDOWS = 200
# "minutes+TOKEN@...", whatever stands for the plus: as it is, in a link (RFC 3986), in a link that a gateway wrote anew.
_DETAIL = re.compile(rf"(?<=[\w.])(?:\+|%2B|%252B|-2B|&#43;|&plus;)[a-z2-7]{{{LENGTH}}}(?![a-z2-7])", re.IGNORECASE)
_IN_ID = re.compile(rf"(?<=\bmf\.)[a-z2-7]{{{LENGTH}}}(?![a-z2-7])", re.IGNORECASE)
_LONG = re.compile(rf"[a-z2-7]{{{LENGTH},}}", re.IGNORECASE)
# An address that a program broke over two lines.
_BROKEN = re.compile(r"(?<=[\w.])(?:\+|%2B|-2B)([a-z2-7]{1,28})=?$", re.IGNORECASE)
_GOES_ON = re.compile(r"^([\s>]{0,20})([a-z2-7]{1,28})(?=@|%40|-40|[^\w]|$)", re.IGNORECASE)


def mask_tokens(text: str, key: Key | None = None) -> str:
    """Give a text without the tokens in it. `key`: a token of this board is known by its signature wherever it stands."""
    if not _LONG.search(text):
        return text
    text = _IN_ID.sub(_CUT, _DETAIL.sub("", text))
    return _LONG.sub(lambda found: _without_ours(found[0], key), text) if key else text


def _without_ours(run: str, key: Key) -> str:
    low, begins = run.lower(), key.beginning
    at = low.find(begins)
    for _ in range(_MOST_WINDOWS):
        if at < 0 or at + LENGTH > len(run):
            break
        if key.read(low[at : at + LENGTH]):
            return run[:at] + _CUT + mask_tokens(run[at + LENGTH :], key)
        at = low.find(begins, at + 1)
    return run


def mask_words(words: Words, key: Key | None) -> Words:
    """Give a body taken apart without the tokens in it, those included that are broken over two lines."""
    pieces = words.lines.pieces if isinstance(words.lines, Lines) else tuple(words.lines)
    texts = [text for piece in pieces for text in ((piece.text,) if isinstance(piece, Line) else piece.raw)]
    masked = _mask_lines(texts, key)
    if masked == texts and not any(isinstance(piece, Line) and piece.about and _LONG.search(piece.about) for piece in pieces):
        return words
    fresh = iter(masked)
    return replace(words, lines=Lines(tuple(_with_texts(piece, fresh, key) for piece in pieces)))


def _with_texts(piece: Line | Run, fresh: Iterator[str], key: Key | None) -> Line | Run:
    if isinstance(piece, Line):
        return replace(piece, text=next(fresh), about=mask_tokens(piece.about, key) if piece.about else piece.about)
    return replace(piece, raw=tuple(islice(fresh, len(piece.raw))))


def _mask_lines(texts: Sequence[str], key: Key | None) -> list[str]:
    found = [mask_tokens(text, key) for text in texts]
    for at in range(len(found) - 1):
        begun = _BROKEN.search(found[at][-40:])
        rest = _GOES_ON.match(found[at + 1]) if begun else None
        if begun and rest and len(begun[1]) + len(rest[2]) == LENGTH and (key is None or key.read(begun[1] + rest[2])):
            found[at] = found[at].removesuffix(begun[0])
            found[at + 1] = rest[1] + found[at + 1][rest.end() :]
    return found


def mask_message(message: Message, key: Key | None) -> Message:
    """Give a mail without the tokens in what is kept of it beside its words: its subject, the reasons that it reports."""
    bounced = tuple(replace(one, reason=mask_tokens(one.reason, key)) for one in message.bounced)
    return replace(message, subject=mask_tokens(message.subject, key), bounced=bounced)
