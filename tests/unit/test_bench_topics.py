"""The bench of topics runs and counts; how good it is hangs on the weights."""

from earful.bench import corpus
from earful.bench.topics import measure_topics


def test_shares_are_shares() -> None:
    items = [item for item in corpus.read() if item.industry == "telecom"][:150]
    found = measure_topics(items, draws=1)
    assert found["industries"] == 1
    assert found["topics"] >= 2
    for name in ("given_the_right_topic", "left_alone", "right_of_those_given", "said_of_those_given"):
        assert 0 <= found[name] <= 1
    assert 0 <= found["proposals"].get("purity", 0) <= 1


def test_without_topics_there_is_nothing_to_measure() -> None:
    found = measure_topics([], draws=1)
    assert found["industries"] == 0
    assert found["proposals"] == {"groups": 0}


def test_the_same_items_are_measured_the_same() -> None:
    items = [item for item in corpus.read() if item.industry == "water"][:90]
    assert measure_topics(items, draws=1) == measure_topics(items, draws=1)
