"""Words typed over ours inside the quotation ("43" over "41"): a proposed correction that waits, or a word on an action that waits.

Nobody sees them in the mail who does not compare it with the letter: so they are told of, and never recorded unseen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailflow.replies import doubts
from mailflow.replies.known import Known
from mailflow.replies.model import Context, Overtyped, ProposedCorrection, Update, Words
from mailflow.replies.passages import Spot, everywhere_in, paragraph_of
from mailflow.replies.pieces import Piece
from mailflow.replies.subjects import of_quotation


def read_overtyped(words: Words, context: Context, known: Known) -> Iterator[Piece]:
    """Read each place where our words came back as others; what is neither of the minutes nor of an action says nothing."""
    for one in words.overtyped:
        spot = paragraph_of(one.about, context.items)
        if spot is not None:
            yield _correction(one, spot)
        elif len(refs := of_quotation(one.about, known).refs) == 1:
            yield Update(refs[0], None, one.text, lines=(one.line,), doubt=doubts.OVERTYPED)


def _correction(one: Overtyped, spot: Spot) -> ProposedCorrection:
    """Propose the words that were typed for those they stand in the place of, with so many beside them that the place is told."""
    wanted = [(one.before, one.after)] if not one.new else [("", ""), (one.before, ""), ("", one.after), (one.before, one.after)]
    for before, after in wanted:
        find, new = (" ".join(filter(None, (before, words, after))) for words in (one.old, one.new))
        found = everywhere_in(find, spot.item)
        if len(found) == 1:
            return ProposedCorrection(spot.item.number, found[0].text, new, one.text, (one.line,), doubt=doubts.OVERTYPED)
    return ProposedCorrection(spot.item.number, one.old, one.new, one.text, (one.line,), doubt=doubts.OVERTYPED)
