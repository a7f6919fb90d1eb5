"""The messages of a trade whose words nobody knows: labelled like the corpus, part of nothing that is learned from."""

from collections import Counter

from earful.bench import corpus
from earful.bench.lessons import FILE, measure_lessons


def test_they_are_items_with_labels_that_fit_each_other_and_stand_apart():
    items = corpus.of_file(FILE)
    assert len(items) > 200
    assert len({item.id for item in items}) == len({item.text for item in items}) == len(items)
    assert min(Counter(item.kind for item in items).values()) >= 20
    assert 0.4 < sum(item.needs for item in items) / len(items) < 0.7
    known = corpus.read()
    assert not {item.id for item in items} & {item.id for item in known}
    assert not {item.industry for item in items} & {item.industry for item in known}


def test_the_measure_says_before_and_after_on_what_was_not_taught():
    found = measure_lessons(corrections=20, seeds=1)
    assert (found["corrections"], found["seeds"], found["items"]) == (20, 1, len(corpus.of_file(FILE)))
    for name in ("kind_macro_f1", "needs_recall", "needs_precision"):
        for when in ("before", "after"):
            assert 0 <= found[f"{name}_{when}"] <= 1
    assert found == measure_lessons(corrections=20, seeds=1), "the same draw gives the same figures"
