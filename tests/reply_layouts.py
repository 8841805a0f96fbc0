"""How mail clients lay out an answer to a letter of ours: what surrounds the words, and what becomes of the letter below them.

A *whole* layout takes the letter as received, who writes, and the words; a *between* layout takes answers by a piece of the
passage each stands under. Both give the bytes that the client would send. `tests/test_replies_whole.py` multiplies them with texts.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from mailflow.demo.clients import Received, Writer

Answers = Mapping[str, str]
Whole = Callable[[Received, Writer, str], bytes]
Between = Callable[[Received, Writer, Answers], bytes]

DISCLAIMER = (
    "This email and any attachments are confidential and intended solely for the addressee. If you have received this\n"
    "message in error please delete it and tell the sender. Nothing in it has been agreed, approved or completed on behalf\n"
    "of the County unless signed. Please consider the environment before printing."
)
BANNER = (
    "CAUTION: This email originated from outside of the organisation. Do not click links or open attachments unless you\n"
    "recognise the sender and know the content is safe."
)
FRENCH_MONTHS = dict(zip(range(1, 13), "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(), strict=True))
GERMAN_DAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")
SPANISH_DAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")


# --- pieces ---------------------------------------------------------------------------------------------------------------


def _mail(letter: Received, writer: Writer, text: str | None, page: str | None = None, *, prefix: str = "Re", form: str = "") -> bytes:
    """Put a mail together. `form`: "flowed", "base64", "latin" or "quoted-printable" for the text part."""
    message = EmailMessage()
    message["From"] = f"{writer.name} <{writer.address}>"
    message["To"] = letter.reply_to
    message["Subject"] = f"{prefix}: {letter.subject}"
    message["Date"] = format_datetime(writer.at)
    message["Message-ID"] = f"<{writer.identity}@{writer.address.rpartition('@')[2]}>"
    message["In-Reply-To"] = letter.message_id
    message["References"] = f"{letter.references} {letter.message_id}".strip()
    if text is not None and form == "latin":
        message.set_content(text.encode("cp1252", "replace").decode("cp1252"), charset="windows-1252", cte="quoted-printable")
    elif text is not None:
        message.set_content(text, cte=form if form in ("base64", "quoted-printable") else None)
        if form == "flowed":
            message.replace_header("Content-Type", 'text/plain; charset="utf-8"; format=flowed')
    if page is not None and text is not None:
        message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
    elif page is not None:
        message.set_content(f"<html><head><style>p {{margin:0}}</style></head><body>{page}</body></html>", subtype="html")
    return message.as_bytes(policy=SMTP)


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{line}".rstrip() for line in text.rstrip("\n").split("\n"))


def _divs(words: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in words.split("\n"))


def _paragraphs(words: str) -> str:
    return "".join(f'<p class="MsoNormal">{html.escape(line) or "<o:p>&nbsp;</o:p>"}</p>\n' for line in words.split("\n"))


def _page(letter: Received) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", letter.html, re.DOTALL)
    return found[1] if found else letter.html


def _block(letter: Received, words: tuple[str, str, str, str], when: str) -> str:
    sender, sent, to, subject = words
    return f"{sender} {letter.sender_name} <{letter.sender}>\n{sent} {when}\n{to} {letter.to}\n{subject} {letter.subject}\n"


def _gmail(letter: Received, writer: Writer, words: str, stamp: str) -> bytes:
    text = f"{words}\n\n{stamp}\n\n{_quoted(letter.text)}\n"
    page = (
        f'<div dir="ltr">{_divs(words)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(stamp)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">'
        f"{_page(letter)}</blockquote></div>"
    )
    return _mail(letter, writer, text, page)


def _outlook(letter: Received, writer: Writer, words: str, block: str, prefix: str = "RE") -> bytes:
    text = f"{words}\n\n\n{block}\n{letter.text}"
    page = (
        f'<div class="WordSection1">{_paragraphs(words)}<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        f"{html.escape(block.strip()).replace(chr(10), '<br>')}</p></div></div>{_page(letter)}</div>"
    )
    return _mail(letter, writer, text, page, prefix=prefix)


# --- the answer on top ----------------------------------------------------------------------------------------------------


def gmail_web(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%a, %d %b %Y at %H:%M}, {letter.sender_name}\n<{letter.sender}> wrote:"
    return _gmail(letter, writer, words, stamp)


def gmail_android(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%a, %d %b %Y, %H:%M} {letter.sender_name}, <{letter.sender}> wrote:"
    text = f"{words}\n\nSent from my Galaxy\n\n{stamp}\n\n{_quoted(letter.text)}\n"
    return _mail(letter, writer, text, form="base64")


def gmail_german(letter: Received, writer: Writer, words: str) -> bytes:
    day = GERMAN_DAYS[letter.date.weekday()]
    return _gmail(
        letter,
        writer,
        words,
        f"Am {day}, {letter.date:%d}. Nov. {letter.date:%Y um %H:%M} Uhr schrieb {letter.sender_name} <{letter.sender}>:",
    )


def gmail_french(letter: Received, writer: Writer, words: str) -> bytes:
    when = f"lun. {letter.date:%d} {FRENCH_MONTHS[letter.date.month]} {letter.date:%Y à %H:%M}"
    stamp = f"Le {when}, {letter.sender_name} <{letter.sender}>\na écrit :"
    return _gmail(letter, writer, words, stamp)


def gmail_spanish(letter: Received, writer: Writer, words: str) -> bytes:
    day = SPANISH_DAYS[letter.date.weekday()]
    stamp = (
        f"El {day}, {letter.date:%d} nov {letter.date:%Y} a las {letter.date:%H:%M}, {letter.sender_name} (<{letter.sender}>)\nescribió:"
    )
    return _gmail(letter, writer, words, stamp)


def outlook_desktop(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"{letter.date:%d %B %Y %H:%M}")
    signed = f"{words}\n\nKind regards,\n\n{writer.name}\nSaltmarsh House, Fen Lane\nTel: 01632 960 114 | www.saltmarsh.example"
    return _outlook(letter, writer, signed, block)


def outlook_german(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("Von:", "Gesendet:", "An:", "Betreff:"), f"Montag, {letter.date:%d}. November {letter.date:%Y %H:%M}")
    return _outlook(letter, writer, f"{words}\n\nMit freundlichen Grüßen\n{writer.name}", block, "AW")


def outlook_french(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("De :", "Envoyé :", "À :", "Objet :"), f"lundi {letter.date:%d} novembre {letter.date:%Y %H:%M}")
    return _outlook(letter, writer, f"{words}\n\nCordialement,\n{writer.name}", block)


def outlook_spanish(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("De:", "Enviado el:", "Para:", "Asunto:"), f"lunes, {letter.date:%d} de noviembre de {letter.date:%Y %H:%M}")
    return _outlook(letter, writer, f"{words}\n\nSaludos,\n{writer.name}", block)


def outlook_web(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"Monday, {letter.date:%B %d, %Y %H:%M}")
    head = "<br>".join(f"<b>{one.split(':', 1)[0]}:</b>{html.escape(one.split(':', 1)[1])}" for one in block.strip().split("\n"))
    said = "".join(
        f'<div class="elementToProof" style="font-family:Aptos;font-size:12pt">{html.escape(line) or "<br>"}</div>'
        for line in words.split("\n")
    )
    page = (
        f'{said}<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif" style="font-size:11pt">{head}</font><div>&nbsp;</div></div>{_page(letter)}'
    )
    return _mail(letter, writer, None, page)


def outlook_phone(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"Monday, {letter.date:%B %d, %Y %I:%M:%S %p}")
    text = f"{words}\n\nGet Outlook for iOS<https://aka.example/o0ukef>\n________________________________\n{block}\n{letter.text}"
    return _mail(letter, writer, text)


def exchange_banner(letter: Received, writer: Writer, words: str) -> bytes:
    """Exchange pushed its warning into the letter before it was read, and its disclaimer under the answer as it left."""
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"{letter.date:%d %B %Y %H:%M}")
    text = f"{words}\n\n{writer.name}\nHead of Service | County Works\n\n{block}\n{BANNER}\n\n{letter.text}\n\n{DISCLAIMER}\n"
    return _mail(letter, writer, text, form="quoted-printable")


def exchange_disclaimer_page(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"{letter.date:%d %B %Y %H:%M}")
    page = (
        f'<div class="WordSection1">{_paragraphs(words)}<p class="MsoNormal">Regards</p><p class="MsoNormal">{writer.name}</p>'
        '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        f"{html.escape(block.strip()).replace(chr(10), '<br>')}</p></div>"
        f'<table bgcolor="#ffeb9c"><tr><td>{html.escape(BANNER)}</td></tr></table>{_page(letter)}</div>'
        f'<hr><p style="font-size:8pt;color:gray">{html.escape(DISCLAIMER)}</p>'
    )
    return _mail(letter, writer, None, page)


def apple_mail(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    return _mail(letter, writer, f"{words}\n\n> {stamp}\n> \n{_quoted(letter.text)}\n", form="quoted-printable")


def iphone(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    close = letter.text.replace("\n\n", "\n")
    page = (
        f'<div dir="auto">{_divs(words)}<div dir="ltr"><br>Sent from my iPhone</div><div dir="ltr"><br>'
        f'<blockquote type="cite">{html.escape(stamp)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{_page(letter)}</div></blockquote></div>'
    )
    return _mail(letter, writer, f"{words}\n\nSent from my iPhone\n\n> {stamp}\n> \n{_quoted(close, '> ')}\n", page)


def lotus_notes(letter: Received, writer: Writer, words: str) -> bytes:
    head = _block(letter, ("From:\t", "Date:\t", "To:\t", "Subject:\t"), f"{letter.date:%d/%m/%Y %H:%M}")
    return _mail(letter, writer, f"{words}\n\n{writer.name}\nLower Fen\n\n\n\n{head}\n\n\n{letter.text}", form="latin")


def proton(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On Monday, {letter.date:%B} {letter.date.day}th, {letter.date:%Y at %I:%M %p}, {letter.sender_name} <{letter.sender}> wrote:"
    return _mail(letter, writer, f"{words}\n\nSent with Proton Mail secure email.\n\n{stamp}\n\n{_quoted(letter.text)}\n")


def samsung(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Date:", "To:", "Subject:"), f"{letter.date:%d/%m/%Y  %H:%M}  (GMT+00:00) ")
    mark = "Sent from my Samsung Galaxy smartphone.\n-------- Original message --------"
    return _mail(letter, writer, f"{words}\n\n\n{mark}\n{block}\n{letter.text}")


def yahoo(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On Monday, {letter.date:%d %B %Y at %H:%M:%S} GMT, {letter.sender_name} <{letter.sender}> wrote:"
    page = (
        f'<div class="ydp1yahoo-style-wrap">{_divs(words)}</div><div id="ydp2yahoo_quoted" class="ydp2yahoo_quoted"><div>'
        f"<div>{html.escape(stamp)}</div><div><br></div><div>{_page(letter)}</div></div></div>"
    )
    return _mail(letter, writer, f"{words}\n\n    {stamp}\n\n{_quoted(letter.text, '  ')}\n", page)


def zimbra(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"Mon, {letter.date:%d %b %Y %H:%M:%S} +0000 (GMT)")
    return _mail(letter, writer, f"{words}\n\n----- Original Message -----\n{block}\n{letter.text}\n")


def words_alone(letter: Received, writer: Writer, words: str) -> bytes:
    return _mail(letter, writer, words)


def flowed_top(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%d/%m/%Y %H:%M}, {letter.sender_name} wrote:"
    return _mail(letter, writer, f"{words}\n\n{stamp}\n{_quoted(letter.text, '> ')}\n\n-- \n{writer.name}\nFen Lane 4\n", form="flowed")


# --- the answer at the bottom ---------------------------------------------------------------------------------------------


def thunderbird(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%d/%m/%Y %H:%M}, {letter.sender_name} wrote:"
    return _mail(letter, writer, f"{stamp}\n{_quoted(letter.text)}\n\n{words}\n\n-- \n{writer.name}\nSaltmarsh\n", form="flowed")


def mutt_trimmed(letter: Received, writer: Writer, words: str) -> bytes:
    """mutt: of the letter only the greeting and the first lines are left."""
    kept = "\n".join(letter.text.split("\n")[:7])
    stamp = f"On {letter.date:%a, %b %d, %Y at %H:%M:%S} +0000, {letter.sender_name} wrote:"
    return _mail(letter, writer, f"{stamp}\n{_quoted(kept)}\n> [...]\n\n{words}\n\n{writer.name.split()[0]}\n")


def roundcube(letter: Received, writer: Writer, words: str) -> bytes:
    return _mail(letter, writer, f"On {letter.date:%Y-%m-%d %H:%M}, {letter.sender_name} wrote:\n{_quoted(letter.text)}\n{words}\n")


def page_bottom(letter: Received, writer: Writer, words: str) -> bytes:
    cite = f'<div class="moz-cite-prefix">Am {letter.date:%d.%m.%y um %H:%M} schrieb {letter.sender_name}:<br></div>'
    return _mail(letter, writer, None, f'{cite}<blockquote type="cite" cite="mid:1">{_page(letter)}</blockquote>{_divs(words)}')


# --- between the lines ----------------------------------------------------------------------------------------------------


def _spliced(text: str, answers: Answers, mark: str) -> str:
    """Give the letter's text with each answer below the paragraph that holds its piece, once."""
    waiting = dict(answers)
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += [f"{mark}{line}".rstrip() for line in paragraph.split("\n")]
        for piece in [one for one in waiting if one in " ".join(paragraph.split())]:
            lines += ["", waiting.pop(piece)]
        lines += [mark.rstrip()]
    if waiting:
        raise ValueError(f"the letter does not hold {', '.join(waiting)}")
    return "\n".join(lines)


