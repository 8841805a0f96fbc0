"""The story the demo tells: a board's minutes go out, members answer, and what they say is on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path

from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.errors import BlockedError
from mailflow.flows.accounts import account
from mailflow.flows.circulate import dispatches_of, queue, refuse_doubts
from mailflow.flows.collect import Collector
from mailflow.flows.mailbox import collect
from mailflow.flows.roster import import_roster
from mailflow.flows.send import due_dispatches, send
from mailflow.flows.take import take
from mailflow.flows.understand import Understood
from mailflow.new_settings import write_settings
from mailflow.people import Person
from mailflow.people_file import read_people
from mailflow.post.courier import deliver
from mailflow.post.inbox import Inbox
from mailflow.post.model import Delivery, Parcel
from mailflow.post.office import Office
from mailflow.records import Action, Correction, Taken
from mailflow.workspace import Workspace, make_workspace

BOARD, REFERENCE, ADDRESS, PASSWORD = "Quayside Safeguarding Board", "QSB", "minutes@board.example", "harbour-light"
# Accepted by the post office, then returned: the mailbox has been closed.
RETURNED = "greg.marsh@council.example"
STRANGER = "dilys.pryce@webmail.example"
ENVIRONMENT = {"MAILFLOW_SMTP_PASSWORD": PASSWORD, "MAILFLOW_IMAP_PASSWORD": PASSWORD}

Say = Callable[[str], None]


def sample(name: str) -> bytes:
    """Give a file of the invented board."""
    return (resources.files("mailflow.demo") / name).read_bytes()


def play(folder: Path, say: Say, clock: Callable[[], dt.datetime]) -> Workspace:
    """Play the story in a new workspace; what is printed is what happened. Raises UsageError without the extra "demo"."""
    roster = read_people("people.csv", sample("people.csv"))
    users = {ADDRESS: PASSWORD, STRANGER: PASSWORD} | {p.email: PASSWORD for p in roster if p.email != RETURNED}
    with Office(users, late=[RETURNED]) as office:
        workspace = _prepared(folder, office)
        say(f"An embedded post office is open on this machine: SMTP {office.smtp_port}, IMAP {office.imap_port}.\n")
        meeting = _take(workspace, roster, say, clock)
        _circulate(workspace, meeting, say, clock)
        received = {p.email: Received.read(office.mailbox(p.email)[-1]) for p in roster if p.email != RETURNED}
        _answer(office, roster, received, say, clock)
        _collect(workspace, office, say, clock)
    _outcome(workspace, say, clock)
    return workspace


def _prepared(folder: Path, office: Office) -> Workspace:
    settings = write_settings(
        name=BOARD,
        reference=REFERENCE,
        address=ADDRESS,
        smtp={"host": "127.0.0.1", "port": office.smtp_port, "security": "none", "username": ""},
        imap={"host": "127.0.0.1", "port": office.imap_port, "security": "none", "username": ADDRESS},
    )
    return make_workspace(folder, settings)


def _take(workspace: Workspace, roster: tuple[Person, ...], say: Say, clock: Callable[[], dt.datetime]) -> str:
    board = workspace.settings.board
    with workspace.open("demo") as store:
        import_roster(store, roster, "people.csv", clock())
        result = take(store, board, "minutes.md", sample("minutes.md"), {}, clock())
        minutes = result.version.minutes
        say(
            "1. THE MINUTES\n\n"
            f"   minutes.md: {len(minutes.items)} items, {len(minutes.actions)} actions, {len(minutes.attendance)} people.\n"
        )
        for action in result.actions:
            owners = ", ".join((*store.roster.names(action.owners), *action.typed))
            say(f"   {action.ref}  {owners or 'not said'}: {action.text}")
        try:
            refuse_doubts(result.version)
        except BlockedError as blocked:
            say(f"\n   mailflow refuses to guess: {blocked.problems[0].partition('. Settle')[0]}.")
        settled = {doubt.text: "Hanna Vogel" for doubt in result.version.doubts}
        take(store, board, "minutes.md", sample("minutes.md"), settled, clock())
        say("   The clerk says who is meant: Hanna Vogel.\n")
    return result.version.meeting


def _circulate(workspace: Workspace, meeting: str, say: Say, clock: Callable[[], dt.datetime]) -> None:
    say("2. WHAT WENT OUT\n")
    with workspace.open("demo") as store:
        queue(workspace, store, meeting, clock())
        send(workspace, store, account(workspace.settings.smtp, ENVIRONMENT), due_dispatches(workspace, store, clock()), clock)
        for dispatch in dispatches_of(store, meeting):
            say(f"   {dispatch.state:<7} {dispatch.edition:<9} {dispatch.email}")
    say("")


def _answer(
    office: Office, roster: tuple[Person, ...], received: Mapping[str, Received], say: Say, clock: Callable[[], dt.datetime]
) -> None:
    """The members answer, each in the layout of a mail client, by SMTP."""
    at = clock()
    by_initials = {p.initials: p for p in roster}

    def writes(initials: str, client: clients.Client, words: str, what: str) -> Parcel:
        person = by_initials[initials]
        letter = received[person.email]
        writer = Writer(person.name, person.email, at, f"{initials.lower()}.{at.timestamp():.0f}")
        _show(say, person.name, what, words)
        return Parcel(initials, person.email, letter.reply_to, client(letter, writer, words))

    say("3. WHAT CAME BACK\n")
    cora = by_initials["CL"]
    letter = received[cora.email]
    between = {
        "Replace the lamps": "12 of 15 are in. The rest by 15 December 2026.",
        "fifteen lamps are affected": 'This should read "sixteen lamps are affected".',
    }
    writer = Writer(cora.name, cora.email, at, f"cl.{at.timestamp():.0f}")
    _show(say, cora.name, "between the lines of Apple Mail", "\n".join(between.values()))
    parcels = [
        writes("EO", clients.gmail, "QSB 2627_08 is in progress, about 40 % done.", "Gmail, on top"),
        writes("FN", clients.outlook, 'Item 4: "71 per cent" should read "77 per cent".', "Outlook"),
        writes("DP", clients.apple_mail, "The referral form is done.\nCould you send me the figures for the summer?", "Apple Mail"),
        writes("HV", clients.phone, "Done.", "a phone"),
        writes("AF", clients.thunderbird, "No corrections from me.", "Thunderbird, below the letter"),
        Parcel("CL", cora.email, letter.reply_to, clients.between_the_lines(letter, writer, between)),
        writes(
            "BH",
            clients.out_of_office,
            "I am on leave until Monday. In urgent matters call the port office. QSB 2627_04 done.",
            "an automatic answer",
        ),
        Parcel("stranger", STRANGER, ADDRESS, clients.stranger(STRANGER, "Dilys Pryce", ADDRESS, letter.subject, "QSB 2627_06 done", at)),
    ]
    _show(say, "somebody", f"claims to be Dilys Pryce, from {STRANGER}", "QSB 2627_06 done")
    refused: list[Delivery] = []
    import asyncio

    asyncio.run(deliver(office.smtp_account(), parcels, on_delivery=lambda d: None if d.outcome == "sent" else refused.append(d)))
    if refused:
        raise RuntimeError(f"the post office refused a member's answer: {refused}")


def _show(say: Say, name: str, what: str, words: str) -> None:
    say(f"   {name} ({what})")
    for line in words.split("\n"):
        say(f"      {line}")


def _collect(workspace: Workspace, office: Office, say: Say, clock: Callable[[], dt.datetime]) -> None:
    say("\n4. WHAT MAILFLOW MADE OF IT\n")
    settings = workspace.settings
    with workspace.open("demo") as store, Inbox(account(settings.imap, ENVIRONMENT)) as inbox:
        collector = Collector(workspace, store)

        def told(understood: Understood) -> None:
            message = understood.message
            who = understood.person.name if understood.person and message.kind != "bounce" else (message.sender or "the post office")
            say(f"   {message.kind:<10} {understood.outcome:<9} {who}{': ' + understood.reason if understood.reason else ''}")

        for _ in range(40):  # the bounce comes back a moment after the letter was accepted
            collect(workspace, collector, inbox, clock, told)
            if any(t.kind == "bounce" for t in store.all(Taken)):
                break
            inbox.wait(0.25)
        send(workspace, store, account(settings.smtp, ENVIRONMENT), due_dispatches(workspace, store, clock()), clock)
    cora = office.mailbox("cora.lind@port.example")[-1]
    say("\n5. THE RECEIPT THAT CORA LIND GOT\n")
    receipt = Received.read(cora)
    say("\n".join(f"   | {line}" for line in (f"Subject: {receipt.subject}", "", *receipt.text.rstrip().split("\n"))))


def _outcome(workspace: Workspace, say: Say, clock: Callable[[], dt.datetime]) -> None:
    store = workspace.look()
    say("\n6. WHAT IS ON RECORD\n")
    for action in sorted(store.all(Action), key=lambda a: a.ref):
        due = f", due {action.due_now}" if action.due_now else ""
        say(f"   {action.ref}  {action.status}{due}  ({', '.join(store.roster.names(action.owners)) or 'the board'})")
    for correction in store.all(Correction):
        say(
            f"   correction {correction.id}, item {correction.item}, by {store.roster.names([correction.by])[0]}: "
            f"“{correction.find}” → “{correction.replace}”"
        )
    say("\n7. WHAT WAITS FOR THE CLERK, AND WHY\n")
    for taken in store.all(Taken):
        if taken.waits:
            say(f"   {taken.mail[:8]}  {taken.sender}: {taken.why or 'not understood'}")
