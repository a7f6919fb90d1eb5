"""Which topics an item belongs to, learned from a handful of examples each; plain numbers in, plain numbers out.

Each topic has a linear head over meanings: a ridge regression that tells its examples from what is ordinary here (Hoerl
and Kennard 1970), each side with half of the weight, so that five examples stand up to a thousand ordinary items. What a
head would have given each example had it not seen it follows in closed form; from those scores comes, as in Platt 1999,
the chance that an item belongs. Most items belong to nothing, and the chance says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earful.triage.topics.values import MOST, Fit, Kept

Meanings = NDArray[np.float32]  # a row for each item, of length one

SIZE = 384
FITS_FROM = 0.5
ORDINARY = 20  # ordinary items from which on a head can be told from them; with fewer, only nearness speaks
RIDGE = 0.03
SHARE = 0.05  # of what arrives, about so much belongs to a topic that somebody thought worth naming
USUAL = (1.5, -4.5)  # slope and shift of a head of which too few examples are known, over standard deviations
COMMON = 0.1  # no topic is more of what arrives than this; so much may well belong to it though nobody said so
FIRM = 0.5  # how many examples' worth the usual counts
NEAR, STEEP = 0.75, 16.0  # without ordinary items: the nearness from which on it is likelier than not, and how sharply
DOUBT = 0.5  # what could well belong counts half against it
STEPS = 25
SAME = 0.8  # the cosine from which on two groups of items are about the same


@dataclass(frozen=True, slots=True)
class Head:
    """What speaks for one topic, in log-odds: `weights` times a meaning, and `shift`."""

    weights: NDArray[np.float64]
    shift: float


def unpacked(vectors: Sequence[Kept]) -> Meanings:
    """Meanings as they are kept, as rows of length one; what is not one becomes a row of zeros, which fits nothing."""
    found = np.zeros((len(vectors), SIZE), np.float32)
    for place, vector in enumerate(vectors):
        if len(vector) == 2 * SIZE:
            row = np.frombuffer(vector, "<f2").astype(np.float32)
            found[place] = row if np.isfinite(row).all() else 0.0
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    even: Meanings = np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0)
    return even


def packed(meaning: NDArray[np.floating]) -> bytes:
    """A meaning as it is kept: in half precision."""
    return meaning.astype("<f2").tobytes()


def learned(examples: Meanings, ordinary: Meanings) -> Head | None:
    """The head of a topic from its examples and from what is ordinary; None without examples."""
    examples = np.unique(_there(examples), axis=0)
    ordinary = _there(ordinary)
    if not len(examples):
        return None
    if len(ordinary) < ORDINARY:
        middle = examples.mean(axis=0, dtype=np.float64)
        middle /= np.linalg.norm(middle) + 1e-9
        return Head(STEEP * middle, -STEEP * NEAR)
    weights, theirs, others = _told_apart(examples, ordinary)
    most = np.quantile(others, 1 - COMMON)
    doubtful = others > max(np.median(theirs), most)  # they could well belong: nobody said that they do not
    if doubtful.any() and (~doubtful).sum() >= ORDINARY:
        weights, theirs, others[~doubtful] = _told_apart(examples, ordinary[~doubtful])
        others[doubtful] = ordinary[doubtful] @ weights[:-1] + weights[-1]
    mean, spread = float(others.mean()), float(others.std()) + 1e-6
    counts = np.where(doubtful, DOUBT, 1.0)
    slope, shift = _likely((theirs - mean) / spread, (others - mean) / spread, counts)
    return Head(weights[:-1] * slope / spread, float((weights[-1] - mean) / spread * slope + shift))


def _there(meanings: Meanings) -> Meanings:
    return meanings[np.any(meanings, axis=1)] if len(meanings) else meanings


def _told_apart(
    examples: Meanings, ordinary: Meanings
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The weights with which the two are told apart, and what each would be given had it been left out."""
    rows = np.vstack([examples, ordinary]).astype(np.float64)
    centre = rows.mean(axis=0)
    rows = np.hstack([rows - centre, np.ones((len(rows), 1))])
    sides = np.r_[np.ones(len(examples)), -np.ones(len(ordinary))]
    counts = np.r_[np.full(len(examples), 0.5 / len(examples)), np.full(len(ordinary), 0.5 / len(ordinary))]
    held = np.diag(np.r_[np.full(SIZE, RIDGE), 1e-6])
    inverse = np.linalg.inv((rows * counts[:, None]).T @ rows + held)
    weights = inverse @ (rows * counts[:, None]).T @ sides
    own = np.minimum(counts * ((rows @ inverse) * rows).sum(axis=1), 0.99)
    left_out = (rows @ weights - own * sides) / (1.0 - own)
    weights[-1] -= centre @ weights[:-1]
    return weights, left_out[: len(examples)], left_out[len(examples) :]


def _likely(
    theirs: NDArray[np.float64], others: NDArray[np.float64], weighing: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope and shift that make scores into chances, drawn towards the usual where little is known; by Newton's steps."""
    scores = np.r_[theirs, others]
    true = np.r_[np.ones(len(theirs)), np.zeros(len(others))]
    worth = len(theirs) / SHARE  # the examples are few because nobody named more, not because such items are rare
    counts = np.r_[np.full(len(theirs), 1.0), weighing * (worth - len(theirs)) / len(others)]
    rows = np.column_stack([scores, np.ones(len(scores))])
    usual, found = np.array(USUAL), np.array(USUAL)
    for _ in range(STEPS):
        chance = _chances(rows @ found)
        slope = rows.T @ (counts * (chance - true)) + FIRM * (found - usual)
        bend = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + FIRM * np.eye(2)
        found = found - np.clip(np.linalg.solve(bend, slope), -1.0, 1.0)
    return float(max(found[0], 0.1)), float(found[1])


def _chances(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0)))
    return chances


def chances(heads: Mapping[int, Head], meanings: Meanings) -> NDArray[np.float64]:
    """For each item, in the order of the heads, how likely it is that it belongs there; none for an empty meaning."""
    if not heads or not len(meanings):
        return np.zeros((len(meanings), len(heads)))
    matrix = np.column_stack([head.weights for head in heads.values()])
    odds = meanings.astype(np.float64) @ matrix + np.array([head.shift for head in heads.values()])
    return np.where(np.any(meanings, axis=1)[:, None], _chances(odds), 0.0)


def fits(heads: Mapping[int, Head], meanings: Meanings, most: int = MOST) -> list[tuple[Fit, ...]]:
    """The topics of each item, likeliest first; usually none."""
    names = list(heads)
    found = []
    for row in chances(heads, meanings):
        order = sorted(range(len(names)), key=lambda place: (-row[place], names[place]))
        found.append(tuple(Fit(names[place], float(row[place])) for place in order[:most] if row[place] >= FITS_FROM))
    return found


def same(one: Meanings, other: Meanings, usual: Meanings) -> bool:
    """Whether two groups are about the same; `usual`: what else there is here."""
    if not len(one) or not len(other):
        return False
    mean = usual.mean(axis=0) if len(usual) else 0.0
    middles = [group.mean(axis=0) - mean for group in (one, other)]
    lengths = [float(np.linalg.norm(middle)) for middle in middles]
    return min(lengths) > 1e-9 and float(middles[0] @ middles[1]) / (lengths[0] * lengths[1]) >= SAME
