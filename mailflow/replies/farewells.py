"""How mails end and what is hung on them, by language: closings, "Sent from my phone", disclaimers, banners, footers. Tables only."""

from __future__ import annotations

# A line that is one of these, alone or before a comma, opens a signature when names follow it. Thanks are no closing: they are words.
CLOSINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "regards", "kind regards", "best regards", "warm regards", "warmest regards", "kindest regards", "many regards",
        "with kind regards", "with best regards", "with regards", "best", "best wishes", "all the best", "with best wishes",
        "kind wishes", "yours", "yours sincerely", "yours faithfully", "yours truly", "sincerely", "sincerely yours", "cheers",
        "rgds", "kr", "br", "bw", "atb", "respectfully", "cordially", "warmly", "take care", "thanks and regards",
        "thanks & regards", "many thanks and kind regards", "thanks and kind regards", "with thanks and best wishes",
        "thank you and best regards",
    ),
    "de": (
        "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "mit freundlichem gruss",
        "freundliche grüße", "freundliche grüsse", "viele grüße", "viele grüsse", "beste grüße", "beste grüsse", "liebe grüße",
        "liebe grüsse", "herzliche grüße", "herzliche grüsse", "schöne grüße", "schönen gruß", "gruß", "gruss", "grüße", "mfg",
        "lg", "vg", "hochachtungsvoll", "mit besten grüßen", "mit herzlichen grüßen", "mit vielen grüßen", "mit bestem gruß",
        "besten gruß", "freundlicher gruß", "herzlichst", "mit lieben grüßen",
    ),
    "fr": (
        "cordialement", "bien cordialement", "très cordialement", "bien à vous", "bien à toi", "amicalement", "salutations",
        "meilleures salutations", "sincères salutations", "salutations distinguées", "avec mes meilleures salutations",
        "sincèrement", "bonne journée", "respectueusement", "cdlt", "bàv", "cordiales salutations", "bonne réception", "amitiés",
    ),
    "es": (
        "saludos", "un saludo", "saludos cordiales", "un cordial saludo", "cordialmente", "atentamente", "atte", "atte.",
        "un abrazo", "cordiales saludos", "reciba un cordial saludo", "muy atentamente", "le saluda atentamente", "salutacions",
    ),
    "it": (
        "saluti", "cordiali saluti", "distinti saluti", "un saluto", "un caro saluto", "cordialmente", "tanti saluti", "a presto",
        "un cordiale saluto",
    ),
    "pt": (
        "cumprimentos", "os melhores cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "atenciosamente",
        "att", "att.", "abraço", "abraços", "saudações", "cordialmente",
    ),
    "nl": (
        "groet", "groeten", "groetjes", "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet",
        "vriendelijke groeten", "hartelijke groet", "hartelijke groeten", "mvg", "met hartelijke groet", "hoogachtend",
        "met groet", "beste groet", "beste groeten",
    ),
    "da": (
        "hilsen", "venlig hilsen", "med venlig hilsen", "mvh", "kh", "vh", "bedste hilsner", "mange hilsner", "kærlig hilsen",
        "med venlige hilsner", "hilsner", "de bedste hilsner",
    ),
    "sv": (
        "hälsningar", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänlig hälsning", "bästa hälsningar",
        "hälsning", "mvh", "vh", "allt gott", "hj. hälsn.", "många hälsningar",
    ),
    "no": (
        "hilsen", "vennlig hilsen", "med vennlig hilsen", "med hilsen", "beste hilsen", "mvh", "vh", "beste helsing", "helsing",
        "med vennleg helsing",
    ),
    "fi": ("terveisin", "ystävällisin terveisin", "parhain terveisin", "t.", "yt", "terv.", "terv"),
    "cy": (
        "cofion", "cofion gorau", "cofion cynnes", "yn gywir", "yr eiddoch yn gywir", "dymuniadau gorau", "gyda dymuniadau gorau",
        "hwyl", "pob hwyl", "yn ddiffuant", "cofion caredig", "gyda chofion",
    ),
    "ga": ("le meas", "is mise le meas", "beir bua", "le gach dea-ghuí"),
    "pl": (
        "pozdrawiam", "z poważaniem", "z powazaniem", "serdecznie pozdrawiam", "pozdrowienia", "z wyrazami szacunku",
        "łączę pozdrowienia", "pozdrawiam serdecznie",
    ),
    "cs": ("s pozdravem", "s přátelským pozdravem", "zdravím", "hezký den", "s úctou", "děkuji a s pozdravem"),
    "sk": ("s pozdravom", "s priateľským pozdravom"),
    "hu": ("üdvözlettel", "tisztelettel", "üdv", "üdv."),
    "ro": ("cu stimă", "cu respect", "o zi bună", "numai bine"),
    "tr": ("saygılarımla", "saygılarımızla", "selamlar", "iyi çalışmalar", "sevgiler"),
    "ru": ("с уважением", "с наилучшими пожеланиями", "всего доброго", "искренне ваш"),
    "uk": ("з повагою",),
    "el": ("με εκτίμηση", "φιλικά", "χαιρετισμούς"),
    "ja": ("敬具", "以上", "草々"),
    "zh": ("此致", "敬礼", "祝好", "顺祝商祺"),
}

