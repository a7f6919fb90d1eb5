"""The tables of the desk: which are missing, and making them while nobody else does."""

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from earful.customers import names

LOCK = "select pg_advisory_lock(hashtextextended('earful migrate', 0))"


def missing() -> list[str]:
    """The steps the database has not taken yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label} {step.name}" for step, _ in plan]


def migrate(verbosity: int = 0) -> None:
    """Bring the database up to date; a second process that starts meanwhile waits here and finds nothing to do."""
    with psycopg.connect(settings.LISTEN_URL, autocommit=True) as turn:
        turn.execute(LOCK)
        call_command("migrate", database=DEFAULT_DB_ALIAS, verbosity=verbosity, interactive=False)
        call_command("createcachetable", verbosity=verbosity)
        names.index()
    connections.close_all()


def let_go() -> None:
    """Close this process's connections: before it forks, or when it will not need one for a long time."""
    connections.close_all()
