"""Where a reply turns round: takes back what it said just before, or another mail, or asks something behind what it tells.

"7 done. Actually no, one lamp is left", "11 is done, but did you want a paper copy?": each is two sentences, and the second never
confirms the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailflow.replies import doubts
from mailflow.replies.known import Known, by_title
from mailflow.replies.model import Context, ProposedCorrection, Unread, Update, Words
from mailflow.replies.passages import point
from mailflow.replies.phrases import STATUS_SENSES, Sense, Sensed
from mailflow.replies.pieces import Agreement, Instead, Piece, TakenBack, as_unread
from mailflow.replies.sentences import Sentence, mask_quotations
from mailflow.replies.speech import SEPARATORS, Speech

SHORTEST_QUESTION = 6  # words and marks; a shorter one behind a statement asks whether that is so ("is it?")
_LEADING = frozenset({Sense.COURTESY, Sense.SIGNOFF, Sense.BREAK, Sense.EMPHASIS, Sense.RETRACT})


def takes_back(speech: Speech) -> bool:
    """Tell whether a sentence begins by taking back what was said before it ("No wait, ...", "Correction: ...")."""
    if speech.text.rstrip().endswith(":"):
        return False  # a heading
    for hit in speech.sensed:
        if Sense.TAKE_BACK in hit.senses:
            lead = speech.tokens[: hit.start]
            covered = {i for one in speech.sensed if one.senses & _LEADING for i in range(one.start, one.end)}
            return all(i in covered or token.word in SEPARATORS for i, token in enumerate(lead))
        if not hit.senses & _LEADING:
            return False
    return False


def cut(speech: Speech) -> tuple[Sentence, ...]:
    """Cut a sentence before its first turn; the sentence alone where it has none."""
    at = next(_turns(speech), None)
    if at is None or mask_quotations(speech.text)[at] != speech.text[at]:
        return (speech.sentence,)
    head, tail = speech.text[:at].rstrip(" ,;-–—"), speech.text[at:]
    return replace(speech.sentence, text=head), replace(speech.sentence, text=tail, opens=False)


def _turns(speech: Speech) -> Iterator[int]:
    asks = speech.text.rstrip(" \"'”’)]").endswith("?")
    for hit in speech.sensed:
        if hit.start < 2 or not _after_break(speech, hit):
            continue
        if Sense.TAKE_BACK in hit.senses or (asks and _asks_apart(speech, hit)):
            yield speech.tokens[hit.start].start


def _after_break(speech: Speech, hit: Sensed) -> bool:
    breaks = any(Sense.BREAK in one.senses and one.end == hit.start for one in speech.sensed)
    return breaks or speech.tokens[hit.start - 1].word in SEPARATORS


def _asks_apart(speech: Speech, hit: Sensed) -> bool:
    """Tell a question of its own behind a statement of progress from one whether that is so."""
    told = any(one.senses & STATUS_SENSES and one.end <= hit.start for one in speech.sensed)
    return told and Sense.QUESTION in hit.senses and len(speech.tokens) - hit.start > SHORTEST_QUESTION


def instead(pieces: Sequence[Piece], speech: Speech) -> tuple[Piece, ...]:
    """Have what a sentence that takes back comes to stand in the place of what was said before."""
    if any(isinstance(piece, (ProposedCorrection, Agreement)) for piece in pieces):
        return tuple(pieces)
    refs = tuple(piece.ref for piece in pieces if isinstance(piece, Update))
    return (TakenBack(speech.sentence.lines, refs), *(Instead(piece) if isinstance(piece, Update) else piece for piece in pieces))


def asks_for_change(speech: Speech) -> bool:
    """Tell whether a sentence asks for other words in so many words ("... should be ...")."""
    return any(Sense.CORRECTION_CUE in hit.senses and hit.end - hit.start > 1 for hit in speech.sensed)


def below_sign_off(pieces: Sequence[Piece], speech: Speech, known: Known) -> tuple[Piece, ...]:
    """Have what is read below the sign-off be unread, or doubtful where it names an action: a signature may say "all work completed"."""
    if not any(isinstance(piece, Update) for piece in pieces):
        return tuple(pieces)
    if not by_title(speech.text, known).refs:
        return as_unread(speech, doubts.BELOW_SIGN_OFF)
    return tuple(replace(piece, doubt=piece.doubt or doubts.BELOW_SIGN_OFF) if isinstance(piece, Update) else piece for piece in pieces)


def speaks_of_minutes(pieces: Sequence[Piece], speech: Speech, context: Context) -> bool:
    """Tell a sentence that corrects the minutes, or names a place of them and is not read as progress."""
    if any(isinstance(piece, ProposedCorrection) for piece in pieces):
        return True
    return not any(isinstance(piece, Update) for piece in pieces) and point(mask_quotations(speech.text), context.items).item is not None


def settle_turns(pieces: Sequence[Piece], words: Words) -> Sequence[Piece]:
    """Give the pieces with a doubt on whatever was taken back with nothing in its place."""
    if not any(isinstance(piece, TakenBack) for piece in pieces):
        return pieces
    texts = {line.number: line.text.strip() for line in words.own}
    settled: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, TakenBack):
            updates = (one.update if isinstance(one, Instead) else one for one in settled if isinstance(one, (Instead, Update)))
            named = {one.ref for one in updates}
            settled = settled if named.intersection(piece.refs) else _doubted(settled, texts)
        else:
            settled.append(piece)
    return settled


def _doubted(pieces: Sequence[Piece], texts: dict[int, str]) -> list[Piece]:
    last = next((one for one in reversed(pieces) if isinstance(one, (Update, Instead, ProposedCorrection, Agreement))), None)
    lines = last.update.lines if isinstance(last, Instead) else last.lines if last is not None else ()
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, (Update, ProposedCorrection)) and piece.lines == lines:
            found.append(replace(piece, doubt=piece.doubt or doubts.TAKEN_BACK))
        elif isinstance(piece, Instead) and piece.update.lines == lines:
            found.append(Instead(replace(piece.update, doubt=piece.update.doubt or doubts.TAKEN_BACK)))
        elif isinstance(piece, Agreement) and piece.lines == lines:
            found.extend(Unread(line, texts.get(line, ""), doubts.TAKEN_BACK) for line in lines)
        else:
            found.append(piece)
    return found
