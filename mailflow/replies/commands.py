"""Short answers and commands: a line that is a yes or a no, "undo", or one of the clerk's ("accept 12", "take 3 as done").

A command is a whole line and nothing else, so that a sentence that merely holds such a word is never one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a line asks for."""

    YES = "yes"
    NO = "no"
    UNDO = "undo"
    SEND = "send"
    STATUS = "status"
    ACTIONS = "actions"
    OVERDUE = "overdue"
    CORRECTIONS = "corrections"
    REVIEW = "review"
    REDLINE = "redline"
    APPROVE = "approve"
    ACCEPT = "accept"
    DECLINE = "decline"
    REFER = "refer"
    TAKE = "take"
    DISMISS = "dismiss"
    HELP = "help"


LISTS = frozenset({Verb.STATUS, Verb.ACTIONS, Verb.OVERDUE, Verb.CORRECTIONS, Verb.REVIEW, Verb.REDLINE, Verb.HELP})


@dataclass(frozen=True, slots=True)
class Command:
    """A line that is a command. `numbers`: of corrections or of things in the tray; `words`: a reason, a reading, a meeting, a day."""

    verb: Verb
    numbers: tuple[int, ...] = ()
    words: str = ""


# Whole lines, by language, in lower case and without what stands around them.
_YES = {
    "en": "yes|yes please|ok|okay|okay then|yes ok|sure|yes sure|fine|that is fine|that's fine|go ahead|yes go ahead|confirm|"
    "confirmed|i confirm|"
    "agreed|i agree|accept|accepted|i accept|i accept it|yes i accept|happy to|yes happy to|i will|yes i will|i'll do it|i will do it|"
    "i'll take it|i will take it|i'll take it on|i will take it on|yes that's mine|yes it is mine|it is mine|it's mine|do it",
    "de": "ja|ja bitte|ja gerne|gerne|in ordnung|einverstanden|ich übernehme|ich übernehme das|ja ich übernehme|ja mache ich|"
    "mache ich|bestätigt",
    "fr": "oui|oui merci|d'accord|entendu|oui d'accord|je m'en charge|oui je m'en charge|j'accepte|oui j'accepte|confirmé|je confirme",
    "es": "sí|si|sí por favor|de acuerdo|vale|acepto|sí acepto|lo acepto|me encargo|sí me encargo|confirmado|confirmo",
    "cy": "ie|iawn|ydw|gwnaf|cytuno|rwy'n cytuno|derbyn|rwy'n derbyn|mi wnaf",
}
_NO = {
    "en": "no|no thanks|no thank you|not mine|not me|it is not mine|it's not mine|that is not mine|that's not mine|i decline|"
    "decline|declined|"
    "sorry no|no sorry|i can't|i cannot|i can not|cancel|stop|don't|do not|don't send|do not send",
    "de": "nein|nein danke|leider nein|leider nicht|nicht meine|das ist nicht meine|ich lehne ab|abgelehnt|abbrechen",
    "fr": "non|non merci|pas moi|ce n'est pas à moi|je refuse|désolé non|annuler",
    "es": "no gracias|no es mía|no es mío|no puedo|lo siento no|cancelar",
    "cy": "na|nage|dim diolch|nid fi|na fydda",
}
_UNDO = {
    "en": "undo|undo this|undo that|undo it|please undo|take it back|take that back|take this back|i take it back|i take that back|"
    "please take that back|withdraw|withdraw that|withdraw this|please withdraw|please withdraw that|that was a mistake|"
    "ignore my last mail",
    "de": "rückgängig|rückgängig machen|bitte rückgängig machen|zurücknehmen|bitte zurücknehmen|ich nehme es zurück",
    "fr": "annule|annulez|annuler|à annuler|je retire|je le retire|merci d'annuler",
    "es": "deshacer|deshaga|anular|retiro lo dicho|retirar",
    "cy": "dadwneud|tynnu'n ôl",
}
_SEND = (
    "send|send it|send them|send now|please send|please send it|send it out|send them out|send out|circulate|circulate it|"
    "please circulate|release|release it|ok to send|okay to send|good to send|good to go|yes send|yes send it|yes please send"
)
_LIST_WORDS = {
    Verb.STATUS: "status",
    Verb.ACTIONS: "actions|action log",
    Verb.OVERDUE: "overdue|overdue actions",
    Verb.CORRECTIONS: "corrections|register",
    Verb.REVIEW: "review|tray|review tray",
    Verb.HELP: "help|commands",
}
_NUMBERS = r"(?P<numbers>#?\d{1,6}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s+)#?\d{1,6})*)"
_DAY_OR_MEETING = r"(?P<words>[\w ,./-]{1,60})"
_SHAPES: tuple[tuple[Verb, re.Pattern[str]], ...] = tuple(
    (verb, re.compile(shape, re.IGNORECASE | re.DOTALL))
    for verb, shape in (
        (Verb.ACCEPT, rf"accept(?: corrections?)? {_NUMBERS}"),
        (Verb.DECLINE, rf"(?:decline|reject)(?: corrections?)? {_NUMBERS}(?:[\s,:;.–-]*(?:because|as|since|reason)?[\s:]+(?P<words>.+))?"),
        (
            Verb.REFER,
            rf"refer(?: corrections?)? {_NUMBERS}(?: to the (?:next )?meeting)?(?:[\s,:;–-]+(?:because|as|since)?\s*(?P<words>.+))?",
        ),
        (Verb.TAKE, rf"take {_NUMBERS}(?:\s+as\s+(?P<words>.+)|\s+as it stands)?"),
        (Verb.DISMISS, rf"(?:dismiss|discard) {_NUMBERS}"),
        (Verb.REDLINE, rf"redline(?: {_DAY_OR_MEETING})?"),
        (Verb.APPROVE, rf"approve(?: {_DAY_OR_MEETING})?"),
        (Verb.SEND, rf"(?:send|circulate) {_DAY_OR_MEETING}"),
    )
)
_WORDS: dict[str, Verb] = dict.fromkeys(_SEND.split("|"), Verb.SEND)
for _verb, _table in ((Verb.YES, _YES), (Verb.NO, _NO), (Verb.UNDO, _UNDO)):
    _WORDS.update({word: _verb for words in _table.values() for word in words.split("|")})
for _verb, _list in _LIST_WORDS.items():
    _WORDS.update(dict.fromkeys(_list.split("|"), _verb))
LONGEST = 400  # characters of a line that may be a command


def parse_answer(text: str) -> Verb | None:
    """Tell whether a line is a yes, a no, "undo" or "send" and nothing else; None where it is not."""
    verb = _WORDS.get(_bare(text))
    return verb if verb in (Verb.YES, Verb.NO, Verb.UNDO, Verb.SEND) else None


def parse_command(text: str) -> Command | None:
    """Parse a line as a command of the clerk's; None where it is none."""
    if len(text) > LONGEST:
        return None
    if verb := _WORDS.get(_bare(text)):
        return Command(verb)
    line = " ".join(text.split()).strip(" .!")
    line = re.sub(r"^(?:please|pls)\s+", "", line, flags=re.IGNORECASE)
    for verb, shape in _SHAPES:
        if found := shape.fullmatch(line):
            parts = found.groupdict()
            numbers = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", parts.get("numbers") or "")))
            return Command(verb, numbers, (parts.get("words") or "").strip())
    return None


def _bare(text: str) -> str:
    folded = " ".join(text.replace("’", "'").replace(",", " ").split()).casefold()
    return folded.strip(" .!;:…-–\"'“”")
