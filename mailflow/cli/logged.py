"""The options `--log-format` and `--verbose`, for the commands that write to the log."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TypeVar

import click
from click.core import ParameterSource

from mailflow.errors import MailflowError
from mailflow.logs import FORMATS, JSON, TEXT, log_fault, show

Command = TypeVar("Command", bound=Callable[..., None])
VARIABLE = "MAILFLOW_LOG_FORMAT"


def logged(command: Command) -> Command:
    """Let a command that runs once write its log where it is asked for: by --verbose, or by naming a format."""

    @click.option("--verbose", "-v", is_flag=True, help="Write a line for each event to standard error: ids, no contents.")
    @_format
    @functools.wraps(command)
    def run(*args: object, verbose: bool, log_format: str, **words: object) -> None:
        named = click.get_current_context().get_parameter_source("log_format") is ParameterSource.COMMANDLINE
        if verbose or named:
            show(sys.stderr, log_format)
        command(*args, **words)

    return run  # type: ignore[return-value]


def always_logged(command: Command) -> Command:
    """Let a service write its log; what ends it is in it, too."""

    @_format
    @functools.wraps(command)
    def run(*args: object, log_format: str, **words: object) -> None:
        show(sys.stderr, log_format)
        try:
            command(*args, **words)
        except MailflowError as error:
            log_fault("ended", error)
            if log_format == JSON:  # whoever reads JSON reads nothing else
                click.get_current_context().exit(error.exit_status)
            raise

    return run  # type: ignore[return-value]


_format = click.option(
    "--log-format", type=click.Choice(FORMATS), default=TEXT, show_default=True, envvar=VARIABLE, show_envvar=True,
    help="How log lines are written.",
)  # fmt: skip
