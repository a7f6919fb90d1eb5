"""What kind of mail it is: by a person, by a program, or one that came back. Pure.

A mail that a program sent is never answered, so that no two programs ever go on writing to each other.
"""

import re
from email.message import Message
from enum import StrEnum

from earful.channels.contract import Us
from earful.channels.mail import heads

ROUND = 100  # so many mails in one thread by us alone are no conversation any more
AWAY = re.compile(
    r"^\W*(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response|answer)|autoreply|vacation|away from|"
    r"abwesenheits?(?:notiz|nachricht)?|automatische antwort|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|"
    r"risposta automatica|resposta automática|automatisch antwoord|afwezig(?:heid)?|autosvar|automatiskt svar|automaattinen vastaus|"
    r"automatyczna odpowiedź|автоответ|автоматический ответ|otomatik yanıt|自动回复|自動返信)\b",
    re.IGNORECASE,
)
BOUNCED = re.compile(
    r"^\W*(?:undelivered mail|undeliverable|mail delivery (?:failed|failure|status|system)|delivery (?:status notification|failure|has failed)|"
    r"returned mail|failure notice|unzustellbar|non remis|no se puede entregar|mancato recapito)",
    re.IGNORECASE,
)
DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)


class Kind(StrEnum):
    """Who, or what, wrote it."""

    PERSON = "person"
    AUTOMATIC = "automatic"  # a program did: somebody is away, or an order was taken
    BOUNCE = "bounce"  # what was sent came back
    LOOP = "loop"  # words of our own come round again


def kind(mail: Message, us: Us) -> Kind:
    """What a mail is, by what its head says. A form on our own pages that a person filled in is theirs."""
    sender = next((address for _, address in heads.addresses(mail, "From", "Sender")), "")
    if _bounced(mail, sender):
        return Kind.BOUNCE
    if us.external_id.lower() in (line.lower() for line in heads.every(mail, "X-Loop")):
        return Kind.LOOP
    if written_for(mail, us):
        return Kind.PERSON
    return Kind.AUTOMATIC if _automatic(mail) else Kind.PERSON


def written_for(mail: Message, us: Us) -> tuple[str, str] | None:
    """Who filled in a form on our own pages: it comes from our own house and names somebody outside to answer to."""
    senders = heads.addresses(mail, "From")
    answers = heads.addresses(mail, "Reply-To")
    if not senders or len(answers) != 1 or not heads.of_the_house(senders[0][1], us):
        return None
    return None if heads.of_the_house(answers[0][1], us) or answers[0][1] == senders[0][1] else answers[0]


def _bounced(mail: Message, sender: str) -> bool:
    report = mail.get_content_type() == "multipart/report"
    stated = str(mail.get("Content-Type", "")).lower()
    if report and ("delivery-status" in stated or ("feedback-report" not in stated and "disposition" not in stated)):
        return True
    empty = heads.one(mail, "Return-Path") == "<>" or bool(mail.get("X-Failed-Recipients"))
    subject = heads.one(mail, "Subject")
    return bool(DAEMON.match(sender) or empty) and bool(BOUNCED.match(subject) or mail.get("X-Failed-Recipients"))


def _automatic(mail: Message) -> bool:
    submitted = heads.one(mail, "Auto-Submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    suppress = heads.one(mail, "X-Auto-Response-Suppress").lower()
    if re.search(r"\b(?:all|oof|autoreply)\b", suppress):
        return True
    if heads.one(mail, "Precedence").lower() in ("bulk", "junk", "auto_reply", "auto-reply"):
        return True
    if any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Mail-Autoreply")):
        return True
    return heads.one(mail, "Return-Path") == "<>" or bool(AWAY.match(heads.one(mail, "Subject")))


def listed(mail: Message) -> bool:
    """Whether a list hands it on to many: nothing automatic is ever sent there."""
    return any(mail.get(name) for name in ("List-Id", "List-Post", "List-Unsubscribe")) or (
        heads.one(mail, "Precedence").lower() == "list"
    )
