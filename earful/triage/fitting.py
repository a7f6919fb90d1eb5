"""Learning heads from labelled texts, and telling honestly how good they are on texts they have not seen."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earful.triage.hashing import COLUMNS, Hashed, hashed
from earful.triage.linear import Head, Linear, chances

STRENGTHS = (3.0, 10.0, 30.0)  # how closely a head may follow its examples: scikit-learn's C
MANY = 20  # answers; from here on each is told apart from all others by itself
OF_MANY = (0.5,)
LARGE = 20_000  # texts; of so many there is little to choose
OF_LARGE = (10.0,)
SAME = 1e-6
FEW = 5  # examples an answer must have, so that some can be kept aside
ROUNDS = 300
BINS = 15
SMALLEST = 1e-12  # chance

# Texts to learn from, the number of each one's answer, texts to judge (all by their places) -> a chance for each answer (rows).
Beside = Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], NDArray[np.float64]]


class NotEnough(ValueError):
    """Too little to learn from, in a sentence."""


@dataclass(frozen=True, slots=True)
class Member:
    """One learner of several.

    `seldom`: see `_telling`, 0 leaves words as they are; `hears`: reads what the precise tier hears; `margin`: a support
    vector machine, else a logistic regression; `share`: of the strength, which is its C.
    """

    seldom: float = 0.0
    hears: bool = True
    margin: bool = True
    share: float = 1.0


# Each errs on other texts: together they were better than the best alone on two sets (complaints, SMS spam).
TOGETHER = (Member(0.1, margin=False), Member(0.1, hears=False, share=0.1), Member(0.02, margin=False))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good answers were that were foreseen for unseen texts. Everything is between 0 and 1.

    `calibration_error`: expected calibration error of the chosen answer in 15 equal bins (Guo et al. 2017, section 2).
    """

    texts: int
    accuracy: float
    macro_f1: float
    macro_recall: float
    calibration_error: float
    answers: dict[str, dict[str, float]]  # precision, recall, f1, how many there were
    confused: dict[str, dict[str, int]]  # the true answer -> what was foreseen -> how often


def sparse(rows: Hashed) -> Any:
    """As scikit-learn takes it."""
    return sparse_of(rows, COLUMNS)


def sparse_of(rows: Hashed, columns: int) -> Any:
    """The same with so many columns."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 -- only learning needs it, and it is large

    return csr_matrix((rows.weights, rows.columns, rows.starts), shape=(len(rows), columns))


def checked(labels: Sequence[str]) -> tuple[str, ...]:
    """The answers there are, sorted. Raises NotEnough."""
    found = Counter(labels)
    if len(found) < 2:
        raise NotEnough("There must be at least two different labels to tell apart.")
    rare = [answer for answer, count in sorted(found.items()) if count < FEW]
    if rare:
        raise NotEnough(f"Each label needs at least {FEW} texts; too few have: {', '.join(rare[:5])}.")
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of texts. `rows`: hashed words, and beside them what the precise tier hears, if it was asked."""

    rows: Any
    heard: int = 0  # columns of the precise tier

    def model(self, found: Linear) -> Linear:
        """Heads over all columns, as they are kept: what the precise tier hears apart."""
        return replace(found, matrix=found.matrix[:COLUMNS], heard=found.matrix[COLUMNS:] if self.heard else None)


def see(texts: Sequence[str], hear: Callable[[Sequence[str]], NDArray[np.float32]] | None = None) -> Seen:
    """Look at texts. `hear`: also by the precise tier."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 -- only learning needs it, and it is large

    rows = sparse(hashed(texts))
    if hear is None:
        return Seen(rows)
    heard = hear(texts)
    return Seen(hstack([rows, csr_matrix(heard)]).tocsr(), heard.shape[1])


def fit(seen: Seen, labels: Sequence[str], name: str = "label") -> Linear:
    """One head from labelled texts, as closely as does best on a part kept aside, calibrated on unseen texts.

    Raises NotEnough.
    """
    answers = checked(labels)
    return seen.model(fit_rows(seen.rows, np.searchsorted(answers, labels), answers, name))


def fit_rows(rows: Any, truth: NDArray[Any], answers: tuple[str, ...], name: str = "label") -> Linear:
    """The same for texts that were hashed already; `truth`: the place of each text's answer."""
    unseen, strength = _tried(rows, truth, len(answers))
    head = calibrated(Head(name, answers, 0), unseen, truth)
    weights, bias = _learned(rows, truth, strength, len(answers))
    return Linear((head,), weights, bias)


