"""Feasts that a day is named by ("before Easter", "by the new year"): which day they are in a year. Names are in `words`."""

from __future__ import annotations

import datetime as dt
from functools import cache

from mailflow.dates import words

# The key of a feast -> its month and day, or how many days after Easter Sunday it falls.
_FIXED = {
    "christmas eve": (12, 24), "christmas": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31), "new year": (1, 1),
                      "epiphany": (1, 6),
    "candlemas": (2, 2), "st david's day": (3, 1), "lady day": (3, 25), "michaelmas": (9, 29), "halloween": (10, 31),
                  "all saints": (11, 1),
}  # fmt: skip
_AFTER_EASTER = {
    "shrove tuesday": -47, "ash wednesday": -46, "palm sunday": -7, "maundy thursday": -3, "good friday": -2, "easter": 0,
    "easter monday": 1,
    "ascension": 39, "whitsun": 49, "whit monday": 50, "corpus christi": 60,
}  # fmt: skip

FEAST_OF = {name: key for key, names in words.FEASTS.items() for name in names}


@cache
def easter(year: int) -> dt.date:
    """Give Easter Sunday of a year in the Gregorian calendar (the computus of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def feast(key: str, year: int) -> dt.date:
    """Give the day of a feast in a year."""
    if key in _FIXED:
        return dt.date(year, *_FIXED[key])
    return easter(year) + dt.timedelta(days=_AFTER_EASTER[key])
