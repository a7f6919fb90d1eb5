"""The times until which a matter is put away, around every change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.conversations.returning import choices, chosen, on_the_wall

ZONES = ["UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])


@given(moments, zones)
def test_what_is_offered_is_to_come_soonest_first_and_at_nine_on_the_wall(now, zone):
    offered = choices(now, zone)
    times = [each.at for each in offered]
    assert times == sorted(set(times))
    assert times[0] > now
    for each in offered:
        here, there = now.astimezone(zone), each.at.astimezone(zone)
        if each.name == "later":
            assert there.date() == here.date()
            assert timedelta(hours=1) < each.at - now <= timedelta(hours=4)
        else:
            assert (there.hour, there.minute) == (9, 0)
            assert there.weekday() == 0 or each.name == "tomorrow"
            assert 1 <= (there.date() - here.date()).days <= 7


@given(moments, zones, st.timedeltas(timedelta(minutes=1), timedelta(days=300)))
def test_an_own_time_is_the_one_the_clock_on_the_wall_shows(now, zone, ahead):
    wanted = (now + ahead).astimezone(zone)
    found = chosen("own", wanted.replace(tzinfo=None).isoformat(), now, zone)
    assert found is not None
    assert found.astimezone(zone).replace(tzinfo=None, fold=0) == wanted.replace(tzinfo=None, fold=0)
    assert found > now or found == wanted - timedelta(hours=1)


@given(zones, st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)))
def test_an_hour_that_is_left_out_counts_on_from_before_it(zone, wall):
    shown = on_the_wall(wall, zone).astimezone(zone).replace(tzinfo=None, fold=0)
    assert timedelta(0) <= shown - wall <= timedelta(hours=1)


def test_the_night_the_clocks_change_in_berlin():
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 21, 0, tzinfo=UTC)
    assert {each.name: each.at for each in choices(before, berlin)} == {
        "tomorrow": datetime(2026, 3, 29, 7, 0, tzinfo=UTC),  # nine in the morning, an hour sooner than the day before
        "monday": datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
    }
    assert chosen("own", "2026-03-29T02:30", before, berlin) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45 for the first time; 02:30 comes again
    assert chosen("own", "2026-10-25T02:30", second, berlin) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_on_a_sunday_tomorrow_is_monday_and_is_offered_once():
    assert [each.name for each in choices(datetime(2026, 11, 22, 9, tzinfo=UTC), ZoneInfo("UTC"))] == [
        "later",
        "tomorrow",
    ]


@pytest.mark.parametrize("own", ["", "soon", "2026-13-01T09:00", "9" * 40, "0001-01-01T00:00+14:00"])
def test_what_is_no_time_is_none(own):
    assert chosen("own", own, datetime(2026, 11, 22, tzinfo=UTC), ZoneInfo("UTC")) is None
