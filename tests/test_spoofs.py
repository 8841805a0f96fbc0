"""Speaking as somebody one is not: every way that was thought of waits for the clerk, with its own reason in the journal.

One table of cases, each a change to an honest mail of Emeka Obi's that reports his action done; and what such mails may look like
all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from answering import LATER, Post, changed, letters_out
from mailflow import tokens
from mailflow.addresses import fold
from mailflow.demo import clients
from mailflow.demo.clients import Received, Writer
from mailflow.flows.tie import verdict_against
from mailflow.journal import MessageTaken
from mailflow.records import Action, Correction, Dispatch, Meeting, Taken
from mailflow.replies.message import parse_message
from mailflow.tokens import Token

HONEST, EVE, ADA = "emeka.obi@police.example", "eve@crook.example", "ada.fenn@quayside.example"
OTHER_BOARD = tokens.Key(b"another board's secret, 32 octets")
HELD = dt.date(2026, 10, 8)

NOBODY = "is nobody's address in the people file"
SEVERAL = "names several senders"
ANGLES = "more than one address in angle brackets"
TWO = "names two addresses"
UNSEEN = "characters in it that cannot be seen"
OPEN = "without an end"
ODD = "does not write its address as addresses are written"
SPACES = "spaces or comments in it"
FIELDS = "exactly one From field"
GROUP = "group of addresses"
NO_ADDRESS = "names no address"
FORGED_TOKEN = "not one that we wrote"
DISGUISED = "letters that stand for others"
NO_TOKEN = "carries no token"
NEVER_SENT = "a letter that was never sent"
COLLEAGUE = "but comes from Ada Fenn"
PASSED_ON = "was sent on by eve@crook.example"

# What stands in the From field, and why it is not believed.
FROM = {
    "a display name": ('"Emeka Obi" <eve@crook.example>', NOBODY),
    "an address as quoted display name": (f'"{HONEST}" <{EVE}>', NOBODY),
    "an address as display name, without quotes": (f"{HONEST} <{EVE}>", TWO),
    "another's address as display name of the honest one": (f"{EVE} <{HONEST}>", TWO),
    "two addresses in angle brackets, the honest one last": (f"<{EVE}> <{HONEST}>", ANGLES),
    "two addresses in angle brackets, the honest one first": (f"<{HONEST}> <{EVE}>", ANGLES),
    "angle brackets within angle brackets": (f"Emeka <{EVE}<{HONEST}>>", ANGLES),
    "text behind the angle brackets": (f"Emeka Obi <{HONEST}> {EVE}", ANGLES),
    "a quotation that does not end, between two addresses": (f'<{EVE}>"<{HONEST}>', OPEN),
    "a comment that does not end": (f"{HONEST} ({EVE}", OPEN),
    "two mailboxes": (f"{HONEST}, {EVE}", SEVERAL),
    "two mailboxes, the other first": (f"{EVE}, {HONEST}", SEVERAL),
    "two mailboxes at a semicolon": (f"{HONEST}; {EVE}", SEVERAL),
    "a group of two": (f"Board: {HONEST}, {EVE};", SEVERAL),
    "a group of one": (f"Board: {HONEST};", GROUP),
    "an empty group": ("undisclosed-recipients:;", NO_ADDRESS),
    "a comment that holds the honest address": (f"{EVE} ({HONEST})", NOBODY),
    "a comment inside the address": ("emeka.obi@(crook.example)police.example", SPACES),
    "a comment in a comment inside the address": ("emeka.(a(b)c)obi@police.example", SPACES),
    "a space inside the address": ("<emeka. obi@police.example>", SPACES),
    "a space before the @": ("<emeka.obi @police.example>", SPACES),
    "an encoded word with @ as name": ("=?utf-8?q?emeka=2Eobi=40police=2Eexample?= <eve@crook.example>", NOBODY),
    "an encoded word that holds a whole mailbox": (f"=?utf-8?q?Emeka_=3Cemeka=2Eobi=40police=2Eexample=3E=2C?= <{EVE}>", NOBODY),
    "an encoded word as the address": ("=?utf-8?q?emeka=2Eobi=40police=2Eexample?=", NO_ADDRESS),
    "an encoded word inside angle brackets": ("Emeka <=?utf-8?q?emeka=2Eobi?=@police.example>", NOBODY),
    "a route": (f"<@crook.example:{HONEST}>", ODD),
    "a route of two": (f"<@crook.example,@b.example:{HONEST}>", ODD),
    "a route in percent signs": ("<emeka.obi%police.example@crook.example>", NOBODY),
    "a route in bangs": ("<crook.example!emeka.obi@police.example>", NOBODY),
    "two at signs": (f"<{EVE}@police.example>", ODD),
    "a quoted local part": ('"emeka.obi"@police.example', ODD),
    "a quoted local part with another address in it": (f'"{EVE}"@police.example', ODD),
    "a NUL behind the address": (f"{HONEST}\x00.crook.example", UNSEEN),
    "a NUL inside the address": ("emeka.obi\x00@police.example", UNSEEN),
    "a carriage return and another From": (f"{EVE}\rFrom: {HONEST}", UNSEEN),
    "a space of no width in the address": ("emeka.obi@police\u200b.example", UNSEEN),
    "a soft hyphen in the address": ("emeka.o\u00adbi@police.example", NOBODY),
    "letters from right to left": ("\u202eelpmaxe.ecilop@ibo.akeme\u202c <eve@crook.example>", UNSEEN),
    "a line separator": (f"{HONEST}\u2028<{EVE}>", UNSEEN),
    "a look-alike domain": ("emeka.obi@po1ice.example", NOBODY),
    "a look-alike letter before the @": ("emeka.оbi@police.example", NOBODY),
    "a Cyrillic letter in the domain": ("emeka.obi@рolice.example", NOBODY),
    "the same as A-label": ("emeka.obi@xn--olice-k2e.example", NOBODY),
    "a small Roman numeral in the domain": ("emeka.obi@poliⅽe.crook.example", DISGUISED),
    "a trailing dot": (f"{HONEST}.", ODD),
    "a longer domain": (f"{HONEST}.crook.example", NOBODY),
    "a sub-domain": ("emeka.obi@mail.police.example", NOBODY),
    "the domain above": ("emeka.obi@example", NOBODY),
    "a plus address": ("emeka.obi+eve@police.example", NOBODY),
    "a domain literal": ("emeka.obi@[192.0.2.1]", NOBODY),
    "no domain": ("emeka.obi", NO_ADDRESS),
    "a domain in letters of full width": ("emeka.obi@\uff50olice.example", DISGUISED),
    "a domain with an ideographic full stop": ("emeka.obi@police\u3002example", DISGUISED),
    "a domain with a letter in a circle": ("Emeka Obi <emeka.obi@polic\u24d4.example>", DISGUISED),
    "a mathematical letter in the domain": ("emeka.obi@\U0001d429olice.example", DISGUISED),
    "another sender beyond what is read of a field": (f"{HONEST}{' ' * 17_000}, {EVE}", "longer than any is"),
    "a colleague": (ADA, COLLEAGUE),
    "the board itself": ("minutes@board.example", NOBODY),
}  # fmt: skip


Change = Callable[[bytes, Post], bytes]


def beside(between: str) -> Change:
    """Put another From field below the honest one, behind something at which some readers end the header section."""
    other = f"{between}From: {EVE}\r\n".encode()
    return lambda raw, post: raw.replace(f"From: Emeka Obi <{HONEST}>\r\n".encode(), f"From: Emeka Obi <{HONEST}>\r\n".encode() + other)


def token_of(raw: bytes) -> bytes:
    found = tokens.in_message_id(Received.read(raw).references.split()[-1])
    assert found is not None
    return found[0].encode()


def with_token(change: Callable[[bytes], bytes]) -> Change:
    """Put another token in the place of the honest one, wherever that stands."""
    return lambda raw, post: raw.replace(token_of(raw), change(token_of(raw)))


def signed(version: int = 1, person: int = 4, meeting: dt.date = HELD) -> Change:
    """Put a token of the board's own in the place of the honest one."""
    return lambda raw, post: raw.replace(token_of(raw), post.workspace.key.sign(Token(meeting, version, person)).encode())


