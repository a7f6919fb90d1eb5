"""One matcher for all queries, held against a slow one that was written apart from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from listening_words import posts, queries, texts

from earful.bench import listen_truth
from earful.listening.matching import Matcher, Post
from earful.listening.rules import parse
from earful.listening.units import folded, rough, units


@settings(max_examples=400)
@given(some.lists(queries(), min_size=1, max_size=6), some.lists(posts, min_size=1, max_size=4))
def test_it_finds_what_the_slow_way_finds(asked, said) -> None:
    matcher = Matcher(enumerate(asked))
    for post in [*said, *said]:  # the second time from what it remembers
        assert matcher.match(post) == [at for at, query in enumerate(asked) if listen_truth.fits(query, post)]


@given(some.one_of(texts, some.text(max_size=20)))
def test_folding_twice_changes_nothing(text: str) -> None:
    for unit in units(text):
        assert folded(unit.folded) == unit.folded


@given(some.one_of(texts, some.text(max_size=8)))
def test_every_word_stands_in_the_rough_text(text: str) -> None:
    for unit in units(text):
        if unit.folded[0].isalnum() or len(unit.folded) == 1:
            assert rough(unit.folded) in rough(text)


@given(texts)
def test_a_text_is_the_same_words_both_ways(text: str) -> None:
    slow = [(one.low, one.as_is, one.tag_low, one.tag_as_is) for one in listen_truth.seen(text)]
    assert [tuple(unit) for unit in units(text)] == slow


@pytest.mark.parametrize(
    ("query", "text", "fits"),
    [
        ("rail", "The RAIL app", True),
        ("rail", "The railway", False),
        ("rail*", "The railway", True),
        ("cafe", "Un café.", True),
        ("=Apple", "an apple", False),
        ("=Apple", "an Apple", True),
        ('"northwind rail"', "#NorthwindRail is late", False),
        ('#"northwind rail"', "#NorthwindRail is late", True),
        ('#"northwind rail"', "#northwind_rail is late", True),
        ('#"northwind rail"', "northwind rail is late", False),
        ("northwind", "I love #northwind", True),
        ("northwindrail", "#NorthwindRail", True),
        ("北風", "昨日北風鉄道に乗った", True),
        ("北風", "北の風", False),
        ("노스윈드", "노스윈드는 늦었다", True),
        ("か", "が", False),
        ("👍", "Thanks 👍🏽", True),
        ("=👍", "Thanks 👍🏽", False),
        ("❤", "I ❤️ it", True),
        ("rail near/1 late", "late on the rail", False),
        ("rail near/2 late", "late on the rail", True),
        ("rail near/0 rail", "rail", False),
        ('"northwind rail" NOT jobs', "Northwind Rail jobs", False),
        ("northwind", "https://northwind.example/x", False),
        ("site:northwind.example", "see https://www.northwind.example/x", True),
        ("site:northwind.example", "see https://notnorthwind.example/x", False),
        ("wide", "ｗｉｄｅ", True),
        ("northwind", "Northwind's", True),
        ("don't", "DON’T", True),
        ('"northwind rail"', "Northwind® Rail™", True),
    ],
)
def test_words_as_people_write_them(query: str, text: str, fits: bool) -> None:
    assert (Matcher([(1, parse(query))]).match(Post(text)) == [1]) is fits


def test_who_wrote_it_and_in_which_language() -> None:
    matcher = Matcher([(1, parse("author:ana")), (2, parse("author:ana* lang:de")), (3, parse("rail lang:en"))])
    assert matcher.match(Post("rail", "@Ana@social.example", ("en-GB",))) == [1, 3]
    assert matcher.match(Post("Zug", "ana.example", ("de",))) == [2]


def test_a_long_text_of_one_word_is_no_trap() -> None:
    matcher = Matcher([(1, parse("(rail OR train) near/3 bus"))])
    assert matcher.match(Post("rail train " * 30_000)) == []
