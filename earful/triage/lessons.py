"""What a team's corrections teach: a small shift near what was corrected, nothing far from it. Pure.

To the log-odds of the shipped weights is added a sum over the corrected items, each weighing as much as it is near: one
for the same meaning, next to nothing for another matter. The sizes are those of a logistic regression over that kernel
which is drawn to zero. Whether an answer is needed is pushed down only where several corrections say so and none speaks
against it.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from earful.triage.example import WIDE, Example
from earful.triage.linear import NotAModel
from earful.triage.rules import KINDS, Assessment, Reason

Array = NDArray[np.float64]
NEAR = 0.5  # how far a correction reaches, as a share of how far apart this workspace's items usually are
APART = 0.7  # how far that is while there are too few to tell
DRAWN = 0.3  # how strongly everything is drawn to zero
ROUNDS = 200
STILL = 1e-4
SEVERAL = 1.5  # corrections, counted by their nearness, before something may need an answer less than before
DOUBT = 0.1  # as much as one that says the opposite may weigh beside them
PUSHES = (1.0, 0.5, 0.25, 0.0)
TOLD = 0.3  # log-odds from which a lesson is named among the reasons
RULED = frozenset({"own_words", "context_only", "sent_by_program"})  # reasons that no lesson overrules
UNSAID = -1


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned. Each row belongs to one corrected item; `said`: 1 it needs an answer, 0 it does not, -1 unsaid."""

    made_for: str  # the version of the weights to which it is added
    apart: float
    at: NDArray[np.float32]  # rows x WIDE
    kinds: NDArray[np.float32]  # rows x kinds
    needs: NDArray[np.float32]
    said: NDArray[np.int8]
    push: float = 1.0  # how much of what speaks against an answer is believed

    def shifts(self, meanings: NDArray[np.float32]) -> tuple[Array, Array]:
        """What is added to the log-odds of each kind, and to those of needing an answer: a row for each meaning."""
        near = nearness(meanings, self.at, self.apart)
        needs = near @ self.needs.astype(np.float64)
        against, speak_for = near @ (self.said == 0), near @ (self.said == 1)
        believed = (against >= SEVERAL) & (speak_for <= DOUBT * against)
        needs = np.where(needs >= 0, needs, np.where(believed, needs * self.push, 0.0))
        return near @ self.kinds.astype(np.float64), needs

    def dumped(self) -> bytes:
        """As it is kept."""
        buffer = io.BytesIO()
        numbers = np.array([self.apart, self.push])
        told = np.frombuffer(self.made_for.encode(), np.uint8)
        at, kinds = self.at.astype(np.float16), self.kinds
        np.savez(buffer, at=at, kinds=kinds, needs=self.needs, said=self.said, numbers=numbers, told=told)
        return buffer.getvalue()


def loaded(kept: bytes) -> Taught:
    """What `dumped` made. Raises NotAModel."""
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as found:
            apart, push = (float(one) for one in found["numbers"])
            rows = len(found["said"])
            shapes = [(rows, WIDE), (rows, len(KINDS)), (rows,)]
            if [found[name].shape for name in ("at", "kinds", "needs")] != shapes:
                raise NotAModel("The parts of this lesson do not fit together.")
            at = _of_length_one(found["at"])
            told = bytes(found["told"]).decode()
            return Taught(told, apart, at, found["kinds"], found["needs"], found["said"], push)
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise NotAModel("This is no lesson.") from error


def meanings(examples: Sequence[Example]) -> NDArray[np.float32]:
    """Their meanings, one a row, each of length one."""
    joined = b"".join(one.meaning for one in examples)
    return _of_length_one(np.frombuffer(joined, "<f2").reshape(len(examples), WIDE))


def _of_length_one(rows: NDArray[Any]) -> NDArray[np.float32]:
    rows = rows.astype(np.float32)
    found: NDArray[np.float32] = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    return found


def nearness(these: NDArray[np.float32], those: NDArray[np.float32], apart: float) -> Array:
    """How near each of these is to each of those: 1 the same, 0.14 as far as two items usually are."""
    far = np.clip(1.0 - (these @ those.T).astype(np.float64), 0.0, 2.0)
    found: Array = np.exp(-far / (NEAR * apart))
    return found


def usually_apart(rows: NDArray[np.float32]) -> float:
    """How far apart items of a workspace usually are."""
    if len(rows) < 8:
        return APART
    far = 1.0 - rows @ rows.T
    return max(0.05, float(np.median(far[np.triu_indices(len(rows), 1)])))


