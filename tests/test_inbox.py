"""The inbox against faults and odd servers, and what it must never send."""

from __future__ import annotations

import ast
import base64
import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import mailflow.post
from faults import Fault, Line, Server
from imap_faults import ImapFaults
from mailflow.errors import PostError, SecretError
from mailflow.post.fetching import Answer, Pieces, internal_date, pieces, uid_sets
from mailflow.post.folders import Layout, personal_layout
from mailflow.post.inbox import Inbox, header_section
from mailflow.post.model import Account, Auth, Security

MAIL = b"From: ada@quay.example\r\nSubject: 14 done\r\n\r\nIt is done.\r\n"
LOST = ("silence", "reset", "close", "garbage", "BYE")


def account(server: Server, security: Security = Security.NONE, secret: str = "s3cret", auth: Auth = Auth.PASSWORD) -> Account:
    return Account("127.0.0.1", server.port, security=security, username="minutes", secret=lambda: secret, auth=auth)


def inbox(server: Server, *, most_octets: int = 25_000_000, timeout: float = 8.0) -> Inbox:
    return Inbox(account(server), timeout=timeout, poll_seconds=0.1, most_octets=most_octets)


def whole_visit(server: Server, *, timeout: float = 8.0) -> None:
    """Use every command once."""
    with inbox(server, timeout=timeout) as box:
        uids = [mail.uid for mail in box.new_mails()]
        box.make_folders(["mailflow/handled"])
        box.file(uids, "mailflow/handled")
        box.wait(0.2)


def lost_cases() -> Iterator[tuple[str, str, bool]]:
    for moment in ("greeting", "capability", "login", "select", "namespace", "search", "sizes", "fetch", "list", "create", "move", "noop"):
        for way in LOST:
            yield moment, way, way != "garbage" or moment not in ("greeting", "capability")
    yield from (("idle", way, True) for way in LOST)
    yield from (("done", way, True) for way in LOST)
    yield "fetch", "cut", True


@pytest.mark.parametrize(("moment", "way", "transient"), tuple(lost_cases()))
def test_a_connection_lost_at_any_moment_is_a_fault_that_passes(moment: str, way: str, transient: bool) -> None:
    faulty = ImapFaults(fault=Fault(moment, way, "shutting down"), mails=[MAIL])
    began = time.monotonic()
    with faulty.running() as server, pytest.raises(PostError) as raised:
        whole_visit(server, timeout=0.4 if way == "silence" else 8.0)
    assert type(raised.value) is PostError
    assert raised.value.transient is transient, str(raised.value)
    assert str(raised.value).endswith(".") and "\n" not in str(raised.value)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("answer", ["NO", "BAD"])
@pytest.mark.parametrize("moment", ["select", "search", "sizes", "fetch", "move"])
def test_a_command_refused_is_a_fault_that_stays(moment: str, answer: str) -> None:
    faulty = ImapFaults(fault=Fault(moment, answer, "not for you"), mails=[MAIL])
    with faulty.running() as server, pytest.raises(PostError, match="not for you") as raised:
        whole_visit(server)
    assert raised.value.transient is False


@pytest.mark.parametrize("moment", ["select", "fetch", "move", "login"])
@pytest.mark.parametrize("code", ["UNAVAILABLE", "INUSE", "LIMIT"])
def test_a_refusal_that_speaks_of_now_passes(moment: str, code: str) -> None:
    faulty = ImapFaults(fault=Fault(moment, "NO", f"[{code}] later"), mails=[MAIL])
    with faulty.running() as server, pytest.raises(PostError) as raised:
        whole_visit(server)
    assert raised.value.transient is True and not isinstance(raised.value, SecretError)


def test_a_subscription_refused_is_let_be() -> None:
    with ImapFaults(fault=Fault("subscribe", "NO"), mails=[MAIL]).running() as server:
        whole_visit(server)


