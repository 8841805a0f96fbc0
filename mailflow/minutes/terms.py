"""The words that minutes are laid out with, by language: column heads, labels of lists, the frame, meetings to come.

Data only. Everything is lower case and without the stops and colons that stand around it; `columns.term` folds a text so.
"""

from __future__ import annotations

# Column heads: what a column holds -> the words that say so. "item" may be a number or a title: its cells decide.
COLUMNS: dict[str, tuple[str, ...]] = {
    "item": (
        "item", "items", "agenda item", "agenda", "item/topic", "minute", "min", "ref", "reference", "topic", "subject",
        "agenda topic",
        "top", "punkt", "tagesordnungspunkt", "thema", "point", "sujet", "objet", "punto", "asunto", "tema", "eitem",
        "pwnc", "heading",
        "agenda point",
    ),
    "number": (
        "no", "nr", "#", "number", "item no", "item number", "agenda no", "agenda item no", "minute no", "minute number",
        "min no", "minute ref",
        "item ref", "n°", "nº", "núm", "rhif", "agenda ref", "nos",
    ),
    "text": (
        "discussion", "discussions", "notes", "note", "minutes", "detail", "details", "summary", "content", "contents",
        "key points",
        "discussion and decisions", "discussion & decisions", "discussion/decision", "discussion / decision",
        "points discussed", "decision",
        "decisions", "narrative", "proceedings", "discussion/outcome", "discussion / outcome", "discussion and outcome",
        "matters discussed",
        "summary of discussion", "main points", "description", "key discussion points", "notes and decisions", "record",
        "points raised",
        "discussion notes", "item and discussion", "item/discussion", "diskussion", "besprechung", "inhalt", "beschluss",
        "discussions et décisions",
        "délibération", "débat", "discusión", "deliberación", "acuerdos", "trafodaeth", "cofnodion",
    ),
    "action": (
        "action", "actions", "action point", "action points", "action required", "actions required", "agreed action",
        "agreed actions",
        "actions agreed", "task", "tasks", "what", "action and owner", "action/owner", "action item", "action items",
        "next step", "next steps",
        "follow up", "follow-up", "to do", "aktion", "maßnahme", "massnahme", "aufgabe", "tâche", "mesure", "acción",
        "tarea", "gweithred",
        "cam gweithredu", "gweithredu", "agreed action point", "action agreed", "what needs to be done",
    ),
    "owner": (
        "owner", "owners", "lead", "leads", "who", "by whom", "whom", "action by", "action owner", "action lead",
        "responsible", "person responsible",
        "responsible person", "responsibility", "assigned to", "assigned", "assignee", "lead officer", "lead person",
        "initials", "actioned by",
        "for action by", "for action", "lead member", "allocated to", "action for", "led by", "responsible officer",
        "action officer", "named lead",
        "wer", "verantwortlich", "zuständig", "qui", "responsable", "quién", "quien", "pwy", "perchennog", "gan bwy",
        "officer", "person",
    ),
    "due": (
        "by when", "when", "due", "due by", "due date", "date due", "deadline", "target", "target date", "timescale",
        "timescales", "timeframe",
        "completion date", "complete by", "date for completion", "by", "completed by", "date", "bis", "bis wann", "frist",
        "termin", "échéance",
        "délai", "quand", "plazo", "fecha", "fecha límite", "cuándo", "erbyn", "pryd", "dyddiad", "finish by",
        "review date", "timeline",
    ),
    "status": (
        "status", "rag", "rag status", "state", "complete?", "done?", "completed?", "open/closed", "stand", "statut",
        "état", "estado", "statws",
        "action status", "current status",
    ),
    "update": (
        "update", "progress", "comments", "comment", "progress update", "outcome", "result", "update/outcome",
        "progress/outcome", "updates",
        "status/update", "update / outcome", "position", "progress report", "fortschritt", "progrès", "diweddariad",
        "update on progress",
    ),
    "ref": ("action ref", "action no", "action number", "id", "action id", "action reference", "ap no", "ap", "log no",
            "action log ref"),
    "name": (
        "name", "names", "member", "members", "attendee", "attendees", "board member", "board members", "councillor",
        "councillors", "trustee",
        "trustees", "governor", "governors", "participant", "participants", "name of member", "full name", "teilnehmer",
        "nom", "noms", "nombre",
        "enw", "those attending", "member name", "director", "directors",
    ),
    "role": (
        "role", "roles", "job title", "designation", "post", "role and agency", "role/agency", "role / agency",
        "title and agency", "job role",
        "role and organisation", "role / organisation", "role/organisation", "title/organisation", "position/organisation",
        "funktion", "rolle",
        "fonction", "cargo", "rôl", "swydd", "office", "capacity", "title and organisation", "designation and agency",
    ),
    "agency": (
        "agency", "organisation", "organization", "representing", "company", "department", "employer", "body",
        "institution", "ward", "service",
        "organisation/agency", "agency/organisation", "partner", "partner agency", "firma", "organisme", "organización",
        "sefydliad", "constituency",
        "nominated by", "category",
    ),
    "presence": (
        "attendance", "attended", "attended?", "present?", "present/apologies", "present / apologies", "present/absent",
        "attendance status",
        "in attendance?", "anwesend?", "présence", "asistencia", "presenoldeb", "attending", "attended y/n",
        "p/a",
        "p / a",
        "p/a/x",
        "y/n", "present y/n",
        "present (y/n)",
    ),
    "present": ("present", "anwesend", "présent", "présents", "presente", "presentes", "yn bresennol", "here"),
    "apologies": ("apologies", "apology", "apologies received", "apologies given", "entschuldigt", "excusé", "excusés",
                  "excusado", "ymddiheuriadau"),
    "absent": ("absent", "not present", "no apologies", "abwesend", "absents", "ausente", "absennol", "did not attend"),
    "correction": ("correction", "corrections", "proposed correction", "amendment", "amendments", "proposed amendment", "berichtigung",
                   "rectification", "corrección", "cywiriad"),
    "report": ("reported", "reports", "reported since", "reported by owner", "reported by owners", "owner's report", "owners' reports"),
    "substitute": ("substitute", "deputy", "represented by", "deputised by", "substitute/deputy", "deputy attending",
                   "vertreter", "suppléant", "dirprwy"),
}  # fmt: skip

