"""More layouts of answers, beside those of `reply_layouts`: phones and webmailers that send a page alone or break quoted lines, and
answers typed onto the lines of the letter itself.
"""

from __future__ import annotations

import html
import re
import textwrap

from mailflow.demo.clients import Received, Writer
from reply_layouts import Answers, Between, Whole, _block, _divs, _mail, _page, _quoted, _spliced, _spliced_page, place_in_page

OUTLOOK = ("From:", "Sent:", "To:", "Subject:")


# --- the answer on top ----------------------------------------------------------------------------------------------------


def outlook_android(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, OUTLOOK, f"{letter.date:%A, %B %d, %Y %I:%M:%S %p}")
    head = "<br>".join(f"<b>{one.split(':', 1)[0]}:</b>{html.escape(one.split(':', 1)[1])}" for one in block.strip().split("\n"))
    page = (
        f'<div dir="auto">{_divs(words)}</div><div id="ms-outlook-mobile-signature" dir="auto">Get <a href="https://aka.example/AAb9ysg">'
        f'Outlook for Android</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif" color="#000000">{head}</font></div><br>{_page(letter)}'
    )
    return _mail(letter, writer, None, page)


def new_outlook(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Date:", "To:", "Subject:"), f"{letter.date:%A, %d %B %Y at %H:%M}")
    said = "".join(f'<div style="font-family: Aptos; font-size: 11pt;">{html.escape(line) or "<br>"}</div>' for line in words.split("\n"))
    head = "<br>".join(f"<b>{one.split(':', 1)[0]}: </b>{html.escape(one.split(':', 1)[1])}" for one in block.strip().split("\n"))
    page = (
        f'{said}<div id="mail-editor-reference-message-container"><div style="padding: 3pt 0in 0in; border-top: 1pt solid">'
        f'<p style="margin: 0px">{head}</p></div>{_page(letter)}</div>'
    )
    return _mail(letter, writer, f"{words}\n\n{block}\n{_flat(_page(letter))}\n", page)


def samsung_page(letter: Received, writer: Writer, words: str) -> bytes:
    block = _block(letter, ("From:", "Date:", "To:", "Subject:"), f"{letter.date:%d/%m/%Y  %H:%M}  (GMT+00:00) ")
    page = (
        f'<div dir="auto">{_divs(words)}</div><div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757">'
        "Sent from my Galaxy</div></div><div><br></div><div align='left' dir='auto'><div>-------- Original message --------</div>"
        f"<div>{html.escape(block.strip()).replace(chr(10), '</div><div>')}</div></div>{_page(letter)}"
    )
    return _mail(letter, writer, None, page)


def gmx_page(letter: Received, writer: Writer, words: str) -> bytes:
    head = (
        f"<b>Gesendet:</b>&nbsp;{letter.date:%d.%m.%Y um %H:%M} Uhr<br><b>Von:</b>&nbsp;&quot;{letter.sender_name}&quot; "
        f"&lt;{letter.sender}&gt;<br><b>An:</b>&nbsp;{letter.to}<br><b>Betreff:</b>&nbsp;{letter.subject}"
    )
    page = (
        f'<div style="font-family: Verdana;font-size: 12.0px;">{_divs(words)}<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px;'
        f'border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">{head}</div>'
        f'<div name="quoted-content">{_page(letter)}</div></div></div></div>'
    )
    return _mail(letter, writer, None, page, prefix="Aw")


def aol(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"In a message dated {letter.date:%d/%m/%Y %H:%M:%S} GMT Standard Time, {letter.sender} writes:"
    page = f'<div>{_divs(words)}</div><div><br></div><div style="font-family:arial">{stamp}</div><div><br></div><div>{_page(letter)}</div>'
    return _mail(letter, writer, f"{words}\n\n{stamp}\n\n{_quoted(letter.text, '  ')}\n", page)


def ragged_webmail(letter: Received, writer: Writer, words: str) -> bytes:
    """A webmailer that breaks quoted lines at 58 columns, and marks only the first piece of each."""
    stamp = f"On {letter.date:%Y-%m-%d %H:%M}, {letter.sender_name} wrote:"
    return _mail(letter, writer, f"{words}\n\n{stamp}\n\n{_ragged(_quoted(letter.text))}\n")


def rewrapped_webmail(letter: Received, writer: Writer, words: str) -> bytes:
    """A webmailer that wraps the whole of a letter anew, with marks."""
    wrapped = "\n>\n".join(
        textwrap.fill(" ".join(one.split()), 60, initial_indent="> ", subsequent_indent="> ")
        for one in letter.text.split("\n\n")
        if one.strip()
    )
    return _mail(letter, writer, f"{words}\n\nQuoting {letter.sender_name} <{letter.sender}>:\n\n{wrapped}\n")


def page_as_text(letter: Received, writer: Writer, words: str) -> bytes:
    """Outlook in plain text: the page of the letter made into text, its links and bold type written out."""
    block = _block(letter, OUTLOOK, f"{letter.date:%d %B %Y %H:%M}")
    text = f"{words}\n\n{writer.name}\n\n-----Original Message-----\n{block}\n{_flat(_page(letter))}\n"
    return _mail(letter, writer, text, form="quoted-printable")


def signed_office(letter: Received, writer: Writer, words: str) -> bytes:
    """Outlook in an office: a signature with telephone numbers, pronouns, office hours and a motto."""
    block = _block(letter, OUTLOOK, f"{letter.date:%d %B %Y %H:%M}")
    signature = (
        f"Best wishes\n\n{writer.name} (she/her)\nOfficer | Ashcombe\nT: 01632 960 771  M: 07700 900 118\nWorking days: Mon-Thurs\n"
        "“Small steps, done well.”\nFollow us on social media"
    )
    return _mail(letter, writer, f"{words}\n\n{signature}\n\n{block}\n{letter.text}\n", prefix="RE")


# --- the answer at the bottom ---------------------------------------------------------------------------------------------


def iphone_below(letter: Received, writer: Writer, words: str) -> bytes:
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} <{letter.sender}> wrote:"
    page = (
        f'<blockquote type="cite">{html.escape(stamp)}<br><br></blockquote><blockquote type="cite">{_page(letter)}</blockquote>'
        f"<div>{_divs(words)}</div><div>Sent from my iPhone</div>"
    )
    return _mail(letter, writer, f"> {stamp}\n> \n{_quoted(letter.text)}\n\n{words}\n\nSent from my iPhone\n", page)


def under_header_block(letter: Received, writer: Writer, words: str) -> bytes:
    """Outlook, the answer typed below everything."""
    block = _block(letter, OUTLOOK, f"{letter.date:%d %B %Y %H:%M}")
    return _mail(letter, writer, f"\n{block}\n{letter.text.rstrip()}\n\n\n{words}\n", prefix="RE")


# --- between the lines ----------------------------------------------------------------------------------------------------


def appended_outlook(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """Outlook: each answer typed at the end of the passage's last line, without any mark."""
    block = _block(letter, OUTLOOK, f"{letter.date:%d %B %Y %H:%M}")
    return _mail(letter, writer, f"See below\n\n{writer.name}\n\n{block}\n{_appended(letter.text, answers, '  ')}\n", prefix="RE")


def appended_marked(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """A client whose user types on the quoted line itself, behind the mark."""
    stamp = f"On {letter.date:%d/%m/%Y %H:%M}, {letter.sender_name} wrote:"
    return _mail(letter, writer, f"{stamp}\n{_quoted(_appended(letter.text, answers, ' -- '))}\n")


def ragged_between(letter: Received, writer: Writer, answers: Answers) -> bytes:
    stamp = f"On {letter.date:%Y-%m-%d %H:%M}, {letter.sender_name} wrote:"
    return _mail(letter, writer, f"{stamp}\n\n{_ragged(_spliced(letter.text, answers, '> '))}\n")


def page_between(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """Apple Mail: a page alone, each answer in a line of its own inside the quotation, which a table keeps from being parted."""
    stamp = f"On {letter.date:%d %b %Y}, at {letter.date:%H:%M}, {letter.sender_name} &lt;{letter.sender}&gt; wrote:"
    page = _spliced_page(_page(letter), answers, '<div class=""><br class=""></div>', '<div class=""><br></div>')
    quoted = f'<blockquote type="cite" class=""><div class="">{stamp}</div>{page}</blockquote>'
    return _mail(letter, writer, None, f'<div class="">{quoted}</div>')


def cell_outlook(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """Outlook: typed in red at the end of the letter's own line, within its paragraph."""
    who = f"<b>From:</b> {letter.sender_name} &lt;{letter.sender}&gt;<br><b>Sent:</b> {letter.date:%d %B %Y}"
    head = f"{who}<br><b>To:</b> {letter.to}<br><b>Subject:</b> {letter.subject}"
    page = _page(letter)
    for piece, answer in answers.items():
        at = place_in_page(page, piece)
        end = min(found for found in (page.find("</p>", at), page.find("</li>", at)) if found >= 0)
        page = f'{page[:end]}<span style="color:red">&nbsp; {html.escape(answer)}</span>{page[end:]}'
    return _mail(letter, writer, None, f'<p class="MsoNormal">Comments in red</p><hr><div id="divRplyFwdMsg">{head}</div>{page}')


def copied_list(letter: Received, writer: Writer, answers: Answers) -> bytes:
    """The passages copied without a mark, each answer below its own, and the letter whole below."""
    passages = [" ".join(one.split()) for one in letter.text.split("\n\n")]
    said = [f"{next(one for one in passages if piece in one)}\n{answer}\n" for piece, answer in answers.items()]
    block = _block(letter, OUTLOOK, f"{letter.date:%d %B %Y %H:%M}")
    return _mail(letter, writer, "\n".join(said) + f"\n{writer.name}\n\n{block}\n{letter.text}\n", prefix="RE")


def _appended(text: str, answers: Answers, between: str) -> str:
    waiting = dict(answers)
    paragraphs = []
    for paragraph in text.split("\n\n"):
        for piece in [one for one in waiting if one in " ".join(paragraph.split())]:
            paragraph = f"{paragraph}{between}{waiting.pop(piece)}"
        paragraphs.append(paragraph)
    if waiting:
        raise ValueError(f"the letter does not hold {', '.join(waiting)}")
    return "\n\n".join(paragraphs)


def _ragged(text: str) -> str:
    return "\n".join("\n".join(textwrap.wrap(line, 58, break_long_words=False)) or line for line in text.split("\n"))


def _flat(page: str) -> str:
    """Make text of a page, as Outlook does: bold between stars, links after their words."""
    text = re.sub(r"\n+", " ", re.sub(r"(?s)<!--.*?-->", "", page))
    text = re.sub(r"</?strong>", "*", text)
    text = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2<\1>", text)
    text = re.sub(r"</t[dh]>", "\t", re.sub(r"<br[^>]*>", "\n", text))
    text = re.sub(r"</(?:p|h\d|li|tr)>", "\n\n", text)
    kept = re.sub(r"<(?!mailto)[^>]*>", "", text)
    return "\n".join(line.strip() for line in html.unescape(kept).split("\n"))


MORE_WHOLE: tuple[Whole, ...] = (
    *(outlook_android, new_outlook, samsung_page, gmx_page, aol, ragged_webmail, rewrapped_webmail, page_as_text, signed_office),
    *(iphone_below, under_header_block),
)
MORE_BETWEEN: tuple[Between, ...] = (appended_outlook, appended_marked, ragged_between, page_between, cell_outlook, copied_list)