def fields(**changes: str) -> Change:
    return lambda raw, post: changed(raw, **changes)


def written_as(value: str) -> Change:
    """Write the From field so, its line breaks as they are."""
    return lambda raw, post: raw.replace(f"Emeka Obi <{HONEST}>".encode(), value.encode())


def sent_to(to: str) -> Change:
    """Send it to another address, TOKEN being the honest one, with no thread to tell the letter by."""
    return lambda raw, post: changed(raw, To=to.replace("TOKEN", token_of(raw).decode()), In_Reply_To="", References="")


def in_the_subject(raw: bytes, post: Post) -> bytes:
    return changed(sent_to("minutes@board.example")(raw, post), Subject=f"Re: {token_of(raw).decode()}")


def forwarded(name: str, address: str) -> Change:
    """Emeka passed his letter on; who got it answers it."""
    return lambda raw, post: clients.apple_mail(post.received["Emeka Obi"], Writer(name, address, LATER, "forwarded"), "QSB 2627_08: done")


def attached(raw: bytes, post: Post) -> bytes:
    """Somebody else sends the honest mail as an attachment."""
    head = changed(raw, From=f"Eve <{EVE}>", Content_Type='multipart/mixed; boundary="m"', Content_Transfer_Encoding="")
    parts = (
        b"--m\r\nContent-Type: text/plain\r\n\r\nPlease see below.\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--m--\r\n"
    )
    return head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + parts


