"""The whole story on real Dovecot and Postfix: from the clerk's .docx by mail to final minutes two meetings later, by mail alone.

Eight members and their clerk use mail clients; nothing is done at a command line but `serve`. Days pass by the service's clock.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailflow.demo import clients
from mailflow.demo.clients import Client, Received, Writer
from mailflow.demo.story import sample
from mailflow.flows.keeping import check
from mailflow.flows.overview import overview
from mailflow.flows.overview_forms import page
from mailflow.flows.roster import import_roster
from mailflow.flows.serve import Surroundings, serve
from mailflow.minutes.documents import read_document
from mailflow.minutes.laid_out import lay_out
from mailflow.minutes.word_out import write_word
from mailflow.new_settings import write_settings
from mailflow.people_file import read_people
from mailflow.post.courier import deliver
from mailflow.post.model import Parcel
from mailflow.records import Action, Correction, Dispatch, DispatchState, Edition, Meeting, MinutesVersion, Stage, version_key
from mailflow.register import Ruling
from mailflow.workspace import Workspace, make_workspace
from servers import DOMAIN, GHOST, MEMBERS, RealMail, password

pytestmark = [pytest.mark.server, pytest.mark.slow]
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": password("minutes"), "MAILFLOW_IMAP_PASSWORD": password("minutes")}
MAILBOXES = dict(zip(("AF", "BH", "DP", "EO", "FN", "HV", "IT", "CL", "BM"), MEMBERS, strict=False))
OCTOBER, DECEMBER, JANUARY = "2026-10-08", "2026-12-03", "2027-01-21"
HEAD = """# Quayside Safeguarding Board

Minutes of the meeting held on {day} at 9.30am, Harbour Room, Quay House

## Attendance

| Name | Role and agency | Attendance |
| --- | --- | --- |
| Ada Fenn (chair) | Independent Chair, Quayside Safeguarding Board | Present |
| Ben Holt | Harbour Master, Port Authority | Present |
| Dilys Pryce | Head Teacher, Quayside Schools | Present |
| Emeka Obi | Superintendent, Coast Police | Present |
| Farah Nasser | Designated Nurse, Estuary Health | Absent |
| Gregory Marsh | Head of Housing, Quayside Council | Apologies |
| Hanna Vogel | Community Member, Quayside Safeguarding Board | Present |
| Iris Tate (notes) | Board Officer, Quayside Council | Present |

## 1. Welcome

The chair welcomed everyone.

## 2. Minutes of the last meeting and action log

"""
DECEMBER_MINUTES = (
    HEAD.format(day="Thursday 3 December 2026")
    + """The minutes of 8 October 2026 were not agreed; they come back to the next meeting.

QSB 2627_04: the lamps are replaced. Action closed.

## 3. Flood plan

The board heard that the flood plan is being written.

**Action:** Send the flood plan to all members. (EO, by 15 January 2027)

## 4. Next meeting

Thursday 21 January 2027 at 9.30am, Harbour Room.
"""
)
JANUARY_MINUTES = (
    HEAD.format(day="Thursday 21 January 2027")
    + """The minutes of 8 October 2026 were agreed as an accurate record, subject to a minor amendment in item 3.1 (DP).

QSB 2627_10: the flood plan was sent. Action closed.

## 3. Next meeting

