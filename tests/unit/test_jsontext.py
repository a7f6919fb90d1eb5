"""JSON from outside can be kept whatever its texts hold."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from earful.kit import jsontext

TEXT = some.text(some.characters(codec=None, exclude_categories=()), max_size=8)
VALUE = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def sound(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


@given(VALUE, some.booleans())
def test_whatever_it_says_can_be_kept_and_what_could_be_kept_is_unchanged(value: Any, escaped: bool) -> None:
    written = json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    found = jsontext.load(written)
    kept = json.dumps(found, ensure_ascii=False)
    assert kept.encode()
    assert "\\u0000" not in kept.replace("\\\\", "")
    if sound(json.dumps(value, ensure_ascii=False)) and "\\u0000" not in json.dumps(value).replace("\\\\", ""):
        assert found == value


@given(TEXT)
def test_each_half_of_a_character_becomes_one_sign(text: str) -> None:
    whole = json.loads(json.dumps(text))  # two halves that stand together are one character
    found = jsontext.load(json.dumps({text: [text]}).encode())
    expected = "".join(sign if sound(sign) else "\ufffd" for sign in whole)
    assert found == {expected: [expected]}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b'"\xed\xa0\x80"', "\ufffd"),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "\ud83d\ude00"}'.encode("utf-16", "surrogatepass"), {"a": "\U0001f600"}),
        (rb'"\ud83d\ude00 \ud83d\ude00\ude00"', "\U0001f600 \U0001f600\ufffd"),
        (rb'"\\ud83d\udc00"', "\\ud83d\ufffd"),
        (rb'"\ud83d\\udc00 \u0000"', "\ufffd\\udc00 \ufffd"),
        (rb'"\\ud800 is a way to write half a character"', r"\ud800 is a way to write half a character"),
    ],
)
def test_ways_of_writing(written: bytes, said: Any) -> None:
    assert jsontext.load(written) == said


@pytest.mark.parametrize("written", [b"", b"{", b"\xff\xfe\xfd", b'"\xc3"', "nonsense"])
def test_what_is_no_json_is_said_to_be_none(written: bytes | str) -> None:
    with pytest.raises(ValueError):
        jsontext.load(written)


def test_boxes_without_end_are_said_to_be_so() -> None:
    with pytest.raises(RecursionError):
        jsontext.load("[" * 100_000 + '"\\ud800"' + "]" * 100_000)
