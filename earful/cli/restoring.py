"""Reading a backup back: into a database of its own first, compared row by row, and only then in place of the desk's."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from earful.cli.trouble import Trouble, tell_last
from earful.kit.keeping import copying, likeness, strongbox
from earful.kit.keeping.strongbox import Part, Unopenable

FORM = 1
BESIDE, BEFORE = "_restored_", "_before_"  # in the names of databases: being restored; what was there before
TOLD = 5  # differences worth telling


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup whose beginning was read; `pieces` is the dump that follows."""

    manifest: dict[str, Any]
    secret_key: str
    pieces: Iterator[bytes]


def opened(path: Path, key: str) -> Opened:
    """The beginning of a backup. Raises Trouble, Unopenable."""
    parts = strongbox.unlock(path, key)
    manifest = _read(path, next(parts, ("", b"")), "manifest.json")
    if manifest.get("form") != FORM:
        raise Trouble(
            f"{path} was made by a newer Earful ({manifest.get('earful')}); use that or a newer one to restore."
        )
    keys = _read(path, next(parts, ("", b"")), "keys.json")
    return Opened(manifest, str(keys["secret_key"]), (content for _, content in parts))


def _read(path: Path, part: Part, wanted: str) -> dict[str, Any]:
    if part[0] != wanted:
        raise Unopenable(f"{path} is no backup of Earful.")
    return cast("dict[str, Any]", json.loads(part[1]))


def check(path: Path, key: str, url: str) -> None:
    """Restore a backup into a database of its own, compare every row, and remove it. Raises Trouble, Unopenable."""
    with beside(url) as trial:
        fill(path, opened(path, key), trial)


def fill(path: Path, backup: Opened, url: str) -> None:
    """Restore into an empty database and compare. Raises Trouble when anything is missing."""
    try:
        complaints = copying.load(url, backup.pieces)
        with psycopg.connect(url) as connection:
            found = likeness.take(connection)
    except psycopg.Error as error:
        raise Trouble(f"{path} could not be read back: {tell_last(str(error))}.") from error
    missing = likeness.differences(backup.manifest["likeness"], json.loads(json.dumps(found)))
    if missing:
        more = f" and {len(missing) - TOLD} more" if len(missing) > TOLD else ""
        said = f" PostgreSQL said: {complaints[0]}" if complaints else ""
        raise Trouble(f"{path} did not come back whole. {'; '.join(missing[:TOLD])}{more}.{said}")


@contextmanager
def beside(url: str) -> Iterator[str]:
    """The address of an empty database beside the desk's, gone at the end unless it was renamed. Raises Trouble."""
    name = f"{name_in(url)}{BESIDE}{secrets.token_hex(4)}"
    with psycopg.connect(renamed(url, "postgres"), autocommit=True) as server:
        _take_turn(server)
        remove(server, named(server, f"{name_in(url)}{BESIDE}"))  # of a try that was killed
        try:
            server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise Trouble(
                f"A backup is first restored into a database of its own, and this sign-in may not make one "
                f"({tell_last(str(error))}). Allow it with: alter role NAME createdb."
            ) from error
        except psycopg.Error as error:
            raise Trouble(f"No database can be made to restore into: {tell_last(str(error))}.") from error
        try:
            yield renamed(url, name)
        finally:
            remove(server, [name])


def _take_turn(server: psycopg.Connection) -> None:
    row = server.execute("select pg_try_advisory_lock(hashtextextended('earful restore', 0))").fetchone()
    if not row or not row[0]:
        raise Trouble("Another backup is being restored or checked here. Wait until it has finished.")


def named(server: psycopg.Connection, beginning: str) -> list[str]:
    """The databases whose names begin like this, oldest name first."""
    found = server.execute("select datname from pg_database where starts_with(datname, %s) order by 1", [beginning])
    return [row[0] for row in found.fetchall()]


def remove(server: psycopg.Connection, names: list[str]) -> None:
    """Remove databases for good."""
    for name in names:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def name_in(url: str) -> str:
    """The name of the database in an address."""
    return urlsplit(url).path.strip("/")


def renamed(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
