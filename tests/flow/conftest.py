"""What every story needs: pages as they are written, and a database without another story's leftovers."""

import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

# A story that commits leaves rows in a few of ninety tables. Emptying all of them anew, and writing down all permissions again,
# as Django does it, takes longer than most of the stories themselves.
EMPTY = """
do $$
declare
    name text;
    filled boolean;
begin
    set local session_replication_role = replica;  -- what points at what is of no matter, all of it goes
    for name in
        select format('%I', tablename) from pg_tables where schemaname = current_schema()
        and tablename not in ('django_migrations', 'django_content_type', 'auth_permission')
    loop
        execute 'select exists (select from ' || name || ')' into filled;
        if filled then
            execute 'delete from ' || name;
        end if;
    end loop;
end $$
"""


def emptied(_story: TransactionTestCase) -> None:
    """Take away what a story left."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)


TransactionTestCase._fixture_teardown = emptied


OTHERS = """
select application_name || ': ' || left(query, 200) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""


@pytest.fixture(autouse=True, scope="module")
def no_session_left(django_db_blocker):
    """A connection that a thread of a story has left open would keep the whole database from being taken away at the end."""
    yield
    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # no story of this file has asked for the database
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _ in range(50):  # one that was closed this moment may still be counted
            cursor.execute(OTHERS)
            left = cursor.fetchall()
            if not left:
                return
            time.sleep(0.1)
    pytest.fail(f"A story of this file has left {len(left)} connections open: {left}")


@pytest.fixture(autouse=True)
def ungathered(settings):
    """No manifest of hashed names is needed; the folder whitenoise looks into exists."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def no_jobs_left(request, django_db_blocker):
    """Stories that commit leave jobs, in tables that Django does not manage and so does not empty."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs, procrastinate_periodic_defers cascade")
