"""Tell every open page that something changed: a topic, an id and a version, never content."""

import json
from collections.abc import Iterable

from django.db import connection

CHANNEL = "earful"


def announce(workspace_id: int, topic: str, row_id: int, version: int = 0) -> None:
    """Queue one nudge; PostgreSQL delivers it when the transaction commits, and never if it does not.

    NOTIFY takes a database-wide lock at commit, so call it once per action or batch, not once per row.
    """
    nudge = json.dumps({"w": workspace_id, "topic": topic, "id": row_id, "v": version})
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, nudge])


def announce_all(workspace_id: int, topic: str, rows: Iterable[tuple[int, int]]) -> None:
    """A nudge for each of several rows (id, version), in one statement."""
    nudges = [json.dumps({"w": workspace_id, "topic": topic, "id": row_id, "v": version}) for row_id, version in rows]
    if nudges:
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, nudge) from unnest(%s::text[]) as nudge", [CHANNEL, nudges])
