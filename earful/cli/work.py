import os

from procrastinate import BaseConnector, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.django_connector import DjangoConnector

from earful.kit import environment, jobs

GRACE = 10  # seconds for what is being done; what is cut off is found by the sweep


class Hands(PsycopgConnector):
    """Takes jobs over connections of its own; what a job defers goes over Django's, to commit with its rows.

    Without this a job that one job defers could begin before the rows it is about are there, or outlive them.
    """

    def get_sync_connector(self) -> BaseConnector:
        """Django's connection of the thread in which the job runs."""
        return DjangoConnector()


def hands() -> Hands:
    """To the database of the settings."""
    return Hands(kwargs=connector_params())


def run() -> int:
    """Do what waits, until told to stop."""
    env = environment.read(os.environ)
    with app.replace_connector(hands()) as worker:
        worker.run_worker(
            name="earful",
            concurrency=env.work_concurrency,
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=jobs.HEARTBEAT,
            stalled_worker_timeout=jobs.DEAD_AFTER,
        )
    return 0
