"""Where people's words are found in a mail, what is no word of theirs, and that no token of ours stands in what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from clerkship import Clerkship
from mailflow.cli.main import mailflow
from mailflow.flows.understand import Understood
from mailflow.flows.wording import IN_SUBJECT, NO_WORDS, NOTHING_SAID
from mailflow.records import Action, Dispatch, Edition, Taken
from mailflow.replies.model import Kind
from mailflow.tokens import LENGTH

REF = "QSB 2627_08"
PLAIN = 'Content-Type: text/plain; charset="utf-8"'
PAGE = 'Content-Type: text/html; charset="utf-8"'


@pytest.fixture
def clerkship(tmp_path: Path) -> Clerkship:
    made = Clerkship(tmp_path / "board")
    made.circulate()
    return made


def plain_text(raw: bytes) -> str:
    made = message_from_bytes(raw, policy=policy.default)
    assert isinstance(made, EmailMessage)
    plain = made.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content()).replace("\r\n", "\n")


def letter_subject(clerkship: Clerkship) -> str:
    return str(message_from_bytes(clerkship.letter("EO"), policy=policy.default)["Subject"])


def quoted(clerkship: Clerkship) -> str:
    return "\n".join(f"> {line}" for line in plain_text(clerkship.letter("EO")).split("\n"))


def takes(clerkship: Clerkship, body: str, *, subject: str | None = None, parts: str = "", fields: str = "") -> Understood:
    """Take in an answer of Emeka Obi's, headers and body written by hand."""
    head, _, _ = clerkship.mail("EO", "x", to=clerkship.letter("EO")).partition(b"\r\n\r\n")
    lines = re.sub(r"\r\n[ \t]+", " ", head.decode()).split("\r\n")
    kept = [line for line in lines if not line.lower().startswith(("content-", "mime-", "subject:" if subject is not None else "-"))]
    kept += [] if subject is None else [f"Subject: {subject}"]
    kind = f'Content-Type: multipart/{parts}; boundary="bb"' if parts else PLAIN
    kept += ["MIME-Version: 1.0", kind, "Content-Transfer-Encoding: 8bit", *filter(None, fields.split("\n"))]
    return clerkship.takes(("\r\n".join(kept) + "\r\n\r\n" + body).encode())


def several(*parts: tuple[str, str]) -> str:
    return "".join(f"--bb\n{head}\n\n{body}\n" for head, body in parts) + "--bb--\n"


def updates(clerkship: Clerkship) -> list[tuple[str, str | None]]:
    actions = clerkship.workspace.look().all(Action)
    return [(action.ref, update.status) for action in actions for update in action.updates]


def receipt(clerkship: Clerkship) -> str:
    return " ".join(plain_text(clerkship.letter("EO", Edition.RECEIPT)).split())


@pytest.mark.parametrize(
    "subject",
    [
        *(f"Re: {REF} done", f"{REF} done", f"AW: WG: {REF} done", f"Re[2]: {REF} - done", f"Re: [EXTERNAL] {REF} done"),
        *(f"RE: EXTERNAL: {REF} done", f"[quay-board] Antw: {REF}: done", f"Re: {{ours}} - {REF} done", f"{REF} done (Re: {{ours}})"),
        "=?utf-8?q?Re:_QSB_2627=5F08_done?=",
    ],
)
@pytest.mark.parametrize("body", ["", "\n\n", "Sent from my iPhone\n", "Thanks\n\nEmeka\n"])
def test_what_is_said_in_the_subject_alone_is_read_and_shown(clerkship: Clerkship, subject: str, body: str) -> None:
    understood = takes(clerkship, body, subject=subject.replace("{ours}", letter_subject(clerkship)))
    assert updates(clerkship) == [(REF, "done")]
    assert understood.waits and IN_SUBJECT in understood.doubts
    assert f"{REF} is done" in receipt(clerkship)


