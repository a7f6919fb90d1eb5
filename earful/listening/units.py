"""What a text is made of, for listening: words without accents, single signs where nobody writes spaces, emoji, tags.

A unit never reaches over a space, so a text is read piece by piece between its spaces, and each piece can be kept.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々〆"
_DRESSED = r"\p{ExtPict}[\uFE0E\uFE0F\U0001F3FB-\U0001F3FF]*"
UNIT = regex.compile(
    rf"[{UNSPACED}]|[\w--[_{UNSPACED}]]+|\p{{RI}}\p{{RI}}|(?![©®]){_DRESSED}(?:\u200D{_DRESSED})*", regex.V1
)
TAG = regex.compile(rf"(?<![\w--[{UNSPACED}]]|[&/])#(\w+)", regex.V1)
LINK = regex.compile(
    rf"(?:(?<!\w)|(?<=[{UNSPACED}]))https?://([^\s/?#{UNSPACED}]*)[^\s{UNSPACED}]*", regex.V1 | regex.I
)
SIGN = re.compile("[ぁ-ゖァ-ヺー々一-\u9fff가-힣]")
SIGNS_ONLY = re.compile("[ぁ-ゖァ-ヺー々一-\u9fff가-힣、。「」・！？]+")
ASCII = re.compile(r"[A-Za-z0-9]+")
HOST_END = re.compile(r"[/?#\s]")
SIGNS: dict[int, str | None] = dict.fromkeys(map(ord, "™℠"), " ") | dict.fromkeys(
    map(ord, "\u00ad\u2060\ufeff")
)  # no letters, whatever NFKC says
LETTERS: dict[int, str] = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
)
MARKS = regex.compile(
    r"[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0640\u064B-\u065F\u0670"
    r"\u200C\u200D\uFE0E\uFE0F\U0001F3FB-\U0001F3FF]"
)
ROUGH_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200c\u200d\u2060\ufe0e\ufe0f\ufeff]+"
)
RARE = re.compile("[" + "".join(map(chr, LETTERS)) + "]")
SIGNED = re.compile(  # any script without spaces may be in it
    "[\u0e00-\u1fff\u2e80-\ufdff\ufe10-\uffff\U00016fe0-\U0001b2ff\U0001f200-\U0001f2ff\U00020000-\U0003ffff]"
)
LONG = 60  # a piece longer than this is seldom seen twice


class Unit(NamedTuple):
    """`folded`: as it is compared; `exact`: as it was written; `tag`, `tagged`: the whole hashtag that begins here."""

    folded: str
    exact: str
    tag: str = ""
    tagged: str = ""


@lru_cache(50_000)
def folded(written: str) -> str:
    """Without case, accents, and the colour of a skin. Voicing marks of Japanese are letters, and stay."""
    if written.isascii():
        return written.lower()
    for _ in range(2):  # what one turn composes the next can still take apart
        bare = MARKS.sub("", unicodedata.normalize("NFKD", written.casefold()))
        written = unicodedata.normalize("NFKC", bare).casefold().translate(LETTERS)
    return written


def rough(text: str) -> str:
    """A whole text nearly as its words are folded, sooner done: any word of it, made rough, stands somewhere in it."""
    if text.isascii():
        return text.lower()
    if "™" in text or "℠" in text:
        text = text.translate(SIGNS)
    text = ROUGH_MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return text.translate(LETTERS) if RARE.search(text) else text


def units(text: str) -> list[Unit]:
    """A whole text."""
    return [unit for piece in text.split() for unit in of_piece(piece)]


def of_piece(piece: str) -> tuple[Unit, ...]:
    """What stands between two spaces. Addresses of pages are no words."""
    return _kept(piece) if len(piece) <= LONG else tuple(_units(piece))


@lru_cache(50_000)
def _kept(piece: str) -> tuple[Unit, ...]:
    return tuple(_units(piece))


def _units(piece: str) -> Iterator[Unit]:
    if piece.isascii() and "#" not in piece and "://" not in piece:
        return (Unit(word.lower(), word) for word in ASCII.findall(piece))
    if SIGNS_ONLY.fullmatch(piece):
        return map(_sign, SIGN.findall(piece))
    text = plain(piece)
    return _tagged(LINK.sub(" ", text) if "://" in text else text)


def _tagged(text: str) -> Iterator[Unit]:
    tags = [(found.start(1), found.end(1), found[1].replace("_", "")) for found in TAG.finditer(text)]
    for found in UNIT.finditer(text):
        if not (word := folded(found[0])):
            continue
        while tags and tags[0][1] <= found.start():
            tags.pop(0)
        tagged = tags.pop(0)[2] if tags and tags[0][0] <= found.start() else ""
        yield Unit(word, found[0], folded(tagged), tagged)


@lru_cache(20_000)
def _sign(sign: str) -> Unit:
    return Unit(sign, sign)


def plain(text: str) -> str:
    """Wide, narrow and ornate letters as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text.translate(SIGNS))


def hosts(text: str) -> list[str]:
    """Where the links in a text lead."""
    if "://" not in text:
        return []
    if text.isascii() and text.startswith(("https://", "http://")) and len(text.split(None, 1)) == 1:
        found = [HOST_END.split(text.partition("://")[2], maxsplit=1)[0]]
    else:
        found = [link[1] for link in LINK.finditer(plain(text))]
    return [host for place in found if (host := host_of(place))]


def host_of(place: str) -> str:
    """Of what stands between "//" and the next "/": without a name, a port, and www."""
    host = place.rpartition("@")[2].partition(":")[0].lower().rstrip(".,;!)'\"")
    return host.removeprefix("www.")


def unspaced(word: str) -> bool:
    """Whether it is of a script that is written without spaces."""
    return bool(regex.match(rf"[{UNSPACED}]", word))
