"""Why a verdict is what it is: the words that carried it, by what each added to the log-odds that an answer is needed.

Both tiers add up: the encoder's score is a mean over the pieces of a text, the fast tier's a sum over hashed pieces, so each
word has its share. Where a word belongs to a cue that has a name ("asks for help"), the reason is called by it; else it says
only that these words carried the verdict.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from earful.triage.cues import Cue
from earful.triage.evidence import Evidence
from earful.triage.reading import fold
from earful.triage.rules import Reason
from earful.triage.weighing import shortened

WORD = re.compile(r"\S+")
EDGES = ".,;:!()\"'“”„«»"
LONGEST = 3000  # characters
MOST_OF_TEXT = 400  # words
MOST = 5
MOST_WORDS = 3
LEAST = 0.08  # log-odds; what weighs less is not worth a line
SHARE = 0.12  # of the heaviest word


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, and what it added to the log-odds that an answer is needed."""

    shown: str
    weight: float


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, as far as it is looked at."""
    return [word.span() for word in islice(WORD.finditer(text[:LONGEST]), MOST_OF_TEXT)]


def upon(
    places: Sequence[tuple[int, int]], pieces: Sequence[tuple[int, int]], added: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What pieces of a text added, put upon the words they belong to: one number a word."""
    if not places or not pieces:
        return np.zeros(len(places))
    begins, ends = np.array(places).T
    starts = np.array([start for start, _ in pieces])
    word = np.searchsorted(begins, starts, "right") - 1
    inside = (word >= 0) & (starts < ends[word])
    return np.asarray(np.bincount(word[inside], added[inside], minlength=len(places)), np.float64)


def reasons(
    text: str,
    places: Sequence[tuple[int, int]],
    added: NDArray[np.float64],
    evidence: Evidence,
    context: Mapping[str, float],
    *,
    speaking_for: bool,
) -> tuple[Reason, ...]:
    """The heaviest words by the name of their cue, and what stood around them; first what speaks for the decision."""
    heaviest = float(np.abs(added).max(initial=0.0))
    floor = max(LEAST, heaviest * SHARE)
    named = {fold(part): cue for cue, phrases in evidence.cues.items() for phrase in phrases for part in phrase.split()}
    weights: dict[str, float] = dict(context)
    said: dict[str, list[Word]] = {}
    for at in np.flatnonzero(np.abs(added) >= floor):
        word = Word(text[places[int(at)][0] : places[int(at)][1]].strip(EDGES), float(added[at]))
        if word.shown:
            code = _code(word, named)
            weights[code] = weights.get(code, 0.0) + word.weight
            said.setdefault(code, []).append(word)
    sign = 1.0 if speaking_for else -1.0
    ranked = sorted(weights.items(), key=lambda one: (one[1] * sign <= 0, -abs(one[1]), one[0]))
    return tuple(
        Reason(code, _heaviest(said.get(code, ())), weight) for code, weight in ranked[:MOST] if abs(weight) >= LEAST
    )


def _code(word: Word, named: Mapping[str, Cue]) -> str:
    plain = re.sub(r"[\W_]+", "", word.shown)
    if not plain and "?" in word.shown:
        return "question_mark"
    cue = named.get(fold(plain)) if plain else None
    speaks_for = word.weight >= 0
    if cue is not None and (cue not in CALMING) == speaks_for:
        return str(cue)
    return "carried" if speaks_for else "calmed"


CALMING = frozenset({Cue.PRAISE, Cue.THANKS, Cue.SETTLED, Cue.ACKNOWLEDGED, Cue.PROMOTION})


def _heaviest(said: Sequence[Word]) -> str:
    ranked = sorted(range(len(said)), key=lambda place: -abs(said[place].weight))[:MOST_WORDS]
    return shortened(tuple(said[place].shown for place in sorted(ranked)))
