"""Whatever a network delivers as JSON can be stored as JSON."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from earful.intake.actions import storable

words = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\\u0\0\ud800")))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


@given(values)
@example({"text": "\\u0000"})
@example({"text": "\\\0"})
@example({"text": "\\\\\0\\\\u0000"})
@example([float("nan"), {"a": float("-inf")}])
def test_what_is_stored_is_json_without_what_the_database_refuses(value: object) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    stored = json.loads(storable(value), parse_constant=refuse)

    assert all("\0" not in text and text.encode() is not None for text in texts(stored))


def texts(value: object) -> list[str]:
    """Every text in a value, names included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_a_backslash_that_was_said_stays() -> None:
    assert json.loads(storable({"text": "type \\u0000 here"})) == {"text": "type \\u0000 here"}
    assert json.loads(storable({"text": "a\0b"})) == {"text": "a\ufffdb"}
