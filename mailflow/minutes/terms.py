"""The words that minutes are laid out with, by language: column heads, labels of lists, marks of actions, presence, offices.

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
        "directors present",
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

# Headings over a table or list of actions: these minutes' own, or those of the last meeting.
ACTION_LISTS = (
    "actions", "action", "action list", "action log", "action points", "action summary", "summary of actions",
    "actions arising", "action table",
    "actions agreed", "list of actions", "action plan", "action register", "action tracker", "summary of action points",
    "actions from this meeting",
    "actions summary", "agreed actions", "action items", "actions arising from this meeting",
    "actions arising from the meeting", "to do", "tasks",
    "new actions", "maßnahmen", "aufgaben", "aktionsliste", "liste des actions", "relevé des actions", "acciones",
    "lista de acciones", "camau gweithredu",
    "table of actions", "schedule of actions", "next steps", "follow-up actions", "action sheet", "action notes",
    "outstanding actions",
)  # fmt: skip
PREVIOUS_LISTS = (
    "actions from last meeting", "actions from the last meeting", "actions from previous meeting",
    "actions from the previous meeting",
    "previous actions", "review of actions", "matters arising", "action log review", "review of action log",
    "minutes of the last meeting and action log",
    "actions from previous meetings", "actions carried forward", "update on actions", "progress on actions",
    "action updates", "outstanding actions",
    "actions brought forward", "minutes of last meeting", "minutes of the last meeting", "minutes of the previous meeting",
    "minutes of previous meeting",
    "review of previous actions", "matters arising and action log", "matters arising and actions", "action log update",
    "last meeting's actions",
    "actions from minutes", "minutes and actions from last meeting", "minutes and action log",
    "matters arising from the minutes", "action tracker update",
    "minutes of the last meeting and matters arising", "previous minutes and actions", "review of the action log",
    "review of actions from last meeting",
    "camau o'r cyfarfod diwethaf", "materion yn codi", "offene punkte", "suivi des actions", "seguimiento de acciones",
    "action log",
    "review of minutes and actions", "actions outstanding",
)  # fmt: skip

# A mark before an action. The plural marks may stand over several.
ACTION_MARKS = (
    "action points", "action point", "action items", "action item", "agreed actions", "agreed action", "actions agreed",
    "action agreed", "actions required",
    "action required", "actions", "action", "ap", "to do", "todo", "task", "tasks", "next steps", "next step", "aktion",
    "aktionen", "maßnahme", "maßnahmen",
    "aufgabe", "aufgaben", "tâche", "tâches", "à faire", "acción", "acciones", "tarea", "tareas", "cam gweithredu",
    "camau gweithredu", "gweithredu",
    "gweithred", "new action", "follow-up action", "follow up", "for action", "actions arising",
)  # fmt: skip
OWNER_LABELS = ("owner", "owners", "who", "by whom", "lead", "responsible", "responsibility", "assigned to", "assignee",
                "action by", "action owner",
                "person responsible", "verantwortlich", "wer", "responsable", "qui", "quién", "pwy", "for")  # fmt: skip
DUE_LABELS = ("due", "due by", "due date", "by when", "deadline", "when", "target date", "target", "complete by",
              "timescale", "date due", "by", "frist", "bis",
              "termin", "échéance", "délai", "plazo", "fecha límite", "erbyn", "completion date", "date")  # fmt: skip
STATUS_LABELS = ("status", "rag", "statut", "estado", "statws", "stand")

# How often or how soon, where no day is named: kept as words.
DUE_WORDS = ("quarterly", "monthly", "weekly", "annually", "ongoing", "on-going", "asap", "immediate", "immediately",
             "urgent", "tbc", "tba", "tbd", "termly",
             "every meeting", "each meeting", "as soon as possible", "in due course", "continuous", "with immediate effect",
             "when available", "half-yearly",
             "fortnightly", "before the next meeting", "next meeting", "next agenda", "next board", "sofort", "laufend",
             "dès que possible", "lo antes posible",
             "forthwith", "spring", "summer", "autumn", "winter", "n/a", "none", "yearly")  # fmt: skip

# Words of presence -> status. Single letters and ticks count only in a column of presence.
PRESENCE: dict[str, tuple[str, ...]] = {
    "present": ("present", "attended", "in attendance", "yes", "y", "p", "pr", "✓", "✔", "☑", "√", "✅", "in person",
                "online", "remote", "virtual", "via teams", "via zoom",
                "by phone", "teams", "zoom", "here", "attending", "/", "anwesend", "ja", "présent", "présente", "oui",
                "presente", "sí", "si", "presennol", "yn bresennol", "✗x",
                "present (part)", "part", "part meeting", "joined late", "left early", "1"),
    "apologies": ("apologies", "apology", "apologies received", "apologies given", "sent apologies", "apols", "apol", "ap",
                  "a", "excused", "apologised", "apologies sent",
                  "entschuldigt", "excusé", "excusée", "excusado", "excusada", "ymddiheuriadau", "apologies for absence",
                  "regrets", "gave apologies", "e"),
    "absent": ("absent", "did not attend", "not present", "no", "n", "ab", "abs", "dna", "✗", "✘", "x", "❌",
               "not attending", "no apologies", "non-attendance", "0",
               "absent without apologies", "abwesend", "nein", "non", "ausente", "absennol", "unexcused", "no show"),
    "not recorded": ("", "-", "–", "—", "not recorded", "n/a", "unknown", "?", "tbc", "not known", "vacant"),
}  # fmt: skip

# "X attended", "represented by X", "X for Y": who came in somebody's place.
SUBSTITUTE_AFTER = (
    "represented by", "deputised by", "substituted by", "deputy:", "deputy", "substitute:", "substitute", "sub:",
    "with deputy", "sent deputy", "vertreten durch",
    "représenté par", "représentée par", "representado por", "representada por", "cynrychiolwyd gan", "replaced by",
    "covered by", "proxy:",
)  # fmt: skip
SUBSTITUTE_BEFORE = (
    "attended on behalf of", "on behalf of", "deputising for", "representing", "substituting for", "attended for",
    "deputy for", "standing in for",
    "in place of", "substitute for", "in lieu of", "for", "vertritt", "attending for", "attending on behalf of",
    "covering for", "as deputy for",
    "attended in place of", "sub for",
)  # fmt: skip
SUBSTITUTE_VERBS = ("attended", "attending", "deputised", "deputising", "in attendance", "represented", "attended instead",
                    "substituted", "stood in", "substituting",
                    "attended in their place", "attended in his place", "attended in her place", "present instead",
                    "as deputy", "deputy", "substitute", "came instead")  # fmt: skip

OFFICES: dict[str, tuple[str, ...]] = {
    "chair": ("chair", "chairman", "chairwoman", "chairperson", "in the chair", "chairing", "acting chair",
              "independent chair", "chair of the board", "presiding", "vorsitz",
              "vorsitzende", "vorsitzender", "président", "présidente", "presidente", "presidenta", "cadeirydd",
              "chair of governors", "chair of trustees", "chairperson for the meeting",
              "meeting chair", "mayor in the chair", "board chair", "co-chair"),
    "notes": ("notes", "note taker", "note-taker", "notetaker", "minutes", "minute taker", "minute-taker", "minuting",
              "taking minutes", "minute secretary", "scribe",
              "clerk", "clerk and minute taker", "protokoll", "protokollführer", "protokollführerin",
              "secrétaire de séance", "secretario", "secretaria", "clerc", "cofnodion",
              "minutes taken by", "note-taking", "taking notes", "notes taken by", "recording", "minute clerk",
              "clerk to the board", "clerk to the council", "parish clerk", "town clerk",
              "secretary", "board secretary", "company secretary", "clerk to governors", "minutes secretary"),
}  # fmt: skip

# A word that makes a text an office, a team or a body rather than a person's name.
OFFICE_WORDS = frozenset(
    "chair chairman chairwoman chairperson vice vice-chair deputy treasurer secretary clerk officer manager director lead "
    "head coordinator co-ordinator "
    "administrator assistant member members board council councillor committee team unit group subgroup sub-group "
    "department service services office agency "
    "trustee trustees governor governors warden caretaker president mayor editor webmaster steward captain accountant "
    "auditor solicitor architect engineer "
    "nurse doctor consultant practitioner advisor adviser representative rep liaison finance planning safeguarding partners "
    "partner agencies police school "
    "schools headteacher head-teacher principal bursar vicar rector curate churchwarden churchwardens verger organist pcc "
    "lado ceo cfo coo cto hr all everyone "
    "everybody staff organisers organiser convenor convener ranger groundsman handyman contractor volunteer volunteers "
    "working party panel trust "
    "schriftführer kassenwart kassierer vorstand vorsitzender vorsitzende geschäftsführer alle trésorier secrétaire "
    "président tous tesorero secretario presidente "
    "cadeirydd trysorydd clerc ysgrifennydd pawb interim acting strategic senior executive chief business training "
    "commissioning superintendent "
    "inspector sergeant constable practice proper specialist analyst support communications comms marketing membership "
    "social".split()
)
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor cllr cllrs councillor councillors rev revd reverend sir dame lady lord fr father "
    "sister canon hon capt captain col major sgt insp "
    "supt dci dc pc cc dcc acc cst ald alderman herr frau m mme mlle sr sra don doña y parch".split()
)
NAME_PARTICLES = frozenset("de la le van von der den du da di del dos ap ab o' mac mc bin al st ten ter y e".split())

# Decisions on earlier actions, in the order they are looked for; a phrase counts as whole words.
DECIDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("open", ("to remain open", "remain open", "remains open", "stays open", "stay open", "kept open", "keep open",
              "left open", "still open", "carried forward", "carry forward",
              "c/f", "carried over", "no progress", "not yet complete", "not yet completed", "not complete",
              "not completed", "incomplete", "outstanding", "deferred", "not yet started",
              "not started", "to be carried", "not closed", "action open", "yet to be", "still to be done", "still to do",
              "not done", "b/f", "not yet done", "overdue",
              "cannot be closed", "bleibt offen", "offen", "reste ouverte", "reste ouvert", "en suspens", "pendiente",
              "ar agor")),
    ("closed", ("action closed", "actions closed", "now closed", "to be closed", "can be closed", "closed", "close",
                "action complete", "action completed", "actions complete",
                "complete", "completed", "discharged", "item closed", "agreed to close", "to close", "done", "fulfilled",
                "no further action", "actioned", "erledigt", "abgeschlossen", "clos",
                "close the action", "close this action", "terminé", "cerrado", "cerrada", "completado", "wedi cau",
                "wedi'i gwblhau", "dropped", "remove from the log", "removed from the log")),
    ("in progress", ("in progress", "under way", "underway", "ongoing", "on-going", "on going", "in hand",
                     "being progressed", "partially complete", "part complete", "on track", "started",
                     "in bearbeitung", "laufend", "en cours", "en curso", "ar y gweill", "nearly complete",
                     "almost complete", "progressing", "work continues", "amber")),
)  # fmt: skip
# A report without a decision: somebody has been at it.
REPORTED = (
    "reported",
    "update",
    "updated",
    "said",
    "advised",
    "confirmed",
    "explained",
    "informed",
    "has been",
    "had been",
    "have been",
    "is being",
    "progress",
    "noted",
)

RESOLVED = ("resolved", "agreed", "decided", "proposed", "it was resolved", "it was agreed", "it was decided",
            "the board agreed", "the council resolved", "members agreed",
            "beschlossen", "décidé", "acordó", "penderfynwyd")  # fmt: skip

# Lines that belong to the page, not to the minutes.
PAGE_LINES = ("draft", "confidential", "page", "seite", "tudalen", "página")
CLOSING = (
    "signed",
    "chair's signature",
    "signature",
    "signed as a true record",
    "meeting closed",
    "the meeting closed",
    "distribution",
    "circulation",
    "cc",
    "unterschrift",
)
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

# Words that a day is due by.
DUE_BY = ("by", "before", "no later than", "not later than", "until", "due", "due by", "deadline", "in time for",
          "ahead of", "prior to",
          "bis", "bis zum", "avant", "d'ici", "antes de", "antes del", "erbyn", "cyn")  # fmt: skip
# How often an action recurs, or how soon it is wanted, inside its own words.
FREQUENCIES = ("quarterly", "monthly", "weekly", "fortnightly", "annually", "termly", "half-yearly", "ongoing", "asap",
               "as soon as possible",
               "immediately")  # fmt: skip
# Somebody was there for a part of the meeting, or from afar.
PARTLY = ("until", "from", "left", "arrived", "joined", "part", "item", "items", "for item", "to item", "late", "early",
          "online", "remote",
          "virtually", "via", "by phone", "by video", "teams", "zoom", "dial")  # fmt: skip
PLURAL_TITLES = ("cllrs", "councillors", "messrs", "mesdames", "drs", "mr and mrs", "trustees", "governors", "members")
NOBODY = ("none", "nil", "no one", "nobody", "no apologies", "none received", "n/a", "-", "–", "keine", "aucun", "aucune",
          "ninguno", "dim",
          "no apologies were received", "none were received", "noted", "received", "accepted", "as listed", "see below",
          "as above", "quorate")  # fmt: skip
# In a column of owners: nobody owes anything.
NO_OWNER = ("none", "-", "–", "—", "n/a", "nil", "noted", "no action", "no actions", "for information", "fyi", "info",
            "information", "note",
            "no action required", "to note", "for noting")  # fmt: skip
# Verbs that actions begin with: "Remind all members to ..." names nobody who owes it.
IMPERATIVES = frozenset(
    "ask remind send write circulate invite contact email tell request arrange provide check ensure encourage inform notify "
    "advise seek get "
    "let call review prepare draft update confirm discuss report publish liaise speak meet agree add remove include "
    "organise organize book "
    "order submit share produce develop complete consider investigate find set make take give approach follow work look "
    "bring put obtain "
    "research explore continue raise talk buy purchase pay plan repeat note issue distribute forward return refer consult "
    "engage support "
    "allow help recruit appoint nominate thank express commission identify establish create amend revise finalise upload "
    "post display".split()
)
