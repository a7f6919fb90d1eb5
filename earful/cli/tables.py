"""The tables of the desk: which are missing, and making them while nobody else does and everybody goes on working."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from earful.customers import names

LOCK = "select pg_try_advisory_lock(hashtextextended('earful migrate', 0))"
WAITS = "2s"  # for a table that others use: while a step waits for its lock, everybody else waits behind it
PAUSE = 3.0  # seconds in which they go on before it is tried again
PATIENCE = 900.0
BROKEN = """
select index.relname from pg_index join pg_class as index on index.oid = indexrelid
where not indisvalid and index.relnamespace = current_schema()::regnamespace
"""


def missing() -> list[str]:
    """The steps the database has not taken yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label} {step.name}" for step, _ in plan]


def migrate(verbosity: int = 0) -> list[str]:
    """Bring the database up to date; the steps that were taken.

    A second process that starts meanwhile waits here and finds nothing to do. A step that finds its table in use lets
    the others go on and tries again.
    """
    with psycopg.connect(settings.LISTEN_URL, autocommit=True) as turn:
        _wait_for(turn)
        steps = missing()
        with _brief_locks():
            _try(verbosity, turn)
        call_command("createcachetable", verbosity=verbosity)
        names.index()
    connections.close_all()
    return steps


def _wait_for(turn: psycopg.Connection) -> None:
    """Ask again and again: a statement that waits would itself be waited for by an index that is built meanwhile."""
    while turn.execute(LOCK).fetchone() != (True,):
        time.sleep(0.5)


def _try(verbosity: int, turn: psycopg.Connection) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        for (name,) in turn.execute(BROKEN).fetchall():  # left by one that was interrupted; it helps nobody
            turn.execute(sql.SQL("drop index concurrently if exists {}").format(sql.Identifier(name)))
        try:
            call_command("migrate", database=DEFAULT_DB_ALIAS, verbosity=verbosity, interactive=False)
        except OperationalError as error:
            in_use = isinstance(error.__cause__, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected))
            if not in_use or time.monotonic() > until:
                raise
        else:
            return
        time.sleep(PAUSE)


@contextmanager
def _brief_locks() -> Iterator[None]:
    """No statement of this connection waits long for a lock, nor is one broken off because it takes long."""
    with connection.cursor() as cursor:
        cursor.execute(f"set lock_timeout = '{WAITS}'")
        cursor.execute("set statement_timeout = 0")
    try:
        yield
    finally:
        connection.close()  # with its settings


def let_go() -> None:
    """Close this process's connections: before it forks, or when it will not need one for a long time."""
    connections.close_all()
