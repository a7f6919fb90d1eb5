"""The model card that travels with the weights: what they learned from, how good they are on what they never saw, for what not."""

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from earful.bench import corpus
from earful.triage import fast, fitting
from earful.triage.blend import chances, loaded, precise_columns
from earful.triage.precise import load
from earful.triage.questions import CHOICES
from training import real
from training.desk import marks, tunes

NOT_FOR = (
    "It is no judge of people: it says what a message wants, not what its author is like, and must not be used to rank or score them.",
    "It has learned seven languages (English, German, French, Spanish, Portuguese, Italian, Dutch). What is written in another is always shown to a person.",
    "It reads words, not pictures, sound or films.",
    "Most of what it learned from was written for this project. Real customers of one trade speak differently; a team's corrections teach it.",
    "An emergency may be said in words it does not know. It sorts what people read first; nobody should rely on it to raise an alarm.",
)  # fmt: skip


CALLED = {
    "needs": "needs an answer", "kind": "kind", "mood": "mood", "urgency": "urgency", "severity": "severity of a complaint",
    "spam": "spam", "about": "about us", "solved": "says it is settled",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Texts it learned from."""

    name: str
    licence: str
    texts: int
    taught: str


def write(data: Path, out: Path, version: str) -> None:
    """Measure the weights in a folder on the part of the corpus that is kept aside, and write card.json beside them."""
    items = corpus.read()
    aside = [item for item in items if item.aside]
    told: dict[str, Any] = {
        "version": version,
        "made": datetime.now(UTC).date().isoformat(),
        "learned_from": [asdict(source) for source in _sources(data, items)],
        "kept_aside": f"{len(aside)} items of the corpus of this project teach nothing; the figures are of them.",
        "figures": _figures(aside, out),
        "bytes": {file.name: file.stat().st_size for file in sorted(out.iterdir()) if file.name != "card.json"},
        "not_for": list(NOT_FOR),
    }
    (out / "card.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sources(data: Path, items: Sequence[corpus.Item]) -> list[Source]:
    own = [item for item in items if not item.aside]
    labels = [json.loads(line)["key"] for line in real.LABELS.read_text(encoding="utf-8").splitlines()]
    spoken = sum(key.startswith("ibm:") for key in labels)
    chosen = sum('"chosen": true' in line for line in real.LABELS.read_text(encoding="utf-8").splitlines())
    return [
        Source("the corpus of this project", "AGPL-3.0-or-later", sum(not tunes(item) for item in own), "every question"),
        Source("the corpus of this project, apart from that", "AGPL-3.0-or-later", sum(tunes(item) for item in own), "how sure it may be"),
        Source("IBM customer care conversations, labelled for this project", "Apache-2.0", spoken, "every question"),
        Source("TweetEval sentiment, train part (SemEval-2017)", "CC BY 3.0", _rows(data / "tweeteval/sentiment.csv.gz", "train"), f"mood; {len(labels) - spoken} of them every question, {chosen} of these not the fast tier"),
        Source("HWU64", "CC BY 4.0", _rows(data / "hwu64/data.csv.gz"), "what wishes sound like"),
        Source("Tweet Acts", "BSD-2-Clause", _rows(data / "tweet_acts/data.csv.gz"), "what questions, wishes and threats sound like"),
        Source("multilingual-e5-small, the encoder it began with", "MIT", 0, "what words mean"),
        Source("all-mpnet-base-v2, an encoder that taught it", "Apache-2.0", 0, "what English texts mean"),
    ]  # fmt: skip


def _rows(file: Path, split: str = "") -> int:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return sum(not split or row["split"] == split for row in csv.DictReader(lines))


def _figures(aside: Sequence[corpus.Item], out: Path) -> Mapping[str, float]:
    """By a person's words for it, so that the card can be shown as it is."""
    subjects = [item.subject() for item in aside]
    blend = loaded((out / "blend.json").read_text(encoding="utf-8"))
    quick = fast.loaded((out / "fast.npz").read_bytes()).scores(fast.rows(subjects))
    slow = precise_columns(np.array([heard.scores for heard in load(out).hear(subjects)]))
    scores = blend.of_both(quick, slow)
    found = {}
    for name, answers in CHOICES.items():
        given = chances(name, scores[name])
        seen = fitting.quality(given, np.array([marks(item)[name] for item in aside]), answers)
        found[f"{CALLED[name]}: macro-F1"] = round(seen.macro_f1, 3)
        found[f"{CALLED[name]}: calibration error"] = round(seen.calibration_error, 3)
    return found
