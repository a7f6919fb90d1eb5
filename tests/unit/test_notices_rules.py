"""Quiet hours across midnight and clock changes, what is one line, along whom it goes, who is told: all pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from earful.notices import chain
from earful.notices.chain import Step
from earful.notices.gaps import PATIENCE, Reached, read_on
from earful.notices.grouping import WITHIN, gathered
from earful.notices.mentions import named
from earful.notices.rules import AGAIN, Person, Quiet, again_at, digest_due, leaves_at, quiet_until, whom

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")
]
moments = some.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC))
hours = some.builds(time, some.integers(0, 23), some.sampled_from([0, 15, 30, 45]))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


NIGHT, LUNCH = Quiet(time(22), time(7), BERLIN), Quiet(time(12), time(13, 30), BERLIN)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2026-03-02T21:59:59", None),
        (NIGHT, "2026-03-02T22:00", "2026-03-03T07:00"),
        (NIGHT, "2026-03-03T00:00", "2026-03-03T07:00"),
        (NIGHT, "2026-03-03T06:59:59", "2026-03-03T07:00"),
        (NIGHT, "2026-03-03T07:00", None),
        (LUNCH, "2026-03-03T12:00", "2026-03-03T13:30"),
        (LUNCH, "2026-03-03T13:30", None),
        (NIGHT, "2026-03-28T23:00", "2026-03-29T07:00"),  # that night clocks are put forward
        (NIGHT, "2026-10-24T23:00", "2026-10-25T07:00"),  # and that night back
        (Quiet(time(22), time(2, 30), BERLIN), "2026-03-29T01:30", "2026-03-29T03:30"),  # half past two there is not
        (None, "2026-03-03T03:00", None),
        (Quiet(time(7), time(7), BERLIN), "2026-03-03T07:00", None),
    ],
)
def test_quiet_hours(quiet: Quiet | None, now: str, until: str | None) -> None:
    assert quiet_until(berlin(now), quiet) == (berlin(until) if until else None)


def test_an_hour_that_comes_twice_is_quiet_twice_if_it_is_before_the_end() -> None:
    quiet = Quiet(time(22), time(2, 30), BERLIN)
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert second.astimezone(BERLIN).fold == 1
    assert quiet_until(second, quiet) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(moments, hours, hours, some.sampled_from(ZONES))
def test_quiet_hours_end_within_a_day_and_then_they_are_over(
    now: datetime, begins: time, ends: time, zone: ZoneInfo
) -> None:
    quiet = Quiet(begins, ends, zone)
    until = quiet_until(now, quiet)
    if until is None:
        return
    assert timedelta() < until - now <= timedelta(hours=25)
    assert until.astimezone(zone).time() >= ends or until.astimezone(zone).time() == ends
    loud = (begins.hour * 60 + begins.minute - ends.hour * 60 - ends.minute) % 1440
    if loud > 60:  # else clocks put forward may leave none of it
        assert quiet_until(until, quiet) is None
    assert leaves_at(now, quiet) == until
    assert leaves_at(now, quiet, urgent=True) == now


def test_a_failure_is_tried_again_at_growing_distance_and_then_no_more() -> None:
    now = datetime(2026, 3, 3, tzinfo=UTC)
    times = [again_at(now, failures) for failures in range(1, len(AGAIN) + 2)]
    assert times == [now + wait for wait in AGAIN] + [None]
    assert list(AGAIN) == sorted(AGAIN)


@given(moments, some.integers(0, 23), some.sampled_from(ZONES))
def test_the_digest_is_due_from_its_hour_to_the_end_of_the_day_where_somebody_is(
    now: datetime, hour: int, zone: ZoneInfo
) -> None:
    long_ago = now - timedelta(days=3)
    local = now.astimezone(zone)
    moment = datetime.combine(local.date(), time(hour), zone)
    assert digest_due(now, hour, zone, long_ago) == (moment <= now)
    assert not digest_due(now, hour, zone, now), "who wants it since now waits for tomorrow"


@dataclass(frozen=True)
class Told:
    kind: str
    conversation_id: int | None
    at: datetime


START = datetime(2026, 3, 3, tzinfo=UTC)
tolds = some.builds(
    Told,
    some.sampled_from(["soon", "late", "given"]),
    some.one_of(some.none(), some.integers(1, 4)),
    some.integers(0, 3600).map(lambda seconds: START + timedelta(seconds=seconds)),
)


@given(some.lists(tolds, max_size=25))
def test_every_notice_stands_in_one_line_that_is_about_one_thing(notices: list[Told]) -> None:
    groups = gathered(notices)
    together = [one for group in groups for one in group.notices]
    assert sorted(together, key=repr) == sorted(notices, key=repr)
    for group in groups:
        assert len({one.kind for one in group.notices}) == 1 or len({one.conversation_id for one in group.notices}) == 1
        times = [one.at for one in group.notices]
        assert times == sorted(times, reverse=True)
        assert times[0] - times[-1] <= WITHIN
    assert [group.newest.at for group in groups] == sorted((group.newest.at for group in groups), reverse=True)


def test_one_conversation_is_one_line_before_one_kind_is() -> None:
    first, other, again = (
        Told("late", 1, START), Told("late", 2, START + timedelta(minutes=1)), Told("given", 1, START + timedelta(minutes=2)),
    )  # fmt: skip
    assert [group.notices for group in gathered([first, other, again])] == [[again, first], [other]]


MINUTES = timedelta(minutes=1)
CHAIN = [Step(1, 10 * MINUTES), Step(2, 20 * MINUTES)]


def test_the_chain_step_by_step() -> None:
    turn = chain.turn(CHAIN, {1, 2}, 0, 0, START)
    assert turn == chain.Turn(1, 0, 1, START + 10 * MINUTES)
    assert chain.turn(CHAIN, {1, 2}, 0, 1, START) == chain.Turn(2, 0, 2, START + 20 * MINUTES)
    assert chain.turn(CHAIN, {1, 2}, 0, 2, START) == chain.Turn(None, 1, 0, START + 20 * MINUTES)
    assert chain.turn(CHAIN, {1, 2}, 1, 0, START) == chain.Turn(1, 1, 1, START + 20 * MINUTES)
    assert chain.turn(CHAIN, {2}, 0, 0, START) == chain.Turn(2, 0, 2, START + 20 * MINUTES)
    assert chain.turn([], {1, 2}, 0, 0, START) is None


steps = some.lists(
    some.builds(Step, some.integers(1, 5), some.integers(1, 600).map(lambda m: m * MINUTES)), min_size=1, max_size=6
)


@given(steps, some.sets(some.integers(1, 5)), some.integers(0, 40))
def test_a_round_tells_everybody_on_the_chain_who_is_there_in_order_and_then_all(
    rungs: list[Step], able: set[int], round_: int
) -> None:
    place, now, told, waits = 0, START, [], []
    for _ in range(len(rungs) + 1):
        turn = chain.turn(rungs, able, round_, place, now)
        assert turn is not None
        told.append(turn.person)
        waits.append(turn.next_at - now)
        now, place = turn.next_at, turn.next_place
        if turn.person is None:
            assert (turn.next_round, turn.next_place) == (round_ + 1, 0)
            break
        assert turn.next_round == round_
    assert told == [step.person for step in rungs if step.person in able] + [None]
    assert all(timedelta() < wait <= chain.LONGEST for wait in waits)


@given(some.permutations(range(1, 30)), some.integers(1, 29))
def test_numbers_seen_in_any_order_are_each_read_once(order: list[int], cut: int) -> None:
    reached, read = Reached(0), []
    for number in order:
        gaps = {n for gap in reached.gaps for n in range(gap.first, gap.last + 1)}
        if number > reached.upto or number in gaps:
            read.append(number)
        reached = read_on(reached, [number], START)
    assert sorted(read) == list(range(1, 30))
    assert reached == Reached(29)
    held = read_on(Reached(0), [cut], START)
    assert read_on(held, [], START + PATIENCE).gaps == (), "what nobody brings is given up"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@bo do you know?", {2}),
        ("Ask @Bo.", {2}),
        ("@ana, @bo!", {1, 2}),
        ("mail to ana@bo.example", set()),
        ("@nobody", set()),
        ("@bo.berg.", {3}),
        ("@@bo", set()),
        ("(@ana)", {1}),
    ],
)
def test_who_is_named(text: str, who: set[int]) -> None:
    assert named(text, {"ana": 1, "bo": 2, "bo.berg": 3}) == who


@given(some.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert named(text, {"ana": 1}) <= {1}


people = some.lists(
    some.builds(Person, some.integers(1, 6), some.booleans(), some.booleans(), some.booleans()),
    unique_by=lambda person: person.id,
)


@given(some.one_of(some.none(), some.integers(1, 6)), some.lists(some.integers(1, 6)), people)
def test_only_who_answers_is_told_and_somebody_is_if_anybody_leads(
    holder: int | None, team: list[int], people: list[Person]
) -> None:
    told = whom(holder, team, people)
    able = {person.id for person in people if person.answers}
    assert told <= able
    if holder in able:
        assert told == {holder}
    elif any(person.answers and (person.leads or person.on_duty) for person in people):
        assert told
