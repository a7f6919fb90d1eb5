"""A bench says what it measured, on what, and whether the promises are kept."""

import pytest

from earful.bench.frame import Bar


@pytest.mark.parametrize(
    ("value", "op", "limit", "ok"),
    [(3000, ">=", 3000, True), (2999.9, ">=", 3000, False), (1.5, "<=", 1.5, True), (1.51, "<=", 1.5, False)],
)
def test_a_bar_is_met_up_to_its_limit(value: float, op: str, limit: float, ok: bool) -> None:
    bar = Bar("rate", value, op, limit)

    assert bar.ok is ok
    assert bar.as_json() == {"name": "rate", "value": value, "op": op, "limit": limit, "ok": ok}


def test_a_bar_knows_two_directions_only() -> None:
    with pytest.raises(KeyError):
        _ = Bar("rate", 1, "==", 1).ok
