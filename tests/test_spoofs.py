"""Speaking as somebody one is not: every way that was thought of is refused or waits for the clerk, with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from answering import Post, changed
from mailflow import tokens
from mailflow.demo import clients
from mailflow.demo.clients import Received
from mailflow.records import Taken

OTHER = tokens.Key(b"another board's secret, 32 octets")


def spoofs() -> dict[str, Callable[[bytes, Post], bytes]]:
    """Ways of speaking as somebody one is not, each as a change to an honest mail of Emeka Obi's."""
    honest = "emeka.obi@police.example"
    cut = lambda raw, post: raw.replace(_token(raw), _token(raw)[:-1])  # noqa: E731
    return {
        "a display name": lambda raw, post: changed(raw, From='"Emeka Obi" <eve@crook.example>'),
        "an address as display name": lambda raw, post: changed(raw, From=f'"{honest}" <eve@crook.example>'),
        "an unquoted address before the real one": lambda raw, post: changed(raw, From=f"{honest} <eve@crook.example>"),
        "two From fields": lambda raw, post: changed(raw, From=f"{honest}\neve@crook.example"),
        "two From fields, the other first": lambda raw, post: changed(raw, From=f"eve@crook.example\n{honest}"),
        "two mailboxes in From": lambda raw, post: changed(raw, From=f"{honest}, eve@crook.example"),
        "a group": lambda raw, post: changed(raw, From=f"Board: {honest}, eve@crook.example;"),
        "a comment": lambda raw, post: changed(raw, From=f"eve@crook.example ({honest})"),
        "an encoded word with @": lambda raw, post: changed(raw, From="=?utf-8?q?emeka=2Eobi=40police=2Eexample?= <eve@crook.example>"),
        "a look-alike domain": lambda raw, post: changed(raw, From="emeka.obi@po1ice.example"),
        "a look-alike letter": lambda raw, post: changed(raw, From="emeka.оbi@police.example"),
        "a longer domain": lambda raw, post: changed(raw, From=f"{honest}.crook.example"),
        "Sender only": lambda raw, post: changed(raw, From="eve@crook.example", Sender=honest),
        "Reply-To only": lambda raw, post: changed(raw, From="eve@crook.example", Reply_To=honest),
        "a cut token": cut,
        "an extended token": lambda raw, post: raw.replace(_token(raw), _token(raw) + b"a"),
        "another board's token": lambda raw, post: raw.replace(
            _token(raw), OTHER.sign(tokens.Token(dt.date(2026, 10, 8), 1, 4)).encode()),
        "another person's token": lambda raw, post: raw.replace(
            _token(raw), post.workspace.key.sign(tokens.Token(dt.date(2026, 10, 8), 1, 1)).encode()),
        "a token of a letter never sent": lambda raw, post: raw.replace(
            _token(raw), post.workspace.key.sign(tokens.Token(dt.date(2026, 10, 8), 9, 4)).encode()),
        "a token of a meeting never held": lambda raw, post: raw.replace(
            _token(raw), post.workspace.key.sign(tokens.Token(dt.date(2020, 1, 1), 1, 4)).encode()),
        "no token, the right subject": lambda raw, post: changed(raw, To="minutes@board.example", In_Reply_To="", References=""),
        "a colleague": lambda raw, post: changed(raw, From="ada.fenn@quayside.example"),
    }  # fmt: skip


def _token(raw: bytes) -> bytes:
    found = tokens.in_message_id(Received.read(raw).references.split()[-1])
    assert found is not None
    return found[0].encode()


@pytest.mark.parametrize("spoof", spoofs())
def test_nobody_speaks_for_somebody_else(post: Post, spoof: str) -> None:
    raw = post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail)
    changed = spoofs()[spoof](raw, post)
    assert changed != raw
    [understood] = post.take(changed)
    assert understood.outcome == "review"
    assert understood.reason
    assert post.action("QSB 2627_08").updates == ()
    assert [t.why for t in post.workspace.look().all(Taken) if t.waits] == [understood.reason]
    assert all(receipt.to != "eve@crook.example" for receipt in post.receipts())


@pytest.mark.parametrize(
    ("results", "trusted", "recorded"),
    [
        ("mx.board.example; dmarc=fail header.from=police.example", ["mx.board.example"], False),
        ("mx.board.example; spf=pass; dmarc=fail (p=none) header.from=police.example", ["MX.board.example"], False),
        ("mx.board.example; dmarc=pass header.from=police.example", ["mx.board.example"], True),
        ("mx.crook.example; dmarc=fail", ["mx.board.example"], True),
        ("mx.board.example; dmarc=fail", [], True),
        ("mx.board.example; dmarc=pass\nmx.board.example; dmarc=fail", ["mx.board.example"], True),
        ("mx.board.example; dmarc=fail\nmx.board.example; dmarc=pass", ["mx.board.example"], False),
    ],
)
def test_the_verdict_of_a_trusted_server_counts_and_no_others(post: Post, results: str, trusted: list[str], recorded: bool) -> None:
    path = post.workspace.folder / "mailflow.toml"
    path.write_text(path.read_text().replace("trusted_authserv = []", f"trusted_authserv = {trusted}"))
    raw = changed(post.reply("Emeka Obi", "QSB 2627_08: done", clients.apple_mail), Authentication_Results=results)
    [understood] = post.take(raw)
    assert (understood.outcome == "recorded") == recorded, understood.reason
