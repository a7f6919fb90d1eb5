"""Bringing a database up to date while several processes want to, and while others use it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from tests.flow.running_desk import eventually

COMMAND = [sys.executable, "-P", "-m", "earful.cli.main"]
WAITS = """
select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
and query ilike 'alter table%'
"""
NAME = f"migrate_{os.getpid()}"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """An empty database of its own."""
    home = os.environ["DATABASE_URL"]
    with psycopg.connect(home, autocommit=True) as server:
        server.execute(f"create database {NAME}")
        yield urlunsplit(urlsplit(home)._replace(path=f"/{NAME}"))
        server.execute(f"drop database {NAME} with (force)")


def begin(url: str, *command: str, out: Path = Path(os.devnull)) -> subprocess.Popen[str]:
    """Start a command; what it says goes into a file, or can be had by `ended`."""
    environ = {**os.environ, "DATABASE_URL": url, "EARFUL_ROLE": ""}
    with out.open("w") as file:
        stream = subprocess.PIPE if out == Path(os.devnull) else file
        return subprocess.Popen([*COMMAND, *command], env=environ, stdout=stream, stderr=subprocess.STDOUT, text=True)


def ended(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def as_before(url: str, room: str) -> None:
    """As if this version had brought all but the first step of a room."""
    ended(begin(url, "manage", "migrate", room, "0001"))


def test_two_at_once_take_each_step_once(url: str) -> None:
    both = [begin(url, "migrate"), begin(url, "migrate")]
    said = sorted(ended(one) for one in both)
    assert said[1] == "The database is up to date.\n"
    assert said[0].endswith(" steps taken.\n")
    with psycopg.connect(url) as desk:
        twice = desk.execute("select app, name from django_migrations group by 1, 2 having count(*) > 1").fetchall()
    assert twice == []


def test_a_step_whose_table_is_in_use_lets_the_others_go_on_and_succeeds_later(url: str) -> None:
    as_before(url, "outbox")
    waited: list[float] = []
    with psycopg.connect(url) as reader, psycopg.connect(url, autocommit=True) as colleague:
        reader.execute("select count(*) from outbox_dispatch")  # holds its lock until the transaction ends
        migrating = begin(url, "migrate")
        until, gave_way = time.monotonic() + 90, 0
        while gave_way < 2 and time.monotonic() < until and migrating.poll() is None:
            waits = colleague.execute(WAITS).fetchone() == (1,)
            begun = time.monotonic()
            colleague.execute("select count(*) from outbox_dispatch")
            waited.append(time.monotonic() - begun)
            gave_way += waits and colleague.execute(WAITS).fetchone() == (0,)
            time.sleep(0.05)
        assert migrating.poll() is None, migrating.communicate()[0]
    assert ended(migrating).endswith(" steps taken.\n")
    assert gave_way == 2
    assert max(waited) < 10, "who came behind the waiting step was not kept for long"


def test_an_index_left_half_built_is_built_again(url: str) -> None:
    as_before(url, "customers")
    with psycopg.connect(url, autocommit=True) as desk:
        desk.execute("create index handle_by_name on customers_handle (id)")
        desk.execute("update pg_index set indisvalid = false where indexrelid = 'handle_by_name'::regclass")
    assert ended(begin(url, "migrate")).endswith(" steps taken.\n")
    with psycopg.connect(url, autocommit=True) as desk:
        found = desk.execute("select pg_get_indexdef('handle_by_name'::regclass)").fetchone()
    assert found is not None
    assert "upper" in found[0]


def test_a_process_of_a_newer_version_waits_for_its_tables(url: str, tmp_path: Path) -> None:
    as_before(url, "outbox")
    said = tmp_path / "work.said"
    working = begin(url, "work", out=said)
    try:
        assert eventually(lambda: "Waiting for earful migrate" in said.read_text(), 60), said.read_text()
        assert working.poll() is None
        ended(begin(url, "migrate"))
        assert eventually(lambda: workers(url) == 1, 60), said.read_text()
    finally:
        working.terminate()
        assert working.wait(30) == 0


def workers(url: str) -> int:
    with psycopg.connect(url) as desk:
        (count,) = desk.execute("select count(*) from procrastinate_workers").fetchone() or (0,)
    return int(count)


OLD = """
select table_name, column_name, data_type, is_nullable, column_default, is_identity, is_generated
from information_schema.columns where table_schema = current_schema() order by 1, 2
"""
VALUES = {
    "boolean": "false", "jsonb": "{}", "uuid": "00000000-0000-0000-0000-000000000001", "bytea": "", "smallint": "1",
    "integer": "1", "bigint": "1", "date": "2026-11-22", "double precision": "1", "real": "1", "numeric": "1", "timestamp with time zone": "2026-11-22", "ARRAY": "{}",
}  # fmt: skip


def test_rows_as_the_first_version_wrote_them_are_still_taken(url: str) -> None:
    """Each table takes a row that names only the columns it began with."""
    with psycopg.connect(url) as desk:
        columns, began = desk.execute(OLD).fetchall(), first_columns()
        desk.execute("set session_replication_role = replica")  # neither foreign keys nor triggers: only the columns
        tables: dict[str, dict[str, str]] = {}
        for table, column, kind, nullable, default, identity, generated in columns:
            wanted = nullable == "NO" and default is None and identity == "NO" and generated == "NEVER"
            if wanted and column in began.get(table, ()):
                tables.setdefault(table, {})[column] = VALUES.get(kind, "")
        assert len(tables) > 15
        for table, row in tables.items():
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
            desk.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))
        desk.rollback()


def first_columns() -> dict[str, set[str]]:
    """What stood in each of our tables after the first migration of its room."""
    loader = MigrationLoader(None)
    first = [key for key in loader.graph.nodes if key[1] == "0001_initial"]
    apps = loader.graph.make_state(nodes=first, at_end=True).apps
    ours = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    return {model._meta.db_table: {field.column for field in model._meta.local_fields} for model in ours}


ROOMS = {"staff", "accounts", "customers", "intake", "triage", "conversations", "queues", "replies", "outbox"}
