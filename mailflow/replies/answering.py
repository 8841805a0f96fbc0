"""Whether a few words could be an answer: the question that decides what may be taken for something else."""

from __future__ import annotations

from mailflow.replies.phrases import STATUS_SENSES, Sense, lexicon, split_tokens

_ANSWERING = STATUS_SENSES | {Sense.ACTED, Sense.NEGATIVE, Sense.COURTESY, Sense.NO_CORRECTIONS, Sense.LATER}


def may_answer(text: str) -> bool:
    """Tell whether words hold a phrase about progress, agreement or refusal, in any language."""
    hits = lexicon().find([token.word for token in split_tokens(text)])
    return any(senses & _ANSWERING for hit in hits for senses in hit.senses.values())