# The beginnings of what a phone or a program adds of its own accord. What follows must be a name of a thing, and short.
SENT_FROM: dict[str, tuple[str, ...]] = {
    "en": (
        "sent from my", "sent from mail for", "sent from outlook", "sent from yahoo", "sent from proton", "sent from an",
        "sent from a mobile", "sent from samsung", "sent from gmail", "sent from windows mail", "sent via", "sent with",
        "sent using", "sent from nine", "sent from iphone", "sent from ipad", "sent from bluemail", "sent from spark",
        "sent from mailbird", "sent from type", "sent from k-9", "sent from fairemail", "sent from airmail", "sent on the go",
        "sent from aol", "sent from acompli", "sent from workspace", "sent from surface", "sent from mobile", "sent from android",
        "sent from tutanota", "sent from tuta", "get outlook for", "get the outlook", "get bluemail for", "get yahoo mail",
        "via mobile", "sent mobile",
    ),
    "de": (
        "von meinem", "gesendet von", "gesendet mit", "diese nachricht wurde von meinem", "diese e-mail wurde von meinem",
        "holen sie sich outlook", "outlook für", "gesendet über", "mobil gesendet", "unterwegs gesendet", "von unterwegs gesendet",
        "versendet mit",
    ),
    "fr": (
        "envoyé de mon", "envoyé depuis", "envoyé à partir", "envoyé d'un", "envoyé via", "envoyé avec", "télécharger outlook",
        "obtenez outlook", "obtenir outlook", "envoyé par", "provenance : courrier",
    ),
    "es": (
        "enviado desde", "enviado con", "enviado de mi", "enviado mediante", "obtener outlook", "descargar outlook",
        "obtenga outlook", "enviat des",
    ),
    "it": ("inviato da", "inviato con", "inviato dal", "scarica outlook", "ottieni outlook", "inviata da"),
    "pt": (
        "enviado do meu", "enviado da", "enviado do", "enviado a partir", "enviado com", "obter o outlook", "enviado por",
        "enviado via", "obter outlook", "baixar outlook",
    ),
    "nl": (
        "verstuurd vanaf", "verzonden vanaf", "verzonden vanuit", "verzonden met", "verstuurd met", "verstuurd via",
        "outlook voor", "download outlook", "verzonden via",
    ),
    "da": ("sendt fra", "hent outlook", "sendt via", "sendt med", "få outlook"),
    "sv": ("skickat från", "skickat via", "skaffa outlook", "hämta outlook", "skickades från", "skickat med", "skickad från"),
    "no": ("skaff outlook", "last ned outlook", "sendt frå"),
    "fi": ("lähetetty", "hanki outlook"),
    "cy": ("anfonwyd o", "wedi'i anfon o", "anfonwyd oddi", "wedi ei anfon o", "cael outlook"),
    "ga": ("seolta ó",),
    "pl": ("wysłane z", "wysłano z", "pobierz outlook", "pobierz aplikację outlook", "pobierz program outlook", "wysłane przy"),
    "cs": ("odesláno z", "odesláno pomocí", "stáhnout outlook", "získejte outlook", "posláno z"),
    "sk": ("odoslané z", "odoslané pomocou"),
    "hu": ("elküldve", "küldve", "az outlook beszerzése"),
    "ro": ("trimis de pe", "trimis din", "descărcați outlook"),
    "tr": ("iphone'umdan", "outlook'u edinin"),
    "hr": ("poslano s", "poslano iz"),
    "ru": ("отправлено с", "отправлено из", "получить outlook", "скачать outlook"),
    "uk": ("надіслано з", "надіслано"),
    "el": ("στάλθηκε από",),
    "he": ("נשלח מ",),
    "ar": ("مرسل من",),
    "ja": ("iphoneから送信", "ipadから送信", "androidから", "outlook for", "私のiphone"),
    "zh": ("发自我的", "發自我的", "从我的", "從我的", "获取 outlook", "發自", "发自", "来自我的"),
    "ko": ("나의 iphone에서", "내 iphone에서", "나의 ipad에서", "iphone에서"),
    "vi": ("được gửi từ", "đã gửi từ", "gửi từ"),
}
# In several languages the thing comes first and the verb last.
SENT_ENDS = (
    "gesendet", "geschickt", "gesendet.", "verschickt", "verzonden", "verstuurd", "gönderildi", "から送信", "보냄", "lähetetty",
    "mobil gesendet", "gesendet wurde",
)
THINGS = (
    "iphone", "ipad", "ipod", "android", "galaxy", "samsung", "blackberry", "phone", "handy", "smartphone", "mobile", "mobil",
    "móvil", "celular", "telefon", "telefono", "teléfono", "téléphone", "telefoon", "telemóvel", "tablet", "tablette", "device",
    "gerät", "toestel", "huawei", "xiaomi", "pixel", "oneplus", "nokia", "htc", "lg", "sony", "xperia", "motorola", "oppo",
    "windows", "outlook", "mail", "gmail", "yahoo", "proton", "protonmail", "gmx", "web.de", "aol", "nine", "spark", "k-9",
    "mailbird", "thunderbird", "airmail", "bluemail", "mac", "surface", "kindle", "verizon", "at&t", "t-mobile", "wireless", "4g",
    "5g", "app", "ffôn", "ffôn symudol", "puhelin", "puhelimesta", "telefonu", "telefonem", "tuta", "tutanota", "hey", "fastmail",
    "zoho", "nexus", "redmi", "fairphone", "laptop", "sparrow", "mobilen", "telefonen", "mobiltelefon", "mobiele", "sfr", "orange",
    "mobileapp", "mailapp", "postbox", "superhuman", "libero",
)

