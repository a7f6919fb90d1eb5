"""Labels for messages of public sets, which stand there and are not repeated here: `training/real.jsonl` names each by its key.

`ibm:SESSION:TURN` is a customer's turn of the IBM customer care conversations (Apache-2.0), `tweet:HASH` a text of the train part
of TweetEval sentiment (CC BY 3.0) by the beginning of its SHA-256. `chosen`: it was labelled because triage took it for a
complaint or a question.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from earful.triage.questions import CHOICES, FLAGS
from earful.triage.rules import Earlier, Subject
from training.general import rows

LABELS = Path(__file__).parent / "real.jsonl"


def labelled(data: Path, *, chosen: bool = True) -> Iterator[tuple[Subject, dict[str, int], dict[str, list[float]]]]:
    """Each message with its marks and flags. `chosen`: also those that were chosen by what triage took them for."""
    every = map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())
    labels = {label["key"]: label for label in every if chosen or not label.get("chosen")}
    for key, about in _messages(data):
        if key in labels:
            yield about, marks(labels[key]), flags(labels[key])


def marks(label: Mapping[str, Any]) -> dict[str, int]:
    """The answer to each question with one answer, as its place."""
    return {
        "needs": int(label["needs"]),
        "kind": CHOICES["kind"].index(label["kind"]),
        "mood": CHOICES["mood"].index(label.get("mood", "neutral")),
        "urgency": int(label.get("urgency", 0)),
        "severity": int(label.get("severity", 0)),
        "spam": int(label.get("spam", False)),
        "about": int(label.get("about", True)),
        "solved": int(label.get("solved", False)),
    }


def flags(label: Mapping[str, Any]) -> dict[str, list[float]]:
    """Which of several hold."""
    kinds = {label["kind"], *label.get("also", ())}
    causes = label.get("causes", ())
    return {
        "also": [float(one in kinds) for one in FLAGS["also"]],
        "cause": [float(one in causes) for one in FLAGS["cause"]],
    }


def _messages(data: Path) -> Iterator[tuple[str, Subject]]:
    with gzip.open(data / "ibm_customer_care" / "conversations.jsonl.gz", "rt", encoding="utf-8") as lines:
        for talk in map(json.loads, lines):
            above: list[Earlier] = []
            for number, turn in enumerate(talk["turns"]):
                ours = turn["role"] != "customer"
                if not ours:
                    why = "reply" if above else "mention"
                    yield (
                        f"ibm:{talk['session']}:{number}",
                        Subject(turn["text"], why, names=(talk["company"],), earlier=tuple(above)),
                    )
                above.append(Earlier(turn["text"], ours, not ours))
    for row in rows(data / "tweeteval" / "sentiment.csv.gz"):
        if row["split"] == "train":
            key = hashlib.sha256(row["text"].encode()).hexdigest()[:16]
            yield f"tweet:{key}", Subject(row["text"], "mention")