def _tried(rows: Any, truth: NDArray[Any], count: int) -> tuple[NDArray[np.float64], float]:
    """Scores for each text by heads that have not seen it, and how closely those followed their examples.

    Raises NotEnough.
    """
    from sklearn.metrics import f1_score  # noqa: PLC0415 -- likewise
    from sklearn.model_selection import StratifiedKFold  # noqa: PLC0415 -- likewise

    best: tuple[float, NDArray[np.float64], float] | None = None
    fewest = int(np.bincount(truth, minlength=count).min())
    if fewest < 2:
        raise NotEnough("In one part a label has a single text or none. Take fewer parts, or give it more texts.")
    large = len(truth) > LARGE
    parts = 3 if count > MANY or large else 5
    folds = list(StratifiedKFold(min(parts, fewest), shuffle=True, random_state=7).split(rows, truth))
    for strength in OF_MANY if count > MANY else OF_LARGE if large else STRENGTHS:
        scores = np.zeros((len(truth), 1 if count == 2 else count))
        for seen, aside in folds:
            weights, bias = _learned(rows[seen], truth[seen], strength, count)
            scores[aside] = rows[aside] @ weights + bias
        found = float(f1_score(truth, chosen(scores), average="macro", zero_division=0))
        if best is None or found > best[0]:
            best = (found, scores, strength)
    assert best is not None
    return best[1], best[2]


def _learned(rows: Any, truth: NDArray[Any], strength: float, count: int) -> tuple[Any, Any]:
    """Weights and bias. Rare answers weigh as much as frequent ones.

    Only columns in which something stands are learned: the others would stay at nothing, and there are a quarter of a million.
    Between few answers several learners are added up, each on words made as heavy as they tell (`_telling`). Between many a
    support vector machine for each tells as well as one regression over all (triage of 150 intents), in a tenth of the time.
    """
    there = np.unique(rows.indices)
    own, hashed_ = rows[:, there], int(np.searchsorted(there, COLUMNS))
    members = (Member(),) if count > MANY else TOGETHER
    found = [_of_member(member, own, hashed_, truth, strength) for member in members]
    coefs, bias = (np.mean([one[place] for one in found], axis=0) for place in (0, 1))
    weights = np.zeros((rows.shape[1], len(coefs)), np.float32)
    weights[there] = coefs.T
    if count > 2 and weights.shape[1] != count:
        raise NotEnough("A label is missing from a part of the texts.")
    return weights, bias.astype(np.float32)