# A disclaimer always speaks of the mail it hangs on; a person's sentence about confidentiality seldom does.
THIS_MAIL = (
    "this e-mail", "this email", "this message", "this communication", "this transmission", "the information contained",
    "the contents of", "if you have received", "if you are not the", "any attachments", "any files", "e-mail is intended",
    "e-mails sent", "emails sent", "e-mail communications", "communications through", "is this email", "printing this",
    "before printing", "this mail", "our emails", "diese e-mail", "diese nachricht", "dieser e-mail", "diese mail",
    "dieser nachricht", "diese email", "inhalt dieser", "ce message", "cet e-mail", "ce courriel", "cet email", "ce mail",
    "le présent message", "ce document", "este mensaje", "este correo", "este e-mail", "esta comunicación", "esta mensagem",
    "este email", "questo messaggio", "questa e-mail", "questa mail", "questa comunicazione", "presente messaggio",
    "presente e-mail", "dit bericht", "deze e-mail", "deze mail", "dit e-mailbericht", "denne e-mail", "denne mail",
    "denne meddelelse", "denne e-posten", "denne meldingen", "denne e-post", "detta meddelande", "detta e-post", "detta mejl",
    "det här meddelandet", "tämä viesti", "tämän viestin", "tämä sähköposti", "y neges hon", "yr e-bost hwn", "mae'r e-bost",
    "mae'r neges", "neges hon", "e-bost hwn", "ta wiadomość", "niniejsza wiadomość", "tej wiadomości", "tato zpráva",
    "tento e-mail", "данное сообщение", "это сообщение", "настоящее сообщение",
)

