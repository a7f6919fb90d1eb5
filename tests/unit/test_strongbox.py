"""A backup opens whole with its key, or says why not; never half and never changed."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earful.kit.keeping import likeness, strongbox
from earful.kit.keeping.strongbox import Unopenable

KEY, OTHER = strongbox.new_key(), strongbox.new_key()
PARTS = st.lists(
    st.tuples(st.from_regex(r"[a-z]{1,9}(/[0-9]{1,8})?", fullmatch=True), st.binary(max_size=3000)), max_size=6
)
SOME = [("manifest.json", b"{}"), ("database/00000000", bytes(200_000)), ("database/00000001", b"the end")]


def locked(parts: list[tuple[str, bytes]], path: Path) -> bytes:
    target = io.BytesIO()
    strongbox.lock(parts, KEY, target)
    path.write_bytes(target.getvalue())
    return target.getvalue()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=PARTS)
def test_what_went_in_comes_out(parts: list[tuple[str, bytes]], tmp_path: Path) -> None:
    locked(parts, tmp_path / "box")
    assert list(strongbox.unlock(tmp_path / "box", KEY)) == parts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_noticed(where: float, bit: int, tmp_path: Path) -> None:
    content = bytearray(locked(SOME, tmp_path / "box"))
    content[int(where * len(content))] ^= 1 << bit
    (tmp_path / "box").write_bytes(content)
    with pytest.raises(Unopenable):
        list(strongbox.unlock(tmp_path / "box", KEY))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_off_is_noticed(share: float, tmp_path: Path) -> None:
    content = locked(SOME, tmp_path / "box")
    (tmp_path / "box").write_bytes(content[: int(share * len(content))])
    with pytest.raises(Unopenable):
        list(strongbox.unlock(tmp_path / "box", KEY))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unopenable, match="No such file"):
        list(strongbox.unlock(tmp_path / "nowhere", KEY))


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    locked(SOME, tmp_path / "box")
    with pytest.raises(Unopenable, match="another key"):
        list(strongbox.unlock(tmp_path / "box", OTHER))


def test_nothing_of_the_content_can_be_read(tmp_path: Path) -> None:
    assert b"plain words" not in locked([("a", b"plain words" * 100)], tmp_path / "box")


def test_what_fails_while_packing_is_told(tmp_path: Path) -> None:
    def parts():
        yield "a", b"one"
        raise Unopenable("The database could not be written out.")

    with pytest.raises(Unopenable, match="written out"):
        strongbox.lock(parts(), KEY, io.BytesIO())


def test_whoever_stops_reading_half_way_leaves_nothing_hanging(tmp_path: Path) -> None:
    locked([("a", b"1"), *[(f"b/{n}", bytes(500_000)) for n in range(6)]], tmp_path / "box")
    parts = strongbox.unlock(tmp_path / "box", KEY)
    assert next(parts) == ("a", b"1")
    parts.close()


def test_what_is_no_key_is_refused() -> None:
    for text in ("", "hello", "AGE-SECRET-KEY-1", KEY[:-1], KEY[:-1] + "b"):
        with pytest.raises(Unopenable):
            strongbox.key_in(text)


def test_a_key_is_found_among_comments() -> None:
    assert strongbox.key_in(f"# keep this\n\n  {KEY}\n") == KEY


def test_differences_are_told_by_name() -> None:
    meant = {"rows": {"turn": [3, "12"], "note": [1, "5"]}, "counters": {}, "parts": {"indexes": 4}}
    assert likeness.differences(meant, meant) == []
    counted = {**meant, "counters": {"turn_id_seq": 7}}
    assert likeness.differences(counted, {**meant, "counters": {"turn_id_seq": 9}}) == []
    assert likeness.differences(counted, {**meant, "counters": {"turn_id_seq": 6}}) != []
    assert likeness.differences(counted, meant) == ["turn_id_seq: 7 was saved, nothing came back"]
    found = {"rows": {"turn": [2, "12"]}, "counters": {}, "parts": {"indexes": 4}}
    assert likeness.differences(meant, found) == [
        "note: [1, '5'] was saved, nothing came back",
        "turn: [3, '12'] was saved, [2, '12'] came back",
    ]
