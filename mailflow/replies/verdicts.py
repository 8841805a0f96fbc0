"""What was heard of an action's progress, and what several things heard of the same action come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.replies import doubts
from mailflow.replies.model import Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clause says of progress. `spoke`: it says something of it at all. `promise`: it speaks of what will be done."""

    status: Status | None = None
    percent: int | None = None
    doubt: str = ""
    spoke: bool = False
    promise: bool = False
    done: bool = False


def settle(verdicts: Sequence[Verdict]) -> Verdict:
    """Make one verdict of several on the same action: they agree, one says more, or it is a doubt with the lesser status."""
    spoken = [v for v in verdicts if v.spoke]
    if not spoken:
        return Verdict()
    percent = next((v.percent for v in reversed(spoken) if v.percent is not None), None)
    doubt = next((v.doubt for v in spoken if v.doubt), "")
    statuses = {v.status for v in spoken if v.status is not None}
    promise = any(v.promise for v in spoken)
    done = any(v.done for v in spoken)
    if Status.DROPPED in statuses:
        return Verdict(Status.DROPPED, percent, doubt or doubts.DROPPED, spoke=True)
    if Status.DONE in statuses and (len(statuses) > 1 or promise or (percent is not None and percent < 100)):
        lesser = Status.IN_PROGRESS if Status.OPEN not in statuses or percent or len(statuses) == 1 else Status.OPEN
        return Verdict(lesser, percent, doubt or doubts.MIXED, spoke=True, promise=promise, done=done)
    order = (Status.DONE, Status.IN_PROGRESS, Status.OPEN)
    status = next((one for one in order if one in statuses), None)
    if status is None and doubt == "" and done:
        doubt = doubts.NOT_PLAIN
    return Verdict(status, percent, doubt, spoke=True, promise=promise, done=done)
