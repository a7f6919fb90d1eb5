"""Secrets at rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.kit.seal import Unsealable, seal, unseal

KEY = "a key for this test, long enough"
SECRET = {"password": "hunter2-hunter2", "nested": {"refresh": "r-1"}, "umlaut": "Schlüßel 🔑"}


def test_what_was_sealed_opens_with_its_key_only() -> None:
    sealed = seal(SECRET, KEY)
    assert unseal(sealed, KEY) == SECRET
    assert unseal(memoryview(sealed), KEY) == SECRET  # type: ignore[arg-type]  # -- what the database driver gives
    with pytest.raises(Unsealable):
        unseal(sealed, KEY + "!")


def test_nothing_can_be_read_from_outside() -> None:
    sealed = seal(SECRET, KEY)
    assert b"hunter2" not in sealed
    assert KEY.encode() not in sealed
    assert seal(SECRET, KEY) != sealed  # two seals of one secret look different


@pytest.mark.parametrize("sealed", [b"", memoryview(b""), None])
def test_nothing_opens_to_nothing(sealed: bytes) -> None:
    assert unseal(sealed, KEY) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s[:-1],
        lambda s: s[:40] + bytes([s[40] ^ 1]) + s[41:],
        lambda s: b"gAAAA" + s[8:],
        lambda _: b"\xff\x00",
        lambda s: s.upper(),
    ],
)
def test_a_changed_seal_does_not_open(change) -> None:
    with pytest.raises(Unsealable):
        unseal(change(seal(SECRET, KEY)), KEY)


def test_the_refusal_holds_nothing_secret() -> None:
    sealed = seal(SECRET, KEY)
    with pytest.raises(Unsealable) as caught:
        unseal(sealed, "a wrong one, also long enough")
    told = f"{caught.value} {caught.value.__cause__!r}"
    for secret in ("hunter2", KEY, "a wrong one", sealed.decode()):
        assert secret not in told


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(), st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.none(), st.booleans())
    )
)
def test_any_json_comes_back(value: dict[str, object]) -> None:
    assert unseal(seal(value, KEY), KEY) == value
