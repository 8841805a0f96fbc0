"""The bytes of a mail to a Message: encodings, parts, headers, and bytes that are no mail at all."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.replies.message import parse_message
from mailflow.replies.words import find_words

HEAD = b"From: Becky <becky@harbour.example>\r\nTo: minutes@board.example\r\nSubject: Re: minutes\r\nMIME-Version: 1.0\r\n"
CAP = 262_144


def _mail(fields: str, body: bytes | str) -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    return HEAD + fields.encode() + b"\r\n\r\n" + content


def _multipart(kind: str, *parts: str) -> bytes:
    inside = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return _mail(f'Content-Type: multipart/{kind}; boundary="b"', inside + "--b--\r\n")


@pytest.mark.parametrize(
    ("fields", "body", "text"),
    [
        ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable", "gr=C3=BC=\r\n=C3=9Fe", "grüße"),
        ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", base64.b64encode("grüße".encode()), "grüße"),
        ("Content-Type: text/plain; charset=iso-8859-1", "grüße".encode(), "grüße"),
        ("Content-Type: text/plain; charset=us-ascii", "grüße".encode("cp1252"), "grüße"),
        ("Content-Type: text/plain; charset=no-such-thing", "“ja”".encode("cp1252"), "“ja”"),
        ("Content-Type: text/plain; charset=iso-2022-jp", "完了".encode("iso-2022-jp"), "完了"),
        ("Content-Type: text/plain; charset=gb2312", "已完成".encode("gb18030"), "已完成"),
        ("Content-Type: text/plain; charset=utf-16", "done".encode("utf-16"), "done"),
        ("Content-Type: text/plain; charset=unicode_escape", rb"\u0041", r"\u0041"),
        ("Content-Type: text/plain; charset=punycode", "done", "done"),
        ("Content-Type: text/plain; format=flowed", "It is \r\ndone.\r\n> a \r\n> b\r\n-- \r\nBecky", "It is done.\n> a b\n-- \nBecky"),
        ("Content-Type: text/plain; format=flowed; delsp=yes", "compl \r\nete", "complete"),
        ("X-None: 1", "no type at all", "no type at all"),
    ],
)
def test_a_text_is_read_through_every_encoding(fields: str, body: bytes | str, text: str) -> None:
    assert parse_message(_mail(fields, body)).text == text


def test_the_plain_part_is_taken_unless_it_says_nothing() -> None:
    html = "Content-Type: text/html\r\n\r\n<p>rich</p>"
    both = parse_message(_multipart("alternative", "Content-Type: text/plain\r\n\r\nplain", html))
    empty = parse_message(_multipart("alternative", "Content-Type: text/plain\r\n\r\n \r\n", html))
    stub = parse_message(_multipart("alternative", "Content-Type: text/plain\r\n\r\nPlease view this message in HTML.", html))
    assert [(m.text, m.from_html) for m in (both, empty, stub)] == [("plain", False), ("rich", True), ("rich", True)]


def test_several_text_parts_are_one_text_and_an_attachment_is_none() -> None:
    message = parse_message(
        _multipart(
            "mixed",
            "\r\nabove",
            'Content-Type: text/plain; name="notes.txt"\r\nContent-Disposition: attachment\r\n\r\nnot mine',
            "\r\nbelow",
        )
    )
    assert message.text == "above\nbelow"
    assert [(one.name, one.content) for one in message.attachments] == [("notes.txt", b"not mine")]


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\\a\\b.doc", "b.doc"),
        (".hidden", "hidden"),
        ("a\x00b\x07.txt", "a b.txt"),
        ("=?utf-8?q?gr=C3=BCn?=.txt", "grün.txt"),
    ],
)
def test_an_attachments_name_can_be_written_anywhere(given_name: str, name: str) -> None:
    part = f'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="{given_name}"\r\n\r\nx'
    assert [one.name for one in parse_message(_multipart("mixed", part)).attachments] == [name]


def test_a_name_in_pieces_is_put_together() -> None:
    part = "Content-Type: application/pdf; name*0*=utf-8''%C3%A4; name*1=b.pdf\r\n\r\nx"
    assert [one.name for one in parse_message(_multipart("mixed", part)).attachments] == ["äb.pdf"]


def test_a_forwarded_message_is_never_the_senders_words() -> None:
    message = parse_message(
        _multipart("mixed", "\r\nsee attached", "Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nQSB 1819_14: done")
    )
    assert message.text == "see attached"
    assert message.attachments[0].media_type == "message/rfc822"


def test_signed_mail_is_read_and_encrypted_mail_says_so() -> None:
    signed = parse_message(_multipart("signed", "\r\ndone", "Content-Type: application/pgp-signature\r\n\r\nxyz"))
    armoured = parse_message(
        _mail("X: 1", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ndone\n-----BEGIN PGP SIGNATURE-----\nabc\n")
    )
    secret = parse_message(_multipart("encrypted", "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1"))
    smime = parse_message(_mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "MII"))
    assert (signed.text, signed.attachments, armoured.text.strip()) == ("done", (), "done")
    assert [bool(m.unreadable and "encrypted" in m.unreadable) for m in (signed, armoured, secret, smime)] == [False, False, True, True]


def test_winmail_dat_alone_is_said_to_be_unreadable_and_beside_a_text_is_not() -> None:
    tnef = 'Content-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nx'
    alone, beside = parse_message(_multipart("mixed", tnef)), parse_message(_multipart("mixed", "\r\ndone", tnef))
    assert alone.unreadable is not None
    assert "winmail.dat" in alone.unreadable
    assert (beside.unreadable, beside.text) == (None, "done")


def test_two_from_fields_or_two_mailboxes_name_no_sender() -> None:
    one = parse_message(b"From: boss@corp.example <evil@x.example>\n\nx")
    two = parse_message(b"From: a@x.example\nFrom: b@x.example\n\nx")
    both = parse_message(b"From: a@x.example, b@x.example\n\nx")
    assert [m.sender for m in (one, two, both)] == ["evil@x.example", None, None]
    assert one.senders[0].name == "boss@corp.example"


def test_headers_are_read_as_values() -> None:
    message = parse_message(
        b'From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <J.M@BOARD.Example>\nTo: Minutes: a@b.example, "Doe, J" <c+t@D.example>;\n'
        b"Subject: =?utf-8?b?UsOpdW5pb24=?=\n =?utf-8?q?_du_jeudi?=\nMessage-ID: <1@x>\nReferences: <a@x>,<b@x>\n <c@x>\n"
        b"In-Reply-To: <c@x> (later)\n"
        b"Date: Mon, 22 Oct 2018 09:12:00 +0100\nReturn-Path: <>\nDelivered-To: m+tok@b.example\n\nx"
    )
    assert (message.senders[0].name, message.senders[0].address) == ("Jürgen Müller", "J.M@board.example")
    assert message.recipients == ("a@b.example", "c+t@d.example", "m+tok@b.example")
    assert (message.subject, message.message_id, message.references) == ("Réunion du jeudi", "1@x", ("a@x", "b@x", "c@x"))
    assert (message.in_reply_to, message.return_path) == (("c@x",), "")
    assert message.date is not None
    assert message.date.isoformat() == "2018-10-22T09:12:00+01:00"


def test_caps_hold_and_say_when_text_was_left_out() -> None:
    many, long, wide = (parse_message(_mail("X: 1", body)) for body in ("x\n" * 9_000, "x " * 200_000, "word " * 1_000))
    assert (many.truncated, many.text.count("\n") + 1) == (True, 5_000)
    assert (long.truncated, len(long.text) <= CAP) == (True, True)
    assert (wide.truncated, max(map(len, wide.text.split("\n"))) <= 1_000, len(wide.text.split())) == (False, True, 1_000)


def test_html_is_written_as_a_person_would_read_it() -> None:
    unseen = "<div style='display:none'>unseen</div><script>x</script>"
    source = f"<p>One<br>two</p><ul><li>a</li><li>b</li></ul>{unseen}<blockquote>said</blockquote>end"
    assert parse_message(_mail("Content-Type: text/html", source)).text == "One\ntwo\n\n- a\n- b\n\n> said\n\nend"


def test_deep_and_endless_html_loses_no_word() -> None:
    deep = parse_message(_mail("Content-Type: text/html", "<div>" * 3_000 + "deep" + "</div>" * 3_000))
    tags = parse_message(_mail("Content-Type: text/html", "<b>x</b>" * 30_000 + "last"))
    assert deep.text == "deep"
    assert tags.text.endswith("last")


FIELDS = st.sampled_from(
    [
        "From",
        "To",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Subject",
        "Date",
        "Message-ID",
        "References",
        "Content-Disposition",
        "Return-Path",
    ]
)
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "multipart/mixed; boundary=b",
            "text/html",
            "text/plain; charset=utf-7; format=flowed",
            "base64",
            "quoted-printable",
            "message/rfc822",
            "=?utf-8?b?!!?=",
        ]
    ),
)
BODIES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["--b\n\nx\n--b--", "<div><blockquote>a<p>b", "> a\nb\n> c", "On Mon 3 May 2018 10:00 a@b wrote:\n> x\ny", "-- \nx"]),
)


@settings(max_examples=250, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=600),
        st.builds(
            lambda fields, body: ("".join(f"{k}: {v}\n" for k, v in fields) + "\n" + body).encode("utf-8", "replace"),
            st.lists(st.tuples(FIELDS, VALUES), max_size=8),
            BODIES,
        ),
    )
)
def test_any_bytes_give_a_message_and_lose_no_line(raw: bytes) -> None:
    message = parse_message(raw)
    for letter in (None, "Dear Becky,\n\n1. QSB 1819_14 Circulate the protocol.\n"):
        words = find_words(message, letter)
        assert [line.number for line in words.lines] == list(range(1, len(message.text.split("\n")) + 1 if message.text else 1))


FOOTER = b"\n_______________________________________________\nquay mailing list\nquay@lists.example\n"
WORDS = "14 done – café\n"
CODED = base64.b64encode(WORDS.encode())


@pytest.mark.parametrize(
    ("body", "below"),
    [
        (CODED, ""),
        (CODED.rstrip(b"="), ""),
        (CODED + base64.b64encode("a second block – là\n".encode()), "a second block – là"),
        (CODED + b"\n" + base64.b64encode(b"a second block\n"), "a second block"),
        (CODED + FOOTER, "quay mailing list\nquay@lists.example"),
        (CODED.rstrip(b"=") + FOOTER, "quay mailing list\nquay@lists.example"),
        (base64.encodebytes(WORDS.encode() * 30) + b"\n-- \nYou received this from a list.\n", "You received this from a list."),
        (base64.encodebytes(WORDS.encode() * 30).replace(b"\n", b" \r\n"), ""),
    ],
)
def test_base64_is_undone_block_by_block_and_what_stands_below_it_is_plain(body: bytes, below: str) -> None:
    head = b'From: a@b.example\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: base64\n\n'
    text = parse_message(head + body).text
    assert text.startswith(WORDS.strip()) and text.rstrip().endswith(below or "café")
    assert "\ufffd" not in text and "Ã" not in text


@pytest.mark.parametrize("label", ["", "; charset=us-ascii", "; charset=utf-8", "; charset=_iso-2022-jp$ESC", "; charset=x-unknown"])
@pytest.mark.parametrize(("words", "charset"), [("14 完了しました", "iso-2022-jp"), ("14 완료", "iso2022_kr")])
def test_letters_that_are_switched_by_sequences_need_no_label(words: str, charset: str, label: str) -> None:
    raw = f"From: a@b.example\nContent-Type: text/plain{label}\n\n".encode() + words.encode(charset)
    assert parse_message(raw).text.strip() == words


def test_a_byte_order_mark_tells_more_than_a_label() -> None:
    head = b"From: a@b.example\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    raw = head + base64.b64encode("14 – ok".encode("utf-16"))
    assert parse_message(raw).text == "14 – ok"


@pytest.mark.parametrize(
    "line",
    [
        *("[cid:image001.png@01D9F2.4B]", "[image: image.png]", "<image001.png>", "[Image]", "[Bild]", "[inline image 1]"),
        "[https://cdn.example/logo.png]",
    ],
)
def test_what_stands_in_a_text_for_a_picture_is_left_out(line: str) -> None:
    assert parse_message(f"From: a@b.example\n\n14 done\n{line}\n".encode()).text.strip() == "14 done"


def test_what_a_person_puts_in_brackets_stays() -> None:
    words = "14 [imagery of the quay] done, [see below] [1]"
    assert parse_message(f"From: a@b.example\n\n{words}\n".encode()).text.strip() == words
