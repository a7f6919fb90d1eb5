"""A text prepared for judging: its words folded, its signs counted. Pure; looks at a bounded part of any text."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

PREFIX = 5_000  # characters; what a message wants stands near its beginning
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w.@-])@\w[\w@.-]*")
HASHTAG = re.compile(r"(?<![\w&#])#\w+")
PIECE = re.compile(r"(?P<word>[^\W_]+)|(?P<stop>[.!?…。！？;:,\n]+)")
REPEATED = re.compile(r"(.)\1{2,}")
QUESTION = "?？؟⁇՞"
CROSS = "😡🤬😠😤👎💩😒🙄😞😭😢😩😫🤦😾💔"
GLAD = "❤💕💖😍🥰😘👍👏🙌😊😀😁😃😄🙏🎉💯🤩💙💚💛🧡💜🔥⭐"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands, as it is compared, and the part of a sentence in which it stands."""

    shown: str
    folded: str
    part: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the eye sees at once. `leading`: the handles with which it begins; handles are lower-case, without @."""

    words: tuple[Word, ...] = ()
    bare: str = ""  # without links and handles
    questions: int = 0
    links: int = 0
    hashtags: int = 0
    handles: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    cross: str = ""
    glad: str = ""
    shouted: bool = False
    folded: tuple[str, ...] = field(default=())


def read(text: str) -> Reading:
    """Prepare a text."""
    text = unicodedata.normalize("NFC", text[:PREFIX])
    without_links = LINK.sub(" ", text)
    handles = tuple(_plain(found) for found in HANDLE.findall(without_links))
    bare = HANDLE.sub(" ", without_links)
    words = _words(bare)
    signs = set(text)
    return Reading(
        words=words,
        bare=bare,
        questions=sum(bare.count(sign) for sign in QUESTION),
        links=len(LINK.findall(text)),
        hashtags=len(HASHTAG.findall(bare)),
        handles=handles,
        leading=_leading(without_links),
        cross="".join(sign for sign in CROSS if sign in signs),
        glad="".join(sign for sign in GLAD if sign in signs),
        shouted=_shouted(words),
        folded=tuple(word.folded for word in words),
    )


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """How words are compared: case, accents and drawn-out letters do not matter ("Hilfeeee" is "hilfe")."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    word = word.casefold()
    return REPEATED.sub(r"\1", word) if len(word) > 3 else word


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a phrase or a name, as they are compared."""
    return tuple(fold(found) for found in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)))


def _words(text: str) -> tuple[Word, ...]:
    words: list[Word] = []
    part = 0
    for piece in PIECE.finditer(text):
        if shown := piece["word"]:
            words.append(Word(shown, fold(shown), part))
        else:
            part += 1
    return tuple(words)


def _plain(handle: str) -> str:
    return handle.lstrip("@").rstrip(".-").lower()


def _leading(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for piece in text.split(maxsplit=50):
        if not HANDLE.match(piece):
            break
        found.append(_plain(piece.rstrip(",:;!")))
    return tuple(found)


def _shouted(words: tuple[Word, ...]) -> bool:
    letters = [c for word in words for c in word.shown if c.isalpha()]
    loud = sum(1 for c in letters if c.isupper())
    return len(letters) >= 12 and len(words) >= 3 and loud >= 0.7 * len(letters)
