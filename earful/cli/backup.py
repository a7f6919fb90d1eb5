"""`earful backup`: everything in one encrypted file, and the proof that it can be restored."""

import argparse
import json
import os
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from earful.cli import restoring
from earful.cli.trouble import Trouble, tell_last
from earful.kit import clock, environment
from earful.kit.keeping import copying, likeness, strongbox
from earful.kit.keeping.strongbox import Part, Unopenable
from earful.kit.premises import tell

KEY_FILE = "backup.key"
FORM = 1  # of the parts and the manifest
SUFFIX = ".backup.age"
KEY_WORDS = """# Opens the backups of this desk. Keep a copy of this file somewhere else, apart from the backups:
# without it nobody can read them, with it everybody can.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, how many to keep, and whether to check."""
    parser.add_argument(
        "target", nargs="?", type=Path, help="a file or a folder (the folder backups in the data folder)"
    )
    parser.add_argument(
        "--keep", type=_count, metavar="N", help="afterwards remove all but the newest N in that folder"
    )
    parser.add_argument("--no-check", action="store_true", help="do not restore it on trial")
    parser.add_argument("--check", type=Path, metavar="FILE", help="only check a backup that exists, by restoring it")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key file (backup.key in the data folder)")


def run(options: argparse.Namespace) -> int:
    """Write a backup, restore it on trial, and compare every row."""
    env = environment.read()
    try:
        if options.check:
            restoring.check(options.check, key(env.data_dir, options.key, make=False), settings.LISTEN_URL)
            print(f"{options.check} is whole: it was restored on trial, and every row came back.")
            return 0
        target = _target(env.data_dir, options.target)
        _write(target, key(env.data_dir, options.key, make=True), env.secret_key)
        if not options.no_check:
            tell("Restoring it on trial.")
            restoring.check(target, key(env.data_dir, options.key, make=False), settings.LISTEN_URL)
    except Unopenable as trouble:
        raise Trouble(trouble.words) from trouble
    size = target.stat().st_size / 2**20
    checked = "not checked" if options.no_check else "checked by restoring it: every row came back"
    print(f"{target}: {size:.1f} MB, {checked}.")
    if options.keep:
        _thin_out(target, options.keep)
    return 0


def key(data_dir: Path, named: Path | None, *, make: bool) -> str:
    """The key for backups; the first backup makes one. Raises Trouble."""
    path = named or data_dir / KEY_FILE
    if not path.exists() and make and named is None:
        _make_key(path)
    try:
        return strongbox.key_in(path.read_text())
    except OSError as error:
        raise Trouble(
            f"The key for backups in {path} cannot be read ({error.strerror}). Name the file that holds it with --key."
        ) from error
    except (Unopenable, UnicodeDecodeError) as error:
        words = error.words if isinstance(error, Unopenable) else "That is no key for backups."
        raise Trouble(f"{path}: {words}") from error


def _make_key(path: Path) -> None:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(KEY_WORDS + strongbox.new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Trouble(f"The key for backups cannot be kept in {path} ({error.strerror}).") from error
    tell(f"Backups are encrypted with the key in {path}. Keep a copy of it elsewhere: without it nobody can read them.")


def _target(data_dir: Path, given: Path | None) -> Path:
    folder_or_file = given or data_dir / "backups"
    if given is None or given.is_dir() or str(given).endswith(os.sep):
        try:
            folder_or_file.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(f"The folder {folder_or_file} cannot be made ({error.strerror}).") from error
        return folder_or_file / f"earful-{clock.now():%Y-%m-%dT%H-%M-%SZ}{SUFFIX}"
    if folder_or_file.exists():
        raise Trouble(f"{folder_or_file} exists already. A backup is never written over another file.")
    return folder_or_file


def _write(target: Path, locked_with: str, secret_key: str) -> None:
    """Written beside and renamed: what has the name of a backup is a whole one."""
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            strongbox.lock(_parts(secret_key), locked_with, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise Trouble(f"The backup cannot be written to {target} ({error.strerror}).") from error
    except psycopg.Error as error:
        raise Trouble(f"The backup was not finished: the database said: {tell_last(str(error))}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _parts(secret_key: str) -> Iterator[Part]:
    """Everything, as it was at one moment: dump and likeness come from the same snapshot."""
    with psycopg.connect(settings.LISTEN_URL) as frozen:
        frozen.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        found = frozen.execute("select pg_export_snapshot()").fetchone()
        assert found
        tell("Writing down what there is.")
        yield "manifest.json", _json(_manifest(clock.now(), likeness.take(frozen), frozen.info.server_version))
        yield "keys.json", _json({"secret_key": secret_key})
        tell("Copying.")
        for number, piece in enumerate(copying.dump(settings.LISTEN_URL, found[0])):
            yield f"database/{number:08}", piece


def _manifest(at: datetime, alike: likeness.Likeness, server: int) -> dict[str, Any]:
    steps = sorted(f"{app} {name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return {
        "form": FORM,
        "earful": version("earful"),
        "at": at.isoformat(),
        "postgresql": server // 10000,
        "migrations": steps,
        "likeness": alike,
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, indent=1).encode()


def _thin_out(newest: Path, keep: int) -> None:
    """Remove the oldest backups beside the newest; their names sort by time."""
    made = sorted(path for path in newest.parent.glob(f"earful-*{SUFFIX}") if path.is_file())
    for path in made[:-keep]:
        path.unlink()
        print(f"Removed {path}.")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of backups; it must be 1 or more")
    return int(text)
