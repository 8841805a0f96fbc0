"""Where secrets come from, and that they show nowhere."""

from __future__ import annotations

import os
import shlex
import sys
import traceback

import pytest

from mailflow.errors import SecretError
from mailflow.post.secrets import secret_from

ENVIRON = {"PATH": os.environ.get("PATH", ""), "MAILFLOW_SMTP_PASSWORD": "from the environment"}


def prints(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


def test_the_first_line_that_the_command_prints_is_the_secret() -> None:
    assert secret_from(prints("print('s p a c e d ü'); print('second')"), "X", ENVIRON)() == "s p a c e d ü"


def test_a_command_goes_before_the_environment() -> None:
    assert secret_from(prints("print('printed')"), "MAILFLOW_SMTP_PASSWORD", ENVIRON)() == "printed"
    assert secret_from("", "MAILFLOW_SMTP_PASSWORD", ENVIRON)() == "from the environment"


def test_the_command_runs_each_time_because_tokens_expire(tmp_path: object) -> None:
    counter = f"{tmp_path}/count"
    program = f"f=open({counter!r},'a+');f.write('x');f.seek(0);print(len(f.read()))"
    secret = secret_from(prints(program), "X", ENVIRON)
    assert (secret(), secret()) == ("1", "2")


def test_no_shell_reads_the_command() -> None:
    assert secret_from(f"{prints('import sys; print(sys.argv[1:])')} '$(id)' ';' ls", "X", ENVIRON)() == "['$(id)', ';', 'ls']"


def test_without_command_and_variable_the_sentence_names_both() -> None:
    with pytest.raises(SecretError, match=r"smtp\.password_command .* \$MAILFLOW_IMAP_PASSWORD"):
        secret_from(" ", "MAILFLOW_IMAP_PASSWORD", ENVIRON, setting="smtp.password_command")()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (prints("print('hunter2'); raise SystemExit(3)"), "status 3"),
        (prints("pass"), "empty first line"),
        (prints("print(); print('hunter2')"), "empty first line"),
        (prints("import sys; sys.stdout.buffer.write(b'hunter2\\xff\\n')"), "not UTF-8"),
        (prints("print('hunter2\\x07')"), "control characters"),
        ("/no/such/program hunter2", "could not be started"),
        ("unclosed 'quotation", "cannot be read as a command"),
        ("nul\x00byte", "could not be started"),
        (prints("print('hunter2', flush=True); import time; time.sleep(60)"), "was stopped"),
    ],
)
def test_a_command_that_fails_is_named_and_what_it_printed_is_not(command: str, sentence: str) -> None:
    with pytest.raises(SecretError, match=sentence) as raised:
        secret_from(command, "X", ENVIRON, time_limit=0.5)()
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in "".join(traceback.format_exception(raised.value)).replace(command, "")
