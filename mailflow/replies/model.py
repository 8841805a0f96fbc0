"""What a mail says, as values: Message and its Kind, Words (whose each line is), and the Reading of them.

The flow: bytes -> `message.parse_message` -> Message -> `words.find_words(message, letter)` -> Words
-> `reading.read_words(words, context)` -> Reading. Each stage is a new value; nothing is filled in step by step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import overload

from mailflow.minutes.model import Item

NOT_CLOSELY = "beyond what is looked at closely"


class Kind(StrEnum):
    """What a mail is: a person's, a robot's answer, a report of non-delivery, or none of these."""

    REPLY = "reply"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address as a header gives it. `address` is as typed, with a lower-case domain; `name` may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bounced:
    """One recipient that a bounce reports. `message_id`: of the letter that was returned, where the bounce says.

    `failed`: False where the mail is only delayed and the mail system still tries.
    """

    address: str
    permanent: bool
    reason: str = ""
    message_id: str | None = None
    failed: bool = True


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no text of the sender's: its safe name, media type, size in bytes and content. `embedded`: the text refers to it."""

    name: str
    media_type: str
    size: int
    content: bytes = b""
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A mail that came in, parsed once.

    `digest`: SHA-256 of the raw bytes, hexadecimal. `message_id`, `in_reply_to`, `references`: without angle brackets.
    `senders`: every mailbox of every From field (exactly one mailbox in one field is what a person's mail has; `from_fields`
    counts the fields). `recipients`: To, Cc, Delivered-To, X-Original-To, Envelope-To, in that order.
    `answerable`: False where no automatic answer may be sent, whatever the kind; `why_not_answerable` names the header.
    `kind_reason`: the fact that decided the kind. `text`: the body as text, LF line ends, decoded and capped;
    `from_html`: it was made from an HTML part; `marks`: what its markup says of a line, as (line number, "attribution", "header"
    or "signature"), see `replies.hypertext`. `unreadable`: a sentence where the
    body cannot be read (winmail.dat, encryption), else None. `auth_results`: Authentication-Results values, topmost first.
    `from_doubt`: a sentence on what keeps the From field from naming one sender beyond doubt. `passed_on_by`: addresses of
    Resent-From, of whoever sent the mail on. `twice`: fields that a mail has once (RFC 5322 section 3.6), and this one several times.
    `displayed`: it is the notice of a mail client that a letter was shown (RFC 8098), or that its reader reacted to it with a sign.
    """

    digest: str
    size: int
    message_id: str | None
    subject: str
    date: dt.datetime | None
    from_fields: int
    senders: tuple[Mailbox, ...]
    recipients: tuple[str, ...]
    return_path: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    auth_results: tuple[str, ...]
    kind: Kind
    kind_reason: str
    answerable: bool
    why_not_answerable: str
    text: str
    from_html: bool = False
    truncated: bool = False
    unreadable: str | None = None
    bounced: tuple[Bounced, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    from_doubt: str = ""
    passed_on_by: tuple[str, ...] = ()
    displayed: bool = False
    twice: tuple[str, ...] = ()

    @property
    def sender(self) -> str | None:
        """The one address this mail is from; None where there is not exactly one From field with one mailbox."""
        return self.senders[0].address if self.from_fields == 1 and len(self.senders) == 1 else None


class Whose(StrEnum):
    """Whose a line of a mail is."""

    OWN = "own"
    QUOTED = "quoted"
    FURNITURE = "furniture"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body.

    `number` counts from 1 in `Message.text`. `text` is what its writer wrote, quote marks removed. `why`: the rule that decided.
    `about`: for an own line that stands under quoted text, the nearest quoted passage above it (unwrapped, one string,
    the action or paragraph it belongs to where the letter is known); else None.
    """

    number: int
    text: str
    whose: Whose
    why: str = ""
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Lines one after the other, from line `first` on, that are not looked at one by one.

    They repeat our letter as it stands, or lie beyond what is looked at closely (`whose` is then the sender's, where nothing tells).
    `raw`: the lines as they stand in the body; `cut`: how many characters of each are its quote mark; `why` as in Line, `why_wordless`
    that of a line without words (a drawn rule).
    """

    first: int
    raw: tuple[str, ...]
    cut: int
    why: str
    why_wordless: str
    whose: Whose = Whose.QUOTED

    def __iter__(self) -> Iterator[Line]:
        for number, raw in enumerate(self.raw, self.first):
            text = raw[self.cut :].rstrip()
            why = "blank" if not text else self.why if any(map(str.isalnum, text)) else self.why_wordless
            yield Line(number, text, self.whose, why)


@dataclass(frozen=True, slots=True, eq=False)
class Lines(Sequence[Line]):
    """The lines of a body. Those of a Run are made when they are asked for: a reply quotes hundreds that nobody looks at."""

    pieces: tuple[Line | Run, ...]

    def __iter__(self) -> Iterator[Line]:
        for piece in self.pieces:
            if isinstance(piece, Line):
                yield piece
            else:
                yield from piece

    def __len__(self) -> int:
        return sum(1 if isinstance(piece, Line) else len(piece.raw) for piece in self.pieces)

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Line, ...]: ...

    def __getitem__(self, at: int | slice) -> Line | tuple[Line, ...]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, (Lines, tuple)) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Overtyped:
    """Words of our letter that came back as others inside the quotation, on line `line`.

    `about`: the passage of the letter they stand in. `new`: "" where they were taken out. `before`, `after`: words of ours beside them.
    """

    line: int
    about: str
    old: str
    new: str
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """The words as they came back, with those beside them."""
        return " ".join(filter(None, (self.before, self.new, self.after)))


@dataclass(frozen=True, slots=True)
class Words:
    """A body taken apart; every line of it is in `lines`, in order.

    `letter_known`: it was compared with the letter that was sent. `first_other`: the number of the first line that is not the sender's,
    0 where all are. `intact`: our letter is quoted with marks, and every marked line came back as it was sent.
    """

    lines: Sequence[Line]
    letter_known: bool = False
    overtyped: tuple[Overtyped, ...] = ()
    first_other: int = 0
    intact: bool = False

    @property
    def near(self) -> tuple[Line, ...]:
        """The lines that were looked at one by one: all that a reader of own lines needs."""
        if isinstance(self.lines, Lines):
            return tuple(piece for piece in self.lines.pieces if isinstance(piece, Line))
        return tuple(self.lines)

    @property
    def own(self) -> tuple[Line, ...]:
        """The sender's own lines that were looked at, blank ones between them included."""
        return tuple(line for line in self.near if line.whose is Whose.OWN)

    @property
    def beyond(self) -> tuple[Run, ...]:
        """What stands beyond the lines that were looked at, and is taken for the sender's because nothing says otherwise."""
        pieces = self.lines.pieces if isinstance(self.lines, Lines) else ()
        return tuple(piece for piece in pieces if isinstance(piece, Run) and piece.whose is Whose.OWN)

    @property
    def cut_short(self) -> bool:
        """Whether the body is longer than what is looked at closely."""
        return isinstance(self.lines, Lines) and any(isinstance(one, Run) and one.why == NOT_CLOSELY for one in self.lines.pieces[-1:])

    @property
    def own_text(self) -> str:
        """The sender's own words as one text, without blank lines at either end."""
        return "\n".join((*(line.text for line in self.own), *(text for run in self.beyond for text in run.raw))).strip()


class Status(StrEnum):
    """How an action stands. `done`: its owner says so; `closed`: the board agrees."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    DONE = "done"
    CLOSED = "closed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action as the reader of replies needs it. `mine`: the sender owns it, or reports for one who does.

    `asked`: the letter that is answered asks for it, so that its place in a list, "all" and a bare "done" may mean it.
    """

    ref: str
    item: str
    text: str
    mine: bool
    meeting: str = ""
    owners: tuple[str, ...] = ()
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """What the reader knows when it reads a reply.

    `actions`: those in the sender's letter first, then others still open. `items`: the minutes the letter carried
    (their exact text is what corrections are looked for in). `attendance`: (name, status) as the minutes show it.
    `sent`: when the mail was sent or came in, for "by Friday". `person`: the sender's name; `names`: others on the roster.
    `examples`: lines of "how to answer" in our letter.
    """

    reference: str = ""
    actions: tuple[KnownAction, ...] = ()
    items: tuple[Item, ...] = ()
    attendance: tuple[tuple[str, str], ...] = ()
    person: str = ""
    names: tuple[str, ...] = ()
    sent: dt.date | None = None
    meeting_date: dt.date | None = None
    next_meeting: dt.date | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """What a reply says of one action. `ref` is the action's own spelling; None where no action could be told.

    `note`: the sender's words, unaltered. `status` None: a note alone. `percent`: 0 to 100. `hand_to`: "it is Becky's now".
    `lines`: numbers of the own lines it was read from. `doubt`: why it must not be recorded unseen; empty where it is certain.
    """

    ref: str | None
    status: Status | None
    note: str
    due: dt.date | None = None
    percent: int | None = None
    hand_to: str | None = None
    lines: tuple[int, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class ProposedCorrection:
    """A correction of the minutes that a reply proposes.

    `item`: number of the item it lies in, "attendance", or None. `find`: the exact passage of the minutes where it was found,
    else the words the sender gave, or None where none were. `replace`: the new wording, "" to delete, None where no wording was given.
    `text`: the sender's words. `choices`: passages it may mean, where found more than once. `doubt`: as in Update.
    """

    item: str | None
    find: str | None
    replace: str | None
    text: str
    lines: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that was not understood, or several on which nobody looked. `nearest`: the nearest form that would be, may be empty.

    `last`: the number of the last of several lines, of which `text` has the first; else 0.
    """

    line: int
    text: str
    why: str = ""
    nearest: str = ""
    last: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that was understood as asking nothing of the record: a greeting, thanks, an apology, a word to the clerk."""

    line: int
    text: str
    kind: str = "remark"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was understood to say. Every own line that is not blank is in exactly one of the five."""

    updates: tuple[Update, ...] = ()
    corrections: tuple[ProposedCorrection, ...] = ()
    no_corrections: bool = False
    no_corrections_lines: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unread: tuple[Unread, ...] = ()
    languages: tuple[str, ...] = field(default=())
