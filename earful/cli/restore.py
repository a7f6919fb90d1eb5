"""`earful restore`: a desk as it was when the backup was made, checked before it takes the place of what is there."""

import argparse
import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from earful import taking_on
from earful.cli import backup, restoring, tables
from earful.cli.restoring import Opened, name_in, renamed
from earful.cli.trouble import Trouble, tell_last
from earful.kit import clock, environment
from earful.kit.keeping.strongbox import Unopenable
from earful.kit.premises import tell

OTHERS = "select count(*) from pg_stat_activity where datname = %s and pid <> pg_backend_pid() and backend_type = 'client backend'"
TABLES = "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
PEOPLE = "select count(*) from staff_agent"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, with which key, and whether what is there may go."""
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key file (backup.key in the data folder)")
    parser.add_argument("--replace", action="store_true", help="also when the desk here is not empty; it is kept aside")
    parser.add_argument("--remove-old", action="store_true", help="remove for good what earlier restores kept aside")


def run(options: argparse.Namespace) -> int:
    """Restore beside, compare every row, change places, and hold back what may have been sent since."""
    env = environment.read()
    url = settings.LISTEN_URL
    connections.close_all()
    if options.remove_old:
        return _remove_old(url)
    if options.file is None:
        raise Trouble("Name the backup to restore.")
    _refuse_if_used(url, replace=options.replace)
    try:
        opened = restoring.opened(options.file, backup.key(env.data_dir, options.key, make=False))
        _refuse_if_newer(options.file, opened)
        with restoring.beside(url) as fresh:
            tell("Restoring, and comparing every row.")
            restoring.fill(options.file, opened, fresh)
            _keep_key(env.data_dir, opened.secret_key)
            aside = _change_places(url, fresh)
    except Unopenable as trouble:
        raise Trouble(trouble.words) from trouble
    tables.migrate()
    held = taking_on.after_restore(clock.parse(opened.manifest["at"]))
    _say(env, options.file, opened, held, aside)
    return 0


def _remove_old(url: str) -> int:
    with psycopg.connect(renamed(url, "postgres"), autocommit=True) as server:
        old = restoring.named(server, f"{name_in(url)}{restoring.BEFORE}")
        restoring.remove(server, old)
    print("\n".join(f"Removed {name}." for name in old) or "There is nothing that was kept aside.")
    return 0


def _refuse_if_used(url: str, *, replace: bool) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        others = _number(server, OTHERS, [name_in(url)])
        if others:
            raise Trouble(
                f"The desk is running ({others} connections to its database). Stop it everywhere, then restore."
            )
        empty = not _number(server, TABLES) or not _number(server, PEOPLE)
    if not empty and not replace:
        raise Trouble("There is a desk here already. To put the backup in its place, add --replace; it is kept aside.")


def _number(server: psycopg.Connection, question: str, values: list[str] | None = None) -> int:
    try:
        row = server.execute(question, values).fetchone()
    except psycopg.errors.UndefinedTable:
        return 0
    return int(row[0]) if row else 0


def _refuse_if_newer(path: Path, opened: Opened) -> None:
    known = {f"{app} {name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    ours = {app for app, _ in MigrationLoader(None).disk_migrations or ()}
    strange = [step for step in opened.manifest["migrations"] if step not in known and step.split()[0] in ours]
    if strange:
        raise Trouble(
            f"{path} was made by a newer Earful ({opened.manifest['earful']}), whose tables this one does not know "
            f"({strange[0]}). Install that one, then restore."
        )


def _keep_key(data_dir: Path, secret_key: str) -> None:
    """The key that sealed what is in the backup; an earlier one is kept beside it."""
    given = any(os.environ.get(name) for name in ("EARFUL_SECRET_KEY", "EARFUL_SECRET_KEY_FILE"))
    path = data_dir / ("secret.key.restored" if given else "secret.key")
    if path.exists() and path.read_text().strip() == secret_key:
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret_key + "\n")
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        os.link(path, path.with_name(f"{path.name}.before-{clock.now():%Y-%m-%dT%H-%M-%SZ}"))
    fresh.rename(path)


def _change_places(url: str, fresh: str) -> str:
    """The restored database takes the name of the desk's, which is kept under another one: its name."""
    name, aside = name_in(url), f"{name_in(url)}{restoring.BEFORE}{clock.now():%Y%m%d_%H%M%S}"
    try:
        with psycopg.connect(renamed(url, "postgres"), autocommit=True) as server, server.transaction():
            rename = sql.SQL("alter database {} rename to {}")
            server.execute(rename.format(sql.Identifier(name), sql.Identifier(aside)))
            server.execute(rename.format(sql.Identifier(name_in(fresh)), sql.Identifier(name)))
    except psycopg.Error as error:
        raise Trouble(
            f"The restored database could not take its place: {tell_last(str(error))}. Nothing changed."
        ) from error
    return aside


def _say(env: environment.Environment, path: Path, opened: Opened, held: int, aside: str) -> None:
    connection.close()
    made = clock.parse(opened.manifest["at"])
    print(f"The desk is as it was on {made:%d %B %Y at %H:%M} UTC. Every row of {path} came back.")
    if held:
        print(
            f"{held} replies were on their way then. Those that had not left are drafts again; the desk looks on the "
            "network for the others before anything is sent."
        )
    if opened.secret_key != env.secret_key and (env.data_dir / "secret.key.restored").exists():
        print(
            "EARFUL_SECRET_KEY differs from the one the backup was made with. Set it to what is in "
            f"{env.data_dir / 'secret.key.restored'}, then remove that file; otherwise every account must sign in again."
        )
    print(f"What was here before is kept in the database {aside}; earful restore --remove-old removes it.")
