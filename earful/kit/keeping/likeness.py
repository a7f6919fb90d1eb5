"""What a database holds, in a few hundred numbers: two databases with the same likeness hold the same rows."""

from typing import Any

import psycopg
from psycopg import sql

Likeness = dict[
    str, Any
]  # JSON: {"rows": {table: [count, sum]}, "counters": {sequence: value}, "parts": {kind: count}}

# How rows are written out must not depend on anybody's settings.
SETTINGS = ("timezone to 'UTC'", "datestyle to 'ISO, YMD'", "bytea_output to 'hex'", "extra_float_digits to 1")
ROWS = "select count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text from {} t"
TABLES = """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relpersistence = 'p' order by 1
"""
COUNTERS = "select sequencename, coalesce(last_value, 0) from pg_sequences where schemaname = 'public' order by 1"
PARTS = """
    select 'indexes', count(*) from pg_indexes where schemaname = 'public'
    union all select 'rules', count(*) from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select 'triggers', count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
    order by 1
"""


def take(connection: psycopg.Connection[Any]) -> Likeness:
    """The likeness of the connected database, as its present transaction sees it. Reads every row once."""
    for setting in SETTINGS:
        connection.execute(sql.SQL("set local {}").format(sql.SQL(setting)))
    tables = [row[0] for row in connection.execute(TABLES).fetchall()]
    rows = {}
    for table in tables:
        found = connection.execute(sql.SQL(ROWS).format(sql.Identifier("public", table))).fetchone()
        rows[table] = list(found or ())
    return {
        "rows": rows,
        "counters": dict(connection.execute(COUNTERS).fetchall()),
        "parts": dict(connection.execute(PARTS).fetchall()),
    }


def differences(meant: Likeness, found: Likeness) -> list[str]:
    """Where two differ, in words; empty when they hold the same. Counters stand outside snapshots and may be further."""
    told = []
    for group in ("rows", "counters", "parts"):
        left, right = meant.get(group, {}), found.get(group, {})
        told += [
            f"{name}: {left.get(name, 'nothing')} was saved, {right.get(name, 'nothing')} came back"
            for name in sorted({*left, *right})
            if not (
                left.get(name, 0) <= right.get(name, -1) if group == "counters" else left.get(name) == right.get(name)
            )
        ]
    return told
