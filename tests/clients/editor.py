"""The editor that mail clients are given: it carries a wish out on the file of a reply. `editor.py WISH FILE`.

The file as it came stands beside it afterwards (WISH.before), so that one can see what the client put before its user.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from clients.wishes import Wish, edited

# s-nail heads the text with a remark to its user, which nobody leaves standing under what they type.
REMARK = re.compile(r"\A(?:# [^\n]{1,200}\n)+")


def main(wish: Path, reply: Path) -> None:
    """Edit the file of a reply in its place. A wish is carried out once: a client that opens the editor again changes nothing more."""
    done = wish.with_suffix(".done")
    if done.exists():
        return
    time.sleep(1.1)  # nobody types within a second, and s-nail tells by time (in seconds) and size whether anything was edited
    came = reply.read_bytes()
    wish.with_suffix(".before").write_bytes(came)
    try:
        text = edited(REMARK.sub("", came.decode("utf-8", "replace")), Wish.from_json(wish.read_text("utf-8")))
    except LookupError as fault:
        wish.with_suffix(".fault").write_text(str(fault), "utf-8")
        raise
    reply.write_bytes(text.encode())
    done.touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[-1]))