ELSEWHERE: dict[str, tuple[Change, str]] = {
    "two From fields": (fields(From=f"{HONEST}\n{EVE}"), FIELDS),
    "two From fields, the other first": (fields(From=f"{EVE}\n{HONEST}"), FIELDS),
    "the same From field twice": (fields(From=f"{HONEST}\n{HONEST}"), FIELDS),
    "a From field with a space before its colon, and another": (lambda raw, post: b"From : eve@crook.example\r\n" + raw, FIELDS),
    "another From field below a line of blanks": (beside(" \r\n"), FIELDS),
    "another From field below a line that is no field": (beside("no field\r\n"), FIELDS),
    "another From field below one with letters in its name that it cannot have": (beside("Fr\u00f6m: x\r\n"), FIELDS),
    "another From field below one with an endless name": (beside("X" * 300 + ": x\r\n"), FIELDS),
    "another From field behind a bare carriage return": (beside("X: x\r"), FIELDS),
    "another From field with many blanks before its colon": (beside(f"From{' ' * 30}: {EVE}\r\nX-"), FIELDS),
    "another From field below a thousand others": (beside("X: x\r\n" * 1_000), FIELDS),
    "another From field below a megabyte": (beside("X: " + "x" * 1_000_001 + "\r\n"), FIELDS),
    "a From field folded over three lines": (written_as(f"Emeka\r\n Obi <{HONEST}>\r\n\t<{EVE}>"), ANGLES),
    "Sender alone": (fields(From=EVE, Sender=HONEST), NOBODY),
    "Reply-To alone": (fields(From=EVE, Reply_To=HONEST), NOBODY),
    "Return-Path alone": (fields(From=EVE, Return_Path=f"<{HONEST}>"), NOBODY),
    "fields that only look like From": (fields(From=EVE, X_Original_From=HONEST, X_Sender=HONEST, Apparently_From=HONEST), NOBODY),
    "Resent-From of the honest one": (fields(From=EVE, Resent_From=HONEST), NOBODY),
    "an honest mail sent on by another": (fields(Resent_From=EVE, Resent_To="minutes@board.example"), PASSED_ON),
    "an honest mail sent on by the honest one and another": (fields(Resent_From=f"{HONEST}\n{EVE}"), PASSED_ON),
    "a cut token": (with_token(lambda token: token[:-1]), FORGED_TOKEN),
    "an extended token": (with_token(lambda token: token + b"a"), FORGED_TOKEN),
    "a token with one letter changed": (with_token(lambda token: (b"b" if token[:1] == b"a" else b"a") + token[1:]), FORGED_TOKEN),
    "a token with padding": (with_token(lambda token: token + b"="), FORGED_TOKEN),
    "a token written twice": (with_token(lambda token: token + token), FORGED_TOKEN),
    "a token of nothing but a": (with_token(lambda token: b"a" * len(token)), FORGED_TOKEN),
    "another board's token": (with_token(lambda token: OTHER_BOARD.sign(Token(HELD, 1, 4)).encode()), FORGED_TOKEN),
    "another person's token": (signed(person=1), "answers the letter to Ada Fenn, but comes from Emeka Obi"),
    "a token of a person who is not there": (signed(person=999), NEVER_SENT),
    "a token of a version never sent": (signed(version=9), NEVER_SENT),
    "a token of a meeting never held": (signed(meeting=dt.date(2020, 1, 1)), NEVER_SENT),
    "a token at another's domain": (sent_to("minutes+TOKEN@crook.example"), NO_TOKEN),
    "a token of another name at the board's domain": (sent_to("clerk+TOKEN@board.example"), NO_TOKEN),
    "a token in the recipient's display name": (sent_to('"minutes+TOKEN@board.example" <minutes@board.example>'), NO_TOKEN),
    "a token in the subject": (in_the_subject, NO_TOKEN),
    "no token, the right subject": (sent_to("minutes@board.example"), NO_TOKEN),
    "a letter that was forwarded, answered by a stranger": (forwarded("Eve", EVE), NOBODY),
    "a letter that was forwarded, answered by a colleague": (forwarded("Ada Fenn", ADA), COLLEAGUE),
    "an honest mail as an attachment of another's": (attached, NOBODY),
}  # fmt: skip
SPOOFS: dict[str, tuple[Change, str]] = {name: (fields(From=value), reason) for name, (value, reason) in FROM.items()} | ELSEWHERE


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Post:
    """One board for all spoofs: what one of them achieved would show in each that follows."""
    return letters_out(tmp_path_factory.mktemp("spoofs") / "board")


