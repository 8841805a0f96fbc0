"""Envelope addresses and servers' words under arbitrary input: nothing that is sent or shown can break a line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.domains import AddressError, a_labels
from mailflow.post.addresses import envelope_address
from mailflow.post.answers import MOST_CHARACTERS, clause, one_line
from mailflow.post.fetching import Answer, pieces
from mailflow.post.smtp import wire_body

TRICKY = st.text(st.sampled_from('ab.@"\\ <>\r\n\x00,;:[]+-ü。ß\u202e\u2028'), max_size=40)


@given(st.one_of(st.text(max_size=60), TRICKY, st.builds("{}@{}".format, TRICKY, TRICKY)))
def test_an_address_that_is_let_through_cannot_leave_its_angle_brackets(address: str) -> None:
    try:
        octets = envelope_address(address).octets
    except AddressError as fault:
        assert str(fault)
        return
    local, _, domain = octets.rpartition(b"@")
    assert local and domain and domain.isascii()
    assert not any(octet < 32 or octet == 127 for octet in octets)
    assert not set(b" <>") & set(domain)
    if not local.startswith(b'"'):
        assert not set(b' <>"@') & set(local)


@pytest.mark.parametrize(
    ("domain", "ascii_domain"),
    [("Quay.Example", "quay.example"), ("MÜNCHEN.example", "xn--mnchen-3ya.example"), ("mu\u0308nchen.example", "xn--mnchen-3ya.example"),
     ("παράδειγμα.example", "xn--hxajbheg2az3al.example"),
     ("βόλος.example", "xn--nxasmm1c.example"), ("中国.example", "xn--fiqs8s.example"),
     ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"), ("ｑｕａｙ.example", "quay.example"), ("a_b.example", "a_b.example")],
)  # fmt: skip
def test_domains_become_the_labels_that_dns_knows(domain: str, ascii_domain: str) -> None:
    assert a_labels(domain) == ascii_domain


NO_DOMAINS = ["", ".", "a..b", "a.", "-a.b", "a-.b", "a b.c", "☃️.c", "x" * 64 + ".c", ".".join(["x" * 60] * 5), "[1.2.3]", "[]"]


@pytest.mark.parametrize("domain", NO_DOMAINS)
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(AddressError):
        a_labels(domain)


@given(st.one_of(st.text(), st.binary()))
def test_a_servers_words_are_one_printable_line(words: str | bytes) -> None:
    shown = one_line(words)
    assert len(shown) <= MOST_CHARACTERS
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in shown)
    assert not clause(words).endswith(".")


@given(st.binary(max_size=200) | st.text(st.sampled_from("a.\r\n"), max_size=30).map(str.encode))
def test_a_body_comes_out_as_it_went_in_but_for_its_line_ends(content: bytes) -> None:
    wire = wire_body(content)
    assert wire.endswith(b"\r\n")
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")
    assert b"\r\n.\r\n" not in b"\r\n" + wire
    undone = b"\n".join(line[1:] if line.startswith(b".") else line for line in wire.split(b"\r\n"))
    plain = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert undone == plain if plain.endswith(b"\n") else undone == plain + b"\n"


PIECES = [b"1 (", b" UID 5 ", b" BODY[] ", b"{3}", b'"a', b"NIL", b")", b" RFC822.SIZE 9", b"\\", b" UID " + b"9" * 9_000]
FRAGMENTS = st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join)


@given(st.lists(FRAGMENTS | st.tuples(FRAGMENTS, st.binary(max_size=5)) | st.none(), max_size=8))
def test_no_answer_to_fetch_is_too_odd_to_be_taken_apart(answers: list[Answer]) -> None:
    assert all(each.uid == 5 for each in pieces(answers))
