"""The courier against every fault a server can have, and its rules about addresses, sizes and kept connections."""

from __future__ import annotations

import asyncio
import base64
import itertools
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from faults import Fault, Server, SmtpFaults
from mailflow.errors import PostError, SecretError
from mailflow.post.courier import deliver
from mailflow.post.model import Account, Auth, Delivery, Outcome, Parcel, Security
from mailflow.post.smtp import Timeouts, wire_body

# Where silence is the fault a test must not wait for minutes; elsewhere a machine that is busy must not look silent.
QUICK = Timeouts(connect=0.4, command=0.4, data=0.4, block=0.4, final=0.4, quit=0.2)
PATIENT = Timeouts().scaled(0.1)
CONTENT = b"From: minutes@quay.example\r\nSubject: Minutes\r\n\r\nThe minutes.\r\n"
# More than the system takes in at once on loopback, so that the final dot cannot have left when the server stops reading.
HUGE = b"Subject: Minutes\r\n\r\n" + b"The minutes of a very long meeting indeed.\r\n" * 400_000
SENT, TRANSIENT, PERMANENT, UNCERTAIN = Outcome.SENT, Outcome.TRANSIENT, Outcome.PERMANENT, Outcome.UNCERTAIN


def account(server: Server, security: Security = Security.NONE, username: str = "", secret: str = "s3cret") -> Account:
    return Account("127.0.0.1", server.port, security=security, username=username, secret=lambda: secret)


def parcels(count: int, content: bytes = CONTENT) -> list[Parcel]:
    return [Parcel(f"k{n}", "minutes@quay.example", f"member{n}@quay.example", content) for n in range(count)]


def waiting(way: str) -> Timeouts:
    return QUICK if way == "silence" else PATIENT


def run(to: Account, load: Iterable[Parcel], *, connections: int = 4, timeouts: Timeouts = PATIENT) -> dict[str, Delivery]:
    told: list[Delivery] = []
    asyncio.run(deliver(to, load, on_delivery=told.append, timeouts=timeouts, pauses=(0.01,), connections=connections))
    assert len({each.key for each in told}) == len(told), "a parcel was told of twice"
    return {each.key: each for each in told}


def running(**how: object) -> tuple[SmtpFaults, AbstractContextManager[Server]]:
    faulty = SmtpFaults(**how)  # type: ignore[arg-type]
    return faulty, faulty.running()


LOST = ("silence", "reset", "close", "garbage")
OPENING = ("banner", "ehlo", "starttls", "handshake", "auth")
TRANSACTION = ("mail", "rcpt", "data", "body", "dot")


def opening_cases() -> Iterator[tuple[str, str, type[PostError], bool]]:
    for moment in OPENING:
        for code in ("421", "454") if moment != "handshake" else ():
            yield moment, code, PostError, True
        if moment != "handshake":
            yield moment, "554" if moment != "auth" else "535", SecretError if moment == "auth" else PostError, False
        for way in LOST:
            yield moment, way, PostError, way != "garbage"


def transaction_cases() -> Iterator[tuple[str, str, Outcome]]:
    for moment in TRANSACTION:
        yield from ((moment, code, TRANSIENT) for code in ("421", "450", "452", "471"))
        yield from ((moment, code, PERMANENT) for code in ("550", "552", "554"))
        yield from ((moment, way, UNCERTAIN if moment == "dot" else TRANSIENT) for way in LOST)
    yield from (("quit", way, SENT) for way in (*LOST, "421", "500"))


