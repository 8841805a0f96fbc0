"""The words of attendance, by language: presence, who came instead, offices, titles.

Data only. Everything is lower case and without the stops and colons that stand around it; `columns.term` folds a text so.
"""

from __future__ import annotations

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

# Somebody was there for a part of the meeting, or from afar.
PARTLY = ("until", "from", "left", "arrived", "joined", "part", "item", "items", "for item", "to item", "late", "early",
          "online", "remote",
          "virtually", "via", "by phone", "by video", "teams", "zoom", "dial")  # fmt: skip

OFFICES: dict[str, tuple[str, ...]] = {
    "chair": ("chair", "chairman", "chairwoman", "chairperson", "in the chair", "chairing", "acting chair",
              "independent chair", "chair of the board", "presiding", "vorsitz",
              "vorsitzende", "vorsitzender", "1. vorsitzende", "1. vorsitzender", "erste vorsitzende", "erster vorsitzender",
              "président", "présidente", "presidente", "presidenta", "cadeirydd",
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

# What an office of several words may begin with: "Head of Finance".
OFFICES_BEGIN = ("all", "everyone", "chair", "head", "director", "clerk")
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor cllr cllrs councillor councillors rev revd reverend sir dame lady lord fr father "
    "sister canon hon capt captain col major sgt insp "
    "supt dci dc pc cc dcc acc cst ald alderman herr frau m mme mlle sr sra don doña y parch".split()
)

PLURAL_TITLES = ("cllrs", "councillors", "messrs", "mesdames", "drs", "mr and mrs", "trustees", "governors", "members")

NAME_PARTICLES = frozenset("de la le van von der den du da di del dos ap ab o' mac mc bin al st ten ter y e".split())

NOBODY = ("none", "nil", "no one", "nobody", "no apologies", "none received", "n/a", "-", "–", "keine", "aucun", "aucune",
          "ninguno", "dim",
          "no apologies were received", "none were received", "noted", "received", "accepted", "as listed", "see below",
          "as above", "quorate")  # fmt: skip

# Who is there without a name: how many, and of whom. "3 members of the public", "two students".
COUNTS = ("a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "several", "a few",
          "some", "many", "no", "the", "various", "ein", "eine", "zwei", "drei", "un", "une", "deux", "trois", "uno", "dos",
          "tres", "dau", "tri")  # fmt: skip
UNNAMED = ("member of the public", "members of the public", "member of public", "members of public", "public", "member of the press",
           "members of the press", "press", "member of staff", "members of staff", "resident", "residents", "local residents",
           "parishioner",
           "parishioners", "elector", "electors", "visitor", "visitors", "guest", "guests", "observer", "observers", "student",
           "students",
           "pupil", "pupils", "journalist", "journalists", "reporter", "reporters", "people", "others", "officers", "members",
           "shareholders",
           "tenants", "parents", "volunteers", "besucher", "zuhörer", "gäste", "bürger", "visiteurs", "habitants", "vecinos",
           "aelod o'r cyhoedd", "aelodau o'r cyhoedd")  # fmt: skip
# Heads of columns that hold somebody's role in a table of attendance, and other things elsewhere.
INITIALS_HEADS = ("initials", "initial", "kürzel", "initiales", "iniciales", "llythrennau")
ROLE_HEADS = ("title", "position", "designation", "responsibility", "portfolio")
# Words that make a body of a text: somebody's agency, not their role.
AGENCY_WORDS = frozenset(
    "board council committee team unit group subgroup sub-group department service services agency police school schools academy "
    "college university pcc trust panel vorstand party nhs ccg icb hospital surgery practice ltd plc cic association society club "
    "federation union foundation charity probation cafcass health housing education rescue ambulance commission authority "
    "partnership forum church diocese gemeinde verein mairie".split()
)
