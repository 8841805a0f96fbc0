"""A board's own templates: whatever they do ends within seconds, with a sentence that names file and line; nothing is in their reach."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mailflow.errors import TemplateError
from mailflow.letters.templates import Templates

SECONDS = 1.0
# What stands in the template, the line at fault, and what is said of it.
GREEDY: dict[str, tuple[str, int | None, str]] = {
    "a loop in a loop": ("\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", 2, "more than 1 seconds"),
    "a range beyond reason": ("\n{% for i in range(10**9) %}x{% endfor %}", 2, "Range too big"),
    "a text times ten billion": ("\n\n{{ 'x' * 10**10 }}", 3, "too much memory"),
    "a list times ten billion": ("\n\n{{ [1] * 10**10 }}", 3, "too much memory"),
    "a power of powers": ("\n{{ 10**(10**9) }}", 2, "more than 1 seconds"),
    "a power, worked out in a set": ("\n{% set x = 9**(9**9) %}{{ x }}", 2, "more than 1 seconds"),
    "a number as text": ("\n{{ (10**4299)|string }}{{ (10**5000)|string }}", 2, "ValueError"),
    "a width of ten billion": ("\n{{ '%010000000000d' % 1 }}", 2, "too much memory"),
    "a format of ten billion": ("\n{{ '{:>9999999999}'.format(1) }}", 2, "too much memory"),
    "a centred text": ("\n{{ 'x'|center(9999999999) }}", 2, "too much memory"),
    "an indented text": ("\n{{ ('x\\n' * 9999)|indent(99999999) }}", 2, "too much memory"),
    "a doubling text": ("{% set n = namespace(t='xxxx') %}\n{% for i in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}", 2, "memory"),
    "50 MB of output": ("Subject: x\n{% for i in range(50000) %}\n{{ 'x' * 1024 }}\n{% endfor %}", 3, "longer than 16 MB"),
    "50 MB of a macro": ("{% macro m() %}{% for i in range(50000) %}{{ 'x' * 999 }}{% endfor %}{% endmacro %}\n{{ m() }}", 2, "longer"),
    "a macro that calls itself": ("\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 2, "recursion"),
    "a loop that recurses": ("{% for a in [1] recursive %}\n{{ loop([1]) }}{% endfor %}", 2, "recursion"),
    "an include of itself": ("\n{% include 'attendee.txt.j2' %}", 2, "recursion"),
    "an import of itself": ("\n{% import 'attendee.txt.j2' as a %}{{ a }}", 2, "recursion"),
    "a template that extends itself": ("{% extends 'attendee.txt.j2' %}\n{% block a %}{{ super() }}{% endblock %}", 1, "recursion"),
    "brackets beyond number": ("\n{{ " + "(" * 60_000 + "1" + ")" * 60_000 + " }}", None, "recursion"),
    "a sum of many parts": ("\n{{ " + "+".join(["1"] * 60_000) + " }}", None, "Mend the template"),
    "blanks that are matched again": ("\n{{ (' ' * 99999)|wordwrap(1)|urlize|striptags|length }}" * 200, None, "more than 1 seconds"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@pytest.mark.parametrize("kind", GREEDY)
def test_a_template_ends_within_seconds_and_the_sentence_names_file_and_line(kind: str, folder: Path) -> None:
    source, line, says = GREEDY[kind]
    (folder / "attendee.txt.j2").write_text(source)
    templates = Templates([folder], seconds=SECONDS)
    started = time.monotonic()
    with pytest.raises(TemplateError) as caught:
        templates.render("attendee.txt.j2", {})
    assert time.monotonic() - started < 15
    assert says in str(caught.value)
    assert caught.value.template == "attendee.txt.j2"
    assert line is None or caught.value.line == line
    (folder / "attendee.txt.j2").write_text("Subject: mended")
    assert templates.render("attendee.txt.j2", {}) == "Subject: mended", "the next one is rendered"


def test_a_mistake_in_a_part_names_the_part(folder: Path) -> None:
    (folder / "parts.txt.j2").write_text("{% macro sign() %}\n\n{{ 1 // 0 }}{% endmacro %}")
    (folder / "owner.txt.j2").write_text("{% import 'parts.txt.j2' as parts %}\n{{ parts.sign() }}")
    with pytest.raises(TemplateError) as caught:
        Templates([folder]).render("owner.txt.j2", {})
    assert (caught.value.template, caught.value.line) == ("parts.txt.j2", 3)


def test_a_slow_part_with_letters_beyond_ascii_in_its_path_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "Vorlagen für Größe"
    folder.mkdir()
    (folder / "größe.j2").write_text("\n\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}")
    (folder / "owner.txt.j2").write_text("{% include 'größe.j2' %}")
    with pytest.raises(TemplateError) as caught:
        Templates([folder], seconds=SECONDS).render("owner.txt.j2", {})
    assert (caught.value.template, caught.value.line) == ("größe.j2", 3)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ facts.__init__.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__['os'] }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__.__mro__}'.format('') }}",
        "{{ '{x.__class__}'.format_map({'x': ''}) }}",
        "{% set f = '{0.__class__}'.format %}{{ f('') }}",
        "{{ people.append(1) }}",
        "{{ namespace.__init__ }}",
        "{% include '../mailflow.toml' %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ config }}",
        "{% do 1 %}",
    ],
)
def test_a_template_reaches_nothing_beyond_what_it_is_given(source: str, folder: Path) -> None:
    (folder.parent / "mailflow.toml").write_text("secret")
    (folder / "attendee.txt.j2").write_text(source)
    with pytest.raises(TemplateError):
        Templates([folder]).render("attendee.txt.j2", {"facts": object(), "people": [1]})


def test_checking_a_template_is_bounded_too(folder: Path) -> None:
    (folder / "attendee.txt.j2").write_text("{{ 9**(9**9) }}{{ 'x' * 10**10 }}")
    started = time.monotonic()
    Templates([folder], seconds=SECONDS).check("attendee.txt.j2")
    (folder / "attendee.txt.j2").write_text("{% if %}")
    with pytest.raises(TemplateError):
        Templates([folder]).check("attendee.txt.j2")
    assert time.monotonic() - started < 15


def test_no_secret_of_ours_is_in_the_process_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILFLOW_SMTP_PASSWORD", "hunter2")
    (folder / "attendee.txt.j2").write_text("Subject: x")
    before = children()
    templates = Templates([folder])
    templates.render("attendee.txt.j2", {})
    environments = [Path(f"/proc/{child}/environ").read_bytes() for child in children() - before]
    assert environments and not any(b"hunter2" in environment for environment in environments)


def test_without_templates_of_its_own_a_board_starts_no_process(folder: Path) -> None:
    before = children()
    templates = Templates([folder])
    with pytest.raises(TemplateError, match="undefined"):
        templates.render("attendee.txt.j2", {})
    assert children() <= before


def test_the_process_apart_ends_with_ours_even_where_ours_is_killed(folder: Path) -> None:
    (folder / "attendee.txt.j2").write_text("Subject: x")
    program = (
        "import os, sys, pathlib\nfrom mailflow.letters.templates import Templates\nt = Templates([pathlib.Path(sys.argv[1])])\n"
        "t.render('attendee.txt.j2', {})\nprint(open(f'/proc/self/task/{os.getpid()}/children').read(), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False, timeout=60)
    [child] = ended.stdout.split()
    until = time.monotonic() + 20
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes() and time.monotonic() < until:
        time.sleep(0.05)
    assert time.monotonic() < until
