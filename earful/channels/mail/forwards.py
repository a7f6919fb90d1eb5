"""A mail that somebody of the house handed on: who really wrote it. Pure."""

import re
from dataclasses import dataclass
from email.message import Message

from earful.channels.mail import heads
from earful.channels.mail.parts import Said, inner
from earful.channels.mail.parts import said as said_in

SUBJECT = re.compile(r"^\s*(?:fwd?|wg|tr|rv|i|enc|doorst|vs|vb|pd|fw|转发|轉寄|転送)\s*[:：]", re.IGNORECASE)
BEGINS = re.compile(
    r"^[>\s]*(?:-{2,}\s*(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|message transféré|"
    r"message d.origine|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|пересылаемое сообщение)\s*-{2,}|"
    r"begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message (?:transféré|réexpédié)\s*:|"
    r"inicio del mensaje reenviado:|inizio messaggio inoltrato:)\s*$",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"^[>\s*]*(?P<name>from|von|de|da|van|от|od|från|fra|date|sent|datum|gesendet|envoyé|fecha|enviado|data|inviato|verzonden|дата|"
    r"to|an|à|para|a|aan|кому|cc|kopie|subject|betreff|objet|asunto|oggetto|assunto|onderwerp|тема|reply-to)\s*\*?\s*:\*?\s*(?P<said>.*)$",
    re.IGNORECASE,
)
WRITERS = frozenset(["from", "von", "de", "da", "van", "от", "od", "från", "fra"])
LINES = 60  # above which a forward begins: a note by whoever hands it on


@dataclass(frozen=True, slots=True)
class Forward:
    """Who wrote it first, their words, and the note of whoever handed it on."""

    name: str
    address: str
    text: str
    note: str


def read(mail: Message, said: Said) -> Forward | None:
    """What was handed on; None: nothing was, or it does not say by whom it was written."""
    if not SUBJECT.match(heads.one(mail, "Subject")):
        return None
    return _attached(said) or _below(said.text)


def _attached(said: Said) -> Forward | None:
    mail = inner(said.mails[0]) if said.mails else None
    writers = heads.addresses(mail, "From", "Sender") if mail is not None else []
    if mail is None or not writers:
        return None
    return Forward(*writers[0], said_in(mail).text, said.text.strip())


def _below(text: str) -> Forward | None:
    lines = text.split("\n")
    for at, line in enumerate(lines[:LINES]):
        fields = _fields(lines, at + 1 if BEGINS.match(line) else at)
        if fields is None or (len(fields[0]) < 3 and not BEGINS.match(line)):
            continue
        writer = next((value for name, value in fields[0] if name in WRITERS), "")
        found = heads.ADDRESS.search(writer)
        if not found:
            return None
        name = writer[: found.start()].strip(" \"'<([*").removesuffix("mailto:").strip(" \"'<([*")
        words = "\n".join(re.sub(r"^> ?", "", one) for one in lines[fields[1] :]).strip("\n")
        return Forward(name[:200], found[0].lower(), words, "\n".join(lines[:at]).strip())
    return None


def _fields(lines: list[str], at: int) -> tuple[list[tuple[str, str]], int] | None:
    """The head of the mail inside, and where it ends; it begins with its writer, or its date."""
    while at < len(lines) and not lines[at].strip(" >"):
        at += 1
    found: list[tuple[str, str]] = []
    while at < len(lines) and len(found) < 10:
        match = FIELD.match(lines[at])
        if not match:
            break
        found.append((match["name"].lower(), match["said"].strip()))
        at += 1
    return (found, at) if any(name in WRITERS for name, _ in found) and len(found) > 1 else None
