"""What a job defers stands or falls with what it wrote."""

import asyncio
from contextlib import suppress

import pytest
from asgiref.sync import sync_to_async
from django.db import connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from earful import flow
from earful.cli import work

pytestmark = pytest.mark.django_db(transaction=True)


class Stumbled(Exception):
    """Something went wrong before the end."""


def a_job(*, stumbles: bool) -> int:
    """Defers another one, and tells how many of those others can see before it has ended."""
    try:
        with suppress(Stumbled), transaction.atomic():
            flow.surround.defer(item_id=0)
            seen = connections.create_connection("default")
            with seen.cursor() as cursor:
                cursor.execute("select count(*) from procrastinate_jobs where task_name = 'surround'")
                (visible,) = cursor.fetchone()
            seen.close()
            if stumbles:
                raise Stumbled
        return int(visible)
    finally:
        connections.close_all()


async def in_a_worker(*, stumbles: bool) -> int:
    with app.replace_connector(work.hands()) as worker:
        async with worker.open_async():
            return await sync_to_async(a_job, thread_sensitive=False)(stumbles=stumbles)


@pytest.mark.parametrize(("stumbles", "left"), [(True, 0), (False, 1)])
def test_a_job_that_a_job_defers_waits_for_its_rows(stumbles: bool, left: int) -> None:
    assert asyncio.run(in_a_worker(stumbles=stumbles)) == 0
    assert ProcrastinateJob.objects.filter(task_name="surround").count() == left
