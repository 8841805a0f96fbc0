"""What of an answer's subject its sender wrote: what is left without our own subject, "Re:" and the marks of gateways and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What programs put before the subject of an answer or of a mail passed on, folded.
REPLY_MARKS = frozenset(
    "re aw antw antwort sv vs odp rif r réf ref rv ynt atb fw fwd wg tr fs vl res enc i rsp vá na svar ang doorst pd ilt továbbítás betreft"
    " 답장 전달 回复 答复 回覆 答覆 转发 轉寄 返信 転送 רד תשובה رد απ πρθ отв пер ha trả ymateb anfon".split()
)
_MARK = re.compile(r"\s{0,5}([^\s:：\[\]()]{1,12})\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s{0,2}[:：]\s{0,5}")
_TAG = re.compile(r"\s{0,5}(?:\[[^\[\]\d]{1,40}\]|\*{2,5}[^*\d]{1,30}\*{2,5}|<[^<>\d]{1,30}>)\s{0,5}")
_TAG_BEHIND = re.compile(r"\s{1,5}\[[^\[\]\d]{1,40}\]\s{0,5}$")
_WARNINGS = ("external email:", "external sender:", "external:", "caution:", "ext:", "spam:", "suspected spam:")
_EDGES = " \t-–—:;,.|/>"
_MOST_MARKS = 12
_LEAST_CUT = 12  # characters of ours, where a program cut the rest off


def bare_subject(subject: str) -> str:
    """Drop the "Re:" and its like in other languages, the tags of lists and the warnings of gateways, however many stand there."""
    rest = " ".join(subject.split())
    for _ in range(_MOST_MARKS):
        mark, tag = _MARK.match(rest), _TAG.match(rest)
        warning = next((one for one in _WARNINGS if rest.casefold().startswith(one)), "")
        if mark and mark[1].casefold() in REPLY_MARKS:
            rest = rest[mark.end() :]
        elif tag:
            rest = rest[tag.end() :]
        elif warning:
            rest = rest[len(warning) :].lstrip()
        else:
            break
    while tag := _TAG_BEHIND.search(rest[-60:]):
        rest = rest[: len(rest) - len(tag[0])]
    return rest.strip()


def words_in_subject(subject: str, letters: Sequence[str], links: Sequence[str] = ()) -> str:
    """Give what its sender wrote into a subject; "" where all of it is ours.

    `letters`: subjects of letters of ours, round which something may be written; `links`: those that a link in a letter fills in.
    """
    rest = bare_subject(subject)
    folded = rest.casefold()
    if any(folded == bare_subject(link).casefold() for link in links):
        return ""
    for one in sorted(filter(None, map(bare_subject, letters)), key=len, reverse=True):
        known = one.casefold()
        if folded == known or (len(folded) >= _LEAST_CUT and known.startswith(folded.rstrip(".… "))):
            return ""
        # A voting button writes its word before the subject, a person theirs behind it. What is short may be words of their own.
        if len(known) >= _LEAST_CUT and (at := folded.find(known)) >= 0:
            return " ".join(filter(None, (rest[:at].strip(_EDGES), rest[at + len(known) :].strip(_EDGES))))
    return rest if any(map(str.isalnum, rest)) else ""