@pytest.mark.parametrize("way", ["NO", "BAD", "silence", "reset", "close", "garbage", "BYE"])
def test_a_logout_that_fails_is_no_fault(way: str) -> None:
    with ImapFaults(fault=Fault("logout", way), mails=[MAIL]).running() as server:
        began = time.monotonic()
        whole_visit(server)
    assert time.monotonic() - began < 5


def test_a_refused_password_is_the_secrets_fault_and_shows_nowhere() -> None:
    with (
        ImapFaults(fault=Fault("login", "NO", "[AUTHENTICATIONFAILED] no")).running() as server,
        pytest.raises(SecretError, match="password of minutes") as raised,
    ):
        whole_visit(server)
    assert "s3cret" not in str(raised.value)


def test_an_access_token_is_shown_as_providers_ask() -> None:
    faulty = ImapFaults()
    with faulty.running() as server, Inbox(account(server, secret="tok", auth=Auth.XOAUTH2)):
        pass
    shown = faulty.heard[faulty.heard.index(next(words for words in faulty.heard if "AUTHENTICATE" in words)) + 1]
    assert base64.b64decode(shown) == b"user=minutes\x01auth=Bearer tok\x01\x01"


def test_a_refused_access_token_is_heard_out() -> None:
    heard: list[bytes] = []

    def talk(line: Line, connection: int) -> None:
        line.say("* OK hello")
        while True:
            tag, name, *_ = line.hear().decode().split()
            if name == "CAPABILITY":
                line.say(f"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done")
            elif name == "AUTHENTICATE":
                line.say("+ ")
                line.hear()
                line.say("+ eyJzdGF0dXMiOiI0MDEifQ==")
                heard.append(line.hear())
                line.say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")

    with (
        Server(talk).running() as server,
        pytest.raises(SecretError, match="access token of minutes"),
        Inbox(account(server, auth=Auth.XOAUTH2), timeout=1),
    ):
        pass
    assert heard == [b""]


def test_a_password_beyond_ascii_goes_another_way() -> None:
    faulty = ImapFaults()
    with faulty.running() as server, Inbox(account(server, secret="grün")):
        pass
    shown = faulty.heard[faulty.heard.index(next(words for words in faulty.heard if "AUTHENTICATE" in words)) + 1]
    assert base64.b64decode(shown) == "\0minutes\0grün".encode()


def test_no_password_goes_where_the_server_takes_none() -> None:
    faulty = ImapFaults(capabilities="IMAP4rev1 LOGINDISABLED")
    with faulty.running() as server, pytest.raises(PostError, match="takes no password"), inbox(server):
        pass
    assert not any("LOGIN" in words for words in faulty.heard)


def test_no_password_goes_unencrypted_where_starttls_was_asked_for() -> None:
    faulty = ImapFaults()
    with faulty.running() as server, pytest.raises(PostError, match="no STARTTLS"), Inbox(account(server, Security.STARTTLS), timeout=1):
        pass
    assert not any("s3cret" in words for words in faulty.heard)


def test_text_sneaked_in_behind_starttls_ends_the_connection() -> None:
    def talk(line: Line, connection: int) -> None:
        line.say("* OK hello")
        while True:
            tag, name, *_ = line.hear().decode().split()
            if name == "CAPABILITY":
                line.say(f"* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done")
            elif name == "STARTTLS":
                line.say(f"{tag} OK go\r\n* CAPABILITY IMAP4rev1\r\n")

    with (
        Server(talk).running() as server,
        pytest.raises(PostError, match="unencrypted text"),
        Inbox(account(server, Security.STARTTLS), timeout=1),
    ):
        pass


def test_an_unencrypted_server_must_be_on_this_machine() -> None:
    with pytest.raises(PostError, match="this machine only"), Inbox(Account("mail.quay.example", 143, security=Security.NONE)):
        pass


def test_a_port_where_nobody_listens_may_be_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(PostError, match="cannot be reached") as raised, Inbox(Account("127.0.0.1", port, security=Security.NONE)):
        pass
    assert raised.value.transient is True


def test_a_folder_without_uidvalidity_is_refused() -> None:
    with ImapFaults(uidvalidity="nothing").running() as server, pytest.raises(PostError, match="UIDVALIDITY"), inbox(server):
        pass


