"""While one version replaces another, a worker meets jobs that it does not know."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from earful.cli import work
from earful.kit import pulse

pytestmark = pytest.mark.django_db(transaction=True)


def a_job_from_the_future(attempts: int = 0) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (task_name, queue_name, attempts) values ('foresee', 'default', %s) "
            "returning id",
            [attempts],
        )
        return int(cursor.fetchone()[0])


def tidily(call_next: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """Regular work that happens to be due runs in threads, which take their connections with them."""
    try:
        return call_next()
    finally:
        connections.close_all()


def works_once() -> None:
    async def at_work() -> None:
        with app.replace_connector(work.hands()) as hands:
            async with hands.open_async():
                worker = work.Worker(app=hands, wait=False, install_signal_handlers=False, task_middleware=[tidily])
                await worker.run()

    asyncio.run(at_work())
    pulse.ours.stop()  # nobody waits for signs of life of a test


def test_a_job_of_a_newer_version_is_left_to_it() -> None:
    number = a_job_from_the_future()
    works_once()
    job = ProcrastinateJob.objects.get(pk=number)
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None


def test_a_job_that_nobody_knows_does_not_go_round_for_ever() -> None:
    number = a_job_from_the_future(work.HAND_BACK_MOST)
    works_once()
    assert ProcrastinateJob.objects.get(pk=number).status == "failed"