Thursday 18 March 2027 at 9.30am, Harbour Room.
"""
)


class Town:
    """The board's people at their mail clients, and the service that answers them. `now` is the day it is."""

    def __init__(self, workspace: Workspace, mail: RealMail) -> None:
        self.workspace, self.mail = workspace, mail
        self.started, self.now = time.monotonic(), dt.datetime(2026, 10, 9, 9, 0, tzinfo=dt.UTC)
        self.sent = 0
        self.service: threading.Thread | None = None
        self.stop = threading.Event()

    def clock(self) -> dt.datetime:
        return self.now + dt.timedelta(seconds=time.monotonic() - self.started)

    def day(self, day: str, hour: int = 9) -> None:
        """Let it be another day: the service is stopped over night, as it may be, and started again."""
        self.rest()
        self.now, self.started = dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00"), time.monotonic()
        self.stop = threading.Event()
        self.service = threading.Thread(target=serve, args=(self.workspace, Surroundings(ENVIRONMENT, self.clock, self.stop)))
        self.service.start()

    def rest(self) -> None:
        if self.service is not None:
            self.stop.set()
            self.service.join(20)
            assert not self.service.is_alive()
            self.service = None

    def mailbox(self, who: str) -> list[Received]:
        """Give what somebody has in their mailbox, the oldest first."""
        found = [Received.read(raw) for raw in self.mail.mails(MAILBOXES[who])]
        return sorted(found, key=lambda one: one.date)

    def awaits(self, who: str, words: str, *, more: Callable[[Received], bool] = lambda _: True) -> Received:
        """Wait for a mail that holds these words in its subject or text; give the last such."""
        wanted: list[Received] = []

        def came() -> bool:
            wanted[:] = [one for one in self.mailbox(who) if words in flat(f"{one.subject} {one.text}") and more(one)]
            return bool(wanted)

        until(came, f"{who} has no mail with “{words}”: {[m.subject for m in self.mailbox(who)]}")
        return wanted[-1]

    def says(self, who: str, words: str, letter: Received, client: Client = clients.gmail) -> None:
        """Let somebody answer a letter from their own client."""
        self.sent += 1
        person = self.workspace.look().roster.one(who)
        writer = Writer(person.name, person.email, self.clock(), f"story.{self.sent}.{time.time_ns()}")
        self._deliver(who, letter.reply_to, client(letter, writer, words))

    def sends_document(self, name: str, markdown: str) -> None:
        """Let the clerk mail a Word document to the board's address."""
        self.sent += 1
        clerk = self.workspace.look().roster.one("IT")
        pages = lay_out(read_document("minutes.md", markdown.encode()).blocks)
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = f"{clerk.name} <{clerk.email}>"
        message["To"] = self.workspace.settings.mail.address
        message["Subject"] = "Minutes"
        message["Message-ID"] = f"<story.{self.sent}.{time.time_ns()}@{DOMAIN}>"
        message.set_content("The minutes are attached.\n\nIris\n")
        word = write_word(pages, title="Minutes", at=self.clock(), author=clerk.name)
        subtype = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        message.add_attachment(word, maintype="application", subtype=subtype, filename=name)
        self._deliver("IT", self.workspace.settings.mail.address, message.as_bytes())

    def _deliver(self, who: str, to: str, raw: bytes) -> None:
        failed: list[object] = []
        parcel = Parcel(who, self.workspace.look().roster.one(who).email, to, raw)
        asyncio.run(deliver(self.mail.smtp("ada"), [parcel], on_delivery=lambda d: None if d.outcome == "sent" else failed.append(d)))
        assert not failed

    def meeting(self, day: str) -> Meeting:
        found = self.workspace.look().get(Meeting, day)
        assert found is not None
        return found

    def action(self, ref: str) -> Action:
        found = self.workspace.look().get(Action, ref)
        assert found is not None
        return found

    def register(self) -> list[Correction]:
        return self.workspace.look().all(Correction)

    def clerk_says(self, words: str, letter: Received, answer: str) -> Received:
        """Let the clerk answer, and wait for what comes back."""
        before = len(self.mailbox("IT"))
        self.says("IT", words, letter, clients.outlook)
        until(lambda: len(self.mailbox("IT")) > before, f"no answer to the clerk's “{words}”")
        return self.awaits("IT", answer)


