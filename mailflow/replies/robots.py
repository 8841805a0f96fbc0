"""The words by which machines are known: out-of-office messages, reactions and buttons by language, mail systems, sentences of bounces.

Tables only. Subjects are compared from their beginning: a person's answer begins with "Re:", a robot's with its own words.
"""

from __future__ import annotations

# Folded to lower case; a subject that begins so, then ends or goes on behind white space or punctuation, is a robot's.
OUT_OF_OFFICE: dict[str, tuple[str, ...]] = {
    "en": (
        "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse",
        "automated reply", "automated response", "automatic response", "out of office", "out of the office", "out-of-office",
        "ooo:", "vacation reply", "vacation response", "vacation notice", "vacation:", "on vacation", "on annual leave",
        "annual leave:", "on leave:", "on maternity leave", "on holiday", "holiday notice", "away from the office",
        "away from my mail", "away from my desk", "away until", "away from email", "i am away", "i'm away", "i am out of",
        "i'm out of", "i am on leave", "i am on annual leave", "absence notice", "absent from office", "currently out of",
        "currently away", "[auto-reply]", "[autoreply]", "[auto reply]", "(auto reply)", "auto:",
    ),
    "de": (
        "automatische antwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsmeldung", "abwesenheit:",
        "abwesenheitsassistent", "abwesend", "automatische rückmeldung", "autom. antwort", "nicht im büro", "bin im urlaub",
        "ich bin im urlaub", "urlaubsnotiz", "außer haus", "ausser haus", "nicht im haus", "ich bin nicht im büro",
        "eingangsbestätigung",
    ),
    "fr": (
        "réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau", "message d'absence",
        "message d’absence", "absence :", "absence:", "en congés", "en congé", "je suis absent", "absence temporaire",
        "avis d'absence",
    ),
    "es": (
        "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "ausente de la oficina",
        "contestación automática", "estoy de vacaciones", "estoy fuera", "aviso de ausencia",
    ),
    "it": (
        "risposta automatica", "fuori sede", "fuori ufficio", "assenza dall'ufficio", "assenza dall’ufficio", "in ferie",
        "sono in ferie", "assente dall'ufficio", "messaggio automatico", "messaggio di assenza",
    ),
    "nl": (
        "automatisch antwoord", "afwezigheidsbericht", "afwezigheidsmelding", "niet aanwezig", "buiten kantoor", "afwezig:",
        "afwezig", "automatische reactie", "niet op kantoor", "automatische beantwoording",
    ),
    "pt": (
        "resposta automática", "resposta automatica", "fora do escritório", "fora do escritorio", "ausência do escritório",
        "ausente do escritório", "ausência temporária", "de férias", "estou de férias", "mensagem de ausência",
    ),
    "da": ("automatisk svar", "autosvar", "ikke på kontoret", "ikke til stede", "fraværsbesked", "ferie:", "fravær:"),
    "sv": ("automatiskt svar", "autosvar", "frånvaro", "frånvaromeddelande", "inte på kontoret", "ej på plats", "på semester"),
    "no": ("automatisk svar", "autosvar", "fraværsmelding", "ikke tilgjengelig", "fraværende", "ikke på kontoret"),
    "fi": ("automaattinen vastaus", "poissa", "poissaoloilmoitus", "en ole tavoitettavissa", "lomalla"),
    "pl": ("odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "nieobecność", "poza biurem", "jestem na urlopie"),
    "cs": ("automatická odpověď", "mimo kancelář", "nepřítomnost", "nejsem v kanceláři", "dovolená:"),
    "sk": ("automatická odpoveď", "mimo kancelárie", "neprítomnosť"),
    "hu": ("automatikus válasz", "házon kívül", "szabadságon", "irodán kívül"),
    "ro": ("răspuns automat", "raspuns automat", "în afara biroului", "absent din birou"),
    "tr": ("otomatik yanıt", "otomatik cevap", "ofis dışında", "ofis dışındayım"),
    "cy": ("ymateb awtomatig", "ateb awtomatig", "allan o'r swyddfa", "allan o’r swyddfa", "i ffwrdd o'r swyddfa", "ar wyliau"),
    "ga": ("freagra uathoibríoch", "as oifig"),
    "et": ("automaatvastus", "automaatne vastus"),
    "lv": ("automātiska atbilde",),
    "lt": ("automatinis atsakymas",),
    "hr": ("automatski odgovor",),
    "sl": ("samodejni odgovor",),
    "el": ("αυτόματη απάντηση", "εκτός γραφείου"),
    "ru": ("автоматический ответ", "автоответ", "вне офиса", "нет на работе", "я в отпуске"),
    "uk": ("автоматична відповідь",),
    "bg": ("автоматичен отговор",),
    "he": ("תשובה אוטומטית", "מענה אוטומטי", "מחוץ למשרד"),
    "ar": ("رد تلقائي", "خارج المكتب"),
    "ja": ("自動応答", "自動返信", "不在通知", "不在:", "不在のお知らせ"),
    "zh": ("自动答复", "自動答覆", "自动回复", "自動回覆", "自動回复", "不在办公室", "外出"),
    "ko": ("자동 회신", "자동 응답", "부재중"),
    "vi": ("trả lời tự động",),
    "th": ("ตอบกลับอัตโนมัติ",),
    "id": ("balasan otomatis", "jawapan automatik"),
}

MAIL_SYSTEMS = frozenset(
    "mailer-daemon mailerdaemon mail-daemon maildaemon mailer_daemon postmaster mailsystem mail-system mailsubsystem mmdf mdaemon"
    " delivery-status bounce bounces microsoftexchange".split()
)
NO_REPLY = (
    "no-reply", "noreply", "no_reply", "no.reply", "donotreply", "do-not-reply", "do_not_reply", "do.not.reply",
    "nepasrepondre", "ne-pas-repondre",
)

BOUNCE_SUBJECTS = (
    "undeliver", "delivery status notification", "delivery failure", "delivery notification", "delivery has failed",
    "mail delivery", "delivery report", "delivery unsuccessful", "failure notice", "failure delivery", "returned mail",
    "returned to sender", "returned message", "non-delivery", "nondeliverable", "nondelivery", "message delivery",
    "mail system error", "mail failure", "could not send", "could not be delivered", "could not deliver", "not deliverable",
    "delivery error", "delivery delayed", "warning: could not", "warning--could not", "error sending your mail",
    "message status - undeliverable", "email delivery failure", "unzustellbar", "zustellung", "nicht zugestellt", "non remis",
    "échec de la remise", "échec de remise", "non distribué", "no se puede entregar", "no se pudo entregar", "error de entrega",
    "mancata consegna", "non recapitabile", "onbestelbaar", "não entregue", "não foi possível entregar", "niedostarcz",
    "kan ikke leveres", "kunde inte levereras", "går inte att leverera", "loop alert",
    "配信", "送信できません", "投递失败", "退信", "无法投递",
    "не доставлено", "недоставлен", "配送失敗", "未送達", "failed delivery", "mail error", "mail undeliv", "mail could not",
    "delivery problem", "delivery unsuccess", "undelivered",
)

# Sentences of mail systems that refuse for good; anything else that is no "later" word counts by its reply code.
REFUSED = (
    "user unknown", "unknown user", "no such user", "unknown recipient", "recipient unknown", "does not exist", "doesn't exist",
    "no mailbox", "not found", "invalid recipient", "unknown address", "not a valid", "no longer", "permanent error",
    "permanent failure", "permanently", "has been disabled", "inactive", "user not listed", "not listed", "not our customer",
    "no account", "host unknown", "recipient address rejected", "unrouteable", "undeliverable address", "address rejected",
    "access denied", "mailbox unavailable", "unable to find", "could not be found", "no such",
)
LATER = (
    "temporary", "temporarily", "try again", "try later", "delayed", "deferred", "is full", "over quota", "quota exceeded",
    "mailbox full", "will be retried", "will retry", "will continue", "still being", "still trying", "not yet been delivered",
    "has not been collected", "timed out", "too busy", "greylist", "warning message only", "you do not need to re-send",
    "you do not need to resend",
)
STILL_TRYING = (
    "warning message only", "will be retried", "will continue", "still being retried", "you do not need to re-send",
    "you do not need to resend", "not yet been delivered", "is delayed", "has been delayed", "only a temporary failure",
    "will keep trying", "no action is required",
)
BOUNCE_SENTENCES = (
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered", "was not delivered",
    "wasn't delivered", "unable to deliver", "delivery failed", "delivery has failed", "failed to deliver", "failed permanently",
    "undeliverable", "undelivered", "delivery to the following", "user unknown", "returned to sender", "trouble delivering",
    "transcript of session", "the following address", "permanent fatal errors", "recipients returned permanent", "failure reasons",
    "rcpt to:", "malformed recipient", "did not reach", "not delivered to", "unzustellbar", "nicht zugestellt",
    "n'a pas pu être remis", "no se pudo entregar", "non è stato possibile", "error sending your mail", "is delayed for more than",
    "... no such user", "duplicated message-id", "delayed for more than", "non-delivery", "no such user", "mailbox is full",
    "quota exceeded", "554 ", "550 ", "553 ", "552 ",
)
# Where the returned mail begins inside a text: what follows is no longer the mail system's.
RETURNED_BEGINS = (
    "--- below this line is a copy", "------ this is a copy of the message", "this is a copy of the message",
    "original message headers", "----- original message", "-----original message", "original mail as follows",
    "below is a copy of the original", "original mail info", "------- returned message", "message headers follow",
    "unsent message", "----- message header", "returned mail follows", "----- unsent message follows",
    "a copy of the original message", "original message follows", "message header:", "--- the header of the original",
    "-original message-", "the header of the original", "message headers:",
)

# The answer to an invitation that a touch on a button sends: what its text says behind the name, what its subject begins with.
INVITATION_SENTENCES = (
    "has accepted this invitation", "has tentatively accepted this invitation", "has declined this invitation",
    "accepted your invitation",
    "has accepted your invitation", "declined your invitation", "tentatively accepted", "has accepted the invitation",
    "has declined the invitation", "proposed a new time", "hat diese einladung angenommen", "hat diese einladung abgelehnt",
    "hat ihre einladung angenommen", "hat ihre einladung abgelehnt", "hat die einladung angenommen", "hat die einladung abgelehnt",
    "hat diese einladung vorläufig angenommen", "hat zugesagt", "hat abgesagt", "mit vorbehalt", "unter vorbehalt",
    "a accepté cette invitation",
    "a accepté votre invitation", "a accepté l'invitation", "a refusé votre invitation", "a refusé cette invitation",
    "a refusé l'invitation",
    "a décliné votre invitation", "a décliné cette invitation", "a décliné l'invitation", "a provisoirement accepté",
    "a répondu peut-être",
    "ha aceptado esta invitación", "ha aceptado tu invitación", "ha aceptado su invitación", "ha aceptado la invitación",
    "ha rechazado esta invitación", "ha rechazado tu invitación", "ha rechazado su invitación", "ha rechazado la invitación",
    "ha aceptado provisionalmente", "wedi derbyn y gwahoddiad", "wedi derbyn eich gwahoddiad", "wedi gwrthod y gwahoddiad",
    "wedi gwrthod eich gwahoddiad", "ha accettato questo invito", "ha accettato il tuo invito", "ha accettato l'invito",
    "ha rifiutato questo invito", "ha rifiutato l'invito", "heeft deze uitnodiging geaccepteerd", "heeft uw uitnodiging geaccepteerd",
    "heeft de uitnodiging geaccepteerd", "heeft deze uitnodiging afgewezen", "heeft de uitnodiging afgewezen", "aceitou este convite",
    "aceitou o convite", "recusou este convite", "recusou o convite", "har accepterat inbjudan", "har tackat ja", "har tackat nej",
    "har accepteret invitationen", "har afvist invitationen", "zaakceptował", "przyjął zaproszenie", "odrzucił zaproszenie",
)  # fmt: skip
INVITATION_SUBJECTS = (
    "accepted", "declined", "tentative", "tentatively accepted", "maybe", "new time proposed", "zugesagt", "abgesagt", "abgelehnt",
    "angenommen", "mit vorbehalt", "mit vorbehalt zugesagt", "vorläufig zugesagt", "acceptée", "accepté", "accepte", "refusé", "refusée",
    "déclinée", "décliné", "provisoire", "peut-être", "aceptada", "aceptado", "rechazada", "rechazado", "provisional", "derbyniwyd",
    "gwrthodwyd", "petrus", "i dro", "accettato", "accettata", "rifiutato", "rifiutata", "provvisorio", "geaccepteerd", "afgewezen",
    "geweigerd", "voorlopig", "aceite", "aceito", "recusado", "accepterat", "avböjt", "preliminärt", "accepteret", "afvist", "foreløbig",
    "godtatt", "avslått", "hyväksytty", "hylätty", "zaakceptowano", "odrzucono", "wstępnie zaakceptowano", "přijato", "odmítnuto",
)  # fmt: skip

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
BESIDE_AWAY: tuple[tuple[str, ...], ...] = (
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
# "I was on leave": it is over.
PAST = frozenset(
    "was were been had war waren gewesen étais était été estuve estaba bûm roeddwn oedd was waren geweest ero stato fui".split()
)

# What stands behind the name of who reacted, folded; then nothing but a mark, a link or the program's name.
REACTED: dict[str, tuple[str, ...]] = {
    "en": (
        "reacted to your message", "reacted to your email", "reacted to a message", "reacted via", "reacted with",
        "reacted to this message",
        "reacted to", "liked your message", "loved your message", "laughed at your message", "liked your email", "liked this message",
        "disliked your message", "emphasized your message", "celebrated your message", "is surprised by your message",
    ),
    "de": ("hat auf ihre nachricht reagiert", "hat auf deine nachricht reagiert", "hat über gmail reagiert", "hat reagiert",
        "reagiert über",
           "hat per gmail reagiert", "hat mit gmail reagiert", "gefällt ihre nachricht", "gefällt deine nachricht",
           "hat via gmail reagiert"),
    "fr": ("a réagi à votre message", "a réagi à ton message", "a réagi via", "a réagi avec", "a réagi", "a aimé votre message"),
    "es": ("reaccionó a tu mensaje", "reaccionó a su mensaje", "ha reaccionado a tu mensaje", "ha reaccionado a su mensaje",
           "ha reaccionado a través de", "reaccionó a través de", "ha reaccionado desde", "reaccionó con", "ha reaccionado"),
    "cy": ("wedi ymateb i'ch neges gydag", "adweithiodd i'ch neges", "wedi adweithio i'ch neges", "wedi adweithio drwy",
        "adweithiodd drwy"),
    "it": ("ha reagito al tuo messaggio", "ha reagito al suo messaggio", "ha reagito tramite", "ha reagito con", "ha reagito"),
    "nl": ("heeft gereageerd op uw bericht met", "heeft op uw bericht gereageerd", "heeft op je bericht gereageerd",
        "heeft gereageerd via",
           "heeft gereageerd op uw bericht", "heeft gereageerd op je bericht"),
    "pt": ("reagiu à sua mensagem", "reagiu à tua mensagem", "reagiu a sua mensagem", "reagiu pelo", "reagiu através do", "reagiu via"),
    "sv": ("reagerade på ditt meddelande", "har reagerat på ditt meddelande", "reagerade via"),
    "da": ("reagerede på din meddelelse", "reagerede på din besked", "har reageret på din meddelelse", "reagerede via"),
    "no": ("reagerte på meldingen din", "har reagert på meldingen din", "reagerte via"),
    "fi": ("reagoi viestiisi",),
    "pl": ("zareagował na twoją wiadomość", "zareagowała na twoją wiadomość", "zareagował(a) na twoją wiadomość", "zareagował(a) przez"),
    "cs": ("zareagoval na vaši zprávu", "zareagovala na vaši zprávu", "zareagoval(a) na vaši zprávu"),
}  # fmt: skip
