"""A deeper encoder instead of the one that is shipped: `python -m training.deepen --data DIR --version V`, an hour on two cores.

It begins with more layers of the whole encoder (`shrink.KEPT`) and learns from the corpus, from labelled messages of public sets, and,
beside what these say, from what the shipped one says (Hinton et al. 2015, "Distilling the knowledge in a neural network"). Words stay as they are, so
that what listens to replies (`guard.onnx`) reads them here. Meanings stay near, not the same: what is kept of them at a desk goes by a migration, and
`training.usual` follows.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import BertModel

from earful.bench import corpus
from earful.triage.wording import worded
from training import card, desk, guard_export, shrink, start
from training.examples import examples, said
from training.export import export
from training.learn import learn
from training.make import OUT
from training.model import MEANING, Encoder, Example
from training.shipped import taught

AGAIN = 3  # one text of so many of the first round is read beside the corpus
BY = 60  # one text of so many tells which parts of the encoder say most
PACE = 2e-4


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
    some, told = said(teacher, examples(data, out, AGAIN, silent=True))
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
