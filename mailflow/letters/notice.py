"""Letters that speak of one thing (a ruling, an action to take on, a reminder, the clerk's digest): one pair of templates each. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from mailflow import tokens
from mailflow.letters.compose import Desk, mailto, split_subject
from mailflow.letters.envelope import Letter
from mailflow.people import Person
from mailflow.records import Dispatch


def answer_link(desk: Desk, dispatch: Dispatch, sort: str, subject: str, body: str) -> str:
    """Give a link that opens a ready answer to this letter."""
    return mailto(desk.reply_to(sign(desk, dispatch, sort)), subject, body)


def sign(desk: Desk, dispatch: Dispatch, sort: str) -> str:
    """Write the token of a letter that is owed."""
    return desk.key.sign(tokens.Token(dt.date.fromisoformat(dispatch.meeting), dispatch.version, dispatch.person, sort))


def compose_notice(desk: Desk, dispatch: Dispatch, to: Person, template: str, facts: Mapping[str, Any], *, thread: bool = True) -> Letter:
    """Compose a letter that is owed, by the templates "TEMPLATE.txt.j2" and "TEMPLATE.html.j2". Raises TemplateError.

    `thread`: it joins the thread of its meeting's letters.
    """
    sort, _, suffix = dispatch.key.partition("/")
    token = sign(desk, dispatch, sort)
    given = {
        "board": SimpleNamespace(name=desk.board, reference=desk.reference, address=desk.address),
        "person": SimpleNamespace(name=to.name),
        **facts,
    }
    subject, text = split_subject(f"{template}.txt.j2", desk.templates.render(f"{template}.txt.j2", given))
    return Letter(
        to_name=to.name,
        to_address=dispatch.email,
        edition=dispatch.edition,
        subject=subject,
        text=text,
        html=desk.templates.render(f"{template}.html.j2", given),
        message_id=desk.message_id(token, suffix),
        reply_to=desk.reply_to(token),
        references=(desk.thread(dispatch.meeting),) if thread else (),
    )
