"""The whole encoder, taught what a desk asks: `python -m training.teacher --data DIR`, an hour on two cores.

It is too slow and too large to ship. What it says teaches the one that is shipped, where nobody has said what is right (`training.onward --teacher`).
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from earful.bench import corpus
from earful.triage.wording import worded
from training import desk, start
from training.examples import examples
from training.learn import learn
from training.make import OUT
from training.model import MARKS, Encoder
from training.shipped import taught

AGAIN = 12  # one text of so many of the first round is read beside the corpus
PACE = 1.2e-4
KEPT = Path("var/training")
FILE = "teacher.pt"


def begun(shipped: Encoder, kept: Path) -> Encoder:
    """The whole encoder before it has learned, with the marks of the shipped one."""
    whole = kept / "whole"
    if not (whole / "config.json").exists():
        start.write(whole)
    model = Encoder(BertModel.from_pretrained(whole, add_pooling_layer=False, attn_implementation="sdpa"), desk.WIDE)
    with torch.no_grad():
        model.marks.copy_(shipped.bert.embeddings.word_embeddings.weight[:MARKS])
    return model


def loaded(file: Path) -> Encoder:
    """What `teach` kept."""
    whole = BertModel(BertConfig.from_pretrained(file.parent / "whole"), add_pooling_layer=False)
    model = Encoder(whole, desk.WIDE)
    model.load_state_dict(torch.load(file, weights_only=True))
    return model.eval()


def teach(data: Path, out: Path, kept: Path, rounds: int, *, onward: bool) -> None:
    """The whole encoder, into `kept`, after each round. `onward`: from where it stood, for when the corpus has grown."""
    model = loaded(kept / FILE) if onward else begun(taught(out / "precise.onnx", desk.WIDE), kept)
    wording, aside = worded(out / "pieces.model"), [item for item in corpus.read() if item.aside]

    def after(turn: int) -> None:
        torch.save(model.state_dict(), kept / FILE)
        print(json.dumps({"round": turn, **desk.seen(model, wording, aside)}), flush=True)

    weighs = {name: weight for name, weight in desk.WEIGHS.items() if name in desk.WIDE}
    some = examples(data, out, AGAIN, silent=False)
    learn(model, some, rounds=rounds, pace=PACE, weighs=weighs, dropped=desk.DROPPED, after=after)


def main() -> None:
    """Teach it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights that are shipped stand")
    parser.add_argument("--kept", type=Path, default=KEPT, help="keeps the whole encoder, and what it has learned")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--onward", action="store_true", help="go on from what is kept")
    options = parser.parse_args()
    torch.set_num_threads(2)
    options.kept.mkdir(parents=True, exist_ok=True)
    teach(options.data, options.out, options.kept, options.rounds, onward=options.onward)


if __name__ == "__main__":
    main()
