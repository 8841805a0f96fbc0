"""Tokens: what is signed is read, what is not is nothing."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from mailflow import tokens
from mailflow.tokens import Key, Token

KEY = Key(b"k" * 32)
TOKEN = Token(dt.date(2026, 10, 8), 3, 517)


def test_a_token_is_read_back_in_any_case() -> None:
    written = KEY.sign(TOKEN)
    assert len(written) == tokens.LENGTH
    assert KEY.read(written) == KEY.read(written.upper()) == TOKEN


def test_it_fits_a_local_part() -> None:
    assert len(f"minutes-of-the-board-of-quayside+{KEY.sign(TOKEN)}") <= 64


def test_no_change_of_one_character_is_read() -> None:
    written = KEY.sign(TOKEN)
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    for at, letter in itertools.product(range(len(written)), alphabet):
        changed = written[:at] + letter + written[at + 1 :]
        if changed != written:
            assert KEY.read(changed) is None, changed


def test_a_cut_extended_or_turned_token_is_nothing() -> None:
    written = KEY.sign(TOKEN)
    for wrong in ("", written[:-1], written + "a", written + "=", f" {written}", written[1:] + written[0], f"{written}@board.example"):
        assert KEY.read(wrong) is None, wrong


def test_another_boards_token_is_nothing() -> None:
    assert Key(b"x" * 32).read(KEY.sign(TOKEN)) is None


def test_what_no_token_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        KEY.sign(Token(dt.date(2026, 10, 8), 1, 70_000))


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("minutes+abc@board.example", "abc"),
        ("<Minutes+ABC@Board.Example>", "ABC"),
        ("minutes@board.example", None),
        ("minutes+abc@other.example", None),
        ("other+abc@board.example", None),
    ],
)
def test_the_detail_is_taken_from_the_boards_own_address_only(address: str, detail: str | None) -> None:
    assert tokens.in_address(address, "minutes@board.example") == detail


def test_a_message_id_carries_token_and_suffix() -> None:
    written = KEY.sign(TOKEN)
    assert tokens.in_message_id(f"<mf.{written}@board.example>") == (written, "")
    assert tokens.in_message_id(f"mf.{written}.r12ab@board.example") == (written, "r12ab")
    assert tokens.in_message_id("<CAF+xyz@mail.example>") is None
