"""Attachments of replies: listed and taken out of the mail as it was kept, when the clerk asks; never opened."""

from __future__ import annotations

import os
from pathlib import Path

from mailflow.errors import UsageError
from mailflow.records import Taken, Trial
from mailflow.replies.attachments import Brought, brought_along, free_name
from mailflow.replies.message import parse_message
from mailflow.store import Store


def attachments_of(store: Store, taken: Taken) -> tuple[Brought, ...]:
    """Give what a mail brought along; nothing, where the mail is gone or mailflow failed on it (it would again)."""
    raw = store.mails.read(taken.mail)
    if raw is None or store.get(Trial, taken.mail) is not None:
        return ()
    return brought_along(parse_message(raw).attachments)


def find_mail(store: Store, entry: str) -> Taken:
    """Find a mail that was taken, whether it waits or not, by the beginning of its id or by its Message-ID. Raises UsageError."""
    wanted = entry.strip().strip("<>")
    found = [t for t in store.all(Taken) if wanted and (t.mail.startswith(wanted.lower()) or t.message_id == wanted)]
    if len(found) != 1:
        what = "the beginning of more than one mail" if found else "no mail that came in"
        raise UsageError(f"“{entry}” is {what}; see “mailflow review”.")
    return found[0]


def write_attachments(store: Store, entry: str, folder: Path) -> tuple[tuple[Brought, Path | None], ...]:
    """Write what a mail brought along into a folder, nothing there replaced; None for what is not passed on. Raises UsageError."""
    found = attachments_of(store, find_mail(store, entry))
    written: list[tuple[Brought, Path | None]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = {path.name.casefold() for path in folder.iterdir()}
        for one in found:
            path = folder / free_name(one.name, taken)
            taken.add(path.name.casefold())
            if not one.refused:
                # For the clerk alone, no program, and through no link that somebody laid there.
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(one.content)
            written.append((one, None if one.refused else path))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.") from error
    return tuple(written)
