"""What mail clients and companies put round a person's words, by language. Tables only; `boundaries` and `closings` compare with them.

Everything is folded to lower case. A phrase stands under the language it is in; where two languages share one, it stands once.
"""

from __future__ import annotations

# "On Monday, NAME wrote:" - the verb, wherever in the line a language puts it.
WROTE: dict[str, tuple[str, ...]] = {
    "en": ("wrote", "writes", "sent", "has written"),
    "de": ("schrieb", "schrieben", "hat geschrieben", "geschrieben"),
    "fr": ("a écrit", "a ecrit", "écrit", "écrivait", "a écrit ce qui suit"),
    "es": ("escribió", "escribio", "ha escrito", "escribe"),
    "it": ("ha scritto", "scritto", "scrisse", "scrive"),
    "pt": ("escreveu", "escreveu o seguinte"),
    "ca": ("va escriure", "ha escrit"),
    "nl": ("schreef", "geschreven", "schreef het volgende", "het volgende geschreven"),
    "sv": ("skrev", "skrev följande"),
    "nn": ("skreiv",),
    "fi": ("kirjoitti", "kirjoitti näin"),
    "is": ("skrifaði",),
    "cy": ("ysgrifennodd", "wedi ysgrifennu"),
    "ga": ("a scríobh", "scríobh"),
    "pl": ("napisał", "napisała", "napisał(a)", "pisze", "napisał/a"),
    "cs": ("napsal", "napsala", "napsal(a)", "napsal/a"),
    "sk": ("napísal", "napísala", "napísal(a)"),
    "hu": ("írta", "ezt írta", "a következőt írta"),
    "ro": ("a scris",),
    "hr": ("napisao", "napisala", "je napisao", "je napisao/la"),
    "sl": ("je napisal", "je napisala", "je oseba"),
    "et": ("kirjutas",),
    "lv": ("rakstīja",),
    "lt": ("rašė", "parašė"),
    "tr": ("yazdı", "şunu yazdı", "şunları yazdı"),
    "el": ("έγραψε",),
    "ru": ("написал", "написала", "написал(а)", "пишет", "писал", "писал(а)"),
    "uk": ("написав", "написала", "пише"),
    "bg": ("написа", "написа следното"),
    "sr": ("је написао", "написао је"),
    "he": ("כתב", "כתבה", "כתב/ה", "‏כתב"),
    "ar": ("كتب", "كتبت"),
    "fa": ("نوشت",),
    "ja": ("のメール", "が書きました", "さんは書きました", "wrote"),
    "zh": ("写道", "寫道", "写了", "写信"),
    "ko": ("작성", "님이 작성", "썼습니다"),
    "vi": ("đã viết", "viết"),
    "id": ("menulis",),
    "eo": ("skribis",),
    "eu": ("idatzi zuen",),
}

# What stands before the day in such a line.
ON = (
    "on", "am", "le", "el", "il giorno", "il", "in data", "op", "em", "no dia", "a", "den", "på", "w dniu", "dnia", "dne", "dňa",
    "vào", "vào lúc", "ar", "pada", "la", "în", "pe", "u", "v", "na", "pt.", "data", "date", "the", "lúc", "στις", "ngày", "ma",
    "ter", "em", "ddydd", "an", "um", "at", "il dì", "klo", "dana", "at", "from",
)
DAYS = (
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "lun", "mar", "mer", "mié", "jeu",
    "jue", "ven", "vie", "sam", "sáb", "sab", "dim", "dom", "gio", "mån", "tis", "ons", "tor", "tors", "fre", "lör", "sön", "man",
    "tir", "lør", "søn", "ma", "woe", "vr", "za", "zo", "seg", "ter", "qua", "qui", "sex", "pon", "wt", "śr", "czw", "pt", "sob",
    "niedz", "po", "út", "st", "čt", "pá", "ne", "llun", "maw", "iau", "gwe", "sul", "пн", "вт", "ср", "чт", "пт", "сб", "вс",
    "ke", "to", "pe", "la", "su", "ti",
)
MONTHS = (
    "jan", "feb", "mar", "mär", "maa", "apr", "avr", "abr", "may", "mai", "maj", "mag", "jun", "jui", "giu", "jul", "lug", "aug",
    "aoû", "ago", "sep", "set", "sept", "oct", "okt", "ott", "out", "nov", "dec", "dez", "déc", "dic", "ene", "gen", "sty", "lut",
    "kwi", "cze", "lip", "sie", "wrz", "paź", "lis", "gru", "led", "úno", "bře", "dub", "kvě", "čer", "srp", "zář", "říj", "pro",
    "ion", "chw", "maw", "ebr", "meh", "gor", "awst", "med", "hyd", "tach", "rhag", "янв", "фев", "мар", "апр", "май", "мая",
    "июн", "июл", "авг", "сен", "окт", "ноя", "дек", "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys",
    "loka", "marras", "joulu", "oca", "şub", "nis", "haz", "tem", "ağu", "eyl", "eki", "kas", "ara",
)

