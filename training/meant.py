"""What texts mean, told again as desks have kept it: `python -m training.meant --data DIR --like FOLDER`, a quarter of an hour on two cores.

Whenever an encoder goes on learning, its meanings drift a little, and over several times a desk's kept ones would no longer fit. So the last step, a
linear map from what the encoder makes of a text to its meaning, is found anew in closed form (a ridge regression) on what the weights in FOLDER say:
those with which desks last read everything again. `training.onward` does the same with what it began with.
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training import card, desk, guard_export
from training.examples import PART, examples, said
from training.export import export
from training.make import OUT
from training.model import MEANING, SHORT, WIDTH, Encoder, Example, averaged, together
from training.shipped import taught

RIDGE = 1e-5  # of the mean square; less and more were no better on one text of six kept aside
TOLD = 4  # one text of so many of the first round is read beside the corpus
EVERY = 3  # one text of so many is enough for 384 x 385 numbers


def anew(model: Encoder, some: Sequence[Example], wanted: Tensor) -> float:
    """The map is found anew, so that meanings come near to `wanted` (a row of length one for each text). The mean cosine with it."""
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
    parser.add_argument(
        "--like", type=Path, required=True, help="the folder with the weights whose meanings desks keep"
    )
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.12")
    options = parser.parse_args()
    torch.set_num_threads(2)
    some = examples(options.data, options.out, TOLD, silent=True)[::EVERY]
    wanted = said(taught(options.like / "precise.onnx", desk.WIDE).eval(), some)[1][MEANING]
    model = taught(options.out / "precise.onnx", desk.WIDE).eval()
    print(anew(model, some, functional.normalize(wanted, dim=1)))
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "precise.onnx"
        export(model, list(desk.WIDE), new)
        guard_export.move(options.out, new)
        shutil.move(new, options.out / "precise.onnx")
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