@pytest.mark.parametrize(("moment", "way", "kind", "transient"), tuple(opening_cases()))
def test_a_connection_that_cannot_be_had_is_the_accounts_fault(
    moment: str, way: str, kind: type[PostError], transient: bool
) -> None:
    _, server = running(fault=Fault(moment, way))
    security = Security.STARTTLS if moment in ("starttls", "handshake") else Security.NONE
    told: list[Delivery] = []
    with server as at, pytest.raises(PostError) as raised:
        to = account(at, security, "minutes" if moment == "auth" else "")
        asyncio.run(deliver(to, parcels(3), on_delivery=told.append, timeouts=waiting(way)))
    assert type(raised.value) is kind
    assert raised.value.transient is transient
    assert told == []
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(("moment", "way", "outcome"), tuple(transaction_cases()))
def test_each_fault_of_a_transaction_has_its_outcome(moment: str, way: str, outcome: Outcome) -> None:
    faulty, server = running(fault=Fault(moment, way), when=lambda connection, letter: connection == 1)
    with server as at:
        told = run(account(at), parcels(1, HUGE if moment == "body" else CONTENT), timeouts=waiting(way))
    assert told["k0"].outcome is outcome
    assert len(faulty.letters) == (outcome is SENT)
    assert told["k0"].stage == {"body": "content", "dot": "content", "quit": "content"}.get(moment, moment)
    if way.isdigit() and moment != "quit":
        assert told["k0"].code == int(way)


@pytest.mark.parametrize("moment", TRANSACTION[:3])
@pytest.mark.parametrize("way", ["450", "550"])
def test_a_refused_letter_does_not_spoil_the_next_on_its_connection(moment: str, way: str) -> None:
    once = iter([True])
    _, server = running(fault=Fault(moment, way), when=lambda connection, letter: next(once, False))
    with server as at:
        told = run(account(at), parcels(3), connections=1)
        assert at.connections == 1
    assert [told[f"k{n}"].outcome is SENT for n in range(3)] == [False, True, True]


@pytest.mark.parametrize("moment", TRANSACTION[:3])
@pytest.mark.parametrize("way", ["421", "reset", "close", "garbage", "silence"])
def test_a_letter_lost_with_a_used_connection_goes_by_the_next(moment: str, way: str) -> None:
    faulty, server = running(fault=Fault(moment, way), when=lambda connection, letter: connection == 1 and letter == 3)
    with server as at:
        told = run(account(at), parcels(5), connections=1, timeouts=waiting(way))
        assert at.connections == 2
    assert {each.outcome for each in told.values()} == {SENT}
    assert len(faulty.letters) == 5


def test_a_letter_in_doubt_is_not_sent_again_and_the_others_go_on() -> None:
    faulty, server = running(fault=Fault("dot", "reset"), when=lambda connection, letter: connection == 1 and letter == 3)
    with server as at:
        told = run(account(at), parcels(5), connections=1)
    assert [told[f"k{n}"].outcome for n in range(5)] == [SENT, SENT, UNCERTAIN, SENT, SENT]
    assert len(faulty.letters) == 4


def test_a_server_that_closes_after_each_letter_still_gets_them_all() -> None:
    _, server = running(letters_a_connection=2)
    with server as at:
        told = run(account(at), parcels(9), connections=1)
        assert at.connections == 5
    assert {each.outcome for each in told.values()} == {SENT}


def test_a_server_that_loses_every_connection_is_left_alone_after_three() -> None:
    _, server = running(fault=Fault("mail", "421", "shutting down"))
    with server as at:
        told = run(account(at), parcels(20), connections=1)
        assert at.connections == 3
    assert {each.outcome for each in told.values()} == {TRANSIENT}
    assert len(told) == 20
    assert "shutting down" in told["k19"].text


def test_a_server_that_goes_down_on_the_way_leaves_the_rest_for_later() -> None:
    _, server = running(fault=Fault("banner", "421"), when=lambda connection, letter: connection > 1, letters_a_connection=4)
    with server as at:
        told = run(account(at), parcels(10), connections=1)
    assert [told[f"k{n}"].outcome for n in range(10)] == [SENT] * 4 + [TRANSIENT] * 6


def test_a_password_changed_on_the_way_leaves_the_rest_for_later_after_one_try() -> None:
    _, server = running(fault=Fault("auth", "535"), when=lambda connection, letter: connection > 1, letters_a_connection=4)
    with server as at:
        told = run(account(at, username="minutes"), parcels(10), connections=1)
        assert at.connections == 2
    assert [told[f"k{n}"].outcome for n in range(10)] == [SENT] * 4 + [TRANSIENT] * 6
    assert "password" in told["k9"].text


