"""A database of the bench's own, beside the desk's on the same server, empty at the start and gone at the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from earful.cli.trouble import Trouble, tell_last

SUFFIX = "_bench"


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """Its address. Raises Trouble when none can be made."""
    parts = urlsplit(url)
    name = parts.path.strip("/") + SUFFIX
    try:
        with psycopg.connect(url, autocommit=True) as server:
            _one_at_a_time(server)
            _remove(server, name)
            server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            try:
                yield urlunsplit(parts._replace(path=f"/{name}"))
            finally:
                _remove(server, name)
    except psycopg.errors.InsufficientPrivilege as error:
        raise Trouble(
            f"The bench needs a database of its own called {name}, and this sign-in may not make one "
            f"({tell_last(str(error))})."
        ) from error


def _one_at_a_time(server: psycopg.Connection) -> None:
    """Two benches would remove each other's database, and measure each other. Holds until the connection ends."""
    (free,) = server.execute("select pg_try_advisory_lock(hashtext('earful bench'))").fetchone() or (False,)
    if not free:
        print("Another bench is running on this database server; this one begins when it has ended.", file=sys.stderr)
        server.execute("select pg_advisory_lock(hashtext('earful bench'))")


def _remove(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
