"""What networks are asked for: whatever fits a query holds one of the things that are asked for it."""

import pytest
from hypothesis import given
from listening_words import queries, texts

from earful.channels.seeking import Asked, Sort
from earful.listening.asking import MOST, asks, tags, together
from earful.listening.matching import Matcher, Post
from earful.listening.rules import parse


def words(text):
    return sorted(one.key for one in asks(parse(text)).those)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("northwind", ["words:northwind"]),
        ('"northwind rail" late', ["words:northwind rail"]),
        ("the northwind", ["words:northwind"]),
        ("northwind OR nrthwnd", ["words:northwind", "words:nrthwnd"]),
        ("northwind -jobs", ["words:northwind"]),
        ("rail near/5 northwind", ["words:northwind"]),
        ("#NorthwindRail", ["tag:NorthwindRail"]),
        ("=Apple lang:de", ["words:Apple"]),
        ("author:ana@example.social northwind", ["author:ana@example.social"]),
        ("site:northwind.example OR northwind", ["site:northwind.example", "words:northwind"]),
        ('"northwind rail*"', ["words:northwind"]),
        ("train*", []),
        ("train* northwind", ["words:northwind"]),
        ("北風", ["words:北風"]),
    ],
)
def test_the_least_that_misses_nothing_is_asked_for(query, asked):
    assert words(query) == asked


@pytest.mark.parametrize(
    ("query", "tagged"),
    [
        ('"northwind rail"', ["northwind"]),
        ("#NorthwindRail OR northwind", ["northwind", "northwindrail"]),
        ("the OR 2024 OR x", []),
        ("author:ana", []),
        ("train*", []),
    ],
)
def test_hashtags_are_the_words_that_have_to_be_there(query, tagged):
    assert sorted(one.text for one in tags(parse(query))) == tagged


def test_each_thing_once_and_never_more_than_may_be():
    each = [[Asked(Sort.WORDS, f"w{number}")] for number in range(MOST + 5)]
    kept, left_out = together([*each, *each], frozenset({Sort.WORDS}))
    assert (len(kept), left_out) == (MOST, 5)
    assert together(each, frozenset({Sort.TAG})) == ([], 0)


@given(queries(), texts)
def test_what_fits_holds_something_that_is_asked_for(node, text):
    found = asks(node)
    searched = [one for one in found.those if one.sort in {Sort.WORDS, Sort.TAG}]
    if not found.whole or len(searched) < len(found.those) or not Matcher([(1, node)]).match(Post(text)):
        return
    marks = {Sort.WORDS: "", Sort.TAG: "#"}
    asked = [(1, parse(f'{marks[one.sort]}"{one.text}"')) for one in searched]
    assert Matcher(asked).match(Post(text))