def _of_member(
    member: Member, rows: Any, words: int, truth: NDArray[Any], strength: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What one learner makes of the rows: weights (answers x columns) and bias; of several, so that scores vary by one. `words`: columns of words."""
    from scipy.sparse import diags  # noqa: PLC0415 -- only learning needs it, and it is large
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- likewise
    from sklearn.svm import LinearSVC  # noqa: PLC0415 -- likewise

    scale = np.ones(rows.shape[1])
    if member.seldom:
        scale[:words] = _telling(rows[:, :words], truth, member.seldom)
    if not member.hears:
        scale[words:] = 0.0
    heavy = (rows @ diags(scale)).tocsr()
    if member.margin:
        learner = LinearSVC(C=strength * member.share, class_weight="balanced", random_state=7)
    else:
        learner = LogisticRegression(C=strength * member.share, class_weight="balanced", max_iter=ROUNDS, tol=1e-3)
    learner.fit(heavy, truth)
    varies = float(learner.decision_function(heavy).std()) if member.seldom else 1.0
    varies = varies if varies > SAME else 1.0  # nothing was learned: all texts are told the same
    return learner.coef_ * scale / varies, learner.intercept_ / varies


def _telling(rows: Any, truth: NDArray[Any], seldom: float) -> NDArray[np.float64]:
    """How much each word tells the answers apart: the largest log-ratio between one answer and the others, as heavy on average as before.

    Wang and Manning 2012 (naive Bayes features); `seldom` is added to each count, so that what is seldom weighs less.
    """
    ratios = np.zeros(rows.shape[1])
    for answer in np.unique(truth):
        own, other = (np.asarray(rows[truth == answer].sum(0)).ravel() + seldom, np.asarray(rows[truth != answer].sum(0)).ravel() + seldom)  # fmt: skip
        ratios = np.maximum(ratios, np.abs(np.log((own / own.sum()) / (other / other.sum()))))
    length = np.sqrt(np.asarray(rows.multiply(rows) @ ratios**2)).mean()
    return np.asarray(ratios / max(length, 1e-9))


def chosen(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of the answer each row of scores speaks for."""
    return (scores[:, 0] > 0).astype(np.int64) if scores.shape[1] == 1 else scores.argmax(axis=1)


def calibrated(head: Head, scores: NDArray[np.float64], truth: NDArray[Any]) -> Head:
    """The head with the slope and shift that make its probabilities come true on texts it has not seen."""
    from scipy.optimize import minimize  # noqa: PLC0415 -- likewise

    def surprise(told: NDArray[np.float64]) -> float:
        given = chances(replace(head, slope=float(told[0]), shift=float(told[1]) if head.width == 1 else 0.0), scores)
        return float(-np.log(np.clip(given[np.arange(len(truth)), truth], 1e-12, 1.0)).mean())

    found = minimize(surprise, [1.0, 0.0], method="Nelder-Mead").x
    return replace(head, slope=max(float(found[0]), 1e-3), shift=float(found[1]) if head.width == 1 else 0.0)


def cross_validate(
    texts: Sequence[str],
    seen: Seen,
    labels: Sequence[str],
    folds: int,
    tell: Callable[[], object] = lambda: None,
    beside: Beside | None = None,
) -> Quality:
    """How good the recipe is: each text is judged by heads that have seen none of its fold. Raises NotEnough.

    The strength and the calibration of each fold are chosen within what it may see. The same text twice, to the letter,
    stays in one fold, or else it would be known beforehand. `beside`: another learner, asked as well.
    """
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 -- likewise

    answers = checked(labels)
    truth, rows = np.searchsorted(answers, labels), seen.rows
    same = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    groups = np.array([same[text] for text in texts])
    given = np.zeros((len(texts), len(answers)))
    cut = StratifiedGroupKFold(folds, shuffle=True, random_state=7).split(rows, truth, groups)
    for known, aside in cut:
        model = fit_rows(rows[known], truth[known], answers)
        head = model.heads[0]
        given[aside] = chances(head, (rows[aside] @ model.matrix + model.bias).astype(np.float64))
        if beside is not None:
            given[aside] = both(given[aside], beside(known, truth[known], aside))
        tell()
    return quality(given, truth, answers)


def both(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """What two that judge differently say together: the mean of their log-chances, as chances again (Genest and Zidek 1986, logarithmic pool)."""
    raised = np.sqrt(np.clip(first, SMALLEST, None) * np.clip(second, SMALLEST, None))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def quality(given: NDArray[np.float64], truth: NDArray[Any], answers: Sequence[str]) -> Quality:
    """From probabilities for each answer, and the place of the true one."""
    from sklearn import metrics  # noqa: PLC0415 -- likewise

    foreseen, every = given.argmax(axis=1), range(len(answers))
    scored = metrics.precision_recall_fscore_support(truth, foreseen, labels=every, zero_division=0)
    names = ("precision", "recall", "f1", "texts")
    each = {
        answer: {name: figures[place].item() for name, figures in zip(names, scored, strict=True)}
        for place, answer in enumerate(answers)
    }
    counted = metrics.confusion_matrix(truth, foreseen, labels=every).tolist()
    there = [one for one in each.values() if one["texts"]]
    return Quality(
        texts=len(truth),
        accuracy=float(metrics.accuracy_score(truth, foreseen)),
        macro_f1=float(np.mean([one["f1"] for one in there])),
        macro_recall=float(np.mean([one["recall"] for one in there])),
        calibration_error=calibration_error(given.max(axis=1), foreseen == truth),
        answers=each,
        confused={answer: dict(zip(answers, row, strict=True)) for answer, row in zip(answers, counted, strict=True)},
    )


def calibration_error(given: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The mean distance between how sure answers were and how often they were right, in bins of equal width."""
    bins = np.minimum((given * BINS).astype(int), BINS - 1)
    gaps = [abs(given[bins == one].mean() - right[bins == one].mean()) * (bins == one).sum() for one in set(bins)]
    return float(sum(gaps) / max(len(given), 1))