def test_mails_come_as_they_lie_there_and_those_seen_do_not() -> None:
    odd = b"Subject: \xff\x00\r\n\nlone line ends\r and {12}\r\n* 3 FETCH (UID 9)\r\n"
    with ImapFaults(mails=[MAIL, odd, b"", b"x"]).running() as server, inbox(server) as box:
        mails = list(box.new_mails(seen={(7, 1), (8, 2)}))
    assert [(mail.uid, mail.uidvalidity, mail.size, mail.raw) for mail in mails] == [(2, 7, len(odd), odd), (3, 7, 0, b""), (4, 7, 1, b"x")]
    assert mails[0].internal_date == dt.datetime(2018, 10, 18, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def test_what_the_server_says_in_between_is_no_mail() -> None:
    chatter = ("* 1 FETCH (FLAGS (\\Seen))", "* 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (9))", "* 5 EXPUNGE", "* OK still here")
    with ImapFaults(mails=[MAIL, MAIL], chatter=chatter).running() as server, inbox(server) as box:
        assert [(mail.uid, mail.raw) for mail in box.new_mails()] == [(1, MAIL), (2, MAIL)]


def test_a_mail_over_the_cap_comes_with_its_header_section_only() -> None:
    big = MAIL + b"x" * 3000
    faulty = ImapFaults(mails=[MAIL, big, MAIL])
    with faulty.running() as server, inbox(server, most_octets=2000) as box:
        mails = list(box.new_mails())
    assert [(mail.uid, mail.oversize, mail.size) for mail in mails] == [(1, False, len(MAIL)), (2, True, len(big)), (3, False, len(MAIL))]
    assert mails[1].raw == header_section(MAIL)
    assert not any("FETCH 2 " in words and "BODY.PEEK[]" in words for words in faulty.heard)


def test_a_mail_bigger_than_the_server_said_is_read_past_and_not_kept() -> None:
    liar = MAIL + b"x" * 5_000_000
    with ImapFaults(mails=[liar, MAIL], sizes={1: 100}).running() as server, inbox(server, most_octets=1_000_000) as box:
        mails = list(box.new_mails())
    assert [(mail.uid, mail.oversize, mail.raw) for mail in mails] == [(1, True, header_section(MAIL)), (2, False, MAIL)]


def test_many_big_mails_are_not_held_at_once() -> None:
    faulty = ImapFaults(mails=[MAIL + b"x" * 3_000_000] * 6)
    with faulty.running() as server, inbox(server) as box:
        assert len(list(box.new_mails())) == 6
    assert [words.split(" ")[3] for words in faulty.heard if "BODY.PEEK[]" in words] == ["1:2", "3:4", "5:6"]


def test_a_mail_that_goes_between_size_and_fetch_is_passed_over() -> None:
    faulty = ImapFaults(mails=[MAIL + b"x" * 5_000_000, MAIL + b"y" * 5_000_000])
    with faulty.running() as server, inbox(server) as box:
        coming = box.new_mails()
        assert next(coming).uid == 1
        faulty.gone.add(2)
        assert list(coming) == []


def test_nothing_that_is_sent_reads_flags_deletes_or_expunges_more_than_it_copied() -> None:
    for capabilities in ("IMAP4rev1 MOVE UIDPLUS", "IMAP4rev1 UIDPLUS", "IMAP4rev1"):
        faulty = ImapFaults(mails=[MAIL, MAIL], capabilities=capabilities)
        with faulty.running() as server:
            whole_visit(server)
        said = " | ".join(words.partition(" ")[2] for words in faulty.heard)
        assert "BODY[" not in said and "RFC822 " not in said and "Seen" not in said and "CLOSE" not in said
        expected = {"MOVE": "UID MOVE 1:2", "UIDPLUS": "UID EXPUNGE 1:2"}.get(capabilities.split()[1] if " " in capabilities else "")
        assert (expected or "UID STORE 1:2 +FLAGS.SILENT ($MailflowFiled)") in said
        assert "| EXPUNGE" not in said
        if "UIDPLUS" not in capabilities or "MOVE" in capabilities:
            assert "Deleted" not in said


def test_a_server_that_can_neither_move_nor_mark_gets_copies_only() -> None:
    faulty = ImapFaults(mails=[MAIL], capabilities="IMAP4rev1", flags="(\\Seen)")
    with faulty.running() as server:
        whole_visit(server)
    assert any("UID COPY 1 " in words for words in faulty.heard) and not any("STORE" in words for words in faulty.heard)


@pytest.mark.parametrize(
    ("delimiter", "prefix", "placed"),
    [('"/"', "", "mailflow/to review"), ('"."', "INBOX.", "INBOX.mailflow.to review"), ("NIL", "", "mailflow-to review"),
     ('"\\\\"', "", "mailflow\\to review"), ('"/"', "users/minutes/", "users/minutes/mailflow/to review")],
)  # fmt: skip
def test_folders_are_named_as_the_server_names_them(delimiter: str, prefix: str, placed: str) -> None:
    faulty = ImapFaults(delimiter=delimiter, prefix=prefix)
    with faulty.running() as server, inbox(server) as box:
        box.make_folders(["mailflow/to review"])
    written = placed.replace("\\", "\\\\")
    assert any(words.endswith(f'CREATE "{written}"') for words in faulty.heard)
    assert any(words.endswith(f'SUBSCRIBE "{written}"') for words in faulty.heard)


def test_folders_that_are_there_are_not_made_again() -> None:
    faulty = ImapFaults(folders={"INBOX", "mailflow/handled"})
    with faulty.running() as server, inbox(server) as box:
        box.make_folders(["mailflow/handled"])
    assert not any("CREATE" in words for words in faulty.heard)


def test_a_folder_that_cannot_be_made_is_named() -> None:
    faulty = ImapFaults(fault=Fault("create", "NO"))
    with faulty.running() as server, inbox(server) as box, pytest.raises(PostError, match="mailflow/handled"):
        box.make_folders(["mailflow/handled"])


def test_without_namespaces_the_delimiter_is_asked_for() -> None:
    faulty = ImapFaults(capabilities="IMAP4rev1", delimiter='"."')
    with faulty.running() as server, inbox(server) as box:
        box.make_folders(["mailflow/handled"])
    assert "mailflow.handled" in faulty.folders


@pytest.mark.parametrize("name", ["mailflow/x\r\nA1 DELETE INBOX", "x\x00", "x\ny", "x\x7f"])
def test_no_control_character_is_ever_sent(name: str) -> None:
    faulty = ImapFaults(mails=[MAIL])
    with faulty.running() as server, inbox(server) as box:
        with pytest.raises(PostError, match="control character"):
            box.make_folders([name])
        with pytest.raises(PostError, match="control character"):
            box.file([1], name)
    with faulty.running() as server, pytest.raises(PostError, match="control character"), Inbox(account(server), name):
        pass
    with faulty.running() as server, pytest.raises(PostError, match="control character"), Inbox(account(server, secret=name)):
        pass
    assert not any("DELETE" in words or "\x00" in words for words in faulty.heard)


def script(*pieces_of_text: bytes, pause: float = 0.15) -> ImapFaults:
    def say(line: Line) -> None:
        for piece in pieces_of_text:
            time.sleep(pause)
            line.say(piece)

    return ImapFaults(mails=[MAIL], idle_script=say)


def waited(faulty: ImapFaults, timeout: float, **more: object) -> tuple[bool, float]:
    with faulty.running() as server, Inbox(account(server), timeout=1.0, poll_seconds=0.1) as box:
        list(box.new_mails())
        began = time.monotonic()
        return box.wait(timeout, **more), time.monotonic() - began  # type: ignore[arg-type]


def test_idle_hears_of_mail() -> None:
    heard, seconds = waited(script(b"* 2 EXISTS\r\n* 1 RECENT\r\n"), 5)
    assert heard and seconds < 1


def test_idle_hears_a_line_that_comes_in_two_parts() -> None:
    heard, seconds = waited(script(b"* OK Still here\r\n* 2 EX", b"ISTS\r\n", pause=0.7), 5)
    assert heard and 1.3 < seconds < 2.5


def test_idle_hears_a_line_that_comes_with_the_answer_to_idle() -> None:
    heard, seconds = waited(script(b"* 2 EXISTS\r\n", pause=0), 5)
    assert heard and seconds < 0.5


def test_idle_is_not_woken_by_a_server_that_only_says_it_is_alive() -> None:
    heard, seconds = waited(script(b"* OK Still here\r\n", b"* 1 FETCH (FLAGS (\\Seen))\r\n"), 0.8)
    assert not heard and seconds >= 0.8


def test_idle_goes_on_with_commands_after_half_a_line_was_heard() -> None:
    def half_now_half_after_done(line: Line) -> bool:
        tag = faulty.heard[-1].split()[0]
        line.say(b"* 2 EX")
        assert line.hear() == b"DONE"
        line.say(f"ISTS\r\n{tag} OK done")
        return True

    faulty = ImapFaults(mails=[MAIL], idle_script=half_now_half_after_done)
    with faulty.running() as server, Inbox(account(server), timeout=1.0) as box:
        list(box.new_mails())
        assert box.wait(0.3) is True
        assert [mail.uid for mail in box.new_mails()] == [1]


def test_idle_is_left_soon_after_a_stop() -> None:
    stopping = threading.Event()
    threading.Timer(0.3, stopping.set).start()
    heard, seconds = waited(script(), 60, stop=stopping.is_set)
    assert not heard and seconds < 1.2


def test_a_server_that_ends_the_idle_itself_is_no_fault() -> None:
    def end(line: Line) -> bool:
        line.say(faulty.heard[-1].split()[0] + " OK IDLE terminated")
        return True

    faulty = ImapFaults(mails=[MAIL], idle_script=end)
    with faulty.running() as server, Inbox(account(server), timeout=1.0) as box:
        list(box.new_mails())
        assert box.wait(3) is False


def test_mail_spoken_of_before_the_idle_is_not_missed() -> None:
    faulty = ImapFaults(mails=[MAIL], chatter=("* 2 EXISTS",))
    with faulty.running() as server, inbox(server) as box:
        list(box.new_mails())
        began = time.monotonic()
        assert box.wait(5) is True
        assert time.monotonic() - began < 0.5
    assert not any("IDLE" in words for words in faulty.heard)


def test_a_server_without_idle_is_asked_now_and_then() -> None:
    faulty = ImapFaults(mails=[MAIL], capabilities="IMAP4rev1")
    with faulty.running() as server, inbox(server) as box:
        list(box.new_mails())
        assert box.wait(0.35) is False
        threading.Timer(0.2, lambda: setattr(faulty, "chatter", ("* 2 EXISTS",))).start()
        assert box.wait(5) is True
    assert sum("NOOP" in words for words in faulty.heard) >= 4


def test_what_the_server_says_unasked_does_not_pile_up() -> None:
    faulty = ImapFaults(mails=[MAIL], chatter=("* 1 FETCH (FLAGS ())", "* OK [ALERT] hello", "* 3 EXPUNGE"))
    with faulty.running() as server, inbox(server) as box:
        for _ in range(20):
            list(box.new_mails())
        assert box._link is not None
        assert sum(len(said) for said in box._link._client.untagged_responses.values()) < 3


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(b"1 (UID 5 BODY[] {3}", b"abc"), b")"], [(5, b"abc", True)]),
        ([(b"1 (BODY[] {3}", b"abc"), b" UID 5 FLAGS (\\Seen))"], [(5, b"abc", True)]),
        ([(b"1 (UID 5 BODY[] {9}", b"abc"), b")"], [(5, b"abc", False)]),
        ([b'1 (UID 5 BODY[] "a\\"b")'], [(5, b'a"b', True)]),
        ([b"1 (UID 5 BODY[] NIL)"], [(5, b"", True)]),
        ([b"1 (FLAGS (\\Seen))", (b"2 (UID 6 BODY[] {1}", b"x"), b")", None], [(6, b"x", True)]),
        ([(b"1 (X {2}", b"UI"), (b" UID 5 BODY[] {1}", b"x"), b")"], [(5, b"x", True)]),
        ([(b"1 (UID 5 BODY[HEADER]<0> {1}", b"x"), b")"], [(5, b"x", True)]),
        ([(b"1 (UID 5 BODY[] {14}", b"9 (UID 7 FLAGS"), b")"], [(5, b"9 (UID 7 FLAGS", True)]),
        ([(b"1 (UID 5 BODY[] {1}", b"x")], [(5, b"x", True)]),
        ([None], []),
        ([], []),
    ],
)
def test_fetch_answers_are_taken_apart(answers: list[Answer], expected: list[tuple[int, bytes, bool]]) -> None:
    assert [(each.uid, each.body, each.whole) for each in pieces(answers)] == expected


