"""Where actions stand in the lines of an item: marks ("Action:", "ACTION (PS) –", "[Action: PS]"), bold type, sentences.

Gives marked lines; who owes them is read in `mailflow.minutes.owed`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mailflow.minutes import action_terms, people_terms
from mailflow.minutes.blocks import Paragraph, fold
from mailflow.minutes.columns import alternatives, term
from mailflow.minutes.flow import Said
from mailflow.minutes.owed import annotation, surely_owners
from mailflow.minutes.owners import INITIALS, is_office, is_person, looks_like_owners, split_owners


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of an item's text. `row`: as in Said. `action`: it states an action, whose words are `action`, else None.

    `owners`: text of who owes it, where the mark says so. `bullet`: a list entry. `label`: the mark as it was typed.
    `aside`: as in Said.
    """

    text: str
    row: int = -1
    bold: bool = False
    bullet: bool = False
    goes_on: bool = False
    action: str | None = None
    owners: str = ""
    label: str = ""
    aside: bool = False


_MARK_WORDS = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(action_terms.ACTION_MARKS, key=len, reverse=True))
_WHO = r"[A-Z][\w.'’-]{0,24}(?:(?:\s?[/&]\s?|\sand\s|,\s|\s)[A-Z][\w.'’-]{0,24}){0,4}\s?"
_OPEN_MARK = re.compile(
    rf"^[\[(]?\s?(?i:(?P<mark>{_MARK_WORDS}))(?P<count>\s?(?i:no\.?|nr\.?|#)?\s?\d{{1,3}}(?:[./-]\d{{1,3}})?"
    rf"|\s(?!AND\b)[A-Z]{{0,5}}\d[\w/.-]{{0,10}})?"
    rf"(?:\s?(?:\((?P<bracket>[^()]{{1,80}})\)|(?i:for|by|on)?\s?(?P<who>{_WHO})))?\s?(?P<colon>[:–—]|\s-\s|-\s|\.\s|\)|\]|$)\s*"
)
# In the middle or at the end of a paragraph a mark needs its colon, and a capital or a bracket.
_INNER_MARK = re.compile(
    r"(?:(?<=[.!?;:)\]])\s+|\s+(?=[\[(])|\s+(?=ACTION))[\[(]?\s?(?P<mark>ACTIONS?(?:\sPOINTS?)?|Actions?(?:\s[Pp]oints?)?|AP)"
    rf"(?P<count>\s?\d{{1,3}})?(?:\s?\((?P<bracket>[^()]{{1,80}})\)|\s(?:by\s)?(?P<who>{_WHO}))?\s?(?P<colon>[:–—]|\s-\s)\s*"
)
_CHECKBOX = re.compile(rf"^{alternatives(action_terms.BOXES)}\s+(?=\w)")
_TAIL_BRACKET = re.compile(
    r"\s*[\[(]\s?(?:ACTIONS?|Actions?|AP)\s?(?:[:–-]\s?|by\s"
    r"|for\s)?(?P<who>[A-Z][^()\[\]]{0,100}(?:\([^()]{1,60}\))?)\s?[\])]\s?\.?$"
)
_RESOLVED = re.compile(
    rf"\b(?:{'|'.join(re.escape(word) for word in action_terms.RESOLVED)})\b:?,?\s(?:(?:by\sall|unanimously|also|further"
    rf"|and\sagreed)\s)?(?:that\s)?(?P<clause>.{{3,600}})",
    re.IGNORECASE,
)
_SHOULD = alternatives(action_terms.SHOULD)
_SUBJECT = re.compile(
    rf"^(?P<who>(?:[Tt]he\s|[Aa]ll\s)?[A-ZÀ-Þ][\w.'’-]{{0,30}}(?:(?:,\s|\s?/\s?|\s?&\s?|\sand\s(?:the\s)?|\sof\sthe\s"
    rf"|\sof\s|\s)(?:\([\w .]{{1,30}}\)|[A-ZÀ-Þ][\w.'’-]{{0,30}}|members|partners)){{0,6}}?)\s"
    rf"(?:(?P<verb>{_SHOULD})\s|(?P<bare>[a-z]{{2,20}})\s)(?P<what>\S.*)$",
    re.DOTALL,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ“\"'(\[])")
_NOT_SENTENCE_END = re.compile(rf"(?:\b{alternatives(action_terms.ABBREVIATIONS)}|\b[A-Z](?:\.[A-Z])*)\.$")


def sentences(text: str) -> list[str]:
    """Part a paragraph into sentences; a stop after initials or "Mr" ends none."""
    parts: list[list[str]] = []
    for piece in _SENTENCE.split(text):
        if parts and _NOT_SENTENCE_END.search(parts[-1][-1][-24:]):
            parts[-1].append(piece)
        else:
            parts.append([piece])
    return [" ".join(pieces) for pieces in parts]


