"""What `earful doctor` looks at. Each check reads, changes nothing, and says what to do."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from earful.accounts import leases
from earful.accounts import queries as accounts
from earful.accounts.rules import Health
from earful.cli import tables
from earful.cli.findings import Finding
from earful.conversations import tally
from earful.customers import names
from earful.intake import queries as ledger
from earful.kit import clock, jobs, mail
from earful.kit.environment import Environment
from earful.outbox import queries as dispatches
from earful.staff import queries as staff

CLOCK_MAY_DIFFER = timedelta(seconds=2)
WORK_MAY_WAIT = timedelta(minutes=2)
ITEMS_MAY_WAIT = timedelta(minutes=10)
LISTENING, LIVE, POOL, SPARE = 6, 2, 5, 6  # connections: listen, live, each worker's own, a person's and the doctor's


def examine(env: Environment) -> Iterator[Finding]:
    """Everything, once the database is reachable."""
    yield database(env)
    missing = tables.missing()
    if missing:
        yield Finding("tables", False, f"{len(missing)} steps are missing. Run earful migrate.")
        return
    yield Finding("tables", True, "up to date")
    yield the_clock()
    yield connections(env)
    yield workers()
    yield listeners()
    yield doors()
    yield from waiting()
    yield post()
    workspace = staff.workspace()
    if workspace is None:
        yield Finding("desk", False, "No workspace is open yet. Run earful up or earful signin.")
        return
    yield from the_accounts(workspace.pk)
    yield unsettled(workspace.pk)
    yield counts()
    yield people()
    yield from the_ledger(workspace.pk)


def database(env: Environment) -> Finding:
    """Which one."""
    where = f"kept in {env.data_dir}" if env.embedded else "a server of your own"
    return Finding("database", True, f"PostgreSQL {_value('server_version')}, {where}")


def the_clock() -> Finding:
    """Promises are kept by this machine's clock and compared with times the database writes."""
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (theirs,) = cursor.fetchone() or (before,)
    apart = abs(theirs - (before + (clock.now() - before) / 2))
    if apart > CLOCK_MAY_DIFFER:
        return Finding(
            "clock", False, f"It differs by {apart.total_seconds():.0f} s from the database's. Set both by NTP."
        )
    return Finding("clock", True, "agrees with the database's")


def connections(env: Environment) -> Finding:
    """Whether all processes together may hold the connections they can come to need."""
    most = int(_value("max_connections")) - int(_value("superuser_reserved_connections"))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where backend_type = 'client backend'")
        (used,) = cursor.fetchone() or (0,)
    working = env.work_processes * (env.work_concurrency + POOL)
    wanted = env.web_processes * env.web_threads + working + LISTENING + LIVE + SPARE
    words = f"{used} of {most} in use; one of each process may need {wanted}"
    if wanted > most or used > most * 0.9:
        return Finding("connections", False, f"{words}. Raise max_connections, or lower EARFUL_WEB_THREADS.")
    return Finding("connections", True, words)


def workers() -> Finding:
    """Whether anyone does the work."""
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - timedelta(seconds=jobs.DEAD_AFTER))
    if count := alive.count():
        return Finding("work", True, f"{count} at work")
    return Finding("work", False, "Nobody does the work that waits. Start earful up, or earful work.")


def listeners() -> Finding:
    """Who listens to what. One process is enough; the others stand ready to take over."""
    names = leases.living()
    if not names:
        return Finding("listen", False, "Nobody listens to the networks. Start earful up, or earful listen.")
    heard = leases.heard_by(names)
    told = "; ".join(f"{name} hears {', '.join(heard[name]) or 'nothing, and stands ready'}" for name in names)
    return Finding("listen", True, told)


