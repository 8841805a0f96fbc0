"""Reports of non-delivery: whose letter came back, for good or not, and which letter it was.

In this order: the parts of RFC 3464, flufl.bounce (the forms of single mail systems), then the sentences mail systems use.
"""

from __future__ import annotations

import json
import logging
import re
from email import message_from_bytes

from mailflow.replies import robots
from mailflow.replies.charsets import decode_text
from mailflow.replies.fields import find_ids
from mailflow.replies.mime import Part, split_headers
from mailflow.replies.model import Bounced

MAX_RECIPIENTS = 100
MAX_SCANNED = 32_768

_ADDRESS = re.compile(r"[A-Za-z0-9._%+=&'/#!?^{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]")
_MESSAGE_ID = re.compile(r"^[ \t>]{0,8}message-id:\s{0,3}<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(r"^[ \t>]{0,8}to:([^\n]{1,500})", re.IGNORECASE | re.MULTILINE)
_CODE = re.compile(r"(?:^|[^0-9.])([245]\.\d{1,3}\.\d{1,3})(?![0-9.])|(?:^|[^0-9.-])([45]\d\d)[ -]")


def read_report(parts: list[Part]) -> tuple[Bounced, ...] | None:
    """Read the delivery-status parts (RFC 3464); None where they name nobody that can be told.

    A recipient whose mail is only delayed is `failed=False`; one that was delivered or passed on is left out, so that an
    empty answer is a notice of delivery.
    """
    groups = [group for part in parts if part.media_type == "message/delivery-status" for group in _groups(part.content)]
    recipients = [group for group in groups if "final-recipient" in group or "original-recipient" in group]
    if not recipients:
        return None
    letter = find_letter(parts)
    undone = [group for group in recipients[:MAX_RECIPIENTS] if _action(group) not in ("delivered", "relayed", "expanded")]
    found = tuple(bounced for group in undone if (bounced := _from_group(group, letter)) is not None)
    return found if found or not undone else None


def _groups(content: bytes) -> list[dict[str, str]]:
    """Part the blocks of fields; some senders leave the blank line out, so a second Final-Recipient opens one too."""
    groups: list[dict[str, str]] = []
    for block in re.split(rb"\r?\n[ \t]{0,20}\r?\n", content[:MAX_SCANNED].strip()):
        current: dict[str, str] = {}
        for name, value in split_headers(block.lstrip())[0]:
            if name == "final-recipient" and name in current:
                groups.append(current)
                current = {}
            current.setdefault(name, value)
        groups.append(current)
    return groups


def _action(group: dict[str, str]) -> str:
    return (group.get("action", "failed").split() or ["failed"])[0].strip("().,;").lower()


def _from_group(group: dict[str, str], letter: str | None) -> Bounced | None:
    """Read one recipient. The address we wrote to is the original one, where it is given (RFC 3464 section 2.3.1)."""
    addresses = [_ADDRESS.search(group.get(name, "")) for name in ("original-recipient", "final-recipient")]
    address = next((found[0] for found in addresses if found), None)
    action = _action(group)
    if address is None:
        return None
    status = re.search(r"[245]\.\d{1,3}\.\d{1,3}", group.get("status", ""))
    reason = " ".join(group.get("diagnostic-code", "").partition(";")[2].split())[:300] or group.get("status", "")[:300]
    permanent = status[0].startswith("5") if status and status[0] != "5.0.0" else _is_permanent(reason, otherwise=action == "failed")
    return Bounced(address, permanent and action != "delayed", reason or action, letter, failed=action != "delayed")


def read_forms(raw: bytes, parts: list[Part]) -> tuple[Bounced, ...]:
    """Ask flufl.bounce, which knows the forms of single mail systems. Whatever it raises is no answer."""
    from flufl.bounce import all_failures  # heavy, and only a mail system's letter needs it

    # It tells the log of each of its detectors that stumbles, with a traceback that would reach the clerk's terminal.
    logging.getLogger("flufl.bounce").disabled = True
    try:
        temporary, permanent = all_failures(message_from_bytes(raw[:MAX_SCANNED]))
    except Exception:  # a reader of hostile text must not stop the mail
        return ()
    letter = find_letter(parts)
    named = [(address, False) for address in temporary] + [(address, True) for address in permanent]
    return tuple(
        Bounced(address.decode("utf-8", "replace"), lasting, _reason(parts, lasting), letter, failed=lasting or not _still_trying(parts))
        for address, lasting in sorted(named)[:MAX_RECIPIENTS]
    )


def read_sentences(parts: list[Part], ours: tuple[str, ...]) -> tuple[Bounced, ...] | None:
    """Look for a mail system's sentences of failure; None where there are none.

    `ours`: the addresses the report itself was sent to, which are not the ones that failed. May give no address at all.
    """
    text = _own_text(parts)
    low = text.lower()
    if not any(sentence in low for sentence in robots.BOUNCE_SENTENCES):
        return None
    own = {address.lower() for address in ours}
    named = _ADDRESS.findall(text) or _returned_to(parts)
    found = dict.fromkeys(address for address in named if address.lower() not in own and not _is_system(address))
    found = found or dict.fromkeys(address for address in _returned_to(parts) if address.lower() not in own)
    letter = find_letter(parts)
    permanent = _is_permanent(text)
    trying = _still_trying(parts)
    reason = _reason(parts, permanent)
    return tuple(Bounced(address, permanent and not trying, reason, letter, failed=not trying) for address in list(found)[:5])


def read_notification(content: bytes) -> tuple[Bounced, ...] | None:
    """Read Amazon's notification of a bounce, a JSON object as the body; None where it is none."""
    try:
        told = json.loads(content[:MAX_SCANNED].replace(b"\r\n", b"\n").partition(b"\n--\n")[0], strict=False)
        bounce = told["bounce"]
        lasting = bounce["bounceType"] == "Permanent"
        letter = str(told.get("mail", {}).get("messageId", "")) or None
        named = [(str(one["emailAddress"]), str(one.get("diagnosticCode", ""))) for one in bounce["bouncedRecipients"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return tuple(Bounced(address, lasting, why[:300], letter) for address, why in named[:MAX_RECIPIENTS])


def find_letter(parts: list[Part]) -> str | None:
    """Find the Message-ID of the letter that came back, in the returned message, its headers, or the text that repeats them."""
    for part in parts:
        if part.media_type in ("message/rfc822", "text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global"):
            ids = [find_ids(value) for name, value in split_headers(part.content.lstrip())[0] if name == "message-id"]
            if ids and ids[0]:
                return ids[0][0]
    for part in parts:
        if part.media_type.startswith("text/"):
            found = _MESSAGE_ID.search(decode_text(part.content[:MAX_SCANNED], part.params.get("charset")))
            if found:
                return found[1]
    return None


def _returned_to(parts: list[Part]) -> list[str]:
    """Give the recipients of the returned mail, from its To field, wherever in the report that stands."""
    for part in parts:
        if part.media_type in ("message/rfc822", "text/rfc822-headers"):
            values = [value for name, value in split_headers(part.content.lstrip())[0] if name == "to"]
            if values:
                return _ADDRESS.findall(" ".join(values))
    first = next((part for part in parts if part.media_type == "text/plain"), None)
    to = _TO.search(decode_text(first.content[:MAX_SCANNED], first.params.get("charset"))) if first else None
    return _ADDRESS.findall(to[1]) if to else []


def _own_text(parts: list[Part]) -> str:
    """Give what the mail system says itself: the first text, down to where the returned mail begins."""
    first = next((part for part in parts if part.media_type in ("text/plain", "text/html")), None)
    if first is None:
        return ""
    text = decode_text(first.content[:MAX_SCANNED], first.params.get("charset"))
    low = text.lower()
    ends = [at for at in (low.find(words) for words in robots.RETURNED_BEGINS) if at > 0]
    header = re.search(r"^[ \t]{0,8}(?:received|return-path): ", low, re.MULTILINE)
    return text[: min([*ends, *([header.start()] if header else [])], default=len(text))]


def _is_system(address: str) -> bool:
    return address.partition("@")[0].lower() in robots.MAIL_SYSTEMS


def _still_trying(parts: list[Part]) -> bool:
    low = _own_text(parts).lower()
    return any(words in low for words in robots.STILL_TRYING)


def _is_permanent(text: str, *, otherwise: bool = True) -> bool:
    """Tell by enhanced status (RFC 3463), then by the mail system's words, then by reply code (RFC 5321 section 4.2.1)."""
    codes: list[str] = [found[1] or found[2] for found in _CODE.finditer(text[:4_000])]
    enhanced = [code for code in codes if "." in code and not code.startswith("2")]
    if enhanced:
        return enhanced[0].startswith("5")
    low = text.lower()
    if any(words in low for words in robots.REFUSED):
        return True
    if any(words in low for words in robots.LATER):
        return False
    return codes[0].startswith("5") if codes else otherwise


def _reason(parts: list[Part], permanent: bool) -> str:
    """Give the mail system's sentence: the line that says why, shortened."""
    wanted = (*robots.REFUSED, *robots.LATER) if permanent else (*robots.LATER, *robots.REFUSED)
    lines = [" ".join(line.split()) for line in _own_text(parts)[:8_000].split("\n")]
    for line in lines:
        if any(words in line.lower() for words in wanted) or re.match(r"[45]\d\d[ -]", line):
            return line[:300]
    return next((line[:300] for line in lines if line), "")