@pytest.mark.parametrize(
    "subject", ["Re: {ours}", "AW: [EXTERNAL] {ours}", "{ours}", REF, f"Re: {REF}", "No corrections", "Send", "A correction", "", "Re:"]
)
def test_a_subject_of_ours_is_no_word_of_theirs_and_a_mail_without_words_waits(clerkship: Clerkship, subject: str) -> None:
    understood = takes(clerkship, "\n", subject=subject.replace("{ours}", letter_subject(clerkship)))
    assert (understood.outcome, understood.waits, understood.reason) == ("review", True, NO_WORDS)
    assert updates(clerkship) == [] and understood.answer
    assert NO_WORDS.rstrip(".") in receipt(clerkship)


def test_a_word_before_our_subject_is_asked_about_where_it_is_not_understood(clerkship: Clerkship) -> None:
    understood = takes(clerkship, "\n", subject=f"Reconsider: {letter_subject(clerkship)}")
    assert understood.words.own_text == "Reconsider" and understood.waits


@pytest.mark.parametrize("subject", ["RE: Undo", "Send", "Yes", "accept 1"])
def test_a_subject_orders_nothing(clerkship: Clerkship, subject: str) -> None:
    understood = takes(clerkship, "\n", subject=subject)
    assert understood.waits and not (understood.orders and understood.orders.done)


def test_a_link_s_subject_with_more_to_it_is_theirs(clerkship: Clerkship) -> None:
    takes(clerkship, "\n", subject="No corrections from me [SEC=OFFICIAL]")
    [taken] = clerkship.workspace.look().all(Taken)
    assert taken.own_text == "No corrections from me" and taken.reading and taken.reading.no_corrections


def test_a_subject_beside_words_in_the_body_is_left_alone(clerkship: Clerkship) -> None:
    understood = takes(clerkship, "In progress, two left.\n", subject=f"Re: {REF} done")
    assert understood.words.own_text == "In progress, two left."


@pytest.mark.parametrize(
    "words",
    ["Hi Iris,\n\nEmeka", "Please see my comments below:", "See below", "Emeka", "Dear Iris,\n\nPlease see below.\n\nThanks\nEmeka"],
)
def test_what_only_leads_to_words_that_are_not_there_waits(clerkship: Clerkship, words: str) -> None:
    understood = takes(clerkship, words)
    assert (understood.outcome, understood.waits, understood.reason) == ("review", True, NOTHING_SAID)
    assert NOTHING_SAID.rstrip(".") in receipt(clerkship)


@pytest.mark.parametrize("words", ["Thanks, Emeka", "Many thanks for these.", "👍", "Dear Iris\n\nMany thanks\n\nEmeka Obi"])
def test_thanks_are_an_answer(clerkship: Clerkship, words: str) -> None:
    assert takes(clerkship, words).outcome == "recorded"


def test_the_quotation_alone_is_no_answer(clerkship: Clerkship) -> None:
    understood = takes(clerkship, "On 10 Oct 2026, at 09:00, Quayside wrote:\n\n" + quoted(clerkship))
    assert understood.reason == NO_WORDS and understood.waits


NAMED = '; name="{0}"\nContent-Disposition: attachment; filename="{0}"'
PARTS: dict[str, Callable[[str], tuple[str, str]]] = {
    "the text has the quotation alone": lambda q: (
        "alternative", several((PLAIN, q), (PAGE, f"<div>{REF} done</div><blockquote type=cite><p>Action log</p></blockquote>"))),
    "the text has an attribution and the quotation": lambda q: (
        "alternative", several((PLAIN, f"On 10/10/2026 09:00, Quayside wrote:\n{q}"), (PAGE, f"<p>{REF} done</p>"))),
    "the text has a picture": lambda q: (
        "alternative", several((PLAIN, "[cid:image001.png@01D9F2]\n\n"), (PAGE, f'<div><img src="cid:i"><p>{REF} done</p></div>'))),
    "the text says that there is a page": lambda q: (
        "alternative", several((PLAIN, "This is a multi-part message in MIME format."), (PAGE, f"<p>{REF} done</p>"))),
    "the text names a picture": lambda q: ("alternative", several((PLAIN, "[image: image.png]\n"), (PAGE, f"<p>{REF} done</p>"))),
    "Exchange's piece": lambda q: (
        "mixed", several((PLAIN + NAMED.format("ATT00001.txt"), f"{REF} done"))),
    "Exchange's piece as a page": lambda q: (
        "mixed",
        several((PLAIN, "\n"), (PAGE + NAMED.format("ATT00001.htm"), f"<p>{REF} done</p>"))),
    "a piece below a greeting": lambda q: (
        "mixed", several((PLAIN, "Hello Iris,\n"), (PLAIN + '\nContent-Disposition: attachment; filename="ATT00002.txt"', f"{REF} done"))),
    "a text without a name": lambda q: ("mixed", several((PLAIN, "\n"), (PLAIN + "\nContent-Disposition: attachment", f"{REF} done"))),
    "the body as a file": lambda q: (
        "mixed", several((PLAIN + '\nContent-Disposition: attachment; filename="mime-attachment.txt"', f"{REF} done"))),
    "the signature as a text of its own": lambda q: (
        "mixed",
        several((PLAIN, f"{REF} done"), (PAGE, "<p><b>Emeka Obi</b><br>Superintendent<br>Our promise: every action completed</p>"))),
    "the signature with the office behind the name": lambda q: (
        "mixed", several((PLAIN, f"{REF} done"), (PAGE, "<p>Kind regards</p><p><b>Emeka Obi</b> | Head, all actions completed</p>"))),
    "the signature as a plain text of its own": lambda q: (
        "mixed", several((PLAIN, f"{REF} done"), (PLAIN, "-- \nEmeka Obi\nAction 2 lead: all actions completed since 2015\n"))),
}  # fmt: skip


