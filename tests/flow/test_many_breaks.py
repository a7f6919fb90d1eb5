"""The database breaks off on a job: a reply that no job knows any more is taken up within seconds."""

from datetime import timedelta

import pytest
from django.db import connection
from scripted import Scripted, installed
from sending import Desk, State, a_desk, due, jobs, now

from earful import flow, upkeep
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    with installed(Scripted()) as net:
        yield a_desk(net)


def fails(task: str) -> None:
    """All jobs of a task end without having done anything."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed' where task_name = %s", [task])


def a_while_ago(dispatch: Dispatch) -> None:
    past = clock.now() - timedelta(seconds=30)
    Dispatch.objects.filter(pk=dispatch.pk).update(claimed_at=past, release_at=past)


def claimed(desk: Desk) -> Dispatch:
    dispatch = desk.answers(desk.hears("Where is it?"))
    due(dispatch)
    assert outbox.claim(dispatch.pk)
    a_while_ago(dispatch)
    return dispatch


def test_one_that_was_being_sent_is_looked_up(desk: Desk) -> None:
    dispatch = claimed(desk)
    fails("send")
    upkeep.sweep(0)
    assert now(dispatch).state == State.UNCERTAIN
    assert len(jobs("look")) == 1


def test_one_that_was_being_looked_up_is_looked_up_again(desk: Desk) -> None:
    dispatch = claimed(desk)
    upkeep.doubt(now(dispatch))
    fails("send")
    fails("look")
    upkeep.sweep(0)
    assert now(dispatch).state == State.UNCERTAIN
    assert len(jobs("look")) == 1


def test_one_that_waits_to_leave_leaves(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is it?"))
    a_while_ago(dispatch)
    fails("send")
    upkeep.sweep(0)
    assert len(jobs("send")) == 1
    flow.send(dispatch.pk)
    assert now(dispatch).state == State.SENT


def test_one_that_a_job_still_knows_is_left_alone(desk: Desk) -> None:
    dispatch = claimed(desk)
    upkeep.sweep(0)
    assert now(dispatch).state == State.CLAIMED
