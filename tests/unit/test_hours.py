"""Business hours: the pinned example, half days, holidays, changes, zones, and clocks that are changed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.queues.promises import days_off
from earful.queues.promises.hours import Hours, Timetable, after, due, passed
from earful.queues.promises.spans import Unreadable, joined, read_spans, written

BERLIN, LISBON, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon"), ZoneInfo("Australia/Lord_Howe")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)
OFFICE = read_spans("09:00-17:00")
WORKDAYS = (OFFICE,) * 5 + ((), ())


def always(zone=BERLIN, week=WORKDAYS, **more):
    return Hours(((LONG_AGO, Timetable(zone, week, **more)),))


def here(text, zone=BERLIN):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_the_pinned_example():
    """care-metrics: hours 09-17 Monday to Friday, target 30 min, arrival Friday 16:45: due Monday 09:15."""
    assert due(always(), here("2026-11-27T16:45"), 30 * MINUTES) == here("2026-11-30T09:15")


@pytest.mark.parametrize(
    ("said", "within", "until"),
    [
        ("2026-11-27T16:30", 30, "2026-11-27T17:00"),  # to the minute, not on Monday
        ("2026-11-27T08:00", 30, "2026-11-27T09:30"),
        ("2026-11-28T12:00", 1, "2026-11-30T09:01"),
        ("2026-11-27T09:00", 8 * 60, "2026-11-27T17:00"),
        ("2026-11-27T09:00", 8 * 60 + 1, "2026-11-30T09:01"),
        ("2026-11-27T16:00", 40 * 60, "2026-12-04T16:00"),  # a working week
    ],
)
def test_when_a_target_is_due(said, within, until):
    assert due(always(), here(said), within * MINUTES) == here(until)


def test_a_half_day_a_day_off_and_an_extra_day():
    special = {
        date(2026, 12, 24): read_spans("09:00-12:00"),
        date(2026, 12, 28): (),
        date(2026, 12, 27): read_spans("10:00-11:00"),
    }
    said = here("2026-12-24T11:30")
    open_here = always(special=special, holiday=days_off.day_off("DE", "BY"))
    assert due(open_here, said, 30 * MINUTES) == here("2026-12-24T12:00")
    assert due(open_here, said, 31 * MINUTES) == here("2026-12-27T10:01")  # the 25th is a holiday, the 26th a Saturday
    assert due(open_here, said, 91 * MINUTES) == here("2026-12-29T09:01")


def test_holidays_of_a_region_are_its_own():
    epiphany = date(2026, 1, 6)
    assert days_off.day_off("DE", "BY")(epiphany)
    assert not days_off.day_off("DE", "BE")(epiphany)
    assert not days_off.day_off("", "")(epiphany)
    assert not days_off.day_off("XX", "")(epiphany)


def test_a_change_is_not_retroactive():
    """From Wednesday noon on the team goes home at noon; the morning before counts as it was."""
    change = here("2026-11-25T12:00").astimezone(UTC)
    short = (read_spans("09:00-12:00"),) * 5 + ((), ())
    both = Hours(((LONG_AGO, Timetable(BERLIN, WORKDAYS)), (change, Timetable(BERLIN, short))))
    assert due(both, here("2026-11-24T16:00"), 2 * HOUR) == here("2026-11-25T10:00")
    assert due(both, here("2026-11-25T11:00"), 2 * HOUR) == here("2026-11-26T10:00")
    assert passed(both, here("2026-11-24T09:00"), here("2026-11-27T00:00")) == 8 * HOUR + 3 * HOUR + 3 * HOUR


def test_a_night_shift_is_as_long_as_it_really_is():
    night = always(week=(read_spans("00:00-06:00"),) * 7)
    assert passed(night, here("2026-03-29T00:00"), here("2026-03-29T12:00")) == 5 * HOUR  # clocks go forward
    assert passed(night, here("2026-10-25T00:00"), here("2026-10-25T12:00")) == 7 * HOUR  # and back
    assert due(night, here("2026-03-28T23:00"), 3 * HOUR) == here("2026-03-29T04:00")


def test_a_team_moves_to_another_zone():
    change = datetime(2026, 11, 24, 12, tzinfo=UTC)
    both = Hours(((LONG_AGO, Timetable(BERLIN, WORKDAYS)), (change, Timetable(LISBON, WORKDAYS))))
    assert passed(both, datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)) == 9 * HOUR


def test_where_nobody_is_ever_there_the_wall_clock_counts():
    empty = always(week=((),) * 7)
    assert after(empty, here("2026-11-27T10:00"), HOUR) is None
    assert due(empty, here("2026-11-27T10:00"), HOUR) == here("2026-11-27T11:00")
    assert due(None, here("2026-11-27T10:00"), HOUR) == here("2026-11-27T11:00")


def test_an_hour_that_is_left_out_and_one_that_comes_twice():
    """Lord Howe changes by half an hour only."""
    late = always(SYDNEY, (read_spans("01:00-02:15"),) * 7)
    assert passed(late, here("2026-10-04T00:00", SYDNEY), here("2026-10-04T12:00", SYDNEY)) == 75 * MINUTES
    assert passed(late, here("2026-04-05T00:00", SYDNEY), here("2026-04-05T12:00", SYDNEY)) == 105 * MINUTES


@pytest.mark.parametrize("text", ["9-17", "09:00-17:00", "9.00 - 17.00", "09:00–12:00, 12:00–17:00", "12-17; 9-12"])
def test_hours_as_people_write_them(text):
    assert read_spans(text) == OFFICE


@pytest.mark.parametrize(
    "text", ["9", "17-9", "9-9", "25-26", "9:60-10", "nine to five", "09:00-", "-1-5", "٩-١٧", "9:-10", "-"]
)
def test_what_cannot_be_read_says_so(text):
    with pytest.raises(Unreadable):
        read_spans(text)


spans = st.lists(
    st.integers(0, 1439).flatmap(lambda begin: st.tuples(st.just(begin), st.integers(begin + 1, 1440))), max_size=3
)
weeks = st.tuples(*[spans.map(joined)] * 7)
zones = st.sampled_from([BERLIN, SYDNEY, ZoneInfo("UTC"), ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(
    lambda m: m.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(spans.map(joined))
def test_what_is_written_is_read_the_same(found):
    assert read_spans(written(found)) == found


def slowly(versions, begin, length):
    """Minute by minute, by the clock on the wall."""
    left, moment = length // MINUTES, begin
    while left:
        timetable = [table for since, table in versions if since <= moment or since == versions[0][0]][-1]
        wall = moment.astimezone(timetable.zone)
        minute = wall.hour * 60 + wall.minute
        left -= any(a <= minute < b for a, b in timetable.week[wall.weekday()])
        moment += MINUTES
        if moment - begin > timedelta(days=20):
            return None
    return moment


@settings(max_examples=60, deadline=None)
@given(weeks, weeks, zones, moments, st.integers(1, 900), st.integers(-3, 9))
def test_it_agrees_with_counting_minutes(week, other, zone, begin, length, days):
    """But for spans whose own ends are changed: an hour that comes twice is counted once, from its first coming."""
    change = begin + timedelta(days=days)
    versions = ((LONG_AGO, Timetable(zone, week)), (change, Timetable(zone, other)))
    near = range(25)
    shifts = {(begin + timedelta(days=day)).astimezone(zone).utcoffset() for day in near}
    expected = slowly(versions, begin, length * MINUTES)
    found = after(Hours(versions), begin, length * MINUTES)
    if len(shifts) == 1 and expected is not None:
        assert found == expected
    if found is not None:
        assert passed(Hours(versions), begin, found) == length * MINUTES
        assert passed(Hours(versions), begin, found - MINUTES / 60) < length * MINUTES
