"""The texts by which grouping is measured are enough, each once; and the rules keep their promise on both halves."""

from collections import Counter
from pathlib import Path

import pytest

from earful.bench import grouping
from earful.bench.grouping_set import texts

FOLDER = Path(__file__).resolve().parents[2] / "training" / "grouping"
ROWS = texts(FOLDER, 7)


def test_there_are_enough_in_each_half() -> None:
    assert len(ROWS) >= 1500
    assert len({row.matter.partition("-")[0] for row in ROWS}) >= 8
    assert 0.4 < sum(row.held for row in ROWS) / len(ROWS) < 0.6
    written = Counter(row.text for row in ROWS if not row.done)
    assert [text for text, count in written.items() if count > 1] == []


def test_a_block_is_in_one_half() -> None:
    halves: dict[str, set[bool]] = {}
    for row in ROWS:
        halves.setdefault(row.matter, set()).add(row.held)
    assert [matter for matter, found in halves.items() if len(found) > 1] == []


@pytest.mark.parametrize("held", [True, False])
def test_the_promise_is_kept(held: bool) -> None:
    found = grouping._judged([row for row in ROWS if row.held == held], 7)
    assert found["precision"] >= grouping.PRECISION
    assert found["recall"] >= grouping.RECALL
