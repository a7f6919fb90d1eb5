"""A query cut into pieces, each with the place where it began (counted from 1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import regex

from earful.kit.words import gettext_noop
from earful.listening.tree import SHORTEST_START, Field, Node, What, term
from earful.listening.units import units, unspaced

CLOSING = {'"': '"', "“": "”“", "„": "“”", "«": "»", "”": "”"}
PIECE = regex.compile(r'[^\s()"“”„«»]+')
NEAR = regex.compile(r"near/(.*)", regex.I)
FIELD = regex.compile(r"(\p{L}+):(.+)")
SITE = regex.compile(r"[\w-]+(?:\.[\w-]+)+")
MOST_BETWEEN, LONGEST = 50, 4000


class Unclear(ValueError):
    """What cannot be read, as a sentence with gaps for `figures`; `at` is the place, counted from 1."""

    def __init__(self, words: str, at: int, **figures: str | int) -> None:
        super().__init__(words)
        self.words, self.at, self.figures = words, at, figures


class Piece(Enum):
    """What a piece does."""

    PART = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    OPEN = auto()
    CLOSE = auto()
    END = auto()


ENDS = {Piece.OR, Piece.CLOSE, Piece.END}


@dataclass(frozen=True, slots=True)
class Part:
    """One piece; `node` is what a word, phrase or field means."""

    piece: Piece
    at: int
    node: Node | None = None
    within: int = 0


WORDS = {"AND": Piece.AND, "OR": Piece.OR, "NOT": Piece.NOT, "(": Piece.OPEN, ")": Piece.CLOSE}


def pieces(text: str) -> list[Part]:
    """All of them, and an end. Raises Unclear."""
    if len(text) > LONGEST:
        words = gettext_noop("It is longer than %(most)s characters. Make two queries of it.")
        raise Unclear(words, LONGEST + 1, most=LONGEST)
    return [*_pieces(text), Part(Piece.END, len(text) + 1)]


def _pieces(text: str) -> Iterator[Part]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
        elif text[place] in "()":
            yield Part(WORDS[text[place]], place + 1)
            place += 1
        elif text[place] == "-" and place + 1 < len(text) and not text[place + 1].isspace():
            yield Part(Piece.NOT, place + 1)
            place += 1
        else:
            part, place = _part(text, place)
            yield part


def _part(text: str, start: int) -> tuple[Part, int]:
    """A word, a phrase, a field, or what joins them; and where it ends."""
    place = start
    while place < len(text) and text[place] in "=#＃":
        place += 1
    marks = text[start:place]
    if place < len(text) and text[place] in CLOSING:
        end = min((at for quote in CLOSING[text[place]] if (at := text.find(quote, place + 1)) >= 0), default=-1)
        if end < 0:
            words = gettext_noop("The quotation mark here is never closed. Put another where the phrase ends.")
            raise Unclear(words, place + 1)
        return _term(text[place + 1 : end], marks, start), end + 1
    found = PIECE.match(text, place)
    word, end = (found[0], found.end()) if found else ("", place + 1)
    if not marks and word in WORDS:
        return Part(WORDS[word], start + 1), end
    if not marks and (near := NEAR.fullmatch(word)):
        return _near(near[1], start), end
    if not marks and (named := FIELD.fullmatch(word)) and not named[2].startswith("//"):
        return _field(named[1].lower(), named[2], start), end
    return _term(word, marks, start), end


def _near(number: str, start: int) -> Part:
    if not number.isascii() or not number.isdigit() or len(number) > 2 or int(number) > MOST_BETWEEN:
        words = gettext_noop("Write “near/” with a whole number up to %(most)s behind it, such as near/5.")
        raise Unclear(words, start + 1, most=MOST_BETWEEN)
    return Part(Piece.NEAR, start + 1, within=int(number))


def _term(written: str, marks: str, start: int) -> Part:
    begins = written.rstrip().endswith("*")
    written = written.rstrip().removesuffix("*")
    if "*" in written:
        words = gettext_noop("A star stands only at the end of a word, such as train*. Take out the others.")
        raise Unclear(words, start + 1)
    made = units(written)
    if not made:
        words = gettext_noop("There is no letter, digit or emoji in this. Take it out, or for links write site:example.com.")  # fmt: skip
        raise Unclear(words, start + 1)
    if begins and len(made[-1].folded) < SHORTEST_START and not unspaced(made[-1].folded):
        words = gettext_noop("Too many words begin so. Write at least %(least)s letters before the star.")
        raise Unclear(words, start + 1, least=SHORTEST_START)
    tag = "#" in marks or "＃" in marks
    return Part(Piece.PART, start + 1, term(written, exact="=" in marks, tag=tag, begins=begins))


def _field(name: str, value: str, start: int) -> Part:
    begins = name == What.AUTHOR and value.endswith("*")
    value = value.lower().removesuffix("*") if begins else value.lower()
    if name == What.AUTHOR and (value := value.lstrip("@")) and "*" not in value:
        return Part(Piece.PART, start + 1, Field(What.AUTHOR, value, begins))
    if name == What.SITE and SITE.fullmatch(value := value.removeprefix("www.")):
        return Part(Piece.PART, start + 1, Field(What.SITE, value))
    if name == What.LANG and value.isascii() and value.isalpha() and len(value) in {2, 3}:
        return Part(Piece.PART, start + 1, Field(What.LANG, value))
    if name == What.HAS and value == "link":
        return Part(Piece.PART, start + 1, Field(What.HAS, value))
    said = {
        What.AUTHOR: gettext_noop(
            "Behind “author:” stands a handle, such as author:ana or author:@ana@example.social."
        ),
        What.SITE: gettext_noop("Behind “site:” stands the name of a site, such as site:example.com."),
        What.LANG: gettext_noop("Behind “lang:” stands the short name of a language, such as lang:de."),
        What.HAS: gettext_noop("Only “has:link” can be asked for."),
    }
    unknown = gettext_noop("There is no “%(name)s:”. There are author:, site:, lang: and has:link. Put it in quotation marks if you mean the words.")  # fmt: skip
    raise Unclear(next((words for what, words in said.items() if what == name), unknown), start + 1, name=name)
