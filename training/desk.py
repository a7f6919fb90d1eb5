"""The second round: what a care desk asks, from the corpus written for this project; and the fast tier, and how both are added.

A fifth of the corpus is kept aside and never seen here. Of the rest one item in ten tunes: it teaches neither tier, so what
is chosen on it (how the tiers are added, from where an item is shown) is chosen honestly.
"""

import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from earful.bench import corpus
from earful.triage import fast
from earful.triage.blend import Blend, Mix, chances
from earful.triage.fitting import sparse_of
from earful.triage.hashing import COLUMNS as HASHED
from earful.triage.precise import load
from earful.triage.questions import CHOICES, COLUMNS, FLAGS, PLACES
from earful.triage.wording import Wording, worded
from training import general, real
from training.export import export
from training.learn import learn
from training.model import SHORT, Encoder, Example, together

WIDE = {
    **{name: len(answers) for name, answers in CHOICES.items()},
    **{name: len(answers) for name, answers in FLAGS.items()},
}
WEIGHS = {
    "needs": 1.5, "kind": 1.5, "mood": 1.0, "urgency": 1.0, "severity": 0.4, "spam": 0.6, "about": 0.8, "solved": 0.5,
    "also": 0.15, "cause": 0.15, "meaning": 1.0, "intent": 0.3, "act": 0.3, "customer": 0.3,
}  # fmt: skip
TUNES = 10
AGAIN = 30  # one text of so many of the first round is read again beside the corpus, so that it is not forgotten
MEANT = 2  # one text of so many is also taught what the whole encoder says it means
DROPPED = 0.1  # of the pieces of a text are not read, another tenth each time
STRENGTH = 10.0
SHOWN = 0.976  # of what needs an answer, so much is shown on the items that tune: 0.97 are wanted, and one and a half standard errors are added
URGENT = 0.96  # likewise, of what is urgent, so much is shown and called so: 0.95 are wanted, and a standard error is added; more would call half of all that is shown urgent


def tunes(item: corpus.Item) -> bool:
    """Whether an item only tunes."""
    return zlib.crc32(item.id.encode()) // corpus.ASIDE % TUNES == 0


def marks(item: corpus.Item) -> dict[str, int]:
    """The answer to each question with one answer, as its place."""
    return real.marks(asdict(item))


def flags(item: corpus.Item) -> dict[str, list[float]]:
    """Which of several hold."""
    return real.flags(asdict(item))


def teach_precise(
    whole: Path, start: Path, first: Path, data: Path, items: Sequence[corpus.Item], out: Path, rounds: int
) -> None:
    """The encoder: the corpus, and a part of the first round again."""
    wording = worded(start / "pieces.model")
    own = [(wording.of(item.subject()), item) for item in items]
    examples = [Example(words.pieces, words.parts, marks(item), flags(item)) for words, item in own]
    for about, marked, flagged in real.labelled(data):
        words = wording.of(about)
        examples.append(Example(words.pieces, words.parts, marked, flagged))
    again = [one for place, one in enumerate(general.examples(data, wording)) if place % AGAIN == 1]
    examples, vectors = general.meanings(whole, examples + again, MEANT)
    model = Encoder(start, {**WIDE, **{name: wide for name, wide in general.HEADS.items() if name != "mood"}})
    print(model.load_state_dict(torch.load(first, weights_only=True), strict=False), file=sys.stderr)
    aside = [item for item in corpus.read() if item.aside]

    def after(turn: int) -> None:
        export(model, list(WIDE), out / "precise.onnx")
        print(json.dumps({"round": turn, **seen(model, wording, aside)}), flush=True)

    learn(model, examples, rounds=rounds, pace=2e-4, weighs=WEIGHS, meanings=vectors, dropped=DROPPED, after=after)


def seen(model: nn.Module, wording: Wording, items: Sequence[corpus.Item]) -> dict[str, float]:
    """How it does on items that teach nothing, to look at while it learns. No weight or border comes from it; people who look decide by it what to try."""
    told: dict[str, list[torch.Tensor]] = {}
    words = [wording.of(item.subject()) for item in items]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for at in range(0, len(words), 32):
            for name, scores in model(
                *together([Example(one.pieces, one.parts) for one in words[at : at + 32]])
            ).items():
                told.setdefault(name, []).append(scores.float())
    found = {}
    for name in CHOICES:
        said, truth = torch.cat(told[name]).argmax(1).numpy(), np.array([marks(item)[name] for item in items])
        scored = [
            2 * ((said == one) & (truth == one)).sum() / max(1, (said == one).sum() + (truth == one).sum())
            for one in set(truth)
        ]
        found[name] = round(float(np.mean(scored)), 3)
    return found