@pytest.mark.parametrize("shape", PARTS)
def test_words_are_found_in_whatever_part_a_program_put_them(clerkship: Clerkship, shape: str) -> None:
    parts, body = PARTS[shape](quoted(clerkship))
    understood = takes(clerkship, body, parts=parts)
    assert updates(clerkship) == [(REF, "done")], understood.reason


VIA_GMAIL = "Emeka Obi reacted via Gmail <https://www.google.example/gmail/about/?utm_source=gmail-in-product>"
REACTIONS = [
    *("👍\n\nEmeka Obi reacted to your message:\n", "❤️\n\nEmeka Obi reacted via Gmail\n", "Emeka Obi liked your message\n"),
    *(f"✅\n\n{VIA_GMAIL}\n", "✅\nEmeka reacted to your message:", "🆗\n\nObi, Emeka reacted to your message:\n"),
    *("✔️\n\nEmeka Obi hat auf Ihre Nachricht reagiert:\n", "👌\n\nEmeka Obi a réagi à votre message :\n"),
    *("💯\n\nEmeka Obi ha reaccionado a tu mensaje:\n", "🎉\n\nEmeka Obi heeft op uw bericht gereageerd:\n"),
    "☑️\n\nEmeka Obi a réagi via Gmail\n",
]


@pytest.mark.parametrize("body", REACTIONS)
@pytest.mark.parametrize("quote", [False, True])
def test_a_reaction_shows_that_a_letter_was_seen_and_no_more(clerkship: Clerkship, body: str, quote: bool) -> None:
    below = f"\nOn Sat, 10 Oct 2026 at 09:00, Quayside <q@quay.example> wrote:\n\n{quoted(clerkship)}\n" if quote else ""
    understood = takes(clerkship, body + below)
    assert updates(clerkship) == []
    assert (understood.message.kind, understood.outcome, understood.waits, understood.answer) == (Kind.OTHER, "recorded", False, False)
    [letter] = [d for d in clerkship.workspace.look().all(Dispatch) if understood.tie and d.key == understood.tie.dispatch]
    assert letter.seen and not letter.answered


@pytest.mark.parametrize("sign", ["👍", "✅", "☑️"])
def test_gmail_s_reaction_is_known_by_its_part(clerkship: Clerkship, sign: str) -> None:
    made = several(
        (PLAIN, f"{sign}\n\nEmeka Obi ha fatto qualcosa\n"),
        ('Content-Type: text/vnd.google.email-reaction+json; charset="utf-8"', json.dumps({"emoji": sign, "version": 1})),
        (PAGE, f"<p>{sign}</p>"),
    )
    assert takes(clerkship, made, parts="alternative").message.kind is Kind.OTHER
    assert updates(clerkship) == []


