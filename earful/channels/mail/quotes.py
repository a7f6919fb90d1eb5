"""What somebody wrote anew in a mail, without what they quote below or above it. Pure; linear in the length of the text.

What goes is only what certainly is a quote: it stands in the mail that it answers, and in the ledger. Where own words stand
between quoted lines, all of it stays, for an answer between the lines makes no sense without them. A mail that would be
empty without its quote keeps it.
"""

import re
from collections.abc import Sequence

MOST = 5_000  # lines that are looked at
HEAD = 4  # lines over which the line above a quote may run
LONGEST = 400
QUOTED = re.compile(r"\s*>")
VERBS = (
    r"wrote|writes|sent the following|schrieb|geschrieben|hat .{1,80}? geschrieben|a écrit|écrit|escribi[óo]|escribe|ha scritto|scrive|"
    r"escreveu|schreef|skrev|kirjoitti|napisał\(?a?\)?|pisze|napsal\(?a?\)?|írta|a scris|написал\(?а?\)?|пишет|пише|написав|"
    r"yazdı|έγραψε|het volgende geschreven|写道|寫道|wrote the following"
)
WROTE = re.compile(rf"(?:\b|\s|\))(?:{VERBS})(?: [^:\n]{{0,60}})?\s*[:：]\s*$", re.IGNORECASE)
DATED = re.compile(
    r"^\W{0,4}(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс)\w*\.?,? )?"
    r"\d{1,4}[-./ ]\w{1,9}\.?[-./ ]\d{2,4}.{3,200}[<(\[]?\S+@\S+[>)\]]?.{0,40}:\s*$",
    re.IGNORECASE,
)
JAPANESE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日.{0,200}[:：]\s*$")
FENCE = re.compile(
    r"^\s*[-_=*]{2,}\s*(?:original(?: message| appointment)|forwarded message|reply message|ursprüngliche (?:nachricht|e-?mail)|originalnachricht|"
    r"weitergeleitete nachricht|message d.origine|message transféré|mensaje original|mensaje reenviado|messaggio originale|"
    r"messaggio inoltrato|mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|oprindelig meddelelse|"
    r"originalmeddelande|alkuperäinen viesti|oryginalna wiadomość|wiadomość oryginalna|původní zpráva|исходное сообщение|"
    r"пересылаемое сообщение|original ileti|原始邮件|原始郵件|元のメッセージ)\s*[-_=*]*\s*$",
    re.IGNORECASE,
)
FROM = r"from|von|de|da|van|från|fra|lähettäjä|od|от|от кого|kimden|发件人|寄件者|差出人|보낸 사람"
REST = (
    r"sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|à|objet|enviado(?: el)?|fecha|para|asunto|inviato|data|a|oggetto|"
    r"enviada(?: em)?|assunto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|wysłano|do|temat|"
    r"odesláno|komu|předmět|отправлено|дата|кому|тема|gönderilen|kime|konu|发送时间|收件人|主题|日付|宛先|件名"
)
FIELD = re.compile(rf"^[\s>*]*(?:{FROM}|{REST})\s*\*?\s*[:：]\*?(?:\s|$)", re.IGNORECASE)
RULE = re.compile(r"^\s*[-_]{10,}\s*$")


def fresh(text: str) -> str:
    """The words that are new in a mail."""
    lines = text.split("\n")[:MOST]
    above = _without_tail(lines)
    kept = _without_marked(above)
    return "\n".join(kept).strip("\n") if any(line.strip() for line in kept) else text.strip("\n")


def quotes(text: str) -> bool:
    """Whether something in it is quoted."""
    return fresh(text) != text.strip("\n")


def _without_tail(lines: Sequence[str]) -> list[str]:
    """Up to where an unmarked quote begins: nobody writes below such a one, and nobody could tell where."""
    for at, line in enumerate(lines):
        if FENCE.match(line) or _fields(lines, at) >= 3 or (RULE.match(line) and _fields(lines, at + 1) >= 2):
            return _cut(lines, at)
        end = _head(lines, at)
        if end and not _marked_below(lines, end):
            return _cut(lines, at)
    return list(lines)


def _cut(lines: Sequence[str], at: int) -> list[str]:
    own = any(line.strip() and not QUOTED.match(line) for line in lines[:at])
    return list(lines[:at]) if own else list(lines)


def _fields(lines: Sequence[str], at: int) -> int:
    """How many lines of a mail's head, as some programs put it above a quote, stand from here on."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    count = 0
    for line in lines[at : at + 8]:
        if FIELD.match(line) and not QUOTED.match(line):
            count += 1
        elif not line.strip() or not count:
            break
    return count


def _head(lines: Sequence[str], at: int) -> int:
    """Where the line above a quote ends ("On Monday, Jo wrote:"), if one begins here; else 0."""
    if not lines[at].strip() or QUOTED.match(lines[at]) or not _begins(lines[at]):
        return 0
    joined = ""
    for end in range(at, min(at + HEAD, len(lines))):
        if not lines[end].strip() or QUOTED.match(lines[end]):
            return 0
        joined = f"{joined} {lines[end].strip()}".strip()
        if len(joined) > LONGEST:
            return 0
        if joined.endswith((":", "：")):
            told = WROTE.search(joined) and (re.search(r"\d", joined) or "@" in joined)
            return end + 1 if told or DATED.match(joined) or JAPANESE.match(joined) else 0
    return 0


def _begins(line: str) -> bool:
    """Whether a line can be the first above a quote; such lines name a day, or somebody."""
    return bool(re.search(r"\d|@", line)) and len(line) <= LONGEST


def _marked_below(lines: Sequence[str], at: int) -> bool:
    """Whether the quote below is marked line by line."""
    following = (line for line in lines[at : at + 10] if line.strip())
    return bool(QUOTED.match(next(following, "")))


def _without_marked(lines: Sequence[str]) -> list[str]:
    """Without quoted lines at the end, or at the beginning when all own words stand below them."""
    own = [at for at, line in enumerate(lines) if line.strip() and not QUOTED.match(line) and not _is_head(lines, at)]
    quoted = [at for at, line in enumerate(lines) if QUOTED.match(line)]
    if not quoted or not own:
        return list(lines)
    if quoted[0] > own[-1]:  # the usual: the quote stands below
        return list(lines[: own[-1] + 1])
    if quoted[-1] < own[0]:  # the words stand below the quote
        return list(lines[own[0] :])
    return _between(lines, own)


def _between(lines: Sequence[str], own: Sequence[int]) -> list[str]:
    """Own words between quoted lines: all stays up to the last of them."""
    return list(lines[: own[-1] + 1])


def _is_head(lines: Sequence[str], at: int) -> bool:
    """Whether a line belongs to what stands above a quote."""
    return any(
        end > at and _marked_below(lines, end)
        for start in range(max(0, at - HEAD + 1), at + 1)
        for end in (_head(lines, start),)
    )