def place_in_page(page: str, piece: str) -> int:
    """Find where a letter's page holds a piece; of an action it is the text, beneath the heading with its ref."""
    at = page.find(html.escape(piece, quote=False))
    if at < 0 and (heading := page.find(f". {' '.join(piece.split()[:2])}</h3>")) >= 0:
        at = page.find("<p", heading)
    if at < 0:
        raise ValueError(f"the page does not hold {piece}")
    return at


def _spliced_page(page: str, answers: Answers, before: str, after: str) -> str:
    """Give the letter's page with each answer below the block that holds its piece: `before` closes the quotation, `after` opens it."""
    for piece, answer in answers.items():
        at = place_in_page(page, piece)
        end = min(found for found in (page.find("</p>", at), page.find("</li>", at)) if found >= 0)
        end += 4 if page[end : end + 4] == "</p>" else 0
        said = "".join(f"<div>{html.escape(line)}</div>" for line in answer.split("\n"))
        page = f"{page[:end]}{before}{said}{after}{page[end:]}"
    return page


def marked_apple(letter: Received, writer: Writer, answers: Answers) -> bytes:
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    return _mail(letter, writer, f"\n> {stamp}\n>\n{_spliced(letter.text, answers, '> ')}\n")


def marked_thunderbird(letter: Received, writer: Writer, answers: Answers) -> bytes:
    stamp = f"On {letter.date:%d/%m/%Y %H:%M}, {letter.sender_name} wrote:"
    text = f"{stamp}\n{_spliced(letter.text, answers, '> ')}\n-- \n{writer.name}\n"
    return _mail(letter, writer, text, form="flowed")