def test_words_beside_a_reaction_are_words(clerkship: Clerkship) -> None:
    takes(clerkship, f"I saw that Farah reacted to your message: she is right.\n\n{REF} done\n")
    assert updates(clerkship) == [(REF, "done")]


AWAY = [
    "Thank you for your email. I am out of the office until Monday and will deal with your message when I am back. If it is urgent please"
    " speak to Pat Dunne. {}",
    "I'm on annual leave from 3 to 17 October with limited access to email. In my absence please contact Pat Dunne. {}",
    "This is an automated reply. I am currently away and will respond to your message on my return. {}",
    "Vielen Dank für Ihre Nachricht. Ich bin bis 17. Oktober nicht im Büro. In dringenden Fällen wenden Sie sich bitte an Pat Dunne. {}",
    "Merci pour votre message. Je suis absente du bureau jusqu'au 17 octobre. En cas d'urgence, veuillez contacter Pat Dunne. {}",
    "Gracias por su mensaje. Estoy fuera de la oficina hasta el 17. Para asuntos urgentes, póngase en contacto con Pat Dunne. {}",
    "Diolch am eich e-bost. Rwyf ar wyliau tan 17 Hydref. Os yw'n fater brys, cysylltwch â Pat Dunne. {}",
]


@pytest.mark.parametrize("body", AWAY)
@pytest.mark.parametrize("more", ["", "All my actions are completed.", "No corrections.", "Everything is done."])
def test_an_out_of_office_message_of_a_mailbox_rule_records_nothing(clerkship: Clerkship, body: str, more: str) -> None:
    understood = takes(clerkship, body.format(more) + "\n\nEmeka Obi\n")
    assert updates(clerkship) == [] and understood.message.kind is Kind.AUTO_REPLY and not understood.answer
    assert understood.reading.updates == () and not understood.reading.no_corrections
    [letter] = [d for d in clerkship.workspace.look().all(Dispatch) if understood.tie and d.key == understood.tie.dispatch]
    assert letter.answered_by_machine and not letter.answered


@pytest.mark.parametrize(
    "words",
    [
        f"I am away next week, but {REF} is done.",
        f"Thank you for your email. I was on leave, sorry. {REF} is done.",
        f"{REF} is done. I am on annual leave from tomorrow.",
        f"{REF} is done. I am on leave from tomorrow. Anything urgent can wait.",
        f"Ich bin nächste Woche im Urlaub, aber {REF} ist erledigt.",
    ],
)
def test_who_reports_and_will_be_away_is_a_person(clerkship: Clerkship, words: str) -> None:
    takes(clerkship, words)
    assert updates(clerkship) == [(REF, "done")]


def test_who_will_be_away_and_says_all_is_done_is_asked_where_it_may_be_a_notice(clerkship: Clerkship) -> None:
    understood = takes(clerkship, "I am on annual leave and will reply on my return. All my actions are completed.")
    assert updates(clerkship) == [] and understood.waits and understood.message.kind is Kind.REPLY


def test_an_action_named_in_an_out_of_office_message_waits(clerkship: Clerkship) -> None:
    understood = takes(clerkship, AWAY[0].format(f"{REF} is done."))
    assert updates(clerkship) == [] and understood.waits and understood.reading.updates[0].ref == REF


@pytest.mark.parametrize(
    "line",
    [
        *("Emeka Obi has accepted this invitation.", "Emeka Obi a accepté votre invitation.", "Emeka Obi hat zugesagt."),
        *("Accepted: Quayside", ""),
        *("Emeka Obi ha aceptado esta invitación.", "Emeka Obi heeft de uitnodiging geaccepteerd.", "Emeka Obi aur tak bihan ez naon"),
    ],
)
def test_an_answer_to_an_invitation_by_a_button_is_no_answer_to_the_letter(clerkship: Clerkship, line: str) -> None:
    calendar = "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x@quay.example\nEND:VEVENT\nEND:VCALENDAR"
    made = several((PLAIN, line), ("Content-Type: text/calendar; method=REPLY; charset=UTF-8", calendar))
    assert takes(clerkship, made, parts="alternative", subject="Accepted: Quayside").message.kind is Kind.OTHER
    with_words = several((PLAIN, f"{REF} done"), ("Content-Type: text/calendar; method=REPLY; charset=UTF-8", calendar))
    takes(clerkship, with_words, parts="alternative", subject="Accepted: Quayside")
    assert updates(clerkship) == [(REF, "done")]


