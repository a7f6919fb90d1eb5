"""Go on teaching from the weights that are shipped: `python -m training.onward --data DIR --version V`, some half an hour on two cores.

For when the corpus has grown: the whole way (`training.make`) takes three times as long. What texts mean stays as it is, and so do the
words themselves, so that meanings kept at a desk can still be compared and what listens to replies (`guard.onnx`) still reads its words here.

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
from training import card, desk, general, guard_export, real
from training.export import export
from training.learn import learn
from training.make import OUT
from training.model import MEANING, Encoder, Example, together
from training.shipped import taught

AGAIN = 8  # one text of so many of the first round is read again, where a question of the desk has its answer
PACE = 1.5e-4
SHARES = (0.0, 0.15, 0.3, 0.5)  # of what was begun with; more of it is less of what was meant to be learned
LOOKED = ("needs", "kind", "mood", "urgency")
KEPT = ("needs", "kind", "mood", "urgency", "severity", "spam", "about", "solved", "also", "cause", MEANING)


def examples(data: Path, items: Sequence[corpus.Item], out: Path) -> list[Example]:
    """The corpus, labelled messages of public sets, and a part of the first round."""
    wording = worded(out / "pieces.model")
    own = [(wording.of(item.subject()), desk.marks(item), desk.flags(item)) for item in items]
    own += [(wording.of(about), marked, flagged) for about, marked, flagged in real.labelled(data)]
    first = [one for one in general.examples(data, wording) if set(one.marks) & set(KEPT)]
    return [Example(words.pieces, words.parts, marked, flagged) for words, marked, flagged in own] + first[::AGAIN]


def meanings(model: Encoder, some: Sequence[Example]) -> tuple[list[Example], torch.Tensor]:
    """Each example with what it means to the encoder as it is shipped."""
    vectors = torch.zeros(len(some), model.meant.out_features)
    order = sorted(range(len(some)), key=lambda place: len(some[place].pieces))
    with torch.inference_mode():
        for at in range(0, len(order), 64):
            places = order[at : at + 64]
            vectors[places] = model(*together([some[place] for place in places]))[MEANING]
    return [replace(one, meaning=place) for place, one in enumerate(some)], vectors.clone()


def teach(data: Path, out: Path, rounds: int) -> None:
    """The encoder, anew into the folder of weights. Raises SystemExit where words would change."""
    items = [item for item in corpus.read() if not item.aside]
    model = taught(out / "precise.onnx", desk.WIDE)
    model.marks.requires_grad_(False)
    begun = {name: weight.clone() for name, weight in model.state_dict().items()}
    some, vectors = meanings(model.eval(), examples(data, [item for item in items if not desk.tunes(item)], out))
    wording, aside = worded(out / "pieces.model"), [item for item in corpus.read() if item.aside]

    def after(turn: int) -> None:
        print(json.dumps({"round": turn, **desk.seen(model, wording, aside)}), flush=True)

    weighs = {name: weight for name, weight in desk.WEIGHS.items() if name in KEPT}
    learn(model, some, rounds=rounds, pace=PACE, weighs=weighs, meanings=vectors, dropped=desk.DROPPED, after=after)
    mean(model, begun, wording, [item for item in items if desk.tunes(item)])
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "precise.onnx"
        export(model, list(desk.WIDE), new)
        guard_export.move(out, new)
        shutil.move(new, out / "precise.onnx")


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
    with torch.inference_mode():
        for at in range(0, len(words), 32):
            told = model(*together([Example(one.pieces, one.parts) for one in words[at : at + 32]]))
            some = [desk.marks(item) for item in items[at : at + 32]]
            for name in LOOKED:
                truth = torch.tensor([marked[name] for marked in some])
                lost += float(functional.cross_entropy(told[name], truth, reduction="sum"))
    return lost / len(items)


def main() -> None:
    """The encoder, the fast tier, how they are added, and the card."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights stand and go")
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.11")
    parser.add_argument("--rounds", type=int, default=3, help="0: only the fast tier and how both are added")
    options = parser.parse_args()
    torch.set_num_threads(2)
    if options.rounds:
        teach(options.data, options.out, options.rounds)
    desk.finish(options.data, options.out, options.version)
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
