"""What a command stands on: the database, Django's settings, up-to-date tables."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import django
import psycopg

from earful.cli.trouble import Trouble, tell_last
from earful.kit.cluster import cluster
from earful.kit.environment import Environment

OLDEST = 15


class Needs(IntEnum):
    """How much a command needs; each includes the ones before."""

    NOTHING = 0
    SETTINGS = 1  # Django's, without touching the database
    DATABASE = 2  # reachable
    DESK = 3  # with all tables


@contextmanager
def standing(env: Environment, needs: Needs) -> Iterator[None]:
    """Provide what is needed for the length of a block. Raises Trouble or DatabaseRefused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earful.settings")
    trust_the_town(env)
    if needs is Needs.NOTHING:
        yield
    elif needs is Needs.SETTINGS:
        django.setup()
        yield
    else:
        with database(env):
            django.setup()
            if needs is Needs.DESK:
                _see_to_tables(env)
            yield


@contextmanager
def database(env: Environment) -> Iterator[str]:
    """The database's address, set in the environment too, for this process and its children."""
    if not env.embedded:
        check(env.database_url)
        yield env.database_url
        return
    with cluster(env.data_dir) as url:
        os.environ["DATABASE_URL"] = url
        yield url


def check(url: str) -> int:
    """See whether a database of one's own can be used; its version. Raises Trouble without naming a password."""
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            row = connection.execute("select pg_is_in_recovery()").fetchone()
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise Trouble(
            f"The database at {place(url)} cannot be used ({tell_last(str(error))}). Check DATABASE_URL and that it runs."
        ) from error
    except psycopg.Error as error:
        raise Trouble(f"DATABASE_URL cannot be understood ({tell_last(str(error))}).") from error
    if version < OLDEST:
        raise Trouble(f"The database at {place(url)} is PostgreSQL {version}; Earful needs {OLDEST} or newer.")
    if row and row[0]:
        raise Trouble(
            f"The database at {place(url)} is a read-only copy; DATABASE_URL must name the one that is written."
        )
    return version


def place(url: str) -> str:
    """Where a database is, without who and with which password."""
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        return "the given address"
    return f"{parts.get('host') or 'this machine'}:{parts.get('port') or 5432}/{parts.get('dbname') or ''}"


def trust_the_town(env: Environment) -> None:
    """Open the door to the sandbox town, which lives on this machine."""
    if env.town:
        trusted = [host for host in os.environ.get("EARFUL_TRUSTED_HOSTS", "").split(",") if host.strip()]
        os.environ["EARFUL_TRUSTED_HOSTS"] = ",".join(dict.fromkeys([*trusted, f"127.0.0.1:{env.town_port}"]))


def _see_to_tables(env: Environment) -> None:
    from earful.cli import tables  # noqa: PLC0415 -- it reads Django's models, which need the settings first

    if tables.missing():
        if not env.embedded:
            raise Trouble("The database is not up to date. Run earful migrate first.")
        tables.migrate()
    tables.let_go()
