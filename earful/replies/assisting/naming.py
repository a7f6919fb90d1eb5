"""Names of people, as a thread tells them: who wrote in it, how they call themselves, how they sign. Pure."""

import re
from collections.abc import Iterable, Iterator

from earful.replies.guard.signs import LANGUAGES, common, folded

NAME = r"[A-ZÀ-ÝĀ-Ž][\w'’-]+(?: (?:(?:van|von|de|der|den|da|dos|del|di|la|le) )*[A-ZÀ-ÝĀ-Ž][\w'’-]+){0,2}"
CALLED = re.compile(
    r"(?<!\w)(?i:my name is|my name['’]s|i am|i['’]m|this is|ich hei(?:ß|ss)e|mein name ist|ich bin|je m['’]appelle|je suis|"
    r"me llamo|mi nombre es|soy|meu nome é|chamo-me|me chamo|mi chiamo|mijn naam is|ik heet|ik ben|mr\.?|mrs\.?|ms\.?|"
    r"dr\.?|herrn?|frau|mme\.?|madame|monsieur|sra?\.|señora?|senhora?|mevrouw|meneer|dhr\.?|mw\.?|hi|hello|hey|dear|hallo|"
    r"lieber?|bonjour|hola|olá|beste|ciao|regards,?|wishes,?|cheers,?|gr(?:ü|ue)(?:ß|ss)en?,?|gru(?:ß|ss),?|cordialement,?|"
    rf"saludos,?|groet(?:en|jes)?,?|thanks,?|merci,?|danke,?|gracias,?|obrigad[oa],?)\s+({NAME})"
)
SIGNED = re.compile(rf"\n[-–—~^ ]*({NAME})\s*\Z")
SHORTEST = 3  # letters of a part of a name, where few letters make common words


def called(texts: Iterable[str]) -> Iterator[str]:
    """Names by which people introduce, greet and sign; never words that everybody uses."""
    for text in texts:
        for found in (*CALLED.finditer(text), *SIGNED.finditer(text)):
            known = [word for word in found[1].split() if not usual(word)]
            if known:
                yield " ".join(known)


def usual(word: str) -> bool:
    """Whether a word is one that everybody uses."""
    return any(folded(word) in common(language) for language in LANGUAGES)


def patterns(names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """What finds these names whole and in parts: in whatever case, but those that are also common words as they are."""
    whole = {name.strip().lstrip("@") for name in names}
    parts = {part for name in whole for part in re.findall(r"[^\W\d_]+", name)}
    wanted = {name for name in (whole | parts) if len(name) >= SHORTEST or _telling(name)}
    loose = sorted((name for name in wanted if not usual(name)), key=len, reverse=True)
    exact = sorted((name for name in wanted if usual(name)), key=len, reverse=True)
    found = [(loose, re.IGNORECASE), (exact, re.NOFLAG)]
    return tuple(re.compile("|".join(map(_bounded, some)), flags) for some, flags in found if some)


def _telling(name: str) -> bool:
    """Whether so short a name is one nevertheless: in letters of which each is a word, or two that are capitals."""
    return any(ord(letter) > 0x2E80 for letter in name) or (len(name) == 2 and name.istitle())


def _bounded(name: str) -> str:
    known = re.escape(name)
    return known if any(ord(letter) > 0x2E80 for letter in name) else rf"(?<!\w){known}(?!\w)"
