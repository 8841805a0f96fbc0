"""A word of courtesy that may be the whole answer: "Yes", "Agreed", "Will do", where nothing else was said.

Beside an answer such a word asks nothing. Alone it is one, and must not vanish: it is taken for what it can only mean, or said not to be
understood. "OK" and a thumb acknowledge, and are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailflow.replies import doubts
from mailflow.replies.known import Known, Subject
from mailflow.replies.model import Context, Remark, Unread, Update, Words
from mailflow.replies.passages import paragraph_of, point, strip_places
from mailflow.replies.phrases import lexicon, split_tokens
from mailflow.replies.pieces import Agreement, Piece, as_unread, nearest_form
from mailflow.replies.speech import Speech

LONGEST = 60  # characters
_COURTESIES = frozenset({"courtesy", "greeting"})


def answers_alone(pieces: Sequence[Piece], context: Context, known: Known, words: Words) -> Sequence[Piece]:
    """Give the pieces of a reply, with a word that may be all of its answer taken for one where nothing else is said.

    Under a quoted passage of the minutes such a word speaks of that alone.
    """
    if not all(isinstance(piece, Remark) for piece in pieces) or not (known.own or context.items):
        return pieces
    about = {line.number: line.about for line in words.own if line.about}
    return [
        _taken(piece, context, known)
        if isinstance(piece, Remark) and paragraph_of(about.get(piece.line, ""), context.items) is None
        else piece
        for piece in pieces
    ]


def answer_under(speech: Speech, about: Subject, context: Context, known: Known) -> tuple[Piece, ...]:
    """Take a word of courtesy under a quoted action for an answer; nothing where it is none."""
    kind = _kind_of(speech.text, context) if about.refs else ""
    if kind == "promise":
        return tuple(Update(ref, None, speech.text, lines=speech.sentence.lines, doubt=about.doubt) for ref in about.refs)
    return as_unread(speech, doubts.YES_TO, nearest_form(speech, known, about)) if kind == "perhaps" else ()


def is_lone(speech: Speech, context: Context) -> bool:
    """Tell a sentence that is a bare "yes" or "no"."""
    return not speech.refs and _kind_of(speech.text, context) == "perhaps"


def agrees_to_place(speech: Speech, context: Context) -> bool:
    """Tell "3.2 - fine.": a place of the minutes, and that it is right."""
    if len(speech.text) > LONGEST or any(ref.ref for _, ref in speech.refs) or point(speech.text, context.items).item is None:
        return False
    *_, rest = strip_places(speech.text, context.items)
    return rest != speech.text and _kind_of(rest, context) == "agree"


def _taken(remark: Remark, context: Context, known: Known) -> Piece:
    kind = _kind_of(remark.text, context) if remark.kind in _COURTESIES else ""
    if not kind or (kind == "promise" and len(known.own) != 1) or (kind == "agree" and not context.items):
        return remark
    if kind == "promise":
        return Update(known.own[0], None, remark.text, lines=(remark.line,))
    if kind == "agree" and not known.own:
        return Agreement((remark.line,))
    return Unread(remark.line, remark.text, doubts.YES_TO)


def _kind_of(text: str, context: Context) -> str:
    """Give which of the table's answers a text is, names and thanks aside; empty where it is none."""
    if len(text) > LONGEST:
        return ""
    known = lexicon().answers
    names = {word for name in (context.person, *context.names) for word in name.casefold().split()}
    words = (token.word for token in split_tokens(text) if token.word.isalnum() or "'" in token.word)
    said = " ".join(word for word in words if word not in names and word not in known["beside"])
    alone = next((kind for kind in ("promise", "agree", "perhaps") if said in known[kind]), "")
    several = {"agree" if word in known["agree"] else "perhaps" if word in known["perhaps"] else "" for word in said.split()}
    return alone or ("" if not several or "" in several else min(several))  # "yes, agreed"