def test_a_server_that_allows_two_connections_gets_everything_over_two() -> None:
    faulty, server = running(most_at_once=2)
    with server as at:
        told = run(account(at), parcels(60), connections=4)
    assert {each.outcome for each in told.values()} == {SENT}
    assert len(faulty.letters) == 60


def test_connections_grow_with_the_letters_and_stay_few() -> None:
    few, server = running()
    with server as at:
        run(account(at), parcels(4), connections=4)
        assert at.connections == 1
    many, server = running()
    with server as at:
        run(account(at), parcels(100), connections=3)
        assert at.connections <= 3
    assert many.most_seen > 1
    assert len(few.letters) == 4 and len(many.letters) == 100


def test_a_server_that_wants_a_login_first_is_the_accounts_fault() -> None:
    _, server = running(fault=Fault("mail", "530", "5.7.0 Authentication required"))
    with server as at, pytest.raises(PostError, match="before a login"):
        run(account(at), parcels(2))


@pytest.mark.parametrize(
    "address",
    [
        "a\r\nRCPT TO:<evil@x.example>@quay.example", "a@quay.example\nDATA", "a\x00@quay.example", "nobody", "@quay.example",
        "a@", "a b@quay.example", "a@quay.example>", "<a@quay.example>", "a@-quay.example", "a@quay..example",
        "x" * 65 + "@quay.example", "a@" + "q" * 64 + ".example", '"a"b"@quay.example', "a@[not.an.address]", "a..b@quay.example",
    ],
)  # fmt: skip
def test_an_impossible_address_is_refused_before_any_connection(address: str) -> None:
    faulty, server = running()
    with server as at:
        told = run(account(at), [replace(parcels(1)[0], recipient=address)])
        assert at.connections == 0
    assert (told["k0"].outcome, told["k0"].stage) == (PERMANENT, "address")
    assert "\n" not in told["k0"].text
    assert faulty.heard == []


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("anna@bücher.example", b"anna@xn--bcher-kva.example"), ("anna@faß.example", b"anna@xn--fa-hia.example"),
        ("Anna.O'Neil+x@Quay.Example", b"Anna.O'Neil+x@quay.example"), ('"a b"@quay.example', b'"a b"@quay.example'),
        ("a@[192.0.2.1]", b"a@[192.0.2.1]"), ("a@例え。テスト", b"a@xn--r8jz45g.xn--zckzah"),
    ],
)  # fmt: skip
def test_an_address_goes_out_with_its_domain_in_ascii(address: str, envelope: bytes) -> None:
    faulty, server = running()
    with server as at:
        run(account(at), [replace(parcels(1)[0], recipient=address)])
    assert b"RCPT TO:<" + envelope + b">" in faulty.heard


def test_letters_beyond_ascii_before_the_at_need_a_server_that_takes_them() -> None:
    letter = replace(parcels(1)[0], recipient="jörg@quay.example")
    faulty, server = running()
    with server as at:
        told = run(account(at), [letter])
    assert (told["k0"].outcome, told["k0"].stage) == (PERMANENT, "address")
    faulty, server = running(extensions=("SMTPUTF8", "8BITMIME"))
    with server as at:
        assert run(account(at), [letter])["k0"].outcome is SENT
    assert b"MAIL FROM:<minutes@quay.example> SMTPUTF8" in faulty.heard
    assert "RCPT TO:<jörg@quay.example>".encode() in faulty.heard


def test_the_null_sender_is_an_empty_path() -> None:
    faulty, server = running(extensions=())
    with server as at:
        assert run(account(at), [replace(parcels(1)[0], sender="")])["k0"].outcome is SENT
    assert b"MAIL FROM:<>" in faulty.heard


