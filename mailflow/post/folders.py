"""How folder names of ours are written on a given server: its delimiter, its personal namespace (RFC 2342) (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PERSONAL = re.compile(rb'\(\("((?:[^"\\]|\\.)*)" (?:"(\\?.)"|NIL)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a person's folders stand. `delimiter` "" where the server knows no folders in folders."""

    prefix: str = ""
    delimiter: str = "/"

    def place(self, name: str) -> str:
        """Write "mailflow/to review" as this server has it: "INBOX.mailflow.to review"."""
        if not self.delimiter:
            return self.prefix + name.replace("/", "-")
        parts = (part.replace(self.delimiter, "-") for part in name.split("/"))
        return self.prefix + self.delimiter.join(parts)

    def above(self, placed: str) -> Iterator[str]:
        """Give the folders that a placed name stands in, outermost first, without the namespace itself."""
        if self.delimiter:
            parts = placed.removeprefix(self.prefix).split(self.delimiter)
            for count in range(1, len(parts)):
                yield self.prefix + self.delimiter.join(parts[:count])


def personal_layout(namespace: bytes | None) -> Layout | None:
    """Read the first personal namespace out of the answer to NAMESPACE; None where there is none."""
    found = PERSONAL.match(namespace or b"")
    if found is None:
        return None
    prefix = re.sub(rb"\\(.)", rb"\1", found[1]).decode("ascii", "replace")
    return Layout(prefix, (found[2] or b"").decode("ascii", "replace")[-1:])
