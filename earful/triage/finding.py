"""Finding cues in a text: one walk over its words, however many phrases are known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from earful.triage.cues import BY_LANGUAGE, Cue
from earful.triage.reading import Word, folded_words

SHORTEST_STEM = 4
LONGEST_STEM = 24


@dataclass(slots=True)
class Branch:
    """Where one can be in the middle of a phrase: what may follow, and what ends here, by language."""

    next: dict[str, "Branch"] = field(default_factory=dict)
    ends: list[tuple[str, Cue]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue that was found: the words from `start` up to `end`. `language` is the list it stands in."""

    cue: Cue
    language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """All phrases of all languages."""

    root: Branch
    stems: dict[str, list[tuple[str, Cue]]]


@cache
def known() -> Known:
    """The phrases, grown into a tree once."""
    root, stems = Branch(), dict[str, list[tuple[str, Cue]]]()
    for language, cues in BY_LANGUAGE.items():
        for cue, phrases in cues.items():
            for phrase in phrases:
                words = folded_words(phrase)
                if phrase.endswith("*"):
                    stems.setdefault(words[0][:LONGEST_STEM], []).append((language, cue))
                    continue
                branch = root
                for word in words:
                    branch = branch.next.setdefault(word, Branch())
                branch.ends.append((language, cue))
    return Known(root, stems)


def find(words: Sequence[Word], languages: Collection[str]) -> list[Hit]:
    """Every cue in some languages; of phrases that begin at one word the longest counts, and none crosses a stop."""
    found: list[Hit] = []
    place = 0
    while place < len(words):
        ends, length = _longest(words, place, languages)
        if not ends:
            ends, length = _stem(words[place].folded, languages), 1
        found += (Hit(cue, language, place, place + length) for language, cue in ends)
        place += length
    return found


def _longest(words: Sequence[Word], place: int, languages: Collection[str]) -> tuple[list[tuple[str, Cue]], int]:
    branch, best, length = known().root, list[tuple[str, Cue]](), 1
    if words[place].folded not in branch.next:
        return best, length
    for end in range(place, len(words)):
        if words[end].part != words[place].part or (following := branch.next.get(words[end].folded)) is None:
            break
        branch = following
        if ending := [end_ for end_ in branch.ends if end_[0] in languages]:
            best, length = ending, end - place + 1
    return best, length


def _stem(word: str, languages: Collection[str]) -> list[tuple[str, Cue]]:
    for stem in _stems(word):
        if ends := [end for end in stem if end[0] in languages]:
            return ends
    return []


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[list[tuple[str, Cue]], ...]:
    """What stems a word begins with, the longest first. People use few words again and again."""
    stems, longest = known().stems, min(len(word), LONGEST_STEM)
    return tuple(stems[word[:end]] for end in range(longest, SHORTEST_STEM - 1, -1) if word[:end] in stems)
