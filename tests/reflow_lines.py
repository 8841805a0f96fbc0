"""What mail clients and gateways do to the lines of a letter on its way back: small pure functions, each from lines to lines.

A step is written "name" or "name:argument"; `LINE_STEPS` holds those for the letter's lines, `MARK_STEPS` those that mark them as
quoted, `MARKED_STEPS` those for lines that are marked. Of chance they have what `Place` gives them alone.
"""

from __future__ import annotations

import html
import random
import re
import textwrap
import unicodedata
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

from mailflow.demo.clients import Received

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step is taken: its argument, its own chance, and the letter. `calendar`: the text of what is attached."""

    argument: str
    rng: random.Random
    letter: Received
    calendar: str = ""


Step = Callable[[Lines, Place], Lines]

BANNERS = (
    ["[EXTERNAL] This email came from outside your organisation. Do not click links or open attachments unless you know the sender."],
    ["CAUTION: This message originated from outside of the council.", "Do not reply with personal details unless you trust the sender."],
    ["You don't often get email from minutes@board.example. Learn why this is important"],
    ["-------------------------", "EXTERNAL EMAIL: Think before you click.", "-------------------------"],
    ["ZjQcmQRYFpfptBannerStart", "This Message Is From an External Sender", "This message came from outside your organization.",
     "ZjQcmQRYFpfptBannerEnd"],
)  # fmt: skip
PLAIN = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "*", "·": "*", "\u00a0": " ", "£": "GBP", "€": "EUR",
    "→": "->", "−": "-",
}  # fmt: skip
NAMED = {"&": "&amp;", "£": "&pound;", "’": "&rsquo;", "‘": "&lsquo;", "“": "&ldquo;", "”": "&rdquo;", "–": "&ndash;", "—": "&mdash;",
         "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;", "é": "&eacute;"}  # fmt: skip
BULLET = re.compile(r"^( *)[-*•] ")
NUMBER = re.compile(r"^( *)(\d{1,2})\. ")
LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\])]+")
ADDRESS = re.compile(r"(?<![\w.+:%-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MARK = re.compile(r"^(?:[>|] ?)+")


def _paragraphs(lines: Lines) -> list[Lines]:
    """Lines that follow each other without a blank one; each blank line is a paragraph of its own."""
    found: list[Lines] = []
    for line in lines:
        if line.strip() and found and found[-1][-1].strip():
            found[-1].append(line)
        else:
            found.append([line])
    return found


def join(lines: Lines, place: Place) -> Lines:
    """Each paragraph becomes one line; "prose": those lines alone that were wrapped."""
    joined: Lines = []
    for paragraph in _paragraphs(lines):
        if place.argument == "all":
            joined.append(" ".join(line.strip() for line in paragraph))
            continue
        for n, line in enumerate(paragraph):
            wrapped = n and len(paragraph[n - 1]) > 52 and not (BULLET.match(line) or NUMBER.match(line) or set(line) <= set("-="))
            if wrapped:
                joined[-1] += " " + line.strip()
            else:
                joined.append(line)
    return joined


def wrap(lines: Lines, place: Place) -> Lines:
    """Lines are broken at a width; with "hard" within words too."""
    width, _, how = place.argument.partition("+")
    wrapped: Lines = []
    for line in lines:
        pieces = textwrap.wrap(line, int(width), break_long_words=how == "hard", break_on_hyphens=how == "hard", drop_whitespace=True)
        wrapped += pieces or [""]
    return wrapped


def fill(lines: Lines, place: Place) -> Lines:
    """Paragraphs are joined and broken anew."""
    return wrap(join(lines, Place("all", place.rng, place.letter)), place)


def bullets(lines: Lines, place: Place) -> Lines:
    """Another character stands before the entries of a list, or none."""
    lead = "" if place.argument == "none" else place.argument + " "
    return [BULLET.sub(lambda found: found[1] + lead, line) for line in lines]


def numbers(lines: Lines, place: Place) -> Lines:
    """Entries are counted in another way, or not at all."""
    forms = {"none": "", "paren": "{}) ", "round": "({}) ", "star": "* ", "hash": "# ", "tab": "{}.\t", "wide": "   {}.   "}
    return [NUMBER.sub(lambda found: found[1] + forms[place.argument].format(found[2]), line) for line in lines]


def entities(lines: Lines, place: Place) -> Lines:
    """Entities are left as text; "twice": the ampersand of them has become one, too."""
    coded = ["".join(NAMED.get(c, c) for c in line) for line in lines]
    coded = [re.sub(r"(?<=\S) (?=\d)", "&nbsp;", line) for line in coded]
    return [html.escape(line, quote=False) for line in coded] if place.argument == "twice" else coded


def no_break(lines: Lines, place: Place) -> Lines:
    """Some spaces, or all, are such as no line is broken at; "indent": those at the beginning."""
    if place.argument == "indent":
        return [re.sub(r"^ +", lambda found: "\u00a0" * len(found[0]), line) for line in lines]
    share = {"all": 1.0, "some": 0.15}[place.argument]
    return ["".join("\u00a0" if c == " " and place.rng.random() < share else c for c in line) for line in lines]


def quotes(lines: Lines, place: Place) -> Lines:
    """Quotation marks become straight, or curly, or guillemets."""
    if place.argument == "straight":
        return [line.translate(str.maketrans("“”‘’", "\"\"''")) for line in lines]
    pair = {"curly": "“”", "low": "„“", "guillemets": "«»"}[place.argument]
    opened = [re.sub(r'(^|[\s(])["“]', rf"\1{pair[0]}", line) for line in lines]
    return [re.sub(r'["”]', pair[1], line).replace("'", "’") for line in opened]


def dashes(lines: Lines, place: Place) -> Lines:
    """Dashes become hyphens, or the other way round, as word processors do it."""
    if place.argument == "long":
        return [line.replace(" - ", " – ").replace("--", "—") for line in lines]
    return [line.replace("–", "-").replace("—", place.argument) for line in lines]


def ascii_only(lines: Lines, place: Place) -> Lines:
    """What is not in ASCII becomes a question mark, or falls away, or is written in letters."""
    if place.argument == "letters":
        lines = ["".join(PLAIN.get(c, c) for c in line) for line in lines]
        return [unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode() for line in lines]
    return [line.encode("ascii", "replace" if place.argument == "?" else "ignore").decode() for line in lines]


def unroll(lines: Lines, place: Place) -> Lines:
    """Addresses get their link behind them, as Outlook and Thunderbird write it."""
    form = {"angle": "{0}<mailto:{0}>", "spaced": "{0} <mailto:{0}>", "square": "{0} [mailto:{0}]"}[place.argument]
    return [ADDRESS.sub(lambda found: form.format(found[0]), line) for line in lines]


def rewritten(link: str, gateway: str) -> str:
    """Give a link as a gateway rewrites it."""
    if gateway == "urldefense":
        return f"https://urldefense.com/v3/__{link.replace('%', '*')}__;JSUl!!A1b2C3d4!xY9_kLmNoPqRsTuVwXyZ0123456789abcdef$"
    if gateway == "safelinks":
        target = urllib.parse.quote(link, safe="")
        return f"https://eur01.safelinks.protection.outlook.com/?url={target}&data=05%7C02%7C&sdata=aB3%2Fx9%3D&reserved=0"
    return f"https://linkprotect.cudasvc.com/url?a={urllib.parse.quote(link, safe='')}&c=E,1,q_Zz&typo=1"


def gateway(lines: Lines, place: Place) -> Lines:
    """Links are rewritten, and addresses that stand in the text become such."""
    return [LINK.sub(lambda found: rewritten(found[0], place.argument), line) for line in lines]


def break_links(lines: Lines, place: Place) -> Lines:
    """Long lines with percent codes are broken in the middle of one."""
    broken: Lines = []
    for line in lines:
        codes = [found.start() for found in re.finditer(r"%[0-9A-Fa-f]{2}", line)]
        if codes:
            at = place.rng.choice(codes) + place.rng.choice((1, 2))
            broken += [line[:at], line[at:]]
        else:
            broken.append(line)
    return broken


def banner(lines: Lines, place: Place) -> Lines:
    """A gateway has put its warning in, above our letter or between its paragraphs."""
    said = place.rng.choice(BANNERS)
    blanks = [n for n, line in enumerate(lines) if not line.strip()]
    at = 0 if place.argument == "top" or not blanks else place.rng.choice(blanks)
    return [*lines[:at], "", *said, "", *lines[at:]]


def calendar(lines: Lines, place: Place) -> Lines:
    """What is attached is quoted below the letter, as mutt does it."""
    return [*lines, "", *place.calendar.splitlines()] if place.calendar else lines


def attachments(lines: Lines, place: Place) -> Lines:
    """What was attached is named."""
    forms = {"angle": ["<next-meeting.ics>"], "square": ["[next-meeting.ics]"], "size": ["next-meeting.ics (1 KB)"],
             "list": ["Attachments:", "next-meeting.ics"], "head": ["1 attachment", "next-meeting.ics", "1K"]}  # fmt: skip
    said = forms[place.argument]
    return [*said, "", *lines] if place.argument == "head" else [*lines, "", *said]


def blanks(lines: Lines, place: Place) -> Lines:
    """Blank lines are doubled, or gone, or stand between all lines."""
    if place.argument == "none":
        return [line for line in lines if line.strip()]
    if place.argument == "double":
        return [one for line in lines for one in ([line, line] if not line.strip() else [line])]
    return [one for line in lines for one in (line, "")]


def trailing(lines: Lines, place: Place) -> Lines:
    """Spaces stand at the ends of lines."""
    return [line + " " * place.rng.choice((0, 1, 1, 2)) for line in lines]


def indent(lines: Lines, place: Place) -> Lines:
    """Lines lose what they begin with, or all of them are set in."""
    if place.argument == "none":
        return [line.lstrip() for line in lines]
    lead = "\t" if place.argument == "tab" else " " * int(place.argument)
    return [lead + line if line.strip() else line for line in lines]


def squeeze(lines: Lines, _: Place) -> Lines:
    """Runs of spaces become one."""
    return [re.sub(r"(?<=\S)[ \u00a0]{2,}", " ", line) for line in lines]


def cut(lines: Lines, place: Place) -> Lines:
    """The letter is cut off somewhere, in the middle of a word perhaps; or only one half of it is there."""
    half = len(lines) // 2
    if place.argument == "first":
        return lines[:half]
    if place.argument == "second":
        return lines[half:]
    at = place.rng.randrange(len(lines) // 4, max(len(lines) // 4 + 1, len(lines) - 1))
    end = lines[at]
    return [*lines[:at], end[: place.rng.randrange(len(end) + 1)]]


def mark(lines: Lines, place: Place) -> Lines:
    """Every line is marked as quoted; "tight" leaves blank lines without a mark."""
    sign, _, how = place.argument.partition("+")
    return [line if how == "tight" and not line.strip() else (sign + line).rstrip() for line in lines]


def mark_first(lines: Lines, place: Place) -> Lines:
    """Only the first line of each paragraph is marked, as gateways that join and wrap leave it."""
    return [place.argument + line if n == 0 and line.strip() else line for one in _paragraphs(lines) for n, line in enumerate(one)]


def mark_deeper(lines: Lines, place: Place) -> Lines:
    """From some line on there is a mark more: what was quoted once was quoted again."""
    at = place.rng.randrange(len(lines) or 1)
    return [place.argument + line if n >= at else line for n, line in enumerate(lines)]


def comb(lines: Lines, place: Place) -> Lines:
    """Marked lines are broken at a width by something that knows no marks: the rest of each stands without one, or with."""
    width, _, how = place.argument.partition("+")
    combed: Lines = []
    for line in lines:
        lead = found[0] if (found := MARK.match(line)) else ""
        pieces = textwrap.wrap(line, int(width), break_long_words=False, break_on_hyphens=False) or [line]
        combed += [piece if n == 0 or how != "marked" else lead + piece for n, piece in enumerate(pieces)]
    return combed


LINE_STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "join": (join, ("all", "prose")),
    "wrap": (wrap, ("30", "40", "50", "60", "64", "66", "68", "70", "76", "100", "45+hard")),
    "fill": (fill, ("34", "50", "65", "78", "90", "100")),
    "bullets": (bullets, ("*", "-", "•", "·", "–", "o", "none")),
    "numbers": (numbers, ("none", "paren", "round", "star", "hash", "tab", "wide")),
    "entities": (entities, ("once", "twice")),
    "nbsp": (no_break, ("some", "all", "indent")),
    "quotes": (quotes, ("straight", "curly", "low", "guillemets")),
    "dashes": (dashes, ("-", "?", "--", "long")),
    "ascii": (ascii_only, ("?", "drop", "letters")),
    "unroll": (unroll, ("angle", "spaced", "square")),
    "gateway": (gateway, ("urldefense", "safelinks", "cuda")),
    "breaklinks": (break_links, ("",)),
    "banner": (banner, ("top", "between")),
    "calendar": (calendar, ("",)),
    "attachments": (attachments, ("angle", "square", "size", "list", "head")),
    "blanks": (blanks, ("double", "none", "between")),
    "trailing": (trailing, ("",)),
    "indent": (indent, ("none", "4", "tab")),
    "squeeze": (squeeze, ("",)),
    "cut": (cut, ("middle", "first", "second")),
}
MARK_STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "mark": (mark, ("> ", ">", "| ", ">> ", "> > ", ">> +tight", "> +tight", ">+tight")),
    "markfirst": (mark_first, ("> ", ">")),
    "deeper": (mark_deeper, ("> ", ">")),
}
MARKED_STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "comb": (comb, ("60", "66", "70", "72", "74", "76", "70+marked", "50+marked")),
}
