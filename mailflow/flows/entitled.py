"""Who gets confidential items, in whatever form something goes to them. Pure."""

from __future__ import annotations

from mailflow.config import Settings
from mailflow.people import Person
from mailflow.records import Action


def is_entitled(settings: Settings, person: Person) -> bool:
    """Tell whether somebody gets confidential items: by their standing, as [follow_up] confidential_to says."""
    return str(person.standing) in settings.follow_up.confidential_to


def may_see(settings: Settings, person: Person, action: Action) -> bool:
    """Tell whether somebody may see an action: a confidential one who is entitled, and who owes it or is named with it."""
    return not action.confidential or person.number in (*action.owners, *action.told) or is_entitled(settings, person)
