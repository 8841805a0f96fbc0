"""Where a mail holds its sender's own words: in its text, else in its page, in texts attached to it, in its subject alone. Pure.

The tokens of our letters are taken out here, so that no word that is kept has one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mailflow.letters.kept import KeptLetter
from mailflow.replies.body import Form
from mailflow.replies.masking import mask_words
from mailflow.replies.message import parse_message
from mailflow.replies.model import Line, Lines, Message, Reading, Whose, Words
from mailflow.replies.reading import ATTENTION
from mailflow.replies.subject_words import words_in_subject
from mailflow.replies.words import find_words
from mailflow.tokens import Key

_WORD = re.compile(r"[^\W\d_]+")
LONGEST_SUBJECT = 400
SUBJECT_LINE = 0  # the number of the line that stands for the subject: above the first of the body
OUR_SUBJECTS = ("No corrections", "A correction", "Send", "mailflow")  # of the links in our letters; those of actions are their refs
# Where words are read that another program may not show: the clerk sees them, whatever was recorded.
ELSEWHERE = {
    Form.PAGE: "Its sender's words stand in its page alone; its plain text, which some programs show, has none.",
    Form.ATTACHED: "Its sender's words stand in a text that is attached to it.",
}
IN_SUBJECT = "Its sender's words stand in the subject alone."
NOTHING_SAID = "Nothing was found in it but a greeting, or words that lead to others."
NO_WORDS = "None of its sender's own words were found in it."
MISSING = frozenset({NO_WORDS, NOTHING_SAID})


def find_own(raw: bytes, message: Message, letter: KeptLetter | None, key: Key | None) -> tuple[Message, Words, str]:
    """Give the mail in the form that holds its sender's words, else its text; whose each line is; and where they are if not in the text."""
    words, where = _words(message, letter), ""
    if not words.own_text:
        for form in (Form.PAGE, Form.ATTACHED):
            other = parse_message(raw, form)
            found = _words(other, letter) if other.text != message.text and not other.unreadable else None
            if found and found.own_text:
                message, words, where = _in_the_form_of(message, other), found, ELSEWHERE[form]
                break
    return message, mask_words(words, key), where


def _in_the_form_of(message: Message, other: Message) -> Message:
    return replace(
        message,
        text=other.text,
        marks=other.marks,
        from_html=other.from_html,
        truncated=other.truncated,
        attachments=other.attachments,
    )


def _words(message: Message, letter: KeptLetter | None) -> Words:
    return find_words(message, letter.text, page=letter.page, carried=letter.carried) if letter else find_words(message, None)


def with_subject(words: Words, subject: str, letters: Sequence[str], refs: Sequence[str]) -> Words:
    """Give a mail with what its sender wrote into the subject as a first line; the mail itself where that is nothing."""
    said = words_in_subject(subject, letters, (*OUR_SUBJECTS, *refs))
    if not said:
        return words
    first = Line(SUBJECT_LINE, said[:LONGEST_SUBJECT], Whose.OWN, "the subject")
    pieces = words.lines.pieces if isinstance(words.lines, Lines) else tuple(words.lines)
    # What stands below is no part of the same paragraph.
    return replace(words, lines=Lines((first, Line(SUBJECT_LINE, "", Whose.FURNITURE, "blank"), *pieces)))


def what_is_missing(words: Words, reading: Reading, name: str) -> str:
    """Say what a mail of which nothing was recorded lacks; "" where it has a word of thanks or the like. `name`: its sender's."""
    if not words.own_text:
        return NO_WORDS
    own = set(name.casefold().split())
    words_of = {remark: set(_WORD.findall(remark.text.casefold())) for remark in reading.remarks}
    kinds = {remark.kind for remark, said in words_of.items() if not said or not said <= own}
    return NOTHING_SAID if reading.remarks and (kinds <= {"greeting"} or "lead-in" in kinds) else ""


def says_something(reading: Reading) -> bool:
    """Tell whether a reading holds more than courtesies."""
    remarks = any(remark.kind in ATTENTION for remark in reading.remarks)
    return bool(reading.updates or reading.corrections or reading.no_corrections or reading.unread or remarks)
