"""The words in which minutes approve the minutes of the meeting before, by language.

Data only. Lower case; `columns.alternatives` builds patterns of them. A few hold pieces of patterns, and are named so.
"""

from __future__ import annotations

# What is approved.
MINUTES = (
    "minutes", "notes of the last meeting", "notes of the previous meeting", "record of the last meeting",
    "record of the meeting", "notes of the meeting", "notes from the last meeting", "protokoll", "niederschrift",
    "sitzungsprotokoll", "procès-verbal", "compte rendu", "compte-rendu", "acta", "acta anterior", "cofnodion",
)  # fmt: skip

# A title with one of these in it is of the item about them.
TITLES = (
    *MINUTES, "last meeting", "previous meeting", "letzte sitzung", "letzten sitzung", "dernière réunion", "reunión anterior",
    "cyfarfod diwethaf",
)  # fmt: skip

# Approved, as participles.
APPROVED = (
    "approved", "agreed", "accepted", "confirmed", "adopted", "ratified", "signed", "endorsed", "passed", "taken as read",
    "read and approved", "carried", "verified", "genehmigt", "angenommen", "bestätigt", "verabschiedet", "approuvé", "approuvés",
    "adopté", "adoptés", "aprobada", "aprobadas", "aprobado", "cymeradwywyd", "derbyniwyd", "wedi'u cymeradwyo",
)  # fmt: skip

# Approved, where the board does it: "the Committee approved the minutes".
APPROVES = (
    "approved", "resolved", "cymeradwywyd", "derbyniwyd", "agreed", "accepted", "confirmed", "adopted", "ratified", "signed",
    "endorsed", "genehmigte", "genehmigt", "approuve", "a approuvé", "adopte", "a adopté", "aprueba", "aprobó", "cymeradwyodd",
)  # fmt: skip
TO_APPROVE = ("to approve", "to accept", "to adopt", "to sign", "to confirm", "to agree", "to ratify")

# What the minutes then are.
RECORD = (
    "true record", "correct record", "accurate record", "fair record", "true and accurate record", "true and correct record",
    "correct and accurate record", "accurate and true record", "accurate and correct record", "true and fair record",
    "full record", "fair and accurate record", "accurate reflection", "as correct", "as accurate", "as a correct",
    "as an accurate", "as a true", "an accurate account", "considered accurate", "considered to be accurate",
    "considered to be correct", "found to be accurate", "found to be correct", "were accurate", "were correct", "cofnod cywir",
)  # fmt: skip

# Between the minutes and what was done with them.
IS = (
    "were", "was", "are", "is", "be", "being", "been", "having been", "stand", "wird", "wurde", "werden", "wurden", "ist", "est",
    "sont", "a été", "ont été", "fue", "es", "queda", "se",
)  # fmt: skip

NOT = (
    "not", "never", "unable to be", "could not", "cannot", "not yet", "weren't", "wasn't", "nicht", "pas", "no fue", "no se",
    "ni",
)  # fmt: skip
PUT_OFF = (
    "deferred", "postponed", "held over", "carried forward", "carried over", "put off", "rejected", "withdrawn", "left over",
    "brought back to the next meeting", "defer", "postpone", "vertagt", "verschoben", "zurückgestellt", "reporté", "reportée",
    "ajourné", "aplazada", "aplazado", "gohirio", "gohiriwyd",
)  # fmt: skip
APPROVAL = (
    "approval", "acceptance", "adoption", "agreement", "confirmation", "genehmigung", "approbation", "aprobación", "cymeradwyo",
)  # fmt: skip

# Said of what is still to happen: nothing was approved.
IF = ("if", "once", "when", "until", "unless", "whether", "wenn", "sobald", "si", "quand", "cuando", "os", "pan")
# Before a day whose stop ends no sentence.
DAY_LEADS = ("vom", "am", "zum", "den", "dem")
TO_COME = (
    "to", "will", "should", "would", "must", "may", "can", "could", "shall", "if", "once", "when", "until", "for", "whether",
)  # fmt: skip

# What the approval depends on, in the words that lead to it.
SUBJECT_TO = (
    "subject to", "with the following", "with an amendment", "with a minor", "with minor", "with one", "with two", "with three",
    "with a", "with some", "with several", "with the exception of", "with the addition of", "with the amendment of",
    "with amendments", "with changes", "with corrections", "with the correction", "with the amendment", "with the change",
    "with the removal of", "with the inclusion of", "with", "save for", "apart from", "except for", "following the correction",
    "following correction", "following an amendment", "following amendment", "following the amendment", "following the following",
    "after the following", "after correction", "after amendment", "provided that", "once", "pending", "vorbehaltlich",
    "mit folgender", "mit folgenden", "mit der änderung", "unter dem vorbehalt", "sous réserve de", "sous réserve d'",
    "avec la modification", "con las siguientes", "con la siguiente", "con la corrección", "yn amodol ar", "gyda",
)  # fmt: skip
# After "with a ..." one of these makes it a condition: "with a vote of thanks" is none.
CHANGES = (
    "amended", "corrected", "changed", "added", "removed", "deleted", "to read", "amendment", "amendments", "correction",
    "corrections", "change", "changes", "addition", "additions", "exception", "alteration", "alterations", "clarification",
    "clarifications", "edit", "edits", "typo", "typos", "removal", "inclusion", "änderung", "änderungen", "korrektur",
    "korrekturen", "ergänzung", "ergänzungen", "modification", "modifications", "correction", "modificación", "modificaciones",
    "corrección", "correcciones", "newid", "newidiadau", "cywiriad", "cywiriadau",
)  # fmt: skip
WITHOUT = ("no", "any", "without", "further", "ohne", "sans", "sin", "heb", "nil")
# The condition was told before: "With these changes the minutes were approved", "as amended".
TOLD_BEFORE = (
    "as amended", "as corrected", "otherwise", "with these", "with those", "with this", "with that", "with the above",
    "subject to this", "subject to these", "subject to that", "subject to the above", "subject to those", "once amended",
    "once corrected", "as so amended", "in amended form", "with the agreed",
)  # fmt: skip

# Who proposed: before a name.
PROPOSED = (
    "proposed", "proposal", "proposer", "prop", "prop.", "moved", "mover", "seconded", "seconder", "sec", "sec.", "requested",
    "raised", "suggested", "beantragt", "proposé", "propuesto", "cynigiwyd", "eiliwyd", "eiliwr", "cynigydd",
)  # fmt: skip
# After a name.
PROPOSES = ("proposed", "moved", "seconded", "requested", "raised", "suggested", "asked", "pointed out", "noted")
BY = ("by", "von", "par", "por", "gan")
