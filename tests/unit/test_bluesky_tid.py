"""Record keys sort like the moments they are made of."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from earful.channels.bluesky.tid import SHAPE, moment_of, number_of, tid

MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.text(max_size=20))
def test_a_tid_has_the_networks_shape_and_keeps_its_moment(moment: datetime, key: str) -> None:
    made = tid(moment, key)
    assert SHAPE.fullmatch(made)
    assert moment_of(made) == moment
    assert made == tid(moment, key)


@given(MOMENTS, MOMENTS, st.text(max_size=5), st.text(max_size=5))
def test_later_is_greater(one: datetime, other: datetime, key: str, another: str) -> None:
    if one < other:
        assert tid(one, key) < tid(other, another)
        assert number_of(tid(one, key)) < number_of(tid(other, another))


def test_keys_tell_apart_what_was_said_at_one_instant() -> None:
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    assert len({tid(moment, f"key {number}") for number in range(50)}) >= 45


@given(st.text(max_size=20))
def test_any_other_key_has_no_moment(rkey: str) -> None:
    if not SHAPE.fullmatch(rkey):
        assert moment_of(rkey) is None
        assert number_of(rkey) == 0


@given(st.text("234567abcdefghijklmnopqrstuvwxyz", min_size=13, max_size=13))
def test_a_key_of_the_right_shape_never_fails(rkey: str) -> None:
    moment = moment_of(rkey)
    assert moment is None or moment.tzinfo is not None
    assert 0 <= number_of(rkey) < 2**63


def test_before_the_epoch_is_the_epoch() -> None:
    assert tid(datetime(1970, 1, 1, tzinfo=UTC) - timedelta(days=1)) == "2" * 13