# A paragraph of some length with three of these, that speaks of the mail itself and stands at the end, is a disclaimer.
DISCLAIMERS: dict[str, tuple[str, ...]] = {
    "en": (
        "confidential", "privileged", "intended recipient", "intended solely", "intended only", "addressee", "named recipient",
        "individual or entity", "received this in error", "received this e-mail in error", "received this email in error",
        "received this message in error", "received it in error", "in error, please", "in error please", "notify the sender",
        "contact the sender", "inform the sender", "delete it", "delete this", "delete the", "unauthorised", "unauthorized",
        "disclosure", "dissemination", "strictly prohibited", "virus", "malware", "disclaimer", "monitored", "monitoring",
        "freedom of information", "views expressed", "views or opinions", "opinions expressed", "does not accept",
        "accept no liability", "no liability", "accept liability", "liability", "registered office", "registered in england",
        "registered number", "company number", "company registration", "registered charity", "data protection", "privacy notice",
        "privacy policy", "personal data", "consider the environment", "think before you print", "before printing", "print this",
        "scanned", "e-mail and any", "email and any", "message and any", "any attachments", "any files transmitted",
        "and attachments", "copyright", "legally binding", "legally privileged", "official-sensitive", "not necessarily",
        "mimecast", "symantec", "messagelabs", "offer to sell", "may be recorded", "distribution or", "unlawful", "is prohibited",
        "regulated by", "vat number", "vat reg", "limited company", "all reasonable", "general data protection regulation", "gdpr",
    ),
    "de": (
        "vertraulich", "bestimmungsgemäße", "bestimmungsgemäßen", "empfänger", "irrtümlich", "irrtum", "rechtlich geschützt",
        "unbefugte", "unbefugten", "nicht gestattet", "vernichten", "löschen sie", "absender", "informieren sie",
        "haftungsausschluss", "amtsgericht", "geschäftsführer", "handelsregister", "ust-id", "registergericht",
        "vorsitzender des aufsichtsrats", "anhänge", "weitergabe", "datenschutz", "umwelt", "ausdrucken",
    ),
    "fr": (
        "confidentiel", "confidentielle", "confidentielles", "destinataire", "par erreur", "à l'attention exclusive",
        "usage exclusif", "expéditeur", "détruire", "pièces jointes", "toute utilisation", "non autorisée", "interdite",
        "responsabilité", "imprimer", "environnement", "avertissement", "altéré", "données personnelles",
    ),
    "es": (
        "confidencial", "destinatario", "por error", "exclusivamente", "remitente", "queda prohibida", "eliminarlo", "elimine",
        "aviso legal", "protección de datos", "imprimir", "medio ambiente", "divulgación", "notifíquelo", "datos personales",
    ),
    "it": (
        "riservate", "riservato", "confidenziali", "confidenziale", "destinatario", "per errore", "esclusivamente", "mittente",
        "vietata", "vietato", "cancellare", "distruggere", "d.lgs", "trattamento dei dati", "stampare", "ambiente", "divulgazione",
    ),
    "pt": (
        "confidencial", "confidenciais", "destinatário", "por engano", "por erro", "exclusivamente", "remetente", "proibida",
        "eliminar", "imprimir", "ambiente", "divulgação", "proteção de dados",
    ),
    "nl": (
        "vertrouwelijk", "vertrouwelijke", "geadresseerde", "uitsluitend bestemd", "bestemd voor", "ten onrechte",
        "niet toegestaan", "verwijderen", "afzender", "aansprakelijkheid", "disclaimer", "abusievelijk", "kvk", "milieu",
        "openbaarmaking", "bijlagen",
    ),
    "da": (
        "fortrolig", "fortrolige", "modtager", "ved en fejl", "afsender", "slette", "slet", "vedhæftede", "uberettiget",
        "persondata", "cvr",
    ),
    "sv": (
        "konfidentiell", "konfidentiellt", "mottagare", "mottagaren", "av misstag", "avsändaren", "radera", "bilagor", "obehörig",
        "personuppgifter", "sekretess",
    ),
    "no": (
        "konfidensiell", "fortrolig", "mottaker", "mottakeren", "ved en feil", "ved en feiltakelse", "avsender", "avsenderen",
        "slett", "vedlegg", "personvern",
    ),
    "fi": ("luottamuksellinen", "vastaanottaja", "vastaanottajalle", "erehdyksessä", "lähettäjälle", "poista", "hävitä"),
    "cy": (
        "cyfrinachol", "derbynnydd", "derbyniwr", "mewn camgymeriad", "trwy gamgymeriad", "anfonwr", "atodiadau", "dileu",
        "ymwadiad", "gyfrinachol", "y sawl y cyfeiriwyd", "breintiedig", "firysau", "cyn argraffu", "preifatrwydd",
    ),
    "pl": (
        "poufne", "poufna", "adresat", "adresata", "przez pomyłkę", "omyłkowo", "nadawcę", "nadawcy", "usunięcie", "usunąć",
        "zabronione", "krs", "nip", "załącznik", "załączniki", "danych osobowych",
    ),
    "cs": ("důvěrné", "důvěrná", "příjemce", "omylem", "odesílatele", "smažte", "přílohy"),
    "ru": ("конфиденциальн", "получател", "отправител", "по ошибке", "удалите", "вложени"),
}