def reasons(post: Post) -> list[str]:
    """Give the reasons in the journal."""
    return [event.fact.taken.reason for event in post.workspace.look().journal() if isinstance(event.fact, MessageTaken)]


@pytest.mark.parametrize("spoof", SPOOFS)
def test_nobody_speaks_for_somebody_else(board: Post, spoof: str) -> None:
    change, reason = SPOOFS[spoof]
    honest = board.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    raw = change(changed(honest, Message_ID=f"<{abs(hash(spoof))}@police.example>"), board)
    [understood] = board.take(raw)
    assert understood.outcome == "review"
    assert reason in understood.reason
    assert reasons(board)[-1] == understood.reason
    assert board.action("QSB 2627_08").updates == ()
    assert [t.why for t in board.workspace.look().all(Taken) if t.waits][-1] == understood.reason
    assert all(not receipt.to.endswith("crook.example") for receipt in board.receipts())


def test_at_least_forty_ways_are_tried_and_each_kind_has_its_own_reason() -> None:
    assert len(SPOOFS) >= 80
    assert len({reason for _, reason in SPOOFS.values()}) >= 16


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(with_token(bytes.upper), id="a token in capitals, as some servers make it"),
        pytest.param(fields(From=f'"Obi, Emeka (Police)" <{HONEST}>'), id="a quoted name with a comma and brackets"),
        pytest.param(fields(From=f"Obi, Emeka <{HONEST}>"), id="a name with a comma, without quotes"),
        pytest.param(fields(From=f"{HONEST} <{HONEST}>"), id="the address as its own name"),
        pytest.param(fields(From=f"'{HONEST}' <{HONEST}>"), id="the address in single quotes as its own name"),
        pytest.param(fields(From=f"{HONEST} (Emeka Obi)"), id="the name as a comment"),
        pytest.param(fields(From="EMEKA.OBI@Police.Example"), id="capitals"),
        pytest.param(fields(From=f"=?utf-8?b?RW1la2EgT2Jp?= <{HONEST}>"), id="an encoded name"),
        pytest.param(written_as(f"Emeka Obi\r\n <{HONEST}>"), id="a folded field"),
        pytest.param(fields(Reply_To=EVE), id="a Reply-To, to which nothing is sent"),
        pytest.param(fields(Sender="pa@police.example"), id="a Sender"),
        pytest.param(fields(Resent_From="minutes@board.example"), id="sent on by the board's own mailbox"),
        pytest.param(fields(Resent_From=HONEST), id="sent on by its writer"),
    ],
)
def test_an_honest_mail_is_recorded_however_its_fields_are_written(post: Post, change: Change) -> None:
    [understood] = post.take(change(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), post))
    assert understood.outcome == "recorded", understood.reason
    assert [receipt.to.lower() for receipt in post.receipts()] == [HONEST]