# Labels of the header block that Outlook and others put above what they quote.
LABELS: dict[str, tuple[str, ...]] = {
    "from": (
        "from", "von", "de", "da", "van", "fra", "från", "lähettäjä", "od", "odesláno od", "odosielateľ", "feladó", "de la",
        "kimden", "gönderen", "от", "от кого", "від", "από", "מאת", "من", "差出人",
        "送信者", "发件人", "寄件者", "寄件人", "보낸 사람", "보낸사람",
        "từ",
        "dari", "oddr", "o", "oddi wrth", "absender", "expéditeur", "remitente", "mittente", "remetente", "afzender", "avsändare",
        "avsender", "afsender", "nadawca", "odesílatel", "frá", "saatja", "nuo", "no",
    ),
    "date": (
        "date", "sent", "gesendet", "datum", "envoyé", "envoyé le", "fecha", "enviado", "enviado el", "inviato", "data",
        "verzonden", "enviada", "enviada em", "enviado em", "sendt", "dato", "skickat", "lähetetty", "päivä", "wysłano",
        "odesláno", "odoslané", "elküldve", "küldve", "dátum", "trimis", "trimisă", "gönderildi", "gönderme tarihi", "tarih",
        "отправлено", "дата", "надіслано", "ημερομηνία", "στάλθηκε", "נשלח", "تاريخ", "تم الإرسال", "日時", "送信日時", "发送时间", "日期",
        "寄件日期", "傳送時間", "时间", "보낸 날짜", "날짜", "đã gửi", "ngày", "tanggal", "anfonwyd", "dyddiad", "sent at", "sent on",
        "gesendet am", "gesendet von", "päiväys", "posted", "poslano", "saadetud", "išsiųsta",
    ),
    "to": (
        "to", "an", "à", "a", "para", "aan", "til", "till", "vastaanottaja", "do", "komu", "címzett", "către", "kime", "alıcı",
        "кому", "до", "προς", "אל", "إلى", "宛先", "收件人", "收件者", "받는 사람", "받는사람", "đến", "kepada", "at", "pour", "per",
        "destinataire", "empfänger", "destinatario", "destinatário", "ontvanger", "mottagare", "mottaker", "modtager", "za",
        "prima", "saaja", "to whom",
    ),
    "cc": (
        "cc", "kopie", "kopie (cc)", "copie", "copie à", "copia", "c.c.", "kopi", "kopia", "kopio", "dw", "másolat", "копия",
        "копія", "抄送", "副本", "참조", "bcc", "ccn", "cci", "kopie an",
    ),
    "subject": (
        "subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto", "emne", "ämne", "aihe", "temat", "předmět",
        "predmet", "tárgy", "subiect", "konu", "тема", "θέμα", "נושא", "الموضوع", "件名", "主题", "主旨", "제목", "chủ đề", "tiêu đề",
        "perihal", "subjek", "pwnc", "testun", "re", "ábhar", "tema", "teema", "betr", "sujet", "zadeva",
    ),
    "other": (
        "reply-to", "reply to", "répondre à", "responder a", "rispondi a", "antwort an", "beantwoorden", "importance",
        "wichtigkeit", "priority", "priorité", "prioritet", "priorität", "attachments", "anlagen", "anhänge", "pièces jointes",
        "bijlagen", "allegati", "adjuntos", "anexos", "bilagor", "cyfeiriad", "resent-from", "organisation", "organization",
        "message-id", "newsgroups", "sensitivity", "categories", "pwysigrwydd", "delivered to", "svar til",
    ),
}

