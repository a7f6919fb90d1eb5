"""What speaks for and against, gathered from one text: the cues in it, by sort, with the words that gave them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from earful.triage import languages
from earful.triage.cues import BY_LANGUAGE, Cue
from earful.triage.finding import Hit, find
from earful.triage.reading import Reading, Word

POSSIBLE = 0.05  # a language less likely than this is not searched
NEGATES_PRAISE, NEGATES_COMPLAINT = 2, 1  # words between a negation and what it turns round
COMPLAINTS = (Cue.COMPLAINT, Cue.STRONG)
GOODWILL = (Cue.PRAISE, Cue.THANKS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The cues of a text. `likely`: its languages, most likely first; `legible`: whether our lists know one of them."""

    reading: Reading
    cues: dict[Cue, tuple[str, ...]]
    likely: dict[str, float]
    legible: bool

    def count(self, *cues: Cue) -> int:
        """How many different words or phrases gave one of these cues."""
        return sum(len(self.cues.get(cue, ())) for cue in cues)

    def spoken(self, *cues: Cue) -> int:
        """How many words these cues are made of."""
        return sum(len(phrase.split()) for cue in cues for phrase in self.cues.get(cue, ()))


def gather(reading: Reading, claimed: Sequence[str]) -> Evidence:
    """Find the language of a text, and its cues in every language that it may be in."""
    everywhere = find(reading.words, BY_LANGUAGE)
    spoken = Counter[str]()
    for language, start, end in {(hit.language, hit.start, hit.end) for hit in everywhere}:
        spoken[language] += end - start
    likely = languages.likely(reading.bare, claimed, spoken)
    known = languages.best(likely)[0] != languages.UNKNOWN
    searched = {code for code, p in likely.items() if p >= POSSIBLE and code in BY_LANGUAGE} if known else BY_LANGUAGE
    hits = [hit for hit in everywhere if hit.language in searched or hit.cue is Cue.PROMOTION]
    if known:
        hits = [hit for hit in hits if hit.cue is Cue.PROMOTION] + find(reading.words, searched)
    return Evidence(reading, _by_cue(reading.words, hits), likely, legible=bool(searched) or not reading.words)


def _by_cue(words: Sequence[Word], hits: Sequence[Hit]) -> dict[Cue, tuple[str, ...]]:
    negations = {hit.end for hit in hits if hit.cue is Cue.NEGATION}
    found: dict[Cue, dict[str, str]] = {}
    for hit in hits:
        cue, start = hit.cue, hit.start
        if cue is Cue.NEGATION:
            continue
        if cue is Cue.PRAISE and (end := _negated(words, hit, negations, NEGATES_PRAISE)):
            cue, start = Cue.COMPLAINT, end - 1
        elif cue is Cue.COMPLAINT and hit.end - start == 1 and _negated(words, hit, negations, NEGATES_COMPLAINT):
            continue  # "no problem"; a phrase of several words may hold its own negation
        shown = " ".join(word.shown for word in words[start : hit.end])
        found.setdefault(cue, {}).setdefault(shown.lower(), shown)
    return {cue: tuple(phrases.values()) for cue, phrases in found.items()}


def _negated(words: Sequence[Word], hit: Hit, negations: Collection[int], within: int) -> int:
    """Where the negation of a word ends, if one stands before it in the same part of the sentence; else 0."""
    for gap in range(within + 1):
        end = hit.start - gap
        if end > 0 and end in negations and words[end - 1].part == words[hit.start].part:
            return end
    return 0
