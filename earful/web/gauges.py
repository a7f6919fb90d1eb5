"""What waits, what is stuck, and how the accounts are, as Prometheus reads it: asked of the database each time."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Q, QuerySet
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.accounts.rules import Health
from earful.conversations import tally
from earful.conversations.models import Conversation
from earful.intake import unheard
from earful.intake.models import Item
from earful.kit import clock
from earful.outbox.models import Dispatch

MANY = 100_000  # rows from which counting all of them takes too long to do every few seconds
GUESS = "select reltuples::bigint from pg_class where oid = to_regclass(%s)"
JOBS = (
    "select status::text, count(*) from procrastinate_jobs where status in ('todo', 'doing', 'failed') group by status"
)
OLDEST = """
select coalesce(extract(epoch from now() - min(coalesce(job.scheduled_at, event.at))), 0)
from procrastinate_jobs job
left join procrastinate_events event on event.job_id = job.id and event.type = 'deferred'
where job.status = 'todo' and (job.scheduled_at is null or job.scheduled_at <= now())
"""


class Gauges(Collector):
    """All figures of this desk, over all its workspaces."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Ask the database."""
        yield _by("earful_items", "Things in the ledger; above 100000 those placed are estimated.", "state", _items())
        conversations = tally.of({status: Q(status=status) for status in Conversation.Status.values}, None)
        yield _by("earful_conversations", "Conversations.", "status", conversations)
        yield _by("earful_dispatches", "Replies; above 100000 those sent are estimated.", "state", _dispatches())
        yield GaugeMetricFamily(
            "earful_unheard", "Found missing in the last seven days.", value=unheard.lately(clock.now())
        )
        yield from _accounts()
        yield from _jobs()


def _by(name: str, told: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, told, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _dispatches() -> dict[str, int]:
    """One that nobody has is 0, so that an alarm can be set on it."""
    found = Dispatch.objects.exclude(state=Dispatch.State.SENT).order_by().values_list("state").annotate(Count("pk"))
    counts = dict.fromkeys(Dispatch.State.values, 0) | dict(found)
    sent = Dispatch.objects.filter(state=Dispatch.State.SENT)
    counts[Dispatch.State.SENT] = _most(Dispatch._meta.db_table, sent, sum(counts.values()))  # noqa: SLF001 -- documented
    return counts


def _most(table: str, rows: QuerySet[Item] | QuerySet[Dispatch], others: int) -> int:
    """How many most rows of a table are: counted, or in a large one what the database believes without the others."""
    with connection.cursor() as cursor:
        cursor.execute(GUESS, [table])
        about: int = cursor.fetchone()[0]
    return max(0, about - others) if about >= MANY else rows.count()


def _items() -> dict[str, int]:
    left = Item.objects.exclude(state=Item.State.PLACED).order_by().values_list("state").annotate(Count("pk"))
    counts = dict.fromkeys(Item.State.values, 0) | dict(left)
    placed = Item.objects.filter(state=Item.State.PLACED)
    counts[Item.State.PLACED] = _most(Item._meta.db_table, placed, sum(counts.values()))  # noqa: SLF001 -- documented
    return counts


def _accounts() -> Iterable[GaugeMetricFamily]:
    health = GaugeMetricFamily(
        "earful_account_health", "1 for what the dot shows.", labels=["account", "network", "health"]
    )
    silence = GaugeMetricFamily(
        "earful_account_seconds_since_poll", "Since the last poll that succeeded.", labels=["account", "network"]
    )
    for account in Account.objects.exclude(state=Account.State.ARCHIVE).order_by("id"):
        name = [str(account.pk), account.network]
        now = accounts.health(account)
        for each in Health:
            health.add_metric([*name, each.value], float(each is now))
        if account.polled_at is not None:
            silence.add_metric(name, (clock.now() - account.polled_at).total_seconds())
    return health, silence


def _jobs() -> Iterable[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute(JOBS)
        counts = {"todo": 0, "doing": 0, "failed": 0} | dict(cursor.fetchall())
        cursor.execute(OLDEST)
        oldest = float(cursor.fetchone()[0])
    age = GaugeMetricFamily(
        "earful_jobs_oldest_due_seconds", "How long the oldest job that is due has waited.", value=oldest
    )
    return _by("earful_jobs", "Jobs of the workers.", "status", counts), age
