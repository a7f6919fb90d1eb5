"""What is too large to keep is kept in part, and never larger than allowed."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from earful.intake.actions import storable, storable_parcel
from earful.intake.bounds import CUT, MOST, shortened

anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=300),
    lambda inner: some.lists(inner, max_size=30) | some.dictionaries(some.text(max_size=50), inner, max_size=30),
    max_leaves=60,
)


def kept(raw: Any) -> Any:
    text = storable_parcel("p1", "1", raw)
    assert len(text) <= MOST + 1000
    return json.loads(text)[2]


def test_what_fits_is_kept_as_it_came() -> None:
    raw = {"id": "p1", "text": "x" * 100_000, "list": list(range(1000))}
    assert kept(raw) == raw


def test_a_long_text_is_cut_and_says_so() -> None:
    found = kept({"id": "p1", "text": "The start. " + "and on " * 1_500_000, "author": {"id": "a"}})
    assert found["id"] == "p1"
    assert found["author"] == {"id": "a"}
    assert found["text"].startswith("The start. and on")
    assert found["text"].endswith(CUT)


def test_many_things_and_long_names_are_cut() -> None:
    assert len(kept({"id": "p1", "to": ["@somebody"] * 500_000})["to"]) == 1_000
    assert len(kept({str(number) * 500: "x" for number in range(4_000)})) <= 1_000
    assert kept([["é" * 9_000] * 300] * 3)


def test_boxes_in_boxes_come_to_an_end() -> None:
    deep: Any = "the inmost"
    for _ in range(50_000):
        deep = [deep]
    assert kept({"id": "p1", "box": deep})["id"] == "p1"


@settings(deadline=None, max_examples=50)
@given(anything)
def test_shortening_leaves_small_things_alone(raw: Any) -> None:
    if len(json.dumps(raw)) < 100_000:
        assert kept(raw) == json.loads(storable([raw]))[0]


@settings(deadline=None, max_examples=50)
@given(anything, some.integers(1, 3))
def test_shortening_is_always_within_bounds(raw: Any, times: int) -> None:
    for _ in range(times):
        raw = [raw] * 50
    assert len(json.dumps(shortened(raw))) <= MOST
