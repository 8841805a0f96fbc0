"""The words after which digits count something that is no action: a telephone line, an order, an account. Tables only."""

from __future__ import annotations

# Words after which digits count a telephone line, folded; "on" and the like may stand between.
LINES = (
    "tel", "tél", "telephone", "téléphone", "phone", "phone number", "fon", "telefon", "teléfono", "teléfon", "ffôn", "mobile",
    "mobil", "móvil", "mob", "portable", "cell", "handy", "fax", "ring", "call", "call me", "ring me", "text", "text me", "whatsapp",
    "dial", "reach me", "erreichbar", "anrufen", "appeler", "appelez", "llamar", "ffoniwch", "durchwahl", "ext",
    "switchboard", "landline", "direct line", "direct dial", "bleep", "pager", "dect",
)  # fmt: skip
SHORT_LINES = frozenset(("ext", "durchwahl", "dect", "bleep", "pager"))
# What may stand between such a word and the number.
BETWEEN = (
    *("is", "on", "at", "under", "no", "nr", "number", "au", "al", "unter", "le", "the", "me", "us", "her", "him", "them", "my", "our"),
    *("desk", "office", "mobile"),
)
# Words after which a code counts something that is no action. Digits alone need "no." or the like before them, or five of them.
THINGS = (
    "order", "invoice", "ticket", "booking", "case", "purchase order", "po", "job", "incident", "claim", "policy", "contract", "licence",
    "license", "serial", "account", "customer", "part", "batch", "tracking", "passcode", "password", "pin", "id", "meeting id", "crm",
    "docket", "receipt", "voucher", "permit", "charity", "company", "registration", "reg", "sort code", "iban", "nhs", "isbn", "doi",
    "rechnung", "bestellung", "vorgang", "aktenzeichen", "az", "kundennummer", "konto", "facture", "commande", "dossier", "factura",
    "pedido", "expediente", "anfoneb", "archeb",
)  # fmt: skip
NUMBERED = ("no", "nr", "num", "number", "nummer", "numéro", "número", "ref", "reference", "id", "is", "code")
