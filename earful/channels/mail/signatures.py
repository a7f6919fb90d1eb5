"""What somebody says in a mail, without what their program or their firm puts below it. Pure.

It must never cost a word of the matter: what goes is what stands below a line that is made for that, or a greeting with
nothing below but a name and ways to reach somebody. A number that is no telephone number, or a question, keeps it all.
"""

import re
from collections.abc import Callable, Sequence

from earful.channels.mail import quotes

MOST = 30  # lines below the line that begins a signature
DELIMITER = re.compile(r"^\s*(?:--|—|__|–)\s*$")
RULE = re.compile(r"^\s*[-_*=~]{4,}\s*$")
DEVICE = re.compile(
    r"^[*\s]*(?:sent (?:from|via|with)|get outlook for|von (?:meinem|meiner) .{1,40} gesendet|gesendet (?:von|mit|über)|"
    r"diese nachricht wurde (?:von|mit)|envoyé (?:de|depuis|à partir)|télécharger outlook|obtenez outlook|enviado (?:desde|do|de|a partir)|"
    r"obtener outlook|inviato (?:da|dal|con)|scarica outlook|verzonden (?:vanaf|met|vanuit)|verstuurd vanaf|skickat från|"
    r"sendt fra|lähetetty|wysłane z|odesláno z|отправлено (?:с|из)|gönderildi|iphoneから送信|从我的.{0,20}发送|发自我的)\b.{0,60}$",
    re.IGNORECASE,
)
PROSE = re.compile(r"[,;?!]|\b(?:is|was|ist|war|est|es|are|but|aber|mais|pero|because|weil)\b", re.IGNORECASE)
GREETING = re.compile(
    r"^\s*(?:(?:many |kind |best |warm |with )*(?:regards|wishes)|thanks(?: a lot| again| so much| and regards)?|many thanks|thank you(?: very much)?|"
    r"cheers|sincerely(?: yours)?|yours(?: sincerely| faithfully| truly)?|best|all the best|rgds|"
    r"(?:mit )?(?:freundlichen?|besten?|vielen?|lieben?|schöne[nr]?|herzlichen?|viele|liebe|beste)\s+(?:grüße?n?|gruss|grüsse|dank)|"
    r"mfg|vg|lg|gruß|danke|vielen dank|cordialement|bien (?:à vous|cordialement)|sincères salutations|merci(?: d.avance)?|"
    r"(?:un )?saludos?(?: cordiales?)?|atentamente|gracias|(?:cordiali|distinti) saluti|saluti|grazie|atenciosamente|cumprimentos|"
    r"obrigad[oa]|met vriendelijke groet(?:en)?|groet(?:en|jes)?|bedankt|med vänlig hälsning|mvh|med venlig hilsen|"
    r"ystävällisin terveisin|pozdrawiam|z poważaniem|s pozdravem|с уважением|спасибо|saygılarımla|teşekkürler)\s*[,.!]*\s*$",
    re.IGNORECASE,
)
REACH = re.compile(
    r"@|\bwww\.|https?://|\b(?:tel|phone|fax|mob|mobil|mobile|cell|skype|fon|telefon|t|f|m|p)\b\s*[.:]", re.IGNORECASE
)
TELEPHONE = re.compile(r"(?:\+|\(?0|\(\d{2,4}\))[\d\s()./-]{6,}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b")
SHORT, FEW = 70, 8  # letters, words


def own_words(text: str) -> str:
    """What somebody says, without what they quote and without what stands below it; a footer may stand below the quote, too."""
    return bare(quotes.fresh(_cut(text, (_list_footer, _delimited))))


def bare(text: str) -> str:
    """The words without what stands below them. What would leave nothing stays."""
    return _cut(text, (_list_footer, _delimited, _device, _ruled, _greeting, _card, _dashed))


def _cut(text: str, ways: Sequence[Callable[[list[str]], list[str]]]) -> str:
    lines = text.rstrip().split("\n")
    for cut in ways:
        shorter = cut(lines)
        if any(line.strip() for line in shorter):
            lines = shorter
            while lines and not lines[-1].strip():
                lines = lines[:-1]
    return "\n".join(lines).strip("\n")


def _delimited(lines: list[str]) -> list[str]:
    """Below the line that is made for it: two dashes."""
    for at in range(len(lines) - 1, max(-1, len(lines) - MOST - 2), -1):
        if DELIMITER.match(lines[at]) and not any(line.lstrip().startswith(">") for line in lines[at:]):
            return lines[:at]
    return lines


def _list_footer(lines: list[str]) -> list[str]:
    """What a mailing list adds below a line of underscores."""
    for at in range(max(0, len(lines) - 8), len(lines)):
        below = " ".join(lines[at + 1 :])
        if re.match(r"^_{20,}$", lines[at].strip()) and re.search(
            r"https?://\S*(?:list|mailman)|unsubscribe", below, re.IGNORECASE
        ):
            return lines[:at]
    return lines


def _device(lines: list[str]) -> list[str]:
    """Below the words: "Sent from my telephone", as its program writes it."""
    last = lines[-1] if lines else ""
    return lines[:-1] if DEVICE.match(last) and not PROSE.search(last) else lines


def _ruled(lines: list[str]) -> list[str]:
    """Below a line across the mail, if there is nothing but a name and ways to reach somebody."""
    for at in range(len(lines) - 2, max(0, len(lines) - MOST), -1):
        if RULE.match(lines[at]):
            return lines[:at] if _is_card(lines[at + 1 :], reach=True) else lines
    return lines


def _greeting(lines: list[str]) -> list[str]:
    """From "Best regards" on, if only a name and ways to reach somebody follow."""
    for at in range(max(1, len(lines) - MOST), len(lines)):
        if (
            GREETING.match(lines[at])
            and any(line.strip() for line in lines[:at])
            and _is_card(lines[at + 1 :], reach=False)
        ):
            return lines[:at]
    return lines


def _card(lines: list[str]) -> list[str]:
    """A last paragraph of a name and ways to reach somebody."""
    at = len(lines)
    while at > 0 and lines[at - 1].strip():
        at -= 1
    return lines[:at] if at > 0 and len(lines) - at >= 3 and _is_card(lines[at:], reach=True) else lines


def _dashed(lines: list[str]) -> list[str]:
    """A name behind a dash, on a last line of its own."""
    alone = len(lines) > 2 and not lines[-2].strip()
    return (
        lines[:-1]
        if alone and re.fullmatch(r"\s*[-–—]\s?\w+(?: \w+){0,3}", lines[-1]) and lines[-1].istitle()
        else lines
    )


def _is_card(lines: Sequence[str], *, reach: bool) -> bool:
    said = [line.strip() for line in lines if line.strip()]
    if len(said) > MOST // 2 or (
        reach and sum(bool(REACH.search(line) or TELEPHONE.search(line)) for line in said) < 2
    ):
        return False
    return all(_is_of_card(line) for line in said)


def _is_of_card(line: str) -> bool:
    """A name, a firm, or a way to reach somebody: short, no question, no number that could be an order's."""
    if REACH.search(line):
        return len(line) <= 2 * SHORT and "?" not in re.sub(r"https?://\S+", "", line)
    if len(line) > SHORT or "?" in line or len(line.split()) > FEW:
        return False
    return bool(TELEPHONE.search(line)) or not re.search(r"\d", line)
