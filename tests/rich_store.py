"""A small store in which everything that can be remembered is there: made for tests, and kept for each schema in `tests/stores/`.

    python tests/rich_store.py tests/stores/schema-N     the store of today's schema, with what its listings say in recorded.json

Made once for a schema and never again: `tests/test_upgrades.py` opens those stores with the mailflow of the day.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boards import MEETING, NOW, SETTLED, make_board
from clerkship import Clerkship
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.demo.story import sample
from mailflow.flows.approve import decide_approval
from mailflow.flows.circulate import dispatches_of, find_version, prepare, queue, release_ordered
from mailflow.flows.collect import Collector
from mailflow.flows.composing import compose_owed
from mailflow.flows.review import dismiss, settle
from mailflow.flows.take import take
from mailflow.journal import FACTS, DispatchTried, LetterSeen, MessageFailed
from mailflow.post.reports import compose_bounce
from mailflow.records import Action, Correction, Dispatch, DispatchState, Edition, Meeting, MinutesVersion, Taken, version_key
from mailflow.report import action_json, correction_json, dispatch_json, meeting_json, review_json
from mailflow.store import FILE_NAME, Store
from mailflow.workspace import Workspace

DAYS = tuple(NOW + dt.timedelta(days=n) for n in range(8))
NEXT_MEETING = "2027-01-21"
NEXT_MINUTES = """# Quayside Safeguarding Board

Minutes of the meeting held on Thursday 21 January 2027 at 9.30am, Harbour Room, Quay House

## Attendance

| Name | Role and agency | Attendance |
| --- | --- | --- |
| Ada Fenn (chair) | Independent Chair, Quayside Safeguarding Board | Present |
| Emeka Obi | Superintendent, Coast Police | Present |
| Iris Tate (notes) | Board Officer, Quayside Council | Present |

## 1. Minutes of the last meeting and action log

The minutes of 8 October 2026 were agreed as an accurate record.

QSB 2627_04: BH reported that the lamps are lit. Action closed.

## 2. Patrols

