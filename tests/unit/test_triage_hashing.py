"""Words and pieces of words as numbers: the same in any company, whatever the text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.triage.hashing import COLUMNS, hashed, plain
from earful.triage.linear import Head, Linear, NotAModel, loaded

HOSTILE = (
    "", " ", "\x00\x01\x02", "🙃🙃🙃", "ﷺ" * 50, "Z̸̢͝a̷l̶g̴o̸" * 300, "a" * 100_000, "<b>&amp;</b>" * 500, "\u202eabc\u202c",
    "ｆｕｌｌ ｗｉｄｔｈ", "\ud800", "@@@@ http:// www. 12,.;3", "\n\t\r", "пример", "例え " * 2000,
)  # fmt: skip


def rows(texts):
    found = hashed(texts)
    return [
        (tuple(found.columns[a:b]), tuple(found.weights[a:b]))
        for a, b in zip(found.starts[:-1], found.starts[1:], strict=True)
    ]


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_text_is_the_same_row_alone_and_among_others(texts):
    assert rows(texts) == [rows([text])[0] for text in texts]


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_a_row_has_length_one_or_nothing_and_stays_within_its_columns(text):
    found = hashed([text])
    assert len(found.columns) == len(set(found.columns.tolist()))
    assert all(0 <= column < COLUMNS for column in found.columns)
    assert float((found.weights.astype(float) ** 2).sum()) == pytest.approx(
        1.0 if len(found.columns) else 0.0, abs=1e-3
    )


def test_hostile_texts_end_in_bounded_rows():
    assert all(len(columns) < 20_000 for columns, _ in rows(HOSTILE))


def test_what_differs_by_accident_is_the_same():
    assert plain("WHERE is  my Ticket 123-456?!!!!!!") == plain("where is my ticket 987-111?!!!")
    assert plain("see https://a.example/x?y=1") == plain("see http://b.example")
    assert plain("ｗｈｅｒｅ") == "where"
    assert plain("w\u200bhere") == "where"
    assert plain("@one help") == plain("@another help")
    assert rows(["where is my ticket"]) != rows(["my ticket is where"])


def some_heads() -> Linear:
    chance = np.random.default_rng(7)
    heads = (Head("needs", ("no", "yes"), 0, 2.0, -0.5), Head("kind", ("a", "b", "c"), 1))
    return Linear(heads, chance.normal(size=(COLUMNS, 4)).astype(np.float32), np.array([0.1, 0, 0, 1], np.float32))


def test_chances_sum_to_one_and_are_the_same_alone_and_among_others():
    texts = ["Where is it?", "", "Thank you", *HOSTILE] * 30
    heads = some_heads()
    together = heads.chances(texts)
    for name, found in together.items():
        assert np.allclose(found.sum(axis=1), 1.0)
        alone = np.vstack([heads.chances([text])[name] for text in texts[:20]])
        assert np.allclose(found[:20], alone, atol=1e-5)


def test_heads_are_kept_and_read_back():
    heads = some_heads()
    again = loaded(heads.dumped())
    assert again.heads == heads.heads
    assert np.allclose(again.chances(["Where?"])["kind"], heads.chances(["Where?"])["kind"], atol=1e-2)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x00" * 100, some_heads().dumped()[:-200]])
def test_a_file_that_holds_no_heads_says_so(data):
    with pytest.raises(NotAModel):
        loaded(data)
