"""A process that was away for too long begins nothing at the outside; others may have taken over."""

import asyncio
from collections.abc import Iterator

import pytest

from earful.kit import jobs, pulse
from earful.kit.transport import Transport, Unreachable


@pytest.fixture(autouse=True)
def no_pulse() -> Iterator[None]:
    yield
    pulse.ours.stop()


def ask() -> str:
    async def once() -> str:
        async with Transport(trusted=frozenset({"127.0.0.1:9"})) as door:
            with pytest.raises(Unreachable) as found:
                await door.request("POST", "http://127.0.0.1:9/posts", json={})
            return str(found.value)

    return asyncio.run(once())


def test_who_never_gave_a_sign_of_life_is_not_waited_for() -> None:
    assert not pulse.ours.lost()
    assert "away" not in ask(), "it tried, and nobody was there"


def test_nothing_leaves_once_others_may_have_taken_over() -> None:
    pulse.ours.beat(pulse.now() - pulse.LONGEST - 0.1)
    assert "this process was away for too long" in ask()
    pulse.ours.beat(pulse.now())
    assert "away" not in ask()


def test_it_stops_before_the_others_begin() -> None:
    """A sign of life is as old as its sending; the others count from its arrival."""
    assert pulse.LONGEST + 1 < jobs.DEAD_AFTER
    assert jobs.HEARTBEAT * 2 < pulse.LONGEST, "one sign may be lost"
