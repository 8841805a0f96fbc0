"""The words of actions, by language: headings over lists of them, marks, labels, days due, decisions on earlier ones.

Data only. Everything is lower case and without the stops and colons that stand around it; `columns.term` folds a text so.
"""

from __future__ import annotations

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
    "review of minutes and actions", "actions outstanding", "last meeting", "previous meeting", "last minutes", "previous minutes",
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

# Words that a day is due by.
DUE_BY = ("by", "before", "no later than", "not later than", "until", "due", "due by", "deadline", "in time for",
          "ahead of", "prior to",
          "bis", "bis zum", "bis zur", "bis spätestens", "vor", "vor der", "avant", "avant la", "d'ici", "d'ici à", "d'ici la",
          "au plus tard",
          "antes de", "antes del", "antes de la", "erbyn", "cyn", "cyn y")  # fmt: skip

# How often an action recurs, or how soon it is wanted, inside its own words.
FREQUENCIES = ("quarterly", "monthly", "weekly", "fortnightly", "annually", "termly", "half-yearly", "ongoing", "asap",
               "as soon as possible",
               "immediately")  # fmt: skip

# In a column of owners: nobody owes anything.
NO_OWNER = ("none", "-", "–", "—", "n/a", "nil", "noted", "no action", "no actions", "for information", "fyi", "info",
            "information", "note",
            "no action required", "to note", "for noting")  # fmt: skip

RESOLVED = ("resolved", "agreed", "decided", "proposed", "it was resolved", "it was agreed", "it was decided",
            "the board agreed", "the council resolved", "members agreed",
            "beschlossen", "décidé", "acordó", "penderfynwyd")  # fmt: skip

# Decisions on earlier actions, in the order they are looked for; a phrase counts as whole words.
DECIDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("done", ("reported done", "reported as done")),
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

# Of the marks, those that are headings over several actions where they stand alone.
PLURAL_HEADINGS = ("actions", "action points", "action items")

# The marks that may stand over several actions, by the word that says so.
PLURAL_MARKS = (
    "actions",
    "points",
    "items",
    "tasks",
    "steps",
    "aufgaben",
    "maßnahmen",
    "aktionen",
    "tâches",
    "acciones",
    "tareas",
    "camau",
)
# Between who acts and what they are to do. Only a sentence with one of COMMITS states an action by itself.
COMMITS = ("to", "is to", "are to", "agreed to", "undertook to")
SHOULD = (*COMMITS, "should", "will", "shall", "would", "must", "is asked to", "was asked to", "were asked to", "be asked to",
          "would be asked to")  # fmt: skip
# Words after a name that are no verb of what it is to do: "the Clerk and", "the Board was".
NO_VERBS = frozenset(
    "was is are were has had have be been would could may might of for and or in on at with from the that which who as by "
    "report minutes meeting".split()
)
# A stop after one of these, typed so, ends no sentence.
ABBREVIATIONS = (
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Cllr",
    "Rev",
    "St",
    "No",
    "Nr",
    "e.g",
    "i.e",
    "etc",
    "approx",
    "Prof",
    "Revd",
    "bzw",
    "z.B",
    "Mme",
)
# Words beside a day that leave it nothing but a day: "by close of play on".
DUE_SMALL = frozenset(
    "by the before on at of for in due until end no later than and or to latest meeting next date target close play cop bis "
    "zum zur vor avant le la pour antes del de erbyn from week beginning commencing am pm".split()
)
# What may lead a bare day in a column of days.
DUE_LEADS = ("for", "at", "to", "in", "on", "target", "end of")
# The next meeting is a day to be ready for, too.
MEETING_LEADS = ("for", "at", "to", "zu", "zur", "pour", "para", "erbyn")
# What may begin an annotation, before the owner: "Action: PS".
ANNOTATION_LABELS = ("action", "owner", "lead", "who", "by")
# A box to tick, as task lists of Markdown and notes have: each such entry is an action.
BOXES = ("[ ]", "[]", "[x]", "[X]", "[✓]", "☐", "☑", "☒", "□")
# The same in other languages, where the word that follows may have a capital; looked for in marked actions only.
SHOULD_ELSEWHERE = ("soll", "sollen", "wird", "werden", "muss", "doit", "doivent", "va", "vont", "debe", "deben", "i", "dylai", "bydd")