# A line or heading that opens a list of people: what it says -> the words.
LISTS: dict[str, tuple[str, ...]] = {
    "present": (
        "present", "members present", "those present", "board members present", "councillors present", "trustees present",
        "governors present",
        "attendees", "attending", "attended", "members attending", "members", "councillors", "board members", "in person",
        "participants", "attendees present",
        "members in attendance", "voting members", "voting members present", "present at the meeting", "persons present",
        "directors present", "directors", "committee", "committee members", "committee present", "panel members", "board",
        "committee members present", "members of the board", "trustees", "governors", "cllrs", "present in person",
        "present online", "online", "via teams",
        "virtually", "attended remotely", "attending remotely", "joined remotely", "via zoom", "voting", "those attending",
        "anwesend", "anwesende", "teilnehmer", "teilnehmende", "présents", "présent", "étaient présents",
        "membres présents", "asistentes",
        "presentes", "presente", "miembros presentes", "presennol", "yn bresennol", "aelodau", "aelodau'n bresennol",
    ),
    "in attendance": (
        "in attendance", "also in attendance", "also present", "also attending", "others present", "others in attendance",
        "officers",
        "officers present", "officers in attendance", "guests", "guest", "visitors", "observers", "observer", "non-members",
        "invited", "invitees",
        "advisers", "advisors", "advisers present", "staff", "staff present", "in attendance for part of the meeting",
        "non voting", "non-voting", "public",
        "members of the public", "members of the public present", "guests present", "observers present",
        "staff in attendance", "presenters", "speakers",
        "gäste", "invités", "également présents", "invitados", "también asisten", "hefyd yn bresennol",
        "non-voting attendees", "guest speaker", "guest speakers", "by invitation",
    ),
    "apologies": (
        "apologies", "apology", "apologies for absence", "apologies received", "apologies from", "apologies received from",
        "apologies given", "apols",
        "members' apologies", "sent apologies", "excused", "apologies were received from", "apologies and absence",
        "entschuldigt", "excusés", "excusé", "absents excusés", "excusados", "excusas", "ymddiheuriadau", "regrets",
    ),
    "absent": (
        "absent", "not present", "members absent", "absent without apologies", "did not attend", "non-attendance",
        "not attending", "no apologies",
        "absent without apology", "unexcused", "abwesend", "unentschuldigt", "absents", "ausentes", "absennol",
    ),
    "attendance": (
        "attendance", "attendance list", "record of attendance", "attendance record", "attendance and apologies",
        "present and apologies",
        "attendance/apologies", "list of attendance", "attendees and apologies", "presence", "anwesenheit",
        "anwesenheitsliste", "liste de présence",
        "présence", "asistencia", "presenoldeb", "meeting attendance", "membership and attendance", "roll call",
    ),
    "chair": ("chair", "chairman", "chairperson", "chaired by", "in the chair", "meeting chair", "presiding", "chairing",
              "vorsitz", "présidence",
              "président de séance", "preside", "presidente", "cadeirydd", "meeting chaired by", "presided over by",
              "facilitator", "presiding officer"),
    "notes": ("notes", "notes by", "note taker", "note-taker", "notetaker", "minutes", "minutes by", "minutes taken by",
              "minute taker", "minute-taker",
              "minutes taken", "taking minutes", "clerk", "secretary", "scribe", "recorder", "recorded by", "minuted by",
              "notes taken by",
              "clerk to the council", "clerk to the board", "protokoll", "protokollführer", "protokollführung",
              "secrétaire", "secrétaire de séance",
              "secretario", "cofnodion", "clerc", "minute secretary", "protokollant", "in attendance (notes)", "clerking",
              "clerk to the governors"),
}  # fmt: skip

