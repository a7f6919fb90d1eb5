"""The replies that the guard is measured by are whole, and enough."""

import json
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from earful.bench.guard import held
from earful.replies.guard import USUAL

FOLDER = Path(__file__).resolve().parents[2] / "training" / "guard"
ROWS = [json.loads(line) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
FIELDS = {"id", "language", "public", "said", "customer", "others", "first", "fellow", "ours", "holds", "text", "rules"}
OF_THE_DESK = {"wish", "after_solved", "unasked", "too_often", "by_fellow", "same_text"}  # nothing of these is in words


def test_each_is_whole_and_there_once() -> None:
    assert [row["id"] for row in ROWS if set(row) != FIELDS] == []
    assert [row["id"] for row in ROWS if not set(row["rules"]) <= set(USUAL) - OF_THE_DESK] == []
    assert [name for name, count in Counter(row["id"] for row in ROWS).items() if count > 1] == []
    assert [text for text, count in Counter(row["text"] for row in ROWS).items() if count > 1] == []


def test_there_are_enough_good_and_bad_in_each_half() -> None:
    assert len(ROWS) >= 1500
    assert len({row["language"] for row in ROWS}) >= 4
    for half in (True, False):
        rows = [row for row in ROWS if held(row["id"]) == half]
        rules = Counter(rule for row in rows for rule in row["rules"])
        assert min(rules[code] for code in set(USUAL) - OF_THE_DESK) >= 4
        assert 0.35 < sum(not row["rules"] for row in rows) / len(rows) < 0.7


def test_none_is_another_with_a_word_changed() -> None:
    near = []
    by_start: dict[str, list[str]] = {}
    for row in ROWS:
        by_start.setdefault(row["text"][:12].lower(), []).append(row["text"])
    for some in by_start.values():
        near += [
            (a, b) for place, a in enumerate(some) for b in some[:place] if SequenceMatcher(None, a, b).ratio() > 0.85
        ]
    assert near == []
