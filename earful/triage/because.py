"""Why a verdict is what it is: the words that carried it, by what each added to the log-odds that an answer is needed.

Both tiers add up: the encoder's score is a mean over the pieces of a text, the fast tier's a sum over hashed pieces, so each
word has its share. Where a word belongs to a cue that has a name ("asks for help"), the reason is called by it; else it says
only that these words carried the verdict.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earful.triage.cues import Cue
from earful.triage.evidence import Evidence
from earful.triage.reading import fold
from earful.triage.rules import Reason
from earful.triage.weighing import shortened

WORD = re.compile(r"\S+")
MOST = 5
MOST_WORDS = 3
LEAST = 0.08  # log-odds; what weighs less is not worth a line
SHARE = 0.12  # of the heaviest word


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, and what it added to the log-odds that an answer is needed."""

    shown: str
    weight: float


def words(text: str, places: Sequence[tuple[int, int]], added: NDArray[np.float64]) -> list[Word]:
    """The words of a text with what their pieces added, in the order of the text; those that were not read are left out."""
    starts = np.array([start for start, _ in places])
    found = []
    for word in WORD.finditer(text):
        inside = (starts >= word.start()) & (starts < word.end())
        if inside.any():
            found.append(Word(word.group().strip(".,;:!()\"'“”„«»"), float(added[inside].sum())))
    return [word for word in found if word.shown]


def reasons(
    found: Sequence[Word], evidence: Evidence, context: Mapping[str, float], *, speaking_for: bool
) -> tuple[Reason, ...]:
    """The heaviest words by the name of their cue, and what stood around them; first what speaks for the decision."""
    heaviest = max((abs(word.weight) for word in found), default=0.0)
    floor = max(LEAST, heaviest * SHARE)
    named = {fold(part): cue for cue, phrases in evidence.cues.items() for phrase in phrases for part in phrase.split()}
    weights: dict[str, float] = dict(context)
    said: dict[str, list[Word]] = {}
    for word in found:
        if abs(word.weight) >= floor:
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
