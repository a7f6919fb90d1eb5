"""The query language: reading, writing it in one form, and plain sentences about what cannot be read."""

import pytest
from hypothesis import given
from listening_words import queries

from earful.listening.rules import Unclear, parse, printed


@given(queries())
def test_what_is_written_is_read_as_the_same(query) -> None:
    assert parse(printed(query)) == query


@given(queries())
def test_the_written_form_is_one(query) -> None:
    assert printed(parse(printed(query))) == printed(query)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("northwind rail", "northwind AND rail"),
        ("a OR b c", "a OR (b AND c)"),
        ("(a OR b) c -d", "(a OR b) AND c AND NOT d"),
        ("“northwind rail”", '"northwind rail"'),
        ("„nord  wind“ NOT (x OR y)", '"nord wind" AND NOT (x OR y)'),
        ("#NorthwindRail", "#NorthwindRail"),
        ('#"northwind rail"', '#"northwind rail"'),
        ("=Apple NEAR/3 (pie OR cake)", "=Apple near/3 (pie OR cake)"),
        ("train* lang:DE", "train* AND lang:de"),
        ("author:@Ana@Social.example has:link", "author:ana@social.example AND has:link"),
        ("a NOT NOT b", "a AND b"),
        ("((a))", "a"),
        ("10:30 late", '"10:30" AND late'),
        ("don't", "don't"),
        ("北風*", "北風"),
        ("🚂 late", '"🚂" AND late'),
        ('"AND"', '"AND"'),
        ("site:www.Example.com", "site:example.com"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert printed(parse(text)) == form


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 1, "nothing to listen for"),
        ("   ", 1, "nothing to listen for"),
        ('rail "late', 6, "never closed"),
        ("(rail OR late", 1, "never closed"),
        ("rail)", 5, "closes nothing"),
        ("rail AND", 6, "missing after"),
        ("OR rail", 1, "missing before"),
        ("rail ()", 6, "empty"),
        ("rail near/x late", 6, "whole number"),
        ("rail near/99 late", 6, "whole number"),
        ("rail near/3 NOT late", 6, "missing after"),
        ("rail near/3 (late AND sad)", 6, "both sides"),
        ("a near/3 b near/3 c", 12, "joins two"),
        ("NOT rail", 1, "Nearly everything"),
        ("lang:de", 1, "Nearly everything"),
        ("rail OR NOT late", 1, "Nearly everything"),
        ("rail note:this", 6, "There is no"),
        ("rail lang:german", 6, "short name"),
        ("rail site:com", 6, "name of a site"),
        ("rail has:cats", 6, "has:link"),
        ("rail author:@", 6, "handle"),
        ("ra*il", 1, "only at the end"),
        ("r*", 1, "Too many words"),
        ("rail & late", 6, "no letter"),
        ("https://example.com rail", 1, "no letter"),
        ("(" * 30 + "a" + ")" * 30, 21, "inside each other"),
        ("NOT " * 30 + "a", None, "inside each other"),
        ("a " * 400, 1, "parts"),
        ("a" * 5000, 4001, "longer"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(text: str, at: int | None, says: str) -> None:
    with pytest.raises(Unclear) as unclear:
        parse(text)
    assert says in unclear.value.words
    assert at is None or unclear.value.at == at
    assert unclear.value.words.endswith(".")
    assert "%(" not in unclear.value.words % unclear.value.figures