@pytest.mark.parametrize(
    "words", ["accept 12", "ACCEPT 1", "send", "approve", "approve minutes", "undo", "decline 1", "dismiss 1", "@clerk: send"]
)
def test_a_members_mail_is_no_command(post: Post, words: str) -> None:
    post.take(post.reply("Farah Nasser", 'Item 3.2: "42 referrals" should read "24 referrals".'))
    before = post.workspace.look()
    [understood] = post.take(post.reply("Emeka Obi", words, clients.apple_mail))
    after = post.workspace.look()
    assert after.all(Correction) == before.all(Correction)
    assert [(m.stage, m.approval) for m in after.all(Meeting)] == [(m.stage, m.approval) for m in before.all(Meeting)]
    assert [d.key for d in after.all(Dispatch) if not d.key.startswith("receipt/")] == [
        d.key for d in before.all(Dispatch) if not d.key.startswith("receipt/")
    ]
    assert [a.updates for a in after.all(Action)] == [a.updates for a in before.all(Action)]
    assert understood.reading.no_corrections or understood.outcome == "review" or not understood.reading.updates


CLERK = "iris.tate@council.example"
AS_CLERK = [name for name, (value, _) in FROM.items() if HONEST in value]


def test_the_clerks_own_command_is_followed(post: Post) -> None:
    """Without this the test below would hold for any reason."""
    post.take(post.reply("Farah Nasser", 'Item 3.2: "42 referrals" should read "24 referrals".'))
    post.take(post.reply("Iris Tate", "accept 1", clients.apple_mail))
    assert [correction.status for correction in post.workspace.look().all(Correction)] == ["accepted"]


@pytest.mark.parametrize("spoof", [*AS_CLERK, "two From fields", "a cut token", "no token, the right subject"])
def test_no_command_under_the_clerks_name_is_followed(post: Post, spoof: str) -> None:
    post.take(post.reply("Farah Nasser", 'Item 3.2: "42 referrals" should read "24 referrals".'))
    before = len(post.receipts())
    honest = post.reply("Iris Tate", "accept 1", clients.apple_mail)
    value = FROM[spoof][0].replace(HONEST, CLERK) if spoof in FROM else f"{CLERK}\n{EVE}"
    change = SPOOFS[spoof][0] if spoof not in FROM and spoof != "two From fields" else fields(From=value)
    post.take(change(honest, post))
    assert [correction.status for correction in post.workspace.look().all(Correction)] == ["proposed"]
    assert all(receipt.to == CLERK for receipt in post.receipts()[before:])


def test_an_old_mail_sent_again_changes_nothing(post: Post) -> None:
    old = post.reply("Emeka Obi", "QSB 2627_08: in progress", identity="old")
    post.take(old, post.reply("Emeka Obi", "QSB 2627_08: done", identity="new"))
    again = [old, b"Received: from crook.example by mx.board.example\r\n" + old, old.replace(b"\r\n", b"\n")]
    assert [str(u.outcome) for raw in again for u in post.take(raw, now=LATER + dt.timedelta(days=3))] == ["duplicate"] * 3
    assert post.action("QSB 2627_08").status == "done"
    assert len(post.action("QSB 2627_08").updates) == 2
    assert len(post.receipts()) == 2


def test_whoever_guessed_a_message_id_does_not_keep_the_honest_mail_out(post: Post) -> None:
    honest = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    post.take(changed(honest, From=EVE))
    [understood] = post.take(honest)
    assert understood.outcome == "review", "the clerk sees both"
    assert len([t for t in post.workspace.look().all(Taken) if t.waits]) == 2


MX = "mx.board.example"


