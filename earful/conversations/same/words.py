"""A message as its bare words, and the few numbers by which texts that are nearly the same are found. Pure.

What people change when they pass words on is taken away: who said it first, accents, capitals, punctuation, emoji,
links and the marks of hashtags. Each three words that follow each other are hashed; the eight smallest hashes are kept:
two texts that share much share some of them (Broder's bottom-k sketch), also when one of them was cut short.
"""

import re
import unicodedata
from dataclasses import dataclass
from zlib import crc32

KEYS = 8
LONGEST = 4_000  # characters that are looked at
MOST = 400  # words likewise
LEAST, LEAST_LETTERS = 6, 24  # what is shorter says nothing of its own: "thanks!", "same here"
LEAST_SIGNS = 12  # of writings without spaces
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
PASSED_ON = re.compile(r"\W*(?:(?:rt|mt|via|repost(?:ed)?|fwd?|wg|tr)\s*(?::\s*|@[\w.@-]+\s*:?\s*)|@[\w.@-]+\s*:?\s*)+")
NAMED = re.compile(r"(?<!\w)@[\w@-]+(?:\.[\w@-]+)*")
CREDIT = re.compile(r"\b(?:via|por|von|par|door|h/t)\s+@[\w.@-]+\s*$")
CUT = re.compile(r"(?:…|\.\.\.)\W*$")
JOINED = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")  # "don't" and "dont" are one word
GROUPED = re.compile(r"(?<=\d)[.,\u00a0\u202f' ](?=\d{3}(?!\d))")
WORD = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")  # fmt: skip
DENSE = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
PRIME = (1 << 31) - 1
FIRST, SECOND, THIRD = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D  # odd, so that the order of the words counts


@dataclass(frozen=True, slots=True)
class Bare:
    """The words of a message. `cut`: it breaks off; `enough`: it says something that two people do not say by chance."""

    words: tuple[str, ...]
    keys: tuple[int, ...]
    numbers: frozenset[str]
    cut: bool
    enough: bool


def bare(text: str) -> Bare:
    """What remains of a message."""
    text = plain(text[:LONGEST])
    text = ADDRESS.sub(" ", text) if "://" in text or "www." in text else text
    if "@" in text or ":" in text:
        text = _by_others(text)
    cut = CUT.search(text[-12:]) is not None
    words = tuple(WORD.findall(GROUPED.sub("", JOINED.sub("", text)))[:MOST])
    letters = sum(map(len, words))
    signs = len(DENSE.findall(text)) if letters < 2 * len(words) else 0
    enough = signs >= LEAST_SIGNS or (len(words) >= LEAST and letters >= LEAST_LETTERS and len(set(words)) >= LEAST - 1)
    numbers = frozenset(word for word in words if not word.isalpha())
    return Bare(words, keys(words) if enough else (), numbers, cut, enough)


def plain(text: str) -> str:
    """Small letters without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFKD", text)))
    return text.casefold()


def _by_others(text: str) -> str:
    """Without who said it first, and whom it is told."""
    passed = PASSED_ON.match(text)
    text = text[passed.end() :] if passed else text
    return NAMED.sub(" ", CREDIT.sub(" ", text)) if "@" in text else text


def keys(words: tuple[str, ...]) -> tuple[int, ...]:
    """The smallest hashes of three words in a row, in order; numbers without a sign, of 31 bits."""
    hashed = [crc32(word.encode("utf-8", "replace")) for word in words]
    rows = zip(hashed, hashed[1:], hashed[2:], strict=False)
    return tuple(sorted({(a * FIRST + b * SECOND + c * THIRD) % PRIME for a, b, c in rows})[:KEYS])
