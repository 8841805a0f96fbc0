"""An IMAP server of our own that fails on purpose (see `faults`): at a given command, in a given way."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from faults import Fault, GoneError, Line, Server

CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS NAMESPACE AUTH=PLAIN AUTH=XOAUTH2"


@dataclass
class ImapFaults:
    """A mailbox with `mails` in its INBOX, by UID from 1, that does `fault` at a moment.

    Moments: greeting, then the commands (capability, starttls, login, authenticate, select, search, sizes, fetch, move, copy,
    store, expunge, list, create, subscribe, noop, idle, done, logout). Ways: those of `Fault`, "NO", "BAD", "BYE", and for
    fetch "cut" (the connection goes in the middle of a literal).
    """

    fault: Fault | None = None
    mails: list[bytes] = field(default_factory=list)
    capabilities: str = CAPABILITIES
    uidvalidity: str = "[UIDVALIDITY 7] this"
    flags: str = "(\\Seen \\Deleted \\*)"
    delimiter: str = '"/"'
    prefix: str = ""
    chatter: tuple[str, ...] = ()
    idle_script: Callable[[Line], bool | None] | None = None  # true: the script has ended the IDLE itself
    sizes: dict[int, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=lambda: {"INBOX"})
    gone: set[int] = field(default_factory=set)
    heard: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        with Server(self._talk).running() as server:
            yield server

    def _talk(self, line: Line, connection: int) -> None:
        if not self._struck(line, "greeting", "*"):
            line.say("* OK ready")
        while True:
            words = line.hear().decode("utf-8", "replace")
            self.heard.append(words)
            tag, _, command = words.partition(" ")
            self._obey(line, tag, command)

    def _obey(self, line: Line, tag: str, command: str) -> None:
        name, _, rest = command.partition(" ")
        if name.upper() == "UID":
            name, _, rest = rest.partition(" ")
        moment = "sizes" if name.upper() == "FETCH" and "RFC822.SIZE" in rest else name.lower()
        if self._struck(line, moment, tag):
            return
        for each in self.chatter:
            line.say(each)
        answer = getattr(self, f"_{moment}", None)
        if answer is not None:
            answer(line, tag, rest)
        if moment == "logout":
            line.say(f"* BYE\r\n{tag} OK bye")
            raise GoneError
        if moment not in ("authenticate", "idle"):
            line.say(f"{tag} OK done")

    def _capability(self, line: Line, tag: str, rest: str) -> None:
        line.say(f"* CAPABILITY {self.capabilities}")

    def _select(self, line: Line, tag: str, rest: str) -> None:
        line.say(f"* {len(self.mails)} EXISTS\r\n* OK {self.uidvalidity}\r\n* OK [PERMANENTFLAGS {self.flags}] these")

    def _search(self, line: Line, tag: str, rest: str) -> None:
        line.say("* SEARCH " + " ".join(str(uid) for uid in range(1, len(self.mails) + 1) if uid not in self.gone))

    def _sizes(self, line: Line, tag: str, rest: str) -> None:
        for uid in self._named(rest):
            size = self.sizes.get(uid, len(self.mails[uid - 1]))
            line.say(f'* {uid} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "18-Oct-2018 09:30:00 +0100")')

    def _fetch(self, line: Line, tag: str, rest: str) -> None:
        for uid in self._named(rest):
            raw = self.mails[uid - 1]
            if "HEADER" in rest:
                raw = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            section = "BODY[HEADER]<0>" if "HEADER" in rest else "BODY[]"
            line.say(f"* {uid} FETCH (UID {uid} {section} {{{len(raw)}}}\r\n".encode())
            if self.fault is not None and self.fault.does == "cut":
                line.say(raw[: len(raw) // 2])
                raise GoneError
            line.say(raw + b")\r\n")

    def _list(self, line: Line, tag: str, rest: str) -> None:
        name = rest.split(" ", 1)[1].strip('"')
        if not name:
            line.say(f'* LIST (\\Noselect) {self.delimiter} ""')
        elif name in self.folders:
            line.say(f'* LIST () {self.delimiter} "{name}"')

    def _namespace(self, line: Line, tag: str, rest: str) -> None:
        line.say(f'* NAMESPACE (("{self.prefix}" {self.delimiter})) NIL NIL')

    def _create(self, line: Line, tag: str, rest: str) -> None:
        self.folders.add(rest.strip('"'))

    def _authenticate(self, line: Line, tag: str, rest: str) -> None:
        line.say("+ ")
        self.heard.append(line.hear().decode())
        line.say(f"{tag} OK in")

    def _idle(self, line: Line, tag: str, rest: str) -> None:
        line.say("+ idling")
        if self.idle_script is not None and self.idle_script(line):
            return
        self.heard.append(line.hear().decode())
        if not self._struck(line, "done", tag):
            line.say(f"{tag} OK done")

    def _named(self, rest: str) -> list[int]:
        uids: set[int] = set()
        for first, last in re.findall(r"(\d+)(?::(\d+))?", rest.split(" ")[0]):
            uids.update(range(int(first), int(last or first) + 1))
        return sorted(uid for uid in uids - self.gone if uid <= len(self.mails))

    def _struck(self, line: Line, moment: str, tag: str) -> bool:
        """Do the fault if this is its moment; says whether the command has been answered."""
        fault = self.fault
        if fault is None or fault.at != moment or fault.does == "cut":
            return False
        if fault.does == "BYE":
            line.say(f"* BYE {fault.text}")
            raise GoneError
        if fault.does in ("NO", "BAD"):
            line.say(f"{tag} {fault.does} {fault.text}")
        else:
            line.fail(fault)
        return True
