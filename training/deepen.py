"""A deeper encoder instead of the one that is shipped: `python -m training.deepen --data DIR --version V`, an hour on two cores.

It begins with more layers of the whole encoder (`shrink.KEPT`) and learns from the corpus, from labelled messages of public sets, and, where
these say nothing, from what the shipped one says (Hinton et al. 2015, "Distilling the knowledge in a neural network"). Words stay as they are, so
that what listens to replies (`guard.onnx`) reads them here. Meanings stay near, not the same: what is kept of them at a desk goes by a migration, and
`training.usual` follows.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from transformers import BertModel

from earful.bench import corpus
from earful.triage.wording import worded
from training import card, desk, general, guard_export, real, shrink, start
from training.export import export
from training.learn import learn
from training.make import OUT
from training.model import MEANING, SHORT, Encoder, Example, together
from training.shipped import taught

AGAIN = 3  # one text of so many of the first round is read beside the corpus
BY = 60  # one text of so many tells which parts of the encoder say most
PACE = 2e-4
PART = 64


def examples(data: Path, out: Path) -> list[Example]:
    """The corpus, labelled messages of public sets, and a part of the first round."""
    wording = worded(out / "pieces.model")
    items = [item for item in corpus.read() if not item.aside and not desk.tunes(item)]
    own = [(wording.of(item.subject()), desk.marks(item), desk.flags(item)) for item in items]
    own += [(wording.of(about), marked, flagged) for about, marked, flagged in real.labelled(data)]
    first = [replace(one, marks={name: one.marks[name] for name in one.marks if name in desk.WIDE}) for one in general.examples(data, wording)]  # fmt: skip
    return [Example(words.pieces, words.parts, marked, flagged) for words, marked, flagged in own] + first[::AGAIN]


def said(model: Encoder, some: Sequence[Example]) -> tuple[list[Example], dict[str, torch.Tensor]]:
    """Each example with its row, and what the model says of each: log-odds of every head, and the meaning."""
    order = sorted(range(len(some)), key=lambda place: len(some[place].pieces))
    found: dict[str, torch.Tensor] = {}
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for at in range(0, len(order), PART):
            places = order[at : at + PART]
            for name, told in model(*together([some[place] for place in places])).items():
                found.setdefault(name, torch.zeros(len(some), told.shape[1]))[places] = told.float()
    return [replace(one, meaning=place) for place, one in enumerate(some)], {name: told.clone() for name, told in found.items()}  # fmt: skip


def begun(teacher: Encoder, kept: Path, some: Sequence[Example]) -> Encoder:
    """The deeper encoder before it has learned: layers of the whole one, the words and heads of the shipped one."""
    whole, small = kept / "whole", kept / "deeper"
    if not (whole / "config.json").exists():
        start.write(whole)
    shrink.write(whole, small, some[::BY])
    bert = BertModel.from_pretrained(small, add_pooling_layer=False, attn_implementation="sdpa")
    bert.embeddings.word_embeddings.load_state_dict(teacher.bert.embeddings.word_embeddings.state_dict())
    model = Encoder(bert, desk.WIDE)
    model.heads.load_state_dict(teacher.heads.state_dict())
    model.meant.load_state_dict(teacher.meant.state_dict())
    model.marks.requires_grad_(False)
    return model


def teach(data: Path, out: Path, kept: Path, rounds: int) -> None:
    """The encoder, anew into the folder of weights. Raises SystemExit where words would change."""
    teacher = taught(out / "precise.onnx", desk.WIDE).eval()
    some, told = said(teacher, examples(data, out))
    model = begun(teacher, kept, some)
    wording, aside = worded(out / "pieces.model"), [item for item in corpus.read() if item.aside]

    def after(turn: int) -> None:
        torch.save(model.state_dict(), kept / "deeper.pt")
        print(json.dumps({"round": turn, **desk.seen(model, wording, aside)}), flush=True)

    weighs = {name: weight for name, weight in desk.WEIGHS.items() if name in desk.WIDE or name == MEANING}
    meanings = told.pop(MEANING)
    learn(model, some, rounds=rounds, pace=PACE, weighs=weighs, meanings=meanings, teacher=told, dropped=desk.DROPPED, after=after)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "precise.onnx"
        export(model.eval(), list(desk.WIDE), new)
        guard_export.move(out, new)
        shutil.move(new, out / "precise.onnx")


def main() -> None:
    """The encoder, the fast tier, how they are added, and the card."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights stand and go")
    parser.add_argument(
        "--kept", type=Path, default=Path("var/training"), help="keeps the whole encoder; is used again"
    )
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.12")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(2)
    options.kept.mkdir(parents=True, exist_ok=True)
    teach(options.data, options.out, options.kept, options.rounds)
    desk.finish(options.data, options.out, options.version)
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