def test_the_reason_given_of_an_own_action_is_true_where_no_letter_is_known(clerkship: Clerkship) -> None:
    understood = clerkship.writes("EO", f"{REF} done")
    assert understood.outcome == "review"
    assert [update.doubt for update in understood.reading.updates] == [""]


@pytest.mark.parametrize("words", [f"{REF} done", "done", "QSB 2627_01: in progress"])
@pytest.mark.parametrize("answers", [True, False])
def test_of_a_sender_whom_nobody_knows_it_is_not_said_whose_an_action_is(clerkship: Clerkship, words: str, answers: bool) -> None:
    letter = clerkship.letter("EO") if answers else None
    understood = clerkship.takes(clerkship.mail("EO", words, to=letter, sender="zyxwvu987@relay.example"))
    assert understood.outcome == "review"
    said = " ".join([*(u.doubt for u in understood.reading.updates), *(u.why for u in understood.reading.unread if answers)])
    assert "not to the sender" not in said and "no open action" not in said


WAYS = (
    *("write to {address}", "write to <mailto:{link}?subject=x>", "it is {upper}", "in <mf.{token}.r1@quay.example>"),
    "the code is {token}",
    *("see https://gw.example/?u=mailto%3A{link}", "it is minutes-2B{token}-40quayside.example", "write to {half}\n{rest}"),
)


@pytest.mark.parametrize("way", WAYS)
def test_no_output_has_a_token(clerkship: Clerkship, way: str, tmp_path: Path) -> None:
    address = str(message_from_bytes(clerkship.letter("EO"), policy=policy.default)["Reply-To"])
    token = address.partition("@")[0].partition("+")[2]
    assert len(token) == LENGTH
    cited = way.format(
        address=address,
        link=address.replace("+", "%2B"),
        upper=address.upper(),
        token=token,
        half=address[:20],
        rest=address[20:],
    )
    wide = "and so I have now gone and asked the two of them once more to please"
    takes(clerkship, f"{REF} in progress, {wide} {cited}\n")
    takes(clerkship, f'Item 3.2: "42 referrals" should read "24 referrals, {cited}".\n')
    takes(clerkship, f"The gulls were purple. {cited}\n", subject=f"Gulls {token}")
    takes(clerkship, "\n", subject=f"{REF} in progress, I told {address}")
    clerkship.says("DP", f"{REF} done, {cited}")  # another's action, which waits
    clerkship.stand()
    folder, out = str(clerkship.workspace.folder), tmp_path / "out"
    texts = {
        " ".join(call): CliRunner().invoke(mailflow, ["-C", folder, *call]).output
        for call in (
            *(("actions", "--json"), ("actions",), ("corrections", "--json"), ("corrections",), ("review", "--json"), ("review",)),
            *(("report", "--out", str(out)), ("circulation", "--json")),
            ("draft", "--date", "2026-12-10", "--out", str(tmp_path / "draft.md")),
        )
    }
    store = clerkship.workspace.look()
    assert updates(clerkship), "something was recorded"
    texts["the report and the draft"] = "".join(path.read_text("utf-8", "replace") for path in [*out.rglob("*"), tmp_path / "draft.md"])
    texts["what is on record"] = repr([(t.own_text, t.own_lines, t.subject, t.why, t.reason, t.reading) for t in store.all(Taken)])
    for dispatch in store.all(Dispatch):
        if dispatch.edition in (Edition.RECEIPT, Edition.DIGEST) and (raw := store.letters.read(dispatch.body)):
            made = message_from_bytes(raw, policy=policy.default)
            bodies = [part for part in made.walk() if part.get_content_maintype() == "text"]
            texts[dispatch.key] = "".join((str(made["Subject"]), *(str(part.get_content()) for part in bodies)))
    for name, text in texts.items():
        # The Message-IDs of the letters are the circulation's business.
        text = re.sub(r'"message_id": "[^"]*"', "", text) if name == "circulation --json" else text
        assert token not in (re.sub(r"[\s>]", "", text) if "half" in way else text).lower(), name
