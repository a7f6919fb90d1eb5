"""What the encoder reads: a text and what stands before it, as numbers of word pieces, each with its place in the text.

The brand's own names, other people's handles and links each become one piece of their own, so that what is learned of one
brand holds for every other. An emoji is read by its name, which the encoder's vocabulary knows.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from earful.triage.pieces import Pieces
from earful.triage.rules import Subject

BEGINS, ENDS = "<s>", "</s>"
UNUSED = "<unused{}>"  # places the vocabulary leaves free
SINGLE = {"brand": 1, "handle": 2, "link": 3}
US, AUTHOR, ANOTHER = 4, 5, 6  # who spoke an earlier turn
CAME = {"mention": 7, "reply": 8, "quote": 9, "message": 10, "context": 11}
PIECES = 96  # of a text: its beginning and its end
ENDING = 32
EARLIER_PIECES = 24  # of an earlier turn
TURNS = 2
LONGEST = PIECES + TURNS * (EARLIER_PIECES + 1) + 4  # pieces of an item with all that is read before it
MOST_CHARACTERS = 3000  # of a text, half from its beginning and half from its end
MOST_EARLIER = 300
MOST_WORD = 40  # characters of a word without a break; longer ones say nothing
SHORTEST_NAME = 3

_LINK = r"https?://\S+|www\.\S+"
_HANDLE = r"(?<![\w@])@[\w.\-]+(?:@[\w.\-]+)?"
_SERVER = r"(?:@[\w\-]+(?:\.[\w\-]+)+)?"  # of a handle such as @desk@social.example, which is one name
_PICTOGRAM = "[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_LONG = rf"\S{{{MOST_WORD + 1},}}"


@dataclass(frozen=True, slots=True)
class Worded:
    """One text as the encoder takes it. `places`: for each piece where it stands in the text, (-1, -1) if it does not."""

    pieces: tuple[int, ...]
    parts: tuple[int, ...]  # 0 what stands before it, 1 the text
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The way from words to pieces."""

    words: Pieces
    begins: int
    ends: int
    unused: tuple[int, ...]  # by number, from one

    @property
    def spoken(self) -> frozenset[int]:
        """The pieces that begin an earlier turn."""
        return frozenset({self.unused[US], self.unused[AUTHOR], self.unused[ANOTHER]})

    def of(self, subject: Subject) -> Worded:
        """A text with how it came and the latest turns above it."""
        names = _names(tuple(subject.names))
        before = [self.begins, self.unused[CAME.get(subject.why, CAME["mention"])]]
        for turn in subject.earlier[-TURNS:]:
            said, _ = self._pieces(turn.text[:MOST_EARLIER], names)
            speaker = US if turn.ours else AUTHOR if turn.same_author else ANOTHER
            before += [self.unused[speaker], *said[:EARLIER_PIECES]]
        before.append(self.ends)
        pieces, places = self._pieces(subject.text, names)
        if len(pieces) > PIECES:
            pieces = pieces[: PIECES - ENDING] + pieces[-ENDING:]
            places = places[: PIECES - ENDING] + places[-ENDING:]
        return Worded(
            pieces=(*before, *pieces, self.ends),
            parts=(0,) * len(before) + (1,) * (len(pieces) + 1),
            places=((-1, -1),) * len(before) + tuple(places) + ((-1, -1),),
        )

    def _pieces(self, text: str, names: re.Pattern[str]) -> tuple[list[int], list[tuple[int, int]]]:
        half = MOST_CHARACTERS // 2
        ways = [(0, half), (len(text) - half, len(text))] if len(text) > MOST_CHARACTERS else [(0, len(text))]
        pieces: list[int] = []
        places: list[tuple[int, int]] = []
        for at, end in ways:
            for found in names.finditer(text, at, end):
                self._plain(text, at, found.start(), pieces, places)
                start, at = found.span()  # noqa: PLW2901 -- where the plain words go on
                named = self._named(found)
                pieces += named
                places += [(start, at)] * len(named)
            self._plain(text, at, end, pieces, places)
        return pieces, places

    def _named(self, found: re.Match[str]) -> list[int]:
        if found.lastgroup == "picture":
            name = unicodedata.name(found.group(), "").lower()
            return self.words.of(name)[0]
        single = SINGLE.get(found.lastgroup or "")  # a word without end is nothing
        return [] if single is None else [self.unused[single]]

    def _plain(self, text: str, start: int, end: int, pieces: list[int], places: list[tuple[int, int]]) -> None:
        plain = (
            text[start:end].encode("utf-8", "replace").decode()
        )  # half a letter becomes a question mark, as long as it was
        numbers, spans = self.words.of(plain)
        pieces += numbers
        places += [(start + begin, start + stop) for begin, stop in spans]


@lru_cache(maxsize=256)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    """What is read as one piece: the brand's names however they are joined, handles, links, pictures, endless words."""
    ours = {joined for name in names for joined in _joined(name)}
    brand = (
        rf"(?P<brand>[@#]?(?<!\w)(?:{'|'.join(sorted(ours, key=len, reverse=True))}){_SERVER}(?!\w))|" if ours else ""
    )
    rest = rf"(?P<link>{_LINK})|(?P<handle>{_HANDLE})|(?P<picture>{_PICTOGRAM})|(?P<long>{_LONG})"
    return re.compile(brand + rest, re.IGNORECASE)


def _joined(name: str) -> list[str]:
    """Patterns for a name or handle: "Nordlicht Energie" is also NordlichtEnergie and nordlicht_energie."""
    plain = name.lstrip("@").partition("@")[0]
    words = re.findall(r"[^\W_]+", plain)
    if sum(map(len, words)) < SHORTEST_NAME:
        return []
    found = [r"[\W_]{0,2}".join(map(re.escape, words))]
    first = plain.partition(".")[0]  # shop.example is called shop
    if "." in plain and len(first) > SHORTEST_NAME:
        found.append(re.escape(first))
    return found


def worded(file: Path) -> Wording:
    """The way from words to pieces by a vocabulary's file. Raises OSError, and KeyError where a mark is missing."""
    words = Pieces(file)
    unused = tuple(words.number(UNUSED.format(number)) for number in range(max(CAME.values())))
    return Wording(words, words.number(BEGINS), words.number(ENDS), (-1, *unused))
