"""Replies that say nothing to record above a letter of ours: the sender's words, how the letter is announced, and the mail of it all."""

from __future__ import annotations

import datetime as dt
import html
import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from mailflow.demo.clients import Received
from reflow_lines import Lines

# From one word to thirty; nothing in them is to be recorded, asked or passed on.
SAYINGS = (
    "Thanks.",
    "Thank you!",
    "Many thanks Iris.",
    "Got it, thanks.",
    "Thanks for sending this.",
    "Thank you for the letter.",
    "Thanks for this, much appreciated.",
    "Thanks, I will look at it on Monday.",
    "Many thanks for sending this round, I will look at it on Monday.",
    "Thank you for your mail, I will look at it at the weekend.",
    "Thank you very much for this, I will look at it over the weekend.",
    "Thanks for this, I am travelling and will look at it when I return.",
    "Many thanks for sending this round, I will look at it on the train tomorrow.",
    "Thank you for sending this so quickly, I will look at it properly on Thursday evening.",
    "Thanks for this, I am travelling at the moment and will look at it when I return.",
    "Thank you for this, I will look at it on Monday when I am back in the office.",
    "Thank you very much for this, I will look at it when I am back at my desk.",
    "Many thanks for all your work on this, I am on a train just now and will look at it properly on Monday.",
    "Thank you for sending this, I will look at it on Monday when I am back in the office after a week away with the family in Wales.",
    "Thank you so much for sending this to me, I am away with the family this week and will look at it when we are all home on Monday.",
)
ANNOUNCED = {
    "gmail": "On {date:%a, %d %b %Y at %H:%M}, {name} <{address}> wrote:",
    "gmailwrapped": "On {date:%a, %d %b %Y at %H:%M}, {name}\n<{address}> wrote:",
    "apple": "On {date:%d %b %Y}, at {date:%H:%M}, {name} <{address}> wrote:",
    "thunderbird": "On {date:%d/%m/%Y %H:%M}, {name} wrote:",
    "mutt": "On {date:%a, %b %d, %Y at %I:%M:%S%p} +0100, {name} wrote:",
    "roundcube": "On {date:%Y-%m-%d %H:%M}, {name} wrote:",
    "token": "On {date:%d %b %Y}, at {date:%H:%M}, {name} <{reply_to}> wrote:",
    "german": "Am {date:%d.%m.%Y} um {date:%H:%M} schrieb {name} <{address}>:",
    "french": "Le {date:%d/%m/%Y} à {date:%H:%M}, {name} <{address}> a écrit :",
    "dutch": "Op {date:%d-%m-%Y} om {date:%H:%M} schreef {name} <{address}>:",
    "spanish": "El {date:%d/%m/%Y} a las {date:%H:%M}, {name} <{address}> escribió:",
    "italian": "Il giorno {date:%d/%m/%Y} alle ore {date:%H:%M}, {name} <{address}> ha scritto:",
    "swedish": "Den {date:%Y-%m-%d} kl. {date:%H:%M} skrev {name} <{address}>:",
    "polish": "W dniu {date:%d.%m.%Y} o {date:%H:%M}, {name} pisze:",
    "welsh": "Ar {date:%d/%m/%Y} {date:%H:%M}, ysgrifennodd {name}:",
    "outlook": "From: {name} <{reply_to}>\nSent: {date:%d %B %Y %H:%M}\nTo: {to_name} <{to}>\nSubject: {subject}",
    "outlookruled": "________________________________\nFrom: {name} <{reply_to}>\nSent: {date:%A, %B %d, %Y %I:%M %p}\n"
                    "To: {to}\nSubject: {subject}",
    "outlookstarred": "*From:* {name} <{reply_to}>\n*Sent:* {date:%d %B %Y %H:%M}\n*To:* {to_name}\n*Subject:* {subject}",
    "outlookgerman": "Von: {name} <{reply_to}>\nGesendet: {date:%d.%m.%Y %H:%M}\nAn: {to_name} <{to}>\nBetreff: {subject}",
    "outlookfrench": "De : {name} <{reply_to}>\nEnvoyé : {date:%d/%m/%Y %H:%M}\nÀ : {to_name} <{to}>\nObjet : {subject}",
    "original": "-----Original Message-----\nFrom: {name} [mailto:{reply_to}]\nSent: {date:%d %B %Y %H:%M}\nTo: {to}\nSubject: {subject}",
    "samsung": "-------- Original message --------\nFrom: {name} <{reply_to}> \nDate: {date:%d/%m/%Y  %H:%M}  (GMT+00:00) \n"
               "To: {to} \nSubject: {subject} ",
    "samsungglued": "-------- Original message --------From: {name} <{reply_to}> Date: {date:%d/%m/%Y  %H:%M}  (GMT+00:00) "
                    "To: {to} Subject: {subject} ",
    "forwarded": "---------- Forwarded message ---------\nFrom: {name} <{address}>\nDate: {date:%a, %d %b %Y at %H:%M}\n"
                 "Subject: {subject}\nTo: <{to}>",
}  # fmt: skip


