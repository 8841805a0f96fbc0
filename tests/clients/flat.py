"""Claws Mail and Sylpheed, which have windows but write plain text: each is given our editor in place of its own, and keys to send."""

from __future__ import annotations

from clients.desk import ClientFault, Desk
from clients.wishes import Wish


def claws(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Claws Mail."""
    raise ClientFault("not yet")


def sylpheed(desk: Desk, letter: bytes, wish: Wish) -> bytes:
    """Answer in Sylpheed."""
    raise ClientFault("not yet")
