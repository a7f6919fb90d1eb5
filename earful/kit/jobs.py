"""Jobs whose worker died: found by its missing heartbeat, and finished or started again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection, transaction
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


def about(tasks: Sequence[str], argument: str) -> set[Any]:
    """What the jobs of these tasks that wait or run are about: the values of one argument."""
    rows = ProcrastinateJob.objects.filter(task_name__in=tasks, status__in=["todo", "doing"])
    return set(rows.values_list(f"args__{argument}", flat=True))


def once(
    task: Task[..., Any, Any],
    name: str,
    moment: datetime | None = None,
    *,
    lock: str | None = None,
    priority: int | None = None,
    **arguments: Any,
) -> bool:
    """Defer a job unless one of this name is waiting already; leaves the caller's transaction intact.

    `moment`: not before then. `lock`: of jobs that share one, only one runs at a time, in the order of their making.
    `priority`: below zero, it gives way to what cannot wait.
    """
    try:
        with transaction.atomic():
            task.configure(queueing_lock=name, schedule_at=moment, lock=lock, priority=priority).defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def hurry(name: str, moment: datetime) -> None:
    """The waiting job of this name runs at this moment if it was to run later."""
    later = ProcrastinateJob.objects.filter(queueing_lock=name, status="todo", scheduled_at__gt=moment)
    later.update(scheduled_at=moment)


# Only the first that wait are looked through, so that a long queue costs no more than a short one; what is being begun
# or taken away by somebody else just now is left to them.
NOT_NEEDED = """
delete from procrastinate_jobs where id in (
    select id from procrastinate_jobs where status = 'todo' and id in (
        select id from (
            select id, args from procrastinate_jobs
            where status = 'todo' and scheduled_at is null and task_name = %(task)s
            order by priority desc, id limit 200
        ) first where args->%(argument)s <@ %(done)s::jsonb
    ) for update skip locked
)
"""


def spare(task: str, argument: str, done: Sequence[int]) -> None:
    """Take away waiting jobs of a task of which everything was done already: a list of numbers, in one argument."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_NEEDED, {"task": task, "argument": argument, "done": json.dumps(list(done))})


# A job's delay is what lies between its last being deferred and being due. Regular work has left a mark for each time
# it was deferred; marks in the future would keep it from happening then.
PLANNED_AHEAD = """
with made as (
    select j.id, j.scheduled_at - max(e.at) as delay
    from procrastinate_jobs j join procrastinate_events e on e.job_id = j.id and e.type != 'scheduled'
    where j.status = 'todo' and j.scheduled_at > now() + make_interval(secs => %(slack)s)
    group by j.id having max(e.at) > now() + make_interval(secs => %(slack)s)
), told as (
    update procrastinate_events e set at = now() from made where e.job_id = made.id and e.at > now()
), marks as (
    delete from procrastinate_periodic_defers where defer_timestamp > extract(epoch from now() + make_interval(secs => %(slack)s))
)
update procrastinate_jobs j set scheduled_at = now() + greatest(made.delay, interval '0') from made where j.id = made.id
"""


def mind_the_clock() -> None:
    """What was deferred in the future, before the database's clock was put back, keeps its delay and not its time."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNED_AHEAD, {"slack": DEAD_AFTER})


def tidy(hours: int = 24) -> None:
    """Delete finished jobs; failed ones are kept for a week."""
    done = app.job_manager.delete_old_jobs
    async_to_sync(done)(nb_hours=hours)
    async_to_sync(done)(nb_hours=24 * 7, include_failed=True)
