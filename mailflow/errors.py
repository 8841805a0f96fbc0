"""The errors of calls: each carries its facts, makes its own sentence, and knows its exit status.

Faults of documents and of mails are not here: they are values (Problem, Reading.unread), collected and shown.
"""

from __future__ import annotations

from typing import ClassVar


class MailflowError(Exception):
    """Something asked of mailflow cannot be done; `str()` is a sentence for the person who asked."""

    exit_status: ClassVar[int] = 1


class UsageError(MailflowError):
    """The call itself is wrong."""

    exit_status: ClassVar[int] = 2


class SettingError(MailflowError):
    """A setting is unknown, of the wrong type or out of range."""

    def __init__(self, file: str, key: str, found: str, allowed: str) -> None:
        self.file, self.key, self.found, self.allowed = file, key, found, allowed
        super().__init__(f"{file}: {key}: found {found}; allowed: {allowed}.")


class WorkspaceError(MailflowError):
    """There is no workspace here, or it cannot be used."""


class DocumentError(MailflowError):
    """A document cannot be read at all."""

    def __init__(self, name: str, why: str, what_to_do: str = "") -> None:
        self.name, self.why, self.what_to_do = name, why, what_to_do
        super().__init__(f"{name}: {why}." + (f" {what_to_do}." if what_to_do else ""))


class PeopleError(MailflowError):
    """A people file has faults; `faults` names each with its line."""

    def __init__(self, name: str, faults: tuple[str, ...]) -> None:
        self.name, self.faults = name, faults
        super().__init__(f"{name}: nothing was imported.\n" + "\n".join(f"  {fault}" for fault in faults))


class TemplateError(MailflowError):
    """A letter template has a mistake in it."""

    def __init__(self, template: str, line: int | None, why: str) -> None:
        self.template, self.line, self.why = template, line, why
        where = f"{template}, line {line}" if line else template
        super().__init__(f"template {where}: {why.rstrip('.')}. Mend the template, or remove the board's copy to use the built-in one.")


class BlockedError(MailflowError):
    """What was asked has to wait until the clerk settles something; `problems` says what, a sentence each."""

    def __init__(self, sentence: str, problems: tuple[str, ...] = ()) -> None:
        self.problems = problems
        super().__init__(sentence + "".join(f"\n  {problem}" for problem in problems))


class StoreError(MailflowError):
    """The store cannot be read or written."""


class StoreLockedError(StoreError):
    """Another process holds the store."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(f"the store is in use by {holder}. Wait until it has ended, or stop it, then run this again.")


class PostError(MailflowError):
    """A mail server cannot be used. `transient` says whether trying later may help."""

    def __init__(self, sentence: str, *, transient: bool) -> None:
        self.transient = transient
        super().__init__(sentence)


class SecretError(PostError):
    """A password or token is missing, or the server refused it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, transient=False)