def test_a_letter_over_the_servers_size_is_refused_without_sending_it() -> None:
    faulty, server = running(extensions=("SIZE 60",))
    with server as at:
        told = run(account(at), [*parcels(1), Parcel("small", "", "a@quay.example", b"x")])
    assert (told["k0"].outcome, told["k0"].stage) == (PERMANENT, "size")
    assert told["small"].outcome is SENT
    assert b"MAIL FROM:<> SIZE=3" in faulty.heard


@pytest.mark.parametrize("extensions", [("SIZE",), ("SIZE 0",), ()])
def test_a_server_without_a_size_limit_takes_any_letter(extensions: tuple[str, ...]) -> None:
    _, server = running(extensions=extensions)
    with server as at:
        assert run(account(at), parcels(1))["k0"].outcome is SENT


def test_8_bit_text_is_declared_and_kept_from_servers_that_do_not_take_it() -> None:
    letter = [replace(parcels(1)[0], content="Subject: x\r\n\r\nGrüße\r\n".encode())]
    faulty, server = running()
    with server as at:
        assert run(account(at), letter)["k0"].outcome is SENT
    assert any(words.endswith(b" BODY=8BITMIME") for words in faulty.heard)
    _, server = running(extensions=())
    with server as at:
        assert run(account(at), letter)["k0"].outcome is PERMANENT


@pytest.mark.parametrize(
    ("content", "wire"),
    [
        (b"a\nb", b"a\r\nb\r\n"), (b"a\rb\r\n", b"a\r\nb\r\n"), (b"", b"\r\n"), (b".\r\n", b"..\r\n"), (b"a\n.\nb", b"a\r\n..\r\nb\r\n"),
        (b"a\r\n.b\r\n..c\r\n", b"a\r\n..b\r\n...c\r\n"), (b"a\r\r\nb", b"a\r\n\r\nb\r\n"), (b"a\n\r\n", b"a\r\n\r\n"),
    ],
)  # fmt: skip
def test_a_body_has_whole_line_ends_and_doubled_dots(content: bytes, wire: bytes) -> None:
    assert wire_body(content) == wire


def test_a_body_cannot_end_the_letter_early() -> None:
    for ends in itertools.product((b"\r", b"\n", b"\r\n"), repeat=2):
        assert b"\r\n.\r\n" not in wire_body(b"a" + ends[0] + b"." + ends[1] + b"QUIT\r\n")


def test_an_old_server_is_greeted_the_old_way() -> None:
    faulty, server = running(helo_only=True)
    with server as at:
        assert run(account(at), parcels(1))["k0"].outcome is SENT
    assert b"HELO [127.0.0.1]" in faulty.heard


def test_nothing_goes_unencrypted_where_starttls_was_asked_for() -> None:
    faulty, server = running(extensions=("AUTH PLAIN",))
    with server as at, pytest.raises(PostError, match="no STARTTLS"):
        run(account(at, Security.STARTTLS, "minutes"), parcels(1))
    assert [words.split()[0] for words in faulty.heard if words] == [b"EHLO"]


def test_a_plain_server_on_the_tls_port_is_named_as_such() -> None:
    _, server = running()
    with server as at, pytest.raises(PostError, match="encryption") as raised:
        run(account(at, Security.TLS), parcels(1))
    assert raised.value.transient is False


def test_an_unencrypted_server_must_be_on_this_machine() -> None:
    with pytest.raises(PostError, match="this machine only") as raised:
        run(Account("mail.quay.example", 25, security=Security.NONE), parcels(1))
    assert raised.value.transient is False


def test_a_port_where_nobody_listens_may_be_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(PostError, match="cannot be reached") as raised:
        run(Account("127.0.0.1", port, security=Security.NONE), parcels(1))
    assert raised.value.transient is True


def test_a_wrong_password_is_tried_once() -> None:
    faulty, server = running(fault=Fault("auth", "535", "5.7.8 no"))
    with server as at, pytest.raises(SecretError, match="refused the password of minutes"):
        run(account(at, username="minutes"), parcels(1))
    assert sum(words.startswith(b"AUTH") for words in faulty.heard) == 1


