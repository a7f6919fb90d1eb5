"""What keeps coming up among items that belong to no topic, and how a topic would fall into parts. Pure and repeatable.

Average linkage (Sokal and Michener 1958) with a fixed cut over the directions in which items differ from what is usual
here: it finds tight groups and leaves most items alone, which is right for what people write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import silhouette_score

from earful.triage.topics.rules import Meanings

MOST = 5000  # items looked at
CUT = 0.65  # how far apart, as one less the cosine, groups may be to become one
LEAST = 5  # items of a group
GROUPS = 8  # at once: more are not read
SPOKEN = 10  # items of a language from which on it is known what is usual in it
LEAST_OF_PART = 3
PARTS = (2, 3, 4)
APART = 0.05  # the least mean silhouette (Rousseeuw 1987) for which parts are worth showing


@dataclass(frozen=True, slots=True)
class Group:
    """Items alike, as their places, those nearest the middle first."""

    members: tuple[int, ...]


def found(meanings: Meanings, languages: Sequence[str] = (), least: int = LEAST, most: int = GROUPS) -> list[Group]:
    """Groups among items, those with most in common and most items first. `languages`: of each item, if it is known."""
    meanings = meanings[:MOST]
    if len(meanings) < max(least, 2):
        return []
    rows = around(meanings, languages)
    labels = AgglomerativeClustering(
        n_clusters=None, distance_threshold=CUT, metric="cosine", linkage="average"
    ).fit_predict(rows)
    groups = _groups(rows, labels, least)
    return [group for _worth, group in sorted(groups, key=lambda pair: (-pair[0], pair[1].members))[:most]]


def parts(meanings: Meanings, languages: Sequence[str] = ()) -> list[Group]:
    """Two to four parts of a topic, the largest first; none where it is of one piece."""
    if len(meanings) < PARTS[0] * LEAST_OF_PART:
        return []
    rows = around(meanings[:MOST], languages)
    best: tuple[float, list[Group]] = (APART, [])
    for count in PARTS:
        if len(rows) < count * LEAST_OF_PART or len(np.unique(rows, axis=0)) <= count:
            break
        labels = KMeans(count, n_init=8, random_state=0).fit_predict(rows)
        groups = [group for _worth, group in _groups(rows, labels, LEAST_OF_PART)]
        if len(groups) == count and (apart := float(silhouette_score(rows, labels))) > best[0]:
            best = (apart, groups)
    return sorted(best[1], key=lambda group: (-len(group.members), group.members))


def around(meanings: Meanings, languages: Sequence[str] = ()) -> NDArray[np.float64]:
    """The directions in which items differ from what is usual here in their language: topics have many languages."""
    rows = meanings.astype(np.float64)
    spoken = np.array(list(languages[: len(rows)]) or [""] * len(rows))
    usual = np.tile(rows.mean(axis=0), (len(rows), 1))
    for language in np.unique(spoken):
        here = spoken == language
        if here.sum() >= SPOKEN:
            usual[here] = rows[here].mean(axis=0)
    rows = rows - usual
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    spare = np.zeros_like(rows)
    spare[:, 0] = 1.0  # for what is exactly usual, so that every row has a direction
    even: NDArray[np.float64] = np.divide(rows, lengths, out=spare, where=lengths > 1e-9)
    return even


def _groups(rows: NDArray[np.float64], labels: NDArray[np.int64], least: int) -> Iterable[tuple[float, Group]]:
    for label in range(int(labels.max()) + 1):
        places = np.flatnonzero(labels == label)
        if len(places) < least:
            continue
        middle = rows[places].mean(axis=0)
        near = rows[places] @ middle
        order = np.lexsort((places, -near))
        worth = float(np.linalg.norm(middle)) * float(np.log(len(places) + 1))
        yield worth, Group(tuple(int(places[place]) for place in order))
