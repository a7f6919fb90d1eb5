"""The clock is put forward and back: nothing waits for the hour that was taken away, and no window is skipped."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from scripted import Scripted, installed
from sending import Desk, State, a_desk, jobs, now

from earful import flow, upkeep
from earful.accounts import leases
from earful.accounts.models import Account
from earful.accounts.rules import Health, Hearing, health
from earful.channels.contract import Retry
from earful.kit import clock, steady
from earful.kit import jobs as planned
from earful.outbox.models import Dispatch

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


@pytest.fixture
def watched() -> Iterator[steady.Steady]:
    """As in a worker; elsewhere the clock is taken as it is."""
    before = steady.ours
    steady.ours = steady.Steady()
    steady.ours.begin()
    yield steady.ours
    steady.ours = before


def from_the_future(dispatch: Dispatch, by: timedelta = HOUR) -> None:
    """As rows look after the clock was put back: made, and due, later than now."""
    Dispatch.objects.filter(pk=dispatch.pk).update(
        created_at=dispatch.created_at + by,
        claimed_at=dispatch.claimed_at and dispatch.claimed_at + by,
        release_at=dispatch.release_at + by,
    )
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = scheduled_at + %s where status = 'todo'", [by])
        cursor.execute("update procrastinate_events set at = at + %s", [by])


def test_a_clock_that_is_moved_is_noticed_and_one_that_is_not_is_not(watched: steady.Steady) -> None:
    assert watched.moved(60) == 0.0
    with time_machine.travel(clock.now() + HOUR):
        assert 3590 < watched.moved(60) < 3610
        assert 3590 < watched.moved(60) < 3610, "it stays known for a while"
    assert abs(watched.moved(60)) < 10, "forward and back again"
    assert steady.Steady().moved(60) == 0.0


def test_a_reply_does_not_wait_for_an_hour_that_was_taken_away(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    from_the_future(dispatch)
    upkeep.mind_the_clock()
    held = now(dispatch)
    assert held.release_at - clock.now() < timedelta(seconds=11)
    assert held.release_at - clock.now() > timedelta(seconds=8), "the window to undo is whole"
    (job,) = jobs("send")
    assert job.scheduled_at - clock.now() < timedelta(seconds=11)
    before = held.release_at
    upkeep.mind_the_clock()
    assert now(dispatch).release_at == before, "said twice is done once"


def test_a_next_attempt_does_not_wait_for_it_either(desk: Desk) -> None:
    desk.net.sends = [Retry("Busy.", 300.0)]
    dispatch = desk.leaves(desk.answers(desk.hears("Where is my tent?")))
    from_the_future(dispatch)
    upkeep.mind_the_clock()
    assert now(dispatch).release_at - clock.now() < timedelta(seconds=61)


def test_what_was_put_off_is_not_hurried_by_a_clock_that_is_right(desk: Desk) -> None:
    desk.net.sends = [Retry("Busy.", 3000.0)]
    dispatch = desk.leaves(desk.answers(desk.hears("Where is my tent?")))
    upkeep.mind_the_clock()
    assert now(dispatch).release_at - clock.now() > timedelta(seconds=890)


def test_jobs_keep_their_delay(desk: Desk) -> None:
    planned.once(flow.surround, "one", clock.now() + timedelta(seconds=600), item_id=1)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = scheduled_at + interval '1 hour'")
        cursor.execute("update procrastinate_events set at = at + interval '1 hour'")
        cursor.execute(
            "insert into procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)"
            " values ('sweep', '', extract(epoch from now()) + 3000)"
        )
    for _ in range(2):
        upkeep.mind_the_clock()
        (job,) = jobs("surround")
        assert timedelta(seconds=580) < job.scheduled_at - clock.now() <= timedelta(seconds=600)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_periodic_defers")
        assert cursor.fetchone() == (0,)


def test_a_clock_put_forward_does_not_cut_the_undo_window_short(desk: Desk, watched: steady.Steady) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    with time_machine.travel(clock.now() + HOUR):
        flow.send(dispatch.pk)
        held = now(dispatch)
        assert held.state == State.HELD
        assert timedelta(seconds=8) < held.release_at - clock.now() < timedelta(seconds=11)
        assert desk.net.asked == []


def test_whose_window_had_passed_leaves_whatever_the_clock_does(desk: Desk, watched: steady.Steady) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    with time_machine.travel(clock.now() + HOUR):
        flow.send(dispatch.pk)
        assert now(dispatch).state == State.SENT


def test_nobody_is_taken_for_dead_by_a_clock_that_was_just_moved(desk: Desk, watched: steady.Steady) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    Dispatch.objects.filter(pk=dispatch.pk).update(state=State.CLAIMED, claimed_at=clock.now(), attempts=1)
    with time_machine.travel(clock.now() + HOUR):
        upkeep.sweep(timestamp=0)
        assert now(dispatch).state == State.CLAIMED


def test_a_lease_from_before_the_clock_was_put_back_holds_nobody_up(desk: Desk) -> None:
    held = Account.objects.filter(pk=desk.account.pk)
    held.update(listener="gone", listener_until=clock.now() + HOUR)
    assert [account.pk for account in leases.lease("here")] == [desk.account.pk]


def test_a_poll_in_the_future_proves_nothing() -> None:
    at = clock.now()
    assert health(Hearing("listening", "", at + HOUR), at) is Health.LATE
    assert health(Hearing("listening", "", at + timedelta(seconds=5)), at) is Health.GOOD


def test_what_is_planned_costs_one_look(desk: Desk) -> None:
    begun = time.perf_counter()
    upkeep.mind_the_clock()
    assert time.perf_counter() - begun < 10
