import os

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from earful.kit import environment, jobs

GRACE = 10  # seconds for what is being done; what is cut off is found by the sweep


def run() -> int:
    """Do what waits, until told to stop."""
    env = environment.read(os.environ)
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(
            name="earful",
            concurrency=env.work_concurrency,
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=jobs.HEARTBEAT,
            stalled_worker_timeout=jobs.DEAD_AFTER,
        )
    return 0