# Between dashes, or alone before a colon: what follows is another mail.
SEPARATORS: dict[str, tuple[str, ...]] = {
    "en": (
        "original message", "reply message", "forwarded message", "begin forwarded message", "original email", "original e-mail",
        "forwarded by", "original appointment", "forwarded mail", "replied message", "message from", "original mail",
        "start of forwarded message", "quoted message",
    ),
    "de": (
        "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "antwort nachricht", "weitergeleitete nachricht",
        "ursprüngliche e-mail", "anfang der weitergeleiteten nachricht", "ursprünglicher termin", "urspr. nachricht",
        "originalmail", "weitergeleitet von", "original nachricht",
    ),
    "fr": (
        "message d'origine", "message original", "message transféré", "début du message réexpédié", "message initial",
        "début du message transféré", "message transmis", "mail original", "e-mail d'origine", "rendez-vous d'origine",
        "transféré par", "courriel original",
    ),
    "es": (
        "mensaje original", "mensaje reenviado", "inicio del mensaje reenviado", "mensaje enviado", "correo original",
        "cita original", "comienzo del mensaje reenviado",
    ),
    "it": (
        "messaggio originale", "messaggio inoltrato", "inizio messaggio inoltrato", "inizio del messaggio inoltrato",
        "mail originale", "appuntamento originale",
    ),
    "pt": (
        "mensagem original", "mensagem encaminhada", "início da mensagem reencaminhada", "início da mensagem encaminhada",
        "mensagem reencaminhada",
    ),
    "nl": (
        "oorspronkelijk bericht", "oorspronkelijke bericht", "origineel bericht", "doorgestuurd bericht",
        "begin doorgestuurd bericht", "oorspronkelijke afspraak",
    ),
    "da": (
        "oprindelig meddelelse", "oprindelig besked", "videresendt meddelelse", "videresendt besked",
        "start på videresendt besked", "start på videresendt meddelelse",
    ),
    "sv": (
        "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande", "vidarebefordrat brev",
        "vidarebefordrat mejl", "ursprungligt mejl",
    ),
    "no": ("opprinnelig melding", "opprinnelig e-post", "videresendt melding", "videresendt e-post", "start på videresendt melding"),
    "fi": ("alkuperäinen viesti", "edelleenlähetetty viesti", "välitetty viesti", "edelleen lähetetty viesti", "välitetty viesti alkaa"),
    "cy": ("neges wreiddiol", "neges a anfonwyd ymlaen", "y neges wreiddiol"),
    "ga": ("bunteachtaireacht", "teachtaireacht bhunaidh"),
    "pl": (
        "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "przekazana wiadomość",
        "początek przekazywanej wiadomości", "wiadomość oryginalną",
    ),
    "cs": ("původní zpráva", "přeposlaná zpráva", "původní e-mail", "začátek přeposílané zprávy"),
    "sk": ("pôvodná správa", "preposlaná správa"),
    "hu": ("eredeti üzenet", "továbbított üzenet"),
    "ro": ("mesaj original", "mesajul original", "mesaj redirecționat", "mesaj iniţial"),
    "tr": ("orijinal mesaj", "özgün ileti", "orijinal ileti", "iletilmiş mesaj", "iletilen mesaj"),
    "hr": ("izvorna poruka", "originalna poruka", "proslijeđena poruka"),
    "el": ("αρχικό μήνυμα", "προωθημένο μήνυμα"),
    "ru": (
        "исходное сообщение", "оригинальное сообщение", "пересылаемое сообщение", "пересланное сообщение",
        "начало переадресованного сообщения", "начало пересылаемого сообщения", "первоначальное сообщение",
    ),
    "uk": ("вихідне повідомлення", "переслане повідомлення", "оригінальне повідомлення"),
    "he": ("הודעה מקורית", "הודעה שהועברה"),
    "ar": ("الرسالة الأصلية", "رسالة معاد توجيهها"),
    "ja": ("元のメッセージ", "転送メッセージ", "オリジナルメッセージ", "original message"),
    "zh": ("原始邮件", "原始郵件", "转发邮件", "转发的邮件", "轉寄郵件", "邮件原件", "转发邮件信息"),
    "ko": ("원본 메시지", "원본 메일", "전달된 메시지", "원래 메시지"),
    "vi": ("tin nhắn gốc", "thư gốc", "tin nhắn đã chuyển tiếp", "tin nhắn được chuyển tiếp", "thư được chuyển tiếp"),
}

# What stands above the links that a client lists below a text, or above the names of attachments.
LISTS = frozenset(
    "links references reference urls attachments attachment attached file attached files anhänge anhang verweise pièces jointes liens"
    " enlaces adjuntos archivos adjuntos allegati anexos bijlagen bilagor vedlegg liitteet załączniki přílohy atodiadau dolenni".split()
) | {"attached file", "attached files", "pièces jointes", "archivos adjuntos", "visible links", "hidden links"}
