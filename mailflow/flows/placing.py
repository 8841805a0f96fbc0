"""Where a correction stands in a version of the minutes: read against the version its proposer had, followed to that one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailflow.journal import Ledger
from mailflow.minutes.corrections import Change, Standing, Unplaced, corrected
from mailflow.minutes.model import Minutes, StatedAction
from mailflow.minutes.redline import Redline
from mailflow.minutes.sources import compare_corrected
from mailflow.minutes.standing import Placement, follow
from mailflow.people import Roster
from mailflow.records import Correction, MinutesVersion, version_key
from mailflow.replies.which import with_place


@dataclass(frozen=True, slots=True)
class Made:
    """Minutes with corrections in them. `changes`: those that are in it; `left`: those that are not, and what stands there now.

    `stale`: the actions that were read from words that changed, and may no longer say what these say.
    """

    minutes: Minutes
    changes: tuple[Change, ...]
    left: tuple[tuple[Unplaced, str], ...]
    stale: tuple[StatedAction, ...] = ()


def change_of(correction: Correction, minutes: Minutes) -> Change:
    """Give a correction of the register as the minutes know it; `minutes`: those its proposer had before them."""
    return with_place(Change(correction.id, correction.item, correction.find, correction.replace), minutes, correction.text)


def followed(ledger: Ledger, correction: Correction, version: MinutesVersion) -> Placement:
    """Tell how a correction stands to a version, followed from the one that its proposer had before them."""
    first = ledger.get(MinutesVersion, version_key(correction.meeting, correction.version))
    if first is None or first.number >= version.number:
        return Placement(Standing.FITS, change_of(correction, version.minutes))
    change = change_of(correction, first.minutes)
    return follow(change, first.minutes, version.minutes)


def make(ledger: Ledger, corrections: Iterable[Correction], version: MinutesVersion) -> Made:
    """Take corrections into a version."""
    placed = [followed(ledger, one, version) for one in corrections]
    fitting = [placement.change for placement in placed if placement.standing is Standing.FITS]
    done = corrected(version.minutes, fitting)
    left = [(Unplaced(place.change, place.standing), place.now) for place in placed if place.standing is not Standing.FITS]
    left += [(one, "") for one in done.unplaced]
    return Made(done.minutes, tuple(change for change in fitting if change.id in done.taken), tuple(left), done.stale)


def redline_between(
    ledger: Ledger, roster: Roster, earlier: MinutesVersion, later: MinutesVersion
) -> tuple[Redline, Mapping[int, tuple[str, ...]]]:
    """Compare two versions, each change with the correction it came from; gives also who proposed each."""
    low, high = sorted((earlier.number, later.number))
    taken = [one for one in ledger.all(Correction) if one.meeting == later.meeting and low < one.taken_in <= high]
    changes = [followed(ledger, one, earlier).change for one in taken] if earlier.number < later.number else []
    names = {one.id: roster.names(one.proposers) for one in taken}
    return compare_corrected(earlier.minutes, later.minutes, changes), names


def last_circulated(ledger: Ledger, version: MinutesVersion) -> MinutesVersion | None:
    """Give the last version before this one that went out."""
    for number in range(version.number - 1, 0, -1):
        before = ledger.get(MinutesVersion, version_key(version.meeting, number))
        if before and before.circulated_at:
            return before
    return None
