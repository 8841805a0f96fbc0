"""What the letters say that speak of one thing: a ruling, an action that somebody is asked to take on."""

from __future__ import annotations

from mailflow.letters.compose import Desk
from mailflow.letters.envelope import Letter
from mailflow.letters.notice import answer_link, compose_notice
from mailflow.minutes.places import where_words
from mailflow.records import Action, Correction, Dispatch, Meeting
from mailflow.register import Answer, Handing
from mailflow.store import Store
from mailflow.workspace import Workspace


def notice_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose a letter that tells somebody what became of what they said."""
    compose = handed_letter if dispatch.answers.startswith("handing ") else ruling_letter
    return compose(workspace, desk, store, dispatch)


def handed_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose the letter that tells an owner whether the other has taken the action on."""
    handing = store.get(Handing, dispatch.answers.removeprefix("handing "))
    action = store.get(Action, handing.ref) if handing else None
    to = store.roster.by_number(dispatch.person)
    if handing is None or action is None or to is None:
        return None
    facts = {"action": action, "to": store.roster.names([handing.to])[0], "accepted": handing.state is Answer.ACCEPTED}
    return compose_notice(desk, dispatch, to, "handed", facts)


def ruling_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose the letter that tells a proposer what became of their correction."""
    correction = store.get(Correction, dispatch.answers.removeprefix("correction "))
    to = store.roster.by_number(dispatch.person)
    meeting = store.get(Meeting, dispatch.meeting)
    if correction is None or to is None or meeting is None:
        return None
    facts = {"correction": correction, "where": where_words(correction.item), "ruling": str(correction.status), "meeting": meeting}
    return compose_notice(desk, dispatch, to, "ruling", facts)


def handing_letter(workspace: Workspace, desk: Desk, store: Store, dispatch: Dispatch) -> Letter | None:
    """Compose the letter that asks somebody to take an action on."""
    handing = store.get(Handing, dispatch.answers.removeprefix("handing "))
    action = store.get(Action, handing.ref) if handing else None
    to = store.roster.by_number(dispatch.person)
    meeting = store.get(Meeting, dispatch.meeting)
    if handing is None or action is None or to is None:
        return None
    return compose_notice(
        desk,
        dispatch,
        to,
        "handing",
        {
            "action": action,
            "by": store.roster.names([handing.by])[0],
            "words": handing.words,
            "meeting": meeting,
            "yes": answer_link(desk, dispatch, "handing", action.ref, "Yes"),
            "no": answer_link(desk, dispatch, "handing", action.ref, "No"),
        },
    )
