"""The settings of a server as an account of the post room."""

from __future__ import annotations

from collections.abc import Mapping

from mailflow.config import ServerSettings
from mailflow.post.model import Account, Auth, Security
from mailflow.post.secrets import secret_from


def account(server: ServerSettings, environ: Mapping[str, str]) -> Account:
    """Give the account of [smtp] or [imap]; its secret is asked for when a connection is made."""
    variable = f"MAILFLOW_{server.section.upper()}_PASSWORD"
    return Account(
        host=server.host,
        port=server.port,
        security=Security(server.security),
        username=server.username,
        auth=Auth(server.auth),
        secret=secret_from(server.password_command, variable, environ, setting=f"[{server.section}] password_command")
        if server.username
        else None,
        ca_file=server.ca_file or None,
    )
