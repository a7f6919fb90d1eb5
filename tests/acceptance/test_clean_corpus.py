"""What triage learns from holds nothing of the sets that are for evaluation only."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from earful.bench import corpus

DATA = Path(__file__).parents[3] / "shared" / "data"
ASIDE = (
    "complaints", "airline", "semeval2019t9", "twacs", "app_reviews", "youtube_spam", "umsab", "germeval2017",
)  # fmt: skip
RUN = 10  # words in a row that no two people write by chance


def words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()


def runs(text: str) -> Iterator[tuple[str, ...]]:
    said = words(text)
    yield from zip(*(said[start:] for start in range(RUN)), strict=False)


def texts(name: str) -> Iterator[str]:
    files = sorted((DATA / name).glob("*.gz"))
    assert files, f"{name} is not in the shared data"
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            csv.field_size_limit(10_000_000)
            for row in csv.reader(lines):
                yield from (field for field in row if len(field) > 30)


@pytest.fixture(scope="module")
def ours() -> set[tuple[str, ...]]:
    return {
        run for item in corpus.read() for text in (item.text, *(said for _, said in item.thread)) for run in runs(text)
    }


@pytest.mark.parametrize("name", ASIDE)
def test_no_text_of_an_evaluation_set_is_learned_from(name: str, ours: set[tuple[str, ...]]) -> None:
    found = [text for text in texts(name) if any(run in ours for run in runs(text))]
    assert found == []


def test_a_borrowed_text_would_be_found(ours: set[tuple[str, ...]]) -> None:
    item = next(item for item in corpus.read() if len(words(item.text)) > RUN)
    assert any(run in ours for run in runs(f"And then: {item.text.upper()}"))
