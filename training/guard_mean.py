"""Put two ears together: `python -m training.guard_mean OTHER.onnx --share 0.3`, before borders are chosen.

The mean of the weights of two that began alike, or one of which went on from the other, and learned from other replies hears better than either (Wortsman et al. 2022,
"Model soups"). OTHER stands beside the same `precise.onnx`, as the one that is shipped does.
"""

import argparse
from pathlib import Path

from training.guard_ear import RULES, WORD, Ear
from training.guard_export import EAR, WORDS, export
from training.guard_teach import WEIGHTS
from training.shipped import depth, ear, loaded


def main() -> None:
    """Write the mean where the ear stands that is shipped."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path, help="another guard.onnx; of fewer questions, if need be the first ones")
    parser.add_argument("--share", type=float, default=0.5, help="of the other")
    options = parser.parse_args()
    own, head, bias = ear(WEIGHTS / EAR)
    other, other_head, other_bias = ear(options.other)
    if len(head) != len(RULES):
        raise SystemExit(
            f"{EAR} answers {len(head)} questions, not {len(RULES)}: teach it first (training.guard_teach)."
        )
    both = Ear(WEIGHTS / WORDS, depth(own))
    mean = {name: weight * (1 - options.share) + other[name] * options.share for name, weight in own.items()}
    loaded(both.bert, {**mean, WORD: both.bert.state_dict()[WORD]})
    asked = len(other_head)
    head[:asked] += (other_head - head[:asked]) * options.share
    bias[:asked] += (other_bias - bias[:asked]) * options.share
    both.head.load_state_dict({"weight": head, "bias": bias})
    export(both.eval().bert, both.head, WEIGHTS, WEIGHTS / EAR)


if __name__ == "__main__":
    main()
