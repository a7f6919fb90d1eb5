"""Marks go to the browser and come back, possibly changed by whoever likes."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.kit.paging import cut, read_mark, write_mark

KEYS = st.lists(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers()), max_size=4)


def made_up(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@given(KEYS)
def test_a_mark_gives_its_key_back(key: list[str | int]) -> None:
    mark = write_mark(*key)
    assert read_mark(mark) == key
    assert "=" not in mark
    assert mark.isascii()


@pytest.mark.parametrize(
    "mark",
    [
        "", "!", "====", "a", "é", "\ud800", "bm90IGpzb24", made_up({"a": 1}), made_up(7), made_up([None]), made_up([1.5]),
        made_up([["nested"]]), base64.urlsafe_b64encode(b"\xff\xfe").decode(), base64.urlsafe_b64encode(b"[" * 50_000).decode(),
        base64.urlsafe_b64encode(b"[" + b"9" * 6_000 + b"]").decode(),
    ],
)  # fmt: skip
def test_a_mark_somebody_made_up_is_none(mark: str) -> None:
    assert read_mark(mark) is None


@given(st.text())
def test_no_mark_raises(mark: str) -> None:
    read_mark(mark)


def test_a_page_says_where_the_next_begins() -> None:
    page = cut([1, 2, 3], 2, write_mark)
    assert page.rows == [1, 2]
    assert read_mark(page.next) == [2]


@pytest.mark.parametrize("rows", [[], [1], [1, 2]])
def test_the_last_page_has_no_next(rows: list[int]) -> None:
    page = cut(rows, 2, write_mark)
    assert page.rows == rows
    assert page.next == ""