def fit(
    made_for: str, examples: Sequence[Example], apart: float, limit: float, watched: Sequence[Example] = ()
) -> Taught:
    """Learn from corrected items. In what order they come does not matter.

    `limit`: from which probability something is shown as needing an answer; `watched`: what people answered. What a
    person said needs one, or answered, and was shown, goes on being shown.
    """
    examples = sorted(examples, key=lambda one: (one.meaning, one.kind, str(one.needs), one.needs_p, one.kinds_p))
    at = meanings(examples)
    near = nearness(at, at, apart)
    said = np.array([UNSAID if one.needs is None else int(one.needs) for one in examples], np.int8)
    kinds = np.zeros((len(examples), len(KINDS)))
    if len(named := np.array([place for place, one in enumerate(examples) if one.kind], int)):
        true = np.array([KINDS.index(examples[place].kind) for place in named])
        kinds[named] = _sizes(near[np.ix_(named, named)], _kind_odds([examples[place] for place in named]), true)
    needs = np.zeros(len(examples))
    if len(asked := np.flatnonzero(said != UNSAID)):
        odds = _needs_odds([examples[place] for place in asked])
        two = np.column_stack([np.zeros(len(asked)), odds])
        needs[asked] = 2.0 * _sizes(near[np.ix_(asked, asked)], two, said[asked].astype(int), halved=True)[:, 1]
    found = Taught(made_for, apart, at, kinds.astype(np.float32), needs.astype(np.float32), said)
    return _held_back(found, [one for one in examples if one.needs] + list(watched), limit)


def _sizes(near: Array, odds: Array, true: NDArray[np.intp], *, halved: bool = False) -> Array:
    """The sizes whose sum over the kernel, added to the odds, foretells the true answers best while drawn to zero.

    Each round minimises a parabola that lies above the loss (Böhning 1992), so that it can only get better. `halved`: both
    columns move by the same amount in opposite directions, so each is drawn half as much.
    """
    drawn = DRAWN * (2.0 if halved else 1.0)
    wanted = np.eye(odds.shape[1])[true]
    turned = np.linalg.inv(near / 2 + drawn * np.eye(len(near)))
    sizes = np.zeros_like(odds)
    for _ in range(ROUNDS):
        shift = near @ sizes
        after = turned @ (shift / 2 + wanted - _shares(odds + shift))
        moved = float(np.abs(after - sizes).max())
        sizes = after
        if moved < STILL:
            break
    return sizes


def _held_back(found: Taught, shown: Sequence[Example], limit: float) -> Taught:
    """The same, speaking against answers only so far that nothing is lost that was rightly shown."""
    shown = [one for one in shown if one.needs_p >= limit]
    if not shown:
        return found
    rows, odds = meanings(shown), _needs_odds(shown)
    for push in PUSHES:
        tried = replace(found, push=push)
        if bool((_chance(odds + tried.shifts(rows)[1]) >= limit - 1e-9).all()):
            return tried
    return replace(found, push=0.0)


def _shares(odds: Array) -> Array:
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    found: Array = raised / raised.sum(axis=1, keepdims=True)
    return found


def _chance(odds: Array) -> Array:
    found: Array = 1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0)))
    return found


def _kind_odds(examples: Sequence[Example]) -> Array:
    found: Array = np.log(np.clip(np.array([one.kinds_p for one in examples]), 1e-4, 1.0))
    return found


def _needs_odds(examples: Sequence[Example]) -> Array:
    p = np.clip(np.array([one.needs_p for one in examples]), 1e-4, 1 - 1e-4)
    found: Array = np.log(p / (1 - p))
    return found


def foretold(found: Taught, examples: Sequence[Example]) -> tuple[Array, Array]:
    """The chance of each kind, and that an answer is needed, for items that a lesson shifts."""
    kinds, needs = found.shifts(meanings(examples))
    return _shares(_kind_odds(examples) + kinds), _chance(_needs_odds(examples) + needs)


def applied(found: Taught, one: Assessment, limit: float, name: str) -> Assessment:
    """What triage thinks with a lesson; without the meaning of an item, or for other weights, it stays as it was."""
    if not one.meaning or len(one.meaning) != 2 * WIDE or one.version != found.made_for:
        return one
    before = Example(one.meaning, one.needs_answer_p, tuple(one.kinds_p.get(kind, 0.0) for kind in KINDS))
    (kinds, (p,)) = foretold(found, [before])
    if ruled := bool(one.reasons) and one.reasons[0].code in RULED:
        p = one.needs_answer_p
    shift = float(_needs_odds([replace(before, needs_p=float(p))])[0] - _needs_odds([before])[0])
    kind = KINDS[int(kinds[0].argmax())]
    return replace(
        one,
        version=f"{one.version}+{name}",
        needs_answer=one.needs_answer if ruled or one.spam else bool(p >= limit - 1e-9),
        needs_answer_p=float(p),
        kind=kind,
        kinds_p={each: float(share) for each, share in zip(KINDS, kinds[0], strict=True)},
        kinds=one.kinds if kind in one.kinds else (kind, *(each for each in one.kinds if each != one.kind)),
        severity=max(1, one.severity) if kind == "complaint" else 0,
        untaught=_untaught(one),
        reasons=_reasons(one, shift, bool(p >= limit - 1e-9)),
    )


def _untaught(one: Assessment) -> Mapping[str, Any]:
    return {"needs": one.needs_answer, "needs_p": one.needs_answer_p, "kind": one.kind, "kinds_p": dict(one.kinds_p)}


def _reasons(one: Assessment, shift: float, shown: bool) -> tuple[Reason, ...]:
    """The lesson first where it decided, else last where it weighed."""
    taught = Reason("taught", "", shift)
    if shown != one.needs_answer and not one.spam:
        return (taught, *one.reasons)
    return (*one.reasons, taught) if abs(shift) >= TOLD else one.reasons