# Lines of the frame.
FRAME: dict[str, tuple[str, ...]] = {
    "date": ("date", "date of meeting", "meeting date", "held on", "datum", "fecha", "dyddiad", "date and time",
             "date & time", "when", "date/time", "day"),
    "time": ("time", "start time", "time of meeting", "started", "commenced", "zeit", "beginn", "heure", "hora", "amser",
             "start", "meeting time", "times"),
    "venue": (
        "venue", "location", "place", "held at", "where", "ort", "lieu", "lugar", "lleoliad", "meeting venue",
        "place of meeting", "meeting place",
        "venue/platform", "meeting location", "room",
    ),
    "board": ("board", "committee", "meeting of", "group", "council", "organisation", "gremium", "name of board", "body",
              "company", "charity",
              "association", "society"),
    "title": ("title", "subject", "type of meeting", "meeting type", "meeting", "meeting name", "betreff", "objet",
              "asunto", "teitl"),
}  # fmt: skip

NEXT_MEETING = (
    "date of next meeting", "dates of next meetings", "dates of future meetings", "date of future meetings", "next meeting",
    "next meetings",
    "future meetings", "future meeting dates", "date and time of next meeting", "date, time and venue of next meeting",
    "date and venue of next meeting",
    "next meeting date", "date of the next meeting", "dates of next meeting", "next board meeting", "dates of meetings",
    "meeting dates", "future meeting",
    "dates of future board meetings", "date & time of next meeting", "upcoming meetings", "forthcoming meetings",
    "date, time and place of next meeting",
    "nächste sitzung", "nächster termin", "prochaine réunion", "prochaine séance", "próxima reunión", "cyfarfod nesaf",
    "dyddiad y cyfarfod nesaf",
    "date of next board meeting", "date of next council meeting", "schedule of meetings", "next meeting dates",
    "dates for future meetings", "dates of forthcoming meetings",
    "date of next trustees meeting", "date and time of the next meeting", "dates for next meetings", "dates for the diary",
    "details of next meeting",
)  # fmt: skip

# Lines that belong to the page, not to the minutes.
PAGE_LINES = ("draft", "confidential", "page", "seite", "tudalen", "página")

HEAD_WORDS = (
    "minutes",
    "notes",
    "meeting",
    "protokoll",
    "niederschrift",
    "procès-verbal",
    "compte rendu",
    "compte-rendu",
    "acta",
    "cofnodion",
    "record",
    "draft minutes",
    "action notes",
)

# A name with one of these in it is that of a body.
BODY_WORDS = ("board", "council", "committee", "partnership", "trust", "trustees", "governors", "governing body",
              "association", "group", "society", "forum", "panel", "club",
              "pcc", "parochial church council", "federation", "company", "ltd", "cic", "charity", "foundation", "network",
              "alliance", "commission", "authority", "school", "academy",
              "union", "guild", "league", "assembly", "executive", "subgroup", "steering", "gemeinderat", "vorstand",
              "verein", "stiftung", "stadtrat", "conseil", "comité", "association",
              "consejo", "comité", "junta", "ayuntamiento", "cyngor", "bwrdd", "pwyllgor", "ymddiriedolaeth", "vestry",
              "synod", "diocese", "cooperative", "co-operative")  # fmt: skip