def doors() -> Finding:
    """Which processes that serve pages or live updates are connected to the database, and from where."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select application_name, coalesce(host(client_addr), 'this machine'), count(*) from pg_stat_activity "
            "where datname = current_database() and application_name in ('earful-web', 'earful-live') "
            "group by 1, 2 order by 1, 2"
        )
        rows = cursor.fetchall()
    told = ", ".join(f"{name.removeprefix('earful-')} from {where} ({count})" for name, where, count in rows)
    return Finding("pages", True, f"connections: {told or 'none just now'}")


def post() -> Finding:
    """Whether mail can leave. Signs in to the mail server and sends nothing."""
    if not mail.ready():
        return Finding("mail", True, "off: the desk shows links to pass on instead. EARFUL_MAIL_URL switches it on.")
    try:
        mail.check()
    except mail.MailFailed as failed:
        return Finding("mail", False, f"{failed.words} See EARFUL_MAIL_URL.")
    return Finding("mail", True, "the mail server lets us in")


def waiting() -> Iterator[Finding]:
    """Work nobody takes, and work whose worker died."""
    late = clock.now() - WORK_MAY_WAIT
    due = Q(scheduled_at__lt=late) | Q(
        scheduled_at=None, procrastinateevent__type="deferred", procrastinateevent__at__lt=late
    )
    count = ProcrastinateJob.objects.filter(due, status="todo").distinct().count()
    if count:
        yield Finding(
            "waiting", False, f"{count} pieces of work wait for more than two minutes. Start more earful work."
        )
    else:
        yield Finding("waiting", True, "nothing waits for long")
    if left := jobs.stalled():
        names = ", ".join(sorted({job.task for job in left}))
        yield Finding(
            "stalled",
            False,
            f"{len(left)} pieces of work were left by a dead process ({names}). A running earful work takes them up within a minute.",
        )
    else:
        yield Finding("stalled", True, "nothing was left half done")


def the_accounts(workspace_id: int) -> Iterator[Finding]:
    """Whether we hear on each network."""
    for account in accounts.accounts(workspace_id):
        health = accounts.health(account)
        heard = f"last heard {account.polled_at:%Y-%m-%d %H:%M:%S} UTC" if account.polled_at else "never heard yet"
        unheard = f"{account.trouble or 'It is not being heard.'} Is earful listen running? ({heard})"
        signed_out = account.state == account.State.SIGNED_OUT
        advice = {
            Health.TROUBLE: f"{account.trouble or 'It is signed out.'} See its page under Accounts ({heard})."
            if signed_out
            else unheard,
            Health.LATE: unheard,
            Health.OFF: "paused",
            Health.GOOD: heard,
        }
        yield Finding(f"account {account}", health in (Health.GOOD, Health.OFF), advice[health])


def unsettled(workspace_id: int) -> Finding:
    """Replies of which nobody knows whether they arrived, or that did not."""
    rows = list(dispatches.unsettled(workspace_id))
    if not rows:
        return Finding("replies", True, "none is uncertain or failed")
    states = [row.state for row in rows]
    return Finding(
        "replies",
        False,
        f"{states.count('uncertain')} uncertain, {states.count('failed')} failed; "
        f"the oldest stands in conversation {rows[0].conversation_id}. Open it and decide.",
    )


def counts() -> Finding:
    """Whether the counts that are kept are those one would count."""
    if apart := tally.wrong_by():
        return Finding(
            "counts", False, f"The kept counts are wrong by {apart}. Run earful recount; nothing stops for it."
        )
    return Finding("counts", True, "those kept are those counted")


def people() -> Finding:
    """How people are found by their names. Beginnings alone are no fault: an owner's server may allow no more."""
    if names.by_parts():
        return Finding("names", True, "people are found by any part of their name")
    return Finding(
        "names",
        True,
        "people are found by how their names begin only, because this database lacks pg_trgm. For any part of a name, "
        "let whoever runs the server say: create extension pg_trgm; and run earful migrate.",
    )


def the_ledger(workspace_id: int) -> Iterator[Finding]:
    """What arrived and could not be understood, or has not been yet."""
    unreadable = ledger.unreadable(workspace_id).count()
    if unreadable:
        yield Finding(
            "ledger", False, f"{unreadable} arrivals could not be read. See the ledger page; earful replay tries again."
        )
    else:
        yield Finding("ledger", True, "everything could be read")
    behind = ledger.unplaced(workspace_id, clock.now() - ITEMS_MAY_WAIT).exclude(state="unreadable").count()
    if behind:
        yield Finding(
            "understanding",
            False,
            f"{behind} arrivals wait for more than ten minutes to be understood. Is earful work running?",
        )


def _value(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting(%s)", [setting])
        (value,) = cursor.fetchone() or ("",)
    return str(value)
