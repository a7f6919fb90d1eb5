"""What meanings have in common, for `earful/knowledge/usual.json`: `python -m training.usual`, two minutes. Anew whenever meanings are others."""

import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

from earful.bench import corpus
from earful.triage.precise import load
from training.make import OUT

FILE = OUT.parents[1] / "knowledge" / "usual.json"


def main(out: Path = FILE) -> None:
    """The mean over the corpus, by the encoder that is shipped."""
    encoder = load(OUT)
    items = [item for item in corpus.read() if not item.aside]
    told = [encoder.hear([item.subject()])[0].meaning for item in tqdm(items, disable=None)]
    out.write_text(json.dumps([round(float(one), 4) for one in np.mean(told, axis=0)]), encoding="utf-8")


if __name__ == "__main__":
    main()
