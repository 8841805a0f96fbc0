"""The words dates are written with, by language: months, weekdays, what stands before a day, and what counts days from now.

Data only; `mailflow.dates` holds the grammar. Everything is lower case. A Welsh month stands here with its mutations
("o Dachwedd"), a German one with and without umlaut, for people type what their keyboard gives.
"""

from __future__ import annotations

MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january jan", "february febuary feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sept sep", "october oct", "november nov", "december dec",
    ),
    "de": (
        "januar jänner jaenner", "februar", "märz maerz mär", "april", "mai", "juni", "juli", "august",
        "september", "oktober okt", "november", "dezember dez",
    ),
    "fr": (
        "janvier janv", "février fevrier févr fevr fév", "mars", "avril avr", "mai", "juin", "juillet juil", "août aout",
        "septembre", "octobre", "novembre", "décembre decembre déc",
    ),
    "es": (
        "enero ene", "febrero", "marzo", "abril abr", "mayo", "junio", "julio", "agosto ago",
        "septiembre setiembre", "octubre", "noviembre", "diciembre dic",
    ),
    "cy": (
        "ionawr", "chwefror", "mawrth fawrth", "ebrill", "mai fai", "mehefin fehefin", "gorffennaf orffennaf", "awst",
        "medi fedi", "hydref", "tachwedd dachwedd", "rhagfyr ragfyr",
    ),
}  # fmt: skip

WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": (
        "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri", "saturday sat", "sunday sun",
    ),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles miercoles", "jueves", "viernes", "sábado sabado", "domingo"),
    "cy": (
        "dydd llun", "dydd mawrth", "dydd mercher", "dydd iau", "dydd gwener", "dydd sadwrn", "dydd sul",
    ),
}  # fmt: skip

# Month and day words that are other words too ("we may", "to march", "mar", "dec", "sat on it", "the sun").
DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "mars", "dic", "ago", "ene", "okt", "dec", "jan", "sep", "medi", "fai", "jun"})
DOUBTFUL_WEEKDAYS = frozenset({"mon", "wed", "sat", "sun", "martes"})

# What may stand between a day number and its month, and after a day number.
ORDINALS = ("st", "nd", "rd", "th", "er", "eme", "ème", "º", "ª", "fed", "ain", "eg", "af", "ydd", "il")
BETWEEN = ("of", "de", "del", "o")

# A month or a weekday that stands by itself is a date after one of these.
LEADS: dict[str, tuple[str, ...]] = {
    "en": (
        "by", "before", "until", "till", "til", "for", "from", "in", "on", "due", "during", "since", "after", "through",
        "deadline", "target", "this", "this coming", "coming", "when",
    ),
    "de": ("bis", "bis zum", "am", "im", "vor", "ab", "seit", "diesen", "kommenden"),
    "fr": ("avant", "pour", "d'ici", "en", "le", "ce", "depuis", "jusqu'en", "jusqu'à"),
    "es": ("antes de", "antes del", "para", "para el", "en", "el", "hasta", "hasta el", "desde", "este"),
    "cy": ("erbyn", "cyn", "ar", "ym", "tan"),
}  # fmt: skip

NEXT = ("next", "nächsten", "naechsten", "próximo", "proximo", "prochain")
LAST = ("last", "letzten", "pasado", "dernier")
END_OF = ("end of", "the end of", "end", "late", "ende", "ende des", "fin", "la fin de", "fin de", "finales de", "a finales de", "diwedd")
MIDDLE_OF = ("mid", "middle of", "the middle of", "mitte", "mi", "mediados de", "canol")
START_OF = ("start of", "the start of", "beginning of", "the beginning of", "first of", "anfang", "début", "debut", "principios de")

RELATIVE_DAYS: dict[str, int] = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "tomorrow": 1, "tomorow": 1, "tmrw": 1, "today": 0, "tonight": 0, "yesterday": -1,
    "übermorgen": 2, "uebermorgen": 2, "morgen": 1, "heute": 0, "gestern": -1,
    "après-demain": 2, "demain": 1, "aujourd'hui": 0, "hier": -1,
    "pasado mañana": 2, "mañana": 1, "hoy": 0, "ayer": -1,
    "yfory": 1, "heddiw": 0, "ddoe": -1,
}  # fmt: skip
# "Guten Morgen", "la mañana" (the morning): what stands before makes another word of it.
NOT_RELATIVE_AFTER = ("guten", "schönen", "la", "buena")

