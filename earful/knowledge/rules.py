"""What is like what, and what comes first. Pure: words and numbers in, words and numbers out."""

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from math import log

BITS = 384
PART = 700  # characters of a passage, about
CONFIGS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip
STEEP = 10  # of reciprocal rank fusion (Cormack et al. 2009); small, because only the first few are shown
ALIKE = 0.6  # shared words, from which on two answers are nearly the same
NEAR = 90  # bits of 384 that may differ between two that say the same in other words: a quarter of a bank's pairs of one matter, 2 of 100 others
LESS_ALIKE = 0.35
SPELT = 0.4  # shared pieces of a word, from which on it may be a slip for another


def config(language: str) -> str:
    """How PostgreSQL reads a language's words."""
    return CONFIGS.get(language, "simple")


def bits(meaning: bytes, usual: Sequence[float]) -> str:
    """A meaning as it is kept (numbers in half precision) in short; "" for what is none."""
    if len(meaning) != 2 * BITS or len(usual) != BITS:
        return ""
    return "".join(
        "1" if own > common else "0" for own, common in zip(struct.unpack(f"<{BITS}e", meaning), usual, strict=True)
    )


def apart(text: str) -> str:
    """A text in which names and web addresses fall into their words: @NorthwindRail, example.org/lost-luggage."""
    return re.sub(r"https?://\S+|[@#][\w.-]+", lambda found: re.sub(r"[\W_]+|(?<=[a-z])(?=[A-Z])", " ", found[0]), text)


def rarity(passages: int, of: int) -> float:
    """How much it says that a word stands somewhere (Robertson and Spärck Jones)."""
    passages = min(passages, of)
    return log(1 + (of - passages + 0.5) / (passages + 0.5))


def fused(lists: Iterable[tuple[float, Sequence[int]]]) -> list[int]:
    """Several orders as one, the best first. Each comes with its weight."""
    given: dict[int, float] = {}
    for weight, order in lists:
        for place, pk in enumerate(order):
            given[pk] = given.get(pk, 0.0) + weight / (STEEP + place)
    return sorted(given, key=lambda pk: (-given[pk], pk))


def parts(body: str) -> list[str]:
    """A text in passages: whole paragraphs, as many as are about one passage long."""
    found: list[str] = []
    for paragraph in filter(None, (each.strip() for each in re.split(r"\n\s*\n", body))):
        for piece in _cut(paragraph):
            if found and len(found[-1]) + len(piece) < PART:
                found[-1] += "\n\n" + piece
            else:
                found.append(piece)
    return found


def _cut(paragraph: str) -> list[str]:
    pieces = []
    while len(paragraph) > 2 * PART:
        at = max(paragraph.rfind(". ", 0, PART) + 1, paragraph.rfind(" ", 0, PART), 1)
        at = at if at > 1 else PART
        pieces.append(paragraph[:at].strip())
        paragraph = paragraph[at:].strip()
    return [*filter(None, [*pieces, paragraph])]


def said(text: str) -> frozenset[str]:
    """The words of an answer but for whom it is to and who signed it."""
    plain = re.sub(r"@[\w.@-]+|https?://\S+|[\^–—-]\s?\w{1,3}\s*$", " ", text.casefold())
    return frozenset(re.findall(r"[^\W\d_]{3,}", plain))


def same(one: frozenset[str], other: frozenset[str], apart: int = BITS) -> bool:
    """Whether two answers say nearly the same. `apart`: in how many bits their meanings differ."""
    if min(len(one), len(other)) < 4:
        return False
    shared = len(one & other) / len(one | other)
    return shared >= ALIKE or (shared >= LESS_ALIKE and apart <= NEAR)


def _pieces(word: str) -> frozenset[str]:
    framed = f"  {word} "
    return frozenset(framed[at : at + 3] for at in range(len(framed) - 2))


def meant(word: str, known: Mapping[str, frozenset[str]]) -> str:
    """The known word that a slip stands for; "" for none. `known`: words with their pieces, see `spelling`."""
    own, best, found = _pieces(word), SPELT, ""
    if len(word) < 4:
        return ""
    for other, its in known.items():
        if abs(len(other) - len(word)) > 2:
            continue
        swapped = sorted(other) == sorted(word)
        alike = max(len(own & its) / len(own | its), 0.5 if swapped else 0.0)
        if alike > best or (alike == best and found and other < found):
            best, found = alike, other
    return found


def spelling(words: Iterable[str]) -> dict[str, frozenset[str]]:
    """Words with the pieces of three letters that are in them."""
    return {word: _pieces(word) for word in words if len(word) >= 3}


def slug(title: str) -> str:
    """An address from a title; "" where nothing of it can stand in one."""
    return re.sub(r"[\W_]+", "-", title.lower(), flags=re.UNICODE).strip("-")[:60].strip("-")