def test_an_access_token_is_sent_as_providers_ask_and_a_refusal_is_heard_out() -> None:
    faulty, server = running()
    token = replace(Account("127.0.0.1", 0, security=Security.NONE), username="m@quay.example", auth=Auth.XOAUTH2, secret=lambda: "tok")
    with server as at:
        assert run(replace(token, port=at.port), parcels(1))["k0"].outcome is SENT
    sent = next(words for words in faulty.heard if words.startswith(b"AUTH XOAUTH2"))
    assert base64.b64decode(sent.split()[2]) == b"user=m@quay.example\x01auth=Bearer tok\x01\x01"
    refusing, server = running(fault=Fault("auth", "535", "5.7.3 token expired"))
    with server as at, pytest.raises(SecretError, match="access token"):
        run(replace(token, port=at.port), parcels(1))
    assert b"" in refusing.heard  # the empty answer to the challenge (RFC 7628's older sister asks for it)


def test_a_server_without_access_tokens_says_so() -> None:
    _, server = running(extensions=("AUTH PLAIN",))
    with server as at, pytest.raises(PostError, match="XOAUTH2"):
        run(replace(account(at, username="m"), auth=Auth.XOAUTH2), parcels(1))


def test_a_secret_is_fetched_anew_for_each_connection() -> None:
    asked = itertools.count(1)
    secrets: list[int] = []

    def secret() -> str:
        secrets.append(next(asked))
        return f"token {secrets[-1]}"

    _, server = running(letters_a_connection=2)
    with server as at:
        run(replace(account(at, username="m"), secret=secret), parcels(6), connections=1)
        assert at.connections == len(secrets) == 3


def test_a_servers_words_are_shown_as_one_plain_line() -> None:
    _, server = running(fault=Fault("rcpt", "550", "5.1.1 gone\x1b[31m \x07away \u202e" + "long " * 200))
    with server as at:
        text = run(account(at), parcels(1))["k0"].text
    assert text.startswith("5.1.1 gone [31m away long") and len(text) == 300 and text.endswith("…")


def test_parcels_may_come_from_an_asynchronous_source() -> None:
    async def source() -> AsyncIterator[Parcel]:
        for parcel in parcels(7):
            await asyncio.sleep(0)
            yield parcel

    faulty, server = running()
    told: list[Delivery] = []
    with server as at:
        asyncio.run(deliver(account(at), source(), on_delivery=told.append, timeouts=PATIENT))
    assert len(told) == len(faulty.letters) == 7


def test_no_parcels_means_no_connection() -> None:
    _, server = running()
    with server as at:
        assert run(account(at), []) == {}
        assert at.connections == 0


def test_a_stop_finishes_the_letter_in_hand_and_begins_no_other() -> None:
    told: list[Delivery] = []
    _, server = running()
    with server as at:
        asyncio.run(
            deliver(account(at), parcels(9), on_delivery=told.append, connections=1, timeouts=PATIENT, stop=lambda: len(told) >= 3)
        )
    assert [each.key for each in told] == ["k0", "k1", "k2"]


def test_a_fault_of_the_one_who_is_told_is_raised_after_the_letters_in_hand() -> None:
    def tell(delivery: Delivery) -> None:
        told.append(delivery)
        if len(told) == 2:
            raise OSError("the disk is full")

    told: list[Delivery] = []
    _, server = running()
    with server as at, pytest.raises(OSError, match="disk is full"):
        asyncio.run(deliver(account(at), parcels(9), on_delivery=tell, connections=1, timeouts=PATIENT))
    assert len(told) == 2


def test_a_letter_cut_off_by_cancelling_after_its_last_dot_is_in_doubt() -> None:
    told: list[Delivery] = []

    async def cancel_in_mid_answer(to: Account) -> None:
        delivering = asyncio.create_task(deliver(to, parcels(2), on_delivery=told.append, connections=1))
        await asyncio.sleep(0.4)
        delivering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivering

    _, server = running(fault=Fault("dot", "silence"))
    with server as at:
        asyncio.run(cancel_in_mid_answer(account(at)))
    assert [(each.key, each.outcome) for each in told] == [("k0", UNCERTAIN)]
