"""The corpus written for this project: labelled as its guide says, varied, and nothing twice."""

import json
from collections import Counter

import pytest

from earful.bench import corpus
from earful.channels.contract import Why


@pytest.fixture(scope="module")
def items() -> list[corpus.Item]:
    return corpus.read()


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def test_every_line_is_an_item_with_labels_that_fit_each_other(items):
    assert len(items) > 20000, "as many as the card says"
    assert len({item.id for item in items}) == len(items)


def test_no_text_stands_there_twice(items):
    seen = Counter((" ".join(item.text.lower().split()), item.thread) for item in items)
    assert [text for text, count in seen.items() if count > 1] == []


def test_it_is_as_varied_as_the_guide_says(items):
    assert len({item.industry for item in items}) >= 12
    assert set(corpus.KINDS) == {item.kind for item in items}
    assert set(corpus.LANGUAGES) == {item.lang for item in items}
    assert set(corpus.HARD) <= {item.hard for item in items}
    assert set(corpus.CAUSES) == {cause for item in items for cause in item.causes}
    assert 0.35 < share([item.needs for item in items]) < 0.65
    assert share([bool(item.thread) for item in items]) > 0.3
    assert share([item.urgency == 2 for item in items]) > 0.09
    assert share([item.urgency == 1 for item in items]) > 0.09
    assert share([bool(item.hard) for item in items]) > 0.2
    assert share([len(item.text.split()) > 80 for item in items]) > 0.035


def test_a_second_reader_gave_the_same_labels(items):
    found = corpus.agreement(items)
    second = {json.loads(line)["id"] for line in corpus.SECOND_PASS.read_text("utf-8").splitlines()}
    assert {item.id for item in items if item.aside} <= second
    assert set(found) == set(corpus.TWICE)
    for name, told in found.items():
        assert told["items"] >= 8000
        assert told["kappa"] > (0.6 if name == "about" else 0.8), name  # talk below our page may be about us or not


def test_what_is_kept_aside_is_a_fifth_of_everything(items):
    assert 0.17 < share([item.aside for item in items]) < 0.23
    for lang in corpus.LANGUAGES:
        assert any(item.aside for item in items if item.lang == lang)
    assert corpus.Item("en-rail-001", "en", "rail", "post", "A", "x", True, "question").aside is (
        corpus.Item("en-rail-001", "de", "bank", "mail", "B", "y", False, "other").aside
    )


def test_an_item_is_asked_about_as_triage_would_be():
    thread = (("us", "Which train?"), ("me", "The 9:02"), ("x1", "Same here"))
    item = corpus.Item(
        "a-1", "en", "rail", "private", "Northwind", "Still nothing @northwind!", True, "complaint", thread
    )
    subject = item.subject()
    assert subject.why is Why.MESSAGE
    assert subject.names == ("Northwind",)
    assert [(line.ours, line.same_author) for line in subject.earlier] == [(True, False), (False, True), (False, False)]
    assert subject.mentions == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 1"),
        ('{"id": "a"}', "missing"),
        ('{"id": "a", "lang": "xx", "industry": "rail", "where": "post", "brand": "B", "text": "t", "needs": true, "kind": "question"}', "lang"),
        ('{"id": "a", "lang": "en", "industry": "rail", "where": "post", "brand": "B", "text": "t", "needs": false, "kind": "other", "urgency": 2}', "urgency"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_item_is_named(tmp_path, line, words):
    (tmp_path / "some.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(corpus.Mislabelled, match=words):
        corpus.read(tmp_path)