def lines_of(said: Sequence[Said]) -> list[Line]:
    """Make lines of what was said; a sentence that was cut by the end of a page or of a row is put together again."""
    lines: list[Line] = []
    last_row = None
    for entry in said:
        paragraph = entry.paragraph
        text = _numbered(paragraph)
        if not text:
            continue
        line = Line(text, entry.row, paragraph.bold, paragraph.marker == "-", paragraph.goes_on, aside=entry.aside)
        cut = (
            lines
            and last_row != entry.row
            and not lines[-1].bullet
            and not line.bullet
            and not (line.aside or lines[-1].aside)
            and _is_cut(lines[-1].text)
            and text[0].islower()
        )
        if cut:
            lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {text}", bold=lines[-1].bold and line.bold)
        else:
            lines.append(line)
        last_row = entry.row
    return lines


def _numbered(paragraph: Paragraph) -> str:
    return f"{paragraph.marker} {paragraph.text}" if paragraph.marker not in ("", "-") else paragraph.text


def _is_cut(text: str) -> bool:
    return text[-1].isalnum() or text[-1] in ",-–)"


# --- marks -----------------------------------------------------------------------------------------------------------


def mark_lines(lines: Sequence[Line]) -> list[Line]:
    """Find the marked actions: split them from the text around them and fill in their words."""
    marked: list[Line] = []
    pending: Line | None = None
    taken = 0
    for line in (piece for whole in lines for piece in _pieces(whole)):
        tail = _TAIL_BRACKET.search(line.text)
        if line.aside:
            marked += [pending, line] if pending is not None and not taken else [line]
            pending, taken = None, 0
            continue
        if tail and line.text[: tail.start()].strip():
            before = line.text[: tail.start()].strip()
            marked.append(replace(line, action=sentences(before)[-1], owners=tail["who"]))
            continue
        if boxed := _CHECKBOX.match(line.text):
            marked.append(replace(line, action=line.text[boxed.end() :].strip(), label=boxed[0].strip()))
            pending, taken = None, 0
            continue
        if pending is not None and not _mark_of(line) and _belongs(pending, line, taken, marked):
            marked.append(replace(line, action=_bare(line.text), label=pending.label, owners=pending.owners))
            taken += 1
            continue
        if pending is not None and not taken:
            marked.append(pending)  # a mark with nothing under it stays as it was typed
        pending, taken = None, 0
        opened = _opened(line)
        if opened is None:
            marked.append(line)
        elif opened.action == "" and not opened.owners:
            pending = opened
        elif opened.action == "":
            marked += _backwards(marked, opened)
        elif opened.action and _only_owners(opened.action) and marked and not opened.bullet:
            marked += _backwards(marked, replace(opened, owners=opened.action))
        elif opened.action == "" or (opened.owners and not opened.action):
            pending = opened
        else:
            marked.append(opened)
            pending, taken = (opened, 1) if _is_plural(opened.label) else (None, 0)
    if pending is not None and not taken:
        marked.append(pending)
    return [replace(line, action=None) if line.action == "" else line for line in marked]


def _pieces(line: Line) -> list[Line]:
    """Part a paragraph at a mark in its middle: "... was discussed. ACTION: PS to draft."."""
    pieces: list[Line] = []
    if line.aside:
        return [line]
    text = line.text
    start = 0
    for match in _INNER_MARK.finditer(text):
        if not text[start : match.start()].strip():
            continue
        pieces.append(replace(line, text=text[start : match.start()].strip()))
        start = match.start()
    rest = text[start:].strip()
    return [*pieces, replace(line, text=rest, goes_on=bool(pieces) or line.goes_on, bullet=line.bullet and not pieces)]


def _mark_of(line: Line) -> re.Match[str] | None:
    match = _OPEN_MARK.match(line.text)
    if match is None or (not match["colon"] and match.end() < len(line.text)):
        return None
    who = (match["who"] or "").strip()
    if who and not looks_like_owners(who):
        return None
    if match["colon"].strip() == "." and match.end() < len(line.text) and not match["count"]:
        return None
    # "Action log: ..." and "Task group – ..." are none; nor is a mark that is a heading of its own without colon, in plain type.
    return match