NUMBERS: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14,
    "einer": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "zehn": 10,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "quinze": 15,
    "una": 1, "dos": 2, "tres": 3, "cuatro": 4,
}  # fmt: skip
UNITS: dict[str, str] = {
    "day": "day", "days": "day", "tag": "day", "tagen": "day", "jour": "day", "jours": "day", "día": "day", "días": "day", "dias": "day",
    "week": "week", "weeks": "week", "wk": "week", "wks": "week", "woche": "week", "wochen": "week", "semaine": "week",
    "semaines": "week", "semana": "week", "semanas": "week", "wythnos": "week",
    "fortnight": "fortnight", "fortnights": "fortnight",
    "month": "month", "months": "month", "monat": "month", "monaten": "month", "mois": "month", "mes": "month", "meses": "month",
}  # fmt: skip
WITHIN = ("in", "within", "within the next", "in the next", "dans", "innerhalb von", "en", "dentro de", "mewn", "another", "over the next")
FROM_NOW = ("from now", "from today", "hence", "time", "away")

# A whole week, month or year counted from now: (pattern of words, which period, how many periods on).
# A week ends on its Friday: nobody means Sunday by "this week".
PERIODS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("next week", "end of next week", "the end of next week", "nächste woche", "la semaine prochaine", "la próxima semana",
      "wythnos nesaf"), "week", 1),
    (("this week", "end of the week", "the end of the week", "end of this week", "the end of this week", "week end", "eow",
      "the week's end", "diese woche", "cette semaine", "esta semana"), "week", 0),
    (("next month", "end of next month", "the end of next month", "nächsten monat", "le mois prochain", "el próximo mes"), "month", 1),
    (("this month", "end of the month", "the end of the month", "end of month", "end of this month", "the end of this month",
      "month end", "month-end", "eom", "ende des monats", "monatsende", "fin du mois", "fin de mes", "diwedd y mis"), "month", 0),
    (("this year", "end of the year", "the end of the year", "end of year", "end of this year", "year end", "year-end",
      "jahresende", "ende des jahres", "fin de l'année", "fin de año"), "year", 0),
)  # fmt: skip

# "the next meeting" is the one these minutes announce; one of another body is not, so only these may stand between.
MEETING_WORDS = (
    "board", "full", "council", "parish", "town", "committee", "trustees", "trustees'", "trustee", "governors", "governors'",
    "governing", "body", "partnership", "ordinary", "regular", "scheduled", "monthly", "quarterly", "main", "pcc", "our",
)  # fmt: skip
MEETINGS = ("meeting", "mtg", "session", "sitzung", "réunion", "reunión", "reunion")
NEXT_MEETING = ("next", "following", "nächsten", "nächste", "naechsten", "prochaine", "próxima", "proxima")
NEXT_MEETING_FIXED = ("cyfarfod nesaf", "next board")

# "every Friday", "Good Friday": after these a weekday is no day in the calendar.
NOT_A_DAY_AFTER = ("every", "each", "good", "black", "ash", "palm", "easter", "shrove", "maundy", "whit", "a", "the", "cyber", "super")

# A dotted or slashed number after one of these is a reference, never a day.
REFERENCE_WORDS = (
    "version", "v", "section", "item", "items", "paragraph", "para", "clause", "rule", "page", "minute", "min", "no", "number", "ref",
    "appendix", "agenda", "action", "policy", "point", "release", "chapter", "article", "room", "tel", "phone", "ext",
)  # fmt: skip

NOON = ("noon", "midday", "12 noon", "mittag", "midi")
MIDNIGHT = ("midnight", "minuit")
AT = ("at", "from", "time", "start", "starts", "starting", "commencing", "commences", "opened", "opened at", "um", "ab", "à", "a las", "am")
TIME_UNITS = ("hrs", "hours", "h", "uhr", "o'clock")