@pytest.mark.parametrize(
    ("results", "trusted", "reason"),
    [
        (f"{MX}; dmarc=fail header.from=police.example", [MX], "forged"),
        (f"{MX}; spf=pass; dmarc=fail (p=none) header.from=police.example", [MX.upper()], "forged"),
        (f"{MX} 1; DMARC = FAIL", [MX], "forged"),
        (f"{MX}; dmarc/1=fail", [MX], "forged"),
        (f"{MX} (our (own) server); dkim=none;\r\n\tdmarc=fail", [MX], "forged"),
        (f'{MX}; spf=pass smtp.mailfrom="(@crook.example"; dmarc=fail; dkim=pass header.i=")@crook.example"', [MX], "forged"),
        (f'{MX}; spf=pass smtp.mailfrom="\\";dmarc=pass"; dmarc=fail', [MX], "forged"),
        (f"{MX}; dmarc=fail\n{MX}; dmarc=pass", [MX], "forged"),
        (f"{MX}; dmarc=pass header.from=police.example\nmx2.board.example; dmarc=fail", [MX, "mx2.board.example"], "forged"),
        (f"{MX}; dmarc=pass header.from=crook.example", [MX], "checked the address of crook.example"),
        (f"{MX}; dmarc=pass (p=reject) header.from=crook.example; spf=pass", [MX], "checked the address of crook.example"),
        (f"{MX}; dmarc=pass header.from=police.example", [MX], ""),
        (f"{MX}; dmarc=pass header.from=POLICE.example.", [MX], ""),
        (f"{MX}; dmarc=none", [MX], ""),
        (f"{MX}; dmarc=pass\n{MX}; dmarc=fail", [MX], ""),
        (f"{MX}; spf=fail\n{MX}; dkim=none\n{MX}; dmarc=fail", [MX], "forged"),
        (f"{MX}; spf=pass\n{MX}; dmarc=pass header.from=crook.example", [MX], "checked the address of crook.example"),
        (f"{MX}; spf=fail\n{MX}; dmarc=none\n{MX}; dmarc=fail", [MX], ""),
        (f"{MX}; spf=pass (dmarc=none)\n{MX}; dmarc=fail", [MX], "forged"),
        ("mx.crook.example; dmarc=fail", [MX], ""),
        (f"{MX}.crook.example; dmarc=fail", [MX], ""),
        (f"x{MX}; dmarc=fail", [MX], ""),
        (f"crook.example ({MX}); dmarc=fail", [MX], ""),
        (f'"{MX}"; dmarc=fail', [MX], ""),
        (f"{MX}; dmarc=fail", [], ""),
        (f"{MX}; spf=pass (dmarc=fail); dkim=pass", [MX], ""),
        (f'{MX}; spf=pass smtp.mailfrom="; dmarc=fail"', [MX], ""),
        ("", [MX], ""),
    ],
)
def test_the_topmost_verdict_of_a_trusted_server_counts_and_no_other(results: str, trusted: list[str], reason: str) -> None:
    folded = results.replace("\r\n", "\x00")
    lines = "".join(f"Authentication-Results: {one}\r\n" for one in folded.split("\n") if one).replace("\x00", "\r\n")
    raw = f"{lines}From: Emeka Obi <{HONEST}>\r\nSubject: x\r\n\r\nx".encode()
    found = verdict_against(parse_message(raw), tuple(trusted))
    assert reason in found and bool(found) == bool(reason)


@pytest.mark.parametrize(("verdict", "outcome"), [("fail", "review"), ("pass", "recorded")])
def test_the_settings_name_whose_verdict_counts(post: Post, verdict: str, outcome: str) -> None:
    path = post.workspace.folder / "mailflow.toml"
    path.write_text(path.read_text().replace("trusted_authserv = []", f'trusted_authserv = ["{MX}"]'))
    raw = changed(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), Authentication_Results=f"{MX}; dmarc={verdict}")
    assert [str(u.outcome) for u in post.take(raw)] == [outcome]
    assert len(post.receipts()) == (verdict == "pass"), "who forged an address makes us write to nobody"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Emeka@Police.Example", "emeka@police.example", True),
        ("x@bücher.example", "x@xn--bcher-kva.example", True),
        ("x@BÜCHER.example", "x@bücher.example", True),
        ("JÜRGEN@a.example", "jürgen@a.example", True),
        ("x@faß.example", "x@fass.example", False),
        ("straße@a.example", "strasse@a.example", False),
        ("\u212aate@a.example", "kate@a.example", False),
        ("a\u017f@a.example", "as@a.example", False),
        ("x@рolice.example", "x@police.example", False),
    ],
)
def test_addresses_are_the_same_where_a_server_would_say_so(one: str, other: str, same: bool) -> None:
    assert (fold(one) == fold(other)) == same
