"""Values to JSON rows and back, without loss; the one place where cattrs is used.

Dates are "YYYY-MM-DD", times RFC 3339, enums their value, tuples lists; a field that holds its default is left out.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, TypeVar

import cattrs

T = TypeVar("T")


def as_row(value: object) -> dict[str, Any]:
    """Give the JSON row of a value."""
    row: dict[str, Any] = _CONVERTER.unstructure(value)
    return row


def from_row(kind: type[T], row: dict[str, Any]) -> T:
    """Give back the value of a row. Unknown keys are passed over; raises ValueError where the row does not fit."""
    try:
        return _CONVERTER.structure(row, kind)
    except (cattrs.BaseValidationError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"a row does not fit {kind.__name__}: {error!r}") from error


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(omit_if_default=True, detailed_validation=False, unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook_func(_is_enum, lambda member: member.value)
    converter.register_unstructure_hook(dt.datetime, dt.datetime.isoformat)
    converter.register_structure_hook(dt.datetime, lambda text, _: dt.datetime.fromisoformat(text))
    converter.register_unstructure_hook(dt.date, lambda day: day.isoformat())
    converter.register_structure_hook(dt.date, lambda text, _: dt.date.fromisoformat(text))
    return converter


_CONVERTER = _converter()
