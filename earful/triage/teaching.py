"""Whether a lesson is better than none, on corrections that were kept aside while it was learned. Pure.

The corrections are dealt into parts; each part is judged by what was learned from the others. What is taken over is the
recipe that did better there, learned once more from all of them. The kind and the need for an answer are decided apart.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earful.triage import lessons
from earful.triage.example import FEW, Example, Outcome
from earful.triage.lessons import Taught
from earful.triage.rules import KINDS

PARTS = 10
MANY = 200  # from so many on, half as many parts tell as much
ALONE = 30  # up to so many corrections each is kept aside alone
DIGITS = 4
Answers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Foretold:
    """For each corrected item: its kind and whether it is shown, without a lesson and with one that did not see it."""

    kind_before: Answers
    kind_after: Answers
    shown_before: Answers
    shown_after: Answers


def learn(made_for: str, examples: Sequence[Example], recent: Sequence[Example], limit: float) -> Outcome:
    """Learn from corrections, and say whether it helps.

    `recent`: other items of the workspace, with `needs` True where a person answered: they say how far apart items are
    here, how much changes elsewhere, and that what was answered goes on being shown.
    """
    examples = [one for one in examples if one.kind or one.needs is not None]
    if not examples:
        return Outcome(None, "nothing", {"corrections": 0})
    apart = lessons.usually_apart(lessons.meanings([*examples, *recent][-300:]))
    watched = [one for one in recent if one.needs]
    kept = _kept_aside(made_for, examples, apart, limit, watched)
    kind, needs = _of_kind(examples, kept), _of_needs(examples, kept)
    figures = {"corrections": len(examples), "kind": kind, "needs": needs}
    if not kind["taken"] and not needs["taken"]:
        return Outcome(None, _why_not(kind, needs), figures)
    useful = [_only(one, kind=kind["taken"], needs=needs["taken"]) for one in examples]
    taught = lessons.fit(made_for, [one for one in useful if one.kind or one.needs is not None], apart, limit, watched)
    few = max(kind["items"], needs["items"]) < FEW
    return Outcome(taught, "few" if few else "better", {**figures, "elsewhere": _elsewhere(taught, recent, limit)})


def _only(one: Example, *, kind: bool, needs: bool) -> Example:
    return replace(one, kind=one.kind if kind else "", needs=one.needs if needs else None)


def _parts(examples: Sequence[Example]) -> NDArray[np.intp]:
    """In which part each stands; the same meaning always in the same one."""
    alike = {meaning: place for place, meaning in enumerate(sorted({one.meaning for one in examples}, key=_dealt))}
    places = np.array([alike[one.meaning] for one in examples])
    parts = PARTS if len(alike) < MANY else PARTS // 2
    found: NDArray[np.intp] = places if len(alike) <= ALONE else places % parts
    return found


def _dealt(meaning: bytes) -> tuple[int, bytes]:
    return zlib.crc32(meaning), meaning


def _kept_aside(
    made_for: str, examples: Sequence[Example], apart: float, limit: float, watched: Sequence[Example]
) -> _Foretold:
    kinds = np.array([one.kinds_p for one in examples]).argmax(axis=1)
    shown = np.array([one.needs_p >= limit for one in examples])
    kinds_after, shown_after, parts = kinds.copy(), shown.copy(), _parts(examples)
    for part in np.unique(parts):
        aside = [place for place, dealt in enumerate(parts) if dealt == part]
        others = [place for place, dealt in enumerate(parts) if dealt != part]
        if not others:
            continue
        taught = lessons.fit(made_for, [examples[place] for place in others], apart, limit, watched)
        chances, needs = lessons.foretold(taught, [examples[place] for place in aside])
        kinds_after[aside], shown_after[aside] = chances.argmax(axis=1), needs >= limit - 1e-9
    return _Foretold(kinds, kinds_after, shown, shown_after)


def _of_kind(examples: Sequence[Example], kept: _Foretold) -> dict[str, Any]:
    """Macro-F1 over the kinds that people named, before and after; and how many became right or wrong.

    A kind that was named once is left out: kept aside, nothing is there to learn it from.
    """
    places = [place for place, one in enumerate(examples) if one.kind]
    true = np.array([KINDS.index(examples[place].kind) for place in places], int)
    before, after = kept.kind_before[places], kept.kind_after[places]
    named, count = np.unique(true, return_counts=True)
    several = named[count > 1] if (count > 1).any() else named
    was, became = macro_f1(true, before, several), macro_f1(true, after, several)
    better = became > was or (len(places) < FEW and became >= was)
    return {
        "items": len(places),
        "before": round(was, DIGITS),
        "after": round(became, DIGITS),
        "righted": int(((before != true) & (after == true)).sum()),
        "spoiled": int(((before == true) & (after != true)).sum()),
        "taken": bool(places) and better,
    }


def _of_needs(examples: Sequence[Example], kept: _Foretold) -> dict[str, Any]:
    """Recall and precision of needing an answer; recall may never be lower."""
    places = [place for place, one in enumerate(examples) if one.needs is not None]
    true = np.array([bool(examples[place].needs) for place in places], bool)
    was, became = shares(true, kept.shown_before[places]), shares(true, kept.shown_after[places])
    worse = became[0] < was[0] or became[1] < was[1]
    better = became[0] > was[0] or became[1] > was[1] or len(places) < FEW
    return {
        "items": len(places),
        "recall_before": round(was[0], DIGITS),
        "recall_after": round(became[0], DIGITS),
        "precision_before": round(was[1], DIGITS),
        "precision_after": round(became[1], DIGITS),
        "taken": bool(places) and better and not worse,
    }


def _why_not(kind: Mapping[str, Any], needs: Mapping[str, Any]) -> str:
    if needs["items"] and needs["recall_after"] < needs["recall_before"]:
        return "recall_lower"
    worse = kind["after"] < kind["before"] or needs["precision_after"] < needs["precision_before"]
    return "worse" if worse else "no_better"


def _elsewhere(taught: Taught, recent: Sequence[Example], limit: float) -> dict[str, int]:
    """Of other items of late: how many would now be of another kind, be shown or not be shown."""
    if not recent:
        return {"items": 0, "kind": 0, "shown": 0, "hidden": 0}
    chances, needs = lessons.foretold(taught, recent)
    kinds = np.array([one.kinds_p for one in recent]).argmax(axis=1)
    before, after = np.array([one.needs_p >= limit for one in recent]), needs >= limit - 1e-9
    return {
        "items": len(recent),
        "kind": int((chances.argmax(axis=1) != kinds).sum()),
        "shown": int((after & ~before).sum()),
        "hidden": int((before & ~after).sum()),
    }


def macro_f1(true: Answers, said: Answers, answers: Answers | None = None) -> float:
    """The mean F1 of some answers, else of all that are true of something."""
    found = []
    for answer in np.unique(true) if answers is None else answers:
        both = float(((true == answer) & (said == answer)).sum())
        found.append(2 * both / float((true == answer).sum() + (said == answer).sum()))
    return float(np.mean(found)) if found else 0.0


def shares(true: Answers, said: Answers) -> tuple[float, float]:
    """Recall and precision; 1 where there was nothing to find, or nothing was said."""
    both = float((true & said).sum())
    recall = both / float(true.sum()) if true.any() else 1.0
    precision = both / float(said.sum()) if said.any() else 1.0
    return recall, precision
