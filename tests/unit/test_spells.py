"""A clock that is paused while we wait for the customer, against counting minute by minute."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from earful.queues.promises.spells import run, together

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes):
    return BEGIN + minutes * MINUTE


@st.composite
def spells(draw):
    found = []
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, 300))
        found.append((at(begin), at(begin + draw(st.integers(1, 120)))))
    if draw(st.booleans()):
        found.append((at(draw(st.integers(0, 400))), None))
    return found


def minutes_of(some, until):
    """Every minute in which somebody waits, in order."""
    return [n for n in range(until) if any(b <= at(n) and (e is None or at(n) < e) for b, e in some)]


@given(spells(), st.integers(1, 200), st.sampled_from([25, 50, 75]))
def test_it_is_reached_when_so_many_minutes_of_waiting_have_passed(some, within, warn):
    found = run(some, None, within * MINUTE, warn, at(5000))
    waited = minutes_of(some, 2000)
    closed = all(end is not None for _begin, end in some)
    assert found.running is not closed
    reached = len(waited) > within or (not closed)
    assert (found.breached is not None) is reached
    if reached:
        assert found.breached in {at(waited[within - 1]) + MINUTE, at(waited[within])}
        assert found.warned is not None
        assert found.warned <= found.breached


@given(spells())
def test_the_same_time_without_overlaps(some):
    parts = list(together(some))
    assert minutes_of(parts, 600) == minutes_of(some, 600)
    assert all(end is not None and end < after for (_b, end), (after, _e) in pairwise(parts))


def test_what_is_due_later_is_not_reached_yet_and_says_when_it_would_be():
    found = run([(at(0), at(30)), (at(100), None)], None, 60 * MINUTE, 50, at(110))
    assert (found.running, found.warned, found.warn_at) == (True, at(100), at(100))
    assert (found.breached, found.due_at) == (None, at(130))


def test_an_answer_at_the_very_moment_is_in_time():
    assert run([(at(0), at(60))], None, 60 * MINUTE, 75, at(500)).breached is None
