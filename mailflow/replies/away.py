"""Out-of-office messages that nothing in their header gives away: a mailbox rule wrote them, with "Re:" before the subject.

What is said by it is weighed: that its writer is away, and what such messages say beside that (thanks for the mail, whom to ask, when
it will be read). A person who is away and reports says the first, and hardly ever the others.
"""

from __future__ import annotations

import re
from functools import cache

_LONGEST = 4_000  # characters that are looked at
# "I was on leave": it is over.
_PAST = frozenset(
    "was were been had war waren gewesen étais était été estuve estaba bûm roeddwn oedd was waren geweest ero stato fui".split()
)
_BEFORE = 3  # words
_NO_WORD = re.compile(r"[^\w'-]+")

# That the writer is away, at present; folded to lower case, of words.
AWAY: dict[str, tuple[str, ...]] = {
    "en": (
        "out of office", "out of the office", "away from the office", "away from my desk", "away from my mail", "away from email",
        "on annual leave", "on leave", "on holiday", "on vacation", "on maternity leave", "on paternity leave", "on parental leave",
        "on sick leave", "on study leave", "on sabbatical", "on my holidays", "not in the office", "out of the country", "currently away",
        "away until", "i am away", "i'm away", "i will be away", "no longer work", "no longer working", "left the organisation",
        "absent from",
        "my working days are", "i work part time", "i do not work on", "i don't work on", "non-working day", "attending a conference",
        "travelling until", "on secondment", "on jury service",
    ),
    "de": (
        "nicht im büro", "nicht im haus", "nicht im dienst", "im urlaub", "in urlaub", "außer haus", "ausser haus", "abwesend",
        "auf dienstreise",
        "in elternzeit", "im mutterschutz", "nicht erreichbar", "nicht am arbeitsplatz", "meine arbeitstage sind",
    ),
    "fr": (
        "absent du bureau", "absente du bureau", "je suis absent", "je suis absente", "en congé", "en congés", "en vacances",
        "hors du bureau",
        "serai absent", "serai absente", "en déplacement", "en arrêt maladie",
    ),
    "es": (
        "fuera de la oficina", "fuera de oficina", "de vacaciones", "estoy ausente", "estaré ausente", "estaré fuera",
        "de baja", "de viaje",
        "de permiso",
    ),
    "cy": ("allan o'r swyddfa", "i ffwrdd o'r swyddfa", "ar wyliau", "ar fy ngwyliau", "ar absenoldeb", "ddim yn y swyddfa"),
    "nl": ("niet op kantoor", "niet aanwezig", "afwezig", "met vakantie", "op vakantie", "met verlof", "buiten kantoor"),
    "it": ("fuori ufficio", "fuori sede", "in ferie", "sono assente", "sarò assente", "in vacanza"),
    "pt": ("fora do escritório", "de férias", "estou ausente", "estarei ausente", "de licença"),
}  # fmt: skip

