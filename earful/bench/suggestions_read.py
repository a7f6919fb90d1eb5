"""The real conversations, as the bench of suggestions needs them."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earful.channels.contract import Why
from earful.knowledge.rules import bits
from earful.knowledge.suggesting import bare
from earful.knowledge.usual import usual
from earful.triage.rules import Subject
from earful.triage.topics import hearing


@dataclass(frozen=True, slots=True)
class Answer:
    """What a company answered, as it would be suggested."""

    brand: str
    text: str
    bits: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer said. `later`, `earlier`: which answers came in the same conversation, by their places."""

    brand: str
    text: str
    bits: str
    later: frozenset[int]
    earlier: frozenset[int]


@dataclass(frozen=True, slots=True)
class Care:
    """Everything."""

    conversations: int
    brands: Sequence[str]
    answers: Sequence[Answer]
    asked: Sequence[Asked]


def heard(texts: Sequence[str]) -> list[str]:
    """What texts are about, in short."""
    return [bits(bytes(one), usual()) for one in hearing.meanings([Subject(text, Why.MENTION) for text in texts])]


def read(folder: Path, most: int = 0) -> Care:
    """The first `most` conversations, or all."""
    with gzip.open(folder / "conversations.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines][: most or None]
    answers: list[tuple[str, str]] = []
    asked: list[tuple[str, str, frozenset[int], frozenset[int]]] = []
    for row in rows:
        own = [turn for turn in row["turns"] if turn["role"] == "agent"]
        first, place = len(answers), len(answers)
        answers += [(row["company"], bare(turn["text"])) for turn in own]
        for turn in row["turns"]:
            if turn["role"] == "agent":
                place += 1
            elif later := frozenset(range(place, len(answers))):
                asked.append((row["company"], turn["text"], later, frozenset(range(first, place))))
    meant, said = heard([text for _, text, _, _ in asked]), heard([text for _, text in answers])
    return Care(
        len(rows),
        sorted({row["company"] for row in rows}),
        [Answer(brand, text, code) for (brand, text), code in zip(answers, said, strict=True)],
        [
            Asked(brand, text, code, later, before)
            for (brand, text, later, before), code in zip(asked, meant, strict=True)
        ],
    )
