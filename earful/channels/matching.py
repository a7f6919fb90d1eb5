"""Which posts concern the brand: those that hold one of its words. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from earful.channels.contract import Refused
from earful.kit.words import gettext_noop as _

MOST_WORDS, LONGEST_WORD = 200, 100
MANY_WORDS = _("Words: these are more than are looked for, or one is longer than 100 characters. Enter fewer.")
WORTHLESS = _("Words: each needs two letters or more.")


def listed(given: str) -> tuple[str, ...]:
    """What somebody entered, one word or phrase a line or between commas, each once."""
    found = (" ".join(part.split()).strip('"') for part in re.split(r"[,;\n]", given))
    return tuple(dict.fromkeys(word for word in found if word))


def entered(given: str, most: int = MOST_WORDS) -> tuple[str, ...]:
    """What somebody entered, if it can be looked for. Raises Refused."""
    words = listed(given)
    if len(words) > most or any(len(word) > LONGEST_WORD for word in words):
        raise Refused(MANY_WORDS)
    if any(len(folded(word.rstrip("*"))) < 2 for word in words):
        raise Refused(WORTHLESS)
    return words


def folded(text: str) -> str:
    """Without case and accents, and every space a plain one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def concerns(text: str, words: Sequence[str]) -> bool:
    """Whether a text holds one of the words; no words: everything concerns us. `north*` finds what begins so."""
    return not words or bool(_pattern(tuple(words)).search(folded(text)))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_one(word) for word in words) or r"(?!)")


def _one(word: str) -> str:
    """Whole words where it begins and ends with letters; scripts that set no spaces are found anywhere."""
    bare = folded(word.rstrip("*"))
    if not bare:
        return r"(?!)"
    spaced = bare.isascii() or not any("\u2e80" <= sign <= "\U0003ffff" for sign in bare)
    start = r"(?<!\w)" if spaced and (bare[0].isalnum()) else ""
    end = r"(?!\w)" if spaced and bare[-1].isalnum() and not word.endswith("*") else ""
    return f"{start}{re.escape(bare)}{end}"
