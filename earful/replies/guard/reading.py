"""A text as the rules read it: its sentences, its links, its language. No library that pages should not load."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from earful.replies.guard.hearing import Heard, heard
from earful.replies.guard.signs import LANGUAGES, common, folded, pattern

LONGEST = 8_000  # characters that are read; no network takes more in public
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|(?<![@\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,12}/[^\s<>\"]*", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)@[\w.-]+(?:@[\w.-]+)?")
SENTENCE = re.compile(
    r"(?:[^.!?…\n]|(?<=\d)\.(?=\d))+(?:[.!?…]+(?=[\s)\"'”»]|$)[)\"'”»]*|\n|$|[.!?…])", re.UNICODE
)  # the dot of 12.5 or 3.10.2026 ends none
Finding = tuple[str, str, str | None]  # a code, what was found, and the text without it
SHOWN = 6  # words of a sentence that are shown
ENOUGH = 2  # words of a language, before one says that a text is in it


@dataclass(frozen=True)
class Part:
    """One sentence: where it stands, and as it reads folded, without links."""

    start: int
    end: int
    words: str

    @property
    def begins(self) -> str:
        """Its first words, to show of a sentence in which no sign stands."""
        return " ".join(self.words.split()[:SHOWN])


@dataclass(frozen=True)
class Text:
    """What somebody wrote, with what it answers."""

    text: str
    said: str
    languages: tuple[str, ...]

    @classmethod
    def read(cls, text: str, said: str, language: str = "") -> "Text":
        """`languages`: those whose signs are looked for: the text's own, the customer's, and English.

        `language`: the customer's, where it is known; the text is taken to be in it if it does not tell itself.
        """
        text, said = text[:LONGEST], said[:LONGEST]
        known = [language_of(text), language if language in LANGUAGES else "", language_of(said), "en"]
        return cls(text, said, tuple(dict.fromkeys(filter(None, known))))

    @cached_property
    def asked(self) -> str:
        """The customer's words, folded."""
        return plain(self.said)

    @cached_property
    def whole(self) -> str:
        """The text, folded, without links and handles."""
        return plain(self.text)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its sentences."""
        return tuple(_parts(self.text))

    @cached_property
    def heard(self) -> tuple[Heard | None, ...]:
        """What is heard in each sentence."""
        return heard(self.text, self.said, [(part.start, part.end) for part in self.parts])

    @property
    def both(self) -> Iterator[tuple[Part, Heard | None]]:
        """Its sentences, and what is heard in each."""
        return zip(self.parts, self.heard, strict=True)

    def sounds(self, at: int) -> Heard | None:
        """What is heard in the sentence that stands there."""
        return next((heard for part, heard in self.both if part.start <= at < part.end), None)

    def has(self, part: str, words: str) -> str:
        """The first sign of this part in folded words; "" if there is none."""
        found = pattern(self.languages, part).search(words)
        return found[0].strip() if found else ""

    def without(self, gone: Part) -> str:
        """The text without this sentence."""
        return " ".join(filter(None, (self.text[: gone.start].rstrip(), self.text[gone.end :].lstrip())))


def plain(text: str) -> str:
    """Folded, links and handles taken out, spaces single."""
    return " ".join(folded(HANDLE.sub(" ", LINK.sub(" ", text))).split())


def language_of(text: str, least: int = ENOUGH) -> str:
    """The language most of whose frequent words stand there; "" where too few do, or two have as many."""
    words = re.findall(r"[a-z']{2,}", plain(text))
    counts = sorted(((sum(word in common(one) for word in words), one) for one in LANGUAGES), reverse=True)
    return counts[0][1] if counts[0][0] >= least and counts[0][0] > counts[1][0] else ""


def _parts(text: str) -> Iterator[Part]:
    hidden = LINK.sub(lambda link: "·" * len(link[0]), text)  # the dots of a link end no sentence
    for found in SENTENCE.finditer(hidden):
        words = plain(found[0].replace("·", " "))
        if words:
            yield Part(found.start(), found.end(), words)
