"""Where a password or access token comes from: a command that prints it, else an environment variable. Never shown."""

from __future__ import annotations

import binascii
import re
import shlex
import subprocess
from collections import deque
from collections.abc import Callable, Mapping

from mailflow.errors import SecretError

TIME_LIMIT = 30.0
HIDDEN = "(not shown)"
SHORTEST_HIDDEN = 4  # to hide less would spoil words
_BASE64 = re.compile(r"[A-Za-z0-9+/]{6,}={0,2}")
# Those of this process, lately: tokens change.
_GIVEN_OUT: deque[str] = deque(maxlen=8)
MOST_OUTPUT = 64 * 1024  # Microsoft's access tokens take some 2 to 4 KB


def secret_from(
    command: str, variable: str, environ: Mapping[str, str], *, setting: str = "password_command", time_limit: float = TIME_LIMIT
) -> Callable[[], str]:
    """Make a function that gives the secret each time it is asked for, so that a fresh token is taken for each connection.

    `command` is split as a shell would, but no shell runs it; the first line it prints is the secret. Without a command, the
    environment variable counts. The function raises SecretError; what the command printed is in no message.
    """

    def secret() -> str:
        if command.strip():
            return _known(_printed_by(command, environ, setting, time_limit))
        if environ.get(variable):
            return _known(_checked(environ[variable], f"${variable}"))
        raise SecretError(f"there is no secret to log in with: set {setting} to a command that prints it, or ${variable}.")

    return secret


def without_secrets(text: str) -> str:
    """Take the secrets that were given out from a text, plain and in base64 (RFC 4648 4): servers repeat what they refuse."""
    if not _GIVEN_OUT:
        return text
    for secret in _GIVEN_OUT:
        text = text.replace(secret, HIDDEN)
    return _BASE64.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    word = found[0].rstrip("=")
    # A piece of it may begin anywhere among four letters.
    for start in range(4):
        some = word[start:]
        some = some[: len(some) - (len(some) % 4 == 1)]
        decoded = binascii.a2b_base64(some + "=" * (-len(some) % 4))
        if any(secret.encode() in decoded for secret in _GIVEN_OUT):
            return HIDDEN
    return found[0]


def _known(secret: str) -> str:
    if len(secret) >= SHORTEST_HIDDEN and secret not in _GIVEN_OUT:
        _GIVEN_OUT.append(secret)
    return secret


def _printed_by(command: str, environ: Mapping[str, str], setting: str, time_limit: float) -> str:
    try:
        words = shlex.split(command)
    except ValueError as fault:
        raise SecretError(f"{setting} cannot be read as a command: {fault}.") from None
    try:
        ended = subprocess.run(words, env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, timeout=time_limit, check=False)
    except subprocess.TimeoutExpired:
        raise SecretError(f"{setting} ({words[0]}) printed nothing for {time_limit:g} seconds and was stopped.") from None
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it has a character no command may have"
        raise SecretError(f"{setting} ({words[0] if words else command!r}) could not be started: {why}.") from None
    if ended.returncode != 0:
        raise SecretError(f"{setting} ({words[0]}) ended with status {ended.returncode}. Run it by hand to see why.")
    lines = ended.stdout[:MOST_OUTPUT].splitlines()
    return _checked(_decoded(lines[0], setting) if lines else "", f"{setting} ({words[0]})")


def _decoded(line: bytes, setting: str) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise SecretError(f"{setting} printed a first line that is not UTF-8 text.") from None


def _checked(secret: str, source: str) -> str:
    if not secret:
        raise SecretError(f"{source} gave an empty first line instead of the secret.")
    if any(ord(character) < 32 or ord(character) == 127 for character in secret):
        raise SecretError(f"{source} gave a secret with control characters in it, which no server takes.")
    return secret
