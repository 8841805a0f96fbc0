"""The templates and how they are rendered; the one place where Jinja2 is used.

A board's own template of the same name goes before the built-in one, and may extend it as "builtin/NAME". HTML is
escaped, text is not; nothing of the minutes, names or notes is ever a template. Templates run in Jinja's sandbox.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mailflow.errors import TemplateError
from mailflow.letters.layout import bullet_blocks, day_words, entry, heading, wrap


def builtin_folder() -> Path:
    """Find the built-in templates: inside the package in a wheel, beside it in a checkout or an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


class Templates:
    """The templates of one board."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        builtin = jinja2.FileSystemLoader(str(builtin_folder()))
        own = [jinja2.FileSystemLoader(str(folder)) for folder in folders]
        loader = jinja2.ChoiceLoader([*own, builtin, jinja2.PrefixLoader({"builtin": builtin})])
        self._environment = ImmutableSandboxedEnvironment(
            loader=loader,
            autoescape=lambda name: bool(name) and ".html" in str(name),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=100,
        )
        self._environment.filters.update(wrap=wrap, entry=entry, heading=heading, blocks=bullet_blocks, day=day_words)

    def render(self, name: str, facts: Mapping[str, Any]) -> str:
        """Render a template. Raises TemplateError that names the template and the line."""
        try:
            return self._load(name).render(facts)
        except jinja2.TemplateError as error:
            raise _as_ours(name, error) from error
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
            raise TemplateError(name, _line_in(name, error), f"{type(error).__name__}: {error}") from error

    def render_part(self, name: str, facts: Mapping[str, Any]) -> Markup:
        """Render an HTML template to be put into another, as it is. Raises TemplateError."""
        return Markup(self.render(name, facts))

    def names(self) -> list[str]:
        """Give the names of all templates."""
        return [name for name in self._environment.list_templates() if not name.startswith("builtin/")]

    def check(self, name: str) -> None:
        """Parse a template. Raises TemplateError."""
        try:
            self._environment.get_template(name)
        except jinja2.TemplateError as error:
            raise _as_ours(name, error) from error

    @functools.lru_cache(maxsize=100)  # noqa: B019 - one Templates lives as long as the command
    def _load(self, name: str) -> jinja2.Template:
        return self._environment.get_template(name)


def _as_ours(name: str, error: jinja2.TemplateError) -> TemplateError:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return TemplateError(error.name or name, error.lineno, error.message or "a mistake")
    if isinstance(error, jinja2.TemplateNotFound):
        return TemplateError(str(error.name or name), None, "there is no template of this name")
    return TemplateError(name, _line_in(name, error), str(error.message or error))


def _line_in(name: str, error: BaseException) -> int | None:
    """Jinja rewrites tracebacks so that the template's own lines appear in them; the innermost one is where it went wrong."""
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.endswith((".j2", name)):
            line = step.tb_lineno
        step = step.tb_next
    return line
