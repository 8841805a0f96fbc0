"""What is answered, by which client, and what is meant: one row a reply. Words of ours that tell a place hold for text and page alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from clients.desk import Desk
from clients.evolution import evolution_html
from clients.flat import claws, sylpheed
from clients.roundcube import roundcube_html
from clients.terminal import aerc, alpine, mutt, neomutt, s_nail
from clients.thunderbird import thunderbird_html, thunderbird_plain
from clients.wishes import Place, Typed, Wish

Client = Callable[[Desk, bytes, Wish], bytes]
CLIENTS: tuple[Client, ...] = (
    mutt, neomutt, thunderbird_html, thunderbird_plain, roundcube_html, claws, alpine, s_nail, aerc, sylpheed, evolution_html,
)  # fmt: skip
REFERENCE = "SFB 2627"
WAITS: Mapping[str, object] = {"outcome": ["review"]}


@dataclass(frozen=True)
class Case:
    """A kind of answer. `letter`: a file of the letters; `follow`: it belongs to the later workspace."""

    kind: str
    letter: str
    wish: Wish
    meant: Mapping[str, object]
    follow: bool = False
    clients: tuple[Client, ...] = field(default=CLIENTS)
    note: str = ""

    @property
    def workspace(self) -> str:
        """The workspace that the letter belongs to."""
        return "ws.follow" if self.follow else "ws.base"


def _after(at: str, words: str) -> Typed:
    return Typed(words, Place.AFTER, at)


def _beside(at: str, words: str) -> Typed:
    return Typed(words, Place.BESIDE, at)


EDITORS = (thunderbird_html, roundcube_html)
KIT, DEV, NIA, RAVI, THEO = "letter-kit.lowe", "letter-dev.anand", "letter-head", "letter-ravi.sood", "letter-theo.crane"
BLANKETS, HALLS = "Count the blankets and beds at each rest centre", "Write to the head teachers about the use of their halls"
QUOTATION, HOURS = "Ask for a second quotation for Crab Quay", "Put the opening hours of the sluices on the website"
FEED, FOOTBRIDGE = "Arrange a feed of the readings for the hospital", "Survey the footbridge at Crab Quay"

CASES = (
    Case(
        "top", KIT,
        Wish((Typed(f"Hi Una\n\n{REFERENCE}_01: done, all are counted.\n{REFERENCE}_02: in progress, the letter is drafted.\n\nKit"),)),
        {"updates": {"01": "done", "02": "in progress"}},
    ),
    Case(
        "bottom", DEV,
        Wish((Typed(f"{REFERENCE}_04 is finished.\nRegards\nDev", Place.BOTTOM),)),
        {"updates": {"04": "done"}},
    ),
    Case(
        "inline", KIT,
        Wish((_after(BLANKETS, "Done on Monday."), _after(HALLS, "In progress, three have answered."))),
        {"updates": {"01": "done", "02": "in progress"}},
    ),
    Case(
        "inline-minutes", KIT,
        Wish((_after("for more than a week. Nobody was hurt.", "This should be 43 households, not 41."),)),
        {"corrections": [{"item": "2.1"}]},
        clients=(mutt, thunderbird_html, thunderbird_plain, roundcube_html, claws, alpine, sylpheed),
    ),
    Case(
        "inline-under-item", DEV,
        Wish((_after("would follow in spring.", "It was £13,400, not £14,300."),)),
        {"corrections": [{"item": "2.2"}]},
        clients=(neomutt, thunderbird_html, roundcube_html, s_nail, aerc, evolution_html),
    ),
    Case(
        "same-line", DEV,
        Wish((_beside(QUOTATION, " - done"), _beside(HOURS, " - in progress, half of them are up"))),
        {"updates": {"03": "done", "04": "in progress"}},
        clients=(mutt, thunderbird_html, thunderbird_plain, roundcube_html, claws, evolution_html),
    ),
    Case(
        "same-line-minutes", RAVI,
        Wish((_beside("should have them as well.", " [it was the clinic, not the hospital]"),)),
        {"corrections": [{"item": "3"}]},
        clients=(thunderbird_html, roundcube_html, neomutt),
    ),
    Case(
        "overtyped", KIT,
        Wish((Typed("I have put the number in 2.1 right below."), Typed("43", Place.OVER, "reported that 41 households", "41"))),
        WAITS,
        clients=(mutt, thunderbird_html, thunderbird_plain, roundcube_html, sylpheed),
        note="a change inside our words cannot be told for sure, so it waits and is asked",
    ),
    Case(
        "trimmed", KIT,
        Wish((_after(BLANKETS, "Completed last week."),), kept=(f"{REFERENCE}_01 {BLANKETS}",)),
        {"updates": {"01": "done"}},
        clients=tuple(client for client in CLIENTS if client is not evolution_html),
    ),
    Case(
        "absentee-inline", NIA,
        Wish((_after(HALLS, "Not started yet."),)),
        {"updates": {"02": "open"}},
        clients=(thunderbird_html, roundcube_html, alpine, claws, s_nail),
    ),
    Case(
        "no-corrections-to-all", RAVI,
        Wish((Typed(f"No corrections from us.\n{REFERENCE}_05 is done, they have had the feed since Friday.\nRavi"),), to_all=True),
        {"no_corrections": True, "updates": {"05": "done"}},
        clients=(mutt, alpine, roundcube_html, thunderbird_html),
    ),
    Case(
        "owner-inline", THEO,
        Wish((_after(FOOTBRIDGE, "Done, the report is with Dev."),)),
        {"updates": {"06": "done"}},
        clients=(thunderbird_html, roundcube_html, thunderbird_plain, aerc),
    ),
    Case(
        "mailto", KIT,
        Wish((Typed("done on Friday", Place.BOTTOM),), link=f"Report on {REFERENCE}_01"),
        {"updates": {"01": "done"}},
        clients=(*EDITORS, thunderbird_plain),
    ),
    Case(
        "mailto-no-corrections", RAVI,
        Wish((Typed("", Place.BOTTOM),), link="No corrections"),
        {"no_corrections": True},
        clients=(thunderbird_html,),
    ),
    Case(
        "undo", "receipt-kit.lowe", Wish((Typed("undo"),)), {}, follow=True,
        clients=(mutt, thunderbird_html, roundcube_html, alpine, claws, evolution_html),
    ),
    Case(
        "receipt-amended", "receipt-dev.anand",
        Wish((Typed(f"Sorry, {REFERENCE}_03 is in fact done, both have answered."),)),
        {"updates": {"03": "done"}}, follow=True, clients=(neomutt, thunderbird_html, thunderbird_plain, roundcube_html),
    ),
    Case(
        "reminder-top", "reminder-theo.crane", Wish((Typed("That is done, thank you."),)),
        {"updates": {"06": "done"}}, follow=True, clients=(mutt, thunderbird_html, roundcube_html, sylpheed),
    ),
    Case(
        "reminder-inline", "reminder-dev.anand",
        Wish((_after(HOURS, "In progress, done by the end of next week."),)),
        {"updates": {"04": "in progress"}, "outcome": ["recorded", "review"]}, follow=True,
        clients=(mutt, thunderbird_html, thunderbird_plain, roundcube_html, s_nail),
    ),
)  # fmt: skip


def name_of(client: Client) -> str:
    """Give a client's name as files carry it: "thunderbird-html"."""
    return client.__name__.replace("_", "-")
