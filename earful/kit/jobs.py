"""Jobs whose worker died: found by its missing heartbeat, and finished or started again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.sql import queries
from procrastinate.tasks import Task

from earful.kit import clock

HEARTBEAT = 3.0  # seconds between a worker's signs of life
DEAD_AFTER = 12.0  # seconds without one; longer than pulse.LONGEST, after which a silent worker begins nothing more


@dataclass(frozen=True, slots=True)
class Stalled:
    """A job that a dead worker left behind."""

    job_id: int
    worker_id: int | None
    task: str
    arguments: dict[str, Any]


def stalled() -> list[Stalled]:
    """Every job that is marked as running by a worker that no longer lives, by the database's own clock."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - timedelta(seconds=DEAD_AFTER))
    left = ProcrastinateJob.objects.filter(silent, status="doing").order_by("id")
    return [Stalled(job.id, job.worker_id, job.task_name, dict(job.args)) for job in left]


def _hold(job: Stalled) -> bool:
    """Keep a stalled job as it is until the transaction ends; False: its worker ended it after all."""
    rows = ProcrastinateJob.objects.select_for_update().filter(pk=job.job_id, status="doing")
    return rows.filter(worker_id=job.worker_id).exists()


def give_up(job: Stalled) -> None:
    """Mark a stalled job as failed, which frees its lock."""
    with transaction.atomic():
        if _hold(job):
            _tell("finish_job", job_id=job.job_id, status=Status.FAILED.value, delete_job=False)


def start_again(job: Stalled) -> None:
    """Run a stalled job again, under the same lock and in the same order; not if the same job waits already."""
    try:
        with transaction.atomic():
            if _hold(job):
                same = {"new_priority": None, "new_queue_name": None, "new_lock": None}
                _tell("retry_job", job_id=job.job_id, retry_at=clock.now(), **same)
    except UniqueViolation:
        give_up(job)


def _tell(query: str, **values: Any) -> None:
    """Over Django's connection, so that it is part of the transaction; procrastinate's own calls would not be."""
    app.connector.get_sync_connector().execute_query(queries[query], **values)


def once(
    task: Task[..., Any, Any], name: str, moment: datetime | None = None, *, lock: str | None = None, **arguments: Any
) -> bool:
    """Defer a job unless one of this name is waiting already; leaves the caller's transaction intact.

    `moment`: not before then. `lock`: of jobs that share one, only one runs at a time, in the order of their making.
    """
    try:
        with transaction.atomic():
            task.configure(queueing_lock=name, schedule_at=moment, lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def tidy(hours: int = 24) -> None:
    """Delete finished jobs; failed ones are kept for a week."""
    done = app.job_manager.delete_old_jobs
    async_to_sync(done)(nb_hours=hours)
    async_to_sync(done)(nb_hours=24 * 7, include_failed=True)