def test_a_fetch_answer_without_body_says_size_and_date() -> None:
    (found,) = pieces([b'1 (RFC822.SIZE 9 UID 5 INTERNALDATE " 8-Oct-2018 09:30:00 -0330")'])
    away = dt.timezone(dt.timedelta(hours=-3, minutes=-30))
    assert found == Pieces(5, 9, dt.datetime(2018, 10, 8, 9, 30, tzinfo=away))


@pytest.mark.parametrize("date", [b"", b'INTERNALDATE "31-Feb-2018 09:30:00 +0000"', b'INTERNALDATE "01-Foo-2018 09:30:00 +0000"', b"junk"])
def test_a_date_that_is_none_is_none(date: bytes) -> None:
    assert internal_date(date) is None


def test_uids_are_written_in_sets_that_fit_a_command_and_name_nothing_else() -> None:
    uids = [*range(1, 4000, 2), *range(5000, 6000), 7]
    sets = list(uid_sets(uids, most=500))
    assert all(len(each) <= 500 for each in sets)
    runs = [tuple(int(number) for number in run.split(":")) for each in sets for run in each.split(",")]
    assert {uid for run in runs for uid in range(run[0], run[-1] + 1)} == set(uids)
    assert list(uid_sets([])) == []
    assert list(uid_sets([3, 1, 2, 9])) == ["1:3,9"]


