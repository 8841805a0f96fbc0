"""A ledger one step ahead: what there is, with facts applied that are decided and not yet recorded. Pure.

Several commands in one mail are decided one after the other, each as if those before it were recorded.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

from mailflow.folding import apply_
from mailflow.journal import Event, Fact, Ledger, V, Value


class Ahead:
    """What there would be."""

    def __init__(self, ledger: Ledger, now: dt.datetime, who: str, message: str) -> None:
        self._ledger, self._now, self._who, self._message = ledger, now, who, message
        self._changed: dict[type[Value], dict[str, Value]] = {}
        self.facts: list[Fact] = []

    def get(self, kind: type[V], key: str) -> V | None:
        """Give a value as it would stand."""
        found = self._changed.get(kind, {}).get(key)
        return found if isinstance(found, kind) else self._ledger.get(kind, key)

    def all(self, kind: type[V]) -> list[V]:
        """Give all values of a table as they would stand."""
        values = {value.key: value for value in self._ledger.all(kind)}
        values.update({key: value for key, value in self._changed.get(kind, {}).items() if isinstance(value, kind)})
        return list(values.values())

    @contextlib.contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Take back what was added within where that ends in an exception: what is told as not done is not half done."""
        facts, changed = len(self.facts), {kind: dict(values) for kind, values in self._changed.items()}
        try:
            yield
        except BaseException:
            del self.facts[facts:]
            self._changed = changed
            raise

    def add(self, *facts: Fact) -> None:
        """Go on as if these were recorded."""
        for fact in facts:
            self.facts.append(fact)
            for value in list(apply_(self, Event(0, self._now, self._who, fact, self._message))):
                self._changed.setdefault(type(value), {})[value.key] = value