def announced(letter: Received, writer: str, form: str) -> Lines:
    """Give the lines by which a client says whose words follow; none for "none"."""
    if form == "none":
        return []
    said = ANNOUNCED[form].format(
        date=letter.date, name=letter.sender_name, address=letter.sender, reply_to=letter.reply_to, to=letter.to, to_name=writer,
        subject=letter.subject,
    )  # fmt: skip
    return said.split("\n")


def own_words(saying: str, signed: str) -> Lines:
    """Give what the sender says: one sentence, and the name below it where there is one."""
    return [saying, *(["", signed] if "\n" not in signed else ["", *signed.split("\n")])] if signed else [saying]


def signature(writer: str, form: str) -> str:
    """Give how somebody ends a mail."""
    first = writer.split()[0]
    return {"": "", "first": first, "name": writer, "regards": f"Kind regards,\n{writer}", "best": f"Best\n{first}"}[form]


def paragraphs(lines: Lines) -> str:
    """Write the sender's own lines as a piece of a page."""
    return "".join(f"<div>{html.escape(line, quote=False) or '<br>'}</div>" for line in lines)


def mail_of(
    letter: Received, writer: str, at: dt.datetime, identity: str, text: str | None, page: str | None, transfer: str = "8bit"
) -> bytes:
    """Put a reply together; either form may be missing. `transfer`: an encoding, or "flowed" for the text to be RFC 3676's."""
    message = EmailMessage()
    message["From"] = f"{writer} <{letter.to}>"
    message["To"] = f"{letter.sender_name} <{letter.reply_to}>"
    message["Subject"] = letter.subject if letter.subject.startswith("Re: ") else f"Re: {letter.subject}"
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{identity}@{letter.to.rpartition('@')[2]}>"
    message["In-Reply-To"] = letter.message_id
    message["References"] = f"{letter.references} {letter.message_id}".strip()
    flowed = transfer == "flowed"
    cte = "quoted-printable" if flowed else transfer
    if text is not None:
        message.set_content(flow(text) if flowed else text, charset="utf-8", cte=cte)
        if flowed:
            message.set_param("format", "flowed")
    if page is not None and text is None:
        message.set_content(page, subtype="html", charset="utf-8", cte=cte)
    elif page is not None:
        message.add_alternative(page, subtype="html", charset="utf-8", cte=cte)
    return message.as_bytes(policy=SMTP)


def flow(text: str) -> str:
    """Write text as RFC 3676 has it: long lines softly broken at a space that stays, others stuffed."""
    flowed = []
    for line in text.split("\n"):
        lead = found[0] if (found := re.match(r"[> ]*>", line)) else ""
        rest = line[len(lead) :] if line.rstrip() != "--" else line
        if rest.rstrip() != "--":
            rest = rest.rstrip()
        sign = lead.replace(" ", "")
        while len(rest) > 70 and (at := rest.rfind(" ", 1, 70)) > 0:
            flowed.append(_stuffed(sign, rest[: at + 1]))
            rest = rest[at + 1 :]
        flowed.append(_stuffed(sign, rest))
    return "\n".join(flowed)


def _stuffed(sign: str, line: str) -> str:
    stuffed = sign or line.startswith((" ", ">", "From "))
    return sign + (" " if stuffed and line and not line.startswith(" " if sign else "\0") else "") + line