@pytest.mark.parametrize(
    ("said", "layout"),
    [
        (b'(("" "/")) NIL NIL', Layout("", "/")), (b'(("INBOX." ".")) NIL (("shared." "."))', Layout("INBOX.", ".")),
        (b'(("" NIL)) NIL NIL', Layout("", "")), (b'(("" "\\\\")("x" "/")) NIL NIL', Layout("", "\\")), (b"NIL NIL NIL", None), (b"", None),
    ],
)  # fmt: skip
def test_namespaces_are_read(said: bytes, layout: Layout | None) -> None:
    assert personal_layout(said) == layout


def test_a_delimiter_inside_a_name_of_ours_makes_no_folder_in_a_folder() -> None:
    assert Layout("INBOX.", ".").place("mailflow/v1.2") == "INBOX.mailflow.v1-2"
    assert list(Layout("INBOX.", ".").above("INBOX.a.b.c")) == ["INBOX.a", "INBOX.a.b"]


def test_no_code_of_ours_calls_what_empties_mailboxes() -> None:
    package = Path(mailflow.post.__file__).parents[1]
    forbidden = {"flag", "delete", "move", "expunge", "close"}
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in forbidden:
                owner = ast.unparse(node.func.value)
                mailbox = owner.endswith(("mailbox", "mb", "folder", "box")) and not owner.endswith("outbox")
                assert not mailbox, f"{file}: {owner}.{node.func.attr}"
                assert node.func.attr != "expunge", f"{file}: {owner}.expunge"
                if "post" in file.parts and node.func.attr in ("flag", "delete", "move"):
                    assert (file.name, owner, node.func.attr) == ("inbox.py", "link", "move"), f"{file}: {owner}.{node.func.attr}"