def until(what: Callable[[], bool], why: str = "it did not come about", seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def town(real_mail: RealMail, tmp_path: Path) -> Iterator[Town]:
    real_mail.empty("minutes", *MEMBERS)
    server: dict[str, str | int] = {"host": "localhost", "security": "starttls", "username": "minutes", "ca_file": real_mail.ca_file}
    settings = write_settings(
        name="Quayside Safeguarding Board",
        reference="QSB",
        address=f"minutes@{DOMAIN}",
        corrections_days=30,
        smtp={**server, "port": real_mail.ports.submission},
        imap={**server, "port": real_mail.ports.imap},
    )
    workspace = make_workspace(tmp_path / "board", settings)
    text = sample("people.csv").decode()
    for person in read_people("people.csv", text.encode()):
        mailbox = MAILBOXES.get(person.initials)
        address = f"{mailbox}@{DOMAIN}" if mailbox else GHOST if person.initials == "GM" else f"{MEMBERS[9]}@{DOMAIN}"
        text = text.replace(person.email, address)
    made = Town(workspace, real_mail)
    with workspace.open("test") as store:
        import_roster(store, read_people("people.csv", text.encode()), "people.csv", made.now)
    yield made
    made.rest()


def test_from_the_clerks_document_to_final_minutes_two_meetings_later(town: Town) -> None:
    _the_document_goes_out(town)
    _three_versions(town)
    _an_action_is_handed_on_and_owners_are_reminded_once(town)
    _december_puts_the_approval_off(town)
    _january_agrees_and_the_final_minutes_go_out(town)
    _what_the_clerk_sees_afterwards(town)
    town.rest()
    assert check(town.workspace) == ()
    refused = [d for d in town.workspace.look().all(Dispatch) if d.state is DispatchState.FAILED]
    assert not refused


def _the_document_goes_out(town: Town) -> None:
    town.day("2026-10-09")
    town.sends_document("minutes.docx", sample("minutes.md").decode())
    shown = town.awaits("IT", "As it was read")
    assert "Who is “Hanna ?”" in flat(shown.text)
    shown = town.clerk_says("Hanna ? is Hanna Vogel", shown, "11 people get their letter")
    assert not town.workspace.look().all(Dispatch) or not any(d.circulated for d in town.workspace.look().all(Dispatch))
    town.says("IT", "send", shown, clients.outlook)
    for who in MAILBOXES:
        town.awaits(who, "QSB 2627_04" if who == "BH" else "8 October 2026", more=lambda one: "Re:" not in one.subject)
    until(lambda: _ghost(town).state is DispatchState.BOUNCED, "the bounce does not come back")


def _ghost(town: Town) -> Dispatch:
    return next(d for d in town.workspace.look().all(Dispatch) if d.circulated and d.email == GHOST)


def _three_versions(town: Town) -> None:
    letters = {who: town.awaits(who, "draft minutes", more=lambda one: "Re:" not in one.subject) for who in ("AF", "DP", "EO", "FN")}
    town.says("DP", 'Item 3.1: "fifteen lamps" should read "sixteen lamps".', letters["DP"])
    town.awaits("DP", "1 recorded")
    town.says("EO", 'Item 3.1: "fifteen lamps" should read "fourteen lamps".', letters["EO"], clients.thunderbird)
    town.awaits("EO", "1 recorded")
    town.says("AF", "No corrections.", letters["AF"], clients.phone)
    town.awaits("AF", "1 recorded")
    town.day("2026-10-12")
    digest = town.awaits("IT", "Corrections to rule on")
    assert "the same words as correction" in flat(digest.text), "the conflict is shown"
    answer = town.clerk_says("accept 1\ndecline 2 because the harbour counted sixteen\nsend", digest, "to 11 people")
    assert "Correction 1 is accepted" in flat(answer.text)
    town.awaits("EO", "the harbour counted sixteen")
    town.says("IT", "yes", answer, clients.outlook)
    second = town.awaits("DP", "[added: sixteen]")
    assert "draft 2" in second.subject and town.meeting(OCTOBER).version == 2
    # A reply to version 1 after version 2: read against 1, placed in 2.
    town.says("FN", 'Item 4: "71 per cent" should read "77 per cent".', letters["FN"], clients.outlook)
    town.awaits("FN", "1 recorded")
    town.day("2026-10-13")
    digest = town.awaits("IT", "77 per cent")
    answer = town.clerk_says("accept 3\nsend", digest, "(version 3) to 11 people")
    town.says("IT", "Yes.", answer, clients.outlook)
    third = town.awaits("DP", "[added: 77]", more=lambda one: "draft 3" in one.subject)
    assert "sixteen lamps" in flat(third.text)


def _an_action_is_handed_on_and_owners_are_reminded_once(town: Town) -> None:
    letter = town.awaits("EO", "QSB 2627_08", more=lambda one: "draft 3" in one.subject)
    town.says("EO", "QSB 2627_08: not mine, it is Farah Nasser's.", letter)
    asked = town.awaits("FN", "will you take this action on")
    assert "Emeka Obi" in town.workspace.look().roster.names(town.action("QSB 2627_08").owners)
    town.says("FN", "Yes, happy to", asked, clients.phone)
    town.awaits("EO", "was taken on by Farah Nasser")
    assert town.workspace.look().roster.names(town.action("QSB 2627_08").owners) == ("Farah Nasser",)
    town.day("2026-11-23", 10)
    reminder = town.awaits("BH", "QSB 2627_04", more=lambda one: "is due on 30 November" in one.subject)
    town.says("BH", "Done. The lamps burn.", reminder, clients.phone)
    until(lambda: str(town.action("QSB 2627_04").status) == "done", "the answer to the reminder is not recorded")
    town.day("2026-11-24", 10)
    time.sleep(2)
    reminded = [d for d in town.workspace.look().all(Dispatch) if d.edition is Edition.REMINDER]
    assert len(reminded) == len({(d.person, d.covers) for d in reminded}), "nobody is reminded twice of one thing"
    assert not [d for d in reminded if d.email == GHOST], "nobody whose address bounces is reminded"
    assert sum(d.person == town.workspace.look().roster.one("BH").number for d in reminded) == 1


def _december_puts_the_approval_off(town: Town) -> None:
    town.day("2026-12-04")
    town.sends_document("minutes December.docx", DECEMBER_MINUTES)
    shown = town.awaits("IT", "read as the minutes of 3 December 2026")
    town.says("IT", "send", shown, clients.outlook)
    town.awaits("DP", "3 December 2026", more=lambda one: "draft minutes" in one.subject)
    assert town.meeting(OCTOBER).stage is Stage.DRAFT
    assert str(town.action("QSB 2627_04").status) == "closed"


def _january_agrees_and_the_final_minutes_go_out(town: Town) -> None:
    town.day("2027-01-22")
    town.sends_document("minutes January.docx", JANUARY_MINUTES)
    shown = town.awaits("IT", "read as the minutes of 21 January 2027")
    sent = town.clerk_says("send", shown, "Version 1 of the minutes of 21 January 2027 is recorded and goes out")
    asked = town.clerk_says("approve", sent, "This makes the minutes of 8 October 2026 final")
    assert "subject to a minor amendment in item 3.1 (DP)" in flat(asked.text), "the sentence is the one that January's minutes state"
    town.says("IT", "yes", asked, clients.outlook)
    final = town.awaits("DP", "approved minutes of the meeting on Thursday 8 October 2026")
    assert "sixteen lamps" in flat(final.text) and "draft" not in final.subject.lower()
    meeting = town.meeting(OCTOBER)
    assert meeting.stage is Stage.APPROVED and meeting.approval is not None and meeting.approval.at == dt.date(2027, 1, 21)
    versions = [town.workspace.look().get(MinutesVersion, version_key(OCTOBER, number)) for number in (1, 2, 3)]
    assert all(versions) and meeting.version == 4, "the final minutes are a version of their own"
    assert [c.status for c in town.register()] == [Ruling.ACCEPTED, Ruling.DECLINED, Ruling.ACCEPTED]
    assert town.workspace.look().roster.names(town.action("QSB 2627_08").owners) == ("Farah Nasser",), "handed on is handed on"
    raw = town.mail.mails(MAILBOXES["DP"])[-1]
    assert message_from_bytes(raw)["Message-ID"]


def _what_the_clerk_sees_afterwards(town: Town) -> None:
    town.day("2027-01-25", 10)
    town.awaits("IT", "Farah Nasser was absent without apology at 2 meetings in a row: 3 December 2026, 21 January 2027.")
    store = town.workspace.look()
    found = overview(store, store.roster, town.workspace.settings, town.workspace.today(town.clock()))
    heard = {c.meeting.id: {r.name: str(r.heard) for r in c.readers} for c in found.circulations}
    assert set(heard) == {OCTOBER, DECEMBER, JANUARY}
    assert heard[OCTOBER]["Gregory Marsh"] == "bounced" and heard[OCTOBER]["Ada Fenn"] == "silent", "of the final minutes nobody spoke yet"
    before = {r.name: dict(r.before) for c in found.circulations if c.meeting.id == OCTOBER for r in c.readers}
    assert (str(before["Ada Fenn"][1]), str(before["Dilys Pryce"][1])) == ("no corrections", "corrected")
    assert {one.action.ref: str(one.action.status) for one in found.actions}["QSB 2627_04"] == "closed"
    assert page(town.workspace.templates, found, town.workspace.settings.zone).startswith("<!doctype html>")
