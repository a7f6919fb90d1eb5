"""A name for a group of items: the words that tell it from the rest (Grootendorst 2022), in whichever languages it has.

Never a person's name or handle, and nothing personal: what `personal.py` finds is cut out first, every name of those who
wrote or work here is left out, and so is whatever only one person said.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path

from earful.triage import personal
from earful.triage.topics.values import Text

WORDS = 3
LEAST_PEOPLE = 2  # who said a word, and in how many items it stands
CHARACTERS = 3000  # of a text
LONGEST = 60
AWAY = re.compile(r"https?://\S+|www\.\S+|[@#]\S+|\S+@\S+")
WORD = re.compile(r"[^\W\d_][^\W\d_'’]{2,24}")


Told = tuple[set[str], str]  # the words of a text that could name something, and who wrote it


def words_of(texts: Iterable[Text], unsaid: Collection[str] = ()) -> list[Told]:
    """The words of each text that could name something, with who wrote it. `unsaid`: words that must not stand anywhere."""
    return [(_words(text) - set(unsaid), text.writer) for text in texts]


def _words(text: Text) -> set[str]:
    said = text.words[:CHARACTERS]
    for one in reversed(personal.found(said, text.language)):
        said = f"{said[: one.start]} {said[one.end :]}"
    found = {word.lower().replace("’", "'") for word in WORD.findall(AWAY.sub(" ", said))}
    return {word for word in found if word not in stop_words() and word.partition("'")[0] not in stop_words()}


def name(group: Sequence[Told], everything: Sequence[Told]) -> str:
    """A name of a few words; "" when the group has no words in common. `everything`: the group and what else there is."""
    overall = Counter(word for words, _writer in everything for word in words)
    here = Counter(word for words, _writer in group for word in words)
    scored = []
    for word, count in here.items():
        writers = {writer for words, writer in group if word in words}
        if count >= LEAST_PEOPLE and len(writers) >= LEAST_PEOPLE:
            scored.append((count * math.log(1 + len(everything) / overall[word]), word))
    told: list[str] = []
    for _score, word in sorted(scored, key=lambda pair: (-pair[0], pair[1])):
        if not any(word.startswith(other[:5]) and other.startswith(word[:5]) for other in told):
            told.append(word)
    joined = ", ".join(told[:WORDS])[:LONGEST]
    return joined[:1].upper() + joined[1:]


def names_in(people: Iterable[str]) -> set[str]:
    """The words of people's names and handles, which name nobody's topic."""
    return {word.lower() for person in people for word in re.findall(r"[^\W\d_]{2,}", person)}


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing by themselves, of the seven languages."""
    return frozenset((Path(__file__).parent / "stop_words.txt").read_text(encoding="utf-8").split())
