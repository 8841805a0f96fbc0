"""The words by which machines are known: out-of-office subjects by language, addresses of mail systems, subjects and sentences of bounces.

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
