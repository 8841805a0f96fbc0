"""The command `mailflow`: the table of its commands, and the one place where errors become sentences.

A command's module is imported when the command is called; `mailflow --help` loads click and this file.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
import traceback
from collections.abc import Iterator

import click

from mailflow import __version__
from mailflow.cli.terminal import shown
from mailflow.errors import MailflowError

# name: (module, attribute, what it does in one line), in the order in which a clerk meets them
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("mailflow.cli.demo", "demo", "Show the whole job on an embedded post office, on this machine alone."),
    "init": ("mailflow.cli.setup", "init", "Make a new workspace, by questions or by options."),
    "people": ("mailflow.cli.setup", "people", "Import or list the roster."),
    "draft": ("mailflow.cli.draft", "draft", "Make the next meeting's document: roster, standing items, corrections, action log."),
    "read": ("mailflow.cli.minutes", "read", "Show what would be taken from minutes; record nothing."),
    "take": ("mailflow.cli.minutes", "take", "Record minutes as the next version of their meeting."),
    "preview": ("mailflow.cli.minutes", "preview", "Show the very letters that would go; send nothing."),
    "circulate": ("mailflow.cli.minutes", "circulate", "Send everyone their letter; a second run sends what is pending."),
    "collect": ("mailflow.cli.mail", "collect", "Read the mailbox once: record replies, answer them."),
    "serve": ("mailflow.cli.mail", "serve", "Collect and send until stopped."),
    "ingest": ("mailflow.cli.mail", "ingest", "Take replies from .eml files or standard input."),
    "explain": ("mailflow.cli.mail", "explain", "Show how a message is understood; record nothing."),
    "remind": ("mailflow.cli.remind", "remind", "Remind owners of their actions, and the silent that corrections close."),
    "meetings": ("mailflow.cli.lists", "meetings", "List the meetings and how far their minutes have come."),
    "circulation": ("mailflow.cli.lists", "circulation", "List who was sent what, and what became of it."),
    "actions": ("mailflow.cli.lists", "actions", "List the actions and what was reported of them."),
    "corrections": ("mailflow.cli.lists", "corrections", "List the corrections that were proposed."),
    "report": ("mailflow.cli.report", "report", "Write the action log, corrections, circulation and attendance, as a page and CSV."),
    "redline": ("mailflow.cli.redline", "redline", "Show what changed between versions of minutes, in words as well as colour."),
    "correction": ("mailflow.cli.register", "correction", "Rule on a correction: accept, decline, refer to the meeting."),
    "approve": ("mailflow.cli.register", "approve", "Make minutes final, and draft the sentence of approval."),
    "review": ("mailflow.cli.review", "review", "List what waits for the clerk, and settle it."),
    "status": ("mailflow.cli.status", "status", "Show when mail was last read and sent, the queue, the tray, the last error."),
    "store": ("mailflow.cli.store", "store", "Check, back up, restore or rebuild the store."),
    "doctor": ("mailflow.cli.setup", "doctor", "Check settings, servers, folders, templates and store."),
}


class Commands(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, _, what) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        near = [name for name in COMMANDS if args and args[0] and (name.startswith(args[0]) or _close(name, args[0]))]
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"there is no command “{args[0]}”.{hint}", ctx)
        return super().resolve_command(ctx, args)


def _close(name: str, typed: str) -> bool:
    return len(set(_pairs(name)) & set(_pairs(typed))) * 2 >= len(name)


def _pairs(word: str) -> Iterator[str]:
    return (word[i : i + 2] for i in range(len(word) - 1))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: mailflow init board && cd board && mailflow people import people.csv && mailflow take minutes.docx",
)
@click.option("--workspace", "-C", metavar="DIR", help="The board's workspace; else $MAILFLOW_WORKSPACE, else this folder or one above it.")
@click.version_option(__version__, prog_name="mailflow")
@click.pass_context
def mailflow(ctx: click.Context, workspace: str | None) -> None:
    """Circulate a board's minutes by e-mail, read the replies, and record what they say."""
    ctx.obj = workspace


def main() -> None:
    """Run the command line; never show a traceback of ours for what a person can mend."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal of another charset gets what it can show.
            stream.reconfigure(errors="backslashreplace")
    try:
        # Outside its standalone mode click gives back what `ctx.exit` was told.
        status = mailflow.main(prog_name="mailflow", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        usage = io.StringIO()
        error.show(file=usage)
        click.echo(shown(usage.getvalue()), err=True, nl=False)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("mailflow: stopped; nothing more was done.", err=True)
        sys.exit(1)
    except MailflowError as error:
        click.echo(f"mailflow: {shown(str(error))}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        # Whoever reads our output has seen enough ("| head").
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("mailflow: stopped.", err=True)
        sys.exit(130)
    except Exception as error:
        if "MAILFLOW_DEBUG" in os.environ:
            click.echo(shown(traceback.format_exc()), err=True, nl=False)
            sys.exit(1)
        said = shown(f"{type(error).__name__}: {error}")[:300]
        click.echo(f"mailflow: a fault of mailflow itself ({said}). What was recorded stays. MAILFLOW_DEBUG=1 shows where.", err=True)
        sys.exit(1)
