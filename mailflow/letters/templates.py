"""The templates and how they are rendered; the one place where Jinja2 is used.

A board's own template of the same name goes before the built-in one, and may extend it as "builtin/NAME". HTML is
escaped, text is not; nothing of the minutes, names or notes is ever a template. Templates run in Jinja's sandbox, a board's own ones
in a process apart besides.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mailflow.errors import TemplateError
from mailflow.letters.confined import SECONDS, Confined
from mailflow.letters.layout import bullet_blocks, day_words, entry, heading, line_blocks, wrap
from mailflow.minutes.markdown_out import in_cell, in_markdown

MOST_WORDS = 300  # of a mistake


def builtin_folder() -> Path:
    """Find the built-in templates: inside the package in a wheel, beside it in a checkout or an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class Templates:
    """The templates of one board. Where it has some of its own, all are rendered in a process apart (`letters.confined`)."""

    def __init__(self, folders: Iterable[Path] = (), *, seconds: float = SECONDS) -> None:
        self._folders = tuple(folders)
        self._builtin = Shelf([])
        self._confined = Confined(self._folders, seconds=seconds)

    def render(self, name: str, facts: Mapping[str, Any]) -> str:
        """Render a template. Raises TemplateError that names the template and the line."""
        return self._confined.render(name, facts) if self._has_own() else self._builtin.render(name, facts)

    def render_part(self, name: str, facts: Mapping[str, Any]) -> Markup:
        """Render an HTML template to be put into another, as it is. Raises TemplateError."""
        return Markup(self.render(name, facts))

    def names(self) -> list[str]:
        """Give the names of all templates."""
        own = {str(path.relative_to(folder)) for folder in self._folders for path in folder.rglob("*.j2")}
        return sorted(own | set(self._builtin.names()))

    def check(self, name: str) -> None:
        """Parse a template. Raises TemplateError."""
        (self._confined if self._has_own() else self._builtin).check(name)

    def _has_own(self) -> bool:
        return any(True for folder in self._folders for _ in folder.glob("*.j2"))


class Shelf:
    """The templates of some folders, and behind them the built-in ones; nothing here bounds what they do."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = (*folders, builtin_folder())
        own = [jinja2.FileSystemLoader(str(folder)) for folder in self._folders[:-1]]
        builtin = jinja2.FileSystemLoader(str(builtin_folder()))
        self._environment = _Sandbox(
            loader=jinja2.ChoiceLoader([*own, builtin, jinja2.PrefixLoader({"builtin": builtin})]),
            autoescape=lambda name: bool(name) and ".html" in str(name),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=100,
        )
        self._environment.filters.update(wrap=wrap, entry=entry, heading=heading, blocks=bullet_blocks, day=day_words)
        self._environment.filters.update(lines=line_blocks)
        self._environment.filters.update(md=in_markdown, cell=in_cell)

    def names(self) -> list[str]:
        """Give the names of the templates."""
        return [name for name in self._environment.list_templates() if not name.startswith("builtin/")]

    def render(self, name: str, facts: Mapping[str, Any], *, most: int | None = None) -> str:
        """Render a template, to at most `most` characters. Raises TemplateError."""
        try:
            template = self._environment.get_template(name)
            return template.render(facts) if most is None else _rendered(template, facts, most)
        except Exception as error:
            raise self._as_ours(name, error) from error

    def check(self, name: str) -> None:
        """Parse a template. Raises TemplateError."""
        try:
            self._environment.get_template(name)
        except Exception as error:
            raise self._as_ours(name, error) from error

    def line(self, name: str, compiled: int) -> int:
        """Give the line of a template for the one of the program it was made into."""
        return self._environment.get_template(name).get_corresponding_lineno(compiled)

    def _as_ours(self, name: str, error: Exception) -> TemplateError:
        if isinstance(error, jinja2.TemplateSyntaxError):
            return TemplateError(error.name or name, error.lineno, error.message or "a mistake")
        if isinstance(error, jinja2.TemplateNotFound):
            return TemplateError(str(error.name or name), None, "there is no template of this name")
        where, line = self._place(error) or (name, None)
        if isinstance(error, MemoryError):
            return TemplateError(where, line, "it takes too much memory")
        if isinstance(error, jinja2.TemplateError):
            return TemplateError(where, line, str(error.message or error)[:MOST_WORDS])
        return TemplateError(where, line, f"{type(error).__name__}: {error}"[:MOST_WORDS])

    def _place(self, error: BaseException) -> tuple[str, int] | None:
        """Jinja rewrites tracebacks so that the template's own lines appear in them; the innermost one is where it went wrong."""
        found, step = None, error.__traceback__
        while step is not None:
            path = Path(step.tb_frame.f_code.co_filename)
            for folder in self._folders:
                if path.suffix == ".j2" and path.is_relative_to(folder):
                    found = str(path.relative_to(folder)), step.tb_lineno
            step = step.tb_next
        return found


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which nothing is worked out while a template is only parsed: what is wrong then has a line."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})


class _TooLongError(jinja2.TemplateError):
    """A rendering gets longer than it may."""


def _rendered(template: jinja2.Template, facts: Mapping[str, Any], most: int) -> str:
    pieces: list[str] = []
    length = 0
    steps = template.generate(facts)
    for piece in steps:
        length += len(piece)
        if length > most and isinstance(steps, Generator):
            # Raised where the template stands just now, so that its line is known.
            steps.throw(_TooLongError(f"the letter gets longer than {most // 1024 // 1024} MB"))
        pieces.append(piece)
    return "".join(pieces)
