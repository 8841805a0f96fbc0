"""How five mail clients lay out an answer: where they put one's words, and what they do to the letter below them.

Each function takes the letter as it was received and what a member types, and gives the bytes that the client would send.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as a member's mailbox holds it."""

    sender: str
    sender_name: str
    to: str
    reply_to: str
    subject: str
    message_id: str
    references: str
    date: dt.datetime
    text: str
    html: str

    @classmethod
    def read(cls, raw: bytes) -> Received:
        """Read a letter of ours from a mailbox."""
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        plain, page = message.get_body(("plain",)), message.get_body(("html",))
        name, address = parseaddr(str(message["From"]))
        return cls(
            sender=address,
            sender_name=name,
            to=parseaddr(str(message["To"]))[1],
            reply_to=parseaddr(str(message["Reply-To"] or message["From"]))[1],
            subject=str(message["Subject"]),
            message_id=str(message["Message-ID"]),
            references=str(message["References"] or ""),
            date=message["Date"].datetime,
            text=plain.get_content().replace("\r\n", "\n") if plain else "",
            html=page.get_content() if page else "",
        )


@dataclass(frozen=True, slots=True)
class Writer:
    """Who answers, and when."""

    name: str
    address: str
    at: dt.datetime
    identity: str


Between = Mapping[str, str]
Client = Callable[[Received, Writer, str], bytes]


def gmail(letter: Received, writer: Writer, words: str) -> bytes:
    """Gmail on the web: the answer on top, an attribution line, `>` before each line below it; the same as HTML."""
    stamp = f"On {letter.date:%a, %d %b %Y at %H:%M}, {letter.sender_name} <{letter.sender}>\nwrote:"
    text = f"{words}\n\n{stamp}\n\n{_quoted(letter.text)}\n"
    page = (
        f'<div dir="ltr">{_page(words)}</div><br><div class="gmail_quote gmail_quote_container">'
        '<div dir="ltr" class="gmail_attr">'
        f"{html.escape(stamp)}<br></div>"
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{_body(letter.html)}</blockquote></div>'
    )
    return _mail(letter, writer, text, page)


def outlook(letter: Received, writer: Writer, words: str) -> bytes:
    """Outlook on the desktop: the answer and a signature on top, a block of headers, the letter below without any marks."""
    block = (
        f"From: {letter.sender_name} <{letter.sender}>\nSent: {letter.date:%d %B %Y %H:%M}\nTo: {writer.name} <{letter.to}>\n"
        f"Subject: {letter.subject}"
    )
    text = f"{words}\n\nKind regards\n\n{writer.name}\n\n{block}\n\n{letter.text}"
    page = (
        f'<div class="WordSection1">{_page(words, "MsoNormal")}<p class="MsoNormal">Kind regards</p>'
        f'<p class="MsoNormal">{html.escape(writer.name)}</p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f"{_page(block, 'MsoNormal')}</div>{_body(letter.html)}</div>"
    )
    return _mail(letter, writer, text, page)


def apple_mail(letter: Received, writer: Writer, words: str) -> bytes:
    """Apple Mail: the answer on top, an attribution line in its own form, the letter quoted; text alone."""
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    return _mail(letter, writer, f"{words}\n\n> {stamp}\n> \n{_quoted(letter.text)}\n")


def between_the_lines(letter: Received, writer: Writer, answers: Between) -> bytes:
    """Apple Mail with the answers typed below the quoted passages they speak of: `answers` by a piece of the passage."""
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    lines = [stamp, ""]
    waiting = dict(answers)
    for paragraph in letter.text.split("\n\n"):
        lines += [*_quoted(paragraph).split("\n"), ">"]
        for piece in [p for p in waiting if p in " ".join(paragraph.split())]:
            lines += ["", waiting.pop(piece), ""]
    if waiting:
        raise ValueError(f"the letter does not hold {', '.join(waiting)}")
    return _mail(letter, writer, "\n".join(lines) + "\n")


def thunderbird(letter: Received, writer: Writer, words: str) -> bytes:
    """Thunderbird: the letter quoted on top, the answer below it, format=flowed, a signature behind "-- "."""
    stamp = f"On {letter.date:%d/%m/%Y %H:%M}, {letter.sender_name} wrote:"
    text = f"{stamp}\n{_quoted(letter.text)}\n\n{words}\n\n-- \n{writer.name}\n"
    return _mail(letter, writer, text, flowed=True)


def phone(letter: Received, writer: Writer, words: str) -> bytes:
    """A phone: one line, its advertisement, and the letter below as the phone quotes it."""
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    body = f"{words}\n\nSent from my iPhone\n\n> {stamp}\n> \n{_quoted(letter.text.replace(chr(10) * 2, chr(10)))}\n"
    return _mail(letter, writer, body)


def out_of_office(letter: Received, writer: Writer, words: str) -> bytes:
    """An automatic answer as Exchange sends it."""
    message = _headed(letter, writer, f"Automatic reply: {letter.subject}")
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words + "\n")
    return message.as_bytes(policy=policy.SMTP)


def stranger(address: str, claimed: str, to: str, subject: str, words: str, at: dt.datetime) -> bytes:
    """A mail of somebody who only says who they are."""
    message = EmailMessage()
    message["From"] = f"{claimed} <{address}>"
    message["To"] = to
    message["Subject"] = f"Re: {subject}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{at.timestamp():.0f}.stranger@{address.rpartition('@')[2]}>"
    message.set_content(words + "\n")
    return message.as_bytes(policy=policy.SMTP)


def _mail(letter: Received, writer: Writer, text: str, page: str | None = None, *, flowed: bool = False) -> bytes:
    message = _headed(letter, writer, letter.subject if letter.subject.startswith("Re:") else f"Re: {letter.subject}")
    message.set_content(text)
    if flowed:
        message.replace_header("Content-Type", 'text/plain; charset="utf-8"; format=flowed')
    if page is not None:
        message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
    return message.as_bytes(policy=policy.SMTP)


def _headed(letter: Received, writer: Writer, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{writer.name} <{writer.address}>"
    message["To"] = letter.reply_to
    message["Subject"] = subject
    message["Date"] = format_datetime(writer.at)
    message["Message-ID"] = f"<{writer.identity}@{writer.address.rpartition('@')[2]}>"
    message["In-Reply-To"] = letter.message_id
    message["References"] = f"{letter.references} {letter.message_id}".strip()
    return message


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _page(words: str, style: str = "") -> str:
    name = f' class="{style}"' if style else ""
    return "".join(f"<p{name}>{html.escape(line) or '&nbsp;'}</p>" for line in words.split("\n"))


def _body(page: str) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
    return found[1] if found else page
