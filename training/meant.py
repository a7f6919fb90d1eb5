"""What texts mean, told again as the whole encoder says it: `python -m training.meant --data DIR --version V`, a quarter of an hour on two cores.

Whenever an encoder goes on learning, its meanings drift a little. So the last step, a linear map from what the encoder makes of a text to its meaning,
is found anew in closed form (a ridge regression) on what the encoder says that one began with, which never changes. `training.onward` ends with the same.
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training import card, desk, general, guard_export, start
from training.examples import PART, examples
from training.export import export
from training.make import OUT
from training.model import SHORT, WIDTH, Encoder, Example, averaged, together
from training.shipped import taught
from training.teacher import KEPT

RIDGE = 1e-5  # of the mean square; less and more were no better on one text of six kept aside
TOLD = 4  # one text of so many of the first round is read beside the corpus
EVERY = 3  # one text of so many tells enough for 384 x 385 numbers


def anew(model: Encoder, some: Sequence[Example], wanted: Tensor) -> float:
    """The map is found anew, so that meanings come near to `wanted` (a row of length one for each text, or of nothing). The mean cosine with it."""
    there = wanted.abs().sum(1).nonzero()[:, 0]
    some, wanted = [some[place] for place in there.tolist()], wanted[there]
    found = pooled(model, some)
    middle, aim = found.mean(0), wanted.mean(0)
    about = found - middle
    square = about.T @ about
    square += RIDGE * len(some) * torch.eye(WIDTH, dtype=square.dtype)
    weight = torch.linalg.solve(square, about.T @ (wanted.double() - aim))
    with torch.no_grad():
        model.meant.weight.copy_(weight.T)
        model.meant.bias.copy_(aim - middle @ weight)
        near = functional.normalize(model.meant(found.float()), dim=1)
    return float((near * wanted).sum(1).mean())


def wanted(kept: Path, some: Sequence[Example], every: int = EVERY) -> Tensor:
    """What the whole encoder says that one of `every` texts means, less what all have in common: a row of length one, and one of nothing for the others."""
    whole = kept / "whole"
    if not (whole / "config.json").exists():
        start.write(whole)
    rows, told = general.meanings(whole, list(some), every)
    found = torch.zeros(len(some), WIDTH)
    places = [place for place, one in enumerate(rows) if one.meaning >= 0]
    found[places] = told[[rows[place].meaning for place in places]]
    return found


def pooled(model: Encoder, some: Sequence[Example]) -> Tensor:
    """The mean over all pieces of what the last layer makes of them (texts x 384)."""
    order = sorted(range(len(some)), key=lambda place: len(some[place].pieces))
    found = torch.zeros(len(some), WIDTH, dtype=torch.float64)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SHORT):
        for at in range(0, len(order), PART):
            places = order[at : at + PART]
            pieces, parts, there = together([some[place] for place in places])
            found[places] = averaged(model.read(pieces, parts, there).float(), there).double()
    return found.clone()


def main() -> None:
    """The map of what is shipped, and the card, which says how large the weights are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights stand and go")
    parser.add_argument("--kept", type=Path, default=KEPT, help="keeps the whole encoder")
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.12")
    options = parser.parse_args()
    torch.set_num_threads(2)
    some = examples(options.data, options.out, TOLD, silent=True)
    model = taught(options.out / "precise.onnx", desk.WIDE).eval()
    print(anew(model, some, wanted(options.kept, some)))
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "precise.onnx"
        export(model, list(desk.WIDE), new)
        guard_export.move(options.out, new)
        shutil.move(new, options.out / "precise.onnx")
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