# A title with one of these in it is of the item that says who was there.
ATTENDANCE_TITLES = ("present", "attendance", "apologies", "attendees", "welcome", "introductions", "anwesend", "anwesenheit",
                     "présent",
                     "présence", "asistencia", "asistente", "ymddiheuriadau")  # fmt: skip

# Kinds of meeting that may stand between "minutes of the" and the name of the body.
MEETING_KINDS = ("annual", "ordinary", "full", "extraordinary", "regular", "special", "monthly", "quarterly", "general",
                 "virtual",
                 "public", "statutory", "adjourned", "online")  # fmt: skip
# A sentence that announces a meeting, and what else it then says.
ANNOUNCEMENTS = ("next", "following", "future")
ANNOUNCEMENTS_WHOLE = (
    "nächste sitzung",
    "naechste sitzung",
    "prochaine réunion",
    "prochaine séance",
    "próxima reunión",
    "cyfarfod nesaf",
)
# The words that a meeting is said to begin with.
OPENS = ("opened", "called to order", "commenced", "started", "began", "opens", "eröffnet", "ouverte", "abierta", "agorwyd")
# Small words between a day and a place, which are no place.
PLACE_FILLERS = (
    "at", "on", "in", "via", "the meeting", "will", "be", "is", "to be", "held", "it", "next", "meeting", "date", "of",
    "venue", "location",
    "time", "place", "by", "commencing", "starting", "from", "and", "was", "agreed as", "scheduled for", "takes place",
    "take place",
    "board", "for", "both", "all", "each", "am", "um", "im", "le", "à", "au", "el", "a las", "uhr", "hrs",
)  # fmt: skip
# Before the time of day.
TIME_LEADS = ("at", "from", "starting at", "commencing at", "um", "à", "a las")
# What a body's name is followed by in the line of a head, and is no part of it.
HEAD_ENDINGS = ("minutes", "meeting", "notes", "protokoll", "compte rendu", "compte-rendu", "acta", "cofnodion")
HEAD_STATES = ("draft", "approved", "unconfirmed", "confirmed", "unapproved")

# What a compound name of a body ends with ("Turnverein"), and what marks one whatever it is called.
BODY_ENDINGS = ("verein", "rat", "beirat", "ausschuss", "vorstand", "verband", "gesellschaft", "gemeinde")
BODY_MARKS = ("e.v.", "gmbh", "c.i.c.", "a.s.b.l.")
# Bodies that belong to another, whose name then stands on the line above.
BODIES_OF_BODIES = ("committee", "panel", "board of directors", "board of trustees", "board of governors", "governing body",
                    "governing board",
                    "subgroup", "sub-group", "sub-committee", "subcommittee", "working group", "working party",
                    "steering group", "task group",
                    "board", "council", "vorstand", "ausschuss", "beirat", "conseil d'administration", "bureau", "comité",
                    "junta directiva",
                    "pwyllgor", "trustees", "governors")  # fmt: skip
# A word that makes a place of a line or of the words after a time.
PLACE_WORDS = ("hall", "room", "rooms", "house", "office", "offices", "school", "library", "church", "centre", "center", "pub",
               "inn", "hotel",
               "pavilion", "clubhouse", "vestry", "chamber", "theatre", "museum", "college", "mill", "street", "road", "lane",
               "online", "teams",
               "zoom", "skype", "rathaus", "vereinsheim", "gemeindehaus", "gaststätte", "saal", "salle", "mairie", "maison",
               "siège", "bureau",
               "ayuntamiento", "casa", "sala", "salón", "neuadd", "ysgol", "canolfan", "premises", "building",
               "campus")  # fmt: skip

# The feet of pages: "Page 2 of 5".
PAGES = ("page", "pg", "p.", "seite", "tudalen", "página", "pagina")
PAGES_OF = ("of", "von", "sur", "de", "o")

# Before a place.
PLACE_LEADS = ("at", "in", "via", "yn", "ar", "im", "in der", "en", "à la", "au")
