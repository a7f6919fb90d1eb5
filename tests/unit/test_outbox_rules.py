"""When to try and when to look again."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.outbox.rules import LONGEST_WAIT, MOST_ATTEMPTS, next_attempt, next_look, too_late


@pytest.mark.parametrize(
    ("attempts", "asked", "wait"),
    [
        (1, 0.0, 2.0), (2, 0.0, 4.0), (7, 0.0, 128.0), (1, 30.0, 30.0), (3, 5.0, 8.0), (1, 1800.0, 1800.0), (1, 86_400.0, 3600.0),
        (1, -5.0, 2.0), (1, math.inf, 3600.0), (1, math.nan, 2.0), (MOST_ATTEMPTS, 0.0, None), (MOST_ATTEMPTS + 5, 10.0, None),
    ],
)  # fmt: skip
def test_the_next_attempt_waits_as_asked_and_never_hurries(attempts: int, asked: float, wait: float | None) -> None:
    assert next_attempt(attempts, asked) == wait


@given(st.integers(0, MOST_ATTEMPTS - 1), st.floats())
def test_a_wait_is_always_a_sane_number(attempts: int, asked: float) -> None:
    wait = next_attempt(attempts, asked)
    assert wait is not None
    assert 1.0 <= wait <= 3600.0


@pytest.mark.parametrize(
    ("minutes", "late"), [(0, False), (59, False), (60, False), (61, True), (900, True), (-5, False)]
)
def test_what_never_arrived_is_sent_by_itself_for_an_hour(minutes: int, late: bool) -> None:
    written = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert too_late(written, written + timedelta(minutes=minutes)) is late


def test_an_uncertain_reply_is_looked_for_for_ever_but_ever_more_rarely() -> None:
    waits = [next_look(looks) for looks in range(2_000)]
    assert waits[0] == 3.0
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