def marked_gmail(letter: Received, writer: Writer, answers: Answers) -> bytes:
    stamp = f"On {letter.date:%a, %d %b %Y at %H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    opening = '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">'
    page = _spliced_page(_page(letter), answers, f"</blockquote>{'<div><br></div>'}", opening)
    html_part = f'<div dir="ltr"><div class="gmail_attr">{html.escape(stamp)}</div>{opening}{page}</blockquote></div>'
    return _mail(letter, writer, f"{stamp}\n\n{_spliced(letter.text, answers, '> ')}\n", html_part)


def unmarked_outlook(letter: Received, writer: Writer, answers: Answers) -> bytes:
    block = _block(letter, ("From:", "Sent:", "To:", "Subject:"), f"{letter.date:%d %B %Y %H:%M}")
    return _mail(letter, writer, f"Please see below.\n\n{writer.name}\n\n{block}\n{_spliced(letter.text, answers, '')}\n", prefix="RE")


def unmarked_page(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """Outlook: typed in another colour into the letter's own page."""
    who = f"<b>From:</b> {letter.sender_name} &lt;{letter.sender}&gt;<br><b>Sent:</b> {letter.date:%d %B %Y}<br>"
    head = f"{who}<b>To:</b> {letter.to}<br><b>Subject:</b> {letter.subject}"
    page = _spliced_page(_page(letter), answers, '<div style="color:#C00000">', "</div>")
    return _mail(letter, writer, None, f'<p class="MsoNormal">My answers are in red.</p><hr><div id="divRplyFwdMsg">{head}</div>{page}')


def marked_encoded(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """A list client that marks with "|" and sends base64."""
    text = f"{letter.sender_name} wrote:\n\n{_spliced(letter.text, answers, '| ')}\n"
    raw = _mail(letter, writer, "x")
    head = raw.split(b"\r\n\r\n")[0].replace(b"7bit", b"base64")
    return head + b"\r\n\r\n" + base64.encodebytes(text.encode()).replace(b"\n", b"\r\n")


WHOLE: tuple[Whole, ...] = (
    *(gmail_web, outlook_desktop, iphone, thunderbird, outlook_web, gmail_android, exchange_banner, apple_mail, mutt_trimmed, lotus_notes),
    *(outlook_phone, gmail_german, proton, samsung, yahoo, outlook_german, roundcube, exchange_disclaimer_page, gmail_french, zimbra),
    *(flowed_top, outlook_french, gmail_spanish, outlook_spanish, page_bottom, words_alone),
)
BETWEEN: tuple[Between, ...] = (marked_apple, unmarked_outlook, marked_thunderbird, unmarked_page, marked_gmail, marked_encoded)