def teach_fast(items: Sequence[corpus.Item], data: Path, out: Path) -> fast.Fast:
    """The linear heads: the corpus, and labelled messages of public sets.

    Not those chosen by what triage took them for: with them the linear heads did worse on the items that tune.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    taught = [(item.subject(), marks(item), flags(item)) for item in items] + list(real.labelled(data, chosen=False))
    rows = fast.rows([about for about, _, _ in taught])
    above = HASHED >> fast.FOLD
    every = hstack([sparse_of(rows.text, HASHED), sparse_of(rows.above, above), csr_matrix(rows.facts)]).tocsr()
    matrix, bias = np.zeros((every.shape[1], COLUMNS), np.float32), np.zeros(COLUMNS, np.float32)

    def fit(truth: NDArray[Any], place: slice) -> None:
        if len(set(truth.tolist())) < 2:
            bias[place] = -8.0
            return
        learner = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3).fit(every, truth)
        matrix[:, place], bias[place] = learner.coef_.T, learner.intercept_

    for name in CHOICES:
        fit(np.array([marked[name] for _, marked, _ in taught]), PLACES[name])
    for name in FLAGS:
        holds = np.array([flagged[name] for _, _, flagged in taught])
        for column in range(holds.shape[1]):
            at = PLACES[name].start + column
            fit(holds[:, column], slice(at, at + 1))
    heads = fast.Fast(matrix[:HASHED], matrix[HASHED : HASHED + above], matrix[HASHED + above :], bias)
    (out / "fast.npz").write_bytes(heads.dumped())
    return fast.loaded((out / "fast.npz").read_bytes())


def add(heads: fast.Fast, items: Sequence[corpus.Item], out: Path, version: str) -> Blend:
    """How both tiers are added, from the items that tune."""
    from earful.triage.blend import precise_columns

    subjects = [item.subject() for item in items]
    quick = heads.scores(fast.rows(subjects))
    slow = precise_columns(np.array([heard.scores for heard in load(out).hear(subjects)]))
    alone, both = {}, {}
    for name, place in PLACES.items():
        truth = np.array([marks(item)[name] if name in CHOICES else flags(item)[name] for item in items])
        alone[name] = _mixed(name, quick[:, place], None, truth)
        both[name] = _mixed(name, quick[:, place], slow[name], truth)
    found = Blend(version, alone, both, {})
    scores = found.of_both(quick, slow)
    needs = chances("needs", scores["needs"])[:, 1]
    wanted = np.sort(needs[[item.needs for item in items]])
    border, pressing = _at(wanted, SHOWN), [item.urgency == 2 for item in items]
    urgent = np.sort((chances("urgency", scores["urgency"])[:, 2] * (needs >= border))[pressing])
    limits = {"needs": border, "urgent": _at(urgent, URGENT), "spam": 0.9}
    found = Blend(version, alone, both, limits)
    (out / "blend.json").write_text(found.dumped())
    return found


def _at(ranked: NDArray[np.float64], share: float) -> float:
    """From where so many of a hundred are called, and not above one half."""
    return round(float(min(0.5, ranked[int(len(ranked) * (1.0 - share))])), 4)


def _mixed(name: str, quick: NDArray[Any], slow: NDArray[np.float64] | None, truth: NDArray[Any]) -> Mix:
    """The factors and shifts that surprise least, held a little towards nothing where there is little to learn from."""
    from scipy.optimize import minimize

    def surprise(told: NDArray[np.float64]) -> float:
        scores = quick * told[0] + (0.0 if slow is None else slow * told[1]) + told[2:]
        given = np.clip(chances(name, scores), 1e-9, 1.0 - 1e-9)
        if name in FLAGS:
            lost = -(truth * np.log(given) + (1 - truth) * np.log(1 - given)).sum(axis=1).mean()
        else:
            lost = -np.log(given[np.arange(len(truth)), truth.astype(int)]).mean()
        return float(lost + 0.002 * ((told[:2] - 0.7) ** 2).sum() + 0.002 * (told[2:] ** 2).mean())

    wide = quick.shape[1]
    begin = np.concatenate([[1.0, 0.0] if slow is None else [0.5, 0.7], np.zeros(wide)])
    bounds = [(0.0, 5.0), (0.0, 5.0), *[(-6.0, 6.0)] * wide]
    best = minimize(surprise, begin, method="L-BFGS-B", bounds=bounds).x
    return Mix(float(best[0]), 0.0 if slow is None else float(best[1]), tuple(float(one) for one in best[2:]))


def main(whole: Path, start: Path, first: Path, data: Path, out: Path, rounds: int, version: str) -> None:
    """Everything of the second round, into the folder of weights."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "pieces.model").write_bytes((start / "pieces.model").read_bytes())
    if rounds:
        items = [item for item in corpus.read() if not item.aside and not tunes(item)]
        teach_precise(whole, start, first, data, items, out, rounds)
    finish(data, out, version)


def finish(data: Path, out: Path, version: str) -> None:
    """The fast tier, and how both are added."""
    kept = [item for item in corpus.read() if not item.aside]
    heads = teach_fast([item for item in kept if not tunes(item)], data, out)
    add(heads, [item for item in kept if tunes(item)], out, version)