def _opened(line: Line) -> Line | None:
    match = _mark_of(line)
    if match is None:
        return None
    rest = line.text[match.end() :].strip()
    if line.text[:1] in "[(":
        rest = rest.rstrip(".").removesuffix("]").removesuffix(")") if rest.rstrip(".").endswith(("]", ")")) else rest
    label = line.text[: match.end()].strip()
    bracket = match["bracket"] or ""
    owners = bracket or (match["who"] or "").strip()
    if not rest and owners and term(label) and not match["bracket"] and not match["colon"].strip(" ])"):
        return replace(line, action="", owners=owners, label=label)
    return replace(line, action=_bare(rest), owners=owners, label=label)


def _bare(text: str) -> str:
    return re.sub(r"^(?:\(?[a-z0-9]{1,2}[.)]|[-–•*])\s+", "", text.strip())


def _is_plural(label: str) -> bool:
    return _PLURAL.match(label) is not None


_PLURAL = re.compile(rf"[\[(]?\s?(?:\w+\s)?{alternatives(action_terms.PLURAL_MARKS)}\b", re.IGNORECASE)


def _only_owners(text: str) -> bool:
    """Tell whether a text is nothing but owners, with or without a day: "Secretary (by 10 January)"."""
    return looks_like_owners(text) or ((read := annotation(text)) is not None and bool(read[0]) and surely_owners(read[0]))


def _belongs(pending: Line, line: Line, taken: int, marked: Sequence[Line]) -> bool:
    """Tell whether a line is an action under a mark that stands above it."""
    before = marked[-1] if marked and taken else pending
    if line.goes_on and (taken == 0 or before.goes_on or pending.goes_on or not line.bullet) and line.row == pending.row:
        return True
    if line.bullet:
        return (
            taken == 0
            or before.bullet
            or (pending.action == "" and before is pending)
            or (_is_plural(pending.label) and before.bullet)
        )
    if before.bullet and taken:
        return False
    if pending.action:
        return False
    if pending.bold and line.bold and line.row == pending.row:
        return True
    numbered = bool(re.match(r"^\(?(?:\d{1,2}|[a-z])[.)]\s", line.text))
    return taken == 0 or (_is_plural(pending.label) and numbered)


def _backwards(marked: list[Line], opened: Line) -> list[Line]:
    """Let a mark that holds only owners ("[Action: PS]") speak of the sentence before it."""
    if not marked or marked[-1].action is not None:
        return [opened]
    before = marked.pop()
    parts = sentences(before.text)
    kept = replace(before, text=f"{before.text} {opened.text}", action=parts[-1], owners=opened.owners, label="")
    return [kept]


# --- sentences -------------------------------------------------------------------------------------------------------


def resolved_action(sentence: str, known: Collection[str]) -> str | None:
    """Give who is to act in a resolution, "that the Clerk write to the County Council"; None where it is a mere decision."""
    match = _RESOLVED.search(sentence)
    if not match:
        return None
    return _actor(match["clause"].strip(), known, bare_verb=True)


def stated_action(sentence: str, known: Collection[str]) -> str | None:
    """Give who is to act in a sentence that begins with somebody known: "Clerk to obtain quotes."; else None."""
    return _actor(sentence, known, bare_verb=False)


def _actor(clause: str, known: Collection[str], *, bare_verb: bool) -> str | None:
    match = _SUBJECT.match(clause[:1].upper() + clause[1:])
    if not match or (match["bare"] and (not bare_verb or match["bare"] in action_terms.NO_VERBS)):
        return None
    if not bare_verb and match["verb"] not in action_terms.COMMITS:
        return None
    if match["what"].split(" ")[0] in ("be", "have", "been") and match["verb"] != "to":
        return None
    who = match["who"].strip()
    owners, _ = split_owners(re.sub(r"^(?:[Tt]he)\s", "", who))
    return who if owners and all(_is_known(owner, known) for owner in owners) else None


def _is_known(owner: str, known: Collection[str]) -> bool:
    bare = term(re.sub(r"^(?:the)\s", "", owner, flags=re.IGNORECASE))
    if bare in known or (INITIALS.match(owner) and owner.replace(".", "").replace(" ", "").lower() in known):
        return True
    first = bare.split(" ")[0]
    return (
        (first in people_terms.TITLES and len(bare.split()) > 1)
        or (is_person(owner) and bare.split(" ")[-1] in known)
        or (is_office(owner) and bare not in ("board", "council", "committee", "members"))
    )


def known_as(names: Collection[str]) -> frozenset[str]:
    """Everything short that the people of an attendance list may be called: initials, first names, surnames, full names."""
    known: set[str] = set()
    for name in names:
        words = [word for word in fold(re.sub(r"\([^()]*\)", " ", name)).split(" ") if term(word) not in people_terms.TITLES]
        if words:
            known |= {
                term(name),
                term(" ".join(words)),
                words[0].lower(),
                words[-1].lower(),
                "".join(word[0] for word in words).lower(),
            }
    return frozenset(known)
