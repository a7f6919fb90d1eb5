"""Go on teaching from the weights that are shipped: `python -m training.onward --data DIR --version V`, some half an hour on two cores.

For when the corpus has grown: the whole way (`training.make`) takes three times as long. What texts mean stays near what the encoder says that one began
with, and words themselves stay as they are, so that what listens to replies (`guard.onnx`) still reads its words here.

What is kept is the mean of what was begun with and what was learned (Wortsman et al. 2022, "Model soups"), in the shares that do best on the items that tune.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn import functional

from earful.bench import corpus
from earful.triage.wording import Wording, worded
from training import card, desk, english, guard_export, meant, teacher
from training.examples import read_by, said, texts
from training.export import export
from training.learn import learn
from training.make import OUT
from training.model import MEANING, SHORT, Encoder, Example, together
from training.shipped import taught

AGAIN = 8  # one text of so many of the first round is read again, where a question of the desk has its answer
TOLD = 8  # likewise, where a teacher says what nobody has said; beside texts like those of the corpus
PACE = 1.5e-4
SHARES = (0.0, 0.15, 0.3, 0.5)  # of what was begun with; more of it is less of what was meant to be learned
LOOKED = ("needs", "kind", "mood", "urgency")
KEPT = ("needs", "kind", "mood", "urgency", "severity", "spam", "about", "solved", "also", "cause", MEANING)


def teach(data: Path, out: Path, kept: Path, rounds: int, other: Path | None, wide: Path | None) -> None:
    """The encoder, anew into the folder of weights. Raises SystemExit where words would change.

    `kept`: where the whole encoder stands; `other`: what `training.teacher` kept; `wide`: the folder where `training.english` kept what it learned.
    """
    items = [item for item in corpus.read() if not item.aside]
    model = taught(out / "precise.onnx", desk.WIDE)
    model.marks.requires_grad_(False)
    wording, plain = (
        worded(out / "pieces.model"),
        texts(data, AGAIN if other is None else TOLD, silent=other is not None),
    )
    some = read_by(wording, plain)
    told = None if other is None else heads(said(teacher.loaded(other), some)[1])
    if told is not None and wide is not None:
        told = english.beside(told, plain, wide)
    some, meanings = [replace(one, meaning=place) for place, one in enumerate(some)], meant.wanted(kept, some)
    print(json.dumps({"meanings": round(meant.anew(model.eval(), some, meanings), 4)}), flush=True)
    begun = {name: weight.clone() for name, weight in model.state_dict().items()}
    aside = [item for item in corpus.read() if item.aside]

    def after(turn: int) -> None:
        print(json.dumps({"round": turn, **desk.seen(model, wording, aside)}), flush=True)

    weighs = {name: weight for name, weight in desk.WEIGHS.items() if name in KEPT}
    learn(model, some, rounds=rounds, pace=PACE, weighs=weighs, meanings=meanings, teacher=told, dropped=desk.DROPPED, after=after)  # fmt: skip
    mean(model, begun, wording, [item for item in items if desk.tunes(item)])
    print(json.dumps({"meanings": round(meant.anew(model.eval(), some, meanings), 4)}), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "precise.onnx"
        export(model, list(desk.WIDE), new)
        guard_export.move(out, new)
        shutil.move(new, out / "precise.onnx")


def heads(told: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """What was said to the questions, without the meaning."""
    return {name: scores for name, scores in told.items() if name != MEANING}


def mean(model: Encoder, begun: Mapping[str, torch.Tensor], wording: Wording, tuning: Sequence[corpus.Item]) -> None:
    """Into the model goes the mean that does best where nothing was learned."""
    learned, found = {name: weight.clone() for name, weight in model.state_dict().items()}, {}
    for share in SHARES:
        mixed = {
            name: weight.lerp(begun[name], share) if weight.is_floating_point() else weight
            for name, weight in learned.items()
        }
        model.load_state_dict(mixed)
        told = surprise(model, wording, tuning)
        print(json.dumps({"share": share, "surprise": round(told, 4), **desk.seen(model, wording, tuning)}), flush=True)
        found[told] = mixed
    model.load_state_dict(found[min(found)])


def surprise(model: Encoder, wording: Wording, items: Sequence[corpus.Item]) -> float:
    """The sum of the mean cross-entropies (nats) of the questions that are looked at."""
    lost, words = 0.0, [wording.of(item.subject()) for item in items]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for at in range(0, len(words), 32):
            told = model(*together([Example(one.pieces, one.parts) for one in words[at : at + 32]]))
            some = [desk.marks(item) for item in items[at : at + 32]]
            for name in LOOKED:
                truth = torch.tensor([marked[name] for marked in some])
                lost += float(functional.cross_entropy(told[name].float(), truth, reduction="sum"))
    return lost / len(items)


def main() -> None:
    """The encoder, the fast tier, how they are added, and the card."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights stand and go")
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.11")
    parser.add_argument("--rounds", type=int, default=3, help="0: only the fast tier and how both are added")
    parser.add_argument("--kept", type=Path, default=teacher.KEPT, help="keeps the whole encoder")
    parser.add_argument("--teacher", type=Path, help="what training.teacher kept: it says what nobody has said")
    parser.add_argument(
        "--english", type=Path, help="the folder where training.english kept what it learned; beside --teacher"
    )
    options = parser.parse_args()
    torch.set_num_threads(2)
    if options.rounds:
        teach(options.data, options.out, options.kept, options.rounds, options.teacher, options.english)
    desk.finish(options.data, options.out, options.version)
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