**Action:** Publish the rota of the patrols. (EO, by 26 February 2027)
"""


@dataclass(frozen=True)
class _Answers:
    """The letters of version 1 as they were received, and ways to answer them."""

    received: dict[str, Received]

    def reply(self, name: str, words: str, client: clients.Client = clients.gmail, *, at: dt.datetime = DAYS[2], mark: str = "1") -> bytes:
        letter = self.received[name]
        return client(letter, Writer(name, letter.to, at, f"{name.split()[0].lower()}.{mark}"), words)


def make_rich_board(folder: Path) -> Workspace:
    """Make the workspace: two meetings, two versions, letters in every state, replies, receipts, a full tray, a mail that fails."""
    random.seed(1)  # the boundaries of the members' mails
    (folder / "store").mkdir(parents=True)
    (folder / "store" / "key").touch(mode=0o600)
    (folder / "store" / "key").write_text("5eed" * 16 + "\n")
    workspace = make_board(folder)
    with workspace.open("test") as store:
        take(store, workspace.settings.board, "minutes.md", sample("minutes.md"), SETTLED, NOW)
        letters = {c.recipient.person.name: c for c in prepare(workspace, store, MEETING, NOW)}
        queue(workspace, store, MEETING, NOW)
        _send_version_1(store)
        answers = _Answers({name: Received.read(letter.content) for name, letter in letters.items()})
        _collect(workspace, store, answers, letters["Gregory Marsh"].content)
        _receipts(workspace, store)
        _settle(workspace, store)
        _second_version(workspace, store)
        take(store, workspace.settings.board, "january.md", NEXT_MINUTES.encode(), {}, DAYS[7])
        _follow_up(workspace, store)
    return workspace


def _tried(store: Store, at: dt.datetime, *facts: DispatchTried) -> None:
    with store.transaction(at) as transaction:
        for fact in facts:
            transaction.record(fact)


def _send_version_1(store: Store) -> None:
    """One waits after a 4xx, one after a lost answer (it may have gone), one was refused for good; the others went."""
    letters = dispatches_of(store, MEETING)
    names = {d.key: store.roster.names([d.person])[0] for d in letters}
    later = NOW + dt.timedelta(minutes=15)
    odd = {
        "Harbour Watch": (DispatchState.PENDING, "451 4.3.2 come back later", later, False),
        "Becky Moss": (DispatchState.PENDING, "the connection was lost after the letter", later, True),
        "Farah Nasser": (DispatchState.FAILED, "550 5.1.1 no such user", None, False),
    }
    _tried(store, NOW, *(DispatchTried(d.key, *odd.get(names[d.key], (DispatchState.SENT,))) for d in letters))


def _collect(workspace: Workspace, store: Store, answers: _Answers, returned: bytes) -> None:
    collector = Collector(workspace, store)
    gregory = answers.received["Gregory Marsh"]
    between = {"Replace the lamps": "12 of 15 are in.", "fifteen lamps are affected": 'This should read "sixteen lamps are affected".'}
    cora = answers.received["Cora Lind"]
    forged = answers.reply("Dilys Pryce", "QSB 2627_06: done", mark="f").replace(b"<dilys.pryce@schools.example>", b"<dp@crook.example>", 1)
    collector.take_mails(
        [
            answers.reply("Emeka Obi", "QSB 2627_08 is in progress, about 40 % done."),
            answers.reply("Dilys Pryce", "The referral form is done.\nCould you send me the figures for the summer?", clients.apple_mail),
            answers.reply("Hanna Vogel", "Done.", clients.phone),
            answers.reply("Ada Fenn", "No corrections from me.", clients.thunderbird),
            answers.reply("Iris Tate", 'Item 4: "71 per cent" should read "77 per cent".', clients.outlook),
            clients.between_the_lines(cora, Writer("Cora Lind", cora.to, DAYS[2], "cora.1"), between),
            answers.reply("Ben Holt", "I am on leave until Monday. QSB 2627_04 done.", clients.out_of_office),
            compose_bounce(sender=gregory.reply_to, recipient=gregory.to, returned=returned, host="mx.council.example", at=DAYS[2],
                           message_id="bounce.1@mx.council.example"),
        ],
        DAYS[2],
    )  # fmt: skip
    strangers = [
        clients.stranger(f"{n}@webmail.example", "Dilys Pryce", cora.sender, cora.subject, "QSB 2627_06 done", DAYS[n]) for n in (3, 4)
    ]
    collector.take_mails([forged, *strangers, answers.reply("Emeka Obi", "QSB 2627_08 is in progress, about 40 % done.")], DAYS[3])
    failing = store.mails.keep([b"From: a@b.example\r\nMessage-ID: <failing@b.example>\r\n\r\nround and round\r\n"])
    with store.transaction(DAYS[3]) as transaction:
        for digest in failing:
            transaction.record(MessageFailed(digest, "RecursionError: it goes round and round"))


def _receipts(workspace: Workspace, store: Store) -> None:
    """All are composed but the last; one of them went."""
    owed = [d for d in store.all(Dispatch) if d.edition is Edition.RECEIPT]
    compose_owed(workspace, store, DAYS[3])
    _tried(store, DAYS[3], DispatchTried(owed[0].key, DispatchState.SENT))
    answers = _Answers({"Emeka Obi": Received.read(store.letters.read(_letter_to(store, "Emeka Obi").body) or b"")})
    Collector(workspace, store).take_mails([answers.reply("Emeka Obi", "QSB 2627_08: 60 %", at=DAYS[4], mark="2")], DAYS[4])


def _letter_to(store: Store, name: str) -> Dispatch:
    return next(d for d in dispatches_of(store, MEETING) if store.roster.names([d.person])[0] == name)


def _settle(workspace: Workspace, store: Store) -> None:
    waiting = [t for t in store.all(Taken) if t.waits]
    forged, stranger, *_ = [t for t in waiting if not t.trusted]
    settle(workspace, store, forged.short, "QSB 2627_06: in progress", "Dilys Pryce", DAYS[5])
    dismiss(store, stranger.short, DAYS[5])


def _second_version(workspace: Workspace, store: Store) -> None:
    """Other words, one action fewer, and letters of which half have gone."""
    text = sample("minutes.md").decode().replace("fifteen lamps are affected", "sixteen lamps are affected")
    text = text.replace("**Action:** Put up notices about the closed slipway. (Harbour Watch)\n", "")
    take(store, workspace.settings.board, "minutes 2.md", text.encode(), SETTLED, DAYS[6])
    queue(workspace, store, MEETING, DAYS[6])
    letters = [d for d in dispatches_of(store, MEETING) if d.version == 2]
    _tried(store, DAYS[6], *(DispatchTried(d.key, DispatchState.SENT) for d in letters[::2]))


def _follow_up(workspace: Workspace, store: Store) -> None:
    """A correction seconded, ruled on and sent round by mail, an action handed on, a mail taken back, a document offered, an approval."""
    people = Clerkship.of(workspace, DAYS[7])

    def say(name: str, words: str, *, to: bytes | None = None, attached: tuple[str, bytes] | None = None) -> None:
        Collector(workspace, store).take_mails([people.mail(name, words, to=to or people.letter(name), attached=attached)], DAYS[7])
        compose_owed(workspace, store, DAYS[7])

    say("Hanna Vogel", 'Item 4: "71 per cent" should read "77 per cent".')
    say("Hanna Vogel", "No corrections.")
    say("Hanna Vogel", "undo", to=people.letter("Hanna Vogel", Edition.RECEIPT))
    say("Emeka Obi", "QSB 2627_08: not mine, it is Becky Moss's.")
    say("Becky Moss", "Yes", to=people.letter("Becky Moss", Edition.HANDING))
    say("Iris Tate", "The minutes are attached.", attached=("january.md", NEXT_MINUTES.encode()))
    say("Iris Tate", f"accept 1\nsend {MEETING}", to=people.letter("Iris Tate", Edition.RECEIPT))
    say("Iris Tate", "yes", to=people.letter("Iris Tate", Edition.RECEIPT))
    release_ordered(workspace, store, DAYS[7])  # letters of version 2 that still wait are withdrawn
    with store.transaction(DAYS[7]) as transaction:
        transaction.record(LetterSeen(_letter_to(store, "Hanna Vogel").key))
    approved = decide_approval(people.board(store), find_version(store, MEETING)[0], None, DAYS[7])
    with store.transaction(DAYS[7]) as transaction:
        for fact in approved.facts:
            transaction.record(fact, who="clerk")


def listings(workspace: Workspace) -> dict[str, Any]:
    """Give what the listings say of a store, as their JSON."""
    store = workspace.look()
    today = dt.date(2027, 1, 22)
    versions = {m.id: store.get(MinutesVersion, version_key(m.id, m.version)) for m in store.all(Meeting)}
    return {
        "people": [person.name for person in store.roster],
        "meetings": [meeting_json(m, versions[m.id], store.roster) for m in store.all(Meeting)],
        "actions": [action_json(a, store.roster, today) for a in store.all(Action)],
        "corrections": [correction_json(c, store.roster) for c in store.all(Correction)],
        "circulation": [dispatch_json(d, store.roster) for d in store.all(Dispatch)],
        "review": [review_json(t) for t in store.all(Taken) if t.waits],
        "messages": [{"mail": t.mail, "kind": str(t.kind), "outcome": str(t.outcome), "settled": t.settled} for t in store.all(Taken)],
        "events": [type(event.fact).__name__ for event in store.journal()],
    }


def main() -> None:
    """Make the folder of a schema; refuses one that is there."""
    folder = Path(sys.argv[1])
    workspace = make_rich_board(folder)
    found = listings(workspace)
    missing = set(FACTS) - set(found["events"])
    assert not missing, f"nothing of this kind happened: {missing}"
    (folder / "recorded.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "store" / (FILE_NAME + ".previous")).unlink()
    (folder / "store" / "lock").unlink()
    shutil.rmtree(folder / "templates")


if __name__ == "__main__":
    main()
