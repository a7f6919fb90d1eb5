"""Learn what each sign of a soft push weighs (`earful/replies/guard/weighing.py`), from the replies one may look at.

python training/guard_weights.py [--write]: each language is judged by weights learned from the others alone; --write keeps
those learned from all. A selling reply is labelled as a whole: its heaviest sentence is taken to sell, four times over.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from earful.bench.guard import _labelled, held
from earful.replies.guard import weighing
from earful.replies.guard.reading import Text
from earful.replies.guard.selling import _own

HERE = Path(__file__).parent
KEPT = HERE.parent / "earful/replies/guard/signs/weights.toml"
TUNES = "gk"  # letters of replies that teach nothing: the borders of what is heard are chosen by them
RIDGE, ROUNDS, STEPS = 2.0, 4, 25
Reply = tuple[str, bool, Any]  # its language, whether it sells, a row of signs a sentence


def _replies() -> tuple[list[str], list[Reply]]:
    names: list[str] = []
    found: list[Reply] = []
    for folder in ("guard", "guard_dev"):
        for row in _labelled(HERE / folder):
            text = Text.read(row["text"], row["said"], row["language"])
            if (held(row["id"]) if folder == "guard" else row["id"].split("-", 1)[-1][0] in TUNES) or not text.parts:
                continue
            signs = [
                weighing.signs_of(text, place, bool(_own(text, part.words))) for place, part in enumerate(text.parts)
            ]
            names = names or sorted(signs[0])
            found.append((row["language"], "selling" in row["rules"], np.array([[one[name] for name in names] for one in signs])))  # fmt: skip
    return names, found


def _learned(replies: Sequence[Reply]) -> Any:
    picked = [len(rows) - 1 for _language, _sells, rows in replies]
    weights: Any = None
    for _round in range(ROUNDS):
        given = [rows[[at]] if sells else rows for (_language, sells, rows), at in zip(replies, picked, strict=True)]
        signs = np.vstack(given)
        signs = np.c_[signs, np.ones(len(signs))]
        meant = np.concatenate(
            [[float(sells)] * len(rows) for (_l, sells, _r), rows in zip(replies, given, strict=True)]
        )
        weights = np.zeros(signs.shape[1]) if weights is None else weights
        ridge = np.diag([RIDGE] * (signs.shape[1] - 1) + [1e-6])
        for _step in range(STEPS):
            likely = 1 / (1 + np.exp(-signs @ weights))
            bend = (signs * (likely * (1 - likely))[:, None]).T @ signs + ridge
            weights = weights - np.linalg.solve(bend, signs.T @ (likely - meant) + ridge @ weights)
        picked = [int(np.argmax(rows @ weights[:-1])) for _language, _sells, rows in replies]
    return weights


def main() -> None:
    """Judge each language by the others; keep what all of them teach, if asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names, replies = _replies()
    for language in sorted({one[0] for one in replies}):
        weights = _learned([one for one in replies if one[0] != language])
        judged = [(sells, (rows @ weights[:-1]).max() + weights[-1] >= weighing.bar("sells")) for own, sells, rows in replies if own == language]  # fmt: skip
        right, wrong = sum(s and f for s, f in judged), sum(f and not s for s, f in judged)
        print(
            f"{language}: finds {right} of {sum(s for s, _f in judged)}, wrong {wrong} of {sum(not s for s, _f in judged)}"
        )
    if options.write:
        weights = _learned(replies)
        rows = "".join(
            f'"{name}" = {value:.2f}\n' for name, value in sorted(zip([*names, "bias"], weights, strict=True))
        )
        KEPT.write_text(re.sub(r"(?s)(?<=\[weights\]\n).*", lambda _found: rows, KEPT.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
