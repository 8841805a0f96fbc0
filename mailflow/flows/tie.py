"""Which letter a mail answers, and whether its sender may speak (the rules of MAIL.md, in order). Pure.

The token decides, in the address first, then in our Message-ID among In-Reply-To and References. A subject or a reference in the
text ties a mail to nothing that may change: such a mail waits for the clerk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mailflow import tokens
from mailflow.addresses import fold
from mailflow.people import Person, Roster, Standing
from mailflow.replies.fields import without_comments
from mailflow.replies.model import Message
from mailflow.tokens import Key, Token


@dataclass(frozen=True, slots=True)
class Tie:
    """What a mail answers and who speaks.

    `token`: the verified one; `dispatch`: the key of the letter; `addressee`: whom that letter went to; `speaker`: whose address the
    mail is from. `distrust`: why what it says may not be recorded unseen; empty where it may. `forged`: a token was there that we never
    wrote. `dmarc`: a sentence where a trusted server says that the address is forged. `guessed`: the letter is the last of several that
    it may answer.
    """

    token: Token | None
    dispatch: str | None
    addressee: Person | None
    speaker: Person | None
    distrust: str
    forged: bool = False
    dmarc: str = ""
    guessed: bool = False

    @property
    def meeting(self) -> str | None:
        return self.token.meeting.isoformat() if self.token else None

    @property
    def trusted(self) -> bool:
        return not self.distrust


def tie(
    message: Message,
    *,
    key: Key,
    base: str,
    roster: Roster,
    trusted_authserv: tuple[str, ...],
    letter: Callable[[Token, str, str], tuple[str | None, bool]],
) -> Tie:
    """Tie a mail to its letter. `base`: the board's address.

    `letter`: gives the key of the letter under a token, its suffix and the mail's subject, and whether it is a guess (`Board.find_letter`).
    """
    token, suffix, forged = _find_token(message, key, base)
    speaker = roster.by_address(message.sender) if message.sender else None
    addressee = roster.by_number(token.person) if token else None
    dispatch, guessed = letter(token, suffix, message.subject) if token else (None, False)
    dmarc = verdict_against(message, trusted_authserv)
    found = Tie(token, dispatch, addressee, speaker, "", forged, dmarc, guessed)
    return replace(found, distrust=_distrust(message, found) or _passed_on(message, found, roster, base))


def _find_token(message: Message, key: Key, base: str) -> tuple[Token | None, str, bool]:
    """Give the first token that is signed, with its suffix, and whether there was one that is not."""
    forged = False
    best: tuple[Token, str] | None = None
    for text, suffix in _candidates(message, base):
        token = key.read(text)
        forged = forged or token is None
        # The address names the token first; the Message-ID adds which of several letters under it was answered.
        if token and (best is None or (token == best[0] and suffix and not best[1])):
            best = (token, suffix)
    return (best[0], best[1], forged) if best else (None, "", forged)


def _candidates(message: Message, base: str) -> Iterator[tuple[str, str]]:
    for recipient in message.recipients:
        if detail := tokens.in_address(recipient, base):
            yield detail, ""
    for reference in (*message.in_reply_to, *reversed(message.references)):
        if found := tokens.in_message_id(reference):
            yield found


def _distrust(message: Message, found: Tie) -> str:
    if message.from_doubt or message.sender is None:
        return message.from_doubt or "It does not have exactly one sender."
    if message.twice:
        return f"It has more than one {message.twice[0]} field: one of them may have been put in on the way."
    if found.token is None:
        return "Its token is not one that we wrote." if found.forged else "It carries no token of a letter of ours."
    if found.addressee is None or found.dispatch is None:
        return "Its token is of a letter that was never sent."
    if found.speaker is None:
        return f"It answers the letter to {found.addressee.name}, but {message.sender} is nobody's address in the people file."
    if found.speaker != found.addressee:
        return f"It answers the letter to {found.addressee.name}, but comes from {found.speaker.name}."
    return found.dmarc


def _passed_on(message: Message, found: Tie, roster: Roster, base: str) -> str:
    """Say who sent the mail on (RFC 5322 3.6.6): its writer may never have meant it for us. A redirected mailbox and the clerk may."""
    for address in message.passed_on_by:
        person = roster.by_address(address)
        ours = fold(address) == fold(base) or tokens.in_address(address, base) is not None
        if not ours and (person is None or (person != found.speaker and person.standing is not Standing.CLERK)):
            return f"It was sent on by {address}; its writer may have meant it for others."
    return ""


def verdict_against(message: Message, trusted: tuple[str, ...]) -> str:
    """Say that a trusted server found the sender's address forged, or checked another one (RFC 8601 2.2, 2.7); "" where none does.

    Only the topmost field of each trusted authserv-id that speaks of DMARC counts: what stands further down came with the mail. A server
    may write a field for each of its checks, and the one of DMARC need not be the first.
    """
    wanted = {name.casefold() for name in trusted}
    seen: set[str] = set()
    for value in message.auth_results:
        authserv, _, rest = without_comments(value).partition(";")
        name = (authserv.split() or [""])[0].casefold()
        if name not in wanted or name in seen:
            continue
        verdicts = _DMARC.findall(rest)
        if verdicts or _SPEAKS_OF_DMARC.search(rest):
            seen.add(name)
        for verdict, properties in verdicts:
            if verdict.casefold() == "fail":
                return f"{name} says that the sender's address is forged (dmarc=fail)."
            checked = _CHECKED.search(properties)
            if message.sender and checked and not _same_domain(checked[1], message.sender):
                return f"{name} checked the address of {checked[1]}, which is not the sender's."
    return ""


def _same_domain(checked: str, address: str) -> bool:
    return fold("x@" + checked.rpartition("@")[2].rstrip(".")) == fold("x@" + address.rpartition("@")[2].rstrip("."))


_DMARC = re.compile(r"(?:^|;)\s*dmarc\s*(?:/\s*\d+\s*)?=\s*(fail|pass)\b([^;]*)", re.IGNORECASE)
_SPEAKS_OF_DMARC = re.compile(r"(?:^|;)\s*dmarc\s*(?:/\s*\d+\s*)?=", re.IGNORECASE)
_CHECKED = re.compile(r"\bheader\s*\.\s*from\s*=\s*([^\s;\"]+)", re.IGNORECASE)
