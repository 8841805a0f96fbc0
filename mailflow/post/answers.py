"""What servers say, made fit to show: one line, no control characters, bounded."""

from __future__ import annotations

import os
import unicodedata

from mailflow.post.secrets import without_secrets

MOST_CHARACTERS = 300
MOST_READ = 64 * 1024
# Control, format (right-to-left overrides among them), lone surrogates, and the two Unicode line ends.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def one_line(text: str | bytes, *, most: int = MOST_CHARACTERS) -> str:
    """Make one printable line of at most `most` characters out of a server's answer, without our secrets if it repeats them."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    text = without_secrets(text[:MOST_READ])[: most * 4]
    shown = "".join(" " if unicodedata.category(character) in HIDDEN else character for character in text)
    folded = " ".join(shown.split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"


def clause(text: str | bytes) -> str:
    """Make a server's answer fit for the end of a sentence of ours, which has a full stop already."""
    return one_line(text).rstrip(" .")


def why_not_reached(fault: OSError) -> str:
    """Say why a connection failed in the system's words; asyncio puts its own, with the address, in their place."""
    if fault.errno and fault.errno > 0 and not isinstance(fault, TimeoutError):
        return os.strerror(fault.errno)
    return one_line(fault.strerror or str(fault))  # the numbers of name resolution are negative
