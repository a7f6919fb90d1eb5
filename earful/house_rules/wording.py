"""Whole words in what somebody wrote, however they are written. Pure; takes time in proportion to the text, no more."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 100_000
WORD = re.compile(r"\w+")
# Where words are not set apart, a part of the text is all that one can look for.
UNSPACED = re.compile(r"[฀-๿຀-໿က-႟ក-៿぀-ヿ㐀-䶿一-鿿]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without its cases and signs: `words` one space apart and around them, `whole` as it stands."""

    words: str
    whole: str


NOTHING = Folded(" ", "")


def folded(text: str) -> Folded:
    """Made ready for looking."""
    whole = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return Folded(f" {' '.join(WORD.findall(whole))} ", whole)


def contains(said: Folded, phrase: str) -> bool:
    """Whether a word, or several in this order, stand in it; of signs and of unspaced scripts, whether they do at all."""
    sought = folded(phrase)
    if sought.words.strip() and not UNSPACED.search(sought.whole):
        return sought.words in said.words
    return bool(sought.whole.strip()) and sought.whole.strip() in said.whole


def phrases(text: str) -> tuple[str, ...]:
    """As people list them: one after another, with commas or on lines of their own."""
    found = (" ".join(piece.split()) for piece in re.split(r"[,\n]", text))
    return tuple(dict.fromkeys(piece for piece in found if piece))
