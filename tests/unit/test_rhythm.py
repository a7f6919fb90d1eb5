"""When a silence is unlikely: on synthetic accounts of every size a planted outage is told in time, and chance is not."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.bench.silences import hours_of, lived
from earful.bench.speaking import ACCOUNTS, spoken
from earful.intake.rhythm import HOUR, SHORTEST, TIMES, WEEK, Hour, Rhythm, learn

UTC_ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def steady(per_hour=6, days=28):
    """Something every so often, day and night."""
    step = HOUR / per_hour
    return [MONDAY - days * DAY + number * step for number in range(days * 24 * per_hour)]


def test_a_steady_account_is_known_after_a_week():
    moments = steady(days=6)
    assert learn(hours_of(moments), UTC_ZONE, MONDAY) is None
    found = learn(hours_of(steady()), UTC_ZONE, MONDAY)
    assert found is not None
    assert found.rate(MONDAY) == pytest.approx(6, rel=0.01)
    assert found.usual == pytest.approx(1, rel=0.05)
    assert found.expected(MONDAY, MONDAY + 90 * timedelta(minutes=1)) == pytest.approx(9, rel=0.01)
    assert found.alarm_at(MONDAY) == MONDAY + TIMES * HOUR / 6


def test_a_sleepy_account_is_left_alone():
    moments = [MONDAY - day * DAY for day in range(28)]
    assert learn(hours_of(moments), UTC_ZONE, MONDAY) is None


def test_a_night_is_no_silence():
    moments = [MONDAY - day * DAY + hour * HOUR / 2 for day in range(28, 0, -1) for hour in range(16, 40)]  # 08 to 20
    found = learn(hours_of(moments), UTC_ZONE, MONDAY)
    assert found is not None
    assert found.alarm_at(MONDAY - 4 * HOUR) > MONDAY + 8 * HOUR
    assert found.alarm_at(MONDAY + 12 * HOUR) < MONDAY + 16 * HOUR


def test_past_outages_do_not_make_it_deaf():
    moments = [
        one for one in steady() if not any(0 <= (one - (MONDAY - back * DAY)) / HOUR < 10 for back in (20, 9, 3))
    ]
    found = learn(hours_of(moments), UTC_ZONE, MONDAY)
    assert found is not None
    assert found.alarm_at(MONDAY) < MONDAY + HOUR


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_an_outage_is_told_and_chance_is_not(account):
    """At most one false alarm in a month after the first four weeks, and every planted outage is found while it lasts."""
    moments = spoken(account, random.Random(11), days=58)
    told = lived(moments, random.Random(5), outages=4)
    assert told.planted == told.found == 4
    assert told.false <= told.months


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.01, 500), min_size=WEEK, max_size=WEEK), st.floats(1, 50), st.integers(0, 14 * 24 * 60))
def test_the_alarm_comes_when_so_much_is_missed(rates, usual, minute):
    rhythm = Rhythm(UTC_ZONE, tuple(rates), usual)
    last = MONDAY + minute * timedelta(minutes=1)
    at = rhythm.alarm_at(last)
    if at is not None and at - last > SHORTEST:
        assert rhythm.expected(last, at) == pytest.approx(TIMES * usual, rel=1e-3)


def test_hours_need_not_be_whole():
    assert learn([Hour(MONDAY, 3)], UTC_ZONE, MONDAY + DAY) is None
    assert learn([], UTC_ZONE, MONDAY) is None
