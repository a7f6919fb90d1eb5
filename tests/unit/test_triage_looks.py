"""How a text is written: numbers that stay small whatever is written, and that tell what words do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from earful.triage import fitting, linear
from earful.triage.looks import LOOKS, WEIGHS, looks


@given(some.lists(some.text(some.characters(codec=None, exclude_categories=())), max_size=5))
def test_every_number_is_between_nothing_and_its_weight(texts: list[str]) -> None:
    found = looks(texts)
    assert found.shape == (len(texts), len(LOOKS))
    assert ((found >= 0) & (found <= np.float32(WEIGHS))).all()


def test_a_huge_text_is_looked_at_no_longer_than_a_long_one() -> None:
    assert (looks(["A1! " * 500]) == looks(["A1! " * 50_000])).all()


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("capitals", "WIN A PRIZE", "win a prize"),
        ("loud_words", "CALL ME NOW", "Call me now"),
        ("digits", "ring 08000930705", "ring the office"),
        ("long_numbers", "ring 08000930705", "ring 8009"),
        ("short_numbers", "text 87121", "text 87"),
        ("sums", "a £1000 prize", "a 1000 prize"),
        ("web", "see www.win.example", "see it win"),
        ("mixed", "c u l8r", "see you later"),
        ("exclamations", "now!!", "now"),
        ("questions", "now?", "now"),
        ("pauses", "well... ok", "well, ok"),
        ("begins_small", "ok then", "Ok then"),
        ("word_length", "extraordinary", "so it is"),
        ("handles", "@ana look", "ana look"),
        ("hashtags", "#win it", "win it"),
        ("length", "much longer than the other", "short"),
    ],
)
def test_what_each_tells(name: str, more: str, less: str) -> None:
    found = looks([more, less])[:, LOOKS.index(name)]
    assert found[0] > found[1]


def test_heads_tell_apart_what_only_differs_by_how_it_is_written() -> None:
    words = ["call me", "see the film", "come home", "the train is late", "lunch at one", "good night"]
    texts = [text for word in words for text in (f"{word} friend", f"{word} friend".upper())]
    labels = ["quiet", "loud"] * len(words)
    heads = linear.loaded(fitting.fit(fitting.see(texts), labels).dumped())
    found = heads.chances(["BRING BREAD PLEASE", "bring bread please"])["label"]
    assert heads.heads[0].answers[found[0].argmax()] == "loud"
    assert heads.heads[0].answers[found[1].argmax()] == "quiet"