# What a gateway sets above a mail from outside.
BANNERS = (
    "this email originated from outside", "this message originated from outside", "this e-mail originated from outside",
    "originated outside", "originated from outside", "from an external sender", "external email", "external sender",
    "external message", "external e-mail", "came from outside", "sent from outside", "sent from someone outside",
    "sender is outside", "do not click links or open attachments", "do not click on links", "do not click any links",
    "you don't often get email from", "you don’t often get email from",
    "some people who received this message don't often get email", "learn why this is important", "learnaboutsenderidentification",
    "caution:", "[external]", "[extern]", "*external*", "**external**", "warning: external", "think before you click",
    "be cautious", "treat with caution", "report this as phishing", "report phish", "this sender is trusted", "zjqcmqryfpfpt",
    "externe e-mail", "externe mail", "diese e-mail stammt von einem externen", "diese e-mail kommt von außerhalb", "achtung:",
    "vorsicht: externe", "e-mail externe", "courriel externe", "message externe", "ce message provient de l'extérieur",
    "attention : ce courriel", "attention : cet e-mail", "correo externo", "este correo procede de fuera",
    "este mensaje proviene de fuera", "email esterna", "e-mail esterna", "mittente esterno", "attenzione: questa mail",
    "externe afzender", "deze e-mail komt van buiten", "let op: deze", "extern e-post", "ekstern e-post", "ekstern mail",
    "ekstern afsender", "e-mail externo", "remetente externo", "wiadomość zewnętrzna", "nadawca zewnętrzny", "e-bost allanol",
    "rhybudd:", "neges allanol", "sie erhalten nicht oft e-mails von", "vous ne recevez pas souvent", "no suele recibir correo",
    "u ontvangt niet vaak",
)

# One of these in the paragraph makes it the footer of a list or a service.
LIST_FOOTERS = (
    "mailing list", "mailman/listinfo", "mailinglist", "unsubscribe", "you are receiving this because",
    "you received this message because you are subscribed", "reply to this email directly", "view it on github",
    "to view this discussion", "manage your subscription", "google groups", "groups.io links", "list archive", "abmelden",
    "se désabonner", "désinscription", "liste de diffusion", "darse de baja", "lista de correo", "lijsten", "mailinglijst",
    "afmelden", "cancelar inscrição", "lista dyskusyjna", "e-postlista", "postliste", "rhestr bostio", "dad-danysgrifio",
    "yahoo! groups", "listserv", "sympa.",
)
