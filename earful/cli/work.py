"""`earful work`: does what waits, shift after shift. A shift ends when the database is lost; the next begins when it is back."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Thread
from typing import Any, LiteralString

import psycopg
from django.db import close_old_connections
from procrastinate import App, BaseConnector, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ProcrastinateException
from procrastinate.job_context import JobContext
from procrastinate.sql import queries
from procrastinate.worker import Worker as AnyWorker
from psycopg_pool import PoolTimeout

from earful.kit import clock, environment, jobs, pulse, steady
from earful.kit.logs import log
from earful.triage import actions as triage

GRACE = 10  # seconds for what is being done; what is cut off is found by the sweep
BREAK = 1.0  # seconds between two shifts
CLOCK_EVERY, PUT_BACK = 2.0, 5.0  # seconds between looks at the clock, and by how many it must be put back to matter
HAND_BACK, HAND_BACK_MOST = timedelta(seconds=10), 360  # an hour in all
CLOSING = (queries["finish_job"], queries["retry_job"])
logger = log(__name__)


class Hands(PsycopgConnector):
    """Takes jobs over connections of its own; what a job defers goes over Django's, to commit with its rows.

    Without this a job that one job defers could begin before the rows it is about are there, or outlive them.
    `fumbled` is set when a job was done and nobody could record it: as long as its worker lives, it looks like being
    worked on, so that worker must go.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.fumbled = asyncio.Event()

    def get_sync_connector(self) -> BaseConnector:
        """Django's connection of the thread in which the job runs."""
        return DjangoConnector()

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Notes signs of life, and endings that were not recorded."""
        begun = pulse.now()
        try:
            await super().execute_query_async(query, **arguments)
        except ProcrastinateException:
            if query in CLOSING:
                self.fumbled.set()
            raise
        if query == queries["update_heartbeat"]:
            pulse.ours.beat(begun)

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """The first sign of life is being registered."""
        begun = pulse.now()
        found: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
        if query == queries["register_worker"]:
            pulse.ours.beat(begun)
        return found


def hands() -> Hands:
    """To the database of the settings."""
    return Hands(kwargs=connector_params())


class Worker(AnyWorker):
    """Leaves what it does not know to those of a newer version, for as long as a change of version may take."""

    async def _process_job(self, context: JobContext) -> None:
        job = context.job
        if job.task_name in self.app.tasks or job.attempts >= HAND_BACK_MOST:
            await super()._process_job(context)
            return
        logger.info("left_to_others", task=job.task_name)
        await self.app.job_manager.retry_job(job=job, retry_at=clock.now() + HAND_BACK)


def afresh(call_next: Callable[[], Any], _context: JobContext, _worker: AnyWorker) -> Any:
    """A thread whose connection died with the database gets a new one before its next job."""
    close_old_connections()
    return call_next()


async def shift(at_work: App, own: Hands, concurrency: int, ending: asyncio.Event) -> None:
    """Work until told to end, until the database is lost, or until something could not be recorded."""
    async with at_work.open_async():
        at_work.perform_import_paths()  # type: ignore[no-untyped-call]  # -- procrastinate left its types out
        worker = Worker(
            app=at_work,
            name="earful",
            concurrency=concurrency,
            shutdown_graceful_timeout=GRACE,
            install_signal_handlers=False,
            update_heartbeat_interval=jobs.HEARTBEAT,
            stalled_worker_timeout=jobs.DEAD_AFTER,
            task_middleware=[afresh],
        )

        async def stop_when(event: asyncio.Event) -> None:
            await event.wait()
            worker.stop()  # type: ignore[no-untyped-call]  # -- procrastinate left its types out

        waiting = [asyncio.create_task(stop_when(event)) for event in (ending, own.fumbled)]
        waiting.append(asyncio.create_task(watch_the_clock(own.fumbled)))
        try:
            await worker.run()  # type: ignore[no-untyped-call]  # -- the same
        finally:
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def watch_the_clock(put_back: asyncio.Event) -> None:
    """Regular work is told by the clock, and would wait for as long as that is put back; a new shift begins it anew."""
    while not put_back.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(put_back.wait(), CLOCK_EVERY)
        if steady.ours.moved(CLOCK_EVERY + 0.2) < -PUT_BACK:
            logger.warning("clock_put_back")
            put_back.set()


async def work(concurrency: int) -> None:
    """Shift after shift, until told to stop."""
    steady.ours.begin()
    ending = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, ending.set)
    while not ending.is_set():
        own = hands()
        try:
            with app.replace_connector(own) as at_work:
                await shift(at_work, own, concurrency, ending)
        except (ProcrastinateException, psycopg.Error, PoolTimeout, OSError) as error:
            logger.warning("shift_ended", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), BREAK)


def run() -> int:
    """Do what waits, until told to stop."""
    ready = Thread(target=triage.get_ready, name="triage")
    ready.start()
    try:
        asyncio.run(work(environment.read(os.environ).work_concurrency))
    finally:
        ready.join()  # a process that ends while a library in C++ is being loaded aborts
    return 0
