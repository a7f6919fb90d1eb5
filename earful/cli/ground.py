"""What a command stands on: the database, Django's settings, up-to-date tables."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import django
import psycopg

from earful.cli.trouble import Trouble, tell_last
from earful.kit.away import Away, away
from earful.kit.cluster import cluster
from earful.kit.environment import Environment
from earful.kit.premises import tell

OLDEST = 15
LOOKS_AGAIN, PATIENCE = 1.0, 60.0  # seconds


class Needs(IntEnum):
    """How much a command needs; each includes the ones before."""

    NOTHING = 0
    SETTINGS = 1  # Django's, without touching the database
    DATABASE = 2  # reachable
    DESK = 3  # with all tables


@contextmanager
def standing(env: Environment, needs: Needs, *, waits: bool = False) -> Iterator[None]:
    """Provide what is needed for the length of a block. Raises Trouble or DatabaseRefused.

    `waits`: for tables that are missing, until somebody has made them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earful.settings")
    trust_the_town(env)
    if needs is Needs.NOTHING:
        yield
    elif needs is Needs.SETTINGS:
        django.setup()
        yield
    else:
        with database(env, waits=waits):
            django.setup()
            if needs is Needs.DESK:
                _see_to_tables(env, waits=waits)
            yield


@contextmanager
def database(env: Environment, *, waits: bool = False) -> Iterator[str]:
    """The database's address, set in the environment too, for this process and its children.

    `waits`: for one that is just starting or restarting.
    """
    if not env.embedded:
        _reach(env.database_url, PATIENCE if waits else 0.0)
        yield env.database_url
        return
    with cluster(env.data_dir) as url:
        os.environ["DATABASE_URL"] = url
        yield url


def _reach(url: str, patience: float) -> None:
    until, told = time.monotonic() + patience, False
    while True:
        try:
            check(url)
        except Trouble as trouble:
            if away(trouble.__cause__) is not Away.GONE or time.monotonic() >= until:
                raise
            if not told:
                tell(f"{trouble.words} Waiting for it.")
            told = True
        else:
            return
        time.sleep(LOOKS_AGAIN)


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


def _see_to_tables(env: Environment, *, waits: bool) -> None:
    from earful.cli import tables  # noqa: PLC0415 -- it reads Django's models, which need the settings first

    if steps := tables.missing():
        if env.embedded:
            tables.migrate()
        elif not waits:
            raise Trouble("The database is not up to date. Run earful migrate first.")
        else:
            tell(f"The database lacks {len(steps)} steps of this version. Waiting for earful migrate.")
            while tables.missing():
                tables.let_go()
                time.sleep(LOOKS_AGAIN)
            tell("The database is up to date now.")
    tables.let_go()
