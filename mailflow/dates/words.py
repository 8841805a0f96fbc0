"""The words dates are written with, by language: months, weekdays, what stands before a day, and what counts days from now.

Data only; `patterns` and `days` hold the grammar. Everything is lower case. A Welsh month stands here with its mutations
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
        "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri", "saturday sat",
        "sunday sun",
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

# These are leads before a month's name alone.
LEADS_OF_MONTHS = ("early in", "early", "next", "nächsten", "naechsten", "próximo", "proximo", "prochain")
NEXT = ("next", "nächsten", "naechsten", "próximo", "proximo", "prochain")
LAST = ("last", "letzten", "pasado", "dernier")
END_OF = ("end of", "the end of", "end", "late", "ende", "ende des", "fin", "la fin de", "fin de", "finales de", "a finales de", "diwedd")
MIDDLE_OF = ("mid", "middle of", "the middle of", "mitte", "mi", "mediados de", "canol")
START_OF = ("start of", "the start of", "beginning of", "the beginning of", "first of", "anfang", "début", "debut", "principios de")

RELATIVE_DAYS: dict[str, int] = {
    "the day after tomorrow": 2, "day after tomorrow": 2, "tomorrow": 1, "tomorow": 1, "tmrw": 1, "today": 0, "tonight": 0,
    "yesterday": -1,
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
    "day": "day", "days": "day", "tag": "day", "tagen": "day", "jour": "day", "jours": "day", "día": "day", "días": "day",
    "dias": "day",
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
    (("next month", "end of next month", "the end of next month", "nächsten monat", "le mois prochain", "el próximo mes"),
    "month", 1),
    (("this month", "end of the month", "the end of the month", "end of month", "end of this month", "the end of this month",
      "month end", "month-end", "eom", "ende des monats", "monatsende", "fin du mois", "fin de mes", "diwedd y mis"), "month", 0),
    (("this year", "end of the year", "the end of the year", "end of year", "end of this year", "year end", "year-end",
      "end of the calendar year", "the end of the calendar year",
      "jahresende", "ende des jahres", "fin de l'année", "fin de año", "diwedd y flwyddyn"), "year", 0),
    # The quarters of a year that begins in January and of one that begins in April end on the same days; "Q1" is unsure.
    (("this quarter", "end of the quarter", "the end of the quarter", "end of this quarter", "the end of this quarter",
    "quarter end",
      "ende des quartals", "quartalsende", "fin du trimestre", "fin de trimestre", "diwedd y chwarter"), "quarter", 0),
    (("next quarter", "end of next quarter", "the end of next quarter", "nächstes quartal"), "quarter", 1),
)  # fmt: skip

# Feasts by all their names. One of several days ("Easter") is told by its first, save that Whitsun is its Sunday.
FEASTS: dict[str, tuple[str, ...]] = {
    "christmas eve": ("christmas eve", "xmas eve", "heiligabend", "heiliger abend", "la veille de noël", "nochebuena",
                      "noswyl nadolig"),
    "christmas": ("christmas", "christmas day", "xmas", "weihnachten", "noël", "noel", "navidad", "navidades", "y nadolig",
                  "nadolig"),
    "boxing day": ("boxing day", "zweiter weihnachtstag", "gŵyl san steffan"),
    "new year's eve": ("new year's eve", "new years eve", "silvester", "la saint-sylvestre", "la saint sylvestre",
                       "nochevieja", "nos galan"),
    "new year": ("the new year", "new year", "new year's day", "new years day", "neujahr", "jahreswechsel",
                 "zum jahreswechsel", "le nouvel an",
                 "nouvel an", "año nuevo", "y flwyddyn newydd", "flwyddyn newydd", "blwyddyn newydd"),
    "epiphany": ("epiphany", "twelfth night", "dreikönig", "heilige drei könige", "l'épiphanie", "épiphanie", "reyes", "ystwyll"),
    "candlemas": ("candlemas", "mariä lichtmess", "la chandeleur", "chandeleur", "candelaria", "gŵyl fair"),
    "st david's day": ("st david's day", "st davids day", "dydd gŵyl dewi", "ddydd gŵyl dewi"),
    "lady day": ("lady day",),
    "michaelmas": ("michaelmas", "michaelis"),
    "halloween": ("halloween", "hallowe'en"),
    "all saints": ("all saints", "all saints' day", "allerheiligen", "la toussaint", "toussaint", "todos los santos"),
    "shrove tuesday": ("shrove tuesday", "pancake day", "fastnacht", "mardi gras", "martes de carnaval", "dydd mawrth ynyd"),
    "ash wednesday": ("ash wednesday", "aschermittwoch", "mercredi des cendres", "miércoles de ceniza", "dydd mercher y lludw"),
    "palm sunday": ("palm sunday", "palmsonntag", "dimanche des rameaux", "les rameaux", "domingo de ramos", "sul y blodau"),
    "maundy thursday": ("maundy thursday", "gründonnerstag", "jeudi saint", "jueves santo", "dydd iau cablyd"),
    "good friday": ("good friday", "karfreitag", "vendredi saint", "viernes santo", "dydd gwener y groglith"),
    "easter": ("easter", "easter sunday", "easter day", "ostern", "ostersonntag", "pâques", "paques", "pascua", "semana santa",
               "y pasg", "pasg"),
    "easter monday": ("easter monday", "ostermontag", "lundi de pâques", "lunes de pascua", "llun y pasg"),
    "ascension": ("ascension day", "ascension", "christi himmelfahrt", "himmelfahrt", "l'ascension", "la ascensión",
                  "dydd iau dyrchafael"),
    "whitsun": ("whitsun", "whit sunday", "pentecost", "pfingsten", "pfingstsonntag", "la pentecôte", "pentecôte",
                "pentecostés", "y sulgwyn",
                "sulgwyn"),
    "whit monday": ("whit monday", "pfingstmontag", "lundi de pentecôte", "llun y sulgwyn"),
    "corpus christi": ("corpus christi", "fronleichnam", "fête-dieu"),
}  # fmt: skip
# Feasts that are other words too ("reyes" is a surname, "new year" a party): these need more than a lead before them.
FEASTS_THAT_ARE_DAYS = frozenset({"christmas eve", "boxing day", "good friday", "easter monday", "shrove tuesday",
                                 "ash wednesday", "new year's eve",
                                  "palm sunday", "maundy thursday", "whit monday", "ascension", "corpus christi"})  # fmt: skip
# After these a feast is a day: "before Easter", "by the new year". "for Easter" and "at Christmas" speak of the feast itself.
FEAST_LEADS = (
    "by", "before", "until", "till", "til", "due", "since", "after", "deadline", "target", "no later than", "prior to",
    "ahead of",
    "bis", "bis zu", "bis zum", "vor", "nach", "seit", "avant", "d'ici", "d'ici à", "après", "jusqu'à", "antes de",
    "antes del", "hasta",
    "después de", "desde", "erbyn", "cyn", "cyn y", "tan", "ar ôl",
)  # fmt: skip
# What may follow a feast that is meant as a day: "before Christmas if I can", not "before the Christmas fair".
AFTER_FEASTS = frozenset(
    "if and or but when so as to at in this next with because then i we he she they it please maybe possibly latest hopefully".split()
)

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
    "version", "v", "section", "item", "items", "paragraph", "para", "clause", "rule", "page", "minute", "min", "no", "number",
    "ref",
    "appendix", "agenda", "action", "policy", "point", "release", "chapter", "article", "room", "tel", "phone", "ext",
)  # fmt: skip

NOON = ("noon", "midday", "12 noon", "mittag", "midi")
MIDNIGHT = ("midnight", "minuit")
AT = ("at", "from", "time", "start", "starts", "starting", "commencing", "commences", "opened", "opened at", "um", "ab", "à", "a las", "am")
UNTIL = ("-", "–", "—", "to", "until", "till", "bis", "à", "jusqu'à", "a", "hasta", "hasta las", "tan")
TIME_UNITS = ("hrs", "hours", "h", "uhr", "o'clock")
