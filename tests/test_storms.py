"""Storms: robots by the hundred, two of us answering each other, bounces of bounces, lists that echo. Few mails go out, and it ends."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import board_life
from answering import LATER, Post, changed
from boards import NOW
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.circulate import queue
from mailflow.flows.collect import Collector
from mailflow.flows.roster import import_roster
from mailflow.flows.send import due_dispatches
from mailflow.flows.take import take
from mailflow.journal import DispatchTried
from mailflow.new_settings import write_settings
from mailflow.people import Person, Standing
from mailflow.post.office import HOST, Office
from mailflow.records import Action, Dispatch, DispatchState, Edition, Taken
from mailflow.workspace import Workspace, make_workspace, open_workspace
from servers import password

Relay = Callable[[bytes], bytes]
MARKS = re.compile(
    rb"(?im)^(?:auto-submitted|x-auto-response-suppress|list-[a-z]+|precedence|return-path|x-mailflow[a-z-]*|x-loop):.*\r\n(?:[ \t].*\r\n)*"
)
CAP = 5


def as_it_is(raw: bytes) -> bytes:
    return raw


def unmarked(raw: bytes) -> bytes:
    """What is left by a gateway that takes off every mark by which robots know each other."""
    return MARKS.sub(b"", raw)


@dataclass
class Side:
    """A board that sends by hand: what goes out is given back, so that the test can carry it where it likes."""

    folder: Path
    now: dt.datetime = NOW
    out: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def board(self) -> Workspace:
        return open_workspace(self.folder)

    def send(self) -> list[tuple[str, bytes]]:
        """Send what is due, as the server delivers it: with the envelope sender in Return-Path."""
        sent = []
        with self.board.open("test") as store:
            due = due_dispatches(self.board, store, self.now)
            with store.transaction(self.now) as transaction:
                for dispatch in due:
                    path = b"<>" if dispatch.edition is Edition.RECEIPT else b"<" + self.board.settings.mail.address.encode() + b">"
                    sent.append((dispatch.email, b"Return-Path: " + path + b"\r\n" + (store.letters.read(dispatch.body) or b"")))
                    transaction.record(DispatchTried(dispatch.key, DispatchState.SENT))
        self.out += sent
        return sent

    def take(self, mails: Iterable[bytes]) -> None:
        with self.board.open("test") as store:
            Collector(self.board, store).take_mails(list(mails), self.now)

    def tray(self) -> list[str]:
        return [taken.why for taken in self.board.look().all(Taken) if taken.waits]

    def receipts(self) -> list[Received]:
        return [Received.read(raw) for _, raw in self.out if b"Auto-Submitted: auto-replied" in raw]


def side(folder: Path, people: tuple[Person, ...], address: str, **servers: dict[str, str | int]) -> Side:
    """Make a board with its minutes taken and its letters pending."""
    settings = write_settings(name=address, reference="QSB", address=address, **servers)  # type: ignore[arg-type]
    made = make_workspace(folder, settings.replace("subaddress = true", f"receipts_per_day = {CAP}\nsubaddress = true"))
    with made.open("test") as store:
        import_roster(store, people, "people.csv", NOW)
        take(store, made.settings.board, "minutes.md", board_life.MINUTES, {}, NOW)
        queue(made, store, board_life.MEETING, NOW)
    return Side(folder)


def members(last: str) -> tuple[Person, ...]:
    """The people in the minutes, the last of whom reads mail at this address."""
    addresses = ("ada@quay.example", "bela@quay.example", "ciaran@quay.example", last)
    return tuple(
        Person(name, address, initials="".join(part[0] for part in name.split()), standing=Standing.MEMBER)
        for name, address in zip(board_life.NAMES, addresses, strict=True)
    )


def answered(raw: bytes, who: str, words: str, number: int, **fields: str) -> bytes:
    """What a robot makes of a mail it got: a new message to wherever that asks answers to."""
    letter = Received.read(raw)
    answer = clients.apple_mail(letter, Writer(who, letter.to, NOW, f"robot.{number}"), words)
    return changed(answer, **fields) if fields else answer


def test_two_hundred_marked_robots_get_no_answer_and_do_not_fill_the_tray(tmp_path: Path) -> None:
    one = side(tmp_path / "one", members("dilys@quay.example"), "minutes@one.example")
    letters = one.send()
    mails = []
    for number in range(200):
        to, letter = letters[number % len(letters)]
        writer = Writer(to, to, NOW, f"away.{number}")
        mails.append(clients.out_of_office(Received.read(letter), writer, "I am away. QSB 2627_01: done"))
    one.take(mails)
    assert one.send() == []
    assert one.tray() == []
    assert len(one.board.look().all(Taken)) == 200
    assert all(action.updates == () for action in one.board.look().all(Action))


def test_a_robot_that_nothing_marks_is_answered_until_the_days_number_and_told_so(tmp_path: Path) -> None:
    one = side(tmp_path / "one", members("dilys@quay.example"), "minutes@one.example")
    [first] = [raw for to, raw in one.send() if to == "dilys@quay.example"]
    waiting, number = [first], 0
    for _ in range(200):
        answers = []
        for raw in waiting:
            number += 1
            answers.append(answered(unmarked(raw), "Dilys Pryce", "I am not in at the moment and will read this when I am back.", number))
        one.take(answers)
        waiting = [raw for _, raw in one.send()]
        if not waiting:
            break
    assert len(one.receipts()) == CAP
    assert ["last receipt today" in receipt.text for receipt in one.receipts()] == [False] * (CAP - 1) + [True]
    assert number == CAP + 1, "the storm ends with the first answer that gets none"
    mails = [answered(unmarked(first), "Dilys Pryce", f"I am still not in, {n}.", 1_000 + n) for n in range(200)]
    one.take(mails)
    assert one.send() == []
    one.now = NOW + dt.timedelta(days=1)
    one.take([answered(unmarked(first), "Dilys Pryce", f"Nor am I today, {n}.", 2_000 + n) for n in range(20)])
    assert len(one.send()) == CAP
    assert len(one.board.look().all(Taken)) == number + 220, "each is kept and read all the same"


@pytest.mark.parametrize("relay", [as_it_is, unmarked], ids=lambda relay: relay.__name__)
def test_two_of_us_that_write_to_each_other_stop_after_one_round(tmp_path: Path, relay: Relay) -> None:
    addresses = ("minutes@one.example", "minutes@two.example")
    sides = {address: side(tmp_path / address, members(other), address) for address, other in zip(addresses, addresses[::-1], strict=True)}
    carried = []
    for _ in range(20):
        moved = [(to, relay(raw)) for one in sides.values() for to, raw in one.send() if to in sides]
        # An answer finds its way back by the plus address; the other's mailbox is the address without it.
        if not moved:
            break
        carried.append(len(moved))
        for to, raw in moved:
            sides[to].take([raw])
    assert carried == [2], "one letter each way, and no receipt for either"
    assert all(one.receipts() == [] for one in sides.values())


def test_two_of_us_on_one_server_stop_after_one_round(tmp_path: Path) -> None:
    addresses = ("minutes@one.example", "minutes@two.example")
    people = {other: members(other) for other in addresses}
    users = {person.email: password("minutes") for group in people.values() for person in group}
    with Office(users) as office:
        sides = []
        for address, other in zip(addresses, addresses[::-1], strict=True):
            smtp: dict[str, str | int] = {"host": HOST, "port": office.smtp_port}
            imap: dict[str, str | int] = {"host": HOST, "port": office.imap_port, "username": address}
            sides.append(side(tmp_path / address, people[other], address, smtp=smtp, imap=imap))
        for _ in range(5):
            for one in sides:
                board_life.collect(one.folder, NOW)
        boxes = {address: office.mailbox(address, "mailflow/automatic") for address in addresses}
        assert [len(office.mailbox(address)) for address in addresses] == [0, 0]
    assert [len(mails) for mails in boxes.values()] == [1, 1]
    for one in sides:
        found = one.board.look().all(Dispatch)
        assert len(found) == 4 and {dispatch.state for dispatch in found} == {DispatchState.SENT}, "four letters, and nothing after them"


def test_a_bounce_and_the_bounce_of_a_bounce_are_answered_by_nothing(tmp_path: Path) -> None:
    one = side(tmp_path / "one", members("dilys@quay.example"), "minutes@one.example")
    letters = one.send()
    first = report(letters[0][0], letters[0][1])
    second = report("minutes@one.example", first)
    third = report("mailer-daemon@quay.example", second)
    dressed = changed(first, From="Bela Orban <bela@quay.example>", Message_ID="<dressed@quay.example>")
    one.take([first, second, third, dressed])
    assert one.send() == []
    states = {d.email: d.state for d in one.board.look().all(Dispatch)}
    assert [address for address, state in states.items() if state is DispatchState.BOUNCED] == [letters[0][0]]
    assert one.tray() == []


def test_a_receipt_that_comes_back_brings_no_other(tmp_path: Path) -> None:
    one = side(tmp_path / "one", members("dilys@quay.example"), "minutes@one.example")
    [letter] = [raw for to, raw in one.send() if to == "bela@quay.example"]
    one.take([answered(letter, "Bela Orban", "QSB 2627_01: done", 1)])
    [(to, receipt)] = one.send()
    assert receipt.startswith(b"Return-Path: <>\r\n")
    one.take([report(to, receipt)])
    assert one.send() == []
    [dispatch] = [d for d in one.board.look().all(Dispatch) if d.edition is Edition.RECEIPT]
    assert dispatch.state is DispatchState.BOUNCED


def report(failed: str, returned: bytes) -> bytes:
    """A report of non-delivery as RFC 3464 wants it."""
    fields = (
        "Return-Path: <>",
        "From: Mail Delivery System <mailer-daemon@quay.example>",
        "To: minutes@one.example",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <{hashlib.sha256(returned).hexdigest()[:20]}@quay.example>",
        "Auto-Submitted: auto-replied",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
    )
    status = f"Reporting-MTA: dns; quay.example\r\n\r\nFinal-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    parts = ("text/plain\r\n\r\nIt could not be delivered.\r\n", f"message/delivery-status\r\n\r\n{status}\r\n", "message/rfc822\r\n\r\n")
    body = "".join(f"--r\r\nContent-Type: {one}" for one in parts)
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + body.encode() + returned + b"\r\n--r--\r\n"


def listed(raw: bytes) -> bytes:
    """What a discussion list makes of a mail: its own marks, its own From, a prefix, a footer."""
    letter = Received.read(raw)
    marks = b"List-Id: <quay.lists.example>\r\nPrecedence: list\r\nSender: quay-bounces@lists.example\r\n"
    named = changed(raw, From="Bela Orban via Quay <quay@lists.example>", Subject=f"[Quay] {letter.subject}")
    return marks + named + b"\r\n_______________\r\nQuay mailing list\r\n"


def sent_back(raw: bytes) -> bytes:
    """What a mailbox makes of a mail that sends back all it gets, under its own name, without a mark."""
    return unmarked(changed(raw, From="Bela Orban <bela@quay.example>"))


def sent_back_as_new(raw: bytes) -> bytes:
    return changed(sent_back(raw), Message_ID=f"<{abs(hash(raw))}@quay.example>")


def answered_whole(raw: bytes) -> bytes:
    """What a robot makes of a mail that answers with nothing but the whole of it."""
    return answered(raw, "Bela Orban", "", abs(hash(raw)))


ECHOES = [(listed, 0), (sent_back, 0), (sent_back_as_new, 0), (answered_whole, CAP)]


@pytest.mark.parametrize(("echo", "receipts"), ECHOES, ids=lambda one: getattr(one, "__name__", ""))
def test_an_echo_ends_and_changes_nothing(tmp_path: Path, echo: Relay, receipts: int) -> None:
    one = side(tmp_path / "one", members("dilys@quay.example"), "minutes@one.example")
    waiting = [raw for to, raw in one.send() if to == "bela@quay.example"]
    rounds = 0
    while waiting and rounds < 50:
        rounds += 1
        one.take(echo(raw) for raw in waiting)
        waiting = [raw for _, raw in one.send()]
    assert rounds < 50
    assert len(one.receipts()) <= receipts
    assert echo is not sent_back or one.tray() == [], "a letter of ours is known by its Message-ID"
    assert all(action.updates == () for action in one.board.look().all(Action))


def test_a_message_gets_one_receipt_by_however_many_ways_it_comes(post: Post) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: done")
    ways = [raw, b"Received: from a by b\r\n" + raw, b"Received: from c by d\r\n" + raw, raw.replace(b"\r\n", b"\n"), raw + b"\r\n"]
    post.take(*ways)
    post.take(*ways, now=LATER + dt.timedelta(days=2))
    assert len(post.receipts()) == 1


UNWANTED = {
    "Return_Path": "<>",
    "Precedence": "bulk",
    "List_Id": "<quay.lists.example>",
    "X_Loop": "quay",
    "X_Auto_Response_Suppress": "All",
}


@pytest.mark.parametrize("mark", UNWANTED)
def test_what_a_person_says_is_recorded_and_not_answered_where_answers_are_not_wanted(post: Post, mark: str) -> None:
    [understood] = post.take(changed(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), **{mark: UNWANTED[mark]}))
    assert understood.outcome == "recorded"
    assert post.action("QSB 2627_08").status == "done"
    assert post.receipts() == []


def test_what_strangers_write_does_not_fill_the_store(tmp_path: Path) -> None:
    """All of the store is written anew at each step, and anybody can send a hundred long mails."""
    one = side(tmp_path / "one", members("dilys@quay.example"), "minutes@one.example")
    one.send()
    path = one.board.store_folder / "mailflow.json"
    before = path.stat().st_size
    text = "".join(f"line {n} says that something is to be done about it by Friday\r\n" for n in range(4_000))
    head = "From: Eve <eve{n}@crook.example>\r\nTo: minutes@one.example\r\nMessage-ID: <{n}@crook.example>\r\nSubject: x\r\n\r\n"
    mails = [(head.format(n=n) + text).encode() for n in range(20)]
    one.take(mails)
    assert (path.stat().st_size - before) / 20 < 80_000 < len(mails[0]) / 3
    found = one.board.look().all(Taken)
    assert len(found) == 20 and all(taken.waits and "line 1 says" in taken.own_text for taken in found)
    assert all(len(taken.own_text) < 5_000 and taken.own_text.endswith("…") for taken in found)
    assert all(one.board.look().mails.read(taken.mail) in mails for taken in found), "each is kept whole"
    one.take([b"Received: from x by y\r\n" + mails[0]])
    assert len(one.board.look().all(Taken)) == 20, "and known when it comes again"