# What such messages say beside that: several ways to say one thing in each row.
BESIDE: tuple[tuple[str, ...], ...] = (
    (
        "thank you for your email", "thank you for your e-mail", "thank you for your message", "thank you for your mail",
        "thanks for your email",
        "thanks for your message", "thanks for your mail", "thank you for contacting", "thanks for contacting",
        "thank you for getting in touch",
        "vielen dank für ihre e-mail", "vielen dank für ihre nachricht", "vielen dank für ihre mail", "danke für ihre nachricht",
        "danke für ihre e-mail", "vielen dank für deine nachricht", "merci pour votre message", "merci de votre message",
        "merci pour votre e-mail", "merci pour votre courriel", "gracias por su mensaje", "gracias por tu mensaje",
        "gracias por su correo",
        "gracias por tu correo", "diolch am eich neges", "diolch am eich e-bost", "bedankt voor uw bericht", "bedankt voor je bericht",
        "dank voor uw e-mail", "grazie per il messaggio", "grazie per il suo messaggio", "obrigado pela sua mensagem",
    ),
    (
        "automatic reply", "automatic response", "automated reply", "automated response", "automated message", "auto-reply", "autoreply",
        "automatische antwort", "automatisch erstellt", "automatisch generiert", "réponse automatique", "message automatique",
        "respuesta automática", "mensaje automático", "ateb awtomatig", "neges awtomatig", "automatisch antwoord", "risposta automatica",
    ),
    (
        "is urgent", "if urgent", "it's urgent", "for urgent", "anything urgent", "urgent matters", "urgent enquiries",
        "urgent queries", "more urgent",
        "in an emergency", "in case of emergency", "need an urgent", "immediate assistance", "in dringenden fällen", "bei dringenden",
        "in eiligen fällen", "dringende anliegen", "en cas d'urgence", "pour toute urgence", "si urgent", "en caso de urgencia",
        "para asuntos urgentes", "si es urgente", "os yw'n fater brys", "mewn argyfwng", "materion brys", "voor dringende",
        "in dringende gevallen",
        "in caso di urgenza", "per urgenze", "em caso de urgência",
    ),
    (
        "on my return", "upon my return", "when i return", "when i am back", "when i'm back", "once i am back", "once i return",
        "after my return",
        "when i get back", "return to the office", "back in the office", "nach meiner rückkehr", "sobald ich zurück", "wieder im büro",
        "wieder erreichbar", "à mon retour", "dès mon retour", "a mi vuelta", "a mi regreso", "cuando vuelva", "pan fyddaf yn ôl",
        "pan ddychwelaf", "na mijn terugkomst", "bij terugkomst", "al mio ritorno", "al mio rientro", "no meu regresso",
        "quando regressar",
    ),
    (
        "limited access", "no access to", "not have access", "without access", "intermittent access", "not be checking",
        "not checking my",
        "not monitored", "not be monitored", "be read until", "not be read", "not be forwarded", "not been forwarded", "not forwarded",
        "nicht weitergeleitet", "nicht gelesen", "keinen zugriff", "eingeschränkten zugriff", "accès limité", "pas accès",
        "pas transféré",
        "acceso limitado", "sin acceso", "no se reenvía", "mynediad cyfyngedig", "beperkte toegang", "niet doorgestuurd",
        "accesso limitato",
    ),
    (
        "please contact", "please speak to", "please call", "please ring", "please email", "please e-mail", "please get in touch with",
        "please direct", "please refer to", "in my absence", "during my absence", "my colleague", "bitte wenden sie sich",
        "wenden sie sich bitte",
        "bitte kontaktieren", "meine vertretung", "meine kollegin", "mein kollege", "veuillez contacter", "merci de contacter",
        "vous pouvez contacter", "pendant mon absence", "en mon absence", "póngase en contacto", "por favor contacte", "puede contactar",
        "durante mi ausencia", "cysylltwch â", "yn fy absenoldeb", "neem contact op", "tijdens mijn afwezigheid", "contattare",
        "contacte",
    ),
    (
        "i will respond", "i will reply", "i will answer", "i'll respond", "i'll reply", "will get back to you",
        "will respond to", "will reply to",
        "will deal with", "will be dealt with", "will attend to", "respond as soon as", "reply as soon as", "your email will",
        "your message will",
        "werde ihre nachricht", "werde ihre e-mail", "werde mich", "ihre nachricht wird", "je vous répondrai", "je répondrai",
        "vous répondrai",
        "responderé", "contestaré", "le responderé", "byddaf yn ymateb", "byddaf yn ateb", "zal ik uw", "ik zal uw",
        "risponderò", "responderei",
    ),
)  # fmt: skip

FEW, MANY = 1, 2  # of the rows: it may be such a message, it is one


def weigh_absence(text: str) -> int:
    """Give how much of an out-of-office message a text has beside its writer's being away: the number of rows, 0 where they are not.

    Thanks are said by everybody; they count beside another of the rows.
    """
    said = _folded(text[:_LONGEST])
    if not any(_PAST.isdisjoint(said[: found.start()].split()[-_BEFORE:]) for found in _any_of(_away()).finditer(said)):
        return 0
    thanks, *others = (_any_of(row).search(said) is not None for row in BESIDE)
    return sum(others) + (thanks and any(others))


@cache
def _away() -> tuple[str, ...]:
    return tuple(phrase for phrases in AWAY.values() for phrase in phrases)


@cache
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(_folded(phrase)) for phrase in phrases))


def _folded(text: str) -> str:
    """Give the words of a text in lower case, each between blanks, so that phrases meet whole words."""
    return f" {' '.join(_NO_WORD.sub(' ', text.casefold().replace('’', chr(39))).split())} "
